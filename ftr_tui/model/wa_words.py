"""Differences between session and Well-Architected Tool in words, and milestones over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Lens
from ftr_tui.model.text import one_line
from ftr_tui.model.wa_diff import APPLIES, ASIDE, DONE, NO, NONE, NOTES, SILENT, Difference
from ftr_tui.model.workload import Workload

_NOTE = 80


def thing(lens: Lens, what: str) -> str:
    """Return what a difference is about: the number and title of a practice, or what of the question."""
    if what in lens.practices:
        practice = lens.practices[what]
        return f"{practice.bp} {practice.title}"
    return {NONE: _("none of these"), APPLIES: _("the question"), NOTES: _("the note")}.get(what, what)


def value(what: str, said: str | None) -> str:
    """Return in words what one side says of a thing."""
    if said is None:
        return _("nothing")
    if what == NOTES:
        return f'"{one_line(said, _NOTE)}"' if said else _("no note")
    if what == APPLIES:
        applies, _blank, reason = said.partition(" ")
        return _("does not apply{}").format(_reason(reason)) if applies == NO else _("applies")
    if what == NONE:
        return _("chosen") if said == DONE else _("not chosen")
    if said.startswith(ASIDE):
        head, _newline, note = said.partition("\n")
        more = f': "{one_line(note, _NOTE)}"' if note else ""
        return _("does not apply{}").format(_reason(head.partition(" ")[2])) + more
    return _("done") if said == DONE else _("not done")


def rest(what: str, said: str | None) -> list[str]:
    """Return a note whole, line by line, where ``value`` cuts it; else nothing."""
    note = "" if said is None else said if what == NOTES else said.partition("\n")[2]
    return [] if one_line(note, _NOTE) == note else note.splitlines()


def _reason(reason: str) -> str:
    words = {
        "OUT_OF_SCOPE": _("out of scope"),
        "BUSINESS_PRIORITIES": _("business priorities"),
        "ARCHITECTURE_CONSTRAINTS": _("architecture constraints"),
        "OTHER": _("other reason"),
    }.get(reason)
    return f" ({words})" if words else ""


def in_order(lens: Lens, found: tuple[Difference, ...]) -> list[Difference]:
    """Return differences with the practices first, as the lens has them."""
    order = list(lens.practices)
    return sorted(found, key=lambda d: len(order) if d.what in SILENT else order.index(d.what))


@dataclass(frozen=True, slots=True)
class Risks:
    """How many questions of a pillar had which risk at a milestone, as the tool rated them."""

    high: int
    medium: int
    unanswered: int
    high_change: int | None
    """Against the milestone before; None for the first, or where one of both could not be read."""
    medium_change: int | None


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """One milestone of a table over time."""

    number: int
    name: str
    day: date
    pillars: dict[str, Risks]
    """Pillar id -> its figures, the lens's pillars first; a pillar that could not be read is missing."""


def milestone_rows(lens: Lens, workload: Workload) -> list[MilestoneRow]:
    """Return the milestones, oldest first, with what changed since the one before."""
    rows: list[MilestoneRow] = []
    before: dict[str, dict[str, int]] = {}
    order = [p.id for p in lens.pillar]
    for found in sorted(workload.milestones, key=lambda m: m.number):
        known = [p for p in order if p in found.counts] + [p for p in found.counts if p not in order]
        pillars = {p: _risks(found.counts[p], before.get(p)) for p in known}
        rows.append(MilestoneRow(found.number, found.name, found.recorded_at.astimezone().date(), pillars))
        before = found.counts
    return rows


def _risks(now: dict[str, int], before: dict[str, int] | None) -> Risks:
    def change(risk: str) -> int | None:
        return None if before is None else now.get(risk, 0) - before.get(risk, 0)

    high, medium = now.get("HIGH", 0), now.get("MEDIUM", 0)
    return Risks(high, medium, now.get("UNANSWERED", 0), change("HIGH"), change("MEDIUM"))
