"""The road as a team takes it: where it stands, and what a person writes down about a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from ftr_tui.actions import binder, routes
from ftr_tui.model.binder import State
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.road import (
    MEETING,
    OPTIONAL,
    QUALIFIED,
    ReportStand,
    Stop,
    days_in_words,
    live_rounds,
    steps,
)
from ftr_tui.model.session import RoadStep
from ftr_tui.model.text import clean, mask_secrets

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

_MOST_PEOPLE, _LONGEST_NAME = 50, 80


class Given(TypedDict, total=False):
    """What is to change of a step; what is not named stays, None (or nothing) takes it away."""

    done: date | None
    planned: date | None
    people: Sequence[str]
    notes: str
    comments: date | None
    until: date | None


def stops(desk: Desk) -> list[Stop]:
    """Return the whole road as it stands today."""
    # Read False: this is asked at every move on Home; the Binder itself looks into the files.
    shelf = binder.rows(desk, read=False)
    reports = [ReportStand(stand.ready, routes.in_short(stand)) for stand in routes.stands(desk)]
    return steps(desk.programme, desk.session, desk.review, shelf, desk.review.today, reports)


def documents(desk: Desk) -> tuple[int, int]:
    """Return how many of the documents that this session needs are there and fresh, and how many it needs."""
    wanted = [
        row
        for row in binder.rows(desk, read=False)
        if row.kind is not None and row.state != State.UNNEEDED and row.kind.id not in OPTIONAL
    ]
    return sum(r.state == State.OK for r in wanted), len(wanted)


def stop(desk: Desk, step: str) -> Stop:
    """Return one step; Problem if the road has none of that id."""
    found = next((s for s in stops(desk) if s.step.id == step), None)
    if found is None:
        hint = ", ".join(s.id for s in desk.programme.step)
        raise Problem(_("the road has no step {}").format(step), hint=hint)
    return found


def change(desk: Desk, step: str, **given: Unpack[Given]) -> list[str]:
    """Write down what is given about a step, as one change; return what is worth a remark.

    Problem, with nothing changed, where a day cannot be.
    """
    before = check(desk, step, **given)
    session, fields = desk.session, dict[str, Any](given)
    if step == MEETING and "planned" in fields:
        session = session.changed(review_date=fields.pop("planned"))
    if "people" in fields:
        fields["people"] = _names(fields["people"])
    if "notes" in fields:
        fields["notes"] = mask_secrets(clean(fields["notes"] or "").strip())[0]
    if step == MEETING and "until" in fields and (came := live_rounds(session)):
        # One day, one place: with comments in the session it stands in the newest round.
        day, last = fields["until"], came[-1].id
        old = {r.id for r in came} if day is None else {last}
        session = session.changed(
            round=[r.model_copy(update={"until": day}) if r.id in old else r for r in session.round]
        )
        fields["until"] = None
    kept = (session.road.get(step) or RoadStep()).model_copy(update=fields)
    session = session.with_step(step, None if kept == RoadStep() else kept)
    if session != desk.session:
        desk.change(_("{}: {}").format(before.step.title, _label(given)), session)
    return _remarks(stop(desk, step), given, desk.review.today)


def check(desk: Desk, step: str, **given: Unpack[Given]) -> Stop:
    """Return the step as it stands; Problem where ``change`` would not take what is given."""
    before = stop(desk, step)
    _refuse(before, given, desk.review.today)
    came = live_rounds(desk.session) if step == MEETING else []
    if came and "comments" in given and (given["comments"] or date.max) > came[0].came:
        text = _("AWS's comments {} came on {}, so that day counts")
        raise Problem(text.format(came[0].id, came[0].came), hint=_("N in the app, or ftr-tui rounds"))
    if came and (given.get("until") or date.max) <= came[-1].came:
        text = _("the last day ({}) must lie after {}")
        raise Problem(text.format(given.get("until"), came[-1].came))
    return before


def _label(given: Given) -> str:
    words = {
        "done": _("done"), "planned": _("plan"), "people": _("people"), "notes": _("note"),
        "comments": _("AWS's list"), "until": _("last day"),
    }  # fmt: skip
    return ", ".join(words[name] for name in given)


def _names(given: Sequence[str] | None) -> list[str]:
    names = [" ".join(clean(n).split()) for text in given or () for n in text.split(",")]
    names = list(dict.fromkeys(n for n in names if n))
    if len(names) > _MOST_PEOPLE or any(len(n) > _LONGEST_NAME for n in names):
        raise Problem(
            _("at most {} people, and a name has 1 to {} characters").format(_MOST_PEOPLE, _LONGEST_NAME)
        )
    return names


def _refuse(before: Stop, given: Given, today: date) -> None:
    """Raise Problem for days that cannot be."""
    title, id_ = before.step.title, before.step.id
    for name, text in (("done", _("{} lies ahead: plan it")), ("comments", _("{} lies ahead"))):
        day = given.get(name)
        if isinstance(day, date) and day > today:
            raise Problem(text.format(day))
    if given.get("comments") and id_ != MEETING:
        raise Problem(_("AWS's list belongs to the review meeting, not to: {}").format(title))
    if given.get("until") and id_ not in (MEETING, QUALIFIED):
        raise Problem(_("only the review meeting and the approval have a last day, not: {}").format(title))
    since = "comments" if id_ == MEETING else "done"
    begun, ends = given.get(since, getattr(before, since)), _until(before, given)
    if isinstance(begun, date) and ends is not None and ends <= begun:
        raise Problem(_("the last day ({}) must lie after {}").format(ends, begun))


def _until(before: Stop, given: Given) -> date | None:
    """Return the last day that AWS named, after the change; a suggested one moves by itself."""
    if "until" in given:
        return given["until"]
    return None if before.suggested else before.until


def _remarks(after: Stop, given: Given, today: date) -> list[str]:
    out = []
    if given.get("done") and after.blocks:
        out.append(_("done, although: {}").format("; ".join(after.blocks)))
    for name in ("planned", "until"):
        day = given.get(name)
        if isinstance(day, date) and day < today:
            out.append(_("{} is past").format(day))
    if given.get("comments") and after.suggested:
        out.append(
            _("six months from it is {}; if AWS named another day, write that down").format(after.until)
        )
    if given.get("done") and after.step.id == QUALIFIED:
        out += after.hints
    return out


def dates(found: Stop) -> list[str]:
    """Return the days of a step in words, one a line."""
    out = []
    if found.done:
        out.append(_("approved on {}" if found.step.id == QUALIFIED else "done on {}").format(found.done))
    elif found.planned:
        out.append(_("planned for {}").format(found.planned))
    if found.comments:
        out.append(_("AWS's list of what is not met came on {}").format(found.comments))
    if found.until:
        left = f" ({days_in_words(found.days_left)})" if found.days_left is not None else ""
        if found.step.id == QUALIFIED:
            text = _("holds until {}")
        elif found.suggested:
            text = _("fix it by {}: six months, AWS's rule; write down the day if AWS named another")
        else:
            text = _("fix it by {}, as AWS said")
        out.append(text.format(f"{found.until}{left}"))
    return out


def parse_day(text: str, today: date) -> date | None:
    """Return the day of ``2026-12-05`` or ``today``, None for ``-`` or nothing; Problem for anything else."""
    text = text.strip()
    if text in ("", "-"):
        return None
    if text == "today":
        return today
    try:
        # fromisoformat alone also takes 20261205 and weeks, which people type by mistake.
        if len(text) == len("2026-12-05"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Problem(_("{} is no day; write it as 2026-12-05").format(clean(text)[:40]))


def as_json(desk: Desk) -> dict[str, Any]:
    """Return the road as ``road --json`` writes it."""
    found = stops(desk)
    return {
        "session": desk.name,
        "here": next((s.step.id for s in found if s.here), None),
        "steps": [_stop_json(s) for s in found],
    }


def for_status(desk: Desk) -> dict[str, Any]:
    """Return the road as ``status --json`` holds it: where the team is, and each step's state and days."""
    found = stops(desk)
    return {
        "here": next((s.step.id for s in found if s.here), None),
        "steps": {
            s.step.id: {
                "state": str(s.state),
                "done": _day(s.done),
                "planned": _day(s.planned),
                "until": _day(s.until),
            }
            for s in found
        },
    }


def in_short(desk: Desk) -> str:
    """Return where the team is on the road, in one line: the step, its days, what is first in the way."""
    found = stops(desk)
    stop = next((s for s in found if s.here), found[-1])
    said = [stop.name, *dates(stop), *stop.blocks[:1]]
    return _("road: {}").format(" · ".join(said))


def _day(day: date | None) -> str | None:
    return str(day) if day else None


def _stop_json(found: Stop) -> dict[str, Any]:
    return {
        "id": found.step.id,
        "number": found.number or None,
        "title": found.step.title,
        "state": str(found.state),
        "here": found.here,
        "done": _day(found.done),
        "planned": _day(found.planned),
        "people": list(found.people),
        "notes": found.notes,
        "comments": _day(found.comments),
        "until": _day(found.until),
        "until_suggested": found.suggested,
        "days_left": found.days_left,
        "blocks": list(found.blocks),
        "hints": list(found.hints),
        "what": found.step.what,
        "who": found.step.who,
        "link": found.step.link,
        "as_of": str(found.step.as_of),
    }
