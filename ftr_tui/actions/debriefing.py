"""The debrief of a rehearsal or a real review: for the screen, for the plain lines, for the file."""

from __future__ import annotations

from ftr_tui.actions import reviewing
from ftr_tui.actions.desk import Desk
from ftr_tui.model.bank import Bank
from ftr_tui.model.debrief import Debrief, look_back
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem


def debrief(desk: Desk, bank: Bank, rehearsal_id: str = "") -> Debrief:
    """Return the debrief of one rehearsal, the last one without an id; Problem if there is none."""
    runs = sorted(desk.session.rehearsal, key=lambda r: r.started)
    found = [r for r in runs if r.id == rehearsal_id] if rehearsal_id else runs[-1:]
    if not found:
        hint = _("begin one with: ftr-tui rehearse {}").format(desk.name)
        reason = _("no rehearsal {}").format(rehearsal_id) if rehearsal_id else _("no rehearsal yet")
        raise Problem(reason, hint=hint)
    today = desk.clock().astimezone().date()
    return look_back(bank, desk.review, desk.session, found[0], today, reviewing.contradictions(desk))
