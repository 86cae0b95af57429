"""`binder`: the documents with what is missing, stale or changed; adding, looking over, packing."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from ftr_tui.actions import binder
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.files import may_write
from ftr_tui.cli.out import cell, emit, glyph, line, note, say, table
from ftr_tui.model import binder as model
from ftr_tui.model.binder import Part, Row, State
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Document
from ftr_tui.store import sessions
from ftr_tui.store.toml_read import shown

SIGNS = {
    State.MISSING: ("?", "yellow"),
    State.STALE: ("!", "yellow"),
    State.GONE: ("✗", "bold red"),
    State.UNREADABLE: ("✗", "bold red"),
    State.CHANGED: ("!", "yellow"),
    State.UNDATED: ("!", "yellow"),
    State.OK: ("✓", "green"),
    State.UNNEEDED: ("–", "dim"),
}


def run(args: Namespace) -> int:
    """Do what was asked, in this order: add, look over, take away, cite, pack; without any of it, list."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    _misplaced(args)
    _empty(args)
    shows = binder.day_of(desk, args.shows or "")
    if args.add:
        _add(desk, args, shows)
    if args.looked:
        _looked(desk, args, shows)
    if args.remove:
        gone = binder.remove(desk, args.remove)
        _told(args, _("{} {} is off the list; the file stays").format(gone.id, gone.title))
    if args.cite:
        _cite(desk, args)
    if desk.trouble:
        raise Problem(desk.trouble)
    if args.zip:
        _pack(desk, args)
    if args.json:
        emit(json.dumps(as_json(desk), indent=2, allow_nan=False) + "\n")
    elif not (args.add or args.looked or args.remove or args.cite or args.zip):
        show(desk)
    return 0


def _misplaced(args: Namespace) -> None:
    for name in ("kind", "title", "control", "copy"):
        if getattr(args, name) and not args.add:
            raise Problem(_("--{} goes with --add").format(name))
    for name in ("shows", "owner"):
        if getattr(args, name) and not (args.add or args.looked):
            raise Problem(_("--{} goes with --add or --looked").format(name))
    if args.force and not args.zip:
        raise Problem(_("--force goes with --zip"))


def _empty(args: Namespace) -> None:
    # A script's empty variable must not pass for "done": without this the list is shown, with status 0.
    for name in ("add", "looked", "remove", "zip"):
        if getattr(args, name) is not None and not getattr(args, name).strip():
            raise Problem(_("--{} takes a value, and it is empty").format(name))
    if args.zip and Path(args.zip).suffix.lower() != ".zip":
        raise Problem(_("give it a name that ends in .zip"), file=args.zip)


def _told(args: Namespace, text: str) -> None:
    # With --json stdout holds one JSON value and nothing else.
    (note if args.json else say)(text)


def _add(desk: Desk, args: Namespace, shows: date | None) -> None:
    document = binder.add(
        desk,
        args.add,
        binder.kind_named(desk, args.kind),
        title=args.title,
        shows=shows,
        owner=args.owner,
        controls=args.control,
        copy=args.copy,
    )
    _told(args, _("{} {}: {}").format(document.id, document.title, document.where))
    if document.controls:
        _told(args, _("for {}").format(" ".join(document.controls)))
    if Path(document.where).is_absolute():
        note(_("! it lies outside the sessions folder: a colleague will not have it (--copy brings it in)"))
    kind = next((k for k in desk.programme.document if k.id == document.kind), None)
    if kind is not None and kind.cadence_days and document.shows is None:
        note(_("! it says no day: give the day of what it shows with --shows"))


def _looked(desk: Desk, args: Namespace, shows: date | None) -> None:
    document = binder.looked(desk, args.looked, shows)
    if args.owner:
        document = binder.owned(desk, document.id, args.owner)
    _told(args, _("{} {}: looked over, its content as of now counts").format(document.id, document.title))


def _cite(desk: Desk, args: Namespace) -> None:
    changed = binder.cite(desk)
    if changed:
        _told(args, _("documents named in the responses of {}").format(" ".join(changed)))
    else:
        _told(args, _("every response names its documents already, or has none"))


