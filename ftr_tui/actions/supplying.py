"""What was promised for after the meeting: kept with owner and date, open, sent, accepted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from ftr_tui.actions.desk import Desk
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Owner, Session, Supply
from ftr_tui.model.text import clean, mask_secrets

DOCUMENT_DAYS, FIX_DAYS = 7, 90
"""Default due dates: a document, a fix. AWS waits six months for everything."""
STATES = ("open", "sent", "accepted")
_FAR = date.max


def open_supply(session: Session) -> list[Supply]:
    """Return what is not accepted yet, soonest due first."""
    left = [s for s in session.supply if s.state != "accepted"]
    return sorted(left, key=lambda s: (s.due or _FAR, s.id))


def promised(
    session: Session, control: str, what: str, owner: str, due: date | None, *, of: str = ""
) -> Session:
    """Return a copy with one more thing to supply; the same one twice is kept once."""
    what = mask_secrets(clean(what).strip())[0]
    if any(s.control == control and s.what == what and s.state == "open" for s in session.supply):
        return session
    new = Supply(
        id=session.new_id("S"), control=control, what=what, owner=clean(owner).strip(), due=due, from_=of
    )
    return session.with_supply(new)


def task(session: Session, control: str, what: str, owner: str, today: date, *, of: str = "") -> Session:
    """Return a copy in which a missing control is a task with an owner: it is not drilled until accepted."""
    if any(s.control == control and s.task and s.state != "accepted" for s in session.supply):
        return session
    known = session.owners.get(control)
    who = (known.who if known else "") or clean(owner).strip()
    due = (known.due if known else None) or today + timedelta(days=FIX_DAYS)
    if known is None:
        session = session.with_owner(control, Owner(who=who, due=due))
    new = Supply(id=session.new_id("S"), control=control, what=what, owner=who, due=due, task=True, from_=of)
    return session.with_supply(new)


def set_state(desk: Desk, supply: str, state: Literal["open", "sent", "accepted"]) -> None:
    """Say that something was sent, or accepted; Problem if there is no such thing."""
    found = _found(desk, supply)
    desk.change(_("{} {}").format(supply, state), desk.session.with_supply(_with(found, state=state)))


def change(desk: Desk, supply: str, *, what: str = "", owner: str = "", due: date | None = None) -> None:
    """Change what is to be supplied, who does it, or by when; what is empty stays."""
    found = _found(desk, supply)
    given = {"what": clean(what).strip(), "owner": clean(owner).strip(), "due": due}
    changed = _with(found, **{k: v for k, v in given.items() if v})
    desk.change(_("{} changed").format(supply), desk.session.with_supply(changed))


def _found(desk: Desk, supply: str) -> Supply:
    found = next((s for s in desk.session.supply if s.id == supply), None)
    if found is None:
        raise Problem(_("nothing to supply has the number {}").format(supply))
    return found


def _with(supply: Supply, **fields: object) -> Supply:
    return supply.model_copy(update=fields)
