"""Two writers' rehearsals, promises and own questions: by id, nothing lost, renumbered where two clash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ftr_tui.model.merge import merge, settle
from ftr_tui.model.session import Asked, OwnQuestion, Rehearsal, Session, Supply

from .build import NOW, TODAY, session

RUN = Rehearsal(id="R1", started=NOW, elapsed=10, running=NOW, asked=[Asked(item="CIS", at=0, score=1)])
THING = Supply(id="S1", what="x: y, z", owner="a, b", control="IAM-001", from_="R1")
BASE = session().changed(rehearsal=[RUN], supply=[THING], own_question=[OwnQuestion(id="Q1", text="a: b")])


def thing(**fields: object) -> Session:
    return BASE.changed(supply=[THING.model_copy(update=fields)])


def test_what_one_side_changed_stands() -> None:
    longer = RUN.changed(elapsed=20, asked=[*RUN.asked, Asked(item="GA", at=10, score=2)])
    for changed in (BASE.with_rehearsal(longer), thing(state="sent"), BASE.changed(own_question=[])):
        assert merge(BASE, changed, BASE, NOW) == merge(BASE, BASE, changed, NOW) == changed


def test_questions_are_joined_and_the_clock_is_the_further_one() -> None:
    one = RUN.changed(elapsed=50, asked=[*RUN.asked, Asked(item="GA", at=10, score=2)])
    two = RUN.changed(elapsed=30, asked=[*RUN.asked, Asked(item="SUP-001", at=20, score=3)], breaks=1)
    for ours, theirs in ((one, two), (two, one)):
        (found,) = merge(BASE, BASE.with_rehearsal(ours), BASE.with_rehearsal(theirs), NOW).rehearsal
        assert [a.item for a in found.asked] == ["CIS", "GA", "SUP-001"]
        assert (found.elapsed, found.breaks) == (50, 1)
        assert merge(BASE, BASE.with_rehearsal(ours), BASE.with_rehearsal(theirs), NOW).conflict == []


def test_ended_by_one_is_ended() -> None:
    over = RUN.changed(ended=NOW, running=None)
    on = RUN.changed(elapsed=99)
    (found,) = merge(BASE, BASE.with_rehearsal(on), BASE.with_rehearsal(over), NOW).rehearsal
    assert (found.ended, found.running) == (NOW, None)


def test_two_of_one_number_are_both_kept_with_what_belongs_to_them() -> None:
    def added(hours: int, who: str) -> Session:
        run = Rehearsal(id="R2", started=NOW + timedelta(hours=hours), seats=[who])
        supply = Supply(id="S2", what=who, from_="R2")
        question = OwnQuestion(id="Q2", text=who, from_="R2")
        session = BASE.with_rehearsal(run).with_supply(supply)
        return session.changed(own_question=[*session.own_question, question])

    merged = merge(BASE, added(1, "Lan"), added(2, "Minh"), NOW)
    runs = {r.seats[0]: r.id for r in merged.rehearsal if r.seats}
    assert runs == {"Minh": "R2", "Lan": "R3"}
    assert {s.what: s.from_ for s in merged.supply[1:]} == runs
    assert {q.text: q.from_ for q in merged.own_question[1:]} == runs
    assert merged.conflict == []


@pytest.mark.parametrize("gone", [False, True])
def test_a_promise_changed_by_both_is_a_conflict_that_can_be_settled(gone: bool) -> None:
    theirs = BASE.changed(supply=[]) if gone else thing(owner="Minh, Lan", due=TODAY)
    merged = merge(BASE, thing(state="sent"), theirs, NOW)
    (conflict,) = merged.conflict
    assert merged.supply[0].state == "sent"
    assert settle(merged, conflict, take_theirs=False, by="Lan", now=NOW).supply == merged.supply
    assert settle(merged, conflict, take_theirs=True, by="Lan", now=NOW).supply == theirs.supply


def test_an_own_question_changed_by_both() -> None:
    def asks(text: str) -> Session:
        return BASE.changed(own_question=[OwnQuestion(id="Q1", text=text)])

    merged = merge(BASE, asks("ours: 1"), asks("theirs: 2"), NOW)
    (conflict,) = merged.conflict
    settled = settle(merged, conflict, take_theirs=True, by="Lan", now=NOW)
    assert [q.text for q in settled.own_question] == ["theirs: 2"]
    assert settled.conflict == []


def test_the_day_of_the_review_follows_who_changed_it() -> None:
    assert merge(BASE, BASE.changed(review_date=TODAY), BASE, NOW).review_date == TODAY
    assert merge(BASE, BASE, BASE.changed(review_date=TODAY), NOW).review_date == TODAY
