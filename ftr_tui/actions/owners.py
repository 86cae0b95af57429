"""Who closes a gap, by when and how; and the gaps of one person, those that are late, those of nobody."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ftr_tui.actions import routes
from ftr_tui.actions.road import parse_day
from ftr_tui.model import owners
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.owners import Person, Tally, Whose
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Owner
from ftr_tui.model.text import mask_secrets, one_line
from ftr_tui.model.when import in_words

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.outcome import ItemState

LONGEST_NAME, LONGEST_PLAN = 80, 500


def gaps(desk: Desk, whose: Whose = Whose.ALL) -> list[ItemState]:
    """Return what stands in the way, worst first; where only reports are prepared, of what they still ask."""
    needless = routes.needless(desk)
    me = owners.person(desk.session, desk.who)
    today, known = desk.review.today, desk.session.owners
    return [
        s
        for s in desk.review.blocking
        if s.id not in needless and owners.fits(whose, known.get(s.id), me, today)
    ]


def gaps_of(desk: Desk, who: str) -> list[ItemState]:
    """Return the gaps of ``--owner WHO``: mine, unassigned, overdue, a name, a role; Problem names others."""
    if fold_word(who) in (Whose.MINE, Whose.OVERDUE, Whose.UNASSIGNED):
        return gaps(desk, Whose(fold_word(who)))
    person = _asked_for(desk, who)
    return [s for s in gaps(desk) if person.owns(desk.session.owners.get(s.id))]


def fold_word(who: str) -> str:
    """Return a filter's word as it is compared."""
    return who.strip().lower()


def _asked_for(desk: Desk, who: str) -> Person:
    person = owners.asked_for(desk.session, who)
    if person is not None:
        return person
    known = [*owners.known(desk.session), *(str(w) for w in Whose if w is not Whose.ALL)]
    near = difflib.get_close_matches(fold_word(who), [k.lower() for k in known], 1)
    found = [k for k in known if near and k.lower() == near[0]]
    hint = _("did you mean {}?").format(found[0]) if found else _("there is: {}").format(", ".join(known))
    raise Problem(_("nobody here is called {!r}").format(one_line(who, 40)), hint=hint)


def summary(desk: Desk) -> Tally:
    """Return how many gaps there are, how many are mine, overdue, nobody's."""
    me = owners.person(desk.session, desk.who)
    return owners.tally((desk.session.owners.get(s.id) for s in gaps(desk)), me, desk.review.today)


def late_words(desk: Desk) -> str:
    """Return ``2 of your gaps are overdue``, or an empty string."""
    late = summary(desk).mine_overdue
    text = ngettext("{} of your gaps is overdue", "{} of your gaps are overdue", late)
    return text.format(late) if late else ""


def change(desk: Desk, control: str, **given: str) -> Owner | None:
    """Write down ``who``, ``due`` and ``plan`` of a control as typed; what is not named stays.

    An empty text (of ``who`` and ``due`` also ``-``) takes it away. Return what stands now. Problem, with
    nothing changed, for a day that is none and a control that is not in the list.
    """
    if control not in desk.checklist.by_id:
        near = difflib.get_close_matches(control, desk.checklist.by_id, 1)
        hint = _("did you mean {}?").format(near[0]) if near else ""
        text = _("{} is no control of {}").format(one_line(control, 40), desk.checklist.name)
        raise Problem(text, hint=hint)
    old = desk.session.owners.get(control) or Owner()
    fields: dict[str, Any] = {}
    if "who" in given:
        who = given["who"].strip()
        if len(who) > LONGEST_NAME:
            raise Problem(_("a name has at most {} characters").format(LONGEST_NAME))
        fields["who"] = "" if who == "-" else mask_secrets(one_line(who, LONGEST_NAME))[0]
    if "due" in given:
        fields["due"] = parse_day(given["due"], desk.review.today)
    if "plan" in given:
        fields["plan"] = mask_secrets(one_line(given["plan"], LONGEST_PLAN))[0]
    new = old.model_copy(update=fields)
    kept = None if new == Owner() else new
    if kept != desk.session.owners.get(control):
        desk.change(_("owner of {}").format(control), desk.session.with_owner(control, kept))
    return kept


def filled(desk: Desk, control: str, values: Mapping[str, str]) -> Owner | None:
    """Take what a form holds; ``Linh 2026-12-05`` in the line for who fills the empty one of the day."""
    who, due = values["owner"].strip(), values["due"].strip()
    head, _blank, last = who.rpartition(" ")
    if not due and last[:1].isdigit():
        who, due = head.strip(), last
    return change(desk, control, who=who, due=due, plan=values["plan"])


def told(owner: Owner | None, today: date) -> str:
    """Return ``Linh, by 2026-12-01 (3 days late): what will be done``, with what is known of it."""
    if owner is None:
        return ""
    due = _("by {}").format(owner.due) if owner.due else ""
    if owners.is_overdue(owner, today) and owner.due is not None:
        due += f" ({in_words((owner.due - today).days)})"
    who = ", ".join(part for part in (owner.who, due) if part)
    return ": ".join(part for part in (who, owner.plan) if part)


def as_json(owner: Owner | None) -> dict[str, str | None]:
    """Return the three keys that each entry of ``blocking`` has."""
    owner = owner or Owner()
    return {"owner": owner.who, "due": str(owner.due) if owner.due else None, "plan": owner.plan}
