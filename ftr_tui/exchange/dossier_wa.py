"""What the dossier says of the Well-Architected review and of reports that are handed in, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ftr_tui.exchange.dossier import escape
from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Lens
from ftr_tui.model.report_check import Check
from ftr_tui.model.wa_review import Contradiction, PlanItem, QuestionState, count

_SIGNS = {"pass": "✓ met", "fail": "✗ not met", "open": "? open"}
_MOST = 40
"""Lines of the improvement plan; it may have 307."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report route of the session."""

    title: str
    checks: Sequence[Check]
    note: str
    """What holds of the route whatever its checks say."""


@dataclass(frozen=True, slots=True)
class WaReview:
    """The Well-Architected review as it stands."""

    lens: Lens
    states: Mapping[str, QuestionState]
    plan: Sequence[PlanItem]
    contradictions: Sequence[Contradiction]
    source: str
    """What is known of the tool: which workload was read when, or that none was."""


def reports(found: Sequence[Report], mask: Callable[[str], str]) -> Iterator[str]:
    """Yield the checks of each report route."""
    for report in found:
        yield f"## {_('Report')}: {escape(report.title)}"
        met = sum(str(c.state) == "pass" for c in report.checks)
        yield f"**{_('{} of {} checks met').format(met, len(report.checks))}**"
        rows = [
            (c.id, _SIGNS[str(c.state)], c.title, mask("; ".join((c.why, *c.warns))), c.do)
            for c in report.checks
        ]
        yield _table((_("Check"), _("Outcome"), _("What"), _("Why"), _("Next")), rows)
        if report.note:
            yield escape(report.note)


def review(found: WaReview, mask: Callable[[str], str]) -> Iterator[str]:
    """Yield pillars in figures, each called estimate or confirmed; contradictions; the improvement plan."""
    yield f"## {_('Well-Architected review')}"
    text = _("Lens release {}. {} A risk is an estimate until the tool has rated the very same answer.")
    yield escape(text.format(found.lens.release, found.source))
    counts = count(found.lens, found.states)
    yield _table(
        (_("Pillar"), _("Answered"), "HRI", "MRI", _("Figures")),
        [
            (p.title, f"{n.answered}/{n.of}", str(n.high), str(n.medium), n.word)
            for p in found.lens.pillar
            for n in (counts[p.id],)
        ],
    )
    if found.contradictions:
        yield f"### {_('Self-check and review disagree')}"
        yield "\n".join(f"- {escape(c.words)}" for c in found.contradictions)
    if found.plan:
        yield f"### {_('Improvement plan')}"
        rows = [
            (
                f"{i.practice.bp} {i.practice.title}",
                i.risk,
                mask(i.plan or i.note),
                " ".join(str(part) for part in (i.owner, i.due) if part),
            )
            for i in found.plan[:_MOST]
        ]
        yield _table((_("Practice"), _("Risk if missing"), _("Plan"), _("Who, by when")), rows)
        if len(found.plan) > _MOST:
            yield _("{} more practices are not done.").format(len(found.plan) - _MOST)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])
