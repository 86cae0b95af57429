"""`diagram`: a drawn diagram against what the last scan saw; a table for people, or JSON."""

from __future__ import annotations

import json
from argparse import Namespace

from ftr_tui.actions import diagram
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, emit, glyph, line, say, table
from ftr_tui.model.diagram import Report
from ftr_tui.model.i18n import _
from ftr_tui.store import sessions


def run(args: Namespace) -> int:
    """Check one diagram: FILE, or that of the binder."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    report = diagram.check(desk, args.file or "")
    if args.json:
        emit(json.dumps(diagram.as_json(report), indent=2, allow_nan=False) + "\n")
    else:
        show(report)
    return 0


def show(report: Report) -> None:
    """Write a report for people: what is missing first."""
    number = f"{report.document} " if report.document else ""
    pages = glyph(" · ") + _("pages: {}").format(", ".join(report.pages)) if len(report.pages) > 1 else ""
    line(cell(f"{number}{report.where}", "bold"), pages)
    line(diagram.headline(report))
    _part(_("Seen and not drawn"), "bold yellow", [
        [cell("!", "yellow"), f.service.title, diagram.how_many(f)] for f in report.missing
    ])  # fmt: skip
    _part(_("Drawn and not seen"), "bold", [
        [cell("?", "yellow") if f.why == "not seen" else "", f.service.title, diagram.why(f)]
        for f in report.extra
    ])  # fmt: skip
    _part(_("Third parties"), "bold", [
        ["" if t.drawn else cell("!", "yellow"), f"{t.party.title} ({diagram.about(t)[0]})",
         diagram.not_drawn(t) or diagram.about(t)[1]] for t in report.third
    ])  # fmt: skip
    _part(_("Drawn and seen"), "bold", [
        [cell(glyph("✓"), "green"), f.service.title, f"{diagram.how_drawn(f)}; {diagram.how_many(f)}"]
        for f in report.both
    ])  # fmt: skip
    if report.left_out:
        say()
        titles = ", ".join(f.service.title for f in report.left_out)
        line(cell(_("Seen, and nobody asks for it on a diagram: {}").format(titles), "dim"))
    if text := diagram.unknown(report):
        say()
        line(text)
    say()
    for text in (*diagram.hints(report), diagram.hand_in(report)):
        line(text)


def _part(title: str, style: str, rows: list[list[object]]) -> None:
    if rows:
        say()
        line(cell(title, style))
        table(rows, narrow=(0,), least=(1, 24))
