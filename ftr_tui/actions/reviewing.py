"""The Well-Architected review at work: what a person says of a practice, or of a question as a whole."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, get_args

from ftr_tui.model import wa_review
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote, Reason
from ftr_tui.model.text import clean, mask_secrets

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.lens import Lens, Practice, Question
    from ftr_tui.model.session import Session
    from ftr_tui.model.wa_review import Contradiction, PillarCount, PlanItem, QuestionState
    from ftr_tui.model.workload import Workload

State = Literal["done", "not-done", "not-applicable"]
STATES: tuple[State, ...] = get_args(State)
REASONS: tuple[Reason, ...] = tuple(r for r in get_args(Reason) if r)
"""AWS's reasons why something does not apply."""
_LONGEST_NAME = 80


class Given(TypedDict, total=False):
    """What is to change of a practice beside its state; what is not named stays."""

    note: str
    plan: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One pillar in figures, with the word that must stand beside them: estimate or confirmed."""

    pillar: str
    title: str
    ftr: bool
    count: PillarCount


# --- how it stands ----------------------------------------------------------------------------------


def lens_of(desk: Desk) -> Lens:
    """Return the questions of the review."""
    return desk.library.lens()


def workload_of(desk: Desk) -> Workload | None:
    """Return what the tool said at the last pull or push, or None."""
    from ftr_tui.actions import workload

    return workload.load(desk)


def trouble(desk: Desk) -> str:
    """Return why nothing that the tool said counts, and what to do; empty where all is well."""
    from ftr_tui.actions import workload

    found = workload.trouble(desk)
    again = _("all figures are estimates until it is read again: ftr-tui wa pull {}").format(desk.name)
    return f"{found}; {again}" if found else ""


def states(desk: Desk) -> dict[str, QuestionState]:
    """Return every question as it stands, by QuestionId, the FTR pillars first."""
    return wa_review.states(lens_of(desk), desk.session, workload_of(desk))


def figures(desk: Desk, found: dict[str, QuestionState] | None = None) -> list[Figures]:
    """Return the pillars in figures."""
    lens = lens_of(desk)
    counts = wa_review.count(lens, states(desk) if found is None else found)
    return [Figures(p.id, p.title, p.ftr, counts[p.id]) for p in lens.pillar]


def plan(desk: Desk) -> list[PlanItem]:
    """Return the improvement plan, the highest risk first."""
    return wa_review.plan(lens_of(desk), desk.session, workload_of(desk))


def begun(desk: Desk) -> bool:
    """Whether the review has anything in it; without it nobody needs the questions to be loaded."""
    session = desk.session
    return bool(session.practice or session.review_question or session.workload)


def contradictions(desk: Desk, control: str = "") -> list[Contradiction]:
    """Return where self-check and review disagree, all or those of one control."""
    if not begun(desk):
        return []
    found = (lens_of(desk), desk.checklist, desk.session, desk.review, workload_of(desk))
    return wa_review.contradictions(*found, only=control)


def next_open(found: dict[str, QuestionState], after: str) -> str | None:
    """Return the next question that is not answered, round the end; then one with practices left unsaid."""
    order = list(found)
    at = order.index(after) + 1 if after in order else 0
    turned = [found[q] for q in order[at:] + order[:at] if q != after]
    open_first = [s for s in turned if not s.answered] + [s for s in turned if not s.whole]
    return open_first[0].question.id if open_first else None


# --- finding ----------------------------------------------------------------------------------------


def practice_named(desk: Desk, name: str) -> Practice:
    """Return the practice of a ChoiceId or a number such as SEC02-BP02; Problem names what is near."""
    lens = lens_of(desk)
    found = lens.practices.get(name) or lens.by_bp.get(name.upper())
    if found is None:
        raise Problem(
            _("the review has no practice {}").format(clean(name)[:80]),
            hint=_near(name, [*lens.by_bp, *lens.practices]),
        )
    return found


def question_named(desk: Desk, name: str) -> Question | None:
    """Return the question of a QuestionId or a number such as SEC02, or None."""
    lens = lens_of(desk)
    return lens.questions.get(name) or next(
        (q for q in lens.questions.values() if q.number == name.upper()), None
    )


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, 1) or difflib.get_close_matches(name.upper(), known, 1)
    return _("did you mean {}?").format(near[0]) if near else _("for example SEC02-BP02")


def find(desk: Desk, text: str) -> list[Question]:
    """Return the questions whose number, title, words or practices hold every word of ``text``."""
    words = text.casefold().split()
    lens = lens_of(desk)
    touched = wa_review.touched(lens, desk.checklist)
    out = []
    for question in lens.questions.values():
        told = [question.number, question.title, question.ask, question.id]
        told += [f"{p.bp} {p.title} {' '.join(touched.get(p.id, ()))}" for p in question.practice]
        whole = " ".join(told).casefold()
        if all(word in whole for word in words):
            out.append(question)
    return out


# --- practices --------------------------------------------------------------------------------------


def mark(
    desk: Desk, practice: str, state: State, *, reason: Reason = "", by: str = "", **given: Unpack[Given]
) -> None:
    """Say whether a practice is done, not done, or does not apply and why; as one change.

    Problem where its question does not apply, or where it does not apply without one of AWS's reasons.
    A practice that is done takes "none of these" off its question.
    """
    known = practice_named(desk, practice)
    question = lens_of(desk).owner_of[known.id]
    refuse_set_aside(desk, question)
    if state == "not-applicable" and not reason:
        hint = _("one of {}").format(", ".join(REASONS))
        raise Problem(_("{} does not apply for which reason?").format(known.bp), hint=hint)
    before = desk.session.practice.get(known.id)
    fields: dict[str, Any] = {
        "state": state,
        "reason": reason if state == "not-applicable" else "",
        "by": clean(by or desk.who),
        "at": desk.clock(),
        **_cleaned(given),
    }
    answer = before.model_copy(update=fields) if before is not None else PracticeAnswer(**fields)
    session = _with(desk.session, known.id, answer)
    note = session.review_question.get(question)
    if state == "done" and note is not None and note.none:
        session = _with_note(desk, session, question, none=False)
    desk.change(_("{} {}").format(known.bp, state), session)


def clear(desk: Desk, practice: str) -> bool:
    """Take away all that was said of a practice; False if nothing was."""
    known = practice_named(desk, practice)
    if known.id not in desk.session.practice:
        return False
    desk.change(_("{} cleared").format(known.bp), _with(desk.session, known.id, None))
    return True


def write(desk: Desk, practice: str, **given: Unpack[Given]) -> None:
    """Write note, plan, owner or day of a practice; Problem where nobody has said whether it is done.

    A plan, its owner and its day belong to what is not done.
    """
    known = practice_named(desk, practice)
    planned = given.keys() & {"plan", "owner", "due"}
    answer = to_plan(desk, known.id) if planned else said(desk, known.id)
    new = answer.model_copy(update={**_cleaned(given), "by": clean(desk.who), "at": desk.clock()})
    if new.model_copy(update={"at": answer.at, "by": answer.by}) == answer:
        return
    what = _("note") if "note" in given else _("plan")
    desk.change(_("{}: {}").format(known.bp, what), _with(desk.session, known.id, new))


def said(desk: Desk, practice: str) -> PracticeAnswer:
    """Return what is said of a practice; "none of these" says not done. Problem if nothing is said."""
    known = practice_named(desk, practice)
    answer = desk.session.practice.get(known.id)
    if answer is not None:
        return answer
    note = desk.session.review_question.get(lens_of(desk).owner_of[known.id])
    if note is not None and note.applies and note.none:
        return PracticeAnswer(state="not-done", by=clean(desk.who), at=desk.clock())
    raise Problem(_("say first whether {} is done").format(known.bp))


def to_plan(desk: Desk, practice: str) -> PracticeAnswer:
    """Return what is said of a practice that is not done; Problem for any other: there is nothing to plan."""
    answer = said(desk, practice)
    if answer.state != "not-done":
        bp = practice_named(desk, practice).bp
        raise Problem(_("{} is not marked not done: there is nothing to plan").format(bp))
    return answer


def _cleaned(given: Given) -> dict[str, Any]:
    out = dict[str, Any](given)
    for name in ("note", "plan", "owner"):
        if name in out:
            out[name] = mask_secrets(clean(out[name] or "").strip())[0]
    if len(out.get("owner", "")) > _LONGEST_NAME:
        raise Problem(_("a name has 1 to 80 characters"))
    return out


def _with(session: Session, practice: str, answer: PracticeAnswer | None) -> Session:
    others = {k: v for k, v in session.practice.items() if k != practice}
    return session.changed(practice=others if answer is None else {**others, practice: answer})


# --- questions --------------------------------------------------------------------------------------


def none_of_these(desk: Desk, question: str, *, on: bool = True) -> None:
    """Choose "none of these", or take it back. Practices that were done are then marked not done."""
    asked = lens_of(desk).questions[question]
    refuse_set_aside(desk, question)
    session = _with_note(desk, desk.session, question, none=on)
    for practice in asked.practice if on else ():
        answer = session.practice.get(practice.id)
        if answer is not None and answer.state == "done":
            fields = {"state": "not-done", "by": clean(desk.who), "at": desk.clock()}
            session = _with(session, practice.id, answer.model_copy(update=fields))
    label = _("{} none of these") if on else _("{} not none of these")
    desk.change(label.format(asked.number), session)


def set_aside(desk: Desk, question: str, reason: Reason, note: str | None = None) -> None:
    """Say that a question as a whole does not apply, with AWS's reason; an empty reason: it does."""
    asked = lens_of(desk).questions[question]
    fields: dict[str, Any] = {"applies": not reason, "reason": reason}
    if reason:
        fields["none"] = False
    if note is not None:
        fields["note"] = _cleaned({"note": note})["note"]
    label = _("{} does not apply") if reason else _("{} applies")
    desk.change(label.format(asked.number), _with_note(desk, desk.session, question, **fields))


