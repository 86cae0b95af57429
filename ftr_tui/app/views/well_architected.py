"""The Well-Architected review as rows: pillars and questions, one question with its practices."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.cells import cut
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.reviewing import Figures
    from ftr_tui.model.wa_review import Contradiction, PillarCount, QuestionState

MARKS: dict[str, tuple[str, Style]] = {
    "done": ("[x]", "ok"),
    "not-done": ("[ ]", "bad"),
    "not-applicable": ("[-]", "dim"),
    "": ("[?]", "warn"),
}
"""The mark of a practice; what it means stands in words beside the one under the cursor."""
_RISKS: dict[str, tuple[str, str, Style]] = {
    "HIGH": ("✗", "high", "bad"),
    "MEDIUM": ("≈", "medium", "warn"),
    "NONE": ("✓", "none", "ok"),
    "NOT_APPLICABLE": ("–", "n/a", "dim"),
    "UNANSWERED": ("?", "open", "warn"),
}
_RISK_WORDS = {"High": "high", "Medium": "medium", "Low": "low"}
RISK_STYLES: dict[str, Style] = {"High": "bad", "Medium": "warn", "Low": "dim"}
_NUMBER, _WORD, _RISK = 7, 7, 6


def reason_word(reason: str) -> str:
    """Return AWS's reason why something does not apply, in words."""
    return {
        "OUT_OF_SCOPE": _("out of scope"),
        "BUSINESS_PRIORITIES": _("business priorities"),
        "ARCHITECTURE_CONSTRAINTS": _("architecture constraints"),
        "OTHER": _("another reason"),
    }.get(reason, _("no reason given"))


def risk_word(risk: str) -> str:
    """Return how heavy a missing practice is: high, medium, low."""
    return _(_RISK_WORDS[risk])


def sum_of(lines: Sequence[Figures], *, narrow: bool) -> str:
    """Return all pillars in one line of figures, with what they are; narrow: risks stand elsewhere."""
    done, of = sum(f.count.answered for f in lines), sum(f.count.of for f in lines)
    text = _("{} of {} answered").format(done, of)
    return text if narrow else text + glyph(" · ") + risks(lines)


def risks(lines: Sequence[Figures]) -> str:
    """Return HRI and MRI of some pillars, with how far the tool has confirmed them."""
    high, medium = sum(f.count.high for f in lines), sum(f.count.medium for f in lines)
    confirmed, of = sum(f.count.confirmed for f in lines), sum(f.count.of for f in lines)
    if not confirmed and not any(f.count.answered for f in lines):
        return _("not begun")  # two zeros would look like a good result
    word = _("confirmed") if confirmed == of else _("estimate")
    if 0 < confirmed < of:
        word = _("{} of {} confirmed").format(confirmed, of)
    return _("HRI {}  MRI {}  ({})").format(high, medium, word)


# --- pillars and questions ----------------------------------------------------------------------------


def list_rows(found: Mapping[str, QuestionState], lines: Sequence[Figures], current: str) -> list[Row]:
    """Return every pillar with its figures; under the one of ``current`` its questions."""
    here = found[current].question.pillar
    rows: list[Row] = []
    for line in lines:
        rows += [Row()] if rows else []
        key = line.pillar if line.pillar != here else ""
        style: Style = "bold" if line.pillar == here else "" if line.ftr else "dim"
        lead: list[Part] = [] if key else [("  ", "")]
        rows.append(Row([(line.title, style)], key=key, lead=lead, right=[answered(line.count)]))
        rows.append(Row([(risks([line]), "dim")], key=key, lead=lead))
        if line.pillar == here:
            rows += [question_row(s) for s in found.values() if s.question.pillar == here]
    return rows


def answered(count: PillarCount) -> Part:
    """Return how many questions of a pillar are answered."""
    done = count.answered == count.of
    return f"{count.answered}/{count.of} ", "ok" if done else "dim"


def question_row(state: QuestionState) -> Row:
    """Return one question in a list: its risk as a sign and a word, its number, its title."""
    sign, word, style = _RISKS[state.risk]
    return Row(
        [(state.question.title, "")],
        key=state.question.id,
        lead=[
            (glyph(sign) + " ", style),
            column(state.question.number, _NUMBER),
            column(_(word), _WORD, style),
        ],
    )


