"""Before and after a rehearsal: team, review date, length, warm-up, what is to be supplied, debriefs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from ftr_tui.app.screens.room import Room
from ftr_tui.app.screens.warm_up import WarmUpDrill
from ftr_tui.app.views import mock as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import Choose, Option, ShowText
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.rehearsing import Setup, Stage
    from ftr_tui.model.bank import Bank

Route = Literal["sheet", "wafr", "soc2"]
_SHORT = 25
"""Minutes up to which only the weakest items are asked."""


class MockLobby(Room):
    """What the mock review shows while nothing runs; its subclass is the stage itself."""

    EXPORT_WHAT = "debrief"
    HINT = _("n starts a rehearsal; R logs the real review; T the team and its roles; D the day; ? all keys")

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stage | None = None
        self.on_stage = False

    @property
    def bank(self) -> Bank | None:
        """Return the questions that reviewers may ask, or None (with a line that says why)."""
        from ftr_tui.model.problem import Problem

        if self.desk is None:
            return None
        try:
            return self.desk.bank()
        except Problem as error:
            self.say(str(error), bad=True)
            return None

    def find_stage(self) -> None:
        """Find the unfinished rehearsal of this session, if there is one."""
        from ftr_tui.actions.rehearsing import Stage

        desk, bank = self.desk, self.bank
        if desk is None or bank is None:
            return
        if self.stage is None or self.stage.desk is not desk:
            self.stage = Stage.resume(desk, bank)
            self.on_stage = False
            self.load_hint()
        elif self.on_stage and self.stage.rehearsal.ended is not None:
            self.on_stage = False

    def show_lobby(self) -> None:
        """Show what was, what is promised and what comes next."""
        from ftr_tui.actions.rehearsing import next_dates, weakest

        desk, bank = self.desk, self.bank
        if desk is None or bank is None:
            return
        left = [Cell(_("Mock review"), "bold"), Cell(" · ", "dim"), Cell(desk.session.product, "bold")]
        day = desk.session.review_date
        right = _("review on {}").format(day) if day else _("no review date yet: D")
        self.query_one("#title", Bar).set_cells(left, [Cell(right, "dim")])
        dates = [str(d) for d in next_dates(desk.session, desk.review.today)]
        weak = [card.id for card in weakest(desk, bank)]
        self.query_one("#below", LineList).set_rows(view.lobby(desk, self.unfinished, dates, weak))

    @property
    def unfinished(self) -> bool:
        """Whether a rehearsal waits to be gone on with."""
        return self.stage is not None and self.stage.rehearsal.ended is None

    # --- beginning ---------------------------------------------------------------------------------

    def action_new_rehearsal(self) -> None:
        """Ask how long, then begin; one that is not finished comes first."""
        if self.unfinished:
            self._enter()
            return
        options = [
            Option(120, _("120 minutes, all items"), _("as the meeting"), letter="1"),
            Option(60, _("60 minutes, all items, faster"), letter="6"),
            Option(25, _("25 minutes, the weakest 8 to 10"), letter="2"),
            Option(0, _("another length"), letter="o"),
        ]

        def chosen(minutes: int | None) -> None:
            if minutes:
                self._route(minutes)
            elif minutes == 0:
                self.ftr.ask(AskText(_("How many minutes?"), "90", check=_a_length, suggested=True), own)

        def own(text: str | None) -> None:
            if text:
                self._route(int(text))

        self.ftr.ask(Choose(_("How long?"), options, text=self._team_line()), chosen)

    def _team_line(self) -> str:
        desk = self.desk
        members = desk.session.member if desk else []
        if not members:
            return _(
                "Nobody is in the team yet, so this is solo: you answer, reveal and score. T adds people."
            )
        names = ", ".join(f"{m.name} ({m.role})" if m.role else m.name for m in members)
        return _("In the room, in hot seat order: {}").format(names)

    def _route(self, minutes: int) -> None:
        desk = self.desk
        if desk is None:
            return
        if len(desk.session.routes) < 2:
            self._begin(minutes=minutes, route=desk.session.routes[0] if desk.session.routes else "sheet")
            return
        from ftr_tui.actions.stage_view import route_words

        options: list[Option[Route]] = [Option(r, route_words(r)) for r in desk.session.routes]

        def chosen(route: Route | None) -> None:
            if route:
                self._begin(minutes=minutes, route=route)

        self.ftr.ask(Choose(_("Which way of validation?"), options), chosen)

    def _begin(
        self, *, minutes: int, route: Route, kind: str = "rehearsal", reviewers: tuple[str, ...] = ()
    ) -> None:
        from ftr_tui.actions.rehearsing import Setup

        desk = self.desk
        if desk is None:
            return
        names = tuple(m.name for m in desk.session.member) or (desk.who,)
        setup = Setup(
            kind="review" if kind == "review" else "rehearsal",
            minutes=minutes,
            route=route,
            seats=names,
            solo=len(names) < 2,
            reviewers=reviewers,
            review_date=desk.session.review_date,
            short=minutes <= _SHORT,
        )
        self._start(setup)

    def _start(self, setup: Setup) -> None:
        from ftr_tui.actions.rehearsing import Stage
        from ftr_tui.model.problem import Problem

        desk, bank = self.desk, self.bank
        if desk is None or bank is None:
            return
        try:
            self.stage = Stage.start(desk, bank, setup)
        except Problem as error:
            self.say(str(error), bad=True)
            return
        self.on_stage = True
        self.say("")
        self.show()

    def _enter(self) -> None:
        if self.stage is not None:
            self.stage.go_on()
            self.on_stage = True
            self.say("")
            self.show()

    def action_real_review(self) -> None:
        """Log the real meeting: who asks, what was asked, what we said and promised."""
        if self.unfinished:
            self._enter()
            return

        def named(text: str | None) -> None:
            if text is not None:
                names = tuple(n.strip() for n in text.split(",") if n.strip())
                route = self.desk.session.routes[0] if self.desk and self.desk.session.routes else "sheet"
                self._begin(minutes=120, route=route, kind="review", reviewers=names)

        text = _("Their names, with commas. There are no scores in a real review.")
        self.ftr.ask(AskText(_("Who reviews?"), text=text), named)

    def action_team(self) -> None:
        """Write the team: a name and a role a line, in hot seat order."""
        desk = self.desk
        if desk is None:
            return
        initial = "\n".join(f"{m.name} {m.role}".strip() for m in desk.session.member)

        def written(text: str | None) -> None:
            if text is not None:
                from ftr_tui.actions.team import set_team

                set_team(desk, _team(text))
                self.show()

        text = _(
            "One a line: name and role (architect, devops, security, product). "
            "Two with one role: the second is the reserve."
        )
        self.ftr.ask(AskText(_("Who is in the room?"), initial, text=text, multiline=True), written)

    def action_day(self) -> None:
        """Say on which day the real review is."""
        desk = self.desk
        if desk is None:
            return

        def written(text: str | None) -> None:
            if text is not None:
                from ftr_tui.actions.team import set_review_date

                set_review_date(desk, date.fromisoformat(text) if text else None)
                self.show()

        known = desk.session.review_date
        text = _("Rehearsals are then planned about 30, 14 and 5 days before. Empty: not known.")
        self.ftr.ask(AskText(_("Day of the review"), str(known or ""), text=text, check=_a_day), written)

    def action_warm_up(self) -> None:
        """Ten artefacts, ten minutes: how many open?"""
        desk, bank = self.desk, self.bank
        if desk is None or bank is None:
            return
        from ftr_tui.actions.rehearsing import warm_up

        listed = warm_up(bank, desk.session.revision)

        def done(opened: int | None) -> None:
            if opened is None:
                return
            stage = self.stage
            if stage is not None and self.on_stage and stage.view().phase == "opening":
                stage.drill([a.id for a in listed], opened)
                self.show()
            self.say(_("{} of {} opened").format(opened, len(listed)))

        self.ftr.ask(WarmUpDrill([a.title for a in listed]), done)

    # --- after -----------------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """Go on with the unfinished one, look at a debrief, or say that something was sent or accepted."""
        key = self.query_one("#below", LineList).cursor
        if self.on_stage or self.desk is None:
            return
        if key.startswith("supply "):
            self._move_supply(key.removeprefix("supply "))
        elif self.unfinished and self.stage is not None and key in ("", self.stage.rehearsal.id):
            self._enter()
        elif key:
            self.open_debrief(key)

    def _move_supply(self, number: str) -> None:
        desk = self.desk
        supply = next((s for s in desk.session.supply if s.id == number), None) if desk else None
        if desk is None or supply is None:
            return
        options: list[Option[Literal["open", "sent", "accepted"]]] = [
            Option("open", _("open"), _("not sent yet"), letter="o"),
            Option("sent", _("sent"), _("AWS has it"), letter="s"),
            Option("accepted", _("accepted"), _("done with"), letter="a"),
        ]

        def chosen(state: Literal["open", "sent", "accepted"] | None) -> None:
            if state:
                from ftr_tui.actions.supplying import set_state

                set_state(desk, supply.id, state)
                self.show()

        title = f"{supply.control} {supply.what}".strip()
        self.ftr.ask(Choose(title, options, cursor=supply.state), chosen)

    def open_debrief(self, rehearsal: str) -> None:
        """Show the debrief of one run; ``e`` writes it to a file."""
        desk, bank = self.desk, self.bank
        if desk is None or bank is None:
            return
        from ftr_tui import __version__
        from ftr_tui.actions.debriefing import debrief
        from ftr_tui.app.views.debrief import rows
        from ftr_tui.exchange.debrief import blocks

        found = debrief(desk, bank, rehearsal)
        title = _("Debrief {}; e writes it to a file").format(rehearsal)
        self.app.push_screen(ShowText(title, rows(blocks(found, desk.clock(), __version__))))


def _a_day(text: str) -> str:
    try:
        if text and date.fromisoformat(text) < date.today():  # noqa: DTZ011  the user's own day
            return _("that day is past")
    except ValueError:
        return _("write it as 2026-12-05")
    return ""


def _a_length(text: str) -> str:
    return "" if text.isdigit() and 5 <= int(text) <= 600 else _("5 to 600 minutes")


def _team(text: str) -> list[tuple[str, str]]:
    """Return names and roles of lines such as ``Linh devops``."""
    roles = ("architect", "devops", "security", "product")
    out = []
    for line in text.splitlines():
        words = line.split()
        if words:
            role = words[-1].lower() if words[-1].lower() in roles and len(words) > 1 else ""
            out.append((" ".join(words[:-1] if role else words), role))
    return out
