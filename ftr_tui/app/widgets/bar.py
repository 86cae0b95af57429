"""One line of pieces that can be clicked: the base of title, tabs and key bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of the line; with a ``value`` a click on it posts ``Pressed``."""

    text: str
    style: Style = ""
    value: str = ""


class Bar(Lines, can_focus=False):
    """One line: pieces at the left, cut with ``…``, and pieces at the right edge, which stay."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; padding: 0 1; }
    """

    @dataclass
    class Pressed(Message):
        """A piece with a value was clicked."""

        bar: Bar
        value: str

        @property
        def control(self) -> Bar:
            """Return the bar, for ``@on(..., "#id")``."""
            return self.bar

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(more=False, id=id, classes=classes)
        self._cells: tuple[tuple[Cell, ...], tuple[Cell, ...]] = ((), ())

    def set_cells(self, left: Sequence[Cell], right: Sequence[Cell] = ()) -> None:
        """Show other pieces; nothing is painted if they are the same."""
        cells = (tuple(left), tuple(right))
        if cells != self._cells:
            self._cells = cells
            self.set_rows([Row(parts=_parts(left), right=_parts(right))])

    def value_at(self, x: int) -> str:
        """Return the value of the piece at cell ``x``, or an empty string."""
        left, right = self._cells
        at = 0
        for cell in left:
            at += cell_len(cell.text)
            if x < at:
                return cell.value
        at = self._inner_width
        for cell in reversed(right):
            at -= cell_len(cell.text)
            if x >= at:
                return cell.value
        return ""

    async def _on_click(self, event: events.Click) -> None:
        hit = event.get_content_offset(self)
        if hit is not None and (value := self.value_at(hit.x)):
            event.prevent_default()
            event.stop()
            self.pressed(value)

    def pressed(self, value: str) -> None:
        """Answer a click on a piece; the key bar does something else here."""
        self.post_message(self.Pressed(self, value))


def _parts(cells: Sequence[Cell]) -> list[Part]:
    return [(cell.text, cell.style) for cell in cells]
