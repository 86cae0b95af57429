"""Home as rows: what to do next, the road, the programme's state. The table is in ``products``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views import routes
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.checklist import Checklist
    from ftr_tui.model.programme import Programme
    from ftr_tui.model.rounds_view import Standing


def welcome_rows() -> list[Row]:
    """Return what a person sees who has no session yet."""
    lines = [
        _("Takes your team through the AWS Foundational Technical Review, question by question:"),
        _("it reads your AWS account (it never changes it), keeps what you answer in one text file,"),
        _("and says each day what still stands in the way."),
    ]
    keys: list[list[Part]] = [
        [("n", "key"), (_("  start with your own product"), "")],
        [("d", "key"), (_("  look around in a sample product first; no AWS account needed"), "")],
    ]
    rows = [Row([(line, "")], wrap=True) for line in lines]
    return [*rows, Row(), *(Row(parts) for parts in keys)]


def next_row(desk: Desk) -> Row:
    """Return the next step: what AWS asks for, else where the gaps are and about how long they take."""
    # Imported late: the first frame does not wait for it.
    from ftr_tui.app.views import rounds

    if (asked := rounds.next_row(stands(desk))) is not None:
        return asked
    review = desk.review
    if "sheet" not in desk.session.routes:
        text, style = routes.home_next(desk)
        to_answer: Part = (text, "ok" if style == "ok bold" else "")
        return Row([(_("Next: "), "bold"), to_answer], right=[("S", "key"), (_("  report checks"), "dim")])
    if review.ready:
        text = _("ready: every control is met, explained or does not apply")
        return Row([(_("Next: "), "bold"), (text, "ok")])
    gap = review.blocking[0]
    more = len(review.blocking) - 1
    text = f"{gap.id} {gap.item.title}"
    if more:
        text += _(", then {} more; about {} min").format(more, review.minutes_left())
    return Row([(_("Next: "), "bold"), (text, "")], right=[("enter", "key"), (_("  go on"), "dim")])


def stands(desk: Desk) -> Standing:
    """Return how AWS's comments stand today."""
    from ftr_tui.model.rounds_view import standing

    return standing(desk.session, desk.review.today)


def asked_rows(desk: Desk, control: str, *, beside: bool = False) -> list[Row]:
    """Return a line where AWS waits for an answer about a control, for the interview; else none."""
    from ftr_tui.app.views import rounds

    return rounds.title_rows(stands(desk), control, beside=beside)


def road_rows(programme: Programme, desk: Desk | None) -> list[Row]:
    """Return the road with its days; the step where the team is says how far it is."""
    heading: Part = (_("Road to AWS Qualified Software"), "dim bold")
    if desk is None:
        # Nobody walks it yet: the titles alone.
        steps = [s for s in programme.step if s.id not in ("review-meeting", "qualified")]
        rows = [Row([(s.title, "")], lead=[(f"{n} ", "dim"), ("  ", "")]) for n, s in enumerate(steps, 1)]
        after = glyph("  ·  ").join(s.title for s in programme.step if s not in steps)
        return [Row([heading]), *rows, Row([(after, "")], lead=[("    ", "")])]
    from ftr_tui.actions.road import stops
    from ftr_tui.app.views.road import home_rows

    right: list[Part] = [(desk.session.product, "dim"), ("   P", "key")]
    walked = stops(desk)
    rows = home_rows(walked, desk)
    numbered = [stop for stop in walked if stop.number]
    at = next((n for n, s in enumerate(numbered) if s.step.id == "review" and s.done is None), None)
    if at is not None and (text := wa_answered(desk)):
        rows[at].parts = [*rows[at].parts, (glyph(" · ") + text, "dim")]
    return [Row([heading], right=right), *rows]


def wa_answered(desk: Desk) -> str:
    """Return ``Well-Architected 41/57 (estimate)``; empty while nobody has begun the review."""
    from ftr_tui.actions import reviewing

    if not reviewing.begun(desk):
        return ""
    counts = [f.count for f in reviewing.figures(desk)]
    word = _("confirmed") if all(c.is_confirmed for c in counts) else _("estimate")
    answered = sum(c.answered for c in counts)
    return _("Well-Architected {}/{} ({})").format(answered, sum(c.of for c in counts), word)


def notice_rows(programme: Programme, checklist: Checklist | None, today: date) -> list[Row]:
    """Return what is known of the programme, and when the list closes."""
    notice = programme.notice
    rows = [
        Row(
            [
                (_("As of {}: {}").format(notice.as_of, notice.title), "dim"),
                ("  i", "key"),
                (_(" more"), "dim"),
            ],
            lead=[("! ", "warn")],
            wrap=True,
        )
    ]
    if checklist is not None and (text := closing(checklist, today)):
        closed = checklist.usable is not None and checklist.usable.closed(today)
        told: Part = (text, "warn" if closed else "dim")
        keys: list[Part] = [("  v", "key"), (_(" release"), "dim")]
        rows.append(Row([told, *keys], lead=[("! ", "warn")], wrap=True))
    return rows


def closing(checklist: Checklist, today: date) -> str:
    """Return when the list closes, from three months before; empty while that is far off."""
    usable = checklist.usable
    if usable is None:
        return ""
    year, month = usable.until_month
    if usable.closed(today):
        text = _("This list ({}) closed in {}: move on to AWS's newer one before you hand in.")
        return text.format(checklist.release, usable.until)
    left = (year - today.year) * 12 + month - today.month
    if left <= 2:
        text = _("This list ({}) closes in {}: look whether AWS has a newer workbook before you hand in.")
        return text.format(checklist.release, usable.until)
    return ""


def programme_text(programme: Programme) -> str:
    """Return the programme's state, the road in full, benefits, DOs and DON'Ts, for reading."""
    notice = programme.notice
    out = [f"{notice.title}  ({notice.as_of})", "", notice.text, notice.link, "", _("The road")]
    for number, step in enumerate(programme.step, 1):
        out += ["", f"{number}. {step.title}  ({step.who})", step.what, *([step.link] if step.link else [])]
    for title, lines in (
        (_("What it brings"), [b.text for b in programme.benefit]),
        (_("Do"), [d.text for d in programme.do]),
        (_("Don't"), [d.text for d in programme.dont]),
        (_("Pages"), [f"{x.title}: {x.url}" for x in programme.link]),
    ):
        sign = {_("Do"): signs.sign("pass"), _("Don't"): signs.sign("fail")}.get(title, glyph("·"))
        out += ["", title, *(f"  {sign} {line}" for line in lines)]
    return "\n".join(out)
