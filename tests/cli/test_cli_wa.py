"""`wa` against a Well-Architected Tool on the loopback, through botocore as it is."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran

from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote
from ftr_tui.store import workloads
from tests.aws.fake_wa import PDF, REAL_LENS, FakeTool, Refused, none_id, serving

Run = Callable[..., Ran]
PEOPLE = "SEC02"
FEW = ("OPS01", "SEC01", "SEC02", "SEC03", "REL01", "PERF01", "PERF03", "SUS01")
"""Reading all 57 in each test would take a minute; one test does."""
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUESTION = {q.number: q for q in REAL_LENS.question}


@cache
def loader(path: str | None = None) -> Any:
    from botocore.loaders import create_loader

    return create_loader(path)


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTool]:
    """A tool without workloads, and an environment in which all of AWS is it."""
    import botocore.session
    from botocore.retries import standard

    # Every session parses the models anew, and retries wait for seconds.
    monkeypatch.setattr(botocore.session, "create_loader", loader)
    monkeypatch.setattr(standard.ExponentialBackoff, "delay_amount", lambda *_: 0)
    fake = FakeTool(FEW)
    with serving(fake) as url:
        for name, value in {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "eu-west-1",
        }.items():
            monkeypatch.setenv(name, value)
        yield fake
    assert fake.faults == []


def desk_of(path: Path) -> Desk:
    return open_session(path.parent, path.stem, who="Lan Anh")


def practices(number: str) -> list[str]:
    return [p.id for p in QUESTION[number].practice]


def said(
    path: Path, states: dict[str, str], notes: dict[str, QuestionNote] | None = None, **more: Any
) -> None:
    """Let a person answer practices."""
    desk = desk_of(path)
    given = {
        c: PracticeAnswer(state=s, by="Lan Anh", at=NOW, **more)  # type: ignore[arg-type]
        for c, s in states.items()
    }
    questions = {**desk.session.review_question, **(notes or {})}
    practice = {**desk.session.practice, **given}
    desk.change("test", desk.session.changed(practice=practice, review_question=questions))
    assert not desk.trouble


@pytest.fixture
def linked(run: Run, acme: Path, tool: FakeTool) -> Path:
    """A session in step with an empty workload."""
    tool.add("Acme Billing")
    ran = run("wa", "pull", "acme")
    assert ran.status == 0, ran
    tool.calls.clear()
    tool.requests.clear()
    return acme


def at(number: str) -> str:
    return QUESTION[number].id


# --- pull -------------------------------------------------------------------------------------------


def test_pull_fills_what_was_not_said_and_never_overwrites(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("acme  billing")
    one, two, three = practices("SEC01")[:3]
    aside = {"ChoiceId": three, "Status": "NOT_APPLICABLE", "Reason": "OUT_OF_SCOPE", "Notes": "One account"}
    tool.says(
        at("SEC01"), one, "sec_securely_operate_of_a_newer_lens", ChoiceAnswers=[aside], Notes="Since May"
    )
    tool.answer(at("SEC01"))["Choices"].append(
        {"ChoiceId": "sec_securely_operate_of_a_newer_lens", "Title": "x"}
    )
    said(acme, {one: "not-done", two: "done"}, note="We never did")
    ran = run("wa", "pull", "acme")
    assert ran.status == 0, ran
    session = desk_of(acme).session
    assert session.workload is not None and session.workload.name == "acme billing"
    assert session.practice[one].state == "not-done" and session.practice[one].by == "Lan Anh"
    assert session.practice[three].state == "not-applicable" and session.practice[three].note == "One account"
    assert session.practice[three].reason == "OUT_OF_SCOPE"
    assert session.practice[three].by == "Well-Architected Tool"
    assert session.review_question[at("SEC01")].note == "Since May"
    assert "here not done, in the tool done (both say something)" in " ".join(ran.out.split())
    assert "sec_securely_operate_of_a_newer_lens" in ran.out
    again = run("wa", "pull", "acme")
    assert again.status == 0 and "taken over" not in again.out
    assert desk_of(acme).session == session
    took = run("wa", "pull", "acme", "--take", "theirs")
    assert took.status == 0, took
    session = desk_of(acme).session
    assert (session.practice[one].state, session.practice[two].state) == ("done", "not-done")
    assert (
        session.practice[one].note == "We never did" and session.practice[one].by == "Well-Architected Tool"
    )
    assert "Session and tool say the same" in took.out


def test_pull_follows_every_page(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.questions = REAL_LENS.question
    for number in range(7):
        tool.add(f"Other {number}")
    tool.add("Acme Billing")
    tool.page = 3
    assert run("wa", "pull", "acme").status == 0
    assert tool.calls["ListWorkloads"] == 3 and tool.calls["ListAnswers"] == 19
    kept = workloads.load(acme.with_name("acme.wa.toml"))
    assert kept is not None and len(kept.answers) == 57 and kept.lens_version == "2025-02-25"
    assert stat.S_IMODE(acme.with_name("acme.wa.toml").stat().st_mode) == 0o600


def test_pull_asks_which_workload(run: Run, acme: Path, tool: FakeTool) -> None:
    ran = run("wa", "pull", "acme")
    assert ran.status == 2 and "no workload in account 123456789012, Region eu-west-1" in ran.err
    tool.add("One")
    tool.add("Two")
    ran = run("wa", "pull", "acme")
    assert ran.status == 2 and "which workload?" in ran.err and "Two" in ran.out
    ran = run("wa", "pull", "acme", "--workload", "Three")
    assert ran.status == 2 and "there is: One, Two" in ran.err
    assert run("wa", "pull", "acme", "--workload", "two").status == 0
    session = desk_of(acme).session
    assert session.workload is not None and session.workload.id == f"{2:032x}"


def test_the_file_beside_is_no_session_and_a_broken_one_costs_a_pull(run: Run, linked: Path) -> None:
    beside = linked.with_name("acme.wa.toml")
    assert run("check", beside).status == 0
    assert "acme.wa" not in run("status", "--all").out
    beside.write_text("schema = 1\nid = 3\n")
    assert run("check", beside).status == 2
    assert run("status", "acme").status in (0, 1)
    ran = run("wa", "push", "acme", "--yes")
    assert ran.status == 2 and "acme.wa.toml:2" in ran.err
    ran = run("wa", "pull", "acme")
    assert ran.status == 0 and "read anew" in ran.err


def test_what_may_not_be_read_is_said(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")
    tool.says(at("SEC01"), practices("SEC01")[0], Notes="hidden")

    def deny(fake: FakeTool, name: str, given: Any) -> None:
        if name in ("GetAnswer", "ListMilestones", "GetLensReview"):
            raise Refused("AccessDeniedException", "User is not authorized")

    tool.trouble = deny
    ran = run("wa", "pull", "acme")
    assert ran.status == 0, ran
    assert "notes: The permission wellarchitected:GetAnswer is missing" in ran.err
    assert "milestones: The permission wellarchitected:ListMilestones is missing" in ran.err
    assert tool.calls["GetAnswer"] == 1
    assert desk_of(acme).session.practice[practices("SEC01")[0]].state == "done"
    # Nobody knows the note, so nobody says that there is none.
    tool.trouble = None
    assert run("wa", "pull", "acme").status == 0
    assert desk_of(acme).session.review_question[at("SEC01")].note == "hidden"


def test_a_secret_in_the_tools_notes_is_not_kept(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")
    tool.says(at("SEC01"), practices("SEC01")[0], Notes="the key is AKIAIOSFODNN7EXAMPLE, \x1b[31mred")
    assert run("wa", "pull", "acme").status == 0
    for file in acme.parent.iterdir():
        assert b"AKIAIOSFODNN7EXAMPLE" not in file.read_bytes() and b"\x1b" not in file.read_bytes()


def test_a_lens_that_is_not_current_is_said_and_left(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")
    tool.lens_status, tool.lens_version = "NOT_CURRENT", "2024-06-27"
    ran = run("wa", "pull", "acme")
    assert ran.status == 0 and "release 2024-06-27" in ran.err and "Upgrade" in ran.err
    assert tool.calls["UpgradeLensReview"] == 0


# --- create -----------------------------------------------------------------------------------------


def test_create_shows_asks_and_links(run: Run, acme: Path, tool: FakeTool) -> None:
    options = ("--owner", "Lan Anh", "--uses", "eu-west-1", "--uses", "ap-southeast-1")
    ran = run("wa", "create", "acme", *options)
    assert ran.status == 2 and "--yes" in ran.err and tool.workloads == {}
    assert "Acme Billing" in ran.out and "ap-southeast-1" in ran.out
    assert run("wa", "create", "acme", *options, "--dry-run").status == 0 and tool.workloads == {}
    ran = run("wa", "create", "acme", *options, "--yes")
    assert ran.status == 0, ran
    about = next(iter(tool.workloads.values()))["about"]
    assert about["WorkloadName"] == "Acme Billing" and about["ReviewOwner"] == "Lan Anh"
    assert about["AwsRegions"] == ["eu-west-1", "ap-southeast-1"] and about["AccountIds"] == ["123456789012"]
    assert about["Environment"] == "PRODUCTION" and "Acme Billing" in about["Description"]
    assert desk_of(acme).session.workload is not None
    again = run("wa", "create", "acme", *options, "--yes")
    assert again.status == 2 and "has a workload already" in again.err and len(tool.workloads) == 1


def test_create_that_was_cut_off_is_not_repeated(run: Run, acme: Path, tool: FakeTool) -> None:
    def cut(fake: FakeTool, name: str, given: Any) -> None:
        if name == "CreateWorkload":
            fake.create_workload(**given)
            fake.trouble = None
            raise Refused("InternalServerException", "lost")

    tool.trouble = cut
    # botocore sends it again with the same token, and the name is taken by then.
    ran = run("wa", "create", "acme", "--owner", "Lan Anh", "--yes")
    assert ran.status == 2 and len(tool.workloads) == 1
    ran = run("wa", "create", "acme", "--owner", "Lan Anh", "--yes")
    assert ran.status == 2 and "there is a workload Acme Billing" in ran.err and "wa pull acme" in ran.err


def test_create_without_the_right_prints_the_consoles_steps(run: Run, acme: Path, tool: FakeTool) -> None:
    def deny(fake: FakeTool, name: str, given: Any) -> None:
        if name == "CreateWorkload":
            raise Refused("AccessDeniedException", "User is not authorized")

    tool.trouble = deny
    ran = run("wa", "create", "acme", "--owner", "Lan Anh", "--yes")
    assert ran.status == 2 and "wellarchitected:CreateWorkload is missing" in ran.err
    assert "policy --wa-push" in ran.err
    assert "Define workload" in ran.out and "Review owner: Lan Anh" in ran.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--owner", "An"), "--owner has 3 to 255 characters"),
        (("--owner", "Lan Anh", "--description", "x" * 251), "3 to 250"),
        (("--owner", "Lan Anh", "--account", "12"), "12 is no account id"),
        (("--owner", "Lan Anh", "--uses", "Europe"), "Europe is no Region"),
    ],
)
def test_create_says_what_the_tool_would_not_take(
    run: Run, acme: Path, tool: FakeTool, options: tuple[str, ...], words: str
) -> None:
    ran = run("wa", "create", "acme", "--yes", *options)
    assert ran.status == 2 and words in ran.err and tool.calls["CreateWorkload"] == 0


# --- push -------------------------------------------------------------------------------------------


def test_push_sends_changed_questions_alone_and_reads_back(run: Run, linked: Path, tool: FakeTool) -> None:
    one, two, three = practices(PEOPLE)[:3]
    said(linked, {one: "done", two: "not-done"})
    said(linked, {three: "not-applicable"}, reason="OUT_OF_SCOPE", note="n" * 300)
    note = QuestionNote(note="We use SSO. " + "x" * 3000, at=NOW)
    said(linked, {}, {at(PEOPLE): note, at("SUS01"): QuestionNote(applies=False, reason="OTHER", at=NOW)})
    ran = run("wa", "push", "acme", "--dry-run")
    assert ran.status == 0 and tool.calls["UpdateAnswer"] == 0 and "not done -> done" in ran.out
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


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Sit somebody at a terminal; return the questions as they were put."""
    from ftr_tui.cli import wa

    asked: list[str] = []
    left = list(answers)
    monkeypatch.setattr(wa, "_is_terminal", lambda: True)
    monkeypatch.setattr(wa, "_typed", lambda prompt: asked.append(prompt) or left.pop(0))
    return asked


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


