"""next-steps.toml: what to change where a question is answered in the way that fails, with AWS CLI lines.

A line is shown and copied, never run by this program. How what was found gets into one, and what stands there
where nothing was found, is in ``command_line.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.command_line import KINDS, fill, partition_of, plain_account
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Finding, Resource
from ftr_tui.model.i18n import _
from ftr_tui.model.text import CleanStr

Effort = Literal["hour", "day", "week", "weeks"]
EFFORTS: tuple[Effort, ...] = ("hour", "day", "week", "weeks")
"""Rough effort of one team, the least first."""
Per = Literal["once", "account", "region", "resource"]
MOST_LINES = 5
"""So many resources (accounts, Regions) get lines of their own; of more, the rest is counted."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class StepLine(_Content):
    """One AWS CLI line, and what it is for."""

    about: CleanStr = Field(min_length=1)
    cli: CleanStr = Field(pattern=r"^aws [a-z0-9-]+ [a-z0-9-]+( |$)")
    """``{id}``, ``{of}``, ``{account}``, ``{region}``, ``{main}`` (the Region of what has none) and
    ``{partition}`` are filled in, ``{KEY_ID}`` is left to the reader."""
    per: Per = "once"
    """``resource``: a line for each resource of ``kind``; ``account``, ``region``: for each place of one."""
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
    """In the order in which they are used: look, change, verify."""
    written_for: CleanStr = ""
    """Set by ``fitting``: a release that asks the question in other words than the session's."""


class NextSteps(_Content):
    """The whole file. That it fits the list is for ``ftr-tui check`` to prove."""

    schema_: Literal[1] = Field(alias="schema")
    checklist: str = Field(pattern=r"^[a-z0-9-]+$")
    release: CleanStr = ""
    """Of the list, whose questions the steps answer; empty: nothing is known, so none is told apart."""
    step: list[Step] = []

    @model_validator(mode="after")
    def _once(self) -> Self:
        seen: set[tuple[str, str]] = set()
        for step in self.step:
            for answer in step.answers:
                if (step.question, answer) in seen:
                    raise ValueError(f"two steps for {step.question}={answer}")
                seen.add((step.question, answer))
        return self

    def of_list(self, checklist: str) -> NextSteps:
        """Return this, or no steps at all for another list: the ids of two lists clash."""
        return self if self.checklist == checklist else self.model_copy(update={"step": []})

    def of(self, question: str, answer: str) -> Step | None:
        """Return the way out of an answer, or None: that answer does not fail."""
        return next((s for s in self.step if s.question == question and answer in s.answers), None)


def fitting(steps: NextSteps, now: Checklist, was: Checklist | None) -> NextSteps:
    """Return the steps for the release ``now``; ``was``: the one they were written for, None if not here.

    The id of a question may stay while AWS asks something else. Such a step says so, and goes where the
    answer no longer fails.
    """
    if not steps.release or steps.release == now.release:
        return steps
    fails = failing(now)
    kept = []
    for step in steps.step:
        old, new = was.questions.get(step.question) if was else None, now.questions.get(step.question)
        if old is not None and new is not None and old.aws_text and old.aws_text == new.aws_text:
            kept.append(step)
        elif new is not None and set(step.answers) & set(fails.get(step.question, ())):
            kept.append(step.model_copy(update={"written_for": steps.release}))
    return steps.model_copy(update={"step": kept})


def failing(checklist: Checklist) -> dict[str, tuple[str, ...]]:
    """Return question -> the answers with which its control never passes; gates have none."""
    found: dict[str, tuple[str, ...]] = {}
    for control in checklist.control:
        good = {(t.question, t.value) for rule in control.passes for t in rule}
        for question in control.question:
            bad = tuple(a for a in question.answers if (question.id, a) not in good)
            if bad and len(bad) < len(question.answers):
                found[question.id] = bad
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be copied."""

    about: str
    cli: str
    writes: bool
    blanks: tuple[str, ...] = ()
    """Words in capitals in it that a person must replace before it is run."""
    account: str = ""
    """Whose credentials it needs, if known; ``about`` says it where there are several."""
    begins: bool = False
    """Whether a recipe begins here that is told from the one before: it is about something else."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do about one answer, filled with what was found."""

    question: str
    change: str
    breaks: str
    effort: Effort
    lines: Sequence[Line]
    left_out: int
    """Resources, accounts or Regions without lines of their own, for there are too many."""
    kinds_left: int = 0
    """Kinds of resources without lines, for none was found and one recipe shows how they look."""
    written_for: str = ""
    """The release for which it was written, where the session's asks in other words; else empty."""


def next_step(steps: NextSteps, answer: Effective, most: int = MOST_LINES) -> NextStep | None:
    """Return what to do about an effective answer, or None where it does not fail.

    ``most``: of how many resources lines are written out (0: of all that the finding holds, and where it
    holds none of every kind, with words in capitals). The finding of an answer that nobody gave, or that it
    contradicts, speaks for itself. Give steps of the answer's list only (``of_list``).
    """
    finding = answer.finding
    against = finding is not None and finding.favourable is False
    value = answer.value or ""
    if finding is not None and against and (not value or answer.standing is Standing.CONTRADICTED):
        value = str(finding.verdict)
    step = steps.of(answer.question.id, value)
    if step is None:
        return None
    # What supports or is open names resources as well; what speaks for a pass names the good ones.
    told = finding is not None and (str(finding.verdict) == value or finding.favourable is None)
    found = _Found.of(step, finding if told else None, most)
    lines: list[Line] = []
    several = False
    for block in _blocks(step):
        some = found.lines(block)
        if several and some:
            # After several recipes of one kind it would look like a part of the last.
            some[0] = replace(some[0], begins=True)
        several = any(line.begins for line in some[1:])
        lines += some
    return NextStep(
        step.question,
        step.change,
        step.breaks,
        step.effort,
        lines,
        found.left_out,
        found.kinds_left,
        step.written_for,
    )


