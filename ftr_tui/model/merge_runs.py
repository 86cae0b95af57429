"""Rehearsals of two writers -> one list: each by its id, its questions joined, its clock the further one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from ftr_tui.model.session import Asked, Comment, Done, OwnQuestion, Rehearsal, Round, Session, Supply
from ftr_tui.model.text import fold

N = TypeVar("N", Rehearsal, Supply, OwnQuestion, Done)
R = TypeVar("R", Round, Comment)
T = TypeVar("T", bound=BaseModel)
_SAID = {"until", "note", "answer", "owner", "due", "state", "sent", "accepted"}
"""What a team says of a round or a comment; the rest is what came."""
_CLOCK = ("elapsed", "running", "position")


def renumbered(base: Session, ours: Session, theirs: Session) -> Session:
    """Give what we added another number where both sides added a different one under the same."""
    runs, moved = _numbered("R", base.rehearsal, ours.rehearsal, theirs.rehearsal)
    supply = [_renamed(s, moved) for s in _numbered("S", base.supply, ours.supply, theirs.supply)[0]]
    own = _numbered("Q", base.own_question, ours.own_question, theirs.own_question)[0]
    done = _numbered("C", base.done, ours.done, theirs.done)[0]
    own = [_renamed(q, moved) for q in own]
    rounds, comments = rounds_of(base, ours, theirs)
    return ours.changed(
        rehearsal=runs, supply=supply, own_question=own, done=done, round=rounds, comment=comments
    )


def _numbered(
    letter: str, base: Sequence[N], ours: Sequence[N], theirs: Sequence[N]
) -> tuple[list[N], dict[str, str]]:
    before, other = {t.id for t in base}, {t.id: t for t in theirs}
    highest = max((int(t.id[1:]) for side in (base, ours, theirs) for t in side), default=0)
    out, moved = [], {}
    for thing in ours:
        twin = other.get(thing.id)
        if twin is not None and thing.id not in before and not _same(thing, twin):
            highest += 1
            moved[thing.id] = f"{letter}{highest}"
            thing = thing.model_copy(update={"id": moved[thing.id]})
        out.append(thing)
    return out, moved


def rounds_of(base: Session, ours: Session, theirs: Session) -> tuple[list[Round], list[Comment]]:
    """Return our rounds and comments under the numbers that they have in the merged session.

    The same workbook may be taken in on both sides: a new round of the same day, and a new comment with
    the same text about the same control, are one thing and take the number that they have there.
    """
    known, old = {r.id for r in base.round}, {c.id for c in base.comment}
    there = {r.came: r for r in _new(base.round, theirs.round)}
    found = [(r, there.pop(r.came, None) if r.id not in known else None) for r in ours.round]
    rounds, came = _placed("N", found, base.round, theirs.round)
    pool = _new(base.comment, theirs.comment)
    said: list[tuple[Comment, Comment | None]] = []
    for one in ours.comment:
        # Those that stood before belong to a round that both know.
        moved = one if one.id in old else one.model_copy(update={"round": came.get(one.round, one.round)})
        twin = None if one.id in old else _alike(moved, pool)
        if twin is not None:
            pool.remove(twin)
        said.append((moved, twin))
    comments = _placed("K", said, base.comment, theirs.comment)[0]
    # A round of ours that held only what came there on another day holds nothing any more.
    held = {came.get(c.round, c.round) for c in ours.comment if c.id not in old}
    empty = held - known - {r.id for r in theirs.round} - {c.round for c in comments}
    return [r for r in rounds if r.id not in empty or r.until or r.note], comments


def as_it_came(one: T) -> T:
    """Return a round or a comment before anybody said anything of it."""
    fields = type(one).model_fields
    return one.model_copy(update={name: fields[name].default for name in _SAID & set(fields)})


def _alike(said: Comment, pool: Sequence[Comment]) -> Comment | None:
    alike = [c for c in pool if (c.control, fold(c.text)) == (said.control, fold(said.text))]
    return next((c for c in alike if c.round == said.round), alike[0] if alike else None)


def _placed(
    letter: str, found: Sequence[tuple[R, R | None]], base: Sequence[R], theirs: Sequence[R]
) -> tuple[list[R], dict[str, str]]:
    """Return our things, each with its twin's number or else a free one; and old number -> new number.

    A thing with a twin has its writer, time and wording; what else the two say of it is kept of both.
    """
    before, taken = {t.id for t in base}, {t.id for t in theirs}
    highest = max(
        (int(t.id[1:]) for side in (base, [t for t, _twin in found], theirs) for t in side), default=0
    )
    out, moved = [], {}
    for thing, twin in found:
        new = thing
        if twin is not None:
            said = _SAID & set(type(thing).model_fields)
            new = twin.model_copy(update={name: getattr(thing, name) for name in said})
        elif thing.id not in before and thing.id in taken:
            highest += 1
            new = thing.model_copy(update={"id": f"{letter}{highest}"})
        moved[thing.id] = new.id
        out.append(new)
    return out, moved


def _new(base: Sequence[R], side: Sequence[R]) -> list[R]:
    known = {t.id for t in base}
    return [t for t in side if t.id not in known]


def _same(one: N, two: N) -> bool:
    if isinstance(one, Rehearsal) and isinstance(two, Rehearsal):
        return one.started == two.started
    return one == two


def _renamed(thing: Any, moved: dict[str, str]) -> Any:
    new = moved.get(thing.from_)
    return thing.model_copy(update={"from_": new}) if new else thing


def rehearsals(base: Session, ours: Session, theirs: Session) -> list[Rehearsal]:
    """Return the rehearsals of both sides; one that a side took away and the other left alone is gone."""
    old, mine, other = ({r.id: r for r in s.rehearsal} for s in (base, ours, theirs))
    out = []
    for key in dict.fromkeys([*other, *mine]):
        before, one, two = old.get(key), mine.get(key), other.get(key)
        if one is not None and two is not None:
            out.append(two if one == before else one if two == before else _joined(before, one, two))
        elif one is not None and one != before:
            out.append(one)
        elif two is not None and two != before:
            out.append(two)
    return out


def _joined(before: Rehearsal | None, ours: Rehearsal, theirs: Rehearsal) -> Rehearsal:
    """Return one rehearsal that two programs went on with. The clock is of the one that is further on."""
    further = ours if ours.elapsed >= theirs.elapsed else theirs
    fields: dict[str, Any] = {}
    for name in Rehearsal.model_fields:
        old, one, two = (getattr(r, name, None) for r in (before, ours, theirs))
        fields[name] = two if one == old else one
    fields |= {name: getattr(further, name) for name in _CLOCK}
    fields["asked"] = _asked(before.asked if before else [], ours.asked, theirs.asked)
    ended = [r.ended for r in (ours, theirs) if r.ended is not None]
    if ended:
        fields |= {"ended": min(ended), "running": None}
    return ours.model_copy(update=fields)


def _asked(base: list[Asked], ours: list[Asked], theirs: list[Asked]) -> list[Asked]:
    def name(asked: Asked) -> tuple[int, str, str]:
        return asked.at, asked.item, asked.text

    old, mine, other = ({name(a): a for a in side} for side in (base, ours, theirs))
    out = []
    for key in dict.fromkeys([*other, *mine]):
        before, one, two = old.get(key), mine.get(key), other.get(key)
        # Taken back by one side (an undo) is taken back, unless the other has changed it since.
        kept = two if one == before else one if two == before or one is not None else two
        if kept is not None:
            out.append(kept)
    return sorted(out, key=lambda a: a.at)
