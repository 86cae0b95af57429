"""What each source says as rows: a column for each source, and at the cursor why they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.sources import Said, Table

_ID, _COLUMN, _WORD = 14, 15, 13
_STYLES: dict[str, Style] = {"against": "bad", "not read": "warn", "for": "ok"}
_MATCHES: dict[str, Style] = {"differ": "warn bold", "agree": "ok"}


def rows(desk: Desk, width: int, page: int, cursor: str) -> tuple[int, list[Row], list[Row]]:
    """Return the page that is really shown, what stands above the list, the list; ``width`` is in cells."""
    from ftr_tui.actions import sources

    found = sources.of(desk)
    fit = max(1, (width - _ID - _WORD) // _COLUMN)
    pages = max(1, -(-len(found.sources) // fit))
    page = max(0, min(page, pages - 1))
    start = page * fit
    shown = found.sources[start : start + fit]
    above = _head(found, pages, page)
    heads: list[Part] = [column("", _ID)]
    for number, source in enumerate(shown, start + 1):
        heads.append(column(f"{number} {source.name}", _COLUMN, "bold"))
    # With the room of the cursor's mark, so that it stands above its column.
    above.append(Row([], lead=[("  ", ""), *heads]))
    out = []
    for line in found.lines:
        key = f"{line.control} {line.question}"
        parts: list[Part] = [column(line.question, _ID, "bold")]
        parts += [_cell(said) for said in line.said[start : start + fit]]
        parts.append((_(str(line.match)), _MATCHES.get(str(line.match), "dim")))
        out.append(Row([], key=key, lead=parts))
        if key == cursor:
            out += [Row([(text, "evidence")], key=key, lead=[("    ", "")], wrap=True) for text in line.why]
            same = [] if line.why else [_("nothing to explain: they say the same")]
            out += [Row([(text, "dim")], key=key, lead=[("    ", "")], wrap=True) for text in same]
    if found.alone:
        text = _("Only this scan speaks of {} more questions.").format(len(found.alone))
        out += [Row(), Row([(text, "dim")], wrap=True)]
    return page, above, out


def _head(found: Table, pages: int, page: int) -> list[Row]:
    from ftr_tui.actions import sources

    out = [Row([(sources.headline(found), "bold")], wrap=True)]
    for number, source in enumerate(found.sources[:6], 1):
        out.append(Row([(source.words, "dim")], lead=[(f"{number} ", "dim")]))
    if pages > 1:
        text = _("[ and ] turn the page, {} of {}").format(page + 1, pages)
        out.append(Row([(text, "dim")]))
    legend: list[Part] = []
    for kind, mark in sources.SIGNS.items():
        legend += [(glyph(mark), _STYLES.get(str(kind), "dim")), (f" {_(str(kind))}  ", "dim")]
    return [*out, Row(legend, wrap=True), Row()]


def _cell(said: Said) -> Part:
    from ftr_tui.actions import sources

    number = f" {said.number}" if said.number else ""
    day = f" {said.day:%m-%d}" if said.day is not None else ""
    return column(glyph(sources.SIGNS[said.cell]) + number + day, _COLUMN, _STYLES.get(str(said.cell), "dim"))
