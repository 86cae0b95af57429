"""The debrief as rows: headings, points, and tables whose columns stand under each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.rows import Row, column

if TYPE_CHECKING:
    from ftr_tui.exchange.debrief import Block

_WIDEST = 24
"""Cells of a table's column but the last, which wraps."""


def rows(blocks: Iterable[Block]) -> list[Row]:
    """Return the pieces of a debrief, a blank line between them."""
    out: list[Row] = []
    for block in blocks:
        if out:
            out.append(Row())
        if block.kind in ("title", "part"):
            out.append(Row([(block.rows[0][0], "bold")], wrap=True))
        elif block.kind == "list":
            dot: list[Part] = [(glyph("· "), "dim")]
            out += [Row([(line[0], "")], lead=dot, wrap=True) for line in block.rows]
        elif block.kind == "table":
            out += _table(block.rows)
        else:
            out.append(Row([(block.rows[0][0], "")], wrap=True))
    return out


def _table(lines: Sequence[Sequence[str]]) -> list[Row]:
    widest = max(range(len(lines[0])), key=lambda n: max(cell_len(line[n]) for line in lines))
    widths = [min(_WIDEST, max(cell_len(line[n]) for line in lines)) + 2 for n in range(len(lines[0]))]
    out = []
    for number, line in enumerate(lines):
        # The widest column goes last: it may wrap, the others stay under each other.
        lead = [
            column(cell, widths[n], "dim bold" if number == 0 else "")
            for n, cell in enumerate(line)
            if n != widest
        ]
        out.append(Row([(line[widest], "dim bold" if number == 0 else "")], lead=lead, wrap=True))
    return out
