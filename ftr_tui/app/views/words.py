"""Short words for answers, sources, times and sizes, the same on every screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.model.checklist import Control
    from ftr_tui.model.effective import Effective
    from ftr_tui.model.outcome import ItemState

_SHOWN = {"not-applicable": "n/a"}


def control_of(state: ItemState) -> Control | None:
    """Return the control of an item, or None if it is a gate."""
    # Imported late: screens are imported before the first frame, pydantic after it.
    from ftr_tui.model.checklist import Control

    return state.item if isinstance(state.item, Control) else None


def shown(value: str | None) -> str:
    """Return a stored answer as people read it: ``n/a`` for not-applicable, ``·`` for none."""
    if value is None:
        return glyph("·")
    return _SHOWN.get(value, value)


def source(answer: Effective) -> Part:
    """Return where an answer came from: ``you``, ``aws``, ``aws ✓``, ``you ≠ aws``, ``expired``, a name."""
    standing = str(answer.standing)
    if standing == "unconfirmed":
        return _("aws"), "evidence"
    if standing == "confirmed":
        return glyph(_("aws ✓")), "evidence"
    if standing == "overruled":
        return glyph(_("you ≠ aws")), "warn"
    if standing == "contradicted":
        return glyph(_("≠ aws !")), "bad"
    if standing == "expired":
        return _("expired"), "warn"
    if standing == "unsure":
        return (answer.stored.by if answer.stored else "") or _("later"), "warn"
    return (_("you"), "dim") if standing == "person" else ("", "")


def outcome_part(state: ItemState) -> tuple[Part, Part]:
    """Return sign and word of an item; a gate shows its answer in place of an outcome."""
    outcome = str(state.outcome)
    style = signs.style(outcome)
    if control_of(state) is None and outcome == "pass":
        answer = next(iter(state.answers.values()))
        return (signs.sign("pass"), "dim"), (shown(answer.value), "dim")
    blocked = str(state.block or "")
    if blocked in ("unconfirmed", "contradicted", "conflict", "unsigned"):
        words: dict[str, Part] = {
            "unconfirmed": (_("to confirm"), "evidence"),
            "contradicted": (_("differs"), "bad"),
            "conflict": (_("conflict"), "bad"),
            "unsigned": (_("to sign"), "warn"),
        }
        return (signs.sign(outcome), style), words[blocked]
    return (signs.sign(outcome), style), (signs.word(outcome), style)


def when(moment: datetime, now: datetime) -> str:
    """Return a time as short as it can be read: today's clock, else the day."""
    local, today = moment.astimezone(), now.astimezone()
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%Y-%m-%d")


def when_full(moment: datetime) -> str:
    """Return a time with its zone, for details."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M %Z")


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago something was, in words."""
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days <= 0:
        return _("today {}").format(moment.astimezone().strftime("%H:%M"))
    return ngettext("{} day ago", "{} days ago", days).format(days)


def counts(tally: dict[str, int], *, words: bool = False) -> list[Part]:
    """Return the counts of outcomes with their signs, e.g. ``✓ 31   ✗ 4``; zeros are left out."""
    parts: list[Part] = []
    for outcome in signs.ORDER:
        number = tally.get(outcome, 0)
        if not number:
            continue
        text = f"{signs.sign(outcome)} {number}" + (f" {signs.word(outcome)}" if words else "")
        style: Style = signs.style(outcome)
        parts += [(text, style), ("   ", "")]
    return parts[:-1]


def account(number: str) -> str:
    """Return a 12-digit account id in groups of four, as AWS shows it."""
    if len(number) == 12 and number.isdigit():
        return f"{number[:4]}-{number[4:8]}-{number[8:]}"
    return number
