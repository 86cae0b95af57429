"""Copying: the system's own tool where there is one, the terminal's way (OSC 52) always."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping

_TOOLS = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
)


def native_tool(environ: Mapping[str, str] = os.environ) -> list[str] | None:
    """Return the command that fills this desktop's clipboard, or None (ssh: it would be the far one)."""
    if environ.get("SSH_CONNECTION"):
        return None
    if sys.platform == "darwin":
        return ["pbcopy"]
    for variable, command in _TOOLS:
        if environ.get(variable) and (found := shutil.which(command[0])):
            return [found, *command[1:]]
    return None


def copy_native(text: str) -> bool:
    """Hand ``text`` to the desktop in a thread of its own; return whether there was a tool."""
    if (command := native_tool()) is None:
        return False

    def run() -> None:
        # OSC 52 is sent as well, and nobody is told that this one worked.
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, input=text.encode(), timeout=2, check=False, capture_output=True)  # noqa: S603

    threading.Thread(target=run, daemon=True, name="clipboard").start()
    return True
