"""The two ways by a report: each check of the report that is handed in, how it stands, what to do.

A figure of risk counts as met only where the Well-Architected Tool has confirmed it; what is worked out here
is an estimate and leaves the check open. Sources: AWS's sample code of 2026 (facts of the report routes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ftr_tui.model.binder import State as PaperState
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.naming import alike
from ftr_tui.model.report_check import (
    Check,
    Figures,
    Paper,
    State,
    by_person,
    ready,
    twelve_months,
    unsure,
    word,
)
from ftr_tui.model.reports import ReportCheck, ReportRoute, ReportRoutes
from ftr_tui.model.session import Answer, Session

if TYPE_CHECKING:
    from ftr_tui.model.workload import Milestone, Workload

__all__ = ["Check", "Figures", "Paper", "State", "needless", "ready", "rest_of", "soc2_checks", "wafr_checks"]

MAX_BYTES = 3_000_000
"""At most 3 MB, says one source; the smaller of the two readings of a megabyte."""


# --- the Well-Architected report ----------------------------------------------------------------------


def wafr_checks(
    route: ReportRoute,
    session: Session,
    figures: Sequence[Figures] | None,
    workload: Workload | None,
    paper: Paper | None,
    today: date,
) -> list[Check]:
    """Return the checks of the Well-Architected report, in order.

    ``figures`` are those of the route's pillars, None where the review has not begun; ``workload`` is what
    the tool said last, ``paper`` the newest report in the binder.
    """
    by_pillar = {f.pillar: f for f in figures or ()}
    out = []
    for check in route.check:
        if check.judge == "completed":
            out.append(_completed(check, workload, today))
        elif figures is None and check.judge in ("pillar", "answered"):
            begin = _("Answer the questions of the Well-Architected review, or read a workload.")
            out.append(_made(check, State.OPEN, _("nothing answered yet"), begin))
        elif check.judge == "pillar":
            figure = by_pillar.get(check.pillar) or Figures(check.pillar, check.pillar, of=0, unanswered=0)
            out.append(_pillar(check, figure, workload))
        elif check.judge == "answered":
            out.append(_answered(check, figures or (), workload))
        elif check.judge == "named":
            out.append(_named(check, session, workload))
        elif check.judge == "report":
            out.append(_report(check, session.report_check.get(check.id), paper, newest(workload)))
    return out


def newest(workload: Workload | None) -> Milestone | None:
    """Return the milestone that was saved last, or None."""
    made = workload.milestones if workload is not None else []
    return max(made, key=lambda m: (m.recorded_at, m.number), default=None)


def _made(check: ReportCheck, state: State, why: str, do: str = "", *warns: str) -> Check:
    next_step = "" if state is State.PASS else do or check.do
    return Check(check.id, check.title, state, why, next_step, warns)


def _not_pulled(check: ReportCheck, why: str = "") -> Check:
    nothing = _("nothing was read from the Well-Architected Tool yet")
    return _made(check, State.OPEN, why or nothing, _("Read the workload: ftr-tui wa pull"))


def _completed(check: ReportCheck, workload: Workload | None, today: date) -> Check:
    if workload is None:
        return _not_pulled(check)
    unread = tuple(_("could not be read: {}").format(text) for text in workload.unread)
    changed = workload.updated_at.astimezone().date() if workload.updated_at else None
    milestone = newest(workload)
    if milestone is None:
        if changed is None:
            why = _("no milestone, and the tool names no day of the last change")
            return _made(check, State.OPEN, why, "", *unread)
        until = twelve_months(changed)
        words = _("no milestone; the tool's last change on {} stands in for it, until {}")
        state = State.PASS if today <= until else State.FAIL
        return _made(check, state, words.format(changed, until), "", *unread)
    day = milestone.recorded_at.astimezone().date()
    until = twelve_months(day)
    if today > until:
        why = _("milestone {} ({}) is of {}: more than 12 months ago")
        return _made(check, State.FAIL, why.format(milestone.number, milestone.name, day), "", *unread)
    why = _("milestone {} ({}) of {} holds until {}").format(milestone.number, milestone.name, day, until)
    if changed is not None and changed > day:
        later = _("the workload was changed on {}, after the milestone: save a new one for the report")
        unread = (later.format(changed), *unread)
    return _made(check, State.PASS, why, "", *unread)


def _pillar(check: ReportCheck, figures: Figures, workload: Workload | None) -> Check:
    milestone = newest(workload)
    counts = milestone.counts if milestone is not None else {}
    if not figures.of or (counts and figures.pillar not in counts):
        return _made(check, State.FAIL, _("the pillar is not part of the review"))
    if figures.out == figures.of:
        return _made(check, State.FAIL, _("every question is marked as not applying: that leaves it out"))
    if figures.unanswered + figures.out == figures.of:
        why = ngettext("nothing answered yet: {} question", "nothing answered yet: {} questions", figures.of)
        return _made(check, State.OPEN, why.format(figures.of), _("Answer them in the review, then push."))
    warns = _warns(figures)
    issues = ngettext("{} high-risk issue", "{} high-risk issues", figures.high).format(figures.high)
    if not figures.is_confirmed:
        if figures.high:
            return _made(check, State.FAIL, _("estimate: {}").format(issues), "", *warns)
        why = _("estimate: {}; push and pull to confirm").format(issues)
        if figures.tool_high:
            why += _(" (the tool still counts {})").format(figures.tool_high)
        do = _("Let the tool confirm it: ftr-tui wa push, then ftr-tui wa pull")
        return _made(check, State.OPEN, why, do, *warns)
    if figures.high:
        return _made(check, State.FAIL, _("{} (confirmed)").format(issues), "", *warns)
    old = counts.get(figures.pillar, {}).get("HIGH", 0)
    if old and milestone is not None:
        text = ngettext(
            "the tool counts 0, but milestone {} has {} high-risk issue",
            "the tool counts 0, but milestone {} has {} high-risk issues",
            old,
        )
        do = _("Save a new milestone and make the report of it: ftr-tui wa milestone, ftr-tui wa report")
        return _made(check, State.FAIL, text.format(milestone.number, old), do, *warns)
    why = _("{} (confirmed)").format(issues)
    if figures.medium:
        why += _(", {} medium, which fail nothing").format(figures.medium)
    return _made(check, State.PASS, why, "", *warns)


def _warns(figures: Figures) -> tuple[str, ...]:
    out = []
    if figures.excused and not figures.high:
        text = ngettext(
            "0 only because {} question rests on something marked as not applying: AWS may ask why",
            "0 only because {} questions rest on something marked as not applying: AWS may ask why",
            figures.excused,
        )
        out.append(text.format(figures.excused))
    if figures.unanswered:
        text = ngettext(
            "{} question has no answer and may hold another risk",
            "{} questions have no answer and may hold more risks",
            figures.unanswered,
        )
        out.append(text.format(figures.unanswered))
    return tuple(out)


def _answered(check: ReportCheck, figures: Sequence[Figures], workload: Workload | None) -> Check:
    left, of = sum(f.unanswered for f in figures), sum(f.of for f in figures)
    if left or not of:
        where = ", ".join(f"{f.title} {f.unanswered}" for f in figures if f.unanswered)
        why = _("{} of {} questions have no answer: {}").format(left, of, where)
        return _made(check, State.OPEN, why)
    if not all(f.is_confirmed for f in figures):
        why = _("all {} are answered here; push and pull to confirm").format(of)
        do = _("Let the tool confirm it: ftr-tui wa push, then ftr-tui wa pull")
        return _not_pulled(check, why) if workload is None else _made(check, State.OPEN, why, do)
    return _made(check, State.PASS, _("all {} are answered in the tool").format(of))


def _named(check: ReportCheck, session: Session, workload: Workload | None) -> Check:
    if workload is None:
        return _not_pulled(check)
    match = alike(session.product, workload.name, workload.description)
    said = session.report_check.get(check.id)
    where = _("the workload is called {}").format(workload.name)
    if match == "whole":
        return _made(check, State.PASS, where)
    if match == "none":
        why = _("{}; neither it nor its description names {}").format(where, session.product)
        return _made(check, State.FAIL, why)
    asked = Check(check.id, check.title, State.OPEN, "", asks=True, said=said)
    why = _("{}; that is only part of {}").format(where, session.product)
    return by_person(asked, why, _("Say whether that is the same product, or name it in the tool."), check)


def _report(
    check: ReportCheck, said: Answer | None, paper: Paper | None, milestone: Milestone | None
) -> Check:
    if paper is None:
        return _made(check, State.OPEN, _("no report is in the binder"))
    document = paper.document
    name = f"{document.id} {document.title}"
    faults = _faults(paper)
    if faults:
        return _made(check, State.FAIL, f"{name}: {'; '.join(faults)}")
    warns = []
    if milestone is not None and document.shows is not None:
        day = milestone.recorded_at.astimezone().date()
        if document.shows < day:
            warns.append(
                _("it is of {}, older than milestone {} of {}").format(document.shows, milestone.number, day)
            )
    doubts = _doubts(paper)
    asked = Check(check.id, check.title, State.OPEN, "", warns=tuple(warns), asks=True, said=said)
    if said is not None and said.value == "yes" and said.at < document.added:
        day = said.at.astimezone().date()
        doubts.append(_("the word of {} was about an older file").format(day))
    if doubts and (said is None or said.value != "no"):
        why = f"{name}: {'; '.join(doubts)}"
        return Check(check.id, check.title, State.OPEN, why, check.do, tuple(warns), asks=True, said=said)
    size = _(", {:.1f} MB").format(paper.size / 1_000_000) if paper.size is not None else ""
    why = _("{} is there{}").format(name, size)
    if said is None:
        why += _("; whether it holds the four parts, a person must see")
    return by_person(asked, why, _("Open it, look for the four parts, and say so here."), check)


def _faults(paper: Paper) -> list[str]:
    """Return what fails the report, whatever a person says of it."""
    told = {
        PaperState.GONE: _("the file is gone"),
        PaperState.UNREADABLE: _("the file cannot be read"),
        PaperState.STALE: _("it is more than 12 months old"),
    }
    out = [told[paper.state]] if paper.state in told else []
    if not paper.is_link and not out:
        if not paper.is_pdf:
            out.append(_("it is no PDF"))
        if paper.size is not None and paper.size > MAX_BYTES:
            out.append(_("{:.1f} MB; one source says at most 3 MB").format(paper.size / 1_000_000))
    return out


def _doubts(paper: Paper) -> list[str]:
    """Return what must be cleared up before a person's word counts."""
    out = []
    if paper.state is PaperState.CHANGED:
        out.append(_("the file has changed since it was looked over (binder)"))
    if paper.state is PaperState.UNDATED:
        out.append(_("the day of what it shows is missing (binder)"))
    if paper.is_link:
        out.append(_("a link is not opened, so nothing is known of its size; add the file itself"))
    return out


