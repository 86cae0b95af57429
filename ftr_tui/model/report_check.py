"""One check of a report that is handed in, what it is judged by, and what a person says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ftr_tui.model.binder import State as PaperState
from ftr_tui.model.i18n import _
from ftr_tui.model.reports import ReportCheck
from ftr_tui.model.session import Answer, Document


class State(StrEnum):
    """How a check stands."""

    PASS = "pass"  # noqa: S105  a word, no password
    FAIL = "fail"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a report."""

    id: str
    title: str
    state: State
    why: str
    """How it comes to stand so."""
    do: str = ""
    """The next step; empty where it is met."""
    warns: tuple[str, ...] = ()
    """What a reader of the report may stumble over, though it fails nothing."""
    asks: bool = False
    """Whether a person answers it."""
    said: Answer | None = None
    """What a person said of it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One pillar in figures, as session and tool have it; all count questions."""

    pillar: str
    title: str
    of: int
    """Questions of the pillar; 0 where the pillar is not part of the review."""
    unanswered: int
    high: int = 0
    medium: int = 0
    out: int = 0
    """Questions that are marked as not applying."""
    excused: int = 0
    """Questions without high risk only because of what is marked as not applying."""
    is_confirmed: bool = False
    """Whether the tool has rated every question as it is answered here."""
    tool_high: int | None = None
    """The tool's own count at the last pull or push; None: nothing was pulled."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The report as it lies in the binder."""

    document: Document
    state: PaperState
    is_link: bool = False
    size: int | None = None
    """Bytes; None: not known."""
    is_pdf: bool = True
    """Whether the file begins as a PDF does."""


def twelve_months(day: date) -> date:
    """Return the last day that is within 12 months of ``day``: the same day of the next year."""
    if day.year == date.max.year:
        return date.max
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def ready(checks: Sequence[Check]) -> bool:
    """Whether every check of a report is met."""
    return bool(checks) and all(c.state is State.PASS for c in checks)


def by_person(asked: Check, why: str, do: str, check: ReportCheck) -> Check:
    """Return a check that a person decides, with what the person said of it."""
    said = asked.said
    state = {"yes": State.PASS, "no": State.FAIL}.get((said.value if said else "") or "", State.OPEN)
    if said is not None and state is not State.OPEN:
        why = f"{why}; {word(said)}"
    elif said is not None:
        why = f"{why}; {unsure(said)}"
    next_step = {State.PASS: "", State.FAIL: check.do, State.OPEN: do}[state]
    return Check(asked.id, asked.title, state, why, next_step, asked.warns, asks=True, said=said)


def word(said: Answer) -> str:
    """Return who said what, when, and the note."""
    who = _("{} said {} on {}").format(said.by or _("somebody"), said.value, said.at.astimezone().date())
    return f"{who}: {said.reason}" if said.reason else who


def unsure(said: Answer) -> str:
    """Return who finds out."""
    return _("{} finds out").format(said.by) if said.by else _("not known yet")
