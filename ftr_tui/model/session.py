"""One product's review as people write it: answers, responses, documents, who and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from ftr_tui.model.given import Answer, Owner, Response
from ftr_tui.model.plans import Done, RoadStep, TaskPlan
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote, WorkloadRef
from ftr_tui.model.rounds import Comment, Former, Round
from ftr_tui.model.runs import Asked, OwnQuestion, Phase, Position, Rehearsal, Supply, WarmUp, Went
from ftr_tui.model.signatures import read_as, unsigned
from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr

__all__ = [
    "Agreed",
    "Answer",
    "Asked",
    "Comment",
    "Conflict",
    "Document",
    "Done",
    "Former",
    "Member",
    "OwnQuestion",
    "Owner",
    "Phase",
    "Position",
    "PracticeAnswer",
    "QuestionNote",
    "Rehearsal",
    "Response",
    "RoadStep",
    "Round",
    "Scope",
    "Session",
    "Supply",
    "TaskPlan",
    "WarmUp",
    "Went",
    "WorkloadRef",
]  # fmt: skip
"""A session's parts stand in several modules; here they can be had together."""

T = TypeVar("T", bound=BaseModel)

SCHEMA = 1
MAX_REVISION = 2**53
ROUTES = ("sheet", "wafr", "soc2")
_Numbered = Rehearsal | Supply | OwnQuestion | Done | Round | Comment
"""What is numbered under a letter of its kind."""


class Member(Stored):
    """A person of the team."""

    name: CleanStr = Field(min_length=1, max_length=80)
    role: CleanStr = ""


class Scope(Stored):
    """What a scan reads, as it was chosen last. Profile names are of one machine, accounts of all."""

    profiles: list[CleanStr] = []
    """Empty: the default credentials."""
    role: CleanStr = ""
    role_accounts: list[CleanStr] = []
    accounts: list[CleanStr] = []
    """The accounts of ``profiles``, where the AWS configuration tells them: finds them on another machine."""
    regions: list[CleanStr] = []
    """Empty: all enabled ones."""
    deep: bool = False
    by: CleanStr = ""
    at: AwareDatetime


class Agreed(Stored):
    """What a person said once of the whole scope; it holds for exactly these accounts."""

    text: CleanStr
    accounts: list[CleanStr] = []
    by: CleanStr = ""
    at: AwareDatetime


class Document(Stored):
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
    owner: CleanStr = ""
    """Who keeps it up to date."""
    sha256: CleanStr = ""
    """Hex digest of the file as it was when it was added or last looked over; empty for a link."""


class Conflict(Stored):
    """Two people changed the same thing: both are kept, a person chooses."""

    what: CleanStr
    """``answer IAM-002.1``, ``response IAM-002``, ..."""
    ours: CleanStr
    theirs: CleanStr
    at: AwareDatetime


