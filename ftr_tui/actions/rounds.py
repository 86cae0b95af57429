"""What came back from AWS: taken in as items, answered, sent, accepted; each act is one step back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.rounds import Comment, Round
from ftr_tui.model.text import clean, fold, mask_secrets

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Session


def bring(desk: Desk, found: Sequence[tuple[str, str]], came: date | None = None) -> list[Comment]:
    """Take in comments of AWS, pairs of a control (or "") and a text, as one step; return the new ones.

    They join the round of the day that they ``came`` (today), else make one. What is there already, the
    same text about the same control in any round, is passed over; with nothing new nothing changes. An id
    that this list does not know stays as it is, for no comment may be lost. Problem if the day lies ahead.
    """
    # First what others wrote: else a merge gives a round another number, or the same comment comes twice.
    desk.refresh()
    day = _day(desk, came)
    known = {(c.control, fold(c.text)) for c in desk.session.comment}
    texts: list[tuple[str, str]] = []
    for control, text in found:
        told = of_control(desk, control), plain(text)
        if told[1] and (told[0], fold(told[1])) not in known:
            known.add((told[0], fold(told[1])))
            texts.append(told)
    if not texts:
        return []
    session, of = with_round(desk, day)
    new = []
    for control, text in texts:
        comment = Comment(
            id=session.new_id("K"),
            round=of.id,
            control=control,
            text=text,
            by=clean(desk.who),
            at=desk.clock(),
        )
        new.append(comment)
        session = session.changed(comment=[*session.comment, comment])
    desk.change(_("AWS's comments of {}").format(of.came), session)
    return new


def of_control(desk: Desk, control: str) -> str:
    """Return the control that an id in any case means, also that of a question; unknown ones stay."""
    wanted = " ".join(clean(control).split())
    for known in (desk.checklist.by_id, desk.checklist.owner_of):
        # A control before a question: one id of AWS's is both, and either means the control.
        for name in known:
            if name.upper() == wanted.upper():
                return name if name in desk.checklist.by_id else desk.checklist.owner_of[name]
    return wanted


def plain(text: str) -> str:
    """Return a text as it is kept: cleaned, without blanks around it, secrets masked."""
    return mask_secrets(clean(text).strip())[0]


def with_round(desk: Desk, day: date) -> tuple[Session, Round]:
    """Return the session with a round of ``day``, and it: the one that is there, else a new one."""
    session = desk.session
    same = next((r for r in session.round if r.came == day), None)
    if same is not None:
        return session, same
    new = Round(id=session.new_id("N"), came=day, by=clean(desk.who), at=desk.clock())
    return session.changed(round=[*session.round, new]), new


def _day(desk: Desk, day: date | None) -> date:
    day = day or desk.review.today
    if day > desk.review.today:
        raise Problem(_("{} lies ahead").format(day))
    return day
