"""Answers given one by one or from a CSV file."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path

from ftr_tui.actions.desk import Desk
from ftr_tui.actions.trying import as_one
from ftr_tui.exchange.tables import Row, read_rows
from ftr_tui.model.checklist import Question, read_answer
from ftr_tui.model.effective import Standing
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line
from ftr_tui.store.toml_read import read_bytes, shown

UNSURE = "don't know yet"


@dataclass(slots=True)
class Brought:
    """What came in, and what a person should look at."""

    answers: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)
    same: int = 0
    masked: int = 0
    contradicted: list[str] = field(default_factory=list)
    """Answers against evidence that came without a reason."""
    ignored: list[str] = field(default_factory=list)
    """Columns that were not read."""


def find_question(desk: Desk, text: str) -> Question:
    """Return the question that was typed, in any case; Problem names what comes near."""
    wanted = text.strip().upper()
    questions = desk.checklist.questions
    if wanted in questions:
        return questions[wanted]
    item = desk.checklist.by_id.get(wanted)
    if item is not None:
        names = ", ".join(q.id for q in item.question)
        raise Problem(_("{} is a control; its questions are {}").format(wanted, names))
    near = difflib.get_close_matches(wanted, list(questions), 3)
    hint = _("did you mean {}?").format(", ".join(near)) if near else ""
    raise Problem(_("{} is no question of {}").format(one_line(text, 60), desk.checklist.name), hint=hint)


def find_value(question: Question, text: str) -> str | None:
    """Return the stored word for an answer in our words or in those of AWS's sheet; None: don't know yet."""
    word = " ".join(text.split())
    if word.lower() in (UNSURE, "unsure", "l"):
        return None
    found = read_answer(question, word.removeprefix("CIS ").removeprefix("cis "))
    # A letter for each of a question's own choices, as in the interview.
    own = [a for a in question.own_choices if a.startswith(word.lower())] if len(word) == 1 else []
    if found is None and len(own) == 1:
        found = own[0]
    if found is None:
        takes = _("it takes: {}").format(", ".join([*question.answers, UNSURE]))
        raise Problem(_("{} takes no answer {!r}").format(question.id, one_line(text, 60)), hint=takes)
    return found


def give(desk: Desk, question: str, value: str, response: str | None, *, by: str, reason: str) -> Brought:
    """Give one answer, and with it a response if there is one; both or none are saved."""
    asked = find_question(desk, question)
    stored = find_value(asked, value)
    brought = Brought()

    def work(draft: Desk) -> None:
        _answer(draft, asked.id, stored, by=by, reason=reason)
        brought.answers.append(asked.id)
        if response is not None:
            brought.masked += draft.respond(desk.checklist.owner_of[asked.id], response)
            brought.responses.append(desk.checklist.owner_of[asked.id])

    as_one(desk, _("{} answered").format(asked.id), work)
    brought.contradicted = contradicted(desk, brought.answers)
    return brought


def from_csv(desk: Desk, path: Path, *, by: str = "") -> Brought:
    """Take over the answers and responses of a CSV file: all rows, or none. Problem gives file and line."""
    rows, ignored = read_rows(read_bytes(path), shown(path))
    brought = Brought(ignored=ignored)
    planned = _plan(desk, rows, shown(path))

    def work(draft: Desk) -> None:
        for row, question, value in planned.answers:
            before = desk.session.answers.get(question)
            known = before is not None and before.value == value and row.reason in ("", before.reason.strip())
            if known:
                # The same again is no news: who said it, when, and until when it holds stay as they are.
                brought.same += 1
                continue
            _answer(draft, question, value, by=by, reason=row.reason)
            brought.answers.append(question)
        for item, text in planned.responses.items():
            before_text = desk.session.responses.get(item)
            if before_text is not None and before_text.text == text and not before_text.borrowed:
                brought.same += 1
                continue
            brought.masked += draft.respond(item, text)
            brought.responses.append(item)

    as_one(desk, _("answers of {}").format(path.name), work)
    brought.contradicted = contradicted(desk, brought.answers)
    return brought


@dataclass(slots=True)
class _Plan:
    answers: list[tuple[Row, str, str | None]] = field(default_factory=list)
    responses: dict[str, str] = field(default_factory=dict)


def _plan(desk: Desk, rows: list[Row], name: str) -> _Plan:
    """Return what the rows ask for; the first that cannot be done stops all."""
    plan = _Plan()
    seen: dict[str, int] = {}
    for row in rows:
        try:
            _plan_row(desk, row, plan, seen)
        except Problem as error:
            raise Problem(error.reason, file=name, line=row.line, hint=error.hint) from None
    return plan


def _plan_row(desk: Desk, row: Row, plan: _Plan, seen: dict[str, int]) -> None:
    wanted = row.question.upper()
    item: str | None = wanted if wanted in desk.checklist.by_id else None
    if row.value or item is None:
        question = find_question(desk, row.question)
        item = desk.checklist.owner_of[question.id]
        if row.value:
            value = find_value(question, row.value)
            if question.id in seen:
                raise Problem(_("{} was answered in line {} already").format(question.id, seen[question.id]))
            seen[question.id] = row.line
            plan.answers.append((row, question.id, value))
    if row.response.strip():
        if plan.responses.get(item, row.response) != row.response:
            raise Problem(_("{} has two different responses").format(item))
        plan.responses[item] = row.response


def _answer(desk: Desk, question: str, value: str | None, *, by: str, reason: str) -> None:
    if value is None:
        desk.unsure(question, by)
    else:
        desk.answer(question, value, reason=reason, by=by)


def contradicted(desk: Desk, questions: list[str]) -> list[str]:
    """Return those of the questions whose answer stands against evidence, without a reason."""
    return [q for q in questions if desk.answer_of(q).standing is Standing.CONTRADICTED]
