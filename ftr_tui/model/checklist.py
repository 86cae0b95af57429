"""One list of AWS's review in one release: sections, gates, controls, questions, pass rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ftr_tui.model.need import Need
from ftr_tui.model.text import CleanStr

ID_PATTERN = r"^[A-Z][A-Z0-9]*(-[0-9]{3})?(\.[0-9]{1,2})?$"
RESPONSE = "response"
"""The term of a pass rule that is true once the control's response has text."""

WORDS = {"yes", "no", "not-applicable"}
ALIASES = {"y": "yes", "n": "no", "n/a": "not-applicable", "na": "not-applicable", "-": "not-applicable"}


class _Content(BaseModel):
    # A typo in a questionnaire must be found, so unknown keys are refused here (not in sessions).
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a pass rule: ``question=value``, or ``response`` (then both are empty)."""

    question: str = ""
    value: str = ""

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read a term as it stands in a questionnaire; ValueError says what is wrong."""
        if text == RESPONSE:
            return cls()
        question, mark, value = text.partition("=")
        if not mark or not question or not value:
            raise ValueError(f"a term is QUESTION=value or 'response', not {text!r}")
        return cls(question, value)

    @property
    def is_response(self) -> bool:
        """Whether this asks for text in the response."""
        return not self.question


Rule = tuple[tuple[Term, ...], ...]
"""OR of ANDs."""


class Section(_Content):
    """One of the sheet's categories."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: CleanStr = Field(min_length=1, max_length=22)


class Question(_Content):
    """What is answered."""

    id: str = Field(pattern=ID_PATTERN)
    ask: CleanStr = Field(min_length=1)
    answers: list[str] = Field(min_length=2)
    aws_text: str = Field(default="", pattern=r"^(sha256:[0-9a-f]{64})?$")
    words: Literal["ours", "aws"] = "ours"
    """Whose sentence ``ask`` is: lists built from a workbook hold AWS's where we have none of our own."""
    holds_days: int | None = Field(default=None, ge=1, le=3660)
    """How long a person's answer holds, where the control has a cadence; None: for good."""

    @property
    def own_choices(self) -> list[str]:
        """Return the answers that are neither yes, no nor not-applicable."""
        return [a for a in self.answers if a not in WORDS]


class Gate(_Content):
    """A question whose answer makes other controls not apply."""

    id: str = Field(pattern=ID_PATTERN)
    section: str
    title: CleanStr = Field(min_length=1, max_length=40)
    ask: CleanStr = Field(min_length=1)
    help: CleanStr = ""
    answers: list[str] = Field(min_length=2)
    aws_text: str = Field(default="", pattern=r"^(sha256:[0-9a-f]{64})?$")
    words: Literal["ours", "aws"] = "ours"

    @cached_property
    def question(self) -> list[Question]:
        """Return the gate as the one question that it is."""
        return [
            Question(id=self.id, ask=self.ask, answers=self.answers, aws_text=self.aws_text, words=self.words)
        ]


class CisIds(_Content):
    """Where CIS Foundations and Security Hub check the same."""

    v5: list[str] = Field(default=[], alias="5.0")
    v3: list[str] = Field(default=[], alias="3.0")
    security_hub: list[str] = []


class Control(_Content):
    """One numbered requirement, or one of the two items CIS and GA (``counted = false``)."""

    id: str = Field(pattern=ID_PATTERN)
    section: str
    pillar: Literal[
        "operational-excellence",
        "security",
        "reliability",
        "performance",
        "cost",
        "sustainability",
        "not-sorted",
    ]
    """``not-sorted``: of a list built from AWS's sheet, which names no pillar."""
    best_practices: list[str] = []
    cis: CisIds | None = None
    title: CleanStr = Field(min_length=1, max_length=40)
    asks: CleanStr = Field(min_length=1)
    why: CleanStr = ""
    accepted: list[CleanStr] = []
    refused: list[CleanStr] = []
    example: CleanStr = ""
    example_note: CleanStr = ""
    documents: list[str] = []
    applies_when: list[str] = []
    passes_when: list[list[str]] = []
    review_when: list[list[str]] = []
    judged: bool = True
    """False: AWS's sheet decides it by a formula that is not understood here, so it never passes."""
    help_of: str = ""
    """The release whose help this is, where AWS has changed a question of the control since."""
    counted: bool = True
    optional: bool = False
    need: list[Need] = []
    """What a response must hold, for the coach; no outcome rests on it."""
    question: list[Question] = Field(min_length=1)

    @field_validator("applies_when")
    @classmethod
    def _terms(cls, value: list[str]) -> list[str]:
        for term in value:
            if Term.parse(term).is_response:
                raise ValueError("a gate is QUESTION=value; a response opens none")
        return value

    @field_validator("passes_when", "review_when")
    @classmethod
    def _rules(cls, value: list[list[str]]) -> list[list[str]]:
        for row in value:
            if not row:
                raise ValueError("an empty list would always be met")
            for term in row:
                Term.parse(term)
        return value

    @cached_property
    def passes(self) -> Rule:
        """Return ``passes_when``, parsed."""
        return tuple(tuple(Term.parse(t) for t in row) for row in self.passes_when)

    @cached_property
    def reviews(self) -> Rule:
        """Return ``review_when``, parsed."""
        return tuple(tuple(Term.parse(t) for t in row) for row in self.review_when)

    @cached_property
    def applies(self) -> tuple[Term, ...]:
        """Return ``applies_when``, parsed: all must hold."""
        return tuple(Term.parse(t) for t in self.applies_when)

    @property
    def needs_response(self) -> bool:
        """Whether every way to pass wants text in the response."""
        return bool(self.passes) and all(any(t.is_response for t in row) for row in self.passes)


