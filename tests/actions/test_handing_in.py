"""A session in AWS's sheet: what is written, what is left open and said, which workbook is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import exporting, handing_in, opening, release
from ftr_tui.actions.desk import Desk
from ftr_tui.exchange.workbook import sheet
from ftr_tui.model.facts import Evidence
from ftr_tui.model.handed_in import hand_in
from ftr_tui.model.outcome import review
from ftr_tui.model.problem import Problem
from ftr_tui.model.rounds import Comment, Round
from ftr_tui.model.session import Answer, Conflict, Response
from tests.exchange.workbook.books import NAMES, blank, opened
from tests.model.build import GOOD, finding
from tests.tools import make_workbook as made
from tests.workbook import scenarios
from tests.workbook.formulas import Sheet as Oracle

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STORED = {"Yes": "yes", "No": "no", "N/A": "not-applicable", "Temporary": "temporary", "Static": "static"}
WORDS = STORED | {"CIS v5.0": "v5.0"}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "downloaded.xlsx"
    made.build(path)
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "sessions"
    made.put_checklist(tmp_path)
    return opening.create(folder, "acme", who="Lan", clock=lambda: NOW)


def say(desk: Desk, answers: dict[str, str], responses: dict[str, str] | None = None) -> None:
    """Put a person's answers and responses into the session, without a save for each."""
    given = {q: Answer(value=v, by="Lan", at=NOW) for q, v in answers.items()}
    texts = {c: Response(text=t, at=NOW) for c, t in (responses or {}).items()}
    desk.change("answers", desk.session.changed(answers=given, responses=texts))


def export(desk: Desk, template: Path, **given: bool) -> tuple[sheet.Sheet, list[str]]:
    out = desk.file.path.parent / "out.xlsx"
    done = exporting.export(desk, out, template=template, **given)
    return sheet.read_file(out), done.notes


def about(notes: list[str], words: str) -> str:
    """Return the one note that holds ``words``, or an empty string."""
    found = [n for n in notes if words in n]
    assert len(found) < 2, found
    return found[0] if found else ""


# --- the known scenarios, as sessions -----------------------------------------------------------------


@pytest.mark.parametrize("source", NAMES)
@pytest.mark.parametrize("name", scenarios.TOTALS)
def test_scenarios(tmp_path: Path, name: str, source: str) -> None:
    """The sheet counts what was seen with the same answers, and judges nothing otherwise than we do."""
    template = tmp_path / "downloaded.xlsx"
    template.write_bytes(blank(source))
    if source != "aws":
        # AWS's own belongs to the shipped checklist.
        made.put_checklist(tmp_path)
    desk = opening.create(tmp_path / "sessions", "acme", who="Lan", clock=lambda: NOW)
    answers, responses = scenarios.scenario(name, Oracle(template))
    say(desk, {q: WORDS[w] for q, w in answers.items() if w != "<select>"}, responses)
    found, notes = export(desk, template)
    written = {q: line.answer for q, line in found.questions.items() if line.answer}
    expected = {q: w for q, w in answers.items() if w != "<select>"}
    if name == "S4b":
        # Nobody answered these; the gate is No and the list has N/A, so they are as in S4.
        expected |= scenarios.cross_account(Oracle(template), "N/A")
    assert written == expected
    assert {c: line.response for c, line in found.controls.items() if line.response} == responses
    passed, failed = scenarios.TOTALS[name][:2]
    assert f"AWS's sheet counts Pass {passed}, Fail {failed} (" in about(notes, "sheet counts")
    assert not about(notes, "LOOK")
    assert not about(notes, "the sheet says")


# --- what is written ------------------------------------------------------------------------------------


def test_fillers_stand_only_where_nobody_has_said_anything(desk: Desk, template: Path) -> None:
    no = dict.fromkeys(("CAA-000", "SDAT-000", "IAM-005.1", "RES-006.1", "RCVP-001.1"), "no")
    say(desk, {**no, "IAM-002.1": "yes", "CAA-001.1": "yes", "RES-006.2": "no"})
    found, notes = export(desk, template)
    word = {q: line.answer for q, line in found.questions.items()}
    assert (word["CAA-001.1"], word["CAA-002.1"], word["RES-006.2"]) == ("Yes", "N/A", "No")
    assert (word["IAM-005.2"], word["IAM-002.3"], word["IAM-002.4"]) == ("N/A", "N/A", "N/A")
    # Their lists have no N/A: skipping is allowed.
    assert [word[q] for q in ("SDAT-001.1", "SDAT-003.1", "RCVP-001.2", "IAM-002.2")] == [""] * 4
    unanswered = about(notes, "not answered yet")
    # 61, less 8 that are answered, 9 with N/A, 5 that nobody needs, and CIS.
    assert unanswered.startswith("37 questions are not answered yet: GA.1, HOST-001.1,")
    assert not any(q in unanswered for q in ("SDAT", "IAM-002"))
    assert "CIS.1, CIS.2" in about(notes, "2 optional questions")


