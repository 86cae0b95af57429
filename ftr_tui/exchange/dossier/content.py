"""What stands in the dossier, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ftr_tui.exchange.dossier import (
    content_accounts,
    content_controls,
    content_end,
    content_review,
    content_summary,
)
from ftr_tui.exchange.dossier.blocks import Block, Contents, Ink
from ftr_tui.exchange.dossier.material import Material


def tree(material: Material, hide: Callable[[str], str] = str) -> list[Block]:
    """Return the whole dossier; ``hide`` masks and redacts every text that is not our own wording."""
    return list(_blocks(material, Ink(hide)))


def _blocks(material: Material, ink: Ink) -> Iterator[Block]:
    yield content_summary.title(material, ink)
    yield Contents()
    yield from content_summary.readiness(material, ink)
    yield from content_summary.coverage(material)
    yield from content_accounts.scopes(material, ink)
    yield from content_summary.outcomes(material, ink)
    yield from content_summary.comments(material, ink)
    yield from content_summary.gaps(material, ink)
    yield from content_controls.controls(material, ink)
    yield from content_review.review(material, ink)
    yield from content_review.debrief(material, ink)
    yield from content_end.documents(material, ink)
    yield from content_end.calendar(material, ink)
    yield from content_end.appendix(material, ink)
