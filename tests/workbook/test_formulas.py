"""The evaluator of the sheet's formulas: on a made-up sheet always, on AWS's own where it is at hand.

AWS's workbook may not be shipped. Set FTR_TUI_TEST_WORKBOOK to a blank copy of release 2026.1 to run all.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from formulas import DIV0, Evaluation, FormulaError, Sheet, Value, parse
from make_fillings import STORED
from openpyxl import Workbook
from scenarios import FAILED, TOTALS, scenario

FILLINGS = Path(__file__).parent.parent / "data" / "sheet-fillings.json"


# ---- formulas, without any workbook -----------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('="a"="A"', True),
        ('="a"<>"A"', False),
        ('=A1=""', True),
        ('=A1<>""', False),
        ("=A1", 0.0),
        ('=B1<>""', True),
        ('="x"&"y"="xy"', True),
        ("=CHAR(65)&4/8", "A0.5"),
        ("=3/A1", DIV0),
        ('=IF(B1="yes","ja")', False),
        ('=IF(OR(A1="q", AND(B1=" ", A1="")), "in", "out")', "in"),
        ('="say ""hi"""', 'say "hi"'),
        ("='Other''s page'!$C$2&B1", "there "),
        ('=COUNTIF(D:D, "pass")', 2.0),
        ('=1="1"', False),
    ],
)
def test_formula(formula: str, expected: Value) -> None:
    cells: dict[tuple[str, str], Value] = {
        ("S", "B1"): " ",
        ("S", "Z9"): formula,
        ("Other's page", "C2"): "there",
        ("S", "D1"): '=IF(B1=" ","Pass","Fail")',
        ("S", "D2"): "Pass",
        ("S", "D3"): "Passing",
        ("Other's page", "D4"): "Pass",
    }
    result = Evaluation(cells, {}).value(("S", "Z9"))
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    "formula", ["=SUM(A1:A2)", '=IF(A1="x","y"', "=A1+1", "=", '="a" "b"', "=VLOOKUP(A1)"]
)
def test_a_formula_that_is_not_known_is_refused(formula: str) -> None:
    with pytest.raises(FormulaError):
        Evaluation({("S", "Z9"): formula}, {}).value(("S", "Z9"))


def test_text_is_no_condition() -> None:
    with pytest.raises(FormulaError):
        Evaluation({("S", "Z9"): '=IF("yes",1,2)'}, {}).value(("S", "Z9"))
    assert parse("=1") == parse("1")


