"""Whose gap: by name, by role; what is late, what is nobody's."""

from __future__ import annotations

from datetime import date

import pytest

from ftr_tui.model import owners
from ftr_tui.model.owners import Whose
from ftr_tui.model.session import Member, Owner, Session

from .build import session

TODAY = date(2026, 11, 24)
TEAM = [
    Member(name="Linh", role="DevOps lead"),
    Member(name="Minh", role="architect"),
    Member(name="Aiko", role="Data protection"),
]


def team(**owned: str) -> Session:
    return session().changed(member=TEAM, owners={c: Owner(who=w) for c, w in owned.items()})


@pytest.mark.parametrize(
    ("who", "owner", "is_mine"),
    [
        ("Linh", "Linh", True),
        ("linh", " LINH ", True),
        ("Linh", "Linh, Minh", True),
        ("Linh", "Minh and Linh", True),
        ("Linh", "devops", True),
        ("Linh", "DevOps engineer", True),
        ("Linh", "Platform team", True),
        ("Linh", "architect", False),
        # Somebody of the same role is somebody else.
        ("Linh", "Tom (devops)", False),
        ("Linh", "Tom Devops", False),
        ("Linh", "Linhtran", False),
        ("Aiko", "data  protection", True),
        ("Minh", "DevOps", False),
        ("Somebody", "devops", False),
        ("Linh", "", False),
    ],
)
def test_mine_is_by_name_or_by_role(who: str, owner: str, *, is_mine: bool) -> None:
    assert owners.person(team(), who).owns(Owner(who=owner)) is is_mine


@pytest.mark.parametrize(
    ("who", "owned"),
    [
        ("LINH", {"A", "B"}),
        ("devops", {"A", "B"}),
        ("Data protection", {"D"}),
        ("tom", {"C"}),
        ("security", set()),
        ("nobody at all", None),
        ("", None),
    ],
)
def test_who_is_asked_for(who: str, owned: set[str] | None) -> None:
    s = team(A="Linh", B="DevOps", C="Tom", D="Aiko")
    found = owners.asked_for(s, who)
    assert (found and {c for c, o in s.owners.items() if found.owns(o)}) == (
        owned if owned is None or owned else set()
    )


def test_late_begins_the_day_after_and_a_day_alone_is_nobody() -> None:
    assert not owners.is_overdue(Owner(who="Linh", due=TODAY), TODAY)
    assert owners.is_overdue(Owner(due=date(2026, 11, 23)), TODAY)
    assert owners.is_unassigned(Owner(due=TODAY, plan="Something")) and owners.is_unassigned(None)
    assert not owners.is_unassigned(Owner(who="Linh"))


def test_the_lists_and_their_numbers() -> None:
    me = owners.person(team(), "Linh")
    late = date(2026, 11, 1)
    listed = [
        Owner(who="Linh", due=late),
        Owner(who="devops"),
        Owner(who="Minh", due=late),
        Owner(due=late),
        None,
    ]
    found = owners.tally(listed, me, TODAY)
    assert (found.gaps, found.mine, found.overdue, found.unassigned, found.mine_overdue) == (5, 2, 3, 2, 1)
    for whose in Whose:
        assert found.of(whose) == sum(owners.fits(whose, o, me, TODAY) for o in listed)
    assert [Whose.ALL.next, Whose.UNASSIGNED.next] == ["mine", "all"]


def test_who_there_is_each_once() -> None:
    assert owners.known(team(A="linh", B="Tom")) == [
        "linh", "Tom", "DevOps lead", "Minh", "architect", "Aiko", "Data protection",
    ]  # fmt: skip