Item = Control | Gate
"""What the interview shows one at a time, in AWS's order."""


class Usable(_Content):
    """From when until when AWS takes this release; a bare month where AWS gives no day."""

    from_: date = Field(alias="from")
    until: str | date

    @property
    def until_month(self) -> tuple[int, int]:
        """Return (year, month) of the last month."""
        text = str(self.until)
        return int(text[:4]), int(text[5:7])

    @field_validator("until")
    @classmethod
    def _month(cls, value: str | date) -> str | date:
        if isinstance(value, str) and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
            raise ValueError("write a month as YYYY-MM")
        return value

    def closed(self, today: date) -> bool:
        """Whether ``today`` lies after the last day or month."""
        if isinstance(self.until, date):
            return today > self.until
        return (today.year, today.month) > self.until_month


class BuiltFrom(_Content):
    """The workbook that a list was built from on this machine: it holds AWS's text and stays here."""

    file: CleanStr
    """Its name, without a folder."""
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    """Over ids, answers, formulas and the hashes of AWS's sentences."""
    on: date


class Checklist(_Content):
    """One list in one release. A control is keyed by (checklist, release, id): ids clash between lists."""

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    release: str = Field(min_length=1)
    title: CleanStr
    note: CleanStr = ""
    index: str = Field(default="", pattern=r"^(sha256:[0-9a-f]{64})?$")
    """Digest of AWS's sheet of this release: order, ids, lists and outcome formulas; empty: not known."""
    built_from: BuiltFrom | None = None
    reviews: Literal["account", "deployment-guide"] = "account"
    """What AWS looks at; of a deployment guide nothing is proved by the APIs of an account."""
    usable: Usable | None = None
    section: list[Section] = Field(min_length=1)
    gate: list[Gate] = []
    control: list[Control] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return gates and controls in order: each section with its gates first."""
        out: list[Item] = []
        for section in self.section:
            out += [g for g in self.gate if g.section == section.id]
            out += [c for c in self.control if c.section == section.id]
        return tuple(out)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Return gates and controls keyed by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return all answerable questions, gates included, keyed by id, in order."""
        return {q.id: q for item in self.items for q in item.question}

    @cached_property
    def owner_of(self) -> dict[str, str]:
        """Return question id -> id of the control or gate that holds it."""
        return {q.id: item.id for item in self.items for q in item.question}

    @property
    def controls(self) -> list[Control]:
        """Return the controls that have an outcome in AWS's sheet (44 in partner-hosted)."""
        return [c for c in self.control if c.counted]

    @cached_property
    def has_sheet(self) -> bool:
        """Whether AWS's workbook of this list is known: its sentences' hashes stand beside questions."""
        return any(q.aws_text for q in self.questions.values())

    @cached_property
    def sentences(self) -> str:
        """Return ``sha256:...`` over the questions and AWS's sentences, in whatever order."""
        return sentences({q.id: q.aws_text for q in self.questions.values()})

    @property
    def name(self) -> str:
        """Return ``id@release``."""
        return f"{self.id}@{self.release}"


def sentences(texts: Mapping[str, str]) -> str:
    """Return one digest of question -> ``aws_text``: two lists of one number may ask otherwise."""
    lines = "\n".join(sorted(f"{question} {text}" for question, text in texts.items()))
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()


def read_answer(question: Question, text: str) -> str | None:
    """Return the stored word for what was typed (``Y``, ``N/A``, ``Temporary``), or None if none fits."""
    word = text.strip().lower()
    word = ALIASES.get(word, word)
    return word if word in question.answers else None


def _problems(checklist: Checklist) -> Iterator[str]:
    sections = [s.id for s in checklist.section]
    items: list[Item] = [*checklist.gate, *checklist.control]
    known = {q.id: q for item in items for q in item.question}
    yield from (f"section {s} stands twice" for s in _twice(sections))
    # SECOPS-001 is both a control and its one question; so items and questions are counted apart.
    yield from (f"id {i} stands twice" for i in _twice([i.id for i in items]))
    yield from (f"question {q} stands twice" for q in _twice([q.id for i in items for q in i.question]))
    for item in items:
        if item.section not in sections:
            yield f"{item.id}: section {item.section!r} is not defined"
    for control in checklist.control:
        yield from _holes(control, built=checklist.built_from is not None)
        terms = [t for row in (*control.passes, *control.reviews) for t in row] + list(control.applies)
        own = {q.id for q in control.question}
        for term in terms:
            if term.is_response:
                continue
            question = known.get(term.question)
            if question is None:
                yield f"{control.id}: a rule names the unknown question {term.question}"
            elif term.value not in question.answers:
                yield f"{control.id}: {term.question} has no answer {term.value!r}"
            elif term not in control.applies and term.question not in own:
                yield f"{control.id}: a rule may only name its own questions, not {term.question}"
        for text in (t for need in control.need for t in need.when):
            if text.partition("=")[0] not in own:
                yield f"{control.id}: a need may only name its own questions, not {text}"


def _holes(control: Control, *, built: bool) -> Iterator[str]:
    """Name what only a list that was built from a workbook may leave out."""
    if control.judged and not control.passes and not control.reviews:
        yield f"{control.id}: passes_when is missing"
    if not built:
        yield from (
            f"{control.id}: {name} is missing" for name in ("why", "accepted") if not getattr(control, name)
        )
        if not control.judged or control.pillar == "not-sorted":
            yield f"{control.id}: only a list built from a workbook leaves it unjudged or without a pillar"


def _twice(ids: list[str]) -> list[str]:
    seen: set[str] = set()
    return [i for i in ids if i in seen or seen.add(i)]  # type: ignore[func-returns-value]
