"""What ``update_answer`` is to send so that the Well-Architected Tool says what the session says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Lens
from ftr_tui.model.session import Session
from ftr_tui.model.text import clean, mask_secrets
from ftr_tui.model.wa_diff import (
    APPLIES,
    ASIDE,
    CHOICE_NOTE,
    DONE,
    NO,
    NONE,
    NOTES,
    OFF,
    QUESTION_NOTE,
    SILENT,
    Difference,
    QuestionDiff,
    Take,
    compare,
    has,
    is_unknown,
    none_of,
    outgoing,
    wanted_of,
)
from ftr_tui.model.workload import ToolAnswer, Workload


@dataclass(frozen=True, slots=True)
class Update:
    """What ``update_answer`` is to send for one question."""

    diff: QuestionDiff
    request: Mapping[str, Any]
    """SelectedChoices, ChoiceUpdates, Notes, IsApplicable, Reason; the last four only where needed."""
    wanted: Mapping[str, str]
    """What the tool must say afterwards."""
    written: tuple[Difference, ...]
    warnings: tuple[str, ...]

    @property
    def question(self) -> str:
        """Return the QuestionId."""
        return self.diff.question


def update(
    lens: Lens, session: Session, workload: Workload | None, tool: ToolAnswer, take: Take = ""
) -> Update | None:
    """Return what is to be sent so that the tool says what the session says; None if nothing is.

    Of a conflict nothing is sent unless ``take`` settles it. ``tool`` must have been read right before.
    """
    diff = compare(lens, session, workload, tool)
    if diff.is_conflict and not take:
        return None
    theirs = has(lens, tool)
    wanted = wanted_of(theirs, diff.differences, take)
    written = tuple(d for d in diff.differences if wanted[d.what] != theirs[d.what])
    if not written:
        return None
    request = _request(lens, tool, wanted, {d.what for d in written})
    cut = tuple(_cuts(lens, session, tool.question, {d.what for d in written}))
    return Update(diff, request, wanted, written, (*diff.warnings, *cut))


def _request(lens: Lens, tool: ToolAnswer, wanted: Mapping[str, str], written: set[str]) -> dict[str, Any]:
    none = none_of(lens, tool)
    is_none = wanted.get(NONE) == DONE
    keeps = [
        c for c in tool.chosen if is_unknown(lens, tool.question, c) and not (is_none and NONE in written)
    ]
    done = [c for c, value in wanted.items() if c not in SILENT and value == DONE]
    chosen = [c for c in tool.chosen if c in keeps or c in done or (c == none and is_none)]
    chosen += [c for c in [*done, *([none] if is_none else [])] if c not in chosen]
    updates: dict[str, dict[str, str]] = {}
    for choice, reason in tool.aside.items():
        # Whether a choice that is left out keeps its reason is not known: each is said again.
        value = wanted.get(choice, "")
        if value in (OFF, DONE):
            updates[choice] = {"Status": "SELECTED" if value == DONE else "UNSELECTED"}
        elif choice not in written:
            updates[choice] = _not_applicable(reason or "NONE", tool.choice_notes.get(choice, ""))
    for choice, value in wanted.items():
        if choice in written and value.startswith(ASIDE):
            head, _n, note = value.partition("\n")
            updates[choice] = _not_applicable(head.partition(" ")[2], note)
            if not note and tool.choice_notes.get(choice):
                updates[choice]["Notes"] = ""
    request: dict[str, Any] = {"SelectedChoices": [c for c in chosen if c not in tool.aside or c in done]}
    if updates:
        request["ChoiceUpdates"] = updates
    if NOTES in written:
        request["Notes"] = wanted[NOTES]
    applies, _blank, reason = wanted[APPLIES].partition(" ")
    if applies == NO:
        raw = reason if APPLIES in written else tool.reason or "NONE"
        request |= {"IsApplicable": False, "Reason": raw}
    elif APPLIES in written:
        request["IsApplicable"] = True
    return request


def _not_applicable(reason: str, note: str) -> dict[str, str]:
    found = {"Status": "NOT_APPLICABLE", "Reason": reason}
    return found | ({"Notes": outgoing(note, CHOICE_NOTE)} if note else {})


def _cuts(lens: Lens, session: Session, question: str, written: set[str]) -> Iterator[str]:
    text = _("{}: the note is longer than the tool takes; its first {} of {} characters are sent")
    asked = lens.questions[question]
    note = session.review_question.get(question)
    notes = [(asked.number, note.note, QUESTION_NOTE)] if note is not None and NOTES in written else []
    for practice in asked.practice:
        said = session.practice.get(practice.id)
        if practice.id in written and said is not None and said.state == "not-applicable":
            notes.append((practice.bp, said.note, CHOICE_NOTE))
    for name, whole, limit in notes:
        sent = outgoing(whole, limit)
        if sent.endswith("…") and sent != mask_secrets(clean(whole).strip())[0]:
            yield text.format(name, len(sent) - 1, len(whole.strip()))
        if mask_secrets(whole)[1]:
            yield _("{}: something that looks like a secret is masked").format(name)


def missed(lens: Lens, sent: Update, reply: ToolAnswer) -> list[str]:
    """Return what the tool says otherwise than was sent, thing by thing."""
    now = has(lens, reply)
    return [w for w, value in sent.wanted.items() if now.get(w, value) != value]
