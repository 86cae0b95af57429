"""Going on where a scan broke off because its login ended: whole accounts are not read twice.

Safe because what is kept are facts, not conclusions: all rules judge the facts of both runs together, each
fact with the time at which it was read, and a finding says the oldest. An account with a gap that a login,
a permission or a little patience can mend is read again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.actions.unread import kind_of
from ftr_tui.model.facts import Fact, Facts, Status
from ftr_tui.store import partial
from ftr_tui.store.partial import Part

if TYPE_CHECKING:
    from ftr_tui.actions.scanning import ScanOptions
    from ftr_tui.aws.access import Target
    from ftr_tui.aws.sweep import Sweep

_LASTING = frozenset({"region", "policy"})
"""Gaps that stay whatever one does with this login."""
_ALL_BUT_LOGIN = _LASTING | {"entry", "permission", "throttled", "silent", "stopped", "other"}


def waiting(session: Path, options: ScanOptions, now: datetime) -> Part | None:
    """Return what an interrupted scan of the same scope left to go on from, or None."""
    part = partial.load(session, now)
    return part if part is not None and part.asked == _asked(options) and not options.fresh else None


def rest(targets: Sequence[Target], part: Part | None) -> tuple[list[Target], Part | None]:
    """Return the targets that are still to be read, and what of ``part`` they go together with."""
    if part is None:
        return list(targets), None
    left = [t for t in targets if t.label not in part.callers]
    if not left or len(left) == len(targets):
        # Nothing was left to read, or nothing of it fits: then this is a scan like any other.
        return list(targets), None
    callers = {t.label: part.callers[t.label] for t in targets if t.label in part.callers}
    accounts = {account for account, _arn in callers.values()}
    return left, replace(part, callers=callers, facts=tuple(f for f in part.facts if f.account in accounts))


def joined(read: Sweep, part: Part | None) -> Sweep:
    """Return a run together with what the one before had read; an account of both counts as read now."""
    if part is None:
        return read
    from ftr_tui.aws.sweep import Caller

    new = set(read.facts.accounts)
    kept = tuple(f for f in part.facts if f.account not in new)
    callers = [Caller(label, account, arn) for label, (account, arn) in part.callers.items()]
    before = tuple(c for c in callers if c.account not in new)
    return replace(
        read, facts=Facts((*kept, *read.facts.facts), read.facts.now), callers=(*before, *read.callers)
    )


def keep(session: Path, read: Sweep, options: ScanOptions, *, stopped: bool) -> list[str]:
    """Keep whole accounts if the login ended before all were read, else nothing; return those kept."""
    lost = any(kind_of(g) == "login" for f in read.facts.facts for g in f.gaps)
    facts = whole(read.facts.facts)
    if stopped or not facts or not (lost or read.unreached):
        partial.drop(session)
        return []
    accounts = {f.account for f in facts}
    started = min(f.read_at for f in facts)
    callers = {c.target: (c.account, c.arn) for c in read.callers if c.account in accounts}
    part = Part(started, _asked(options), callers, tuple(facts))
    return part.accounts if callers and partial.save(session, part) else []


def whole(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts of the accounts in which nothing failed that can be mended."""
    named = {f.account for f in facts if f.collector == "who" and f.status is Status.COMPLETE}
    # For a judge that gave no answer nobody reads an account again, unless the login ended meanwhile.
    bad = {f.account for f in facts for g in f.gaps if kind_of(g) not in _lasting(f)}
    return [f for f in facts if f.account in named - bad]


def _lasting(fact: Fact) -> frozenset[str]:
    from ftr_tui.actions.judging import TOOLS

    return _ALL_BUT_LOGIN if fact.collector in TOOLS else _LASTING


def _asked(options: ScanOptions) -> str:
    return json.dumps([sorted(options.regions), options.deep])
