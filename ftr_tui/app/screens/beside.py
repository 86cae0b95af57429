"""What stands beside a control: evidence, documents, the coach, an example; where narrow, one as a tab."""

from __future__ import annotations

from textual import on

from ftr_tui.app.screens.answering import Answering
from ftr_tui.app.signs import glyph
from ftr_tui.app.views import coach
from ftr_tui.app.views import interview as view
from ftr_tui.app.views.interview_evidence import evidence_rows
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.card import Card
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

PARTS = ("response", "evidence", "documents", "coach")


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
        if self.narrow:
            rows = {"evidence": evidence, "documents": documents, "coach": about}.get(self._part, [])
            self.query_one("#part", LineList).set_rows(rows)
            self._show_tabs(len(documents) - 2)
        else:
            self.query_one("#side", LineList).set_rows([*evidence, Row(), *documents])
            self.query_one("#coach", LineList).set_rows(about)

    def _show_tabs(self, documents: int) -> None:
        from ftr_tui.app.views.well_architected import differs

        state, desk = self.state, self.desk
        if state is None or desk is None:
            return
        found = sum(a.finding is not None for a in state.answers.values())
        missed = coach.count(desk, state.id)
        labels = {
            "response": _("response"),
            "evidence": _("evidence {}").format(found) if found else _("evidence"),
            "documents": _("documents {}").format(documents) if documents else _("documents"),
            "coach": _("coach {}").format(missed) if missed else _("coach"),
        }
        if differs(desk, state.id):
            labels["evidence"] += glyph(" ≠")
        cells: list[Cell] = []
        for number, part in enumerate(PARTS, 1):
            on_top = part == self._part
            cells += [Cell(f"{number} {labels[part]}", "bold" if on_top else "dim", part), Cell("    ")]
        self.query_one("#tabs", Bar).set_cells(cells)

    def show_part(self, part: str, *, focus: bool = True) -> None:
        """Show one of the parts in the response's place; at full width all stand beside it."""
        # Switched by display alone: a class on the screen would restyle every widget (96 ms).
        self._part = part
        response = part == "response" or not self.narrow
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
        """Show one of the four parts; at full width go to the box or the panel."""
        if self.narrow:
            self.show_part(PARTS[number - 1])
        else:
            name = {1: "#response", len(PARTS): "#coach"}.get(number, "#side")
            self.set_focus(self.query_one(name))
