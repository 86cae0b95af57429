"""The clock of a mock review: how far behind, which rule acts, which item comes next.

Elapsed time is seconds on the rehearsal's own clock. Behind is measured in the slot: what its items still
need (45, 90, 210 s each) against what is left of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ftr_tui.model.i18n import _
from ftr_tui.model.rehearsal import QUESTIONS, Card, Part, Rank
from ftr_tui.model.session import Rehearsal

EVIDENCE_SECONDS = 60
IDLE_SECONDS = 20 * 60
"""So long without a key, and the clock is taken to have stopped at the last one: a lid was closed."""
BEHIND = (0.10, 0.20, 0.30)
_STEADY = 180
"""Seconds as planned that the team's speed is mixed with, so that one item says little."""
SLOWEST = 4.0


def elapsed(rehearsal: Rehearsal, now: datetime) -> int:
    """Return the seconds that the rehearsal's clock shows. It never runs back, nor over a night."""
    if rehearsal.running is None:
        return rehearsal.elapsed
    gap = int((now - rehearsal.running).total_seconds())
    return rehearsal.elapsed + (gap if 0 <= gap <= IDLE_SECONDS else 0)


def idle(rehearsal: Rehearsal, now: datetime) -> bool:
    """Whether so much time has passed since the last key that the clock stands."""
    if rehearsal.running is None:
        return False
    return (now - rehearsal.running).total_seconds() > IDLE_SECONDS


@dataclass(frozen=True, slots=True)
class Pace:
    """How a slot stands."""

    left: int
    """Seconds until the slot should end; negative once it should have."""
    need: int
    """Seconds that its open items are planned to take."""
    level: int = 0
    """0 on pace; 1, 2, 3: the rule of 10, 20, 30 % acts, and those before it."""

    @property
    def behind(self) -> float:
        """Return minutes behind; negative: minutes in hand."""
        return (self.need - self.left) / 60


def ends(parts: Sequence[Part]) -> list[int]:
    """Return the second at which each slot should end."""
    out, total = [], 0
    for part in parts:
        total += part.seconds
        out.append(total)
    return out


def closing_at(parts: Sequence[Part]) -> int:
    """Return the second at which the closing begins, whatever is left: no slot borrows from it."""
    return sum(p.seconds for p in parts if p.kind != "closing")


def pace(parts: Sequence[Part], at: int, done: Collection[str], now: int) -> Pace:
    """Return how slot number ``at`` stands at second ``now``."""
    left = min(ends(parts)[at], closing_at(parts)) - now
    need = sum(c.seconds for c in parts[at].cards if c.id not in done)
    if need == 0:
        return Pace(left, 0)
    short = (need - left) / need
    return Pace(left, need, sum(short > limit for limit in BEHIND))


def budget(now: Pace, card: Card) -> int:
    """Return the seconds that an item should take: its share of what is left, at least its plan's half."""
    share = now.left * card.seconds // now.need if now.need else card.seconds
    return max(share, card.seconds // 2)


def planned(card: Card, level: int) -> int:
    """Return how many questions of an item are asked at this pace."""
    number = QUESTIONS[card.depth]
    if level >= 1 and card.depth == "standard":
        number = 1
    return min(number, len(card.questions))


def rule(level: int) -> str:
    """Return the rule that acts, in words; empty while on pace."""
    words = [
        "",
        _("standard items: one question"),
        _("proved quick items are taken from evidence, standard items are quick"),
        _("the rest of this part is parked, but for weak, new and never-cut items"),
    ]
    return words[level]


def speed(parts: Sequence[Part], rehearsal: Rehearsal) -> float:
    """Return how much slower than planned this team is, from 1 (as planned) to 4."""
    plan = {c.id: c.seconds for p in parts for c in p.cards}
    spent: Mapping[str, int] = {}
    for asked in rehearsal.asked:
        if asked.item in plan and asked.seconds:
            spent = {**spent, asked.item: spent.get(asked.item, 0) + asked.seconds}
    factor = (sum(spent.values()) + _STEADY) / (sum(plan[i] for i in spent) + _STEADY)
    return min(max(factor, 1.0), SLOWEST)


@dataclass(frozen=True, slots=True)
class Choice:
    """What comes next in a slot: a card, or none, and what the rules decided about others on the way."""

    card: Card | None
    taken: tuple[Card, ...] = ()
    """Taken from evidence."""
    parked: tuple[Card, ...] = ()


def choose(parts: Sequence[Part], at: int, done: Collection[str], now: int, factor: float = 1.0) -> Choice:
    """Return the next item of slot ``at`` at second ``now``, and what the pacing rules do before it."""
    part = parts[at]
    cards = [c for c in part.cards if c.id not in done]
    if not cards:
        return Choice(None)
    if now >= closing_at(parts):
        return Choice(None, parked=tuple(cards))
    must = [c for c in cards if c.never_cut]
    if now + factor * sum(c.seconds for c in must) >= _latest(parts, at, factor):
        return Choice(must[0]) if must else Choice(None, parked=tuple(cards))
    level = pace(parts, at, done, now).level
    taken = tuple(c for c in cards if level >= 2 and c.green and c.depth == "quick" and not c.never_cut)
    parked = tuple(
        c for c in cards if level >= 3 and c.rank is Rank.REST and not c.never_cut and c not in taken
    )
    rest = [c for c in cards if c not in taken and c not in parked]
    return Choice(rest[0] if rest else None, taken, parked)


def _latest(parts: Sequence[Part], at: int, factor: float) -> float:
    """Return the second at which slot ``at`` must end.

    Its own end, or later while the later slots have more time than their items need at this team's speed;
    sooner where later never-cut items would be lost.
    """
    later = [p for p in parts[at + 1 :] if p.kind != "closing"]
    need = sum(
        factor * p.need if p.cards else (0 if p.kind in ("items", "report") else p.seconds) for p in later
    )
    must = factor * sum(c.seconds for p in later for c in p.cards if c.never_cut)
    closing = closing_at(parts)
    return min(max(ends(parts)[at], closing - need), closing - must)
