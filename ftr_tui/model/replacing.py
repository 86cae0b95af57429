"""What of an older reading a newer one leaves standing: where it looked at less, or could not read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ftr_tui.model.facts import Finding, Verdict


def left_of(old: Iterable[Finding], new: Iterable[Finding]) -> list[Finding]:
    """Return the findings of ``old`` that ``new``, of our own rules as well, does not say again.

    It says one again where it read the question at all, in every account and Region of the older one.
    """
    again = {f.question: f for f in new if f.verdict is not Verdict.UNKNOWN}
    return [
        f
        for f in old
        if f.verdict is not Verdict.UNKNOWN and not (f.question in again and covers(again[f.question], f))
    ]


def covers(new: Finding, old: Finding) -> bool:
    """Whether ``new`` is about the question of ``old`` and every place of it."""
    return (
        new.question == old.question
        and set(old.accounts) <= set(new.accounts)
        and set(old.regions) <= set(new.regions)
    )


def takes_place(new: Finding, old: Finding, *, filtered: str = "") -> bool:
    """Whether a tool's finding says all that another of the same tool said, so that only one need stand.

    What is against us gives way only to the same checks, and to no file that may hold only what passed
    (``filtered``: how such a finding says so in what it assumes).
    """
    if not covers(new, old):
        return False
    if old.favourable is not False:
        return True
    if new.favourable:
        return not filtered or filtered not in new.assumes
    return set(old.sources) <= set(new.sources)


def last(finding: Finding) -> datetime:
    """Return the newest time that a finding rests on."""
    return finding.newest or finding.read_at
