"""Markdown that shows every character of other people's texts and obeys none."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.actions import opening, reviewing, workload
from ftr_tui.actions import routes as reports
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.dossier import dossier_bytes
from ftr_tui.exchange.markdown import escape, fence
from ftr_tui.model.session import WorkloadRef
from ftr_tui.model.workload import ToolAnswer, Workload

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.hard_case(79)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<account>", r"\<account\>"),
        ("[x](y)", r"\[x\](y)"),
        ("# no title", r"\# no title"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("2026.1 stays", "2026.1 stays"),
        ("a\nb", "a b"),
        ("`x`", r"\`x\`"),
        ("\x1b[31m", r"\\u001b\[31m"),
    ],
)
def test_marks_are_escaped(text: str, shown: str) -> None:
    assert escape(text) == shown


@pytest.mark.hard_case(79)
@given(st.text(max_size=80))
def test_no_mark_stands_unescaped(text: str) -> None:
    shown = escape(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)[`<|\[]", shown.replace("\\\\", ""))


@pytest.mark.hard_case(79)
@given(st.text(alphabet="`a\n ", max_size=60))
def test_a_fence_ends_only_at_its_end(text: str) -> None:
    lines = fence(text).split("\n")
    marks = lines[0].removesuffix("text")
    assert lines[-1] == marks
    assert all(marks not in line for line in lines[1:-1])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


def test_the_dossier_tells_the_review_its_plan_and_what_is_estimate(desk: Desk) -> None:
    assert "## Well-Architected review" not in dossier_bytes(desk).decode()
    reviewing.mark(desk, "SEC02-BP02", "not-done", plan="Roles | <b> AKIAABCDEFGHIJKLMNOP", owner="Linh")
    for question in desk.checklist.by_id["IAM-002"].question:
        desk.answer(question.id, "yes")
    text = dossier_bytes(desk).decode()
    assert "| Security | 0/11 | 0 | 0 | estimate |" in text and "confirmed |" not in text
    assert "Nothing was read from the Well-Architected Tool." in text
    assert r"Roles \| \<b\> \[masked" in text and "Linh |" in text and "AKIA" not in text
    assert [c.words for c in reviewing.contradictions(desk)] and "but SEC02-BP02 is marked not done" in text


def test_page_one_names_what_is_no_plain_met(desk: Desk) -> None:
    page = dossier_bytes(desk).decode().partition("Checklist: ")[0]
    # 44 controls, general availability and two gates; twelve are named.
    assert "- Outcomes: 44 open\n" in page and page.count("[") == 12 and " and 35 more\n" in page
    desk.answer("ARC-004.1", "yes")
    desk.answer("SUP-001.1", "no")
    desk.respond("SUP-001", "Business Support from 2026-12-15.")
    page = dossier_bytes(desk).decode().partition("Checklist: ")[0]
    assert "- Outcomes: 1 not met, 1 explained, 42 open\n" in page
    assert "- Not met: [ARC-004](" in page and "- Explained: [SUP-001](" in page


def test_only_a_pillar_that_the_tool_rated_whole_is_confirmed_in_the_dossier(desk: Desk) -> None:
    lens = reviewing.lens_of(desk)
    answers = {
        q.id: ToolAnswer(question=q.id, pillar=q.pillar, at=NOW)
        for q in lens.questions.values()
        if q.pillar == "sustainability"
    }
    found = Workload(id="a" * 32, name="Acme <x>", region="eu-west-1", pulled_at=NOW, answers=answers)
    workload.keep(desk, found)
    ref = WorkloadRef(id=found.id, name=found.name, region=found.region)
    desk.change("link", desk.session.changed(workload=ref))
    text = dossier_bytes(desk).decode()
    assert "| Sustainability | 0/6 | 0 | 0 | confirmed |" in text and text.count("| confirmed |") == 1
    assert r"Workload Acme \<x\> of the Well-Architected Tool, read 2026-11-24 09:00 UTC" in text


def test_a_session_by_report_is_not_judged_by_the_sheet(desk: Desk) -> None:
    reports.prepare(desk, "wafr", on=True)
    both = dossier_bytes(desk).decode()
    assert "on the sheet route" in both or "stand in the way.**" in both
    assert "### Checks of the report: " in both and "| WAFR-FTR-001 | " in both
    reports.prepare(desk, "sheet", on=False)
    text = dossier_bytes(desk).decode()
    assert "**Not ready: " in text and "checks met, next WAFR-FTR-" in text
    assert "on the sheet, which this session does not prepare" in text


def test_every_control_of_a_built_list_is_in_the_chart_by_pillar(desk: Desk) -> None:
    """AWS's sheet names no pillar, so a list built from it has controls without one."""
    controls = [
        c.model_copy(update={"pillar": "not-sorted"}) if c.id == "RES-001" else c
        for c in desk.checklist.control
    ]
    known = desk.checklist
    desk.checklist = known.model_construct(**{**dict(known), "control": controls})
    desk.__dict__.pop("review", None)
    text = dossier_bytes(desk, ".md").decode()
    chart = text.partition("### By pillar")[2].partition("\n## ")[0]
    counts = [int(n) for n in re.findall(r"\| (\d+) \|$", chart, re.MULTILINE)]
    assert sum(counts) == 44
    assert "| Not sorted by AWS |" in chart
