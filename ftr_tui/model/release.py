"""Two releases of a checklist: what differs, and a session carried from one to the other.

An answer belongs to AWS's sentence, not to our wording: it carries over only where the sentence is the same
(``aws_text``) and the answer is still offered. Nothing is deleted: the rest goes to ``Session.former`` and
comes back when the session moves back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ftr_tui.model.checklist import Checklist, Control, Gate, Item, Question, Rule
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer, Former, Owner, Response, Session

Kind = Literal["added", "removed", "reworded", "answers", "rule", "gate", "section"]
KINDS: tuple[Kind, ...] = ("added", "removed", "reworded", "answers", "rule", "gate", "section")
Lists = Callable[[str, str], Checklist]
"""Returns a checklist by id and release; Problem where it is not on this machine."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. A control that is added or removed is one change, its questions are in it."""

    kind: Kind
    id: str
    """A control, a gate, or a question of a control that both releases have."""
    control: str
    title: str
    old: tuple[str, ...] = ()
    """As it was, in lines; empty where there was nothing."""
    new: tuple[str, ...] = ()


def compare(old: Checklist, new: Checklist) -> list[Change]:
    """Return what ``new`` has otherwise than ``old``: by kind, then in the order of the lists."""
    found: list[Change] = []
    for item in new.items:
        before = old.by_id.get(item.id)
        if before is None:
            found.append(Change("added", item.id, item.id, item.title, new=tuple(_whole(item))))
        else:
            found += _between(before, item)
            found += _sections(old, new, before, item)
    for item in old.items:
        if item.id not in new.by_id:
            found.append(Change("removed", item.id, item.id, item.title, old=tuple(_whole(item))))
    return sorted(found, key=lambda c: KINDS.index(c.kind))


def unchanged(old: Checklist, new: Checklist) -> list[str]:
    """Return the controls and gates that differ in nothing but, at most, their section."""
    touched = {c.control for c in compare(old, new) if c.kind != "section"}
    return [i.id for i in new.items if i.id not in touched]


def _between(before: Item, item: Item) -> Iterator[Change]:
    was = {q.id: q for q in before.question}
    now = {q.id: q for q in item.question}
    for name, question in now.items():
        known = was.get(name)
        if known is None:
            yield Change("added", name, item.id, item.title, new=tuple(_asked(question)))
        elif not _same_text(known, question):
            yield Change("reworded", name, item.id, item.title, tuple(_asked(known)), tuple(_asked(question)))
        elif set(known.answers) != set(question.answers):
            yield Change(
                "answers",
                name,
                item.id,
                item.title,
                (", ".join(known.answers),),
                (", ".join(question.answers),),
            )
    for name in [q for q in was if q not in now]:
        yield Change("removed", name, item.id, item.title, old=tuple(_asked(was[name])))
    if isinstance(before, Control) and isinstance(item, Control):
        if set(before.applies_when) != set(item.applies_when):
            yield Change("gate", item.id, item.id, item.title, _gates(before), _gates(item))
        if _rule(before) != _rule(item):
            yield Change(
                "rule", item.id, item.id, item.title, tuple(rule_lines(before)), tuple(rule_lines(item))
            )
    elif isinstance(before, Gate) != isinstance(item, Gate):
        yield Change("rule", item.id, item.id, item.title, tuple(_whole(before)), tuple(_whole(item)))


def _sections(old: Checklist, new: Checklist, before: Item, item: Item) -> Iterator[Change]:
    if before.section != item.section:
        names = [
            next(s.title for s in which.section if s.id == section)
            for which, section in ((old, before.section), (new, item.section))
        ]
        yield Change("section", item.id, item.id, item.title, (names[0],), (names[1],))


def _same_text(old: Question, new: Question) -> bool:
    """Whether AWS asks the same. Without a hash that cannot be told, so it counts as another question."""
    return bool(old.aws_text) and old.aws_text == new.aws_text


def _rule(control: Control) -> tuple[bool, frozenset[frozenset[str]], frozenset[frozenset[str]]]:
    def shortest(rule: Rule) -> frozenset[frozenset[str]]:
        rows = {frozenset(f"{t.question}={t.value}" for t in row) for row in rule}
        return frozenset(row for row in rows if not any(other < row for other in rows))

    return control.judged, shortest(control.passes), shortest(control.reviews)


