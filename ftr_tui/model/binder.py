"""The binder: each document that the review wants, how it stands today, and what goes to AWS."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from ftr_tui.model.checklist import Checklist, Control
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import Outcome, Review
from ftr_tui.model.programme import DocumentKind, Programme
from ftr_tui.model.session import Document, Session
from ftr_tui.model.when import plus

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)|(?<!\d)\d{4}-\d{4}-\d{4}(?!\d)")
_REGION = re.compile(r"(?<![a-z])[a-z]{2}(?:-[a-z]+){1,2}-\d(?!\d)")
_CITED = re.compile(r"(?:\n|\A)Documents: D\d{1,6} [^\n]*\Z")
"""The last line that ``cited`` wrote. It is AWS that reads it, so it is English in every language."""


class State(StrEnum):
    """How a document stands, worst first. ``missing`` and ``not needed`` are said of kinds alone."""

    MISSING = "missing"
    STALE = "stale"
    GONE = "gone"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    UNDATED = "no date"
    OK = "ok"
    UNNEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a document's file; a link has none, for it is never opened."""

    there: bool = True
    sha256: str = ""
    """The fingerprint of what it holds now; empty: not read."""
    trouble: str = ""
    """Why it cannot be read, in words."""
    flaw: str = ""
    """What is wrong with the picture or PDF that it says to be, in words: cut off, something else."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of document with all that was added for it, or one document of no kind."""

    kind: DocumentKind | None
    title: str
    state: State
    documents: list[tuple[Document, State]]
    controls: list[str]
    """The controls that want it, and those that one of its documents was added to; in AWS's order."""
    optional: bool = False
    """Wanted by optional items alone, or by none."""
    flaws: Mapping[str, str] = field(default_factory=dict)
    """Document id -> what is wrong with its picture or PDF."""

    @property
    def hand_in(self) -> bool:
        """Whether it goes to AWS."""
        return self.kind is not None and self.kind.hand_in


def is_link(where: str) -> bool:
    """Whether this is an http(s) address."""
    return _LINK.fullmatch(where.strip()) is not None


def file_name(document: Document) -> str:
    """Return how people call it: the name of the file, or the whole address."""
    if is_link(document.where):
        return document.where.strip()
    return re.split(r"[/\\]", document.where.rstrip("/\\"))[-1] or document.where


def _ending(document: Document) -> str:
    stem, dot, ending = file_name(document).rpartition(".")
    return f".{ending.lower()}" if stem and dot else ""


def in_order(documents: Sequence[Document]) -> list[Document]:
    """Return documents by number: D9 before D10."""
    return sorted(documents, key=lambda d: (int(d.id[1:]) if d.id[1:].isdecimal() else 0, d.id))


def wanted_by(checklist: Checklist, kind: str) -> list[Control]:
    """Return the controls and items that want a kind of document, in AWS's order."""
    return [i for i in checklist.items if isinstance(i, Control) and kind in i.documents]


def holds_until(kind: DocumentKind | None, document: Document) -> date | None:
    """Return the last day on which a document is fresh; None: it has no pace, or no date."""
    if kind is None or kind.cadence_days is None or document.shows is None:
        return None
    return plus(document.shows, kind.cadence_days)


def newer(document: Document, others: Sequence[Document]) -> Document | None:
    """Return the document that counts in place of this one: newer, of the same accounts and Regions.

    The record of this quarter takes the place of the last one's, but the report of one account never
    that of another.
    """
    if document.shows is None:
        return None
    same = [
        o for o in others if o.shows is not None and o.id != document.id and _place(o) == _place(document)
    ]
    best = max(same, key=lambda o: o.shows or date.min, default=None)
    return best if best is not None and best.shows is not None and best.shows > document.shows else None


def _place(document: Document) -> frozenset[str]:
    text = f"{document.title} {file_name(document)}".lower()
    accounts = (a.replace("-", "") for a in _ACCOUNT.findall(text))
    return frozenset([*accounts, *_REGION.findall(text)])


# --- the list ---------------------------------------------------------------------------------------


