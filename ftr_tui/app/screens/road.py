"""The road: five steps, the review meeting, Qualified; what blocks going on, days, people, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Unpack

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from ftr_tui.app import keys
from ftr_tui.app.screens.room import Pointed
from ftr_tui.app.views import road as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ftr_tui.actions.road import Given
    from ftr_tui.model.road import Stop

_MEETING, _QUALIFIED = "review-meeting", "qualified"


class RoadScreen(Pointed):
    """The steps; beside them, or below where it is narrow, the one under the cursor whole."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("road")
    AUTO_FOCUS = "#rows"
    HINT = _("y: done, t: planned; your word stands against any block")
    DEFAULT_CSS = """
    RoadScreen #body { layout: horizontal; height: 1fr; }
    RoadScreen #rows { width: 1fr; padding: 1 1 0 1; }
    RoadScreen #step { width: 54; padding: 1 2 0 2; }
    RoadScreen.-narrow #body { layout: vertical; }
    RoadScreen.-narrow #rows { width: 100%; height: 7; padding: 0 1; }
    RoadScreen.-narrow #step { width: 100%; height: 1fr; padding: 0 2; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._stops: list[Stop] = []
        self._of = ""
        """The session whose road the cursor was put on."""

    def compose(self) -> ComposeResult:
        """Title, notice, steps, the step at the cursor, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        with Container(id="body"):
            yield LineList(id="rows", own_keys=False)
            yield Lines(id="step")
        yield KeyBar()

    def show(self) -> None:
        """Show the session as it is; the cursor begins where the team is."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import road

        self._stops = road.stops(desk)
        rows = self.query_one("#rows", LineList)
        if self._of != str(desk.file.path):
            self._of = str(desk.file.path)
            self.load_hint()
            here = next((s for s in self._stops if s.here), self._stops[-1])
            rows.move_to(here.step.id)
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("road"), "bold")]
        self.query_one("#title", Bar).set_cells(left, [Cell(view.headline(self._stops), "dim")])
        rows.set_rows(view.road_rows(self._stops, narrow=self.has_class("-narrow")))
        self._show_step()
        self.show_notice()

    def _show_step(self) -> None:
        stop = self.stop
        narrow = self.has_class("-narrow")
        self.query_one("#step", Lines).set_rows(view.stop_rows(stop, narrow=narrow) if stop else [])
        self.query_one("#step", Lines).scroll_to(y=0, animate=False)
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Show more or less of each step, as there is room."""
        self.call_after_refresh(self.show)

    @property
    def stop(self) -> Stop | None:
        """Return the step under the cursor."""
        cursor = self.query_one("#rows", LineList).cursor
        return next((s for s in self._stops if s.step.id == cursor), None)

    @on(LineList.Moved, "#rows")
    def _moved(self) -> None:
        self._show_step()

    @on(LineList.Chosen, "#rows")
    def _chosen(self) -> None:
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer AWS's list and the last day only for the steps that have one."""
        if action not in ("comments", "until"):
            return True
        stop = self.stop if self._stops else None
        places = (_MEETING,) if action == "comments" else (_MEETING, _QUALIFIED)
        return stop is not None and stop.step.id in places

    def point_at(self, key: str) -> None:
        """Put the cursor on a step."""
        self.show()
        self.query_one("#rows", LineList).move_to(key)
        self._show_step()

    # --- what a person writes down --------------------------------------------------------------------

    def action_open(self) -> None:
        """Show the step whole."""
        if (stop := self.stop) is not None:
            self.app.push_screen(ShowText(stop.step.title, view.stop_rows(stop), copy=stop.step.link))

    def action_done(self) -> None:
        """Ask on which day it was done; one that is done is taken back."""
        stop, desk = self.stop, self.desk
        if stop is None or desk is None:
            return
        if stop.done is not None:
            self._change(stop, done=None)
            self.say(_("{}: not done any more; u undoes it").format(stop.step.title))
            return
        title = (
            _("On which day did AWS approve it?") if stop.step.id == _QUALIFIED else _("Done on which day?")
        )
        against = _("Still in the way: {}. Your word stands, and this is shown beside it.")
        text = against.format("; ".join(stop.blocks)) if stop.blocks else ""

        def then(day: date | None) -> None:
            if day is not None and stop.step.id == _QUALIFIED and stop.until is None:
                self.action_until()

        today = str(desk.review.today)
        self._ask_day(stop, title, today, text, lambda day: {"done": day}, then)

    def action_plan(self) -> None:
        """Ask for which day it is planned."""
        if (stop := self.stop) is not None:
            text = _("Empty: no day.")
            if stop.step.id == _MEETING:
                text += " " + _("The mock review plans its rehearsals by the same day.")

            title = _("Planned for which day?")
            self._ask_day(stop, title, str(stop.planned or ""), text, lambda day: {"planned": day})

    def action_comments(self) -> None:
        """Ask on which day AWS's list of what is not met came."""
        stop = self.stop
        if stop is None or stop.step.id != _MEETING:
            return
        text = _("AWS gives six months from then. Empty: it has not come.")

        def then(day: date | None) -> None:
            if day is not None and (stop.until is None or stop.suggested):
                self.action_until()

        title = _("On which day did AWS's list come?")
        self._ask_day(stop, title, str(stop.comments or ""), text, lambda day: {"comments": day}, then)

    def action_until(self) -> None:
        """Ask for the last day that AWS named; for fixing, six months are suggested."""
        stop = self.stop
        if stop is None or stop.step.id not in (_MEETING, _QUALIFIED):
            return
        if stop.step.id == _QUALIFIED:
            title = _("Until when does the approval hold?")
            text = _("As AWS's letter says: sources differ, so nothing is suggested here. Empty: not known.")
        else:
            title = _("Until when must it be fixed?")
            text = _("The day that AWS named.")
            if stop.suggested:
                text += " " + _("If it named none, leave this empty: six months, {}.").format(stop.until)

        initial = "" if stop.suggested else str(stop.until or "")
        self._ask_day(stop, title, initial, text, lambda day: {"until": day})

    def action_people(self) -> None:
        """Ask who takes part."""
        stop, desk = self.stop, self.desk
        if stop is None or desk is None:
            return
        team = ", ".join(m.name for m in desk.session.member)
        text = _("Names, with commas.") + (" " + _("In the team: {}").format(team) if team else "")

        def written(given: str | None) -> None:
            if given is not None:
                self._change(stop, people=[given])

        self.ftr.ask(AskText(_("Who takes part?"), ", ".join(stop.people), text=text), written)

    def action_note(self) -> None:
        """Write a note on the step."""
        if (stop := self.stop) is None:
            return

        def written(given: str | None) -> None:
            if given is not None:
                self._change(stop, notes=given)

        self.ftr.ask(AskText(_("Note: {}").format(stop.step.title), stop.notes, multiline=True), written)

    def action_leave(self) -> None:
        """Hide the guidance; then back to all sessions."""
        if not self.dismiss_hint():
            self.ftr.action_go("home")

    def _ask_day(
        self,
        stop: Stop,
        title: str,
        initial: str,
        text: str,
        given: Callable[[date | None], Given],
        then: Callable[[date | None], None] = lambda _day: None,
    ) -> None:
        """Ask for a day and write it down; what cannot be is said in the dialog, before anything changes."""
        from ftr_tui.actions import road
        from ftr_tui.model.problem import Problem

        desk = self.desk
        if desk is None:
            return

        def check(typed: str) -> str:
            try:
                road.check(desk, stop.step.id, **given(road.parse_day(typed, desk.review.today)))
            except Problem as error:
                return str(error)
            return ""

        def answered(typed: str | None) -> None:
            if typed is not None:
                day = road.parse_day(typed, desk.review.today)
                self._change(stop, **given(day))
                then(day)

        self.ftr.ask(AskText(title, initial, text=text, check=check), answered)

    def _change(self, stop: Stop, **given: Unpack[Given]) -> None:
        from ftr_tui.actions import road
        from ftr_tui.model.problem import Problem

        if self.desk is None:
            return
        try:
            remarks = road.change(self.desk, stop.step.id, **given)
        except Problem as error:
            self.say(str(error), bad=True)
            return
        self.say("; ".join(remarks) or _("Saved; u undoes it"))
        self.show()

    def help_text(self) -> str:
        """Return how the steps are judged."""
        return _(
            "Step 3 waits for the self-check and the documents to hand in, the request for all before it and "
            "for the diagram. You may say done all the same. Nothing here asks AWS, and no link is opened."
        )
