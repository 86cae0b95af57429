"""The controls by AWS account as plain lines: part of `status --accounts`."""

from __future__ import annotations

from ftr_tui.actions import matrix
from ftr_tui.actions.desk import Desk
from ftr_tui.cli.out import cell, glyph, line, say, table, width
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.matrix import Cell, Place

_CONTROL, _GAP = 14, 2
"""Columns of the indent and a control's id, and between two columns."""
STYLES = {Cell.FAILS: "bold red", Cell.UNREAD: "yellow", Cell.CLEAR: "green"}


def show_matrix(desk: Desk) -> None:
    """Write a row for each control, a column for each account; of many accounts the worst, twelve at most."""
    found = matrix.of(desk)
    if not found.rows:
        say(_("No account was read yet."))
        return
    names = matrix.short(found.accounts)
    size = max(len(_text(p)) for row in found.rows.values() for p in row.values())
    size = max(size, *(len(n) for n in names.values()))
    fit = max(1, (width() - _CONTROL) // (size + _GAP))
    listed = found.worst_first()[: min(fit, matrix.MOST)]
    line(cell(_("Controls by account"), "bold"))
    rows: list[list[object]] = [["", *(cell(names[a], "bold") for a in listed)]]
    rows += [[control, *(_cell(row[a]) for a in listed)] for control, row in found.rows.items()]
    table(rows, narrow=range(len(listed) + 1))
    left = len(found.accounts) - len(listed)
    if left:
        text = ngettext("and {} more account", "and {} more accounts", left).format(left)
        say("  " + _("{}; --json has all of them").format(text))
    legend = "   ".join(f"{glyph(s)} {_(str(c))}" for c, s in matrix.SIGNS.items())
    line(cell(legend, "dim"), indent=2)
    line(cell(_("A number: so many resources are named there."), "dim"), indent=2)


def _cell(place: Place) -> object:
    return cell(_text(place), STYLES.get(place.cell, "dim"))


def _text(place: Place) -> str:
    number = f" {place.resources}{'+' if place.more else ''}" if place.resources else ""
    return glyph(matrix.SIGNS[place.cell]) + number
