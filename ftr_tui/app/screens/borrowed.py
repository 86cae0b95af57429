"""A response that was copied from another product: take it over as it stands, or put evidence in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.app.screens.room import Room
    from ftr_tui.model.facts import Finding


def offer_borrowed(room: Room, desk: Desk, control: str, finding: Finding | None) -> bool:
    """Ask what becomes of another product's draft; False where none waits. What was typed is saved first."""
    room.flush()
    draft = desk.session.borrowed(control)
    if draft is None:
        return False

    def chosen(what: str | None) -> None:
        from ftr_tui.actions import borrowing

        if what == "evidence" and finding is not None:
            desk.take_draft(control, finding)
            text = _("{}: a draft from evidence, r edits it, u undoes it")
        elif what == "take" and desk.session.borrowed(control) is not None:
            borrowing.take_over(desk, control)
            text = _("{}: taken over as it stands, u undoes it")
        else:
            return
        room.show()
        room.say(text.format(control))

    options = [Option("take", _("It is so here as well: take it over"), letter="t")]
    if finding is not None:
        options.append(Option("evidence", _("Begin with what evidence shows instead"), letter="e"))
    title = _("A draft from {}, no response of yours yet").format(draft.from_)
    room.ftr.ask(Choose(title, options, text=draft.text), chosen)
    return True
