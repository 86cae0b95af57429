"""programme.toml: the road, documents, roles, calendar, benefits, DOs and DON'Ts, the notice."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.text import CleanStr


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Notice(_Content):
    """What is known of the FTR's state, and as of when."""

    as_of: date
    title: CleanStr
    text: CleanStr
    link: CleanStr = ""


class Step(_Content):
    """One step of the road to AWS Qualified Software."""

    id: str
    title: CleanStr = Field(max_length=40)
    what: CleanStr
    who: CleanStr
    link: CleanStr = ""
    as_of: date


class DocumentKind(_Content):
    """A document that the review wants to see."""

    id: str
    title: CleanStr = Field(max_length=40)
    what: CleanStr
    cadence_days: int | None = Field(default=None, ge=1, le=3660)
    hand_in: bool = False


class Role(_Content):
    """A seat in the team."""

    id: str
    title: CleanStr
    what: CleanStr


class Benefit(_Content):
    """What qualification brings."""

    id: str
    text: CleanStr


class Manner(_Content):
    """A DO or a DON'T, and the screen where it shows."""

    id: str
    text: CleanStr
    shows: CleanStr


class Task(_Content):
    """A recurring or event task of the calendar."""

    id: str
    title: CleanStr
    what: CleanStr
    every_days: int | None = Field(default=None, ge=1, le=3660)
    event: CleanStr = ""
    controls: list[str] = []
    trigger: Literal["", "happens", "months", "expiry", "report", "request"] = ""
    """What makes an event due: a person says that it happened; a month of ``months`` comes; ``before_days``
    before the approval expires, before a report is 12 months old, or before the request is planned."""
    months: list[int] = []
    before_days: list[int] = []
    document: str = ""
    """The id of the document that its record belongs to; done with a proof, the proof is filed there."""
    record: CleanStr = ""
    """Its name in a response, where AWS asks for the last date: ``Last restore test: 2026-11-20.``"""


class Link(_Content):
    """A page worth knowing."""

    id: str
    title: CleanStr
    url: CleanStr


class Programme(_Content):
    """The whole file."""

    schema_: Literal[1] = Field(alias="schema")
    checklist: str = "partner-hosted"
    """The list that the ``controls`` of tasks speak of: ids clash between lists."""
    notice: Notice
    step: list[Step] = Field(min_length=1)
    document: list[DocumentKind] = Field(min_length=1)
    role: list[Role] = Field(min_length=1)
    benefit: list[Benefit] = []
    do: list[Manner] = []
    dont: list[Manner] = []
    task: list[Task] = []
    link: list[Link] = []

    def for_list(self, checklist: Checklist) -> Programme:
        """Return what is about a list: of another than ours no task that goes with controls of ours.

        Of the documents to hand in, only those that this list wants.
        """
        if checklist.id == self.checklist:
            return self
        wanted = {kind for control in checklist.control for kind in control.documents}
        kinds = [
            k if k.id in wanted or not k.hand_in else k.model_copy(update={"hand_in": False})
            for k in self.document
        ]
        return self.model_copy(update={"task": [t for t in self.task if not t.controls], "document": kinds})

    def document_title(self, kind: str) -> str:
        """Return the title of a document id, or the id itself where the file does not know it."""
        return next((d.title for d in self.document if d.id == kind), kind)
