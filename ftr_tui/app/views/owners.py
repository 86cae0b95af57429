"""Owners as parts of rows: who, by when, how late; and the words of the filter over gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from ftr_tui.model.effective import Effective
    from ftr_tui.model.given import Owner
    from ftr_tui.model.owners import Tally

_LABEL = 11


def words_of(whose: str) -> str:
    """Return a filter's name on the screen."""
    return {
        "all": _("all gaps"),
        "mine": _("mine"),
        "overdue": _("overdue"),
        "unassigned": _("unassigned"),
    }[whose]


def filter_words(whose: str, number: int) -> str:
    """Return ``mine 3`` for a title."""
    return f"{words_of(whose)} {number}"


def said(whose: str, tally: Tally, who: str) -> str:
    """Return what the key did: what is shown now, how many, and that there are none."""
    number = {"all": tally.gaps, "mine": tally.mine, "overdue": tally.overdue}.get(whose, tally.unassigned)
    if whose == "all":
        return ngettext("All gaps again: {}", "All gaps again: {}", number).format(number)
    more = glyph(" · ") + _("w: the next list")
    if not number:
        return none_words(whose, who) + more
    text = ngettext("Only {}: {} of {} gap", "Only {}: {} of {} gaps", tally.gaps)
    name = _("yours ({})").format(who) if whose == "mine" else words_of(whose)
    return text.format(name, number, tally.gaps) + more


def none_words(whose: str, who: str = "") -> str:
    """Return that a list is empty."""
    if whose == "mine":
        return _("No gap is yours ({}, or your role)").format(who)
    return _("No gap is overdue") if whose == "overdue" else _("Every gap has an owner")


def due_part(owner: Owner | None, today: date) -> Part:
    """Return the day until which a gap is to be closed; a past one is marked by a sign, too."""
    if owner is None or owner.due is None:
        return "", "dim"
    return (f"!{owner.due}", "bad") if owner.due < today else (f" {owner.due}", "dim")


def plan_rows(owner: Owner | None, today: date, key: str, indent: int) -> list[Row]:
    """Return how late a gap is and what will be done, below its line; nothing is known: no row."""
    from ftr_tui.model.when import in_words

    if owner is None:
        return []
    late = owner.due is not None and owner.due < today
    parts: list[Part] = []
    if late and owner.due is not None:
        parts = [(in_words((owner.due - today).days), "bad"), (glyph(" · ") if owner.plan else "", "dim")]
    if owner.plan:
        parts.append((_("plan: {}").format(owner.plan), ""))
    return [Row(parts, key=key, lead=[(" " * indent, "")], wrap=True)] if parts else []


def title_rows(owner: Owner | None, today: date) -> list[Row]:
    """Return one line under a control's title: who, by when, what will be done; none: no row."""
    from ftr_tui.model.when import in_words

    if owner is None:
        return []
    late = owner.due is not None and owner.due < today
    parts: list[Part] = [(owner.who or _("nobody"), "dim" if owner.who else "warn")]
    if owner.due is not None:
        parts += [(glyph(" · "), "dim"), (str(owner.due), "bad" if late else "dim")]
        if late:
            parts.append((f" {in_words((owner.due - today).days)}", "bad"))
    if owner.plan:
        parts += [(glyph(" · "), "dim"), (owner.plan, "dim")]
    return [Row(parts, lead=[("  ", ""), column(_("owner"), _LABEL, "dim")])]


def sign_rows(answer: Effective, *, asked: bool) -> list[Row]:
    """Return a line below a question: who answered, who signed; that nobody did where it is asked for."""
    from ftr_tui.actions.signing import can_be_signed, told

    stored = answer.stored
    if stored is None or not can_be_signed(answer) or not (asked or stored.signed):
        return []
    style: Style = "dim" if stored.signed or not asked else "warn"
    text = told(stored) or _("nobody has signed this off")
    return [Row([(text, style)], key=answer.question.id, lead=[("    ", "")], wrap=True)]
