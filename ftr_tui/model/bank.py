"""mock-review.toml: what a reviewer may ask about each item, what a strong answer holds, the two hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ftr_tui.model.checklist import Checklist, Control
from ftr_tui.model.i18n import _
from ftr_tui.model.text import CleanStr, fold

Seat = Literal["architect", "devops", "security", "product"]
Kind = Literal["how", "show", "what-if", "last"]
Depth = Literal["quick", "standard", "deep"]
SHORT = 100
"""How long a point to listen for may be, in characters."""
Short = Annotated[CleanStr, Field(min_length=1, max_length=SHORT)]

SECONDS: dict[Depth, int] = {"quick": 45, "standard": 90, "deep": 210}
"""How long an item of each depth takes, in seconds: 1 question, 2, or 3 to 4."""

MINUTES = 120
"""The length of the meeting that the slots add up to."""

NEVER_CUT = ("HOST-001", "ARC-005", "IAM-006", "IAM-008", "BAR-002", "RES-004")
"""Items that are asked even when the clock runs out."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Slot(_Content):
    """A part of the two hours."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: CleanStr = Field(min_length=1, max_length=40)
    minutes: int = Field(ge=1, le=MINUTES)
    kind: Literal["opening", "items", "break", "report", "scenario", "closing"]
    sections: list[str] = []
    roles: list[Seat] = []

    @model_validator(mode="after")
    def _sections_for_items(self) -> Self:
        if (self.kind == "items") != bool(self.sections):
            raise ValueError("a slot names sections if, and only if, its kind is items")
        return self


class FollowUp(_Content):
    """A reviewer's question, short enough to be read aloud."""

    kind: Kind
    text: CleanStr = Field(min_length=1, max_length=160)


class BankItem(_Content):
    """What is asked about one item of the checklist, and how an answer is judged."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z]+)*(-[0-9]{3})?$")
    roles: list[Seat] = Field(min_length=1)
    """Who answers, best placed first."""
    min_score: int = Field(ge=1, le=3)
    """The lowest score that matches what AWS accepts: 1 process, 2 evidence opened, 3 proof of operation."""
    depth: Depth
    never_cut: bool = False
    strong: list[Short] = Field(min_length=3, max_length=6)
    weak: list[Short] = Field(min_length=1, max_length=3)
    open: list[Short] = Field(min_length=1, max_length=3)
    """What to have on the screen."""
    question: list[FollowUp] = Field(min_length=2, max_length=4)

    @field_validator("question")
    @classmethod
    def _two_kinds(cls, value: list[FollowUp]) -> list[FollowUp]:
        if len({q.kind for q in value}) < 2:
            raise ValueError("all questions are of one kind; at least two kinds are needed")
        return value

    @property
    def seconds(self) -> int:
        """Return how long the item takes, by its depth."""
        return SECONDS[self.depth]


class ReportItem(BankItem):
    """The same for a check of the Well-Architected or SOC 2 report, which no checklist holds."""

    title: CleanStr = Field(min_length=1, max_length=40)
    route: Literal["wafr", "soc2"]


class Scenario(_Content):
    """One question across several controls; the one about the weakest item names none."""

    id: str = Field(pattern=r"^S[0-9]{2}$")
    title: CleanStr = Field(min_length=1, max_length=40)
    text: CleanStr = Field(min_length=1, max_length=160)
    controls: list[str]


class Artefact(_Content):
    """A thing to open in the warm-up; the id is that of a document of programme.toml where it is one."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: CleanStr = Field(min_length=1, max_length=40)


class Bank(_Content):
    """The whole file. That it fits the checklist is for ``ftr-tui check`` to prove."""

    schema_: Literal[1] = Field(alias="schema")
    checklist: str = Field(pattern=r"^[a-z0-9-]+$")
    note: CleanStr = Field(min_length=1)
    slot: list[Slot] = Field(min_length=1)
    item: list[BankItem] = Field(min_length=1)
    report: list[ReportItem] = []
    scenario: list[Scenario] = []
    artefact: list[Artefact] = []

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @cached_property
    def by_id(self) -> dict[str, BankItem]:
        """Return items, then report items, keyed by id, in order."""
        return {i.id: i for i in (*self.item, *self.report)}


def fitted(bank: Bank, checklist: Checklist) -> Bank:
    """Return the bank with plain questions for the controls it knows none of, and a slot for each section.

    A list that was built from a newer workbook may have controls that nobody has written questions for.
    Of another list than the bank's nothing is taken but the hours: the same id is another thing there.
    """
    if bank.checklist != checklist.id:
        return _of_another(bank, checklist)
    known = {i.id for i in bank.item}
    new = [c for c in checklist.control if c.id not in known]
    placed = {s for slot in bank.slot for s in slot.sections}
    homeless = [s.id for s in checklist.section if s.id not in placed]
    if not new and not homeless:
        return bank
    last = max((n for n, slot in enumerate(bank.slot) if slot.kind == "items"), default=-1)
    slots = [
        slot.model_copy(update={"sections": [*slot.sections, *homeless]}) if n == last else slot
        for n, slot in enumerate(bank.slot)
    ]
    roles = {s: slot.roles for slot in slots for s in slot.sections}
    items = [_plain_item(c.id, roles.get(c.section) or ["architect"]) for c in new]
    found = bank.model_copy(update={"slot": slots, "item": [*bank.item, *items]})
    # A copy brings along what was worked out before.
    found.__dict__.pop("by_id", None)
    return found


