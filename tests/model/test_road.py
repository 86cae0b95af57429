"""The road: what blocks going on, in words; AWS's six months; days left."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.model import binder
from ftr_tui.model.outcome import review
from ftr_tui.model.programme import Programme
from ftr_tui.model.road import ReportStand, State, Stop, days_in_words, six_months, steps
from ftr_tui.model.session import Document, Rehearsal, RoadStep, Session, Supply
from ftr_tui.store.library import Library
from tests.model.build import NOW, ROOT, TODAY, all_good, checklist, session

FIVE = ["join-apn", "software-path", "review", "share-opportunity", "request-ftr"]
HAND_IN = ["architecture-diagram", "self-assessment-sheet", "well-architected-report"]


@cache
def programme() -> Programme:
    return Library(ROOT / "questionnaires").programme()


def papers(*kinds: str, shows: date = TODAY) -> list[Document]:
    return [
        Document(id=f"D{n:02}", title=k, where=f"https://acme.example/{k}", kind=k, shows=shows, added=NOW)
        for n, k in enumerate(kinds, 1)
    ]


def road(
    s: Session | None = None, today: date = TODAY, reports: Sequence[ReportStand] = (), **done: Any
) -> dict[str, Stop]:
    """Return the stops by id; ``done``: the days of steps, ``_`` for ``-``, or a whole RoadStep."""
    s = s or session()
    given = {k.replace("_", "-"): v for k, v in done.items()}
    s = s.changed(
        road={**s.road, **{k: v if isinstance(v, RoadStep) else RoadStep(done=v) for k, v in given.items()}}
    )
    judged = review(checklist(), s, {}, today)
    shelf = binder.shelf(programme(), checklist(), s, judged, {}, today)
    return {stop.step.id: stop for stop in steps(programme(), s, judged, shelf, today, reports)}


def all_five(day: date = TODAY) -> dict[str, date]:
    return {step.replace("-", "_"): day for step in FIVE}


def test_a_new_session_stands_at_the_first_step_and_nothing_blocks_it() -> None:
    found = road()
    assert list(found) == [*FIVE, "review-meeting", "qualified"]
    assert [s.number for s in found.values()] == [1, 2, 3, 4, 5, 0, 0]
    assert [s.step.id for s in found.values() if s.here] == ["join-apn"]
    assert found["join-apn"].state is State.OPEN and found["join-apn"].blocks == ()
    assert found["software-path"].blocks == ("step 1 (Join the AWS Partner Network) is not done",)


def test_readiness_and_papers_feed_step_three() -> None:
    found = road()["review"]
    assert found.state is State.BLOCKED
    assert found.blocks[0].startswith("self-check: 47 items left, the first is ")
    titles = "Architecture diagram, Self-assessment sheet, Well-Architected report"
    assert found.blocks[1:] == (f"to hand in, and missing: {titles}",)
    assert any("CIS benchmark report; optional" in h for h in found.hints)
    ready = all_good().changed(document=papers(*HAND_IN))
    assert road(ready)["review"].blocks == () and road(ready)["review"].state is State.OPEN
    old = all_good().changed(document=papers(*HAND_IN, shows=TODAY - timedelta(days=366)))
    assert road(old)["review"].blocks == (
        "to hand in, and too old: Architecture diagram, Well-Architected report",
    )


def test_a_document_of_another_route_is_not_asked_for() -> None:
    ready = all_good().changed(document=papers(*HAND_IN[:2]))
    assert road(ready)["review"].blocks == ("to hand in, and missing: Well-Architected report",)
    sheet = road(ready.changed(routes=["sheet"]))["review"]
    assert sheet.blocks == ()


def test_a_route_that_nobody_judges_is_never_called_ready() -> None:
    found = road(all_good().changed(routes=["soc2"], document=papers(*HAND_IN)))["review"]
    assert found.blocks == ("no route of this session can be judged ready",)


def test_beside_a_sheet_a_report_blocks_nothing_and_opens_nothing() -> None:
    open_one, ready_one = ReportStand(False, "Report: 2 of 7"), ReportStand(True, "Report: 7 of 7")
    ready = all_good().changed(document=papers(*HAND_IN))
    found = road(ready, reports=[open_one])["review"]
    assert found.blocks == () and found.hints[0] == "Report: 2 of 7"
    unready = road(session().changed(document=papers(*HAND_IN)), reports=[ready_one])["review"]
    assert [b.partition(":")[0] for b in unready.blocks] == ["self-check"]
    assert not any(h.startswith("Report") for h in unready.hints)


def test_without_a_sheet_one_ready_report_is_enough() -> None:
    open_one, ready_one = ReportStand(False, "Report: 2 of 7"), ReportStand(True, "SOC 2: 5 of 5")
    s = session().changed(routes=["wafr", "soc2"], document=papers(*HAND_IN))
    assert road(s, reports=[open_one, open_one])["review"].blocks == ("Report: 2 of 7", "Report: 2 of 7")
    found = road(s, reports=[open_one, ready_one])["review"]
    assert found.blocks == () and "Report: 2 of 7" in found.hints


def test_the_request_waits_for_all_before_it_and_for_the_diagram() -> None:
    found = road(join_apn=TODAY, software_path=TODAY)["request-ftr"]
    assert found.blocks == (
        "step 3 (Review architecture and operation) is not done",
        "step 4 (Share the opportunity) is not done",
        "the architecture diagram is missing: AWS calls a request without it incomplete",
    )
    drawn = session().changed(document=papers("architecture-diagram"))
    assert road(drawn, **all_five())["request-ftr"].blocks == ()


def test_a_person_s_word_stands_and_the_block_is_shown() -> None:
    found = road(review=TODAY)["review"]
    assert found.state is State.ALTHOUGH and found.word == "done, but" and len(found.blocks) == 2
    ready = all_good().changed(document=papers(*HAND_IN))
    assert road(ready, review=TODAY)["review"].state is State.DONE


def test_once_aws_has_approved_what_lay_in_the_way_is_history() -> None:
    found = road(**all_five(), qualified=TODAY)
    assert found["review"].state is State.DONE and found["review"].blocks == ()
    assert not any(s.here for s in found.values())
    # Approved without a meeting: it is not missed, also with a day that is past.
    past = road(session().changed(review_date=TODAY - timedelta(days=9)), **all_five(), qualified=TODAY)
    assert past["review-meeting"].state is State.OPEN and past["review-meeting"].blocks == ()
    # A step that was never done stays so.
    assert road(qualified=TODAY)["qualified"].blocks == ("step 5 (Request the FTR) is not done",)


def test_the_day_of_the_meeting_is_the_session_s_review_date() -> None:
    s = session().changed(review_date=date(2026, 12, 15))
    assert road(s)["review-meeting"].planned == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("planned", "state"),
    [(TODAY, State.OPEN), (TODAY - timedelta(days=1), State.LATE), (TODAY + timedelta(days=1), State.OPEN)],
)
def test_a_planned_day_that_is_over_is_late(planned: date, state: State) -> None:
    assert road(join_apn=RoadStep(planned=planned))["join-apn"].state is state


@pytest.mark.parametrize(
    ("today", "left", "state", "says"),
    [
        (
            date(2027, 2, 20),
            8,
            State.DONE,
            "fix what AWS found and have it confirmed by 2027-02-28 (8 days left)",
        ),
        (date(2027, 2, 28), 0, State.DONE, "by 2027-02-28 (today is the last day)"),
        (date(2027, 3, 1), -1, State.LATE, "the time to fix what AWS found ended on 2027-02-28"),
    ],
)
def test_six_months_from_aws_s_list(today: date, left: int, state: State, says: str) -> None:
    meeting = RoadStep(done=date(2026, 8, 20), comments=date(2026, 8, 31))
    found = road(today=today, **all_five(date(2026, 8, 1)), review_meeting=meeting)
    stop = found["review-meeting"]
    assert (stop.until, stop.suggested, stop.days_left) == (date(2027, 2, 28), True, left)
    assert stop.state is state
    assert says in found["qualified"].blocks[0]


def test_the_day_that_aws_named_wins_and_after_the_approval_nobody_counts() -> None:
    meeting = RoadStep(done=TODAY, comments=TODAY, until=date(2027, 1, 31))
    stop = road(review_meeting=meeting)["review-meeting"]
    assert (stop.until, stop.suggested) == (date(2027, 1, 31), False)
    later = road(today=date(2028, 1, 1), review_meeting=meeting, qualified=date(2027, 1, 5))
    assert later["review-meeting"].days_left is None and later["review-meeting"].state is State.DONE


def test_the_approval_s_last_day_is_asked_for_never_computed() -> None:
    found = road(**all_five(), qualified=TODAY)["qualified"]
    assert found.until is None and found.days_left is None
    assert found.hints == ("write down the last day of the approval, as AWS's letter names it",)
    known = RoadStep(done=TODAY, until=TODAY + timedelta(days=30))
    assert road(**all_five(), qualified=known)["qualified"].days_left == 30
    over = road(today=TODAY + timedelta(days=31), **all_five(), qualified=known)["qualified"]
    assert over.state is State.LATE and "run out" in over.hints[0]


def test_what_was_promised_in_the_real_review_blocks_the_approval() -> None:
    runs = [Rehearsal(id="R1", started=NOW), Rehearsal(id="R2", kind="review", started=NOW)]
    supply = [
        Supply(id="S1", what="a", from_="R1"),
        Supply(id="S2", what="b", from_="R2"),
        Supply(id="S3", what="c", from_="R2", state="accepted"),
    ]
    found = road(session().changed(rehearsal=runs, supply=supply), **all_five())["qualified"]
    assert found.blocks == ("1 thing promised to AWS is not accepted yet",)


def test_a_step_of_a_user_s_own_programme_waits_for_the_one_before_it() -> None:
    own = programme().step[0].model_copy(update={"id": "legal", "title": "Ask the lawyers"})
    other = programme().model_copy(update={"step": [programme().step[0], own]})
    found = steps(other, session(), review(checklist(), session(), {}, TODAY), [], TODAY)
    assert found[1].blocks == ("step 1 (Join the AWS Partner Network) is not done",)


@given(st.dates(max_value=date(9999, 6, 30)))
def test_six_months_later_is_the_same_day_or_that_month_s_last(day: date) -> None:
    later = six_months(day)
    months = (later.year - day.year) * 12 + later.month - day.month
    assert months == 6
    assert later.day == day.day or (
        later.day < day.day and later.day == monthrange(later.year, later.month)[1]
    )


@given(st.dates(), st.dates())
def test_a_later_list_never_gives_less_time(one: date, two: date) -> None:
    first, second = sorted((one, two))
    assert six_months(first) <= six_months(second)


@pytest.mark.parametrize(
    ("days", "said"),
    [(2, "2 days left"), (1, "1 day left"), (0, "today is the last day"), (-1, "1 day over")],
)
def test_days_in_words(days: int, said: str) -> None:
    assert days_in_words(days) == said
