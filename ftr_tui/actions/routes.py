"""The ways by a report at work: how each check stands today, and what a person says of one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftr_tui.actions import binder, documents, reviewing
from ftr_tui.model import binder as papers
from ftr_tui.model import routes as model
from ftr_tui.model import wa_review
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.report_check import Check, Figures, Paper, State, twelve_months
from ftr_tui.model.session import ROUTES, Answer
from ftr_tui.model.text import clean, mask_secrets

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.reports import ReportCheck, ReportRoute, ReportRoutes
    from ftr_tui.model.wa_review import QuestionState
    from ftr_tui.model.wa_words import MilestoneRow
    from ftr_tui.model.workload import Workload
    from ftr_tui.store.library import Library

ASKED = ("named", "report", "person", "signed")
"""How the checks are judged of which a person may say something."""
VALUES = ("yes", "no", "later", "-")
"""What may be said; ``later``: not known yet, ``-``: nothing is said any more."""
_HEAD = b"%PDF-"
_seen_heads: dict[tuple[str, int, int], bool] = {}
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Stand:
    """One report route of the session: its checks, and what else is still to answer."""

    route: ReportRoute
    checks: tuple[Check, ...]
    rest: tuple[str, ...]
    """The items that are still to answer on this route; none where it speaks of another checklist."""
    left: tuple[str, ...]
    """Those of ``rest`` that stand in the way today."""

    @property
    def met(self) -> int:
        """Return how many checks are met."""
        return sum(c.state is State.PASS for c in self.checks)

    @property
    def ready(self) -> bool:
        """Whether every check is met."""
        return model.ready(self.checks)

    @property
    def first(self) -> Check | None:
        """Return the check to look at next: one that fails, else one that is open, else None."""
        unmet = [c for c in self.checks if c.state is not State.PASS]
        return next((c for c in unmet if c.state is State.FAIL), unmet[0] if unmet else None)


# --- how it stands ------------------------------------------------------------------------------------


def content(desk: Desk) -> ReportRoutes:
    """Return what is checked of the reports."""
    return desk.library.reports()


def workload_of(desk: Desk) -> Workload | None:
    """Return what the tool said of the session's workload at the last pull or push, or None."""
    return reviewing.workload_of(desk) if desk.session.workload is not None else None


def stands(desk: Desk) -> list[Stand]:
    """Return the report routes that the session prepares, in its order."""
    if content(desk).checklist != desk.session.checklist:
        return []
    known = content(desk).by_id
    return [_stand(desk, known[r]) for r in desk.session.routes if r in known]


def offered(library: Library, checklist: str) -> tuple[str, ...]:
    """Return the routes that a list may be validated by: reports are known for one list alone."""
    return ROUTES if library.reports().checklist == checklist else ("sheet",)


def none_prepared(desk: Desk, command: str) -> str:
    """Return what is said where a session prepares no report; ``command`` takes one in."""
    if len(offered(desk.library, desk.checklist.id)) == 1:
        return _("No report is known that takes the place of {}.").format(desk.checklist.name)
    return _("No report is prepared. Take one in with: {}").format(command)


def refuse_routes(library: Library, checklist: str, routes: Iterable[str]) -> None:
    """Raise Problem where a list is not validated by one of these routes."""
    reports = library.reports()
    known = {r.id: r.title for r in reports.route}
    other = [r for r in routes if r not in offered(library, checklist)]
    if other:
        titles = ", ".join(known.get(r, r) for r in other)  # type: ignore[call-overload]
        raise Problem(
            _("a {} is for {}, not for {}").format(titles, reports.checklist, checklist),
            hint=_("its only route: sheet"),
        )


def _stand(desk: Desk, route: ReportRoute) -> Stand:
    today, session = desk.review.today, desk.session
    if route.lens:
        workload = workload_of(desk)
        checks = model.wafr_checks(
            route, session, _figures(desk, route, workload), workload, paper(desk, route), today
        )
    else:
        checks = model.soc2_checks(route, session, today)
    rest = route.rest if session.checklist == content(desk).checklist else []
    rest = [i for i in rest if i in desk.review.states]
    left = [i for i in rest if desk.review.states[i].block is not None]
    return Stand(route, tuple(checks), tuple(rest), tuple(left))


def _figures(desk: Desk, route: ReportRoute, workload: Workload | None) -> list[Figures] | None:
    if not reviewing.begun(desk) and workload is None:
        # Nobody has begun: the 57 questions need not be loaded to say so.
        return None
    return figures(desk, route.pillars)


