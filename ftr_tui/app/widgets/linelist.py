"""Rows with a cursor: keys, mouse, and a filter that opens with ``/``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from ftr_tui.app import keys
from ftr_tui.app.cells import cut
from ftr_tui.app.widgets.lines import Build, Lines
from ftr_tui.app.widgets.rows import Item, Line, Row
from ftr_tui.model.i18n import _


class LineList(Lines, can_focus=True):
    """Lines in which up and down move a cursor over the rows that have a key.

    Without such rows the same keys scroll. While the filter is open, letters go into it.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("list")

    @dataclass
    class Moved(Message):
        """The cursor stands on another item, by key, mouse or filter (not by ``move_to``)."""

        lines: LineList
        key: str

        @property
        def control(self) -> LineList:
            """Return the list, for ``@on(..., "#id")``."""
            return self.lines

    @dataclass
    class Chosen(Message):
        """Enter on an item, a click on the cursor's item, or a double click."""

        lines: LineList
        key: str

        @property
        def control(self) -> LineList:
            """Return the list, for ``@on(..., "#id")``."""
            return self.lines

    def __init__(
        self,
        rows: Sequence[Row] | Build = (),
        *,
        own_keys: bool = True,
        gutter: bool = True,
        more: bool = True,
        id: str | None = None,  # noqa: A002 -- Textual's own name
        classes: str | None = None,
    ) -> None:
        """``own_keys`` False leaves enter and ``/`` to the screen; clicks still post ``Chosen``."""
        super().__init__(rows, gutter=gutter, more=more, id=id, classes=classes)
        self._own_keys = own_keys
        self._cursor = ""
        self._filter: str | None = None
        self._found: tuple[list[Item], str, int] = ([], "", -1)

    # -- cursor ---------------------------------------------------------------------------------

    @property
    def cursor(self) -> str:
        """Return the key of the cursor's item, or an empty string."""
        return self._cursor

    @property
    def keys_shown(self) -> list[str]:
        """Return the keys of all items, in order, after the filter."""
        return [item.key for item in self._items]

    def move_to(self, key: str) -> None:
        """Put the cursor on ``key``, which may belong to rows that come later; no message."""
        if key == self._cursor:
            return
        self._repaint_cursor()
        self._cursor = key
        self._after_move()

    def _at(self) -> int:
        # Each painted line asks. Items are another list once rows are laid out, never the same one changed.
        items, cursor, at = self._found
        if items is not self._items or cursor != self._cursor:
            at = next((n for n, item in enumerate(self._items) if item.key == self._cursor), -1)
            self._found = (self._items, self._cursor, at)
        return at

    def _repaint_cursor(self) -> None:
        if (at := self._at()) >= 0:
            item = self._items[at]
            self.refresh_lines(item.first, item.end - item.first)

    def _after_move(self) -> None:
        # The rows of a key that is not there yet are about to come; the old ones would move the cursor.
        if self._folds and self._at() >= 0:
            self._fitted = (-1, -1)
            self._fit()
        self._repaint_cursor()
        self._scroll_to_cursor()

    def _go(self, index: int) -> None:
        if not self._items:
            return
        key = self._items[max(0, min(index, len(self._items) - 1))].key
        if key != self._cursor:
            self.move_to(key)
            self.post_message(self.Moved(self, key))
        else:
            self._scroll_to_cursor()

    @property
    def _window(self) -> int:
        return max(1, self.container_size.height - (self._filter is not None))

    def _scroll_to_cursor(self) -> None:
        """Scroll so that the cursor's item is whole, with the heading right above it if that fits."""
        if (at := self._at()) < 0:
            return
        item, height = self._items[at], self._window
        above = self._items[at - 1].end if at else 0
        top = above if item.end - above <= height else item.first
        y = self.scroll_offset.y
        # A last line that is partly covered by "↓ 4 more" does not count as seen.
        spare = 1 if self._more and item.end < len(self._lines) and item.end - top < height else 0
        if top < y:
            self.scroll_to(y=top, animate=False)
        elif item.end + spare > y + height:
            self.scroll_to(y=min(item.end + spare - height, item.first), animate=False)

    def cursor_style(self, line: int) -> str:
        """Return how the line is tinted: strong with focus, grey without."""
        at = self._at()
        if at < 0 or not self._items[at].first <= line < self._items[at].end:
            return ""
        return "cursor" if self.has_focus else "cursor-blur"

    def _is_whole(self, row: Row) -> bool:
        return not row.fold or row.key == self._cursor

    def _fit(self) -> None:
        before = self._fitted
        super()._fit()
        if before != self._fitted:
            self._scroll_to_cursor()

    # -- keys -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer enter and the filter only where the screen has no keys of its own for them.

        With nothing to choose enter is the screen's too: it may say why there is nothing.
        """
        if action == "choose" and not self._items:
            return False
        return self._own_keys or action not in ("choose", "filter")

    def _move(self, items: int, lines: int) -> None:
        if self._items:
            self._go(self._at() + items)
        else:
            self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def action_cursor_up(self) -> None:
        """Go one item up, or scroll."""
        self._move(-1, -1)

    def action_cursor_down(self) -> None:
        """Go one item down, or scroll."""
        self._move(1, 1)

    def action_page(self, direction: int) -> None:
        """Go a window up (-1) or down (1)."""
        at = self._at()
        if at < 0:
            self._move(0, direction * self._window)
            return
        target = self._items[at].first + direction * self._window
        step = at + direction
        while 0 <= step < len(self._items) and (self._items[step].first - target) * direction < 0:
            step += direction
        self._go(step)

    def action_first(self) -> None:
        """Go to the first item, or the top."""
        self._move(-len(self._items), -len(self._lines))
        if self._items:
            self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """Go to the last item, or the end."""
        self._move(len(self._items), len(self._lines))

    def action_choose(self) -> None:
        """Post ``Chosen`` for the cursor's item."""
        if self._at() >= 0:
            self.post_message(self.Chosen(self, self._cursor))

    async def _on_click(self, event: events.Click) -> None:
        # Textual's own answer to a double click is to select the whole text.
        event.prevent_default()
        if (hit := event.get_content_offset(self)) is None:
            return
        line = self.scroll_offset.y + hit.y
        index = next((n for n, item in enumerate(self._items) if item.first <= line < item.end), -1)
        if index < 0:
            return
        event.stop()
        chosen = event.chain == 2 or self._items[index].key == self._cursor
        self._go(index)
        if chosen:
            self.action_choose()

    # -- filter ---------------------------------------------------------------------------------

    @property
    def filtering(self) -> bool:
        """Return whether the filter is open."""
        return self._filter is not None

    def action_filter(self) -> None:
        """Open the filter: what is typed now narrows the rows; escape shows all again."""
        self.focus()
        self._set_filter("")

    def _set_filter(self, text: str | None) -> None:
        opened_or_closed = (text is None) != (self._filter is None)
        self._filter = text
        self._fitted = (-1, -1)
        self._fit()
        if opened_or_closed:
            self.screen.refresh_bindings()

    def shown_rows(self) -> Sequence[Row]:
        """Return the rows that have every word of the filter, whole items only, without headings."""
        rows = self._narrow(super().shown_rows())
        found = [row.key for row in rows if row.key]
        # A cursor whose item is gone goes to the first; the screen hears of it as of any move.
        if found and self._cursor not in found:
            self._cursor = found[0]
            self.post_message(self.Moved(self, self._cursor))
        return rows

    def _narrow(self, rows: Sequence[Row]) -> Sequence[Row]:
        words = (self._filter or "").casefold().split()
        if not words:
            return rows
        texts: dict[str, str] = {}
        for row in rows:
            if row.key:
                texts[row.key] = texts.get(row.key, "") + " " + row.text.casefold()
        keep = {key for key, text in texts.items() if all(word in text for word in words)}
        return [row for row in rows if row.key in keep]

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Say that letters go into the filter while it is open."""
        return self.filtering and bool(character) and str(character).isprintable()

    async def _on_key(self, event: events.Key) -> None:
        if self._filter is None:
            return
        if event.key == "escape":
            self._set_filter(None)
        elif event.key == "enter":
            self._set_filter(None)
            self.action_choose()
        elif event.key == "backspace":
            self._set_filter(self._filter[:-1])
        elif event.is_printable and event.character:
            self._set_filter(self._filter + event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        if self._filter is not None:
            self._set_filter(self._filter + " ".join(event.text.split())[:80])
            event.stop()

    def _lines_changed(self, before: Sequence[Line], extra: int = 0) -> None:
        super()._lines_changed(before, extra + self.filtering)

    def render_line(self, y: int) -> Strip:
        """Draw the filter on the last line in view, the rows elsewhere."""
        if self._filter is None or y != self.container_size.height - 1:
            return super().render_line(y)
        width = self._inner_width
        count = _("{n} found").format(n=len(self._items))
        way = "  " + _("escape leaves")
        text = cut(f"/ {self._filter}", max(4, width - cell_len(count) - 4))
        if cell_len(text + count + way) + 3 <= width:
            count += way
        parts = [
            Segment(text, self.rich("bold")),
            Segment(" ", self.rich("bold") + self.rich("cursor")),
            Segment(f"  {count}", self.rich("dim")),
        ]
        return Strip(parts).crop_extend(0, width, self.rich())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines, and one for the open filter."""
        return super().get_content_height(container, viewport, width) + self.filtering