# ---- a sheet of our own in the same shape -------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Sheet:
    """A made-up sheet: two controls, one of them named like its question, a decoy, a summary sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    summary = book.active
    assert summary is not None
    summary.append(["ID", "Text", "Met?", "Partner Response", "Guidance"])
    page = book.create_sheet("To fill")
    for row in (
        ["Met", '=COUNTIF(D:D, "Pass")'],
        ["ID", "What", "Met? (Yes/No)", "Outcome", "Partner Response / Guidance "],
        ["A title"],
        ["AAA-001", "first", "=D4", '=IF(OR(C5="YES",AND(C5="No",E4<>"")),"Pass","Fail")'],
        ["AAA-001.1 ", "is it so?", "<select>", None, '=IF(C5="No","Say why","")'],
        ["BBB-001", "second", "=D6", '=IF(AND(C8="Yes",E8="Fine"),"Pass","Fail")'],
        ["BBB-001", "decoy", "Yes"],
        ["BBB-001", "second, asked", "<select>", None, '=IF(C8="Yes","Fine","")'],
        ["ID", "Feedback Question", "Answer"],
        ["OPT-001.1", "did you like it?"],
    ):
        page.append(row)
    page.row_dimensions[7].hidden = True
    rule = DataValidation(type="list", formula1='"<select>, Yes, No"')
    rule.add("C5:C8")
    page.add_data_validation(rule)
    book.save(tmp_path / "small.xlsx")
    return Sheet(tmp_path / "small.xlsx")


def test_rows_are_found_by_header_and_id(small: Sheet) -> None:
    assert small.title == "To fill"
    assert {id_: row.number for id_, row in small.controls.items()} == {"AAA-001": 4, "BBB-001": 6}
    assert {id_: row.number for id_, row in small.questions.items()} == {"AAA-001.1": 5, "BBB-001": 8}
    assert small.questions["AAA-001.1"].choices == ("Yes", "No")


def test_small_sheet(small: Sheet) -> None:
    assert small.outcomes({}, {}) == {"AAA-001": "Fail", "BBB-001": "Fail"}
    assert small.outcomes({"AAA-001.1": "No"}, {}) == {"AAA-001": "Fail", "BBB-001": "Fail"}
    assert small.outcomes({"AAA-001.1": "No"}, {"AAA-001": "=why"}) == {"AAA-001": "Pass", "BBB-001": "Fail"}
    assert small.outcomes({"BBB-001": "Yes"}, {}) == {"AAA-001": "Fail", "BBB-001": "Pass"}
    assert small.evaluate({"BBB-001": "Yes"}, {}).value((small.title, "B1")) == 1.0
    with pytest.raises(FormulaError, match=r"AAA-001\.1"):
        small.outcomes({"AAA-001.1": "N/A"}, {})


# ---- AWS's sheet --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    named = os.environ.get("FTR_TUI_TEST_WORKBOOK")
    if not named:
        pytest.skip("AWS's workbook may not be shipped: set FTR_TUI_TEST_WORKBOOK to a blank copy of 2026.1")
    return Sheet(named)


def tally(sheet: Sheet, answers: Mapping[str, str], responses: Mapping[str, str]) -> tuple[object, ...]:
    """Return the sheet's totals B4, E4, B2 and how often its visible C says Yes, No and nothing."""
    filled = sheet.evaluate(answers, responses)
    totals = [filled.value((sheet.title, cell)) for cell in ("B4", "E4", "B2")]
    shown = Counter(filled.value((sheet.title, f"C{row.number}")) for row in sheet.controls.values())
    return (*totals, shown["Yes"], shown["No"], shown[""])


def test_ids(sheet: Sheet) -> None:
    assert len(sheet.controls) == 44
    assert len(sheet.questions) == 58 + 3
    assert sheet.questions["IAM-005.2"].choices == ("Static", "Temporary", "N/A")


@pytest.mark.parametrize("name", TOTALS)
def test_scenarios(sheet: Sheet, name: str) -> None:
    answers, responses = scenario(name, sheet)
    assert tally(sheet, answers, responses) == TOTALS[name]
    if name in FAILED:
        assert failed(sheet.outcomes(answers, responses)) == FAILED[name]


def test_a_root_answer_of_no_needs_no_response(sheet: Sheet) -> None:
    """The formula looks at the guidance of another sheet here; a plain reading of it would fail."""
    assert sheet.outcomes({"ARC-001.1": "No"}, {})["ARC-001"] == "Pass"
    assert sheet.outcomes({"ARC-001.1": "Yes"}, {})["ARC-001"] == "Fail"


def test_fillings_still_hold(sheet: Sheet) -> None:
    """The committed expectations are what the sheet gives."""
    sheet_word = {stored: word for word, stored in STORED.items()}
    for filling in fillings():
        answers = {id_: sheet_word[word] for id_, word in filling["answers"].items()}
        assert sheet.outcomes(answers, filling["responses"]) == filling["outcomes"]


def failed(outcomes: Mapping[str, str]) -> set[str]:
    return {id_ for id_, outcome in outcomes.items() if outcome == "Fail"}


# ---- the committed fillings ---------------------------------------------------------------------


def fillings() -> Iterator[dict[str, dict[str, str]]]:
    yield from json.loads(FILLINGS.read_text(encoding="utf-8"))


def test_fillings_are_worth_comparing_with() -> None:
    """Each control passes and fails often enough to tell right rules from wrong ones."""
    counts = Counter((id_, word) for filling in fillings() for id_, word in filling["outcomes"].items())
    assert len(list(fillings())) == 500
    assert len(counts) == 88
    assert min(counts.values()) >= 50
