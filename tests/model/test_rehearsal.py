"""The plan: which items, in which order, who answers, who asks, when next. Expected values from the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ftr_tui.model import seating
from ftr_tui.model.bank import Bank
from ftr_tui.model.outcome import Review
from ftr_tui.model.rehearsal import Card, Part, Rank, agenda, next_dates, ordered, past, sheet_cards
from ftr_tui.model.session import Asked, Member, OwnQuestion, Rehearsal, Session, Supply
from ftr_tui.store.library import Library

from .build import NOW, TODAY, finding, judged, session

TEAM = ("Minh", "Linh", "Aiko", "Nam")
OF = {"Minh": ["architect"], "Linh": ["devops"], "Aiko": ["security"], "Nam": ["product"]}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Library().bank()


def run(number: int, *asked: Asked, days: int = 0, **more: Any) -> Rehearsal:
    started = NOW + timedelta(days=days or number)
    given = {"id": f"R{number}", "started": started, "ended": started, "seats": list(TEAM), "asked": [*asked]}
    return Rehearsal(**{**given, **more})


def plan(bank: Bank, s: Session | None = None, review: Review | None = None, **more: Any) -> tuple[Part, ...]:
    s = s or session()
    now = run(99, days=99, **{"ended": None, **more})
    return agenda(bank, review or judged(s=s), s.with_rehearsal(now), now)


def asked_in(parts: tuple[Part, ...]) -> list[str]:
    return [c.id for p in parts for c in p.cards]


# --- the agenda ---


def test_two_hours_hold_every_item_in_slots_of_120_minutes(bank: Bank) -> None:
    parts = plan(bank, review=judged(**{"CAA-000": "no"}))
    assert [(p.id, p.seconds // 60) for p in parts] == [
        ("opening", 4), ("architecture", 12), ("account", 8), ("identity", 27), ("operations", 9),
        ("break", 4), ("recovery", 21), ("data", 9), ("customer-accounts", 4), ("report", 10),
        ("scenario", 6), ("closing", 6),
    ]  # fmt: skip
    assert len([i for i in asked_in(parts) if not i.startswith("WA-") and "FTR" not in i]) == 39


def test_items_behind_a_closed_gate_are_not_asked(bank: Bank) -> None:
    parts = plan(bank, review=judged(**{"CAA-000": "no", "SDAT-000": "no"}))
    assert not {i for i in asked_in(parts) if i.startswith(("CAA", "SDAT"))}
    assert next(p for p in parts if p.id == "customer-accounts").seconds == 240


def test_customer_accounts_take_the_minutes_of_the_scenario(bank: Bank) -> None:
    parts = plan(bank, review=judged(**{"CAA-000": "yes"}))
    assert next(p for p in parts if p.id == "customer-accounts").seconds == 600
    assert "scenario" not in [p.kind for p in parts]
    assert sum(p.seconds for p in parts) == 7200


def test_other_lengths_scale_and_keep_what_is_never_cut(bank: Bank) -> None:
    parts = plan(bank, minutes=60, review=judged(**{"CAA-000": "no"}))
    assert next(p for p in parts if p.kind == "closing").seconds == 180
    over = [p.id for p in parts if p.need > p.seconds]
    assert over == []
    assert {"HOST-001", "ARC-005", "IAM-006", "IAM-008", "BAR-002", "RES-004"} <= set(asked_in(parts))
    assert len(asked_in(parts)) < 30


def test_the_short_form_has_eight_to_ten_of_the_weakest(bank: Bank) -> None:
    low = [Asked(item=i, score=0, outcome="scored", text="?") for i in ("RES-007", "IAM-003")]
    rest = [
        Asked(item=i.id, score=3, outcome="scored") for i in bank.item if i.id not in ("RES-007", "IAM-003")
    ]
    s = session().changed(rehearsal=[run(1, *low, *rest)])
    parts = plan(bank, s, minutes=25)
    assert [(p.kind, p.seconds) for p in parts] == [("opening", 60), ("items", 1320), ("closing", 120)]
    assert 8 <= len(asked_in(parts)) <= 10
    assert set(asked_in(parts)[:2]) == {"RES-007", "IAM-003"}


def test_the_report_of_the_route_is_asked(bank: Bank) -> None:
    ids = {r: asked_in(plan(bank, route=r)) for r in ("sheet", "wafr", "soc2")}
    assert "WAFR-FTR-001" in ids["sheet"]
    assert ids["sheet"] == ids["wafr"]
    assert "WAFR-FTR-001" not in ids["soc2"]
    assert any(i.startswith("SOC") for i in ids["soc2"])


def test_a_real_review_has_all_items_in_the_sheets_order(bank: Bank) -> None:
    s = session().changed(rehearsal=[run(1, Asked(item="IAM-012", score=0, outcome="scored"))])
    ids = [i for i in asked_in(plan(bank, s, kind="review")) if i in bank.by_id and i.startswith("IAM")]
    assert ids == sorted(ids)


# --- order ---


def test_never_asked_then_contradicted_then_below_then_oldest() -> None:
    def card(name: str, rank: Rank, days: int = 0) -> Card:
        return Card(name, "", (), 2, "quick", (), rank=rank, last=NOW + timedelta(days=days))

    cards = [
        card("new", Rank.REST, 9),
        card("old", Rank.REST, 1),
        card("low", Rank.BELOW),
        card("wrong", Rank.CONTRADICTED),
        card("never", Rank.NEVER),
        card("missed", Rank.MISSED),
    ]
    assert [c.id for c in ordered(cards)] == ["missed", "never", "wrong", "low", "old", "new"]


def test_the_rank_of_an_item_follows_from_its_history(bank: Bank) -> None:
    records = [
        Asked(item="IAM-001", score=3, outcome="scored"), Asked(item="IAM-003", score=1, outcome="scored"),
        Asked(item="IAM-004", outcome="parked"), Asked(item="IAM-007", score=3, outcome="scored"),
        Asked(item="ARC-004", outcome="evidence"),
    ]  # fmt: skip
    s = session({"IAM-007.1": "yes"}).changed(rehearsal=[run(1, *records)])
    cards = sheet_cards(bank, judged(s=s, findings=[finding("IAM-007.1", "no")]), s)
    ranks = {c.id: c.rank for c in cards}
    assert ranks["IAM-004"] is Rank.MISSED
    assert ranks["IAM-005"] is Rank.NEVER
    assert ranks["IAM-007"] is Rank.CONTRADICTED
    assert ranks["IAM-003"] is Rank.BELOW
    assert ranks["IAM-001"] is Rank.REST
    assert ranks["ARC-004"] is Rank.REST


def test_an_expired_answer_comes_back(bank: Bank) -> None:
    s = session().changed(rehearsal=[run(1, Asked(item="IAM-008", score=3, outcome="scored"))])
    review = judged(**{"IAM-008.1": "yes"})
    old = review.states["IAM-008"].answers["IAM-008.1"].stored
    assert old is not None
    s = s.with_answer("IAM-008.1", old.model_copy(update={"until": TODAY - timedelta(days=1)}))
    assert next(c for c in sheet_cards(bank, judged(s=s), s) if c.id == "IAM-008").rank is Rank.BELOW


def test_what_was_capped_counts_in_full_once_it_is_accepted() -> None:
    capped = Asked(item="BAR-002", score=1, claimed=3, capped=True, late=True, outcome="scored")
    supply = Supply(id="S1", control="BAR-002", what="report", state="sent", from_="R1")
    s = session().changed(rehearsal=[run(1, capped)], supply=[supply])
    assert past(s)["BAR-002"].score == 1
    s = s.with_supply(supply.model_copy(update={"state": "accepted"}))
    assert past(s)["BAR-002"].score == 3


def test_what_is_missing_is_a_task_and_not_drilled(bank: Bank) -> None:
    s = session({"IAM-007.1": "no"})
    s = s.with_supply(Supply(id="S1", control="IAM-007", what="missing", task=True, from_="R1"))
    assert "IAM-007" not in asked_in(plan(bank, s))
    done = s.with_supply(s.supply[0].model_copy(update={"state": "accepted"}))
    assert "IAM-007" in asked_in(plan(bank, done))
    met = session({"IAM-007.1": "yes"}).changed(supply=s.supply)
    assert "IAM-007" in asked_in(plan(bank, met))


def test_a_green_scan_leaves_one_question(bank: Bank) -> None:
    green = finding("IAM-001.1", "yes", favourable=True)
    cards = sheet_cards(bank, judged(findings=[green], **{"IAM-001.1": "yes"}), session())
    assert next(c for c in cards if c.id == "IAM-001").depth == "quick"
    assert next(c for c in sheet_cards(bank, judged(), session()) if c.id == "IAM-001").depth == "standard"


def test_questions_change_each_time_and_own_ones_come_first(bank: Bank) -> None:
    first = next(c for c in sheet_cards(bank, judged(), session()) if c.id == "IAM-006").questions
    own = OwnQuestion(id="Q1", control="IAM-006", text="Ours?", from_="R1")
    s = session().changed(
        rehearsal=[run(1, Asked(item="IAM-006", text=first[0].text, score=1, outcome="scored"))],
        own_question=[own],
    )
    second = next(c for c in sheet_cards(bank, judged(), s) if c.id == "IAM-006").questions
    assert [q.text for q in second[:2]] == ["Ours?", first[1].text]
    assert second[-1] == first[0]
    loose = s.changed(own_question=[own.model_copy(update={"control": ""})])
    assert asked_in(plan(bank, loose))[:1] == ["Q1"]


# --- seats ---


def card(*wanted: str, never: bool = False, name: str = "X") -> Card:
    return Card(name, "", wanted, 2, "standard", (), never_cut=never)


@pytest.mark.parametrize(
    ("text", "seats"),
    [("Lead Architect", ["architect"]), ("DevOps (reserve)", ["devops"]), ("product manager", ["product"]),
     ("CTO, security", ["architect", "security"]), ("SRE", ["devops"]), ("intern", [])],
)  # fmt: skip
def test_roles_in_peoples_own_words(text: str, seats: list[str]) -> None:
    assert seating.roles_of(text) == seats


def test_the_best_placed_answers_and_another_area_asks() -> None:
    it = card("security", "devops")
    seat = seating.hot_seat(it, 0, [it], TEAM, OF, 1)
    assert (seat.name, seat.role, seat.why) == ("Aiko", "security", "")
    assert {seating.asker(it, "Aiko", TEAM, OF, n) for n in range(5)} == {"Minh", "Nam"}


def test_from_the_second_on_every_third_item_goes_to_the_second_role() -> None:
    cards = [replace(card("security", "devops"), id=f"I{n}") for n in range(9)]
    names = [seating.hot_seat(c, n, cards, TEAM, OF, 2).name for n, c in enumerate(cards)]
    assert [n for n, name in enumerate(names) if name == "Linh"] == [2, 5, 8]
    first = [seating.hot_seat(c, n, cards, TEAM, OF, 1).name for n, c in enumerate(cards)]
    assert set(first) == {"Aiko"}


def test_once_a_session_the_first_choice_is_absent() -> None:
    cards = [card("devops", "architect", never=n % 2 == 0, name=f"I{n}") for n in range(6)]
    seats = [seating.hot_seat(c, n, cards, TEAM, OF, 2) for n, c in enumerate(cards)]
    gone = [n for n, s in enumerate(seats) if s.why == "Linh is absent"]
    assert len(gone) == 1
    assert seats[gone[0]].name == "Minh"
    assert not any("absent" in seating.hot_seat(c, n, cards, TEAM, OF, 1).why for n, c in enumerate(cards))


def test_small_teams() -> None:
    it = card("security", "devops")
    assert seating.hot_seat(it, 0, [it], ["Lan"], {}, 3).name == "Lan"
    assert seating.asker(it, "Lan", ["Lan"], {}, 0) == ""
    # Both know the area: nobody asks about their own, the screen does.
    two = {"A": ["security"], "B": ["devops"]}
    assert seating.asker(it, "A", ["A", "B"], two, 0) == ""
    assert seating.hot_seat(it, 0, [it], [], {}, 1).role == "security"
    assert seating.roles(session().changed(member=[Member(name="Lan", role="CTO")])) == {"Lan": ["architect"]}


# --- when next ---


@pytest.mark.parametrize(
    ("days", "expected"), [(40, [10, 26, 35]), (20, [6, 15]), (14, [0, 9]), (3, []), (-1, [0, 3, 8, 20])]
)
def test_dates_count_back_from_the_review(days: int, expected: list[int]) -> None:
    s = session().changed(review_date=TODAY + timedelta(days=days))
    assert next_dates(s, TODAY) == [TODAY + timedelta(days=n) for n in expected]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, [0, 3, 8, 20]), (1, [3, 8, 20, 50]), (2, [8, 20, 50]), (3, [20, 50]), (4, [30, 60]), (9, [30, 60])],
)
def test_without_a_day_the_gaps_grow(count: int, expected: list[int]) -> None:
    runs = [run(n + 1, days=n - count + 1, started=NOW, ended=NOW) for n in range(count)]
    assert next_dates(session().changed(rehearsal=runs), TODAY) == [
        TODAY + timedelta(days=n) for n in expected
    ]


def test_what_is_overdue_is_due_today_once() -> None:
    s = session().changed(rehearsal=[run(1, started=NOW, ended=NOW)])
    assert next_dates(s, TODAY + timedelta(days=10)) == [
        date(2026, 12, 4),
        date(2026, 12, 14),
        date(2027, 1, 13),
    ]
