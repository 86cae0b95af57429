"""The made-up workbook decides as AWS's own does: its formulas against the committed fillings of AWS's."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from formulas import FormulaError, Sheet
from make_fillings import STORED

from tests.tools import make_workbook as made

FILLINGS = Path(__file__).parent.parent / "data" / "sheet-fillings.json"
SHOWN = {stored: shown for shown, stored in STORED.items()}


def sheet(tmp_path: Path, build: Callable[[Path], bytes] = made.build) -> Sheet:
    build(tmp_path / "made.xlsx")
    return Sheet(tmp_path / "made.xlsx")


def test_it_decides_as_awss_own(tmp_path: Path) -> None:
    ours = sheet(tmp_path)
    for filling in json.loads(FILLINGS.read_text(encoding="utf-8"))[::10]:
        answers = {id_: SHOWN[word] for id_, word in filling["answers"].items()}
        assert ours.outcomes(answers, filling["responses"]) == filling["outcomes"]


@pytest.mark.parametrize("release", [made.NOW_2026, made.NEXT_2026, made.OLD_2024])
def test_a_release_and_its_checklist_belong_together(tmp_path: Path, release: made.Release) -> None:
    ours = sheet(tmp_path, lambda path: made.make(release, path))
    content = tomllib.loads(made.checklist_text(release))
    asked = [*content["gate"], *(q for control in content["control"] for q in control["question"])]
    assert {q["id"]: q["aws_text"] for q in asked} == {
        id_: made.text_hash(row.text) for id_, row in ours.questions.items()
    }
    assert {q["id"]: len(q["answers"]) for q in asked} == {
        id_: len(row.choices) for id_, row in ours.questions.items()
    }


def test_what_the_newer_one_has(tmp_path: Path) -> None:
    newer = sheet(tmp_path, made.doctored)
    assert made.ADDED in newer.controls
    assert made.GONE not in newer.controls
    with pytest.raises(FormulaError):
        newer.outcomes({f"{made.UNKNOWN_RULE}.1": "Yes"}, {})


def test_stored_results(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    filled = made.build(tmp_path / "made.xlsx", answers={"CAA-000": "No"}, with_results=True)
    assert (tmp_path / "made.xlsx").read_bytes() == filled
    page = load_workbook(tmp_path / "made.xlsx", data_only=True)["Hosted Requirements"]
    rows = made.rows()
    assert page[f"D{rows['control', 'CAA-001']}"].value == "Pass"
    assert page[f"D{rows['control', 'SUP-001']}"].value == "Fail"
