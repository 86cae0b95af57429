"""What to change where an answer fails, as rows: the part of the interview, its hint, the whole view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.fixes import Fix
    from ftr_tui.model.next_step import Line
    from ftr_tui.model.outcome import ItemState

_LINE = "line "
"""How the keys of the rows begin that stand for a line of the command line."""


def fixes_of(desk: Desk, state: ItemState, *, most: int | None = None) -> list[Fix]:
    """Return what is to be changed for an item; imported late, nobody needs it before the first frame."""
    from ftr_tui.actions import fixes

    return fixes.of_item(desk, state, most=fixes.MOST_LINES if most is None else most)


def at(found: list[Fix], question: str) -> Fix | None:
    """Return the next step of the question at the cursor, or else the first one of the item."""
    return next((f for f in found if f.question == question), next(iter(found), None))


def step_rows(desk: Desk, state: ItemState, question: str) -> list[Row]:
    """Return the whole part: the step of the question at the cursor, and that others have one as well.

    Each piece has a key, so that the cursor goes through them and a line can be copied.
    """
    found = fixes_of(desk, state)
    fix = at(found, question)
    if fix is None:
        from ftr_tui.actions.fixes import trouble

        if text := trouble(desk):
            return [Row([(text, "bad")], wrap=True)]
        return [Row([(_nothing(state), "dim")], wrap=True)]
    from ftr_tui.model.fixes import effort_words

    right: list[Part] = [(effort_words(fix.step.effort), "warn")]
    if fix.step.lines:
        right = [("c", "key"), (_(" copies a line"), "dim"), (glyph(" · "), "dim"), *right]
    from ftr_tui.model.fixes import older_words

    rows = [Row([(fix.question, "dim bold")], right=right)]
    if older := older_words(fix.step):
        rows.append(Row([(older, "warn")], key="older", lead=[(glyph("! "), "warn")], wrap=True))
    rows.append(Row([(fix.step.change, "")], key="change", wrap=True))
    breaks: list[Part] = [(_("may break: "), "warn"), (fix.step.breaks, "")]
    rows.append(Row(breaks, key="breaks", lead=[(glyph("! "), "warn")], wrap=True))
    for number, line in enumerate(fix.step.lines):
        rows += _line_rows(line, f"{_LINE}{number}")
    from ftr_tui.actions.fixes import left_words

    if left := left_words(desk, fix):
        rows.append(Row([(left, "dim")], key="left", wrap=True))
    if fix.step.lines:
        text = _("Lines are shown, never run by this program; CAPITALS are yours to fill in.")
        rows.append(Row([(text, "dim")], lead=[("  ", "")], wrap=True))
    rows += [_other_row(f) for f in found if f is not fix]
    return rows


def _line_rows(line: Line, key: str) -> list[Row]:
    mark: Part = (_("changes something: "), "warn") if line.writes else (_("only looks: "), "dim")
    return [
        Row([mark, (line.about, "dim")], key=key, lead=[("# ", "dim")], wrap=True),
        Row([(line.cli, "evidence")], key=key, lead=[("  ", "")], wrap=True),
    ]


def _other_row(fix: Fix) -> Row:
    from ftr_tui.model.fixes import effort_words, first_sentence

    text = _("{}: {}").format(fix.question, first_sentence(fix.step.change))
    right: list[Part] = [(effort_words(fix.step.effort), "dim")]
    return Row([(text, "dim")], lead=[(_("also "), "dim")], right=right)


def _nothing(state: ItemState) -> str:
    if str(state.outcome) == "fail":
        return _("Not met, and no step is written for it here.")
    if state.open_questions:
        return _("No answer of this fails; what is open has to be answered first.")
    return _("No answer of this fails: there is nothing to change.")


def short_rows(desk: Desk, state: ItemState, question: str) -> list[Row]:
    """Return the step in short for the side panel: how much work, the first sentence, the key to the rest."""
    found = fixes_of(desk, state)
    fix = at(found, question)
    if fix is None:
        return []
    from ftr_tui.model.fixes import effort_words, first_sentence

    # Two lines, for there is more below.
    return [
        Row(
            [(_("Next step"), "dim bold"), ("  5", "key"), (_(" shows it"), "dim")],
            right=[(effort_words(fix.step.effort), "warn")],
        ),
        Row([(first_sentence(fix.step.change), "")]),
    ]


def line_at(fix: Fix, key: str) -> Line | None:
    """Return the line at the cursor of the part, or the first; None where there are none."""
    number = key.removeprefix(_LINE) if key.startswith(_LINE) else "0"
    lines = fix.step.lines
    return lines[int(number)] if number.isdigit() and int(number) < len(lines) else next(iter(lines), None)


def gap_row(desk: Desk, state: ItemState, key: str, indent: int) -> list[Row]:
    """Return one line for the gap at the Summary's cursor: the first sentence, and how much work it is."""
    found = fixes_of(desk, state)
    if not found:
        return []
    from ftr_tui.model.fixes import effort_words, first_sentence

    text = _("next step: {}").format(first_sentence(found[0].step.change))
    effort: list[Part] = [(effort_words(found[0].step.effort), "warn")]
    return [Row([(text, "")], key=key, lead=[(" " * indent, "")], right=effort)]


def step_whole(desk: Desk, state: ItemState) -> list[str]:
    """Return every step of an item as one text for the whole view, each line whole; none: an empty list."""
    out = []
    for fix in fixes_of(desk, state, most=0):
        from ftr_tui.actions.fixes import commands, left_words
        from ftr_tui.model.fixes import effort_words, how_to_run, older_words

        head = _("Next step for {} ({})").format(fix.question, effort_words(fix.step.effort))
        how = how_to_run() if fix.step.lines else ""
        lines = commands(fix)
        lines += [f"# {left}"] if (left := left_words(desk, fix, full=True)) else []
        breaks = _("may break: {}").format(fix.step.breaks)
        told = [head, older_words(fix.step), fix.step.change, breaks, how, "\n".join(lines)]
        out.append("\n\n".join(t for t in told if t))
    return out
