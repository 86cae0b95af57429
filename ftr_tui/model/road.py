"""The road: five steps, the review meeting, Qualified; where a team stands and what blocks going on."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ftr_tui.model import binder
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import Review
from ftr_tui.model.programme import Programme, Step
from ftr_tui.model.rounds import Round
from ftr_tui.model.session import RoadStep, Session

APN, PATH, REVIEW, SHARE, REQUEST, MEETING, QUALIFIED = (
    "join-apn", "software-path", "review", "share-opportunity", "request-ftr", "review-meeting", "qualified",
)  # fmt: skip
"""The ids of programme.toml that mean something here; another step waits for the one before it."""
MONTHS_TO_FIX = 6
"""AWS's rule: what is not met is fixed and confirmed within six months, or the request is a new one."""
_UNNUMBERED = (MEETING, QUALIFIED)
_DIAGRAM = "architecture-diagram"
OPTIONAL = ("cis-report",)
"""Handed in if there is one: AWS does not insist."""
_OF_ROUTE = {"self-assessment-sheet": "sheet", "well-architected-report": "wafr"}
"""Documents that only one way of validation hands in."""
_ABSENT = (binder.State.MISSING, binder.State.GONE, binder.State.UNREADABLE)


class State(StrEnum):
    """How a step stands."""

    DONE = "done"
    ALTHOUGH = "done-although"
    """A person says done, and something that should come first does not hold today."""
    LATE = "late"
    """Its planned day, AWS's last day to fix, or the approval itself is over."""
    OPEN = "open"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Stop:
    """One step with everything that a person wants to know of it."""

    step: Step
    number: int
    """1 to 5; 0 for the review meeting and Qualified, which AWS does not count as steps."""
    state: State
    done: date | None
    planned: date | None
    blocks: tuple[str, ...] = ()
    """What blocks going on, in words."""
    here: bool = False
    """The first step that is not done."""
    hints: tuple[str, ...] = ()
    """What is worth knowing and blocks nothing."""
    people: tuple[str, ...] = ()
    notes: str = ""
    comments: date | None = None
    """Review meeting: the day on which AWS's list of what is not met came."""
    until: date | None = None
    """The last day to fix what is not met, or of the approval."""
    suggested: bool = False
    """``until`` is six months after ``comments``: AWS has named no day yet."""
    days_left: int | None = None
    """Days from today to ``until``, negative once it is past; None where that does not matter now."""

    @property
    def word(self) -> str:
        """Return the short word that is shown for its state; of the step where the team is: here."""
        if self.here and self.state in (State.OPEN, State.BLOCKED):
            return _("here")
        return {
            State.DONE: _("done"),
            State.ALTHOUGH: _("done, but"),
            State.LATE: _("late"),
            State.OPEN: _("open"),
            State.BLOCKED: _("waits"),
        }[self.state]

    @property
    def name(self) -> str:
        """Return the step as other lines name it: ``step 5 (Request the FTR)``."""
        return _("step {} ({})").format(self.number, self.step.title) if self.number else self.step.title


def six_months(day: date) -> date:
    """Return the day six calendar months later; where that month is too short, its last day."""
    month = day.month - 1 + MONTHS_TO_FIX
    year, month = day.year + month // 12, month % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Clock:
    """How long AWS gives to fix what is not met: one clock for the whole submission."""

    since: date | None
    """The day on which AWS's first list came; None: only the last day is known."""
    until: date
    named: bool
    """AWS named the last day; else it is six months after ``since``."""


def live_rounds(session: Session) -> list[Round]:
    """Return the rounds of comments that no approval has answered since, the oldest first."""
    return _rounds_after(session, _approved(session))


def clock(session: Session) -> Clock | None:
    """Return the clock that runs, or None: nothing has come, or AWS has approved since.

    AWS gives six months to finish, and no source says that a later round of comments begins them anew. So
    they count from the first list, be it written on the road or come as a round, and only a day that AWS
    names itself changes the end: the one of the newest round that names one, else the one on the road.
    """
    return _clock(session, _approved(session))


def road_clock(session: Session) -> Clock | None:
    """Return the clock as the road shows it: of what was approved it stays to be read, as history."""
    return clock(session) or _clock(session, None)


def _approved(session: Session) -> date | None:
    return session.road.get(QUALIFIED, RoadStep()).done


def _rounds_after(session: Session, approved: date | None) -> list[Round]:
    live = [r for r in session.round if approved is None or r.came > approved]
    return sorted(live, key=lambda r: (r.came, int(r.id[1:])))


