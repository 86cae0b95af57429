"""After a mock review: what is ready, what contradicts itself, what rests on one person, what comes next.

Never a percentage as a chance to pass: AWS wants every item. Controls are graded, not people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ftr_tui.model.bank import Bank
from ftr_tui.model.outcome import Outcome, Review
from ftr_tui.model.rehearsal import contradicted, counted, earlier, next_dates, suspended
from ftr_tui.model.session import Asked, OwnQuestion, Rehearsal, Session, Supply, WarmUp
from ftr_tui.model.wa_review import Contradiction

SURE = 3
"""From this confidence on a low score is *sure but wrong*: those are put right best."""
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Row:
    """How many items of a section, or of a role, are ready; and how many more than last time."""

    name: str
    ready: int
    applicable: int
    change: int | None
    """None: there was no rehearsal before."""


@dataclass(frozen=True, slots=True)
class Point:
    """One item and what is to be said about it."""

    item: str
    title: str
    text: str = ""
    who: str = ""
    score: int | None = None
    needs: int = 0


@dataclass(frozen=True)
class Debrief:
    """One rehearsal, or real review, looked back on."""

    id: str
    number: int
    kind: str
    product: str
    route: str
    started: datetime
    ended: datetime | None
    minutes: int
    elapsed: int
    seats: tuple[str, ...]
    reviewers: tuple[str, ...]
    warm_up: WarmUp | None
    total: Row
    """The items of the sheet; the report's have their own row in ``sections``."""
    sections: tuple[Row, ...]
    roles: tuple[Row, ...]
    sure_but_wrong: tuple[Point, ...]
    contradictions: tuple[Point, ...]
    mismatches: tuple[Point, ...]
    """Where the sheet and the Well-Architected review, so its report, say different things."""
    below: tuple[Point, ...]
    """Asked this time and below what the item needs."""
    single_person: tuple[tuple[str, tuple[str, ...]], ...]
    """Name -> items that nobody else has answered well."""
    not_reached: tuple[Point, ...]
    missing: tuple[Point, ...]
    """Not there at all: a task, not drilled."""
    supply: tuple[Supply, ...]
    """Promised in this one."""
    open_before: tuple[Supply, ...]
    """Promised earlier and not accepted yet."""
    own_questions: tuple[OwnQuestion, ...]
    timeline: tuple[Asked, ...]
    titles: dict[str, str]
    next_dates: tuple[date, ...]
    coverage: tuple[tuple[str, int], ...] = ()
    """What stands behind the questions of the list: the six kinds, which add up to all of them."""

    @property
    def is_review(self) -> bool:
        """Whether this was the real meeting."""
        return self.kind == "review"


class _Scores:
    """The latest score of each item after some rehearsals, and who gave it."""

    def __init__(self, session: Session, runs: Iterable[Rehearsal], needs: dict[str, int]) -> None:
        accepted = {(s.control, s.from_) for s in session.supply if s.state == "accepted"}
        self.latest: dict[str, int] = {}
        self.knows: dict[str, set[str]] = {}
        for run in runs:
            for asked in run.asked:
                score = counted(asked, accepted, run.id)
                if score is None or asked.item not in needs:
                    continue
                self.latest[asked.item] = score
                if asked.seat and score >= needs[asked.item]:
                    self.knows.setdefault(asked.item, set()).add(asked.seat)


