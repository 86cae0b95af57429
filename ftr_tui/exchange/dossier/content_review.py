"""The Well-Architected review, and the debrief of the last rehearsal in short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftr_tui.exchange import debrief as words
from ftr_tui.exchange.dossier.blocks import (
    Block,
    Bullets,
    Code,
    Heading,
    Ink,
    Notice,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
)
from ftr_tui.exchange.dossier.content_summary import utc, who_when
from ftr_tui.exchange.dossier.material import Material, WaReview
from ftr_tui.model.debrief import Point
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.session import Supply
from ftr_tui.model.wa_review import count

MOST_PLAN = 40
"""Lines of the improvement plan; it may have 307."""


def review(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield pillars in figures, each called estimate or confirmed; contradictions; the improvement plan."""
    wa = m.wa
    if wa is None:
        return
    yield Heading(2, (_("Well-Architected review"),), "well-architected")
    yield Paragraph((
        _("Lens release {}. ").format(wa.lens.release), *_source(wa, ink), " ",
        _("A risk is an estimate until the tool has rated the very same answer."),
    ))  # fmt: skip
    if wa.trouble:
        yield Notice((ink.said(wa.trouble),))
    counts = count(wa.lens, wa.states)
    yield Table(
        (_("Pillar"), _("Answered"), "HRI", "MRI", _("Figures")),
        tuple(
            ((p.title,), (f"{n.answered}/{n.of}",), (str(n.high),), (str(n.medium),), (n.word,))
            for p in wa.lens.pillar
            for n in (counts[p.id],)
        ),
        (6, 3, 2, 2, 4),
    )
    if wa.contradictions:
        yield Heading(3, (_("Self-check and review disagree"),), "disagree")
        # The words begin with the control, which is a link here.
        yield Bullets(
            tuple(
                (Ref(c.control, c.control), " ", ink.said(c.words.removeprefix(c.control).strip()))
                for c in wa.contradictions
            )
        )
    if wa.plan:
        yield from _plan(wa, ink)


def _source(wa: WaReview, ink: Ink) -> Rich:
    if wa.read_at is None:
        return (_("Nothing was read from the Well-Architected Tool."),)
    before, _mark, after = _("Workload {} of the Well-Architected Tool, read {}.").partition("{}")
    return before, ink.said(wa.workload), after.format(utc(wa.read_at))


def _plan(wa: WaReview, ink: Ink) -> Iterator[Block]:
    yield Heading(3, (_("Improvement plan"),), "plan")
    yield Table(
        (_("Practice"), _("Risk if missing"), _("Plan"), _("Who, by when")),
        tuple(
            (
                (Code(i.practice.bp), f" {i.practice.title}"),
                (str(i.risk),),
                (ink.said(i.plan or i.note),) if i.plan or i.note else (),
                who_when(i.owner, i.due, ink),
            )
            for i in wa.plan[:MOST_PLAN]
        ),
        (6, 2, 8, 4),
    )
    if more := len(wa.plan) - MOST_PLAN if len(wa.plan) > MOST_PLAN else 0:
        text = ngettext("{} more practice is not done.", "{} more practices are not done.", more)
        yield Paragraph((text.format(more),))


# --- the last rehearsal -------------------------------------------------------------------------------


def debrief(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield how the last rehearsal, or the real review, went, and what was promised."""
    found = m.debrief
    if found is None:
        return
    name = _("Real review") if found.is_review else _("Rehearsal {}").format(found.number)
    yield Heading(2, (_("Debrief: {}, {}").format(name, found.started.date()),), "debrief")
    if found.ended is None:
        yield Notice((_("It is not finished yet."),))
    if not found.is_review:
        yield Paragraph(
            (Strong(words.ready_line(found) + ". "), _("Ready means: answered as well as the item needs."))
        )
        yield Table(
            (_("Section"), _("Ready"), _("Applicable")),
            tuple(((words.row_name(r),), (str(r.ready),), (str(r.applicable),)) for r in found.sections),
            (6, 2, 2),
        )
        points = (
            (_("Sure but wrong"), found.sure_but_wrong),
            (_("Contradicted by evidence"), found.contradictions),
            (_("Below what the item needs"), found.below),
        )
        for title, some in points:
            if some:
                yield Heading(3, (f"{title} ({len(some)})",))
                yield Bullets(tuple(_point(m, p, ink) for p in some))
    yield Heading(3, (_("To supply"),), "supply")
    supplies = [*found.supply, *found.open_before]
    if not supplies:
        yield Paragraph((_("Nothing is promised."),))
        return
    yield _supplies(m, supplies, ink)


def _point(m: Material, point: Point, ink: Ink) -> Rich:
    known = point.item in m.review.states
    item = Ref(point.item, point.item) if known else ink.code(point.item)
    score = ""
    if point.score is not None:
        score = "; " + _("{} of the {} it needs").format(point.score, point.needs)
    text: Rich = ("; ", ink.said(point.text)) if point.text else ()
    return (item, " ", ink.said(point.title), score, *text)


def _supplies(m: Material, supplies: Sequence[Supply], ink: Ink) -> Table:
    def about(control: str) -> Rich:
        if not control:
            return ("-",)
        return (Ref(control, control),) if control in m.review.states else (ink.code(control),)

    return Table(
        (_("Control"), _("What"), _("Who, by when"), _("State")),
        tuple(
            (
                about(s.control),
                (ink.said(s.what),),
                who_when(s.owner, s.due, ink),
                (words.state_words(s.state),),
            )
            for s in supplies
        ),
        (3, 8, 4, 3),
    )