def figures(desk: Desk, pillars: Sequence[str]) -> list[Figures]:
    """Return pillars in figures, as session and tool have them."""
    lens, workload = reviewing.lens_of(desk), workload_of(desk)
    found = wa_review.states(lens, desk.session, workload)
    known = {p.id: p.title for p in lens.pillar}
    return [
        _pillar(p, known[p], [s for s in found.values() if s.question.pillar == p], workload)
        for p in pillars
        if p in known
    ]


def _pillar(pillar: str, title: str, own: Sequence[QuestionState], workload: Workload | None) -> Figures:
    asked = {s.question.id for s in own}
    tool = [a for a in workload.answers.values() if a.pillar == pillar] if workload is not None else []
    # Questions of another release of the lens are kept, and they count in AWS's report.
    other = [a.risk for a in tool if a.question not in asked]
    risks = [*(s.risk for s in own), *other]
    excused = sum(
        bool(s.estimate.excused) or (s.risk == "NOT_APPLICABLE" and s.question.can_be_high) for s in own
    )
    return Figures(
        pillar,
        title,
        of=len(risks),
        unanswered=risks.count("UNANSWERED"),
        high=risks.count("HIGH"),
        medium=risks.count("MEDIUM"),
        out=risks.count("NOT_APPLICABLE"),
        excused=excused,
        is_confirmed=bool(own) and all(s.confirmed is not None for s in own),
        tool_high=sum(a.risk == "HIGH" for a in tool) if workload is not None else None,
    )


def paper(desk: Desk, route: ReportRoute) -> Paper | None:
    """Return the newest report in the binder, or None; of the file only the first bytes are read."""
    mine = papers.in_order([d for d in desk.session.document if route.document and d.kind == route.document])
    if not mine:
        return None
    document = max(mine, key=lambda d: d.shows or date.min)
    kind = next((k for k in desk.programme.document if k.id == route.document), None)
    look = binder.looks(desk, [document], read=False).get(document.id)
    state = papers.state_of(document, kind, look, desk.review.today, mine)
    path = documents.path_of(desk, document)
    found = Paper(document, state, is_link=path is None)
    if path is None or state in (papers.State.GONE, papers.State.UNREADABLE):
        return found
    try:
        return replace(found, size=path.stat().st_size, is_pdf=_is_pdf(path))
    except (OSError, ValueError):
        return replace(found, state=papers.State.UNREADABLE)


def _is_pdf(path: Path) -> bool:
    info = path.stat()
    key = (str(path), info.st_mtime_ns, info.st_size)
    if key not in _seen_heads:
        with path.open("rb") as file:
            head = file.read(len(_HEAD))
        if len(_seen_heads) >= _KEPT:
            _seen_heads.clear()
        _seen_heads[key] = head == _HEAD
    return _seen_heads[key]


def in_short(stand: Stand) -> str:
    """Return how far a report is, in one line, with the check to look at next."""
    text = _("{}: {} of {} checks met").format(stand.route.title, stand.met, len(stand.checks))
    first = stand.first
    return text if first is None else _("{}, next {} {}").format(text, first.id, first.title)


def ready(desk: Desk) -> bool:
    """Whether the session is ready: on the sheet where it prepares one, else on one of its report routes.

    A report alone may not be enough (``ReportRoutes.note``), so it never makes an unready sheet ready.
    """
    if "sheet" in desk.session.routes or not desk.session.routes:
        return desk.review.ready
    return any(s.ready for s in stands(desk))


def milestones(desk: Desk) -> list[MilestoneRow]:
    """Return the risks of each pillar at each milestone, oldest first; none where nothing was pulled."""
    from ftr_tui.actions import workload

    return workload.milestone_rows(desk) if workload_of(desk) is not None else []


def needless(desk: Desk) -> frozenset[str]:
    """Return the items that nobody asks for on the session's routes; a mark for people, no outcome."""
    if "sheet" in desk.session.routes:
        return frozenset()
    return model.needless(content(desk), desk.session, list(desk.review.states))


