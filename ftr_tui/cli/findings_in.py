"""`import NAME FILE` of findings: of another machine (.evidence.toml) or tool, taken in and marked so."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from ftr_tui.actions import findings_in, rows_in, status
from ftr_tui.actions.imports_kept import TakenIn
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import emit_json, note, say
from ftr_tui.model.facts import Imported
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.store import sessions


def run(args: Namespace) -> int:
    """Take findings in, or those of a file out again."""
    if args.pick or args.take in ("all", "open"):
        raise Problem(_("--pick and --take are for a workbook; of findings, --take none looks"))
    desk = open_session(sessions.folder(args.sessions), args.name, who=args.by)
    path = Path(args.file)
    if args.drop:
        gone = findings_in.drop(desk, path.name)
        if args.json:
            emit_json({"schema": 1, "session": desk.name, "dropped": [_plain(i) for i in gone]})
        else:
            say(_("taken out again: what came from {}").format(path.name))
        return 0
    ours = findings_in.is_findings(path)
    if ours and (args.account or args.region):
        raise Problem(_("--account and --region are for another tool's file that names none"))
    where = {"account": args.account, "region": args.region}
    found = findings_in.look(desk, path) if ours else rows_in.look(desk, path, **where, whole=args.force)
    looks = args.take == "none"
    taken = TakenIn() if looks else findings_in.take(desk, found, force=args.force)
    if args.json:
        emit_json(
            {
                "schema": 1,
                "session": desk.name,
                "file": found.file,
                "accounts": found.accounts,
                "unknown_accounts": list(found.foreign),
                "taken": [_plain(i) for i in taken.taken],
                "replaced": [_plain(i) for i in taken.replaced],
                "same": taken.same,
                "not_newer": taken.older,
                "still_against": [{"question": q, "file": file} for q, file in taken.beside],
                "filled": taken.filled,
                "filled_otherwise": taken.turned,
                "contradicted": taken.contradicted,
                "other_questions": found.dropped,
                **(_rows(found) if isinstance(found, rows_in.LookedRows) else {}),
            }
        )
        return 0
    if isinstance(found, rows_in.LookedRows):
        _tell_rows(found, taken, desk.clock(), looks=looks)
    elif looks:
        number = sum(len(r.finding) for r in found.readings)
        text = ngettext("{}: {} finding of {}, nothing was taken", "{}: {} findings of {}, nothing was taken",
                        number)  # fmt: skip
        say(text.format(found.file, number, findings_in.few(found.accounts)))
    else:
        say(findings_in.in_words(taken, found))
    _notes(found, taken)
    if taken.taken:
        text = _("marked as read by another machine; confirm what it fills: {}")
        if not ours:
            text = _("marked as said by another tool; confirm what it fills: {}")
        say(text.format(status.command(desk, "open")))
        if not ours:
            say(_("beside what else is known: {}").format(status.command(desk, "status", " --sources")))
    return 0


def _tell_rows(found: rows_in.LookedRows, taken: TakenIn, now: datetime, *, looks: bool) -> None:
    if not looks:
        for text in rows_in.in_words(taken, found, now):
            say(text)
        return
    text = _("{}: {} of {}; {}; {}; nothing was taken")
    accounts = findings_in.few(found.accounts)
    say(
        text.format(
            found.file, found.tool, accounts, rows_in.age_words(found, now), rows_in.rows_words(found)
        )
    )
    for finding in found.readings[0].finding:
        say(f"  {finding.question}  {finding.verdict}: {finding.summary}")
    if words := rows_in.silent_words(found):
        say(words)


def _rows(found: rows_in.LookedRows) -> dict[str, Any]:
    return {
        "tool": found.tool,
        "rows": found.rows,
        "rows_used": found.used,
        "oldest": found.oldest.isoformat() if found.oldest is not None else None,
        "no_row_about": list(found.silent),
        "not_used": list(found.notes),
        "accounts_left_out": list(found.left_out),
    }


def _notes(found: findings_in.Looked, taken: TakenIn) -> None:
    if isinstance(found, rows_in.LookedRows):
        for text in (*found.notes, rows_in.left_out_words(found)):
            if text:
                note(text)
    if found.foreign and not taken.taken:
        note(findings_in.foreign_words(found))
    if found.dropped:
        n = found.dropped
        note(
            ngettext("{} finding is about no question of this list", "{} findings are about no question of"
                     " this list", n).format(n)
        )  # fmt: skip
    if found.masked:
        note(_("{} things that look like secrets were masked").format(found.masked))


def _plain(one: Imported) -> dict[str, Any]:
    read = one.read_at
    return {
        "file": one.file,
        "accounts": one.accounts,
        "read_at": read.isoformat() if read else None,
        "taken_in_at": one.at.isoformat(),
        "by": one.by,
        "findings": len(one.finding),
    }
