"""What a team writes down of its road and its calendar."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr


class RoadStep(Stored):
    """One step of the road as this team takes it; keyed by the step's id in programme.toml."""

    planned: date | None = None
    done: date | None = None
    people: list[CleanStr] = []
    notes: CleanStr = ""
    comments: date | None = None
    """Review meeting: the day on which AWS's list of what is not met came."""
    until: date | None = None
    """The last day, as AWS told it: to fix what is not met (review meeting), or of the approval."""


class TaskPlan(Stored):
    """What the team decided about a task of the calendar; keyed by its id, which may be its own."""

    title: CleanStr = ""
    """Set for a task of the team's own."""
    owner: CleanStr = ""
    every_days: int | None = Field(default=None, ge=1, le=3660)
    """Another pace than the programme's."""
    due: date | None = None
    """The next day, set by a person; of an event, when it happened. Once done since, it counts no more."""
    off: CleanStr = ""
    """Why this product does not need it; empty: it does."""


class Done(Stored):
    """A task of the calendar that was done, with its proof."""

    id: CleanStr = Field(pattern=r"^C[0-9]{1,6}$")
    task: CleanStr
    on: date
    by: CleanStr = ""
    at: AwareDatetime
    """When it was written down."""
    note: CleanStr = ""
    document: CleanStr = ""
    """The document (``D03``) that proves it, if there is one."""
