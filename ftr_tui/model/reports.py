"""report-routes.toml: what is checked of a report that is handed in, and what is still to answer then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.text import CleanStr

Judge = Literal["completed", "pillar", "answered", "named", "report", "person", "signed"]
RouteId = Literal["wafr", "soc2"]
_BY_TOOL = ("completed", "pillar", "answered", "named", "report")


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class ReportCheck(_Content):
    """One thing that is checked of a report."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9-]*$")
    title: CleanStr = Field(min_length=1, max_length=45)
    judge: Judge
    pillar: str = ""
    """The pillar whose high risks are counted; of ``judge = "pillar"`` alone."""
    ask: CleanStr = Field(min_length=1)
    why: CleanStr = Field(min_length=1)
    counts: list[CleanStr] = Field(min_length=1)
    """What counts as met."""
    do: CleanStr = Field(min_length=1)
    """What to do where it is not met."""


class ReportRoute(_Content):
    """One way of being validated by a report."""

    id: RouteId
    title: CleanStr = Field(min_length=1, max_length=40)
    lens: str = ""
    """The id of the Well-Architected file whose pillars are checked."""
    document: str = ""
    """The kind of document, in programme.toml, that is the report."""
    rest: list[str] = []
    """The items of the checklist that are still to answer on this way."""
    rest_source: CleanStr = ""
    """Who says so: no AWS page that we read does."""
    check: list[ReportCheck] = Field(min_length=1)

    @property
    def pillars(self) -> list[str]:
        """Return the pillars whose risks are checked, in order."""
        return [c.pillar for c in self.check if c.judge == "pillar"]


class ReportRoutes(_Content):
    """The whole file."""

    schema_: Literal[1] = Field(alias="schema")
    checklist: str
    """The checklist that ``rest`` speaks of: ids clash between checklists."""
    note: CleanStr = Field(min_length=1)
    """How sure it is that these ways exist."""
    route: list[ReportRoute] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @cached_property
    def by_id(self) -> dict[str, ReportRoute]:
        """Return the routes by id."""
        return {r.id: r for r in self.route}

    @cached_property
    def checks(self) -> dict[str, ReportCheck]:
        """Return all checks by id."""
        return {c.id: c for r in self.route for c in r.check}


def _problems(content: ReportRoutes) -> Iterator[str]:
    # The id stands first, so that `check` can show the line of it.
    for what, ids in (
        ("route", [str(r.id) for r in content.route]),
        ("check", [c.id for r in content.route for c in r.check]),
    ):
        yield from (f"{i}: this {what} stands twice" for i, n in Counter(ids).items() if n > 1)
    for route in content.route:
        for check in route.check:
            if (check.judge == "pillar") != bool(check.pillar):
                yield f"{check.id}: a check of judge 'pillar' names its pillar, and no other does"
            if check.judge in _BY_TOOL and not route.lens:
                yield f"{check.id}: judge {check.judge!r} needs a route with a lens"
            if check.judge == "report" and not route.document:
                yield f"{check.id}: judge 'report' needs a route with a document"
        if route.rest and not route.rest_source:
            yield f"{route.id}: rest_source says who says that these items are still to answer"
        yield from (f"{route.id}: rest names {i} twice" for i, n in Counter(route.rest).items() if n > 1)
