"""Page one, readiness by route, coverage, outcomes, AWS's comments and the gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from ftr_tui.exchange.dossier.blocks import (
    OUTCOMES,
    Bars,
    Block,
    Code,
    Facts,
    Figures,
    Heading,
    Ink,
    Notice,
    PageBreak,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
    Tag,
    Title,
    Verbatim,
    joined,
)
from ftr_tui.exchange.dossier.material import Material, Report
from ftr_tui.model import agreement
from ftr_tui.model.checklist import Control
from ftr_tui.model.effective import Cover
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import ItemState, Outcome
from ftr_tui.model.owners import is_unassigned
from ftr_tui.model.report_check import State
from ftr_tui.model.road import six_months
from ftr_tui.model.session import Comment, Owner, Round

_CHECKS = {State.PASS: Outcome.PASS, State.FAIL: Outcome.FAIL, State.OPEN: Outcome.OPEN}


def utc(moment: datetime) -> str:
    """Return a moment as the dossier writes it: one clock for all."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def who_when(who: str, when: date | None, ink: Ink) -> Rich:
    """Return ``Linh, by 2026-12-01``, with what is known of it."""
    return joined((ink.said(who) if who else "", _("by {}").format(when) if when else ""))


def owner_of(owner: Owner | None, ink: Ink, today: date | None = None) -> Rich:
    """Return who closes a gap and by when, or nothing; with ``today`` also how late it is."""
    if owner is None:
        return ()
    late = owner.due is not None and today is not None and owner.due < today
    told = who_when(owner.who, owner.due, ink)
    return (*told, " ", Strong(_("(overdue)"))) if late else told


def plan_of(owner: Owner | None, ink: Ink) -> Rich:
    """Return what will be done about a gap, or nothing."""
    return (ink.said(owner.plan),) if owner and owner.plan else ()


_STAYS = _("names of the product, of companies and of hosts stay.")


def about_redaction(*, redacted: bool) -> str:
    """Return what page one says of names, so that nobody sends away what was not to leave."""
    if redacted:
        return _("REDACTED: accounts, ARNs, addresses, people and resources are tokens; ") + _STAYS
    return _("NOT redacted: account ids, names and addresses are shown in full.")


# --- page one ---------------------------------------------------------------------------------------


def title(m: Material, ink: Ink) -> Title:
    """Return page one."""
    scan, checklist = m.evidence.scan, m.review.checklist
    notices = []
    if m.session.sample:
        notices.append(_("This is the sample product; nothing here was read from an account."))
    notices.append(about_redaction(redacted=m.redacted))
    if m.closing:
        notices.append(m.closing)
    routes = {"sheet": _("self-assessment sheet"), "wafr": _("Well-Architected report"), "soc2": _("SOC 2")}
    evidence: Rich = (_("no account was read"),)
    if said := list(dict.fromkeys(i.tool for i in m.evidence.imported if i.tool)):
        evidence = (_("no account was read here; said by {}").format(", ".join(said)),)
    if scan is not None:
        read, where = len(agreement.accounts(m.evidence)), len(agreement.regions(m.evidence))
        accounts = ngettext("{} account", "{} accounts", read).format(read)
        regions = ngettext("{} Region", "{} Regions", where).format(where)
        evidence = (_("read {}: {}, {}").format(utc(scan.started), accounts, regions),)
    facts: list[tuple[str, Rich]] = [
        (_("Checklist"), (ink.said(checklist.title), ", ", _("release"), " ", ink.said(checklist.release))),
        (_("Routes"), (", ".join(routes[r] for r in m.session.routes) or routes["sheet"],)),
        (_("Evidence"), evidence),
        (_("Made"), (_("{} by ftr-tui {}").format(utc(m.made), m.version),)),
    ]
    if m.by_sheet:
        facts = [*_in_short_by_sheet(m), *facts]
    if m.session.member:
        team = joined([ink.said(f"{p.name} ({p.role})" if p.role else p.name) for p in m.session.member])
        facts.insert(-2, (_("Team"), team))
    if m.session.review_date:
        facts.insert(-2, (_("Review meeting"), (str(m.session.review_date),)))
    return Title(
        product=ink.said(m.session.product),
        what=_("Dossier for the AWS Foundational Technical Review"),
        is_ready=_is_ready(m),
        verdict=(_verdict(m),),
        notices=tuple(notices),
        facts=tuple(facts),
    )


MOST_NAMED = 12
"""Controls of one kind that page one names; the rest is counted."""


def _in_short_by_sheet(m: Material) -> Iterator[tuple[str, Rich]]:
    """Yield what a reader decides by: outcomes in numbers, and by name what is no plain *met*."""
    counts = m.review.counts
    yield _("Outcomes"), (", ".join(f"{n} {OUTCOMES[o][1]}" for o, n in counts.items() if n),)
    way = m.review.blocking
    good = [s for s in way if s.outcome.good]
    for label, states in (
        (_("Not met"), [s for s in way if s.outcome is Outcome.FAIL]),
        (_("Open"), [s for s in way if s.outcome is Outcome.OPEN]),
        (_("To be settled"), good),
        (_("Explained"), [s for s in m.review.counted if s.outcome is Outcome.REVIEW and s not in good]),
    ):
        if states:
            named: Rich = joined([(Ref(s.id, s.id),) for s in states[:MOST_NAMED]])
            more = len(states) - MOST_NAMED
            yield label, (*named, _(" and {} more").format(more)) if more > 0 else named


