"""The road as rows: the steps in short, one step whole, and the few lines of it that Home shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.road import Stop

SIGNS: dict[str, tuple[str, Style]] = {
    "done": ("✓", "ok"),
    "done-although": ("≈", "warn"),
    "late": ("!", "bad"),
    "open": ("?", "warn"),
    "blocked": ("–", "dim"),
}
"""The sign of each state; the word stands beside it."""
_WORD, _TITLE = 10, 36
_LABEL = 8


def state_part(stop: Stop) -> tuple[Part, Part]:
    """Return sign and word of how a step stands."""
    state = str(stop.state)
    if stop.here and state == "blocked":
        state = "open"  # where the team is, is open to it, whatever is still in the way
    sign, style = SIGNS[state]
    return (glyph(sign), style), (stop.word, style)


def headline(stops: Sequence[Stop]) -> str:
    """Return how many steps are done."""
    done = sum(stop.done is not None for stop in stops)
    return ngettext("{} of {} step done", "{} of {} steps done", len(stops)).format(done, len(stops))


def road_rows(stops: Sequence[Stop], *, narrow: bool = False) -> list[Row]:
    """Return a line a step: number, state, title, its day; with room also what is first in the way."""
    rows: list[Row] = []
    for stop in stops:
        rows += [Row()] if rows and not narrow else []
        rows.append(_short(stop))
        if not narrow:
            why = stop.blocks[0] if stop.blocks else stop.hints[0] if stop.hints else ""
            indent: Part = (" " * (4 + _WORD), "")
            rows += [Row([(why, "dim")], key=stop.step.id, lead=[indent], wrap=True)] if why else []
    return rows


def _short(stop: Stop) -> Row:
    sign, word = state_part(stop)
    number: Part = (f"{stop.number or ' '} ", "dim")
    return Row(
        [(stop.step.title, "bold" if stop.here else "")],
        key=stop.step.id,
        lead=[number, sign, (" ", ""), column(word[0], _WORD, word[1])],
        right=[(str(stop.done or stop.planned or ""), "dim" if stop.done else "")],
    )


def stop_rows(stop: Stop, *, narrow: bool = False) -> list[Row]:
    """Return one step whole: days and what blocks it first, for that is what changes."""
    from ftr_tui.actions.road import dates

    sign, word = state_part(stop)
    name: list[Part] = [(f"{stop.number} ", "dim")] if stop.number else []
    air = [] if narrow else [Row()]
    rows = [Row([*name, (stop.step.title, "bold")], right=[sign, (" ", ""), word], wrap=True), *air]
    if days := dates(stop):
        rows += [*(Row([(glyph(text), "")], wrap=True) for text in days), *air]
    rows += [*_in_the_way(stop), *air]
    if stop.people:
        rows.append(_labelled(_("people"), ", ".join(stop.people)))
    if stop.notes:
        rows.append(_labelled(_("note"), stop.notes))
    if narrow or stop.people or stop.notes:
        rows.append(Row())
    rows += [Row([(stop.step.what, "")], wrap=True), Row(), _labelled(_("who"), stop.step.who)]
    if stop.step.link:
        rows.append(_labelled(_("link"), stop.step.link))
    return [*rows, _labelled(_("as of"), str(stop.step.as_of))]


def _in_the_way(stop: Stop) -> list[Row]:
    rows = []
    if stop.blocks:
        mark: Part = (glyph("≈ "), "warn") if stop.done else (signs.sign("fail") + " ", "bad")
        rows.append(Row([(_("Done, although") if stop.done else _("In the way"), "dim bold")]))
        rows += [Row([(text, "")], lead=[mark], wrap=True) for text in stop.blocks]
    elif stop.done is None:
        rows.append(Row([(_("Nothing is in the way."), "dim")]))
    return rows + [Row([(text, "dim")], lead=[(glyph("· "), "dim")], wrap=True) for text in stop.hints]


def _labelled(label: str, text: str) -> Row:
    return Row([(text, "")], lead=[column(label, _LABEL, "dim")], wrap=True)


def home_rows(stops: Sequence[Stop], desk: Desk) -> list[Row]:
    """Return the road for Home: a line for each of the five steps, one for what comes after them."""
    rows: list[Row] = []
    parts: list[Part]
    for stop in stops:
        if not stop.number:
            continue
        detail = _detail(stop, desk)
        style: Style = "bold" if stop.here else ""
        parts = [column(stop.step.title, _TITLE, style), (detail, "dim")]
        rows.append(Row(parts, lead=[(f"{stop.number} ", "dim"), _mark(stop)], wrap=True))
    after = [stop for stop in stops if not stop.number]
    parts = []
    for stop in after:
        parts += [(glyph(" · "), "dim")] if parts else []
        parts += [_mark(stop)] if stop.here or stop.done or str(stop.state) == "late" else []
        parts += [(stop.step.title, "bold" if stop.here else ""), (_day(stop), "dim")]
    return [*rows, Row(parts, lead=[("    ", "")], wrap=True)] if after else rows


def _mark(stop: Stop) -> Part:
    if stop.done is not None or str(stop.state) == "late":
        sign, style = SIGNS[str(stop.state)]
        return glyph(sign) + " ", style
    return (glyph("▸ "), "bold") if stop.here else ("  ", "")


def _day(stop: Stop) -> str:
    if stop.done and stop.until and stop.days_left is not None:
        return _(" {} to {}").format(stop.done, stop.until)
    return f" {stop.done or stop.planned or ''}".rstrip()


def _detail(stop: Stop, desk: Desk) -> str:
    """Return the day of a step; the review, until it is done, says how far self-check and documents are."""
    if stop.done is not None:
        return str(stop.done)
    texts = [_("by {}").format(stop.planned)] if stop.planned else []
    if stop.step.id == "review":
        texts += _how_far(desk)
    return glyph(" · ").join(texts)


def _how_far(desk: Desk) -> list[str]:
    from ftr_tui.actions.road import documents

    met = sum(n for o, n in desk.review.counts.items() if str(o) == "pass")
    have, wanted = documents(desk)
    return [
        _("self-check {}/{}").format(met, len(desk.review.counted)),
        _("documents {}/{}").format(have, wanted),
    ]
