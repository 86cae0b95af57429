"""The real program in a pseudo-terminal, its screen kept as a terminal would: no tmux between, so it is fast.

Only what Textual and a shell send is understood: text, cursor moves, clearing, the alternate screen.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60.0
_PIECE = re.compile(
    r"\x1b\[(?P<csi>[0-?]*)[ -/]*(?P<end>[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X][^\x1b]*\x1b\\"
    r"|\x1b[()][0-9A-B]|\x1b[=>78cDEM]|(?P<text>[^\x1b])"
)


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what the program sees: nothing of this machine's user, nothing of AWS."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "FTR_", "TMUX", "COLUMNS"))}
    kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    kept |= {"HOME": str(folder), "XDG_CONFIG_HOME": f"{folder}/config", "XDG_STATE_HOME": f"{folder}/state"}
    return kept | {"PYTHONPATH": str(ROOT), **(more or {})}


def _beside(slave: int) -> None:
    os.setsid()
    for stream in (0, 1, 2):
        os.dup2(slave, stream)


class Never(AssertionError):  # noqa: N818  a test fails with it
    """What was waited for did not come."""


class Pane:
    """One process on its own terminal."""

    def __init__(
        self,
        words: Sequence[str],
        folder: Path,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (120, 36),
        program: Sequence[str] = ("-m", "ftr_tui"),
        *,
        child: bool = True,
    ) -> None:
        """Start ``python -m ftr_tui`` with ``words`` in ``folder``, or what ``program`` says in its place.

        ``child`` False: the terminal is not the one of its session, so nobody tells it when that goes away.
        """
        self.raw = bytearray()
        """Every byte that came."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._left = ""
        self._resize_grid(size)
        self.master, slave = os.openpty()
        self._set_size(size)
        self.process = subprocess.Popen(
            [sys.executable, *program, *words],
            cwd=folder,
            env=environment(folder, env),
            preexec_fn=(lambda: os.login_tty(slave)) if child else (lambda: _beside(slave)),
            pass_fds=(slave,),
        )
        os.close(slave)
        self.open = True

    # --- what a person does ---------------------------------------------------------------------

    def send(self, keys: str | bytes) -> None:
        """Type; names of keys are the bytes that a terminal sends."""
        data = keys.encode() if isinstance(keys, str) else keys
        os.write(self.master, data)

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        self._resize_grid((width, height))
        self._set_size((width, height))

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self.master)
        self.open = False

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    # --- what a person sees ---------------------------------------------------------------------

    def pump(self, seconds: float = 0.0) -> bool:
        """Take what the program has sent, waiting for it so long; False once its terminal is closed."""
        while self.open and select.select([self.master], [], [], seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                self.open = False
                os.close(self.master)
                break
            self.raw += data
            self._draw(data)
            seconds = 0.0
        return self.open

    def lines(self) -> list[str]:
        """Return the screen's lines."""
        self.pump()
        return ["".join(row) for row in self.grid]

    def screen(self) -> str:
        """Return the screen."""
        return "\n".join(line.rstrip() for line in self.lines())

    def wait(self, found: Callable[[str], bool], what: str, seconds: float = WAIT_SECONDS) -> str:
        """Return the first screen for which ``found`` holds."""
        end = time.monotonic() + seconds
        while not found(screen := self.screen()):
            left = end - time.monotonic()
            if left <= 0 or not self.open:
                raise Never(f"never came: {what}\n{screen}")
            self.pump(min(left, 0.05))
        return screen

    # --- its end --------------------------------------------------------------------------------

    def kill(self) -> None:
        """Kill -9; what it had sent is on the screen afterwards."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        while self.pump(0.0) and select.select([self.master], [], [], 0.0)[0]:
            pass
        self.close()

    def end(self, seconds: float = WAIT_SECONDS) -> int:
        """Return the exit status once the program has ended; TimeoutExpired if it does not."""
        stop = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > stop:
                raise subprocess.TimeoutExpired("ftr-tui", seconds)
            if not self.pump(0.02):
                time.sleep(0.005)
        self.pump()
        return int(self.process.returncode)

    def close(self) -> None:
        """Kill what still runs, close the terminal."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.open:
            self.hang_up()

    # --- a terminal -----------------------------------------------------------------------------

    def _resize_grid(self, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.grid = [[" "] * self.width for _ in range(self.height)]
        self.row = self.column = 0

    def _draw(self, data: bytes) -> None:
        text = self._left + self._decoder.decode(data)
        at = 0
        while at < len(text):
            piece = _PIECE.match(text, at)
            if piece is None:
                if len(text) - at < 4096:
                    break  # the rest of it is under way
                at += 1
                continue
            if piece["text"]:
                self._put(piece["text"])
            elif piece["end"]:
                self._do(piece["csi"], piece["end"])
            at = piece.end()
        self._left = text[at:]

    def _put(self, char: str) -> None:
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self.row += 1
            if self.row >= self.height:
                self.row = self.height - 1
                self.grid = [*self.grid[1:], [" "] * self.width]
        elif char == "\b":
            self.column = max(0, self.column - 1)
        elif char >= " " and not unicodedata.combining(char):
            wide = unicodedata.east_asian_width(char) in "WF"
            if self.column < self.width:
                self.grid[self.row][self.column] = char
                if wide and self.column + 1 < self.width:
                    self.grid[self.row][self.column + 1] = ""
            self.column += 1 + wide

    def _do(self, given: str, end: str) -> None:
        numbers = [int(n) if n.isdigit() else 0 for n in given.lstrip("?<>=").split(";")]
        if end in "Hf":
            row, column = [*numbers, 0][:2]
            self.row = min(max(row, 1), self.height) - 1
            self.column = min(max(column, 1), self.width) - 1
        elif end == "A":
            self.row = max(0, self.row - max(1, numbers[0]))
        elif end == "B":
            self.row = min(self.height - 1, self.row + max(1, numbers[0]))
        elif end == "C":
            self.column += max(1, numbers[0])
        elif end == "D":
            self.column = max(0, self.column - max(1, numbers[0]))
        elif end == "J" or (end in "hl" and given == "?1049"):
            self.grid = [[" "] * self.width for _ in range(self.height)]
        elif end == "K":
            self.grid[self.row][self.column :] = [" "] * (self.width - self.column)
