"""Another release of the list: what it changes, building it from AWS's workbook, moving, going back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from ftr_tui.app import keys
from ftr_tui.app.screens.room import Room
from ftr_tui.app.views import release as view
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import Choose, Confirm, Option, ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.release import BuiltList, Preview
    from ftr_tui.model.release import Change


class ReleaseScreen(Room):
    """The changes; beside them, or below where it is narrow, the one under the cursor whole."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("release")
    AUTO_FOCUS = "#rows"
    HINT = _("b builds the list from AWS's newer workbook, y moves to it")
    DEFAULT_CSS = """
    ReleaseScreen #headline { height: auto; max-height: 2; padding: 0 1; }
    ReleaseScreen #body { layout: horizontal; height: 1fr; }
    ReleaseScreen #rows { width: 1fr; padding: 1 1 0 1; }
    ReleaseScreen #whole { width: 1fr; padding: 1 2 0 2; }
    ReleaseScreen.-calm #whole { display: none; }
    ReleaseScreen.-narrow #body { layout: vertical; }
    ReleaseScreen.-narrow #rows { width: 100%; height: 1fr; padding: 0 1; }
    ReleaseScreen.-narrow #whole { width: 100%; height: 1fr; padding: 0 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._of = ""
        """The session that the cursor was put into."""
        self._to = ""
        """The release that is compared with; empty: the newest, if it is newer."""
        self._found: Preview | None = None

    def compose(self) -> ComposeResult:
        """Title, notice, headline, changes, the change at the cursor, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="headline", more=False)
        with Container(id="body"):
            yield LineList(id="rows", own_keys=False)
            yield Lines(id="whole")
        yield KeyBar()

    # --- showing --------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show what the other release changes, or what to do when AWS has a newer one."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import release
        from ftr_tui.model.problem import Problem

        if self._of != str(desk.file.path):
            self._of, self._to = str(desk.file.path), ""
            self.load_hint()
        target = self._to or release.newer(desk)
        self._found = None
        if target and target != desk.checklist.release:
            try:
                self._found = release.preview(desk, target)
            except Problem as error:
                self._to = ""
                self.say(str(error), bad=True)
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("release"), "bold")]
        right = _("now on {}").format(desk.checklist.release)
        self.query_one("#title", Bar).set_cells(left, [Cell(right, "dim")])
        self._draw()
        self.show_notice()
        self.refresh_bindings()

    def _draw(self) -> None:
        desk, found = self.desk, self._found
        rows = self.query_one("#rows", LineList)
        if desk is None:
            return
        self.set_class(found is None, "-calm")
        if found is None:
            self.query_one("#headline", Lines).set_rows([])
            rows.set_rows(view.calm_rows(desk))
            return
        self.query_one("#headline", Lines).set_rows([view.headline(found)])
        known = [view.CARRIED, *(view.key_of(c) for c in found.changes)]
        if rows.cursor not in known:
            rows.move_to(view.CARRIED)
        rows.set_rows(view.change_rows(found))
        self._show_whole()

    def _show_whole(self) -> None:
        whole = self.query_one("#whole", Lines)
        if self._found is not None:
            whole.set_rows(self._whole_rows(self._found))
            whole.scroll_to(y=0, animate=False)

    def _whole_rows(self, found: Preview) -> list[Row]:
        change = self._change
        if change is None:
            return view.carried_rows(found)
        return view.whole_rows(change, found.old.release, found.new.release)

    @property
    def _change(self) -> Change | None:
        cursor = self.query_one("#rows", LineList).cursor
        changes = self._found.changes if self._found is not None else ()
        return next((c for c in changes if view.key_of(c) == cursor), None)

    @on(LineList.Moved, "#rows")
    def _moved(self) -> None:
        self._show_whole()

    @on(LineList.Chosen, "#rows")
    def _chosen(self) -> None:
        self.action_open()

    def on_resize(self) -> None:
        """Use the width that there is."""
        self.call_after_refresh(self.show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer moving where there is something to move to, comparing where there is another release."""
        if action == "move":
            return self._found is not None
        if action == "other" and self.desk is not None:
            from ftr_tui.actions import release

            return bool(release.others(self.desk))
        return True

    # --- acts -----------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Show the change whole; a question that is open again: go there."""
        desk = self.desk
        if desk is None:
            return
        if self._found is None:
            question = self.query_one("#rows", LineList).cursor
            if question in desk.checklist.owner_of:
                self.ftr.go_to_item(desk.checklist.owner_of[question], question)
            return
        change = self._change
        title = change.id if change is not None else _("Your answers")
        self.app.push_screen(ShowText(title, self._whole_rows(self._found)))

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#rows", LineList).action_filter()

    def action_build(self) -> None:
        """Ask for AWS's workbook and build the list from it."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions.handing_in import suggested
        from ftr_tui.app.screens.building import ask_workbook

        title = _("Build the list from AWS's newer workbook")
        # The one that was downloaded last; the path of a download is long to type.
        ask_workbook(self, partial(self._build, desk), title, self._built, near=suggested(desk))

    def _build(self, desk: Desk, file: Path, until: str) -> BuiltList:
        from ftr_tui.actions import release

        where = desk.file.path.parent
        return release.build(where, desk.name, file, until=until, library=desk.library, clock=desk.clock)

    def _built(self, built: BuiltList) -> None:
        from ftr_tui.app.screens.building import tell_built

        self._to = built.release
        self.show()
        tell_built(self, built)

    def action_move(self) -> None:
        """Ask, then move the session to the release that is shown."""
        desk, found = self.desk, self._found
        if desk is None or found is None:
            return
        from ftr_tui.actions import release

        def answered(yes: bool | None) -> None:
            if yes:
                self._move(found.new.release)

        lines = release.carried_lines(found.carried, found.new.release)
        text = "\n".join(lines[:6]) or _("Nothing is answered yet.")
        self.ftr.ask(Confirm(_("Move to {}?").format(found.new.release), text), answered)

    def _move(self, target: str) -> None:
        from ftr_tui.actions import release
        from ftr_tui.model.problem import Problem

        desk = self.desk
        if desk is None:
            return
        try:
            done = release.move(desk, target)
        except Problem as error:
            self.say(str(error), bad=True)
            return
        self._to = ""
        self.say(_("Moved to {}: {}; u takes it back").format(target, view.moved_words(done)))
        self.show()

    def action_other(self) -> None:
        """Choose another release to compare with."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import release

        def chosen(target: str | None) -> None:
            if target:
                self._to = target
                self.show()

        options = [Option(r, r) for r in release.others(desk)]
        self.ftr.ask(Choose(_("Compare {} with").format(desk.checklist.release), options), chosen)

    def action_leave(self) -> None:
        """Hide the guidance; then the comparison; then back to all sessions."""
        if self.dismiss_hint():
            return
        if self._to:
            self._to = ""
            self.show()
            return
        self.ftr.action_go("home")

    def help_text(self) -> str:
        """Return what carries over."""
        return _(
            "An answer belongs to AWS's sentence: it comes along where AWS asks the same and takes the same "
            "answers. What is asked otherwise is open, with your old answer beside it. Nothing is deleted: "
            "moving back brings everything back."
        )
