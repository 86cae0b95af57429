"""What several machines read of one product becomes one judgement a question: the worse wins, all are named.

- A favourable verdict stands only where every reading has it: of all accounts together.
- One that could not be read says nothing against another that has read the same accounts.
- An imported reading gives way to a newer one of our own that covers all its accounts; it stays named.
- Another tool, or one of AWS's own judges, speaks of what it has a row for: its silence is no gap, and where
  it decides nothing it takes nothing away from those who do. A judge asked by our scan never gives way.
- What tools alone prove must be said of every account that is known, as if all their files were one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ftr_tui.model.agreement import SCOPE
from ftr_tui.model.elsewhere import Tool
from ftr_tui.model.facts import Evidence, Finding, Imported, Scan, Seen, Verdict
from ftr_tui.model.i18n import _
from ftr_tui.model.narrowing import AGGREGATOR, directly_read, narrowed

_BAD, _UNREAD, _SUPPORTS, _NEUTRAL, _GOOD, _NONE_THERE = range(6)
"""How bad a reading is, the worst first; not-applicable gives way to a yes from where there is something."""
_NAMED = 3
FRESH = timedelta(days=30)
"""How long a pass in another tool's file counts (evidence-rules.md section 6); older, it only supports."""
_AHEAD = timedelta(days=1)
"""How far another clock may be ahead of ours."""
_WEST = timedelta(hours=12)
"""How much later a time without a zone may be than it reads: Prowler writes that of its own machine."""


