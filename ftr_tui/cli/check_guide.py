"""`check-guide`: where a deployment guide seems to answer each control; a table for people, or JSON."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

from ftr_tui.actions import guide
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, emit, glyph, line, note, say, table
from ftr_tui.model.i18n import _
from ftr_tui.store import sessions

SHOWN = 3
"""So many places of a control are shown; --json has all."""


def run(args: Namespace) -> int:
    """Look through one guide; 0 whatever was found, for nothing here is a verdict."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    checked = guide.check(desk, args.file)
    for text in checked.notes:
        note(f"ftr-tui: {checked.file}: {text}")
    if args.json:
        emit(json.dumps(guide.as_json(desk, checked), indent=2, ensure_ascii=False) + "\n")
    else:
        show(checked)
    return 0


def show(checked: guide.Checked) -> None:
    """Write the table for people, in the list's order."""
    line(cell(guide.headline(checked), "bold"))
    say()
    table([row for found in checked.controls for row in _rows(found)], narrow=(0, 1, 2), least=(1, 8, 9))
    say()
    if looks := guide.looks(checked):
        line(cell(_("Look again (!)"), "bold yellow"))
        for text in looks:
            line(text, indent=2)
        say()
    line(guide.caveat())


def _rows(found: guide.Found) -> list[list[Any]]:
    mark = cell("!", "yellow") if found.look else ""
    if not found.places:
        return [[mark, found.control, "-", cell(_("nothing found: {}").format(found.title), "dim")]]
    rows: list[list[Any]] = []
    for n, place in enumerate(found.places[:SHOWN]):
        text = _("heading: {}").format(place.text) if place.kind == "heading" else place.text
        lead = [mark, found.control] if n == 0 else ["", ""]
        rows.append([*lead, guide.where(place), glyph(text)])
    if left := len(found.places) - SHOWN:
        rows += [["", "", "", cell(_("and {} more (--json)").format(left), "dim")]] if left > 0 else []
    return rows
