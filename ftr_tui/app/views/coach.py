"""What a reviewer would miss in a response, as rows: beside the box, in the whole view, in the Summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views.words import control_of
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.outcome import ItemState


def coach_rows(desk: Desk, state: ItemState) -> list[Row]:
    """Return the coach's part: each tip, the words it is about, and why; none for what has no response."""
    from ftr_tui.actions import coaching

    control = control_of(state)
    if control is None or not control.counted:
        return []
    said = coaching.read(desk, state.id)
    rows = [Row([(_("Coach"), "dim bold")], right=[(_("hints, no verdict"), "dim")] if said.text else [])]
    for tip in said.tips:
        told = tip.kind != "not-judged"
        sign: Part = (glyph("· "), "warn") if told else (glyph("– "), "dim")
        rows.append(Row([(glyph(tip.text), "" if told else "dim")], lead=[sign], wrap=True))
        if words := coaching.quoted(said.text, tip):
            rows.append(Row([(glyph(f"“{words}”"), "warn")], lead=[("  ", "")], wrap=True))
        rows.append(Row([(tip.why, "dim")], lead=[("  ", "")], wrap=True))
    if not said.tips:
        text = coaching.nothing(said) or _unwritten(state)
        rows.append(Row([(text, "dim")], wrap=True))
    return rows


def _unwritten(state: ItemState) -> str:
    if str(state.outcome) == "not-applicable":
        return _("It does not apply: nothing to look at.")
    return _("Looks at the response once there is one.")


def count(desk: Desk, control: str) -> int:
    """Return how many things are missed in a response, for the tab."""
    from ftr_tui.actions import coaching

    return len(coaching.read(desk, control).missed)


def coach_whole(desk: Desk, control: str) -> list[str]:
    """Return the tips under their heading as one text, for the whole view; none where nothing is written."""
    from ftr_tui.actions import coaching

    lines = [glyph(f"· {line}") for line in coaching.told(desk, control)]
    return [_("What a reviewer would miss (hints, no verdict)\n{}").format("\n".join(lines))] if lines else []


def summary_rows(desk: Desk) -> list[Row]:
    """Return one line: how many responses miss something, and where it stands; none where none does."""
    from ftr_tui.actions import coaching

    text = coaching.in_short(coaching.missing(desk))
    if not text:
        return []
    parts: list[Part] = [(text, "dim"), (_(" (coach: interview, "), "dim"), ("4", "key"), (")", "dim")]
    return [Row(), Row(parts, wrap=True)]