def _clock(session: Session, approved: date | None) -> Clock | None:
    kept = session.road.get(MEETING, RoadStep())
    if approved is not None and (kept.comments is None or kept.comments <= approved):
        kept = RoadStep()  # of the request that was approved
    rounds = _rounds_after(session, approved)
    since = min([r.came for r in rounds] + ([kept.comments] if kept.comments else []), default=None)
    named = ([kept.until] if kept.until else []) + [r.until for r in rounds if r.until is not None]
    if named:
        return Clock(since, named[-1], named=True)
    return Clock(since, six_months(since), named=False) if since else None


def days_in_words(days: int) -> str:
    """Return ``12 days left``, ``the last day``, ``3 days over``."""
    if days > 0:
        return ngettext("{} day left", "{} days left", days).format(days)
    if days == 0:
        return _("today is the last day")
    return ngettext("{} day over", "{} days over", -days).format(-days)


@dataclass(frozen=True, slots=True)
class ReportStand:
    """How far a report is that the session prepares."""

    ready: bool
    words: str
    """What is missing, in one line."""


def steps(
    programme: Programme,
    session: Session,
    review: Review,
    shelf: Sequence[binder.Row],
    today: date,
    reports: Sequence[ReportStand] = (),
) -> list[Stop]:
    """Return the whole road, as it stands ``today``; ``reports`` are those of the session's routes."""
    stops = [_bare(step, session, number, today) for number, step in enumerate(programme.step, 1)]
    by_id = {stop.step.id: stop for stop in stops}
    road = _Road(session, review, shelf, by_id, reports)
    here = "" if road.approved else next((stop.step.id for stop in stops if stop.done is None), "")
    out = []
    for number, stop in enumerate(stops):
        blocks, hints = road.looked_at(stop, stops[:number])
        stop = replace(stop, blocks=blocks, hints=hints, here=stop.step.id == here)
        out.append(_judged(stop, approved=road.approved, today=today))
    return out


def _bare(step: Step, session: Session, number: int, today: date) -> Stop:
    """Return a step with what the team wrote down, not judged yet."""
    kept = session.road.get(step.id) or RoadStep()
    # One day, one place: the mock review plans its rehearsals by the same date.
    planned = session.review_date if step.id == MEETING else kept.planned
    ticking = road_clock(session) if step.id == MEETING else None
    until = ticking.until if ticking else kept.until if step.id == QUALIFIED else None
    return Stop(
        step=step,
        number=0 if step.id in _UNNUMBERED else number,
        state=State.OPEN,
        done=kept.done,
        planned=planned,
        people=tuple(kept.people),
        notes=kept.notes,
        comments=ticking.since if ticking else None,
        until=until,
        suggested=ticking is not None and not ticking.named,
        days_left=(until - today).days if until else None,
    )


def _judged(stop: Stop, *, approved: bool, today: date) -> Stop:
    """Return ``stop`` with its state; ``approved``: AWS has said yes."""
    meeting = stop.step.id == MEETING
    if meeting and approved:
        # What was to be fixed is fixed, and a meeting that never was is not missed.
        stop = replace(stop, days_left=None)
    over = stop.days_left is not None and stop.days_left < 0
    if over and (meeting or stop.done is not None):
        return replace(stop, state=State.LATE)
    if stop.done is not None:
        return replace(stop, state=State.ALTHOUGH if stop.blocks else State.DONE)
    if stop.planned is not None and stop.planned < today and not (meeting and approved):
        return replace(stop, state=State.LATE)
    return replace(stop, state=State.BLOCKED if stop.blocks else State.OPEN)


