"""The sheet's hidden formulas as pass rules: equal to the shipped ones, and never better than the sheet."""

from __future__ import annotations

import os
import random
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from ftr_tui.exchange.workbook import building, rules
from ftr_tui.exchange.workbook.sheet import Sheet, read, read_file
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.outcome import review
from ftr_tui.model.session import Answer, Response, Session
from tests.tools import make_workbook as made
from tests.workbook import formulas

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NAMED = os.environ.get("FTR_TUI_TEST_WORKBOOK", "")
SHIPPED = tomllib.loads(made.SHIPPED.read_text(encoding="utf-8"))
CONTROLS = {c["id"]: c for c in SHIPPED["control"]}


def sheets() -> list[object]:
    real = pytest.mark.skipif(not NAMED, reason="FTR_TUI_TEST_WORKBOOK names no workbook")
    return [pytest.param("", id="made-up"), pytest.param(NAMED, id="AWS's own", marks=real)]


@cache
def opened(named: str = "") -> Sheet:
    return read_file(Path(named)) if named else read(made.build(), "made.xlsx")


def rows(lists: list[list[str]]) -> set[frozenset[str]]:
    return {frozenset(row) for row in lists}


@pytest.mark.parametrize("named", sheets())
def test_every_formula_gives_the_shipped_rule(named: str) -> None:
    found = rules.translate(opened(named))
    assert len(found) == 44
    for control, judged in found.items():
        shipped = CONTROLS[control]
        assert judged.understood, control
        wanted = rows(shipped["passes_when"]) | rows(shipped.get("review_when", []))
        assert {frozenset(row) for row in judged.rows} == wanted, control
        assert list(judged.applies) == shipped.get("applies_when", []), control


@pytest.mark.parametrize("named", sheets())
def test_what_is_built_tells_what_passes_from_what_is_explained_as_shipped(named: str) -> None:
    sheet = opened(named)
    hashed = made.checklist_text() if not named else made.SHIPPED.read_text(encoding="utf-8")
    base = Checklist.model_validate(tomllib.loads(hashed))
    built = building.build(sheet, [base], release="2026.1", on=date(2026, 11, 24))
    for control in built.content["control"]:
        shipped = CONTROLS[control["id"]]
        assert rows(control["passes_when"]) == rows(shipped["passes_when"]), control["id"]
        assert rows(control.get("review_when", [])) == rows(shipped.get("review_when", [])), control["id"]
        # All of AWS's sentences are known, so all of our help is there.
        assert control["asks"] == shipped["asks"]
        assert "help_of" not in control
        assert len(control.get("need", [])) == len(shipped.get("need", []))
    assert building.words(built) == []


def spelled(formula: str, cells: dict[str, str]) -> str:
    for name, cell in cells.items():
        formula = formula.replace(f"{{{name}}}", cell)
    return formula


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=IF({1}="Yes","Pass","Fail")', [["RES-001.1=yes"]]),
        ('=IF("yes"={1},"pass","fail")', [["RES-001.1=yes"]]),
        ('=IF(AND({1}="No",{1}="Yes"),"Pass","Fail")', None),  # can never be met
        ('=IF(OR({1}="Yes",{1}="Maybe"),"Pass","Fail")', [["RES-001.1=yes"]]),
        (
            '=IF(OR({1}="Yes",AND({1}="No",{E}<>"")),"Pass","Fail")',
            [["RES-001.1=yes"], ["RES-001.1=no", "response"]],
        ),
        ('=IF({1}<>"No","Pass","Fail")', None),  # would hold while nobody has answered
        ('=IF({1}="<select>","Pass","Fail")', None),
        ('=IF({E}="","Pass","Fail")', None),
        ('=IF({E}="ok","Pass","Fail")', None),
        ('=IF({1}="Yes","Fail","Pass")', None),
        ('=IF({1}="Yes","Pass")', None),
        ('=IF({1}="Yes",IF({E}<>"","Pass","Fail"),"Fail")', None),
        ('=IF(COUNTIF(C:C,"Yes")>3,"Pass","Fail")', None),
        ('=IF(LEN({E})>3,"Pass","Fail")', None),
        ('=IF({other}="Yes","Pass","Fail")', None),  # another control's question
        ('=IF(OR({1}="Yes",{gate}="No"),"Pass","Fail")', [["RES-001.1=yes"]]),
        ("=TRUE", None),
        ("", None),
        ("Pass", None),
    ],
)
def test_shapes(formula: str, expected: list[list[str]] | None) -> None:
    """Known shapes become rows, anything else is not understood; nothing is guessed."""
    sheet = opened()
    cells = {
        "1": sheet.cell(sheet.questions["RES-001.1"], "met"),
        "E": sheet.cell(sheet.controls["RES-001"], "response"),
        "other": sheet.cell(sheet.questions["RES-002.1"], "met"),
        "gate": sheet.cell(sheet.questions["CAA-000"], "met"),
    }
    line = replace(sheet.controls["RES-001"], outcome=spelled(formula, cells))
    lines = tuple(line if x is sheet.controls["RES-001"] else x for x in sheet.lines)
    judged = rules.translate(replace(sheet, lines=lines))["RES-001"]
    assert judged.understood == (expected is not None)
    assert [list(row) for row in judged.rows] == (expected or [])
    assert judged.applies == (("CAA-000=yes",) if expected and "{gate}" in formula else ())


