"""`import`: a filled workbook of AWS becomes a session or is merged into one; findings come in beside."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from ftr_tui.actions import status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.findings_in import is_findings
from ftr_tui.actions.rows_in import is_rows
from ftr_tui.actions.taking_in import Comparison, Difference, Taken, look, picked, take
from ftr_tui.cli.out import cell, emit, note, say, table
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line
from ftr_tui.store import sessions

FEW = 12
"""So many ids are named in a line; of more, the number says enough."""


def run(args: Namespace) -> int:
    """Compare, take in what was asked for, and say what became of every difference."""
    if is_findings(Path(args.file)) or is_rows(Path(args.file)):
        from ftr_tui.cli import findings_in

        return findings_in.run(args)
    if args.drop or args.force:
        raise Problem(_("--drop and --force are for findings (.evidence.toml, or another tool's file)"))
    if args.account or args.region:
        raise Problem(_("--account and --region are for another tool's file that names none"))
    desk, found, new = look(sessions.folder(args.sessions), args.name, Path(args.file), who=args.by)
    # A new session holds nothing that could be overwritten.
    how = args.take or ("all" if new else "open")
    keys = found.chosen("said" if how == "all" and not new else how) | picked(found, args.pick)
    looks = how == "none" and not keys
    taken = Taken() if looks else take(desk, found, keys)
    if args.json:
        emit(json.dumps(_plain(desk, found, taken, new and not looks), ensure_ascii=False, indent=2) + "\n")
        return 0
    _tell(desk, found, taken, new=new, looks=looks)
    _notes(desk, found, taken, new=new)
    return 0


def _tell(desk: Desk, found: Comparison, taken: Taken, *, new: bool, looks: bool) -> None:
    if new:
        made = _("would make {} ({})") if looks else _("made {} ({})")
        say(made.format(desk.file.path, desk.checklist.name))
    if looks or not new:
        _table(found, taken)
    answers, responses, comments = len(taken.answers), len(taken.responses), len(taken.comments)
    said = [
        ngettext("{} answer", "{} answers", answers).format(answers),
        ngettext("{} response", "{} responses", responses).format(responses),
    ]
    if comments:
        said.append(ngettext("{} comment of AWS", "{} comments of AWS", comments).format(comments))
    said.append(_("{} unchanged").format(found.same))
    if looks:
        number = len(_left(found, taken))
        text = ngettext("{} difference, nothing was taken", "{} differences, nothing was taken", number)
        say(", ".join([text.format(number), said[-1]]))
        if found.comments:
            number = len(found.comments)
            say(ngettext("{} comment of AWS", "{} comments of AWS", number).format(number))
        return
    begin = _("taken in") if taken.anything else _("nothing new")
    say(f"{begin}: {', '.join(said)}")
    left = len(_left(found, taken))
    if left:
        text = ngettext(
            "{} difference was left as it is here: --take all, or --pick ID, takes the workbook's",
            "{} differences were left as they are here: --take all, or --pick ID, takes the workbook's",
            left,
        )
        say(text.format(left))
    missing = len(desk.review.blocking)
    more = status.command(desk, "status")
    say(_("{} stand in the way: {}").format(missing, more) if missing else _("ready"))


def _table(found: Comparison, taken: Taken) -> None:
    """Write one row for each difference that a person may care about."""
    listed = [d for d in found.differences if d.standing != "follows" or _is_taken(d, taken)]
    if not listed:
        return
    rows: list[list[Any]] = [
        [cell(w, "bold") for w in (_("id"), _("here"), _("in the workbook"), _("becomes"))]
    ]
    for d in listed:
        told = d.note if d.kind == "answer" else ""
        here = _shown(d, d.here) if d.here else told or _("open")
        if d.standing == "evidence":
            here = _("{} (evidence)").format(d.here)
        if _is_taken(d, taken):
            becomes = cell(_("taken"), "green")
        else:
            becomes = cell(_("left") if d.conflict else _("not taken"), "yellow")
        rows.append([d.id, here, _shown(d, d.there), becomes])
    table(rows, narrow=(0, 3))
    say()


def _shown(difference: Difference, text: str) -> str:
    if difference.kind == "answer":
        return text
    return _("response: {}").format(one_line(text, 60))


def _notes(desk: Desk, found: Comparison, taken: Taken, *, new: bool) -> None:
    """Say on stderr what a person should look at."""
    if not new and found.sheet.version and found.sheet.version != desk.session.release:
        text = _("the workbook is of release {}, the session of {}: only what is asked alike comes along")
        note(text.format(found.sheet.version, desk.session.release))
    for id_, why in found.not_taken:
        note(_("not taken: {}: {}").format(id_, why))
    follow = [d.id for d in found.differences if d.standing == "follows" and not _is_taken(d, taken)]
    if follow:
        text = _("N/A that other answers ask for anyway, left open here: {}")
        if new:
            text = _("N/A that other answers ask for anyway; a new session takes them too: {}")
        note(text.format(_few(follow)))
    if found.over:
        note(_("typed over AWS's guidance, taken as response: {}").format(_few(found.over)))
    if found.formulas:
        note(
            _("a formula; its stored result was read, it was not worked out: {}").format(_few(found.formulas))
        )
    if found.feedback:
        number = found.feedback
        text = ngettext("{} feedback answer is not kept", "{} feedback answers are not kept", number)
        note(text.format(number))
    for question in taken.contradicted:
        finding = desk.answer_of(question).finding
        text = _("{}: evidence says {}; without a reason this stands as a gap")
        note(text.format(question, finding.verdict if finding else ""))
    for id_ in taken.changed_since:
        note(_("{}: somebody changed it meanwhile; left as it is").format(id_))
    if taken.masked:
        note(_("{} things that look like secrets were masked").format(taken.masked))


def _few(ids: list[str]) -> str:
    more = len(ids) - FEW
    shown = ", ".join(ids[:FEW])
    return shown if more <= 0 else _("{} and {} more").format(shown, more)


def _is_taken(difference: Difference, taken: Taken) -> bool:
    return difference.id in (taken.answers if difference.kind == "answer" else taken.responses)


def _left(found: Comparison, taken: Taken) -> list[Difference]:
    return [d for d in found.differences if d.standing != "follows" and not _is_taken(d, taken)]


def _plain(desk: Desk, found: Comparison, taken: Taken, made: bool) -> dict[str, Any]:
    """Return all of it as plain data; keys stay the same within a schema."""

    def row(d: Difference) -> dict[str, str]:
        return {"kind": d.kind, "id": d.id, "here": d.here, "workbook": d.there, "standing": d.standing}

    return {
        "schema": 1,
        "session": desk.name,
        "checklist": desk.checklist.name,
        "made": made,
        "file": found.sheet.file,
        "release": found.sheet.version,
        "taken": [row(d) for d in found.differences if _is_taken(d, taken)],
        "left": [row(d) for d in found.differences if not _is_taken(d, taken)],
        "same": found.same,
        "only_here": found.only_here,
        "not_taken": [{"id": id_, "why": why} for id_, why in found.not_taken],
        "comments": [{"id": c.id, "control": c.control, "text": c.text} for c in taken.comments],
        "feedback_not_kept": found.feedback,
        "formulas": found.formulas,
        "typed_over": found.over,
        "contradicted": taken.contradicted,
        "changed_meanwhile": taken.changed_since,
        "masked": taken.masked,
    }
