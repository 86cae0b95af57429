"""`wa pull`, `create`, `milestone`, `report` against a Well-Architected Tool on the loopback."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from wa_help import NOW, PEOPLE, Run, at, desk_of, linked, practices, said, tool, typing

from ftr_tui.actions.desk import Desk
from ftr_tui.store import workloads
from tests.aws.fake_wa import PDF, REAL_LENS, FakeTool, Refused

__all__ = ["linked", "tool"]


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


def test_a_newer_lens_keeps_its_questions(run: Run, acme: Path, tool: FakeTool) -> None:
    tool.add("Acme Billing")
    tool.lens_version = "2027-03-01"
    new = {
        **tool.answer(at("SEC01")),
        "QuestionId": "sec-of-tomorrow",
        "SelectedChoices": [practices("SEC01")[0]],
    }
    next(iter(tool.workloads.values()))["answers"]["sec-of-tomorrow"] = new
    ran = run("wa", "pull", "acme")
    assert ran.status == 0 and "sec-of-tomorrow" in ran.out and "release 2027-03-01" in ran.err
    kept = workloads.load(acme.with_name("acme.wa.toml"))
    assert kept is not None and kept.answers["sec-of-tomorrow"].chosen == [practices("SEC01")[0]]
    assert desk_of(acme).session.practice == {}


def test_the_sample_goes_nowhere(run: Run, acme: Path, tool: FakeTool) -> None:
    acme.write_text(acme.read_text() + "\n", encoding="utf-8")
    desk = desk_of(acme)
    desk.change("test", desk.session.changed(sample=True))
    for command in (("pull",), ("create", "--yes")):
        ran = run("wa", command[0], "acme", *command[1:])
        assert ran.status == 2 and "sample" in ran.err
    assert not tool.calls


# --- create -----------------------------------------------------------------------------------------


def test_create_shows_asks_and_links(run: Run, acme: Path, tool: FakeTool) -> None:
    options = ("--owner", "Lan Anh", "--uses", "eu-west-1", "--uses", "ap-southeast-1")
    ran = run("wa", "create", "acme", *options)
    assert ran.status == 2 and "--yes" in ran.err and tool.workloads == {}
    assert "Acme Billing" in ran.out and "ap-southeast-1" in ran.out
    # Whoever reads it must see that this goes to no AWS.
    assert "not from an AWS domain" in ran.err
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


def test_a_pull_that_is_cut_off_before_the_session_is_saved_leaves_nothing_as_agreed(
    run: Run, linked: Path, tool: FakeTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = practices(PEOPLE)[:2]
    said(linked, {one: "not-applicable"}, reason="OTHER")
    tool.says(at(PEOPLE), one, two)
    with monkeypatch.context() as cut:
        cut.setattr(Desk, "change", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        run("wa", "pull", "acme", "--take", "theirs")
    assert desk_of(linked).session.practice[one].state == "not-applicable"
    # The person chose the tool's word: a push must not write the old one over it without a question.
    assert run("wa", "push", "acme", "--yes").status != 0 and tool.sent == []
    assert run("wa", "pull", "acme", "--take", "theirs").status == 0
    assert desk_of(linked).session.practice[one].state == "done"
