"""Milestones of the session's workload, and AWS's own report of one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.actions import workload as linking
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.text import clean

if TYPE_CHECKING:
    from datetime import date

    from ftr_tui.actions.desk import Desk
    from ftr_tui.aws.wa_tool import Tool
    from ftr_tui.model.workload import Workload

REPORT_KIND = "well-architected-report"
MOST_REPORT = 3_000_000
"""Bytes that the review takes of a report, as far as is known."""


def milestone_name(desk: Desk, given: str = "") -> str:
    """Return the name of a new milestone: the one given, or one with today's day; Problem if it cannot be."""
    name = " ".join(clean(given).split()) or f"FTR {desk.review.today}"
    if not 3 <= len(name) <= 100:
        raise Problem(_("a milestone's name has 3 to 100 characters"))
    return name


def check_milestone(desk: Desk, tool: Tool, workload: Workload, name: str) -> None:
    """Problem if the tool has a milestone of that name already; what it has is kept meanwhile."""
    from ftr_tui.aws.wa_read import with_counts

    listed, missing = tool.milestones(workload.id), list[str]()
    known = {m.number: m for m in workload.milestones if m.counts}
    kept = [
        known.get(m.number) or with_counts(tool, workload.id, workload.lens_alias, m, missing) for m in listed
    ]
    if kept != workload.milestones:
        linking.keep(desk, workload.changed(milestones=kept))
    same = next((m for m in listed if linking.same_name(m.name, name)), None)
    if same is not None:
        text = _("there is a milestone of that name already: number {}, {}")
        hint = _("another name: --title TEXT")
        raise Problem(text.format(same.number, same.recorded_at.astimezone().date()), hint=hint)


def milestone(desk: Desk, tool: Tool, name: str) -> Workload:
    """Make a milestone and keep its figures; the caller has asked."""
    from ftr_tui.aws.wa_read import with_counts

    workload = linking.linked(desk)
    number = tool.milestone(workload.id, name)
    listed = {m.number: m for m in tool.milestones(workload.id)}
    missing: list[str] = []
    known = {m.number: m for m in workload.milestones}
    if number in listed:
        known[number] = with_counts(tool, workload.id, workload.lens_alias, listed[number], missing)
    found = workload.changed(
        milestones=[known[n] for n in sorted(known)], unread=[*workload.unread, *missing]
    )
    linking.keep(desk, found)
    return found


@dataclass(frozen=True)
class Report:
    """A report that was written and filed."""

    document: str
    size: int
    shows: date
    milestone: int | None
    """None: the state of now, of which no milestone was made."""

    @property
    def is_large(self) -> bool:
        """Whether it is larger than the review takes."""
        return self.size > MOST_REPORT


def report(desk: Desk, tool: Tool, file: Path, number: int | None = None) -> Report:
    """Write AWS's own PDF of a milestone (the newest) and file it in the binder.

    Problem if there is no such milestone; SaveProblem if the file cannot be written.
    """
    from ftr_tui.actions import binder
    from ftr_tui.store import atomic

    workload, today = linking.linked(desk), desk.review.today
    stones = {m.number: m for m in tool.milestones(workload.id)}
    if number is not None and number not in stones:
        raise Problem(_("there is no milestone {}").format(number), hint=_milestones_hint(stones))
    at = stones.get(number if number is not None else max(stones, default=0))
    pdf = tool.report(workload.id, workload.lens_alias, at.number if at else None)
    atomic.write(file, pdf)
    # A clock that is a day behind AWS's must not make the day lie ahead.
    shows = min(at.recorded_at.astimezone().date(), today) if at else today
    filed = binder.filed(desk, REPORT_KIND, str(file.absolute()), shows)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    return Report(filed.id, len(pdf), shows, at.number if at else None)


def _milestones_hint(stones: Iterable[int]) -> str:
    numbers = ", ".join(str(n) for n in stones)
    return _("there is: {}").format(numbers) if numbers else _("make one: ftr-tui wa milestone NAME")