def shelf(
    programme: Programme,
    checklist: Checklist,
    session: Session,
    review: Review,
    looks: Mapping[str, Look],
    today: date,
    kinds: Collection[str] | None = None,
) -> list[Row]:
    """Return a row for each kind and for each document of no kind, worst first, hand-in before others.

    ``looks`` by document id; one that was not looked at counts as there and unchanged. ``kinds``: only
    these, beside the documents of none; all 30 take as long as a tenth of a key press may.
    """
    known = {k.id for k in programme.document}
    asked = [k for k in programme.document if kinds is None or k.id in kinds]
    rows = [_kind_row(kind, checklist, session, review, looks, today) for kind in asked]
    for document in in_order(session.document):
        if document.kind not in known:
            state = state_of(document, None, looks.get(document.id), today, ())
            controls = _ordered(checklist, document.controls)
            rows.append(Row(None, document.title, state, [(document, state)], controls))
    order = list(State)
    return sorted(rows, key=lambda r: (order.index(r.state), r.optional, not r.hand_in))


def _kind_row(
    kind: DocumentKind,
    checklist: Checklist,
    session: Session,
    review: Review,
    looks: Mapping[str, Look],
    today: date,
) -> Row:
    mine = in_order([d for d in session.document if d.kind == kind.id])
    found = [(d, state_of(d, kind, looks.get(d.id), today, mine)) for d in mine]
    wanting = wanted_by(checklist, kind.id)
    # Compared by value: a control of another list may stand in the file of documents.
    needless = all(review.states[c.id].outcome is Outcome.NOT_APPLICABLE for c in wanting)
    if needless and (wanting or not (found or kind.hand_in)):
        state = State.UNNEEDED
    else:
        state = min((s for _d, s in found), key=list(State).index, default=State.MISSING)
    controls = _ordered(checklist, [*(c.id for c in wanting), *(c for d in mine for c in d.controls)])
    seen = ((d.id, looks[d.id].flaw) for d in mine if d.id in looks)
    flaws = {number: flaw for number, flaw in seen if flaw}
    return Row(kind, kind.title, state, found, controls, all(c.optional for c in wanting), flaws)


def _ordered(checklist: Checklist, controls: Sequence[str]) -> list[str]:
    order = {item.id: n for n, item in enumerate(checklist.items)}
    return sorted(dict.fromkeys(controls), key=lambda c: order.get(c, len(order)))


def state_of(
    document: Document, kind: DocumentKind | None, look: Look | None, today: date, others: Sequence[Document]
) -> State:
    """Return how one document stands; ``others`` are those of its kind.

    A change comes before age: who looks over the new content says of which day it is.
    """
    if look is not None and not look.there:
        return State.GONE
    if look is not None and look.trouble:
        return State.UNREADABLE
    if look is not None and look.sha256 and document.sha256 and look.sha256 != document.sha256:
        return State.CHANGED
    if kind is None or kind.cadence_days is None:
        return State.OK
    if document.shows is None:
        return State.UNDATED
    until = holds_until(kind, document)
    if until is not None and today > until and newer(document, others) is None:
        return State.STALE
    return State.OK


def words(row: Row, document: Document | None, state: State) -> str:
    """Return how a document of a row stands, in few words: ``stale since 2026-10-01``."""
    if document is None:
        missing = _("missing, optional") if row.optional else _("missing")
        return missing if state is State.MISSING else _("not needed")
    until = holds_until(row.kind, document)
    if state is State.STALE and until is not None:
        return _("stale since {}").format(until + timedelta(days=1))
    if state is State.OK:
        other = newer(document, [d for d, _s in row.documents]) if row.kind else None
        if other is not None:
            return _("older, {} counts").format(other.id)
        return _("holds until {}").format(until) if until else _("ok")
    told = {
        State.GONE: _("gone"),
        State.UNREADABLE: _("cannot be read"),
        State.CHANGED: _("changed"),
        State.UNDATED: _("no date"),
    }
    return told.get(state, str(state))


# --- what goes to AWS -------------------------------------------------------------------------------

_ENDINGS = {
    "architecture-diagram": ("PNG, JPEG", (".png", ".jpg", ".jpeg")),
    "self-assessment-sheet": (".xlsx", (".xlsx",)),
    "well-architected-report": ("PDF", (".pdf",)),
}
"""Kind -> how AWS wants it, in words and as endings; others in any form."""
_CIS = "cis-report"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is handed in: what is there for it, and what is missing, in words."""

    kind: str
    title: str
    documents: list[Document]
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is there but has to be looked at: stale, changed."""
    optional: bool = False


