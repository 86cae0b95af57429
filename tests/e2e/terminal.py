"""A real terminal: the program in tmux, driven by keys, read from the screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PROGRAM = f"{sys.executable} -m ftr_tui"
WAIT_SECONDS = 30.0
"""How long a screen may take on a busy machine; nothing is concluded from how long it took."""


class Terminal:
    """One tmux server of its own with one window."""

    def __init__(
        self, folder: Path, size: tuple[int, int] = (120, 36), env: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.socket = f"ftr-{uuid.uuid4().hex[:12]}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "FTR_", "TMUX"))}
        self.env = clean | {"COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        self.env |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
        self.env |= {"XDG_STATE_HOME": str(folder / "state"), **(env or {})}
        width, height = size
        self._tmux(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-s",
            "t",
            "-x",
            str(width),
            "-y",
            str(height),
            "bash --norc",
        )
        self.wait_for("bash-")

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self.socket, *words]
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def run(self, line: str) -> None:
        """Type a shell line."""
        self.type(line)
        self.keys("Enter")

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", "-t", "t", *names)

    def type(self, text: str) -> None:
        """Type text, character by character."""
        self._tmux("send-keys", "-t", "t", "-l", text)

    def screen(self) -> str:
        """Return what stands on the screen."""
        return self._tmux("capture-pane", "-p", "-t", "t")

    def wait_until(self, found: Callable[[str], bool], what: str) -> str:
        """Return the screen as soon as ``found`` holds; fail with the screen if it never does."""
        end = time.monotonic() + WAIT_SECONDS
        while True:
            screen = self.screen()
            if found(screen):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f"never came: {what}\n{screen}")
            time.sleep(0.03)  # each look starts a process; the program has no core of its own

    def wait_file(self, path: Path, found: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Return as soon as ``found`` holds of the TOML in ``path``; fail with the screen if it never does.

        Read only when it was written; the screen is not asked, which would cost a process each time.
        """
        end = time.monotonic() + WAIT_SECONDS
        seen: tuple[int, ...] = ()
        while time.monotonic() < end:
            info = path.stat()
            stamp = (info.st_ino, info.st_mtime_ns, info.st_size)
            if stamp != seen:
                seen = stamp
                if found(tomllib.loads(path.read_text("utf-8"))):
                    return
            time.sleep(0.01)
        raise AssertionError(f"never came: {what}\n{self.screen()}")

    def wait_for(self, *texts: str) -> str:
        """Return the screen once all ``texts`` stand on it."""
        return self.wait_until(lambda screen: all(text in screen for text in texts), repr(texts))

    def wait_gone(self, text: str) -> str:
        """Return the screen once ``text`` no longer stands on it."""
        return self.wait_until(lambda screen: text not in screen, f"no more {text!r}")

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        self._tmux("resize-window", "-t", "t", "-x", str(width), "-y", str(height))

    def program_pid(self) -> int:
        """Return the process id of the program that runs in the shell."""
        shell = self._tmux("display-message", "-p", "-t", "t", "#{pane_pid}").strip()
        found = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[0])

    def close(self) -> None:
        """End the server."""
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, check=False)
