"""When things are due: paces, days by hand, events, what runs out, what goes stale, the road."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ftr_tui.model import calendar
from ftr_tui.model.calendar import Due, State
from ftr_tui.model.outcome import review
from ftr_tui.model.programme import Task
from ftr_tui.model.session import Answer, Document, Done, RoadStep, Session, Supply, TaskPlan
from ftr_tui.store.library import Library
from tests.model.build import TODAY, checklist

CREATED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
LIBRARY = Library()
PROGRAMME = LIBRARY.programme()


def session(**fields: Any) -> Session:
    base = {"product": "Acme", "checklist": "partner-hosted", "release": "2026.1", "created": CREATED}
    return Session.model_validate({**base, **fields})


def done(task: str, *days: str) -> list[Done]:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return [Done(id=f"C{n}", task=task, on=date.fromisoformat(d), at=at) for n, d in enumerate(days, 1)]


def shows(kind: str, day: str, number: str = "D01", **more: Any) -> Document:
    fields = {"id": number, "title": kind, "where": f"{number}.pdf", "kind": kind, "added": CREATED}
    return Document(**{**fields, "shows": date.fromisoformat(day), **more})


def listed(s: Session, today: str) -> dict[str, Due]:
    day = date.fromisoformat(today)
    judged = review(checklist(), s, {}, day)
    return {d.id: d for d in calendar.due_list(PROGRAMME, checklist(), s, judged, day)}


def when(s: Session, item: str, today: str = "2026-11-24") -> tuple[str | None, str]:
    found = listed(s, today)[item]
    return (str(found.due) if found.due else None), str(found.state)


# --- paces --------------------------------------------------------------------------------------------


def test_a_new_session_has_a_month_and_nothing_is_late_on_its_first_day() -> None:
    found = listed(session(), "2026-09-01").values()
    tasks = [d for d in found if d.kind == "task"]
    assert len(tasks) == 18 and {d.due for d in tasks} == {date(2026, 10, 1)}
    assert not [d for d in found if d.state in (State.OVERDUE, State.DUE)]


def test_the_same_tasks_are_late_once_the_month_is_over() -> None:
    assert when(session(), "restore-test", "2026-10-01") == ("2026-10-01", "due")
    assert when(session(), "restore-test", "2026-10-02") == ("2026-10-01", "overdue")


def test_a_task_is_due_its_pace_after_the_last_time() -> None:
    s = session(done=done("restore-test", "2026-03-01", "2026-10-01", "2026-08-01"))
    assert when(s, "restore-test") == ("2026-12-30", "later")
    assert listed(s, "2026-11-24")["restore-test"].last == s.done[1]
    assert when(s, "restore-test", "2026-12-15") == ("2026-12-30", "later")
    assert when(s, "restore-test", "2026-12-16") == ("2026-12-30", "due")
    assert when(s, "restore-test", "2026-12-31") == ("2026-12-30", "overdue")


def test_an_own_pace_replaces_the_programmes() -> None:
    s = session(done=done("restore-test", "2026-10-01"), calendar={"restore-test": TaskPlan(every_days=30)})
    assert when(s, "restore-test") == ("2026-10-31", "overdue")


def test_never_done_the_newest_record_in_the_binder_counts() -> None:
    s = session(document=[shows("restore-test", "2026-07-01"), shows("restore-test", "2026-10-01", "D02")])
    assert when(s, "restore-test") == ("2026-12-30", "later")
    assert "D02" in listed(s, "2026-11-24")["restore-test"].why


def test_a_day_in_the_future_that_somebody_wrote_into_the_file_hides_nothing() -> None:
    s = session(done=done("restore-test", "2036-10-01"))
    assert when(s, "restore-test") == ("2026-10-01", "overdue")


def test_a_day_by_hand_wins_until_it_was_done_on_it_or_later() -> None:
    plan = {"restore-test": TaskPlan(due=date(2026, 11, 30))}
    assert when(session(calendar=plan), "restore-test") == ("2026-11-30", "due")
    early = session(calendar=plan, done=done("restore-test", "2026-11-20"))
    assert when(early, "restore-test") == ("2026-11-30", "due")
    on_it = session(calendar=plan, done=done("restore-test", "2026-11-30"))
    assert when(on_it, "restore-test", "2026-12-01") == ("2027-02-28", "later")


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_any_year_that_a_file_can_hold(year: str) -> None:
    day = date.fromisoformat(year)
    road = {"qualified": RoadStep(until=day), "request-ftr": RoadStep(planned=day)}
    plans = {"restore-test": TaskPlan(due=day), "own-x": TaskPlan(title="X", due=day)}
    s = session(road=road, calendar=plans, done=done("alarm-check", year), review_date=day)
    assert listed(s, "2026-11-24") and listed(s, year)


# --- not needed, own tasks ------------------------------------------------------------------------------


def test_what_is_not_needed_comes_last_with_its_reason() -> None:
    s = session(calendar={"cost-anomaly-review": TaskPlan(off="no cost of our own")})
    found = list(listed(s, "2026-11-24").values())
    assert (found[-1].id, found[-1].why, found[-1].due) == ("cost-anomaly-review", "no cost of our own", None)


def test_a_task_whose_controls_do_not_apply_is_not_needed() -> None:
    task = Task(id="classes", title="Classes", what="", every_days=90, controls=["SDAT-001", "SDAT-002"])
    programme = PROGRAMME.model_copy(update={"task": [task]})
    found = {}
    for value in ("yes", "no"):
        s = session(answers={"SDAT-000": Answer(value=value, at=CREATED)})
        judged = review(checklist(), s, {}, TODAY)
        found[value] = calendar.due_list(programme, checklist(), s, judged, TODAY)[0]
    assert (found["yes"].state, found["no"].state) == (State.OVERDUE, State.OFF)
    assert found["no"].why == "does not apply: SDAT-001, SDAT-002"


def test_own_tasks_once_and_at_a_pace() -> None:
    once = {"own-pen": TaskPlan(title="Pen test", due=date(2026, 12, 1))}
    assert when(session(calendar=once), "own-pen") == ("2026-12-01", "due")
    over = session(calendar=once, done=done("own-pen", "2026-12-01"))
    assert when(over, "own-pen", "2026-12-02") == (None, "off")
    yearly = {"own-pen": TaskPlan(title="Pen test", every_days=365)}
    assert when(session(calendar=yearly), "own-pen") == ("2026-10-01", "overdue")
    gone = session(calendar={"task-of-a-newer-program": TaskPlan(owner="Lan")})
    assert "task-of-a-newer-program" not in listed(gone, "2026-11-24")


# --- events ---------------------------------------------------------------------------------------------


def test_an_event_waits_until_it_happens_and_is_due_that_day() -> None:
    assert when(session(), "leaver-or-mover") == (None, "waiting")
    plan = {"leaver-or-mover": TaskPlan(due=date(2026, 11, 24))}
    assert when(session(calendar=plan), "leaver-or-mover") == ("2026-11-24", "due")
    assert when(session(calendar=plan), "leaver-or-mover", "2026-11-25") == ("2026-11-24", "overdue")
    before = session(calendar=plan, done=done("leaver-or-mover", "2026-11-20"))
    assert when(before, "leaver-or-mover") == ("2026-11-24", "due")
    after = session(calendar=plan, done=done("leaver-or-mover", "2026-11-24"))
    assert when(after, "leaver-or-mover") == (None, "waiting")


def test_a_new_release_is_looked_for_in_february_and_august() -> None:
    assert when(session(), "new-release") == ("2027-02-01", "later")
    assert when(session(), "new-release", "2027-02-20") == ("2027-02-01", "overdue")
    looked = session(done=done("new-release", "2027-02-20"))
    assert when(looked, "new-release", "2027-02-20") == ("2027-08-01", "later")
    assert (
        when(session(created=datetime(2026, 8, 2, tzinfo=UTC)), "new-release", "2026-08-03")[0]
        == "2027-02-01"
    )


def test_the_end_of_the_approval_is_told_three_times() -> None:
    assert when(session(), "approval-expiry") == (None, "waiting")
    road = {"qualified": RoadStep(until=date(2027, 6, 30))}
    s = session(road=road)
    assert when(s, "approval-expiry") == ("2027-04-01", "later")
    assert when(s, "approval-expiry", "2027-04-15") == ("2027-04-01", "overdue")
    s = session(road=road, done=done("approval-expiry", "2027-04-15"))
    assert when(s, "approval-expiry", "2027-04-15")[0] == "2027-05-01"
    assert when(s, "approval-expiry", "2027-06-02")[0] == "2027-05-31"
    s = session(road=road, done=done("approval-expiry", "2027-06-02"))
    assert when(s, "approval-expiry", "2027-06-02") == (None, "waiting")


def test_a_report_is_told_before_it_is_a_year_old() -> None:
    assert when(session(), "report-age") == (None, "waiting")
    s = session(document=[shows("well-architected-report", "2026-03-01")])
    assert when(s, "report-age") == ("2026-12-31", "later")


def test_a_fresh_cis_report_before_a_request_or_the_review() -> None:
    planned = {"request-ftr": RoadStep(planned=date(2026, 12, 20))}
    assert when(session(road=planned), "fresh-cis-report") == ("2026-12-06", "due")
    assert when(session(review_date=date(2027, 1, 20)), "fresh-cis-report") == ("2027-01-06", "later")
    sent = {"request-ftr": RoadStep(planned=date(2026, 12, 20), done=date(2026, 11, 20))}
    assert when(session(road=sent), "fresh-cis-report") == (None, "waiting")


# --- what runs out, goes stale, was promised --------------------------------------------------------------


def test_an_answer_that_expires_tonight_is_open_tomorrow() -> None:
    given = Answer(value="yes", by="Linh", at=CREATED, until=date(2026, 11, 24))
    s = session(answers={"IAM-008.1": given})
    assert when(s, "answer:IAM-008.1", "2026-11-24") == ("2026-11-24", "due")
    assert when(s, "answer:IAM-008.1", "2026-11-25") == ("2026-11-24", "overdue")
    for today, outcome in ((date(2026, 11, 24), "pass"), (date(2026, 11, 25), "open")):
        assert str(review(checklist(), s, {}, today).states["IAM-008"].outcome) == outcome


def test_an_answer_that_holds_for_good_or_that_nobody_knows_is_no_date() -> None:
    answers = {"IAM-001.1": Answer(value="yes", at=CREATED), "IAM-008.1": Answer(at=CREATED, by="Lan")}
    assert not [d for d in listed(session(answers=answers), "2026-11-24") if d.startswith("answer:")]


def test_the_cadences_that_aws_sets_are_in_the_checklist() -> None:
    """IAM-008 every quarter, WAFR-001 and RES-004 every year: no other has a figure of AWS's own."""
    held = {q.id: q.holds_days for q in checklist().questions.values() if q.holds_days}
    assert held == {"IAM-008.1": 92, "RES-004.1": 365, "WAFR-001.2": 365}