def _blocks(step: Step) -> Iterator[list[StepLine]]:
    """Yield the lines that belong together: all of one resource come before the next one's."""
    for _key, lines in groupby(step.line, key=lambda line: (line.per, line.kind)):
        yield list(lines)


@dataclass(frozen=True, slots=True)
class _Place:
    """What one set of lines is filled with."""

    id: str = ""
    of: str = ""
    account: str = ""
    region: str = ""

    def given(self, region: str) -> dict[str, str]:
        """Return what fills a line; ``region``: one that was read, where the place itself has none."""
        partition, main = partition_of(self.region or region)
        told = {"id": self.id, "of": self.of, "account": self.account, "region": self.region}
        return told | {"partition": partition, "main": main}


_Key = tuple[str, str]
"""``per`` and ``kind`` of a line."""


@dataclass(slots=True)
class _Found:
    """The places that a finding names, by what lines are written for."""

    places: dict[_Key, list[_Place]]
    several: bool
    """Whether the finding is about more than one account, so that a line says whose it is."""
    left_out: int
    kinds_left: int = 0
    region: str = ""
    """One that was read; it tells the partition."""

    @classmethod
    def of(cls, step: Step, finding: Finding | None, most: int) -> _Found:
        keys = list(dict.fromkeys((line.per, line.kind) for line in step.line if line.per != "once"))
        if finding is None:
            places, kinds_left = _generic({key: [_Place()] for key in keys}, most)
            return cls(places, False, 0, kinds_left)
        # What no rule of this version told (an older file, another tool) has no kind, so it fills nothing.
        told = any(r.kind in KINDS for r in finding.resources)
        places = {}
        for per, kind in keys:
            whom = [r for r in finding.resources if not kind or r.kind == kind]
            if per != "resource":
                places[per, kind] = _where(finding, whom, per)
            elif whom:
                places[per, kind] = _each(whom)
            elif not told:
                places[per, kind] = [_Place()]
            if kind and told and not whom:
                places[per, kind] = []
        several = len({*finding.accounts, *(r.account for r in finding.resources if r.account)}) > 1
        places, kinds_left = (places, 0) if told else _generic(places, most)
        left = _cut(places, most)
        # Only the first resources of a finding are kept in its file.
        beyond = max(finding.total - len(finding.resources), 0) if told else 0
        region = next((r for r in (*finding.regions, *(r.region for r in finding.resources)) if r), "")
        return cls(places, several, left + beyond, kinds_left, region)

    def lines(self, block: Sequence[StepLine]) -> list[Line]:
        """Return the lines of a block for each of its places, those that are the same in all of them once.

        Of a place the whole recipe is told, also where one line of it is the same as for another.
        """
        per, kind = block[0].per, block[0].kind
        recipes: dict[tuple[Line, ...], None] = {}
        for place in self.places.get((per, kind), [_Place()] if per == "once" else []):
            recipes[tuple(self._line(line, kind, place) for line in block)] = None
        again = [(replace(r[0], begins=True), *r[1:]) if n else r for n, r in enumerate(recipes)]
        return [line for recipe in again for line in recipe]

    def _line(self, line: StepLine, kind: str, place: _Place) -> Line:
        filled = fill(line.cli, kind, place.given(self.region))
        account = plain_account(place.account)
        about = _("{} (account {})").format(line.about, account) if self.several and account else line.about
        return Line(about, filled.cli, line.writes, filled.blanks, account)


def _generic(places: dict[_Key, list[_Place]], most: int) -> tuple[dict[_Key, list[_Place]], int]:
    """Return the places where no resource is known, of one kind only, and how many kinds that leaves out.

    Twenty lines of words in capitals say less than one recipe; ``most`` 0 leaves them all.
    """
    kinds = [key for key in places if key[0] == "resource"]
    dropped = kinds[1:] if most else []
    return {key: where for key, where in places.items() if key not in dropped}, len(dropped)


def _each(resources: Iterable[Resource]) -> list[_Place]:
    found = [_Place(r.id or r.name, r.of, r.account, r.region) for r in resources]
    return list(dict.fromkeys(found))


def _where(finding: Finding, whom: Sequence[Resource], per: Per) -> list[_Place]:
    """Return the accounts or Regions of resources; of a finding without any, all that were read."""
    if per == "account":
        accounts = [r.account for r in whom if r.account] or finding.accounts
        return [_Place(account=a) for a in dict.fromkeys(accounts)] or [_Place()]
    named = dict.fromkeys(_Place(account=r.account, region=r.region) for r in whom if r.region)
    alone = finding.accounts[0] if len(finding.accounts) == 1 else ""
    return list(named) or [_Place(account=alone, region=r) for r in finding.regions] or [_Place()]


def _cut(places: dict[_Key, list[_Place]], most: int) -> int:
    """Leave ``most`` resources in all, of each kind at least one, and ``most`` places; return how many go."""
    if not most:
        return 0
    share = {key: 1 for key in places if key[0] == "resource" and places[key]}
    while sum(share.values()) < most:
        more = [key for key in share if share[key] < len(places[key])]
        if not more:
            break
        share[min(more, key=lambda key: share[key])] += 1
    left = 0
    for key in places:
        keep = share.get(key, most)
        left += max(len(places[key]) - keep, 0)
        del places[key][keep:]
    return left
