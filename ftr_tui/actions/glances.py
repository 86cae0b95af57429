"""One session at a glance: ready, gaps, what is due, when it was scanned, high risks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.calendar import Due


@dataclass(frozen=True, slots=True)
class Way:
    """A route of a session: ``sheet``, ``wafr`` or ``soc2``."""

    id: str
    ready: bool
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class Glance:
    """What a line of Home says of one session; ``problem`` alone where it does not open."""

    name: str
    problem: str = ""
    unlisted: bool = False
    """The problem is that its list is not on this machine: it can be built from a workbook."""
    product: str = ""
    checklist: str = ""
    """``partner-hosted 2026.1``"""
    ready: bool = False
    ways: tuple[Way, ...] = ()
    gaps: int = 0
    """What stands in the way: items of the sheet, or the checks of the report that needs fewest."""
    first: str = ""
    """The first of them, id and title; of what does not open why, without the folder."""
    counts: tuple[tuple[str, int], ...] = ()
    """Outcome -> number, where a sheet is prepared."""
    due: str = ""
    """The next or overdue thing in words; AWS's comments and their clock before everything else."""
    asked: bool = False
    """``due`` is about AWS's comments."""
    urgency: str = ""
    """``overdue``, ``due``, ``later``, or empty where nothing is due."""
    day: str = ""
    """The soonest day of all that is due, as 2026-12-01."""
    more: tuple[str, ...] = ()
    """What else waits, in words: answers that wait for AWS, things to supply, the calendar."""
    scanned: str = ""
    """When the account was read last, ISO 8601 with zone; empty: never."""
    sample: bool = False
    """The findings are made up."""
    by_account: bool = True
    """Whether an account says anything about this list."""
    risks: int | None = None
    """High risks of the Well-Architected review; None: not begun, or not asked for."""
    confirmed: bool = False
    """The Well-Architected Tool counts the risks; else they are an estimate."""
    risks_told: str = ""
    """``2 in Security, 1 in Reliability``"""


def glance(desk: Desk) -> Glance:
    """Return what is said of an open session; one that is being worked on is told from memory."""
    from ftr_tui.actions import routes, status
    from ftr_tui.actions.unread import nothing_to_read

    review, session, scan = desk.review, desk.session, desk.evidence.scan
    by_sheet = "sheet" in session.routes or not session.routes
    gaps, first = _gaps(desk, by_sheet=by_sheet)
    ways = [Way(r, bool(w["ready"]), int(w["met"]), int(w["of"])) for r, w in status.routes(desk).items()]
    risks, confirmed, told = _risks(desk)
    due, urgency, day, more = _due(desk)
    asked = _asked(desk)
    return Glance(
        name=desk.name,
        product=session.product,
        checklist=f"{desk.checklist.id} {desk.checklist.release}",
        ready=routes.ready(desk),
        ways=tuple(ways),
        gaps=gaps,
        first=first,
        counts=tuple((str(o), n) for o, n in review.counts.items()) if by_sheet else (),
        due=due,
        asked=bool(due) and due == asked,
        urgency=urgency,
        day=day,
        more=tuple(more),
        scanned=scan.started.isoformat() if scan is not None else "",
        sample=scan is not None and scan.sample,
        by_account=not nothing_to_read(desk.checklist),
        risks=risks,
        confirmed=confirmed,
        risks_told=told,
    )


def _gaps(desk: Desk, *, by_sheet: bool) -> tuple[int, str]:
    from ftr_tui.actions import routes

    if by_sheet:
        blocking = desk.review.blocking
        return len(blocking), f"{blocking[0].id} {blocking[0].item.title}" if blocking else ""
    stands = routes.stands(desk)
    if not stands or any(s.ready for s in stands):
        return 0, ""
    least = min(stands, key=lambda s: len(s.checks) - s.met)
    first = f"{least.first.id} {least.first.title}" if least.first is not None else ""
    return len(least.checks) - least.met, first


def _risks(desk: Desk) -> tuple[int | None, bool, str]:
    from ftr_tui.actions import reviewing, routes

    wafr = routes.content(desk).by_id.get("wafr")
    mine = routes.content(desk).checklist == desk.session.checklist
    if wafr is None or not mine or wafr.id not in desk.session.routes or not reviewing.begun(desk):
        return None, False, ""
    figures = routes.figures(desk, wafr.pillars)
    found = [f for f in figures if f.high]
    told = ", ".join(_("{} in {}").format(f.high, f.title) for f in found)
    return sum(f.high for f in found), all(f.is_confirmed for f in found or figures), told


def _due(desk: Desk) -> tuple[str, str, str, list[str]]:
    """Return what is due in words, how urgent, the soonest day, and what else waits."""
    from ftr_tui.actions import calendar, rounds

    today = desk.review.today
    listed = [i for i in calendar.due(desk) if i.due is not None]
    asked = rounds.stands(desk)
    days = [i.due for i in listed if i.due is not None]
    told: list[tuple[str, str]] = []
    if asked.pending:
        late = any(i.overdue for i in asked.pending)
        told.append((_asked(desk), "overdue" if late else "due"))
        days += [asked.clock.until] if asked.clock is not None else []
    promised = [s for s in desk.session.supply if s.state != "accepted"]
    if promised:
        text = ngettext("{} thing to supply to AWS", "{} things to supply to AWS", len(promised))
        text = text.format(len(promised))
        soonest = min((s.due for s in promised if s.due), default=None)
        text += _(", the first by {}").format(soonest) if soonest else ""
        told.append((text, "overdue" if soonest is not None and soonest < today else "due"))
    told += _of_calendar([i for i in listed if i.kind not in ("supply", "comment", "round")], desk)
    if asked.sent:
        number = len(asked.sent)
        text = ngettext("{} answer waits for AWS", "{} answers wait for AWS", number)
        told.append((text.format(number), "later"))
    words, urgency = told[0] if told else ("", "")
    return words, urgency, str(min(days, default="")), [text for text, _urgency in told[1:]]


def _asked(desk: Desk) -> str:
    from ftr_tui.actions import rounds
    from ftr_tui.model.rounds_view import in_short

    text = in_short(rounds.stands(desk))
    return _("AWS: {}").format(text) if text else ""


def _of_calendar(items: list[Due], desk: Desk) -> list[tuple[str, str]]:
    from ftr_tui.model.when import in_words

    if not items:
        return []
    first = items[0]
    late = sum(str(i.state) == "overdue" for i in items)
    if late > 1:
        return [(_("{} overdue, first: {}").format(late, first.title), "overdue")]
    # The day first: a narrow column cuts the end.
    text = f"{in_words(first.left(desk.review.today))}: {first.title}"
    return [(text, str(first.state))]


def counted(found: Iterable[Glance]) -> dict[str, int]:
    """Return how many sessions there are, are ready, are not, and do not open."""
    listed = list(found)
    broken = sum(bool(g.problem) for g in listed)
    ready = sum(g.ready for g in listed)
    return {
        "sessions": len(listed),
        "ready": ready,
        "not_ready": len(listed) - ready - broken,
        "unreadable": broken,
    }


def age(found: Glance, now: datetime) -> str:
    """Return how long ago the account was read, in few letters: ``today``, ``12 d``, ``never``."""
    if not found.by_account:
        return ""
    if found.sample:
        return _("sample")
    if not found.scanned:
        return _("never")
    days = (now.astimezone().date() - datetime.fromisoformat(found.scanned).astimezone().date()).days
    return _("today") if days <= 0 else _("{} d").format(days)
