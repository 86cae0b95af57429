"""Ask for a line or a few lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from ftr_tui.app import keys
from ftr_tui.app.cells import clean
from ftr_tui.app.widgets.dialogs import Choose, Dialog, Option
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.response import Response
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

Check = Callable[[str], str]
"""Returns what is wrong with a text in words, or an empty string."""


class LineInput(Input):
    """One line that keeps what is pasted clean."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("line")

    DEFAULT_CSS = """
    LineInput { border: round $foreground 30%; height: 3; background: transparent; padding: 0 1; }
    LineInput:focus { border: round $primary; background: transparent; }
    """

    def _on_paste(self, event: events.Paste) -> None:
        # Runs before Input's own handler, which inserts the text.
        event.text = clean(event.text)


class AskText(Dialog[str | None]):
    """Ask for text; None when left. Enter takes a line; escape from a larger text asks whether to keep it."""

    def __init__(
        self,
        title: str,
        initial: str = "",
        *,
        text: str = "",
        multiline: bool = False,
        check: Check | None = None,
        suggested: bool = False,
    ) -> None:
        """``text`` explains; ``check`` says in words why a text cannot be taken.

        ``suggested``: ``initial`` is a guess, so what is typed takes its place; else it goes on with it.
        """
        super().__init__(title)
        self._initial = clean(initial)
        self._text = text
        self._multiline = multiline
        self._check = check
        self._suggested = suggested
        self._taken = False

    def body(self) -> Iterable[Widget]:
        """The explanation, the field, and a line for what is wrong."""
        if self._text:
            note = Lines([Row([(self._text, "")], wrap=True)], more=False)
            note.styles.height = "auto"
            note.styles.max_height = 8
            yield note
        if self._multiline:
            box = Response(self._initial, id="field")
            box.styles.height = 8
            yield box
        else:
            yield LineInput(self._initial, id="field", select_on_focus=self._suggested)
        wrong = Lines(id="wrong", more=False)
        wrong.styles.height = 1
        yield wrong

    @property
    def value(self) -> str:
        """Return the text as it stands."""
        field = self.query_one("#field")
        raw = field.text if isinstance(field, Response) else getattr(field, "value", "")
        return clean(str(raw)).strip()

    def action_take(self) -> None:
        """Leave with the text, unless the check has something against it."""
        if self._taken:
            # The rest of a burst of enters: the check may act, and must not act twice.
            return
        value = self.value
        if self._check and (problem := self._check(value)):
            self.query_one("#wrong", Lines).set_rows([Row([("! ", "warn"), (problem, "")])])
            return
        self._taken = True
        self.dismiss(value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_take()

    @on(Response.Left)
    def _left(self) -> None:
        # Escape in a larger text asks before it throws away what was written.
        if self.value == self._initial.strip():
            self.dismiss(None)
            return

        def answered(keep: bool | None) -> None:
            if keep:
                self.action_take()
            elif keep is False:
                self.dismiss(None)

        options = [Option(True, _("Keep the text")), Option(False, _("Throw it away"))]
        self.app.push_screen(Choose(_("Leave?"), options), answered)
