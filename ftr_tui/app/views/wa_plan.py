"""The improvement plan of the Well-Architected review as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.style import Part
from ftr_tui.app.views.well_architected import RISK_STYLES, risk_word
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ftr_tui.model.wa_review import PlanItem


def plan_rows(items: Sequence[PlanItem], today: date) -> list[Row]:
    """Return the improvement plan, a practice a line with its plan under it."""
    if not items:
        return [Row([(_("No practice is marked not done: nothing to plan."), "dim")])]
    rows: list[Row] = []
    for item in items:
        late = item.due is not None and item.due < today
        due: Part = (str(item.due), "warn" if late else "") if item.due else (_("no day"), "warn")
        owner: Part = (item.owner, "") if item.owner else (_("no owner"), "warn")
        rows.append(
            Row(
                [(item.practice.title, "")],
                key=item.practice.id,
                wrap=True,
                lead=[
                    column(risk_word(item.risk), 7, RISK_STYLES[item.risk]),
                    column(item.practice.bp, 12, "bold"),
                ],
                right=[column(owner[0], 9, owner[1]), (" ", ""), column(due[0], 10, due[1])],
            )
        )
        if item.plan:
            rows.append(Row([(item.plan, "dim")], key=item.practice.id, lead=[(" " * 19, "")], wrap=True))
    return rows
