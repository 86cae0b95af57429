"""Who answers and who asks: hot seat, rotation, the absent first choice, nobody asks about their own area."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ftr_tui.model.i18n import _
from ftr_tui.model.rehearsal import Card
from ftr_tui.model.session import Session

_WORDS: Mapping[str, frozenset[str]] = {
    "architect": frozenset({"architect", "lead", "cto"}),
    "devops": frozenset({"devops", "ops", "sre", "platform"}),
    "security": frozenset({"security", "ciso", "secops"}),
    "product": frozenset({"product", "pm"}),
}
EVERY_THIRD = 3


@dataclass(frozen=True, slots=True)
class Seat:
    """Who answers one item, and why it is not the best placed, if so."""

    name: str = ""
    role: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.name and self.role else self.name or self.role


def roles_of(text: str) -> list[str]:
    """Return the seats that a role in people's own words fills: ``lead architect`` is ``architect``."""
    words = set(re.findall(r"\w+", text.casefold()))
    return [role for role, names in _WORDS.items() if names & words]


def roles(session: Session) -> dict[str, list[str]]:
    """Return name -> the seats that this person fills."""
    return {m.name: roles_of(m.role) for m in session.member}


def hot_seat(
    card: Card, at: int, cards: Sequence[Card], seats: Sequence[str], of: Mapping[str, list[str]], number: int
) -> Seat:
    """Return who answers ``card``, the ``at``-th of ``cards``, in rehearsal ``number`` (the first is 1).

    The best placed role answers. From the second rehearsal on the second role takes every third item, and
    at one of the never-cut items the first choice is absent: does anybody else know it?
    """
    wanted = list(card.roles)
    if not seats:
        return Seat(role=wanted[0] if wanted else "")
    first = _holder(wanted[:1], seats, of)
    gone = absent(cards, number)
    if number > 1 and first and gone == card.id and len(seats) > 1:
        rest = [s for s in seats if s != first]
        name = _holder(wanted[1:], rest, of) or rest[number % len(rest)]
        return Seat(name, _role(name, wanted, of), _("{} is absent").format(first))
    if number > 1 and at % EVERY_THIRD == EVERY_THIRD - 1 and len(wanted) > 1:
        second = _holder(wanted[1:], [s for s in seats if s != first], of)
        if second:
            return Seat(second, _role(second, wanted, of), _("every third item goes to the second role"))
    name = first or _holder(wanted[1:], seats, of) or seats[at % len(seats)]
    return Seat(name, _role(name, wanted, of))


def absent(cards: Sequence[Card], number: int) -> str:
    """Return the id of the item whose first choice is absent in rehearsal ``number``; empty in the first."""
    choice = [c.id for c in cards if c.never_cut] or [c.id for c in cards]
    return choice[number % len(choice)] if choice and number > 1 else ""


def _holder(wanted: Sequence[str], seats: Sequence[str], of: Mapping[str, list[str]]) -> str:
    return next((s for role in wanted for s in seats if role in of.get(s, [])), "")


def _role(name: str, wanted: Sequence[str], of: Mapping[str, list[str]]) -> str:
    mine = of.get(name, [])
    return next((r for r in wanted if r in mine), mine[0] if mine else "")


def asker(card: Card, seat: str, seats: Sequence[str], of: Mapping[str, list[str]], turn: int) -> str:
    """Return who asks: never the hot seat, never somebody about their own area. Empty: read the screen."""
    free = [s for s in seats if s != seat and not set(of.get(s, [])) & set(card.roles)]
    return free[turn % len(free)] if free else ""


def note_taker(seat: str, asks: str, seats: Sequence[str], turn: int) -> str:
    """Return who notes and hunts documents: neither of the two, where there is a third."""
    free = [s for s in seats if s not in (seat, asks)]
    return free[turn % len(free)] if free else ""
