"""The calendar as rows: what is late first; one task whole; the few words that Home and others show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.when import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.calendar import Due
    from ftr_tui.model.effective import Effective
    from ftr_tui.model.session import Done

SIGNS: dict[str, tuple[str, Style]] = {
    "overdue": ("!", "bad"),
    "due": ("?", "warn"),
    "later": (" ", ""),
    "waiting": (" ", "dim"),
    "off": ("–", "dim"),
}
"""The sign of each state; words say how many days."""
GROUPS = {
    "overdue": _("Overdue"),
    "due": _("Next 14 days"),
    "later": _("Later"),
    "waiting": _("When it happens, or its day is known"),
    "off": _("Not needed"),
}
_WORDS, _DAY, _OWNER, _INDENT, _LABEL = 12, 10, 11, 2, 10
TASKS = ("task", "event")


def headline(items: Sequence[Due]) -> Row:
    """Return how much is late, how much is near, how much comes later."""
    tally = {state: sum(str(i.state) == state for i in items) for state in GROUPS}
    said: list[Part] = []
    words = {"overdue": _("{} overdue"), "due": _("{} in the next 14 days"), "later": _("{} later")}
    for state, text in words.items():
        if tally[state]:
            sign, style = SIGNS[state]
            said += [(f"{glyph(sign)} ".lstrip() + text.format(tally[state]), style), ("   ", "")]
    return Row(said[:-1])


def calendar_rows(items: Sequence[Due], today: date, cursor: str = "", *, narrow: bool = False) -> list[Row]:
    """Return the groups with a line for each item; the one at ``cursor`` unfolds."""
    rows: list[Row] = []
    for state, title in GROUPS.items():
        listed = [item for item in items if str(item.state) == state]
        if not listed:
            continue
        rows += [Row()] if rows else []
        rows.append(Row([(title, "dim bold")], lead=[("  ", "")]))
        for item in listed:
            rows.append(_line(item, today, narrow=narrow))
            if item.id == cursor:
                rows += _unfolded(item, narrow=narrow)
    return rows


def _line(item: Due, today: date, *, narrow: bool) -> Row:
    sign, style = SIGNS[str(item.state)]
    parts: list[Part] = [(item.title, "dim" if str(item.state) == "off" else "")]
    about = item.why if item.due is None else " ".join(item.controls) if item.kind != "answer" else ""
    if about and not narrow:
        parts += [(glyph(" · "), "dim"), (about, "dim")]
    right: list[Part] = []
    if item.owner and not narrow:
        right += [column(item.owner, _OWNER, "dim"), ("  ", "")]
    if item.due is not None:
        words = in_words(item.left(today))
        right += [column(words, _WORDS, style, right=True), ("  ", ""), (str(item.due), style or "")]
    return Row(parts, key=item.id, lead=[(glyph(sign), style), (" ", "")], right=right)


def _unfolded(item: Due, *, narrow: bool) -> list[Row]:
    indent: Part = (" " * _INDENT, "")
    # The reason mostly says the pace already.
    told = item.due is None or f"{item.every_days} " in item.why
    pace = "" if told else _every(item.every_days)
    who = _("who: {}").format(item.owner) if item.owner and narrow else ""
    controls = " ".join(item.controls) if narrow else ""
    why = item.why if item.due is not None or narrow else " ".join(item.controls)
    text = glyph(" · ").join(t for t in (why, pace, who, controls) if t)
    if item.kind not in TASKS and (do := _do(item)):
        text += glyph(" · ") + do
    return [Row([(text, "dim")], key=item.id, lead=[indent], wrap=True)] if text else []


def _do(item: Due) -> str:
    """Return what the key for done does where nothing can be ticked off."""
    places = {
        "answer": _("y: answer it again"),
        "document": _("y: to the binder"),
        "road": _("y: to the road"),
        "supply": _("y: to what was promised"),
        "comment": _("y: to the comment"),
        "round": _("y: to the comments"),
        "gap": _("y: to the control"),
    }
    return places.get(item.kind, "")


def _every(days: int | None) -> str:
    return ngettext("every day", "every {} days", days).format(days) if days else ""


def item_rows(desk: Desk, item: Due, past: Sequence[Done]) -> list[Row]:
    """Return one item whole: what, when and why, for which controls, when it was done with which proof."""
    rows = [Row([(item.what, "")], wrap=True), Row()] if item.what else []
    sign, style = SIGNS[str(item.state)]
    words = in_words(item.left(desk.review.today))
    day = f"{item.due} " + glyph("· ") + words if item.due else _("no day")
    rows.append(_told(_("due"), f"{glyph(sign)} ".lstrip() + day, style))
    for label, text in ((_("because"), item.why), (_("pace"), _every(item.every_days))):
        rows += [_told(label, text)] if text else []
    rows.append(_told(_("who"), item.owner or _("nobody yet"), "" if item.owner else "warn"))
    for number, control in enumerate(item.controls):
        known = desk.checklist.by_id.get(control)
        name = f"{control} {known.title}" if known else control
        rows.append(_told(_("for") if not number else "", name))
    if item.kind in TASKS:
        rows += [Row(), Row([(_("Done"), "dim bold")])]
        rows += [_done_row(desk, made) for made in past]
        rows += [] if past else [Row([(_("never written down"), "dim")])]
    return rows


def _told(label: str, text: str, style: Style = "") -> Row:
    return Row([(text, style)], lead=[column(label, _LABEL, "dim")], wrap=True)


def _done_row(desk: Desk, made: Done) -> Row:
    title = next((d.title for d in desk.session.document if d.id == made.document), "")
    proof = f"{made.document} {title}".strip() if made.document else _("no proof")
    text = glyph(" · ").join(t for t in (made.by, proof, made.note) if t)
    return Row([(text, "")], lead=[column(str(made.on), _LABEL + 2, "bold")], wrap=True)


# --- a few words elsewhere ----------------------------------------------------------------------------


def holds_part(answer: Effective) -> Part:
    """Return until when a person's word holds, or since when it is open again; empty: for good."""
    stored = answer.stored
    if stored is None or stored.until is None or stored.value is None:
        return "", ""
    by = stored.by or _("somebody")
    day = stored.at.astimezone().date()
    if str(answer.standing) == "expired":
        return _("{} said {} on {}; ran out on {}").format(by, stored.value, day, stored.until), "warn"
    return _("{}, {}; holds until {}").format(by, day, stored.until), "dim"


def holds_rows(answer: Effective) -> list[Row]:
    """Return a line below a question whose answer holds until a day; none where it holds for good."""
    text, style = holds_part(answer)
    return [Row([(text, style)], key=answer.question.id, lead=[("    ", "")], wrap=True)] if text else []


def attested_rows(desk: Desk) -> list[Row]:
    """Return the answers that hold until a day, for the Summary; none: no rows."""
    from ftr_tui.model.calendar import attested

    rows = []
    for answer in attested(desk.review):
        text, style = holds_part(answer)
        rows.append(Row([(text, style)], lead=[column(answer.question.id, 12, "dim")], wrap=True))
    return [Row([(_("Answers that run out"), "dim bold")]), *rows, Row()] if rows else []
