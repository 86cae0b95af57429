"""What a person writes down about the road: refused, taken with a remark, undone."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.actions import opening, road
from ftr_tui.actions.desk import Desk
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import RoadStep

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: now)


def stored(desk: Desk) -> dict[str, Any]:
    return tomllib.loads(desk.file.path.read_text("utf-8"))


def test_a_step_is_done_with_its_day_and_undone(desk: Desk) -> None:
    assert road.change(desk, "join-apn", done=date(2026, 3, 2)) == []
    assert stored(desk)["road"] == {"join-apn": {"done": date(2026, 3, 2)}}
    assert road.stop(desk, "software-path").here
    assert desk.undo() == "Join the AWS Partner Network: done"
    assert "road" not in stored(desk)


def test_done_against_a_block_says_so(desk: Desk) -> None:
    (said,) = road.change(desk, "request-ftr", done=TODAY)
    assert said.startswith("done, although: step 1 (Join the AWS Partner Network) is not done; ")
    assert "diagram is missing" in said


@pytest.mark.parametrize(
    ("step", "given", "says"),
    [
        ("join-apn", {"done": TOMORROW}, "2026-11-25 lies ahead"),
        ("review-meeting", {"comments": TOMORROW}, "2026-11-25 lies ahead"),
        ("join-apn", {"comments": TODAY}, "belongs to the review meeting"),
        ("review", {"until": TOMORROW}, "only the review meeting and the approval have a last day"),
        ("review-meeting", {"comments": TODAY, "until": TODAY}, "must lie after 2026-11-24"),
        ("qualified", {"done": TODAY, "until": date(2026, 11, 1)}, "must lie after 2026-11-24"),
        ("join-apn", {"people": ["x" * 81]}, "80 characters"),
        ("joinapn", {"done": TODAY}, "the road has no step joinapn (join-apn, software-path"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    desk: Desk, step: str, given: road.Given, says: str
) -> None:
    before = desk.session
    with pytest.raises(Problem) as caught:
        road.change(desk, step, **given, notes="kept out")
    assert says in str(caught.value) and desk.session == before


def test_a_plan_in_the_past_is_taken_with_a_remark(desk: Desk) -> None:
    assert road.change(desk, "join-apn", planned=date(2026, 11, 1)) == ["2026-11-01 is past"]
    assert road.stop(desk, "join-apn").word == "late"
    assert road.change(desk, "join-apn", planned=None) == []
    assert desk.session.road == {}


def test_the_meeting_s_day_is_the_mock_review_s(desk: Desk) -> None:
    road.change(desk, "review-meeting", planned=date(2026, 12, 15), people=["Minh"])
    assert desk.session.review_date == date(2026, 12, 15)
    assert desk.session.road == {"review-meeting": RoadStep(people=["Minh"])}
    desk.undo()
    assert desk.session.review_date is None and desk.session.road == {}


def test_aws_s_list_suggests_six_months_until_aws_names_a_day(desk: Desk) -> None:
    (said,) = road.change(desk, "review-meeting", comments=date(2026, 8, 31))
    assert "six months from it is 2027-02-28" in said
    assert "until" not in stored(desk)["road"]["review-meeting"]
    assert (
        "fix it by 2027-02-28 (96 days left): six months" in road.dates(road.stop(desk, "review-meeting"))[-1]
    )
    road.change(desk, "review-meeting", until=date(2027, 1, 15))
    assert (
        road.dates(road.stop(desk, "review-meeting"))[-1]
        == "fix it by 2027-01-15 (52 days left), as AWS said"
    )
    # The list came again later: the day that AWS named stays.
    road.change(desk, "review-meeting", comments=date(2026, 9, 30))
    assert road.stop(desk, "review-meeting").until == date(2027, 1, 15)


def test_approval_and_its_last_day(desk: Desk) -> None:
    assert "as AWS's letter names it" in road.change(desk, "qualified", done=TODAY)[-1]
    road.change(desk, "qualified", until=date(2029, 11, 24))
    shown = road.dates(road.stop(desk, "qualified"))
    assert shown == ["approved on 2026-11-24", "holds until 2029-11-24 (1096 days left)"]


def test_people_and_notes_are_clean(desk: Desk) -> None:
    road.change(
        desk, "review", people=["Minh, Linh", "  Linh ", ""], notes=" key AKIAABCDEFGHIJKLMNOP\x1b[2J "
    )
    kept = stored(desk)["road"]["review"]
    assert kept["people"] == ["Minh", "Linh"]
    assert "AKIA" not in kept["notes"] and "\x1b" not in kept["notes"]
    road.change(desk, "review", people=[], notes="")
    assert "road" not in stored(desk)


def test_the_same_again_is_no_step_to_undo(desk: Desk) -> None:
    road.change(desk, "join-apn", done=TODAY)
    revision = desk.session.revision
    road.change(desk, "join-apn", done=TODAY)
    assert desk.session.revision == revision


def test_documents_are_counted_without_what_nobody_must_have(desk: Desk) -> None:
    # 30 kinds; no item asks for cost tags or a SOC 2 report, and the CIS report is optional.
    assert len(desk.programme.document) == 30
    assert road.documents(desk) == (0, 27)


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert road.parse_day(f" {day.isoformat()} ", TODAY) == day


@given(st.text(max_size=12))
def test_anything_else_is_a_day_nothing_or_a_problem(text: str) -> None:
    try:
        found = road.parse_day(text, TODAY)
    except Problem as error:
        assert "write it as 2026-12-05" in str(error)
    else:
        assert found is None or text.strip() in (found.isoformat(), "today")
