"""Summary as rows: gaps first, then sections, pillars, routes and coverage."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views import coach, next_step, routes
from ftr_tui.app.views.account import short_rows
from ftr_tui.app.views.calendar import attested_rows
from ftr_tui.app.views.owners import due_part, plan_rows
from ftr_tui.app.views.well_architected import contradiction_rows
from ftr_tui.app.views.words import control_of, counts, outcome_part
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.outcome import ItemState

PILLARS = {
    "operational-excellence": "Operational excellence",
    "security": "Security",
    "reliability": "Reliability",
    "performance": "Performance",
    "cost": "Cost",
    "sustainability": "Sustainability",
}
FTR_PILLARS = 3
_BAR = 10
_KIND = 13
"""Cells of one kind of coverage and its number."""


def is_ready(desk: Desk) -> bool:
    """Whether the session is ready on its routes."""
    from ftr_tui.actions.routes import ready

    return ready(desk)


def not_asked(desk: Desk) -> frozenset[str]:
    """Return the items that nobody asks for where only reports are prepared."""
    from ftr_tui.actions.routes import needless

    return needless(desk)


def headline(desk: Desk, *, narrow: bool = False) -> Row:
    """Return whether the session is ready, and the counts."""
    review = desk.review
    tally = {str(o): n for o, n in review.counts.items()}
    if "sheet" not in desk.session.routes:
        word: Part = (_("Ready"), "ok bold") if is_ready(desk) else (_("Not ready"), "bad bold")
        return Row([word, ("   ", ""), *routes.home_first(desk), ("   3", "key")])
    if review.ready:
        parts: list[Part] = [(_("Ready"), "ok bold"), ("   ", "")]
    else:
        number = len(review.blocking)
        text = ngettext("{} item left", "{} items left", number).format(number)
        parts = [(_("Not ready"), "bad bold"), ("   ", ""), (text, ""), ("   ", "")]
    return Row([*parts, *counts(tally, words=not narrow)])


def gap_rows(desk: Desk, cursor: str = "", only: Sequence[str] | None = None) -> list[Row]:
    """Return what stands in the way, worst first, then what is met only by an explanation.

    Each is one line with the control's title; the one at ``cursor`` unfolds to say why. ``only``: these gaps
    and nothing else.
    """
    if only is not None:
        states = [desk.review.states[i] for i in only]
        return [row for s in states for row in _gap(desk, s, s.why, cursor)]
    rows: list[Row] = []
    needless = not_asked(desk)
    for state in desk.review.blocking:
        if state.id not in needless:
            rows += _gap(desk, state, state.why, cursor)
    blocked = {state.id for state in desk.review.blocking}
    after: list[Row] = []
    for state in desk.review.counted:
        if str(state.outcome) == "review" and state.block is None:
            after += _gap(desk, state, state.reasons[0] if state.reasons else "", cursor)
    for state in desk.review.states.values():
        for question, answer in state.answers.items():
            if str(answer.standing) == "overruled" and answer.stored and state.id not in blocked:
                text = _("{} overrules evidence: {}").format(question, answer.stored.reason)
                after += _gap(desk, state, text, cursor, key=f"{state.id} {question}")
    unasked: list[Row] = []
    for state in desk.review.blocking:
        if state.id in needless:
            unasked += _gap(desk, state, state.why, cursor, needless=True)
    for heading, more in (
        (_("Not in the way, but AWS will read why"), after),
        (_("Not needed on the report routes, according to one partner's notes"), unasked),
    ):
        if more:
            title = Row([(heading, "dim bold")], lead=[("  ", "")])
            rows = [*rows, *([Row()] if rows else []), title, *more]
    disagree = contradiction_rows(desk, cursor)
    return [*rows, *([Row()] if rows and disagree else []), *disagree]


def _gap(
    desk: Desk, state: ItemState, why: str, cursor: str, key: str = "", *, needless: bool = False
) -> list[Row]:
    key = key or state.id
    sign, word = outcome_part(state)
    if needless:
        sign, word = (sign[0], "dim"), (_("not needed"), "dim")
    if key != state.id:
        word = (_("overruled"), "warn")
    owner = desk.session.owners.get(state.id)
    nobody: Part = (_("no owner"), "warn" if state.block and not needless else "dim")
    who: Part = (owner.who, "") if owner and owner.who else nobody
    due = due_part(owner, desk.review.today if state.block and not needless else date.min)
    first = Row(
        [(state.item.title, "dim" if needless else "")],
        key=key,
        lead=[sign, (" ", ""), column(word[0], 11, word[1]), column(state.id, 11, "bold")],
        right=[column(who[0], 9, who[1]), column(due[0], 11, due[1])],
    )
    if key != cursor:
        return [first]
    rows = [first, Row([(why, "dim")], key=key, lead=[(" " * 13, "")], wrap=True)]
    rows += plan_rows(owner, desk.review.today if state.block else date.min, key, 13)
    for answer in state.answers.values():
        if answer.finding is not None and answer.finding.favourable is False:
            text = _("evidence: {}").format(answer.finding.summary)
            rows.append(Row([(text, "dim")], key=key, lead=[(" " * 13, "")], wrap=True))
    return [*rows, *next_step.gap_row(desk, state, key, 13)]


def matrix_rows(desk: Desk, cursor: str | None = None) -> list[Row]:
    """Return sections and pillars against outcomes, routes and coverage, with their numbers.

    The one at ``cursor`` unfolds to say what stands behind its questions; None: no row takes the cursor.
    """
    review = desk.review
    states = [s for s in desk.review.states.values() if control_of(s) is not None]
    rows = [Row([(_("Sections"), "dim bold")], right=[(_("done "), "dim bold"), (" " * (_BAR + 8), "")])]
    for section in desk.checklist.section:
        key = f"section {section.id}" if cursor is not None else ""
        rows.append(_bar_row(section.title, [s for s in states if s.item.section == section.id], key=key))
        rows += _kinds(review.in_section(section.id), key) if key and key == cursor else []
    rows += [Row(), Row([(_("Pillars (FTR looks at the first three)"), "dim bold")])]
    for number, (pillar, title) in enumerate(PILLARS.items()):
        inside = [s for s in states if getattr(s.item, "pillar", "") == pillar]
        if inside:
            key = f"pillar {pillar}" if cursor is not None else ""
            rows.append(_bar_row(_(title), inside, dim=number >= FTR_PILLARS, key=key))
            rows += _kinds(review.in_pillar(pillar), key) if key and key == cursor else []
    rows += [Row(), Row([(_("Coverage: what stands behind the questions"), "dim bold")])]
    rows += _kinds(review.states.values())
    if desk.session.sign_off:
        from ftr_tui.actions.signing import count

        text = _("signed off by a second person: {} of {} answers").format(*count(desk))
        rows.append(Row([(text, "dim")], wrap=True))
    rows += coach.summary_rows(desk)
    rows += [Row(), *attested_rows(desk), *short_rows(desk)]
    return [*rows, Row(), *routes.short_rows(desk)]


def _kinds(states: Iterable[ItemState], key: str = "") -> list[Row]:
    """Return how many questions each kind of backing has: all six kinds, and what they add up to."""
    from ftr_tui.model.outcome import covered

    found = covered(states)
    total = sum(found.values())
    texts = [f"{_(str(c))} {n}" for c, n in found.items()]
    texts[-1] += f"  = {total}"
    lead: list[Part] = [("  ", "")] if key else []
    # In columns: wrapped, a line that ends with "not" would be read twice.
    return [
        Row([*(column(t, _KIND, "dim") for t in listed[:-1]), (listed[-1], "dim")], key=key, lead=lead)
        for listed in (texts[::2], texts[1::2])
    ]


def _bar_row(title: str, states: Iterable[ItemState], *, dim: bool = False, key: str = "") -> Row:
    found = list(states)
    tally = Counter(str(s.outcome) for s in found)
    good = sum(s.outcome.good for s in found)
    gaps: list[Part] = []
    for outcome in ("fail", "open"):
        if tally[outcome]:
            gaps.append((f" {signs.sign(outcome)} {tally[outcome]}", signs.style(outcome)))
    bar = _bar(tally, len(found))
    used = sum(len(text) for text, _style in gaps)
    right = [(f"{good}/{len(found)} ", ""), *bar, *gaps, (" " * max(0, 8 - used), "")]
    return Row([(title, "dim" if dim else "")], key=key, right=right)


def _bar(tally: Counter[str], total: int) -> list[Part]:
    """Return a bar of ``_BAR`` cells: met solid, not met solid in its colour, open dashed."""
    parts: list[Part] = []
    left = _BAR
    order = ("pass", "review", "not-applicable", "fail", "open")
    for place, outcome in enumerate(order):
        number = tally[outcome]
        if not number:
            continue
        rest = sum(tally[o] for o in order[place + 1 :])
        size = left if not rest else max(1, round(_BAR * number / total))
        size = min(size, left)
        mark = glyph("╍") if outcome == "open" else glyph("━")
        parts.append((mark * size, signs.style(outcome)))
        left -= size
    return parts
