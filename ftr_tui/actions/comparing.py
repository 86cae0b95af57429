"""What a filled workbook says, beside what a session says: difference by difference, nothing is taken yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ftr_tui.actions.desk import Desk
from ftr_tui.actions.handing_in import refuse_list
from ftr_tui.exchange.workbook.sheet import Line, Sheet, stored_word
from ftr_tui.model.checklist import Question
from ftr_tui.model.effective import Standing
from ftr_tui.model.handed_in import NOT_APPLICABLE, hand_in, without_answers
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import review
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer
from ftr_tui.model.text import clean, mask_secrets, one_line, text_hash

_SAID = (Standing.CONFIRMED, Standing.PERSON, Standing.OVERRULED, Standing.CONTRADICTED)
"""A person stands behind what is here."""

Kind = Literal["answer", "response"]
Key = tuple[str, str]
"""Kind and id: SECOPS-001 is a question and a control."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer or response that the workbook has and the session has not."""

    kind: Kind
    id: str
    """Of the question, or of the control."""
    item: str
    """The control or gate that it belongs to."""
    here: str
    """Stored word or text; empty: open."""
    there: str
    standing: Literal["open", "evidence", "follows", "person"]
    """What is here: nothing, what evidence says, nothing for another answer makes it needless, a person's."""
    note: str = ""

    @property
    def key(self) -> Key:
        """Return what tells it from all others."""
        return (self.kind, self.id)

    @property
    def conflict(self) -> bool:
        """Whether taking it replaces what a person said."""
        return self.standing == "person"

    @property
    def fills(self) -> bool:
        """Whether it is taken unless somebody says otherwise."""
        return self.standing in ("open", "evidence")


@dataclass(slots=True)
class Comparison:
    """A workbook beside a session, in the sheet's order."""

    sheet: Sheet
    differences: list[Difference] = field(default_factory=list)
    same: int = 0
    only_here: int = 0
    """Answers and responses of people that the workbook lacks; they stay."""
    not_taken: list[tuple[str, str]] = field(default_factory=list)
    """Id and why; such things cannot be picked."""
    comments: list[tuple[str, str]] = field(default_factory=list)
    """AWS's words, with the control or question that they stand beside, or ""."""
    feedback: int = 0
    """Answers to AWS's questions about the sheet; a session has no place for them."""
    masked: dict[Key, int] = field(default_factory=dict)
    """Responses with things that look like secrets: how many are masked."""
    formulas: list[str] = field(default_factory=list)
    """Ids whose cell holds a formula: its stored result was read, it was not worked out."""
    over: list[str] = field(default_factory=list)
    """Questions whose guidance somebody typed over: the text counts as the control's response."""

    def chosen(self, take: str) -> set[Key]:
        """Return what ``open``, ``said``, ``all`` or ``none`` takes.

        ``said`` leaves out the N/A that follow from other answers: taken, each becomes a person's word.
        ``all`` is for a new session, which is to be the workbook again.
        """
        standings = {"open": ("open", "evidence"), "said": ("open", "evidence", "person")}.get(take, ())
        return {d.key for d in self.differences if take == "all" or d.standing in standings}


def compare(desk: Desk, sheet: Sheet) -> Comparison:
    """Return what the workbook says that the session does not; Problem if it is of another list."""
    refuse_list(desk.checklist, file=sheet.file)
    known = desk.checklist.questions
    if not any(q.id in known and same_sentence(known[q.id], q) for q in sheet.questions.values()):
        text = _("none of its questions is one of {}").format(desk.checklist.name)
        hint = _("answers come along only where AWS's sentence is the same")
        raise Problem(text, file=sheet.file, hint=hint)
    found = Comparison(sheet, comments=list(_comments(sheet)))
    found.feedback = sum(line.kind == "feedback" and bool(line.answer.strip()) for line in sheet.lines)
    worked_out = [line for line in sheet.lines if line.worked_out]
    found.formulas = [line.id for line in worked_out if line.answer or line.response]
    why = _("holds a formula without a stored result; open the file and save it once")
    found.not_taken += [(line.id, why) for line in worked_out if not (line.answer or line.response)]
    found.not_taken += _unheard(sheet)
    lines = _each_once(sheet, found)
    answers = {d.key: d for d in _answers(desk, lines, found)}
    responses = {d.key: d for d in _responses(desk, lines, found)}
    owner_of = desk.checklist.owner_of
    for line in lines:
        if line.kind != "control" and (answer := answers.pop(("answer", line.id), None)):
            found.differences.append(answer)
        # CIS, GA and the gates have no row of their own: a response typed over their guidance stands there.
        item = (
            line.id if line.kind == "control" or line.id in found.sheet.control_of else owner_of.get(line.id)
        )
        if response := responses.pop(("response", item or ""), None):
            found.differences.append(response)
    found.differences += responses.values()
    found.differences = _following(desk, found.differences)
    found.only_here = _only_here(desk, lines, found)
    return found


def same_sentence(question: Question, line: Line) -> bool:
    """Return whether the sheet asks exactly what the checklist's question was made from."""
    return bool(question.aws_text) and question.aws_text == text_hash(line.text)


