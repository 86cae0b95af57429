"""Rows of styled text, and how they become lines of a given width. Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from ftr_tui.app.cells import TEXT_CAP, clean, cut, flat, pad, wrap
from ftr_tui.app.style import Part, Style

GUTTER = "  "
"""Room for the cursor's mark, at the left of every row that has a key."""
_GAP = 2
_LEAST_BODY = 8


@dataclass(slots=True)
class Row:
    """One row: ``lead``, then ``parts``, then ``right`` at the right edge.

    Consecutive rows of one ``key`` are one item for the cursor; a row without a key takes no cursor.
    """

    parts: Sequence[Part] = ()
    key: str = ""
    lead: Sequence[Part] = ()
    """Stays at the left of the first line; further lines are indented by its width."""
    right: Sequence[Part] = ()
    wrap: bool = False
    """Wrap ``parts`` into several lines; else they are cut to one with ``…``."""
    fold: bool = False
    """Like ``wrap``, but once the widget overflows only the row under the cursor is shown whole."""

    @property
    def text(self) -> str:
        """Return the text of the whole row, for the filter."""
        return "".join(text for text, _ in (*self.lead, *self.parts, *self.right))


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen."""

    row: int
    parts: list[Part]
    text: str
    skip: int
    """Characters at the start that are indent, not text: they are not copied."""
    joint: str
    """What stands between this line and the one before when both are copied."""
    marked: bool = False
    """The first line of an item: the cursor's mark goes here."""


@dataclass(frozen=True, slots=True)
class Item:
    """What the cursor can stand on: the lines from ``first`` up to, not including, ``end``."""

    key: str
    first: int
    end: int


def _clip(parts: Sequence[Part], width: int) -> tuple[list[Part], int]:
    """Return ``parts`` cleaned and cut to ``width`` cells, and the cells they take."""
    kept: list[Part] = []
    used = 0
    for text, style in parts:
        text = flat(text)
        size = cell_len(text)
        if used + size > width:
            text = cut(text, width - used)
            if text:
                kept.append((text, style))
            elif kept and not kept[-1][0].endswith("…"):
                kept[-1] = (cut(kept[-1][0] + " ", cell_len(kept[-1][0])), kept[-1][1])
            return kept, used + cell_len(text)
        if text:
            kept.append((text, style))
        used += size
    return kept, used


def _wrapped(parts: Sequence[Part], width: int) -> Iterator[tuple[list[Part], str]]:
    """Yield the lines of ``parts`` at ``width`` cells, each with its joint to the line before."""
    pieces: list[Part] = [(clean(text[:TEXT_CAP]).expandtabs(4), style) for text, style in parts]
    whole = "".join(text for text, _ in pieces)
    before = 0
    for number, (start, end) in enumerate(wrap(whole, width)):
        gap = whole[before:start] if number else "\n"
        joint = "\n" if not number or "\n" in gap else " " if gap else ""
        line: list[Part] = []
        at = 0
        for text, style in pieces:
            low, high = max(start, at), min(end, at + len(text))
            if low < high:
                line.append((whole[low:high], style))
            at += len(text)
        yield line, joint
        before = end


def lay_out(row: Row, number: int, width: int, *, gutter: bool, whole: bool = True) -> list[Line]:
    """Return the lines of one row at ``width`` cells; ``whole`` False cuts it to one."""
    width = max(1, width)
    lead: list[Part] = [(GUTTER, "")] if gutter and row.key else []
    lead, indent = _clip([*lead, *row.lead], width)
    right, taken = _clip(row.right, width) if row.right else ([], 0)
    body = width - indent - (taken + _GAP if right else 0)
    if right and body < min(_LEAST_BODY, width):
        right, taken, body = [], 0, width - indent
    if whole and (row.wrap or row.fold):
        texts = list(_wrapped(row.parts, max(1, body)))
    else:
        texts = [(_clip(row.parts, max(0, body))[0], "\n")]
    lines: list[Line] = []
    for index, (parts, joint) in enumerate(texts):
        left: list[Part] = lead if index == 0 else ([(" " * indent, "")] if indent else [])
        out = [*left, *parts]
        if index == 0 and right:
            used = sum(cell_len(text) for text, _ in out)
            out += [(" " * max(0, width - taken - used), ""), *right]
        skip = indent if index else (len(GUTTER) if gutter and row.key else 0)
        lines.append(Line(number, out, "".join(text for text, _ in out), skip, joint))
    return lines


def column(text: str, width: int, style: Style = "", *, right: bool = False) -> Part:
    """Return ``text`` in exactly ``width`` cells, so that columns stay aligned with any script."""
    return pad(text, width, right), style
