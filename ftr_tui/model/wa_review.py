"""The Well-Architected review as a team answers it: questions, pillars, the improvement plan, contradictions.

The risk of a question is an estimate until the Well-Architected Tool has rated the very same answer; then
it is the tool's, and says so. Nothing here decides for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from ftr_tui.model.checklist import Checklist, Control
from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Estimate, Lens, Practice, PracticeRisk, Question, Risk, estimate
from ftr_tui.model.outcome import Outcome, Review
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote, Reason
from ftr_tui.model.session import Session

if TYPE_CHECKING:
    from ftr_tui.model.workload import ToolAnswer, Workload

Said = Literal["done", "not-done", "not-applicable", ""]
"""What is said of a practice; empty: nobody has said anything."""

WEIGHT: dict[PracticeRisk, int] = {"High": 0, "Medium": 1, "Low": 2}
_RISKS: tuple[Risk, ...] = get_args(Risk)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A practice that is not done, and what is to come of it."""

    question: Question
    practice: Practice
    risk: PracticeRisk
    owner: str
    due: date | None
    plan: str
    note: str
    """Why it is not done."""

    @property
    def is_planned(self) -> bool:
        """Whether somebody does something about it by a day."""
        return bool(self.owner and self.due)


@dataclass(frozen=True, slots=True)
class QuestionState:
    """One question as it stands."""

    question: Question
    applies: bool
    reason: Reason
    """AWS's reason why the question does not apply."""
    none: bool
    """"None of these" is chosen."""
    said: Mapping[str, Said]
    """ChoiceId -> what is said of it, every practice of the question, in order."""
    chosen: tuple[str, ...]
    """ChoiceIds of practices that are done; none where "none of these" is chosen."""
    aside: Mapping[str, Reason]
    """ChoiceId -> AWS's reason, of practices that do not apply."""
    missing: tuple[str, ...]
    """ChoiceIds neither done nor set aside, in order: said to be not done, or not said yet."""
    unsaid: tuple[str, ...]
    """Those of ``missing`` of which nobody has said anything; none where the question needs no more."""
    note: str
    estimate: Estimate
    confirmed: Risk | None
    """The tool's risk, if the tool has the very answer that stands here; else None."""
    answered: bool
    """As the tool would see it: something is chosen, "none of these", or it does not apply."""
    plans: tuple[PlanItem, ...]
    """Its practices that are not done, the heaviest first."""

    @property
    def risk(self) -> Risk:
        """Return the risk to show: the tool's where it has confirmed, else the estimate."""
        return self.confirmed or self.estimate.risk

    @property
    def words(self) -> str:
        """Return the risk in words that say whether the tool has confirmed it."""
        if self.confirmed is None:
            return self.estimate.words
        return {
            "UNANSWERED": _("not answered (confirmed)"),
            "NOT_APPLICABLE": _("does not apply (confirmed)"),
            "HIGH": _("high risk (confirmed)"),
            "MEDIUM": _("medium risk (confirmed)"),
            "NONE": _("no risk (confirmed)"),
        }[self.confirmed]

    @property
    def whole(self) -> bool:
        """Whether something is said of everything: answered, and no practice left without a word."""
        return self.answered and not self.unsaid


