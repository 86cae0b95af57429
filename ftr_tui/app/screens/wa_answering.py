"""Answering in the Well-Architected review: each key says one thing, saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ftr_tui.app.screens.room import Room
from ftr_tui.app.views import well_architected as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.app.widgets.form import Field, Form
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ftr_tui.model.reviewed import Reason
    from ftr_tui.model.wa_review import QuestionState

T = TypeVar("T")


class ReviewAnswering(Room):
    """What a person says of the practice at the cursor, and of the question in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.current = ""
        """The question in the middle."""
        self.states: dict[str, QuestionState] = {}
        """Every question as it stands."""

    @property
    def state(self) -> QuestionState | None:
        """Return the question in the middle as it stands."""
        return self.states.get(self.current)

    @property
    def practice(self) -> str:
        """Return the ChoiceId under the cursor."""
        return self.query_one("#wa-card", LineList).cursor

    def action_mark(self, state: str) -> None:
        """Say that the practice is done or not done, and go on to the next one."""
        from ftr_tui.actions import reviewing

        desk, practice = self.desk, self.practice
        known = next((s for s in reviewing.STATES if s == state), None)
        if desk is not None and known is not None and practice:
            self._do(lambda: reviewing.mark(desk, practice, known), then_next=True)

    def action_aside(self) -> None:
        """Ask why the practice does not apply, in AWS's words, and go on to the next one."""
        from ftr_tui.actions import reviewing

        desk, state, practice = self.desk, self.state, self.practice
        if desk is None or state is None:
            return
        if not state.applies:
            self._do(lambda: reviewing.refuse_set_aside(desk, self.current))
            return
        title = _("Why does {} not apply?").format(state.question.by_id[practice].bp)

        def take(reason: Reason) -> None:
            self._do(lambda: reviewing.mark(desk, practice, "not-applicable", reason=reason), then_next=True)

        self._ask_reason(title, take)

    def action_none(self) -> None:
        """Say that none of the practices is done; again takes it back."""
        from ftr_tui.actions import reviewing

        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        done = len(state.chosen)
        text = _("{}: none of these").format(state.question.number)
        if state.none:
            text = _("{}: not none of these any more").format(state.question.number)
        elif done:
            text += _("; {} marked done are not done now").format(done)
        self._do(lambda: reviewing.none_of_these(desk, self.current, on=not state.none), text)

    def action_applies(self) -> None:
        """Say that the whole question does not apply, and why; again: it does."""
        from ftr_tui.actions import reviewing

        desk, state, question = self.desk, self.state, self.current
        if desk is None or state is None:
            return
        number = state.question.number
        if not state.applies:
            self._do(lambda: reviewing.set_aside(desk, question, ""), _("{} applies").format(number))
            return

        def take(reason: Reason) -> None:
            text = _("{} does not apply; e writes down why in detail").format(number)
            self._do(lambda: reviewing.set_aside(desk, question, reason), text)

        self._ask_reason(_("Why does the whole question {} not apply?").format(number), take)

    def _ask_reason(self, title: str, take: Callable[[Reason], None]) -> None:
        from ftr_tui.actions import reviewing

        options = [Option(r, view.reason_word(r).capitalize()) for r in reviewing.REASONS]
        text = _("These are the reasons that the Well-Architected Tool knows; the note says the rest.")
        self.ftr.ask(Choose(title, options, text=text), lambda r: take(r) if r else None)

    def action_clear(self) -> None:
        """Take away what was said of the practice."""
        from ftr_tui.actions import reviewing

        desk, practice = self.desk, self.practice
        if desk is not None and practice in desk.session.practice:
            bp = reviewing.practice_named(desk, practice).bp
            text = _("{}: nothing is said of it any more; u undoes it").format(bp)
            self._do(lambda: reviewing.clear(desk, practice), text)

    def action_note(self) -> None:
        """Write how it is done, why not, or why it does not apply."""
        from ftr_tui.actions import reviewing

        desk, practice = self.desk, self.practice
        if desk is None or not practice:
            return
        answer = self._do(lambda: reviewing.said(desk, practice))
        if answer is None:
            return
        bp = reviewing.practice_named(desk, practice).bp
        title = {
            "done": _("{}: how do you do it?"),
            "not-done": _("{}: why is it not done?"),
            "not-applicable": _("{}: why does it not apply to you?"),
        }[answer.state].format(bp)

        def written(text: str | None) -> None:
            if text is not None:
                self._do(lambda: reviewing.write(desk, practice, note=text), _("Saved; u undoes it"))

        text = _("In detail: what, with which names and numbers, since when. AWS reads this.")
        self.ftr.ask(AskText(title, answer.note, text=text, multiline=True), written)

    def action_note_question(self) -> None:
        """Write a note on the question as a whole."""
        from ftr_tui.actions import reviewing

        desk, state, question = self.desk, self.state, self.current
        if desk is None or state is None:
            return

        def written(text: str | None) -> None:
            if text is not None:
                self._do(lambda: reviewing.note_question(desk, question, text), _("Saved; u undoes it"))

        title = _("Note on {}: {}").format(state.question.number, state.question.title)
        self.ftr.ask(AskText(title, state.note, multiline=True), written)

    def action_plan(self) -> None:
        """Ask what comes of a practice that is not done: what, who, by when."""
        from ftr_tui.actions import reviewing, road
        from ftr_tui.model.problem import Problem

        desk, practice = self.desk, self.practice
        if desk is None or not practice:
            return
        answer = self._do(lambda: reviewing.to_plan(desk, practice))
        if answer is None:
            return
        bp = reviewing.practice_named(desk, practice).bp
        team = ", ".join(m.name for m in desk.session.member)
        fields = [
            Field("plan", _("Plan"), answer.plan, _("what you do about it")),
            Field("owner", _("Owner"), answer.owner, _("one of {}").format(team) if team else _("who")),
            Field("due", _("By when"), str(answer.due or ""), _("2026-12-05")),
        ]

        def save(values: Mapping[str, str]) -> None:
            due = road.parse_day(values["due"], desk.review.today)
            reviewing.write(desk, practice, plan=values["plan"], owner=values["owner"], due=due)

        def check(values: Mapping[str, str]) -> str:
            try:
                save(values)
            except Problem as error:
                return str(error)
            return ""

        def filled(values: Mapping[str, str] | None) -> None:
            if values is not None:
                self.say(_("Planned; i shows the whole plan, u undoes it"))
                self.show()

        self.ftr.ask(Form(_("The plan for {}").format(bp), fields, check), filled)

    def action_take_over(self) -> None:
        """Take over what the self-check or the evidence says."""
        from ftr_tui.actions import taking_over

        desk, practice = self.desk, self.practice
        if desk is not None and practice:
            told = self._do(lambda: taking_over.take_over(desk, practice))
            if told:
                self.say(_("{}; u undoes it").format(told))

    def action_conflict(self) -> None:
        """Choose where two people changed the same; here what belongs to this question."""
        from ftr_tui.app.views import wa_conflict

        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        found = wa_conflict.conflicts_of(desk, state)
        if not found:
            self.say(_("No conflict in this question"))
            return
        conflict = found[0]
        name = wa_conflict.name_of(state, conflict)

        def chosen(theirs: bool | None) -> None:
            if theirs is not None:
                text = _("{} settled; u undoes it").format(name)
                self._do(lambda: desk.resolve(conflict, take_theirs=theirs), text)

        ours, theirs = (wa_conflict.side_of(conflict, text) for text in (conflict.ours, conflict.theirs))
        options = [
            Option(False, _("Keep: {}").format(ours), letter="k"),
            Option(True, _("Take theirs: {}").format(theirs), letter="t"),
        ]
        self.ftr.ask(Choose(_("Two people changed {}").format(name), options), chosen)

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.desk is None:
            return
        label = self.desk.undo()
        self.say(_("undone: {}").format(label) if label else _("Nothing to undo"))
        self.show()

    def _do(self, verb: Callable[[], T], text: str = "", *, then_next: bool = False) -> T | None:
        """Do something to the session and show it; what is against it is said. None if it was not done."""
        from ftr_tui.model.problem import Problem

        try:
            done = verb()
        except Problem as error:
            self.say(str(error), bad=True)
            return None
        self._said = (text, False)
        if then_next:
            self._next_practice()
        self.show()
        return done

    def _next_practice(self) -> None:
        """Put the cursor on the next practice; on the last it stays, so that nobody leaves unawares."""
        state = self.state
        order = list(state.said) if state is not None else []
        if self.practice in order and (at := order.index(self.practice) + 1) < len(order):
            self.query_one("#wa-card", LineList).move_to(order[at])
