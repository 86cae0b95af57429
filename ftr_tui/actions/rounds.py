"""What came back from AWS: taken in as items, answered, sent, accepted; each act is one step back."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.road import live_rounds
from ftr_tui.model.rounds import Comment, Round
from ftr_tui.model.rounds_view import STATES, Item, Standing, standing
from ftr_tui.model.text import clean, fold, mask_secrets, one_line

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Session

State = Literal["open", "sent", "accepted"]
_LONGEST_NAME = 80


class Of(TypedDict, total=False):
    """What is to change of a round; what is not named stays, None takes the last day away."""

    came: date
    until: date | None
    note: str


def stands(desk: Desk) -> Standing:
    """Return how the comments stand today."""
    return standing(desk.session, desk.review.today)


# --- what came ----------------------------------------------------------------------------------------


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


def add_round(desk: Desk, came: date | None = None, until: date | None = None, note: str = "") -> Round:
    """Write down that comments came, today or on a day, as one step; a round of that day is added to."""
    desk.refresh()
    session, of = with_round(desk, _day(desk, came))
    given: Of = {}
    if until is not None:
        given["until"] = until
    if note.strip():
        given["note"] = note
    changed = _changed_round(desk, of, given)
    session = _with_round(session, changed)
    if session != desk.session:
        desk.change(_("AWS's comments of {}").format(of.came), session)
    return changed


def change_round(desk: Desk, number: str, **given: Unpack[Of]) -> Round:
    """Change the day of a round, its last day or its note; Problem where a day cannot be."""
    desk.refresh()
    changed = _changed_round(desk, find_round(desk, number), given)
    session = _with_round(desk.session, changed)
    if session != desk.session:
        desk.change(_("AWS's comments of {}").format(changed.came), session)
    return changed


def check_round(desk: Desk, number: str, **given: Unpack[Of]) -> None:
    """Raise the Problem that ``change_round`` would; an empty number: ``add_round``."""
    today = desk.review.today
    of = find_round(desk, number) if number else with_round(desk, _day(desk, given.get("came") or today))[1]
    _changed_round(desk, of, given)


def _with_round(session: Session, of: Round) -> Session:
    return session.changed(round=[of if r.id == of.id else r for r in session.round])


def _changed_round(desk: Desk, of: Round, given: Of) -> Round:
    fields: dict[str, Any] = {**given}
    if "note" in fields:
        fields["note"] = plain(fields["note"])
    changed = of.model_copy(update=fields)
    _day(desk, changed.came)
    twin = next((r for r in desk.session.round if r.came == changed.came and r.id != of.id), None)
    if twin is not None:
        raise Problem(_("{} came on {} already").format(twin.id, twin.came))
    if changed.until is not None and changed.until <= changed.came:
        raise Problem(_("the last day ({}) must lie after {}").format(changed.until, changed.came))
    return changed


def add(desk: Desk, control: str, text: str, number: str = "") -> Comment:
    """Take in one comment as typed, of a round (the newest; none yet: one of today), as one step.

    Problem if there is no such control, no text, or the round says the same already.
    """
    desk.refresh()
    control, text = check_comment(desk, control, text, number)
    session, of = _round_for(desk, number)
    new = Comment(
        id=session.new_id("K"), round=of.id, control=control, text=text, by=clean(desk.who), at=desk.clock()
    )
    desk.change(_("comment {}").format(new.id), session.changed(comment=[*session.comment, new]))
    return new


def check_comment(desk: Desk, control: str, text: str, number: str | None = "") -> tuple[str, str]:
    """Return control and text as they would be kept; the Problem that ``add`` would raise.

    ``number`` None: of a round that is still to be made.
    """
    control, text = _known(desk, control), plain(text)
    if not text:
        raise Problem(_("a comment needs a text"))
    if number is None:
        return control, text
    _session, of = _round_for(desk, number)
    for other in desk.session.comment:
        if (other.round, other.control, fold(other.text)) == (of.id, control, fold(text)):
            raise Problem(_("{} says that already").format(other.id))
    return control, text


def _round_for(desk: Desk, number: str) -> tuple[Session, Round]:
    if number:
        return desk.session, find_round(desk, number)
    live = live_rounds(desk.session)
    return (desk.session, live[-1]) if live else with_round(desk, desk.review.today)


def _known(desk: Desk, control: str) -> str:
    """Return the control that is meant, "" for the submission as a whole; Problem names the nearest."""
    found = of_control(desk, control)
    if not found or found in desk.checklist.by_id:
        return found
    near = difflib.get_close_matches(found.upper(), desk.checklist.by_id, 1)
    hint = _("did you mean {}?").format(near[0]) if near else ""
    raise Problem(_("{} is no control of this list").format(one_line(found, 20)), hint=hint)


# --- what becomes of it -------------------------------------------------------------------------------


def find(desk: Desk, number: str) -> Comment:
    """Return one comment by its number in any case; Problem if there is none."""
    wanted = number.strip().upper()
    found = next((c for c in desk.session.comment if c.id == wanted), None)
    if found is None:
        raise Problem(_("no comment of AWS has the number {}").format(one_line(number, 20) or "-"))
    return found


def find_round(desk: Desk, number: str) -> Round:
    """Return one round by its number in any case; Problem if there is none."""
    wanted = number.strip().upper()
    found = next((r for r in desk.session.round if r.id == wanted), None)
    if found is None:
        raise Problem(_("no round of comments has the number {}").format(one_line(number, 20) or "-"))
    return found


def answer(desk: Desk, number: str, text: str) -> Comment:
    """Write down what we answer; empty takes it away. Another answer than the sent one is open again."""
    found, text = find(desk, number), plain(text)
    fields: dict[str, Any] = {"answer": text}
    if found.state == "sent" and found.answer and text != found.answer:
        fields |= {"state": "open", "sent": None}
    return _put(desk, found, _("answer to {}").format(found.id), **fields)


def own(desk: Desk, number: str, who: str, due: date | None = None) -> Comment:
    """Set who answers, and by when; empty takes both away."""
    found = find(desk, number)
    return _put(desk, found, _("owner of {}").format(found.id), owner=name_of(who), due=due)


def name_of(who: str) -> str:
    """Return a name as it is kept; Problem if it is too long for one."""
    who = " ".join(clean(who).split())
    if len(who) > _LONGEST_NAME:
        raise Problem(_("a name has 1 to 80 characters"))
    return who


def reword(desk: Desk, number: str, control: str, text: str) -> Comment:
    """Correct what was typed: another control, another text; Problem as for a new one."""
    found = find(desk, number)
    control, text = check_reworded(desk, found, control, text)
    return _put(desk, found, _("comment {}").format(found.id), control=control, text=text)


def check_reworded(desk: Desk, found: Comment, control: str, text: str) -> tuple[str, str]:
    """Return control and text as they would be kept; the Problem that ``reword`` would raise."""
    # A control that a later list dropped may stay.
    control = found.control if control.strip() == found.control else _known(desk, control)
    if not plain(text):
        raise Problem(_("a comment needs a text"))
    return control, plain(text)


def set_state(desk: Desk, number: str, state: State) -> Comment:
    """Say that an answer was sent, that AWS accepted it, or that it is open again."""
    found = find(desk, number)
    return _put(
        desk, found, _("{} {}").format(found.id, state), **_state_fields(found, state, desk.review.today)
    )


def next_state(comment: Comment) -> State:
    """Return the state after this one: open, sent, accepted, open."""
    states: tuple[State, ...] = ("open", "sent", "accepted")
    return states[(states.index(comment.state) + 1) % len(states)]


def _state_fields(found: Comment, state: State, today: date) -> dict[str, Any]:
    if state == "open":
        return {"state": state, "sent": None, "accepted": None}
    if state == "sent":
        return {"state": state, "sent": found.sent or today, "accepted": None}
    return {"state": state, "accepted": found.accepted or today}


def mark_sent(desk: Desk) -> list[Comment]:
    """Say that everything open that has an answer was sent today, as one step; return those."""
    desk.refresh()
    today = desk.review.today
    ready = {i.comment.id for i in stands(desk).pending if i.comment.answer.strip()}
    changed = [
        c.model_copy(update=_state_fields(c, "sent", today)) if c.id in ready else c
        for c in desk.session.comment
    ]
    if ready:
        desk.change(_("answers sent to AWS"), desk.session.changed(comment=changed))
    return [c for c in changed if c.id in ready]


def apart(desk: Desk, sent: Sequence[Comment]) -> list[str]:
    """Return the numbers of those whose answers no sheet holds: of no control, or of one without a cell."""
    cells = {c.id for c in desk.checklist.control if c.counted}
    return [c.id for c in sent if c.control not in cells]


def remove(desk: Desk, number: str) -> str:
    """Take a comment away that was typed by mistake, or a round without comments; return its number."""
    if number.strip().upper().startswith("N"):
        of = find_round(desk, number)
        held = [c.id for c in desk.session.comment if c.round == of.id]
        if held:
            raise Problem(_("{} holds comments: {}").format(of.id, ", ".join(held)))
        rest = [r for r in desk.session.round if r.id != of.id]
        desk.change(_("{} taken away").format(of.id), desk.session.changed(round=rest))
        return of.id
    found = find(desk, number)
    others = [c for c in desk.session.comment if c.id != found.id]
    desk.change(_("{} taken away").format(found.id), desk.session.changed(comment=others))
    return found.id


def _put(desk: Desk, found: Comment, label: str, **fields: object) -> Comment:
    changed = found.model_copy(update=fields)
    if changed != found:
        comments = [changed if c.id == found.id else c for c in desk.session.comment]
        desk.change(label, desk.session.changed(comment=comments))
    return changed


# --- as JSON ------------------------------------------------------------------------------------------


def as_json(desk: Desk) -> dict[str, Any]:
    """Return the rounds as ``rounds --json`` writes them."""
    found = stands(desk)
    return {
        "session": desk.name,
        **for_status(desk),
        "rounds": [
            {
                "id": g.round.id,
                "came": str(g.round.came),
                "until": _text(g.until),
                "named_by_aws": g.named,
                "days_left": g.days_left,
                "note": g.round.note,
            }
            for g in found.groups
        ],
        "comments": [_item_json(i) for i in found.items],
    }


def for_status(desk: Desk) -> dict[str, Any]:
    """Return what ``status --json`` says of the comments: how many in each state, late ones, the clock."""
    found = stands(desk)
    counts = {state: sum(i.live and i.comment.state == state for i in found.items) for state in STATES}
    return {
        **counts,
        "overdue": sum(i.overdue for i in found.pending),
        "due": _text(found.due),
        "until": _text(found.clock.until if found.clock else None),
        "named_by_aws": bool(found.clock and found.clock.named),
        "days_left": found.days_left,
    }


def _item_json(item: Item) -> dict[str, Any]:
    said = item.comment
    return {
        "id": said.id,
        "round": said.round,
        "control": said.control,
        "text": said.text,
        "answer": said.answer,
        "state": said.state,
        "owner": said.owner,
        "due": _text(said.due),
        "days_left": item.due_left,
        "overdue": item.overdue,
        "sent": _text(said.sent),
        "accepted": _text(said.accepted),
        "live": item.live,
    }


def _text(day: date | None) -> str | None:
    return None if day is None else str(day)
