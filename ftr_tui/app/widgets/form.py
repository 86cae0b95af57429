"""A few lines to fill in, one below the other."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

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

T = TypeVar("T")
Values = Mapping[str, str]
CheckAll = Callable[[Values], str]
"""Returns what is wrong with the values in words, or an empty string; a ``Wrong`` names the line."""


class Wrong(str):
    """Why the values cannot be taken, and the id of the line that it is about."""

    __slots__ = ("field",)

    def __new__(cls, text: str, field: str) -> Wrong:
        """``text`` may be empty: nothing is wrong."""
        found = super().__new__(cls, text)
        found.field = field
        return found

    field: str


@dataclass(frozen=True, slots=True)
class Field:
    """One line: its id, its label, what it begins with, and a hint for while it is empty."""

    id: str
    label: str
    initial: str = ""
    hint: str = ""
    check: Callable[[str], str] = field(default=lambda _value: "", compare=False)
    """Returns what is wrong with this line alone: said when enter leaves it, and the cursor stays."""
    suggested: bool = False
    """Whether ``initial`` is a guess: what is typed takes its place, else it goes on with it."""


class Filled(Dialog[T], Generic[T]):
    """Lines to fill in. Enter goes to the next and takes them at the last, however fast it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("form")
    taken = False
    """Whether it was left with its values: the rest of a burst of enters does not take them again."""

    @property
    @abstractmethod
    def order(self) -> Sequence[str]:
        """Return the ids of the fields, from the first to the last."""

    def action_next(self) -> None:
        """Go to the next field, or take the form at the last."""
        box = self.focused
        names = self.order
        if box is None or box.id not in names:
            return
        at = names.index(box.id)
        if at + 1 < len(names):
            # Not Widget.focus(), which waits its turn: the next key would still go to this field.
            self.set_focus(self.query_one(f"#{names[at + 1]}"))
            box.call_later(self.look_at, box.id)
        else:
            # What was typed before this enter may still lie in front of the field.
            box.call_later(self._take_once)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        # Where the settings give enter's place in a line to another key.
        self.action_next()

    def look_at(self, name: str) -> None:
        """Say what is wrong with the line that was just left, and go back to it; for subclasses."""

    def _take_once(self) -> None:
        if not self.taken and self.is_current:
            self.action_take()

    @abstractmethod
    def action_take(self) -> None:
        """Leave with the values, unless something is wrong with them."""


class Form(Filled[Values | None]):
    """Enter goes to the next line and takes the form at the last. Escape asks before text is lost."""

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
        for line in self._fields:
            label = Lines([Row([(line.label, "dim")])], more=False)
            box = LineInput(line.initial, id=line.id, placeholder=line.hint, select_on_focus=line.suggested)
            yield Horizontal(label, box, classes="field")
        yield Lines(id="wrong", more=False)

    @property
    def values(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {f.id: self.query_one(f"#{f.id}", LineInput).value.strip() for f in self._fields}

    @property
    def order(self) -> Sequence[str]:
        """Return the ids of the fields, from the first to the last."""
        return [f.id for f in self._fields]

    def look_at(self, name: str) -> None:
        """Say what is wrong with the line that was just left, and go back to it."""
        if self.is_current and not self.taken:
            self._tell(self._wrong_with(name))

    def _wrong_with(self, name: str) -> Wrong:
        """Return what is wrong with one line alone."""
        check = next(f.check for f in self._fields if f.id == name)
        return Wrong(check(self.values[name]), name)

    def _tell(self, problem: str) -> None:
        """Show a problem, or that there is none, with the cursor on the line that it is about."""
        rows = [Row([("! ", "warn"), (problem, "")], wrap=True)] if problem else []
        self.query_one("#wrong", Lines).set_rows(rows)
        if problem and isinstance(problem, Wrong):
            self.set_focus(self.query_one(f"#{problem.field}"))

    def action_take(self) -> None:
        """Leave with the values, unless a check has something against them."""
        values = self.values
        alone = (found for found in map(self._wrong_with, self.order) if found)
        problem = next(alone, None) or self._check(values)
        self._tell(problem)
        if problem:
            return
        self.taken = True
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
