"""The calendar as an iCalendar file (RFC 5545) that Google, Outlook and Apple take.

One all-day event for each line that has a day: Google shows no to-dos. Only the next day of a task, no
repetition: when it is next due depends on when it is done. Reading a later file in again moves the event:
its UID stays, SEQUENCE and LAST-MODIFIED grow with the clock, whatever moved the day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _
from ftr_tui.model.text import clean, one_line
from ftr_tui.model.when import plus

if TYPE_CHECKING:
    from icalendar import Event

    from ftr_tui.model.calendar import Due
    from ftr_tui.model.session import Session

_CAP = 2_000
"""Characters of a description: calendars cut or refuse long ones."""


def page(
    session: Session,
    items: Iterable[Due],
    *,
    now: datetime,
    version: str,
    titles: Callable[[str], str] = str,
    mask: Callable[[str], str] = str,
) -> bytes:
    """Return the file: CRLF, folded at 75 bytes, the same bytes for the same session and clock.

    What has no day and what is not needed is left out. ``titles``: control id -> its title.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//ftr-tui//ftr-tui {version}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", one_line(mask(_("{}: FTR").format(session.product)), 80))
    for item in items:
        if item.due is not None and item.state != "off":
            made.add_component(_event(session, item, now.astimezone(UTC), titles, mask))
    return bytes(made.to_ical())


def uid(session: Session, item: str) -> str:
    """Return the UID of one line: of the session and the line, never of the day, so that it stays.

    Of a session nothing else stays: a product is renamed, a list of items gives way to the next, a file is
    moved. So ``opening.create`` gives no two sessions of a folder the same second.
    """
    made = session.created.astimezone(UTC).isoformat()
    digest = hashlib.sha256(f"{made}\n{item}".encode()).hexdigest()
    return f"{digest[:32]}@ftr-tui"


def _event(
    session: Session, item: Due, now: datetime, titles: Callable[[str], str], mask: Callable[[str], str]
) -> Event:
    from icalendar import Event

    assert item.due is not None  # noqa: S101  page() leaves the others out
    event = Event()
    event.add("uid", uid(session, item.id))
    event.add("dtstamp", now)
    event.add("last-modified", now)
    # Seconds since the session was made: grows from export to export on every machine of the team.
    event.add("sequence", max(0, min(2**31 - 1, int((now - session.created).total_seconds()))))
    event.add("dtstart", item.due)
    event.add("dtend", plus(item.due, 1))
    event.add("summary", one_line(mask(f"{item.title} ({session.product})")))
    event.add("description", _description(item, titles, mask))
    event.add("categories", ["FTR", item.kind])
    event.add("transp", "TRANSPARENT")
    return event


def _description(item: Due, titles: Callable[[str], str], mask: Callable[[str], str]) -> str:
    parts: list[str] = [item.what, item.why]
    if item.owner:
        parts.append(_("Who: {}").format(item.owner))
    if item.last is not None:
        parts.append(_("Last done: {}").format(item.last.on))
    if item.controls:
        parts.append(_("Controls: {}").format(", ".join(_named(item.controls, titles))))
    # Part by part, and before it is cut: half a name would be taken for none.
    text = clean("\n".join(mask(part) for part in parts if part))
    return text if len(text) <= _CAP else text[: _CAP - 1] + "…"


def _named(controls: Sequence[str], titles: Callable[[str], str]) -> list[str]:
    return [f"{c} {title}" if (title := titles(c)) != c else c for c in controls]
