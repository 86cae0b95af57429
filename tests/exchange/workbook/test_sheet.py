"""AWS's workbook as rows: by header and id wherever they stand, hostile files as one line."""

from __future__ import annotations

import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment as Note

from ftr_tui.exchange.workbook import opened
from ftr_tui.exchange.workbook.sheet import Sheet, read, read_file
from ftr_tui.model.problem import Problem
from tests.tools import make_workbook as made

# Read at import: the tests' own home hides such variables.
AWS = os.environ.get("FTR_TUI_TEST_WORKBOOK", "")
BLANK = {"made up": made.build()} | ({"AWS's": Path(AWS).read_bytes()} if AWS else {})


def changed(data: bytes, change: Callable[[Any], None]) -> Sheet:
    """Read a workbook after something was done to its sheet, saved by openpyxl as many programs do."""
    book = load_workbook(io.BytesIO(data), rich_text=True)
    change(
        next(
            page for page in book if any(str(c.value).startswith("Met? (") for r in page["A1:R9"] for c in r)
        )
    )
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue(), "x.xlsx")


def loosened(page: Any) -> Any:
    """Return the sheet without merged cells: openpyxl leaves those where they were when rows move."""
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))
    return page


def told(sheet: Sheet) -> list[tuple[object, ...]]:
    return [
        (x.kind, x.id, x.text, x.section, x.choices, x.answer, x.response, x.comment) for x in sheet.lines
    ]


# --- what stands where ---------------------------------------------------------------------------------


@pytest.mark.parametrize("which", BLANK)
def test_every_row_that_counts_and_no_other(which: str) -> None:
    sheet = read(BLANK[which], "x.xlsx")
    assert Counter(line.kind for line in sheet.lines) == {"control": 44, "question": 61, "feedback": 5}
    assert (sheet.version, sheet.usable) == ("2026.1", "February 2026-August 2026")
    assert "IAM-005.2" in sheet.questions and sheet.questions["IAM-005.2"].text
    assert sheet.control_of["SECOPS-001"] == "SECOPS-001"
    assert set(sheet.questions) - set(sheet.control_of) == {"CIS.1", "CIS.2", "GA.1", "CAA-000", "SDAT-000"}
    assert sheet.questions["CIS.2"].values == ("v5.0", "v3.0")
    assert sheet.questions["IAM-005.2"].values == ("static", "temporary", "not-applicable")
    assert not [x for x in sheet.lines if x.answer or x.response or x.comment] and not sheet.loose


def test_rows_of_the_made_up_one() -> None:
    rows = made.rows()
    sheet = read(BLANK["made up"], "x.xlsx")
    assert {("control" if x.kind == "control" else "question", x.id): x.row for x in sheet.lines} == rows
    assert sheet.cell(sheet.questions["CAA-000"], "met") == f"C{rows['question', 'CAA-000']}"


@pytest.mark.skipif(not AWS, reason="AWS's workbook may not be shipped: set FTR_TUI_TEST_WORKBOOK")
def test_rows_of_awss_own() -> None:
    sheet = read(BLANK["AWS's"], "x.xlsx")
    known = {
        "HOST-001.1": "C14",
        "IAM-005.2": "C66",
        "SECOPS-001": "C86",
        "CAA-000": "C127",
        "RCVP-001.2": "C157",
    }
    assert {id_: sheet.cell(sheet.questions[id_], "met") for id_ in known} == known
    assert sheet.cell(sheet.controls["SECOPS-001"], "response") == "E85"


@pytest.mark.parametrize("which", BLANK)
@pytest.mark.parametrize(
    "change",
    [
        lambda page: loosened(page).insert_rows(1, 7),
        lambda page: loosened(page).insert_cols(1, 2),
        lambda page: setattr(page, "title", "It's \"quoted\", <b> & 'so"),
    ],
    ids=["rows put in", "columns put in", "odd title"],
)
def test_wherever_it_stands(which: str, change: Callable[[Any], None]) -> None:
    before, after = read(BLANK[which], "x.xlsx"), changed(BLANK[which], change)

    def shape(sheet: Sheet) -> list[tuple[object, ...]]:
        return [(x.kind, x.id, x.text) for x in sheet.lines]

    assert shape(after) == shape(before)


def test_a_header_with_more_blanks_and_another_case() -> None:
    def blanks(page: Any) -> None:
        for cell in page[6]:
            cell.value = f"  {cell.value} ".replace(" ", "  ").upper() if cell.value else cell.value

    assert told(changed(made.build(), blanks)) == told(read(made.build(), "x"))


