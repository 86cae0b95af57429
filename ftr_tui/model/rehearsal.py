"""The plan of a mock review: which items, in which order, who answers, who asks, when the next one is due.

Lengths, depths and rules are our own plan (facts: the two hours of the real meeting), not rules of AWS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Literal

from ftr_tui.model.bank import SECONDS, Bank, Depth
from ftr_tui.model.effective import Cover, Standing, cover
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import ItemState, Outcome, Review
from ftr_tui.model.session import Asked, OwnQuestion, Rehearsal, Session

QUESTIONS: Mapping[Depth, int] = {"quick": 1, "standard": 2, "deep": 4}
FULL_MINUTES = 120
SHORT_MINUTES = 30
"""Up to this length only the weakest items are asked."""
SHORT_LEAST, SHORT_MOST = 8, 10
NO_BREAK_MINUTES = 90
FROM_EVIDENCE = 2
"""What an item counts that was taken from a scan: the configuration was seen, no record of a run."""
GAPS_KNOWN = (30, 14, 5)
GAPS_UNKNOWN = (3, 8, 20)
MONTH = 30

Kind = Literal["opening", "items", "break", "report", "scenario", "closing"]


class Rank(IntEnum):
    """What comes first: a plain order."""

    MISSED = 0
    """Planned last time and not reached."""
    NEVER = 1
    CONTRADICTED = 2
    BELOW = 3
    """Below what it needs, or an answer that has expired."""
    REST = 4
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of an item."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One item as it is asked in this rehearsal."""

    id: str
    title: str
    roles: tuple[str, ...]
    needs: int
    depth: Depth
    questions: tuple[Ask, ...]
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    never_cut: bool = False
    rank: Rank = Rank.NEVER
    last: datetime | None = None
    green: bool = False
    """A scan proves it, and a person stands behind it."""
    contradicted: bool = False

    @property
    def seconds(self) -> int:
        """Return how long it is planned to take."""
        return SECONDS[self.depth]


