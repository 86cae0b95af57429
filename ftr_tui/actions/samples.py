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
    """Return in one line for which documents there are samples, or an empty string."""
    kinds = dict.fromkeys(sample.kind for sample in desk.evidence.sample)
    titles = [one_line(desk.programme.document_title(kind), _TITLE) for kind in kinds]
    return _("samples for the binder: {}").format(", ".join(titles)) if titles else ""
