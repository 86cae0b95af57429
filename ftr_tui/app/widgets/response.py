"""Free text, as AWS will read it: a box of fixed size that keeps what it is given clean."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from ftr_tui.app import keys
from ftr_tui.app.cells import clean
from ftr_tui.model.i18n import _

_PAUSE = 0.5
"""Seconds without a key after which an edit is handed on."""


class Response(TextArea):
    """A text box that escape leaves, and that hands its text on while one writes.

    Give it a fixed height: one that grows moves everything below it.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("text")
    DEFAULT_CSS = """
    Response {
        height: 9;
        border: round $foreground 30%;
        padding: 0 1;
        background: transparent;
        overflow-y: scroll;
        scrollbar-size: 0 0;
        &:focus { border: round $primary; }
        &:ansi:focus { border: round ansi_default; }
    }
    """

    @dataclass
    class Edited(Message):
        """The text was changed by a person: half a second after the last key, and on leaving."""

        box: Response
        key: str
        """What the text belongs to, as given to ``show``: the screen may be elsewhere by now."""
        text: str

        @property
        def control(self) -> Response:
            """Return the box, for ``@on(..., "#id")``."""
            return self.box

    @dataclass
    class Left(Message):
        """Escape was pressed; ``Edited`` came before if there was anything."""

        box: Response

        @property
        def control(self) -> Response:
            """Return the box, for ``@on(..., "#id")``."""
            return self.box

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        text = clean(text)
        super().__init__(
            text,
            id=id,
            classes=classes,
            soft_wrap=True,
            # With "indent" Textual itself takes escape, and tab does not leave the box.
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        self.key = ""
        self._handed_on = text
        self._pause: Timer | None = None

    def show(self, key: str, text: str) -> None:
        """Show the text of ``key``. An edit not yet handed on goes out first."""
        self.hand_on()
        self.key = key
        text = clean(text)
        self._handed_on = text
        if text != self.text:
            self.load_text(text)

    @property
    def pending(self) -> bool:
        """Whether something was typed that has not been handed on yet."""
        return clean(self.text) != self._handed_on

    def mark_taken(self) -> None:
        """Count the text as handed on: somebody has just taken it."""
        self._handed_on = clean(self.text)

    def hand_on(self) -> None:
        """Post ``Edited`` now if the text differs from what was last shown or handed on."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        text = clean(self.text)
        if text != self._handed_on:
            self._handed_on = text
            self.post_message(self.Edited(self, self.key, text))

    def _refresh_size(self) -> None:
        # Textual sets ``virtual_size``, which lays the whole screen out for each new line (20 ms). The box
        # has a fixed height and no scrollbar: nothing moves.
        self.set_reactive(Widget.virtual_size, Size(0, self.wrapped_document.height))
        self._scroll_update(self.virtual_size)
        self.refresh()

    def _on_paste(self, event: events.Paste) -> None:  # type: ignore[override]
        # Runs before TextArea's own handler, which inserts the text.
        event.text = clean(event.text)

    def _on_text_area_changed(self) -> None:
        # Some terminals send letters and their marks apart; backspace would then take off only a mark.
        if not unicodedata.is_normalized("NFC", self.text):
            row, column = self.cursor_location
            before = self.document.get_line(row)[:column]
            self.text = unicodedata.normalize("NFC", clean(self.text))
            self.move_cursor((row, len(unicodedata.normalize("NFC", before))))
        if self.text != self._handed_on:
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(_PAUSE, self.hand_on)

    def on_blur(self) -> None:
        """Hand the text on; Textual calls TextArea's own handler as well."""
        self.hand_on()

    def action_leave(self) -> None:
        """Hand the text on and say that one is done."""
        self.hand_on()
        self.post_message(self.Left(self))

    def action_editor(self) -> None:
        """Edit in the person's own editor."""
        text, problem = edit_outside(self)
        if problem:
            self.notify(problem, severity="warning", markup=False)
        elif text is not None and text != self.text:
            self.text = text
            self.hand_on()


def editor_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the words of ``$VISUAL`` or ``$EDITOR``; empty if neither can be used."""
    try:
        return shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "")
    except ValueError:  # a quote that is not closed
        return []


def edit_outside(box: TextArea) -> tuple[str | None, str]:
    """Return the text as saved by the editor (None: unchanged), and what went wrong in words."""
    if not (command := editor_command()):
        return None, _("Set VISUAL or EDITOR to the editor you want, for example EDITOR=nano")
    try:
        with tempfile.TemporaryDirectory(prefix="ftr-", ignore_cleanup_errors=True) as folder:
            return _edited(box, command, Path(folder, "response.txt"))
    except OSError as error:
        # No room for the file, or the editor took it away: what is in the box stays.
        return None, _("No file to edit the text in: {why}").format(why=error.strerror)


def _edited(box: TextArea, command: list[str], path: Path) -> tuple[str | None, str]:
    path.write_text(box.text, encoding="utf-8")
    try:
        with box.app.suspend():
            status = subprocess.run([*command, str(path)], check=False).returncode  # noqa: S603
    except SuspendNotSupported:
        return None, _("This terminal cannot hand over to an editor")
    except OSError as error:
        return None, _("{editor} did not start: {why}").format(editor=command[0], why=error.strerror)
    if status:
        return None, _("{editor} ended with status {n}; the text is as it was").format(
            editor=command[0], n=status
        )
    text = path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    # Editors with windows of their own return at once: the file is then unchanged, and the text stays.
    return (None if text == box.text.rstrip("\n") else clean(text)), ""
