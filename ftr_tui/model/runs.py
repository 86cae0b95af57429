"""What is written down of rehearsals and real reviews."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr

Went = Literal["asked", "scored", "skipped", "parked", "supplied", "evidence", "logged"]
Phase = Literal["opening", "ask", "revealed", "break", "scenario", "closing", "done"]
MAX_SECONDS = 10**7


class WarmUp(Stored):
    """The drill before a rehearsal: which artefacts were named, how many were opened in time."""

    shown: list[CleanStr] = []
    opened: int = Field(default=0, ge=0, le=1000)


class Asked(Stored):
    """One question of a rehearsal or a real review, as it went."""

    item: CleanStr = ""
    """A control, an item of the report, a scenario, or an own question; empty: about none of them."""
    kind: CleanStr = ""
    """``how``, ``show``, ``what-if``, ``last``, ``own``, ``scenario``; empty where nothing was asked."""
    text: CleanStr = ""
    at: int = Field(default=0, ge=0, le=MAX_SECONDS)
    """Seconds on the rehearsal's own clock when it came up."""
    seconds: int = Field(default=0, ge=0, le=MAX_SECONDS)
    seat: CleanStr = ""
    asker: CleanStr = ""
    confidence: int | None = Field(default=None, ge=1, le=4)
    score: int | None = Field(default=None, ge=0, le=3)
    claimed: int | None = Field(default=None, ge=0, le=3)
    """The score that was given before a cap; it counts once what was promised is accepted."""
    capped: bool = False
    late: bool = False
    """The evidence clock ran out."""
    contradicted: bool = False
    note: CleanStr = ""
    outcome: Went = "asked"
    """``asked``: followed up by the next one, or in a real review; ``evidence``: taken from evidence."""
    by_rule: bool = False
    """The pacing rules decided this, no person."""
    answer: CleanStr = ""
    """What we said, in a real review."""


class Position(Stored):
    """Where a rehearsal stands, so that it goes on there after any kind of end."""

    slot: CleanStr = ""
    slot_at: int = Field(default=0, ge=0, le=MAX_SECONDS)
    """Seconds on the rehearsal's clock when the slot began."""
    item: CleanStr = ""
    question: int = Field(default=0, ge=0, le=1000)
    """How many questions of this item were asked before this one."""
    item_at: int = Field(default=0, ge=0, le=MAX_SECONDS)
    """Seconds on the rehearsal's clock when this question came up."""
    phase: Phase = "opening"
    back: Phase | None = None
    """The phase to return to after a break that was taken out of turn."""
    break_at: int = Field(default=0, ge=0, le=MAX_SECONDS)
    revealed_at: int | None = Field(default=None, ge=0, le=MAX_SECONDS)
    sure: int | None = Field(default=None, ge=1, le=4)
    note: CleanStr = ""
    seat: CleanStr = ""
    """Who answers in place of the one whose turn it is."""
    own: CleanStr = ""
    """The question that a reviewer asked in place of ours."""


class Rehearsal(Stored):
    """One run of the mock review, or the real review."""

    id: CleanStr = Field(pattern=r"^R[0-9]{1,6}$")
    kind: Literal["rehearsal", "review"] = "rehearsal"
    started: AwareDatetime
    ended: AwareDatetime | None = None
    minutes: int = Field(default=120, ge=5, le=600)
    route: Literal["sheet", "wafr", "soc2"] = "sheet"
    short: bool = False
    solo: bool = False
    elapsed: int = Field(default=0, ge=0, le=MAX_SECONDS)
    """Seconds that the clock ran until ``running``, or until it was stopped."""
    running: AwareDatetime | None = None
    """The last key while the clock runs; None: stopped. Time without keys is not time of the rehearsal."""
    position: Position = Position()
    seats: list[CleanStr] = []
    """Names in hot seat order."""
    asker: CleanStr = "not-own-area"
    """The rule by which the asker is chosen."""
    reviewers: list[CleanStr] = []
    review_date: date | None = None
    warm_up: WarmUp | None = None
    breaks: int = Field(default=0, ge=0, le=100)
    asked: list[Asked] = []

    def changed(self, **fields: object) -> Rehearsal:
        """Return a copy with ``fields`` replaced; nothing is validated again, so pass models."""
        return self.model_copy(update=fields)


class Supply(Stored):
    """Something promised for after the meeting, or a missing control that became a task."""

    model_config = ConfigDict(populate_by_name=True)

    id: CleanStr = Field(pattern=r"^S[0-9]{1,6}$")
    control: CleanStr = ""
    what: CleanStr
    owner: CleanStr = ""
    due: date | None = None
    state: Literal["open", "sent", "accepted"] = "open"
    task: bool = False
    """The control itself is missing: no more drill until this is accepted."""
    from_: CleanStr = Field(default="", alias="from")
    """The rehearsal in which it was promised."""


class OwnQuestion(Stored):
    """A question that stood in no list; it is asked next time."""

    model_config = ConfigDict(populate_by_name=True)

    id: CleanStr = Field(pattern=r"^Q[0-9]{1,6}$")
    control: CleanStr = ""
    text: CleanStr
    from_: CleanStr = Field(default="", alias="from")
