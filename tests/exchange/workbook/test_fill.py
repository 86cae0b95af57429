"""AWS's sheet, filled: right results for programs that read them, everything else byte for byte."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftr_tui.exchange.workbook import fill, sheet
from ftr_tui.model.problem import Problem
from tests.exchange.workbook.books import NAMES, blank, opened, parts, with_parts, without_cells
from tests.tools import make_workbook as made
from tests.workbook import scenarios
from tests.workbook.formulas import Sheet as Oracle

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONTROL = "RES-001"


@cache
def read(name: str = "made-up") -> sheet.Sheet:
    return sheet.read(blank(name), name)


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def oracle(name: str, tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    path = tmp_path_factory.mktemp("book") / "blank.xlsx"
    path.write_bytes(blank(name))
    return Oracle(path)


# --- the known scenarios ---------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", scenarios.TOTALS)
def test_stored_results_are_those_of_the_sheets_own_formulas(
    name: str, oracle: Oracle, scenario: str
) -> None:
    answers, responses = scenarios.scenario(scenario, oracle)
    found = read(name)
    done = fill.fill(found, answers, responses, now=NOW)
    stored, formulas = opened(done.data, stored=True), opened(done.data, stored=False)
    expected = oracle.evaluate(answers, responses)
    wrong, count = [], 0
    for page in formulas.worksheets:
        for line in page.iter_rows():
            for cell in line:
                if cell.data_type != "f":
                    continue
                count += 1
                want, got = expected.value((page.title, cell.coordinate)), stored[page.title][cell.coordinate]
                if (want or None) != (got.value or None):
                    wrong.append((page.title, cell.coordinate, want, got.value))
    assert wrong == []
    assert count > 300
    page = stored[found.title]
    header = next(row for row in range(1, 12) if page[f"A{row}"].value == "ID")
    totals = [page[f"{column}{row}"].value for column, row in (("B", header - 1), ("E", header - 1))]
    shown = Counter(page[f"C{line.row}"].value for line in found.controls.values())
    percent = page[f"B{header - 3}"].value
    known = scenarios.TOTALS[scenario]
    assert (*totals, percent, shown["Yes"], shown["No"], shown[None]) == known
    assert (done.count("Pass"), done.count("Fail")) == known[:2]
    assert {id_ for id_, word in done.outcomes.items() if word == "Fail"} == (
        scenarios.FAILED.get(scenario, set(found.controls) if scenario == "S2" else set())
    )
    assert [place.rpartition("!")[2] for place in done.divided_by_zero] == (
        [f"B{header - 3}"] if percent == scenarios.DIV0 else []
    )
    # The summary shows CIS and the 44 controls; the made-up one and AWS's have it in the third sheet.
    summary = Counter(line[2].value for line in stored.worksheets[2].iter_rows(min_row=4))
    assert (summary["Yes"] - shown["Yes"], summary["No"]) == (0 if scenario == "S2" else 1, shown["No"])


# --- what stays --------------------------------------------------------------------------------------


def test_nothing_else_changes(name: str, oracle: Oracle) -> None:
    answers, responses = scenarios.scenario("S3", oracle)
    before = parts(blank(name))
    now = parts(fill.fill(read(name), answers, responses | {CONTROL: "=1+1"}, now=NOW).data)
    assert list(now) == list(before)
    changed = {part for part in now if now[part] != before[part]}
    sheets = {"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"}
    assert changed == sheets | {"xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"}
    for part in sheets:
        assert without_cells(now[part]) == without_cells(before[part])
        cells = [re.findall(rb'<c r="([A-Z]+[0-9]+)"', each[part]) for each in (before, now)]
        assert cells[0] == cells[1]
    book = now["xl/workbook.xml"].decode()
    assert re.sub(' fullCalcOnLoad="1"', "", book) == before["xl/workbook.xml"].decode()
    assert "fullCalcOnLoad" in book
    # One format is added behind the others, or is there already.
    styles = [each["xl/styles.xml"] for each in (before, now)]
    head = styles[0].index(b"<cellXfs")
    assert styles[1][:head] == styles[0][:head]
    tail = styles[0][styles[0].index(b"</cellXfs>") :]
    assert styles[1].endswith(tail)
    core = now["docProps/core.xml"].decode()
    assert ">ftr-tui</cp:lastModifiedBy>" in core and "2026-11-24T09:00:00Z</dcterms:modified>" in core
    assert "Somebody Madeup</cp:lastModifiedBy>" not in core


def test_looks_of_the_cells_that_are_written(name: str) -> None:
    """Format, guidance, feedback and AWS's comments are those of the blank sheet."""
    found = read(name)
    answers = {q: line.choices[0] for q, line in found.questions.items()}
    done = fill.fill(found, answers, {CONTROL: "Four hours."}, now=NOW)
    before, now = (opened(data, stored=False)[found.title] for data in (found.data, done.data))
    for line in found.lines:
        for column in "ABCDEF":
            old, new = before[f"{column}{line.row}"], now[f"{column}{line.row}"]
            written = (line.kind, column) in {("question", "C"), ("control", "E")}
            assert written or old.value == new.value, old.coordinate
            assert old._style == new._style
    assert now[f"C{found.questions['IAM-005.2'].row}"].value == "Static"
    assert now[f"E{found.controls[CONTROL].row}"].value == "Four hours."