def rule_lines(control: Control) -> list[str]:
    """Return a pass rule in lines: ``met: IAM-002.1=yes``, ``or met: IAM-002.2=yes and ...``."""
    if not control.judged:
        return [_("AWS's formula is not understood: never better than explained")]
    lines = []
    for name, rows in ((_("met"), control.passes_when), (_("explained"), control.review_when)):
        for number, row in enumerate(rows):
            told = f"{name}: {' and '.join(row)}"
            lines.append(_("or {}").format(told) if number else told)
    return lines


def _gates(control: Control) -> tuple[str, ...]:
    return tuple(control.applies_when) or (_("always applies"),)


def _asked(question: Question) -> list[str]:
    return [question.ask, ", ".join(question.answers)]


def _whole(item: Item) -> list[str]:
    asks = [item.asks] if isinstance(item, Control) else []
    rule = rule_lines(item) if isinstance(item, Control) else []
    return [*asks, *(f"{q.id} {q.ask} ({', '.join(q.answers)})" for q in item.question), *rule]


# --- carrying a session over -----------------------------------------------------------------------


@dataclass(slots=True)
class Carried:
    """What became of what was said."""

    kept: list[str] = field(default_factory=list)
    """Questions whose answer carries over."""
    reopened: list[str] = field(default_factory=list)
    """Questions that are open again: asked otherwise, or the answer is not offered any more."""
    gone: list[str] = field(default_factory=list)
    """Answered questions that the new list does not have."""
    gone_controls: list[str] = field(default_factory=list)
    """Controls with a response or an owner that the new list does not have."""
    returned: list[str] = field(default_factory=list)
    """Questions whose answer of before holds again."""
    look_again: list[str] = field(default_factory=list)
    """Controls with answers that carry over and a rule that is another one now."""
    new: list[str] = field(default_factory=list)
    """Questions that the old list did not have, and that nobody answered under the new one before."""

    @property
    def answered(self) -> int:
        """Return how many questions had an answer."""
        return len(self.kept) + len(self.reopened) + len(self.gone)


def move(session: Session, old: Checklist, new: Checklist, now: datetime) -> tuple[Session, Carried]:
    """Return the session under ``new``, and what became of its answers. Moving back undoes it whole."""
    carried = Carried(new=[q for q in new.questions if q not in old.questions])
    former = dict(session.former)
    answers = _answers(session, old, new, former, carried, now)
    responses, owners = _controls(session, old, new, former, carried, now)
    _return_answers(answers, new, former, carried)
    carried.new = [q for q in carried.new if q not in carried.returned]
    _return_controls(responses, owners, new, former)
    rules = {c.control for c in compare(old, new) if c.kind in ("rule", "gate")}
    held = {new.owner_of[q] for q in carried.kept}
    carried.look_again = [i.id for i in new.items if i.id in rules & held]
    moved = session.changed(
        checklist=new.id,
        release=new.release,
        sentences=new.sentences if new.built_from is not None else "",
        answers=answers,
        responses=responses,
        owners=owners,
        former=former,
    )
    return moved, carried


def _answers(
    session: Session,
    old: Checklist,
    new: Checklist,
    former: dict[str, Former],
    carried: Carried,
    now: datetime,
) -> dict[str, Answer]:
    kept: dict[str, Answer] = {}
    for name, answer in session.answers.items():
        was, question = old.questions.get(name), new.questions.get(name)
        why: Literal["reworded", "removed", "answers"]
        if question is None:
            why = "removed"
            carried.gone.append(name)
        elif was is None or not _same_text(was, question):
            why = "reworded"
            carried.reopened.append(name)
        elif answer.value is not None and answer.value not in question.answers:
            why = "answers"
            carried.reopened.append(name)
        else:
            kept[name] = answer
            carried.kept.append(name)
            continue
        ask, text = (was.ask, was.aws_text) if was else ("", "")
        key = f"{name}@{old.release}"
        # SECOPS-001 is a question and a control: its response may stand there already.
        found = former.get(key) or Former(release=old.release, why=why, at=now)
        former[key] = found.model_copy(update={"why": why, "ask": ask, "aws_text": text, "answer": answer})
    return kept


