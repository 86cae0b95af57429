"""What a person types in a talk of plain lines, or a pipe sends."""

from __future__ import annotations

import sys

from ftr_tui.cli.out import emit, say
from ftr_tui.model.text import clean


class Leave(Exception):  # noqa: N818  no error: the person, or the pipe, is done
    """The talk ends here; everything is kept."""


def read_line(prompt: str) -> str:
    """Return one line without its end; Leave at the end of what is typed, or on q."""
    emit(clean(prompt))
    if sys.stdout is not None:
        sys.stdout.flush()
    text = sys.stdin.readline() if sys.stdin is not None else ""
    piped = sys.stdin is None or not sys.stdin.isatty()
    if piped or not text:
        # Nobody has pressed enter on the screen: without this the next line hangs on the prompt.
        say(text.rstrip("\n") if piped else "")
    if not text or text.strip().lower() == "q":
        raise Leave
    return text.rstrip("\n")
