"""The mock review as rows: the question large, the clocks, what a strong answer holds, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.cells import wrap
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.clocks import clock, short_clock
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.rehearsing import View
    from ftr_tui.model.session import Rehearsal, Supply

_LABEL = 14
_BAR = 40
LADDER = (_("claim"), _("process"), _("evidence"), _("proof of operation"))


def title(desk: Desk, view: View) -> tuple[list[Part], list[Part]]:
    """Return the title line: what runs at the left, the whole clock at the right."""
    left: list[Part] = [(_("Mock review"), "bold"), (glyph(" · "), "dim"), (desk.session.product, "bold")]
    left += [(glyph(" · "), "dim"), (view.title, "bold")]
    style: Style = "warn" if view.phase == "paused" else "dim"
    right = _("{} of {}").format(clock(view.elapsed), clock(view.total))
    if view.phase == "paused":
        right = _("paused") + glyph(" · ") + right
    return left, [(right, style)]


def pace(view: View) -> tuple[list[Part], list[Part]]:
    """Return the slot with its minutes, and at the right the pace and the rule that acts now."""
    left = _("{}   {:.0f} of {:.0f} min").format(view.slot_title, view.slot_elapsed / 60, view.slot_minutes)
    minutes = round(view.behind)
    if minutes < 1:
        return [(left, "dim")], [(view.rule or _("on pace"), "dim")]
    text = _("{} min behind").format(minutes) + (f": {view.rule}" if view.rule else "")
    return [(left, "dim")], [(text, "warn")]


def who(view: View) -> list[Row]:
    """Return the item, and who answers and asks."""
    right: list[Part] = []
    if view.seat:
        right += [(_("hot seat "), "dim"), (view.seat, "bold")]
    if view.asker:
        right += [(_("   asks "), "dim"), (view.asker, "")]
    left: list[Part] = [(view.item, "bold"), ("  ", ""), (view.item_title, "bold")]
    return [Row(left, right=right)]


def question(view: View, width: int, height: int) -> list[Row]:
    """Return the question as large as the place allows: a blank line between its lines where they fit."""
    text = _("Break. The clock goes on.") if view.phase == "break" else view.text or view.slot_title
    spans = wrap(text, max(8, width - 8))
    lines = [text[start:end] for start, end in spans]
    spaced = len(lines) * 2 + 1 <= height
    place = _("question {} of {}").format(view.number, view.of) if view.number and view.of > 1 else ""
    # A pause within a break has no number: nothing is asked.
    asked = view.kind and view.number and view.phase in ("ask", "revealed", "paused")
    rows = [Row([(view.kind, "dim bold")], right=[(place, "dim")])] if asked else []
    for line in lines:
        if spaced:
            rows.append(Row())
        rows.append(Row([(line, "bold")], lead=[("    ", "")]))
    return rows


def evidence_clock(view: View) -> list[Row]:
    """Return how long is left to show it; empty where nothing has to be shown."""
    if view.evidence_left is None:
        return []
    left = view.evidence_left
    if left <= 0:
        text = _("time is up: the most this can score is 1; s puts it on the list to supply")
        return [Row([(text, "warn")])]
    done = round(_BAR * min(1.0, left / 60))
    bar = glyph("━") * done
    rest = glyph("─") * (_BAR - done)
    parts: list[Part] = [(_("show it within  "), "dim"), (short_clock(left), "bold"), ("  ", ""), (bar, "")]
    return [Row([*parts, (rest, "dim")])]


def below(view: View) -> list[Row]:
    """Return the lower half: before the reveal what to press, after it what a strong answer holds."""
    if view.phase == "ask":
        return _before(view)
    if view.phase == "revealed":
        return _after(view)
    go_on = Row([("space", "key"), (_(" goes on"), "dim")])
    lines = (*view.lines, *view.answers)
    dot: list[Part] = [(glyph("· "), "dim")]
    return [go_on, Row(), *(Row([(line, "")], lead=dot, wrap=True) for line in lines)]


def _before(view: View) -> list[Row]:
    if view.is_review:
        return [
            Row(
                [
                    ("a", "key"),
                    (_(" what we answered   "), "dim"),
                    ("s", "key"),
                    (_(" what we promised"), "dim"),
                ]
            )
        ]
    sure = (
        _("you said {}").format(view.confidence)
        if view.confidence
        else _("how sure is the answer? 1 guess, 4 certain")
    )
    rows = [Row([(sure, "dim"), ("   ", ""), *_numbers(range(1, 5), view.confidence)])]
    if view.more and view.number < view.of:
        text = _(" asks the next question on this item, {} of {}").format(view.number + 1, view.of)
    else:
        text = _(" reveals what a strong answer holds")
    rows.append(Row([("space", "key"), (text, "dim")]))
    return rows


def _numbers(numbers: Sequence[int], chosen: int | None) -> list[Part]:
    parts: list[Part] = []
    for number in numbers:
        parts += [(str(number), "key" if number != chosen else "evidence"), ("   ", "")]
    return parts


def _after(view: View) -> list[Row]:
    rows: list[Row] = []
    if not view.is_review:
        # First, so that it is on the screen at any size; what follows may scroll.
        ladder: list[Part] = []
        for number, word in enumerate(LADDER):
            ladder += [(str(number), "key"), (f" {word}  ", "")]
        needs = _("needs {}").format(view.needs)
        rows = [Row(ladder, lead=[column(_("score"), _LABEL, "dim")], right=[(needs, "dim")]), Row()]
    rows += [_labelled(_("strong"), "ok", view.strong), _labelled(_("red flag"), "bad", view.weak)]
    if view.open:
        rows.append(_labelled(_("have ready"), "dim", view.open))
    rows.append(Row())
    rows += _lines(_("sheet"), view.answers, "")
    rows += _lines(_("evidence"), view.evidence, "bad" if view.contradicted else "")
    if view.contradicted:
        text = _("evidence contradicts the answer: this scores 0 until one of them is put right")
        rows.append(Row([(text, "bad")], lead=[(" " * _LABEL, "")], wrap=True))
    if view.note:
        rows += _lines(_("note"), [view.note], "")
    return rows


def _labelled(label: str, style: Style, words: Sequence[str]) -> Row:
    return Row([(glyph(" · ").join(words), "")], lead=[column(label, _LABEL, style)], wrap=True)


def _lines(label: str, lines: Sequence[str], style: Style) -> list[Row]:
    rows = []
    for number, line in enumerate(lines or [_("none")]):
        lead = column(label if number == 0 else "", _LABEL, "dim")
        rows.append(Row([(line, style if lines else "dim")], lead=[lead], wrap=True))
    return rows


# --- before and after -------------------------------------------------------------------------------


def lobby(desk: Desk, running: bool, dates: Sequence[str], weakest: Sequence[str]) -> list[Row]:
    """Return what one sees while no rehearsal runs: what was, what is promised, what comes next."""
    rows: list[Row] = []
    if running:
        waiting: list[Part] = [(_("One is not finished. "), "warn"), ("n", "key"), (_(" goes on"), "dim")]
        rows += [Row(waiting), Row()]
    text = _(
        "The two-hour meeting is the hard case; whether AWS holds it is not certain. "
        "Each item gets a question; answer aloud, show it, score it."
    )
    rows += [Row([(text, "dim")], wrap=True), Row()]
    if desk.library.bank().checklist != desk.checklist.id:
        rows += [Row([(desk.bank().note, "dim")], lead=[("! ", "warn")], wrap=True), Row()]
    rows += _supplies(desk)
    rows.append(Row([(_("Rehearsals and reviews"), "dim bold")]))
    past = list(getattr(desk.session, "rehearsal", []))
    if not past:
        rows.append(Row([(_("none yet"), "dim"), ("   n", "key"), (_(" starts one"), "dim")]))
    for one in reversed(past):
        rows.append(_past(one))
    rows.append(Row())
    if weakest:
        line = glyph(" · ").join(weakest)
        rows.append(Row([(line, "")], lead=[column(_("first in line"), _LABEL, "dim")], wrap=True))
    if dates:
        rows.append(Row([(", ".join(dates), "")], lead=[column(_("next"), _LABEL, "dim")], wrap=True))
    return rows


def _past(one: Rehearsal) -> Row:
    kind = _("real review") if one.kind == "review" else _("rehearsal")
    asked = sum(a.outcome in ("asked", "scored", "supplied") for a in one.asked)
    minutes = round(one.elapsed / 60)
    text = ngettext("{} question in {} min", "{} questions in {} min", asked).format(asked, minutes)
    state: Part = ("", "") if one.ended else (_("not finished"), "warn")
    return Row(
        [(one.id, "bold"), ("  ", ""), (kind, ""), ("   ", ""), (text, "dim"), ("   ", ""), state],
        key=one.id,
        right=[(str(one.started.astimezone().date()), "dim")],
    )


def _supplies(desk: Desk) -> list[Row]:
    supplies = [s for s in getattr(desk.session, "supply", []) if s.state != "accepted"]
    if not supplies:
        return []
    rows = [Row([(_("To supply"), "dim bold")])]
    rows += [_supply(s) for s in supplies]
    return [*rows, Row()]


def _supply(one: Supply) -> Row:
    due = str(one.due or _("no date"))
    style: Style = "warn" if one.state == "open" else "dim"
    return Row(
        [(one.what, "")],
        key=f"supply {one.id}",
        lead=[(signs.sign("open") + " ", "warn"), column(one.control, 11, "bold")],
        right=[
            column(one.owner or _("no owner"), 10),
            (" ", ""),
            column(due, 11, "dim"),
            column(one.state, 6, style),
        ],
    )