def note_question(desk: Desk, question: str, text: str) -> None:
    """Write the note of a question as a whole."""
    asked = lens_of(desk).questions[question]
    text = _cleaned({"note": text})["note"]
    before = desk.session.review_question.get(question)
    if text != (before.note if before is not None else ""):
        session = _with_note(desk, desk.session, question, note=text)
        desk.change(_("{}: {}").format(asked.number, _("note")), session)


def clear_question(desk: Desk, question: str) -> bool:
    """Take back all that was said of a question as a whole; False if nothing was. Practices stay."""
    asked = lens_of(desk).questions[question]
    session = _with_note(desk, desk.session, question, applies=True, reason="", none=False, note="")
    before, after = (s.review_question.get(question) for s in (desk.session, session))
    if before is None or (after is not None and _is_silent(before)):
        return False
    desk.change(_("{} cleared").format(asked.number), session)
    return True


def refuse_set_aside(desk: Desk, question: str) -> None:
    """Raise Problem where a question is marked as not applying: its practices ask nothing then."""
    note = desk.session.review_question.get(question)
    if note is not None and not note.applies:
        number = lens_of(desk).questions[question].number
        raise Problem(_("{} is marked as not applying; say first that it applies").format(number))


def _with_note(desk: Desk, session: Session, question: str, **fields: Any) -> Session:
    """Return the session with these things said of a question.

    Beside a workload an empty note stays, with its time: it says that what the tool has was taken back. A
    push then takes it out of the tool, and no pull brings it again (``wa_diff``).
    """
    before = session.review_question.get(question) or QuestionNote(at=desk.clock())
    after = before.model_copy(update={**fields, "by": clean(desk.who), "at": desk.clock()})
    others = {k: v for k, v in session.review_question.items() if k != question}
    if _is_silent(after) and session.workload is None:
        return session.changed(review_question=others)
    return session.changed(review_question={**others, question: after})


