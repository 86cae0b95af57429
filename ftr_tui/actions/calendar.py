"""The calendar at work: what is due, done with its proof, other days and paces, what is not needed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from ftr_tui.actions import binder, documents
from ftr_tui.model.calendar import Due, all_tasks, due_list, history
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Done, Session, TaskPlan
from ftr_tui.model.text import clean, mask_secrets, one_line
from ftr_tui.model.when import plus

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

OWN = "own-"
"""How the id of a team's own task begins."""
_EARLY_DAYS = 14
_OLDEST = timedelta(days=3660)
TASK_KINDS = ("task", "event")


def due(desk: Desk) -> list[Due]:
    """Return everything with a day, soonest first."""
    return due_list(desk.programme, desk.checklist, desk.session, desk.review, desk.review.today)


def find(desk: Desk, key: str) -> Due:
    """Return one line by its id; Problem names the nearest."""
    known = {d.id: d for d in due(desk)}
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, 1)
    hint = _("did you mean {}?").format(near[0]) if near else _("known: {}").format(", ".join(known))
    raise Problem(_("nothing in the calendar has the id {!r}").format(key), hint=hint)


def task(desk: Desk, key: str) -> Due:
    """Return a task or an event; Problem says where the other lines are changed."""
    found = find(desk, key)
    places = {
        "answer": _("answer the question again: in the interview, or with ftr-tui answer"),
        "document": _("add the newer document in the binder"),
        "road": _("change the day on the road"),
        "supply": _("the mock review's first page says what was sent"),
        "comment": _("answer it, or give it another day: N in the app, or ftr-tui rounds"),
        "round": _("AWS named it: N in the app, or ftr-tui rounds"),
        "gap": _("give it another day: o in the Summary, or ftr-tui own"),
    }
    if found.kind not in TASK_KINDS:
        raise Problem(_("{} is no task").format(key), hint=places[found.kind])
    return found


def past(desk: Desk, key: str) -> list[Done]:
    """Return when a task was done, newest first."""
    return history(desk.session, key)


# --- done ---------------------------------------------------------------------------------------------


def check_done(desk: Desk, key: str, day: str, proof: str) -> str:
    """Return why a day and a proof as typed cannot be taken, or an empty string."""
    from ftr_tui.actions.road import parse_day

    try:
        task(desk, key)
        _check_day(desk, parse_day(day, desk.review.today))
        if _is_number(desk, proof):
            binder.found(desk, proof)
    except Problem as error:
        return str(error)
    return documents.check(desk, proof) if proof and not _is_number(desk, proof) else ""


def _check_day(desk: Desk, on: date | None) -> None:
    today = desk.review.today
    if on is None:
        raise Problem(_("on which day?"))
    if on > today:
        raise Problem(_("{} has not come yet").format(on))
    if on < today - _OLDEST:
        raise Problem(_("{} is too long ago").format(on))


def _is_number(desk: Desk, proof: str) -> bool:
    """Whether ``D03`` means a document: no file of that name is meant where there is such a number."""
    known = any(d.id == proof.upper() for d in desk.session.document)
    return known or bool(re.fullmatch(r"[Dd][0-9]{1,6}", proof) and documents.check(desk, proof))


def done(
    desk: Desk, key: str, on: date | None = None, *, note: str = "", proof: str = "", copy: bool = False
) -> Done:
    """Write down that a task was done ``on`` a day (today), with its proof.

    ``proof`` is a file, a link, or a document's id such as ``D03``; a file or link is filed in the binder
    as the record of the task, showing that day. Problem if the day lies ahead, or there is no such proof.
    """
    # First what others wrote: else a merge gives it another number, and an undo would mean theirs.
    desk.refresh()
    found = task(desk, key)
    on = on or desk.review.today
    _check_day(desk, on)
    document = _proof(desk, found, proof.strip(), on, copy=copy)
    session = desk.session
    new = Done(
        id=session.new_id("C"),
        task=key,
        on=on,
        by=clean(desk.who),
        at=desk.clock(),
        note=mask_secrets(clean(note).strip())[0],
        document=document,
    )
    session = _used_up(session.changed(done=[*session.done, new]), found, on)
    desk.change(_("{} done").format(found.title), session)
    return new


