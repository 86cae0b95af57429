"""Where a session stands: what `status` shows and prints as JSON (design.md section 5)."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from shlex import quote
from typing import Any

from ftr_tui.actions import coaching, owners, road, rounds, signing
from ftr_tui.actions import routes as reports
from ftr_tui.actions.desk import Desk
from ftr_tui.model.calendar import attested
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.effective import Cover, Effective, Standing
from ftr_tui.model.facts import Imported
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import Block, ItemState, covered
from ftr_tui.store import sessions


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that stands in the way, and who closes it."""

    item: str
    title: str
    outcome: str
    block: Block
    why: str
    owner: str
    """``Linh, by 2026-12-01 (3 days late): the plan``, or an empty string."""


def as_json(desk: Desk, owner: str = "") -> dict[str, Any]:
    """Return the object that ``status --json`` writes; its shape is a promise.

    ``owner``: ``blocking`` has only the gaps of this person, or those that are late or nobody's; all else is
    about the whole session, ``ready`` too.
    """
    review = desk.review
    blocking = owners.gaps_of(desk, owner) if owner else review.blocking
    narrowed = {"owner": owner, "of": len(owners.gaps(desk))} if owner else None
    return {
        "session": desk.name,
        "checklist": desk.checklist.id,
        "release": desk.checklist.release,
        "closing": closing(desk.checklist, review.today),
        "ready": reports.ready(desk),
        "blocking": [
            {"control": s.id, "why": s.why, **owners.as_json(desk.session.owners.get(s.id))} for s in blocking
        ],
        "counts": {str(o): n for o, n in review.counts.items()},
        "routes": routes(desk),
        "controls": {
            s.id: {"outcome": str(s.outcome), "reasons": list(s.reasons), "answers": _answers(s)}
            for s in review.states.values()
        },
        "attestations": attestations(desk),
        "road": road.for_status(desk),
        "rounds": rounds.for_status(desk),
        "coverage": counted(review.coverage),
        "coverage_of": {
            "sections": {s.id: counted(covered(review.in_section(s.id))) for s in desk.checklist.section},
            "pillars": {p: counted(covered(review.in_pillar(p))) for p in pillars(desk)},
        },
        "sign_off": sign_off(desk),
        "coach": coaching.as_json(desk),
        **({"filter": narrowed} if narrowed else {}),
    }


def counted(found: Mapping[Cover, int]) -> dict[str, int]:
    """Return the six kinds of coverage by their stored words; they add up to the questions of the scope."""
    return {str(c): n for c, n in found.items()}


def pillars(desk: Desk) -> list[str]:
    """Return the pillars that have controls, in the order of the list."""
    return list(dict.fromkeys(c.pillar for c in desk.checklist.control if c.pillar))


def sign_off(desk: Desk) -> dict[str, Any]:
    """Return whether the session asks for signatures, and how many of the answers have one."""
    signed, of = signing.count(desk)
    return {"on": desk.session.sign_off, "signed": signed, "of": of}


def attestations(desk: Desk) -> list[dict[str, Any]]:
    """Return the answers that hold until a day: who said it, when, until when; expired ones are open."""
    out = []
    for answer in attested(desk.review):
        stored = answer.stored
        if stored is not None and stored.until is not None:
            at, until = stored.at.isoformat(), str(stored.until)
            told = {"question": answer.question.id, "by": stored.by, "at": at, "until": until}
            out.append({**told, "expired": answer.standing is Standing.EXPIRED})
    return out