def _is_silent(note: QuestionNote) -> bool:
    return note.applies and not note.none and not note.note and not note.model_extra


# --- as JSON ----------------------------------------------------------------------------------------


def as_json(desk: Desk) -> dict[str, Any]:
    """Return the review as ``wa status --json`` writes it. ``figures``: ``estimate`` or ``confirmed``."""
    lens, found, workload = lens_of(desk), states(desk), workload_of(desk)
    return {
        "session": desk.name,
        "lens": lens.alias,
        "release": lens.release,
        "workload": desk.session.workload.name if desk.session.workload else None,
        "pulled_at": workload.pulled_at.isoformat() if workload is not None else None,
        "trouble": trouble(desk),
        "pillars": {f.pillar: _figures_json(f) for f in figures(desk, found)},
        "questions": {q: _question_json(desk, state) for q, state in found.items()},
        "plan": [_plan_json(item) for item in plan(desk)],
        "contradictions": [
            {"control": c.control, "practice": c.bp, "says": c.says, "words": c.words}
            for c in contradictions(desk)
        ],
    }


def _figures_json(line: Figures) -> dict[str, Any]:
    count = line.count
    return {
        "title": line.title, "ftr": line.ftr, "answered": count.answered, "of": count.of,
        "high": count.high, "medium": count.medium, "figures": _figures_word(confirmed=count.is_confirmed),
    }  # fmt: skip


def _figures_word(*, confirmed: bool) -> str:
    return "confirmed" if confirmed else "estimate"


def _question_json(desk: Desk, state: QuestionState) -> dict[str, Any]:
    asked = state.question
    return {
        "number": asked.number, "pillar": asked.pillar, "answered": state.answered, "risk": state.risk,
        "figures": _figures_word(confirmed=state.confirmed is not None), "applies": state.applies,
        "reason": state.reason, "none": state.none, "note": state.note, "unsaid": len(state.unsaid),
        "practices": {p.id: _practice_json(p, desk.session.practice.get(p.id)) for p in asked.practice},
    }  # fmt: skip


def _practice_json(practice: Practice, answer: PracticeAnswer | None) -> dict[str, Any]:
    out: dict[str, Any] = {"bp": practice.bp, "risk": practice.risk, "state": None}
    if answer is not None:
        out |= answer.model_dump(
            mode="json", include={"state", "reason", "note", "plan", "owner", "due", "by"}
        )
    return out


def _plan_json(item: PlanItem) -> dict[str, Any]:
    return {
        "practice": item.practice.bp, "title": item.practice.title, "risk": item.risk, "owner": item.owner,
        "due": str(item.due) if item.due else None, "plan": item.plan, "note": item.note,
    }  # fmt: skip