def _used_up(session: Session, found: Due, on: date) -> Session:
    """Take away the day set by hand where this is what it was set for, also when done a little early."""
    plan = session.calendar.get(found.id)
    newest = found.last is None or on >= found.last.on
    if plan is None or plan.due is None or not newest:
        return session
    once = found.kind == "task" and found.every_days is None
    if not once and on < plus(plan.due, -_EARLY_DAYS):
        return session
    return _planned(session, found.id, due=None)


def _proof(desk: Desk, found: Due, proof: str, on: date, *, copy: bool) -> str:
    if not proof:
        return ""
    if _is_number(desk, proof):
        return binder.found(desk, proof).id
    kind = next((t.document for t in desk.programme.task if t.id == found.id), "")
    title = "" if kind else found.title
    filed = binder.add(desk, proof, kind, title=title, shows=on, controls=found.controls, copy=copy)
    return filed.id


def take_back(desk: Desk, key: str, number: str) -> Done:
    """Take away what was written down as done, and return it; its document and every response stay."""
    number = number.strip().upper()
    found = next((d for d in past(desk, key) if d.id == number), None)
    if found is None:
        raise Problem(_("{} was not done as {}").format(key, number))
    rest = [d for d in desk.session.done if d.id != number]
    desk.change(_("{} taken back").format(number), desk.session.changed(done=rest))
    return found


# --- the line in a response ---------------------------------------------------------------------------


def line(desk: Desk, made: Done) -> str:
    """Return the line that a response can carry, such as ``Last restore test: 2026-11-20 (D03).``, or ''."""
    record = _record(desk, made.task)
    proof = f" ({made.document})" if made.document else ""
    # AWS reads it, and with_line looks for it again: English in every language.
    return f"Last {record}: {made.on}{proof}." if record else ""


def said_in(desk: Desk, made: Done) -> list[str]:
    """Return the controls whose response has the line of ``made``: AWS reads it although it is taken back."""
    said = line(desk, made)
    return [c for c, r in desk.session.responses.items() if said and said in r.text.split("\n")]


def _record(desk: Desk, key: str) -> str:
    return next((t.record for t in desk.programme.task if t.id == key), "")


def offer(desk: Desk, made: Done) -> dict[str, str]:
    """Return control -> response with the line of ``made``, where that would change the response.

    Only controls of the task that want its record. A line that we wrote of an earlier day is replaced;
    nothing else of the text is touched.
    """
    found = next((t for t in desk.programme.task if t.id == made.task), None)
    if found is None or not found.record:
        return {}
    out = {}
    for control in found.controls:
        item = desk.checklist.by_id.get(control)
        if item is None or found.document not in getattr(item, "documents", ()):
            continue
        if desk.session.borrowed(control) is not None:
            continue  # another product's draft is not ours to write on
        old = desk.session.response_text(control)
        new = with_line(old, found.record, line(desk, made), made.on)
        if new != old:
            out[control] = new
    return out


def with_line(text: str, record: str, new: str, on: date) -> str:
    """Return ``text`` with the line ``new`` about ``record``; one of a later day stays."""
    shape = re.compile(rf"Last {re.escape(record)}: (\d{{4}}-\d\d-\d\d)(?: \(D\d{{1,6}}\))?\.")
    lines = text.split("\n") if text.strip() else []
    ours = [(n, m[1]) for n, one in enumerate(lines) if (m := shape.fullmatch(one))]
    if any(day > on.isoformat() for _n, day in ours):
        return text
    if ours:
        first = ours[0][0]
        others = {n for n, _day in ours[1:]}
        return "\n".join(new if n == first else one for n, one in enumerate(lines) if n not in others)
    # The binder ends a response with its documents; that line stays the last one.
    at = len(lines) - 1 if lines and lines[-1].startswith("Documents: ") else len(lines)
    return "\n".join([*lines[:at], new, *lines[at:]])


def respond(desk: Desk, made: Done) -> list[str]:
    """Put the line into the responses that ``offer`` names, as one step; return their controls."""
    from ftr_tui.model.session import Response

    offered = offer(desk, made)
    session = desk.session
    for control, text in offered.items():
        old = session.responses.get(control) or Response(text="", at=desk.clock())
        new = old.model_copy(update={"text": text, "by": clean(desk.who), "at": desk.clock()})
        session = session.with_response(control, new)
    if offered:
        desk.change(_("response of {}").format(", ".join(offered)), session)
    return list(offered)


# --- days, paces, owners, needed or not ---------------------------------------------------------------