@dataclass(frozen=True, slots=True)
class PillarCount:
    """One pillar in figures; all count questions, as the tool's do."""

    answered: int
    of: int
    high: int
    medium: int
    confirmed: int
    """How many questions the tool has rated as they are answered here, unanswered ones included."""

    @property
    def is_confirmed(self) -> bool:
        """Whether the tool has rated every question as it is answered here."""
        return self.confirmed == self.of

    @property
    def word(self) -> str:
        """Return ``confirmed``, or ``estimate``: what the figures are."""
        return _("confirmed") if self.is_confirmed else _("estimate")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Self-check and review say different things of the same: one of them may be wrong."""

    control: str
    question: str
    practice: str
    bp: str
    says: str
    """The outcome of the control, as stored: ``pass`` or ``fail``."""
    words: str


def said_of(session: Session, practice: str) -> Said:
    """Return what a person said of a practice, or an empty string."""
    answer = session.practice.get(practice)
    return answer.state if answer is not None else ""


def question_state(lens: Lens, session: Session, workload: Workload | None, question: str) -> QuestionState:
    """Return how a question stands; KeyError if the lens has none of that QuestionId."""
    asked = lens.questions[question]
    note = session.review_question.get(question)
    applies, none = (note.applies, note.none) if note is not None else (True, False)
    said: dict[str, Said] = {p.id: said_of(session, p.id) for p in asked.practice}
    chosen = () if none else tuple(i for i, word in said.items() if word == "done")
    aside = {i: session.practice[i].reason for i, word in said.items() if word == "not-applicable"}
    missing = tuple(i for i in said if i not in chosen and i not in aside)
    settled = none or not applies
    # The id of the tool's own choice is not spelled alike everywhere; any that ends so means the same.
    given = (f"{question}{lens.none.suffix}",) if none else chosen
    return QuestionState(
        question=asked,
        applies=applies,
        reason=note.reason if note is not None else "",
        none=none,
        said=said,
        chosen=chosen,
        aside=aside,
        missing=missing,
        unsaid=() if settled else tuple(i for i in missing if not said[i]),
        note=note.note if note is not None else "",
        estimate=estimate(lens, asked, given, set_aside=aside, applies=applies),
        confirmed=_confirmed(lens, asked, workload, applies=applies, given=given, aside=aside),
        answered=not applies or bool(given),
        plans=_plans(asked, session, said, note),
    )


def _confirmed(
    lens: Lens,
    question: Question,
    workload: Workload | None,
    *,
    applies: bool,
    given: tuple[str, ...],
    aside: Mapping[str, Reason],
) -> Risk | None:
    tool = workload.answers.get(question.id) if workload is not None else None
    if tool is None or tool.applies != applies:
        return None
    risk = next((r for r in _RISKS if r == tool.risk), None)
    if not applies:
        return risk
    same = _chosen_in_tool(lens, question, tool) == _as_set(lens, question, given)
    # Why something does not apply bears on no risk; that it does not, does.
    return risk if same and set(aside) == {i for i in tool.aside if i in question.by_id} else None


def _chosen_in_tool(lens: Lens, question: Question, tool: ToolAnswer) -> set[str]:
    return _as_set(lens, question, tuple(c for c in tool.chosen if c not in tool.aside))


def _as_set(lens: Lens, question: Question, chosen: tuple[str, ...]) -> set[str]:
    """Return the choices that can be compared: practices of this lens, and one word for "none of these"."""
    if any(lens.is_none(c) for c in chosen):
        return {lens.none.suffix}
    return {c for c in chosen if c in question.by_id}


def states(lens: Lens, session: Session, workload: Workload | None) -> dict[str, QuestionState]:
    """Return every question as it stands, by QuestionId, the pillars that the review looks at first."""
    return {q: question_state(lens, session, workload, q) for q in lens.questions}


def board(lens: Lens, session: Session, workload: Workload | None) -> dict[str, PillarCount]:
    """Return pillar id -> its figures."""
    return count(lens, states(lens, session, workload))


def count(lens: Lens, found: Mapping[str, QuestionState]) -> dict[str, PillarCount]:
    """Return pillar id -> its figures, from the states of all questions."""
    out = {}
    for pillar in lens.pillar:
        own = [s for s in found.values() if s.question.pillar == pillar.id]
        out[pillar.id] = PillarCount(
            answered=sum(s.answered for s in own),
            of=len(own),
            high=sum(s.risk == "HIGH" for s in own),
            medium=sum(s.risk == "MEDIUM" for s in own),
            confirmed=sum(s.confirmed is not None for s in own),
        )
    return out


def plan(lens: Lens, session: Session, workload: Workload | None) -> list[PlanItem]:
    """Return the improvement plan: practices that are not done, by risk, then due day, undated last."""
    items = [item for s in states(lens, session, workload).values() for item in s.plans]
    return sorted(items, key=lambda i: (WEIGHT[i.risk], i.due or date.max))


def _plans(
    question: Question, session: Session, said: Mapping[str, Said], note: QuestionNote | None
) -> tuple[PlanItem, ...]:
    if note is not None and not note.applies:
        return ()
    none = note is not None and note.none
    items = [
        _plan_item(question, p, session.practice.get(p.id))
        for p in question.practice
        if said[p.id] == "not-done" or (none and said[p.id] in ("", "done"))
    ]
    return tuple(sorted(items, key=lambda i: WEIGHT[i.risk]))


def _plan_item(question: Question, practice: Practice, answer: PracticeAnswer | None) -> PlanItem:
    if answer is None:
        return PlanItem(question, practice, practice.risk, "", None, "", "")
    return PlanItem(question, practice, practice.risk, answer.owner, answer.due, answer.plan, answer.note)


def touched(lens: Lens, checklist: Checklist) -> dict[str, list[str]]:
    """Return ChoiceId -> the controls of this checklist that name the practice, in the list's order.

    From the checklist and not from the lens: the ids of two checklists clash.
    """
    out: dict[str, list[str]] = {}
    for item in checklist.items:
        for bp in item.best_practices if isinstance(item, Control) else ():
            if (practice := lens.by_bp.get(bp)) is not None:
                out.setdefault(practice.id, []).append(item.id)
    return out


def contradictions(
    lens: Lens,
    checklist: Checklist,
    session: Session,
    review: Review,
    workload: Workload | None,
    *,
    only: str = "",
) -> list[Contradiction]:
    """Return where self-check and review disagree, in the order of the lens.

    A control that is met, and a practice of it that is not done; or a control that is not met, and a practice
    of it that is done. Where the session is silent about a whole question, what the tool has counts as said.
    ``only``: those of one control.
    """
    controls = touched(lens, checklist)
    if only:
        controls = {p: [only] for p, found in controls.items() if only in found}
    return [
        found
        for practice in lens.practices
        if practice in controls
        for found in _disagreements(lens, session, review, workload, practice, controls[practice])
    ]


def _disagreements(
    lens: Lens,
    session: Session,
    review: Review,
    workload: Workload | None,
    practice: str,
    controls: list[str],
) -> Iterator[Contradiction]:
    question = lens.owner_of[practice]
    said, by_tool = _known(lens, session, workload, practice)
    bp = lens.practices[practice].bp
    for control in controls:
        outcome = review.states[control].outcome
        if outcome is Outcome.PASS and said == "not-done":
            words = (
                _("{} is met, but {} is not done in the Well-Architected Tool")
                if by_tool
                else _("{} is met, but {} is marked not done")
            )
        elif outcome is Outcome.FAIL and said == "done":
            words = (
                _("{} is not met, but {} is done in the Well-Architected Tool")
                if by_tool
                else _("{} is not met, but {} is marked done")
            )
        else:
            continue
        yield Contradiction(control, question, practice, bp, str(outcome), words.format(control, bp))


def _known(lens: Lens, session: Session, workload: Workload | None, practice: str) -> tuple[Said, bool]:
    """Return what is said of a practice, and whether only the tool says it."""
    question = lens.questions[lens.owner_of[practice]]
    note = session.review_question.get(question.id)
    if note is not None and not note.applies:
        return "", False
    said = said_of(session, practice)
    if note is not None and note.none and said != "not-applicable":
        return "not-done", False
    if said or note is not None or any(p.id in session.practice for p in question.practice):
        return said, False
    tool = workload.answers.get(question.id) if workload is not None else None
    if tool is None or not tool.applies or not tool.chosen or practice in tool.aside:
        return "", False
    return ("done" if practice in _chosen_in_tool(lens, question, tool) else "not-done"), True
