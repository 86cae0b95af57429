"""Everything that a dossier is made from, gathered by ``actions.dossier``; nothing here is hidden yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ftr_tui.model.binder import Row
from ftr_tui.model.calendar import Due
from ftr_tui.model.debrief import Debrief
from ftr_tui.model.facts import Evidence
from ftr_tui.model.lens import Lens
from ftr_tui.model.matrix import Matrix
from ftr_tui.model.outcome import Review
from ftr_tui.model.report_check import Check
from ftr_tui.model.session import Session
from ftr_tui.model.wa_review import Contradiction, PlanItem, QuestionState


@dataclass(frozen=True, slots=True)
class Report:
    """One report route of the session."""

    title: str
    checks: Sequence[Check]
    ready: bool
    rest: Sequence[str] = ()
    """The items that are still to answer on this route."""
    left: Sequence[str] = ()
    rest_source: str = ""


@dataclass(frozen=True, slots=True)
class WaReview:
    """The Well-Architected review as it stands."""

    lens: Lens
    states: Mapping[str, QuestionState]
    plan: Sequence[PlanItem]
    contradictions: Sequence[Contradiction]
    workload: str = ""
    """The name of the workload in the tool; empty: nothing was read."""
    read_at: datetime | None = None
    trouble: str = ""
    """Why nothing that the tool said counts."""


@dataclass(frozen=True, slots=True)
class Material:
    """One session on one day."""

    review: Review
    session: Session
    evidence: Evidence
    made: datetime
    version: str
    redacted: bool = False
    closing: str = ""
    """A line once the list is in its last month or past it."""
    reports: Sequence[Report] = ()
    reports_note: str = ""
    """What holds of the report routes whatever their checks say."""
    wa: WaReview | None = None
    shelf: Sequence[Row] = ()
    """The binder."""
    due: Sequence[Due] = ()
    debrief: Debrief | None = None
    actions: Sequence[str] = ()
    """The IAM actions that a scan asks for, in order."""
    matrix: Matrix | None = None
    """Controls by account, where several were read."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Kind of document -> its title."""
    pillars: Mapping[str, str] = field(default_factory=dict)
    """Pillar of a control -> its title."""

    @property
    def by_sheet(self) -> bool:
        """Whether the session prepares the sheet."""
        return "sheet" in self.session.routes or not self.session.routes

    def kind(self, kind: str) -> str:
        """Return the title of a kind of document, or the id itself."""
        return self.titles.get(kind, kind)
