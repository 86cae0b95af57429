"""Base, ours, theirs -> one session; what both changed is kept twice, as a conflict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ftr_tui.model.checklist import Question
from ftr_tui.model.merge_runs import as_it_came, rehearsals, renumbered
from ftr_tui.model.session import (
    Agreed,
    Answer,
    Comment,
    Conflict,
    Document,
    Done,
    Former,
    Member,
    Owner,
    OwnQuestion,
    PracticeAnswer,
    QuestionNote,
    Response,
    RoadStep,
    Round,
    Session,
    Supply,
    TaskPlan,
)
from ftr_tui.model.signatures import still_read

T = TypeVar("T", bound=BaseModel)
_MANY_PARTS = (Comment, Document, Former, Owner, PracticeAnswer, QuestionNote, RoadStep, Round, TaskPlan)
"""Things whose parts two people may change side by side."""
_AS_JSON: dict[str, tuple[str, type[BaseModel]]] = {
    "step": ("road", RoadStep),
    "task": ("calendar", TaskPlan),
    "practice": ("practice", PracticeAnswer),
    "question": ("review_question", QuestionNote),
    "former": ("former", Former),
}
"""Kind of conflict -> the session's table, and what stands in it."""
_LISTED_AS_JSON: dict[str, tuple[str, type[Done | Round | Comment]]] = {
    "done": ("done", Done),
    "round": ("round", Round),
    "comment": ("comment", Comment),
}
"""The same for tables that are lists, each thing with an id."""
N = TypeVar("N", Supply, OwnQuestion)

UNSURE = "don't know yet"


def merge(base: Session, ours: Session, theirs: Session, now: datetime) -> Session:
    """Return one session with everything that either side changed since ``base``.

    Where both changed the same thing to different values, ours stands and a Conflict holds both.
    """
    found: list[Conflict] = []

    def both(kind: str, part: Callable[[Session], Mapping[str, T]]) -> dict[str, T]:
        return _tables(kind, part(base), part(ours), part(theirs), found, now)

    ours = renumbered(base, _renumbered(base, ours, theirs), theirs)
    fields: dict[str, Any] = {
        "answers": both("answer", lambda s: s.answers),
        "responses": both("response", lambda s: s.responses),
        "owners": both("owner", lambda s: s.owners),
        "document": list(both("document", lambda s: {d.id: d for d in s.document}).values()),
        "supply": list(both("supply", lambda s: {t.id: t for t in s.supply}).values()),
        "own_question": list(both("own question", lambda s: {q.id: q for q in s.own_question}).values()),
        "road": both("step", lambda s: s.road),
        "calendar": both("task", lambda s: s.calendar),
        "practice": both("practice", lambda s: s.practice),
        "review_question": both("question", lambda s: s.review_question),
        "report_check": both("check", lambda s: s.report_check),
        "done": list(both("done", lambda s: {d.id: d for d in s.done}).values()),
        "round": list(both("round", lambda s: {r.id: r for r in s.round}).values()),
        "comment": list(both("comment", lambda s: {c.id: c for c in s.comment}).values()),
        "former": both("former", lambda s: s.former),
        "rehearsal": rehearsals(base, ours, theirs),
        "member": list(both("member", lambda s: {m.name: m for m in s.member}).values()),
        "agreed": _agreed(base.agreed, ours.agreed, theirs.agreed),
        "revision": max(ours.revision, theirs.revision),
    }
    sides = [(s.answers, s.responses) for s in (ours, theirs)]
    fields["answers"] = still_read((fields["answers"], fields["responses"]), sides)
    plain = ("product", "checklist", "release", "sentences", "routes", "sample", "review_date", "sign_off")
    for name in (*plain, "scope", "workload"):
        before, mine, other = (getattr(s, name) for s in (base, ours, theirs))
        fields[name] = other if mine == before else mine
    fields["conflict"] = _conflicts(base.conflict, ours.conflict, theirs.conflict, found)
    merged = ours.model_copy(update=fields)
    # A newer program's keys, which we do not know, follow the same rule.
    extra = _plain(*(s.model_extra or {} for s in (base, ours, theirs)))
    object.__setattr__(merged, "__pydantic_extra__", extra)
    return merged


