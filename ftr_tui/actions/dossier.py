"""The dossier at work: everything that is known of a session, gathered, and written by its ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ftr_tui import __version__
from ftr_tui.actions import (
    binder,
    calendar,
    debriefing,
    fixes,
    listing,
    matrix,
    owners,
    reviewing,
    routes,
    status,
)
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.exchange.dossier.blocks import Block
    from ftr_tui.exchange.dossier.material import Material, WaReview

ENDINGS = (".md", ".html", ".pdf")


def dossier_bytes(
    desk: Desk,
    ending: str = ".md",
    hide: Callable[[str], str] = str,
    *,
    redacted: bool = False,
    notes: list[str] | None = None,
) -> bytes:
    """Return the dossier as ``.md``, ``.html`` or ``.pdf``; Problem where it cannot be made.

    ``hide`` masks and redacts each text that is not our own wording; ``redacted`` is what page one says.
    ``notes`` takes what a person should know of the file, a line each.
    """
    from ftr_tui.exchange.dossier import content

    if ending == ".pdf":
        _have_typst()
    tree = content.tree(gather(desk, redacted=redacted), hide)
    return _written(desk, tree, ending, notes)


def fixes_bytes(
    desk: Desk,
    ending: str = ".md",
    hide: Callable[[str], str] = str,
    *,
    redacted: bool = False,
    notes: list[str] | None = None,
) -> bytes:
    """Return the next steps as a page, as ``dossier_bytes`` does; Problem where it cannot be made."""
    if ending == ".pdf":
        _have_typst()
    return _written(desk, fixes_tree(desk, hide, redacted=redacted), ending, notes)


def fixes_tree(desk: Desk, hide: Callable[[str], str] = str, *, redacted: bool = False) -> list[Block]:
    """Return the page of next steps as blocks."""
    from ftr_tui.exchange.dossier import content_fixes

    plan = content_fixes.Plan(
        found=fixes.of(desk, hide=hide if redacted else None),
        review=desk.review,
        session=desk.session,
        evidence=desk.evidence,
        made=desk.clock(),
        version=__version__,
        is_ready=routes.ready(desk),
        gaps=[s.id for s in owners.gaps(desk)],
        redacted=redacted,
        closing=status.closes(desk.checklist, desk.review.today),
    )
    return content_fixes.tree(plan, hide)


def _written(desk: Desk, tree: Sequence[Block], ending: str, notes: list[str] | None) -> bytes:
    """Return a tree of blocks as its ending says; what a person should know of it goes to ``notes``."""
    if ending == ".pdf":
        from ftr_tui.exchange.dossier.to_typst import pdf

        made = pdf(tree, desk.clock())
        if notes is not None:
            notes += made.notes
        return made.data
    if ending == ".html":
        from ftr_tui.exchange.dossier.to_html import html

        return html(tree).encode("utf-8", errors="backslashreplace")
    from ftr_tui.exchange.dossier.to_markdown import markdown

    return markdown(tree).encode("utf-8", errors="backslashreplace")


def _have_typst() -> None:
    """Problem, before any work is done, where the extra is not installed."""
    from importlib.util import find_spec

    if find_spec("typst") is None:
        raise Problem(
            _("a PDF needs the extra pdf: pip install 'ftr-tui[pdf]', or uv tool install 'ftr-tui[pdf]'"),
            hint=_("or write an .html file and print it to PDF from a browser"),
        )


def gather(desk: Desk, *, redacted: bool = False) -> Material:
    """Return what the dossier is made from; files of the binder are read, to see what was changed."""
    from ftr_tui.exchange.dossier.material import Material, Report

    stands = routes.stands(desk)
    allowed = [s for s in listing.policy_document()["Statement"] if s["Effect"] == "Allow"]
    actions = sorted({a for s in allowed for a in s["Action"]})
    return Material(
        review=desk.review,
        session=desk.session,
        evidence=desk.evidence,
        made=desk.clock(),
        version=__version__,
        redacted=redacted,
        closing=status.closes(desk.checklist, desk.review.today),
        reports=[
            Report(s.route.title, s.checks, s.ready, s.rest, s.left, s.route.rest_source) for s in stands
        ],
        reports_note=routes.content(desk).note,
        wa=_wa_review(desk) if reviewing.begun(desk) else None,
        shelf=binder.rows(desk),
        due=calendar.due(desk),
        debrief=debriefing.debrief(desk, desk.bank()) if desk.session.rehearsal else None,
        actions=actions,
        matrix=matrix.of(desk) if matrix.several(desk) else None,
        titles={k.id: k.title for k in desk.programme.document},
        pillars=_PILLARS,
    )


_PILLARS = {
    "operational-excellence": _("Operational excellence"),
    "security": _("Security"),
    "reliability": _("Reliability"),
    "performance": _("Performance efficiency"),
    "cost": _("Cost optimization"),
    "sustainability": _("Sustainability"),
    # Of a list built from a workbook, which names none: else the chart would lack them.
    "not-sorted": _("Not sorted by AWS"),
}


def _wa_review(desk: Desk) -> WaReview:
    from ftr_tui.exchange.dossier.material import WaReview

    workload = reviewing.workload_of(desk)
    return WaReview(
        reviewing.lens_of(desk),
        reviewing.states(desk),
        reviewing.plan(desk),
        reviewing.contradictions(desk),
        workload=workload.name if workload is not None else "",
        read_at=workload.pulled_at if workload is not None else None,
        trouble=reviewing.trouble(desk),
    )
