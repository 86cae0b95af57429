"""A workbook beside the session as rows: what differs, what is taken, what cannot be."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from ftr_tui.actions.comparing import Comparison, Difference, Key
    from ftr_tui.actions.taking_in import Taken

_ID = 14
_HERE = 20


def row_key(difference: Difference) -> str:
    """Return the key of a difference's row."""
    return f"{difference.kind} {difference.id}"


def difference_rows(found: Comparison, picked: Collection[Key]) -> list[Row]:
    """Return the differences under headings, people's own words first, then what cannot be taken."""
    groups = (
        (_("Differs from what people said here"), ("person",)),
        (_("Open here, or known from evidence alone"), ("open", "evidence")),
        (_("N/A that follows from other answers: no need to take it"), ("follows",)),
    )
    rows: list[Row] = []
    for title, standings in groups:
        listed = [d for d in found.differences if d.standing in standings]
        if not listed:
            continue
        rows += _heading(title, len(listed), gap=bool(rows))
        rows += [_row(d, picked=d.key in picked) for d in listed]
    if found.not_taken:
        rows += _heading(_("Cannot be taken"), len(found.not_taken), gap=bool(rows))
        for id_, why in found.not_taken:
            rows.append(Row([(why, "dim")], lead=[column(f"      {id_}", _ID + 7, "dim")], wrap=True))
    return rows or [Row([(_("The workbook says nothing that is not here."), "dim")])]


def _heading(title: str, number: int, *, gap: bool) -> list[Row]:
    heading = Row([(title, "dim bold")], right=[(str(number), "dim")])
    return [Row(), heading] if gap else [heading]


def _row(d: Difference, *, picked: bool) -> Row:
    box: Part = ("[x] ", "bold") if picked else ("[ ] ", "dim")
    here = d.here if d.kind == "answer" else _quoted(d.here, _HERE)
    if d.standing == "evidence":
        here = _("{} (evidence)").format(d.here)
    there = d.there if d.kind == "answer" else _quoted(d.there, 160)
    old: Part = column(here or _("open"), _HERE, "" if here else "dim")
    parts: list[Part] = [old, (glyph(" > "), "dim"), (there, "bold" if picked else "")]
    if d.note:
        parts.append((glyph(" · ") + d.note, "dim"))
    return Row(parts, key=row_key(d), lead=[box, column(d.id, _ID, "key")])


def _quoted(text: str, room: int) -> str:
    """Return a response on one line, in quotes so that nobody takes it for an answer."""
    return f'"{one_line(text, room - 2)}"' if text else ""


def besides_rows(found: Comparison, under: Difference | None) -> list[Row]:
    """Return two lines: what the row under the cursor means, and what else the workbook holds."""
    rows = [Row([(_meaning(under), "")])] if under else [Row()]
    counted = (
        (len(found.comments), ngettext("{} comment of AWS", "{} comments of AWS", len(found.comments))),
        (found.same, _("{} the same")),
        (found.only_here, _("{} only here, they stay")),
        (
            found.feedback,
            ngettext("{} feedback answer not kept", "{} feedback answers not kept", found.feedback),
        ),
        (len(found.formulas), ngettext("{} formula's result", "{} formulas' results", len(found.formulas))),
    )
    said = [text.format(number) for number, text in counted if number]
    return [*rows, Row([(glyph(" · ").join(said), "dim")], wrap=True)]


def _meaning(d: Difference) -> str:
    if d.standing == "person":
        return _("{}: taking it replaces what a person said here").format(d.id)
    if d.standing == "follows":
        return _("{}: another answer makes it needless; the next export writes N/A again").format(d.id)
    if d.standing == "evidence" and d.here != d.there:
        return _("{}: evidence says {}; taken without a reason it stands as a gap").format(d.id, d.here)
    return _("{}: nobody has said anything here").format(d.id)


def both_sides(d: Difference) -> list[Row]:
    """Return both texts whole."""
    return [
        Row([(_("Here"), "dim bold")]),
        Row([(d.here or _("open"), "" if d.here else "dim")], wrap=True),
        Row(),
        Row([(_("In the workbook"), "dim bold")]),
        Row([(d.there, "")], wrap=True),
        *([Row(), Row([(d.note, "dim")], wrap=True)] if d.note else []),
    ]


def taken_text(taken: Taken) -> str:
    """Return in one line what came in."""
    if not taken.anything:
        return _("Nothing was taken in")
    answers, responses, comments = len(taken.answers), len(taken.responses), len(taken.comments)
    said = []
    if answers:
        said.append(ngettext("{} answer", "{} answers", answers).format(answers))
    if responses:
        said.append(ngettext("{} response", "{} responses", responses).format(responses))
    if comments:
        said.append(ngettext("{} comment of AWS", "{} comments of AWS", comments).format(comments))
    text = _("Taken in: {}").format(", ".join(said))
    if taken.masked:
        text += _("; {} masked that looked like secrets").format(taken.masked)
    if taken.contradicted:
        text += _("; against evidence: {}").format(one_line(", ".join(taken.contradicted), 60))
    if taken.changed_since:
        text += _("; changed meanwhile and left: {}").format(one_line(", ".join(taken.changed_since), 60))
    return text
