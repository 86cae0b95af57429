"""A session whose Well-Architected review was pulled: made-up answers of the tool, for tests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from ftr_tui.actions.desk import Desk
from ftr_tui.model.lens import Lens
from ftr_tui.model.reviewed import PracticeAnswer, WorkloadRef
from ftr_tui.model.session import Session
from ftr_tui.model.workload import Milestone, ToolAnswer, Workload
from ftr_tui.store import workloads

ID = "0123456789abcdef0123456789abcdef"
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
FTR = ("operationalExcellence", "security", "reliability")


def answered(lens: Lens, session: Session, missing: Collection[str] = ()) -> Session:
    """Return the session with every practice of the three pillars done, but for ``missing`` (BP numbers)."""
    practices = {
        p.id: PracticeAnswer(state="not-done" if p.bp in missing else "done", by="Minh", at=AT)
        for q in lens.questions.values()
        if q.pillar in FTR
        for p in q.practice
    }
    ref = WorkloadRef(id=ID, name="acme-billing-prod", region="eu-west-1", account="111122223333")
    return session.changed(practice=practices, review_question={}, workload=ref)


def in_tool(lens: Lens, high: Collection[str] = (), missing: Collection[str] = ()) -> Workload:
    """Return what the tool says of the same answers; ``high`` are QuestionIds that it rates HIGH."""
    answers = {
        q.id: ToolAnswer(
            question=q.id,
            pillar=q.pillar,
            chosen=[p.id for p in q.practice if p.bp not in missing] if q.pillar in FTR else [],
            risk="HIGH" if q.id in high else "NONE" if q.pillar in FTR else "UNANSWERED",
            at=AT,
        )
        for q in lens.questions.values()
    }
    return Workload(
        id=ID, name="acme-billing-prod", region="eu-west-1", pulled_at=AT, updated_at=AT, answers=answers
    )


def milestone(number: int, day: datetime, **high: int) -> Milestone:
    """Return a milestone at which pillars had so many high risks, the others of FTR's three none."""
    counts = {p: {"HIGH": high.get(p, 0), "MEDIUM": 2, "NONE": 5} for p in FTR}
    return Milestone(number=number, name=f"Review {number}", recorded_at=day, counts=counts)


def pull(desk: Desk, workload: Workload, session: Session) -> None:
    """Let the desk have it, as after a pull."""
    desk.change("pulled", session)
    workloads.save(workloads.path_of(desk.file.path), workload)
