"""What a new product takes from another: people, calendar, drafts; never answers, evidence or account ids."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import answers, borrowing
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create
from ftr_tui.model.handed_in import hand_in
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Document, Done, Member, Owner, Response, TaskPlan

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def response(text: str, **more: object) -> Response:
    return Response.model_validate({"text": text, "by": "Linh", "at": NOW, **more})


@pytest.fixture
def other(tmp_path: Path) -> Desk:
    desk = create(tmp_path, "Old One", clock=clock, who="Linh")
    desk.answer("SUP-001.1", "no")
    texts = {
        "SUP-001": response("We upgrade in March."),
        "IAM-002": response("Keys of arn:aws:iam::111122223333:user/x are rotated."),
        "IAM-003": response("Account 4444-5555-6666 has no users."),
        "IAM-006": response("12 admins of 2026.", draft=date(2026, 11, 1)),
        "IAM-008": response("Every 90 days.", **{"from": "older"}),
        "NETSEC-002": response("   "),
        "XXX-001": response("of another release"),
        "RES-004": response("Ticket 1111222233334 and day 2026-11-29: no account."),
    }
    session = desk.session.changed(
        responses=texts,
        member=[Member(name="Linh", role="DevOps"), Member(name="Bot 111122223333")],
        owners={
            "IAM-002": Owner(who="Linh", due=date(2026, 12, 1), plan="rotate"),
            "XXX-001": Owner(who="x"),
        },
        calendar={
            "restore-test": TaskPlan(owner="Linh", every_days=30, due=date(2026, 12, 1)),
            "own-a": TaskPlan(title="Look at 111122223333", every_days=7),
            "own-b": TaskPlan(title="Water the plants", every_days=7),
            "alarms": TaskPlan(off="no alarms there"),
        },
        done=[Done(id="C1", task="restore-test", on=date(2026, 11, 1), at=NOW)],
        document=[Document(id="D01", title="T", where="a.md", added=NOW)],
    )
    desk.change("all", session)
    return desk


@pytest.fixture
def desk(tmp_path: Path, other: Desk) -> Desk:
    return create(tmp_path, "New One", clock=clock, who="Minh")


def test_people_calendar_and_drafts_come_the_rest_stays(desk: Desk, other: Desk) -> None:
    found = borrowing.borrow(desk, other)
    now = desk.session
    assert now.answers == {} and now.document == [] and now.done == [] and now.product == "New One"
    assert now.member == [Member(name="Linh", role="DevOps")]
    assert now.owners == {"IAM-002": Owner(who="Linh")}
    assert now.calendar == {
        "restore-test": TaskPlan(owner="Linh", every_days=30),
        "own-b": TaskPlan(title="Water the plants", every_days=7),
    }
    assert sorted(now.responses) == ["RES-004", "SUP-001"] == sorted(found.responses)
    assert all(r.from_ == "old-one" and r.by == "Linh" for r in now.responses.values())
    why = dict(found.refused)
    assert sorted(why) == sorted(
        ["Bot 111122223333", "IAM-002", "IAM-003", "IAM-006", "IAM-008", "Look at 111122223333", "XXX-001"]
    )
    assert "444455556666" in why["IAM-003"] and "evidence" in why["IAM-006"] and "older" in why["IAM-008"]
    # On the disk as well, and one step back takes it all away.
    assert Desk.open(desk.file.path).session.responses["SUP-001"].from_ == "old-one"
    assert desk.undo() and desk.session.responses == {} and desk.session.member == []


def test_a_known_account_is_named_as_the_others(desk: Desk, other: Desk) -> None:
    scope = {"accounts": ["111122223333"], "at": NOW}
    from ftr_tui.model.session import Scope

    other.change("scope", other.session.changed(scope=Scope.model_validate(scope)))
    why = dict(borrowing.borrow(desk, other).refused)
    assert why["IAM-002"] == "names account 111122223333 of the other product"


def test_a_draft_is_no_response_until_somebody_takes_it(desk: Desk, other: Desk) -> None:
    borrowing.borrow(desk, other)
    desk.answer("SUP-001.1", "no")
    state = desk.review.states["SUP-001"]
    assert str(state.outcome) == "fail" and "draft from old-one" in state.why
    given = hand_in(desk.review, desk.session)
    assert "SUP-001" not in given.responses and given.borrowed["SUP-001"] == "old-one"
    assert b"We upgrade in March." not in answers.csv_bytes(desk)
    told = json.loads(answers.json_bytes(desk))
    assert "SUP-001" not in told["responses"]
    assert told["drafts"]["SUP-001"] == {"from": "old-one", "text": "We upgrade in March."}
    borrowing.take_over(desk, "SUP-001")
    mine = desk.session.responses["SUP-001"]
    assert (mine.text, mine.by, mine.borrowed) == ("We upgrade in March.", "Minh", False)
    assert str(desk.review.states["SUP-001"].outcome) == "review"
    assert "SUP-001" in hand_in(desk.review, desk.session).responses
    with pytest.raises(Problem, match="no draft"):
        borrowing.take_over(desk, "SUP-001")
    desk.undo()
    assert desk.session.borrowed("SUP-001") is not None


def test_editing_makes_it_ones_own_and_what_stands_here_stays(desk: Desk, other: Desk) -> None:
    desk.respond("RES-004", "Ours.")
    borrowing.borrow(desk, other)
    assert desk.session.responses["RES-004"].text == "Ours."
    desk.respond("SUP-001", "We upgrade in April.")
    assert not desk.session.responses["SUP-001"].borrowed
    borrowing.borrow(desk, other)
    assert desk.session.responses["SUP-001"].text == "We upgrade in April."


def test_the_sample_is_refused(desk: Desk, other: Desk) -> None:
    other.change("sample", other.session.changed(sample=True))
    with pytest.raises(Problem, match="made up"):
        borrowing.borrow(desk, other)
    assert desk.session.member == []
