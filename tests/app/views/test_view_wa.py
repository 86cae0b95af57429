"""The Well-Architected review as rows: estimate or confirmed at every figure, any text, any width."""

from datetime import date

import pytest
from rich.cells import cell_len

from ftr_tui.actions import reviewing
from ftr_tui.app.views import interview_evidence, wa_plan
from ftr_tui.app.views import well_architected as view
from ftr_tui.app.views.wa_strip import strip_row
from ftr_tui.model.workload import ToolAnswer, Workload
from tests.app.views.scene import NOW, lines, text

EVIL = "[bold]x[/] \x1b[31mred\u202e " + "ö" * 300


def asked(desk, number):
    return reviewing.question_named(desk, number).id


def tool_says(monkeypatch, desk, questions, risk):
    """Let the tool have the same answers as the session, each at ``risk``."""
    states = reviewing.states(desk)
    answers = {
        q: ToolAnswer(
            question=q, pillar=states[q].question.pillar, chosen=list(states[q].chosen), risk=risk, at=NOW
        )
        for q in questions
    }
    found = Workload(id="0" * 32, name="Acme", region="eu-west-1", pulled_at=NOW, answers=answers)
    monkeypatch.setattr("ftr_tui.actions.workload.load", lambda desk: found)


def figures(desk, question):
    """Return all lines that hold figures, with the question that they belong to."""
    states = reviewing.states(desk)
    counts = reviewing.figures(desk, states)
    rows = [*view.list_rows(states, counts, question), strip_row(counts[1], counts, 76)]
    shown = [line for line in lines(rows) if "HRI" in line]
    return [*shown, view.sum_of(counts, narrow=False)], states[question].words


def test_every_figure_says_estimate_until_the_tool_has_rated_the_same_answers(desk, monkeypatch):
    question = asked(desk, "SEC02")
    for bp in ("SEC02-BP01", "SEC03-BP01", "OPS01-BP01"):
        reviewing.mark(desk, bp, "done")
    shown, words = figures(desk, question)
    assert words == "high risk (estimate)" and len(shown) >= 4
    assert all(line.count("HRI") == line.count("(estimate)") for line in shown)

    security = [q for q, s in reviewing.states(desk).items() if s.question.pillar == "security"]
    tool_says(monkeypatch, desk, security, "MEDIUM")
    shown, words = figures(desk, question)
    assert words == "medium risk (confirmed)"
    assert any("HRI 0  MRI 11  (confirmed)" in line for line in shown)
    assert "HRI 1  MRI 11  (11 of 57 confirmed)" in shown[-1]

    # Another answer than the one that was rated is an estimate again.
    reviewing.mark(desk, "SEC02-BP02", "done")
    shown, words = figures(desk, question)
    assert words == "high risk (estimate)" and any("10 of 11 confirmed" in line for line in shown)


@pytest.mark.parametrize("narrow", [True, False])
def test_any_text_is_text_and_no_width_breaks_a_line(desk, narrow):
    desk.who = EVIL
    question = asked(desk, "SEC02")
    reviewing.mark(
        desk, "SEC02-BP02", "not-done", note=EVIL, plan=EVIL, owner=EVIL[:60], due=date(2026, 11, 1)
    )
    reviewing.note_question(desk, question, EVIL)
    desk.respond("IAM-012", EVIL)
    state = reviewing.states(desk)[question]
    practice = reviewing.practice_named(desk, "SEC02-BP02").id
    odd = reviewing.contradictions(desk)
    rows = view.side_rows(desk, state, practice, odd, narrow=narrow)
    rows += view.whole_rows(desk, state, practice, odd)
    rows += view.card_rows(state, practice, {practice: odd})
    rows += view.name_rows(state, 13, 57, narrow=narrow)
    rows += wa_plan.plan_rows(reviewing.plan(desk), desk.review.today)
    rows += view.contradiction_rows(desk, f"IAM-012 {practice}")
    for width in (120, 80, 36, 23):
        assert max(cell_len(line) for line in lines(rows, width)) <= width
    shown = text(rows)
    assert "[bold]x[/]" in shown and "\x1b" not in shown and "\u202e" not in shown
    assert "2026-11-01 past" in shown


@pytest.mark.parametrize(
    ("bps", "says"),
    [
        ([], "0 of 6 done, 6 not said"),
        (["done", "not-done"], "1 of 6 done, 4 not said"),
        (["not-done"] * 6, "none is done: 0 says so"),
        (["not-applicable"] * 6, "nothing applies: a says so"),
        (["done"] * 6, "6 of 6 done"),
    ],
)
def test_what_is_still_open_is_said(desk, bps, says):
    for number, state in enumerate(bps, 1):
        reason = "OTHER" if state == "not-applicable" else ""
        reviewing.mark(desk, f"SEC02-BP0{number}", state, reason=reason)
    assert view.stand(reviewing.states(desk)[asked(desk, "SEC02")]) == says


def test_a_contradiction_stands_in_the_evidence_of_its_control_alone(desk):
    reviewing.mark(desk, "SEC02-BP02", "not-done")
    words = "IAM-012 is met, but SEC02-BP02 is marked not done"
    assert words in text(interview_evidence.evidence_rows(desk, desk.review.states["IAM-012"]))
    assert words not in text(interview_evidence.evidence_rows(desk, desk.review.states["IAM-002"]))
    rows = view.contradiction_rows(desk)
    assert [row.key for row in rows if row.key] == [
        f"IAM-012 {reviewing.practice_named(desk, 'SEC02-BP02').id}"
    ]


def test_nothing_of_the_review_is_read_before_it_has_begun(desk, monkeypatch):
    monkeypatch.setattr(type(desk.library), "lens", lambda _self: pytest.fail("the questions were read"))
    desk.change("none", desk.session.changed(practice={}, review_question={}, workload=None))
    assert view.contradiction_rows(desk) == [] and not view.differs(desk, "IAM-012")


@pytest.mark.parametrize("rated", [0, 30, 57])
def test_at_80_columns_no_figure_loses_its_word(monkeypatch, desk, rated):
    every = list(reviewing.states(desk))
    reviewing.none_of_these(desk, every[0])
    reviewing.none_of_these(desk, every[12])
    tool_says(monkeypatch, desk, every[:rated], "HIGH")
    counts = reviewing.figures(desk)
    for count in counts:
        [shown] = lines([strip_row(count, counts, 76)], 76)
        assert "…" not in shown and shown.endswith(("confirmed)", "estimate)", "not begun")), shown
