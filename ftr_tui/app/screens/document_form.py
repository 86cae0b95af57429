"""Add a document: which one, the file or link, the date of what it shows, who keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widget import Widget

from ftr_tui.app.widgets.ask import LineInput
from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.app.widgets.form import Filled
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

_ORDER = ("kind", "where", "shows", "owner", "title-field", "controls")


class DocumentForm(Filled[str | None]):
    """Six lines; enter goes to the next and takes the form at the last. Escape asks before text is lost."""

    DEFAULT_CSS = """
    DocumentForm .field { height: 2; }
    DocumentForm .field > Lines { width: 16; height: 1; }
    DocumentForm .field > LineInput, DocumentForm .field > LineInput:focus {
        border: none; height: 1; padding: 0; background: $foreground 8%;
    }
    DocumentForm .field > LineInput:focus { background: $primary 25%; }
    DocumentForm:ansi .field > LineInput { background: ansi_default; text-style: underline; }
    DocumentForm #wanted { height: 2; }
    DocumentForm #wrong { height: 2; }
    """

    def __init__(self, desk: Desk, control: str = "", kind: str = "") -> None:
        """``control``: the one that it is added from; ``kind``: the id of what is added, if that is known."""
        title = _("A document for {}").format(control) if control else _("A document for the binder")
        super().__init__(title)
        self._desk = desk
        self._missing = desk.missing_documents(control) if control else []
        kind = kind or next(iter(self._missing), "")
        self._control = control
        self._begun = {"kind": desk.programme.document_title(kind) if kind else ""}

    def body(self) -> Iterable[Widget]:
        """What the control wants, the fields, and a line for what is wrong."""
        known = self._desk.programme.document
        wanted = [self._desk.programme.document_title(kind) for kind in self._missing]
        if wanted:
            yield Lines([Row([(_("Wanted: {}").format(", ".join(wanted)), "dim")], wrap=True)], id="wanted")
        mine = _("{} and").format(self._control) if self._control else ""
        told = {
            "kind": (_("Which"), _("empty: of no kind; the right arrow completes")),
            "where": (_("File or link"), _("a path from here, or https://...")),
            "shows": (_("Day it shows"), _("2026-11-24, not the day when it is added")),
            "owner": (_("Owner"), _("who keeps it up to date")),
            "title-field": (_("Title"), _("empty: as its kind, or the file's name")),
            "controls": (
                _("For"),
                _("empty: {} every control that wants it").format(mine).replace("  ", " "),
            ),
        }
        titles = [k.title for k in known]
        for name in _ORDER:
            label, hint = told[name]
            box = LineInput(
                self._begun.get(name, ""),
                id=name,
                placeholder=hint,
                select_on_focus=False,
                suggester=SuggestFromList(titles, case_sensitive=False) if name == "kind" else None,
            )
            yield Horizontal(Lines([Row([(label, "dim")])], more=False), box, classes="field")
        yield Lines(id="wrong", more=False)

    def on_mount(self) -> None:
        """Begin at the path where the kind is known."""
        self.query_one("#where" if self._begun["kind"] else "#kind").focus()

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", LineInput).value.strip()

    @property
    def order(self) -> Sequence[str]:
        """Return the ids of the fields, from the first to the last."""
        return _ORDER

    def action_leave(self) -> None:
        """Leave; ask first where something was typed."""
        if all(self._value(name) == self._begun.get(name, "") for name in _ORDER):
            self.dismiss(None)
            return

        def answered(stay: bool | None) -> None:
            if stay is False:
                self.dismiss(None)

        options = [Option(True, _("Go on writing")), Option(False, _("Throw it away"))]
        self.app.push_screen(Choose(_("Leave?"), options), answered)

    def action_take(self) -> None:
        """Add it, unless something is wrong; a file from outside is offered a copy."""
        from ftr_tui.actions import documents
        from ftr_tui.model.problem import Problem

        where = self._value("where")
        try:
            kind, shows = self._kind(), self._day()
        except Problem as error:
            self._wrong(str(error))
            return
        if problem := documents.check(self._desk, where):
            self._wrong(problem)
            return
        if not documents.outside(self._desk, where):
            self._add(kind, shows, copy=False)
            return
        options = [
            Option(True, _("Copy it into {}.files").format(self._desk.name), _("a colleague has it too")),
            Option(False, _("Only remember where it is")),
        ]

        def chosen(copy: bool | None) -> None:
            if copy is not None:
                self._add(kind, shows, copy=copy)

        self.app.push_screen(Choose(_("This file lies outside the sessions folder"), options), chosen)

    def _kind(self) -> str:
        from ftr_tui.actions import binder

        return binder.kind_named(self._desk, self._value("kind"))

    def _day(self) -> date | None:
        from ftr_tui.actions.binder import day_of

        return day_of(self._desk, self._value("shows"))

    def _wrong(self, problem: str) -> None:
        self.query_one("#wrong", Lines).set_rows([Row([("! ", "warn"), (problem, "")], wrap=True)])

    def _all_controls(self, kind: str) -> list[str]:
        from ftr_tui.actions import binder

        mine = [self._control] if self._control else []
        return list(dict.fromkeys([*mine, *binder.wanting(self._desk, kind)]))

    def _add(self, kind: str, shows: date | None, *, copy: bool) -> None:
        from ftr_tui.actions import binder
        from ftr_tui.model.problem import Problem

        try:
            document = binder.add(
                self._desk,
                self._value("where"),
                kind,
                title=self._value("title-field"),
                shows=shows,
                owner=self._value("owner"),
                controls=self._value("controls").replace(",", " ").split() or self._all_controls(kind),
                copy=copy,
            )
        except Problem as error:
            self._wrong(str(error))
            return
        self.taken = True
        self.dismiss(f"{document.id} {document.title}")
