"""What is due and when: tasks, answers that run out, old documents, the road, promises, comments, gaps.

When a task is due, in this order:

- the day that a person set (``TaskPlan.due``), until it was done on or after it;
- its pace after it was last done;
- its pace after the newest record of it in the binder (``Task.document``, ``Document.shows``);
- never done and nothing filed: its pace, at most 30 days, after the session was made. So a new session
  has a month for its first round and nothing is late on the first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ftr_tui.model.binder import holds_until, newer, wanted_by
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import Outcome, Review
from ftr_tui.model.programme import Programme, Task
from ftr_tui.model.road import MEETING, QUALIFIED, clock
from ftr_tui.model.rounds_view import standing, with_days
from ftr_tui.model.session import Document, Done, RoadStep, Session, TaskPlan
from ftr_tui.model.when import plus

FIRST_ROUND_DAYS = 30
"""How long a new session has, at most, until a task that nobody has a record of is due."""
SOON_DAYS = 14
REPORT_DAYS = 365
"""A report counts for 12 months (facts: AWS, and its sample code)."""
REPORTS = ("well-architected-report", "soc2-report")
"""The kinds of documents that the ``report`` trigger looks at."""


class State(StrEnum):
    """How urgent something is."""

    OVERDUE = "overdue"
    DUE = "due"
    """Within 14 days."""
    LATER = "later"
    WAITING = "waiting"
    """Nobody knows yet when: the event has not happened, the day is not known."""
    OFF = "off"
    """Not needed here; ``why`` says for which reason."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the calendar."""

    id: str
    """A task's own id; else ``answer:IAM-008.1``, ``document:D03``, ``comment:K1``, ``gap:IAM-002``."""
    title: str
    what: str
    due: date | None
    last: Done | None
    owner: str
    every_days: int | None
    state: State
    controls: tuple[str, ...]
    kind: str
    """``task``, ``event``, ``answer``, ``document``, ``road``, ``supply``, ``comment``, ``round``, ``gap``"""
    why: str = ""
    """Where the day comes from, or why there is none."""

    def left(self, today: date) -> int | None:
        """Return in how many days it is due; negative: so many days late; None: no day."""
        return None if self.due is None else (self.due - today).days


def due_list(
    programme: Programme, checklist: Checklist, session: Session, review: Review, today: date
) -> list[Due]:
    """Return everything with a day, soonest first; then what waits for an event, then what is not needed."""
    tasks = [_task(t, checklist, session, review, today) for t in all_tasks(programme, session)]
    found = [
        *tasks,
        *_answers(session, review, today),
        *_documents(programme, checklist, session, review, tasks, today),
        *_road(programme, session, today),
        *_supplies(session, today),
        *_gaps(session, review, today),
        *(_other(*dated, today) for dated in with_days(standing(session, today))),
    ]
    return sorted(found, key=_order)


def _order(item: Due) -> tuple[bool, date]:
    # Sorting is stable: what falls on one day stays in the order of the programme.
    return item.state is State.OFF, item.due or date.max


def all_tasks(programme: Programme, session: Session) -> list[Task]:
    """Return the programme's tasks and the team's own."""
    known = {t.id for t in programme.task}
    own = [
        Task(id=key, title=plan.title, what="", every_days=plan.every_days)
        for key, plan in session.calendar.items()
        if plan.title and key not in known
    ]
    return [*programme.task, *own]


def history(session: Session, task: str) -> list[Done]:
    """Return when a task was done, newest first."""
    return sorted((d for d in session.done if d.task == task), key=lambda d: (d.on, d.at), reverse=True)


def state_of(due: date | None, today: date) -> State:
    """Return how urgent a day is. What is due today is not late."""
    if due is None:
        return State.WAITING
    if due < today:
        return State.OVERDUE
    return State.DUE if due <= plus(today, SOON_DAYS) else State.LATER


# --- tasks and events -------------------------------------------------------------------------------


def _task(task: Task, checklist: Checklist, session: Session, review: Review, today: date) -> Due:
    plan = session.calendar.get(task.id, TaskPlan())
    # A day in the future can only come from a file edited by hand; it must not hide the task for years.
    done = [d for d in history(session, task.id) if d.on <= today]
    last = done[0] if done else None
    controls = tuple(c for c in task.controls if c in checklist.by_id)
    off = plan.off or _needless(controls, review)
    due, why = (None, off) if off else _when(task, plan, session, [d.on for d in done], today)
    finished = not off and due is None and not task.trigger and last is not None
    state = State.OFF if off or finished else state_of(due, today)
    return Due(
        id=task.id,
        title=task.title,
        what=task.what,
        due=due,
        last=last,
        owner=plan.owner,
        every_days=plan.every_days or task.every_days,
        state=state,
        controls=controls,
        kind="event" if task.trigger else "task",
        why=_("done, and asked for once") if finished else why,
    )


