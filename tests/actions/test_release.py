"""Building a newer list, moving to it and back, and the colleague who has no such list."""

from __future__ import annotations

import os
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tomli_w

from ftr_tui.actions import checking, exporting, opening, rehearsing, release, status
from ftr_tui.actions.desk import Desk
from ftr_tui.model.effective import Standing
from ftr_tui.model.facts import Evidence, Finding, Scan, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer, Conflict
from ftr_tui.store import findings
from tests.tools import make_workbook as made

NAMED = os.environ.get("FTR_TUI_TEST_WORKBOOK", "")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GOOD = {"ARC-001.1": "no", "ARC-004.1": "no", "IAM-009.1": "no", "IAM-005.2": "temporary"}


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lists and workbooks, made once: 2026.1 as if shipped, and 2026.2 built from its workbook."""
    folder = tmp_path_factory.mktemp("kept")
    made.put_checklist(folder)
    made.doctored(folder / "next.xlsx")
    made.build(folder / "now.xlsx")
    opening.create(folder / "sessions", "x", name="x", release="2026.1", clock=clock)
    release.build(folder / "sessions", "x", folder / "next.xlsx", clock=clock)
    return folder


@pytest.fixture
def where(tmp_path: Path, kept: Path) -> Path:
    """A folder with the list 2026.1, and both workbooks beside it."""
    (tmp_path / "questionnaires").mkdir()
    for name in ("questionnaires/partner-hosted-2026.1.toml", "next.xlsx", "now.xlsx"):
        shutil.copy(kept / name, tmp_path / name)
    return tmp_path / "sessions"


@pytest.fixture
def newer(where: Path, kept: Path) -> Path:
    """The list 2026.2, built."""
    name = "questionnaires/partner-hosted-2026.2.toml"
    return Path(shutil.copy(kept / name, where.parent / name))


@pytest.fixture
def desk(where: Path) -> Desk:
    """A session in which every question is answered in its good way."""
    desk = opening.create(where, "Hoa Sen", name="hoa-sen", release="2026.1", who="Minh", clock=clock)
    answers = {
        q.id: Answer(value=GOOD.get(q.id, q.answers[0]), by="Minh", at=NOW)
        for q in desk.checklist.questions.values()
    }
    desk.change("all", desk.session.changed(answers=answers))
    return desk


def built(where: Path, name: str = "next.xlsx", **more: object) -> release.BuiltList:
    return release.build(where, "hoa-sen", where.parent / name, clock=clock, **more)  # type: ignore[arg-type]


def test_an_old_download_is_called_older(desk: Desk, where: Path) -> None:
    made.old_2024(where.parent / "old.xlsx")
    older = [line for line in built(where, "old.xlsx").lines if line.startswith("LOOK")]
    assert older and "2024.1 is older than 2026.1, the list of this session" in older[0]
    assert not [line for line in built(where).lines if "older" in line]


def test_the_workbook_of_a_list_that_is_here_builds_nothing(desk: Desk, where: Path) -> None:
    before = sorted(where.parent.glob("questionnaires/*"))
    found = built(where, "now.xlsx", force=True)
    assert found.path is None and found.release == "2026.1"
    assert "here already; nothing was built" in found.lines[0]
    assert sorted(where.parent.glob("questionnaires/*")) == before


@pytest.mark.skipif(not NAMED, reason="FTR_TUI_TEST_WORKBOOK names no workbook")
def test_aws_s_own_workbook_is_the_shipped_list(tmp_path: Path) -> None:
    opening.create(tmp_path / "sessions", "Hoa Sen", name="hoa-sen", clock=clock)
    found = release.build(tmp_path / "sessions", "hoa-sen", Path(NAMED), clock=clock)
    assert (found.release, found.path) == ("2026.1", None)


def test_what_is_built_is_whole_kept_out_of_git_and_checked(desk: Desk, where: Path) -> None:
    found = built(where)
    assert found.release == "2026.2"
    assert found.path is not None
    assert found.path.name == "partner-hosted-2026.2.toml"
    assert (found.path.parent / ".gitignore").read_text("utf-8").split() == [found.path.name]
    assert checking.check(found.path).faults == ()
    content = tomllib.loads(found.path.read_text("utf-8"))
    assert content["built_from"]["file"] == "next.xlsx"
    assert content["usable"]["until"] == "2027-05"  # three months after the February that the sheet names
    by_id = {c["id"]: c for c in content["control"]}
    assert by_id[made.ADDED]["pillar"] == "security"
    assert "why" not in by_id[made.ADDED] and "accepted" not in by_id[made.ADDED]
    assert by_id[made.REWORDED[:-2]]["question"][0]["ask"].startswith("Sheet: Does a password policy")
    assert by_id[made.REWORDED[:-2]]["why"]
    assert by_id[made.UNKNOWN_RULE]["judged"] is False
    text = " ".join(found.lines)
    assert made.ADDED in text and made.REWORDED in text and made.UNKNOWN_RULE in text
    again = built(where)
    assert again.path is None
    anew = built(where, force=True, until="2027-03")
    assert anew.release == "2026.2" and anew.path == found.path
    assert tomllib.loads(found.path.read_text("utf-8"))["usable"]["until"] == "2027-03"
    # Another month is reason enough: it is what is said after the first time.
    assert built(where, until="2027-04").path == found.path
    assert tomllib.loads(found.path.read_text("utf-8"))["usable"]["until"] == "2027-04"
    assert built(where, until="2027-04").path is None
    assert (found.path.parent / ".gitignore").read_text("utf-8").split() == [found.path.name]


def test_everything_that_changed_is_named(desk: Desk, newer: Path) -> None:
    found = release.preview(desk, "2026.2")
    assert {(c.kind, c.id) for c in found.changes} == {
        ("added", made.ADDED),
        ("removed", made.GONE),
        ("reworded", made.REWORDED),
        ("answers", made.ANSWERS_CHANGED),
        ("rule", made.RULE_CHANGED),
        ("rule", made.UNKNOWN_RULE),
    }
    head = release.headline(found)
    assert head.startswith(
        "2026.1 → 2026.2: 1 added, 1 gone, 1 reworded, 1 with other answers, 2 with another rule"
    )
    assert head.endswith("59 of 61 answers carry over")
    assert release.newer(desk) == "2026.2"


def test_moving_there_undo_and_back_by_name(desk: Desk, newer: Path) -> None:
    before = desk.session
    release.move(desk, "2026.2")
    assert desk.checklist.release == "2026.2"
    assert made.REWORDED not in desk.session.answers
    assert desk.review.states[made.UNKNOWN_RULE].outcome.value == "review"
    words = release.former_words(release.open_again(desk)[made.REWORDED])
    assert words[0] == "2026.1: yes (Minh, 2026-11-24)"
    assert release.kept_aside(desk) == [f"{made.GONE}.1 (2026.1)"]
    opened = Desk.open(desk.file.path, clock=clock)
    assert opened.checklist.release == "2026.2" and opened.session == desk.session
    assert desk.undo() == "moved to release 2026.2"
    assert desk.session.changed(revision=0) == before.changed(revision=0)
    release.move(desk, "2026.2")
    release.move(desk, "2026.1")
    assert desk.session.changed(revision=0) == before.changed(revision=0)


def test_undo_takes_the_move_back_though_a_colleague_went_on(desk: Desk, newer: Path) -> None:
    """What the colleague said to a question of the new list is no answer to the old one."""
    release.move(desk, "2026.2")
    other = Desk.open(desk.file.path, who="Linh", clock=clock)
    other.answer(made.REWORDED, "no")
    other.answer("BAR-001.1", "no")
    assert desk.undo() == "moved to release 2026.2"
    assert desk.session.release == "2026.1"
    assert desk.session.answers[made.REWORDED].value == "yes"
    assert desk.session.answers["BAR-001.1"].value == "no"
    said = desk.session.former[f"{made.REWORDED}@2026.2"].answer
    assert said is not None and (said.value, said.by) == ("no", "Linh")


def test_a_colleague_who_answers_the_old_list_meanwhile(desk: Desk, newer: Path) -> None:
    other = Desk.open(desk.file.path, who="Linh", clock=clock)
    release.move(desk, "2026.2")
    other.answer(made.REWORDED, "no")
    assert other.trouble == ""
    assert other.session.release == "2026.2" and other.checklist.release == "2026.2"
    assert made.REWORDED not in other.session.answers
    said = other.session.former[f"{made.REWORDED}@2026.1"].answer
    assert said is not None and said.by == "Linh"


def test_a_colleague_without_the_list_is_told_what_to_do_and_that_works(
    desk: Desk, where: Path, newer: Path
) -> None:
    other = Desk.open(desk.file.path, who="Linh", clock=clock)
    release.move(desk, "2026.2")
    newer.unlink()
    other.answer("GA.1", "no")
    assert "2026.2, is not on this machine" in other.trouble
    assert "ftr-tui release hoa-sen --from-workbook FILE.xlsx" in other.trouble
    with pytest.raises(Problem, match="not on this machine"):
        Desk.open(desk.file.path, clock=clock)
    [listed] = opening.list_sessions(where, clock)
    assert listed.desk is None and "--from-workbook" in listed.problem
    wrong = built(where, "now.xlsx")
    assert wrong.release == "2026.1" and release.needed(release.release_of(where, "hoa-sen"), wrong)
    assert built(where).release == "2026.2"
    assert Desk.open(desk.file.path, clock=clock).checklist.release == "2026.2"
    assert other.save() and other.session.answers["GA.1"].value == "no"


def test_another_list_of_the_same_version_gets_a_name_of_its_own(desk: Desk, where: Path) -> None:
    made.put_checklist(where.parent, made.OLD_2024).rename(
        where.parent / "questionnaires" / "partner-hosted-2026.2.toml"
    )
    text = (where.parent / "questionnaires" / "partner-hosted-2026.2.toml").read_text("utf-8")
    changed = text.replace('release = "2024.1"', 'release = "2026.2"')
    (where.parent / "questionnaires" / "partner-hosted-2026.2.toml").write_text(changed, "utf-8")
    found = built(where)
    assert found.release.startswith("2026.2.x") and len(found.release) == len("2026.2.x") + 6
    assert found.release in desk.library.releases("partner-hosted")
    assert desk.library.checklist("partner-hosted", found.release).release == found.release
    release.move(desk, found.release)
    found.path.unlink()  # type: ignore[union-attr]
    # On a machine that knows no 2026.2, the session's own name is found again.
    (where.parent / "questionnaires" / "partner-hosted-2026.2.toml").unlink()
    assert built(where).release == found.release


def test_a_workbook_of_another_list_or_no_workbook(desk: Desk, where: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no month"):
        built(where, until="May")
    with pytest.raises(Problem, match=r"no \.xlsx workbook"):
        built(where, "questionnaires/partner-hosted-2026.1.toml")
    with pytest.raises(Problem, match="cannot be read"):
        built(where, "nowhere.xlsx")
    content = tomllib.loads(made.checklist_text())
    content["control"] = [c for c in content["control"] if c["id"] in ("CIS", "GA", "RES-001")]
    content["section"], content["gate"] = (
        [s for s in content["section"] if s["id"] in ("prerequisites", "resilience")],
        [],
    )
    text = tomli_w.dumps(content)
    (where.parent / "questionnaires" / "partner-hosted-2026.1.toml").write_text(text, "utf-8")
    with pytest.raises(Problem, match="1 of its 44 controls are known"):
        built(where)
    assert built(where, force=True).release == "2026.2"


def test_moving_waits_until_two_people_agree(desk: Desk, newer: Path) -> None:
    conflict = Conflict(what="answer GA.1", ours="yes", theirs="no", at=NOW)
    desk.change("x", desk.session.changed(conflict=[conflict]))
    with pytest.raises(Problem, match=r"two people changed answer GA\.1"):
        release.move(desk, "2026.2")
    with pytest.raises(Problem, match=r"on 2026\.1 already"):
        release.move(desk, "2026.1")
    with pytest.raises(Problem, match=r"no release '2031\.1'"):
        release.preview(desk, "2031.1")


def scanned(desk: Desk, **more: object) -> Evidence:
    found = [
        Finding(
            question=q, control=q.partition(".")[0], verdict=Verdict.YES, favourable=True,
            summary="All is well.", read_at=NOW, **more,  # type: ignore[arg-type]
        )
        for q in (made.REWORDED, f"{made.GONE}.1", "IAM-001.1")
    ]  # fmt: skip
    evidence = Evidence(
        scan=Scan(started=NOW, seconds=1.0, calls=1, accounts=["111122223333"]), finding=found
    )
    findings.save(desk.file.evidence_path, evidence)
    desk.refresh()
    return evidence


def test_a_finding_decides_nothing_once_its_sentence_is_another_one(desk: Desk, newer: Path) -> None:
    desk.change("open", desk.session.changed(answers={}))
    scanned(desk)
    assert desk.answer_of(made.REWORDED).standing is Standing.UNCONFIRMED
    release.move(desk, "2026.2")
    assert desk.answer_of("IAM-001.1").value == "yes"
    other = desk.answer_of(made.REWORDED)
    assert other.standing is Standing.OPEN and other.value is None
    assert other.finding is not None and other.finding.verdict is Verdict.SUPPORTS
    assert "scan again" in other.finding.summary
    assert [f for f in desk.evidence.finding if f.control == made.GONE] == []
    again = Desk.open(desk.file.path, clock=clock)
    assert again.answer_of(made.REWORDED).value is None
    assert checking.check(desk.file.evidence_path).faults == ()
    desk.undo()
    assert desk.answer_of(made.REWORDED).value == "yes"
    assert desk.answer_of(f"{made.GONE}.1").value == "yes"


def test_all_that_is_shown_works_on_a_list_with_new_and_missing_ids(
    desk: Desk, newer: Path, tmp_path: Path
) -> None:
    release.move(desk, "2026.2")
    assert status.as_json(desk)["controls"][made.ADDED]["outcome"] == "open"
    for name in ("out.md", "out.html", "out.csv", "out.json", "out.ics"):
        exporting.export(desk, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 500
    stage = rehearsing.Stage.start(desk, desk.bank(), rehearsing.Setup())
    asked = {c.id: c for part in stage.parts for c in part.cards}
    assert made.ADDED in asked and made.GONE not in asked
    assert [q.kind for q in asked[made.ADDED].questions] == ["how", "show"]


def test_after_its_last_month_everything_says_that_the_list_closed(desk: Desk, tmp_path: Path) -> None:
    late = Desk.open(desk.file.path, clock=lambda: datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert status.as_json(desk)["closing"].startswith("This list closes in Nov 2026")
    assert status.as_json(late)["closing"].startswith("This list closed in Nov 2026")
    late.answer("GA.1", "yes")
    assert late.trouble == ""
    for name in ("out.md", "out.csv", "out.json", "out.ics"):
        done = exporting.export(late, tmp_path / name)
        assert any(n.startswith("This list closed in Nov 2026") for n in done.notes), name
    page = (tmp_path / "out.md").read_text("utf-8")
    # Who reads a dossier may not have this program: its commands are no news for page one.
    assert "This list closed in Nov 2026\n" in page and "ftr-tui release" not in page


def test_a_list_of_the_same_number_that_asks_otherwise_is_another_list(desk: Desk, newer: Path) -> None:
    """AWS may change a sentence under the same number; a colleague's answer is none to that one."""
    folder = desk.file.path.parent
    desk.answer("RES-001.1", "yes")
    release.move(desk, "2026.2")
    kept = newer.read_bytes()
    newer.unlink()
    row = made.rows(made.NEXT_2026)["question", "RES-001.1"]
    made.doctored(folder.parent / "next.xlsx", raw={f"B{row}": "Another sentence under the same number?"})
    other = built(folder)
    assert other.release.startswith("2026.2.x")
    assert "a copy of that one is needed" in release.needed("2026.2", other)
    assert other.path is not None
    text = other.path.read_text("utf-8").replace(f'release = "{other.release}"', 'release = "2026.2"')
    newer.write_text(text, "utf-8")  # built before the session came
    with pytest.raises(Problem, match=r"2026\.2 here was built from next\.xlsx, which asks otherwise"):
        opening.open_session(folder, desk.name, clock=clock)
    newer.write_bytes(kept)
    assert opening.open_session(folder, desk.name, clock=clock).answer_of("RES-001.1").value == "yes"
