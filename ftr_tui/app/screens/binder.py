"""The binder: every document that the review wants, missing and stale ones first."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from ftr_tui.app import keys
from ftr_tui.app.screens.binder_work import BinderWork
from ftr_tui.app.views import binder as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model import binder as model
    from ftr_tui.model.session import Document

_AGAIN_SECONDS = 10.0
"""How often the files are looked at while the screen is open: somebody may be editing one."""
_DIAGRAM = "architecture-diagram"


class BinderScreen(BinderWork):
    """One list. The files are read in a thread: a large one, or a slow disk, holds up no key."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("binder")
    AUTO_FOCUS = "#rows"
    DEFAULT_CSS = """
    BinderScreen #rows { padding: 0 1; height: 1fr; }
    """

    @dataclass
    class Looked(Message):
        """The thread has looked at the files of a session."""

        desk: Desk
        found: dict[str, model.Look]

    def __init__(self) -> None:
        super().__init__()
        self._looks: tuple[Desk, dict[str, model.Look]] | None = None
        """What the files of a session were like when they were last looked at."""
        self._reading = False
        self._once_more = False
        """Something has changed while the files were looked at."""
        self._shelf: list[model.Row] = []
        self._parts: list[model.Part] = []

    def compose(self) -> ComposeResult:
        """Title, notice, counts, rows, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="headline", more=False)
        yield LineList(id="rows", own_keys=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Look again now and then."""
        super().on_mount()
        self.set_interval(_AGAIN_SECONDS, self._look_again)

    # --- showing ------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the session as it is, and look at the files."""
        if self.desk is None:
            return
        self._draw()
        self._look()

    @property
    def _seen(self) -> dict[str, model.Look] | None:
        return self._looks[1] if self._looks is not None and self._looks[0] is self.desk else None

    def _draw(self) -> None:
        from ftr_tui.actions import binder

        desk = self.desk
        if desk is None:
            return
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("binder"), "bold")]
        self._shelf = binder.rows(desk, self._seen or {})
        self._parts = binder.hand_in(desk, self._shelf)
        right = Cell(view.hand_in_text(self._parts), "dim")
        if self._seen is None:
            right = Cell(_("looking at the files"), "warn")
        self.query_one("#title", Bar).set_cells(left, [right])
        narrow = self.has_class("-narrow")
        self.query_one("#headline", Lines).set_rows([view.headline(self._shelf, narrow=narrow)])
        self._draw_rows()
        self.show_notice()

    def _draw_rows(self) -> None:
        listed = self.query_one("#rows", LineList)
        narrow = self.has_class("-narrow")
        rows = view.binder_rows(self._shelf, self._parts, listed.cursor, narrow=narrow)
        if rows and all(row.key != listed.cursor for row in rows):
            listed.move_to(rows[0].key)
            rows = view.binder_rows(self._shelf, self._parts, listed.cursor, narrow=narrow)
        listed.set_rows(rows)

    @on(LineList.Moved, "#rows")
    def _moved(self) -> None:
        self._draw_rows()

    def on_resize(self) -> None:
        """Use the width that there is."""
        self.call_after_refresh(self._draw)

    # --- looking at the files -------------------------------------------------------------------------

    def _look_again(self) -> None:
        if self.desk is not None and self.is_current:
            self._look()

    def _look(self) -> None:
        if self.desk is None or self._reading:
            self._once_more = self._reading
            return
        self._reading, self._once_more = True, False
        given = (self.desk, list(self.desk.session.document))
        # A daemon: a disk that does not answer must not hold up the end of the app either.
        threading.Thread(target=self._read, args=given, daemon=True, name="binder").start()

    def _read(self, desk: Desk, listed: list[Document]) -> None:
        from ftr_tui.actions import binder

        self.post_message(self.Looked(desk, binder.looks(desk, listed)))

    def on_binder_screen_looked(self, message: Looked) -> None:
        """Take in what the files are like; nothing is drawn where they are as before."""
        self._reading = False
        if message.desk is self.desk and self._seen != message.found:
            self._looks = (message.desk, message.found)
            self._draw()
        if self._once_more:
            self._look()

    # --- the row under the cursor -----------------------------------------------------------------------

    @property
    def _entry(self) -> model.Row | None:
        """Return the row under the cursor."""
        cursor = self.query_one("#rows", LineList).cursor
        for entry in self._shelf:
            if any(d.id == cursor for d, _s in entry.documents):
                return entry
            if not entry.documents and entry.kind is not None and entry.kind.id == cursor:
                return entry
        return None

    def point_at(self, key: str) -> None:
        """Put the cursor on a document."""
        self.query_one("#rows", LineList).move_to(key)
        self._draw_rows()

    @property
    def _document(self) -> Document | None:
        """Return the document under the cursor."""
        cursor = self.query_one("#rows", LineList).cursor
        return next((d for e in self._shelf for d, _s in e.documents if d.id == cursor), None)

    def _needs_document(self) -> Document | None:
        document = self._document
        if document is None:
            self.say(_("Nothing is there yet: d adds it"))
        return document

    @on(LineList.Chosen, "#rows")
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Show all about the row: what it should hold, who wants it, what is there."""
        if self.desk is not None and (entry := self._entry) is not None:
            self.app.push_screen(ShowText(entry.title, view.whole_rows(self.desk, entry)))

    def action_add(self) -> None:
        """Add a file or link for the row under the cursor."""
        from ftr_tui.app.screens.document_form import DocumentForm

        desk, entry = self.desk, self._entry
        if desk is None:
            return
        kind = entry.kind.id if entry is not None and entry.kind is not None else ""

        def added(name: str | None) -> None:
            if name:
                self.query_one("#rows", LineList).move_to(name.partition(" ")[0])
                self.show()
                self.say(_("{} added, u undoes it").format(name))

        self.ftr.ask(DocumentForm(desk, kind=kind), added)

    def action_day(self) -> None:
        """Ask for the day of what it shows."""
        from ftr_tui.actions import binder

        if (document := self._needs_document()) is not None:
            title = _("Which day does {} show?").format(document.id)
            text = _("Not the day when it was added. Empty takes the day away.")
            self._ask_day(document, title, text, binder.dated)

    def action_looked(self) -> None:
        """Say that it was looked over: the new content counts, and shows this day."""
        from ftr_tui.actions import binder

        if (document := self._needs_document()) is not None:
            title = _("{} is looked over. Which day does it show now?").format(document.id)
            text = _("Its content as it is now counts from here on.")
            self._ask_day(document, title, text, binder.looked)

    def _ask_day(
        self, document: Document, title: str, text: str, then: Callable[[Desk, str, date | None], Document]
    ) -> None:
        from ftr_tui.actions import binder
        from ftr_tui.model.problem import Problem

        desk = self.desk
        if desk is None:
            return

        def check(given: str) -> str:
            try:
                binder.day_of(desk, given)
            except Problem as error:
                return str(error)
            return ""

        def answered(given: str | None) -> None:
            if given is None:
                return
            try:
                then(desk, document.id, binder.day_of(desk, given))
            except Problem as error:
                self.say(str(error), bad=True)
                return
            self.show()
            self.say(_("{} noted, u undoes it").format(document.id))

        self.ftr.ask(AskText(title, str(document.shows or ""), text=text, check=check), answered)

    def action_owner(self) -> None:
        """Ask who keeps it up to date."""
        from ftr_tui.actions import binder

        desk, document = self.desk, self._needs_document()
        if desk is None or document is None:
            return

        def answered(who: str | None) -> None:
            if who is not None:
                binder.owned(desk, document.id, who)
                self.show()

        self.ftr.ask(AskText(_("Who keeps {} up to date?").format(document.id), document.owner), answered)

    def action_remove(self) -> None:
        """Take it off the list; the file stays."""
        from ftr_tui.actions import binder

        if self.desk is not None and (document := self._needs_document()) is not None:
            binder.remove(self.desk, document.id)
            self.show()
            self.say(_("{} is off the list, its file stays; u undoes it").format(document.id))

    # --- all of it ----------------------------------------------------------------------------------------

    def action_cite(self) -> None:
        """End the responses with the names of their documents, as the index numbers them."""
        from ftr_tui.actions import binder

        if self.desk is None:
            return
        changed = binder.cite(self.desk)
        if not changed:
            self.say(_("Every response names its documents already, or has none"))
            return
        text = ngettext(
            "{} response names its documents now", "{} responses name their documents now", len(changed)
        )
        self.say(_("{}: {}; u undoes it").format(text.format(len(changed)), " ".join(changed)))

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#rows", LineList).action_filter()

    def action_leave(self) -> None:
        """Let the diagram be that is being read; else back to all sessions."""
        if self._comparing is not None:
            self._comparing = None
            self.say(_("The diagram was let be"))
            return
        self.ftr.action_go("home")

    def help_text(self) -> str:
        """Return how the order comes about, and what a change is."""
        return _(
            "Missing and stale first, then what is gone, cannot be read, was changed or says no day; "
            "what goes to AWS before others. Changed: the file holds something else than when it was added "
            "or last looked over. Links are never opened: a change behind one is not seen."
        )
