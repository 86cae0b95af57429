"""Formulas worked out as Excel does it; what is not understood is never guessed."""

from __future__ import annotations

import pytest

from ftr_tui.exchange.workbook.evaluate import Error, Evaluation, Formula, Value
from ftr_tui.exchange.workbook.formula import UnknownFormula

CELLS = {
    ("S", "B1"): "yes",
    ("S", "B2"): 4.0,
    ("S", "B3"): True,
    ("S", "B4"): Error("#N/A"),
    ("S", "D1"): "Pass",
    ("S", "D2"): Formula('IF(B1="YES","pass","Fail")'),
    ("S", "D3"): Formula('IF(B1="no","Pass","Fail")'),
    ("S", "E1"): Formula("E2"),
    ("S", "E2"): Formula("E1"),
    ("S", "F1"): Formula("LEN(B1)"),
    ("S", "F2"): Formula('F1&""'),
    ("Other one", "C7"): "text",
}


def value(formula: str) -> Value:
    return Evaluation({**CELLS, ("S", "Z9"): Formula(formula)}).value(("S", "Z9"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1", 0.0),  # an empty cell shows as 0
        ('A1=""', True),
        ("A1=0", True),
        ('B1="YES"', True),
        ('B2="4"', False),  # kinds never mix
        ("B3=1", False),
        ('B2&"/"&B3', "4/TRUE"),
        ("B2/A1", Error("#DIV/0!")),
        ("B1/2", Error("#VALUE!")),
        ("1/8", 0.125),
        ('IF(B1="no",1)', False),
        ('IF("true",1,2)', 1.0),
        ('IF(B1,1,2)', Error("#VALUE!")),
        ("AND(B1,B3)", True),  # text in a cell is passed over
        ('AND("x",B3)', Error("#VALUE!")),
        ("OR(B1)", Error("#VALUE!")),
        ("B4=1", Error("#N/A")),
        ("IF(B4,1,2)", Error("#N/A")),
        ("IF(B3,1,B4)", 1.0),  # the branch that is not taken is not looked at
        ('COUNTIF(D:D,"PASS")', 2.0),
        ("'Other one'!C7", "text"),
        ("'Other one'!A1", 0.0),
        ("CHAR(10)", "\n"),
        ("CHAR(0)", Error("#VALUE!")),
    ],
)  # fmt: skip
def test_values(formula: str, expected: Value) -> None:
    found = value(formula)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A2)",
        "E1",  # a circle
        "F2",  # rests on LEN
        "D:D",
        "Gone!A1",
        'COUNTIF(D:D,">3")',
        'COUNTIF(D:D,"P*")',
        'COUNTIF(D:D,"4")',
        "COUNTIF(B1,B2)",
        "IF(B3)",
        "CHAR(1,2)",
        "{=A1}",
    ],
)
def test_what_is_not_understood_is_said(formula: str) -> None:
    with pytest.raises(UnknownFormula):
        value(formula)


def test_a_long_chain_is_no_crash() -> None:
    chain: dict[tuple[str, str], Value | Formula] = {
        ("S", f"A{n}"): Formula(f"A{n + 1}") for n in range(1, 9000)
    }
    with pytest.raises(UnknownFormula):
        Evaluation(chain).value(("S", "A1"))