def test_evidence_alone_is_no_answer(desk: Desk, template: Path) -> None:
    say(desk, {"IAM-003.1": "yes", "IAM-004.1": "yes", "IAM-006.1": "no"})
    held = desk.session.answers | {
        "IAM-004.1": Answer(value="yes", at=NOW, reason="Seen by hand.", against="no"),
        "IAM-007.1": Answer(value="yes", at=NOW, until=date(2026, 11, 1)),
        "IAM-008.1": Answer(by="Linh", at=NOW),
    }
    desk.change("more", desk.session.changed(answers=held))
    found = [finding("IAM-001.1", "yes"), finding("IAM-004.1", "no"), finding("IAM-006.1", "yes")]
    desk.evidence = Evidence(scan=None, finding=found)
    desk.__dict__.pop("review", None)
    back, notes = export(desk, template)
    word = {q: line.answer for q, line in back.questions.items() if line.answer}
    assert word == {"IAM-003.1": "Yes", "IAM-004.1": "Yes", "IAM-006.1": "No"}
    assert about(notes, "evidence alone").endswith("left at <select>: IAM-001.1")
    assert about(notes, "overrules").endswith(": IAM-004.1")
    assert about(notes, "nobody has said why").endswith(": IAM-006.1")
    assert about(notes, "expired").endswith(": IAM-007.1")
    assert about(notes, "the sheet says Fail") == (
        "the sheet says Fail, here it is met, because unconfirmed evidence is not written: IAM-001"
    )


def test_responses_and_answers_to_aws(desk: Desk, template: Path) -> None:
    good = {q: GOOD.get(q, "yes") for q in desk.checklist.questions} | {"SUP-001.1": "no"}
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    say(desk, good, {"RES-002": f"Key {key}.", "RES-004": "x" * 1_001, "CAA-007": " "})
    draft = Response(text="From evidence.", at=NOW, draft=date(2026, 11, 20))
    told = [("K1", "RES-001", "Four hours now."), ("K2", "", "Thanks."), ("K10", "RES-002", "Second."),
            ("K3", "RES-002", "First."), ("K4", "GA", "Since May."), ("K5", "RES-004", "")]  # fmt: skip
    desk.change(
        "round",
        desk.session.changed(
            responses={**desk.session.responses, "S3-001": draft},
            round=[Round(id="N1", came=date(2026, 11, 1), at=NOW)],
            comment=[Comment(id=k, round="N1", control=c, text="?", answer=a, at=NOW) for k, c, a in told],
            conflict=[Conflict(what="answer IAM-003.1", ours="yes", theirs="no", at=NOW)],
        ),
    )
    found, notes = export(desk, template)
    text = {c: line.response for c, line in found.controls.items() if line.response}
    assert text["RES-001"] == "Answer to AWS's comment of 2026-11-01: Four hours now."
    assert text["RES-002"].split("\n\n") == [
        "Key [masked: looks like a secret].",
        "Answer to AWS's comment of 2026-11-01: First.",
        "Answer to AWS's comment of 2026-11-01: Second.",
    ]
    assert text["RES-004"] == "x" * 1_001
    assert set(text) == {"RES-001", "RES-002", "RES-004", "S3-001"}
    assert about(notes, "more than 1,000").endswith(": RES-004")
    assert about(notes, "need a response").endswith("3 controls need a response: SUP-001, RES-001, CAA-007")
    assert about(notes, "draft").endswith(": S3-001")
    told = about(notes, "miss what a reviewer asks for")
    assert ": RES-002, RES-004, S3-001; ftr-tui status acme" in told
    assert about(notes, "two people differ").endswith(": answer IAM-003.1")
    assert "once AWS has the file: ftr-tui rounds acme --sent" in about(notes, "3 comments of AWS")
    assert about(notes, "send them apart").endswith(": K2 (no control), K4 (GA)")
    assert about(notes, "here it is open") == (
        "the sheet says Pass, here it is open, "
        "because the answer to AWS's comment stands where the response belongs: RES-001"
    )


def test_a_response_that_no_cell_holds_stops_it(desk: Desk, template: Path) -> None:
    say(desk, {}, {"RES-001": "\U0001f600" * 16_384})
    with pytest.raises(Problem, match="the response of RES-001 has 32768 characters"):
        export(desk, template)
    assert not (desk.file.path.parent / "out.xlsx").exists()
    assert desk.session.document == []


