"""One product's review as people write it: answers, responses, documents, who and when."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.text import CleanStr

T = TypeVar("T", bound=BaseModel)

SCHEMA = 1
MAX_REVISION = 2**53
ROUTES = ("sheet", "wafr", "soc2")


class _Stored(BaseModel):
    # Unknown keys are kept and written back: a newer version's field must survive an older program.
    model_config = ConfigDict(frozen=True, extra="allow", strict=True, allow_inf_nan=False)


class Member(_Stored):
    """A person of the team."""

    name: CleanStr = Field(min_length=1, max_length=80)
    role: CleanStr = ""


class Answer(_Stored):
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
    until: date | None = None
    """The last day on which this holds; None: for good."""


class Response(_Stored):
    """The free text that AWS reads; one per control, as in AWS's sheet."""

    text: CleanStr
    by: CleanStr = ""
    at: AwareDatetime


class Owner(_Stored):
    """Who closes the gap in a control, and by when."""

    who: CleanStr = ""
    due: date | None = None


class Document(_Stored):
    """A file or link that proves something."""

    id: CleanStr
    title: CleanStr
    where: CleanStr
    """A path relative to the sessions folder, or an http(s) address."""
    kind: CleanStr = ""
    """The id of a document in programme.toml, if it is one of those."""
    controls: list[CleanStr] = []
    shows: date | None = None
    """The date of what it shows."""
    added: AwareDatetime
    by: CleanStr = ""


class Conflict(_Stored):
    """Two people changed the same thing: both are kept, a person chooses."""

    what: CleanStr
    """``answer IAM-002.1``, ``response IAM-002``, ..."""
    ours: CleanStr
    theirs: CleanStr
    at: AwareDatetime


class Session(_Stored):
    """The file ``NAME.toml``."""

    schema_: Literal[1] = Field(alias="schema", default=1)
    product: CleanStr = Field(min_length=1, max_length=120)
    checklist: CleanStr
    release: CleanStr = Field(min_length=1)
    routes: list[Literal["sheet", "wafr", "soc2"]] = ["sheet", "wafr"]
    sample: bool = False
    created: AwareDatetime
    revision: int = Field(default=0, ge=0, le=MAX_REVISION)
    """Counts saves; orders them without trusting a clock."""
    member: list[Member] = []
    answers: dict[CleanStr, Answer] = {}
    responses: dict[CleanStr, Response] = {}
    owners: dict[CleanStr, Owner] = {}
    document: list[Document] = []
    conflict: list[Conflict] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for document in self.document:
            # A merge keeps one of each, so the second would be lost without a word.
            if document.id in seen:
                raise ValueError(f"document {document.id} stands twice")
            seen.add(document.id)
        return self

    def changed(self, **fields: object) -> Session:
        """Return a copy with ``fields`` replaced; nothing is validated again, so pass models."""
        return self.model_copy(update=fields)

    def with_answer(self, question: str, answer: Answer | None) -> Session:
        """Return a copy with one answer set, or taken away."""
        return self.changed(answers=_put(self.answers, question, answer))

    def with_response(self, control: str, response: Response | None) -> Session:
        """Return a copy with one response set, or taken away."""
        return self.changed(responses=_put(self.responses, control, response))

    def with_owner(self, control: str, owner: Owner | None) -> Session:
        """Return a copy with one owner set, or taken away."""
        return self.changed(owners=_put(self.owners, control, owner))

    def with_document(
        self, control: str, given: dict[str, Any], by: str, now: datetime
    ) -> tuple[Session, Document]:
        """Return a copy with a document for ``control``, and it; the same file again adds the control.

        ``given`` has title, where, shows and kind; what is empty stays as it was.
        """
        before = next((d for d in self.document if d.where == given["where"]), None)
        numbers = (re.fullmatch("D([0-9]{1,6})", d.id) for d in self.document)
        number = 1 + max((int(m[1]) for m in numbers if m), default=0)
        title = given["title"] or (before.title if before else given["where"])
        old = before or Document(id=f"D{number:02}", title=title, where=given["where"], added=now)
        new = {k: v for k, v in given.items() if v} | {"title": title, "by": by}
        document = old.model_copy(update={**new, "controls": list(dict.fromkeys([*old.controls, control]))})
        others = [d for d in self.document if d.id != document.id]
        return self.changed(document=sorted([*others, document], key=lambda d: d.id)), document

    def without_document(self, control: str, document: str) -> Session:
        """Return a copy with ``document`` taken from ``control``; with no control left it leaves the list."""
        out = []
        for known in self.document:
            controls = [c for c in known.controls if c != control]
            if known.id != document:
                out.append(known)
            elif controls:
                out.append(known.model_copy(update={"controls": controls}))
        return self.changed(document=out)

    def response_text(self, control: str) -> str:
        """Return the response of ``control``, or an empty string. Blanks alone count as empty."""
        response = self.responses.get(control)
        return response.text if response and response.text.strip() else ""


def _put(table: dict[str, T], key: str, value: T | None) -> dict[str, T]:
    out = {k: v for k, v in table.items() if k != key}
    if value is not None:
        out[key] = value
    return out
