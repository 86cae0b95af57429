"""A response copied from another product: take it over as it stands, or put evidence in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.widgets.dialogs import Choose, Option, ShowText
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


def offer_to_borrow(room: Room, desk: Desk, other: Desk) -> None:
    """Ask whether a new session begins with another product's team, calendar and drafts; then go to it."""

    def chosen(yes: bool | None) -> None:
        said, left = ("", False), list[str]()
        if yes:
            from ftr_tui.actions import borrowing
            from ftr_tui.model.problem import Problem

            try:
                found = borrowing.borrow(desk, other)
                said, left = (borrowing.in_words(found, other.name), False), borrowing.refused_lines(found)
            except Problem as error:
                said = str(error), True
        room.ftr.enter("interview")
        if said[0]:
            text, bad = said
            for one in room.ftr.all_rooms():
                one.say(text, bad=bad)
        if left:
            room.app.push_screen(ShowText(_("What stays with {}").format(other.name), "\n".join(left)))

    text = _("Responses come as drafts that count for nothing until somebody here takes them over. Answers,")
    text += _(" documents, evidence and whatever names an AWS account stay there.")
    options = [
        Option(False, _("Begin empty"), letter="e"),
        Option(True, _("With team, calendar and drafts of {}").format(other.session.product), letter="w"),
    ]
    room.ftr.ask(Choose(_("How does {} begin?").format(desk.session.product), options, text=text), chosen)
