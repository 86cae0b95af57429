"""Columns that share a width: how wide each may be, and the rows that follow from it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from ftr_tui.app.cells import flat
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.rows import GUTTER, Row, column

_GAP = 2


def widths(cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return a width for each column of ``cells``; narrow ones get what they need, the rest share."""
    count = max((len(row) for row in cells), default=0)
    need = [max((cell_len(flat(row[c])) for row in cells if c < len(row)), default=0) for c in range(count)]
    room = max(count, room - _GAP * max(0, count - 1))
    out = list(need)
    open_columns = list(range(count))
    while open_columns and sum(out) > room:
        share = (room - sum(out[c] for c in range(count) if c not in open_columns)) // len(open_columns)
        small = [c for c in open_columns if need[c] <= share]
        if not small:
            for c in open_columns:
                out[c] = max(1, share)
            break
        open_columns = [c for c in open_columns if c not in small]
    return out


def _parts(row: Sequence[str], sizes: Sequence[int], bold: bool) -> list[Part]:
    parts: list[Part] = []
    for cell, size in zip(row, sizes, strict=False):
        if parts:
            parts.append((" " * _GAP, ""))
        parts.append(column(cell, size, "dim bold" if bold else ""))
    return parts


def heading(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Row]:
    """Return the row of column names, over the rows of ``table_rows`` at the same width."""
    sizes = widths([columns, *rows], width - len(GUTTER))
    return [Row(_parts(columns, sizes, bold=True), lead=[(GUTTER, "")])]


def table_rows(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Row]:
    """Return one row for each of ``rows``, keyed by its number."""
    sizes = widths([columns, *rows], width - len(GUTTER))
    return [Row(_parts(row, sizes, bold=False), key=str(number)) for number, row in enumerate(rows)]