def _needless(controls: Sequence[str], review: Review) -> str:
    """Return why a task is not needed although nobody said so: all its controls do not apply."""
    if controls and all(_not_applicable(c, review) for c in controls):
        return _("does not apply: {}").format(", ".join(controls))
    return ""


def _not_applicable(item: str, review: Review) -> bool:
    state = review.states.get(item)
    return state is not None and state.outcome is Outcome.NOT_APPLICABLE


def _when(
    task: Task, plan: TaskPlan, session: Session, done: list[date], today: date
) -> tuple[date | None, str]:
    """Return the next day of a task and why it is that day; ``done``: the days of it, newest first."""
    if plan.due is not None and (not done or done[0] < plan.due):
        return plan.due, _("it happened then") if task.trigger == "happens" else _("set by hand")
    if task.trigger:
        return _event(task, session, done, today)
    pace = plan.every_days or task.every_days
    if pace is None:
        return None, _("no day is set")
    if done:
        return plus(done[0], pace), _("{} days after it was last done").format(pace)
    shown = newest(session.document, task.document)
    if shown is not None and shown.shows is not None:
        return plus(shown.shows, pace), _("{} days after {}").format(pace, shown.id)
    made = session.created.astimezone().date()
    return plus(made, min(pace, FIRST_ROUND_DAYS)), _("first round: never done, nothing filed")


def newest(documents: Iterable[Document], kind: str) -> Document | None:
    """Return the document of a kind with the newest day of what it shows, or None."""
    dated = [d for d in documents if kind and d.kind == kind and d.shows is not None]
    return max(dated, key=lambda d: (d.shows or date.min, d.id), default=None)


def _event(task: Task, session: Session, done: list[date], today: date) -> tuple[date | None, str]:
    if task.trigger == "months":
        return _month(task.months, session.created.astimezone().date(), done, today), task.event
    if task.trigger == "happens":
        return None, _("when it happens: {}").format(task.event)
    anchor, missing = _anchor(task.trigger, session, today)
    if anchor is None:
        return None, missing
    due = _before(anchor, task.before_days, done, today)
    return due, task.event if due else _("done for this time")


def _month(months: Sequence[int], made: date, done: list[date], today: date) -> date | None:
    """Return the first day of the month that is on or comes next; one missed since ``made`` stays due."""
    days = [
        date(year, m, 1)
        for year in range(max(1, today.year - 1), min(9999, today.year + 1) + 1)
        for m in sorted(months)
    ]
    past = [d for d in days if made <= d <= today]
    if past and (not done or done[0] < past[-1]):
        return past[-1]
    return next((d for d in days if d > today), None)


def _before(anchor: date, before: Sequence[int], done: list[date], today: date) -> date | None:
    """Return the day to act on: the last one that has passed and was not done, else the next one."""
    days = sorted(plus(anchor, -n) for n in before)
    past = [d for d in days if d <= today]
    if past and (not done or done[0] < past[-1]):
        return past[-1]
    return next((d for d in days if d > today), None)


def _anchor(trigger: str, session: Session, today: date) -> tuple[date | None, str]:
    """Return the day that a task stands before, or None and what must be known first."""
    if trigger == "expiry":
        step = session.road.get(QUALIFIED)
        until = step.until if step else None
        return until, _("once the approval's last day is known (Road)")
    if trigger == "report":
        shown = [d.shows for kind in REPORTS if (d := newest(session.document, kind)) and d.shows]
        ages = [plus(day, REPORT_DAYS) for day in shown]
        # A SOC 2 report that is in no binder: the day of its signature is enough to count from.
        ages += [said.until for said in session.report_check.values() if said.until is not None]
        return min(ages, default=None), _("once a report with its day is in the binder")
    request = session.road.get("request-ftr")
    planned = request.planned if request and request.done is None else None
    meeting = session.review_date if session.review_date and session.review_date >= today else None
    return planned or meeting, _("once a request or the review is planned (Road)")


# --- what else has a day -----------------------------------------------------------------------------


def attested(review: Review) -> list[Effective]:
    """Return the answers of people that hold until a day, where they count; the expired ones as well."""
    return [
        answer
        for state in review.states.values()
        if state.outcome is not Outcome.NOT_APPLICABLE
        for answer in state.answers.values()
        if answer.stored is not None
        and answer.stored.until is not None
        and answer.standing not in (Standing.OPEN, Standing.UNSURE)
    ]


