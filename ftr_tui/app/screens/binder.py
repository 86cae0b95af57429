"""The binder: every document that the review wants, missing and stale ones first."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from ftr_tui.app import keys
from ftr_tui.app.screens.room import Room
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _


class BinderScreen(Room):
    """One list."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("binder")
    AUTO_FOCUS = "#rows"

    def compose(self) -> ComposeResult:
        """Title, notice, rows, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield LineList(id="rows")
        yield KeyBar()

    def show(self) -> None:
        """Show the session as it is."""
        desk = self.desk
        if desk is None:
            return
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("binder"), "bold")]
        self.query_one("#title", Bar).set_cells(left, [])
        self.show_notice()

    def action_leave(self) -> None:
        """Back to all sessions."""
        self.ftr.action_go("home")
