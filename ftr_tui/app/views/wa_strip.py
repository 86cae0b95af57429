"""The one line that stands for the list of pillars where there is no room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views.well_architected import risks
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftr_tui.actions.reviewing import Figures


def strip_row(line: Figures, lines: Sequence[Figures], width: int) -> Row:
    """Return the one line that stands for the list at 80 columns: the pillar of the question, and all.

    No figure stands without its word: where both do not fit, they share it, else those of all are left out.
    """
    mine, every = risks([line]), risks(lines)
    head = f"{line.title}  {line.count.answered}/{line.count.of}  "
    parts: list[Part] = [(line.title, "bold"), (head.removeprefix(line.title), "")]
    whole = _("all: {}").format(every)
    if mine == every:
        return Row([*parts, (mine, "dim")])
    if cell_len(head + mine + whole) + 2 <= width:
        return Row([*parts, (mine, "dim")], right=[(whole, "dim")])
    figures, _gap, word = mine.rpartition("  (")
    shared = figures + glyph(" · ") + whole
    if every.endswith("  (" + word) and cell_len(head + shared) <= width:
        return Row([*parts, (shared, "dim")])
    return Row([*parts, (mine, "dim")])