def find(desk: Desk, check: str) -> tuple[Stand, Check]:
    """Return a check and its route; Problem names what is near, or how the route comes in."""
    known = content(desk).checks
    listed = stands(desk)
    for stand in listed:
        for found in stand.checks:
            if found.id == check.upper():
                return stand, found
    if check.upper() in known:
        route = next(r for r in content(desk).route if any(c.id == check.upper() for c in r.check))
        hint = _("ftr-tui route {} --add {}").format(desk.name, route.id)
        raise Problem(_("this session does not prepare the {}").format(route.title), hint=hint)
    near = difflib.get_close_matches(check.upper(), known, 1)
    hint = _("did you mean {}?").format(near[0]) if near else _("known: {}").format(", ".join(known))
    raise Problem(_("no report route has a check {}").format(clean(check)[:40]), hint=hint)


# --- what a person says -------------------------------------------------------------------------------


def say(desk: Desk, check: str, value: str, *, note: str = "", on: date | None = None, by: str = "") -> None:
    """Write down what a person says of a check: one of ``VALUES``; ``on``: the day of a signature.

    Problem, with nothing changed, where the check asks nobody or the day cannot be.
    """
    asked = askable(desk, check)
    refused = refuse(desk, asked, value, on)
    if refused:
        raise Problem(refused)
    others = {k: v for k, v in desk.session.report_check.items() if k != asked.id}
    label = _("{} {}").format(asked.id, on or value)
    if value == "-":
        desk.change(_("{} cleared").format(asked.id), desk.session.changed(report_check=others))
        return
    said = Answer(
        value=None if value == "later" else str(on) if on is not None else value,
        by=clean(by or desk.who),
        at=desk.clock(),
        reason=mask_secrets(clean(note).strip())[0],
        until=twelve_months(on) if on is not None else None,
    )
    desk.change(label, desk.session.changed(report_check={**others, asked.id: said}))


def askable(desk: Desk, check: str) -> ReportCheck:
    """Return what is asked by a check; Problem where it is judged without anybody's word."""
    _stand_of, found = find(desk, check)
    asked = content(desk).checks[found.id]
    if asked.judge not in ASKED:
        raise Problem(
            _("{} is judged by what the Well-Architected Tool says").format(asked.id), hint=found.why
        )
    return asked


def refuse(desk: Desk, asked: ReportCheck, value: str, on: date | None) -> str:
    """Return why an answer cannot be taken, or an empty string."""
    if value not in VALUES:
        return _("{} takes no {}; it takes: {}").format(asked.id, clean(value)[:40], ", ".join(VALUES))
    if asked.judge != "signed" and on is not None:
        return _("{} asks for no day").format(asked.id)
    if asked.judge == "signed" and value == "yes" and on is None:
        return _("{} asks on which day: write it as 2026-12-05").format(asked.id)
    if on is not None and value != "yes":
        return _("a day goes with yes")
    if on is not None and on > desk.review.today:
        return _("{} lies ahead").format(on)
    return ""


def prepare(desk: Desk, route: str, *, on: bool) -> None:
    """Take a route into the session or out of it; Problem if none would be left. Nothing else changes."""
    if route not in ROUTES:
        raise Problem(_("no route {}").format(clean(route)[:40]), hint=", ".join(ROUTES))
    if on:
        refuse_routes(desk.library, desk.checklist.id, [route])
    routes = [r for r in ROUTES if (r == route and on) or (r in desk.session.routes and r != route)]
    if not routes:
        raise Problem(_("a session prepares at least one route"))
    if routes != desk.session.routes:
        label = _("route {} added") if on else _("route {} left out")
        desk.change(label.format(route), desk.session.changed(routes=routes))


# --- as JSON ------------------------------------------------------------------------------------------


def as_json(desk: Desk) -> dict[str, Any]:
    """Return the report routes as ``route --json`` and ``status --json`` hold them, by route."""
    note = content(desk).note
    return {s.route.id: _stand_json(s, note) for s in stands(desk)}


def _stand_json(stand: Stand, note: str) -> dict[str, Any]:
    return {
        "ready": stand.ready,
        "met": stand.met,
        "of": len(stand.checks),
        "checks": [_check_json(c) for c in stand.checks],
        "still_to_answer": {
            "items": list(stand.rest), "left": list(stand.left), "source": stand.route.rest_source,
        },
        "note": note,
    }  # fmt: skip


def _check_json(check: Check) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": check.id, "title": check.title, "state": str(check.state), "why": check.why, "do": check.do,
        "warns": list(check.warns), "asks": check.asks, "said": None,
    }  # fmt: skip
    if check.said is not None:
        said = check.said
        out["said"] = {"value": said.value, "note": said.reason, "by": said.by, "at": said.at.isoformat()}
    return out