# --- the SOC 2 report ---------------------------------------------------------------------------------


def soc2_checks(route: ReportRoute, session: Session, today: date) -> list[Check]:
    """Return the checks of the SOC 2 report: what people said of it, in order."""
    signed = next((signed_on(session, c) for c in route.check if c.judge == "signed"), None)
    return [
        _signed(c, session.report_check.get(c.id), signed, today)
        if c.judge == "signed"
        else _asked(c, session.report_check.get(c.id), signed)
        for c in route.check
    ]


def signed_on(session: Session, check: ReportCheck) -> date | None:
    """Return the day of the signature that a person wrote down, or None. It is kept as the answer's value."""
    said = session.report_check.get(check.id)
    try:
        return date.fromisoformat(said.value) if said is not None and said.value else None
    except ValueError:
        return None


def _signed(check: ReportCheck, said: Answer | None, signed: date | None, today: date) -> Check:
    if signed is None:
        asked = Check(check.id, check.title, State.OPEN, "", asks=True, said=said)
        day = _("Write down the day of the signature.")
        if said is not None and said.value in ("no", None):
            why = _("no report is signed yet") if said.value else _("the day is not known yet")
            return by_person(asked, why, day, check)
        # A yes without a day, written by hand, says nothing of when.
        return replace(asked, why=_("the day is not known yet"), do=day)
    until = twelve_months(signed)
    by = _(" ({})").format(said.by) if said is not None and said.by else ""
    if signed > today:
        why, state = _("{} lies ahead").format(signed), State.OPEN
    elif today > until:
        why, state = _("signed on {}: more than 12 months ago").format(signed), State.FAIL
    else:
        why, state = _("signed on {}, holds until {}").format(signed, until), State.PASS
    if said is not None and said.reason:
        why += f": {said.reason}"
    do = "" if state is State.PASS else check.do
    return Check(check.id, check.title, state, why + by, do, asks=True, said=said)


