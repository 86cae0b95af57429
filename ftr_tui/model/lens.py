"""well-architected-RELEASE.toml: pillars, questions, practices; and what risk an answer seems to carry.

AWS does not publish how the Well-Architected Tool rates the questions of its own lens. What is worked out
here is an **estimate** and must be shown as one (``Estimate.words``); the tool's own risk always wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.i18n import _
from ftr_tui.model.text import CleanStr

PracticeRisk = Literal["High", "Medium", "Low"]
"""What AWS's page of a practice says of the risk if it is missing."""

Risk = Literal["UNANSWERED", "HIGH", "MEDIUM", "NONE", "NOT_APPLICABLE"]
"""The tool's words for a question. HIGH is an HRI, MEDIUM an MRI; a question is never LOW."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Pillar(_Content):
    """One of the six pillars; ``ftr`` marks those whose high risks the review by report looks at."""

    id: str = Field(pattern=r"^[a-z][A-Za-z]*$")
    prefix: str = Field(pattern=r"^[A-Z]{3,4}$")
    title: CleanStr = Field(min_length=1, max_length=30)
    what: CleanStr = Field(min_length=1, max_length=120)
    ftr: bool


class Practice(_Content):
    """One best practice: ``id`` is AWS's ChoiceId, ``bp`` its number in AWS's documents."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    bp: str = Field(pattern=r"^[A-Z]{3,4}[0-9]{2}-BP[0-9]{2}$")
    title: CleanStr = Field(min_length=1, max_length=60)
    what: CleanStr = Field(min_length=1, max_length=160)
    risk: PracticeRisk
    controls: list[str] = []
    """The FTR controls that it touches; a met practice is a hint for them, never the proof."""


class Question(_Content):
    """One question: ``id`` is AWS's QuestionId; its practices are its choices, in order of their numbers."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    number: str = Field(pattern=r"^[A-Z]{3,4}[0-9]{2}$")
    pillar: str
    title: CleanStr = Field(min_length=1, max_length=40)
    ask: CleanStr = Field(min_length=1, max_length=120)
    practice: list[Practice] = Field(min_length=1)

    @cached_property
    def by_id(self) -> dict[str, Practice]:
        """Return the practices keyed by ChoiceId."""
        return {p.id: p for p in self.practice}

    @property
    def can_be_high(self) -> bool:
        """Whether the estimate can reach HIGH at all: eight questions have no practice of high risk."""
        return any(p.risk == "High" for p in self.practice)


class NoneOfThese(_Content):
    """The tool's extra choice of a question: answered, and nothing of it done. Known by the end of its id."""

    suffix: str = Field(pattern=r"^_[a-z]+$")
    title: CleanStr = Field(min_length=1, max_length=60)
    what: CleanStr = Field(min_length=1, max_length=160)


class Lens(_Content):
    """The questions of the framework in one release; ``alias`` is the tool's name of the lens."""

    schema_: Literal[1] = Field(alias="schema")
    id: Literal["well-architected"]
    release: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    checklist: str = "partner-hosted"
    """The list that the ``controls`` of practices speak of: ids clash between lists."""
    alias: str = Field(pattern=r"^[a-z]+$")
    title: CleanStr = Field(min_length=1)
    note: CleanStr = ""
    none: NoneOfThese
    pillar: list[Pillar] = Field(min_length=1)
    question: list[Question] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return the questions keyed by QuestionId, pillar by pillar."""
        return {q.id: q for p in self.pillar for q in self.question if q.pillar == p.id}

    @cached_property
    def practices(self) -> dict[str, Practice]:
        """Return all practices keyed by ChoiceId, in the same order."""
        return {p.id: p for q in self.questions.values() for p in q.practice}

    @cached_property
    def by_bp(self) -> dict[str, Practice]:
        """Return all practices keyed by number, e.g. ``SEC02-BP02``."""
        return {p.bp: p for p in self.practices.values()}

    @cached_property
    def owner_of(self) -> dict[str, str]:
        """Return ChoiceId -> QuestionId."""
        return {p.id: q.id for q in self.questions.values() for p in q.practice}

    @cached_property
    def of_control(self) -> dict[str, list[Practice]]:
        """Return FTR control -> the practices that touch it."""
        out: dict[str, list[Practice]] = {}
        for practice in self.practices.values():
            for control in practice.controls:
                out.setdefault(control, []).append(practice)
        return out

    def is_none(self, choice: str) -> bool:
        """Whether a ChoiceId, also one that this file does not know, is "none of these"."""
        return choice.endswith(self.none.suffix) and choice not in self.practices


@dataclass(frozen=True, slots=True)
class Estimate:
    """The risk that an answer seems to carry. Never the tool's verdict: show ``words`` with it."""

    risk: Risk
    missing: tuple[str, ...] = ()
    """ChoiceIds neither done nor set aside, the heaviest first."""
    excused: tuple[str, ...] = ()
    """ChoiceIds of high risk that count only because they are marked as not applying."""
    unknown: tuple[str, ...] = ()
    """Chosen ids of an older or newer lens: kept, and counted for nothing but being an answer."""
    unsure: bool = False
    """MEDIUM rests on practices of low risk alone; how the tool rates that is not known."""

    @property
    def words(self) -> str:
        """Return the risk in words, always marked as an estimate where it is one."""
        return {
            "UNANSWERED": _("not answered"),
            "NOT_APPLICABLE": _("does not apply"),
            "HIGH": _("high risk (estimate)"),
            "MEDIUM": _("medium risk (estimate)"),
            "NONE": _("no risk seen (estimate)"),
        }[self.risk]


