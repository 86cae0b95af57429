"""Samples from the account as rows: what may go into a document, and from where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ftr_tui.app.style import Part
from ftr_tui.app.views.words import account, when_full
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.model.facts import Sample

_INDENT = "  "


def sample_rows(samples: Sequence[Sample]) -> list[Row]:
    """Return a heading and each sample whole; nothing where there is none."""
    if not samples:
        return []
    rows = [Row([(_("From the account"), "dim bold")])]
    for sample in samples:
        place = " ".join(x for x in (account(sample.account), sample.region) if x)
        rows.append(Row([(sample.title, "evidence")], wrap=True))
        read = _("read {}").format(when_full(sample.read_at))
        rows.append(Row([(" ".join((place, read)).strip(), "dim")], lead=[(_INDENT, "")], wrap=True))
        rows += [_line(text) for text in sample.text.split("\n")]
    return rows


def _line(text: str) -> Row:
    """Return one line of a sample; its own indent stays where it wraps."""
    body = text.lstrip(" ")
    lead: list[Part] = [(_INDENT + " " * (len(text) - len(body)), "")]
    return Row([(body, "")], lead=lead, wrap=True)
