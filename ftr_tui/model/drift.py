"""What a scan says otherwise than the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ftr_tui.model.facts import Change, Evidence, Finding, Verdict

KEPT_DAYS = 30
"""A change is shown for so long, unless a later one replaces it."""


def changes(before: Evidence, found: Iterable[Finding], at: datetime) -> list[Change]:
    """Return what ``found`` (older decided findings already kept) changes, then what changed lately.

    The first scan changes nothing: there was nothing. A question that a rule judges for the first time
    counts as not read before. What was not decided and is not now is no change worth a word. A gap
    that grew (3 keys, then 5) is one.
    """
    oldest = at - timedelta(days=KEPT_DAYS)
    lately = [c for c in before.change if c.at >= oldest]
    listed = list(found)
    new = _new(before.by_question(), listed, at) if before.scan is not None else []
    # That a gap grew is less than that it came: the elder change stays.
    told = {c.question for c in (*new, *lately) if c.was_total is None}
    if before.scan is not None:
        new += [c for c in _grown(before.by_question(), listed, at) if c.question not in told]
    seen = {c.question for c in new}
    return [*new, *(c for c in lately if c.question not in seen)]


def _grown(before: Mapping[str, Finding], found: Iterable[Finding], at: datetime) -> list[Change]:
    """Return the gaps in which more is in the way than before, over the same accounts and Regions.

    That there is less is not told: a page that could not be read looks the same.
    """
    out = []
    for finding in found:
        old = before.get(finding.question)
        if old is None or old.verdict is not finding.verdict or finding.favourable is not False:
            continue
        same = (old.accounts, old.regions) == (finding.accounts, finding.regions)
        if same and 0 < old.total < finding.total:
            change = _change(finding, old.verdict, at)
            out.append(change.model_copy(update={"was_total": old.total, "total": finding.total}))
    return out


def _change(finding: Finding, was: Verdict, at: datetime) -> Change:
    return Change(
        question=finding.question,
        control=finding.control,
        was=str(was),
        now=str(finding.verdict),
        favourable=finding.favourable,
        at=at,
    )


def _new(before: Mapping[str, Finding], found: Iterable[Finding], at: datetime) -> list[Change]:
    out = []
    for finding in found:
        old = before.get(finding.question)
        was = old.verdict if old else Verdict.UNKNOWN
        if was is finding.verdict or not (was.decided or finding.verdict.decided):
            continue
        out.append(_change(finding, was, at))
    return out