_UNDECIDED: Mapping[str, object] = {
    "verdict": Verdict.SUPPORTS,
    "favourable": None,
    "assumes": "",
    "draft": "",
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one source says of a question."""

    finding: Finding
    accounts: frozenset[str]
    """Those of the whole source: what it could not read is unread in all of them."""
    name: str
    """The file or the judge that it came from; empty: our own scan."""
    tool: bool = False
    """It is of another tool or a judge: it has rows for some controls only."""
    judge: bool = False
    """It was asked by our own scan, so it is as new as that."""
    regions: frozenset[str] = frozenset()
    """Those that a scan was to read; of tools nothing is known."""
    missed: frozenset[str] = frozenset()
    """Whom a scan should have read and did not: nobody reads those in its place unseen."""

    @property
    def idle(self) -> bool:
        """Whether a tool only says that it cannot look at such a question: that is no reading of it."""
        return self.tool and self.finding.unasked and self.rank == _UNREAD and not self.finding.accounts

    @property
    def read(self) -> frozenset[str]:
        """Return the accounts that the finding itself rests on; a source may have read more."""
        return frozenset(self.finding.accounts) or self.accounts

    @property
    def latest(self) -> datetime:
        """Return when this may have been seen last."""
        finding = self.finding
        at = finding.newest or finding.read_at
        if finding.tool == Tool.PROWLER and finding.imported_at is not None:
            # It cannot be of later than the day on which it was taken in.
            at = max(at, min(at + _WEST, finding.imported_at))
        return at

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


def joined(evidence: Evidence, now: datetime) -> Evidence:
    """Return evidence with one finding a question, all sources together; the same where there is only one.

    What is unread and the services seen are those of all. ``scan`` stays our own, or is that of the newest
    import where nothing was ever scanned here. Not to be stored: it would pass for a scan of ours.
    """
    if not evidence.imported and not evidence.judged:
        return evidence
    sources = _sources(evidence, now)
    known = frozenset(_own_accounts(evidence)).union(*(i.accounts for i in evidence.imported))
    out = [_whole(_one(told), told, known) for told in _by_question(sources).values()]
    machines = [i for i in evidence.imported if not i.tool or i.scan is not None]
    newest = max(machines, key=lambda i: i.read_at or i.at, default=None)
    return evidence.model_copy(
        update={
            "finding": out,
            "scan": evidence.scan or (newest.scan if newest is not None else None),
            "unread": [*evidence.unread, *(u for i in evidence.imported for u in i.unread)],
            "seen": _seen([evidence.seen, *(i.seen for i in evidence.imported)]),
        }
    )


def readings(evidence: Evidence, now: datetime) -> dict[str, list[Finding]]:
    """Return each question's findings that count, of every source on its own: what one account says.

    The joined judgement has only the worst of them. One without a word about a question is not among them.
    """
    out: dict[str, list[Finding]] = {}
    for question, told in _by_question(_sources(evidence, now), silent=False).items():
        out[question] = [r.finding for r in _live(told)]
    return out


def apart(evidence: Evidence, now: datetime) -> dict[str, list[Finding]]:
    """Return each question's findings of every source, also those that do not count: to compare them."""
    by_question = _by_question(_sources(evidence, now), silent=False)
    out = {q: [r.finding for r in told if not r.idle] for q, told in by_question.items()}
    return {question: found for question, found in out.items() if found}


@dataclass(frozen=True, slots=True)
class _Source:
    """Our own scan, a file, or a judge."""

    name: str
    accounts: frozenset[str]
    found: dict[str, Finding]
    tool: bool = False
    judge: bool = False
    scan: Scan | None = None

    def reading(self, finding: Finding) -> _Reading:
        # A tool has read what its rows speak of: of the other accounts of its file it says nothing here.
        accounts = frozenset(finding.accounts) if self.tool else self.accounts
        scan = self.scan if not self.tool else None
        regions = frozenset(scan.regions if scan is not None else ())
        missed = frozenset((*scan.unreached, *scan.not_again) if scan is not None else ())
        return _Reading(finding, accounts, self.name, self.tool, self.judge, regions, missed)


def _by_question(sources: Sequence[_Source], *, silent: bool = True) -> dict[str, list[_Reading]]:
    """Return what each source says of a question; ``silent``: also that it says nothing, where it should."""
    out: dict[str, list[_Reading]] = {}
    for question in dict.fromkeys(q for source in sources for q in source.found):
        for source in sources:
            found = source.found.get(question)
            if found is None and silent and not source.tool:
                found = _silent(question, source.found)
            if found is not None:
                out.setdefault(question, []).append(source.reading(found))
    return out


def _sources(evidence: Evidence, now: datetime) -> list[_Source]:
    """Return our own scan, AWS's judges that it asked, and each file that was taken in."""
    sources = []
    if evidence.finding:
        sources.append(
            _Source("", frozenset(_own_accounts(evidence)), evidence.by_question(), scan=evidence.scan)
        )
    for one in evidence.judged:
        judged = {f.question: aged(f.model_copy(update={"tool": one.tool}), now) for f in one.finding}
        sources.append(_Source(one.tool, frozenset(one.accounts), judged, tool=True, judge=True))
    direct = directly_read(evidence)
    for one in evidence.imported:
        told = narrowed(one.finding, direct) if one.tool == AGGREGATOR else one.finding
        found = {f.question: aged(_marked(f, one), now) for f in told}
        sources.append(_Source(one.file, frozenset(one.accounts), found, tool=bool(one.tool), scan=one.scan))
    return sources


def aged(finding: Finding, now: datetime, limit: timedelta = FRESH) -> Finding:
    """Return a tool's finding as it counts at ``now``: a pass older than ``limit`` decides nothing."""
    if not finding.tool or not finding.favourable or -_AHEAD <= now - finding.read_at <= limit:
        return finding
    days = (now - finding.read_at).days
    if days < 0:
        said = _("Not decided: this is of {}, a day that has not come yet. It said {}: {}")
        said = said.format(finding.read_at.date(), finding.verdict, finding.summary)
    else:
        old = _("Not decided: this is {} days old, and a pass counts for {} days. It said {}: {}")
        said = old.format(days, limit.days, finding.verdict, finding.summary)
    return finding.model_copy(update={**_UNDECIDED, "by_account": {}, "summary": said})


def _own_accounts(evidence: Evidence) -> list[str]:
    scanned = evidence.scan.accounts if evidence.scan is not None else []
    return [*scanned, *(a for f in evidence.finding for a in f.accounts)]


def _marked(finding: Finding, one: Imported) -> Finding:
    mark = {"imported_from": one.file, "imported_at": one.at, "imported_by": one.by, "tool": one.tool}
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
    others = [r for r in readings if r is not best and not r.idle]
    told = [_told(r, counts=r in live) for r in others]
    if best.rank == _NEUTRAL and len(same) < len(live):
        says = _("Not decided: what was read here and elsewhere differs.")
        differs = {"verdict": Verdict.SUPPORTS, "assumes": "", "draft": "", "summary": says}
        return best.finding.model_copy(update={**differs, "beside": [_told(best, counts=True), *told]})
    update: dict[str, object] = {"beside": told}
    # What our own reading shows of all the same accounts needs no word more for a tool that says so too.
    needed = [r for r in live if not (r.tool and any(_same_alone(r, own) for own in same))]
    if best.rank >= _NEUTRAL and len(needed) > 1:
        update |= _all_of(needed, [r for r in same if r in needed])
    return best.finding.model_copy(update=update)


def _same_alone(tool: _Reading, own: _Reading) -> bool:
    """Whether a reading of ours says the same of all accounts that a tool speaks of."""
    return not own.tool and own.finding.verdict == tool.finding.verdict and tool.accounts <= own.accounts


def _live(readings: Sequence[_Reading]) -> list[_Reading]:
    """Return the readings that count beside one another."""
    live = [r for r in readings if not any(_outdone(r, other) for other in readings if other is not r)]
    # An aggregator knows hundreds of accounts: what it cannot tell takes nothing from who read his own.
    telling = [r for r in live if not (r.tool and r.rank in (_SUPPORTS, _UNREAD))]
    if any(r.rank != _UNREAD for r in telling):
        live = telling
    # All unread over the same accounts would outdo one another: then the first speaks.
    return live or list(readings[:1])


def _outdone(one: _Reading, other: _Reading) -> bool:
    """Whether ``other`` makes ``one`` say nothing: it has read all the same accounts, and more of them."""
    if other.finding.verdict is Verdict.UNKNOWN:
        return False
    if one.finding.verdict is Verdict.UNKNOWN:
        if not (one.accounts | one.missed) <= other.read:
            return False
        # A tool's row that decides nothing reads no account in our place, nor does one of other Regions.
        there = set(other.finding.regions)
        return (not there or one.regions <= there) and not (other.tool and other.rank == _SUPPORTS)
    if one.judge or (one.tool and one.rank == _BAD and not other.finding.verdict.decided):
        return False
    return bool(one.name) and not other.name and _reread(one, other) and other.finding.read_at > one.latest


def _reread(one: _Reading, own: _Reading) -> bool:
    """Whether our own reading looked everywhere where ``one`` did: accounts and Regions."""
    there, here = frozenset(one.finding.regions), frozenset(own.finding.regions)
    if not one.accounts <= own.read:
        return False
    if one.tool and here and not there:
        # Rows that name no Region: only where every Region was read are they read again.
        return not any(f"{SCOPE}Region" in line for line in own.finding.assumes.split("\n"))
    return there <= here


def _whole(found: Finding, told: Sequence[_Reading], known: frozenset[str]) -> Finding:
    """Return what tools alone prove only where it is of every known account and Region; else it supports."""
    if not found.favourable or any(not r.tool and r.finding.favourable for r in told):
        return found
    regions = {region for r in told for region in r.finding.regions} or {""}
    good = [r.finding for r in told if r.finding.favourable]
    seen = {(a, region) for f in good for a in f.accounts for region in f.regions or ("",)}
    missing = [a for a in sorted(known) if any((a, region) not in seen for region in regions)]
    if not missing:
        return found
    named = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
    said = _("Not decided: nothing says so of {}. {}").format(named, found.summary)
    return found.model_copy(update={**_UNDECIDED, "summary": said})


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
        file = f"{finding.tool} ({finding.imported_from})" if finding.tool else finding.imported_from
        whose = _("{}, taken in {} (read {} in {})").format(file, finding.imported_at.date(), day, where)
    elif finding.tool:
        whose = _("{}, of {} in {}").format(finding.tool, day, where)
    else:
        whose = _("read here {} in {}").format(day, where)
    # A tool's own sentence begins with its name, which was said just now.
    summary = finding.summary.removeprefix(f"{finding.tool}, ") if finding.tool else finding.summary
    said = f"{whose}: {finding.verdict}: {summary}"
    if counts:
        return said
    if reading.tool and reading.rank == _SUPPORTS:
        return said
    return _("{} It does not count: the same accounts were read otherwise.").format(said)


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
