"""Session against Well-Architected Tool, question by question: who changed what since both last agreed.

Everything is compared thing by thing: each practice, "none of these", whether the question applies, its note.
A thing that the session says nothing of stays as the tool has it; what neither side has ever agreed on, and
both say, is a conflict. Choices that no lens here knows are never compared and always kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Lens
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote, Reason
from ftr_tui.model.session import Session
from ftr_tui.model.text import clean, mask_secrets
from ftr_tui.model.workload import BY, ToolAnswer, Workload

NEVER = "never"
OFF, DONE, ASIDE = "off", "done", "aside"
YES, NO = "yes", "no"
NONE, APPLIES, NOTES = "*none", "*applies", "*notes"
"""What is compared besides practices, which are named by their ChoiceId."""
SILENT = {NONE: OFF, APPLIES: YES, NOTES: ""}
"""What these are where nobody has said anything."""
_REASONS: tuple[Reason, ...] = get_args(Reason)

CHOICE_NOTE, QUESTION_NOTE = 250, 2084
"""The tool's limits for notes, in characters; botocore checks neither."""

Side = Literal["ours", "theirs", "both", "lacks"]
"""Who changed it: the session, the tool, both (a conflict); or the session says nothing of it."""
Take = Literal["ours", "theirs", ""]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that session and tool say differently."""

    what: str
    """A ChoiceId, or NONE, APPLIES, NOTES."""
    side: Side
    ours: str | None
    theirs: str


@dataclass(frozen=True, slots=True)
class QuestionDiff:
    """One question: what differs, and what cannot be compared."""

    question: str
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...] = ()

    def of(self, *sides: Side) -> tuple[Difference, ...]:
        """Return the differences of these sides."""
        return tuple(d for d in self.differences if d.side in sides)

    @property
    def is_conflict(self) -> bool:
        """Whether a person must choose before anything of this question is written."""
        return bool(self.of("both"))


def outgoing(text: str, limit: int) -> str:
    """Return a note as it is sent: cleaned, secrets masked, cut to the tool's limit with ``…`` at the end."""
    text = mask_secrets(clean(text).strip())[0]
    if _units(text) <= limit:
        return text
    while _units(text) > limit - 1:
        text = text[: len(text) - max(1, (_units(text) - limit + 1) // 2)]
    return text.rstrip() + "…"


def _units(text: str) -> int:
    # How AWS counts is not known; in UTF-16 no text is shorter than in characters.
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def has(lens: Lens, tool: ToolAnswer) -> dict[str, str]:
    """Return what the tool says of a question that the lens knows, thing by thing."""
    out = {}
    for practice in lens.questions[tool.question].practice:
        if tool.choices and practice.id not in tool.choices:
            continue
        if practice.id in tool.aside:
            note = tool.choice_notes.get(practice.id, "") if tool.noted else ""
            out[practice.id] = _aside(tool.aside[practice.id], note)
        else:
            out[practice.id] = DONE if practice.id in tool.chosen else OFF
    if none_of(lens, tool):
        out[NONE] = DONE if any(lens.is_none(c) for c in tool.chosen) else OFF
    out[APPLIES] = YES if tool.applies else f"{NO} {_reason(tool.reason)}"
    if tool.noted:
        out[NOTES] = outgoing(tool.notes, QUESTION_NOTE)
    return out


def none_of(lens: Lens, tool: ToolAnswer) -> str:
    """Return the ChoiceId of "none of these" as the tool spells it here, or an empty string."""
    return next((c for c in (*tool.choices, *tool.chosen) if lens.is_none(c)), "")


def _aside(reason: str, note: str) -> str:
    return f"{ASIDE} {_reason(reason)}\n{outgoing(note, CHOICE_NOTE)}".rstrip("\n")


def _reason(reason: str) -> str:
    """Return a reason as both sides can say it: NONE for none, OTHER for one of a newer tool."""
    if reason in ("", "NONE"):
        return "NONE"
    return reason if reason in _REASONS else "OTHER"


def says(
    lens: Lens, session: Session, tool: ToolAnswer, base: Mapping[str, str], gone: Collection[str] = ()
) -> dict[str, str | None]:
    """Return what the session says of the same things; None where it says nothing.

    ``gone`` names things of the question that a person took back since both sides agreed on them.
    """
    question = lens.questions[tool.question]
    note = session.review_question.get(question.id)
    none = note is not None and note.none
    said = {p.id: session.practice[p.id] for p in question.practice if p.id in session.practice}
    out: dict[str, str | None] = {}
    for what in has(lens, tool):
        if what in SILENT:
            continue
        answer = said.get(what)
        if answer is not None and answer.state == "not-applicable":
            out[what] = _aside(answer.reason, answer.note if tool.noted else "")
        elif none or answer is not None:
            out[what] = DONE if answer is not None and answer.state == "done" and not none else OFF
        else:
            out[what] = None
    back = {w: SILENT[w] for w in gone if base.get(w, NEVER) not in (NEVER, SILENT[w])}
    is_done = DONE in out.values()
    out[NONE] = DONE if none else OFF if is_done else back.get(NONE)
    if note is not None and not note.applies:
        out[APPLIES] = f"{NO} {_reason(note.reason)}"
    else:
        out[APPLIES] = YES if said or none else back.get(APPLIES)
    text = outgoing(note.note, QUESTION_NOTE) if note is not None else ""
    out[NOTES] = text or back.get(NOTES)
    return out


def agreed(lens: Lens, workload: Workload | None, question: str) -> dict[str, str]:
    """Return what both sides last agreed on; what is missing, or NEVER, they never did."""
    old = workload.answers.get(question) if workload is not None else None
    if workload is None or old is None:
        return {}
    return has(lens, old) | dict(workload.apart.get(question, {}))


def _gone(session: Session, workload: Workload | None, question: str) -> set[str]:
    """Return what may count as taken back: a pull that was undone leaves older notes: nothing was."""
    note = session.review_question.get(question)
    old = workload.answers.get(question) if workload is not None else None
    if note is None or workload is None or old is None:
        return set()
    return set(SILENT) if note.at >= old.at else set(workload.apart.get(question, {})) & set(SILENT)


def compare(lens: Lens, session: Session, workload: Workload | None, tool: ToolAnswer) -> QuestionDiff:
    """Return how session and ``tool`` (what the tool says now) differ, given what they last agreed on."""
    base = agreed(lens, workload, tool.question)
    theirs = has(lens, tool)
    ours = says(lens, session, tool, base, _gone(session, workload, tool.question))
    found = []
    for what, value in theirs.items():
        side = _side(what, ours[what], value, base.get(what, NEVER), is_said=tool.answered)
        if side is not None:
            found.append(Difference(what, side, ours[what], value))
    differences = tuple(found)
    if _clash(lens, tool, theirs, differences):
        differences = tuple(d if d.side == "lacks" else replace(d, side="both") for d in differences)
    return QuestionDiff(tool.question, differences, tuple(_unsayable(lens, session, tool)))


def _side(what: str, ours: str | None, theirs: str, base: str, *, is_said: bool) -> Side | None:
    if ours == theirs:
        return None
    if ours is None:
        return None if theirs == SILENT.get(what, OFF) else "lacks"
    if base == NEVER:
        unsaid = theirs == "" if what == NOTES else not is_said
        return "ours" if unsaid else "both"
    if base == theirs:
        return "ours"
    return "theirs" if base == ours else "both"


def _clash(lens: Lens, tool: ToolAnswer, theirs: Mapping[str, str], found: tuple[Difference, ...]) -> bool:
    """Whether what would be written says "none of these" and something else in one breath."""
    wanted = wanted_of(theirs, found, "")
    if wanted.get(NONE) != DONE or not any(d.side == "ours" for d in found):
        return False
    unknown = [c for c in tool.chosen if is_unknown(lens, tool.question, c)]
    return bool(unknown) or any(v == DONE for w, v in wanted.items() if w != NONE)


def is_unknown(lens: Lens, question: str, choice: str) -> bool:
    """Whether a choice is of an older or newer lens than the one here."""
    return choice not in lens.questions[question].by_id and not lens.is_none(choice)


def _unsayable(lens: Lens, session: Session, tool: ToolAnswer) -> Iterator[str]:
    theirs = has(lens, tool)
    for practice in lens.questions[tool.question].practice:
        said = session.practice.get(practice.id)
        if practice.id not in theirs and said is not None and said.state != "not-done":
            yield _("{}: the tool's release of the lens has no such practice").format(practice.bp)
    note = session.review_question.get(tool.question)
    if note is not None and note.none and NONE not in theirs:
        number = lens.questions[tool.question].number
        yield _('{}: the tool has no choice "none of these" here').format(number)


def wanted_of(theirs: Mapping[str, str], found: tuple[Difference, ...], take: Take) -> dict[str, str]:
    """Return what the tool is to say: its own words, with what only the session changed, or was chosen."""
    out = dict(theirs)
    for d in found:
        if d.ours is not None and (d.side == "ours" or (d.side == "both" and take == "ours")):
            out[d.what] = d.ours
    return out


def settled(
    lens: Lens, session: Session, before: Workload | None, tool: ToolAnswer, *, ours_counts: bool = False
) -> dict[str, str]:
    """Return ``Workload.apart`` of one question, now that the tool says ``tool``.

    ``ours_counts``: a person has seen what the tool says, and the session's word is to stand.
    """
    base = agreed(lens, before, tool.question)
    ours = says(lens, session, tool, base, _gone(session, before, tool.question))
    out = {}
    for what, theirs in has(lens, tool).items():
        mine, old = ours[what], base.get(what, NEVER)
        if mine is None:
            # Nothing was said of it. Of a note that is no reason to think later that a person took it back.
            if what in SILENT and theirs != SILENT[what]:
                out[what] = NEVER
            continue
        unsaid = theirs == "" if what == NOTES else not tool.answered
        if mine == theirs or ours_counts or old == theirs or (old == NEVER and unsaid):
            continue
        out[what] = old
    return out


def taken_in(session: Session, tool: ToolAnswer, found: Collection[Difference], now: datetime) -> Session:
    """Return the session with these things as the tool has them; what a person wrote beside them stays."""
    practice, questions = dict(session.practice), dict(session.review_question)
    for d in found:
        if d.what in SILENT:
            old = questions.get(tool.question) or QuestionNote(by=BY, at=now)
            if d.what == NONE and old.none and d.theirs != DONE:
                practice |= _not_done(tool, practice)
            questions[tool.question] = _note_as(tool, d, old)
        else:
            practice[d.what] = _practice_as(tool, d, practice.get(d.what), now)
    return session.changed(practice=practice, review_question=questions)


def _not_done(tool: ToolAnswer, said: Mapping[str, PracticeAnswer]) -> dict[str, PracticeAnswer]:
    """Return the practices that "none of these" had overruled: else the next push would write them unseen."""
    hidden = {c: said[c] for c in tool.choices if c in said and said[c].state == "done"}
    return {c: a.model_copy(update={"state": "not-done"}) for c, a in hidden.items()}


def _note_as(tool: ToolAnswer, d: Difference, old: QuestionNote) -> QuestionNote:
    if d.what == NONE:
        return old.model_copy(update={"none": d.theirs == DONE})
    if d.what == NOTES:
        return old.model_copy(update={"note": tool.notes.strip()})
    reason = "" if tool.applies else _session_reason(tool.reason)
    return old.model_copy(update={"applies": tool.applies, "reason": reason})


def _practice_as(
    tool: ToolAnswer, d: Difference, old: PracticeAnswer | None, now: datetime
) -> PracticeAnswer:
    note = tool.choice_notes.get(d.what, "").strip()
    aside = d.theirs.startswith(ASIDE)
    fields: dict[str, Any] = {
        "state": "not-applicable" if aside else "done" if d.theirs == DONE else "not-done",
        "reason": _session_reason(tool.aside[d.what]) if aside else "",
        "by": BY,
        "at": now,
    }
    if aside or old is None:
        fields["note"] = note
    return PracticeAnswer(**fields) if old is None else old.model_copy(update=fields)


def _session_reason(reason: str) -> str:
    found = _reason(reason)
    return "" if found == "NONE" else found
