"""Home: what to do next, the sessions, the road, what is known of the programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from ftr_tui.app import keys
from ftr_tui.app.messages import ProductOpened, ProductsRead
from ftr_tui.app.screens.room import Room
from ftr_tui.app.views import home as view
from ftr_tui.app.views import products as view_of
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.glances import Glance
    from ftr_tui.actions.products import Entry
    from ftr_tui.app.reader import Reader

_REST, _REST_SHORT, _ROAD, _LEAST = 11, 6, 8, 3
"""Lines of all but table, road and the programme's notice; in a short terminal; of the road; of a table."""
_NOTICE, _NOTICE_NARROW, _WIDE, _SHORT, _SIDES = 2, 4, 100, 22, 6
_MANY = 2
"""From so many sessions on sorting and finding are offered, and the sample no more."""


class HomeScreen(Room):
    """All sessions of one folder; the one under the cursor is the open one."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("home")
    AUTO_FOCUS = "#sessions"

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self._sort = "name"
        self._reader: Reader | None = None
        self._rows: dict[str, tuple[Entry, int, date, Row]] = {}

    def compose(self) -> ComposeResult:
        """Title, notice, next step, the table of sessions, the road, programme notice, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="next", more=False)
        yield Lines(id="columns", more=False)
        yield ProductList(id="sessions")
        yield Lines(id="about", more=False)
        yield Lines(id="road", more=False)
        yield Lines(id="programme", more=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the folder; the sessions come after the first frame."""
        super().on_mount()
        self.query_one("#title", Bar).set_cells([Cell("ftr-tui", "bold")], [Cell(str(self.ftr.where), "dim")])
        self.query_one("#next", Lines).set_rows([Row([(_("Reading the sessions"), "dim")])])

    def show(self) -> None:
        """Look at the folder anew, in a thread, and show what is known of it."""
        if not self.ftr.begun:
            return
        if self._reader is None:
            from ftr_tui.app.reader import Reader

            self._reader = Reader(self, self.ftr.where)
        if self.ftr.desk is not None:
            self.query_one("#sessions", LineList).move_to(str(self.ftr.desk.file.path))
        self._reader.look()
        if self._entries:
            self._show_table()

    @property
    def reading(self) -> bool:
        """Whether something of the folder is still to be read."""
        return self._reader is not None and self._reader.busy

    def on_products_read(self, message: ProductsRead) -> None:
        """Show what the reader knows by now."""
        self._entries = message.entries
        self._show_table()

    def on_product_opened(self, message: ProductOpened) -> None:
        """Show the road of the session at the cursor, now that it is open."""
        if message.path == self.query_one("#sessions", LineList).cursor:
            self._show_rest()

    def _show_table(self) -> None:
        from ftr_tui.actions.products import in_order

        sessions = self.query_one("#sessions", ProductList)
        entries = [self._now(e) for e in self._entries]
        self._entries = in_order(entries, self._sort)
        sessions.words = {str(e.path): view_of.search_text(e).casefold() for e in self._entries}
        some = bool(self._entries)
        sort = self._sort
        self.query_one("#columns", Lines).set_rows(
            (lambda w: [view_of.header_row(w - 2, sort)]) if some else []
        )
        sessions.set_rows(self._table if some else view.welcome_rows())
        self._show_rest()

    def _now(self, entry: Entry) -> Entry:
        """Return how the session that is open stands in memory, which nobody has to read."""
        desk = self.ftr.desk
        if desk is None or entry.path != desk.file.path:
            return entry
        from ftr_tui.actions.glances import glance

        return replace(entry, glance=glance(desk))

    def _table(self, width: int) -> list[Row]:
        from ftr_tui.actions.desk import utc_now

        now = self.ftr.desk.clock() if self.ftr.desk is not None else utc_now()
        day, rows = now.astimezone().date(), []
        for entry in self._entries:
            key = str(entry.path)
            known = self._rows.get(key)
            if known is None or known[0] != entry or known[1:3] != (width, day):
                # Of 300 lines few change at a time, and a row that is the same one is not laid out again.
                known = self._rows[key] = (entry, width, day, view_of.entry_row(entry, width - 2, now))
            rows.append(known[3])
        return rows

    def _show_rest(self) -> None:
        from ftr_tui.actions.desk import utc_now
        from ftr_tui.actions.opening import library_for

        entry, desk = self._entry, self._opened()
        right = view_of.title_right(str(self.ftr.where), self._entries)
        self.query_one("#title", Bar).set_cells([Cell("ftr-tui", "bold")], [Cell(right, "dim")])
        known = entry.glance if entry is not None else None
        step = view.next_row(desk) if desk else view_of.first_row(known)
        self.query_one("#next", Lines).set_rows([step] if step else [])
        self.query_one("#about", Lines).set_rows(view_of.about_rows(entry))
        library = desk.library if desk else library_for(self.ftr.where)
        programme = desk.programme if desk else library.programme()
        self._fit_road(lambda: view.road_rows(programme, desk))
        checklist = desk.checklist if desk else library.checklist("partner-hosted")
        today = utc_now().astimezone().date()
        self.query_one("#programme", Lines).set_rows(view.notice_rows(programme, checklist, today))
        self.show_notice()
        self.refresh_bindings()  # which keys the bar offers depends on what the cursor is on

    def _fit_road(self, rows: Callable[[], list[Row]]) -> None:
        """Show the road only where the whole table has room beside it; P shows it anyway."""
        height, short = self.size.height, self.size.height < _SHORT
        notice = _NOTICE_NARROW if self.size.width < _WIDE else _NOTICE
        room = height - (_REST_SHORT if short else _REST + notice)
        road = self.query_one("#road", Lines)
        self.query_one("#about", Lines).display = bool(self._entries) and not short
        lines = len(self._entries)
        fits = not short and (not lines or lines <= room - _ROAD)
        if fits:
            # Made only where it may fit: it looks through the whole binder.
            road.set_rows(rows())
            fits = not lines or lines <= room - road.get_content_height(self.size, self.size, self._width)
        road.display = fits
        # In lines: a fraction of a list with automatic height is one of the whole screen.
        self.query_one("#sessions", LineList).styles.max_height = max(_LEAST, room)

    def on_resize(self) -> None:
        """Give the road the room that is left."""
        super().on_resize()
        if self._entries:
            self._show_rest()  # the road may have room now

    @property
    def _width(self) -> int:
        return self.size.width - _SIDES

    @property
    def _entry(self) -> Entry | None:
        cursor = self.query_one("#sessions", LineList).cursor
        return next((e for e in self._entries if str(e.path) == cursor), None)

    def _opened(self) -> Desk | None:
        """Return the session at the cursor if it is open already; else have it opened in the thread."""
        entry = self._entry
        if entry is None or not _opens(entry.glance):
            return None
        opened = self.ftr.desk
        if opened is not None and opened.file.path == entry.path:
            return opened
        return self._reader.opened(entry.path) if self._reader is not None else None

    @property
    def under_cursor(self) -> Desk | None:
        """Return the session under the cursor, if it opens; one that is open already stays the same."""
        desk, entry = self._opened(), self._entry
        if desk is not None or entry is None or self._reader is None:
            return desk
        from ftr_tui.model.problem import Problem

        try:
            return self._reader.open(entry.path)
        except Problem:
            return None

    @on(LineList.Moved, "#sessions")
    def _moved(self) -> None:
        self._show_rest()

    @on(LineList.Chosen, "#sessions")
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the session under the cursor at what AWS asks, else at its first gap."""
        desk, entry = self.under_cursor, self._entry
        if self.build_missing():
            return
        if desk is None:
            broken = entry.glance.problem if entry is not None and entry.glance is not None else ""
            if broken and entry is not None and self._offer_copy(entry.path, broken):
                return
            self.say(broken or _("n makes a session, d opens the sample"), bad=bool(broken))
            return
        self.ftr.action_go("rounds" if view.stands(desk).pending else "interview")

    def _offer_copy(self, path: Path, problem: str) -> bool:
        """Offer the state before the last save of a session that does not open; False: there is none."""
        from ftr_tui.actions import restoring
        from ftr_tui.app.widgets.dialogs import Confirm
        from ftr_tui.model.problem import Problem

        at = restoring.offered(path)
        if at is None:
            return False

        def chosen(take: bool | None) -> None:
            if not take:
                self.say(problem, bad=True)
                return
            try:
                done = restoring.restore(path)
            except Problem as error:
                self.say(str(error), bad=True)
                return
            kept = _("; what did not open is {}").format(done.kept.name) if done.kept is not None else ""
            self.say(_("As it was at {:%Y-%m-%d %H:%M}{}").format(done.at.astimezone(), kept))
            self.show()

        yes = _("Take the state of {:%Y-%m-%d %H:%M}; the file as it is stays beside it").format(
            at.astimezone()
        )
        self.ftr.ask(Confirm(_("{} does not open").format(path.stem), problem, yes=yes, danger=True), chosen)
        return True

    def take_pointed(self) -> bool:
        """Open the session under the cursor: every key that needs one means this, and no other."""
        desk, entry = self.under_cursor, self._entry
        if desk is None and entry is not None:
            problem = entry.glance.problem if entry.glance is not None else ""
            self.say(problem or _("This session does not open"), bad=True)
            return False
        if desk is not None and desk is not self.ftr.desk:
            self.ftr.take_desk(desk)
        return True

    @property
    def idle_keys(self) -> frozenset[str]:
        """Return the keys that the bar need not offer: without a session there is nowhere to go."""
        entry = self._entry
        nothing = self.ftr.desk is None and (entry is None or not _opens(entry.glance))
        idle = {"global.summary", "global.mock", "home.export"} if nothing else set()
        few = len(self._entries) < _MANY
        return frozenset(idle | ({"home.sort", "home.find"} if few else {"home.demo"}))

    def action_scan(self) -> None:
        """Read evidence for the session under the cursor."""
        if self.take_pointed():
            super().action_scan()

    def action_export(self) -> None:
        """Export the session under the cursor."""
        if self.take_pointed():
            super().action_export()

    def build_missing(self) -> bool:
        """Ask for the workbook of a session whose list is not on this machine; False: it is not that."""
        entry = self._entry
        if entry is None or entry.glance is None or not entry.glance.unlisted:
            return False
        from ftr_tui.app.screens.building import build_missing

        build_missing(self, entry.path)
        return True

    def action_release(self) -> None:
        """Look at what another release changes; where the list is not here, build it."""
        if not self.build_missing():
            self.ftr.action_go("release")

    def action_take_in(self) -> None:
        """Bring a filled workbook in, into the session under the cursor or a new one."""
        if self.build_missing():
            return
        from ftr_tui.app.screens.taken import bring_in

        bring_in(self)

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#sessions", LineList).action_filter()

    def action_sort(self) -> None:
        """Sort by name, by gaps, by what is due; the cursor stays on its session."""
        from ftr_tui.actions.products import SORTS

        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        words = {"name": _("by name"), "gaps": _("the most gaps first"), "due": _("the next day first")}
        self._show_table()
        self.say(_("Sorted: {}").format(words[self._sort]))

    def action_new(self) -> None:
        """Ask for the product and the list, and start its session."""
        from ftr_tui.app.screens.beginning import begin

        begin(self, self.under_cursor)

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


class ProductList(LineList):
    """The table's lines; the filter looks in whole names, of which a column may show a part."""

    words: Mapping[str, str] = MappingProxyType({})
    """Key of a line -> what the filter looks in, in small letters."""

    def _set_filter(self, text: str | None) -> None:
        super()._set_filter(text)
        self.refresh(layout=True)  # a line more for what is typed, fewer for what is found

    def _narrow(self, rows: Sequence[Row]) -> Sequence[Row]:
        wanted = (self._filter or "").casefold().split()
        return [r for r in rows if all(w in self.words.get(r.key, r.text.casefold()) for w in wanted)]


def _opens(found: Glance | None) -> bool:
    return found is not None and not found.problem
