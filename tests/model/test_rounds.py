"""AWS's comments: the one clock, what is late, what two people bring in."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.merge import merge, settle
from ftr_tui.model.road import Clock, clock
from ftr_tui.model.rounds_view import in_short, of_control, standing, with_days, word
from ftr_tui.model.session import Comment, RoadStep, Round, Session
from ftr_tui.model.text import fold

from .build import NOW, TODAY, session

LATER = NOW + timedelta(hours=1)


def came(number: int, day: str, until: str = "", **more: Any) -> Round:
    end = date.fromisoformat(until) if until else None
    return Round(**{"id": f"N{number}", "came": date.fromisoformat(day), "until": end, "at": NOW, **more})


def said(number: int, text: str, control: str = "IAM-006", of: int = 1, **more: Any) -> Comment:
    return Comment(
        **{"id": f"K{number}", "round": f"N{of}", "control": control, "text": text, "at": NOW, **more}
    )


def holding(rounds: list[Round], comments: list[Comment], **road: RoadStep) -> Session:
    steps = {name.replace("_", "-"): step for name, step in road.items()}
    return session().changed(round=rounds, comment=comments, road=steps)


# --- the clock ------------------------------------------------------------------------------------------


def step(**days: str) -> RoadStep:
    return RoadStep(**{name: date.fromisoformat(day) for name, day in days.items()})


@pytest.mark.parametrize(
    ("rounds", "road", "wanted"),
    [
        ([], {}, None),
        ([came(1, "2026-08-31")], {}, ("2026-08-31", "2027-02-28", False)),
        ([], {"review_meeting": step(comments="2026-10-01")}, ("2026-10-01", "2027-04-01", False)),
        # A later round does not begin the months anew, in whatever order they were written down.
        ([came(2, "2026-11-20"), came(1, "2026-10-01")], {}, ("2026-10-01", "2027-04-01", False)),
        # What the road says is the first list where it is the earlier one.
        (
            [came(1, "2026-11-20")],
            {"review_meeting": step(comments="2026-10-01")},
            ("2026-10-01", "2027-04-01", False),
        ),
        # Only a day that AWS names moves the end: that of the newest round that names one.
        (
            [came(1, "2026-10-01", "2027-01-15"), came(2, "2026-11-20")],
            {"review_meeting": step(until="2027-03-03")},
            ("2026-10-01", "2027-01-15", True),
        ),
        (
            [came(1, "2026-10-01", "2027-01-15"), came(2, "2026-11-20", "2027-06-01")],
            {},
            ("2026-10-01", "2027-06-01", True),
        ),
        (
            [came(1, "2026-10-01")],
            {"review_meeting": step(until="2027-03-03")},
            ("2026-10-01", "2027-03-03", True),
        ),
        # Approved since: nothing runs; what comes after the approval is of the next request.
        ([came(1, "2026-10-01")], {"qualified": step(done="2026-10-20")}, None),
        (
            [came(1, "2026-10-01", "2027-01-15"), came(2, "2026-11-20")],
            {"qualified": step(done="2026-10-20"), "review_meeting": step(comments="2026-10-01")},
            ("2026-11-20", "2027-05-20", False),
        ),
    ],
)
def test_one_clock_from_the_first_list(
    rounds: list[Round], road: dict[str, RoadStep], wanted: tuple[str, str, bool] | None
) -> None:
    found = clock(holding(rounds, [], **road))
    if wanted is None:
        assert found is None
    else:
        since, until, named = wanted
        assert found == Clock(date.fromisoformat(since), date.fromisoformat(until), named)


def test_what_is_late_comes_first_then_by_day_then_by_control() -> None:
    comments = [
        said(1, "No day.", "RES-004"),
        said(2, "Settled.", "ARC-001", state="accepted"),
        said(3, "Soon.", "SUP-001", due=date(2026, 11, 28)),
        said(4, "Late.", "S3-001", due=date(2026, 11, 23)),
        said(5, "Sent.", "ACOM-001", state="sent", due=date(2026, 11, 1)),
        said(6, "No day either.", "IAM-001"),
        said(7, "Today.", "WAFR-001", due=TODAY),
    ]
    found = standing(holding([came(1, "2026-10-30")], comments), TODAY)
    assert [i.comment.id for i in found.items] == ["K4", "K7", "K3", "K6", "K1", "K5", "K2"]
    assert [i.comment.id for i in found.items if i.overdue] == ["K4"]
    assert [i.due_left for i in found.items][:4] == [-1, 0, 4, None]
    # Six months from 30 October: 30 April, 157 days from 24 November.
    assert (found.days_left, found.due) == (157, date(2026, 11, 23))
    assert in_short(found) == "5 open, 1 overdue, 157 days left"
    assert [word(i) for i in found.items] == ["late", "open", "open", "open", "open", "sent", "accepted"]
    assert [i.comment.id for i in of_control(found, "RES-004")] == ["K1"] and not of_control(found, "ARC-001")


def test_in_short_names_the_next_day_and_is_silent_when_nothing_is_open() -> None:
    open_ = said(1, "Soon.", due=date(2026, 11, 28))
    rounds = [came(1, "2026-11-24", "2026-11-25")]
    assert in_short(standing(holding(rounds, [open_]), TODAY)) == "1 open, next due in 4 days, 1 day left"
    sent = open_.model_copy(update={"state": "sent"})
    assert in_short(standing(holding(rounds, [sent]), TODAY)) == ""
    approved = holding(rounds, [open_], qualified=RoadStep(done=TODAY))
    assert in_short(standing(approved, TODAY)) == "" and standing(approved, TODAY).clock is None


def test_past_the_last_day_of_its_round_everything_open_is_late() -> None:
    rounds = [came(1, "2026-05-01", "2026-11-23"), came(2, "2026-11-01", "2027-01-01")]
    comments = [said(1, "Old."), said(2, "New.", of=2), said(3, "Of no round.", of=9)]
    found = standing(holding(rounds, comments), TODAY)
    assert {i.comment.id: i.overdue for i in found.items} == {"K1": True, "K2": False, "K3": False}
    assert [(g.round.id, g.days_left, g.named) for g in found.groups] == [("N2", 38, True), ("N1", -1, True)]


def test_the_calendar_has_what_is_open_and_a_last_day_that_only_one_round_has() -> None:
    rounds = [came(1, "2026-10-01", "2027-01-15"), came(2, "2026-11-01", "2027-02-01")]
    comments = [
        said(1, "Which\nrole?", due=date(2026, 12, 1), owner="Linh"),
        said(2, "No day.", of=2),
        said(3, "Sent.", of=2, state="sent", due=TODAY),
    ]
    told = with_days(standing(holding(rounds, comments), TODAY))
    assert [(t[0], t[1], t[2], t[4], t[5]) for t in told] == [
        ("comment", "K1", "Answer AWS: IAM-006 Which role?", date(2026, 12, 1), "Linh"),
        ("round", "N1", "Last day to answer AWS's comments of 2026-10-01", date(2027, 1, 15), ""),
    ]


# --- two people -----------------------------------------------------------------------------------------

BASE = holding([came(1, "2026-10-01")], [said(1, "Which role?"), said(2, "Which day?", "RES-004")])


def told(s: Session) -> set[tuple[str, str, str]]:
    """Return day, control and text of every comment."""
    days = {r.id: str(r.came) for r in s.round}
    return {(days[c.round], c.control, c.text) for c in s.comment}


def test_both_add_a_round_on_one_day_with_different_comments() -> None:
    ours = BASE.changed(
        round=[*BASE.round, came(2, "2026-11-20", note="mail")],
        comment=[*BASE.comment, said(3, "Ours.", of=2)],
    )
    theirs = BASE.changed(
        round=[*BASE.round, came(2, "2026-11-20", "2027-05-01", by="Minh")],
        comment=[*BASE.comment, said(3, "Theirs.", of=2)],
    )
    merged = merge(BASE, ours, theirs, LATER)
    assert [(r.id, str(r.came), r.note, str(r.until)) for r in merged.round] == [
        ("N1", "2026-10-01", "", "None"),
        ("N2", "2026-11-20", "mail", "2027-05-01"),
    ]
    assert told(merged) - told(BASE) == {
        ("2026-11-20", "IAM-006", "Ours."),
        ("2026-11-20", "IAM-006", "Theirs."),
    }
    assert [c.id for c in merged.comment] == ["K1", "K2", "K3", "K4"] and merged.conflict == []


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21"])
def test_the_same_workbook_taken_in_twice_is_one_round(day: str) -> None:
    ours = BASE.changed(
        round=[*BASE.round, came(2, "2026-11-20", by="Lan")],
        comment=[*BASE.comment, said(3, "One.", of=2, owner="Lan"), said(4, "Two.", "S3-001", of=2)],
    )
    theirs = BASE.changed(
        round=[*BASE.round, came(2, day, by="Minh")],
        # In another order, and answered there already.
        comment=[*BASE.comment, said(3, "Two.", "S3-001", of=2), said(4, "one. ", of=2, answer="Ask Lan.")],
    )
    merged = merge(BASE, ours, theirs, LATER)
    assert [(r.id, str(r.came)) for r in merged.round] == [("N1", "2026-10-01"), ("N2", day)]
    new = [c for c in merged.comment if c.id not in ("K1", "K2")]
    assert [(c.id, c.control, c.owner, c.answer) for c in new] == [
        ("K3", "S3-001", "", ""),
        ("K4", "IAM-006", "Lan", "Ask Lan."),
    ]
    assert merged.conflict == []


def test_two_answers_to_one_comment_are_settled_by_a_person() -> None:
    def with_answer(text: str, **more: Any) -> Session:
        first = BASE.comment[0].model_copy(update={"answer": text, **more})
        return BASE.changed(comment=[first, BASE.comment[1]])

    merged = merge(BASE, with_answer("Ours."), with_answer("Theirs.", owner="Minh"), LATER)
    assert (merged.comment[0].answer, merged.comment[0].owner) == ("Ours.", "Minh")
    (conflict,) = merged.conflict
    assert conflict.what == "comment K1" and '"answer": "Theirs."' in conflict.theirs
    kept = settle(merged, conflict, take_theirs=False, by="Lan", now=LATER)
    assert kept.comment[0].answer == "Ours." and not kept.conflict
    taken = settle(merged, conflict, take_theirs=True, by="Lan", now=LATER)
    answers = {c.id: (c.answer, c.owner) for c in taken.comment}
    assert answers == {"K1": ("Theirs.", "Minh"), "K2": ("", "")} and not taken.conflict


def test_an_answer_on_one_side_and_a_state_on_the_other_are_both_kept() -> None:
    first = BASE.comment[0]
    ours = BASE.changed(comment=[first.model_copy(update={"answer": "Minh."}), BASE.comment[1]])
    theirs = BASE.changed(
        comment=[first.model_copy(update={"state": "sent", "sent": TODAY}), BASE.comment[1]]
    )
    merged = merge(BASE, ours, theirs, LATER).comment[0]
    assert (merged.answer, merged.state, merged.sent) == ("Minh.", "sent", TODAY)


days = st.sampled_from(["2026-10-01", "2026-11-20", "2026-11-21"])
adds = st.tuples(
    st.just("add"),
    days,
    st.sampled_from(["IAM-006", "RES-004", ""]),
    st.sampled_from(["Which role?", "Why?", "why? "]),
)
answers = st.tuples(st.just("answer"), st.integers(0, 1), st.sampled_from(["A.", "B."]))
acts = st.lists(st.one_of(adds, answers), max_size=6)


def acted(start: Session, done: list[tuple[Any, ...]]) -> Session:
    for act in done:
        if act[0] == "answer":
            comments = list(start.comment)
            comments[act[1]] = comments[act[1]].model_copy(update={"answer": act[2]})
            start = start.changed(comment=comments)
            continue
        _add, day, control, text = act
        of = next((r for r in start.round if str(r.came) == day), None)
        if of is None:
            of = came(int(start.new_id("N")[1:]), day)
            start = start.changed(round=[*start.round, of])
        new = Comment(id=start.new_id("K"), round=of.id, control=control, text=text, at=NOW)
        start = start.changed(comment=[*start.comment, new])
    return start


def counted(s: Session) -> Counter[tuple[str, str]]:
    return Counter((c.control, fold(c.text)) for c in s.comment)


@settings(deadline=None, max_examples=50)
@given(acts, acts)
def test_no_comment_is_lost_and_none_doubled(one: list[tuple[Any, ...]], two: list[tuple[Any, ...]]) -> None:
    ours, theirs = acted(BASE, one), acted(BASE, two)
    merged = merge(BASE, ours, theirs, LATER)
    # What both have is there once, what one side has is there.
    assert counted(merged) == counted(ours) | counted(theirs)
    ids = [c.id for c in merged.comment]
    assert len(ids) == len(set(ids)) and len({r.came for r in merged.round}) == len(merged.round)
    # Each in a round that is there, of a day on which one of the two says that it came.
    assert told(merged) <= told(ours) | told(theirs)
    for at in (0, 1):
        before, mine, other, now = (s.comment[at].answer for s in (BASE, ours, theirs, merged))
        if other in (before, mine):
            assert now == mine
        elif mine == before:
            assert now == other
        else:
            assert now == mine and [c.what for c in merged.conflict].count(f"comment K{at + 1}") == 1
    back = merge(BASE, theirs, ours, LATER)
    assert counted(back) == counted(merged)
