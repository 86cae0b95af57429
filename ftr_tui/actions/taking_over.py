"""What self-check and evidence say of a practice of the Well-Architected review, and taking it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ftr_tui.actions.reviewing import State, lens_of, mark, practice_named, refuse_set_aside
from ftr_tui.model import wa_review
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import ItemState, Outcome
from ftr_tui.model.problem import Problem

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.facts import Finding


@dataclass(frozen=True, slots=True)
class Says:
    """What the self-check and the evidence say about a practice, from one control that touches it."""

    state: ItemState
    response: str
    findings: tuple[Finding, ...]
    """Those that decide or support; what could not be read says nothing."""


def says(desk: Desk, practice: str) -> list[Says]:
    """Return what self-check and evidence say about a practice, control by control."""
    controls = wa_review.touched(lens_of(desk), desk.checklist).get(practice, [])
    return [_says(desk, desk.review.states[c]) for c in controls]


def _says(desk: Desk, state: ItemState) -> Says:
    findings = [a.finding for a in state.answers.values() if a.finding is not None]
    told = tuple(f for f in findings if f.verdict != "unknown")
    return Says(state, desk.session.response_text(state.id), told)


def take_over(desk: Desk, practice: str) -> str:
    """Add what the self-check says to the note of a practice, or where it has no response the evidence.

    A practice of which nothing is said becomes done where all its controls are met, not done where one is
    not; else Problem: only a person can say. Returns what happened, in words. A met control is a hint: the
    person who takes it over says that it holds for the whole practice.
    """
    known = practice_named(desk, practice)
    refuse_set_aside(desk, lens_of(desk).owner_of[known.id])
    found = says(desk, known.id)
    answer = desk.session.practice.get(known.id)
    state: State | None = answer.state if answer is not None else _suggested(found)
    if not found:
        raise Problem(_("no control of the self-check touches {}").format(known.bp))
    if state is None:
        raise Problem(
            _("the self-check decides nothing about {} yet; say whether it is done").format(known.bp)
        )
    note = answer.note if answer is not None else ""
    pieces = [piece for one in found if (piece := _piece(one)) and piece not in note]
    if answer is not None and not pieces:
        raise Problem(_("the self-check says nothing about {} that is not in the note").format(known.bp))
    names = ", ".join(one.state.id for one in found)
    mark(
        desk, known.id, state, reason=answer.reason if answer is not None else "",
        note="\n".join([*([note] if note else []), *pieces]),
    )  # fmt: skip
    if answer is None:
        return _("{} {}, taken over from {}").format(known.bp, state, names)
    return _("{}: note taken over from {}").format(known.bp, names)


def _suggested(found: Sequence[Says]) -> State | None:
    outcomes = [one.state.outcome for one in found]
    if Outcome.FAIL in outcomes:
        return "not-done"
    # What is only explained is not done, and what does not apply to the self-check may apply here.
    return "done" if outcomes and all(o is Outcome.PASS for o in outcomes) else None


def _piece(one: Says) -> str:
    if one.response:
        return f"{one.state.id}: {one.response}"
    told = [f"{f.summary} ({f.read_at.date()})" for f in one.findings]
    return _("{}, evidence: {}").format(one.state.id, "; ".join(told)) if told else ""
