"""Dialogs of the Well-Architected review: jump to a question, the improvement plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget

from ftr_tui.app.screens.find import Find
from ftr_tui.app.views.well_architected import question_row
from ftr_tui.app.widgets.dialogs import Dialog
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.wa_review import QuestionState


class FindQuestion(Find):
    """Type; enter goes to the marked question. With nothing typed all are listed."""

    HEADING = _("Find a question")
    EXAMPLE = _("number or words, e.g. sec02 or restore")

    def __init__(self, desk: Desk, states: Mapping[str, QuestionState]) -> None:
        super().__init__(desk)
        self._states = states

    def _rows(self, text: str) -> list[Row]:
        from ftr_tui.actions import reviewing

        found = [question_row(self._states[q.id]) for q in reviewing.find(self._desk, text)]
        return found or [Row([(_("nothing found"), "dim")])]


class PlanDialog(Dialog[str | None]):
    """The improvement plan; enter goes to the practice under the cursor."""

    LARGE = True

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(_("Improvement plan: what is not done, the highest risk first"))
        self._rows = rows

    def body(self) -> Iterable[Widget]:
        """The list, narrowed by typing ``/``."""
        lines = LineList(self._rows, id="body")
        first = next((row.key for row in self._rows if row.key), "")
        lines.move_to(first)
        yield lines

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        self.dismiss(event.key)