# --- one question -------------------------------------------------------------------------------------


def name_rows(state: QuestionState, place: int, of: int, *, narrow: bool) -> list[Row]:
    """Return number, title and place of a question, what it asks, and how it stands."""
    asked = state.question
    sign, _word, style = _RISKS[state.risk]
    risk: list[Part] = [(glyph(sign) + " ", style), (state.words, style)]
    heading: Part = (_("risk if missing"), "dim")
    where: list[Part] = [(_("{} of {}").format(place, of), "dim")]
    title: list[Part] = [(asked.number, "bold"), ("  ", ""), (asked.title, "bold")]
    ask = Row([(asked.ask, "")], wrap=True)
    if narrow:
        how = Row([*risk, (glyph(" · "), "dim"), (stand(state), "dim")], right=[heading])
        return [Row(title, right=where), ask, how]
    return [Row(title), ask, Row(risk, right=where), Row([(stand(state), "dim")], right=[heading])]


def stand(state: QuestionState) -> str:
    """Return what is said of the practices, in a few words."""
    if not state.applies:
        return reason_word(state.reason)
    if state.none:
        return _("none of these is done")
    tally = Counter(state.said.values())
    of = len(state.said)
    if not state.answered and not tally[""]:
        # Said of everything, and yet no answer for the tool: one key makes it one.
        return _("nothing applies: a says so") if not tally["not-done"] else _("none is done: 0 says so")
    words = [_("{} of {} done").format(tally["done"], of)]
    if tally[""]:
        words.append(_("{} not said").format(tally[""]))
    return ", ".join(words)


def card_rows(state: QuestionState, cursor: str, odd: Mapping[str, Sequence[Contradiction]]) -> list[Row]:
    """Return the practices; what the one at ``cursor`` means stands under it. ``odd``: contradictions."""
    rows: list[Row] = []
    for practice in state.question.practice:
        said = state.said[practice.id]
        mark, style = MARKS["not-done" if state.none and not said else said]
        missing = practice.id in state.missing and state.applies
        risk: Part = (risk_word(practice.risk), RISK_STYLES[practice.risk] if missing else "dim")
        right: list[Part] = [(glyph("≠ "), "warn")] if practice.id in odd else []
        lead: list[Part] = [(mark + " ", style), column(practice.bp[-2:], 3, "dim")]
        text: Style = "dim" if said == "not-applicable" or not state.applies else ""
        rows.append(
            Row(
                [(practice.title, text)],
                key=practice.id,
                lead=lead,
                right=[*right, column(risk[0], _RISK, risk[1])],
                wrap=True,
            )
        )
        if practice.id == cursor:
            rows.append(Row([(practice.what, "dim")], key=practice.id, lead=[(" " * 7, "")], wrap=True))
    return rows


# --- beside it: one practice --------------------------------------------------------------------------

_SHORT = 240
"""Characters of a response that the panel shows; ``v`` shows all."""


def side_rows(
    desk: Desk,
    state: QuestionState,
    practice: str,
    odd: Sequence[Contradiction],
    *,
    narrow: bool = False,
) -> list[Row]:
    """Return what is said of one practice, by whom, and what self-check and evidence say."""
    rows = _said_rows(desk, state, practice, narrow=narrow)
    rows += _conflict_rows(desk, state)
    rows += _odd_rows(odd)
    rows += _note_rows(desk, state, practice)
    rows += _control_rows(desk, practice, whole=False)
    rows += _question_rows(state)
    return rows


def _said_rows(desk: Desk, state: QuestionState, practice: str, *, narrow: bool) -> list[Row]:
    known = state.question.by_id[practice]
    answer = desk.session.practice.get(practice)
    said = state.said[practice] or ("not-done" if state.none else "")
    word = {
        "done": _("done"),
        "not-done": _("not done"),
        "not-applicable": _("does not apply"),
        "": _("not said yet"),
    }[said]
    first: list[Part] = [(known.bp, "bold"), ("  ", ""), (word, MARKS[said][1])]
    if answer is None:
        return [Row(first)]
    who = glyph(" · ").join(x for x in (answer.by, str(answer.at.astimezone().date())) if x)
    why: list[Part] = [(reason_word(answer.reason), "")] if said == "not-applicable" else []
    if narrow:
        return [Row([*first, (": ", ""), *why] if why else first, right=[(who, "dim")])]
    return [Row(first), *([Row(why)] if why else []), Row([(who, "dim")])]


