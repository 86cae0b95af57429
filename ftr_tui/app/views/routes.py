"""The ways by a report as rows: each check, milestones over time; and their few words on other screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.routes import Stand
    from ftr_tui.model.report_check import Check
    from ftr_tui.model.wa_words import Risks

SHORT = {"sheet": "sheet", "wafr": "WAFR", "soc2": "SOC 2"}
REVIEW = "well-architected"
"""The key of the rows under the checks; they lead to the screen of that name."""
_WORD, _ID, _PILLAR, _CELL, _MILESTONES = 9, 14, 24, 11, 4
_INDENT = _WORD + 2


def route_rows(desk: Desk, cursor: str = "") -> list[Row]:
    """Return every report route, its checks keyed by their ids; the one at ``cursor`` whole."""
    from ftr_tui.actions import routes

    stands = routes.stands(desk)
    rows = [sheet_row(desk), Row()] if "sheet" in desk.session.routes else []
    if not stands:
        text = routes.none_prepared(desk, f"ftr-tui route {desk.name} --add wafr")
        return [*rows, Row([(text, "dim")], wrap=True)]
    for stand in stands:
        rows += [*_stand_rows(stand, cursor), Row()]
    # With a key, so that the cursor can get there: what lies below the last item cannot be scrolled to.
    note = Row([(routes.content(desk).note, "dim")], key=REVIEW, lead=[("! ", "warn")], wrap=True)
    table = milestone_rows(desk)
    return [*rows, note, *([Row(key=REVIEW)] if table else []), *table]


def _stand_rows(stand: Stand, cursor: str) -> list[Row]:
    style: Style = "ok" if stand.ready else "dim"
    rows = [Row([(stand.route.title, "dim bold"), (glyph(" · "), "dim"), (_met(stand), style)])]
    for check in stand.checks:
        rows += check_rows(check, whole=check.id == cursor)
    if stand.rest:
        rows.append(Row([(_rest(stand), "dim")], lead=[("  ", "")], wrap=True))
    return rows


def _met(stand: Stand) -> str:
    return _("{} of {} checks met").format(stand.met, len(stand.checks))


def _rest(stand: Stand) -> str:
    """Return what else is to answer on this route, and who says so."""
    if not stand.left:
        text = _("of the self-check {} items are still to answer here, and none is left")
        return f"{text.format(len(stand.rest))} ({stand.route.rest_source})"
    text = _("of the self-check {} items are still to answer here, left are {}")
    return f"{text.format(len(stand.rest), ', '.join(stand.left))} ({stand.route.rest_source})"


def check_rows(check: Check, *, whole: bool) -> list[Row]:
    """Return one check: sign, word, id, title; ``whole``: how it comes to stand so, and what to do."""
    state = str(check.state)
    style = signs.style(state)
    right: list[Part] = [(_("a person answers"), "dim")] if check.asks and check.said is None else []
    first = Row(
        [column(check.id, _ID, "bold"), (check.title, "")],
        key=check.id,
        lead=[(signs.sign(state) + " ", style), column(signs.word(state), _WORD, style)],
        right=right,
    )
    if not whole:
        return [first]
    rows = [first, _below(check, check.why, "dim")]
    rows += [_below(check, text, "dim", ("! ", "warn")) for text in check.warns]
    if check.do:
        rows.append(_below(check, check.do, "", (_("next: "), "key")))
    return rows


def _below(check: Check, text: str, style: Style, mark: Part = ("", "")) -> Row:
    lead: list[Part] = [(" " * _INDENT, ""), (glyph(mark[0]), mark[1])]
    return Row([(text, style)], key=check.id, lead=lead, wrap=True)


def sheet_row(desk: Desk) -> Row:
    """Return how far the sheet is."""
    good, of = sum(s.outcome.good for s in desk.review.counted), len(desk.review.counted)
    text = _("sheet: {} of {} met, explained or not applicable").format(good, of)
    return Row([(text, "dim")], wrap=True)


def short_rows(desk: Desk) -> list[Row]:
    """Return the routes for the column of sections: a line each, and the key that shows more."""
    from ftr_tui.actions import routes

    stands = routes.stands(desk)
    right: list[Part] = [("3", "key"), (_(" shows them"), "dim")] if stands else []
    rows = [Row([(_("Routes"), "dim bold")], right=right)]
    if "sheet" in desk.session.routes:
        rows.append(sheet_row(desk))
    for stand in stands:
        text = f"{stand.route.title}: {_met(stand)}"
        rows.append(Row([(text, "ok" if stand.ready else "dim")], wrap=True))
    return rows


def whole_rows(desk: Desk, check: str) -> list[Row]:
    """Return everything about one check, for reading."""
    from ftr_tui.actions import routes

    _stand, found = routes.find(desk, check)
    told = routes.content(desk).checks[found.id]
    rows = [*check_rows(found, whole=True), Row(), Row([(told.ask, "bold")], wrap=True), Row()]
    rows += [Row([(told.why, "")], wrap=True), Row(), Row([(_("What counts"), "dim bold")])]
    return rows + [Row([(text, "")], lead=[(glyph("· "), "dim")], wrap=True) for text in told.counts]


# --- milestones ---------------------------------------------------------------------------------------


def milestone_rows(desk: Desk) -> list[Row]:
    """Return high and medium risks per pillar and milestone, and the change; no rows without a milestone.

    All figures are the tool's own. The last few milestones are shown, as many as fit in 80 columns.
    """
    from ftr_tui.actions import reviewing, routes

    shown = routes.milestones(desk)[-_MILESTONES:]
    if not shown:
        return []
    heading = _("Milestones: questions of high / medium risk, as the tool counts them")
    names: list[Part] = [(_("no. {}").format(m.number), "dim") for m in shown]
    days: list[Part] = [(str(m.day), "dim") for m in shown]
    rows = [
        Row([(heading, "dim bold")], key=REVIEW),
        _line("", [*names, (_("change"), "dim")]),
        _line("", [*days, ("", "")]),
    ]
    for pillar in reviewing.lens_of(desk).pillar:
        cells = [_risks(m.pillars.get(pillar.id)) for m in shown]
        rows.append(_line(pillar.title, [*cells, _change(shown[-1].pillars.get(pillar.id))]))
    return rows


def _line(title: str, cells: list[Part]) -> Row:
    parts = [column(text, _CELL, style, right=True) for text, style in cells]
    return Row(parts, key=REVIEW, lead=[column(title, _PILLAR)])


def _risks(found: Risks | None) -> Part:
    if found is None:
        return glyph("–"), "dim"
    return f"{found.high} / {found.medium}", "bad" if found.high else ""


def _change(found: Risks | None) -> Part:
    if found is None or found.high_change is None or found.medium_change is None:
        return glyph("–"), "dim"
    both = (found.high_change, found.medium_change)
    style: Style = "bad" if max(both) > 0 else "ok" if min(both) < 0 else "dim"
    return " / ".join(f"{n:+d}" if n else "0" for n in both), style


# --- for Home -----------------------------------------------------------------------------------------


def home_first(desk: Desk) -> list[Part]:
    """Return how far the reports are, in place of the counts of a sheet that nobody prepares."""
    from ftr_tui.actions import routes

    stands = routes.stands(desk)
    if len(stands) == 1:
        return [(_("{} of {} report checks").format(stands[0].met, len(stands[0].checks)), "")]
    texts = [f"{SHORT[s.route.id]} {s.met}/{len(s.checks)}" for s in stands]
    return [(_("report checks: {}").format(glyph(" · ").join(texts)), "")]


def home_next(desk: Desk) -> Part:
    """Return the check to look at next, of a session that prepares only reports."""
    from ftr_tui.actions import routes

    stands = routes.stands(desk)
    if any(s.ready for s in stands):
        return _("ready by its report"), "ok bold"
    left = min(stands, key=lambda s: len(s.checks) - s.met)
    first = left.first
    return (f"{first.id} {first.title}" if first is not None else ""), "dim"
