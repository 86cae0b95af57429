"""What guide-hints.toml leaves out, or names that its list does not know."""

from __future__ import annotations

from collections.abc import Iterator

from ftr_tui.model.guide_hints import GuideHints
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import Library
from ftr_tui.store.toml_read import Loc


def hint_faults(hints: GuideHints, library: Library) -> Iterator[tuple[str, Loc]]:
    """Yield each fault with its place."""
    try:
        checklist = library.checklist(hints.checklist, hints.release)
    except Problem as error:
        yield str(error), ("checklist",)
        return
    for at, hint in enumerate(hints.hint):
        if hint.control not in checklist.by_id:
            yield _("{} has no control {}").format(checklist.name, hint.control), ("hint", at, "control")
    named = {hint.control for hint in hints.hint}
    for control in [c.id for c in checklist.control if c.id not in named]:
        yield (
            _("no hint for {}, so nothing is ever found for it").format(control),
            ("hint", len(hints.hint) - 1),
        )
