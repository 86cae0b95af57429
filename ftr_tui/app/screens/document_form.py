"""Add a document: which one, the file or link, the date of what it shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from ftr_tui.app import keys
from ftr_tui.app.widgets.ask import LineInput
from ftr_tui.app.widgets.dialogs import Choose, Dialog, Option
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk


class DocumentForm(Dialog[str | None]):
    """Three lines; enter goes to the next and takes the form at the last."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("ask")

    def __init__(self, desk: Desk, control: str) -> None:
        super().__init__(_("A document for {}").format(control))
        self._desk = desk
        self._control = control
        self._missing = desk.missing_documents(control)
        titles = [desk.programme.document_title(kind) for kind in self._missing]
        self._kinds = dict(zip(titles, self._missing, strict=True))

    def body(self) -> Iterable[Widget]:
        """What the control wants, three fields, and a line for what is wrong."""
        wanted = list(self._kinds)
        if wanted:
            yield _line(_("Wanted: {}").format(", ".join(wanted)))
        yield _line(_("Title"))
        yield LineInput(wanted[0] if wanted else "", id="title-field", select_on_focus=False)
        yield _line(_("File or link (a path from here, or https://...)"))
        yield LineInput(id="where")
        yield _line(_("Day of what it shows, if it has one: 2026-11-24"))
        yield LineInput(id="shows")
        yield Lines(id="wrong", more=False)

    def on_mount(self) -> None:
        """Begin at the path where the title is known."""
        self.query_one("#wrong").styles.height = 2
        self.query_one("#where" if self._kinds else "#title-field").focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        order = ["title-field", "where", "shows"]
        at = order.index(event.input.id or "shows")
        if at < 2:
            self.query_one(f"#{order[at + 1]}").focus()
        else:
            self.action_take()

    def action_take(self) -> None:
        """Add it, unless something is wrong; a file from outside is offered a copy."""
        from ftr_tui.actions import documents

        where = self.query_one("#where", LineInput).value
        problem = documents.check(self._desk, where)
        shows: date | None = None
        text = self.query_one("#shows", LineInput).value.strip()
        if not problem and text:
            try:
                shows = date.fromisoformat(text)
            except ValueError:
                problem = _("{} is no day; write it as 2026-11-24").format(text)
        if problem:
            self.query_one("#wrong", Lines).set_rows([Row([("! ", "warn"), (problem, "")], wrap=True)])
            return
        if not documents.outside(self._desk, where):
            self._add(where, shows, copy=False)
            return
        options = [
            Option(True, _("Copy it into {}.files").format(self._desk.name), _("a colleague has it too")),
            Option(False, _("Only remember where it is")),
        ]

        def chosen(copy: bool | None) -> None:
            if copy is not None:
                self._add(where, shows, copy=copy)

        self.app.push_screen(Choose(_("This file lies outside the sessions folder"), options), chosen)

    def _add(self, where: str, shows: date | None, *, copy: bool) -> None:
        from ftr_tui.actions import documents
        from ftr_tui.model.problem import Problem

        title = self.query_one("#title-field", LineInput).value.strip()
        kind = self._kinds.get(title, "")
        try:
            document = documents.attach(self._desk, self._control, title, where, shows, kind, copy=copy)
        except Problem as error:
            self.query_one("#wrong", Lines).set_rows([Row([("! ", "warn"), (str(error), "")], wrap=True)])
            return
        self.dismiss(f"{document.id} {document.title}")


def _line(text: str) -> Lines:
    line = Lines([Row([(text, "dim")])], more=False)
    line.styles.height = 1
    return line