class Session(Stored):
    """The file ``NAME.toml``."""

    schema_: Literal[1] = Field(alias="schema", default=1)
    product: CleanStr = Field(min_length=1, max_length=120)
    checklist: CleanStr
    release: CleanStr = Field(min_length=1)
    sentences: CleanStr = ""
    """Of a list built from a workbook what it asks, as a digest: AWS may change a sentence under the same
    number, and then the list of that name on another machine is another one. Empty: not known."""
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
    review_date: date | None = None
    """The day of the real review, if it is known."""
    sign_off: bool = False
    """Whether a second person has to sign each answer that readiness rests on."""
    rehearsal: list[Rehearsal] = []
    supply: list[Supply] = []
    own_question: list[OwnQuestion] = []
    scope: Scope | None = None
    agreed: list[Agreed] = []
    road: dict[CleanStr, RoadStep] = {}
    calendar: dict[CleanStr, TaskPlan] = {}
    done: list[Done] = []
    workload: WorkloadRef | None = None
    review_question: dict[CleanStr, QuestionNote] = {}
    """The Well-Architected review, by the tool's QuestionId; ids that no lens here knows are kept."""
    practice: dict[CleanStr, PracticeAnswer] = {}
    """The same, by the tool's ChoiceId."""
    report_check: dict[CleanStr, Answer] = {}
    """What people say of a report that is handed in, by the id of the check (``SOC-001``)."""
    round: list[Round] = []
    comment: list[Comment] = []
    former: dict[CleanStr, Former] = {}
    """What was said under another release and does not hold in this one, under ``ID@RELEASE``."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        numbered: dict[str, Sequence[_Numbered | Document]] = {
            "comment": self.comment,
            "done": self.done,
            "document": self.document,
            "rehearsal": self.rehearsal,
            "round": self.round,
            "supply": self.supply,
            "own_question": self.own_question,
        }
        for kind, things in numbered.items():
            seen: set[str] = set()
            for thing in things:
                # A merge keeps one of each, so the second would be lost without a word.
                if thing.id in seen:
                    raise ValueError(f"{kind} {thing.id} stands twice")
                seen.add(thing.id)
        return self

    def changed(self, **fields: object) -> Session:
        """Return a copy with ``fields`` replaced; nothing is validated again, so pass models."""
        return self.model_copy(update=fields)

    def with_answer(self, question: str, answer: Answer | None) -> Session:
        """Return a copy with one answer set, or taken away."""
        return self.changed(answers=_put(self.answers, question, answer))

    def with_response(self, control: str, response: Response | None) -> Session:
        """Return a copy with one response set, or taken away; another text unsigns the control's answers."""
        responses = _put(self.responses, control, response)
        if read_as(responses, control) == read_as(self.responses, control):
            return self.changed(responses=responses)
        return self.changed(responses=responses, answers=unsigned(self.answers, control))

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
        # By number: D100 comes after D11.
        order = sorted([*others, document], key=lambda d: (len(d.id), d.id))
        return self.changed(document=order), document

    def changed_document(self, document: str, **fields: object) -> Session:
        """Return a copy with ``fields`` of one document replaced; unknown ids change nothing."""
        return self.changed(
            document=[d.model_copy(update=fields) if d.id == document else d for d in self.document]
        )

    def with_step(self, step: str, found: RoadStep | None) -> Session:
        """Return a copy with one step of the road set, or taken away."""
        return self.changed(road=_put(self.road, step, found))

    def with_plan(self, task: str, plan: TaskPlan | None) -> Session:
        """Return a copy with what was decided about one task set, or taken away."""
        return self.changed(calendar=_put(self.calendar, task, plan))

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

    def with_rehearsal(self, rehearsal: Rehearsal) -> Session:
        """Return a copy with one rehearsal added or replaced."""
        others = {r.id: r for r in self.rehearsal} | {rehearsal.id: rehearsal}
        return self.changed(rehearsal=list(others.values()))

    def with_supply(self, supply: Supply) -> Session:
        """Return a copy with something to supply added or replaced."""
        return self.changed(supply=list(({s.id: s for s in self.supply} | {supply.id: supply}).values()))

    def new_id(self, letter: str) -> str:
        """Return the next free id: rehearsal R, to supply S, own question Q, done C, round N, comment K."""
        tables: dict[str, Sequence[_Numbered]] = {
            "R": self.rehearsal, "S": self.supply, "Q": self.own_question, "C": self.done,
            "N": self.round, "K": self.comment,
        }  # fmt: skip
        known = tables[letter]
        return f"{letter}{1 + max((int(thing.id[1:]) for thing in known), default=0)}"

    def response_text(self, control: str) -> str:
        """Return the response of ``control``, or an empty string. Blanks alone count as empty.

        So does a draft from another product, until a person takes it over: see ``borrowed``.
        """
        response = self.responses.get(control)
        return response.text if response and response.text.strip() and not response.borrowed else ""

    def borrowed(self, control: str) -> Response | None:
        """Return the draft from another product that waits for a person, or None."""
        response = self.responses.get(control)
        return response if response and response.borrowed and response.text.strip() else None


def _put(table: dict[str, T], key: str, value: T | None) -> dict[str, T]:
    out = {k: v for k, v in table.items() if k != key}
    if value is not None:
        out[key] = value
    return out
