"""Another release of the list as rows: what changes, one change whole, what becomes of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.release import Preview
    from ftr_tui.model.release import Change

CARRIED = "carried"
"""The key of the row that tells what becomes of the answers."""
_GROUPS = {
    "added": _("Added"),
    "removed": _("Gone"),
    "reworded": _("Asked otherwise"),
    "answers": _("Takes other answers"),
    "rule": _("Another rule: when is it met?"),
    "gate": _("Another gate: when does it apply?"),
    "section": _("Only moved"),
}
_STYLES: dict[str, Style] = {
    "added": "ok", "removed": "bad", "reworded": "warn", "answers": "warn", "rule": "warn", "gate": "warn",
    "section": "dim",
}  # fmt: skip
_ID = 12


def headline(found: Preview) -> Row:
    """Return what changes and how many answers carry over."""
    from ftr_tui.actions.release import headline as words

    return Row([(glyph(words(found)), "bold")], wrap=True)


def moved_words(done: Preview) -> str:
    """Return what became of the answers, and what is to be looked at now, in one line."""
    carried = done.carried
    along = len(carried.kept) + len(carried.returned)
    parts = [ngettext("{} answer came along", "{} answers came along", along).format(along)]
    if again := len(carried.reopened):
        parts.append(
            ngettext("{} question is open again", "{} questions are open again", again).format(again)
        )
    if new := len(carried.new):
        parts.append(ngettext("{} question is new", "{} questions are new", new).format(new))
    if carried.look_again:
        parts.append(_("look again: {}").format(", ".join(carried.look_again)))
    return ", ".join(parts)


def key_of(change: Change) -> str:
    """Return the key of a change's row."""
    return f"{change.kind} {change.id}"


def change_rows(found: Preview) -> list[Row]:
    """Return the changes by kind, under the row that tells what becomes of the answers."""
    from ftr_tui.actions.release import SIGNS

    kept, answered = len(found.carried.kept), found.carried.answered
    first = _("Your answers: {} of {} carry over").format(kept, answered)
    if not answered:
        first = _("Your answers: none yet")
    rows = [Row([(first, "bold")], key=CARRIED, lead=[("  ", "")])]
    kind = ""
    for change in found.changes:
        if change.kind != kind:
            kind = change.kind
            rows += [Row(), Row([(_(_GROUPS[kind]), "dim bold")], lead=[("  ", "")])]
        lead: list[Part] = [(f"{SIGNS[change.kind]} ", _STYLES[kind]), column(change.id, _ID)]
        rows.append(Row([(change.title, "dim")], key=key_of(change), lead=lead))
    same = ngettext("{} item stays as it is", "{} items stay as they are", found.same).format(found.same)
    return [*rows, Row(), Row([(same, "dim")], lead=[("  ", "")])]


def carried_rows(found: Preview) -> list[Row]:
    """Return what becomes of what was said."""
    from ftr_tui.actions.release import carried_lines

    rows = [Row([(_("What becomes of your answers"), "bold")]), Row()]
    for text in carried_lines(found.carried, found.new.release):
        rows.append(Row([(text, "")], lead=[(glyph("· "), "dim")], wrap=True))
    if not found.carried.answered:
        rows.append(Row([(_("Nothing is answered yet."), "")]))
    closes = found.new.usable
    rows.append(Row())
    if closes is not None:
        text = _("{} is taken until {}").format(found.new.release, closes.until)
        rows.append(Row([(text, "dim")], wrap=True))
    keys: list[Part] = [("y", "key"), (_(" moves; nothing is lost, "), "dim"), ("u", "key")]
    rows.append(Row([*keys, (_(" takes it back"), "dim")], wrap=True))
    return rows


def whole_rows(change: Change, old: str, new: str) -> list[Row]:
    """Return one change whole: the old beside the new."""
    rows = [
        Row([(change.id, "bold"), ("  ", ""), (change.title, "bold")], wrap=True),
        Row([(_(_GROUPS[change.kind]), _STYLES[change.kind])]),
    ]
    for release, lines in ((old, change.old), (new, change.new)):
        rows += [Row(), Row([(release, "dim bold")])]
        rows += [Row([(line, "")], lead=[("  ", "")], wrap=True) for line in lines]
        if not lines:
            rows.append(Row([(_("not in this release"), "dim")], lead=[("  ", "")]))
    return rows


def calm_rows(desk: Desk) -> list[Row]:
    """Return how things stand where there is no newer list: what is open again, and the five steps."""
    from ftr_tui.actions import release

    closes = desk.checklist.usable
    first = _("You are on {}, the newest list on this machine.").format(desk.checklist.release)
    rows = [Row([(first, "bold")], wrap=True)]
    if closes is not None:
        closed = closes.closed(desk.review.today)
        text = (
            _("It closed in {}. Nothing is blocked, but AWS may ask for the newer one.")
            if closed
            else _("AWS takes it until {}.")
        )
        rows.append(Row([(text.format(closes.until), "warn" if closed else "dim")], wrap=True))
    rows += _open_rows(desk)
    rows += [Row(), Row([(_("When AWS has a newer list"), "dim bold")])]
    for number, text in enumerate(release.steps(desk), 1):
        rows.append(Row([(text, "")], lead=[(f"{number} ", "key"), (" ", "")], wrap=True))
    others = release.others(desk)
    if others:
        text = _("Other releases here: {}").format(", ".join(others))
        rows += [Row(), Row([(text, "dim"), ("   o", "key"), (_(" compares"), "dim")], wrap=True)]
    return rows


def _open_rows(desk: Desk) -> list[Row]:
    """Return the questions that are open again, each with the old answer; enter goes there."""
    from ftr_tui.actions import release

    found, aside = release.open_again(desk), release.kept_aside(desk)
    rows: list[Row] = []
    if found:
        rows += [Row(), Row([(_("Open again since the move"), "dim bold")])]
    for question, former in found.items():
        lead: list[Part] = [("? ", "warn"), column(question, _ID)]
        words: Sequence[str] = release.former_words(former)
        rows.append(Row([(words[0], "dim")], key=question, lead=lead))
    if aside:
        text = _("Kept, though this list does not have it: {}").format(", ".join(aside))
        rows += [Row(), Row([(text, "dim")], wrap=True)]
    return rows
