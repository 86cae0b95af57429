"""Jump to a control by its id or by words of its questions and response."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from ftr_tui.app.views.interview import item_row
from ftr_tui.app.widgets.ask import LineInput
from ftr_tui.app.widgets.dialogs import Dialog
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

_TO_LIST = ("up", "down", "pageup", "pagedown")


class Find(Dialog[str | None]):
    """Type; enter takes the marked one."""

    HEADING = _("Find a control")
    EXAMPLE = _("id or words, e.g. bar or restore")

    def __init__(self, desk: Desk, only: Sequence[str] | None = None, words: str = "") -> None:
        """``only``: the items among which it looks, named by ``words``."""
        super().__init__(_("Find a control among: {}").format(words) if words else self.HEADING)
        self._desk = desk
        self._only = only

    def body(self) -> Iterable[Widget]:
        """The field and what it finds."""
        yield LineInput(placeholder=self.EXAMPLE, id="field")
        lines = LineList(self._rows(""), id="body")
        lines.can_focus = False
        lines.styles.height = 12
        yield lines

    def _rows(self, text: str) -> list[Row]:
        rows = []
        for item in self._desk.find(text):
            if self._only is not None and item.id not in self._only:
                continue
            row = item_row(self._desk.review.states[item.id])
            row.parts = [*row.parts, ("  ", ""), (item.title, "dim")]
            rows.append(row)
        none = _("nothing found") if self._only is None else _("nothing found in this list; w shows others")
        return rows or [Row([(none, "dim")])]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        lines = self.query_one("#body", LineList)
        lines.set_rows(self._rows(event.value))
        if lines.keys_shown:
            lines.move_to(lines.keys_shown[0])

    def on_key(self, event: events.Key) -> None:
        """Let the arrows move in the list while the field keeps the focus."""
        if event.key in _TO_LIST:
            event.stop()
            lines = self.query_one("#body", LineList)
            page = event.key.startswith("page")
            step = -1 if event.key.endswith("up") else 1
            (
                lines.action_page(step)
                if page
                else lines.action_cursor_down()
                if step > 0
                else lines.action_cursor_up()
            )

    @on(Input.Submitted)
    def _taken(self) -> None:
        found = self.query_one("#body", LineList).keys_shown
        cursor = self.query_one("#body", LineList).cursor
        self.dismiss(cursor if cursor in found else None)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        self.dismiss(event.key)
