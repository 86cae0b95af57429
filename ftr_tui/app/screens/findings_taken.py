"""Bring findings of another machine in: what they are is shown first, and taken in by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.widgets.dialogs import Confirm
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.findings_in import Looked
    from ftr_tui.app.screens.room import Room


def ask_to_take(room: Room, desk: Desk, found: Looked) -> None:
    """Ask once with the accounts in view; where the session does not know one, the cursor stands on no."""

    def answered(yes: bool | None) -> None:
        if not yes:
            room.say(_("Nothing was taken in"))
            return
        from ftr_tui.actions import findings_in

        try:
            taken = findings_in.take(desk, found, force=True)
        except Problem as error:
            room.say(str(error), bad=True)
            return
        text = findings_in.in_words(taken, found)
        room.show()
        room.say(text[:1].upper() + text[1:], bad=bool(taken.contradicted))

    title = _("Findings of another machine into {}?").format(desk.name)
    room.ftr.ask(Confirm(title, _text(found), yes=_("Take them in"), danger=bool(found.foreign)), answered)


def _text(found: Looked) -> str:
    from ftr_tui.actions import findings_in

    lines = []
    for one in found.readings:
        number = len(one.finding)
        text = ngettext("{}: {} finding of {}, read {}", "{}: {} findings of {}, read {}", number)
        day = one.read_at.astimezone().date() if one.read_at is not None else "-"
        lines.append(text.format(one.file, number, ", ".join(one.accounts), day))
    lines.append(_("They stand beside what a scan here found: the worse of both counts, and both are named."))
    if words := findings_in.foreign_words(found):
        lines.append(
            _("Look twice: {}. Another product's evidence would prove the wrong thing.").format(words)
        )
    if found.masked:
        lines.append(_("{} things that look like secrets were masked").format(found.masked))
    return "\n".join(lines)
