"""Out into the sheet and back in: the same session, on the made-up workbook and on AWS's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from ftr_tui.actions.comparing import compare
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.exporting import export
from ftr_tui.actions.taking_in import look, read_workbook, take
from ftr_tui.model.session import Answer, Response
from tests.exchange.workbook.books import NAMES, blank
from tests.tools import make_workbook as made
from tests.tools import parsed
from tests.workbook.scenarios import TOTALS, cross_account, scenario

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WORDS = {"Yes": "yes", "No": "no", "N/A": "not-applicable", "Temporary": "temporary", "Static": "static"}
WORDS |= {"CIS v5.0": "v5.0", "CIS v3.0": "v3.0"}


@pytest.fixture(autouse=True)
def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The blank workbook is the same in every test; what comes back is read from its own bytes."""
    parsed.install(monkeypatch)


@pytest.fixture(params=NAMES)
def template(request: pytest.FixtureRequest, own_home: Path) -> Path:
    """Return a blank workbook on disk, and let the app find the checklist that belongs to it."""
    if request.param == "made-up":
        made.put_checklist(own_home)
    file = own_home / "blank.xlsx"
    file.write_bytes(blank(request.param))
    return file


def filled(template: Path, answers: dict[str, str], responses: dict[str, str]) -> Desk:
    desk = opening.create(template.parent / "sessions", "Acme", who="Lan", clock=lambda: NOW)
    given = {q: Answer(value=v, by="Lan", at=NOW) for q, v in answers.items()}
    texts = {c: Response(text=t, by="Lan", at=NOW) for c, t in responses.items()}
    desk.change("filled", desk.session.changed(answers=given, responses=texts))
    return desk


def said(desk: Desk) -> tuple[dict[str, str | None], dict[str, str]]:
    answers = {q: a.value for q, a in desk.session.answers.items()}
    return answers, {c: r.text for c, r in desk.session.responses.items()}


@pytest.mark.parametrize("name", TOTALS)
def test_a_scenario_comes_back(template: Path, name: str) -> None:
    sheet = read_workbook(template)
    answers, responses = scenario(name, sheet)
    words = {q: WORDS[a] for q, a in answers.items() if a != "<select>"}
    desk = filled(template, words, responses)
    file = template.parent / "out.xlsx"
    export(desk, file, template=template)

    # Into the session that it came from: nothing to do. N/A that the sheet asks for is nobody's word.
    found = compare(desk, read_workbook(file))
    assert {d.standing for d in found.differences} <= {"follows"} and not found.not_taken
    assert not take(desk, found, found.chosen("open")).anything
    assert said(desk) == (words, responses)

    # Into a new one: the same, and what the export filled in where a gate or another answer says so.
    other, found, new = look(template.parent / "sessions", "other", file, clock=lambda: NOW)
    assert new
    take(other, found, found.chosen("all"))
    behind = {"S4b": {*cross_account(sheet, "")}}.get(name, set())
    assert said(other) == (words | dict.fromkeys(behind, "not-applicable"), responses)
    outcomes = [{i: str(s.outcome) for i, s in d.review.states.items()} for d in (desk, other)]
    assert outcomes[0] == outcomes[1]


HOSTILE = {
    "RES-001": '=HYPERLINK("http://x","y")',
    "RES-002": "+1",
    "RES-004": '@SUM(1)\n\n  indented\tand <b>bold</b> & "quoted"',
    "IAM-001": "_x0041_ _x000D_ _x005F_",
    "IAM-003": "Tiếng Việt, 日本語, 👩‍👩‍👧 \\u202e",
    "IAM-004": "x" * 32_767,
}


def test_texts_come_back_letter_by_letter(template: Path) -> None:
    desk = filled(template, {"IAM-001.1": "yes"}, HOSTILE)
    file = template.parent / "out.xlsx"
    export(desk, file, template=template)
    other, found, _new = look(template.parent / "sessions", "other", file, clock=lambda: NOW)
    assert not found.formulas
    take(other, found, found.chosen("all"))
    assert said(other) == ({"IAM-001.1": "yes"}, HOSTILE)
