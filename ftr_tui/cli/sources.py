"""What each source says, as plain lines: part of `status --sources`."""

from __future__ import annotations

from ftr_tui.actions import sources
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.sources import Cell, Match, Said
from ftr_tui.cli.out import cell, glyph, line, say, table, width
from ftr_tui.model.i18n import _, ngettext

_COLUMN, _SMALL, _ID, _WORD = 15, 7, 16, 14
"""Columns of a source's head and cells, the same without day and name, an id with indent, the last word."""
STYLES = {Cell.AGAINST: "bold red", Cell.FOR: "green", Cell.UNREAD: "yellow"}
MATCHES = {Match.DIFFER: "bold yellow", Match.AGREE: "green"}


def show_sources(desk: Desk) -> None:
    """Write a row for each question, a column for each source, and below it why two differ."""
    found = sources.of(desk)
    line(cell(_("Sources side by side"), "bold"))
    if not found.sources:
        say("  " + _("Nothing was read yet: scan, or take a tool's file in with ftr-tui import."))
        return
    # Where not all have room, the list of them says who is 3, and of which day that is.
    small = len(found.sources) > max(2, (width() - _ID - _WORD) // _COLUMN)
    fit = max(2, (width() - _ID - _WORD) // (_SMALL if small else _COLUMN))
    shown = found.sources[:fit]
    for number, source in enumerate(found.sources, 1):
        line(f"{number} {source.words}", indent=2)
    say()
    rows: list[list[object]] = [
        ["", *(cell(f"{n}" if small else f"{n} {s.name}", "bold") for n, s in enumerate(shown, 1)), ""]
    ]
    for each in found.lines:
        word = cell(_(str(each.match)), MATCHES.get(each.match, "dim"))
        rows.append([each.question, *(_cell(s, day=not small) for s in each.said[:fit]), word])
    table(rows, narrow=range(len(shown) + 2))
    left = len(found.sources) - len(shown)
    if left:
        text = ngettext("and {} more source", "and {} more sources", left).format(left)
        say("  " + _("{}; --json has all of them").format(text))
    legend = "   ".join(f"{glyph(s)} {_(str(c))}" for c, s in sources.SIGNS.items())
    line(cell(legend, "dim"), indent=2)
    text = _("A number: so many resources are named; then the day on which it was read.")
    if small:
        text = _("A number beside a sign: so many resources are named.")
    line(cell(text, "dim"), indent=2)
    say()
    line(cell(_("Why they differ"), "bold"))
    told = [each for each in found.lines if each.why]
    for each in told:
        line(f"{each.question}  {_(str(each.match))}", indent=2)
        for text in each.why:
            line(text, indent=4)
    if not told:
        say("  " + _("nothing differs"))
    if found.alone:
        say()
        text = ngettext("Only this scan speaks of {} question", "Only this scan speaks of {} questions",
                        len(found.alone))  # fmt: skip
        line(f"{text.format(len(found.alone))}: {', '.join(found.alone)}")
    say()
    say(sources.headline(found))


def _cell(said: Said, *, day: bool) -> object:
    return cell(text_of(said, with_day=day), STYLES.get(said.cell, "dim"))


def text_of(said: Said, *, with_day: bool = True) -> str:
    """Return a cell's sign, how many resources it names, and the day."""
    number = f" {said.number}" if said.number else ""
    day = f" {said.day:%m-%d}" if with_day and said.day is not None else ""
    return glyph(sources.SIGNS[said.cell]) + number + day
