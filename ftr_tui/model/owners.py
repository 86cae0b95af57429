"""Whose gap it is: by name or by role; what is mine, overdue, or nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ftr_tui.model.given import Owner
from ftr_tui.model.redact_names import GENERIC, plain, words_of
from ftr_tui.model.seating import roles_of
from ftr_tui.model.session import Session
from ftr_tui.model.text import fold

_BETWEEN = re.compile(r"[,;/&+|\n\t]|\s(?:and|with)\s|[、，；・]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_LEAD = re.compile(r"\blead\b", re.IGNORECASE)


class Whose(StrEnum):
    """Which gaps a list shows."""

    ALL = "all"
    MINE = "mine"
    OVERDUE = "overdue"
    UNASSIGNED = "unassigned"

    @property
    def next(self) -> Whose:
        """Return the one after this, round the end."""
        order = list(Whose)
        return order[(order.index(self) + 1) % len(order)]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as owners may be written: a name and the seats in the team, or a role alone."""

    names: frozenset[str]
    """Folded."""
    seats: frozenset[str] = frozenset()

    def owns(self, owner: Owner | None) -> bool:
        """Whether a gap is this one's, by name or by role; of ``Linh, DevOps`` each is one owner."""
        return owner is not None and any(
            fold(p) in self.names or (is_role(p) and self.seats & _seats(p)) for p in parts(owner.who)
        )


def parts(who: str) -> list[str]:
    """Return the whole text and each of the people or roles that it names; ``Tom (devops)`` is Tom."""
    pieces = [p.strip() for p in _BETWEEN.split(_BRACKETS.sub(" ", who))]
    return list(dict.fromkeys(p for p in (who.strip(), *pieces) if p))


def _seats(role: str) -> frozenset[str]:
    """Return the seats of the team that a role fills; a lead is the architect where nothing else is said."""
    return frozenset(roles_of(_LEAD.sub(" ", role)) or roles_of(role))


def is_role(text: str) -> bool:
    """Whether a text names a seat of the team and nobody in person: ``DevOps engineer``, ``security``."""
    words = words_of(plain(text))
    return bool(roles_of(text)) and all(w in GENERIC or roles_of(w) for w in words)


def person(session: Session, who: str) -> Person:
    """Return somebody by name, with the role that the team gives this name."""
    name = fold(who)
    roles = [m.role for m in session.member if fold(m.name) == name and m.role.strip()]
    names = {name, *(fold(r) for r in roles)} - {""}
    return Person(frozenset(names), frozenset(s for r in roles for s in _seats(r)))


def asked_for(session: Session, who: str) -> Person | None:
    """Return whom ``status --owner WHO`` means: a name, or a role and all who have it; None: unknown."""
    name = fold(who)
    if not name:
        return None
    if name in {fold(m.name) for m in session.member}:
        return person(session, who)
    if is_role(who):
        seats = _seats(who)
        having = {fold(m.name) for m in session.member if seats & _seats(m.role)}
        return Person(frozenset({name, *having}), seats)
    roles = {fold(m.role) for m in session.member}
    written = {fold(p) for o in session.owners.values() for p in parts(o.who)}
    if name in roles:
        return Person(frozenset({name, *(fold(m.name) for m in session.member if fold(m.role) == name)}))
    return Person(frozenset({name})) if name in written else None


def known(session: Session) -> list[str]:
    """Return who owns something or is in the team, and the team's roles, each once, as first written."""
    texts = [o.who.strip() for o in session.owners.values()]
    texts += [t.strip() for m in session.member for t in (m.name, m.role)]
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(fold(text), text)
    return [text for text in found.values() if text]


def is_overdue(owner: Owner | None, today: date) -> bool:
    """Whether the day until which a gap was to be closed has passed; today is not late."""
    return owner is not None and owner.due is not None and owner.due < today


def is_unassigned(owner: Owner | None) -> bool:
    """Whether nobody takes care of it; a day alone is nobody."""
    return owner is None or not owner.who.strip()


def fits(whose: Whose, owner: Owner | None, me: Person, today: date) -> bool:
    """Whether a gap with this owner belongs into a list."""
    if whose is Whose.MINE:
        return me.owns(owner)
    if whose is Whose.OVERDUE:
        return is_overdue(owner, today)
    return whose is Whose.ALL or is_unassigned(owner)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many gaps there are, and of whom."""

    gaps: int
    mine: int
    overdue: int
    unassigned: int
    mine_overdue: int

    def of(self, whose: Whose) -> int:
        """Return the number of one list."""
        return {
            Whose.ALL: self.gaps, Whose.MINE: self.mine,
            Whose.OVERDUE: self.overdue, Whose.UNASSIGNED: self.unassigned,
        }[whose]  # fmt: skip


def tally(owners: Iterable[Owner | None], me: Person, today: date) -> Tally:
    """Count gaps, given the owner of each."""
    listed = list(owners)
    mine = [o for o in listed if me.owns(o)]
    return Tally(
        gaps=len(listed),
        mine=len(mine),
        overdue=sum(is_overdue(o, today) for o in listed),
        unassigned=sum(is_unassigned(o) for o in listed),
        mine_overdue=sum(is_overdue(o, today) for o in mine),
    )
