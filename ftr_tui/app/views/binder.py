"""The binder as rows: what is missing or old first; one document whole; the documents of one control."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from ftr_tui.app.cells import cut
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model import binder as model
    from ftr_tui.model.session import Document

SIGNS: dict[str, tuple[str, Style]] = {
    "missing": ("?", "warn"),
    "stale": ("!", "warn"),
    "gone": ("✗", "bad"),
    "unreadable": ("✗", "bad"),
    "changed": ("!", "warn"),
    "no date": ("!", "warn"),
    "ok": ("✓", "ok"),
    "not needed": ("–", "dim"),
}
"""The sign of each state; the word stands beside it."""
_STATE, _NUMBER, _SAYS, _BRIEF, _OWNER, _MARK = 11, 5, 23, 18, 11, 7
_INDENT = " " * (2 + _STATE)
_TITLE = 60
"""Cells of a title in the interview's panel."""


def state_part(state: str) -> tuple[Part, Part]:
    """Return sign and word of a state."""
    sign, style = SIGNS[state]
    return (glyph(sign), style), (_(state), style)


def headline(shelf: Sequence[model.Row], *, narrow: bool = False) -> Row:
    """Return how many rows stand how."""
    tally = Counter(str(row.state) for row in shelf)
    said: list[Part] = []
    for state, (sign, style) in SIGNS.items():
        if tally[state] and not (narrow and state == "not needed"):
            said += [(f"{glyph(sign)} {tally[state]} {_(state)}", style), ("  " if narrow else "   ", "")]
    return Row(said[:-1])


def hand_in_text(parts: Sequence[model.Part]) -> str:
    """Return how much of what goes to AWS is there; what is optional does not count."""
    wanted = [p for p in parts if not p.optional]
    there = sum(not p.missing for p in wanted)
    return _("hand-in {} of {}").format(there, len(wanted)) if wanted else ""


def binder_rows(
    shelf: Sequence[model.Row], parts: Sequence[model.Part] = (), cursor: str = "", *, narrow: bool = False
) -> list[Row]:
    """Return a line a document, or a kind that has none; the one at ``cursor`` unfolds.

    A row's key is the document's number, or the id of the kind.
    """
    lacks = {part.kind: [*part.missing, *part.notes] for part in parts}
    rows: list[Row] = []
    for entry in shelf:
        kind = entry.kind.id if entry.kind is not None else ""
        if not entry.documents and kind:
            rows += _missing(entry, kind, cursor, narrow=narrow)
        for document, state in entry.documents:
            rows.append(_document_line(entry, document, state, narrow=narrow))
            if document.id == cursor:
                rows += _unfolded(entry, document, state, lacks.get(kind, []))
    return rows


def _missing(entry: model.Row, kind: str, cursor: str, *, narrow: bool) -> list[Row]:
    parts: list[Part] = [(entry.title, "")]
    if entry.controls:
        parts += [(glyph(" · "), "dim"), (" ".join(entry.controls), "dim")]
    first = _line(entry, kind, str(entry.state), "", parts, "", "", narrow=narrow)
    if kind != cursor:
        return [first]
    what = entry.kind.what if entry.kind is not None else ""
    optional = _("optional: ") if entry.optional else ""
    told = Row([(optional + what, "dim")], key=kind, lead=[(_INDENT, "")])
    return [first, told, *_below(kind, [], _todo(None, str(entry.state)))]


def _document_line(entry: model.Row, document: Document, state: model.State, *, narrow: bool) -> Row:
    from ftr_tui.model import binder as model

    name = model.file_name(document)
    parts: list[Part] = [(entry.title, "")]
    if name != entry.title:
        parts += [(glyph(" · "), "dim"), (name, "dim")]
    said = _brief(entry, document, state) if narrow else model.words(entry, document, state)
    if said == str(state):
        said = _("of {}").format(document.shows) if document.shows else ""
    return _line(entry, document.id, str(state), document.id, parts, said, document.owner, narrow=narrow)


