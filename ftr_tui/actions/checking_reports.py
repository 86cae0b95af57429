"""What report-routes.toml names that no other file knows: items, documents, pillars."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ftr_tui.model.i18n import _
from ftr_tui.model.reports import ReportRoutes
from ftr_tui.store.library import Library
from ftr_tui.store.toml_read import Loc


def report_faults(
    content: ReportRoutes, library: Library, items: Collection[str]
) -> Iterator[tuple[str, Loc]]:
    """Yield each fault with its place; without ``items`` (no checklist can be read) none is said of them."""
    kinds = {d.id for d in library.programme().document}
    for at, route in enumerate(content.route):
        for item in [i for i in route.rest if items and i not in items]:
            yield _("no checklist has a control {}").format(item), ("route", at, "rest")
        if route.document and route.document not in kinds:
            yield _("programme.toml has no document {!r}").format(route.document), ("route", at, "document")
        pillars = {p.id for p in library.lens().pillar} if route.lens else set()
        for nth, check in enumerate(route.check):
            if check.pillar and check.pillar not in pillars:
                reason = _("{} has no pillar {!r}").format(route.lens, check.pillar)
                yield reason, ("route", at, "check", nth, "pillar")
