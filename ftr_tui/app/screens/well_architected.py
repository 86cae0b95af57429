"""The Well-Architected review: pillar by pillar, each practice answered by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from ftr_tui.app import keys
from ftr_tui.app.screens.wa_answering import ReviewAnswering
from ftr_tui.app.views import well_architected as view
from ftr_tui.app.views.wa_strip import strip_row
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import Choose, Option, ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.reviewing import Figures
    from ftr_tui.model.wa_review import Contradiction


_THREE_COLUMNS = 116
"""With fewer cells the list of questions is one line, so that the practices have room."""

_STRIP_EDGES = 4
"""Cells at both ends of that line, at most."""


class WellArchitectedScreen(ReviewAnswering):
    """Pillars left, a question in the middle, at the right what is said of the practice at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("wa")
    AUTO_FOCUS = "#wa-card"
    HINT = _("y n truthfully, r in detail how or why not, p the plan")
    DEFAULT_CSS = """
    WellArchitectedScreen #body { layout: horizontal; height: 1fr; }
    WellArchitectedScreen #wa-list { width: 34; margin-right: 2; }
    WellArchitectedScreen #wa-middle { width: 1fr; }
    WellArchitectedScreen #wa-strip { display: none; height: 1; padding: 0 1; }
    WellArchitectedScreen #wa-name { height: 6; padding: 0 1 0 2; }
    WellArchitectedScreen #wa-card { height: 1fr; padding: 0 1 0 0; }
    WellArchitectedScreen #wa-side { width: 38; padding: 0 1 0 2; }
    WellArchitectedScreen.-narrow #body { layout: vertical; }
    WellArchitectedScreen.-narrow #wa-list { display: none; }
    WellArchitectedScreen.-narrow #wa-strip { display: block; }
    WellArchitectedScreen.-narrow #wa-middle { width: 100%; height: 1fr; }
    WellArchitectedScreen.-narrow #wa-name { height: 3; padding: 0 1; }
    WellArchitectedScreen.-narrow #wa-side { width: 100%; height: 8; padding: 1 1 0 1; }
    WellArchitectedScreen.-short #wa-side { display: none; }
    WellArchitectedScreen.-tight #wa-list { display: none; }
    WellArchitectedScreen.-tight #wa-strip { display: block; padding: 0 1 0 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._of = ""
        """The session whose first open question was looked up."""
        self._figures: list[Figures] = []
        self._differ: dict[str, list[Contradiction]] = {}
        self._told = ""
        """Why nothing that the tool said counts, as it was last said here."""

    def compose(self) -> ComposeResult:
        """Title, notice, the three parts, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        with Container(id="body"):
            yield LineList(id="wa-list", own_keys=False)
            with Vertical(id="wa-middle"):
                yield Lines(id="wa-strip", more=False)
                yield Lines(id="wa-name", more=False)
                yield LineList(id="wa-card", own_keys=False)
            yield LineList(id="wa-side", gutter=False, own_keys=False)
        yield KeyBar()

    # --- showing ------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the session as it is; the cursor stays where it is."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import reviewing

        self.states = reviewing.states(desk)
        self._figures = reviewing.figures(desk, self.states)
        self._differ = {}
        for one in reviewing.contradictions(desk):
            self._differ.setdefault(one.practice, []).append(one)
        if self._of != str(desk.file.path):
            self._of = str(desk.file.path)
            self.load_hint()
            if not self.current:
                last = list(self.states)[-1]
                self.current = reviewing.next_open(self.states, last) or next(iter(self.states))
        self._draw()
        lost = reviewing.trouble(desk)
        if lost and lost != self._told:
            self.ftr.tell(lost, severity="warning")
        self._told = lost

    def _draw(self) -> None:
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        left = [Cell(desk.session.product, "bold"), Cell(" · ", "dim"), Cell(_("Well-Architected"), "bold")]
        self.query_one("#title", Bar).set_cells(
            left, [Cell(view.sum_of(self._figures, narrow=self.narrow), "dim")]
        )
        if self.narrow or self.has_class("-tight"):
            line = next(f for f in self._figures if f.pillar == state.question.pillar)
            row = strip_row(line, self._figures, self.size.width - _STRIP_EDGES)
            self.query_one("#wa-strip", Lines).set_rows([row])
        else:
            listed = self.query_one("#wa-list", LineList)
            listed.move_to(self.current)
            listed.set_rows(view.list_rows(self.states, self._figures, self.current))
        place = list(self.states).index(self.current) + 1
        self.query_one("#wa-name", Lines).set_rows(
            view.name_rows(state, place, len(self.states), narrow=self.narrow)
        )
        card = self.query_one("#wa-card", LineList)
        if card.cursor not in state.said:
            first = state.unsaid[0] if state.unsaid else next(iter(state.said))
            card.move_to(first)
        self._draw_practice()
        self.show_notice()

    def _draw_practice(self) -> None:
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        card = self.query_one("#wa-card", LineList)
        card.set_rows(view.card_rows(state, card.cursor, self._differ))
        side = self.query_one("#wa-side", LineList)
        differ = self._differ.get(card.cursor, ())
        side.set_rows(view.side_rows(desk, state, card.cursor, differ, narrow=self.narrow))
        side.scroll_to(y=0, animate=False)

    @property
    def narrow(self) -> bool:
        """Whether there is no room for three columns."""
        return self.has_class("-narrow")

    @on(LineList.Moved, "#wa-card")
    def _moved(self) -> None:
        self._draw_practice()

    @on(LineList.Moved, "#wa-list")
    def _moved_in_list(self, event: LineList.Moved) -> None:
        self._go_listed(event.key)

    @on(LineList.Chosen, "#wa-list")
    def _chosen_in_list(self, event: LineList.Chosen) -> None:
        self._go_listed(event.key)
        self.set_focus(self.query_one("#wa-card"))

    def _go_listed(self, key: str) -> None:
        """Go to a question of the list; a pillar's heading leads into it, from above or from below."""
        if key in self.states:
            self.go_to_question(key)
            return
        inside = [q for q, s in self.states.items() if s.question.pillar == key]
        order = list(self.states)
        before = bool(inside) and order.index(inside[0]) < order.index(self.current)
        if inside:
            self.go_to_question(inside[-1] if before else inside[0])

    def on_resize(self) -> None:
        """Use the width that there is."""
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        self.set_class(not self.narrow and self.size.width < _THREE_COLUMNS, "-tight")
        self.show()

    # --- moving ---------------------------------------------------------------------------------------

    def go_to_question(self, question: str) -> None:
        """Show another question."""
        if question in self.states:
            self.current = question
            self._said = ("", False)
            self._draw()

    def go_to(self, practice: str) -> None:
        """Show the question of a practice, with the cursor on it."""
        question = next((q for q, s in self.states.items() if practice in s.said), "")
        if question:
            self.query_one("#wa-card", LineList).move_to(practice)
            self.go_to_question(question)

    def action_step(self, by: int) -> None:
        """Go to the question before or after."""
        order = list(self.states)
        if not order:
            return
        at = order.index(self.current) + by
        if 0 <= at < len(order):
            self.go_to_question(order[at])
        else:
            self.say(_("This is the last question") if by > 0 else _("This is the first question"))

    def action_gap(self) -> None:
        """Go to the next question that is not answered, the FTR pillars first."""
        from ftr_tui.actions import reviewing

        found = reviewing.next_open(self.states, self.current)
        if found is not None:
            self.go_to_question(found)
            return
        state = self.state
        if state is not None and state.whole:
            self.say(_("Every question is answered, and every practice said"))
        else:
            self.say(_("This is the only one left"))

    def action_find(self) -> None:
        """Jump to a question by number or words."""
        from ftr_tui.app.screens.wa_dialogs import FindQuestion

        if self.desk is not None:
            dialog = FindQuestion(self.desk, self.states)
            self.ftr.ask(dialog, lambda q: self.go_to_question(q) if q else None)

    def action_plan_list(self) -> None:
        """Show the improvement plan; enter goes to the practice."""
        from ftr_tui.actions import reviewing
        from ftr_tui.app.screens.wa_dialogs import PlanDialog
        from ftr_tui.app.views.wa_plan import plan_rows

        desk = self.desk
        if desk is not None:
            dialog = PlanDialog(plan_rows(reviewing.plan(desk), desk.review.today))
            self.ftr.ask(dialog, lambda p: self.go_to(p) if p else None)

    def action_control(self) -> None:
        """Go to a control of the self-check that the practice touches; first to one that contradicts it."""
        from ftr_tui.actions.taking_over import says

        desk = self.desk
        if desk is None:
            return
        found = [one.state for one in says(desk, self.practice)]
        differ = {c.control for c in self._differ.get(self.practice, ())}
        found = [s for s in found if s.id in differ] or found
        if not found:
            self.say(_("No control of the self-check touches this practice"))
        elif len(found) == 1:
            self.ftr.go_to_item(found[0].id)
        else:
            options = [Option(s.id, f"{s.id}  {s.item.title}") for s in found]
            dialog = Choose(_("Which control?"), options)
            self.ftr.ask(dialog, lambda c: self.ftr.go_to_item(c) if c else None)

    def action_view(self) -> None:
        """Show the practice whole, with all that self-check and evidence say."""
        desk, state = self.desk, self.state
        if desk is not None and state is not None:
            odd = self._differ.get(self.practice, ())
            title = f"{state.question.number}  {state.question.ask}"
            self.app.push_screen(ShowText(title, view.whole_rows(desk, state, self.practice, odd)))

    def action_leave(self) -> None:
        """Hide the guidance; then back to all sessions."""
        if not self.dismiss_hint():
            self.ftr.action_go("home")

    def help_text(self) -> str:
        """Return how a question counts, and what the figures are."""
        return _(
            "A question counts as answered, as the tool sees it, once a practice is done, none of these is "
            "chosen (0), or it does not apply (a). Risks are our estimate until the Well-Architected Tool "
            "has rated the same answer: then they say confirmed. HRI, MRI: high- and medium-risk issues. "
            "Answer truthfully (y n -), explain in detail (r), and give what is missing a reason and a plan "
            "(r, p)."
        )