@dataclass(frozen=True, slots=True)
class Part:
    """One slot of the agenda at this rehearsal's length."""

    id: str
    title: str
    kind: Kind
    seconds: int
    roles: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()

    @property
    def need(self) -> int:
        """Return the planned seconds of its items."""
        return sum(c.seconds for c in self.cards)


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier rehearsals know of one item."""

    last: datetime | None = None
    score: int | None = None
    missed: bool = False
    texts: tuple[str, ...] = ()
    """The questions that were asked, each as often as it was."""


# --- history ------------------------------------------------------------------------------------


def earlier(session: Session, than: Rehearsal | None = None) -> list[Rehearsal]:
    """Return the rehearsals that began before ``than`` (all, if None), oldest first; no real reviews."""
    found = [r for r in session.rehearsal if r.kind == "rehearsal"]
    if than is not None:
        found = [r for r in found if r.id != than.id and _began(r) < _began(than)]
    return sorted(found, key=_began)


def _began(rehearsal: Rehearsal) -> tuple[datetime, int]:
    # Two may begin in one second, when the first is given up at once.
    return rehearsal.started, int(rehearsal.id[1:])


def counted(asked: Asked, accepted: Iterable[tuple[str, str]], rehearsal: str) -> int | None:
    """Return the score that an asked item counts with, or None.

    A score that was cut because the evidence clock ran out counts in full once what was promised is accepted.
    """
    if asked.outcome == "evidence":
        return FROM_EVIDENCE
    if asked.score is None:
        return None
    whole = asked.claimed if asked.late and not asked.contradicted else None
    return whole if whole is not None and (asked.item, rehearsal) in set(accepted) else asked.score


def past(session: Session, than: Rehearsal | None = None) -> dict[str, Past]:
    """Return what the rehearsals before ``than`` know of each item that came up in one."""
    accepted = {(s.control, s.from_) for s in session.supply if s.state == "accepted"}
    out: dict[str, Past] = {}
    before = earlier(session, than)
    for rehearsal in before:
        for asked in rehearsal.asked:
            old = out.get(asked.item, Past())
            if asked.text and asked.outcome != "logged":
                old = replace(old, texts=(*old.texts, asked.text))
            score = counted(asked, accepted, rehearsal.id)
            if score is not None:
                old = replace(old, score=score, last=rehearsal.started)
            out[asked.item] = old
    last = before[-1].asked if before else []
    scored = {a.item for a in last if a.score is not None or a.outcome == "evidence"}
    for asked in last:
        if asked.outcome == "parked" and asked.item not in scored:
            out[asked.item] = replace(out[asked.item], missed=True)
    return out


def suspended(session: Session, review: Review, than: Rehearsal | None = None) -> set[str]:
    """Return the controls that are missing and have a task: practice does not mend those."""
    mine = than.id if than else ""
    tasks = {s.control for s in session.supply if s.task and s.state != "accepted" and s.from_ != mine}
    return {c for c in tasks if c in review.states and not review.states[c].outcome.good}


# --- items --------------------------------------------------------------------------------------


def contradicted(state: ItemState) -> bool:
    """Whether evidence says otherwise than a person, without a reason against it."""
    return any(a.standing is Standing.CONTRADICTED for a in state.answers.values())


def _green(state: ItemState) -> bool:
    answers = [a for a in state.answers.values() if a.value is not None]
    proved = bool(answers) and all(cover(a) is Cover.PROVED for a in answers)
    return proved and state.outcome is Outcome.PASS and state.block is None


def _rank(before: Past, state: ItemState | None, needs: int) -> Rank:
    if before.missed:
        return Rank.MISSED
    if before.last is None or before.score is None:
        return Rank.NEVER
    if state is not None and contradicted(state):
        return Rank.CONTRADICTED
    expired = state is not None and any(a.standing is Standing.EXPIRED for a in state.answers.values())
    return Rank.BELOW if before.score < needs or expired else Rank.REST


def ordered(cards: Iterable[Card]) -> list[Card]:
    """Return cards in the order of asking: rank, then the one that waits longest, then as they came."""
    return sorted(cards, key=lambda c: (c.rank, c.last.timestamp() if c.last else 0.0))


def _fresh(questions: Sequence[Ask], before: Past) -> tuple[Ask, ...]:
    """Return the questions with those first that were asked least: the kind changes each time."""
    return tuple(sorted(questions, key=lambda q: before.texts.count(q.text)))


def sheet_cards(bank: Bank, review: Review, session: Session, than: Rehearsal | None = None) -> list[Card]:
    """Return the items of the sheet that apply, in AWS's order, own questions with them.

    Left out is what lies behind a closed gate and, but for the never-cut ones, what is missing and a task.
    """
    known = past(session, than)
    away = suspended(session, review, than)
    items = {i.id: i for i in bank.item}
    out = []
    for state in review.states.values():
        item = items.get(state.id)
        if item is None or state.outcome is Outcome.NOT_APPLICABLE:
            continue
        if state.id in away and not item.never_cut:
            continue
        before, green = known.get(item.id, Past()), _green(state)
        # A scan that proves it leaves only one thing to ask.
        depth = "quick" if green and item.depth == "standard" else item.depth
        own = [Ask("own", q.text) for q in _own(session, than) if q.control == item.id]
        new = [q for q in own if q.text not in before.texts]
        asks = [Ask(q.kind, q.text) for q in item.question] + [q for q in own if q not in new]
        out.append(
            Card(
                id=item.id,
                title=state.item.title,
                roles=tuple(item.roles),
                needs=item.min_score,
                depth=depth,
                questions=(*new, *_fresh(asks, before)),
                strong=tuple(item.strong),
                weak=tuple(item.weak),
                open=tuple(item.open),
                never_cut=item.never_cut,
                rank=_rank(before, state, item.min_score),
                last=before.last,
                green=green,
                contradicted=contradicted(state),
            )
        )
    return out


def _own(session: Session, than: Rehearsal | None) -> list[OwnQuestion]:
    # What is logged now is asked next time.
    return [q for q in session.own_question if than is None or q.from_ != than.id]


def report_cards(bank: Bank, session: Session, route: str, than: Rehearsal | None = None) -> list[Card]:
    """Return the items of the report that goes with a route: SOC 2, else the Well-Architected one."""
    known = past(session, than)
    wanted = "soc2" if route == "soc2" else "wafr"
    out = []
    for item in bank.report:
        before = known.get(item.id, Past())
        if item.route != wanted:
            continue
        asks = [Ask(q.kind, q.text) for q in item.question]
        rank = _rank(before, None, item.min_score)
        out.append(
            Card(item.id, item.title, tuple(item.roles), item.min_score, item.depth, _fresh(asks, before),
                 tuple(item.strong), tuple(item.weak), tuple(item.open), item.never_cut, rank, before.last)
        )  # fmt: skip
    return out


def own_cards(session: Session, known: Iterable[str], than: Rehearsal | None = None) -> list[Card]:
    """Return the own questions that belong to no item of the list and were not asked yet."""
    before, items = past(session, than), set(known)
    return [
        Card(q.id, _("your own question"), (), 1, "quick", (Ask("own", q.text),))
        for q in _own(session, than)
        if q.control not in items and before.get(q.id, Past()).last is None
    ]


# --- the agenda ---------------------------------------------------------------------------------


def agenda(bank: Bank, review: Review, session: Session, rehearsal: Rehearsal) -> tuple[Part, ...]:
    """Return the slots of a rehearsal with their items, at its length; of a real review in AWS's order."""
    cards = sheet_cards(bank, review, session, rehearsal)
    loose = own_cards(session, [i.id for i in bank.item], rehearsal)
    if rehearsal.kind == "review":
        return _in_sheet_order(bank, review, session, rehearsal, cards)
    if rehearsal.short or rehearsal.minutes <= SHORT_MINUTES:
        return _short(rehearsal.minutes, [*loose, *cards])
    scale = rehearsal.minutes / max(1, sum(s.minutes for s in bank.slot))
    parts = []
    for slot in bank.slot:
        mine: list[Card] = []
        if slot.kind == "items":
            mine = [c for c in cards if review.states[c.id].item.section in slot.sections]
            mine, loose = [*loose, *mine], []
        elif slot.kind == "report":
            mine = report_cards(bank, session, rehearsal.route, rehearsal)
        seconds = round(slot.minutes * 60 * scale)
        if slot.kind == "break" and rehearsal.minutes < NO_BREAK_MINUTES:
            continue
        parts.append(Part(slot.id, slot.title, slot.kind, seconds, tuple(slot.roles), tuple(ordered(mine))))
    return tuple(_from_scenario(parts) if scale >= 1 else [_fitted(p) for p in parts])


