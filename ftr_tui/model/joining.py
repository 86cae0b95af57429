"""What several machines read of one product becomes one judgement a question: the worse wins, all are named.

- A favourable verdict stands only where every reading has it: of all accounts together.
- One that could not be read says nothing against another that has read the same accounts.
- An imported reading gives way to a newer one of our own that covers all its accounts; it stays named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ftr_tui.model.agreement import SCOPE
from ftr_tui.model.facts import Evidence, Finding, Imported, Seen, Verdict
from ftr_tui.model.i18n import _

_BAD, _UNREAD, _SUPPORTS, _NEUTRAL, _GOOD, _NONE_THERE = range(6)
"""How bad a reading is, the worst first; not-applicable gives way to a yes from where there is something."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one source says of a question."""

    finding: Finding
    accounts: frozenset[str]
    """Those of the whole source: what it could not read is unread in all of them."""
    name: str
    """The file that it came from; empty: our own scan."""

    @property
    def rank(self) -> int:
        """Return how bad it is."""
        finding = self.finding
        if finding.favourable is False:
            return _BAD
        if finding.verdict is Verdict.UNKNOWN:
            return _UNREAD
        if finding.verdict is Verdict.SUPPORTS:
            return _SUPPORTS
        if finding.favourable is None:
            return _NEUTRAL
        return _NONE_THERE if finding.verdict is Verdict.NOT_APPLICABLE else _GOOD


def joined(evidence: Evidence) -> Evidence:
    """Return evidence with one finding a question, own and imported together; the same without imports.

    What is unread and the services seen are those of all. ``scan`` stays our own, or is that of the newest
    import where nothing was ever scanned here. Not to be stored: it would pass for a scan of ours.
    """
    if not evidence.imported:
        return evidence
    sources = _sources(evidence)
    questions = dict.fromkeys(q for _name, _accounts, found in sources for q in found)
    out = []
    for question in questions:
        readings = [
            _Reading(found.get(question) or _silent(question, found), accounts, name)
            for name, accounts, found in sources
        ]
        out.append(_one(readings))
    newest = max(evidence.imported, key=lambda i: i.read_at or i.at)
    return evidence.model_copy(
        update={
            "finding": out,
            "scan": evidence.scan or newest.scan,
            "unread": [*evidence.unread, *(u for i in evidence.imported for u in i.unread)],
            "seen": _seen([evidence.seen, *(i.seen for i in evidence.imported)]),
        }
    )


def readings(evidence: Evidence) -> dict[str, list[Finding]]:
    """Return each question's findings that count, of every source on its own: what one account says.

    The joined judgement has only the worst of them. One without a word about a question is not among them.
    """
    out: dict[str, list[Finding]] = {}
    sources = _sources(evidence)
    for question in dict.fromkeys(q for _name, _accounts, found in sources for q in found):
        told = [_Reading(f[question], accounts, name) for name, accounts, f in sources if question in f]
        out[question] = [r.finding for r in _live(told)]
    return out


def _sources(evidence: Evidence) -> list[tuple[str, frozenset[str], dict[str, Finding]]]:
    """Return name, accounts and findings of our own scan and of each file that was taken in."""
    sources = [("", frozenset(_own_accounts(evidence)), evidence.by_question())] if evidence.finding else []
    for one in evidence.imported:
        marked = {f.question: _marked(f, one) for f in one.finding}
        sources.append((one.file, frozenset(one.accounts), marked))
    return sources


def _own_accounts(evidence: Evidence) -> list[str]:
    scanned = evidence.scan.accounts if evidence.scan is not None else []
    return [*scanned, *(a for f in evidence.finding for a in f.accounts)]


def _marked(finding: Finding, one: Imported) -> Finding:
    mark = {"imported_from": one.file, "imported_at": one.at, "imported_by": one.by}
    return finding.model_copy(update=mark)


def _silent(question: str, found: dict[str, Finding]) -> Finding:
    """Return what a source says that has no finding for a question: that it did not read it."""
    other = next(iter(found.values()))
    return Finding(
        question=question,
        control=question.partition(".")[0],
        verdict=Verdict.UNKNOWN,
        summary=_("Nothing was found out about this."),
        accounts=other.accounts,
        read_at=other.read_at,
        imported_from=other.imported_from,
        imported_at=other.imported_at,
        imported_by=other.imported_by,
    )


