"""The interview's parts as rows: the list, the control's card, its documents, the example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.views import owners
from ftr_tui.app.views.calendar import holds_rows
from ftr_tui.app.views.home import asked_rows, stands
from ftr_tui.app.views.words import control_of, outcome_part, shown, source
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.checklist import Control
    from ftr_tui.model.outcome import ItemState
    from ftr_tui.model.session import Response

_VALUE, _SOURCE = 5, 9


def header(desk: Desk, *, narrow: bool = False, only: str = "") -> tuple[list[Part], list[Part]]:
    """Return the title line: product and list at the left; how much is left, what is on disk at the right.

    ``only`` names the filter over the gaps.
    """
    from ftr_tui.model.outcome import Outcome

    review = desk.review
    left: list[Part] = [(desk.session.product, "bold"), (glyph(" · "), "dim")]
    name = desk.session.release if narrow else _("self-check {}").format(desk.session.release)
    left.append((name, "bold"))
    left += [(glyph(" · "), "dim"), (only, "warn bold")] if only else []
    met = _("{} of {} met").format(review.counts[Outcome.PASS], len(review.counted))
    words = [] if only and narrow else [met]
    if review.ready:
        words.append(_("ready"))
    elif narrow:
        words.append(_("{} left").format(len(review.blocking)))
    else:
        text = _("{} left, about {} min")
        words.append(text.format(len(review.blocking), review.minutes_left()))
    parts: list[Part] = [(glyph(" · ").join(words) + glyph(" · "), "dim")]
    if desk.trouble:
        parts.append((_("NOT SAVED"), "bad bold"))
    elif desk.looking:
        parts.append((_("looking on"), "warn bold"))
    elif desk.saved_at is not None:
        parts.append((_("saved {}").format(desk.saved_at.astimezone().strftime("%H:%M:%S")), "dim"))
    return left, parts


def list_rows(desk: Desk, order: Sequence[str] | None = None) -> list[Row]:
    """Return the list by section: one row an item, keyed by its id; of all, or of those in ``order``."""
    shown = set(desk.review.states if order is None else order)
    from ftr_tui.actions.routes import needless as not_asked

    needless = not_asked(desk)
    asked = {i.comment.control for i in stands(desk).pending}
    rows: list[Row] = []
    for section in desk.checklist.section:
        states = [s for s in desk.review.states.values() if s.item.section == section.id]
        judged = [s for s in states if control_of(s) is not None]
        good = sum(s.outcome.good for s in judged)
        states = [s for s in states if s.id in shown]
        if rows and states:
            rows.append(Row())
        if not states:
            continue
        rows.append(
            Row([(section.title, "dim bold")], lead=[("  ", "")], right=[(f"{good}/{len(judged)} ", "dim")])
        )
        rows += [item_row(s, needless=s.id in needless, asked=s.id in asked) for s in states]
    return rows


def item_row(state: ItemState, *, needless: bool = False, asked: bool = False) -> Row:
    """Return the row of one item in the list; ``needless``: nobody asks for it on the session's routes.

    ``asked``: AWS waits for an answer about it.
    """
    sign, word = outcome_part(state)
    if needless:
        return Row(
            [(sign[0], "dim"), (" ", ""), column(state.id, 11, "dim"), (_("not needed"), "dim")], key=state.id
        )
    right: list[Part] = [("!", "warn bold")] if asked else []
    return Row([sign, (" ", ""), column(state.id, 11), word], key=state.id, right=right)


def strip_parts(desk: Desk, current: str, width: int, order: Sequence[str] = ()) -> list[Part]:
    """Return the one line that stands for the list at 80 columns: the current item and its neighbours."""
    order = list(order) or [i.id for i in desk.checklist.items]
    at = order.index(current)
    texts = {}
    for name in order:
        sign, word = outcome_part(desk.review.states[name])
        texts[name] = (name, sign, word)

    def size(low: int, high: int) -> int:
        return sum(len(n) + len(s[0]) + len(w[0]) + 5 for n, s, w in (texts[k] for k in order[low:high])) + 4

    # The one before only where it fits: it must not push the current one out of the line.
    first, last = at, at + 1
    if first > 0 and size(first - 1, last) <= width:
        first -= 1
    while last < len(order) and size(first, last + 1) <= width:
        last += 1
    while first > 0 and size(first - 1, last) <= width:
        first -= 1
    parts: list[Part] = [(glyph("‹ ") if first else "  ", "dim")]
    for name in order[first:last]:
        _name, sign, word = texts[name]
        bold = name == current
        parts += [
            (name, "bold" if bold else "dim"),
            (f" {sign[0]} ", sign[1]),
            (word[0], word[1]),
            ("   ", ""),
        ]
    if last < len(order):
        parts.append((glyph("›"), "dim"))
    return parts


def title_row(desk: Desk, state: ItemState, *, beside: bool = False) -> list[Row]:
    """Return the control's name and place, and under it the reason line: sign, word, why.

    ``beside``: the evidence is on the screen too, with what AWS asks.
    """
    from ftr_tui.actions.routes import needless as not_asked

    items = [i.id for i in desk.checklist.control]
    place = _("gate") if state.id not in items else f"{items.index(state.id) + 1} of {len(items)}"
    sign, word = outcome_part(state)
    style: Style = word[1]
    why = state.why or (state.reasons[0] if state.reasons else "")
    if str(state.outcome) == "pass" and not state.why:
        # ".1 is no" alone would read like a fault where no is the good answer.
        why = _("as it should be: {}").format(why)
    rows = [
        Row([(state.id, "bold"), ("  ", ""), (state.item.title, "bold")], right=[(place, "dim")]),
        Row([(why, "dim")], lead=[sign, (" ", ""), column(word[0], 11, style)], wrap=True),
    ]
    rows += asked_rows(desk, state.id, beside=beside)
    rows += owners.title_rows(desk.session.owners.get(state.id), desk.review.today)
    if state.id in not_asked(desk):
        text = _("on the report routes, according to one partner's notes")
        rows.append(Row([(text, "dim")], lead=[("  ", ""), column(_("not needed"), 11, "dim")]))
    return rows


def card_rows(
    state: ItemState,
    *,
    questions_first: bool,
    cursor: str = "",
    former: Mapping[str, Sequence[str]] | None = None,
    sign_off: bool = False,
) -> list[Row]:
    """Return what is asked, the questions with their answers, what counts and what fails.

    ``former``: question -> what was said to it under another release of the list.
    """
    control = control_of(state)
    asked: list[Row] = []
    after: list[Row] = [Row()]
    if control is not None:
        asked = [Row([(control.asks, "")], wrap=True), *_origin(control)]
        after += _labelled(_("Accepted"), list(control.accepted))
        after += _labelled(_("Refused"), list(control.refused))
        after += _labelled(_("Why"), [control.why] if control.why else [])
        after += _labelled(
            _("Practice"), [" ".join(control.best_practices)] if control.best_practices else []
        )
    else:
        after += _labelled(_("Decide"), [getattr(state.item, "help", "")])
    questions: list[Row] = []
    for question, answer in state.answers.items():
        questions.append(question_row(state, question))
        if question == cursor and answer.question.own_choices:
            # Its letters are not in the key bar, which shows what answers most questions.
            questions.append(Row([(keys_line(state, question), "dim")], key=question, lead=[("    ", "")]))
        for line in (former or {}).get(question, ()):
            questions.append(Row([(line, "warn")], key=question, lead=[("    ", "")], wrap=True))
        questions += holds_rows(answer)
        questions += owners.sign_rows(answer, asked=sign_off) if question == cursor else []
    if questions_first:
        return [*questions, *([Row()] if asked else []), *asked, *after]
    return [*asked, *([Row()] if asked else []), *questions, *after]


def _origin(control: Control) -> list[Row]:
    """Return whose words these are, for a list that was built from AWS's workbook."""
    if control.help_of:
        text = _("AWS asks this otherwise now; what follows is our help for {}").format(control.help_of)
        return [Row([(text, "warn")], wrap=True)]
    if not control.why and all(q.words == "aws" for q in control.question):
        return [
            Row([(_("New in this release: AWS's own words, we have no help for it yet"), "dim")], wrap=True)
        ]
    return []


