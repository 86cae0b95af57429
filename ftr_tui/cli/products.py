"""`status --all`: every session of the folder in a table, or as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ftr_tui.actions import products, status
from ftr_tui.actions.desk import utc_now
from ftr_tui.actions.glances import Glance, Way, age, counted, glance
from ftr_tui.actions.opening import open_each
from ftr_tui.cli.out import cell, emit_json, glyph, line, note, say, sign, table
from ftr_tui.model.i18n import _

READY, NOT_READY, UNUSABLE = 0, 1, 2
_ROUTES = {"sheet": "sheet", "wafr": "WAFR", "soc2": "SOC 2"}
_STYLES = {"overdue": "bold red", "due": "yellow"}


def show_all(where: Path, *, as_json: bool) -> int:
    """Tell of every session; 0 if all are ready, 1 if one is not, 2 if one does not open."""
    found: list[Glance] = []
    if as_json:
        told = list(_told(where, found))
        emit_json({"sessions": told, "counts": counted(found)})
    else:
        found = list(products.each(where))
        _table(found)
    for broken in (g for g in found if g.problem):
        note(f"ftr-tui: {broken.problem}")
    if any(g.problem for g in found):
        return UNUSABLE
    return READY if all(g.ready for g in found) else NOT_READY


def _told(where: Path, found: list[Glance]) -> Iterator[dict[str, Any]]:
    """Yield ``status --json`` of each session with the columns of the table; one is open at a time."""
    for listed in open_each(where):
        if listed.desk is None:
            found.append(Glance(listed.path.stem, problem=listed.problem))
            yield {"session": listed.path.stem, "problem": listed.problem}
            continue
        one = glance(listed.desk)
        found.append(one)
        columns = {
            "gaps": one.gaps,
            "due": one.due,
            "urgency": one.urgency,
            "day": one.day or None,
            "scanned": one.scanned or None,
            "sample": one.sample,
            "high_risks": one.risks,
            "high_risks_confirmed": one.confirmed,
        }
        yield {**status.as_json(listed.desk), "glance": columns}


def _table(found: list[Glance]) -> None:
    if not found:
        say(_("no sessions here yet; make one with: ftr-tui new NAME"))
        return
    names = (_("session"), _("ready"), _("gaps"), _("due"), _("scan"), _("HRI"))
    rows: list[list[Any]] = [[cell(n, "bold") for n in names]]
    rows += [_row(g) for g in found]
    table(rows, narrow=(1, 2, 4, 5))
    count = counted(found)
    text = _("{} ready, {} not ready").format(count["ready"], count["not_ready"])
    if count["unreadable"]:
        text += _(", {} do not open").format(count["unreadable"])
    say()
    line(text)


def _row(found: Glance) -> list[Any]:
    if found.problem:
        return [found.name, cell(_("does not open"), "bold red"), "", found.first, "", ""]
    ready = cell(_(", ").join(_way(w) for w in found.ways), "green" if found.ready else "")
    due = f"! {found.due}" if found.urgency == "overdue" else found.due
    none = glyph("–")
    risks = none if found.risks is None else f"{'' if found.confirmed else glyph('≈')}{found.risks}"
    scan = age(found, utc_now()) or none
    return [found.name, ready, str(found.gaps), cell(due, _STYLES.get(found.urgency, "")), scan, risks]


def _way(way: Way) -> str:
    name = _ROUTES.get(way.id, way.id)
    return f"{sign('pass')} {name}" if way.ready else f"{name} {way.met}/{way.of}"