def _brief(entry: model.Row, document: Document, state: model.State) -> str:
    """Return the same as ``words`` where the word of the state stands right beside it."""
    from ftr_tui.model import binder as model

    said = model.words(entry, document, state)
    until = model.holds_until(entry.kind, document)
    if until is None:
        return said
    if state is model.State.STALE:
        return _("since {}").format(until + timedelta(days=1))
    return _("until {}").format(until) if said == _("holds until {}").format(until) else said


def _unfolded(entry: model.Row, document: Document, state: model.State, lacks: Sequence[str]) -> list[Row]:
    from ftr_tui.model import binder as model

    day = document.added.astimezone().strftime("%Y-%m-%d")
    added = _("added {} by {}").format(day, document.by) if document.by else _("added {}").format(day)
    shows = _("shows {}").format(document.shows) if document.shows else ""
    owner = _("owner {}").format(document.owner) if document.owner else _("no owner")
    title = document.title if document.title not in (entry.title, model.file_name(document)) else ""
    facts = glyph(" · ").join(x for x in (shows, added, owner) if x)
    told = [title, document.where, facts, _wanted(entry, document)]
    if lacks:
        told.append(_("for AWS: {}").format("; ".join(lacks)))
    return _below(document.id, told, _todo(document, str(state)))


def _line(
    entry: model.Row,
    key: str,
    state: str,
    number: str,
    parts: list[Part],
    said: str,
    owner: str,
    *,
    narrow: bool,
) -> Row:
    sign, word = state_part(state)
    mark = _("hand-in") if entry.hand_in else ""
    style: Style = "warn" if state == "stale" else "dim"
    right = [column(mark, _MARK, "dim")]
    if number and not narrow:
        right[:0] = [column(owner, _OWNER, "dim"), (" ", "")]
    if number:
        # What nobody has added leaves its columns to the title and the controls.
        right[:0] = [column(said, _BRIEF if narrow else _SAYS, style), (" ", "")]
    lead = [sign, (" ", ""), column(word[0], _STATE, word[1]), column(number, _NUMBER, "bold")]
    return Row(parts, key=key, lead=lead, right=right)


def _below(key: str, told: Sequence[str], todo: Sequence[Part]) -> list[Row]:
    lead: list[Part] = [(_INDENT, "")]
    rows = [Row([(text, "dim")], key=key, lead=lead, wrap=True) for text in told if text]
    return [*rows, Row(todo, key=key, lead=lead, wrap=True)] if todo else rows


def _wanted(entry: model.Row, document: Document | None = None) -> str:
    controls = document.controls if document is not None else entry.controls
    if not controls:
        return _("no item of the list asks for it")
    text = _("for {}, optional") if entry.optional and entry.kind is not None else _("for {}")
    return text.format(" ".join(controls))


def _todo(document: Document | None, state: str) -> list[Part]:
    """Return the next step: its key and what it does."""
    look: list[Part] = [("enter", "key"), (_(" shows all"), "dim")]
    if document is None:
        return [("d", "key"), (_(" adds it"), "dim"), ("   ", ""), *look]
    steps: dict[str, tuple[str, str]] = {
        "stale": ("d", _(" adds the new one")),
        "gone": ("d", _(" adds it from its new place")),
        "unreadable": ("d", _(" adds another file")),
        "changed": ("v", _(" once you have looked over what is new")),
        "no date": ("t", _(" the day of what it shows")),
    }
    step = steps.get(state)
    if step is None and not document.sha256 and "://" not in document.where:
        step = ("v", _(" looked over: from then on a change is noticed"))
    return [(step[0], "key"), (step[1], "dim"), ("   ", ""), *look] if step else look


# --- one row whole ----------------------------------------------------------------------------------


