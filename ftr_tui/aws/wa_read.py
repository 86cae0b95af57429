"""Everything that the Well-Architected Tool has of one workload, as ``NAME.wa.toml`` keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from ftr_tui.aws.wa_tool import Tool, ToolError, text_of
from ftr_tui.model.workload import Milestone, ToolAnswer, Workload

Progress = Callable[[int, int, str], None]
"""done, planned, what is being read in words."""


def read_all(
    tool: Tool, workload: str, lens: str, before: Workload | None, now: datetime, progress: Progress
) -> Workload:
    """Return everything that the tool has of one workload.

    The list of answers must be readable; notes, milestones and the lens's status may be missing, which
    ``Workload.unread`` says. Figures of milestones that ``before`` has are not read again: they never change.
    """
    about = tool.workload(workload)
    missing: list[str] = []
    found = Workload(
        id=text_of(about["WorkloadId"]),
        name=text_of(about.get("WorkloadName", "")),
        description=text_of(about.get("Description", "")),
        owner=text_of(about.get("ReviewOwner", "")),
        environment=text_of(about.get("Environment", "")),
        region=tool.region,
        account=text_of(about.get("Owner", "")) or tool.account,
        lens_alias=lens,
        pulled_at=now,
        updated_at=about.get("UpdatedAt"),
    )
    with_lens = _optional(missing, "the lens's release", lambda: tool.lens_review(workload, lens)) or {}
    answers = tool.answers(workload, lens, now)
    _notes(tool, workload, lens, answers, now, missing, progress)
    milestones = _milestones(tool, workload, lens, before, missing, progress)
    return found.changed(
        lens_version=text_of(with_lens.get("LensVersion", "")),
        lens_status=text_of(with_lens.get("LensStatus", "")),
        answers=answers,
        milestones=milestones,
        unread=missing,
    )


def _notes(
    tool: Tool,
    workload: str,
    lens: str,
    answers: dict[str, ToolAnswer],
    now: datetime,
    missing: list[str],
    progress: Progress,
) -> None:
    # The list has no notes, and an unanswered question may have one.
    for number, question in enumerate(list(answers)):
        progress(number, len(answers), f"answer {question}")
        whole = _optional(missing, "notes", partial(tool.answer, workload, lens, question, now))
        if whole is None:
            return
        answers[question] = whole


def _milestones(
    tool: Tool, workload: str, lens: str, before: Workload | None, missing: list[str], progress: Progress
) -> list[Milestone]:
    known = {m.number: m for m in before.milestones if m.counts} if before and before.id == workload else {}
    listed = _optional(missing, "milestones", lambda: tool.milestones(workload))
    if listed is None:
        return list(known.values())
    out = []
    for number, milestone in enumerate(listed):
        progress(number, len(listed), f"milestone {milestone.number}")
        counted = known.get(milestone.number) or with_counts(tool, workload, lens, milestone, missing)
        out.append(counted)
    return out


def with_counts(tool: Tool, workload: str, lens: str, milestone: Milestone, missing: list[str]) -> Milestone:
    """Return a milestone with its figures per pillar; where they cannot be read, without, and it is said."""
    review = _optional(
        missing,
        f"figures of milestone {milestone.number}",
        lambda: tool.lens_review(workload, lens, milestone.number),
    )
    if review is None:
        return milestone
    return milestone.model_copy(update={"counts": counts(review)})


def counts(review: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Return pillar id -> risk -> questions of a lens review."""
    return {
        text_of(p["PillarId"]): {text_of(risk): int(n) for risk, n in p.get("RiskCounts", {}).items()}
        for p in review.get("PillarReviewSummaries", ())
    }


def _optional(missing: list[str], what: str, work: Callable[[], Any]) -> Any:
    """Return ``work()``; where the right to it is missing, None, and ``missing`` says so. Else raise."""
    try:
        return work()
    except ToolError as error:
        if not error.is_denied:
            raise
        missing.append(f"{what}: {error.message}")
        return None
