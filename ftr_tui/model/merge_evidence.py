"""Base, ours, theirs -> one findings file: what two machines wrote of one session since they parted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ftr_tui.model.facts import Evidence, Imported
from ftr_tui.model.replacing import left_of, within


def merge_evidence(base: Evidence, ours: Evidence, theirs: Evidence, file: str, now: datetime) -> Evidence:
    """Return one; nothing that a scan read of an account is lost, and nothing of it counts twice.

    Where both sides scanned, the newer scan is our own from now on; the other stays beside it, as taken in
    from ``file``, with what the newer one did not read again: other accounts or Regions, other questions,
    what it could not read. What one side took out is out.
    """
    scanned = [side for side in (ours, theirs) if _own(side) != _own(base)]
    if len(scanned) == 2 and _own(ours) != _own(theirs):
        own, other = sorted(scanned, key=_started, reverse=True)
    else:
        own, other = (scanned or [ours])[0], None
    imported = _listed(base.imported, ours.imported, theirs.imported)
    if other is not None:
        imported += _beside(other, own, file, now)
    changes = {(c.question, c.at): c for c in [*theirs.change, *ours.change]}
    extra = {k: v for side in (theirs, ours) for k, v in (side.model_extra or {}).items()}
    found: dict[str, Any] = {name: getattr(own, name) for name in _OWN}
    return Evidence(
        checklist=own.checklist or ours.checklist or theirs.checklist,
        change=sorted(changes.values(), key=lambda c: c.at, reverse=True),
        imported=imported,
        **found,
        **extra,
    )


_OWN = ("scan", "finding", "unread", "seen", "sample", "judged")
"""What one scan writes: it belongs together and is never mixed."""


def _own(side: Evidence) -> tuple[object, ...]:
    return tuple(getattr(side, name) for name in _OWN)


def _started(side: Evidence) -> float:
    return side.scan.started.timestamp() if side.scan is not None else 0.0


def _accounts(side: Evidence) -> list[str]:
    scanned = side.scan.accounts if side.scan is not None else []
    return [*scanned, *(a for f in side.finding for a in f.accounts)]


def _beside(other: Evidence, own: Evidence, file: str, now: datetime) -> list[Imported]:
    """Return what the older scan, and the judges that it asked, say that the newer one does not."""
    told: dict[str, Any] = {"file": file, "at": now}
    same = within(_accounts(other), other.scan, _accounts(own), own.scan)
    finding = left_of(other.finding, own.finding) if same else other.finding
    found: dict[str, Any] = {name: getattr(other, name) for name in ("scan", "unread", "seen")}
    out = [Imported(**told, finding=finding, **found)] if finding else []
    asked = {one.tool for one in own.judged}
    # A judge that the newer scan asked of all the same accounts has said it again, or found it mended.
    judged = [j for j in other.judged if not same or j.tool not in asked]
    return [*out, *(one.model_copy(update=told) for one in judged)]


def _listed(base: Sequence[Imported], ours: Sequence[Imported], theirs: Sequence[Imported]) -> list[Imported]:
    """Return what was taken in on either side, each once, less what one side has taken out since."""
    before, mine, other = ([_said(i) for i in side] for side in (base, ours, theirs))
    out: list[Imported] = []
    said: list[dict[str, Any]] = []
    for one in [*theirs, *ours]:
        words = _said(one)
        if words in said or (words in before and not (words in mine and words in other)):
            continue
        said.append(words)
        out.append(one)
    return out


def _said(one: Imported) -> dict[str, Any]:
    return one.model_dump(exclude={"at", "by"})
