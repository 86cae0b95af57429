"""Rehearsals of two writers -> one list: each by its id, its questions joined, its clock the further one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from ftr_tui.model.session import Asked, Comment, Done, OwnQuestion, Rehearsal, Round, Session, Supply

N = TypeVar("N", Rehearsal, Supply, OwnQuestion, Done, Round, Comment)
_CLOCK = ("elapsed", "running", "position")


def renumbered(base: Session, ours: Session, theirs: Session) -> Session:
    """Give what we added another number where both sides added a different one under the same."""
    runs, moved = _numbered("R", base.rehearsal, ours.rehearsal, theirs.rehearsal)
    supply = [_renamed(s, moved) for s in _numbered("S", base.supply, ours.supply, theirs.supply)[0]]
    own = _numbered("Q", base.own_question, ours.own_question, theirs.own_question)[0]
    done = _numbered("C", base.done, ours.done, theirs.done)[0]
    own = [_renamed(q, moved) for q in own]
    rounds, came = _numbered("N", base.round, ours.round, theirs.round)
    known = {c.id for c in base.comment}
    # Our new comments go with our round; those that stood before belong to the one that both know.
    mine = [
        c if c.id in known else c.model_copy(update={"round": came.get(c.round, c.round)})
        for c in ours.comment
    ]
    comments = _numbered("K", base.comment, mine, theirs.comment)[0]
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
