"""A few lines to fill in, one below the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from ftr_tui.app import keys
from ftr_tui.app.widgets.ask import LineInput
from ftr_tui.app.widgets.dialogs import Choose, Dialog, Option
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

Values = Mapping[str, str]
CheckAll = Callable[[Values], str]
"""Returns what is wrong with the values in words, or an empty string."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line: its id, its label, what it begins with, and a hint for while it is empty."""

    id: str
    label: str
    initial: str = ""
    hint: str = ""


class Form(Dialog[Values | None]):
    """Enter goes to the next line and takes the form at the last. Escape asks before text is lost."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("ask")
    DEFAULT_CSS = """
    Form .field { height: 2; }
    Form .field > Lines { width: 16; height: 1; }
    Form .field > LineInput, Form .field > LineInput:focus {
        border: none; height: 1; padding: 0; background: $foreground 8%;
    }
    Form .field > LineInput:focus { background: $primary 25%; }
    Form:ansi .field > LineInput { background: ansi_default; text-style: underline; }
    Form #told { height: auto; max-height: 6; margin-bottom: 1; }
    Form #wrong { height: 2; }
    """

    def __init__(
        self, title: str, fields: Sequence[Field], check: CheckAll = lambda _v: "", *, text: str = ""
    ) -> None:
        """``text`` stands above the fields; ``check`` says in words why the values cannot be taken."""
        super().__init__(title)
        self._fields = list(fields)
        self._check = check
        self._text = text

    def body(self) -> Iterable[Widget]:
        """The text, the fields, and a line for what is wrong."""
        if self._text:
            yield Lines([Row([(self._text, "dim")], wrap=True)], id="told", more=False)
        for field in self._fields:
            label = Lines([Row([(field.label, "dim")])], more=False)
            box = LineInput(field.initial, id=field.id, placeholder=field.hint, select_on_focus=False)
            yield Horizontal(label, box, classes="field")
        yield Lines(id="wrong", more=False)

    @property
    def values(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {f.id: self.query_one(f"#{f.id}", LineInput).value.strip() for f in self._fields}

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        names = [f.id for f in self._fields]
        at = names.index(event.input.id or names[-1])
        if at + 1 < len(names):
            self.query_one(f"#{names[at + 1]}").focus()
        else:
            self.action_take()

    def action_take(self) -> None:
        """Leave with the values, unless the check has something against them."""
        values = self.values
        if problem := self._check(values):
            rows = [Row([("! ", "warn"), (problem, "")], wrap=True)]
            self.query_one("#wrong", Lines).set_rows(rows)
            return
        self.dismiss(values)

    def action_leave(self) -> None:
        """Leave; ask first where something was typed."""
        if self.values == {f.id: f.initial for f in self._fields}:
            self.dismiss(None)
            return

        def answered(stay: bool | None) -> None:
            if stay is False:
                self.dismiss(None)

        options = [Option(True, _("Go on writing")), Option(False, _("Throw it away"))]
        self.app.push_screen(Choose(_("Leave?"), options), answered)
