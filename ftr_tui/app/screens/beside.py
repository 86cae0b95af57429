"""What stands beside a control: evidence, documents, the coach, an example; where narrow, one as a tab."""

from __future__ import annotations

from textual import on

from ftr_tui.app.screens.answering import Answering
from ftr_tui.app.signs import glyph
from ftr_tui.app.views import coach, next_step
from ftr_tui.app.views import interview as view
from ftr_tui.app.views.interview_evidence import evidence_rows
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.card import Card
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

STEP = "step"
PARTS = ("response", "evidence", "documents", "coach", STEP)


class Beside(Answering):
    """The panels of the interview: at the right where it is wide, one in the response's place where not."""

    def __init__(self) -> None:
        super().__init__()
        self._part = "response"

    @property
    def narrow(self) -> bool:
        """Whether one column has to do."""
        return self.has_class("-narrow")

    def show_side(self) -> None:
        """Show the parts beside the control anew; what did not change is not painted again."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        scanner = self.ftr.scanner
        cursor = self.query_one("#card", Card).cursor
        evidence = evidence_rows(
            desk, state, cursor=cursor, reading=scanner.text, trouble=scanner.trouble(desk)
        )
        documents = view.document_rows(desk, state)
        # Both are about the response: what it misses, and how another one reads.
        coached, example = coach.coach_rows(desk, state), view.example_rows(state)
        about = [*coached, *([Row()] if coached and example else []), *example]
        shown = {"evidence": evidence, "documents": documents, "coach": about}.get(self._part, [])
        if self._part == STEP:
            shown = next_step.step_rows(desk, state, cursor)
        self.query_one("#part", LineList).set_rows(shown)
        if self.narrow:
            self._show_tabs(len(documents) - 2)
        else:
            todo = [] if self._part == STEP else next_step.short_rows(desk, state, cursor)
            todo += [Row()] if todo else []
            self.query_one("#side", LineList).set_rows([*evidence, Row(), *documents])
            # Here it takes room from the example alone; above, the documents would go out of sight.
            self.query_one("#coach", LineList).set_rows([*todo, *about])

    def _show_tabs(self, documents: int) -> None:
        from ftr_tui.app.views.well_architected import differs

        state, desk = self.state, self.desk
        if state is None or desk is None:
            return
        found = sum(a.finding is not None for a in state.answers.values())
        missed, steps = coach.count(desk, state.id), len(next_step.fixes_of(desk, state))
        labels = {
            "response": _("response"),
            "evidence": _("evidence {}").format(found) if found else _("evidence"),
            "documents": _("documents {}").format(documents) if documents else _("documents"),
            "coach": _("coach {}").format(missed) if missed else _("coach"),
            STEP: _("next step {}").format(steps) if steps else _("next step"),
        }
        if differs(desk, state.id):
            labels["evidence"] += glyph(" ≠")
        cells: list[Cell] = []
        for number, part in enumerate(PARTS, 1):
            on_top = part == self._part
            cells += [Cell(f"{number} {labels[part]}", "bold" if on_top else "dim", part), Cell("    ")]
        self.query_one("#tabs", Bar).set_cells(cells)

    def show_part(self, part: str, *, focus: bool = True) -> None:
        """Show one of the parts in the response's place; at full width all but the next step stand beside."""
        # Switched by display alone: a class on the screen would restyle every widget (96 ms).
        self._part = part
        response = part == "response" or (not self.narrow and part != STEP)
        short = self.has_class("-short")
        self.query_one("#response").display = response and not short
        self.query_one("#part").display = not response and not short
        self.show_side()
        if focus and not response:
            self.set_focus(self.query_one("#part"))
        elif focus and self.focused is self.query_one("#part"):
            self.set_focus(self.query_one("#card"))

    @on(Bar.Pressed, "#tabs")
    def _tab_pressed(self, event: Bar.Pressed) -> None:
        self.show_part(event.value)

    def action_part(self, number: int) -> None:
        """Show one of the parts; at full width go to the box or the panel."""
        if self.has_class("-short") and PARTS[number - 1] == STEP and self._view_step():
            # No room for a part here: all of it, over the screen.
            return
        if self.narrow or PARTS[number - 1] == STEP:
            self.show_part(PARTS[number - 1])
        else:
            self.show_part("response", focus=False)
            name = {1: "#response", 4: "#coach"}.get(number, "#side")
            self.set_focus(self.query_one(name))

    # --- the lines of the next step ---------------------------------------------------------------------

    def action_view(self) -> None:
        """Show the next step whole where it is what one looks at; else all that is known of the control."""
        if self._part != STEP or not self._view_step():
            super().action_view()

    def _view_step(self) -> bool:
        desk, state = self.desk, self.state
        whole = next_step.step_whole(desk, state) if desk and state else []
        if state is not None and whole:
            title = _("{}  {}: next step").format(state.id, state.item.title)
            self.app.push_screen(ShowText(title, "\n\n".join(whole)))
        return bool(whole)

    def action_copy(self) -> None:
        """Copy the line at the cursor of the next step; where that is not on the screen, show it first."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        fix = next_step.at(next_step.fixes_of(desk, state), self.question)
        if fix is None:
            self.say(_("No answer of {} fails, so there is no line to copy").format(state.id))
            return
        line = next_step.line_at(fix, self.query_one("#part", LineList).cursor)
        if line is None:
            self.say(
                _("The next step for {} is in words alone: there is no line to copy").format(fix.question)
            )
        elif self._part != STEP and not self.has_class("-short"):
            self.show_part(STEP)
            self.say(_("up and down choose a line, c copies it"))
        else:
            self.app.copy_to_clipboard(line.cli)
            # The terminal may ignore it, and does not say so.
            text = _("Copied, if your terminal allows it (else v, and the mouse): {}")
            writes = _("Copied, if your terminal allows it (else v, and the mouse); it changes something: {}")
            self.say((writes if line.writes else text).format(line.cli))
