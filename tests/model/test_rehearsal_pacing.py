"""The clock and the pacing rules: what they do in which order, and what they never do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model import moves, pacing
from ftr_tui.model.rehearsal import Ask, Card, Part, Rank
from ftr_tui.model.session import Asked, Position, Rehearsal

from .build import NOW

DEPTHS = {"quick": 45, "standard": 90, "deep": 210}


def card(name: str, depth: str = "standard", rank: Rank = Rank.REST, **more: bool) -> Card:
    asks = tuple(Ask("how", f"{name} {n}") for n in range(4))
    return Card(name, name, (), 2, depth, asks, rank=rank, **more)  # type: ignore[arg-type]


def slots(*cards: Card, seconds: int, closing: int = 100) -> tuple[Part, ...]:
    return (Part("items", "", "items", seconds, cards=cards), Part("closing", "", "closing", closing))


# --- the clock ---


def running(elapsed: int, **more: int) -> Rehearsal:
    return Rehearsal(id="R1", started=NOW, elapsed=elapsed, running=NOW)


@given(st.integers(0, 10**6), st.integers(-(10**6), 10**6))
def test_the_clock_never_runs_back_nor_jumps_over_a_night(elapsed: int, gap: int) -> None:
    now = pacing.elapsed(running(elapsed), NOW + timedelta(seconds=gap))
    assert elapsed <= now <= elapsed + pacing.IDLE_SECONDS
    assert now == elapsed + gap or not 0 <= gap <= pacing.IDLE_SECONDS
    assert pacing.idle(running(elapsed), NOW + timedelta(seconds=gap)) == (gap > pacing.IDLE_SECONDS)


def test_a_stopped_clock_stands() -> None:
    still = running(77).changed(running=None)
    assert pacing.elapsed(still, NOW + timedelta(hours=9)) == 77


# --- the rules, in their order ---


@pytest.mark.parametrize(
    ("left", "level"),
    [(400, 0), (360, 0), (325, 0), (323, 1), (289, 1), (287, 2), (253, 2), (251, 3), (0, 3), (-9, 3)],
)
def test_ten_twenty_thirty_per_cent_behind(left: int, level: int) -> None:
    parts = slots(*(card(f"I{n}") for n in range(4)), seconds=1000)
    found = pacing.pace(parts, 0, (), 1000 - left)
    assert (found.level, found.need) == (level, 360)
    assert found.behind == (360 - left) / 60


def test_at_ten_a_standard_item_has_one_question_and_a_deep_one_all() -> None:
    assert [pacing.planned(card("s"), n) for n in range(4)] == [2, 1, 1, 1]
    assert [pacing.planned(card("d", "deep"), n) for n in range(4)] == [4, 4, 4, 4]
    assert pacing.planned(card("q", "quick"), 0) == 1


def test_at_twenty_green_quick_items_are_taken_from_evidence() -> None:
    cards = [card("green", "quick", green=True), card("quick", "quick"), card("s1"), card("s2"), card("s3")]
    parts = slots(*cards, seconds=360)
    assert pacing.choose(parts, 0, (), 0).taken == ()
    choice = pacing.choose(parts, 0, (), 80)
    assert [c.id for c in choice.taken] == ["green"]
    assert choice.card is cards[1]
    assert choice.parked == ()


def test_at_thirty_the_rest_is_parked_but_for_weak_new_and_never_cut() -> None:
    cards = [
        card("rest"),
        card("weak", rank=Rank.BELOW),
        card("new", rank=Rank.NEVER),
        card("must", never_cut=True),
        card("wrong", rank=Rank.CONTRADICTED),
        card("missed", rank=Rank.MISSED),
    ]
    choice = pacing.choose(slots(*cards, seconds=540), 0, (), 180)
    assert [c.id for c in choice.parked] == ["rest"]
    assert choice.card is cards[1]


def test_when_only_the_never_cut_fit_they_are_asked_and_then_the_slot_ends() -> None:
    cards = [card("new", rank=Rank.NEVER), card("must", "deep", never_cut=True)]
    parts = slots(*cards, seconds=300)
    assert pacing.choose(parts, 0, (), 95).card is cards[1]
    late = pacing.choose(parts, 0, ("must",), 301)
    assert late.card is None
    assert [c.id for c in late.parked] == ["new"]


def test_the_budget_is_the_share_of_what_is_left() -> None:
    cards = [card("d", "deep"), card("s")]
    now = pacing.pace(slots(*cards, seconds=600), 0, (), 0)
    assert pacing.budget(now, cards[0]) == 600 * 210 // 300
    assert pacing.budget(now, cards[1]) == 600 * 90 // 300


# --- properties over whole rehearsals ---

CARDS = st.builds(
    card,
    name=st.uuids().map(str),
    depth=st.sampled_from(list(DEPTHS)),
    rank=st.sampled_from(list(Rank)),
    green=st.booleans(),
)
PARTS = st.lists(st.tuples(st.lists(CARDS, max_size=8), st.integers(2, 30)), min_size=1, max_size=6)


def drawn(given_parts: list[tuple[list[Card], int]], never: int) -> tuple[Part, ...]:
    parts = [Part("opening", "", "opening", 240)]
    left = never
    for number, (cards, minutes) in enumerate(given_parts):
        cards = list(cards)
        seconds = max(minutes * 60, sum(c.seconds for c in cards))
        if left:
            left -= 1
            cards.append(card(f"must {number}", "deep", never_cut=True))
            # As in the two hours: a slot has more than twice the time that its never-cut items need.
            seconds = max(seconds + 210, 9 * 60)
        parts.append(Part(f"p{number}", "", "items", seconds, cards=tuple(cards)))
    return (*parts, Part("scenario", "", "scenario", 360), Part("closing", "", "closing", 360))


def played(parts: tuple[Part, ...], pace: list[float]) -> tuple[Rehearsal, int]:
    """Play a whole rehearsal, item n at pace[n]; return it and the second at which the closing began."""
    run = Rehearsal(id="R1", started=NOW, position=Position(slot="opening"))
    now, turn = 240, 0
    run = moves.entered(parts, 1, run, now, "S01")
    while run.position.phase != "closing":
        at = moves.part_at(parts, run)
        if run.position.phase == "scenario":
            now += 360
            run = moves.entered(parts, at + 1, run, now, "S01")
            continue
        it = moves.card_at(parts, run)
        assert it is not None
        level = pacing.pace(parts, at, moves.done_items(run), now).level
        # A slow team is slow at every question; what the rules cut is cut.
        share = pacing.planned(it, level) / pacing.planned(it, 0)
        spent = int(it.seconds * share * pace[turn % len(pace)])
        turn += 1
        asked = Asked(item=it.id, at=now, seconds=spent, score=2, outcome="scored")
        now += spent
        run = moves.entered(parts, at, run.changed(asked=[*run.asked, asked]), now, "S01")
    return run, now


@settings(deadline=None, max_examples=50)
@given(PARTS, st.integers(0, 6), st.lists(st.floats(0.3, 2.0), min_size=1, max_size=12))
def test_never_cut_items_are_always_asked_and_the_closing_is_kept(
    given_parts: list[tuple[list[Card], int]], never: int, pace: list[float]
) -> None:
    parts = drawn(given_parts, never)
    run, began = played(parts, pace)
    scored = {a.item for a in run.asked if a.outcome == "scored"}
    assert {c.id for p in parts for c in p.cards if c.never_cut} <= scored
    # An item that was begun in time is not cut off; beyond that nothing is borrowed.
    last = max((a.seconds for a in run.asked), default=0)
    assert began <= pacing.closing_at(parts) + max(last, 360)
    assert not any(a.at >= pacing.closing_at(parts) for a in run.asked if a.outcome == "scored")


@settings(deadline=None, max_examples=50)
@given(PARTS, st.integers(0, 6), st.lists(st.floats(0.3, 6.0), min_size=1, max_size=12))
def test_every_item_ends_in_exactly_one_way(
    given_parts: list[tuple[list[Card], int]], never: int, pace: list[float]
) -> None:
    parts = drawn(given_parts, never)
    run, _began = played(parts, pace)
    assert sorted(a.item for a in run.asked) == sorted(c.id for p in parts for c in p.cards)
    taken = {a.item for a in run.asked if a.outcome == "evidence"}
    assert taken <= {c.id for p in parts for c in p.cards if c.green and c.depth == "quick"}


@settings(deadline=None, max_examples=50)
@given(PARTS, st.lists(st.floats(0.3, 1.0), min_size=1, max_size=8))
def test_on_pace_nothing_is_cut(given_parts: list[tuple[list[Card], int]], pace: list[float]) -> None:
    parts = drawn(given_parts, 0)
    run, _began = played(parts, pace)
    assert {a.outcome for a in run.asked} <= {"scored"}
