"""What people give of a question or a control: an answer, the response, who takes care of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr, fold


class Answer(Stored):
    """A person's answer, or what a person confirmed of the evidence.

    ``value`` is None for *don't know yet*: open, but seen, with the name of who will find out.
    What evidence alone says is not stored here: it is read from the findings each time, so a
    machine can never overwrite a person.
    """

    value: CleanStr | None = None
    by: CleanStr = ""
    at: AwareDatetime
    source: Literal["person", "evidence"] = "person"
    reason: CleanStr = ""
    """Why a person answers against what the evidence says."""
    against: CleanStr = ""
    """The verdict that ``reason`` was given against; another verdict needs another reason."""
    assumes: CleanStr = ""
    """The assumption that a person agreed to when confirming."""
    evidence_at: AwareDatetime | None = None
    """When the evidence was read that a person confirmed."""
    accounts: list[CleanStr] = []  # noqa: RUF012  pydantic copies it
    """The accounts of the evidence that a person confirmed; others need a word of their own."""
    until: date | None = None
    """The last day on which this holds; None: for good."""
    signed_by: CleanStr = ""
    """A second person who stands behind it; another answer in its place has to be signed anew."""
    signed_at: AwareDatetime | None = None

    @property
    def signed(self) -> bool:
        """Whether a person other than the one who answered stands behind it."""
        return bool(self.by.strip() and self.signed_by.strip()) and fold(self.by) != fold(self.signed_by)

    def unsigned(self) -> Answer:
        """Return this without anybody's signature."""
        if not self.signed_by and self.signed_at is None:
            return self
        return self.model_copy(update={"signed_by": "", "signed_at": None})


class Response(Stored):
    """The free text that AWS reads; one per control, as in AWS's sheet."""

    text: CleanStr
    by: CleanStr = ""
    at: AwareDatetime
    draft: date | None = None
    """The day of the evidence that this was drafted from; None once a person has edited it."""
    from_: CleanStr = Field(default="", alias="from")
    """The session of another product that this was copied from; empty once a person here stands behind it."""

    @property
    def borrowed(self) -> bool:
        """Whether it is another product's text that nobody has taken over: then it is no response yet."""
        return bool(self.from_)


class Owner(Stored):
    """Who closes the gap in a control, by when, and how."""

    who: CleanStr = ""
    """A person, or a role of the team."""
    due: date | None = None
    plan: CleanStr = ""
    """What will be done."""
