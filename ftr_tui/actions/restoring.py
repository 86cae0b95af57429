"""`restore`: the state before the last save, in the place of a session that does not open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ftr_tui.actions.desk import Clock, utc_now
from ftr_tui.store import restoring, sessions


@dataclass(frozen=True, slots=True)
class Restored:
    """A session that opens again."""

    path: Path
    at: datetime
    """When the state was written that counts now, in UTC."""
    kept: Path | None
    """Where the file is kept that did not open; None: there was none."""


def offered(path: Path) -> datetime | None:
    """Return of when the last good copy of a session is, or None: there is none."""
    found = restoring.spare(path)
    return found.at if found is not None else None


def restore_session(where: Path, name: str, clock: Clock = utc_now) -> Restored:
    """Put the last good copy in its place; Problem where the session opens, or there is no good copy."""
    return restore(sessions.path_of(where, name), clock)


def restore(path: Path, clock: Clock = utc_now) -> Restored:
    """Do the same for a session's file."""
    at = offered(path)
    kept = restoring.restore(path, clock())
    return Restored(path, at or clock(), kept)
