"""Home's table of products as rows: a line each, the header over it, what stands at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.cells import cut
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.views import routes
from ftr_tui.app.views.words import counts
from ftr_tui.app.widgets.rows import GUTTER, Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.glances import Glance, Way
    from ftr_tui.actions.products import Entry

_GAP = "  "
_WIDE, _NARROW = 100, 64
"""Cells from which on every route is named, and below which scan and risks go."""
_STYLES: dict[str, Style] = {"overdue": "bad", "due": "warn"}
_ABOUT = 2
"""Lines under the table."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the columns are; 0: not shown."""

    product: int
    ready: int
    gaps: int
    due: int
    scan: int
    risks: int
    all_routes: bool


def columns(width: int) -> Columns:
    """Return the columns for a line of ``width`` cells, the room for the cursor's mark taken off."""
    if width >= _WIDE:
        product, ready, scan, risks = 26, 23, 6, 4
    elif width >= _NARROW:
        product, ready, scan, risks = 20, 11, 6, 3
    else:
        product, ready, scan, risks = 16, 11, 0, 0
    gaps = 5
    used = product + ready + gaps + scan + risks + len(_GAP) * (3 + bool(scan) + bool(risks))
    return Columns(product, ready, gaps, max(0, width - used), scan, risks, width >= _WIDE)


def header_row(width: int, sort: str) -> Row:
    """Return the names of the columns; the one that the lines are sorted by has an arrow."""
    c = columns(width)

    def named(text: str, key: str, size: int, *, right: bool = False) -> Part:
        arrow = glyph("↓" if key == "gaps" else "↑") if key == sort else ""
        text = f"{text}{arrow}" if right or not arrow else f"{text} {arrow}"
        return column(text, size, "bold" if arrow else "dim bold", right=right)

    parts = [
        named(_("Product"), "name", c.product),
        named(_("Ready"), "ready", c.ready),
        named(_("Gaps"), "gaps", c.gaps, right=True),
        named(_("Due"), "due", c.due),
    ]
    if c.scan:
        parts += [named(_("Scan"), "scan", c.scan, right=True), named(_("HRI"), "hri", c.risks, right=True)]
    return Row([(GUTTER, ""), *_spaced(parts)])


def _spaced(parts: Sequence[Part]) -> list[Part]:
    out: list[Part] = []
    for part in parts:
        out += [(_GAP, ""), part] if out else [part]
    return out


def entry_row(entry: Entry, width: int, now: datetime) -> Row:
    """Return the line of one session; one that is not read yet has its name alone."""
    c, found, key = columns(width), entry.glance, str(entry.path)
    if found is None:
        return Row(_spaced([column(entry.path.stem, c.product), (glyph("…"), "dim")]), key=key)
    if found.problem:
        broken: list[Part] = [(_("does not open: "), "bad"), (found.first, "dim")]
        return Row([column(found.name, c.product, "bold"), (_GAP, ""), *broken], key=key)
    gaps = column(str(found.gaps), c.gaps, "ok" if not found.gaps else "", right=True)
    parts = [column(found.product, c.product, "bold"), *_ready(found, c), gaps, _due(found, c.due)]
    if c.scan:
        parts += [_scan(found, c.scan, now), _risks(found, c.risks)]
    return Row(_spaced(parts), key=key)


def _ready(found: Glance, c: Columns) -> list[Part]:
    """Return how far the routes are in one column; where it is narrow, the one that decides."""
    ways = found.ways if c.all_routes else found.ways[:1]
    text = glyph(" · ").join(_way(w) for w in ways)
    return [column(text or glyph("–"), c.ready, "ok" if found.ready else "")]


def _way(way: Way) -> str:
    name = _(routes.SHORT.get(way.id, way.id))
    return f"{signs.sign('pass')} {name}" if way.ready else f"{name} {way.met}/{way.of}"


def _due(found: Glance, width: int) -> Part:
    text = found.due
    if found.urgency == "overdue" and text:
        text = f"! {text}"
    # A clean cut: what is left must not look like another number of days.
    return column(cut(text, width), width, _STYLES.get(found.urgency, "dim"))


def _scan(found: Glance, width: int, now: datetime) -> Part:
    from ftr_tui.actions.glances import age

    return column(age(found, now) or glyph("–"), width, "dim", right=True)


def _risks(found: Glance, width: int) -> Part:
    if found.risks is None:
        return column(glyph("–"), width, "dim", right=True)
    about = "" if found.confirmed else glyph("≈")
    return column(f"{about}{found.risks}", width, "warn" if found.risks else "dim", right=True)


def search_text(entry: Entry) -> str:
    """Return what the filter looks in: the whole name, the file's, the list, what is due."""
    found = entry.glance
    if found is None:
        return entry.path.stem
    return " ".join([found.name, found.product, found.checklist, found.due, found.first, found.problem])


def about_rows(entry: Entry | None) -> list[Row]:
    """Return two lines about the session at the cursor: counts and list, what is due, where risks are."""
    found = entry.glance if entry is not None else None
    if found is None:
        return [Row()] * _ABOUT
    if found.unlisted:
        told_how = _("  builds it from a copy of the same AWS workbook, then opens it")
        return [Row([(found.first, "")], wrap=True), Row([("v", "key"), (told_how, "dim")])]
    if found.problem:
        return [Row([(found.problem, "dim")], wrap=True)]
    right: list[Part] = [(found.checklist, "dim")]
    tally: list[Part] = counts(dict(found.counts))
    for way in found.ways:
        if way.id != "sheet":
            text = _("{} {}/{} checks").format(_(routes.SHORT.get(way.id, way.id)), way.met, way.of)
            tally += [(_GAP + " ", ""), (text, "ok" if way.ready else "dim")] if tally else [(text, "")]
    rows = [Row(tally, right=right)]
    told: list[Part] = []
    if found.due:
        mark = "! " if found.urgency == "overdue" else ""
        told.append((mark + found.due, _STYLES.get(found.urgency, "dim")))
    told += [(text, "dim") for text in found.more]
    if found.risks:
        word = _("confirmed") if found.confirmed else _("estimate")
        told.insert(min(1, len(told)), (_("HRI: {} ({})").format(found.risks_told, word), "warn"))
    parts: list[Part] = []
    for part in told:
        parts += [(glyph(" · "), "dim"), part] if parts else [part]
    key = "N" if found.asked else "C"
    rows.append(Row(parts, right=[(key, "key")] if told else []))
    return rows


def first_row(found: Glance | None) -> Row | None:
    """Return the next step of a session that is not opened yet, as far as it is known."""
    if found is None or found.problem:
        return None
    if found.ready:
        return Row([(_("Next: "), "bold"), (_("ready"), "ok")])
    text = found.due if found.asked else found.first
    if not found.asked and found.gaps > 1:
        text += _(", then {} more").format(found.gaps - 1)
    return Row([(_("Next: "), "bold"), (text, "")], right=[("enter", "key"), (_("  go on"), "dim")])


def title_right(where: str, entries: Sequence[Entry]) -> str:
    """Return the folder, how many sessions it has, and how many are still to be read."""
    if not entries:
        return where
    number, left = len(entries), sum(e.glance is None for e in entries)
    text = where + glyph(" · ") + ngettext("{} session", "{} sessions", number).format(number)
    return text + (glyph(" · ") + _("{} still to read").format(left) if left else "")