def _agreed(base: list[Agreed], ours: list[Agreed], theirs: list[Agreed]) -> list[Agreed]:
    # What either side took back since base is gone: a doubt weighs more than a yes.
    gone = {a.text for a in base} - ({a.text for a in ours} & {a.text for a in theirs})
    found: dict[str, Agreed] = {}
    for one in sorted([*theirs, *ours], key=lambda a: a.at):
        if one.text not in gone:
            found[one.text] = one
    return list(found.values())


def settle(
    session: Session,
    conflict: Conflict,
    question: Question | None = None,
    *,
    take_theirs: bool,
    by: str,
    now: datetime,
) -> Session:
    """Return ``session`` without ``conflict``: as it stands, or with what the other wrote.

    ``question`` is the one that it is about, if it is about an answer.
    """
    session = session.changed(conflict=[c for c in session.conflict if c != conflict])
    if not take_theirs:
        return session
    kind, _space, key = conflict.what.rpartition(" ")
    text = conflict.theirs
    if kind in ("supply", "own question"):
        return _numbered(session, kind, key, text)
    kind, _space, key = conflict.what.partition(" ")
    if kind == "answer":
        return session.with_answer(key, _answer(text, question, by, now))
    if kind == "response":
        return session.with_response(key, Response(text=text, by=by, at=now) if text else None)
    if kind == "owner":
        return session.with_owner(key, _owner(text) if text else None)
    if kind == "member":
        others = [m for m in session.member if m.name != key]
        return session.changed(
            member=[*others, Member(name=key, role=text.partition(": ")[2])] if text else others
        )
    if kind in _AS_JSON:
        name, shape = _AS_JSON[kind]
        table = {k: v for k, v in getattr(session, name).items() if k != key}
        return session.changed(**{name: table | {key: shape.model_validate_json(text)} if text else table})
    if kind == "check":
        value, _colon, reason = text.partition(": ")
        checks = {k: v for k, v in session.report_check.items() if k != key}
        found = {key: Answer(value=value, by=by, at=now, reason=reason)} if text else {}
        return session.changed(report_check=checks | found)
    if kind in _LISTED_AS_JSON:
        name, thing = _LISTED_AS_JSON[kind]
        kept = [t for t in getattr(session, name) if t.id != key]
        return session.changed(**{name: [*kept, thing.model_validate_json(text)] if text else kept})
    if kind == "document":
        return session.changed(document=_documents(session.document, key, text, now))
    return session


def _numbered(session: Session, kind: str, key: str, text: str) -> Session:
    """Take over what the other wrote of something to supply, or of an own question."""
    if kind == "own question":
        others = [q for q in session.own_question if q.id != key]
        control, _colon, asked = text.partition(": ")
        before = next((q for q in session.own_question if q.id == key), None) or OwnQuestion(id=key, text="")
        changed = before.model_copy(update={"control": control, "text": asked})
        return session.changed(own_question=_sorted([*others, changed] if text else others))
    rest = [t for t in session.supply if t.id != key]
    parts = re.fullmatch(r"(open|sent|accepted), (.*), (\d{4}-\d\d-\d\d|-): (\S*): (.*)", text, re.DOTALL)
    if parts is None:
        return session.changed(supply=rest) if not text else session
    due = None if parts[3] == "-" else date.fromisoformat(parts[3])
    fields = {"state": parts[1], "owner": parts[2], "due": due, "control": parts[4], "what": parts[5]}
    known = next((t for t in session.supply if t.id == key), None) or Supply(id=key, what="")
    return session.changed(supply=_sorted([*rest, known.model_copy(update=fields)]))


def _sorted(things: list[N]) -> list[N]:
    return sorted(things, key=lambda t: int(t.id[1:]))


