"""What a person does at the desk: saved at once, undone step by step, never lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings
from ftr_tui.store.sessions import SessionFile

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, watch: Clock) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme Billing", who="Lan", clock=watch)


def finding(question: str, verdict: str, **more: object) -> Finding:
    control = question.partition(".")[0]
    fields = {"question": question, "control": control, "verdict": Verdict(verdict), "summary": "Seen."}
    return Finding(**{**fields, "read_at": NOW, **more})


def take(desk: Desk, *found: Finding) -> None:
    desk.take(Evidence(finding=list(found)))


def on_disk(desk: Desk) -> dict[str, str | None]:
    return {q: a.value for q, a in SessionFile.open(desk.file.path).base.answers.items()}


def other(desk: Desk) -> Desk:
    return Desk.open(desk.file.path, desk.library, "Minh", desk.clock)


# --- answering ---


def test_an_answer_is_on_disk_when_the_call_returns(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    assert on_disk(desk) == {"IAM-001.1": "yes"}
    stored = desk.session.answers["IAM-001.1"]
    assert (stored.by, stored.at, stored.source, stored.until) == ("Lan", NOW, "person", None)
    assert str(desk.review.states["IAM-001"].outcome) == "pass"


def test_an_answer_with_a_cadence_ends(desk: Desk, watch: Clock) -> None:
    desk.answer("IAM-008.1", "yes")  # 92 days
    assert desk.session.answers["IAM-008.1"].until == date(2027, 2, 24)
    assert str(desk.review.states["IAM-008"].outcome) == "pass"
    watch.now = datetime(2027, 2, 25, tzinfo=UTC)
    desk.refresh()  # the day has changed, nothing else
    assert str(desk.review.states["IAM-008"].block) == "expired"


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [("IAM-001.1", "perhaps", "it takes: yes, no"), ("IAM-999.1", "yes", "is no question"),
     ("IAM-001", "yes", "is no question"), ("IAM-001.1", "not-applicable", "it takes: yes, no")],
)  # fmt: skip
def test_what_is_no_answer_is_refused(desk: Desk, question: str, value: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        desk.answer(question, value)
    assert desk.session.answers == {} and desk.undo() is None


def test_unknown_ids_are_refused_everywhere(desk: Desk) -> None:
    for call in (lambda: desk.unsure("IAM-999.1"), lambda: desk.respond("IAM-999", "x")):
        with pytest.raises(Problem, match="is no"):
            call()
    with pytest.raises(Problem, match="1 to 80"):
        desk.add_member("x" * 81)
    assert on_disk(desk) == {}


@pytest.mark.parametrize(
    ("verdict", "value", "asked"),
    [("no", "yes", True), ("yes", "yes", False), ("unknown", "yes", False), ("supports", "no", False),
     ("not-applicable", "yes", False)],
)  # fmt: skip
def test_against_evidence_a_reason_is_asked(desk: Desk, verdict: str, value: str, asked: bool) -> None:
    take(desk, finding("IAM-001.1", verdict))
    needs = desk.needs("IAM-001.1", value)
    assert (needs is not None) is asked
    if needs is not None:
        assert (needs.kind, needs.text) == ("reason", "Seen.")


def test_a_reason_is_kept_when_the_same_is_answered_again_and_another_verdict_asks_anew(desk: Desk) -> None:
    take(desk, finding("IAM-002.3", "no"))
    desk.answer("IAM-002.3", "yes", reason="A robot does it.")
    assert desk.needs("IAM-002.3", "yes") is None
    desk.answer("IAM-002.3", "yes")
    assert str(desk.answer_of("IAM-002.3").standing) == "overruled"
    assert desk.session.answers["IAM-002.3"].reason == "A robot does it."
    take(desk, finding("IAM-002.3", "not-applicable"))
    assert str(desk.answer_of("IAM-002.3").standing) == "contradicted"
    assert desk.needs("IAM-002.3", "yes") is not None
    desk.answer("IAM-002.3", "no", reason="")
    assert desk.session.answers["IAM-002.3"].reason == ""


def test_a_reason_given_before_any_scan_covers_no_scan(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes", reason="We looked.")
    take(desk, finding("IAM-001.1", "no", read_at=NOW + timedelta(hours=1)))
    assert str(desk.answer_of("IAM-001.1").standing) == "contradicted"
    assert desk.needs("IAM-001.1", "yes") is not None
    desk.answer("IAM-001.1", "yes")  # answering again without a word settles nothing
    assert str(desk.answer_of("IAM-001.1").standing) == "contradicted"


@pytest.mark.hard_case(85)
def test_a_secret_in_a_reason_or_response_is_masked(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes", reason="key AKIAABCDEFGHIJKLMNOP")
    assert desk.respond("IAM-001", "key AKIAABCDEFGHIJKLMNOP") == 1
    assert b"AKIAABCD" not in desk.file.path.read_bytes()


# --- confirming ---


def test_confirming_takes_over_what_evidence_says(desk: Desk) -> None:
    take(desk, finding("IAM-001.1", "yes", assumes="Only account 1."))
    needs = desk.needs_to_confirm("IAM-001.1")
    assert needs is not None and (needs.kind, needs.text) == ("assumption", "Only account 1.")
    assert desk.confirm("IAM-001.1")
    stored = desk.session.answers["IAM-001.1"]
    assert (stored.value, stored.source, stored.assumes, stored.evidence_at) == (
        "yes", "evidence", "Only account 1.", NOW)  # fmt: skip
    assert not desk.confirm("IAM-001.1")
    assert not desk.confirm("IAM-002.1")


def test_confirmed_evidence_with_a_cadence_ends_from_the_day_it_was_read(desk: Desk) -> None:
    take(desk, finding("IAM-008.1", "yes", read_at=NOW - timedelta(days=10)))
    assert desk.confirm("IAM-008.1")
    assert desk.session.answers["IAM-008.1"].until == date(2027, 2, 14)


def test_in_bulk_nothing_that_assumes_and_nothing_that_a_person_said(desk: Desk) -> None:
    desk.answer("IAM-003.1", "yes")
    desk.unsure("IAM-004.1")
    take(
        desk,
        finding("IAM-001.1", "yes"), finding("IAM-002.1", "yes", assumes="Only account 1."),
        finding("IAM-003.1", "no"), finding("IAM-004.1", "yes"), finding("IAM-006.1", "unknown"),
        finding("IAM-007.1", "not-applicable"),
    )  # fmt: skip
    assert [a.question.id for a in desk.confirmable("identity")] == ["IAM-001.1"]
    assert desk.confirm_all(desk.checklist.questions) == 1
    assert on_disk(desk) == {"IAM-003.1": "yes", "IAM-004.1": None, "IAM-001.1": "yes"}
    assert desk.undo() == "1 confirmed"
    assert "IAM-001.1" not in on_disk(desk)


def test_evidence_may_be_confirmed_over_dont_know_yet(desk: Desk) -> None:
    desk.unsure("IAM-001.1", "Minh")
    assert (desk.session.answers["IAM-001.1"].value, desk.session.answers["IAM-001.1"].by) == (None, "Minh")
    take(desk, finding("IAM-001.1", "yes"))
    assert str(desk.answer_of("IAM-001.1").standing) == "unsure"
    assert desk.confirm("IAM-001.1")
    desk.clear("IAM-001.1")
    assert str(desk.answer_of("IAM-001.1").standing) == "unconfirmed"


# --- undo ---


def test_undo_goes_back_step_by_step_and_is_saved(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    desk.answer("IAM-001.1", "no")
    desk.unsure("IAM-003.1")
    assert [desk.undo(), on_disk(desk)] == ["IAM-003.1 don't know yet", {"IAM-001.1": "no"}]
    assert [desk.undo(), on_disk(desk)] == ["IAM-001.1 no", {"IAM-001.1": "yes"}]
    assert [desk.undo(), on_disk(desk)] == ["IAM-001.1 yes", {}]
    assert desk.undo() is None


def test_typing_is_one_step(desk: Desk) -> None:
    for end in range(1, 6):
        desk.respond("IAM-001", "Hello"[:end])
    desk.respond("IAM-003", "Else")
    desk.respond("IAM-001", "Hello, again")
    assert desk.undo() == "response of IAM-001"
    assert desk.session.response_text("IAM-001") == "Hello"
    desk.undo()
    assert desk.undo() == "response of IAM-001"
    assert desk.session.responses == {} and desk.undo() is None


def test_blanks_are_no_response_and_no_step(desk: Desk) -> None:
    desk.respond("IAM-001", "  \n")
    assert desk.undo() is None and desk.session.responses == {}
    desk.respond("IAM-001", "Text.  \n")
    assert desk.session.responses["IAM-001"].text == "Text.  \n"
    desk.respond("IAM-001", " ")
    assert desk.session.responses == {}


def test_undo_takes_back_ours_and_leaves_anothers(desk: Desk) -> None:
    minh = other(desk)
    desk.answer("IAM-001.1", "yes")
    minh.answer("IAM-003.1", "yes")
    desk.answer("IAM-004.1", "yes")  # Minh's work comes in with this save
    assert on_disk(desk) == {"IAM-001.1": "yes", "IAM-003.1": "yes", "IAM-004.1": "yes"}
    minh.refresh()
    minh.answer("IAM-001.1", "no")
    assert desk.undo() == "IAM-004.1 yes"
    assert on_disk(desk) == {"IAM-001.1": "no", "IAM-003.1": "yes"}
    desk.undo()  # ours was the yes, which Minh has changed since: that stays
    assert on_disk(desk) == {"IAM-001.1": "no", "IAM-003.1": "yes"}
    assert desk.session.conflict == []
    assert minh.undo() == "IAM-001.1 no"
    assert on_disk(desk) == {"IAM-001.1": "yes", "IAM-003.1": "yes"}


# --- documents, owners, conflicts ---


def test_documents(desk: Desk) -> None:
    one = desk.add_document("RES-004", "", " acme.files/drill.pdf ", kind="restore-test")
    assert (one.id, one.title, one.where) == ("D01", "acme.files/drill.pdf", "acme.files/drill.pdf")
    again = desk.add_document("BAR-002", "Drill", "acme.files/drill.pdf", date(2026, 11, 3))
    assert (again.id, again.title, again.kind, again.controls) == (
        "D01", "Drill", "restore-test", ["RES-004", "BAR-002"])  # fmt: skip
    assert desk.add_document("BAR-002", "Plan", "https://example.com/p").id == "D02"
    assert [d.id for d in desk.documents_of("BAR-002")] == ["D01", "D02"]
    desk.remove_document("BAR-002", "D01")
    assert [d.controls for d in desk.session.document] == [["RES-004"], ["BAR-002"]]
    desk.remove_document("RES-004", "D01")
    assert [d.id for d in desk.session.document] == ["D02"]
    desk.undo()
    assert [d.id for d in SessionFile.open(desk.file.path).base.document] == ["D01", "D02"]


def test_a_document_of_the_kind_that_is_wanted_is_no_longer_missing(desk: Desk) -> None:
    wanted = next(c for c in desk.checklist.controls if c.documents)
    assert desk.missing_documents(wanted.id) == wanted.documents
    desk.add_document(wanted.id, "x", "x.pdf", kind=wanted.documents[0])
    assert desk.missing_documents(wanted.id) == wanted.documents[1:]
    assert desk.missing_documents("CAA-000") == []


def test_owner_and_member(desk: Desk) -> None:
    desk.own("IAM-001", "Minh", date(2026, 12, 1))
    desk.add_member(" Minh ", "architect")
    desk.add_member("Minh", "security")
    found = SessionFile.open(desk.file.path).base
    assert (found.owners["IAM-001"].who, found.owners["IAM-001"].due) == ("Minh", date(2026, 12, 1))
    assert [(m.name, m.role) for m in found.member] == [("Minh", "security")]
    desk.own("IAM-001", "")
    assert desk.session.owners == {}


@pytest.mark.parametrize(("theirs", "value"), [(True, "yes"), (False, "no")])
def test_a_conflict_is_kept_until_a_person_chooses(desk: Desk, theirs: bool, value: str) -> None:
    minh = other(desk)
    minh.answer("IAM-001.1", "yes")
    desk.answer("IAM-001.1", "no")
    assert on_disk(desk) == {"IAM-001.1": "no"}
    (clash,) = desk.session.conflict
    assert (clash.what, clash.ours, clash.theirs) == ("answer IAM-001.1", "no", "yes")
    desk.resolve(clash, take_theirs=theirs)
    assert on_disk(desk) == {"IAM-001.1": value} and desk.session.conflict == []
    minh.refresh()
    assert minh.session.conflict == [] and minh.session.answers["IAM-001.1"].value == value
    desk.undo()
    assert desk.session.conflict == [clash] and on_disk(desk) == {"IAM-001.1": "no"}


def test_theirs_with_a_cadence_ends_as_well(desk: Desk) -> None:
    minh = other(desk)
    minh.answer("IAM-008.1", "yes")
    desk.answer("IAM-008.1", "no")
    desk.resolve(desk.session.conflict[0], take_theirs=True)
    assert desk.session.answers["IAM-008.1"].until == date(2027, 2, 24)


# --- moving and finding ---


def test_next_gap_goes_round_in_awss_order(desk: Desk) -> None:
    ids = []
    at = "RCVP-001"
    for _ in range(4):
        gap = desk.next_gap(at)
        assert gap is not None
        ids.append(at := gap.id)
    assert ids == ["GA", "HOST-001", "SUP-001", "WAFR-001"]  # CIS is optional


def test_next_gap_is_none_where_there_is_no_other(desk: Desk) -> None:
    # Written without the model: what passes each control, read off AWS's table.
    good = {
        "ARC-001.1": "no",
        "ARC-004.1": "no",
        "IAM-009.1": "no",
        "IAM-005.2": "temporary",
        "CIS.2": "v5.0",
    }
    for question in desk.checklist.questions:
        if question != "S3-001.1":
            desk.answer(question, good.get(question, "yes"))
    for control in ("RES-001", "RES-002", "RES-004", "CAA-007"):
        desk.respond(control, "Words.")
    gap = desk.next_gap("S3-001")
    assert gap is None
    found = desk.next_gap("GA")
    assert found is not None and found.id == "S3-001"
    assert desk.next_open("CIS.1") == "S3-001.1"
    desk.answer("S3-001.1", "yes")
    assert desk.review.ready and desk.next_open("CIS.1") is None


@pytest.mark.parametrize(
    ("answers", "after", "following"),
    [
        ({"IAM-005.1": "no"}, "IAM-005.1", "IAM-006.1"),
        ({"IAM-005.1": "yes"}, "IAM-005.1", "IAM-005.2"),
        ({"IAM-002.1": "yes"}, "IAM-002.1", "IAM-003.1"),
        ({"IAM-002.1": "no"}, "IAM-002.1", "IAM-002.2"),
        ({"CAA-000": "no"}, "CAA-000", "SDAT-000"),
        ({"CAA-000": "yes"}, "CAA-000", "CAA-001.1"),
        ({"CIS.1": "yes"}, "CIS.1", "CIS.2"),
        ({"IAM-003.1": "yes"}, "IAM-002.4", "IAM-004.1"),
        ({}, "RCVP-001.2", None),
    ],
)
def test_next_open_passes_over_what_nobody_needs(
    desk: Desk, answers: dict[str, str], after: str, following: str | None
) -> None:
    for question, value in answers.items():
        desk.answer(question, value)
    assert desk.next_open(after) == following


def test_find(desk: Desk) -> None:
    assert [i.id for i in desk.find("iam-01")] == ["IAM-010", "IAM-011", "IAM-012"]
    assert len(desk.find("  ")) == 48
    desk.respond("S3-001", "Được rà soát mỗi quý")
    assert [i.id for i in desk.find("đươ\u0323c  RÀ")] == ["S3-001"]
    assert desk.find("zzzz") == []


# --- trouble, other writers ---


@pytest.fixture
def broken_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    real = os.fsync

    def fail(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    return lambda broken: monkeypatch.setattr(os, "fsync", fail if broken else real)


@pytest.mark.hard_case(14)
def test_work_that_could_not_be_saved_stays_and_is_saved_later(
    desk: Desk, broken_disk: Callable[[bool], None]
) -> None:
    desk.answer("IAM-001.1", "yes")
    broken_disk(True)
    desk.answer("IAM-003.1", "yes")
    desk.respond("IAM-003", "Words.")
    assert "not saved: the disk is full (folder" in desk.trouble
    assert on_disk(desk) == {"IAM-001.1": "yes"} and desk.session.answers["IAM-003.1"].value == "yes"
    assert not desk.save()
    broken_disk(False)
    desk.save_copy(desk.file.path.with_name("copy.toml"))
    assert set(SessionFile.open(desk.file.path.with_name("copy.toml")).base.answers) == {
        "IAM-001.1",
        "IAM-003.1",
    }
    with pytest.raises(Problem, match="already"):
        desk.save_copy(desk.file.path)
    desk.refresh()  # tries again by itself
    assert desk.trouble == "" and on_disk(desk) == {"IAM-001.1": "yes", "IAM-003.1": "yes"}
    desk.undo()
    desk.undo()
    assert on_disk(desk) == {"IAM-001.1": "yes"}


def test_a_full_disk_and_another_writer_at_once(desk: Desk, broken_disk: Callable[[bool], None]) -> None:
    minh = other(desk)
    minh.answer("IAM-001.1", "yes")
    broken_disk(True)
    desk.answer("IAM-003.1", "yes")
    broken_disk(False)
    assert desk.save()
    assert on_disk(desk) == {"IAM-001.1": "yes", "IAM-003.1": "yes"}


@pytest.mark.hard_case(32)
def test_refresh_takes_in_anothers_answers_and_findings(desk: Desk) -> None:
    assert not desk.refresh()
    minh = other(desk)
    minh.answer("IAM-001.1", "no")
    assert desk.refresh() and str(desk.review.states["IAM-001"].outcome) == "fail"
    findings.save(desk.file.evidence_path, Evidence(finding=[finding("IAM-003.1", "yes")]))
    assert desk.refresh() and str(desk.answer_of("IAM-003.1").standing) == "unconfirmed"
    assert not desk.refresh()


@pytest.mark.hard_case(32, 34)
def test_refresh_says_what_cannot_be_read_and_keeps_the_work(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    good = desk.file.path.read_bytes()
    desk.file.path.write_bytes(good + b"<<<<<<< HEAD\n")
    assert not desk.refresh()
    assert "does not load" in desk.trouble and desk.session.answers
    desk.answer("IAM-003.1", "yes")
    assert desk.file.path.read_bytes() == good + b"<<<<<<< HEAD\n"
    desk.file.path.write_bytes(good)
    desk.refresh()
    assert desk.trouble == "" and set(on_disk(desk)) == {"IAM-001.1", "IAM-003.1"}
    desk.file.evidence_path.write_text("schema = 1\nfinding = 3\n")
    assert not desk.refresh()
    assert "evidence.toml:2" in desk.trouble


def test_a_deleted_file_does_not_come_as_news(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    desk.file.path.unlink()
    assert not desk.refresh() and not desk.refresh()
    assert desk.undo() == "IAM-001.1 yes" and desk.file.path.exists()


def test_another_release_is_judged_by_its_own_list(desk: Desk, tmp_path: Path) -> None:
    own = tmp_path / "questionnaires"
    own.mkdir()
    text = (Path(__file__).parents[2] / "questionnaires/partner-hosted-2026.1.toml").read_text("utf-8")
    (own / "partner-hosted-2026.2.toml").write_text(
        text.replace('release = "2026.1"', 'release = "2026.2"', 1)
    )
    minh = other(desk)
    minh.change("release", minh.session.changed(release="2026.2"))
    desk.refresh()
    assert desk.checklist.release == "2026.2"


# --- opening ---


def test_a_new_session(tmp_path: Path) -> None:
    where = tmp_path / "s"
    desk = opening.create(where, "Hệ thống A", who="Lan")
    assert (desk.name, desk.session.release) == ("h-th-ng-a", "2026.1")
    with pytest.raises(Problem, match="exists"):
        opening.create(where, "Hệ thống A")
    with pytest.raises(Problem, match="120"):
        opening.create(where, "x" * 121)
    assert opening.create(where, "B").who != ""
    (where / "broken.toml").write_text("schema = ")
    listed = opening.list_sessions(where)
    assert [(x.path.stem, x.desk is None) for x in listed] == [
        ("b", False),
        ("broken", True),
        ("h-th-ng-a", False),
    ]
    assert "broken.toml:1" in listed[1].problem
    with pytest.raises(Problem, match="there is: b, broken, h-th-ng-a"):
        opening.open_session(where, "none")


def test_a_findings_file_that_nobody_wrote_is_read_once_and_ages_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fleet's file takes a tenth of a second, and the app looks after each pause."""
    findings.save(desk.file.evidence_path, Evidence())
    desk.refresh()
    read: list[Path] = []
    load = findings.load
    monkeypatch.setattr(findings, "load", lambda path: (read.append(path), load(path))[1])
    for _again in range(3):
        desk.refresh()
    assert read == []
    findings.save(desk.file.evidence_path, Evidence(checklist="other"))
    desk.refresh()
    later = desk.clock() + timedelta(hours=1)
    desk.clock = lambda: later
    desk.refresh()
    # What is shown while a scan runs is in no file: then it is looked at again.
    desk.take(Evidence())
    desk.refresh()
    assert len(read) == 3
