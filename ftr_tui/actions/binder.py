"""The binder at work: what is there, adding and looking over, naming documents in responses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ftr_tui import __version__
from ftr_tui.actions import documents
from ftr_tui.exchange import binder as exchange
from ftr_tui.exchange.binder import Entry, Packed
from ftr_tui.model import agreement
from ftr_tui.model import binder as model
from ftr_tui.model.binder import Look, Part, Row
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, mask_secrets
from ftr_tui.store import atomic
from ftr_tui.store.fingerprint import Fingerprints

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Document, Session

_FINGERPRINTS = Fingerprints()
_PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".pdf": "pdf"}


# --- looking ----------------------------------------------------------------------------------------


def looks(desk: Desk, listed: Sequence[Document] | None = None, *, read: bool = True) -> dict[str, Look]:
    """Return what the files of documents (all) are like now, by document id; links are not opened.

    May take seconds with large files: on a screen, in a thread. ``read`` False opens no file and says of
    the content only what is known already.
    """
    found: dict[str, Look] = {}
    handed = {k.id for k in desk.programme.document if k.hand_in}
    for document in desk.session.document if listed is None else listed:
        path = documents.path_of(desk, document)
        if path is not None:
            found[document.id] = _look(path, read=read)
        if path is not None and read and document.kind in handed:
            found[document.id] = _looked_into(found[document.id], path)
    return found


def _looked_into(look: Look, path: Path) -> Look:
    """Return the look with what is wrong with a picture or PDF: AWS must be able to open it."""
    if not look.there or look.trouble or path.suffix.lower() not in _PICTURES:
        return look
    from ftr_tui.exchange import pictures

    try:
        form = pictures.whole(path, path.name)
    except Problem as error:
        return replace(look, flaw=error.reason)
    wanted = _PICTURES[path.suffix.lower()]
    return look if form == wanted else replace(look, flaw=_("it is no {} inside").format(wanted.upper()))


def _look(path: Path, *, read: bool) -> Look:
    try:
        if not path.exists():
            return Look(there=False)
        if not path.is_file():
            return Look(trouble=_("it is no file"))
        return Look(sha256=_FINGERPRINTS.of(path, read=read))
    except FileNotFoundError:
        return Look(there=False)
    except (OSError, ValueError) as error:
        return Look(trouble=getattr(error, "strerror", None) or str(error))


def rows(desk: Desk, found: dict[str, Look] | None = None, *, read: bool = True) -> list[Row]:
    """Return the binder, worst first; ``found`` is what ``looks`` said, else the files are looked at now."""
    found = looks(desk, read=read) if found is None else found
    return model.shelf(desk.programme, desk.checklist, desk.session, desk.review, found, desk.review.today)


def rows_for(desk: Desk, control: str) -> list[Row]:
    """Return what one control wants and has, worst first; no file is opened: this is asked at each key."""
    item = desk.checklist.by_id[control]
    wanted = set(getattr(item, "documents", ()))
    mine = [d for d in desk.session.document if control in d.controls or d.kind in wanted]
    # Of the others nothing is asked: a folder on a slow disk must not hold up a key.
    found, kinds = looks(desk, mine, read=False), wanted | {d.kind for d in mine}
    shelf = model.shelf(
        desk.programme, desk.checklist, desk.session, desk.review, found, desk.review.today, kinds
    )
    return [
        r
        for r in shelf
        if (r.kind is not None and r.kind.id in wanted) or any(control in d.controls for d, _s in r.documents)
    ]


def hand_in(desk: Desk, shelf: Sequence[Row] | None = None) -> list[Part]:
    """Return what goes to AWS, part by part, and what of it is missing."""
    shelf = rows(desk) if shelf is None else shelf
    return model.hand_in(shelf, agreement.accounts(desk.evidence), agreement.regions(desk.evidence))


def pack(desk: Desk, file: Path) -> Packed:
    """Write the binder as one zip, whole or not at all; SaveProblem if that fails.

    What cannot be read is named in it and in what is returned.
    """
    shelf = rows(desk)
    parts = hand_in(desk, shelf)
    handed = {d.id for part in parts for d in part.documents}
    entries = [entry for row in shelf for entry in _entries(desk, row, handed)]
    entries.sort(key=_place_in_index)
    done: list[Packed] = []

    def fill(out: BinaryIO) -> None:
        done[:] = [
            exchange.pack(
                out,
                entries,
                parts,
                product=desk.session.product,
                made=desk.review.today,
                version=__version__,
                mask=lambda text: mask_secrets(text)[0],
            )
        ]

    atomic.write_by(file, fill)
    return done[0]


def from_outside(desk: Desk) -> list[Document]:
    """Return the documents whose files lie outside the sessions folder: somebody else may have named them."""
    folder = desk.file.path.parent.resolve()
    paths = [(d, documents.path_of(desk, d)) for d in model.in_order(desk.session.document)]
    return [d for d, path in paths if path is not None and not path.resolve().is_relative_to(folder)]


def _place_in_index(entry: Entry) -> tuple[bool, int]:
    number = entry.document.id[1:] if entry.document is not None else ""
    return entry.document is None, int(number) if number.isdecimal() else 0


def _entries(desk: Desk, row: Row, handed: set[str]) -> list[Entry]:
    if not row.documents:
        return [Entry(row.title, model.words(row, None, row.state), controls=row.controls)]
    return [
        Entry(
            document.title,
            model.words(row, document, state),
            document,
            documents.path_of(desk, document),
            document.controls,
            document.id in handed,
        )
        for document, state in row.documents
    ]


# --- adding -----------------------------------------------------------------------------------------


def kind_named(desk: Desk, text: str) -> str:
    """Return the id of the kind that a person means by its id or title; Problem if there is none."""
    text = text.strip()
    if not text:
        return ""
    for kind in desk.programme.document:
        if text.casefold() in (kind.id.casefold(), kind.title.casefold()):
            return kind.id
    import difflib

    known = [k.id for k in desk.programme.document]
    near = difflib.get_close_matches(text, known, 1)
    hint = _("did you mean {}?").format(near[0]) if near else _("one of: {}").format(", ".join(known))
    raise Problem(_("there is no kind of document {}").format(text), hint=hint)


def day_of(desk: Desk, text: str) -> date | None:
    """Return the day that a person wrote, as ``parse_day`` takes it; Problem if it is none, or ahead."""
    from ftr_tui.actions.road import parse_day

    day = parse_day(text, desk.review.today)
    if problem := check_day(desk, day):
        raise Problem(problem)
    return day


def check_day(desk: Desk, shows: date | None) -> str:
    """Return why this cannot be the day of what a document shows, or an empty string."""
    if shows is not None and shows > desk.review.today:
        return _("{} has not come yet: it is the day of what it shows").format(shows)
    return ""


def add(
    desk: Desk,
    where: str,
    kind: str = "",
    *,
    title: str = "",
    shows: date | None = None,
    owner: str = "",
    controls: Sequence[str] = (),
    copy: bool = False,
) -> Document:
    """Add a file or link, or renew what is known of it; Problem if it cannot be added.

    Without ``controls``: for all that want that kind. ``copy`` brings a file from outside in.
    """
    if problem := documents.check(desk, where) or check_day(desk, shows) or _strangers(desk, controls):
        raise Problem(problem)
    # First what others wrote: else a merge gives it another number, and an undo would mean theirs.
    desk.refresh()
    controls = controls or wanting(desk, kind)
    title = mask_secrets(clean(title).strip())[0]
    given = {"kind": kind, "shows": shows, "owner": clean(owner).strip(), "title": title}
    session, document = _added(desk, where, controls, copy=copy, given=given)
    desk.change(_("document {}").format(document.id), session)
    return next((d for d in desk.session.document if d.where == document.where), document)


def wanting(desk: Desk, kind: str) -> list[str]:
    """Return the ids of the controls that want a kind: one record serves them all."""
    return [c.id for c in model.wanted_by(desk.checklist, kind)] if kind else []


def _strangers(desk: Desk, controls: Sequence[str]) -> str:
    unknown = [c for c in controls if c not in desk.checklist.by_id]
    return _("{} is no control of {}").format(", ".join(unknown), desk.checklist.name) if unknown else ""


def _added(
    desk: Desk, where: str, controls: Sequence[str], *, copy: bool, given: dict[str, Any]
) -> tuple[Session, Document]:
    path = documents.kept(desk, where, copy=copy)
    sha256 = _print_of(desk, path)
    known = next((d for d in desk.session.document if d.where == path), None)
    before = desk.session
    if known is None and (known := _moved(desk, sha256, given["kind"])) is not None:
        before = before.changed_document(known.id, where=path)
    if not given["title"] and known is None:
        name = Path(path).name if not model.is_link(path) else path
        given["title"] = desk.programme.document_title(given["kind"]) if given["kind"] else name
    given |= {"where": path, "sha256": sha256}
    session, document = before.with_document("", given, clean(desk.who), desk.clock())
    number = document.id if known else _unused(desk.session, document.id)
    all_of = [c for c in dict.fromkeys([*document.controls, *controls]) if c]
    session = session.changed_document(document.id, id=number, controls=all_of)
    return session, next(d for d in session.document if d.id == number)


def _moved(desk: Desk, sha256: str, kind: str) -> Document | None:
    """Return the document that this file was before it moved: it keeps its number, as responses name it."""
    for document in desk.session.document:
        path = documents.path_of(desk, document)
        same = sha256 and document.sha256 == sha256 and kind in ("", document.kind)
        if same and path is not None and not _look(path, read=False).there:
            return document
    return None


def _unused(session: Session, number: str) -> str:
    """Return a number that neither a response nor a task that was done still gives to a removed document."""
    texts = [f"({d.document})" for d in session.done]
    for response in session.responses.values():
        # As the binder and the calendar write them; elsewhere D2 may be a type of instance.
        texts += [response.text.rstrip().rpartition("\n")[2], *re.findall(r"\(D\d{1,6}\)", response.text)]
    named = re.compile(r"(?:\(|^Documents: |, )D(\d{1,6})(?=[ )])")
    taken = [int(n) for text in texts for n in named.findall(text)]
    return f"D{max([int(number[1:]), *(n + 1 for n in taken)]):02}"


def _print_of(desk: Desk, where: str) -> str:
    if model.is_link(where):
        return ""
    try:
        return _FINGERPRINTS.of(desk.file.path.parent / where)
    except OSError as error:
        raise Problem(_("cannot be read: {}").format(error.strerror or error), file=where) from error


def filed(desk: Desk, kind: str, path: str, shows: date | None = None) -> Document:
    """Add the one document of a kind, or let it be this file from now on: it keeps its number and owner.

    For what we write ourselves: the filled sheet, a pulled report. Problem if the file cannot be read.
    """
    if problem := documents.check(desk, path) or check_day(desk, shows):
        raise Problem(problem)
    where = documents.kept(desk, path)
    mine = model.in_order([d for d in desk.session.document if d.kind == kind])
    same = next((d for d in mine if d.where == where), mine[-1] if mine else None)
    if same is None or any(d.where == where and d.kind != kind for d in desk.session.document):
        return add(desk, path, kind, shows=shows)
    fields = {"where": where, "sha256": _print_of(desk, where), "shows": shows or same.shows}
    return _changed(desk, _("document {} renewed").format(same.id), same.id, **fields)


# --- what a person says of one ----------------------------------------------------------------------


def found(desk: Desk, number: str) -> Document:
    """Return a document by its number, in any case; Problem if there is none."""
    wanted = number.strip().upper()
    for document in desk.session.document:
        if document.id.upper() == wanted:
            return document
    numbers = ", ".join(d.id for d in model.in_order(desk.session.document)) or _("none")
    raise Problem(_("no document has the number {}").format(number), hint=_("there are: {}").format(numbers))


def looked(desk: Desk, number: str, shows: date | None = None) -> Document:
    """Say that a document was looked over: its content as it is now counts, and shows this day."""
    document = found(desk, number)
    if problem := check_day(desk, shows):
        raise Problem(problem)
    fields = {"sha256": _print_of(desk, document.where), "shows": shows or document.shows}
    return _changed(desk, _("document {} looked over").format(document.id), document.id, **fields)


def dated(desk: Desk, number: str, shows: date | None) -> Document:
    """Set the day of what a document shows, or take it away."""
    if problem := check_day(desk, shows):
        raise Problem(problem)
    label = _("day of document {}").format(number)
    return _changed(desk, label, found(desk, number).id, shows=shows)


def owned(desk: Desk, number: str, who: str) -> Document:
    """Set who keeps a document up to date; empty takes it away."""
    label = _("owner of document {}").format(number)
    return _changed(desk, label, found(desk, number).id, owner=mask_secrets(clean(who).strip())[0])


def _changed(desk: Desk, label: str, number: str, **fields: object) -> Document:
    desk.change(label, desk.session.changed_document(number, **fields))
    return found(desk, number)


def remove(desk: Desk, number: str) -> Document:
    """Take a document off the list, for all its controls; the file stays."""
    document = found(desk, number)
    rest = [d for d in desk.session.document if d.id != document.id]
    label = _("document {} taken away").format(document.id)
    desk.change(label, desk.session.changed(document=rest))
    return document


# --- naming them in responses -----------------------------------------------------------------------


def cite(desk: Desk, controls: Sequence[str] = ()) -> list[str]:
    """End the responses with their documents; return the controls whose response changed, one step back.

    Only controls that have a response; ``controls`` empty: all. A draft stays a draft, and whose text it
    is stays said.
    """
    texts = dict(desk.session.responses)
    changed = []
    for control, response in desk.session.responses.items():
        if response.borrowed or (controls and control not in controls):
            continue
        text = mask_secrets(model.cited(response.text, cited_for(desk, control)))[0]
        if text != response.text:
            texts[control] = response.model_copy(update={"text": text})
            changed.append(control)
    if changed:
        desk.change(
            _("documents named in {}").format(", ".join(changed)), desk.session.changed(responses=texts)
        )
    return changed


def cited_for(desk: Desk, control: str) -> list[Document]:
    """Return the documents that a response names: those of the control for which there is no newer one."""
    mine = desk.documents_of(control)
    kinds = {kind: [d for d in mine if d.kind == kind] for kind in {d.kind for d in mine}}
    return [d for d in mine if not d.kind or model.newer(d, kinds[d.kind]) is None]