def _owner(text: str) -> Owner:
    """Return the owner of ``Linh 2026-12-05``, with the plan on the lines below it; or of JSON."""
    if text.startswith("{"):
        with suppress(ValidationError):
            return Owner.model_validate_json(text)
    head, _newline, plan = text.partition("\n")
    found = re.fullmatch(r"(.*?) ?(\d{4}-\d\d-\d\d)?", head)
    who, day = found.groups() if found is not None else (head, None)
    with suppress(ValueError):
        return Owner(who=who, due=date.fromisoformat(day) if day else None, plan=plan)
    return Owner(who=head, plan=plan)


def _answer(text: str, question: Question | None, by: str, now: datetime) -> Answer | None:
    if not text:
        return None
    value, _colon, reason = text.partition(": ")
    if question is None or value not in question.answers:
        # What is no answer of this question was the other one's "don't know yet".
        return Answer(by=text.removeprefix(UNSURE).strip(" ()") or by, at=now)
    until = now.date() + timedelta(days=question.holds_days) if question.holds_days else None
    return Answer(value=value, by=by, at=now, reason=reason, until=until)


def _documents(documents: list[Document], key: str, text: str, now: datetime) -> list[Document]:
    others = [d for d in documents if d.id != key]
    parts = re.fullmatch(r"(.*) \((.*)\) for ([^()]*)", text, re.DOTALL)
    if parts is None:
        return others if not text else documents
    before = next((d for d in documents if d.id == key), None) or Document(
        id=key, title="", where="", added=now
    )
    theirs = {"title": parts[1], "where": parts[2], "controls": parts[3].split()}
    return sorted([*others, before.model_copy(update=theirs)], key=lambda d: d.id)


def _renumbered(base: Session, ours: Session, theirs: Session) -> Session:
    """Give our new documents another number where both sides added a different one under the same."""
    before = {d.id for d in base.document}
    other = {d.id: d for d in theirs.document}
    taken = {d.id for s in (base, ours, theirs) for d in s.document}
    out, moved = [], {}
    for document in ours.document:
        twin = other.get(document.id)
        if twin is not None and document.id not in before and twin.where != document.where:
            number = next(n for n in range(1, len(taken) + 2) if f"D{n:02}" not in taken)
            taken.add(f"D{number:02}")
            moved[document.id] = f"D{number:02}"
            out.append(document.model_copy(update={"id": f"D{number:02}"}))
        else:
            out.append(document)
    known = {d.id for d in base.done}
    done = [
        d.model_copy(update={"document": moved[d.document]})
        if d.document in moved and d.id not in known
        else d
        for d in ours.done
    ]
    return ours.changed(document=out, done=done)


def _conflicts(
    base: list[Conflict], ours: list[Conflict], theirs: list[Conflict], new: list[Conflict]
) -> list[Conflict]:
    # Two about the same thing may both stand: three people can differ. Who is "ours" does not matter.
    def name(conflict: Conflict) -> tuple[str, frozenset[str]]:
        return conflict.what, frozenset((conflict.ours, conflict.theirs))

    # A conflict that one side has settled since base is settled for both.
    kept = [{name(c) for c in side} for side in (ours, theirs)]
    settled = {name(c) for c in base} - (kept[0] & kept[1])
    old = [c for c in [*theirs, *ours] if name(c) not in settled]
    return list({name(c): c for c in [*old, *new]}.values())


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
        before, mine, other = _joined(*_signed(base.get(key), ours.get(key), theirs.get(key)))
        if mine == before:
            kept = other
        elif other == before:
            kept = mine
        elif _agree(mine, other):
            kept = _later(mine, other)
        else:
            kept = mine
            conflicts.append(Conflict(what=f"{kind} {key}", ours=_shown(mine), theirs=_shown(other), at=now))
        if kept is not None:
            out[key] = kept
    return out


def _signed(before: T | None, mine: T | None, other: T | None) -> tuple[T | None, T | None, T | None]:
    """Return all three so that a signature is no change of an answer where the other side changed it.

    Signing by one, another answer by the other: that answer stands, unsigned. Both only signed, or took
    the signature back: a doubt weighs more than a yes, and of two signatures the later one is kept.
    """
    if not isinstance(before, Answer) or before in (mine, other):
        return before, mine, other
    one, two = (isinstance(a, Answer) and a.unsigned() == before.unsigned() for a in (mine, other))
    if not one and not two:
        return before, mine, other
    if one and two:
        kept = min((mine, other), key=_signature)
        return before, kept, kept
    return (before, before, other) if one else (before, mine, before)


