"""Who else has a session open: a note beside it that only informs, never protects (hard case 31)."""

from __future__ import annotations

import contextlib
import os
import socket
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ftr_tui.model.text import one_line

RENEW_SECONDS = 30
_STALE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Other:
    """Another program that has the session open."""

    who: str
    host: str
    since: datetime


class Presence:
    """The note of this program for one session. Every failure is silent: nothing rests on it."""

    def __init__(self, session: Path, who: str, now: datetime) -> None:
        self._session = session
        self._who = who
        self._since = now
        self._path = session.with_name(f".ftr-{session.stem}.{socket.gethostname()[:40]}-{os.getpid()}.open")

    def renew(self, now: datetime) -> None:
        """Write the note anew: it counts for 90 seconds."""
        lines = [f"who = {_quoted(self._who)}", f"host = {_quoted(socket.gethostname())}"]
        lines += [f"pid = {os.getpid()}", f"since = {self._since.isoformat()}", f"seen = {now.isoformat()}"]
        # Not through a temporary file: a torn note is an old note, and nobody waits for it.
        with contextlib.suppress(OSError):
            # For its owner alone: it names people.
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(("\n".join(lines) + "\n").encode())

    def leave(self) -> None:
        """Take the note away."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def others(self, now: datetime) -> list[Other]:
        """Return who else has the session open, by notes that are younger than 90 seconds."""
        found = []
        with contextlib.suppress(OSError):
            for path in sorted(self._session.parent.glob(f".ftr-{self._session.stem}.*.open")):
                other = _read(path, now) if path != self._path else None
                if other is not None:
                    found.append(other)
        return found


def _quoted(text: str) -> str:
    return '"' + one_line(text, 80).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(path: Path, now: datetime) -> Other | None:
    try:
        if path.stat().st_size > 2000:
            return None
        note = tomllib.loads(path.read_text("utf-8"))
        seen, since = note["seen"], note["since"]
        if not now - _STALE < seen <= now + _STALE or _is_dead(note):
            return None
        return Other(one_line(str(note["who"]), 40), one_line(str(note["host"]), 40), since)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_dead(note: dict[str, object]) -> bool:
    """Whether the note is of a program of this machine that was killed and could not take it away."""
    pid = note.get("pid")
    if note.get("host") != one_line(socket.gethostname(), 80) or not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it lives and belongs to somebody else
    return False
