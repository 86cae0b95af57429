"""The calendar: what is due, what was done, until when answers hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from ftr_tui.app import keys
from ftr_tui.app.screens.room import Pointed, Room
from ftr_tui.app.views import calendar as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import Choose, Confirm, Option, ShowText
from ftr_tui.app.widgets.form import Field, Form
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from ftr_tui.model.calendar import Due
    from ftr_tui.model.session import Done


class CalendarScreen(Room):
    """One list, late things first; what is under the cursor unfolds."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("calendar")
    AUTO_FOCUS = "#rows"
    EXPORT_AS = ".ics"
    HINT = _("y: done, with proof; e: an .ics file for your own calendar")
    DEFAULT_CSS = """
    CalendarScreen #rows { padding: 0 1; height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[Due] = []
        self._of = ""
        """The session that the cursor was put into."""

    def compose(self) -> ComposeResult:
        """Title, notice, counts, rows, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="headline", more=False)
        yield LineList(id="rows", own_keys=False)
        yield KeyBar()

    # --- showing --------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the session as it is today."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import calendar

        self._items = calendar.due(desk)
        if self._of != str(desk.file.path):
            self._of = str(desk.file.path)
            self.load_hint()
            self.query_one("#rows", LineList).move_to(self._items[0].id if self._items else "")
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("calendar"), "bold")]
        self.query_one("#title", Bar).set_cells(left, [Cell(str(desk.review.today), "dim")])
        self.query_one("#headline", Lines).set_rows([view.headline(self._items)])
        self._draw()
        self.show_notice()

    def _draw(self) -> None:
        if self.desk is None:
            return
        rows = self.query_one("#rows", LineList)
        today, narrow = self.desk.review.today, self.has_class("-narrow")
        rows.set_rows(view.calendar_rows(self._items, today, rows.cursor, narrow=narrow))

    @on(LineList.Moved, "#rows")
    def _moved(self) -> None:
        self._draw()

    @on(LineList.Chosen, "#rows")
    def _chosen(self) -> None:
        self.action_open()

    def on_resize(self) -> None:
        """Use the width that there is."""
        self.call_after_refresh(self.show)

    @property
    def item(self) -> Due | None:
        """Return what the cursor is on."""
        cursor = self.query_one("#rows", LineList).cursor
        return next((i for i in self._items if i.id == cursor), None)

    def action_open(self) -> None:
        """Show the whole item, and when it was done."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import calendar

        self.app.push_screen(ShowText(item.title, view.item_rows(desk, item, calendar.past(desk, item.id))))

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#rows", LineList).action_filter()

    # --- done -----------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """Ask on which day it was done and what proves it; other lines lead to where they are settled."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        if item.kind not in view.TASKS:
            self._go_where(item)
            return
        from ftr_tui.actions import documents
        from ftr_tui.actions.calendar import check_done

        fields = [
            Field("day", _("Day"), str(desk.review.today)),
            Field("proof", _("Proof"), hint=_("a file, a link, or a number such as D03")),
            Field("note", _("Note"), hint=_("what came out")),
        ]

        def check(values: Mapping[str, str]) -> str:
            return check_done(desk, item.id, values["day"], values["proof"])

        def filled(values: Mapping[str, str] | None) -> None:
            if values is None:
                return
            proof = values["proof"]
            if not proof or desk_has(proof) or not documents.outside(desk, proof):
                self._done(item, values, copy=False)
                return
            options = [
                Option(True, _("Copy it into {}.files").format(desk.name), _("a colleague has it too")),
                Option(False, _("Only remember where it is")),
            ]
            title = _("This file lies outside the sessions folder")
            self.ftr.ask(
                Choose(title, options),
                lambda copy: self._done(item, values, copy=copy) if copy is not None else None,
            )

        def desk_has(proof: str) -> bool:
            return any(d.id == proof.upper() for d in desk.session.document)

        self.ftr.ask(Form(_("Done: {}").format(item.title), fields, check), filled)

    def _done(self, item: Due, values: Mapping[str, str], *, copy: bool) -> None:
        from ftr_tui.actions import calendar, road
        from ftr_tui.model.problem import Problem

        desk = self.desk
        if desk is None:
            return
        try:
            on = road.parse_day(values["day"], desk.review.today)
            made = calendar.done(desk, item.id, on, note=values["note"], proof=values["proof"], copy=copy)
        except Problem as error:
            self.say(str(error), bad=True)
            return
        filed = _(", filed as {}").format(made.document) if made.document else ""
        self.say(_("{}: done on {}{}; u undoes it").format(item.title, made.on, filed))
        self.show()
        self._offer(made)

    def _offer(self, made: Done) -> None:
        """Offer to write the day into the responses that ask for it: never without a yes."""
        from ftr_tui.actions import calendar

        desk = self.desk
        offered = calendar.offer(desk, made) if desk is not None else {}
        if desk is None or not offered:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                changed = ", ".join(calendar.respond(desk, made))
                self.say(_("written into the response of {}; u undoes it").format(changed))
                self.show()

        title = _("Write it into the response of {}?").format(", ".join(offered))
        text = _("This line: {}\nOne of an earlier day is replaced; the rest of the text stays as it is.")
        self.ftr.ask(Confirm(title, text.format(calendar.line(desk, made)), danger=True), answered)

    def _go_where(self, item: Due) -> None:
        key = item.id.partition(":")[2]
        if item.kind == "answer":
            self.ftr.go_to_item(item.controls[0], key)
        elif item.kind == "gap":
            self.ftr.go_to_item(key)
        else:
            modes = {"document": "binder", "road": "road", "supply": "mock-review"}
            modes |= {"comment": "rounds", "round": "rounds"}
            self.ftr.action_go(modes[item.kind])
            if isinstance(self.app.screen, Pointed):
                self.app.screen.call_after_refresh(self.app.screen.point_at, key.removesuffix("-until"))

    # --- days, paces, owners, own tasks -----------------------------------------------------------------

    def action_due(self) -> None:
        """Ask for another day; of an event, when it happened."""
        item, desk = self._mine(), self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import calendar, road

        plan = desk.session.calendar.get(item.id)
        event = item.kind == "event"
        initial = str(plan.due) if plan and plan.due else str(desk.review.today) if event else ""
        title = _("When did it happen, or when will it?") if event else _("Due on which day?")
        text = _("Empty: no day by hand.")
        self._ask(title, initial, text, lambda given: calendar.set_due(desk, item.id, day(given)))

        def day(given: str) -> date | None:
            return road.parse_day(given, desk.review.today)

    def action_owner(self) -> None:
        """Ask who does it."""
        item, desk = self._mine(), self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import calendar

        team = ", ".join(m.name for m in desk.session.member)
        text = _("Empty: nobody.") + (" " + _("In the team: {}").format(team) if team else "")
        self._ask(_("Who does it?"), item.owner, text, lambda who: calendar.set_owner(desk, item.id, who))

    def action_pace(self) -> None:
        """Ask every how many days."""
        item, desk = self._mine(), self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import calendar

        initial = str(item.every_days or "")
        text = _("Empty: the usual pace.")
        title = _("Every how many days?")
        self._ask(title, initial, text, lambda given: calendar.set_pace(desk, item.id, calendar.days(given)))

    def action_off(self) -> None:
        """Ask why it is not needed; what was put off is needed again."""
        item, desk = self._mine(), self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import calendar

        plan = desk.session.calendar.get(item.id)
        if plan is not None and plan.off:
            calendar.set_off(desk, item.id, "")
            self.say(_("{}: needed again; u undoes it").format(item.title))
            self.show()
            return
        title = _("Why is it not needed?")
        self._ask(title, "", "", lambda why: calendar.set_off(desk, item.id, why), needed=True)

    def action_new(self) -> None:
        """Ask for a task of the team's own."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import calendar, road
        from ftr_tui.model.problem import Problem

        fields = [
            Field("name", _("Task"), hint=_("Penetration test")),
            Field("day", _("Due"), hint=_("2026-12-05")),
            Field("pace", _("Every"), hint=_("so many days; empty: once")),
        ]

        def add(values: Mapping[str, str]) -> str:
            day = road.parse_day(values["day"], desk.review.today)
            return calendar.add(desk, values["name"], due=day, every_days=calendar.days(values["pace"]))

        added: list[str] = []

        def check(values: Mapping[str, str]) -> str:
            try:
                added.append(add(values))
            except Problem as error:
                return str(error)
            return ""

        def filled(values: Mapping[str, str] | None) -> None:
            if values is not None:
                self.query_one("#rows", LineList).move_to(added[-1])
                self.say(_("{}: added; u undoes it").format(values["name"]))
                self.show()

        self.ftr.ask(Form(_("A task of your own"), fields, check), filled)

    def action_leave(self) -> None:
        """Hide the guidance; then back to all sessions."""
        if not self.dismiss_hint():
            self.ftr.action_go("home")

    def _mine(self) -> Due | None:
        """Return the task under the cursor; else say where the line is changed."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return None
        from ftr_tui.actions import calendar
        from ftr_tui.model.problem import Problem

        try:
            return calendar.task(desk, item.id)
        except Problem as error:
            self.say(error.hint or str(error))
            return None

    def _ask(
        self, title: str, initial: str, text: str, take: Callable[[str], None], *, needed: bool = False
    ) -> None:
        """Ask for a line and hand it to ``take``; what it has against it is said in the dialog.

        The check is asked once, when the line is taken, so it is ``take`` itself.
        """
        from ftr_tui.model.problem import Problem

        def check(given: str) -> str:
            if needed and not given:
                return _("A reason, so that the team knows it later")
            try:
                take(given)
            except Problem as error:
                return str(error)
            return ""

        def answered(given: str | None) -> None:
            if given is not None:
                self.say(_("Saved; u undoes it"))
                self.show()

        self.ftr.ask(AskText(title, initial, text=text, check=check), answered)

    def help_text(self) -> str:
        """Return where the days come from."""
        return _(
            "A task is due its pace after it was last done, or after the day that its newest document shows. "
            "What nobody has a record of is due within a month of the session's first day. Answers with a "
            "cadence of AWS's own, documents, the road and promises stand here too."
        )
