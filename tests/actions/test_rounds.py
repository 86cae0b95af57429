"""AWS's comments at work: taken in once, answered, sent, accepted; each act one step back."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import calendar, opening, road, rounds, status
from ftr_tui.actions.desk import Desk
from ftr_tui.model.problem import Problem

TODAY = date(2026, 11, 24)
FOUND = [("IAM-006", "Which role?\nSince when?"), ("", "One Region only."), ("RES-004", "Which day?")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: now)


def stored(desk: Desk) -> dict[str, Any]:
    return tomllib.loads(desk.file.path.read_text("utf-8"))


def test_what_is_brought_in_is_a_round_and_is_taken_back_as_one_step(desk: Desk) -> None:
    new = rounds.bring(desk, FOUND, date(2026, 11, 20))
    assert [(c.id, c.round, c.control, c.state) for c in new] == [
        ("K1", "N1", "IAM-006", "open"),
        ("K2", "N1", "", "open"),
        ("K3", "N1", "RES-004", "open"),
    ]
    file = stored(desk)
    assert file["round"][0]["came"] == date(2026, 11, 20) and file["round"][0]["by"] == "Lan"
    assert file["comment"][0]["text"] == "Which role?\nSince when?"
    assert desk.undo() == "AWS's comments of 2026-11-20"
    assert "round" not in stored(desk) and "comment" not in stored(desk)


def test_the_same_comment_comes_once_and_nothing_new_changes_nothing(desk: Desk) -> None:
    # Blanks and capitals fold; the same words about another control are another comment.
    twice = [*FOUND, ("iam-006", "which ROLE?  since when?"), ("IAM-002.1", "Which day?")]
    assert len(rounds.bring(desk, twice, date(2026, 11, 20))) == 4
    assert desk.session.comment[3].control == "IAM-002"
    rounds.set_state(desk, "K1", "accepted")
    before = desk.session
    assert rounds.bring(desk, twice) == [] and desk.session == before
    assert rounds.bring(desk, [("IAM-006", "  \n"), ("GA", "")]) == [] and desk.session == before
    (new,) = rounds.bring(desk, [*twice, ("SUP-001", "Which plan?")])
    assert (new.id, new.round) == ("K5", "N2") and str(desk.session.round[1].came) == "2026-11-24"
    # A second time on one day joins its round.
    assert rounds.bring(desk, [("GA", "Where?")])[0].round == "N2"


def test_what_a_list_does_not_know_is_kept_and_secrets_are_not(desk: Desk) -> None:
    first, second = rounds.bring(
        desk, [("ARC-003", "Old."), ("IAM-002", "Key AKIAABCDEFGHIJKLMNOP is yours.")]
    )
    assert first.control == "ARC-003"
    assert second.text == "Key [masked: looks like a secret] is yours."
    answered = rounds.answer(desk, second.id, "It was AKIAABCDEFGHIJKLMNOP\x1b[31m.")
    assert answered.answer == "It was [masked: looks like a secret]\\u001b[31m."
    assert "AKIA" not in desk.file.path.read_text()


def test_three_hundred_comments_of_one_workbook(desk: Desk) -> None:
    found = [("IAM-006", f"Number {n}.") for n in range(300)]
    assert len(rounds.bring(desk, found)) == 300 and desk.session.comment[-1].id == "K300"
    assert rounds.bring(desk, found) == []


def test_a_comment_goes_from_open_to_sent_to_accepted_to_open(desk: Desk) -> None:
    rounds.bring(desk, FOUND)
    seen = []
    for _ in range(3):
        said = rounds.set_state(desk, "k1", rounds.next_state(rounds.find(desk, "K1")))
        seen.append((said.state, said.sent, said.accepted))
    assert seen == [("sent", TODAY, None), ("accepted", TODAY, TODAY), ("open", None, None)]
    assert desk.undo() == "K1 open" and rounds.find(desk, "K1").state == "accepted"


def test_sent_takes_what_is_open_and_answered_alone(desk: Desk) -> None:
    rounds.bring(desk, FOUND)
    assert rounds.mark_sent(desk) == []
    rounds.answer(desk, "K1", "Minh's.")
    rounds.answer(desk, "K3", "In June.")
    rounds.set_state(desk, "K3", "accepted")
    assert [c.id for c in rounds.mark_sent(desk)] == ["K1"]
    assert [(c.state, c.sent) for c in desk.session.comment] == [
        ("sent", TODAY),
        ("open", None),
        ("accepted", None),
    ]
    assert desk.undo() == "answers sent to AWS" and rounds.find(desk, "K1").state == "open"


def test_what_no_sheet_holds_is_named_when_it_is_sent(desk: Desk) -> None:
    rounds.bring(
        desk, [("IAM-002", "Which?"), ("", "The diagram?"), ("CIS", "Which one?"), ("SDAT-000", "?")]
    )
    for number in ("K1", "K2", "K3", "K4"):
        rounds.answer(desk, number, "This one.")
    assert rounds.apart(desk, rounds.mark_sent(desk)) == ["K2", "K3", "K4"]


def test_another_answer_than_the_sent_one_is_open_again(desk: Desk) -> None:
    rounds.bring(desk, FOUND)
    rounds.set_state(desk, "K1", "sent")
    # What was sent by mail may be written down afterwards.
    assert rounds.answer(desk, "K1", "Minh's.").state == "sent"
    assert rounds.answer(desk, "K1", "Minh's.").state == "sent"
    assert (again := rounds.answer(desk, "K1", "Linh's.")).state == "open" and again.sent is None


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda d: rounds.add(d, "IAM-06", "x"), "IAM-06 is no control of this list (did you mean IAM-006?)"),
        (lambda d: rounds.add(d, "IAM-006", " \n"), "a comment needs a text"),
        (lambda d: rounds.add(d, "iam-006", "which role?  Since when?"), "K1 says that already"),
        (lambda d: rounds.add(d, "", "x", "N7"), "no round of comments has the number N7"),
        (lambda d: rounds.find(d, "K9"), "no comment of AWS has the number K9"),
        (lambda d: rounds.own(d, "K1", "x" * 81), "80 characters"),
        (lambda d: rounds.reword(d, "K1", "NOPE-1", "x"), "NOPE-1 is no control"),
        (lambda d: rounds.remove(d, "N1"), "N1 holds comments: K1, K2, K3"),
        (lambda d: rounds.bring(d, FOUND, date(2026, 11, 25)), "2026-11-25 lies ahead"),
        (lambda d: rounds.add_round(d, date(2026, 11, 25)), "2026-11-25 lies ahead"),
        (lambda d: rounds.change_round(d, "N1", until=date(2026, 11, 20)), "must lie after 2026-11-20"),
        (lambda d: rounds.add_round(d, TODAY, date(2026, 11, 24)), "must lie after 2026-11-24"),
        (lambda d: road.change(d, "review-meeting", comments=TODAY), "N1 came on 2026-11-20, so that"),
        (lambda d: road.change(d, "review-meeting", comments=None), "N1 came on 2026-11-20, so that"),
        (lambda d: road.change(d, "review-meeting", until=date(2026, 11, 20)), "must lie after 2026-11-20"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_changes(
    desk: Desk, act: Callable[[Desk], object], says: str
) -> None:
    rounds.bring(desk, FOUND, date(2026, 11, 20))
    before = desk.session
    with pytest.raises(Problem) as caught:
        act(desk)
    assert says in str(caught.value) and desk.session == before


def test_two_rounds_of_one_day_cannot_be(desk: Desk) -> None:
    first = rounds.add_round(desk, date(2026, 11, 20), note="mail")
    assert rounds.add_round(desk, date(2026, 11, 20), date(2027, 5, 1)).id == first.id
    assert [(r.note, str(r.until)) for r in desk.session.round] == [("mail", "2027-05-01")]
    rounds.add_round(desk)
    with pytest.raises(Problem, match="N1 came on 2026-11-20 already"):
        rounds.change_round(desk, "N2", came=date(2026, 11, 20))
    assert rounds.remove(desk, "n2") == "N2" and len(desk.session.round) == 1


def test_road_calendar_and_rounds_tell_one_last_day(desk: Desk) -> None:
    def last_days() -> set[str]:
        on_road = road.stop(desk, "review-meeting").until
        due = {d.id: d.due for d in calendar.due(desk)}["road:review-meeting-until"]
        ticking = rounds.stands(desk).clock
        return {str(day) for day in (on_road, due, ticking and ticking.until)}

    rounds.bring(desk, FOUND, date(2026, 10, 1))
    # 1 October and six months.
    assert last_days() == {"2027-04-01"}
    assert road.stop(desk, "review-meeting").comments == date(2026, 10, 1)
    assert "road" not in stored(desk)
    rounds.bring(desk, [("GA", "Where?")], date(2026, 11, 20))
    assert last_days() == {"2027-04-01"}
    # Named on the road: it stands in the newest round, and nowhere twice.
    road.change(desk, "review-meeting", until=date(2027, 5, 5))
    assert last_days() == {"2027-05-05"} and "road" not in stored(desk)
    assert [str(r.get("until")) for r in stored(desk)["round"]] == ["None", "2027-05-05"]
    rounds.change_round(desk, "N2", until=date(2027, 6, 6))
    assert last_days() == {"2027-06-06"}
    road.change(desk, "review-meeting", until=None)
    assert last_days() == {"2027-04-01"}
    # A first list that the road knows from before counts where it is the earlier one.
    road.change(desk, "review-meeting", comments=date(2026, 9, 15))
    assert last_days() == {"2027-03-15"}
    desk.undo()
    rounds.remove(desk, "K4")
    rounds.remove(desk, "N2")
    assert last_days() == {"2027-04-01"}


def test_an_open_comment_with_a_day_is_due_in_the_calendar_until_it_is_sent(desk: Desk) -> None:
    rounds.bring(desk, FOUND)
    rounds.own(desk, "K1", "Linh", date(2026, 12, 1))
    found = calendar.find(desk, "comment:K1")
    assert (found.title, found.owner, found.due, found.controls) == (
        "Answer AWS: IAM-006 Which role? Since when?",
        "Linh",
        date(2026, 12, 1),
        ("IAM-006",),
    )
    with pytest.raises(Problem, match=r"is no task .*ftr-tui rounds"):
        calendar.task(desk, "comment:K1")
    rounds.set_state(desk, "K1", "sent")
    assert "comment:K1" not in {d.id for d in calendar.due(desk)}


def test_a_comment_that_was_typed_wrong_is_corrected_or_taken_away(desk: Desk) -> None:
    rounds.bring(desk, [("ARC-003", "Of a list before.")])
    # A control that a later list dropped may stay.
    assert rounds.reword(desk, "K1", "ARC-003", "Of another list.").control == "ARC-003"
    moved = rounds.reword(desk, "K1", "arc-004", "Of this list.")
    assert (moved.control, moved.text) == ("ARC-004", "Of this list.")
    assert rounds.remove(desk, "k1") == "K1" and desk.session.comment == []
    assert desk.undo() == "K1 taken away" and rounds.find(desk, "K1").text == "Of this list."


def test_status_counts_what_is_live(desk: Desk) -> None:
    assert status.as_json(desk)["rounds"] == {
        **dict.fromkeys(("open", "sent", "accepted", "overdue"), 0),
        **dict.fromkeys(("due", "until", "days_left")),
        "named_by_aws": False,
    }
    rounds.bring(desk, FOUND, date(2026, 11, 20))
    rounds.own(desk, "K1", "Linh", date(2026, 11, 23))
    rounds.set_state(desk, "K2", "sent")
    assert status.as_json(desk)["rounds"] == {
        "open": 2,
        "sent": 1,
        "accepted": 0,
        "overdue": 1,
        "due": "2026-11-23",
        "until": "2027-05-20",
        "named_by_aws": False,
        "days_left": 177,
    }
    road.change(desk, "qualified", done=TODAY)
    told = status.as_json(desk)["rounds"]
    assert (told["open"], told["overdue"], told["until"]) == (0, 0, None)


def test_another_writer_s_round_is_joined(desk: Desk) -> None:
    other = Desk.open(desk.file.path, who="Minh", clock=desk.clock)
    rounds.bring(other, FOUND)
    assert rounds.bring(desk, [*FOUND, ("GA", "Where?")])[0].id == "K4"
    assert [r.by for r in desk.session.round] == ["Minh"] and len(desk.session.comment) == 4