def look_back(
    bank: Bank,
    review: Review,
    session: Session,
    rehearsal: Rehearsal,
    today: date,
    mismatches: Iterable[Contradiction] = (),
) -> Debrief:
    """Return the debrief of one rehearsal. All but what was asked and scored is as of today."""
    states = review.states
    needs = {i.id: i.min_score for i in bank.by_id.values()}
    before = earlier(session, rehearsal)
    runs = before if rehearsal.kind == "review" else [*before, rehearsal]
    now, then = _Scores(session, runs, needs), _Scores(session, runs[:-1], needs)
    sheet = [i for i in bank.item if i.id in states and states[i.id].outcome is not Outcome.NOT_APPLICABLE]
    wrong = {i.id for i in sheet if contradicted(states[i.id])}

    def row(name: str, items: Iterable[str]) -> Row:
        wanted = list(items)
        ready = sum(_ready(now, i, needs, wrong) for i in wanted)
        change = ready - sum(_ready(then, i, needs, wrong) for i in wanted) if len(runs) > 1 else None
        return Row(name, ready, len(wanted), change)

    titles = {i.id: i.title for i in bank.report} | {s.id: s.title for s in bank.scenario}
    titles |= {s.id: s.item.title for s in states.values()}
    sections = [
        row(section.title, within)
        for section in review.checklist.section
        if (within := [i.id for i in sheet if states[i.id].item.section == section.id])
    ]
    report = [i.id for i in bank.report if i.route == ("soc2" if rehearsal.route == "soc2" else "wafr")]
    if report:
        sections.append(row(REPORT, report))
    first = list(dict.fromkeys(i.roles[0] for i in sheet))
    scored = {a.item for a in rehearsal.asked if a.score is not None or a.outcome == "evidence"}
    away = suspended(session, review)
    mine = tuple(s for s in session.supply if s.from_ == rehearsal.id)
    return Debrief(
        id=rehearsal.id,
        number=len(before) + 1,
        kind=rehearsal.kind,
        product=session.product,
        route=rehearsal.route,
        started=rehearsal.started,
        ended=rehearsal.ended,
        minutes=rehearsal.minutes,
        elapsed=rehearsal.elapsed,
        seats=tuple(rehearsal.seats),
        reviewers=tuple(rehearsal.reviewers),
        warm_up=rehearsal.warm_up,
        total=row("", [i.id for i in sheet]),
        sections=tuple(sections),
        roles=tuple(row(r, [i.id for i in sheet if i.roles[0] == r]) for r in first),
        sure_but_wrong=tuple(_sure_but_wrong(rehearsal, needs, titles)),
        contradictions=tuple(_contradictions(review, [i.id for i in sheet])),
        mismatches=tuple(Point(c.control, titles.get(c.control, ""), c.words) for c in mismatches),
        below=tuple(_below(rehearsal, needs, titles)),
        single_person=_single(now, rehearsal, session),
        not_reached=tuple(
            Point(item, titles.get(item, ""))
            for item in dict.fromkeys(a.item for a in rehearsal.asked if a.outcome == "parked")
            if item not in scored
        ),
        missing=tuple(
            Point(s.control, titles.get(s.control, ""), s.what, s.owner)
            for s in session.supply
            if s.task and s.state != "accepted" and s.control in away
        ),
        supply=mine,
        open_before=tuple(s for s in session.supply if s.state != "accepted" and s not in mine),
        own_questions=tuple(q for q in session.own_question if q.from_ == rehearsal.id),
        timeline=tuple(sorted((a for a in rehearsal.asked if not _silent(a)), key=lambda a: a.at)),
        titles=titles,
        next_dates=tuple(next_dates(session, today)),
        coverage=tuple((str(c), n) for c, n in review.coverage.items()),
    )


def _silent(asked: Asked) -> bool:
    return asked.by_rule and asked.outcome == "parked"


def _ready(scores: _Scores, item: str, needs: dict[str, int], wrong: set[str]) -> bool:
    return scores.latest.get(item, -1) >= needs[item] and item not in wrong


def _sure_but_wrong(run: Rehearsal, needs: dict[str, int], titles: dict[str, str]) -> list[Point]:
    found = [
        Point(a.item, titles.get(a.item, ""), a.text, a.seat, a.score, needs[a.item])
        for a in run.asked
        if a.item in needs and a.score is not None and (a.confidence or 0) >= SURE and a.score < needs[a.item]
    ]
    return sorted(found, key=lambda p: p.score or 0)


def _below(run: Rehearsal, needs: dict[str, int], titles: dict[str, str]) -> list[Point]:
    return [
        Point(a.item, titles.get(a.item, ""), a.note, a.seat, a.score, needs[a.item])
        for a in run.asked
        if a.item in needs and a.score is not None and a.score < needs[a.item]
    ]


def _contradictions(review: Review, items: list[str]) -> list[Point]:
    out = []
    for item in items:
        state = review.states[item]
        if not contradicted(state):
            continue
        texts = [
            f"{q}: {a.value}; {a.finding.summary}"
            for q, a in state.answers.items()
            if a.overruled and a.finding is not None
        ]
        out.append(Point(item, state.item.title, " ".join(texts)))
    return out


def _single(scores: _Scores, run: Rehearsal, session: Session) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return person -> items that only this person has answered well; nothing where one sits alone."""
    if run.solo or len({*run.seats, *(m.name for m in session.member)}) < 2:
        return ()
    alone: dict[str, list[str]] = {}
    for item, people in scores.knows.items():
        if len(people) == 1:
            alone.setdefault(next(iter(people)), []).append(item)
    return tuple((name, tuple(items)) for name, items in sorted(alone.items(), key=lambda p: -len(p[1])))
