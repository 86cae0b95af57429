"""The real program in a pseudo-terminal, over harmless and hostile sessions: which escapes does it send?"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzzing.bytestream import cut, strays
from tests.fuzzing.commands import written
from tests.fuzzing.hostile import ESCAPES, HARMLESS, ODD, Seed, folder, seeds

ROOT = Path(__file__).parents[2]
SIZES = ((80, 24), (120, 36))
MODES = "ISMBCPWNVH"
_TOURS = ("vA?:", "rdo@", "rp/", "/en", "eKx", "\rvc", "12345c", "on", "\r\r", "T\r")
"""Keys of a mode, each left by escape again."""
COMMANDS = (
    "status acme", "status --all", "fixes acme", "rounds acme", "road acme", "calendar acme", "binder acme",
    "route acme", "wa status acme", "release acme", "ask acme", "rehearse acme --plain",
    "check sessions/acme.toml",
    "status acme --sources", "status acme --accounts", "own acme T --who T", "answer acme T yes",
    "import acme T",
    "export acme T.md", "open T", "T", "--sessions T", "signoff acme --all --by T",
)  # fmt: skip
_QUERIES = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y", b"\x1b[6n": b"\x1b[1;1R"}


@dataclass(frozen=True)
class Run:
    """One run: the app on a tour through some modes, or a command; ``typed`` goes into its fields."""

    seed: Seed
    modes: str = "IS"
    tour: int = 0
    typed: str = ""
    size: tuple[int, int] = (80, 24)
    command: str = ""


_hostile = st.sampled_from([*ESCAPES, *ODD])
inputs = st.one_of(
    st.builds(
        Run, seeds(), st.lists(st.sampled_from(MODES), min_size=1, max_size=2).map("".join),
        st.integers(0, len(_TOURS) - 1), _hostile, st.sampled_from(SIZES),
    ),
    st.builds(Run, seeds(), typed=_hostile, command=st.sampled_from(COMMANDS)),
)  # fmt: skip


def _folder() -> Path:
    path = folder() / "terminal"
    path.mkdir(exist_ok=True)
    return path


def _environment(where: Path) -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("AWS_", "FTR_", "TMUX", "DISPLAY", "WAYLAND"))
    }
    return kept | {
        "HOME": str(where), "XDG_CONFIG_HOME": str(where / "config"), "XDG_STATE_HOME": str(where / "state"),
        "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT),
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none",
    }  # fmt: skip


class Terminal:
    """A program in a pseudo-terminal; ``got`` is every byte that it sent."""

    def __init__(self, words: Sequence[str], size: tuple[int, int], where: Path) -> None:
        self.got = bytearray()
        self._answered = 0
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        # What is typed must not come back as an echo: it would be taken for what the program sends.
        mode = termios.tcgetattr(slave)
        mode[3] &= ~(termios.ECHO | termios.ECHOCTL)
        termios.tcsetattr(slave, termios.TCSANOW, mode)
        self._master = master
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ftr_tui", *words],
            stdin=slave, stdout=slave, stderr=slave, cwd=where, env=_environment(where),
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def read(self, quiet: float = 0.15, most: float = 3.0) -> None:
        """Take what comes until nothing came for ``quiet`` seconds."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            if not select.select([self._master], [], [], quiet)[0]:
                return
            try:
                piece = os.read(self._master, 1 << 16)
            except OSError:  # the other end is gone
                return
            if not piece:
                return
            self.got += piece
            self._answer()

    def _answer(self) -> None:
        fresh = bytes(self.got[self._answered :])
        self._answered = len(self.got)
        for asked, answer in _QUERIES.items():
            if asked in fresh:
                self.send(answer)

    def send(self, data: bytes) -> None:
        """Type."""
        try:
            os.write(self._master, data[:4_000])
        except OSError:
            return

    def wait_for(self, data: bytes, most: float = 60.0) -> None:
        """Read until ``data`` has come."""
        end = time.monotonic() + most
        while data not in self.got and time.monotonic() < end and self.process.poll() is None:
            self.read(most=1.0)

    def close(self) -> int:
        """End it, by force if it must be; return its exit status."""
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05, 0.5)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.read()
        os.close(self._master)
        return self.process.wait()


def _app(run: Run, where: Path) -> tuple[bytes, int]:
    term = Terminal(["open", "acme"], run.size, where)
    term.wait_for(b"help")
    term.read()
    for mode in run.modes:
        for key in _TOURS[run.tour % len(_TOURS)]:
            term.send(mode.encode())
            term.read(0.08, 0.4)
            term.send(key.encode())
            term.read(0.08, 0.4)
            if run.typed:
                # As the terminal hands on what somebody has in the clipboard.
                term.send(b"\x1b[200~" + _sent(run.typed).replace(b"\x1b[201~", b"") + b"\x1b[201~")
                term.read(0.08, 0.4)
            term.send(b"\x1b")
            term.read(0.15, 0.4)
    # Out of whatever is open, then quit; ctrl+q works in a text too.
    term.send(b"\x1b")
    term.read(0.2, 1.0)
    term.send(b"\x11")
    status = term.close()
    return bytes(term.got), status


def _sent(text: str) -> bytes:
    return text.encode("utf-8", "replace").replace(b"\0", b"")


def _command(run: Run, where: Path) -> tuple[bytes, int]:
    text = os.fsdecode(_sent(run.typed)) or "x"
    term = Terminal([w.replace("T", text) for w in run.command.split()], run.size, where)
    for line in ("", "y", run.typed[:200].replace("\n", " "), "?", "q"):
        term.read(0.4, 5.0)
        term.send(_sent(line) + b"\n")
    term.send(b"\x11")
    status = term.close()
    return bytes(term.got), status


@cache
def allowed() -> frozenset[tuple[str, str]]:
    """Return what is sent for a harmless session: by the app, a copied text included, and by the commands."""
    where = _folder() / "harmless"
    found: set[tuple[str, str]] = set()
    for modes, tour in (("IS", 5), ("WB", 0)):
        written(HARMLESS, where / "sessions")
        found |= cut(_app(Run(HARMLESS, modes, tour, "harmless"), where)[0]).kinds
    for command in ("status acme", "ask acme", "fixes acme"):
        found |= cut(_command(Run(HARMLESS, command=command, typed="x"), where)[0]).kinds
    return frozenset(found)


def sent(run: Run) -> tuple[bytes, int]:
    """Return what the program sends over the run's session, and its exit status."""
    where = _folder() / "hostile"
    for old in (where / "sessions").glob("*"):
        if old.is_file():
            old.unlink()
    written(run.seed, where / "sessions")
    return (_command if run.command else _app)(run, where)


def check(run: Run) -> None:
    """Fail where an escape is sent that a harmless session never brings, or one that holds its text."""
    data, status = sent(run)
    seen = cut(data)
    wrong = strays(data, allowed())
    assert not wrong, (wrong, run.command)
    assert status in (0, 1, 2), (status, seen.shown[-500:])
    assert "Traceback" not in seen.shown, seen.shown[-2_000:]