def _from_scenario(parts: list[Part]) -> list[Part]:
    """Give the scenario's minutes to a slot that cannot do without: where customers' accounts are entered."""
    scenario = next((p for p in parts if p.kind == "scenario"), None)
    tight = next((p for p in parts if p.kind == "items" and p.need > 1.25 * p.seconds), None)
    if scenario is None or tight is None:
        return parts
    given = replace(tight, seconds=tight.seconds + scenario.seconds)
    return [given if p is tight else p for p in parts if p is not scenario]


def _fitted(part: Part) -> Part:
    """Return a slot with as many items as its time holds, first come first; the never-cut ones always."""
    left = part.seconds - sum(c.seconds for c in part.cards if c.never_cut)
    kept = []
    for card in part.cards:
        if card.never_cut or card.seconds <= left:
            left -= 0 if card.never_cut else card.seconds
            kept.append(card)
    return replace(part, cards=tuple(kept))


def _short(minutes: int, cards: list[Card]) -> tuple[Part, ...]:
    opening, closing = round(minutes * 2.4), round(minutes * 4.8)
    time, chosen = minutes * 60 - opening - closing, list[Card]()
    for card in ordered(cards)[:SHORT_MOST]:
        if len(chosen) >= SHORT_LEAST and sum(c.seconds for c in chosen) + card.seconds > time:
            break
        chosen.append(card)
    return (
        Part("opening", _("Rules and seats"), "opening", opening),
        Part("weakest", _("The weakest items"), "items", time, cards=tuple(chosen)),
        Part("closing", _("Read out what is to be supplied"), "closing", closing),
    )


def _in_sheet_order(
    bank: Bank, review: Review, session: Session, rehearsal: Rehearsal, cards: list[Card]
) -> tuple[Part, ...]:
    parts = []
    for slot in bank.slot:
        mine = [c for c in cards if review.states[c.id].item.section in slot.sections]
        if slot.kind == "report":
            mine = report_cards(bank, session, rehearsal.route, rehearsal)
        if mine or slot.kind == "closing":
            parts.append(Part(slot.id, slot.title, slot.kind, slot.minutes * 60, cards=tuple(mine)))
    return tuple(parts)


def next_dates(session: Session, today: date) -> list[date]:
    """Return the days on which to rehearse next, soonest first, none before ``today``.

    With the review's day known 30, 14 and 5 days before it; else 3, 8 and 20 days after the last rehearsal,
    the gaps already used left out, then monthly. None yet: begin today.
    """
    if session.review_date is not None and session.review_date >= today:
        days = [session.review_date - timedelta(days=n) for n in GAPS_KNOWN]
        return [d for d in days if d >= today]
    ended = [r.ended for r in earlier(session) if r.ended is not None]
    if not ended:
        return [today, *(today + timedelta(days=n) for n in GAPS_UNKNOWN)]
    last = max(ended).date()
    gaps = [*GAPS_UNKNOWN[len(ended) - 1 :], MONTH]
    gaps = gaps if len(gaps) > 1 else [MONTH, 2 * MONTH]
    if gaps[0] in GAPS_UNKNOWN:
        gaps[-1] = GAPS_UNKNOWN[-1] + MONTH
    # What is overdue is due now, once.
    return sorted({max(today, last + timedelta(days=n)) for n in gaps})