def test_rows_that_a_persons_filter_hides_count_but_the_decoy_does_not() -> None:
    def hide(page: Any) -> None:
        for row in range(8, page.max_row):
            page.row_dimensions[row].hidden = True

    filled = made.build(answers={"IAM-005.2": "Static", "HOST-001.1": "Yes"})
    sheet = changed(filled, hide)
    assert {x.id: x.answer for x in sheet.lines if x.answer} == {"IAM-005.2": "Static", "HOST-001.1": "Yes"}

    def decoy(page: Any) -> None:
        row = made.rows()["question", "IAM-005.2"] - 1
        assert page.row_dimensions[row].hidden
        page[f"B{row}"] = "Is the decoy asked, too?"

    assert changed(filled, decoy).questions["IAM-005.2"].answer == "Static"


def test_a_control_whose_formula_was_typed_over_stays_a_control() -> None:
    rows = made.rows()
    raw = {f"C{rows['control', 'HOST-001']}": "Yes", f"D{rows['control', 'SUP-001']}": "Pass"}
    raw |= {f"C{rows['control', 'SECOPS-001']}": "Yes"}
    sheet = read(made.build(raw=raw, responses={"HOST-001": "ours", "SECOPS-001": "scans"}), "x")
    assert set(sheet.controls) == {id_ for kind, id_ in rows if kind == "control"}
    assert sheet.controls["HOST-001"].response == "ours"
    assert sheet.controls["SECOPS-001"].response == "scans"
    assert sheet.questions["SECOPS-001"].answer == ""


def test_what_stands_in_the_cells() -> None:
    rows = made.rows()
    cells = {f"C{rows['question', 'CAA-000']}": '=IF(1=1,"Yes","No")'}
    cells |= {f"E{rows['control', 'RES-002']}": '="RTO"&"1"'}
    answers = {"HOST-001.1": " yes ", "HOST-001.2": "<SELECT>", "HOST-001.3": True, "SUP-001.1": 7.0}
    answers |= {"WAFR-001.1": date(2026, 3, 2), "OPT-001.2": "two"}
    responses = {"RES-001": '=HYPERLINK("http://x","y")', "IAM-001": "a\r\nb\x85", "ARC-001": "x" * 32_767}
    over = {"SUP-001.1": "typed here"}
    sheet = read(
        made.build(answers=answers, responses=responses, over=over, raw=cells, comments={"GA.1": " when? "}),
        "x",
    )
    given = {id_: line.answer for id_, line in sheet.questions.items() if line.answer}
    assert given == {
        "HOST-001.1": "yes",
        "HOST-001.3": "True",
        "SUP-001.1": "7",
        "WAFR-001.1": "2026-03-02",
    }
    # A formula counts by its stored result, and here none is stored; what it would give is not worked out.
    assert [(x.id, x.worked_out) for x in sheet.lines if x.worked_out] == [
        ("RES-002", ("response",)),
        ("CAA-000", ("answer",)),
    ]
    assert sheet.controls["RES-001"].response == '=HYPERLINK("http://x","y")'
    assert sheet.controls["RES-002"].response == ""
    assert sheet.controls["IAM-001"].response == "a\nb\\u0085"
    assert len(sheet.controls["ARC-001"].response) == 32_767
    assert sheet.questions["SUP-001.1"].response == "typed here"
    assert sheet.questions["GA.1"].comment == "when?"
    assert [x.answer for x in sheet.lines if x.kind == "feedback"] == ["", "two", "", "", ""]


def test_the_stored_result_of_a_formula_is_read() -> None:
    rows = made.rows()
    raw = {f"C{rows['question', 'HOST-001.1']}": '=IF(1=1,"Yes","No")'}
    sheet = read(made.build(raw=raw, with_results=True), "x")
    assert (sheet.questions["HOST-001.1"].answer, sheet.questions["HOST-001.1"].worked_out) == (
        "Yes",
        ("answer",),
    )


def test_comments_beside_no_question_are_kept_and_leftover_formulas_are_none() -> None:
    sheet = read(made.build(raw={"F2": "Send the diagram, please.", "F12": "Which parts?"}), "x")
    assert sheet.loose == ("Which parts?",)  # above the header may stand AWS's own text
    assert sheet.above == (("F2", "Send the diagram, please."),)
    assert not [x for x in sheet.lines if x.comment]


