"""The last good copy of a session: offered where the file does not load, never put in its place unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Session
from ftr_tui.store import atomic, sessions
from ftr_tui.store.toml_read import read_bytes, shown


@dataclass(frozen=True, slots=True)
class Spare:
    """What stands in ``NAME.toml.bak``: the state before the last save of this machine."""

    path: Path
    data: bytes
    session: Session
    at: datetime
    """When it was written, in UTC."""


def spare(path: Path) -> Spare | None:
    """Return the last good copy of a session, or None: there is none, or it does not load either."""
    found = atomic.backup(path)
    try:
        data = read_bytes(found)
        at = datetime.fromtimestamp(found.stat().st_mtime, UTC)
        return Spare(found, data, sessions.read(data, shown(found)), at)
    except (Problem, OSError, ValueError, OverflowError):
        return None


def restore(path: Path, now: datetime) -> Path | None:
    """Put the last good copy in the place of a file that does not load; return where that one is kept.

    None: there was no file. Problem where the file loads, or no good copy is there. The broken file is
    renamed to ``NAME.toml.broken-DATE`` first, so it is never lost.
    """
    found = spare(path)
    if not path.exists() and not atomic.backup(path).exists():
        raise Problem("no such session", file=shown(path))
    if path.exists():
        try:
            sessions.read(read_bytes(path), shown(path))
        except Problem as error:
            if error.key == "schema":
                raise
        else:
            raise Problem("this session opens; nothing is put in its place", file=shown(path))
    if found is None:
        raise Problem("there is no good copy of it", file=shown(path), key=atomic.backup(path).name)
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.name}.broken-{now:%Y%m%dT%H%M%S}")
        try:
            # A second name first: at no moment is the broken file gone. It is no copy, so it may be large.
            kept.hardlink_to(path)
        except OSError:
            try:
                atomic.write(kept, path.read_bytes())
            except OSError as error:
                raise atomic.failed(kept, error) from error
    atomic.write(path, found.data)
    return kept
