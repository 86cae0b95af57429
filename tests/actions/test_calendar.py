"""The calendar at work: done with its proof, the line in a response, days, paces, own tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import binder, calendar, opening
from ftr_tui.actions.desk import Desk
from ftr_tui.exchange import ics
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Session
from ftr_tui.store.sessions import read

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


@pytest.fixture
def record(tmp_path: Path) -> str:
    path = tmp_path / "restore-test-2026-11.pdf"
    path.write_text("38 minutes")
    return str(path)


def stored(desk: Desk) -> Session:
    return read(desk.file.path.read_bytes(), desk.file.path.name)


def find(desk: Desk, key: str) -> Any:
    return calendar.find(desk, key)


# --- done -----------------------------------------------------------------------------------------------


def test_done_with_a_file_is_filed_in_the_binder_and_moves_the_next_day(desk: Desk, record: str) -> None:
    made = calendar.done(desk, "restore-test", DAY, note=" 38 minutes ", proof=record, copy=True)
    assert (made.id, made.on, made.by, made.note, made.document) == ("C1", DAY, "Lan", "38 minutes", "D01")
    document = desk.session.document[0]
    assert (document.kind, document.shows, document.controls) == (
        "restore-test", DAY, ["BAR-002", "RES-001", "RES-002"],
    )  # fmt: skip
    assert document.where == "acme.files/restore-test-2026-11.pdf"
    row = next(r for r in binder.rows(desk) if r.kind and r.kind.id == "restore-test")
    assert str(row.state) == "ok"
    assert find(desk, "restore-test").due == date(2027, 2, 18)
    assert stored(desk).done == [made]


def test_the_proof_may_be_a_link_or_a_document_that_is_there(desk: Desk, record: str) -> None:
    calendar.done(desk, "alarm-check", DAY, proof="https://wiki.example.com/alarms")
    document = desk.session.document[0]
    assert (document.title, document.kind, document.shows) == ("Check the alarms", "", DAY)
    made = calendar.done(desk, "patch-status", DAY, proof="d01")
    assert made.document == "D01" and len(desk.session.document) == 1
    made = calendar.done(desk, "short-mock-review", DAY, proof=record)
    assert desk.session.document[1].controls == [] and made.document == "D02"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"on": date(2026, 11, 25)}, "has not come yet"),
        ({"on": date(1999, 1, 1)}, "too long ago"),
        ({"proof": "D07"}, "no document has the number D07"),
        ({"proof": "nowhere.pdf"}, "no file"),
        ({"proof": "ftp://x/y"}, "Only http"),
    ],
)
def test_what_cannot_be_taken_changes_nothing(desk: Desk, given: dict[str, Any], says: str) -> None:
    before = desk.session
    with pytest.raises(Problem, match=says):
        calendar.done(desk, "restore-test", **given)
    assert desk.session == before
    on, proof = given.get("on", NOW.date()), given.get("proof", "")
    assert says in calendar.check_done(desk, "restore-test", str(on), proof)


def test_a_secret_in_a_note_is_masked(desk: Desk) -> None:
    made = calendar.done(desk, "key-rotation", note="old key AKIAABCDEFGHIJKLMNOP gone")
    assert "AKIA" not in made.note and "AKIA" not in desk.file.path.read_text()


def test_only_tasks_are_done_here_and_a_near_id_is_named(desk: Desk) -> None:
    desk.answer("IAM-008.1", "yes")
    assert find(desk, "answer:IAM-008.1").due == date(2027, 2, 24)
    with pytest.raises(Problem, match="answer the question again"):
        calendar.done(desk, "answer:IAM-008.1")
    with pytest.raises(Problem, match="did you mean restore-test"):
        calendar.done(desk, "restor-test")


def test_a_day_by_hand_is_used_up_also_when_done_a_little_early(desk: Desk) -> None:
    calendar.set_due(desk, "restore-test", date(2026, 11, 30))
    calendar.set_owner(desk, "restore-test", "Lan")
    calendar.done(desk, "restore-test", DAY)
    assert find(desk, "restore-test").due == date(2027, 2, 18)
    assert find(desk, "restore-test").owner == "Lan"
    # An old one, written down later, does not take the new day away.
    calendar.set_due(desk, "restore-test", date(2026, 12, 24))
    calendar.done(desk, "restore-test", date(2026, 8, 1))
    assert find(desk, "restore-test").due == date(2026, 12, 24)


def test_an_event_happens_is_done_and_waits_again(desk: Desk) -> None:
    assert str(find(desk, "leaver-or-mover").state) == "waiting"
    calendar.set_due(desk, "leaver-or-mover", NOW.date())
    assert str(find(desk, "leaver-or-mover").state) == "due"
    calendar.done(desk, "leaver-or-mover")
    assert str(find(desk, "leaver-or-mover").state) == "waiting"
    assert "calendar" not in desk.file.path.read_text()
    with pytest.raises(Problem, match="done on 2026-11-24 already"):
        calendar.set_due(desk, "leaver-or-mover", NOW.date())
    with pytest.raises(Problem, match="no pace"):
        calendar.set_pace(desk, "leaver-or-mover", 30)


def test_what_was_not_done_after_all_is_taken_back(desk: Desk) -> None:
    calendar.done(desk, "restore-test", DAY)
    with pytest.raises(Problem, match="was not done as C1"):
        calendar.take_back(desk, "alarm-check", "C1")
    calendar.take_back(desk, "restore-test", "c1")
    assert calendar.past(desk, "restore-test") == [] and desk.undo() == "C1 taken back"
    assert [d.id for d in calendar.past(desk, "restore-test")] == ["C1"]


# --- the line in a response -------------------------------------------------------------------------------


def test_a_restore_test_feeds_the_response_only_when_asked_and_once(desk: Desk, record: str) -> None:
    desk.respond("BAR-002", "We restore the ledger every quarter.")
    made = calendar.done(desk, "restore-test", DAY, proof=record)
    assert desk.session.response_text("BAR-002") == "We restore the ledger every quarter."
    text = "We restore the ledger every quarter.\nLast restore test: 2026-11-20 (D01)."
    assert calendar.offer(desk, made) == {"BAR-002": text}
    assert calendar.respond(desk, made) == ["BAR-002"]
    assert desk.session.response_text("BAR-002") == text
    assert calendar.offer(desk, made) == {} and calendar.respond(desk, made) == []
    assert desk.undo() and desk.session.response_text("BAR-002") == "We restore the ledger every quarter."


def test_the_next_one_replaces_the_line_and_nothing_else(desk: Desk) -> None:
    theirs = "Last restore test: 2026-05-01 (D01), by Minh.\nSince then none.\nDocuments: D01 a.pdf"
    desk.respond("BAR-002", theirs)
    first = calendar.done(desk, "restore-test", date(2026, 8, 20))
    calendar.respond(desk, first)
    kept = "Last restore test: 2026-05-01 (D01), by Minh.\nSince then none.\n"
    assert (
        desk.session.response_text("BAR-002") == f"{kept}Last restore test: 2026-08-20.\nDocuments: D01 a.pdf"
    )
    second = calendar.done(desk, "restore-test", DAY)
    calendar.respond(desk, second)
    after = f"{kept}Last restore test: 2026-11-20.\nDocuments: D01 a.pdf"
    assert desk.session.response_text("BAR-002") == after
    # The older one has nothing more to say.
    assert calendar.offer(desk, first) == {}


def test_a_task_whose_day_nobody_asks_for_offers_nothing(desk: Desk) -> None:
    assert calendar.offer(desk, calendar.done(desk, "alarm-check")) == {}
    assert list(calendar.offer(desk, calendar.done(desk, "disaster-recovery-drill"))) == ["RES-004"]


# --- days, paces, own tasks -------------------------------------------------------------------------------


def test_pace_owner_off_and_on(desk: Desk) -> None:
    calendar.done(desk, "restore-test", DAY)
    calendar.set_pace(desk, "restore-test", 30)
    assert find(desk, "restore-test").due == date(2026, 12, 20)
    calendar.set_pace(desk, "restore-test", None)
    calendar.set_off(desk, "cost-anomaly-review", "no cost\nof our own")
    assert find(desk, "cost-anomaly-review").why == "no cost of our own"
    calendar.set_off(desk, "cost-anomaly-review", "")
    assert desk.session.calendar == {}
    for bad in (0, 3661):
        with pytest.raises(Problem, match="1 to 3660"):
            calendar.set_pace(desk, "restore-test", bad)
    for typed in ("x", "1.5", "-3", "٣", "99999"):
        with pytest.raises(Problem, match="no number of days"):
            calendar.days(typed)


def test_own_tasks(desk: Desk) -> None:
    assert calendar.add(desk, "Pen test: Größe!", due=date(2026, 12, 24)) == "own-pen-test-groe"
    assert calendar.add(desk, "Pen test: Größe!", every_days=30) == "own-pen-test-groe-2"
    assert calendar.add(desk, "試験", every_days=30) == "own-task"
    with pytest.raises(Problem, match="needs a title"):
        calendar.add(desk, "  ", every_days=30)
    with pytest.raises(Problem, match="a day, or a pace"):
        calendar.add(desk, "Pen test")
    with pytest.raises(Problem, match="needs a title"):
        calendar.put(desk, "own-task", "")
    assert find(desk, "own-task").title == "試験"
    with pytest.raises(Problem, match="keeps its title"):
        calendar.put(desk, "restore-test", "Mine", every_days=3)
    calendar.done(desk, "own-pen-test-groe")
    assert str(find(desk, "own-pen-test-groe").state) == "off"
    assert stored(desk).calendar["own-task"].title == "試験"


def test_two_sessions_of_one_second_have_events_of_their_own(desk: Desk) -> None:
    where = desk.file.path.parent
    (where / "broken.toml").write_text("created = [")
    other = opening.create(where, "Acme Analytics", clock=lambda: NOW)
    third = opening.create(where, "Acme Search", clock=lambda: NOW)
    assert len({ics.uid(d.session, "restore-test") for d in (desk, other, third)}) == 3
    assert (stored(desk).created, stored(third).created) == (NOW, NOW + timedelta(seconds=2))


def test_two_programs_give_no_number_twice_and_each_undoes_its_own(desk: Desk, record: str) -> None:
    other = Desk.open(desk.file.path, desk.library, "Minh", lambda: NOW)
    binder.add(other, "https://acme.example/support", "support-plan")
    made = calendar.done(desk, "restore-test", DAY, proof=record)
    assert made.document == "D02" and calendar.line(desk, made).endswith("(D02).")
    assert [(d.id, d.kind) for d in stored(desk).document] == [
        ("D01", "support-plan"), ("D02", "restore-test")
    ]  # fmt: skip
    calendar.done(other, "patch-status", DAY)
    assert binder.add(other, "https://acme.example/plan", "incident-plan").id == "D03"
    binder.add(desk, "https://acme.example/dr")
    assert desk.undo() == "document D04"
    desk.undo()
    other.undo()
    assert [d.task for d in stored(desk).done] == ["patch-status"]
    assert [d.id for d in stored(desk).document] == ["D01", "D02"]
