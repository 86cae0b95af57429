"""Real samples from the account, for the documents that they help with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.facts import Sample

_TITLE = 60


def for_kind(desk: Desk, kind: str) -> list[Sample]:
    """Return the samples that help with documents of ``kind`` (an id in programme.toml)."""
    return [sample for sample in desk.evidence.sample if sample.kind == kind]


def headline(desk: Desk) -> str:
    """Return in one line what samples there are, or an empty string."""
    titles = [one_line(sample.title, _TITLE) for sample in desk.evidence.sample]
    return _("samples for the binder: {}").format("; ".join(titles)) if titles else ""
