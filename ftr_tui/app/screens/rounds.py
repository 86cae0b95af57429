"""AWS's comments after the review: what is open, who answers, by when, what we answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from ftr_tui.app import keys
from ftr_tui.app.screens.rounds_work import RoundsWork
from ftr_tui.app.views import rounds as view
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.model.rounds_view import Group, Item, Standing

_OF_ITEM = ("answer", "state", "owner", "control", "correct")


class RoundsScreen(RoundsWork):
    """The comments by round; beside them, or below where it is narrow, the one under the cursor whole."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("rounds")
    AUTO_FOCUS = "#rows"
    HINT = _("r: what you answer; s: all answers were sent to AWS")
    DEFAULT_CSS = """
    RoundsScreen #clock { height: 1; padding: 0 2; }
    RoundsScreen #body { layout: horizontal; height: 1fr; }
    RoundsScreen #rows { width: 1fr; padding: 1 1 0 1; }
    RoundsScreen #item { width: 54; padding: 1 2 0 2; }
    RoundsScreen.-narrow #body { layout: vertical; }
    RoundsScreen.-narrow #rows { width: 100%; height: auto; max-height: 9; padding: 0 1; }
    RoundsScreen.-narrow #item { width: 100%; height: 1fr; padding: 0 2; margin-top: 1; }
    RoundsScreen.-empty #rows { width: 100%; height: 1fr; max-height: 100%; }
    RoundsScreen.-empty #item { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: Standing | None = None
        self._of = ""
        """The session that the cursor was put into."""

    def compose(self) -> ComposeResult:
        """Title, notice, the clock, the comments, the one at the cursor, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="clock", more=False)
        with Container(id="body"):
            yield LineList(id="rows", own_keys=False)
            yield Lines(id="item")
        yield KeyBar()

    # --- showing --------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the session as it is; the cursor begins on what is most urgent."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import rounds

        self._found = found = rounds.stands(desk)
        rows = self.query_one("#rows", LineList)
        if self._of != str(desk.file.path):
            self._of = str(desk.file.path)
            self.load_hint()
            rows.move_to(found.items[0].comment.id if found.items else "")
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("AWS's comments"), "bold")]
        empty = not found.groups and not found.items
        right = "" if empty else view.headline(found)
        self.query_one("#title", Bar).set_cells(left, [Cell(right, "dim")])
        self.query_one("#clock", Lines).set_rows([view.clock_row(found)])
        self.set_class(empty, "-empty")
        narrow = self.has_class("-narrow")
        rows.set_rows(view.welcome_rows() if empty else view.list_rows(found, narrow=narrow))
        self._show_item()
        self.show_notice()

    def _show_item(self) -> None:
        desk, item, group = self.desk, self.item, self.group
        narrow = self.has_class("-narrow")
        shown = self.query_one("#item", Lines)
        if desk is not None and item is not None:
            shown.set_rows(view.item_rows(desk, item, narrow=narrow))
        else:
            shown.set_rows(view.round_rows(group) if group else [])
        shown.scroll_to(y=0, animate=False)
        self.refresh_bindings()

    @on(LineList.Moved, "#rows")
    def _moved(self) -> None:
        self._show_item()

    @on(LineList.Chosen, "#rows")
    def _chosen(self) -> None:
        self.action_open()

    def on_resize(self) -> None:
        """Use the width that there is."""
        self.call_after_refresh(self.show)

    @property
    def item(self) -> Item | None:
        """Return the comment under the cursor."""
        cursor = self.query_one("#rows", LineList).cursor
        listed = self._found.items if self._found else ()
        return next((i for i in listed if i.comment.id == cursor), None)

    @property
    def group(self) -> Group | None:
        """Return the round under the cursor, or that of the comment under it."""
        item, cursor = self.item, self.query_one("#rows", LineList).cursor
        wanted = item.comment.round if item else cursor
        return next((g for g in (self._found.groups if self._found else ()) if g.round.id == wanted), None)

    def point_at(self, key: str) -> None:
        """Put the cursor on a comment; of a round, or of a control, on the first of its comments."""
        self.show()
        found = self._found
        if found is None:
            return
        mine = [
            i.comment.id for i in found.items if key in (i.comment.id, i.comment.round, i.comment.control)
        ]
        self.query_one("#rows", LineList).move_to(mine[0] if mine else key)
        self._show_item()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer what a comment is needed for only where the cursor is on one."""
        if self._found is None:
            return True
        if action in _OF_ITEM:
            return self.item is not None
        if action in ("open", "until", "remove"):
            return self.item is not None or self.group is not None
        return action not in ("sent", "find") or bool(self._found.items)

    def action_open(self) -> None:
        """Show the comment whole."""
        item, desk = self.item, self.desk
        if item is not None and desk is not None:
            said = item.comment
            rows = view.item_rows(desk, item)
            self.app.push_screen(ShowText(said.id, rows, copy=said.answer or said.text))
        elif self.group is not None:
            self.app.push_screen(ShowText(self.group.round.id, view.round_rows(self.group)))

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#rows", LineList).action_filter()

    def action_leave(self) -> None:
        """Hide the guidance; then back to all sessions."""
        if not self.dismiss_hint():
            self.ftr.action_go("home")

    def help_text(self) -> str:
        """Return how the days are counted."""
        return _(
            "AWS gives six months to fix what is not met. They count from the first list, here or on the "
            "road; that a later round begins them anew is said nowhere, so only a day that AWS names moves "
            "the end. An answer stands at the end of the control's response in the next export of the sheet, "
            "until AWS has accepted it."
        )
