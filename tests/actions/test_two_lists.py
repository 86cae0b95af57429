"""BAR-001 and SUP-001 stand in both lists and are two things: nothing of one is ever taken for the other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import (
    binder,
    calendar,
    checking,
    confirming,
    drift,
    exporting,
    listing,
    opening,
    release,
    reviewing,
    routes,
    samples,
    status,
    taking_in,
)
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.rehearsing import Setup, Stage
from ftr_tui.actions.scanning import ScanOptions, scan
from ftr_tui.exchange.workbook.sheet import read_file
from ftr_tui.model import binder as papers
from ftr_tui.model import wa_review
from ftr_tui.model.effective import Standing
from ftr_tui.model.facts import Change, Evidence, Finding, Sample, Scan, Unread, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.model.release import aligned
from ftr_tui.model.session import Answer, Response
from ftr_tui.rules import RULES, asked
from ftr_tui.store import findings
from ftr_tui.store.library import Library
from tests.tools import make_workbook as made

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SAME = ("BAR-001", "SUP-001")
"""The ids that both lists have."""
NOTHING = "nothing of customer-deployed@2022 is proved by account APIs; it reviews the deployment guide"


def create(where: Path, name: str, checklist: str) -> Desk:
    return opening.create(where, "Acme", name=name, checklist=checklist, who="Lan", clock=lambda: NOW)


@pytest.fixture
def cd(tmp_path: Path) -> Desk:
    return create(tmp_path / "sessions", "cd", "customer-deployed")


def evidence(checklist: str = "") -> Evidence:
    """Findings on the ids that both lists have, with all that hangs on them."""
    scanned = Scan(started=NOW, seconds=1.0, calls=1, accounts=["111122223333"])
    given = {
        "verdict": Verdict.YES,
        "favourable": True,
        "summary": "Seen.",
        "draft": "A draft.",
        "read_at": NOW,
    }
    found = [Finding(question=f"{c}.1", control=c, **given) for c in SAME]  # type: ignore[arg-type]
    changes = [
        Change(question=f.question, control=f.control, was="no", now="yes", favourable=True, at=NOW)
        for f in found
    ]
    gap = Unread(
        account="111122223333", action="backup:ListBackupPlans", code="x", reason="y", controls=list(SAME)
    )
    return Evidence(
        checklist=checklist, scan=scanned, finding=found, unread=[gap], change=changes,
        sample=[Sample(kind="restore-test", title="t", text="t", read_at=NOW)],
    )  # fmt: skip


def test_the_lists_share_exactly_these_ids() -> None:
    library = Library()
    ours, theirs = library.checklist("customer-deployed"), library.checklist("partner-hosted")
    assert ours.by_id.keys() & theirs.by_id.keys() == set(SAME)
    assert ours.questions.keys() & theirs.questions.keys() == {f"{c}.1" for c in SAME}
    assert len(ours.controls) == 36 and not ours.has_sheet and theirs.has_sheet
    assert all(ours.by_id[c].title != theirs.by_id[c].title for c in SAME)


# --- evidence ---------------------------------------------------------------------------------------------


def test_a_scan_reads_nothing_and_says_why(cd: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftr_tui.aws.access.targets", lambda *_a: pytest.fail("logged in"))
    with pytest.raises(Problem) as caught:
        scan(cd, ScanOptions())
    assert NOTHING in str(caught.value) and "check-guide cd" in str(caught.value)
    assert not cd.file.evidence_path.exists()
    assert status.read_when(cd) == NOTHING


@pytest.mark.parametrize("named", ["", "partner-hosted"])
def test_findings_of_the_first_list_fill_nothing(cd: Desk, named: str) -> None:
    findings.save(cd.file.evidence_path, evidence(named))
    for desk in (cd, Desk.open(cd.file.path, cd.library, "Lan", lambda: NOW)):
        desk.refresh()
        desk.take(evidence(named))
        assert all(desk.answer_of(f"{c}.1").standing is Standing.OPEN for c in SAME)
        assert not any(desk.confirm(f"{c}.1") for c in SAME)
        assert desk.confirm_all(desk.checklist.questions) == 0
        assert [desk.draft(c) for c in SAME] == [None, None]
        assert drift.changed(desk) == [] and samples.headline(desk) == ""
        assert desk.evidence == Evidence() and desk.scope_stated() == []
        assert {str(k): n for k, n in desk.review.coverage.items() if n} == {"open": 49}
        desk.answer("BAR-001.1", "no")
        assert desk.answer_of("BAR-001.1").standing is Standing.PERSON  # nothing to contradict
        desk.undo()
    faults = checking.check(cd.file.evidence_path).faults
    assert len(faults) == 1 and "another list than the session's (customer-deployed)" in str(faults[0])
    assert issubclass(Desk, confirming.Confirming)


def test_findings_of_the_second_list_fill_nothing_of_the_first(tmp_path: Path) -> None:
    desk = create(tmp_path / "sessions", "ph", "partner-hosted")
    desk.take(evidence("customer-deployed"))
    assert desk.answer_of("BAR-001.1").standing is Standing.OPEN
    desk.take(evidence())  # a file of an older version says nothing: it is of the only list there was
    assert desk.answer_of("BAR-001.1").standing is Standing.UNCONFIRMED


def test_findings_say_which_list_they_judged(tmp_path: Path) -> None:
    path = tmp_path / "x.evidence.toml"
    findings.save(path, evidence("partner-hosted"))
    assert 'checklist = "partner-hosted"' in path.read_text("utf-8").split("[", 1)[0]
    assert findings.load(path).checklist == "partner-hosted"


def test_no_rule_judges_the_second_list(cd: Desk) -> None:
    assert asked(cd.checklist) == {}
    assert [row["item"] for row in listing.rules(cd.checklist) if row["rules"]] == []
    first = cd.library.checklist("partner-hosted")
    assert {r.question for r in RULES} <= asked(first).keys()
    # A list of the user's own that asks in AWS's very sentence is judged; by id alone it is not.
    own = first.model_copy(update={"id": "own"})
    assert asked(own).keys() == {
        r.question for r in RULES if first.questions[r.question].aws_text in r.aws_text
    }


# --- content ----------------------------------------------------------------------------------------------


def test_no_task_of_the_first_list_is_due(cd: Desk) -> None:
    due = calendar.due(cd)
    assert {d.id for d in due} == {"short-mock-review", "new-release", "approval-expiry"}
    assert all(d.controls == () for d in due)
    with pytest.raises(Problem, match="restore-test"):
        calendar.done(cd, "restore-test")
    assert [r.kind.id for r in binder.rows(cd) if r.kind and r.hand_in] == ["architecture-diagram"]
    needed = [r for r in binder.rows(cd) if r.state is not papers.State.UNNEEDED]
    assert [c for r in needed for c in r.controls] == ["ARCH-001", "ARCH-004", "ARCH-005", "ARCH-006"]


def test_practices_are_those_that_the_list_itself_names(cd: Desk) -> None:
    lens = cd.library.lens()
    touched = wa_review.touched(lens, cd.checklist)
    bps = {lens.practices[p].bp for p, controls in touched.items() if set(SAME) & set(controls)}
    assert bps == {"REL09-BP01", "OPS07-BP06"}
    first = {p.bp for p in lens.practices.values() if set(SAME) & set(p.controls)}
    assert first - bps, "the first list names others, or this test would show nothing"
    asked_about = {q.number for q in reviewing.find(cd, "sup-001")}
    assert asked_about == {lens.questions[lens.owner_of[lens.by_bp["OPS07-BP06"].id]].number}


def test_the_mock_review_asks_nothing_that_was_written_for_the_first_list(cd: Desk) -> None:
    first, mine = cd.library.bank(), cd.bank()
    texts = lambda bank: {  # noqa: E731
        t
        for i in (*bank.item, *bank.report)
        for t in (*i.strong, *i.weak, *i.open, *(q.text for q in i.question))
    }
    assert texts(first) & texts(mine) == set()
    assert [i.id for i in mine.item] == [c.id for c in cd.checklist.control]
    assert (mine.report, mine.artefact, [s for s in mine.scenario if s.controls]) == ([], [], [])
    assert sum(s.minutes for s in mine.slot) == 120 and mine.slot[-1].kind == "closing"
    assert {s for slot in mine.slot for s in slot.sections} == {s.id for s in cd.checklist.section}
    assert "Nobody has written" in mine.note
    for item in mine.item:
        assert type(item).model_validate(item.model_dump()) == item  # within the bounds of the file's model


def test_a_rehearsal_of_the_second_list_runs(cd: Desk) -> None:
    stage = Stage.start(cd, cd.bank(), Setup(minutes=25, short=True, solo=True, seats=["Lan"]))
    assert "gates" not in " ".join(stage.view().lines)
    stage.advance()
    stage.sure(3)
    stage.reveal()
    stage.score(2)
    assert stage.rehearsal.asked[0].item in cd.checklist.by_id
    assert cd.session.rehearsal[0].asked[0].text.startswith(("What do you have", "Please open"))


# --- routes, workbooks, two sessions ----------------------------------------------------------------------


def test_only_the_sheet_is_a_route(cd: Desk, tmp_path: Path) -> None:
    assert cd.session.routes == ["sheet"]
    with pytest.raises(
        Problem, match="Well-Architected report is for partner-hosted, not for customer-deployed"
    ):
        routes.prepare(cd, "wafr", on=True)
    with pytest.raises(Problem, match="for partner-hosted"):
        opening.create(tmp_path, "x", checklist="customer-deployed", routes=["soc2"])
    assert not list(tmp_path.glob("x*"))
    # Also where somebody wrote it into the file.
    cd.change("by hand", cd.session.changed(routes=["sheet", "wafr"]))
    assert routes.stands(cd) == [] and status.routes(cd).keys() == {"sheet"}
    assert len(status.as_json(cd)["controls"]) == 36


def test_no_workbook_is_filled_read_or_built_from(cd: Desk, tmp_path: Path) -> None:
    made.build(book := tmp_path / "sheet.xlsx")
    no = "no workbook of customer-deployed@2022 is known"
    for work in (
        lambda: exporting.export(cd, tmp_path / "out.xlsx", template=book),
        lambda: exporting.export(cd, tmp_path / "out.xlsx"),
        lambda: taking_in.compare(cd, read_file(book)),
        lambda: release.build(cd.file.path.parent, "cd", book, force=True, library=cd.library),
    ):
        with pytest.raises(Problem, match=no) as caught:
            work()
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "out.xlsx").exists()
    assert "No workbook of this list is known" in release.steps(cd)[1]


def test_two_sessions_of_different_lists_are_never_joined(cd: Desk) -> None:
    ours = cd.session.with_response("BAR-001", Response(text="ours", at=NOW))
    theirs = ours.changed(checklist="partner-hosted", release="2026.1").with_answer(
        "BAR-001.1", Answer(value="yes", at=NOW)
    )
    for states in ((ours, ours, theirs), (theirs, ours, theirs), (ours, theirs, theirs)):
        with pytest.raises(Problem, match=r"different lists \(customer-deployed, partner-hosted\)"):
            aligned(*states, cd.list_of, NOW)
    cd.file.path.write_text(
        cd.file.path.read_text("utf-8")
        .replace('"customer-deployed"', '"partner-hosted"')
        .replace('"2022"', '"2026.1"')
    )
    assert cd.refresh() is False
    assert "different lists" in cd.trouble and cd.session.checklist == "customer-deployed"