def test_notes_at_cells_tell_who_wrote_them_where() -> None:
    book = load_workbook(io.BytesIO(made.build()))
    page, row = book.worksheets[1], made.rows()["control", "IAM-001"]
    page[f"E{row}"].comment = Note("Jo Reed:\nWhich users?", "Jo Reed")
    before = "[Threaded comment]\n\nYour version reads it; https://go.microsoft.com/fwlink/?linkid=870924\n\n"
    page[f"C{row + 1}"].comment = Note(f"{before}Comment:\n    Since when?", "tc={4A-1}")
    page["A2"].comment = Note("Hello", "")
    book.worksheets[0]["A1"].comment = Note("elsewhere", "Jo")
    out = io.BytesIO()
    book.save(out)
    sheet = read(out.getvalue(), "x")
    assert sheet.notes == (
        ("", "[note at A2] Hello"),
        ("IAM-001", f"[note at E{row}, Jo Reed] Which users?"),
        ("IAM-001.1", f"[note at C{row + 1}] Since when?"),
    )
    assert sheet.notes_elsewhere == 1


@pytest.mark.parametrize("inline", [True, False])
def test_escaped_characters(inline: bool) -> None:
    """``_x000D_`` is a line end, ``_x005F_x0041_`` the text ``_x0041_``, as a shared string or not."""
    data = made.build(responses={"RES-001": "MARK"})
    text = "a_x000D_\nb _x005F_x0041_ _x0042_"
    out = io.BytesIO()
    mark = b't="inlineStr"><is><t xml:space="preserve">MARK</t></is>'
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        texts = old.read("xl/sharedStrings.xml").count(b"<si>")
        for name in old.namelist():
            content = old.read(name)
            if inline:
                content = content.replace(b"MARK", text.encode())
            else:
                content = content.replace(mark, f't="s"><v>{texts}</v>'.encode())
                content = content.replace(b"</sst>", f"<si><t>{text}</t></si></sst>".encode())
            new.writestr(name, content)
    assert read(out.getvalue(), "x").controls["RES-001"].response == "a\nb _x0041_ B"


# --- what is no such workbook --------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made.build())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def foreign(*names: str) -> bytes:
    """Return a packed file of another kind."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in names:
            new.writestr(name, b"x")
    return out.getvalue()


def plain_book(*rows: list[str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


HEADER = ["ID", "Requirement", "Met? (Yes)", "Approval", "Partner Response / Guidance"]


@pytest.mark.parametrize(
    ("made_up", "reason"),
    [
        (lambda: b"", "is no .xlsx workbook"),
        (lambda: b"hello", "is no .xlsx workbook"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "without a password"),
        (lambda: made.build()[:9000], "is no .xlsx workbook"),
        (lambda: foreign("mimetype", "content.xml"), "OpenDocument"),
        (lambda: foreign("word/document.xml"), "is no .xlsx workbook"),
        (lambda: packed(**{"xl/workbook.xml": b"<nothing"}), "cannot be read as a workbook"),
        (lambda: packed(**{"xl/vbaProject.bin": b"x"}), "holds macros"),
        (lambda: packed(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}), "refers to other workbooks"),
        (lambda: packed(**{"xl/big.xml": bytes(100_000_000)}), "too large"),
        (lambda: packed(**{"xl/media/film.png": bytes(61_000_000)}), "too large"),
        (lambda: plain_book(["ID", "Met?", "Other"]), "is not AWS's self-assessment workbook"),
        (lambda: plain_book(HEADER, ["Anything", "but", "rows"]), "no row with an id"),
    ],
    ids=[
        "empty",
        "text",
        "protected",
        "half",
        "ods",
        "zip",
        "damaged",
        "macros",
        "links",
        "bomb",
        "film",
        "other",
        "no rows",
    ],
)
def test_what_is_no_such_workbook(made_up: Callable[[], bytes], reason: str) -> None:
    data = made_up()
    with pytest.raises(Problem) as caught:
        read(data, "f.xlsx")
    assert reason in str(caught.value) and str(caught.value).startswith("f.xlsx: ")


def test_pictures_do_not_count_as_markup() -> None:
    opened.check(packed(**{"xl/media/shot.png": bytes(21_000_000)}), "f")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    for path, reason in (
        (tmp_path, "is no file"),
        (tmp_path / "pipe.xlsx", "is no file"),
        (tmp_path / "gone.xlsx", "No such file"),
        (Path("a\0b.xlsx"), "cannot be read"),
    ):
        with pytest.raises(Problem, match=reason):
            read_file(path)


def test_a_hidden_copy_before_it_is_not_the_sheet() -> None:
    title = read(made.build(), "x").title

    def hide(page: Any) -> None:
        copy = page.parent.copy_worksheet(page)
        copy.title, copy.sheet_state = "Older", "hidden"
        page.parent.move_sheet(copy, 1 - len(page.parent.worksheets))

    assert changed(made.build(), hide).title == title
