"""next-steps.toml: what to change where a question is answered in the way that fails, with AWS CLI lines.

A line is shown and copied, never run by this program. ``{name}`` and the like are filled with the resources
of the finding, quoted for a POSIX shell; where nothing was found, words in capitals stand in for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.effective import Effective
from ftr_tui.model.facts import Finding, Resource
from ftr_tui.model.text import CleanStr, one_line

Effort = Literal["hour", "day", "week", "weeks"]
EFFORTS: tuple[Effort, ...] = ("hour", "day", "week", "weeks")
"""Rough effort of one team, the least first."""
MOST_LINES = 5
"""So many resources get lines of their own; of more, the rest is counted."""
_FIELD = re.compile(r"\{([a-z_]+)\}")


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class StepLine(_Content):
    """One AWS CLI line, and what it is for."""

    about: CleanStr = Field(min_length=1)
    cli: CleanStr = Field(pattern=r"^aws [a-z0-9-]+ [a-z0-9-]+")
    per: Literal["once", "account", "region", "resource"] = "once"
    """``resource``: one line for each resource of the finding (of ``kind``, if given)."""
    kind: CleanStr = ""
    writes: bool = True
    """False: it only looks."""


class Step(_Content):
    """The way out of one answer of a question."""

    question: CleanStr
    answers: list[CleanStr] = Field(min_length=1)
    """The answers that fail: ``no``; of an inverted question ``yes``."""
    change: CleanStr = Field(min_length=1)
    """What to change, in words; first the deed, then where."""
    breaks: CleanStr = Field(min_length=1)
    """What may stop working, and how to see it before."""
    effort: Effort
    line: list[StepLine] = []


class NextSteps(_Content):
    """The whole file. That it fits the list is for ``ftr-tui check`` to prove."""

    schema_: Literal[1] = Field(alias="schema")
    checklist: str = Field(pattern=r"^[a-z0-9-]+$")
    step: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> Self:
        seen: set[tuple[str, str]] = set()
        for step in self.step:
            for answer in step.answers:
                if (step.question, answer) in seen:
                    raise ValueError(f"two steps for {step.question}={answer}")
                seen.add((step.question, answer))
        return self

    def of(self, question: str, answer: str) -> Step | None:
        """Return the way out of an answer, or None: that answer does not fail."""
        return next((s for s in self.step if s.question == question and answer in s.answers), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be copied."""

    about: str
    cli: str
    writes: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do about one answer, filled with what was found."""

    question: str
    change: str
    breaks: str
    effort: Effort
    lines: Sequence[Line]
    left_out: int
    """Resources without lines of their own, for there are too many."""


def next_step(steps: NextSteps, answer: Effective, most: int = MOST_LINES) -> NextStep | None:
    """Return what to do about an effective answer, or None where it does not fail.

    ``most``: of how many resources each line is written out (0: of all that the finding holds).
    """
    finding = answer.finding
    against = finding is not None and finding.favourable is False
    value = answer.value if answer.value is not None else str(finding.verdict) if finding and against else ""
    step = steps.of(answer.question.id, value)
    if step is None:
        return None
    found = finding if finding is not None and str(finding.verdict) == value else None
    lines: list[Line] = []
    left_out = 0
    for line in step.line:
        filled, rest = _filled(line, found, most)
        lines += filled
        left_out = max(left_out, rest)
    return NextStep(step.question, step.change, step.breaks, step.effort, lines, left_out)


def _filled(line: StepLine, finding: Finding | None, most: int) -> tuple[list[Line], int]:
    if finding is None:
        return [Line(line.about, fill(line.cli, {}), line.writes)], 0
    places: list[dict[str, str]] = [{}]
    rest = 0
    if line.per == "account":
        places = [{"account": a} for a in finding.accounts] or [{}]
    elif line.per == "region":
        places = [{"region": r} for r in finding.regions] or [{}]
    elif line.per == "resource":
        mine = [r for r in finding.resources if not line.kind or r.kind == line.kind]
        if not mine and line.kind and finding.resources:
            return [], 0
        shown = mine[:most] if most else mine
        rest = len(mine) - len(shown)
        places = [_of(r) for r in shown] or [{}]
    return [Line(line.about, fill(line.cli, place), line.writes) for place in places], rest


def _of(resource: Resource) -> dict[str, str]:
    found = {"name": resource.name, "id": resource.id or resource.name, "detail": resource.detail}
    found |= {"account": resource.account, "region": resource.region}
    return {key: value for key, value in found.items() if value}


def fill(cli: str, given: Mapping[str, str]) -> str:
    """Return a line with its fields filled and quoted for a shell; what is not known stands in capitals."""

    def put(match: re.Match[str]) -> str:
        value = one_line(given.get(match[1], ""), 2000)
        return quote(value) if value else match[1].upper()

    return _FIELD.sub(put, cli)