def _is_ready(m: Material) -> bool:
    return m.review.ready if m.by_sheet else any(r.ready for r in m.reports)


def _verdict(m: Material) -> str:
    """Return how it stands in one sentence: by the sheet where it is prepared, else by the reports."""
    if m.by_sheet and m.review.ready:
        return _("Ready: nothing stands in the way on the sheet route.")
    if m.by_sheet:
        n = len(m.review.blocking)
        return ngettext(
            "Not ready: {} item stands in the way.", "Not ready: {} items stand in the way.", n
        ).format(n)
    ready = [r.title for r in m.reports if r.ready]
    if ready:
        return _("Ready by report: {}.").format(", ".join(ready))
    return _("Not ready: {}.").format("; ".join(_in_short(r) for r in m.reports))


def _in_short(report: Report) -> str:
    unmet = [c for c in report.checks if c.state is not State.PASS]
    first = next((c for c in unmet if c.state is State.FAIL), unmet[0] if unmet else None)
    text = _("{}: {} of {} checks met").format(report.title, _met(report), len(report.checks))
    return text if first is None else _("{}, next {} {}").format(text, first.id, first.title)


def _met(report: Report) -> int:
    return sum(c.state is State.PASS for c in report.checks)


# --- readiness --------------------------------------------------------------------------------------