def test_a_filled_sheet_is_filled_anew() -> None:
    """What the session does not say is ``<select>`` again; three times over is as good as once."""
    found = read()
    full = fill.fill(found, {"IAM-003.1": "Yes", "CAA-000": "No"}, {CONTROL: "Old."}, now=NOW)
    again = sheet.read(full.data, "again")
    assert (again.questions["IAM-003.1"].answer, again.controls[CONTROL].response) == ("Yes", "Old.")
    assert fill.held(again, ["CAA-000"], []) == ["IAM-003.1", CONTROL]
    twice = fill.fill(again, {"CAA-000": "No"}, {}, now=NOW)
    third = fill.fill(sheet.read(twice.data, "third"), {"CAA-000": "No"}, {}, now=NOW)
    assert parts(third.data) == parts(twice.data)
    last = sheet.read(third.data, "last")
    assert {q for q, line in last.questions.items() if line.answer} == {"CAA-000"}
    assert last.controls[CONTROL].response == ""
    row = found.questions["IAM-003.1"].row
    assert opened(third.data, stored=False)[found.title][f"C{row}"].value == "<select>"


# --- texts --------------------------------------------------------------------------------------------


@cache
def written(*texts: str) -> list[tuple[object, str, bool]]:
    """Return what openpyxl and the importer read of responses, and whether each is marked as text."""
    found = read()
    wanted = dict(zip(found.controls, texts, strict=False))
    done = fill.fill(found, {}, wanted, now=NOW)
    page, again = opened(done.data, stored=False)[found.title], sheet.read(done.data, "read")
    out = []
    for control in wanted:
        cell = page[f"E{found.controls[control].row}"]
        assert cell.data_type != "f"
        out.append((cell.value, again.controls[control].response, bool(cell.quotePrefix)))
    return out


@pytest.mark.hard_case(76)
def test_what_a_program_could_run_is_inert() -> None:
    texts = ('=HYPERLINK("http://x","y")', "+1", "-1", "@x", "=cmd|' /C calc'!A0")
    assert written(*texts) == [(text, text, True) for text in texts]


@pytest.mark.hard_case(77)
def test_texts_stay_whole() -> None:
    typed = '  two\r\nlines & <b> "q" \'  '
    plain, controls, escapes = written(typed, "a\x00\x0b\x1f\ufffe\ud800b", "_x0041_ and _x005F_ and _x41_")
    assert plain == (typed.replace("\r\n", "\n"), typed.replace("\r\n", "\n"), False)
    assert controls[0] == "ab"
    # openpyxl leaves the escapes in; Excel, LibreOffice and our importer undo them.
    assert escapes[0] == "_x005F_x0041_ and _x005F_x005F_ and _x41_"
    assert escapes[1] == "_x0041_ and _x005F_ and _x41_"


