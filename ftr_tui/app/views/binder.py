"""The binder as rows: what is missing or old first; one document whole; the documents of one control."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

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
_STATE, _NUMBER, _SAYS, _OWNER, _MARK = 11, 5, 23, 11, 8
_INDENT = " " * (2 + _STATE)


def state_part(state: str) -> tuple[Part, Part]:
    """Return sign and word of a state."""
    sign, style = SIGNS[state]
    return (glyph(sign), style), (_(state), style)


def headline(shelf: Sequence[model.Row], parts: Sequence[model.Part]) -> Row:
    """Return how many rows stand how, and how much of the hand-in is there."""
    tally = Counter(str(row.state) for row in shelf)
    said: list[Part] = []
    for state, (sign, style) in SIGNS.items():
        if tally[state]:
            said += [(f"{glyph(sign)} {tally[state]} {_(state)}", style), ("   ", "")]
    wanted = [p for p in parts if not p.optional]
    there = sum(not p.missing for p in wanted)
    right: list[Part] = [(_("hand-in {} of {}").format(there, len(wanted)), "dim")]
    return Row(said[:-1], right=right if wanted else ())


def binder_rows(shelf: Sequence[model.Row], cursor: str = "", *, narrow: bool = False) -> list[Row]:
    """Return a line a document, or a kind that has none; the one at ``cursor`` unfolds.

    A row's key is the document's number, or the id of the kind.
    """
    rows: list[Row] = []
    for entry in shelf:
        if not entry.documents and entry.kind is not None:
            rows += _missing(entry, cursor, narrow=narrow)
        for document, state in entry.documents:
            rows += _document(entry, document, state, cursor, narrow=narrow)
    return rows


def _missing(entry: model.Row, cursor: str, *, narrow: bool) -> list[Row]:
    key = entry.kind.id if entry.kind else ""
    first = _line(entry, key, str(entry.state), "", [(entry.title, "")], "", "", narrow=narrow)
    if key != cursor:
        return [first]
    return [first, *_below(key, [_wanted(entry)], _todo(entry, None, str(entry.state)))]


def _document(
    entry: model.Row, document: Document, state: model.State, cursor: str, *, narrow: bool
) -> list[Row]:
    from ftr_tui.model import binder as model

    name = model.file_name(document)
    parts: list[Part] = [(entry.title, "")]
    if name != entry.title:
        parts += [(glyph(" · "), "dim"), (name, "dim")]
    said = model.words(entry, document, state)
    if said == str(state):
        said = _("of {}").format(document.shows) if document.shows else ""
    first = _line(entry, document.id, str(state), document.id, parts, said, document.owner, narrow=narrow)
    if document.id != cursor:
        return [first]
    day = document.added.astimezone().strftime("%Y-%m-%d")
    added = _("added {} by {}").format(day, document.by) if document.by else _("added {}").format(day)
    shows = _("shows {}").format(document.shows) if document.shows else ""
    owner = _("owner {}").format(document.owner) if document.owner else _("no owner")
    title = document.title if document.title not in (entry.title, name) else ""
    facts = glyph(" · ").join(x for x in (shows, added, owner) if x)
    told = [title, document.where, facts, _wanted(entry, document)]
    return [first, *_below(document.id, told, _todo(entry, document, str(state)))]


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
    mark = _("hand-in") if entry.hand_in else _("optional") if entry.optional and entry.kind else ""
    right = [column(said, _SAYS, "warn" if state == "stale" else "dim"), column(mark, _MARK, "dim")]
    if not narrow:
        right.insert(1, column(owner, _OWNER, "dim"))
    lead = [sign, (" ", ""), column(word[0], _STATE, word[1]), column(number, _NUMBER, "bold")]
    return Row(parts, key=key, lead=lead, right=right)


def _below(key: str, told: Sequence[str], todo: Sequence[Part]) -> list[Row]:
    lead: list[Part] = [(_INDENT, "")]
    rows = [Row([(text, "dim")], key=key, lead=lead, wrap=True) for text in told if text]
    return [*rows, Row(todo, key=key, lead=lead, wrap=True)] if todo else rows


def _wanted(entry: model.Row, document: Document | None = None) -> str:
    controls = document.controls if document is not None else entry.controls
    return _("for {}").format(" ".join(controls)) if controls else _("no item of the list asks for it")


def _todo(entry: model.Row, document: Document | None, state: str) -> list[Part]:
    """Return the next step: its key and what it does."""
    look: tuple[Part, ...] = (("  enter", "key"), (_(" what it should hold"), "dim")) if entry.kind else ()
    if document is None:
        return [("d", "key"), (_(" adds it"), "dim"), *look]
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
    return [(step[0], "key"), (step[1], "dim"), *look] if step else list(look)[:0]


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
    for entry in binder.rows_for(desk, control):
        for document, state in entry.documents:
            rows += _short(entry, document, state, control)
        if not entry.documents:
            parts: list[Part] = [(entry.title, ""), (glyph(" · ") + _("missing"), "dim")]
            rows.append(Row(parts, lead=[("? ", "warn")]))
    rows.append(Row([("d", "key"), (_(" add a file or link"), "dim")], lead=[("  ", "")]))
    return rows


def _short(entry: model.Row, document: Document, state: model.State, control: str) -> list[Row]:
    from ftr_tui.model import binder as model

    sign, word = state_part(str(state))
    said = model.words(entry, document, state)
    parts: list[Part] = [(document.id + " ", "dim"), (document.title, "")]
    right: list[Part] = [(str(document.shows), "dim")] if document.shows else []
    rows = [Row(parts, lead=[sign, (" ", "")], right=right)]
    if str(state) != "ok":
        rows.append(Row([(said, word[1])], lead=[("  ", "")]))
    if control not in document.controls:
        text = _("added for {}").format(" ".join(document.controls) or "-")
        rows.append(Row([(text, "dim")], lead=[("  ", "")], wrap=True))
    return rows