def _asked(check: ReportCheck, said: Answer | None, signed: date | None) -> Check:
    look = _("Look into the report and answer it.")
    if said is None:
        return Check(check.id, check.title, State.OPEN, _("nobody has answered it"), look, asks=True)
    before = signed is not None and said.at.astimezone().date() < signed
    if before and said.value == "yes":
        why = _("{}; that was before this report was signed: look again").format(word(said))
        return Check(check.id, check.title, State.OPEN, why, look, asks=True, said=said)
    state = {"yes": State.PASS, "no": State.FAIL}.get(said.value or "", State.OPEN)
    why = unsure(said) if state is State.OPEN else word(said)
    do = {State.PASS: "", State.FAIL: check.do, State.OPEN: look}[state]
    return Check(check.id, check.title, state, why, do, asks=True, said=said)


# --- what is no longer needed -------------------------------------------------------------------------


def rest_of(content: ReportRoutes, session: Session) -> list[str]:
    """Return the items that are still to answer on the session's report routes, in the file's order."""
    found = [i for r in content.route if r.id in session.routes for i in r.rest]
    return list(dict.fromkeys(found)) if session.checklist == content.checklist else []


def needless(content: ReportRoutes, session: Session, items: Sequence[str]) -> frozenset[str]:
    """Return the items that nobody asks for where the session prepares nothing but reports.

    Only a mark for people: no outcome changes by it.
    """
    kept = rest_of(content, session)
    if "sheet" in session.routes or not kept:
        return frozenset()
    return frozenset(items) - set(kept)