def _signature(answer: Any) -> tuple[bool, float, str]:
    at = answer.signed_at
    return answer.signed, -at.timestamp() if at is not None else 0.0, answer.signed_by


def _joined(before: T | None, mine: T | None, other: T | None) -> tuple[T | None, ...]:
    """Return all three, with what only one of ours and theirs changed of a thing of many parts in both.

    Of a document the controls that either side added are in, less those taken away.
    """
    if before is None and isinstance(mine, Round | Comment) and other is not None:
        # Taken in on both sides, so what either said of it since is a change.
        before = as_it_came(mine)
    if before is None or mine is None or other is None or not isinstance(mine, _MANY_PARTS):
        return before, mine, other
    one: dict[str, Any] = {}
    two: dict[str, Any] = {}
    for name in type(mine).model_fields:
        old, ours, theirs = (getattr(thing, name) for thing in (before, mine, other))
        if name == "controls":
            gone = set(old) - (set(ours) & set(theirs))
            one[name] = two[name] = [c for c in dict.fromkeys([*theirs, *ours]) if c not in gone]
        elif ours == old:
            one[name] = theirs
        elif theirs == old:
            two[name] = ours
    return before, mine.model_copy(update=one), other.model_copy(update=two)


def _agree(one: BaseModel | None, two: BaseModel | None) -> bool:
    """Whether two people said the same, be it at another time or of another origin."""
    if isinstance(one, Document) and isinstance(two, Document):
        loose = {"added", "by"}
        return one.model_dump(exclude=loose) == two.model_dump(exclude=loose)
    if isinstance(one, Answer | Response) and isinstance(two, Answer | Response):
        return _shown(one) == _shown(two)
    if isinstance(one, Former) and isinstance(two, Former):
        # Both moved to the same release, one after the other.
        return one == two.model_copy(update={"at": one.at})
    return one == two


def _later(one: T | None, two: T | None) -> T | None:
    if isinstance(one, Answer | Response | Former) and isinstance(two, Answer | Response | Former):
        return two if two.at > one.at else one
    return one


def _plain(base: Any, ours: Any, theirs: Any) -> Any:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        merged = {k: _plain(old.get(k), ours.get(k), theirs.get(k)) for k in dict.fromkeys([*theirs, *ours])}
        return {k: v for k, v in merged.items() if v is not None}
    return theirs if ours == base else ours


def _shown(thing: BaseModel | None) -> str:
    """Return a changed thing so that ``settle`` can take it back from the conflict."""
    if thing is None:
        return ""
    if isinstance(thing, Answer):
        if thing.value is None:
            return f"{UNSURE} ({thing.by})" if thing.by else UNSURE
        return f"{thing.value}: {thing.reason}" if thing.reason else thing.value
    if isinstance(thing, Response):
        return thing.text
    if isinstance(thing, Owner):
        text = f"{thing.who} {thing.due or ''}".strip() + (f"\n{thing.plan}" if thing.plan else "")
        # JSON where the short form would not give the same again: a name that ends like a day.
        return text if _owner(text) == thing else thing.model_dump_json(exclude_defaults=True)
    if isinstance(thing, Document):
        return f"{thing.title} ({thing.where}) for {' '.join(thing.controls)}"
    if isinstance(thing, Member):
        return f"{thing.name}: {thing.role}"
    if isinstance(thing, Supply):
        return f"{thing.state}, {thing.owner}, {thing.due or '-'}: {thing.control}: {thing.what}"
    if isinstance(thing, OwnQuestion):
        return f"{thing.control}: {thing.text}"
    if isinstance(
        thing, RoadStep | TaskPlan | Done | PracticeAnswer | QuestionNote | Round | Comment | Former
    ):
        # As JSON, for many parts have no order that a person would know.
        return json.dumps(thing.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
    return str(thing)