def hand_in(rows: Sequence[Row], accounts: Sequence[str] = (), regions: Sequence[str] = ()) -> list[Part]:
    """Return each part of the hand-in; ``accounts`` and ``regions`` are those of production."""
    parts = [_part(row, accounts, regions) for row in rows if row.kind is not None and row.hand_in]
    order = [*_ENDINGS, _CIS]
    return sorted(parts, key=lambda p: order.index(p.kind) if p.kind in order else len(order))


def _part(row: Row, accounts: Sequence[str], regions: Sequence[str]) -> Part:
    kind = row.kind.id if row.kind else ""
    words, endings = _ENDINGS.get(kind, ("", ()))
    mine = [d for d, _s in row.documents]
    usable: list[Document] = []
    missing: list[str] = []
    notes: list[str] = []
    for document, state in row.documents:
        why = _unfit(document, state, words, endings)
        if why:
            missing.append(why)
        elif newer(document, mine) is None:
            usable.append(document)
            notes += _note(row.kind, document, state)
            if flaw := row.flaws.get(document.id):
                notes.append(f"{document.id}: {flaw}")
    if usable:
        # A source beside its picture is no gap.
        missing = []
    elif not missing:
        missing = [_("no file yet ({})").format(words) if words else _("no file yet")]
    if kind == _CIS and usable:
        missing = uncovered(usable, accounts, regions)
    elif kind == _CIS and accounts:
        missing += [_("no report of {}").format(", ".join(accounts))]
    return Part(kind, row.title, usable, missing, notes, row.optional)


def _unfit(document: Document, state: State, words: str, endings: tuple[str, ...]) -> str:
    if state is State.GONE:
        return _("{}: the file is gone").format(document.id)
    if state is State.UNREADABLE:
        return _("{}: the file cannot be read").format(document.id)
    if is_link(document.where):
        return _("{} is a link: save it as a file{}").format(document.id, f" ({words})" if words else "")
    ending = _ending(document)
    if endings and ending not in endings:
        return _("{} is {}: AWS takes {}").format(document.id, ending or file_name(document), words)
    return ""


def _note(kind: DocumentKind | None, document: Document, state: State) -> list[str]:
    if state is State.STALE:
        return [_("{} is stale: it held until {}").format(document.id, holds_until(kind, document))]
    if state is State.CHANGED:
        return [_("{} was changed and not looked over").format(document.id)]
    return [_("{} says no day").format(document.id)] if state is State.UNDATED else []


def uncovered(documents: Sequence[Document], accounts: Sequence[str], regions: Sequence[str]) -> list[str]:
    """Return which account and Region has no report, in words, by what title and file name say.

    Where there is only one account, or one Region, it need not be named; ``all regions`` names all.
    """
    names = [f"{d.title} {file_name(d)}".lower() for d in documents]
    out = []
    for account in accounts:
        grouped = f"{account[:4]}-{account[4:8]}-{account[8:]}"
        mine = [n for n in names if account in n or grouped in n or len(accounts) == 1]
        every = any(re.search(r"all[ _-]regions", n) for n in mine)
        left = [r for r in regions if not (every or any(_names(n, r) for n in mine))]
        if mine and len(regions) == 1:
            left = []
        if not mine or (regions and len(left) == len(regions)):
            where = _(" in any of {} Regions").format(len(regions)) if mine else ""
            out.append(_("no report names {}{}").format(account, where))
        elif left:
            out.append(_("no report of {} in {}").format(account, ", ".join(left)))
    return out


def _names(text: str, region: str) -> bool:
    return region in _REGION.findall(text)


# --- citing -----------------------------------------------------------------------------------------


def citation(document: Document) -> str:
    """Return ``D03 restore-test-2026-10.pdf``, or the number and the address of a link."""
    return f"{document.id} {' '.join(file_name(document).split())}"


def cited(text: str, documents: Sequence[Document]) -> str:
    """Return a response whose last line names its documents, as the binder's index numbers them.

    The line is put or renewed; without documents it goes. An empty response stays empty.
    """
    if not text.strip():
        return text
    body = _CITED.sub("", text.rstrip())
    if body == text.rstrip() and not documents:
        return text
    if not documents:
        return body.rstrip()
    line = "Documents: " + ", ".join(citation(d) for d in in_order(documents))
    return f"{body.rstrip()}\n{line}" if body.strip() else line
