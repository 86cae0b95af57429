"""`release`: what another release of the list changes, built from AWS's workbook; moving to it, and back."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from ftr_tui.actions import release, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, glyph, line, note, say, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.cli.typed import Leave, read_line
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.release import Change
from ftr_tui.store import sessions

_COLOURS = {"added": "green", "removed": "yellow", "rule": "bold yellow", "gate": "bold yellow"}


def run(args: Namespace) -> int:
    """Build if a workbook is given, show what changes, move with ``--to``."""
    where = sessions.folder(args.sessions)
    if args.until and not args.from_workbook:
        raise Problem(_("--until goes with --from-workbook"))
    built = _build(args, where) if args.from_workbook else None
    try:
        desk = open_session(where, args.name)
    except Problem as error:
        why = release.needed(release.release_of(where, args.name), built) if built else ""
        raise Problem(why, hint=error.hint) if why else error from None
    target = args.to or (built.release if built else release.newer(desk))
    if args.to:
        return _move(args, desk, target)
    found = release.preview(desk, target) if target and target != desk.checklist.release else None
    if args.json:
        to_stdout(release.as_json(desk, found))
    elif found is not None:
        show(found)
        say()
        say(_("Move to it: {}").format(status.command(desk, "release", f" --to {target}")))
    elif built is not None:
        say(_("This session is on {} already.").format(target))
    else:
        nothing_newer(desk)
    return 0


def _build(args: Namespace, where: Path) -> release.BuiltList:
    if not sessions.path_of(where, args.name).exists():
        open_session(where, args.name)  # says what there is
    file = Path(args.from_workbook).expanduser()
    built = release.build(where, args.name, file, until=args.until or "", force=args.force)
    for text in built.lines:
        if args.json:
            note(glyph(text))
        else:
            line(glyph(text))
    if not args.json:
        say()
    return built


def _move(args: Namespace, desk: Desk, target: str) -> int:
    before = desk.checklist.release
    if target == before:
        raise Problem(_("this session is on {} already").format(target))
    if not args.json:
        show(release.preview(desk, target))
        say()
    if not args.force and not args.json and _is_terminal() and not _agrees(target):
        say(_("Nothing was changed."))
        return 0
    found = release.move(desk, target)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    if args.json:
        to_stdout(release.as_json(desk, found, moved=True))
        return 0
    back = status.command(desk, "release", f" --to {before}")
    say(_("Moved to {}. Back, with the answers as they were: {}").format(target, back))
    gaps = status.gaps(desk)
    if gaps:
        text = _("In the way now: {}, first {}. Go on with: {}")
        first = ", ".join(g.item for g in gaps[:3])
        say(text.format(len(gaps), first, status.command(desk, "ask")))
    return 0


def _is_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def _agrees(target: str) -> bool:
    try:
        return read_line(_("Move to {}? [y/N] ").format(target)).strip().lower() in ("y", "yes")
    except Leave:
        return False


def show(found: release.Preview) -> None:
    """Write the changes as a table, then what becomes of the answers."""
    line(cell(glyph(release.headline(found)), "bold"))
    say()
    table([_row(change) for change in found.changes], narrow=(0, 1))
    if found.changes:
        say()
    for text in release.carried_lines(found.carried, found.new.release):
        line(text, indent=2)


def _row(change: Change) -> list[Any]:
    word = f"{release.SIGNS[change.kind]} {_(release.WORDS[change.kind])}"
    return [cell(word, _COLOURS.get(change.kind, "")), change.id, _told(change)]


def _told(change: Change) -> str:
    old, new = "; ".join(change.old), "; ".join(change.new)
    if change.kind in ("added", "removed"):
        # A whole control would fill the screen: its title says which it is.
        return change.title if change.id == change.control else (change.new or change.old)[0]
    if change.kind == "reworded":
        return _("{} | was: {}").format(change.new[0], change.old[0])
    return _("{} | was: {}").format(new, old)


def nothing_newer(desk: Desk) -> None:
    """Say that there is no newer list here, and what to do when AWS has one."""
    closing = status.closing(desk.checklist, desk.review.today)
    if closing:
        line(cell(closing, "yellow"))
    say(_("{} is the newest list on this machine. When AWS has a newer one:").format(desk.checklist.release))
    for number, text in enumerate(release.steps(desk, app=False), 1):
        line(f"{number}. {text}", indent=2)
    older = release.others(desk)
    if older:
        say(_("Other releases here: {}").format(", ".join(older)))