def routes(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return how each route stands that the session prepares."""
    review = desk.review
    met = sum(s.outcome.good for s in review.counted)
    sheet = {"ready": review.ready, "met": met, "of": len(review.counted)}
    by_report = reports.as_json(desk)
    known = {"sheet": sheet, **by_report}
    return {r: known[r] for r in desk.session.routes if r in known}


def _answers(state: ItemState) -> dict[str, dict[str, Any]]:
    return {q: _answer(a) for q, a in state.answers.items() if a.stored is not None or a.value is not None}


def _answer(answer: Effective) -> dict[str, Any]:
    # An expired answer counts as open, yet it is stored, so it is told; the outcome says that it expired.
    value = answer.stored.value if answer.stored is not None else answer.value
    return {
        "value": value,
        "source": answer.source,
        "confirmed": answer.confirmed,
        "overruled": answer.overruled,
        **({"signed_by": answer.stored.signed_by} if answer.stored and answer.stored.signed else {}),
    }


def gaps(desk: Desk, owner: str = "") -> list[Gap]:
    """Return what stands in the way, worst first; where only reports are prepared, of what they still ask.

    ``owner`` narrows them to somebody's, or to ``mine``, ``overdue``, ``unassigned``.
    """
    today, known = desk.review.today, desk.session.owners
    return [
        Gap(s.id, s.item.title, str(s.outcome), s.block, s.why, owners.told(known.get(s.id), today))
        for s in (owners.gaps_of(desk, owner) if owner else owners.gaps(desk))
        if s.block is not None
    ]


def source(state: ItemState) -> str:
    """Return where a control's answers come from, in the words of screens.md, or an empty string."""
    standings = {a.standing for a in state.answers.values() if a.value is not None}
    words: Mapping[Standing, str] = {
        Standing.OVERRULED: _("you ≠ aws"),
        Standing.CONTRADICTED: _("you ≠ aws, no reason"),
        Standing.UNCONFIRMED: _("aws"),
        Standing.CONFIRMED: _("aws, confirmed"),
        Standing.PERSON: _("you"),
    }
    # What needs a look comes first, and only that: a control has one place for it.
    return next((text for standing, text in words.items() if standing in standings), "")


def coverage(desk: Desk) -> str:
    """Return one line: how many questions each kind of backing has."""
    return in_kinds(desk.review.coverage)


def in_kinds(found: Mapping[Cover, int], *, zeros: bool = True) -> str:
    """Return ``proved 14 · disproved 4 · ...`` of some scope; the numbers add up to its questions."""
    return " · ".join(f"{_(str(cover))} {n}" for cover, n in found.items() if n or zeros)


def behind(desk: Desk, state: ItemState) -> str:
    """Return what stands behind the questions of an item, of its section and of the list, a line each."""
    review, section = desk.review, state.item.section
    title = next((s.title for s in desk.checklist.section if s.id == section), section)
    scopes = {
        state.id: [state],
        title: review.in_section(section),
        _("all questions"): list(review.states.values()),
    }
    return "\n".join(f"{name}: {in_kinds(covered(states))}" for name, states in scopes.items())


def closing(checklist: Checklist, today: date) -> str:
    """Return a line once the list is in its last month or past it, else an empty string."""
    told = closes(checklist, today)
    if not told or checklist.usable is None:
        return ""
    if checklist.usable.closed(today):
        return _("{}: move on to AWS's newer one (ftr-tui release)").format(told)
    return _("{}: look for AWS's newer one (ftr-tui release)").format(told)


def closes(checklist: Checklist, today: date) -> str:
    """Return the same without what to do: for a reader who has not got this program."""
    usable = checklist.usable
    if usable is None:
        return ""
    year, month = usable.until_month
    when = str(usable.until) if isinstance(usable.until, date) else f"{month_abbr[month]} {year}"
    if usable.closed(today):
        return _("This list closed in {}").format(when)
    return _("This list closes in {}").format(when) if (today.year, today.month) == (year, month) else ""


def command(desk: Desk, verb: str, rest: str = "") -> str:
    """Return a command line that works as it stands, wherever the session lies."""
    where = desk.file.path.parent
    option = "" if where == sessions.folder() else f" --sessions {quote(str(where))}"
    return f"ftr-tui {verb} {desk.name}{rest}{option}"


def taken_in(one: Imported) -> str:
    """Return what another machine read, in a few words: when, where, and how it came here."""
    day = one.read_at.astimezone().date() if one.read_at is not None else "-"
    from ftr_tui.actions.findings_in import few

    came, where = one.at.astimezone().date(), few(one.accounts)
    if one.tool:
        return _("{} said by {} {}, taken in {} from {}").format(where, one.tool, day, came, one.file)
    text = _("{} read {} by another machine, taken in {} from {}")
    return text.format(where, day, came, one.file)


def asked_judges(desk: Desk) -> str:
    """Return which of AWS's own judges the last scan asked, and what of; empty where none is on."""
    told = []
    for one in desk.evidence.judged:
        n = len(one.finding)
        text = ngettext("{}: {} question", "{}: {} questions", n)
        told.append(text.format(one.tool, n))
    return _("AWS's own judges: {}").format("; ".join(told)) if told else ""


def read_when(desk: Desk) -> str:
    """Return when the account was last read, and what could not be, in one line."""
    from ftr_tui.actions.unread import nothing_to_read

    scan = desk.evidence.scan
    if text := nothing_to_read(desk.checklist):
        return text
    if scan is None:
        own = _("no scan yet: {}").format(command(desk, "scan"))
        return "; ".join([*(taken_in(i) for i in desk.evidence.imported), own])
    text = _("scan of {} in {}").format(
        f"{scan.started.astimezone():%Y-%m-%d %H:%M %Z}".strip(), ", ".join(scan.accounts) or "-"
    )
    if scan.sample:
        text = _("sample findings, read from no account")
    if desk.evidence.imported:
        own = text if desk.own_evidence.scan is not None else _("never scanned here")
        text = "; ".join([own, *(taken_in(i) for i in desk.evidence.imported)])
    if judges := asked_judges(desk):
        text += f"; {judges}"
    unread = len(desk.evidence.unread)
    missed = ngettext("; {} call could not be read", "; {} calls could not be read", unread)
    return text + (missed.format(unread) if unread else "")
