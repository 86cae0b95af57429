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
    counts as not read before. What was not decided and is not now is no change worth a word.
    """
    new = _new(before.by_question(), found, at) if before.scan is not None else []
    seen = {c.question for c in new}
    oldest = at - timedelta(days=KEPT_DAYS)
    return [*new, *(c for c in before.change if c.question not in seen and c.at >= oldest)]


def _new(before: Mapping[str, Finding], found: Iterable[Finding], at: datetime) -> list[Change]:
    out = []
    for finding in found:
        old = before.get(finding.question)
        was = old.verdict if old else Verdict.UNKNOWN
        if was is finding.verdict or not (was.decided or finding.verdict.decided):
            continue
        out.append(
            Change(
                question=finding.question,
                control=finding.control,
                was=str(was),
                now=str(finding.verdict),
                favourable=finding.favourable,
                at=at,
            )
        )
    return out
