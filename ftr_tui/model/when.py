"""Days: so many later, and in words: today, in three days, three days late."""

from __future__ import annotations

from datetime import date

from ftr_tui.model.i18n import _, ngettext


def plus(day: date, days: int) -> date:
    """Return ``day`` so many days later, within what a date can be: files may hold any year."""
    return date.fromordinal(max(date.min.toordinal(), min(date.max.toordinal(), day.toordinal() + days)))


def in_words(left: int | None) -> str:
    """Return ``today``, ``tomorrow``, ``in 3 days``, ``5 days late``, or nothing where there is no day."""
    if left is None:
        return ""
    if left == 0:
        return _("today")
    if left == 1:
        return _("tomorrow")
    if left > 0:
        return ngettext("in {} day", "in {} days", left).format(left)
    return ngettext("{} day late", "{} days late", -left).format(-left)