def whole_rows(desk: Desk, entry: model.Row) -> list[Row]:
    """Return all about one row: what it should hold, who wants it, what is there, real samples."""
    from ftr_tui.actions import samples
    from ftr_tui.app.views.samples import sample_rows

    rows: list[Row] = []
    kind = entry.kind
    if kind is not None:
        rows += [_head(_("What it should hold")), Row([(kind.what, "")], wrap=True)]
        if kind.cadence_days:
            pace = _("Counts as fresh for {} days after the day of what it shows.").format(kind.cadence_days)
            rows.append(Row([(pace, "dim")], wrap=True))
        if kind.hand_in:
            rows.append(Row([(_("It goes to AWS with the request."), "dim")], wrap=True))
        if kind.id == "architecture-diagram":
            rows.append(Row([(_("g in the binder compares it with what was seen."), "dim")], wrap=True))
        rows.append(Row())
    rows += [_head(_("For"))]
    for control in entry.controls:
        item = desk.checklist.by_id.get(control)
        rows.append(Row([(item.title if item else "", "")], lead=[column(control, 13, "bold")]))
    if not entry.controls:
        rows.append(Row([(_("No item of the list asks for it."), "dim")]))
    rows += [Row(), _head(_("What is there"))]
    for document, state in entry.documents:
        rows += _whole_document(entry, document, state)
    if not entry.documents:
        rows.append(Row([(_("Nothing yet: d in the binder adds a file or a link."), "dim")]))
    found = sample_rows(samples.for_kind(desk, kind.id)) if kind is not None else []
    return [*rows, *([Row()] if found else []), *found]


def _head(text: str) -> Row:
    return Row([(text, "dim bold")])


def _whole_document(entry: model.Row, document: Document, state: model.State) -> list[Row]:
    from ftr_tui.app.views.words import when_full
    from ftr_tui.model import binder as model

    sign, word = state_part(str(state))
    said = model.words(entry, document, state)
    rows = [
        Row(
            [(document.title, "")],
            lead=[sign, (" ", ""), column(document.id, _NUMBER, "bold")],
            right=[(said, word[1])],
        )
    ]
    held: list[tuple[str, str]] = [
        (_("where"), document.where),
        (_("shows"), str(document.shows or _("no day"))),
        (_("owner"), document.owner or _("nobody")),
        (_("added"), " ".join(x for x in (when_full(document.added), document.by) if x)),
        (_("for"), " ".join(document.controls)),
    ]
    lead = " " * (2 + _NUMBER)
    return [
        *rows,
        *(
            Row([(text, "dim")], lead=[(lead, ""), column(label, 7, "dim")], wrap=True)
            for label, text in held
        ),
    ]


# --- the documents of one control -------------------------------------------------------------------


def document_rows(desk: Desk, control: str) -> list[Row]:
    """Return the documents of one control as the interview shows them: sign, number, title, how it stands.

    No file is read here, a key must not wait for one: whether the content has changed is said once the
    binder or another look has read it.
    """
    from ftr_tui.actions import binder

    rows = [_head(_("Documents"))]
    # What is there stands first, as people look for it here; the binder begins with what is not.
    for entry in sorted(binder.rows_for(desk, control), key=lambda e: not e.documents):
        for document, state in entry.documents:
            rows.append(_short(entry, document, state, control))
        if not entry.documents:
            parts: list[Part] = [(entry.title, ""), (glyph(" · ") + _("missing"), "dim")]
            rows.append(Row(parts, lead=[("? ", "warn")]))
    rows.append(Row([("d", "key"), (_(" add a file or link"), "dim")], lead=[("  ", "")]))
    return rows


def _short(entry: model.Row, document: Document, state: model.State, control: str) -> Row:
    """Return one document in one row, so that the rows can be counted; what is not well wraps behind it."""
    from ftr_tui.model import binder as model

    sign, word = state_part(str(state))
    parts: list[Part] = [(document.id + " ", "dim"), (document.title, "")]
    lead: list[Part] = [sign, (" ", "")]
    told = [] if str(state) == "ok" else [(model.words(entry, document, state), word[1])]
    if control not in document.controls:
        told.append((_("added for {}").format(" ".join(document.controls) or "-"), "dim"))
    if told:
        # It wraps, so a title without end would fill the panel.
        parts[1] = (cut(document.title, _TITLE), "")
    for part in told:
        parts += [(glyph(" · "), "dim"), part]
    right: list[Part] = [(str(document.shows), "dim")] if document.shows and not told else []
    return Row(parts, lead=lead, right=right, wrap=bool(told))
