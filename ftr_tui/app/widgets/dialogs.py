"""Questions in front of a screen. Each is left by escape, which gives None (``Confirm``: False)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from ftr_tui.app import keys
from ftr_tui.app.cells import clean
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    """A box with a title, a body and the keys that work."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("dialog")
    LARGE = False

    def __init__(self, title: str) -> None:
        super().__init__(classes="-large" if self.LARGE else None)
        self._heading = title

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        with Vertical(id="box"):
            title = Lines([Row([(self._heading, "bold")], wrap=True)], id="heading", more=False)
            title.styles.height = "auto"
            title.styles.margin = (0, 0, 1, 0)
            yield title
            yield from self.body()
            yield KeyBar()

    def body(self) -> Iterable[Widget]:
        """Return what stands between title and keys."""
        return ()

    def action_leave(self) -> None:
        """Leave without a result."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the whole text, if there is one."""
        if text := self.copied():
            self.app.copy_to_clipboard(text)
            # The terminal may ignore it, and does not say so.
            self.notify(_("Handed to the clipboard, if the terminal allows it"), markup=False)

    def copied(self) -> str:
        """Return what the copy key copies."""
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer copying where there is something to copy."""
        return action != "copy" or bool(self.copied())


def _body(rows: Sequence[Row]) -> LineList:
    """Return the rows as a list with focus, as high as its text within the screen."""
    lines = LineList(rows, id="body")
    lines.styles.height = "auto"
    lines.styles.max_height = "1fr"
    return lines


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One choice. Without a ``letter`` it gets one from its label."""

    value: T
    label: str
    hint: str = ""
    letter: str = ""


class Choose(Dialog[T]):
    """Choose one by letter, by cursor and enter, or by typing ``/``."""

    def __init__(
        self, title: str, options: Sequence[Option[T]], *, text: str = "", cursor: T | None = None
    ) -> None:
        """``text`` stands above the options; ``cursor`` is the value to begin on."""
        super().__init__(title)
        self._options = list(options)
        self._text = text
        self._start = next((n for n, o in enumerate(self._options) if o.value == cursor), 0)
        given = {option.letter for option in self._options if option.letter}
        own = keys.letters(
            [o.label for o in self._options if not o.letter], given | {"c", "j", "k", "q"}
        )  # these mean something in every dialog
        rest = iter(own)
        self._letters = [option.letter or next(rest) for option in self._options]

    def body(self) -> Iterable[Widget]:
        """The text and the options."""
        rows: list[Row] = [Row([(self._text, "")], wrap=True), Row()] if self._text else []
        for number, (option, letter) in enumerate(zip(self._options, self._letters, strict=True)):
            lead: list[Part] = [(f"{letter or ' '}  ", "key")]
            right: list[Part] = [(option.hint, "dim")] if option.hint else []
            rows.append(Row([(option.label, "")], key=str(number), lead=lead, right=right, wrap=True))
        lines = _body(rows)
        lines.move_to(str(self._start))
        yield lines

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        self.dismiss(self._options[int(event.key)].value)

    def on_key(self, event: events.Key) -> None:
        """Take a letter as the choice."""
        if event.character and event.character in self._letters:
            event.stop()
            self.dismiss(self._options[self._letters.index(event.character)].value)


class Confirm(Choose[bool]):
    """Yes or no. ``danger`` puts the cursor on no."""

    def __init__(
        self, title: str, text: str = "", *, yes: str = "", no: str = "", danger: bool = False
    ) -> None:
        options = [
            Option(True, yes or _("Yes"), letter="y"),
            Option(False, no or _("No"), letter="n"),
        ]
        super().__init__(title, options, text=text, cursor=not danger)

    def action_leave(self) -> None:
        """Escape is no."""
        self.dismiss(False)


class ShowText(Dialog[None]):
    """A text to read, select and copy."""

    LARGE = True

    def __init__(self, title: str, text: str | Sequence[Row], *, copy: str = "") -> None:
        """``copy``: the part that the copy key takes, if not all of it."""
        super().__init__(title)
        self._copy = copy
        self._rows = [Row([(text, "")], wrap=True)] if isinstance(text, str) else list(text)

    def body(self) -> Iterable[Widget]:
        """The text, scrolled by the arrow keys."""
        yield LineList(self._rows, id="body", gutter=False)

    def copied(self) -> str:
        """Return the text as it was given, or its part that is to be copied."""
        return self._copy or clean("\n".join(row.text for row in self._rows))
