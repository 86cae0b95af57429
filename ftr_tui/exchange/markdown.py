"""Markdown that shows every character of other people's texts and obeys none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftr_tui.model.text import clean

_INLINE = re.compile(r"([\\`*_\[\]<>|~&])")
_LEADING = re.compile(r"^(\s*)([#+=-]|\d+[.)](?=\s|$))")


def escape(text: str) -> str:
    """Return ``text`` on one line, so that Markdown shows every character and obeys none."""
    flat = " ".join(clean(text).split())
    flat = _INLINE.sub(r"\\\1", flat)
    return _LEADING.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", flat)


def fence(text: str, kind: str = "text") -> str:
    """Return ``text`` as a block that no line of backticks inside can end; ``kind`` is its language."""
    text = clean(text).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{kind}\n{text}\n{marks}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a pipe table; its cells are escaped already."""
    lines = ["| " + " | ".join(row) + " |" for row in (columns, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(columns), *lines[1:]])
