"""Controls by AWS account as rows: a column for each account, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.views.words import account as grouped
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.matrix import Matrix, Place

_ID, _GAP = 12, 1
_STYLES: dict[str, Style] = {"fails": "bad", "not read": "warn", "nothing wrong found": "ok"}


def rows(desk: Desk, width: int, page: int) -> tuple[int, list[Row], list[Row]]:
    """Return the page that is really shown, what stands above the list, the list; ``width`` is in cells."""
    from ftr_tui.actions import matrix

    found = matrix.of(desk)
    names = matrix.short(found.accounts)
    size = max([4, *(len(n) for n in names.values())]) + 2
    fit = max(1, min(matrix.MOST, (width - _ID) // (size + _GAP)))
    order = found.worst_first()
    pages = max(1, -(-len(order) // fit))
    page = max(0, min(page, pages - 1))
    listed = order[page * fit : (page + 1) * fit]
    above, out = _head(found, listed, page, pages), list[Row]()
    heads: list[Part] = [column("", _ID)]
    for account in listed:
        heads += [column(names[account], size, "bold"), (" " * _GAP, "")]
    # With the room of the cursor's mark, so that it stands above its column.
    above.append(Row([], lead=[("  ", ""), *heads]))
    for control, places in found.rows.items():
        parts: list[Part] = [column(control, _ID, "bold")]
        for account in listed:
            parts += [_cell(places[account], size), (" " * _GAP, "")]
        out.append(Row([], key=control, lead=parts))
    return page, above, out


def _head(found: Matrix, listed: tuple[str, ...], page: int, pages: int) -> list[Row]:
    from ftr_tui.actions import matrix

    n = len(found.accounts)
    text = ngettext("{} account", "{} accounts", n).format(n)
    which: list[Part] = [(text, "bold")]
    if pages > 1:
        left = n - len(listed)
        more = _(", {} here and {} more: [ and ] turn the page, {} of {}")
        which.append((more.format(len(listed), left, page + 1, pages), "dim"))
    ids = ", ".join(grouped(a) for a in listed)
    legend: list[Part] = []
    for kind, mark in matrix.SIGNS.items():
        style = _STYLES.get(str(kind), "dim")
        legend += [(glyph(mark), style), (f" {_(str(kind))}  ", "dim")]
    number = _("A number: resources that are named there. The most failures come first.")
    return [
        Row(which, wrap=True),
        Row([(ids, "dim")], wrap=True),
        Row(legend, wrap=True),
        Row([(number, "dim")], wrap=True),
        Row(),
    ]


def _cell(place: Place, size: int) -> Part:
    from ftr_tui.actions import matrix

    number = f" {place.resources}{'+' if place.more else ''}" if place.resources else ""
    return column(glyph(matrix.SIGNS[place.cell]) + number, size, _STYLES.get(str(place.cell), "dim"))