def _conflict_rows(desk: Desk, state: QuestionState) -> list[Row]:
    from ftr_tui.app.views.wa_conflict import conflicts_of, name_of

    if not desk.session.conflict or not (found := conflicts_of(desk, state)):
        return []
    text = _("two people changed {}: ").format(", ".join(name_of(state, c) for c in found))
    parts: list[Part] = [(text, "bad"), ("T", "key"), (_(" chooses"), "dim")]
    return [Row(parts, lead=[("! ", "bad")], wrap=True)]


def _odd_rows(odd: Sequence[Contradiction]) -> list[Row]:
    rows = [Row([(c.words, "warn")], lead=[(glyph("≠ "), "warn")], wrap=True) for c in odd]
    if rows:
        text = _(" goes to the control: one of the two may be wrong")
        rows.append(Row([("c", "key"), (text, "dim")], lead=[("  ", "")], wrap=True))
    return rows


def _note_rows(desk: Desk, state: QuestionState, practice: str) -> list[Row]:
    """Return note and plan, or which key writes them: here is where to explain in detail."""
    answer = desk.session.practice.get(practice)
    if not state.applies:
        return []
    if answer is None and not state.none:
        keys: list[Part] = [("y", "key"), (_(" done  "), "dim"), ("n", "key"), (_(" not done  "), "dim")]
        return [Row([*keys, ("-", "key"), (_(" n/a"), "dim")])]
    said = answer.state if answer is not None else "not-done"
    wanted = {
        "done": _(" how you do it, in detail"),
        "not-done": _(" why not"),
        "not-applicable": _(" why it does not apply to you"),
    }[said]
    rows = [Row(), *_labelled(_("Note"), answer.note if answer is not None else "", "r", wanted)]
    if said != "not-done":
        return rows
    text = _(" what you do about it, who, by when")
    rows += _labelled(_("Plan"), answer.plan if answer is not None else "", "p", text)
    if answer is not None and (answer.owner or answer.due):
        late = answer.due is not None and answer.due < desk.review.today
        who = glyph(" · ").join(x for x in (answer.owner, str(answer.due or "")) if x)
        rows.append(
            Row([(who, "warn" if late else ""), (_("  past") if late else "", "warn")], lead=[(" " * 6, "")])
        )
    return rows


def _labelled(label: str, text: str, key: str, hint: str) -> list[Row]:
    lead = [column(label, 6, "dim bold")]
    if text:
        return [Row([(text, "")], lead=lead, wrap=True)]
    return [Row([(key, "key"), (hint, "dim")], lead=lead, wrap=True)]


def _control_rows(desk: Desk, practice: str, *, whole: bool) -> list[Row]:
    from ftr_tui.actions.taking_over import says
    from ftr_tui.app.views.interview_evidence import finding_sign

    found = says(desk, practice)
    if not found:
        return [Row(), Row([(_("No control of the self-check touches this."), "dim")], wrap=True)]
    # In the dialog of the whole practice keys mean something else.
    offer: list[Part] = [] if whole else [("t", "key"), (_(" takes it over"), "dim")]
    heading = Row([(_("Self-check"), "dim bold")], right=offer)
    rows = [Row(), heading]
    for one in found:
        outcome = str(one.state.outcome)
        style = signs.style(outcome)
        lead: list[Part] = [(signs.sign(outcome) + " ", style), column(one.state.id, 9, "bold")]
        rows.append(Row([(signs.word(outcome), style), ("  ", ""), (one.state.item.title, "dim")], lead=lead))
        if one.response:
            text = one.response if whole else cut(" ".join(one.response.split()), _SHORT)
            rows.append(Row([(text, "")], lead=[("  ", "")], wrap=True))
        for finding in one.findings:
            rows.append(
                Row(
                    [(finding.summary, "dim")], lead=[("  ", ""), finding_sign(finding), (" ", "")], wrap=True
                )
            )
    return rows