@pytest.mark.hard_case(77)
@pytest.mark.parametrize("sign", ["x", "\U0001f600"])
def test_the_most_that_a_cell_holds(sign: str) -> None:
    """Counted as UTF-16 does: an emoji is two."""
    units = len(sign.encode("utf-16-le")) // 2
    most = sign * (32_767 // units)
    assert written(most)[0][0] == most
    with pytest.raises(Problem, match=rf"{CONTROL} has .* a cell holds 32767") as caught:
        fill.fill(read(), {}, {CONTROL: (most + "ab")[: 32_768 // units + 1]}, now=NOW)
    assert "made-up" in str(caught.value)


_TEXT = st.text(st.characters(codec="utf-16"), max_size=60) | st.text(
    st.sampled_from("_x0041F=+@'\r\n\t<&]>")
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.mark.hard_case(76, 77)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_TEXT, min_size=44, max_size=44))
def test_any_text_comes_back(texts: list[str]) -> None:
    found = read()
    wanted = dict(zip(found.controls, texts, strict=True))
    page = opened(fill.fill(found, {}, wanted, now=NOW).data, stored=False)[found.title]
    for control, text in wanted.items():
        cell = page[f"E{found.controls[control].row}"]
        plain = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        value = re.sub("_x005F_", "_", cell.value or "")
        assert value == plain
        assert cell.data_type != "f"


# --- what is refused, and what is not understood ------------------------------------------------------------


def test_only_listed_words() -> None:
    with pytest.raises(Problem, match=r"SDAT-001\.1: 'N/A' is not in the sheet's list"):
        fill.fill(read(), {"SDAT-001.1": "N/A"}, {}, now=NOW)


def test_a_formula_is_not_written_over() -> None:
    row = read().controls[CONTROL].row
    found = sheet.read(made.build(raw={f"E{row}": "=1+1"}), "mine.xlsx")
    with pytest.raises(Problem, match=rf"mine.xlsx: the cell E{row} holds a formula"):
        fill.fill(found, {}, {CONTROL: "Text."}, now=NOW)


def test_a_formula_that_is_not_understood_keeps_no_result() -> None:
    """LEN is unknown: its control, and what rests on it, are left for the program that opens the file."""
    found = sheet.read(made.doctored(with_results=True), "next.xlsx")
    control = found.controls[made.UNKNOWN_RULE]
    done = fill.fill(found, {f"{made.UNKNOWN_RULE}.1": "Yes"}, {}, now=NOW)
    assert f"{found.title}!D{control.row}" in done.not_understood
    assert done.outcomes[made.UNKNOWN_RULE] == ""
    stored = opened(done.data, stored=True)[found.title]
    assert stored[f"D{control.row}"].value is None
    assert stored[f"D{found.controls['IAM-011'].row}"].value == "Fail"
    formulas = opened(done.data, stored=False)[found.title]
    assert "LEN" in formulas[f"D{control.row}"].value


def test_a_damaged_or_hostile_file() -> None:
    def broken(part: str, content: bytes) -> bytes:
        return content.replace(b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet", 1)

    data = with_parts(read().data, broken)
    hostile = replace(read(), data=data, file="bad.xlsx")
    with pytest.raises(
        Problem, match=r"bad\.xlsx: the part xl/worksheets/sheet\d.xml cannot be read: DOCTYPE"
    ):
        fill.fill(hostile, {}, {}, now=NOW)


# --- files that another program saved -----------------------------------------------------------------------


def _prefixed(part: str, content: bytes) -> bytes:
    """Every element of the sheets in a namespace prefix, as some writers do."""
    if not part.startswith("xl/worksheets/sheet"):
        return content
    text = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1s:\2", content)
    return text.replace(b' xmlns="', b' xmlns:s="', 1)


def _sparse(part: str, content: bytes) -> bytes:
    """No empty cells, no cell numbers: both may be left out."""
    if not part.startswith("xl/worksheets/sheet2"):
        return content
    text = re.sub(rb'<c r="[A-Z]+\d+"( s="\d+")?\s*/>', b"", content)
    return text.replace(b"<c r=", b"\n<c r=")


@pytest.mark.parametrize("change", [_prefixed, _sparse])
def test_other_writers(change: object, tmp_path: Path) -> None:
    data = with_parts(read().data, change)  # type: ignore[arg-type]
    assert data != read().data
    found = sheet.read(data, "other.xlsx")
    (tmp_path / "other.xlsx").write_bytes(data)
    answers, responses = scenarios.scenario("S3", Oracle(tmp_path / "other.xlsx"))
    done = fill.fill(found, answers, responses, now=NOW)
    assert (done.count("Pass"), done.count("Fail")) == (36, 8)
    again = sheet.read(done.data, "again.xlsx")
    assert {c: line.response for c, line in again.controls.items() if line.response} == responses
    assert again.questions["IAM-005.2"].answer == "Static"
    page = opened(done.data, stored=True)[found.title]
    # A cell that was not there stands in its place in the row, for programs that read in order.
    xml = parts(done.data)["xl/worksheets/sheet2.xml"]
    rows = re.findall(rb"<(?:s:)?row [^>]*>(.*?)</(?:s:)?row>", xml, flags=re.DOTALL)
    for row in rows:
        columns = [len(c) * 1000 + ord(c[-1:]) for c in re.findall(rb'r="([A-Z]+)\d+"', row)]
        assert columns == sorted(columns)
    assert page[f"D{found.controls['HOST-001'].row}"].value == "Fail"


def test_rows_that_are_not_there() -> None:
    from ftr_tui.exchange.workbook.page import Page

    xml = b'<worksheet xmlns="m"><sheetData><row r="2"><c r="B2"/></row><row r="5"/></sheetData></worksheet>'
    page = Page(xml, "p", [])
    page.put_texts(
        {"A1": ("one", "0"), "C2": ("two", "3"), "A2": ("a", "0"), "B5": ("five", "0"), "B9": ("", "0")}
    )
    text = page.done().decode()
    assert re.findall(r'<(?:row|c) r="(\w+)"', text) == [
        "1",
        "A1",
        "2",
        "A2",
        "B2",
        "C2",
        "5",
        "B5",
        "9",
        "B9",
    ]
    assert '<c r="C2" s="3" t="inlineStr"><is><t xml:space="preserve">two</t></is></c>' in text
    empty = Page(b'<x:worksheet xmlns:x="m"><x:sheetData/></x:worksheet>', "p", [])
    empty.put_texts({"B1": ("b", "0")})
    assert b'<x:sheetData><x:row r="1"><x:c r="B1" t="inlineStr"><x:is>' in empty.done()


def test_zip_order_and_dates_stay() -> None:
    import zipfile

    done = fill.fill(read(), {}, {}, now=NOW)
    kept = [
        [(i.filename, i.date_time, i.external_attr) for i in zipfile.ZipFile(BytesIO(data)).infolist()]
        for data in (read().data, done.data)
    ]
    assert kept[0] == kept[1]


def test_a_number_in_a_response_cell_is_no_empty_cell() -> None:
    """Else somebody's 0 would be handed in as our response."""
    row = made.rows()["control", "RES-001"]
    data = made.build(raw={f"E{row}": 0, f"E{row + 2}": False})
    filled = fill.fill(sheet.read(data, "x.xlsx"), {}, {}, now=NOW)
    page = opened(filled.data, stored=False)[sheet.read(data, "x.xlsx").title]
    assert (page[f"E{row}"].value, page[f"E{row + 2}"].value) == (None, None)