def estimate(
    lens: Lens,
    question: Question,
    chosen: Collection[str],
    *,
    set_aside: Collection[str] = (),
    applies: bool = True,
) -> Estimate:
    """Return the estimated risk of a question.

    ``chosen`` and ``set_aside`` are ChoiceIds: practices done, and practices marked as not applying. A
    question that does not apply is NOT_APPLICABLE. Nothing chosen is UNANSWERED, for setting practices aside
    says only what is *not* to be done. Else a missing practice of high risk makes HIGH, any other MEDIUM,
    and none missing NONE. "None of these" is an answer by which no other choice counts as done. A practice
    both chosen and set aside counts as set aside. Source: our own rule, AWS's is not published.
    """
    if not applies:
        return Estimate("NOT_APPLICABLE")
    if not chosen:
        return Estimate("UNANSWERED")
    aside = set(set_aside)
    done = set() if any(lens.is_none(c) for c in chosen) else set(chosen)
    weight: dict[PracticeRisk, int] = {"High": 0, "Medium": 1, "Low": 2}
    missing = [p for p in question.practice if p.id not in done and p.id not in aside]
    missing.sort(key=lambda p: weight[p.risk])
    risk: Risk = "NONE" if not missing else "HIGH" if missing[0].risk == "High" else "MEDIUM"
    return Estimate(
        risk,
        missing=tuple(p.id for p in missing),
        excused=tuple(p.id for p in question.practice if p.risk == "High" and p.id in aside),
        unknown=tuple(c for c in chosen if c not in question.by_id and not lens.is_none(c)),
        unsure=risk == "MEDIUM" and all(p.risk == "Low" for p in missing),
    )


def tally(lens: Lens, risks: Mapping[str, Risk]) -> dict[str, Counter[Risk]]:
    """Return pillar id -> how many **questions** have each risk; one not in ``risks`` is UNANSWERED.

    The tool's RiskCounts count questions too, so both can stand in one column.
    """
    out: dict[str, Counter[Risk]] = {p.id: Counter() for p in lens.pillar}
    for question in lens.question:
        out[question.pillar][risks.get(question.id, "UNANSWERED")] += 1
    return out


def _problems(lens: Lens) -> Iterator[str]:
    pillars = {p.id: p for p in lens.pillar}
    practices = [p for q in lens.question for p in q.practice]
    # The id stands first, so that `check` can show the line of it.
    for what, ids in (
        ("pillar", [p.id for p in lens.pillar]),
        ("prefix", [p.prefix for p in lens.pillar]),
        ("question", [q.id for q in lens.question]),
        ("practice", [p.id for p in practices]),
    ):
        yield from (f"{i}: this {what} stands twice" for i in _twice(ids))
    if lens.pillar != sorted(lens.pillar, key=lambda p: not p.ftr):
        yield "the pillars that the review looks at come first"
    for pillar in lens.pillar:
        own = [q for q in lens.question if q.pillar == pillar.id]
        if not own:
            yield f"{pillar.id}: has no question"
        for at, question in enumerate(own, 1):
            wanted = f"{pillar.prefix}{at:02}"
            if question.number != wanted:
                yield f"{question.id}: its number should be {wanted}, not {question.number}"
    for question in lens.question:
        if question.pillar not in pillars:
            yield f"{question.id}: pillar {question.pillar!r} is not defined"
        for at, practice in enumerate(question.practice, 1):
            wanted = f"{question.number}-BP{at:02}"
            if practice.bp != wanted:
                yield f"{practice.id}: its bp should be {wanted}, not {practice.bp}"
            if practice.id.endswith(lens.none.suffix):
                yield f"{practice.id}: ends as the choice 'none of these' does"
            if _twice(practice.controls):
                yield f"{practice.id}: names a control more than once"


def _twice(ids: Iterable[str]) -> list[str]:
    return [i for i, count in Counter(ids).items() if count > 1]