def test_nothing_is_better_than_the_sheet_and_what_is_not_understood_never_passes(tmp_path: Path) -> None:
    """Random fillings of the doctored sheet, judged by its own formulas and by the list built from it."""
    made.doctored(tmp_path / "next.xlsx")
    base = Checklist.model_validate(tomllib.loads(made.checklist_text()))
    sheet = read_file(tmp_path / "next.xlsx")
    built = building.build(sheet, [base], release="2026.2", on=date(2026, 11, 24))
    checklist = Checklist.model_validate(built.content)
    assert built.unjudged == [made.UNKNOWN_RULE]
    book = openpyxl_without(tmp_path, made.UNKNOWN_RULE)
    oracle = formulas.Sheet(book)
    words = {v: c for line in sheet.lines for v, c in zip(line.values, line.choices, strict=True)}
    dice, seen = random.Random(8), set()
    for _n in range(60):
        values = {
            q.id: dice.choice([*q.answers, q.answers[0], q.answers[0]]) for q in checklist.questions.values()
        }
        texts = {c.id: "Ours." for c in checklist.controls if dice.random() < 0.5}
        session = Session(
            product="x", checklist="partner-hosted", release="2026.2", created=NOW,
            answers={q: Answer(value=v, at=NOW) for q, v in values.items()},
            responses={c: Response(text=t, at=NOW) for c, t in texts.items()},
        )  # fmt: skip
        stands = review(checklist, session, {}, date(2026, 11, 24)).states
        told = oracle.outcomes({q: words[v] for q, v in values.items()}, texts)
        for control, outcome in told.items():
            ours = str(stands[control].outcome)
            if control == made.UNKNOWN_RULE:
                # AWS's formula is not understood: its old rule may say no, nothing says yes.
                assert ours == ("review" if values["IAM-010.1"] == "yes" else "fail")
                continue
            assert (ours in ("pass", "review", "not-applicable")) == (outcome == "Pass"), (control, values)
            seen.add((control, outcome))
    assert len(seen) > 70


def openpyxl_without(folder: Path, control: str) -> Path:
    """Return the doctored workbook with a formula in place of the one that the oracle does not know."""
    from openpyxl import load_workbook

    book = load_workbook(folder / "next.xlsx")
    row = made.rows(made.NEXT_2026)["control", control]
    book[made.sheets.TITLE][f"D{row}"] = '="Fail"'
    book.save(folder / "known.xlsx")
    return folder / "known.xlsx"


@pytest.mark.parametrize(
    ("guidance", "wanted", "known"),
    [
        ('=IF({1}="Yes","good","bad")', "good", True),
        ('=IF(AND({1}="Yes",{other}="<select>"),"good","bad")', "good", False),  # hangs on another question
        ('=IF({1}="Yes",IF({E}="","good","bad"),"bad")', "good", False),  # hangs on the response
        ('=IF({1}="Yes",1,2)', "1", False),  # to a sheet 1 and "1" are not the same
        ('=IF({1}="Yes",Z99,"bad")', "", False),  # an empty cell shows 0
    ],
)
def test_guidance_that_hangs_on_more_than_its_own_question_is_no_rule(
    guidance: str, wanted: str, *, known: bool
) -> None:
    at = made.rows()
    cells = {
        "1": f"C{at['question', 'RES-001.1']}",
        "E": f"E{at['control', 'RES-001']}",
        "other": f"C{at['question', 'RES-002.1']}",
    }
    beside = f"E{at['question', 'RES-001.1']}"
    rule = f'=IF({beside}="{wanted}","Pass","Fail")'
    raw = {beside: spelled(guidance, cells), f"D{at['control', 'RES-001']}": rule}
    judged = rules.translate(read(made.build(raw=raw), "made.xlsx"))["RES-001"]
    assert judged.understood == known
    assert judged.rows == ((("RES-001.1=yes",),) if known else ())


def test_what_asks_under_an_id_of_no_known_kind_is_named() -> None:
    """AWS's own supporting sheet writes IAM-0010: a control that is not read must not look done."""
    at = made.rows()
    control, question = at["control", "RES-002"], at["question", "RES-002.1"]
    sheet = read(made.build(raw={f"A{control}": "RES-0020", f"A{question}": "RES-0020.1"}), "made.xlsx")
    named = (f"row {control} (RES-0020)", f"row {question} (RES-0020.1)")
    assert sheet.unread == named
    built = building.build(
        sheet, [Checklist.model_validate(tomllib.loads(made.checklist_text()))], release="9", on=NOW.date()
    )
    assert "RES-002" not in {c["id"] for c in built.content["control"]}
    told = [line for line in building.words(built) if line.startswith("LOOK")]
    assert told and told[0].endswith(": " + ", ".join(named))
    assert opened().unread == ()


def test_of_an_id_that_stands_twice_no_rule_is_taken() -> None:
    at = made.rows()
    sheet = read(made.build(raw={f"A{at['control', 'RES-002']}": "RES-001"}), "made.xlsx")
    assert not rules.translate(sheet)["RES-001"].understood
