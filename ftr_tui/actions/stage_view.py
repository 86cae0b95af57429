"""What the mock review shows at one moment: a snapshot, made anew for each drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ftr_tui.actions import asking
from ftr_tui.actions.desk import Desk
from ftr_tui.model import pacing, seating
from ftr_tui.model.bank import Bank
from ftr_tui.model.effective import Standing
from ftr_tui.model.i18n import _
from ftr_tui.model.moves import ask_at, card_at, done_items, evidence_left, part_at
from ftr_tui.model.outcome import Outcome
from ftr_tui.model.rehearsal import Part, earlier
from ftr_tui.model.session import Rehearsal

Shown = Literal["opening", "ask", "revealed", "break", "paused", "scenario", "closing", "done"]


def kind_words(kind: str) -> str:
    """Return the kind of a question in words."""
    words = {
        "how": _("how"),
        "show": _("show me"),
        "what-if": _("what happens when"),
        "last": _("last time"),
        "own": _("your own question"),
        "scenario": _("scenario"),
    }
    return words.get(kind, kind)


def route_words(route: str) -> str:
    """Return a route in words."""
    words = {"sheet": _("sheet and meeting"), "wafr": _("Well-Architected report"), "soc2": _("SOC 2 report")}
    return words.get(route, route)


def title_of(desk: Desk, rehearsal: Rehearsal) -> str:
    """Return ``rehearsal 3``: the number counts rehearsals alone."""
    if rehearsal.kind == "review":
        return _("real review")
    return _("rehearsal {}").format(len(earlier(desk.session, rehearsal)) + 1)


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the screen draws; times in seconds of the rehearsal's clock unless said otherwise."""

    title: str
    phase: Shown
    is_review: bool
    elapsed: int
    total: int
    slot_title: str
    slot_elapsed: int
    slot_minutes: int
    behind: float
    """Minutes behind in this slot; zero or less: on pace."""
    rule: str
    """The pacing rule that acts now, or why the clock stands; empty otherwise."""
    level: int
    item: str
    item_title: str
    kind: str
    text: str
    seat: str
    seat_why: str
    asker: str
    note_taker: str
    evidence_left: int | None
    """Seconds until the evidence counts as not opened; None where nothing is to be shown."""
    confidence: int | None
    note: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    open: tuple[str, ...]
    answers: tuple[str, ...]
    """What the sheet says, a line a question; in the opening the gates."""
    evidence: tuple[str, ...]
    contradicted: bool
    needs: int
    number: int
    """Which question of the item this is, from 1."""
    of: int
    """How many of the item are asked at this pace."""
    more: bool
    """Whether the item has another question."""
    budget: int
    """Seconds that this item should take in all."""
    item_elapsed: int
    item_number: int
    """Which item of this slot, from 1."""
    item_count: int
    lines: tuple[str, ...]
    """What is to be supplied, in the closing; what to do in the opening, the break, the scenario."""


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits where for the item at hand."""

    seat: seating.Seat
    asker: str
    notes: str


def seating_at(desk: Desk, parts: Sequence[Part], rehearsal: Rehearsal) -> Seating:
    """Return who answers, asks and notes where it stands."""
    card = card_at(parts, rehearsal)
    seats, at = rehearsal.seats, part_at(parts, rehearsal)
    of = seating.roles(desk.session)
    if card is None:
        return Seating(seating.Seat(), ", ".join(rehearsal.reviewers), "")
    cards = [c for p in parts for c in p.cards]
    number = len(earlier(desk.session, rehearsal)) + 1 if rehearsal.kind == "rehearsal" else 1
    seat = seating.hot_seat(card, cards.index(card), cards, seats, of, number)
    if rehearsal.position.seat:
        name = rehearsal.position.seat
        seat = seating.Seat(name, (of.get(name) or [""])[0], _("chosen by you"))
    if rehearsal.kind == "review":
        return Seating(seat, ", ".join(rehearsal.reviewers), seating.note_taker(seat.name, "", seats, at))
    asks = seating.asker(card, seat.name, seats, of, at)
    return Seating(seat, asks, seating.note_taker(seat.name, asks, seats, at))


def make(
    desk: Desk, bank: Bank, parts: Sequence[Part], rehearsal: Rehearsal, now: datetime, *, held: bool
) -> View:
    """Return the snapshot at ``now``. ``held``: this program has not let the clock go on yet."""
    clock = rehearsal.elapsed if held else pacing.elapsed(rehearsal, now)
    at, card, ask = part_at(parts, rehearsal), card_at(parts, rehearsal), ask_at(parts, rehearsal)
    part, place, done = parts[at], rehearsal.position, done_items(rehearsal)
    who = seating_at(desk, parts, rehearsal)
    is_review = rehearsal.kind == "review"
    pace = pacing.Pace(0, 0) if is_review else pacing.pace(parts, at, done, clock)
    phase = shown_phase(rehearsal, now, held=held)
    left = evidence_left(parts, rehearsal, clock) if place.phase in ("ask", "revealed") else None
    scenario = next((s for s in bank.scenario if s.id == place.item), None)
    active = place.phase in ("ask", "revealed")
    mine = [c.id for c in part.cards]
    number = mine.index(card.id) + 1 if card and card.id in mine else len(mine)
    return View(
        title=title_of(desk, rehearsal),
        phase=phase,
        is_review=is_review,
        elapsed=clock,
        total=rehearsal.minutes * 60,
        slot_title=part.title,
        slot_elapsed=max(0, clock - place.slot_at),
        slot_minutes=round(part.seconds / 60),
        behind=round(pace.behind, 1),
        rule=_rule(rehearsal, parts, pace, clock, now, held=held),
        level=pace.level,
        item=place.item,
        item_title=card.title if card else scenario.title if scenario else "",
        kind=kind_words(ask.kind if ask else "scenario" if scenario else ""),
        text=ask.text if ask else scenario.text if scenario else "",
        seat=str(who.seat),
        seat_why=who.seat.why,
        asker=who.asker,
        note_taker=who.notes,
        evidence_left=left,
        confidence=place.sure,
        note=place.note,
        strong=card.strong if card else _scenario_points(bank, scenario),
        weak=card.weak if card else (),
        open=card.open if card else (),
        answers=_answers(desk, place.item) if active else _gates(desk) if place.phase == "opening" else (),
        evidence=_evidence(desk, place.item) if active else (),
        contradicted=card.contradicted if card else False,
        needs=card.needs if card else 0,
        number=place.question + 1 if active else 0,
        of=max(place.question + 1, pacing.planned(card, pace.level)) if card else 0,
        more=card is not None and not place.own and place.question + 1 < len(card.questions),
        budget=pacing.budget(pace, card) if card and not is_review else 0,
        item_elapsed=max(0, clock - place.item_at) if active else 0,
        item_number=number,
        item_count=len(mine),
        lines=_lines(desk, rehearsal, place.phase),
    )


def shown_phase(rehearsal: Rehearsal, now: datetime, *, held: bool) -> Shown:
    """Return the phase; ``paused`` while the clock stands in a rehearsal that has not ended."""
    if rehearsal.ended is not None:
        return "done"
    if held or rehearsal.running is None or pacing.idle(rehearsal, now):
        return "paused"
    return rehearsal.position.phase


def _rule(
    rehearsal: Rehearsal, parts: Sequence[Part], pace: pacing.Pace, clock: int, now: datetime, *, held: bool
) -> str:
    if not held and pacing.idle(rehearsal, now):
        return _("no key for {} minutes: the clock stands at the last one").format(pacing.IDLE_SECONDS // 60)
    if rehearsal.kind == "review" or rehearsal.position.phase not in ("ask", "revealed"):
        return ""
    if clock >= pacing.closing_at(parts):
        return _("time for the closing: end this item, then read out the list")
    return pacing.rule(pace.level)


def _answers(desk: Desk, item: str) -> tuple[str, ...]:
    state = desk.review.states.get(item)
    if state is None:
        return ()
    lines = []
    for question, answer in state.answers.items():
        when = f", {answer.stored.at:%Y-%m-%d}" if answer.stored else ""
        mark = "✗ " if answer.standing is Standing.CONTRADICTED else ""
        lines.append(f"{mark}{question} {asking.stands(answer) or _('open')}{when}")
    return tuple(lines)


def _evidence(desk: Desk, item: str) -> tuple[str, ...]:
    state = desk.review.states.get(item)
    found = [(q, a.finding) for q, a in state.answers.items()] if state else []
    return tuple(f"{q} {f.verdict}: {f.full}" for q, f in found if f is not None)


def _gates(desk: Desk) -> tuple[str, ...]:
    lines = []
    for gate in desk.checklist.gate:
        state = desk.review.states[gate.id]
        lines.append(f"{gate.id} {gate.title}: {asking.stands(state.answers[gate.id]) or _('not answered')}")
    closed = [s.id for s in desk.review.states.values() if s.outcome is Outcome.NOT_APPLICABLE]
    return (
        (*lines, _("not asked, a gate is closed: {}").format(", ".join(closed))) if closed else tuple(lines)
    )


def _scenario_points(bank: Bank, scenario: object) -> tuple[str, ...]:
    controls = getattr(scenario, "controls", [])
    return tuple(f"{c}: {bank.by_id[c].strong[0]}" for c in controls if c in bank.by_id)


def supply_line(what: str, control: str, owner: str, due: object, state: str) -> str:
    """Return one line of the list of what is to be supplied."""
    who = ", ".join(str(part) for part in (owner, due) if part) or _("no owner, no date")
    return f"{control + ': ' if control else ''}{what} ({who}; {state})"


def _settle(desk: Desk) -> tuple[str, ...]:
    """Return what to settle before the list; a list without gates has nothing of the kind."""
    if not desk.checklist.gate:
        return ()
    return (_("Settle the gates now: third parties, SLA, customer accounts, sensitive data, compliance."),)


def _lines(desk: Desk, rehearsal: Rehearsal, phase: str) -> tuple[str, ...]:
    if phase == "opening":
        return (
            _("Say the route: {}.").format(route_words(rehearsal.route)),
            _("Controls are graded, not people. What is said here stays in the team."),
            _("Answer in two to four sentences, then show the evidence. Helpers speak only when asked."),
            _("'I do not know; it is in X, I send it by D' is a good answer. Inventing is none."),
            *_settle(desk),
        )
    if phase in ("closing", "done"):
        mine = [s for s in desk.session.supply if s.from_ == rehearsal.id]
        if not mine:
            return (_("Nothing was promised."),)
        return tuple(supply_line(s.what, s.control, s.owner, s.due, s.state) for s in mine)
    return ()