def test_a_gate_that_nobody_answered(desk: Desk, template: Path) -> None:
    """AWS's sheet passes what stands behind it; here it is open, and that is said."""
    say(desk, {"CAA-001.1": "yes", "SDAT-001.1": "yes"})
    notes = export(desk, template)[1]
    why = "because it passes what follows an unanswered question (CAA-000): CAA-001"
    assert f"the sheet says Pass, here it is open, {why}" in notes


# --- the binder, the places ------------------------------------------------------------------------------


def test_it_is_filed_once(desk: Desk, template: Path) -> None:
    assert about(export(desk, template)[1], "filed") == "filed in the binder as D01"
    for _again in range(2):
        export(desk, template)
    (document,) = desk.session.document
    assert (document.id, document.kind, document.where) == ("D01", "self-assessment-sheet", "out.xlsx")
    assert document.shows == date(2026, 11, 24)
    assert desk.undo() and desk.undo() and desk.undo()
    assert desk.session.document == []
    outside = template.parent / "elsewhere.xlsx"
    notes = exporting.export(desk, outside, template=template).notes
    assert "a colleague does not have it" in about(notes, "filed")
    again = exporting.export(desk, outside, template=template).notes
    assert about(again, "filed") == "filed in the binder as D01"  # said once, not with every export


def test_the_template_is_never_written_to(desk: Desk, template: Path) -> None:
    before = template.read_bytes()
    link = desk.file.path.parent / "link.xlsx"
    link.symlink_to(template)
    for out in (template, link):
        with pytest.raises(Problem, match="would be written over itself"):
            exporting.export(desk, out, template=template)
    assert template.read_bytes() == before
    with pytest.raises(Problem, match=r"AWS's own workbook is needed.*Partner Central"):
        exporting.export(desk, desk.file.path.parent / "out.xlsx")
    with pytest.raises(Problem, match=r"nope\.xlsx: no such file"):
        export(desk, template.with_name("nope.xlsx"))


def test_a_template_that_was_filled(desk: Desk, template: Path) -> None:
    made.build(template, answers={"IAM-003.1": "Yes", "IAM-004.1": "No"}, responses={"RES-001": "Theirs."})
    say(desk, {"IAM-004.1": "yes"})
    found, notes = export(desk, template)
    assert {q: line.answer for q, line in found.questions.items() if line.answer} == {"IAM-004.1": "Yes"}
    assert found.controls["RES-001"].response == ""
    assert "is left out: IAM-003.1, RES-001 (ftr-tui import acme" in about(notes, "filled already")


# --- releases ---------------------------------------------------------------------------------------------


def test_another_release_is_refused_and_told(desk: Desk, template: Path) -> None:
    made.doctored(template)
    say(
        desk,
        {made.REWORDED: "yes", made.ANSWERS_CHANGED: "yes", "IAM-001.1": "yes", "BAR-002.1": "yes"},
        {"IAM-003": "Of the old question.", "IAM-001": "Kept.", made.GONE: "Gone."},
    )
    with pytest.raises(Problem) as caught:
        export(desk, template)
    text = str(caught.value)
    assert "version 2026.2 asks otherwise than 2026.1" in text
    for told in ("new: NETSEC-003.1, NETSEC-003.2", "gone: WAFR-002.1", "reworded: IAM-003.1", "S3-001.1"):
        assert told in text
    assert "ftr-tui release acme --from-workbook" in text and "--anyway" in text
    found, notes = export(desk, template, anyway=True)
    written = {q: line.answer for q, line in found.questions.items() if line.answer}
    assert written == {"IAM-001.1": "Yes", "BAR-002.1": "Yes"}
    assert {c: line.response for c, line in found.controls.items() if line.response} == {"IAM-001": "Kept."}
    assert about(notes, "questions are other ones there").endswith(": IAM-003.1, S3-001.1")
    assert about(notes, "responses are left out").endswith(": WAFR-002, IAM-003")
    # One of the two answers is enough there: that is a disagreement, and is told as one.
    assert "BAR-002" in about(notes, "LOOK")
    assert "LEN" not in about(notes, "not understood") and "!D" in about(notes, "not understood")


def test_the_same_list_under_another_number(desk: Desk, template: Path) -> None:
    other = made.Release(version="2026.3", content=made.NOW_2026.content)
    made.make(other, template)
    notes = export(desk, template)[1]
    assert about(notes, "version 2026.3").endswith("this session is of 2026.1; it asks and judges the same")


