"""What two people changed in the Well-Architected review, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.views.well_architected import reason_word
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Conflict
    from ftr_tui.model.wa_review import QuestionState


def conflicts_of(desk: Desk, state: QuestionState) -> list[Conflict]:
    """Return what two people changed in a question and its practices."""
    mine = {f"question {state.question.id}", *(f"practice {p}" for p in state.said)}
    return [c for c in desk.session.conflict if c.what in mine]


def name_of(state: QuestionState, conflict: Conflict) -> str:
    """Return the number of what a conflict is about."""
    practice = state.question.by_id.get(conflict.what.partition(" ")[2])
    return practice.bp if practice is not None else state.question.number


def side_of(conflict: Conflict, text: str) -> str:
    """Return one side of a conflict: what was said, how or why, plan, owner, day, by whom."""
    from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote

    if not text:
        return _("nothing said")
    try:
        if conflict.what.startswith("practice "):
            said = PracticeAnswer.model_validate_json(text)
            words = {"done": _("done"), "not-done": _("not done"), "not-applicable": _("does not apply")}
            reason = reason_word(said.reason) if said.reason else ""
            told = [words[said.state], reason, said.note, said.plan, said.owner, str(said.due or ""), said.by]
        else:
            note = QuestionNote.model_validate_json(text)
            state = _("does not apply: {}").format(reason_word(note.reason)) if not note.applies else ""
            told = [state, _("none of these") if note.none else "", note.note, note.by]
    except ValueError:
        return text  # written by a newer program: shown as it is
    return glyph(" · ").join(part for part in told if part)