def _answers(session: Session, review: Review, today: date) -> list[Due]:
    out = []
    for answer in attested(review):
        question, stored = answer.question, answer.stored
        assert stored is not None  # noqa: S101  attested() gives only stored ones
        control = review.checklist.owner_of[question.id]
        owner = session.owners.get(control)
        why = _("{} said {} on {}; holds until {}, then it is open again").format(
            stored.by or _("somebody"), stored.value, stored.at.astimezone().date(), stored.until
        )
        out.append(
            _other(
                "answer", question.id, _("Answer again: {}").format(question.id), question.ask,
                stored.until, (owner.who if owner else "") or stored.by, [control], why, today,
            )
        )  # fmt: skip
    return out


def _documents(
    programme: Programme,
    checklist: Checklist,
    session: Session,
    review: Review,
    tasks: Sequence[Due],
    today: date,
) -> list[Due]:
    """Return each document that no newer one replaces, with the last day on which it counts.

    Where a task makes the next one and is due no later, the task alone stands for both.
    """
    makes = {t.id: t.document for t in programme.task if t.document}
    covered: dict[str, date] = {}
    for task in tasks:
        if task.due is not None and task.id in makes:
            kind = makes[task.id]
            covered[kind] = min(task.due, covered.get(kind, task.due))
    out = []
    for known in programme.document:
        mine = [d for d in session.document if d.kind == known.id]
        wanting = [c.id for c in wanted_by(checklist, known.id)]
        if _needless(wanting, review):
            continue
        for found in mine:
            until = holds_until(known, found)
            if until is None or newer(found, mine) or covered.get(known.id, date.max) <= until:
                continue
            title = _("Renew {}: {}").format(found.id, known.title)
            why = _("it shows {} and counts for {} days").format(found.shows, known.cadence_days)
            controls = list(dict.fromkeys([*found.controls, *wanting]))
            out.append(
                _other("document", found.id, title, known.what, until, found.owner, controls, why, today)
            )
    return out


def _road(programme: Programme, session: Session, today: date) -> list[Due]:
    """Return the days of the road: planned and not done, and the last days that AWS told."""
    out = []
    qualified = session.road.get(QUALIFIED, RoadStep()).done is not None
    for step in programme.step:
        found = session.road.get(step.id, RoadStep())
        people = ", ".join(found.people)
        planned = session.review_date if step.id == MEETING else found.planned
        if planned is not None and found.done is None and not qualified:
            why = _("planned; the road says when it is done")
            out.append(_other("road", step.id, step.title, step.what, planned, people, [], why, today))
        until, title, why = _last_day(step.id, found, session)
        if until is not None and (step.id == QUALIFIED or not qualified):
            key = f"{step.id}-until"
            out.append(_other("road", key, title, step.what, until, people, [], why, today))
    return out


def _last_day(step: str, found: RoadStep, session: Session) -> tuple[date | None, str, str]:
    """Return the last day of a step, what it is the last day for, and who says so."""
    if step == QUALIFIED:
        return found.until, _("The approval ends"), _("as AWS told it")
    title = _("Last day to fix what is not met")
    ticking = clock(session) if step == MEETING else None
    if ticking is None:
        return None, title, ""
    if ticking.named:
        return ticking.until, title, _("as AWS told it")
    why = _("six months after AWS's list of {}; AWS has named no day").format(ticking.since)
    return ticking.until, title, why


def _supplies(session: Session, today: date) -> list[Due]:
    return [
        _other(
            "supply", s.id, _("Supply to AWS: {}").format(s.what), "", s.due, s.owner,
            [s.control] if s.control else [], _("promised in {}").format(s.from_) if s.from_ else "", today,
        )
        for s in session.supply
        if s.state == "open" and s.due is not None
    ]  # fmt: skip


def _gaps(session: Session, review: Review, today: date) -> list[Due]:
    """Return what stands in the way and is to be closed until a day; once it is closed there is no line."""
    out = []
    for state in review.blocking:
        owner = session.owners.get(state.id)
        if owner is not None and owner.due is not None:
            title = _("Close the gap in {}: {}").format(state.id, state.item.title)
            out.append(
                _other("gap", state.id, title, owner.plan, owner.due, owner.who, [state.id], state.why, today)
            )
    return out


def _other(
    kind: str,
    key: str,
    title: str,
    what: str,
    due: date | None,
    owner: str,
    controls: Sequence[str],
    why: str,
    today: date,
) -> Due:
    return Due(
        id=f"{kind}:{key}",
        title=title,
        what=what,
        due=due,
        last=None,
        owner=owner,
        every_days=None,
        state=state_of(due, today),
        controls=tuple(controls),
        kind=kind,
        why=why,
    )