def _one(readings: Sequence[_Reading]) -> Finding:
    """Return the judgement of one question."""
    if len(readings) == 1:
        return readings[0].finding
    live = _live(readings)
    best = min(live, key=lambda r: (r.rank, bool(r.name), -r.finding.read_at.timestamp()))
    same = [r for r in live if r.finding.verdict == best.finding.verdict]
    others = [r for r in readings if r is not best]
    told = [_told(r, counts=r in live) for r in others]
    if best.rank == _NEUTRAL and len(same) < len(live):
        says = _("Not decided: what was read here and elsewhere differs.")
        differs = {"verdict": Verdict.SUPPORTS, "assumes": "", "draft": "", "summary": says}
        return best.finding.model_copy(update={**differs, "beside": [_told(best, counts=True), *told]})
    update: dict[str, object] = {"beside": told}
    if best.rank >= _NEUTRAL and len(live) > 1:
        update |= _all_of(live, same)
    return best.finding.model_copy(update=update)


def _live(readings: Sequence[_Reading]) -> list[_Reading]:
    """Return the readings that count beside one another."""
    live = [r for r in readings if not any(_outdone(r, other) for other in readings if other is not r)]
    # All unread over the same accounts would outdo one another: then the first speaks.
    return live or list(readings[:1])


def _outdone(one: _Reading, other: _Reading) -> bool:
    """Whether ``other`` makes ``one`` say nothing: it has read all the same accounts, and more of them."""
    if other.finding.verdict is Verdict.UNKNOWN or not one.accounts <= other.accounts:
        return False
    if one.finding.verdict is Verdict.UNKNOWN:
        return True
    return bool(one.name) and not other.name and other.finding.read_at > one.finding.read_at


def _all_of(live: Sequence[_Reading], same: Sequence[_Reading]) -> dict[str, object]:
    """Return what a verdict rests on that all readings share: every account, what each assumes, the age."""
    findings = [r.finding for r in live]
    accounts = list(dict.fromkeys(a for f in findings for a in f.accounts))
    apart = len(accounts) == sum(len(set(f.accounts)) for f in findings)
    totals = [r.finding.total for r in same]
    return {
        "accounts": accounts,
        "regions": list(dict.fromkeys(x for f in findings for x in f.regions)),
        "assumes": "\n".join(_assumed(live, accounts)),
        "resources": [x for r in same for x in r.finding.resources],
        "total": sum(totals) if apart else max(totals),
        "by_account": {a: v for f in findings for a, v in (f.by_account or _alone(f)).items()},
        "read_at": min(f.read_at for f in findings),
        "not_reread": next((f.not_reread for f in findings if f.not_reread), ""),
    }


def _alone(finding: Finding) -> dict[str, str]:
    return {finding.accounts[0]: str(finding.verdict)} if len(finding.accounts) == 1 else {}


def _assumed(live: Sequence[_Reading], accounts: Sequence[str]) -> list[str]:
    """Return the lines that all readings assume; that each speaks of all of production becomes one line."""
    out: dict[str, None] = {}
    for reading in live:
        for line in reading.finding.assumes.split("\n"):
            if not line:
                continue
            if line.startswith((f"{SCOPE}account ", f"{SCOPE}accounts ")):
                line = f"{SCOPE}accounts {', '.join(accounts)} and in no others."
            elif line.startswith(SCOPE):
                line = f"{line.rstrip('.')} ({', '.join(reading.finding.accounts)})."
            out[line] = None
    return list(out)


def _told(reading: _Reading, *, counts: bool) -> str:
    """Return another reading in words: whose it is, of when and where, what it says."""
    finding = reading.finding
    day = finding.read_at.date()
    where = ", ".join(finding.accounts[:_NAMED]) or "-"
    if finding.imported_at is not None:
        text = _("{}, taken in {} (read {} in {})")
        whose = text.format(finding.imported_from, finding.imported_at.date(), day, where)
    else:
        whose = _("read here {} in {}").format(day, where)
    said = f"{whose}: {finding.verdict}: {finding.summary}"
    return said if counts else _("{} It does not count: the same accounts were read otherwise.").format(said)


def _seen(lists: Iterable[Sequence[Seen]]) -> list[Seen]:
    """Return the services of all readings; one that two saw in the same account is not counted twice."""
    out: dict[str, Seen] = {}
    for seen in (s for some in lists for s in some):
        known = out.get(seen.service)
        if known is None:
            out[seen.service] = seen
            continue
        apart = not set(known.accounts) & set(seen.accounts)
        out[seen.service] = known.model_copy(
            update={
                "total": known.total + seen.total if apart else max(known.total, seen.total),
                "partial": known.partial or seen.partial,
                "accounts": list(dict.fromkeys([*known.accounts, *seen.accounts])),
                "regions": list(dict.fromkeys([*known.regions, *seen.regions])),
            }
        )
    return list(out.values())
