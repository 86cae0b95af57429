"""Summary: what stands in the way, first; beside it sections, pillars, coverage, routes."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from ftr_tui.app import keys
from ftr_tui.app.screens.interview import InterviewScreen
from ftr_tui.app.screens.room import Room
from ftr_tui.app.views import home as home_view
from ftr_tui.app.views import summary as view
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _


class SummaryScreen(Room):
    """Gaps at the left, the matrix at the right; one at a time when narrow."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("summary")
    AUTO_FOCUS = "#gaps"

    def compose(self) -> ComposeResult:
        """Title, notice, headline, gaps, matrix, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="headline", more=False)
        with Horizontal(id="body"):
            yield LineList(id="gaps")
            yield LineList(id="matrix", gutter=False)
        yield KeyBar()

    def show(self) -> None:
        """Show the session as it is."""
        desk = self.desk
        if desk is None:
            return
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("summary"), "bold")]
        today = desk.review.today
        usable = desk.checklist.usable
        right = f"{desk.checklist.id} {desk.checklist.release}"
        if usable is not None:
            right += _(", closed") if usable.closed(today) else _(", usable until {}").format(usable.until)
        self.query_one("#title", Bar).set_cells(left, [Cell(right, "dim")])
        narrow = self.has_class("-narrow")
        self.query_one("#headline", Lines).set_rows([view.headline(desk, narrow=narrow)])
        self._show_gaps()
        self.query_one("#matrix", LineList).set_rows(view.matrix_rows(desk))
        if not self._said[0] and (text := home_view.closing(desk.checklist, today)):
            self._said = (text, False)
        self.show_notice()

    def _show_gaps(self) -> None:
        desk = self.desk
        if desk is None:
            return
        gaps = self.query_one("#gaps", LineList)
        rows = view.gap_rows(desk, gaps.cursor)
        if rows and all(row.key != gaps.cursor for row in rows):
            gaps.move_to(rows[0].key)
            rows = view.gap_rows(desk, gaps.cursor)
        gaps.set_rows(rows or [Row([(_("Nothing stands in the way."), "ok")])])

    @on(LineList.Moved, "#gaps")
    def _moved(self) -> None:
        self._show_gaps()

    def on_resize(self) -> None:
        """Show both halves where they fit."""
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        if self.has_class("-narrow"):
            self.action_part(1)
        else:
            self._both()
        self.show()

    def _both(self) -> None:
        self.query_one("#gaps").display = True
        self.query_one("#matrix").display = True

    def action_part(self, number: int) -> None:
        """Show the gaps (1) or the matrix (2)."""
        if not self.has_class("-narrow"):
            self.set_focus(self.query_one("#gaps" if number == 1 else "#matrix"))
            return
        self.query_one("#gaps").display = number == 1
        self.query_one("#matrix").display = number == 2
        self.set_focus(self.query_one("#gaps" if number == 1 else "#matrix"))

    @property
    def _control(self) -> str:
        """Return the control under the cursor."""
        return self.query_one("#gaps", LineList).cursor.partition(" ")[0]

    @on(LineList.Chosen, "#gaps")
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Go to the control under the cursor."""
        control = self._control
        if not control or self.desk is None:
            return
        self.ftr.action_go("interview")
        screen = self.ftr.screen
        if isinstance(screen, InterviewScreen):
            screen.call_after_refresh(screen.go_to, control)

    def action_owner(self) -> None:
        """Say who takes care of the control under the cursor."""
        if self._control:
            self.ask_owner(self._control)

    def action_find(self) -> None:
        """Narrow the gaps by typing."""
        self.query_one("#gaps", LineList).action_filter()

    def action_leave(self) -> None:
        """Back to all sessions."""
        self.ftr.action_go("home")

    def help_text(self) -> str:
        """Return how the order comes about."""
        return _(
            "Worst first: not met, changed by two people, contradicted by evidence, open, expired, "
            "not confirmed. Then what is met only by an explanation, and answers that overrule evidence."
        )
