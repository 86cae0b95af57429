"""The control in the middle: its questions take the cursor, its letters answer them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from ftr_tui.app import keys
from ftr_tui.app.widgets.linelist import LineList

_LEFT_TO_SCREEN = ("list.choose", "list.filter")
"""Enter confirms and ``/`` finds a control: both are the screen's here."""


class Card(LineList, inherit_bindings=False):
    """Lines whose items are questions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        b for b in keys.bindings("list") if getattr(b, "id", None) not in _LEFT_TO_SCREEN
    ]

    @dataclass
    class Picked(Message):
        """A letter of the question's own choices was pressed."""

        value: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__(id=id)
        self.letters: dict[str, str] = {}
        """Letter -> answer, for the question under the cursor, where it has choices of its own."""

    def _move(self, items: int, lines: int) -> None:
        """Go to another question; past the last one scroll what counts and what is refused."""
        at, last = self._at(), len(self._items) - 1
        y = self.scroll_offset.y
        beyond = at >= 0 and self._items[at].first < y
        if (items > 0 and at == last and y < self.max_scroll_y) or (items < 0 and beyond):
            self.scroll_to(y=y + lines, animate=False)
        else:
            super()._move(items, lines)

    def action_page(self, direction: int) -> None:
        """Scroll a window up or down: a control's questions are few, its text may be long."""
        self.scroll_to(y=self.scroll_offset.y + direction * self._window, animate=False)

    async def _on_key(self, event: events.Key) -> None:
        # Before the bindings: 3 is a version here, and only here.
        if event.character and event.character in self.letters:
            event.stop()
            event.prevent_default()
            self.post_message(self.Picked(self.letters[event.character]))
