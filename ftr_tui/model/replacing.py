"""What of an older reading a newer one leaves standing: where it looked at less, or could not read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ftr_tui.model.facts import Finding, Scan, Verdict


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


def within(old: Iterable[str], old_scan: Scan | None, new: Iterable[str], new_scan: Scan | None) -> bool:
    """Whether one scan was to read no account and no Region that another was not to read as well.

    ``old`` and ``new`` are the accounts of their findings. What a wider one could not read is still unread.
    """
    return _asked(old, old_scan) <= _asked(new, new_scan)


def _asked(accounts: Iterable[str], scan: Scan | None) -> frozenset[str]:
    more = (*scan.not_again, *scan.unreached, *scan.regions) if scan is not None else ()
    return frozenset((*accounts, *more))


def covers(new: Finding, old: Finding) -> bool:
    """Whether ``new`` is about the question of ``old`` and every place of it."""
    return (
        new.question == old.question
        and set(old.accounts) <= set(new.accounts)
        and set(old.regions) <= set(new.regions)
    )


Looked = frozenset[tuple[str, str, str]]
"""Check, account and Region of the rows of a file; the Region is also empty, for what an account has once."""


def takes_place(new: Finding, old: Finding, looked: Looked = frozenset(), *, filtered: str = "") -> bool:
    """Whether a tool's finding says all that another of the same tool said, so that only one need stand.

    What is against us gives way only to a proof, or where the same checks looked at the same places again
    (``looked``), and to no file that may hold only what passed (``filtered``: how such a finding says so in
    what it assumes).
    """
    if not covers(new, old):
        return False
    if old.favourable is not False:
        return True
    if new.favourable:
        return not filtered or filtered not in new.assumes
    if new.favourable is False:
        return set(old.sources) <= set(new.sources)
    return all((check, *place) in looked for check in old.sources for place in _against(old))


def _against(old: Finding) -> set[tuple[str, str]]:
    """Return the accounts and Regions in which something was against us; all where not all is kept."""
    if old.resources and old.total <= len(old.resources) and all(r.account for r in old.resources):
        return {(r.account, r.region) for r in old.resources}
    return {(account, region) for account in old.accounts for region in old.regions or ("",)}


def last(finding: Finding) -> datetime:
    """Return the newest time that a finding rests on."""
    return finding.newest or finding.read_at