def set_due(desk: Desk, key: str, day: date | None) -> None:
    """Set the next day of a task; of an event, the day it happened. None takes it away."""
    found = task(desk, key)
    if day is not None and abs(day - desk.review.today) > _OLDEST:
        raise Problem(_("{} is too far away").format(day))
    if day is not None and found.last is not None and found.last.on >= day:
        raise Problem(_("it was done on {} already; give a later day").format(found.last.on))
    _plan(desk, found, due=day)


def set_owner(desk: Desk, key: str, who: str) -> None:
    """Say who does it; empty takes it away."""
    _plan(desk, task(desk, key), owner=one_line(who, 80))


def set_pace(desk: Desk, key: str, days: int | None) -> None:
    """Set another pace in days; None: the programme's again."""
    found = task(desk, key)
    if found.kind == "event":
        raise Problem(_("{} comes when it comes, at no pace").format(found.title))
    if days is not None and not 1 <= days <= 3660:
        raise Problem(_("a pace has 1 to 3660 days"))
    _plan(desk, found, every_days=days)


def days(text: str) -> int | None:
    """Return a pace as typed, None for ``-`` or nothing; Problem for anything else."""
    text = text.strip()
    if text in ("", "-"):
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 4:
        raise Problem(_("{} is no number of days").format(one_line(text, 40)))
    return int(text)


def set_off(desk: Desk, key: str, why: str) -> None:
    """Say that a task is not needed and why; an empty reason: it is needed."""
    _plan(desk, task(desk, key), off=mask_secrets(one_line(why))[0])


def add(desk: Desk, title: str, *, due: date | None = None, every_days: int | None = None) -> str:
    """Add a task of the team's own and return its id; Problem if it has neither day nor pace."""
    title = mask_secrets(one_line(title, 80))[0]
    if not title:
        raise Problem(_("a task needs a title"))
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40] or "task"
    known = {t.id for t in all_tasks(desk.programme, desk.session)} | set(desk.session.calendar)
    key = _free(OWN + slug, known.__contains__)
    put(desk, key, title, due=due, every_days=every_days)
    return key


def put(desk: Desk, key: str, title: str, *, due: date | None = None, every_days: int | None = None) -> None:
    """Add or rename a task of the team's own under an id that was chosen."""
    if any(t.id == key for t in desk.programme.task):
        raise Problem(_("{} is a task of the programme; it keeps its title").format(key))
    title = mask_secrets(one_line(title, 80))[0]
    if not title:
        raise Problem(_("a task needs a title"))
    old = desk.session.calendar.get(key)
    if due is None and every_days is None and (old is None or (old.due is None and old.every_days is None)):
        raise Problem(_("a task needs a day, or a pace in days"))
    if every_days is not None and not 1 <= every_days <= 3660:
        raise Problem(_("a pace has 1 to 3660 days"))
    given = {"title": title, "due": due, "every_days": every_days}
    session = _planned(desk.session, key, **{k: v for k, v in given.items() if v is not None})
    desk.change(_("task {}").format(title), session)


def _free(slug: str, taken: Callable[[str], bool]) -> str:
    number, key = 2, slug
    while taken(key):
        key, number = f"{slug}-{number}", number + 1
    return key


def _plan(desk: Desk, found: Due, **fields: object) -> None:
    desk.change(_("{} changed").format(found.title), _planned(desk.session, found.id, **fields))


def _planned(session: Session, key: str, **fields: object) -> Session:
    plan = session.calendar.get(key, TaskPlan()).model_copy(update=fields)
    # A plan that says nothing is no line in the file.
    return session.with_plan(key, None if plan == TaskPlan() else plan)


def as_json(desk: Desk) -> dict[str, Any]:
    """Return the calendar as ``calendar --json`` writes it."""
    today = desk.review.today
    return {
        "session": desk.name,
        "today": str(today),
        "due": [_due_json(item, today) for item in due(desk)],
        "done": [_done_json(d) for d in sorted(desk.session.done, key=lambda d: (d.on, d.at), reverse=True)],
    }


def _due_json(item: Due, today: date) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "state": str(item.state),
        "due": str(item.due) if item.due else None,
        "days": item.left(today),
        "every_days": item.every_days,
        "owner": item.owner,
        "last": str(item.last.on) if item.last else None,
        "controls": list(item.controls),
        "why": item.why,
    }


def _done_json(made: Done) -> dict[str, Any]:
    told = {"id": made.id, "task": made.task, "on": str(made.on), "by": made.by}
    return {**told, "note": made.note, "document": made.document}