@dataclass(frozen=True, slots=True)
class _Road:
    """What the steps are judged by."""

    session: Session
    review: Review
    shelf: Sequence[binder.Row]
    by_id: dict[str, Stop]
    reports: Sequence[ReportStand]

    @property
    def approved(self) -> bool:
        """Whether the day of approval is written down."""
        return QUALIFIED in self.by_id and self.by_id[QUALIFIED].done is not None

    def looked_at(self, stop: Stop, before: Sequence[Stop]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what blocks a step, and what is worth knowing of it."""
        if self.approved and (stop.done is not None or stop.step.id == MEETING) and stop.step.id != QUALIFIED:
            # AWS has approved it: what lay in the way then is history, and what comes now is the calendar's.
            return (), ()
        looks: dict[str, Callable[[], tuple[list[str], list[str]]]] = {
            APN: lambda: ([], []),
            PATH: lambda: (self._waits(APN), []),
            REVIEW: self._readiness,
            SHARE: lambda: (self._waits(APN), []),
            REQUEST: lambda: self._request(before),
            MEETING: lambda: (self._waits(REQUEST), self._meeting(stop)),
            QUALIFIED: lambda: self._approval(stop),
        }
        look = looks.get(stop.step.id)
        blocks, hints = look() if look else (_not_done(before[-1:]), [])
        return tuple(blocks), tuple(hints)

    def _waits(self, *wanted: str) -> list[str]:
        return _not_done([self.by_id[step] for step in wanted if step in self.by_id])

    def _readiness(self) -> tuple[list[str], list[str]]:
        """Step 3: ready on the sheet, or, where none is prepared, by one report; what is handed in is there.

        No AWS page says that a report alone is enough, so beside a sheet its checks block nothing.
        """
        blocks, hints = [], [report.words for report in self.reports if not report.ready]
        left = self.review.blocking
        if "sheet" in self.session.routes and left:
            text = ngettext(
                "self-check: {} item left: {}", "self-check: {} items left, the first is {}", len(left)
            )
            blocks.append(text.format(len(left), f"{left[0].id} {left[0].item.title}"))
        elif "sheet" not in self.session.routes and not any(report.ready for report in self.reports):
            blocks, hints = hints or [_("no route of this session can be judged ready")], []
        papers, more = self._papers()
        return blocks + papers, hints + more

    def _papers(self) -> tuple[list[str], list[str]]:
        """Return what is said of the documents to hand in: what blocks, what does not."""
        blocks, hints = [], []
        for state, words in (
            (binder.State.MISSING, _("to hand in, and missing: {}")),
            (binder.State.GONE, _("to hand in, and no longer where it was: {}")),
            (binder.State.UNREADABLE, _("to hand in, and cannot be read: {}")),
            (binder.State.STALE, _("to hand in, and too old: {}")),
        ):
            kinds = [r.kind for r in self.shelf if r.kind and r.kind.hand_in and r.state == state]
            wanted = [k.title for k in kinds if k.id not in OPTIONAL and self._handed_in(k.id)]
            may = [k.title for k in kinds if k.id in OPTIONAL]
            if wanted:
                blocks.append(words.format(", ".join(wanted)))
            if may:
                hints.append((words + _("; optional")).format(", ".join(may)))
        return blocks, hints

    def _handed_in(self, kind: str) -> bool:
        return kind not in _OF_ROUTE or _OF_ROUTE[kind] in self.session.routes

    def _request(self, before: Sequence[Stop]) -> tuple[list[str], list[str]]:
        blocks = _not_done(before)
        diagram = next((r for r in self.shelf if r.kind and r.kind.id == _DIAGRAM), None)
        if diagram is not None and diagram.state in _ABSENT:
            blocks.append(_("the architecture diagram is missing: AWS calls a request without it incomplete"))
        return blocks, []

    def _meeting(self, stop: Stop) -> list[str]:
        if stop.done is not None or stop.comments is not None:
            return []
        return [_("AWS may approve without a meeting: then leave this and mark the approval")]

    def _approval(self, stop: Stop) -> tuple[list[str], list[str]]:
        """Qualified: requested, and what AWS found is fixed in time."""
        if stop.done is not None:
            return self._waits(REQUEST), self._expiry(stop)
        blocks = self._waits(REQUEST)
        meeting = self.by_id.get(MEETING)
        if meeting is not None and meeting.until is not None and meeting.days_left is not None:
            if meeting.days_left < 0:
                text = _(
                    "the time to fix what AWS found ended on {}: the request is a new one, on today's list"
                )
                blocks.append(text.format(meeting.until))
            else:
                text = _("fix what AWS found and have it confirmed by {} ({})")
                blocks.append(text.format(meeting.until, days_in_words(meeting.days_left)))
        real = {run.id for run in self.session.rehearsal if run.kind == "review"}
        owed = [s for s in self.session.supply if s.from_ in real and s.state != "accepted"]
        if owed:
            number = len(owed)
            text = ngettext(
                "{} thing promised to AWS is not accepted yet",
                "{} things promised to AWS are not accepted yet",
                number,
            )
            blocks.append(text.format(number))
        return blocks, []

    def _expiry(self, stop: Stop) -> list[str]:
        if stop.until is None:
            return [_("write down the last day of the approval, as AWS's letter names it")]
        if stop.days_left is not None and stop.days_left < 0:
            return [_("the approval has run out: the renewal is a new request on the newest list")]
        return []


def _not_done(stops: Sequence[Stop]) -> list[str]:
    return [_("{} is not done").format(stop.name) for stop in stops if stop.done is None]
