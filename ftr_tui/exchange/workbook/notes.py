"""Excel's own notes and comments at cells, and what stands above the column of AWS's comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ftr_tui.exchange.workbook.opened import unescaped
from ftr_tui.model.i18n import _
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS, _COLUMNS = 5000, 40
_THREADED = re.compile(r".*linkid=870924\s+[^\n]*:\s*\n", re.DOTALL)
"""What Excel writes before a threaded comment for programs that know notes alone; in any language."""


def at_cells(sheet: Worksheet, ids: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Yield id and text of every note of a sheet, who wrote it where in front; of no row of ``ids``: ""."""
    for cell, note in _noted(sheet):
        text = _THREADED.sub("", unescaped(note.text or ""), count=1).strip()
        who = one_line(unescaped(str(note.author or "")), 60)
        # Excel begins a note with the name of who writes it.
        text = text.removeprefix(f"{who}:").strip() if who else text
        where = _("note at {}").format(cell.coordinate)
        if who and not who.startswith("tc=") and who.lower() != "none":
            where += f", {who}"
        if text:
            yield ids.get(cell.row or 0, ""), f"[{where}] {text}"


def _noted(sheet: Worksheet) -> Iterator[tuple[Cell | MergedCell, Comment]]:
    # Within bounds: openpyxl makes every cell that it is asked for.
    for row in sheet.iter_rows(max_row=min(sheet.max_row, _ROWS), max_col=min(sheet.max_column, _COLUMNS)):
        for cell in row:
            if cell.comment is not None:
                yield cell, cell.comment


def elsewhere(book: Workbook, sheet: Worksheet) -> int:
    """Return how many notes stand at cells of the other sheets."""
    return sum(1 for page in book.worksheets if page is not sheet for _found in _noted(page))


def above(sheet: Worksheet, header: int, column: str) -> Iterator[tuple[str, str]]:
    """Yield address and text of what stands above AWS's column of comments: theirs, or the sheet's own."""
    for row in range(1, header):
        cell = sheet[f"{column}{row}"]
        if isinstance(cell.value, str) and cell.data_type != "f" and (text := unescaped(cell.value).strip()):
            yield cell.coordinate, text