def _question_rows(state: QuestionState) -> list[Row]:
    number = state.question.number
    rows = [Row(), Row([(_("Question {}").format(number), "dim bold")])]
    if state.note:
        return [*rows, Row([(state.note, "")], wrap=True)]
    return [*rows, Row([("e", "key"), (_(" writes a note on the whole question"), "dim")], wrap=True)]


def whole_rows(desk: Desk, state: QuestionState, practice: str, odd: Sequence[Contradiction]) -> list[Row]:
    """Return a practice and its question whole, for the dialog."""
    known = state.question.by_id[practice]
    answer = desk.session.practice.get(practice)
    risk: Part = (_("risk if missing: {}").format(risk_word(known.risk)), "dim")
    rows = [Row([(known.title, "bold")], right=[risk], wrap=True), Row([(known.what, "")], wrap=True), Row()]
    rows += _said_rows(desk, state, practice, narrow=True)
    rows += [Row([(c.words, "warn")], lead=[(glyph("≠ "), "warn")], wrap=True) for c in odd]
    if answer is not None and (answer.note or answer.plan or answer.owner or answer.due):
        rows += _note_rows(desk, state, practice)
    rows += _control_rows(desk, practice, whole=True)
    rows += [Row(), Row([(_("Question {}").format(state.question.number), "dim bold")])]
    rows.append(Row([(state.words, ""), (glyph(" · "), "dim"), (stand(state), "")], wrap=True))
    if state.note:
        rows.append(Row([(state.note, "")], wrap=True))
    for text in _remarks(state):
        rows.append(Row([(text, "dim")], lead=[(glyph("· "), "dim")], wrap=True))
    return rows


def _remarks(state: QuestionState) -> list[str]:
    """Return what there is to know about the estimate of this question."""
    out = []
    if not state.question.can_be_high:
        out.append(_("No practice of this question carries high risk: it can be medium at most."))
    if state.estimate.unsure and state.confirmed is None:
        out.append(_("Only practices of low risk are missing; how the tool rates that is not known."))
    if number := len(state.estimate.excused):
        text = ngettext(
            "{} practice of high risk counts only because it is marked as not applying.",
            "{} practices of high risk count only because they are marked as not applying.",
            number,
        )
        out.append(text.format(number))
    if state.confirmed is not None and state.confirmed != state.estimate.risk:
        out.append(_("Our estimate would be: {}.").format(state.estimate.words))
    return out


# --- contradictions, for other screens ----------------------------------------------------------------


def contradiction_rows(desk: Desk, cursor: str = "") -> list[Row]:
    """Return where self-check and review disagree, keyed ``CONTROL CHOICEID``; no rows if nowhere.

    One line each, as gaps in the Summary; the one at ``cursor`` says what practice it is.
    """
    from ftr_tui.actions import reviewing

    found = reviewing.contradictions(desk)
    if not found:
        return []
    lens = reviewing.lens_of(desk)
    rows = [Row([(_("Self-check and Well-Architected review disagree"), "dim bold")], lead=[("  ", "")])]
    for one in found:
        key = f"{one.control} {one.practice}"
        lead: list[Part] = [
            (glyph("≠ "), "warn"), column(_("disagree"), 11, "warn"), column(one.control, 11, "bold")
        ]  # fmt: skip
        # The control stands in its column already.
        rows.append(Row([(one.words.removeprefix(f"{one.control} is "), "")], key=key, lead=lead))
        if key == cursor:
            title = lens.practices[one.practice].title
            rows.append(Row([(f"{one.bp}: {title}", "dim")], key=key, lead=[(" " * 13, "")], wrap=True))
    return rows


def control_rows(desk: Desk, control: str) -> list[Row]:
    """Return the contradictions of one control, a line each: for the interview."""
    from ftr_tui.actions import reviewing

    found = reviewing.contradictions(desk, control)
    return [Row([(c.words, "warn")], lead=[(glyph("≠ "), "warn")], wrap=True) for c in found]


def differs(desk: Desk, control: str) -> bool:
    """Whether the review says something else of a control than the self-check."""
    return bool(control_rows(desk, control))