def readiness(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield how each route stands, with the checks of the reports."""
    yield PageBreak()
    yield Heading(2, (_("Readiness by route"),), "readiness")
    rows: list[tuple[Rich, ...]] = []
    if m.by_sheet:
        met = sum(s.outcome.good for s in m.review.counted)
        n = len(m.review.blocking)
        why = ngettext("{} item stands in the way", "{} items stand in the way", n).format(n)
        told: Rich = (
            (_("nothing stands in the way"),) if m.review.ready else (why, ", ", Ref(_("see gaps"), "gaps"))
        )
        rows.append(
            (
                (_("Self-assessment sheet"),),
                (_word(m.review.ready),),
                (f"{met} / {len(m.review.counted)}",),
                told,
            )
        )
    for report in m.reports:
        rows.append((
            (_("Report: {}").format(report.title),),
            (_word(report.ready),),
            (f"{_met(report)} / {len(report.checks)}",),
            _rest(report),
        ))  # fmt: skip
    yield Table((_("Route"), _("Ready"), _("Met"), _("What is left")), tuple(rows), (5, 3, 2, 7))
    for report in m.reports:
        yield Heading(
            3, (_("Checks of the report: {}").format(report.title),), f"route-{m.reports.index(report)}"
        )
        yield Table(
            (_("Check"), _("Outcome"), _("What"), _("Why"), _("Next")),
            tuple(
                (
                    (Code(c.id),),
                    (Tag(_CHECKS[c.state]),),
                    (c.title,),
                    (ink.said("; ".join((c.why, *c.warns))),),
                    (ink.said(c.do),) if c.do else (),
                )
                for c in report.checks
            ),
            (5, 4, 5, 8, 7),
        )
    if m.reports and m.reports_note:
        yield Paragraph((m.reports_note,))


def _word(is_ready: bool) -> Strong | str:
    return Strong(_("✓ ready")) if is_ready else _("✗ not ready")


def _rest(report: Report) -> Rich:
    unmet = len(report.checks) - _met(report)
    told: list[str | Rich] = []
    if unmet:
        told.append(ngettext("{} check is not met", "{} checks are not met", unmet).format(unmet))
    if report.left:
        told.append((_("still to answer: "), *joined([Ref(i, i) for i in report.left])))
    return joined(told, "; ") or (_("nothing"),)


# --- coverage and outcomes ----------------------------------------------------------------------------


def coverage(m: Material) -> Iterator[Block]:
    """Yield how many questions rest on what; the rows add up to all questions."""
    means = {
        Cover.PROVED: _("evidence gives the answer that helps"),
        Cover.DISPROVED: _("evidence gives the answer that stands in the way"),
        Cover.SUPPORTED: _("evidence helps to answer but decides nothing"),
        Cover.NOT_READ: _("evidence was looked for and could not be read"),
        Cover.PERSON: _("a person answered; no evidence decides it"),
        Cover.OPEN: _("nobody answered, and there is no evidence"),
    }
    found = m.review.coverage
    yield Heading(2, (_("What stands behind the answers"),), "coverage")
    yield Paragraph((
        _("Every question has one place here. Nothing is met by silence: what could not be read is said so."),
    ))  # fmt: skip
    rows: list[tuple[Rich, ...]] = [((str(c),), (str(found[c]),), (means[c],)) for c in Cover]
    rows.append(((Strong(_("all questions")),), (Strong(str(sum(found.values()))),), ()))
    yield Table((_("Backing"), _("Questions"), _("What it means")), tuple(rows), (4, 2, 9))
    if m.session.sign_off:
        given = [a for s in m.review.states.values() for a in s.answers.values() if a.stored and a.confirmed]
        signed = sum(a.stored is not None and a.stored.signed for a in given)
        yield Paragraph((_("Signed off by a second person: {} of {} answers.").format(signed, len(given)),))


def outcomes(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield how many controls have which outcome, as numbers and as charts by section and by pillar."""
    counted, counts = m.review.counted, m.review.counts
    yield Heading(2, (_("Outcomes"),), "outcomes")
    yield Paragraph((
        ngettext("{} control has an outcome in AWS's sheet.", "{} controls have an outcome in AWS's sheet.",
                 len(counted)).format(len(counted)),
    ))  # fmt: skip
    yield Figures(tuple((counts[o], " ".join(OUTCOMES[o])) for o in Outcome))
    yield Heading(3, (_("By section"),), "by-section")
    sections = [
        ((ink.said(s.title),), _tally(c for c in counted if c.item.section == s.id))
        for s in m.review.checklist.section
    ]
    yield Bars(_("Section"), tuple((name, n) for name, n in sections if n))
    yield Heading(3, (_("By pillar"),), "by-pillar")
    pillars = [
        ((title,), _tally(c for c in counted if isinstance(c.item, Control) and c.item.pillar == p))
        for p, title in m.pillars.items()
    ]
    yield Bars(_("Pillar"), tuple((name, n) for name, n in pillars if n))


def _tally(states: Iterable[ItemState]) -> dict[Outcome, int]:
    found = Counter(s.outcome for s in states)
    return {o: found[o] for o in Outcome if found[o]}


# --- comments of AWS ----------------------------------------------------------------------------------


def comments(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield what AWS commented and is not accepted yet, oldest round first."""
    if not m.session.comment and not m.session.round:
        return
    waiting = [c for c in m.session.comment if c.state != "accepted"]
    accepted = len(m.session.comment) - len(waiting)
    yield Heading(2, (_("Comments of AWS"),), "comments")
    for one in m.session.round:
        yield Paragraph(_round(one, m.review.today, ink))
    text = ngettext("{} comment waits, ", "{} comments wait, ", len(waiting)).format(len(waiting))
    yield Paragraph((text + ngettext("{} is accepted.", "{} are accepted.", accepted).format(accepted),))
    for comment in waiting:
        yield from _comment(m, comment, ink)


def _round(one: Round, today: date, ink: Ink) -> Rich:
    until = one.until or six_months(one.came)
    left = (until - today).days
    told = _("{}: came {}, to be answered by {}").format(one.id, one.came, until)
    told += _(" ({} days left)").format(left) if left >= 0 else _(" ({} days late)").format(-left)
    return joined((told, ink.said(one.note)), ": ")


def _comment(m: Material, comment: Comment, ink: Ink) -> Iterator[Block]:
    states = {"open": _("open"), "sent": _("answered, not accepted yet"), "accepted": _("accepted")}
    known = comment.control in m.review.states
    about: Rich = (_("the submission as a whole"),)
    if comment.control:
        about = (Ref(comment.control, comment.control),) if known else (ink.code(comment.control),)
    yield Heading(3, (comment.id, " ", _("about"), " ", *about), f"comment-{comment.id}")
    sent = (
        _("{} on {}").format(states[comment.state], comment.sent) if comment.sent else states[comment.state]
    )
    yield Facts(tuple(
        (label, rich)
        for label, rich in (
            (_("Round"), (ink.code(comment.round),)),
            (_("State"), (sent,)),
            (_("Who"), who_when(comment.owner, comment.due, ink)),
        )
        if rich
    ))  # fmt: skip
    yield Paragraph((Strong(_("AWS wrote")),))
    yield Verbatim(ink.text(comment.text))
    if comment.answer:
        yield Paragraph((Strong(_("We answer")),))
        yield Verbatim(ink.text(comment.answer))


# --- gaps -----------------------------------------------------------------------------------------------


def gaps(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield what stands in the way, worst first: why, who closes it, by when."""
    title = _("What stands in the way")
    if not m.by_sheet:
        title = _("What stands in the way on the sheet, which this session does not prepare")
    yield Heading(2, (title,), "gaps")
    if not m.review.blocking:
        yield Paragraph((_("Nothing."),))
        return
    alone = [s.id for s in m.review.blocking if is_unassigned(m.session.owners.get(s.id))]
    if alone:
        text = ngettext("{} of these has no owner.", "{} of these have no owner.", len(alone))
        yield Notice((text.format(len(alone)),))
    yield Table(
        (_("Control"), _("Outcome"), _("Why"), _("Who, by when"), _("What will be done")),
        tuple(
            (
                (Ref(s.id, s.id), " ", s.item.title),
                (Tag(s.outcome),),
                (ink.said(s.why),),
                owner_of(m.session.owners.get(s.id), ink, m.review.today),
                plan_of(m.session.owners.get(s.id), ink),
            )
            for s in m.review.blocking
        ),
        (6, 4, 8, 5, 6),
    )