def _pack(desk: Desk, args: Namespace) -> None:
    file = Path(args.zip)
    may_write(file, force=args.force)
    packed = binder.pack(desk, file)
    files = ngettext("{} file", "{} files", len(packed.files)).format(len(packed.files))
    links = ngettext("{} link", "{} links", len(packed.links)).format(len(packed.links))
    _told(args, _("wrote {} ({}, {}, not redacted)").format(shown(file), files, links))
    for document in binder.from_outside(desk):
        note(_("! {} comes from outside the sessions folder: {}").format(document.id, document.where))
    for text in packed.unread:
        note(_("! not in it: {}").format(text))
    for part in binder.hand_in(desk):
        for text in part.missing:
            word = _("optional") if part.optional else _("missing")
            note(_("! hand-in, {}: {}: {}").format(word, part.title, text))


# --- listing ----------------------------------------------------------------------------------------


def as_json(desk: Desk) -> dict[str, Any]:
    """Return the object that ``binder --json`` writes: counts of rows by state, rows worst first, hand-in."""
    shelf = binder.rows(desk)
    tally = Counter(str(row.state) for row in shelf)
    return {
        "session": desk.name,
        "counts": {str(s): tally[str(s)] for s in State},
        "rows": [_row_json(row) for row in shelf],
        "hand_in": [
            {
                "kind": p.kind,
                "title": p.title,
                "documents": [d.id for d in p.documents],
                "missing": p.missing,
                "notes": p.notes,
                "optional": p.optional,
            }
            for p in binder.hand_in(desk, shelf)
        ],
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind.id if row.kind else "",
        "title": row.title,
        "state": str(row.state),
        "hand_in": row.hand_in,
        "optional": row.optional,
        "controls": row.controls,
        "documents": [_document_json(row, d, s) for d, s in row.documents],
    }


def _document_json(row: Row, document: Document, state: State) -> dict[str, Any]:
    until = model.holds_until(row.kind, document)
    return {
        "id": document.id,
        "title": document.title,
        "where": document.where,
        "state": str(state),
        "says": model.words(row, document, state),
        "shows": str(document.shows) if document.shows else None,
        "holds_until": str(until) if until else None,
        "owner": document.owner,
        "controls": document.controls,
        "added": document.added.isoformat(),
        "by": document.by,
        "sha256": document.sha256,
    }


def show(desk: Desk) -> None:
    """Write the list for people."""
    shelf = binder.rows(desk)
    line(cell(desk.session.product, "bold"), glyph(_(" · documents")))
    table([cells for row in shelf for cells in _cells(row)], narrow=(0, 1), least=(12, 3))
    say()
    tally = Counter(row.state for row in shelf)
    line(glyph(" · ").join(f"{_(str(s))} {tally[s]}" for s in State if tally[s]))
    line(cell(_("What goes to AWS"), "bold"))
    table([_part_cells(part) for part in binder.hand_in(desk, shelf)], narrow=(0,))


def _cells(row: Row) -> list[list[Any]]:
    found: list[tuple[Document | None, State]] = [*row.documents] or [(None, row.state)]
    out = []
    for document, state in found:
        sign, style = SIGNS[state]
        marks = _marks(row, document)
        told = [
            row.title if row.kind else "",
            *([document.title, model.file_name(document)] if document else []),
        ]
        text = ": ".join(dict.fromkeys(t for t in told if t))
        said = model.words(row, document, state)
        more = [said if document and said != str(state) else "", *marks]
        text += "".join(f"; {m}" for m in more if m)
        out.append([cell(f"{glyph(sign)} {_(str(state))}", style), document.id if document else "", text])
    return out


def _marks(row: Row, document: Document | None) -> list[str]:
    marks = [_("hand-in") if row.hand_in else "", _("optional") if row.optional else ""]
    if document and document.shows:
        marks.append(_("shows {}").format(document.shows))
    if document and document.owner:
        marks.append(_("owner {}").format(document.owner))
    controls = document.controls if document else row.controls
    return [*marks, _("for {}").format(" ".join(controls)) if controls else ""]


def _part_cells(part: Part) -> list[Any]:
    numbers = " ".join(d.id for d in part.documents)
    if not part.missing:
        return [cell(f"{glyph('✓')} {_('there')}", "green"), f"{part.title}: {numbers}{_rest(part.notes)}"]
    word = _("optional") if part.optional else _("missing")
    sign = cell(f"? {word}", "dim" if part.optional else "yellow")
    return [sign, f"{part.title}: {'; '.join([*([numbers] if numbers else []), *part.missing, *part.notes])}"]


def _rest(notes: list[str]) -> str:
    return "".join(f"; {n}" for n in notes)