def _controls(
    session: Session,
    old: Checklist,
    new: Checklist,
    former: dict[str, Former],
    carried: Carried,
    now: datetime,
) -> tuple[dict[str, Response], dict[str, Owner]]:
    responses, owners = dict(session.responses), dict(session.owners)
    for name in dict.fromkeys([*responses, *owners]):
        if name in new.by_id:
            continue
        key = f"{name}@{old.release}"
        title = old.by_id[name].title if name in old.by_id else ""
        found = former.get(key) or Former(release=old.release, why="removed", ask=title, at=now)
        given = {"response": responses.pop(name, None), "owner": owners.pop(name, None)}
        former[key] = found.model_copy(update=given)
        carried.gone_controls.append(name)
    return responses, owners


def _return_answers(
    answers: dict[str, Answer], new: Checklist, former: dict[str, Former], carried: Carried
) -> None:
    """Put back what was said to the same sentence, the newest first, where the question is open."""
    for key, found in sorted(former.items(), key=lambda pair: pair[1].at, reverse=True):
        name = key.rpartition("@")[0]
        question = new.questions.get(name)
        if found.answer is None or question is None or name in answers:
            continue
        same = bool(found.aws_text) and found.aws_text == question.aws_text
        offered = found.answer.value is None or found.answer.value in question.answers
        if found.release == new.release or (same and offered):
            answers[name] = found.answer
            carried.returned.append(name)
            _take(former, key, answer=None)
    order = {q: at for at, q in enumerate(new.questions)}
    carried.returned.sort(key=lambda q: order[q])
    carried.reopened = [q for q in carried.reopened if q not in answers]


def _return_controls(
    responses: dict[str, Response], owners: dict[str, Owner], new: Checklist, former: dict[str, Former]
) -> None:
    # As with a move between two lists that both have it: a response belongs to the control, by its id.
    for key, found in sorted(former.items(), key=lambda pair: pair[1].at, reverse=True):
        name = key.rpartition("@")[0]
        if name not in new.by_id:
            continue
        if found.response is not None and name not in responses:
            responses[name] = found.response
            _take(former, key, response=None)
        if found.owner is not None and name not in owners:
            owners[name] = found.owner
            _take(former, key, owner=None)


def _take(former: dict[str, Former], key: str, **taken: None) -> None:
    left = former[key].model_copy(update=taken)
    if left.answer is None and left.response is None and left.owner is None:
        del former[key]
    else:
        former[key] = left


def former_of(session: Session, question: str) -> Former | None:
    """Return what was last said to a question under another release, or None."""
    found = [f for key, f in session.former.items() if key.rpartition("@")[0] == question and f.answer]
    return max(found, key=lambda f: f.at, default=None)


def aligned(
    base: Session, ours: Session, theirs: Session, lists: Lists, now: datetime
) -> tuple[Session, Session, Session]:
    """Return all three under one release, that of the side which moved, so that they can be merged.

    An answer that a colleague gave to the old list meanwhile must not pass for one to the new list.
    """
    if len({s.checklist for s in (base, ours, theirs)}) > 1:
        names = ", ".join(sorted({s.checklist for s in (base, ours, theirs)}))
        raise Problem(_("these are sessions of different lists ({}): nothing is joined").format(names))
    target = ours if (theirs.checklist, theirs.release) == (base.checklist, base.release) else theirs
    name = (target.checklist, target.release)
    here = [s for s in (base, ours, theirs) if (s.checklist, s.release) == name]
    if len({s.sentences for s in here if s.sentences}) > 1:
        raise Problem(_("two lists that ask otherwise are both called {}: nothing is joined").format(name[1]))
    if len(here) == 3:
        return base, ours, theirs

    def lifted(session: Session) -> Session:
        if (session.checklist, session.release) == name:
            return session
        return move(session, lists(session.checklist, session.release), lists(*name), now)[0]

    return lifted(base), lifted(ours), lifted(theirs)
