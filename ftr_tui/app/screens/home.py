"""Home: what to do next, the sessions, the road, what is known of the programme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from ftr_tui.app import keys
from ftr_tui.app.screens.room import Room
from ftr_tui.app.signs import glyph
from ftr_tui.app.views import home as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.opening import Listed


class HomeScreen(Room):
    """All sessions of one folder; the one under the cursor is the open one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("home")
    AUTO_FOCUS = "#sessions"

    def __init__(self) -> None:
        super().__init__()
        self._listed: list[Listed] = []

    def compose(self) -> ComposeResult:
        """Title, notice, next step, sessions, road, programme notice, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="next", more=False)
        yield LineList(id="sessions")
        yield Lines(id="road", more=False)
        yield Lines(id="programme", more=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the folder; the sessions come after the first frame."""
        super().on_mount()
        self.query_one("#title", Bar).set_cells([Cell("ftr-tui", "bold")], [Cell(str(self.ftr.where), "dim")])
        self.query_one("#next", Lines).set_rows([Row([(_("Reading the sessions"), "dim")])])

    def show(self) -> None:
        """Read the folder anew and show it; the screen is resumed once before its first frame."""
        if not self.ftr.begun:
            return
        from ftr_tui.actions.desk import utc_now
        from ftr_tui.actions.opening import list_sessions

        self._listed = list_sessions(self.ftr.where, utc_now)
        sessions = self.query_one("#sessions", LineList)
        rows = view.session_rows(self._listed) if self._listed else view.welcome_rows()
        if self.ftr.desk is not None:
            sessions.move_to(str(self.ftr.desk.file.path))
        sessions.set_rows(rows)
        self._show_rest()

    def _show_rest(self) -> None:
        from ftr_tui.actions.desk import utc_now
        from ftr_tui.actions.opening import library_for

        desk = self.under_cursor
        number = len(self._listed)
        right = str(self.ftr.where)
        if number:
            right += glyph(" · ") + ngettext("{} session", "{} sessions", number).format(number)
        self.query_one("#title", Bar).set_cells([Cell("ftr-tui", "bold")], [Cell(right, "dim")])
        self.query_one("#next", Lines).set_rows([view.next_row(desk)] if desk else [])
        library = desk.library if desk else library_for(self.ftr.where)
        programme = library.programme()
        self.query_one("#road", Lines).set_rows(view.road_rows(programme, desk))
        checklist = desk.checklist if desk else library.checklist("partner-hosted")
        today = utc_now().astimezone().date()
        self.query_one("#programme", Lines).set_rows(view.notice_rows(programme, checklist, today))
        self.show_notice()
        self.refresh_bindings()  # which keys the bar offers depends on what the cursor is on

    @property
    def under_cursor(self) -> Desk | None:
        """Return the session under the cursor, if it opens; one that is open already stays the same."""
        cursor = self.query_one("#sessions", LineList).cursor
        desk = next((e.desk for e in self._listed if str(e.path) == cursor), None)
        opened = self.ftr.desk
        return opened if desk and opened and opened.file.path == desk.file.path else desk

    @on(LineList.Moved, "#sessions")
    def _moved(self) -> None:
        self._show_rest()

    @on(LineList.Chosen, "#sessions")
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the session under the cursor at what AWS asks, else at its first gap."""
        desk = self.under_cursor
        if desk is None:
            broken = next(
                (e for e in self._listed if str(e.path) == self.query_one("#sessions", LineList).cursor), None
            )
            self.say(
                broken.problem if broken else _("n makes a session, d opens the sample"), bad=bool(broken)
            )
            return
        self.ftr.action_go("rounds" if view.stands(desk).pending else "interview")

    def take_pointed(self) -> None:
        """Open the session under the cursor: every key that needs one means this."""
        desk = self.under_cursor
        if desk is not None and desk is not self.ftr.desk:
            self.ftr.take_desk(desk)

    @property
    def idle_keys(self) -> frozenset[str]:
        """Return the keys that the bar need not offer: without a session there is nowhere to go."""
        nothing = self.ftr.desk is None and self.under_cursor is None
        return frozenset({"global.summary", "global.mock", "home.export", "home.find"} if nothing else ())

    def action_scan(self) -> None:
        """Read evidence for the session under the cursor."""
        self.take_pointed()
        super().action_scan()

    def action_export(self) -> None:
        """Export the session under the cursor."""
        self.take_pointed()
        super().action_export()

    def action_take_in(self) -> None:
        """Bring a filled workbook in, into the session under the cursor or a new one."""
        from ftr_tui.app.screens.taken import bring_in

        bring_in(self)

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#sessions", LineList).action_filter()

    def action_new(self) -> None:
        """Ask for the product and start its session."""

        def named(product: str | None) -> None:
            if not product:
                return
            from ftr_tui.actions.opening import create, who_answers
            from ftr_tui.model.problem import Problem

            try:
                self.ftr.take_desk(create(self.ftr.where, product, who=who_answers()))
            except Problem as error:
                self.say(str(error), bad=True)
                return
            self.ftr.enter("interview")

        text = _("The session becomes one text file in {}; x then reads your AWS account.").format(
            self.ftr.where
        )
        check = lambda s: "" if s.strip() else _("The product's name")  # noqa: E731
        self.ftr.ask(AskText(_("Which product goes through the review?"), text=text, check=check), named)

    def action_demo(self) -> None:
        """Open the sample product in a temporary copy: nothing of yours is touched."""
        from ftr_tui.actions.demo import open_demo

        self.ftr.take_desk(open_demo())
        self.ftr.enter("interview")

    def action_programme(self) -> None:
        """Show what is known of the programme, the road, what it brings, DOs and DON'Ts."""
        from ftr_tui.actions.opening import library_for

        programme = library_for(self.ftr.where).programme()
        self.app.push_screen(
            ShowText(_("The programme, as far as it is known here"), view.programme_text(programme))
        )

    def help_text(self) -> str:
        """Return where the files are."""
        return _("Each session is two text files in {}: your answers, and what scans found.").format(
            Path(self.ftr.where).absolute()
        )
