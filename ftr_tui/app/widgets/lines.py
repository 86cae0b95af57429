"""The base of nearly every part of a screen: rows of styled text, drawn line by line.

Text goes into segments unparsed, so nothing in it can be markup. See ``linelist`` for the one with a cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.css.styles import RenderStyles
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.rows import Item, Line, Row, lay_out

Build = Callable[[int], Sequence[Row]]
"""Makes the rows for a width in cells, where columns depend on it."""
_View = tuple[int, int, Selection | None]
"""Width in cells, number of the first line in view, what the mouse has selected."""
_STRIPS = 500
"""Painted lines that a widget remembers."""


class Lines(ScrollView, can_focus=False):
    """Rows of text that scroll. Set the rows at any time; they are laid out once the width is known."""

    # No scrollbar, or one that is always there: one that comes and goes costs a second layout.
    DEFAULT_CSS = """
    Lines { overflow: hidden hidden; scrollbar-size: 1 1; }
    """

    def __init__(
        self,
        rows: Sequence[Row] | Build = (),
        *,
        gutter: bool = False,
        more: bool = True,
        id: str | None = None,  # noqa: A002 -- Textual's own name
        classes: str | None = None,
    ) -> None:
        """``gutter``: room for a mark before rows with a key; ``more``: tell how much is below the view."""
        super().__init__(id=id, classes=classes)
        self._source = rows
        self._gutter = gutter
        self._more = more
        self._rows: Sequence[Row] = ()
        self._lines: list[Line] = []
        self._items: list[Item] = []
        self._fitted = (-1, -1)
        self._laid_out = -1
        self._folds = False
        self._rich: dict[tuple[str, ...], RichStyle] = {}
        self._view: _View | None = None
        self._strips: dict[int, tuple[Line, str, int, Strip]] = {}

    # -- rows -----------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Row] | Build) -> None:
        """Show other rows. Scroll and cursor stay where they are as far as there is something."""
        if not callable(rows) and rows == self._source and self._fitted[0] > 0:
            return  # most keys change few of the parts: what is the same is neither laid out nor painted
        self._source = rows
        self._fitted = (-1, -1)
        if self.is_attached:
            self._fit()
            if self.styles.is_auto_height:
                self.refresh(layout=True)

    def update_row(self, index: int, row: Row) -> None:
        """Replace one row; only its lines are painted again if their number stays the same."""
        if callable(self._source) or self._fitted[0] < 0:
            raise ValueError("update_row needs rows that were set as a list and laid out")
        self._rows = [*self._rows[:index], row, *self._rows[index + 1 :]]
        self._source = self._rows
        first = next((n for n, line in enumerate(self._lines) if line.row == index), 0)
        old = [line for line in self._lines if line.row == index]
        new = self._line_up(index, row)
        if len(old) != len(new) or self._folds or self._rows[index].key != row.key:
            self.set_rows(self._rows)
            return
        new = [replace(line, marked=before.marked) for line, before in zip(new, old, strict=True)]
        self._lines[first : first + len(new)] = new
        self.refresh_lines(first, len(new))

    @property
    def plain(self) -> list[str]:
        """Return the lines as laid out, without styles."""
        return [line.text.rstrip() for line in self._lines]

    def shown_rows(self) -> Sequence[Row]:
        """Return the rows to lay out; a subclass may leave some out."""
        width = self._inner_width
        return self._source(width) if callable(self._source) else self._source

    # -- layout ---------------------------------------------------------------------------------

    @property
    def _inner_width(self) -> int:
        return int(self.container_size.width - self.scrollbar_size_vertical)

    def _line_up(self, number: int, row: Row, whole: bool = True, width: int | None = None) -> list[Line]:
        return lay_out(row, number, width or self._inner_width, gutter=self._gutter, whole=whole)

    def _is_whole(self, row: Row) -> bool:
        """Whether a folding row is shown whole although the widget overflows."""
        return not row.fold

    def _fit(self) -> None:
        """Lay the rows out for the present size, if that has changed."""
        size = (self._inner_width, self.container_size.height)
        if size[0] <= 0 or size == self._fitted:
            return
        built = callable(self._source)  # what makes its rows may look at the height as well
        if size[0] == self._fitted[0] and not built and not any(row.fold for row in self._rows):
            self._fitted = size
            return
        known = self._known_lines(size[0])
        self._fitted, self._laid_out = size, size[0]
        self._rows = self.shown_rows()
        lines = [
            line
            for n, row in enumerate(self._rows)
            for line in (known[n][1] if n < len(known) and known[n][0] == row else self._line_up(n, row))
        ]
        self._folds = len(lines) > size[1] and any(row.fold for row in self._rows)
        if self._folds:
            whole = [self._is_whole(row) for row in self._rows]
            lines = [line for n, row in enumerate(self._rows) for line in self._line_up(n, row, whole[n])]
        before, self._lines = self._lines, lines
        self._items = self._find_items()
        self._lines_changed(before)

    def _known_lines(self, width: int) -> list[tuple[Row, list[Line]]]:
        """Return the rows and their lines as they are laid out whole for ``width``: most keys change few."""
        if width != self._laid_out or self._folds:
            return []
        known: list[tuple[Row, list[Line]]] = [(row, []) for row in self._rows]
        for line in self._lines:
            known[line.row][1].append(line)
        return known

    def _find_items(self) -> list[Item]:
        items: list[Item] = []
        for number, line in enumerate(self._lines):
            key = self._rows[line.row].key
            further = bool(items) and items[-1].key == key and items[-1].end == number
            marked = self._gutter and bool(key) and not further
            if line.marked != marked:
                # A line may be one of those painted now: it is compared with this one.
                self._lines[number] = replace(line, marked=marked)
            if further:
                items[-1] = Item(key, items[-1].first, number + 1)
            elif key:
                items.append(Item(key, number, number + 1))
        return items

    def _lines_changed(self, before: Sequence[Line], extra: int = 0) -> None:
        """Tell Textual how much there is to scroll, without the second layout that ``virtual_size`` costs.

        Painted is what differs from the lines ``before``.
        """
        size = Size(self._inner_width, len(self._lines) + extra)
        same_width = size.width == self.virtual_size.width
        self.set_reactive(Widget.virtual_size, size)
        self._scroll_update(self.virtual_size)
        if not same_width:
            self.refresh()
            return
        other = [old != new for old, new in zip_longest(before, self._lines)]
        at = 0
        for differs, run in groupby(other):
            count = len(list(run))
            if differs:
                self.refresh_lines(at, count)
            at += count
        if self._more:
            self.refresh_lines(self.scroll_offset.y + self.container_size.height - 1)  # "4 more" items

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # Called while the screen is laid out, so the very first paint already has the text.
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        self._fit()
        return changed

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at ``width``, for ``height: auto``."""
        rows = self._source(width) if callable(self._source) else self._source
        return sum(len(self._line_up(n, row, width=width)) for n, row in enumerate(rows))

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether there is more than fits; there may be no scrollbar to tell."""
        return bool(self.max_scroll_y) and not self._check_disabled()

    # -- drawing --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Watch for another theme."""
        self.app.theme_changed_signal.subscribe(self, self._other_theme, immediate=True)

    def _other_theme(self, _theme: object) -> None:
        self._visual_style_cache.clear()
        self._forget_styles()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._forget_styles()

    def _forget_styles(self) -> None:
        self._rich.clear()
        self._strips.clear()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Return the app's: it has each style once, not once per part of the screen."""
        return self.app.get_component_styles(*names)

    def rich(self, *names: str) -> RichStyle:
        """Return the style of ``names`` (``ok``, ``bad bold``, ``cursor``, ...), blended in that order."""
        if (style := self._rich.get(names)) is None:
            words = [word for name in names for word in name.split()]
            if names and names[0].startswith("cursor") and self.app.current_theme.ansi:
                # These themes mark the cursor by reverse; colours would make a patchwork of it.
                words = [word for word in words if word in (names[0], "bold", "key")]
            style = self.get_visual_style(*(f"l--{word}" for word in words)).rich_style
            self._rich[names] = style
        return style

    def cursor_style(self, line: int) -> str:  # noqa: ARG002 -- for subclasses
        """Return the name of the style under a line: ``cursor``, ``cursor-blur`` or none."""
        return ""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines to paint.

        They go without the offsets of a selection by mouse: a style of its own for each piece of text is
        a third of the time of a paint. Textual asks ``render_line`` for the offsets under the mouse.
        """
        self._view = self._look()  # asked once a paint, not once a line
        try:
            return super().render_lines(crop)
        finally:
            self._view = None

    def _look(self) -> _View:
        return self._inner_width, self.scroll_offset.y, self.text_selection

    def render_line(self, y: int) -> Strip:
        """Return one line of the window on the rows."""
        width, top, selection = self._view or self._look()
        number = top + y
        if width <= 0:
            return Strip.blank(0)
        if not 0 <= number < len(self._lines):
            return Strip.blank(width, self.rich())
        line = self._lines[number]
        strip = self._painted(number, line, width)
        if self._view is None:
            strip = strip.apply_offsets(0, number)
        if selection is not None:
            strip = self._select(strip, line, selection.get_span(number))
        if self._more and y == self.container_size.height - 1:
            strip = self._say_more(strip, number, width)
        return strip

    def _painted(self, number: int, line: Line, width: int) -> Strip:
        """Return a line in its styles; the same line object under the same tint is not made twice."""
        under = self.cursor_style(number)
        known = self._strips.get(number)
        if known is not None and known[0] is line and known[1] == under and known[2] == width:
            return known[3]
        around = (under,) if under else ()
        parts: list[Part] = line.parts
        if line.marked and under:
            parts = [(glyph("▸ "), "bold"), *parts[1:]]
        segments = [Segment(text, self.rich(*around, name)) for text, name in parts]
        used = sum(cell_len(text) for text, _name in parts)
        if used < width:
            segments.append(Segment(" " * (width - used), self.rich(*around)))
        strip = Strip(segments, max(used, width)).crop(0, width)
        if len(self._strips) >= _STRIPS:
            self._strips.clear()
        self._strips[number] = (line, under, width, strip)
        return strip

    def _select(self, strip: Strip, line: Line, span: tuple[int, int] | None) -> Strip:
        if span is None:
            return strip
        start = cell_len(line.text[: span[0]])
        end = cell_len(line.text[: span[1]]) if span[1] >= 0 else cell_len(line.text)
        inside = [
            Segment(text, (style or RichStyle.null()) + self.selection_style)
            for text, style, _ in strip.crop(start, max(start, end))
        ]
        return Strip.join([strip.crop(0, start), Strip(inside), strip.crop(max(start, end))])

    def _say_more(self, strip: Strip, number: int, width: int) -> Strip:
        """Return the last line in view with the number of items or lines below it, if any."""
        below = sum(item.first > number for item in self._items) or len(self._lines) - 1 - number
        note = glyph(f" ↓ {below} more ")
        if below <= 0 or len(note) >= width:
            return strip
        left = strip.crop(0, width - len(note))
        return Strip.join([left, Strip([Segment(note, self.rich("dim"))])])

    # -- selection by mouse ---------------------------------------------------------------------

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text under the mouse's selection, with lines that were only wrapped put together."""
        out = ""
        for number, line in enumerate(self._lines):
            span = selection.get_span(number)
            if span is None:
                continue
            end = len(line.text) if span[1] < 0 else span[1]
            piece = line.text[max(span[0], line.skip) : end].rstrip()
            out = out + line.joint + piece if out else piece
        return (out, "\n") if out else None