def question_row(state: ItemState, question: str) -> Row:
    """Return one question: its number, its text, its answer and where that came from."""
    answer = state.answers[question]
    number = "." + question.rpartition(".")[2] if "." in question else ""
    value = shown(answer.value)
    origin = source(answer)
    width = max(_VALUE, len(value) + 1)
    return Row(
        [(answer.question.ask, "")],
        key=question,
        lead=[column(number, 4, "dim")] if number else [],
        right=[
            column(value, width, "bold" if answer.value else "dim"),
            column(origin[0], _SOURCE, origin[1]),
        ],
        fold=True,
    )


def _labelled(label: str, lines: list[str]) -> list[Row]:
    rows = []
    for number, line in enumerate(lines):
        lead: list[Part] = [column(label if number == 0 else "", 10, "dim bold")]
        if len(lines) > 1:
            lead.append((glyph("· "), "dim"))
        rows.append(Row([(line, "dim")], lead=lead, wrap=True))
    return rows


def keys_line(state: ItemState, question: str) -> str:
    """Return which keys answer this question, e.g. ``y yes  n no  - n/a``; for own choices their letters."""
    answers = state.answers[question].question.answers
    return "  ".join(f"{letter_for(a)} {shown(a)}" for a in answers)


def letter_for(value: str) -> str:
    """Return the key of an answer: y, n, -, t, s; versions and other choices 5, 3 or their first letter."""
    fixed = {"yes": "y", "no": "n", "not-applicable": "-", "temporary": "t", "static": "s"}
    if value in fixed:
        return fixed[value]
    digits = [c for c in value if c.isdigit()]
    return digits[0] if digits else value[0]


# --- documents and example -------------------------------------------------------------------------


def document_rows(desk: Desk, state: ItemState) -> list[Row]:
    """Return the documents that an item wants and has, and how they stand."""
    from ftr_tui.app.views import binder

    return binder.document_rows(desk, state.id)


def example_rows(state: ItemState) -> list[Row]:
    """Return an example response, marked as ours or as one team's."""
    control = control_of(state)
    if control is None or not control.example:
        return []
    rows = [Row([(_("Example, not yours to copy"), "dim bold")])]
    if control.example_note:
        rows.append(Row([(control.example_note, "warn")], wrap=True))
    rows.append(Row([(control.example, "dim")], wrap=True))
    return rows


def draft_words(written: Response) -> tuple[str, str]:
    """Return the two ends of the line above a response that nobody here has written yet."""
    if written.borrowed:
        return _("Draft from {}").format(written.from_), _("r edits, f takes it")
    return _("From evidence of {}").format(written.draft), _("edit before hand-in")


def response_whole(desk: Desk, control: str) -> str:
    """Return the response under its heading, for reading; of a draft that counts for nothing it says so."""
    if draft := desk.session.borrowed(control):
        return _("Draft from {}, no response yet\n{}").format(draft.from_, draft.text)
    text = desk.session.response_text(control)
    return _("Response\n{}").format(text) if text else ""
