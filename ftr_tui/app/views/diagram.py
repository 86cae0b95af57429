"""The diagram check as rows: what is missing first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.model.diagram import Report

_TITLE = 26
_NO_SIGN: Part = ("  ", "")


def report_rows(report: Report) -> list[Row]:
    """Return the whole report; titles are cut to a column, what is said beside them wraps."""
    from ftr_tui.actions import diagram

    number = f"{report.document} " if report.document else ""
    rows = [Row([(number, "bold"), (report.where, "")], wrap=True)]
    if len(report.pages) > 1:
        rows.append(Row([(_("pages: {}").format(", ".join(report.pages)), "dim")], wrap=True))
    rows.append(Row([(diagram.headline(report), "bold")], wrap=True))
    warn: Part = ("! ", "warn")
    missing = [_row(warn, f.service.title, diagram.how_many(f)) for f in report.missing]
    extra = [
        _row(("? ", "warn") if f.why == "not seen" else _NO_SIGN, f.service.title, diagram.why(f))
        for f in report.extra
    ]
    third = [
        _row(
            _NO_SIGN if t.drawn else warn, t.party.title, diagram.not_drawn(t) or ": ".join(diagram.about(t))
        )
        for t in report.third
    ]
    good: Part = (signs.sign("pass") + " ", "ok")
    both = [
        _row(good, f.service.title, diagram.how_drawn(f) + glyph(" · ") + diagram.how_many(f))
        for f in report.both
    ]
    for title, part in (
        (_("Seen and not drawn"), missing),
        (_("Drawn and not seen"), extra),
        (_("Third parties"), third),
        (_("Drawn and seen"), both),
    ):
        if part:
            rows += [Row(), Row([(title, "dim bold")]), *part]
    rows.append(Row())
    if report.left_out:
        titles = ", ".join(f.service.title for f in report.left_out)
        rows.append(_text(_("Seen, and nobody asks for it on a diagram: {}").format(titles), dim=True))
    if text := diagram.unknown(report):
        rows.append(_text(text))
    return rows + [_text(text) for text in (*diagram.hints(report), diagram.hand_in(report))]


def _row(sign: Part, title: str, text: str) -> Row:
    return Row([(text, "")], lead=[sign, column(title, _TITLE), _NO_SIGN], wrap=True)


def _text(text: str, *, dim: bool = False) -> Row:
    return Row([(text, "dim" if dim else "")], wrap=True)
