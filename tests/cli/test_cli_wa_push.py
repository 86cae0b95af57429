"""`wa push` against a Well-Architected Tool on the loopback: what goes out, and what goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wa_help import NOW, PEOPLE, Run, at, desk_of, linked, practices, said, tool, typing

from ftr_tui.model.problem import SaveProblem
from ftr_tui.model.reviewed import QuestionNote
from ftr_tui.model.workload import Workload
from ftr_tui.store import workloads
from tests.aws.fake_wa import FakeTool, Refused, none_id

__all__ = ["linked", "tool"]


# --- push -------------------------------------------------------------------------------------------


def test_push_sends_changed_questions_alone_and_reads_back(run: Run, linked: Path, tool: FakeTool) -> None:
    one, two, three = practices(PEOPLE)[:3]
    said(linked, {one: "done", two: "not-done"})
    said(linked, {three: "not-applicable"}, reason="OUT_OF_SCOPE", note="n" * 300)
    note = QuestionNote(note="We use SSO. " + "x" * 3000, at=NOW)
    said(linked, {}, {at(PEOPLE): note, at("SUS01"): QuestionNote(applies=False, reason="OTHER", at=NOW)})
    ran = run("wa", "push", "acme", "--dry-run")
    assert ran.status == 0 and tool.calls["UpdateAnswer"] == 0 and "not done -> done" in ran.out
    assert ran.out.count("x") > 2000, "the note is shown whole"
    ran = run("wa", "push", "acme")
    assert ran.status == 2 and "--yes" in ran.err and tool.calls["UpdateAnswer"] == 0
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 0, ran
    people, carbon = tool.sent
    assert people["QuestionId"] == at(PEOPLE) and people["SelectedChoices"] == [one]
    update = people["ChoiceUpdates"]
    assert set(update) == {three} and update[three]["Status"] == "NOT_APPLICABLE"
    assert update[three]["Reason"] == "OUT_OF_SCOPE" and len(update[three]["Notes"]) == 250
    assert len(people["Notes"]) == 2084 and people["Notes"].startswith("We use SSO.")
    assert "IsApplicable" not in people
    assert (carbon["IsApplicable"], carbon["Reason"]) == (False, "OTHER")
    assert "longer than the tool takes" in ran.err
    assert "SEC02" in ran.out and "high risk (confirmed)" in ran.out
    kept = workloads.load(linked.with_name("acme.wa.toml"))
    assert kept is not None and kept.answers[at(PEOPLE)].risk == "HIGH"
    assert kept.answers[at("SUS01")].risk == "NOT_APPLICABLE"
    again = run("wa", "push", "acme", "--yes")
    assert again.status == 0 and "Nothing to write" in again.out and len(tool.sent) == 2
    # What is cut for the tool stays whole here.
    session = desk_of(linked).session
    assert session.review_question[at(PEOPLE)] == note and len(session.practice[three].note) == 300
    assert run("wa", "pull", "acme").status == 0
    assert desk_of(linked).session.changed(revision=0) == session.changed(revision=0)


@pytest.mark.parametrize("number", ["PERF01", "PERF03", "SEC01"])
def test_none_of_these_is_found_as_the_tool_spells_it(
    run: Run, linked: Path, tool: FakeTool, number: str
) -> None:
    said(linked, {}, {at(number): QuestionNote(none=True, at=NOW)})
    assert run("wa", "push", "acme", "--yes").status == 0
    assert [g["SelectedChoices"] for g in tool.sent] == [[none_id(at(number))]]
    # One practice done later: it goes out alone, "none of these" is taken away.
    said(linked, {practices(number)[0]: "done"}, {at(number): QuestionNote(at=NOW)})
    assert run("wa", "push", "acme", "--yes").status == 0
    assert tool.sent[-1]["SelectedChoices"] == [practices(number)[0]]


def test_none_of_these_comes_with_a_pull(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")
    tool.says(at("PERF01"), none_id(at("PERF01")))
    assert run("wa", "pull", "acme").status == 0
    assert desk_of(acme).session.review_question[at("PERF01")].none


def test_unknown_choices_and_other_peoples_answers_are_kept(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")
    one, two, three, four = practices(PEOPLE)[:4]
    old = "sec_identities_of_an_older_lens"
    tool.answer(at(PEOPLE))["Choices"].append({"ChoiceId": old, "Title": "Old"})
    aside = [{"ChoiceId": four, "Status": "NOT_APPLICABLE", "Reason": "OTHER", "Notes": "Not here"}]
    tool.says(at(PEOPLE), old, one, ChoiceAnswers=aside)
    assert run("wa", "pull", "acme").status == 0
    said(acme, {two: "done"})
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 0, ran
    assert tool.sent[-1]["SelectedChoices"] == [old, one, two]
    assert tool.answer(at(PEOPLE))["ChoiceAnswers"][0]["Notes"] == "Not here"
    # "None of these" would take the unknown one away: that is a person's decision.
    gone = dict.fromkeys((one, two), "not-done")
    said(acme, gone, {at(PEOPLE): QuestionNote(none=True, at=NOW)})
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and "--take ours" in ran.err and len(tool.sent) == 1
    assert run("wa", "push", "acme", "--yes", "--take", "ours").status == 0
    assert tool.sent[-1]["SelectedChoices"] == [none_id(at(PEOPLE))]
    assert three not in desk_of(acme).session.practice


def test_what_only_the_tool_changed_is_left(run: Run, linked: Path, tool: FakeTool) -> None:
    one, two, three = practices(PEOPLE)[:3]
    said(linked, {one: "done", two: "done"})
    assert run("wa", "push", "acme", "--yes").status == 0
    tool.says(at(PEOPLE), one)  # somebody takes the second away in the console
    assert run("wa", "push", "acme", "--yes").status == 0 and len(tool.sent) == 1
    ran = run("wa", "pull", "acme")
    assert "here done, in the tool not done (changed in the tool)" in " ".join(ran.out.split())
    said(linked, {three: "done"})
    assert run("wa", "push", "acme", "--yes").status == 0
    assert tool.sent[-1]["SelectedChoices"] == [one, three]
    assert desk_of(linked).session.practice[two].state == "done"
    assert run("wa", "pull", "acme", "--take", "ours").status == 0
    assert run("wa", "push", "acme", "--yes").status == 0
    assert sorted(tool.sent[-1]["SelectedChoices"]) == sorted([one, two, three])


def test_what_both_changed_is_shown_and_not_written(run: Run, linked: Path, tool: FakeTool) -> None:
    note = QuestionNote(note="first", at=NOW)
    said(linked, {practices(PEOPLE)[0]: "done"}, {at(PEOPLE): note})
    assert run("wa", "push", "acme", "--yes").status == 0
    tool.answer(at(PEOPLE))["Notes"] = "theirs"
    said(linked, {practices("SEC01")[0]: "done"}, {at(PEOPLE): note.model_copy(update={"note": "ours"})})
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and "1 question was changed on both sides" in ran.err
    assert 'here "ours", in the tool "theirs"' in " ".join(ran.out.split())
    assert [g["QuestionId"] for g in tool.sent] == [at(PEOPLE), at("SEC01")]
    assert run("wa", "pull", "acme").status == 0
    assert desk_of(linked).session.review_question[at(PEOPLE)].note == "ours"
    ran = run("wa", "push", "acme", "--take", "theirs", "--yes")
    assert ran.status == 0 and desk_of(linked).session.review_question[at(PEOPLE)].note == "theirs"
    assert len(tool.sent) == 2


# --- what goes wrong in the middle --------------------------------------------------------------------

FIVE = ("SEC01", "SEC02", "SEC03", "REL01", "OPS01")


def five(path: Path) -> list[str]:
    said(path, {practices(n)[0]: "done" for n in FIVE})
    return sorted(at(n) for n in FIVE)


def failing_at(number: int, code: str, times: int = 1, *, after: bool = False) -> Any:
    """Return a trouble: the n-th UpdateAnswer is refused, some times in a row, or done and the reply lost."""
    left = {"calls": 0, "times": times}

    def trouble(fake: FakeTool, name: str, given: dict[str, Any]) -> None:
        if name != "UpdateAnswer":
            return
        left["calls"] += 1
        if left["calls"] >= number and left["times"] > 0:
            left["times"] -= 1
            if after:
                fake.update_answer(**given)
            raise Refused(code, "no", 400 if code.startswith("Expired") else 0)

    return trouble


ENDS = [
    ("ThrottlingException", 99, "throttled", False),
    ("ExpiredTokenException", 99, "Credentials expired", False),
    ("AccessDeniedException", 99, "wellarchitected:UpdateAnswer is missing", False),
    ("InternalServerException", 99, "UpdateAnswer failed", False),
    ("InternalServerException", 99, "UpdateAnswer failed", True),
    ("ExpiredTokenException", 1, "Credentials expired", True),
]


@pytest.mark.parametrize(("code", "times", "words", "after"), ENDS)
def test_a_second_push_finishes_and_repeats_nothing(
    run: Run, linked: Path, tool: FakeTool, code: str, times: int, words: str, after: bool
) -> None:
    wanted = five(linked)
    tool.trouble = failing_at(3, code, times, after=after)
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and words in ran.err and "2 of 5 answers are written, 3 left" in ran.err, ran
    assert ran.err.strip().splitlines()[-1].startswith("ftr-tui: ")
    tool.trouble = None
    tool.requests.clear()
    first = [q for q in wanted if tool.answer(q)["SelectedChoices"]]
    assert len(first) == (3 if after else 2)
    assert run("wa", "push", "acme", "--yes").status == 0
    assert sorted(g["QuestionId"] for g in tool.sent) == [q for q in wanted if q not in first]
    assert all(tool.answer(q)["SelectedChoices"] for q in wanted)
    assert "Nothing to write" in run("wa", "push", "acme", "--yes").out


@pytest.mark.parametrize("fault", [SaveProblem("not saved: the disk is full"), KeyboardInterrupt()])
def test_a_push_that_could_not_be_kept_is_not_repeated(
    run: Run, linked: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    wanted = five(linked)
    real, saves = workloads.save, []

    def full(path: Path, found: Workload) -> None:
        saves.append(path)
        if len(saves) == 3:
            raise fault
        real(path, found)

    monkeypatch.setattr(workloads, "save", full)
    assert run("wa", "push", "acme", "--yes").status == (2 if isinstance(fault, SaveProblem) else 130)
    monkeypatch.setattr(workloads, "save", real)
    assert len(tool.sent) == 3
    assert run("wa", "push", "acme", "--yes").status == 0
    assert sorted(g["QuestionId"] for g in tool.sent) == wanted


def test_all_not_done_is_no_answer_in_the_tool_and_that_is_said(
    run: Run, linked: Path, tool: FakeTool
) -> None:
    said(linked, dict.fromkeys(practices(PEOPLE), "not-done"))
    ran = run("wa", "push", "acme", "--yes")
    assert (
        ran.status == 0 and "Nothing to write" in ran.out and "SEC02: all of it is marked not done" in ran.err
    )


def test_without_the_right_the_rest_is_to_be_entered_by_hand(run: Run, linked: Path, tool: FakeTool) -> None:
    five(linked)
    tool.trouble = failing_at(1, "AccessDeniedException", 99)
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and "by hand" in ran.out and "policy --wa-push" in ran.err
    by_hand = ran.out.partition("by hand")[2]
    assert all(n in by_hand for n in FIVE) and tool.calls["UpdateAnswer"] == 1


def test_throttled_once_is_retried_by_botocore(run: Run, linked: Path, tool: FakeTool) -> None:
    five(linked)
    tool.trouble = failing_at(2, "ThrottlingException", 2)
    assert run("wa", "push", "acme", "--yes").status == 0
    assert tool.calls["UpdateAnswer"] == 7


def test_a_conflict_is_read_again_and_written_where_nothing_changed(
    run: Run, linked: Path, tool: FakeTool
) -> None:
    five(linked)
    tool.trouble = failing_at(2, "ConflictException")
    assert run("wa", "push", "acme", "--yes").status == 0
    assert tool.calls["UpdateAnswer"] == 6


def test_a_conflict_over_a_change_is_never_written_blind(run: Run, linked: Path, tool: FakeTool) -> None:
    one, two = practices(PEOPLE)[:2]
    said(linked, {one: "done"}, {at(PEOPLE): QuestionNote(note="ours", at=NOW)})
    refuse = failing_at(1, "ConflictException")

    def trouble(fake: FakeTool, name: str, given: dict[str, Any]) -> None:
        if name == "UpdateAnswer" and fake.calls["UpdateAnswer"] == 1:
            fake.says(at(PEOPLE), two, Notes="theirs")
        refuse(fake, name, given)

    tool.trouble = trouble
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and "changed in the tool meanwhile" in ran.out, ran
    # Nobody has seen yet what differs: --take would settle it blindly.
    assert "1 question is left (push again)" in ran.err and "--take" not in ran.err
    assert tool.calls["UpdateAnswer"] == 1 and tool.answer(at(PEOPLE))["Notes"] == "theirs"
    assert run("wa", "push", "acme", "--yes", "--take", "ours").status == 0
    assert tool.answer(at(PEOPLE))["Notes"] == "ours"


def test_a_change_between_showing_and_writing_is_seen(
    run: Run, linked: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(linked, {}, {at(PEOPLE): QuestionNote(note="ours", at=NOW)})
    from ftr_tui.cli import wa

    def meanwhile(*_: Any) -> bool:
        tool.answer(at(PEOPLE))["Notes"] = "theirs"
        return True

    monkeypatch.setattr(wa, "_go_on", meanwhile)
    ran = run("wa", "push", "acme")
    assert ran.status == 2 and tool.calls["UpdateAnswer"] == 0


def test_a_reply_that_says_otherwise_is_told(run: Run, linked: Path, tool: FakeTool) -> None:
    said(linked, {practices(PEOPLE)[0]: "done"})

    def forget(fake: FakeTool, name: str, given: dict[str, Any]) -> None:
        if name == "UpdateAnswer":
            given["SelectedChoices"] = []

    tool.trouble = forget
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 0 and "something else than was sent: SEC02-BP01" in ran.err
    tool.trouble = None
    assert run("wa", "push", "acme", "--yes").status == 0
    assert tool.answer(at(PEOPLE))["SelectedChoices"] == [practices(PEOPLE)[0]]


def test_a_person_is_asked_before_anything_is_written(
    run: Run, linked: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    five(linked)
    asked = typing(monkeypatch, "n", "y")
    ran = run("wa", "push", "acme")
    assert ran.status == 0 and "nothing was written" in ran.err and tool.calls["UpdateAnswer"] == 0
    assert run("wa", "push", "acme").status == 0 and tool.calls["UpdateAnswer"] == 5
    assert asked == ["Write these 5 answers into the Well-Architected Tool? [y/N] "] * 2


@pytest.mark.parametrize(
    ("typed", "here", "there"), [("o", "ours", "ours"), ("t", "theirs", "theirs"), ("", "ours", "theirs")]
)
def test_a_person_chooses_what_both_changed(
    run: Run, linked: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch, typed: str, here: str, there: str
) -> None:
    said(linked, {}, {at(PEOPLE): QuestionNote(note="ours", at=NOW)})
    tool.answer(at(PEOPLE))["Notes"] = "theirs"
    asked = typing(monkeypatch, typed, "y")
    ran = run("wa", "push", "acme")
    assert ran.status == (0 if typed else 2), ran
    assert 'here "ours", in the tool "theirs"' in " ".join(ran.out.split())
    assert "[o]urs" in asked[0] and tool.answer(at(PEOPLE))["Notes"] == there
    assert desk_of(linked).session.review_question[at(PEOPLE)].note == here
    assert typed == "" or "Nothing to write" in run("wa", "push", "acme").out


def test_a_person_is_asked_again_after_a_conflict(
    run: Run, linked: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(linked, {practices(PEOPLE)[0]: "done", practices("SEC01")[0]: "done"})
    tool.trouble = failing_at(1, "ConflictException")
    asked = typing(monkeypatch, "y", "n")
    ran = run("wa", "push", "acme")
    # The order of the lens: SEC01 came first.
    assert ran.status == 2 and "changed in the tool meanwhile" in asked[1]
    assert [tool.answer(at(n))["SelectedChoices"] != [] for n in ("SEC01", PEOPLE)] == [False, True]


def test_other_credentials_write_nothing(run: Run, linked: Path, tool: FakeTool) -> None:
    five(linked)
    tool.account = "999999999999"
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and "999999999999" in ran.err and tool.calls["UpdateAnswer"] == 0


def test_push_needs_a_pull_first(run: Run, acme: Path, tool: FakeTool) -> None:
    for command in ("push", "milestone"):
        ran = run("wa", command, "acme", "--yes")
        assert ran.status == 2 and "wa pull acme" in ran.err
    assert not tool.calls


def test_an_answer_that_is_none_reads_as_no_answer(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")

    def cut(fake: FakeTool, name: str, given: Any) -> None:
        if name == "ListAnswers":
            raise ConnectionAbortedError

    tool.trouble = cut
    ran = run("wa", "pull", "acme")
    assert ran.status == 2 and "Traceback" not in ran.err
    assert not acme.with_name("acme.wa.toml").exists()
    assert desk_of(acme).session.workload is None
