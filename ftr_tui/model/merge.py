"""Base, ours, theirs -> one session; what both changed is kept twice, as a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from ftr_tui.model.session import Answer, Conflict, Document, Member, Owner, Response, Session

T = TypeVar("T", bound=BaseModel)

# What makes two answers the same: the word and its reasons, not the second at which it was given.
_SAME = {"at", "by", "evidence_at"}


def merge(base: Session, ours: Session, theirs: Session, now: datetime) -> Session:
    """Return one session with everything that either side changed since ``base``.

    Where both changed the same thing to different values, ours stands and a Conflict holds both.
    """
    conflicts: list[Conflict] = []
    answers = _tables("answer", base.answers, ours.answers, theirs.answers, conflicts, now)
    responses = _tables("response", base.responses, ours.responses, theirs.responses, conflicts, now)
    owners = _tables("owner", base.owners, ours.owners, theirs.owners, conflicts, now)
    documents = _tables(
        "document", _by_id(base.document), _by_id(ours.document), _by_id(theirs.document), conflicts, now
    )
    members = {m.name: m for m in [*theirs.member, *ours.member]}
    fields: dict[str, Any] = {
        "answers": answers,
        "responses": responses,
        "owners": owners,
        "document": list(documents.values()),
        "member": _members(base.member, ours.member, theirs.member, members),
        "conflict": _conflicts(base.conflict, ours.conflict, theirs.conflict, conflicts),
        "revision": max(ours.revision, theirs.revision),
    }
    for name in ("product", "checklist", "release", "routes", "sample"):
        before, mine, other = (getattr(s, name) for s in (base, ours, theirs))
        fields[name] = other if mine == before else mine
    extra = {**(theirs.model_extra or {}), **(ours.model_extra or {})}
    return ours.model_copy(update={**fields, **extra})


def _by_id(documents: list[Document]) -> dict[str, Document]:
    return {d.id: d for d in documents}


def _members(
    base: list[Member], ours: list[Member], theirs: list[Member], both: Mapping[str, Member]
) -> list[Member]:
    gone = {m.name for m in base} - ({m.name for m in ours} & {m.name for m in theirs})
    return [m for name, m in both.items() if name not in gone]


def _conflicts(
    base: list[Conflict], ours: list[Conflict], theirs: list[Conflict], new: list[Conflict]
) -> list[Conflict]:
    # A conflict that one side has settled since base is settled for both.
    settled = {c.what for c in base} - ({c.what for c in ours} & {c.what for c in theirs})
    both = {c.what: c for c in [*theirs, *ours, *new] if c.what not in settled or c in new}
    return list(both.values())


def _tables(
    kind: str,
    base: Mapping[str, T],
    ours: Mapping[str, T],
    theirs: Mapping[str, T],
    conflicts: list[Conflict],
    now: datetime,
) -> dict[str, T]:
    out: dict[str, T] = {}
    # Their order first: a diff in git then shows additions at the end, not moves.
    for key in dict.fromkeys([*theirs, *ours]):
        before, mine, other = base.get(key), ours.get(key), theirs.get(key)
        if _same(mine, before):
            kept = other
        elif _same(other, before) or _same(mine, other):
            kept = mine
        else:
            kept = mine
            conflicts.append(Conflict(what=f"{kind} {key}", ours=_shown(mine), theirs=_shown(other), at=now))
        if kept is not None:
            out[key] = kept
    return out


def _same(one: BaseModel | None, two: BaseModel | None) -> bool:
    if one is None or two is None:
        return one is two
    return one.model_dump(exclude=_SAME) == two.model_dump(exclude=_SAME)


def _shown(thing: BaseModel | None) -> str:
    """Return a changed thing so that it can be taken back word for word from the conflict."""
    if thing is None:
        return ""
    if isinstance(thing, Answer):
        return thing.value or "don't know yet"
    if isinstance(thing, Response):
        return thing.text
    if isinstance(thing, Owner):
        return f"{thing.who} {thing.due or ''}".strip()
    if isinstance(thing, Document):
        return f"{thing.title} ({thing.where})"
    return str(thing)
