"""Questions as answered, figures per pillar, the plan, contradictions; estimate until the tool confirms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ftr_tui.model import outcome, wa_review
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote
from ftr_tui.model.session import Answer, Session
from ftr_tui.model.wa_review import board, contradictions, plan, question_state
from ftr_tui.model.workload import ToolAnswer, Workload
from ftr_tui.store.library import Library
from tests.model.test_lens import LENS

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUESTION = "identities"


def said(**states: str) -> dict[str, PracticeAnswer]:
    return {
        name: PracticeAnswer(state=state.replace("_", "-"), at=AT)  # type: ignore[arg-type]
        for name, state in states.items()
    }


def session(practice: dict[str, PracticeAnswer] | None = None, note: dict[str, Any] | None = None) -> Session:
    asked = {QUESTION: QuestionNote(at=AT, **note)} if note is not None else {}
    return Session(
        product="Acme", checklist="partner-hosted", release="2026.1", created=AT,
        practice=practice or {}, review_question=asked,
    )  # fmt: skip


def tool(risk: str, *chosen: str, **more: Any) -> Workload:
    answer = ToolAnswer(question=QUESTION, pillar="security", chosen=list(chosen), risk=risk, at=AT, **more)
    return Workload(id="0" * 32, name="Acme", region="eu-west-1", pulled_at=AT, answers={QUESTION: answer})


def test_what_is_said_of_practices_makes_an_estimate_and_says_what_is_left() -> None:
    state = question_state(LENS, session(said(high="done", low="not_applicable")), None, QUESTION)
    assert (state.chosen, dict(state.aside), state.missing) == (("high",), {"low": ""}, ("medium",))
    assert (state.unsaid, state.answered, state.whole) == (("medium",), True, False)
    assert (state.risk, state.words) == ("MEDIUM", "medium risk (estimate)")


@pytest.mark.parametrize("practice", [{}, said(high="not_done", medium="not_done", low="not_done")])
def test_nothing_done_is_not_answered_until_none_of_these_is_chosen(
    practice: dict[str, PracticeAnswer],
) -> None:
    state = question_state(LENS, session(practice), None, QUESTION)
    assert not state.answered and state.risk == "UNANSWERED"
    state = question_state(LENS, session(practice, {"none": True}), None, QUESTION)
    assert state.answered and state.whole and state.risk == "HIGH" and state.chosen == ()


def test_a_question_that_does_not_apply_is_answered_and_plans_nothing() -> None:
    found = session(said(high="not_done"), {"applies": False, "reason": "OUT_OF_SCOPE"})
    state = question_state(LENS, found, None, QUESTION)
    assert (state.answered, state.risk, state.reason, state.plans) == (
        True,
        "NOT_APPLICABLE",
        "OUT_OF_SCOPE",
        (),
    )


@pytest.mark.parametrize(
    ("workload", "confirmed"),
    [
        (tool("HIGH", "low"), "HIGH"),
        (tool("MEDIUM", "low"), "MEDIUM"),
        (tool("MEDIUM", "low", "medium"), None),
        (tool("MEDIUM", "low", aside={"high": "OTHER"}), None),
        (tool("MEDIUM", "sec_identities_no"), None),
        (tool("MEDIUM", "low", applies=False), None),
        # A word of a newer tool is no risk that is known here.
        (tool("SEVERE", "low"), None),
        # A choice of another lens is kept in the tool; here is nothing that could differ from it.
        (tool("NONE", "low", "of_another_lens"), "NONE"),
        (None, None),
    ],
)
def test_a_risk_is_confirmed_only_by_a_tool_that_has_the_same_answer(
    workload: Workload | None, confirmed: str | None
) -> None:
    state = question_state(LENS, session(said(low="done", high="not_done")), workload, QUESTION)
    assert state.confirmed == confirmed
    assert state.words.endswith("(confirmed)" if confirmed else "(estimate)")
    assert state.risk == (confirmed or "HIGH")


def test_none_of_these_is_the_same_answer_however_the_tool_spells_it() -> None:
    state = question_state(
        LENS, session(note={"none": True}), tool("HIGH", "sec_sec_identities_no"), QUESTION
    )
    assert state.confirmed == "HIGH"
    away = session(note={"applies": False, "reason": "OTHER"})
    state = question_state(LENS, away, tool("NOT_APPLICABLE", applies=False), QUESTION)
    assert state.words == "does not apply (confirmed)"


def test_the_board_counts_questions_and_says_estimate_until_all_are_confirmed() -> None:
    found = board(LENS, session(said(low="done", place="done")), tool("HIGH", "low"))
    security, green = found["security"], found["sustainability"]
    assert (security.answered, security.of, security.high, security.medium) == (1, 1, 1, 0)
    assert (security.word, green.word, green.answered, green.high) == ("confirmed", "estimate", 1, 0)
    assert board(LENS, session(), None)["security"].word == "estimate"


def test_the_plan_has_what_is_not_done_by_risk_then_day() -> None:
    practice = said(high="not_done", medium="not_done", low="done", place="not_done")
    for name, due in (("medium", None), ("place", date(2026, 12, 5))):
        practice[name] = practice[name].model_copy(update={"due": due, "owner": "Linh"})
    items = plan(LENS, session(practice), None)
    assert [i.practice.id for i in items] == ["high", "place", "medium"]
    assert [i.is_planned for i in items] == [False, True, False]
    with_none = plan(LENS, session(said(low="not_applicable"), {"none": True}), None)
    assert [i.practice.id for i in with_none] == ["high", "medium"]


# --- contradictions: the shipped list and lens, whose ids are AWS's ---------------------------------

IAM_012 = "IAM-012"


def disagreeing(
    state: str, answers: dict[str, str], workload: Workload | None = None
) -> list[tuple[str, str, str]]:
    library = Library()
    lens, checklist = library.lens(), library.checklist("partner-hosted", "2026.1")
    practice = {lens.by_bp["SEC02-BP02"].id: PracticeAnswer(state=state, at=AT)} if state else {}  # type: ignore[arg-type]
    found = session(practice).changed(answers={q: Answer(value=v, at=AT) for q, v in answers.items()})
    review = outcome.review(checklist, found, {}, date(2026, 11, 24))
    listed = contradictions(lens, checklist, found, review, workload)
    only = contradictions(lens, checklist, found, review, workload, only=IAM_012)
    assert only == [c for c in listed if c.control == IAM_012]
    return [(c.control, c.bp, c.says) for c in listed]


@pytest.mark.parametrize(
    ("state", "answer", "expected"),
    [
        ("not-done", "yes", [(IAM_012, "SEC02-BP02", "pass")]),
        ("done", "no", [(IAM_012, "SEC02-BP02", "fail")]),
        ("done", "yes", []),
        ("not-done", "no", []),
        ("not-applicable", "yes", []),
        ("", "yes", []),
    ],
)
def test_self_check_and_review_contradict_each_other(
    state: str, answer: str, expected: list[tuple[str, str, str]]
) -> None:
    assert disagreeing(state, {"IAM-012.1": answer, "IAM-012.2": "yes"}) == expected


def test_a_practice_that_only_the_tool_has_counts_where_the_session_is_silent() -> None:
    lens = Library().lens()
    practice = lens.by_bp["SEC02-BP02"]
    question = lens.owner_of[practice.id]
    answer = ToolAnswer(question=question, pillar="security", chosen=[practice.id], risk="HIGH", at=AT)
    workload = tool("HIGH").changed(answers={question: answer})
    assert disagreeing("", {"IAM-012.1": "no"}, workload) == [(IAM_012, "SEC02-BP02", "fail")]
    assert disagreeing("not-done", {"IAM-012.1": "no"}, workload) == []


def test_controls_are_named_by_the_checklist_and_those_of_the_shipped_lens_agree() -> None:
    library = Library()
    lens = library.lens()
    touched = wa_review.touched(lens, library.checklist("partner-hosted", "2026.1"))
    assert touched[lens.by_bp["SEC02-BP02"].id] == ["IAM-002", "IAM-012", "CAA-003"]
    assert {k: sorted(v) for k, v in touched.items()} == {
        p.id: sorted(p.controls) for p in lens.practices.values() if p.controls
    }
