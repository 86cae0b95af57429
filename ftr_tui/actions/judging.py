"""What AWS's own judges said when a scan asked them, as findings that stand beside our own reading.

One that is on and gave no answer this time keeps what it said before, with its date; one that is switched off
is dropped. No control is left open for want of a judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ftr_tui.aws.collect.judge_rows import OFF
from ftr_tui.model.effective import stamped
from ftr_tui.model.elsewhere import Report, Row, Said, Tool
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Imported
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.joining import FRESH, aged
from ftr_tui.model.text import clean
from ftr_tui.rules.reading import NOTHING_THERE

TOOLS: Mapping[str, Tool] = {
    "hub": Tool.SECURITY_HUB,
    "rules": Tool.CONFIG,
    "advisor": Tool.TRUSTED_ADVISOR,
}
"""Collector -> who it asks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One judge in one account, and Region where it has them."""

    tool: str
    account: str
    region: str = ""
    answered: bool = False
    """It gave an answer, be it a part."""
    rows: int = 0
    notes: tuple[str, ...] = ()
    """What of its answer was left out, a line each."""
    reason: str = ""
    """Why it was not asked, or what of it was not read; empty: it gave its whole answer."""
    off: bool = False
    """It need not be asked: the account has it switched off."""


def asked(facts: Facts) -> list[Asked]:
    """Return whom a scan asked and whom it did not; a Region in which nothing runs is left out."""
    out = []
    for collector, tool in TOOLS.items():
        for fact in facts.of(collector):
            if fact.note == NOTHING_THERE:
                continue
            answered = _answered(fact)
            data = fact.data if answered else {}
            reasons = [g.reason for g in fact.gaps] or ([] if answered else [fact.note])
            out.append(
                Asked(
                    str(tool),
                    fact.account,
                    fact.region or "",
                    answered,
                    len(data.get("rows", ())),
                    tuple(data.get("notes", ())),
                    "; ".join(reasons),
                    fact.note == OFF,
                )
            )
    return out


def in_words(found: Sequence[Asked], calls: int) -> list[str]:
    """Return in lines which judges gave an answer, and which gave none though they may be on."""
    out = []
    answered = list(dict.fromkeys(a.tool for a in found if a.answered))
    if calls:
        text = ngettext("and {} call of AWS's own judges: {}", "and {} calls of AWS's own judges: {}", calls)
        out.append(text.format(calls, ", ".join(answered) or _("no answer")))
    for tool in dict.fromkeys(a.tool for a in found if a.reason and not a.off):
        lost = [a for a in found if a.tool == tool and a.reason and not a.off]
        where = f"{lost[0].account} {lost[0].region}".strip()
        if len(lost) > 1:
            where = _("{} and {} more").format(where, len(lost) - 1)
        out.append(_("{} was not asked, or not whole ({}): {}").format(tool, where, lost[0].reason))
    return out


def worse(evidence: Evidence) -> list[Finding]:
    """Return what a judge says against us where our own reading does not; each question of a judge once."""
    own = evidence.by_question()
    found = [f for one in evidence.judged for f in one.finding if f.favourable is False]
    return [f for f in found if f.question not in own or own[f.question].favourable is not False]


def judged(
    facts: Facts,
    texts: Mapping[str, str],
    before: Sequence[Imported],
    now: datetime,
    left_out: Sequence[str] = (),
) -> list[Imported]:
    """Return what each judge says now, and of an older answer what this scan could not ask again.

    ``left_out``: accounts in scope that were not read; a pass without them is none.
    """
    out = []
    for collector, tool in TOOLS.items():
        found = facts.of(collector)
        older = [one for one in before if one.tool == str(tool)]
        lost = _lost(found, older, facts)
        new = _new(tool, found, facts, texts, now, left_out)
        if new is not None:
            out.append(new)
        if lost:
            out += [kept for one in older if (kept := _kept(one, lost, new, now)) is not None]
    return out


def _answered(fact: Fact) -> bool:
    return fact.readable and isinstance(fact.data, dict)


def _new(
    tool: Tool,
    found: Iterable[Fact],
    facts: Facts,
    texts: Mapping[str, str],
    now: datetime,
    left_out: Sequence[str],
) -> Imported | None:
    from ftr_tui.rules.elsewhere import judge, speaks_of

    answers = [f for f in found if _answered(f)]
    if not answers:
        return None
    rows = [_row(f, row) for f in answers for row in f.data["rows"]]
    accounts = list(dict.fromkeys(f.account for f in answers))
    regions = list(dict.fromkeys(r for a in facts.accounts for r in facts.regions(a)))
    report = Report(tool, rows, accounts=accounts, regions=regions)
    told = judge(report, texts, now, accounts=[*facts.accounts, *left_out], regions=regions)
    return Imported(
        file="",
        at=min(f.read_at for f in answers),
        tool=str(tool),
        covers=accounts,
        rows=len(rows),
        used=sum(speaks_of(tool, r.check) in texts for r in rows),
        finding=stamped(told, dict(texts)),
    )


def _row(fact: Fact, row: Mapping[str, object]) -> Row:
    at = row["at"]
    return Row(
        check=clean(str(row["check"])),
        said=Said(str(row["said"])),
        account=fact.account,
        region=clean(str(row["region"])),
        resource=clean(str(row["resource"])),
        detail=clean(str(row["detail"])),
        at=at if isinstance(at, datetime) else None,
        muted=bool(row["muted"]),
    )


@dataclass(slots=True)
class _Lost:
    """Where in an account a judge was not asked again, and why."""

    reason: str
    regions: set[str]
    """Empty: nowhere in it."""


def _lost(found: Sequence[Fact], older: Sequence[Imported], facts: Facts) -> dict[str, _Lost]:
    """Return by account what a judge was not asked again, or did not say whole."""
    out: dict[str, _Lost] = {}
    for fact in found:
        reason = fact.gaps[0].reason if fact.gaps else fact.note
        if fact.gaps or not (fact.readable or fact.note in (OFF, NOTHING_THERE)):
            one = out.setdefault(fact.account, _Lost(reason, set()))
            one.regions |= {fact.region} if fact.region else set()
    for account in dict.fromkeys([*facts.accounts, *(a for one in older for a in one.accounts)]):
        if account not in facts.accounts:
            out[account] = _Lost(_("the account was not read"), set())
        elif not any(f.account == account for f in found):
            out[account] = _Lost(_("the scan did not come to it"), set())
    return out


def _kept(one: Imported, lost: Mapping[str, _Lost], new: Imported | None, now: datetime) -> Imported | None:
    """Return of an older answer what still stands, in the accounts that were not asked again.

    Beside a new answer only what is against us: of the rest the new one says what counts.
    """
    said = {f.question for f in new.finding if f.favourable is False} if new is not None else set()
    kept = []
    for old in one.finding:
        accounts = [a for a in old.accounts if a in lost and _stands(old, a, lost[a].regions)]
        whole = len(accounts) == len(old.accounts) and new is None
        if accounts and old.question not in said and (whole or old.favourable is False):
            kept.append(_older(old, accounts, lost[accounts[0]].reason, now))
    if not kept:
        return None
    return one.model_copy(update={"finding": kept, "covers": [a for a in one.accounts if a in lost]})


def _stands(old: Finding, account: str, regions: set[str]) -> bool:
    """Whether what is against us in an account was seen where nobody asked again; the rest always stands."""
    if old.favourable is not False:
        return True
    if old.by_account.get(account, str(old.verdict)) != str(old.verdict):
        return False
    here = {r.region for r in old.resources if r.account == account}
    # Fewer are stored than there were; what an account has once names no Region.
    return not regions or not here or "" in here or bool(here & regions)


def _older(old: Finding, accounts: list[str], reason: str, now: datetime) -> Finding:
    text = _("not asked again on {}: {}").format(now.astimezone().date(), reason)
    resources = [r for r in old.resources if r.account in accounts]
    same = len(accounts) == len(old.accounts)
    update: dict[str, object] = {"not_reread": text, "accounts": accounts}
    if not same:
        update |= {"resources": resources, "total": len(resources), "by_account": {}}
    return aged(old.model_copy(update=update), now, FRESH)
