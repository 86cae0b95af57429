"""Bring findings of another machine or tool in: what they are is shown first, and taken in by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.widgets.dialogs import Confirm
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.findings_in import Looked
    from ftr_tui.actions.rows_in import LookedRows
    from ftr_tui.app.screens.room import Room


def ask_to_take(room: Room, desk: Desk, found: Looked) -> None:
    """Ask once with the accounts in view; where the session does not know one, the cursor stands on no."""

    def answered(yes: bool | None) -> None:
        if not yes:
            room.say(_("Nothing was taken in"))
            return
        from ftr_tui.actions import findings_in, rows_in

        try:
            taken = findings_in.take(desk, found, force=True)
        except Problem as error:
            room.say(str(error), bad=True)
            return
        text = findings_in.in_words(taken, found)
        if isinstance(found, rows_in.LookedRows):
            text = "; ".join(rows_in.in_words(taken, found, desk.clock()))
        room.show()
        room.say(text[:1].upper() + text[1:], bad=bool(taken.contradicted))

    from ftr_tui.actions import rows_in

    title = _("Findings of another machine into {}?").format(desk.name)
    text = ""
    if isinstance(found, rows_in.LookedRows):
        title = _("Findings of {} into {}?").format(found.tool, desk.name)
        text = _rows_text(found, desk)
    room.ftr.ask(
        Confirm(title, text or _text(found), yes=_("Take them in"), danger=bool(found.foreign)), answered
    )


def _text(found: Looked) -> str:
    from ftr_tui.actions import findings_in

    lines = []
    for one in found.readings:
        number = len(one.finding)
        text = ngettext("{}: {} finding of {}, read {}", "{}: {} findings of {}, read {}", number)
        day = one.read_at.astimezone().date() if one.read_at is not None else "-"
        lines.append(text.format(one.file, number, findings_in.few(one.accounts), day))
    return "\n".join([*lines, *_warned(found)])


def _rows_text(found: LookedRows, desk: Desk) -> str:
    from ftr_tui.actions import findings_in, rows_in

    one, now = found.readings[0], desk.clock()
    against = [f.question for f in one.finding if f.favourable is False]
    proved = [f.question for f in one.finding if f.favourable]
    helps = len(one.finding) - len(against) - len(proved)
    lines = [
        _("{} of {}, {}; {}.").format(
            found.file,
            findings_in.few(found.accounts),
            rows_in.age_words(found, now),
            rows_in.rows_words(found),
        ),
        _("Against: {}. For: {}. Only helps: {}.").format(
            ", ".join(against) or "-", ", ".join(proved) or "-", helps
        ),
    ]
    if words := rows_in.silent_words(found):
        lines.append(words[:1].upper() + words[1:] + ".")
    if words := rows_in.left_out_words(found):
        lines.append(f"{words}.")
    lines += [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in found.notes[:3]]
    return "\n".join([*lines, *_warned(found)])


def _warned(found: Looked) -> list[str]:
    from ftr_tui.actions import findings_in

    lines = [_("They stand beside what a scan here found: the worse of both counts, and both are named.")]
    if words := findings_in.foreign_words(found):
        lines.append(
            _("Look twice: {}. Another product's evidence would prove the wrong thing.").format(words)
        )
    if found.masked:
        lines.append(_("{} things that look like secrets were masked").format(found.masked))
    return lines