def _of_another(bank: Bank, checklist: Checklist) -> Bank:
    """Return a bank for a list that nobody has written questions for: what it accepts and refuses itself."""
    around = [s for s in bank.slot if s.kind in ("opening", "break", "closing")]
    left = MINUTES - sum(s.minutes for s in around)
    sections = [s.id for s in checklist.section]
    half = (len(sections) + 1) // 2
    halves = [sections[:half], sections[half:]] if len(sections) > 1 else [sections]
    items = [
        Slot(
            id=f"items-{n}",
            title=_("The list, part {}").format(n),
            minutes=left // len(halves) + (left % len(halves) if n == 1 else 0),
            kind="items",
            sections=own,
            roles=["architect", "product"],
        )
        for n, own in enumerate(halves, 1)
    ]
    order = [s for s in around if s.kind == "opening"] + items[:1] + [s for s in around if s.kind == "break"]
    slots = [*order, *items[1:], *(s for s in around if s.kind == "closing")]
    note = _("Nobody has written follow-up questions for this list. What is asked here is plain, and what to"
             " listen for are the list's own examples of what is accepted and refused.")  # fmt: skip
    found = bank.model_copy(
        update={
            "checklist": checklist.id,
            "note": note,
            "slot": slots,
            "item": [_by_the_list(c) for c in checklist.control],
            "report": [],
            "scenario": [s for s in bank.scenario if not s.controls],
            "artefact": [],
        }
    )
    found.__dict__.pop("by_id", None)
    return found


def _by_the_list(control: Control) -> BankItem:
    plain = _plain_item(control.id, ["architect", "product"])
    strong = [t for t in control.accepted if len(t) <= SHORT]
    weak = [t for t in control.refused if len(t) <= SHORT]
    questions = [
        FollowUp(kind="how", text=_("What do you have for this item, and who keeps it up to date?")),
        FollowUp(kind="show", text=_("Please open the page that answers it.")),
    ]
    return plain.model_copy(
        update={
            "strong": [*strong, *plain.strong][: max(3, min(len(strong), 6))],
            "weak": weak[:3] or plain.weak,
            "open": [_("the page that answers it")],
            "question": questions,
        }
    )


def _plain_item(control: str, roles: list[Seat]) -> BankItem:
    return BankItem(
        id=control,
        roles=roles,
        min_score=2,
        depth="standard",
        strong=[
            _("who does it, how often, by which steps"),
            _("where it is written"),
            _("when it was done last"),
        ],
        weak=[_("it is read out, nothing is shown")],
        open=[_("what proves it")],
        question=[
            FollowUp(kind="how", text=_("How do you do what this item asks for, and who does it?")),
            FollowUp(kind="show", text=_("Please show it: the setting, the record or the document.")),
        ],
    )


def _problems(bank: Bank) -> Iterator[str]:
    # Each reason begins with the id at whose line a person should look.
    items = [*bank.item, *bank.report]
    last = bank.slot[-1].id
    minutes = sum(s.minutes for s in bank.slot)
    if minutes != MINUTES:
        yield f"{last}: the slots up to here take {minutes} minutes, not {MINUTES}"
    if bank.slot[-1].kind != "closing":
        yield f"{last}: the last slot must be the closing"
    yield from (f"{s.id}: the closing must be the last slot" for s in bank.slot[:-1] if s.kind == "closing")
    slots, artefacts = [s.id for s in bank.slot], [a.id for a in bank.artefact]
    for ids in (slots, [i.id for i in items], [s.id for s in bank.scenario], artefacts):
        yield from (f"{i}: this id stands twice" for i, n in Counter(ids).items() if n > 1)
    for item in items:
        if item.never_cut and item.id not in NEVER_CUT:
            yield f"{item.id}: never_cut is only for {', '.join(NEVER_CUT)}"
        if not item.never_cut and item.id in NEVER_CUT:
            yield f"{item.id}: never_cut must be true"
    yield from _repeated(items)


def _repeated(items: list[BankItem]) -> Iterator[str]:
    """Name each point that says the same as an earlier one: it would tell nothing about its own item."""
    seen: dict[str, str] = {}
    for item in items:
        for name, texts in (("strong", item.strong), ("weak", item.weak)):
            for number, text in enumerate(texts, 1):
                first = seen.setdefault(fold(text).casefold(), f"{item.id} {name} {number}")
                if first != f"{item.id} {name} {number}":
                    yield f"{item.id}: {name} {number} says the same as {first}"