def _comments(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for line in sheet.lines:
        if line.comment:
            yield ("" if line.kind == "feedback" else line.id, line.comment)
    yield from (("", text) for text in sheet.loose)
    yield from sheet.notes


def _unheard(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield place and why of what may be AWS's word and is not taken in."""
    for address, text in sheet.above:
        why = _(
            "above the header of AWS's comments, so it may be part of the sheet; type it in if it is one: {}"
        )
        yield address, why.format(one_line(text, 160))
    if number := sheet.notes_elsewhere:
        text = ngettext("{} note at a cell of another sheet", "{} notes at cells of other sheets", number)
        yield _("notes"), text.format(number)


def _each_once(sheet: Sheet, found: Comparison) -> list[Line]:
    """Return the lines, of an id that stands twice the one that says something; two that differ are none."""
    out: dict[Key, Line] = {}
    torn: set[Key] = set()
    for line in sheet.lines:
        key = (line.kind, line.id)
        before = out.get(key)
        said, now = (before.answer or before.response) if before else "", line.answer or line.response
        if said and now and said.casefold() != now.casefold():
            torn.add(key)
        elif before is None or not said:
            out[key] = line
    for kind, id_ in torn:
        found.not_taken.append((id_, _("stands twice in the workbook, with different words")))
        del out[kind, id_]
    return list(out.values())


def _answers(desk: Desk, lines: list[Line], found: Comparison) -> Iterator[Difference]:
    questions = desk.checklist.questions
    for line in lines:
        if line.kind != "question" or not line.answer:
            continue
        asked, word = questions.get(line.id), stored_word(line.answer)
        shown = one_line(line.answer, 40)
        if asked is None:
            why = _("no question of {}: {}").format(desk.checklist.name, repr(shown))
            found.not_taken.append((line.id, why))
        elif not same_sentence(asked, line):
            why = _("its question was reworded, so {} may not hold").format(repr(shown))
            found.not_taken.append((line.id, why))
        elif word not in asked.answers:
            takes = ", ".join(asked.answers)
            why = _("not understood: {} (it takes: {})").format(repr(shown), takes)
            found.not_taken.append((line.id, why))
        else:
            difference = _answer(desk, line, word)
            if difference is None:
                found.same += 1
            else:
                yield difference


def _answer(desk: Desk, line: Line, word: str) -> Difference | None:
    answer = desk.answer_of(line.id)
    item = desk.checklist.owner_of[line.id]
    if answer.standing in _SAID and answer.value is not None:
        if answer.value == word:
            return None
        return Difference("answer", line.id, item, answer.value, word, "person")
    if answer.standing is Standing.UNCONFIRMED and answer.value is not None:
        note = "" if answer.value == word else _("evidence says {}").format(answer.value)
        return Difference("answer", line.id, item, answer.value, word, "evidence", note)
    note = ""
    if answer.stored is not None:
        note = _("ran out") if answer.standing is Standing.EXPIRED else _("don't know yet")
    return Difference("answer", line.id, item, "", word, "open", note)


def _responses(desk: Desk, lines: list[Line], found: Comparison) -> Iterator[Difference]:
    texts: dict[str, list[str]] = {}
    over: dict[str, list[str]] = {}
    for line in lines:
        text = clean(line.response).strip()
        if not text:
            continue
        item = line.id
        if line.kind == "question":
            # SECOPS-001 and the gates own themselves; CIS.1 belongs to CIS.
            item = desk.checklist.owner_of.get(line.id) or found.sheet.control_of.get(line.id, line.id)
            over.setdefault(item, []).append(line.id)
            found.over.append(line.id)
        texts.setdefault(item, []).append(text)
    for item, parts in texts.items():
        text, masked = mask_secrets("\n\n".join(dict.fromkeys(parts)))
        if item not in desk.checklist.by_id:
            why = _("no control of {}, it has a response: {}").format(desk.checklist.name, one_line(text, 60))
            found.not_taken.append((item, why))
            continue
        text, other = without_answers(desk.session, item, text)
        if other:
            why = _("our answer to AWS's comment reads otherwise here; there: {}").format(
                one_line(other, 160)
            )
            found.not_taken.append((item, why))
        if not text:
            found.same += not other
            continue
        here = desk.session.response_text(item)
        if text.split() == here.split():
            found.same += 1
            continue
        if masked:
            found.masked["response", item] = masked
        note = _("typed over the guidance of {}").format(", ".join(over[item])) if item in over else ""
        yield Difference("response", item, item, here, text, "person" if here else "open", note)


def _following(desk: Desk, found: list[Difference]) -> list[Difference]:
    """Mark the N/A that the other answers ask for: our own export fills them in, nobody said them."""
    answers = dict(desk.session.answers)
    for d in found:
        if d.kind == "answer" and d.fills and d.there != NOT_APPLICABLE:
            answers[d.id] = Answer(value=d.there, at=desk.clock())
    then = desk.session.changed(answers=answers)
    judged = review(desk.checklist, then, desk.evidence.by_question(), desk.review.today)
    needless = set(hand_in(judged, then).not_needed)
    return [
        Difference(d.kind, d.id, d.item, d.here, d.there, "follows", d.note)
        if d.kind == "answer" and d.standing == "open" and d.there == NOT_APPLICABLE and d.id in needless
        else d
        for d in found
    ]


def _only_here(desk: Desk, lines: list[Line], found: Comparison) -> int:
    said = {line.id for line in lines if line.kind == "question" and line.answer}
    here = [q for q in desk.checklist.questions if desk.answer_of(q).standing in _SAID and q not in said]
    written = {line.id for line in lines if line.kind == "control" and line.response.strip()}
    written |= {d.id for d in found.differences if d.kind == "response"}
    texts = [c for c in desk.session.responses if desk.session.response_text(c) and c not in written]
    return len(here) + len(texts)