def test_a_document_is_to_be_renewed_on_its_last_day_and_only_the_newest() -> None:
    old, new = shows("support-plan", "2025-10-01"), shows("support-plan", "2026-01-01", "D02", owner="Lan")
    found = listed(session(document=[old, new]), "2026-11-24")
    assert "document:D01" not in found
    assert (found["document:D02"].due, found["document:D02"].owner) == (date(2027, 1, 1), "Lan")


def test_where_a_task_makes_the_next_one_in_time_it_stands_for_both() -> None:
    record = shows("restore-test", "2026-10-01")
    assert "document:D01" not in listed(session(document=[record]), "2026-11-24")
    off = session(document=[record], calendar={"restore-test": TaskPlan(off="no")})
    assert when(off, "document:D01") == ("2026-12-30", "later")
    # Scans count for 30 days, patches are looked at every 90: both stand there.
    assert when(session(document=[shows("vulnerability-scan-report", "2026-11-01")]), "document:D01") == (
        "2026-12-01", "due",
    )  # fmt: skip


def test_the_days_of_the_road() -> None:
    road = {
        "request-ftr": RoadStep(planned=date(2026, 12, 1), people=["Ha", "Lan"]),
        "review-meeting": RoadStep(comments=date(2026, 10, 31)),
    }
    found = listed(session(road=road, review_date=date(2026, 12, 15)), "2026-11-24")
    assert (found["road:request-ftr"].due, found["road:request-ftr"].owner) == (date(2026, 12, 1), "Ha, Lan")
    assert found["road:review-meeting"].due == date(2026, 12, 15)
    assert found["road:review-meeting-until"].due == date(2027, 4, 30)
    told = road | {"review-meeting": RoadStep(comments=date(2026, 10, 31), until=date(2027, 5, 5))}
    assert listed(session(road=told), "2026-11-24")["road:review-meeting-until"].due == date(2027, 5, 5)
    over = told | {"qualified": RoadStep(done=date(2026, 11, 1), until=date(2029, 11, 1))}
    assert [d for d in listed(session(road=over), "2026-11-24") if d.startswith("road:")] == [
        "road:qualified-until"
    ]


def test_what_was_promised_to_aws_until_it_is_sent() -> None:
    s = session(
        supply=[Supply(id="S1", what="The record", owner="Lan", due=date(2026, 11, 20), control="BAR-002")]
    )
    assert when(s, "supply:S1") == ("2026-11-20", "overdue")
    sent = [s.supply[0].model_copy(update={"state": "sent"})]
    assert "supply:S1" not in listed(s.changed(supply=sent), "2026-11-24")


def test_soonest_first_and_ids_once() -> None:
    s = session(
        review_date=date(2026, 12, 15),
        done=done("restore-test", "2026-10-01"),
        document=[shows("support-plan", "2026-01-01")],
    )
    found = list(listed(s, "2026-11-24").values())
    days = [d.due or date.max for d in found if d.state is not State.OFF]
    assert days == sorted(days) and len({d.id for d in found}) == len(found)
    assert found[0].left(date(2026, 11, 24)) == (found[0].due - date(2026, 11, 24)).days