@pytest.mark.parametrize("build", [made.old_2024, None])
def test_other_files(desk: Desk, template: Path, build: Callable[[Path], bytes] | None) -> None:
    if build is None:
        template.write_bytes(b"no zip")
        with pytest.raises(Problem, match=r"downloaded\.xlsx: is no \.xlsx workbook"):
            export(desk, template)
        return
    build(template)
    with pytest.raises(Problem, match=r"version 2024\.1 asks otherwise"):
        export(desk, template)


def test_another_checklist(desk: Desk, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few ids in common: nothing is written, also with --anyway."""
    book = opened(made.build(), stored=False)
    page = book[sheet.read_file(template).title]
    for line in page.iter_rows(max_col=1):
        if str(line[0].value or "")[:3] not in ("ID", "CIS", "Gen", "IAM"):
            line[0].value = None
    book.save(template)
    with pytest.raises(Problem, match=r"is another list: \d+ of the 61 questions of partner-hosted@2026.1"):
        export(desk, template, anyway=True)


def test_after_moving_on_the_download_of_the_list_before_is_called_the_older_one(
    desk: Desk, template: Path, tmp_path: Path
) -> None:
    made.doctored(tmp_path / "next.xlsx")
    release.build(tmp_path / "sessions", "acme", tmp_path / "next.xlsx", clock=lambda: NOW)
    release.move(desk, "2026.2")
    with pytest.raises(Problem, match=r"version 2026\.1 asks otherwise than 2026\.2") as caught:
        export(desk, template)
    assert "it is the older one: fill AWS's workbook of 2026.2" in caught.value.hint
    assert "--anyway" in caught.value.hint and "--from-workbook" not in caught.value.hint


def test_a_list_in_its_last_month(desk: Desk, template: Path) -> None:
    assert "This list closes in Nov 2026" in about(export(desk, template)[1], "closes")


def test_a_list_that_has_closed(tmp_path: Path, template: Path) -> None:
    made.put_checklist(tmp_path)
    late = datetime(2027, 1, 5, tzinfo=UTC)
    desk = opening.create(tmp_path / "sessions", "late", who="Lan", clock=lambda: late)
    assert "This list closed in Nov 2026" in about(export(desk, template)[1], "closed")


def test_nothing_is_filled_in_by_a_rule_that_the_sheet_may_not_have(
    desk: Desk, template: Path, tmp_path: Path
) -> None:
    """N/A where nobody needs an answer stands in the sheet of this list; another's may ask for it."""
    say(desk, {"IAM-002.1": "yes", "CAA-000": "no"})
    assert export(desk, template)[0].questions["IAM-002.4"].answer == "N/A"
    made.doctored(template)
    found, notes = export(desk, template, anyway=True)
    assert found.questions["IAM-002.1"].answer == "Yes"
    assert found.questions["CAA-000"].answer == "No"
    assert [q for q, line in found.questions.items() if line.answer == "N/A"] == []
    assert "NETSEC-003.1" in about(notes, "another release")


def test_of_a_rule_that_is_not_understood_nothing_follows(desk: Desk) -> None:
    say(desk, {"IAM-002.1": "yes"})
    assert "IAM-002.4" in hand_in(desk.review, desk.session).words
    known = desk.checklist
    unjudged = [c.model_copy(update={"judged": False}) if c.id == "IAM-002" else c for c in known.control]
    fields = {"control": unjudged, "section": known.section, "gate": known.gate}
    other = known.model_construct(**fields)
    assert "IAM-002.4" not in hand_in(review(other, desk.session, {}, NOW.date()), desk.session).words


def test_what_is_asked_under_an_id_of_no_known_kind_is_said(desk: Desk, template: Path) -> None:
    row = made.rows()["question", "OPT-001.1"]
    made.build(template, raw={f"A{row}": "IAM-0130.1", f"D{row}": '=IF(C1="Yes","Pass","Fail")'})
    assert about(export(desk, template)[1], "by hand").endswith(f": row {row} (IAM-0130.1)")


def test_a_download_is_suggested_as_a_person_would_type_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    (home / "Downloads").mkdir(parents=True)
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(here)
    assert handing_in.suggested(desk) == ""
    (home / "Downloads" / "FTR Self-Assessment (1).xlsx").write_bytes(b"")
    assert handing_in.suggested(desk) == "~/Downloads/FTR Self-Assessment (1).xlsx"
    (here / "self_assessment.xlsx").write_bytes(b"")
    os.utime(home / "Downloads" / "FTR Self-Assessment (1).xlsx", (1, 1))
    assert handing_in.suggested(desk) == "self_assessment.xlsx"