def test_a_person_chooses_the_workload(
    run: Run, acme: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool.add("One")
    tool.add("Two")
    typing(monkeypatch, "2", "x")
    assert run("wa", "pull", "acme").status == 0
    session = desk_of(acme).session
    assert session.workload is not None and session.workload.name == "Two"


def test_a_profile_of_the_scans_is_used(
    run: Run, acme: Path, tool: FakeTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ftr_tui.model.session import Scope

    desk = desk_of(acme)
    desk.change("test", desk.session.changed(scope=Scope(profiles=["nowhere", "prod"], at=NOW)))
    (tmp_path / "config").write_text("[profile prod]\nregion = eu-west-1\n[profile nowhere]\nregion = x\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    ran = run("wa", "pull", "acme")
    assert ran.status == 2 and "--profile NAME: nowhere, prod" in ran.err
    ran = run("wa", "pull", "acme", "--profile", "prodd")
    assert ran.status == 2 and "no profile prodd" in ran.err
    ran = run("wa", "pull", "acme", "--region", "mars-1")
    assert ran.status == 2


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


# --- milestones and the report ------------------------------------------------------------------------


def test_milestones_over_time(run: Run, linked: Path, tool: FakeTool) -> None:
    said(linked, {practices(PEOPLE)[0]: "done"})
    assert run("wa", "push", "acme", "--yes").status == 0
    ran = run("wa", "milestone", "acme", "--title", "First")
    assert ran.status == 2 and tool.calls["CreateMilestone"] == 0
    assert run("wa", "milestone", "acme", "--title", "First", "--yes").status == 0
    said(linked, dict.fromkeys(practices(PEOPLE), "done"))
    ran = run("wa", "milestone", "acme", "--title", "Second", "--dry-run")
    assert "1 question here is not in the tool" in ran.err
    assert run("wa", "push", "acme", "--yes").status == 0
    ran = run("wa", "milestone", "acme", "--title", "Second", "--yes")
    assert ran.status == 0 and "1/0" in ran.out and "0/0 (-1/+0)" in ran.out, ran
    ran = run("wa", "milestone", "acme", "--title", "second", "--yes")
    assert ran.status == 2 and "number 2" in ran.err and tool.calls["CreateMilestone"] == 2
    from ftr_tui.actions.workload import milestone_rows

    rows = milestone_rows(desk_of(linked))
    assert [(r.number, r.name) for r in rows] == [(1, "First"), (2, "Second")]
    assert rows[0].pillars["security"].high == 1 and rows[0].pillars["security"].high_change is None
    assert rows[1].pillars["security"].high_change == -1 and rows[1].pillars["security"].unanswered == 2
    # The figures of a milestone never change: they are read once.
    tool.calls.clear()
    assert run("wa", "pull", "acme").status == 0 and tool.calls["GetLensReview"] == 1


def test_the_report_is_written_and_filed(run: Run, linked: Path, tool: FakeTool) -> None:
    assert run("wa", "milestone", "acme", "--title", "First", "--yes").status == 0
    file = linked.parent / "report.pdf"
    ran = run("wa", "report", "acme", file)
    assert ran.status == 0 and file.read_bytes() == PDF and "milestone 1" in ran.out, ran
    (document,) = desk_of(linked).session.document
    assert document.kind == "well-architected-report" and document.where == "report.pdf"
    assert str(document.shows) == "2026-11-21"
    assert run("wa", "report", "acme", file).status == 2
    assert run("wa", "report", "acme", linked.parent / "report.doc").status == 2
    assert run("wa", "report", "acme", file, "--milestone", "7", "--force").status == 2
    tool.pdf = b"<html>log in</html>"
    ran = run("wa", "report", "acme", file, "--force")
    assert ran.status == 2 and "no whole PDF" in ran.err and file.read_bytes() == PDF
    tool.pdf = PDF.replace(b"trailer", b"%" + b"x" * 3_100_000 + b"\ntrailer")
    ran = run("wa", "report", "acme", file, "--force")
    assert ran.status == 0 and "larger than 3 MB" in ran.err and "3.1 MB" in ran.out
    assert len(desk_of(linked).session.document) == 1
