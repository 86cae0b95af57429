"""What a person should know of a sheet that was just filled: what is missing, what it judges otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING

from ftr_tui.actions import coaching, status
from ftr_tui.exchange.workbook import fill
from ftr_tui.exchange.workbook.sheet import Sheet
from ftr_tui.model.checklist import Control
from ftr_tui.model.handed_in import HandIn, without_place
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import ItemState, Outcome
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

LONG = 1_000
"""Characters of a response from which AWS's fixed row heights hide the end of it."""
_NAMED = 12
"""How many ids a note names before it counts the rest."""
_Counted = Iterable[tuple[str, str, Sequence[str]]]
"""Words for one and for many, with a place for the number, and the ids."""


@dataclass(frozen=True, slots=True)
class Written:
    """What went into the sheet, beside what was to go there."""

    template: Sheet
    given: HandIn
    words: dict[str, str]
    """Question -> a word of the sheet's list."""
    responses: dict[str, str]
    filled: fill.Filled


def named(ids: Sequence[str]) -> str:
    """Return ids in one line: the first ones, and how many more there are."""
    text, rest = ", ".join(ids[:_NAMED]), len(ids) - _NAMED
    return text if rest <= 0 else text + ngettext(" and {} more", " and {} more", rest).format(rest)


def _lines(found: _Counted) -> list[str]:
    return [
        f"{ngettext(one, many, len(ids)).format(len(ids))}: {named(ids)}" for one, many, ids in found if ids
    ]


def of_answers(desk: Desk, done: Written) -> list[str]:
    """Return what is to be said of the answers, a line for each kind."""
    given, template = done.given, done.template
    unlisted = fill.unlisted(template, given.words)
    other = [q for q in given.words if q in template.questions and q not in done.words and q not in unlisted]
    notes = _lines([*_open(given), *_said(given), *_not_taken(unlisted, other)])
    if held := fill.held(template, done.words, done.responses):
        words = _("the workbook was filled already; what this session does not say is left out: {} ({})")
        take = _("{} takes it in").format(status.command(desk, "import", f" {quote(template.file)}"))
        notes.append(words.format(named(held), take))
    return notes


def _open(given: HandIn) -> _Counted:
    yield "{} question is not answered yet", "{} questions are not answered yet", given.unanswered
    yield "{} optional question is open", "{} optional questions are open", given.optional
    yield (
        "{} answer is from evidence alone, nobody has confirmed it: left at <select>",
        "{} answers are from evidence alone, nobody has confirmed them: left at <select>",
        given.unconfirmed,
    )
    yield (
        "{} answer has expired: left at <select>",
        "{} answers have expired: left at <select>",
        given.expired,
    )


def _said(given: HandIn) -> _Counted:
    yield (
        "{} answer stands against evidence, and nobody has said why",
        "{} answers stand against evidence, and nobody has said why",
        given.contradicted,
    )
    yield (
        "{} answer overrules evidence, with a reason",
        "{} answers overrule evidence, with a reason",
        given.overruled,
    )
    yield (
        "two people differ about {} thing; yours is written",
        "two people differ about {} things; yours are written",
        given.conflicts,
    )


def _not_taken(unlisted: dict[str, str], other: list[str]) -> _Counted:
    yield (
        "{} answer is not in the sheet's list: left at <select>",
        "{} answers are not in the sheet's lists: left at <select>",
        [f"{q} ({word})" for q, word in unlisted.items()],
    )
    yield (
        "{} answer is left out, the question is another one there",
        "{} answers are left out, the questions are other ones there",
        other,
    )


def of_responses(desk: Desk, done: Written) -> list[str]:
    """Return what is to be said of the responses and of the answers to AWS's comments."""
    notes = _lines(_texts(desk, done))
    if text := coaching.in_short(coaching.missing(desk, list(done.responses))):
        notes.append(_("{}; {} says what").format(text, status.command(desk, "status")))
    inside = [c for c in done.given.answered if c.control in done.responses]
    if inside:
        words = ngettext(
            "the answer to {} comment of AWS is in its response",
            "the answers to {} comments of AWS are in the responses",
            len(inside),
        )
        notes.append(words.format(len(inside)))
        if any(c.state == "open" for c in inside):
            sent = _("; once AWS has the file: {}").format(status.command(desk, "rounds", " --sent"))
            notes[-1] += sent
    return notes


def _texts(desk: Desk, done: Written) -> _Counted:
    given = done.given
    yield "{} control needs a response", "{} controls need a response", given.without_response
    yield (
        "{} response is a draft from evidence that nobody has read over",
        "{} responses are drafts from evidence that nobody has read over",
        given.drafts,
    )
    yield (
        "{} response is a draft from another product that nobody has taken over: left out",
        "{} responses are drafts from other products that nobody has taken over: left out",
        [f"{c} ({other})" for c, other in given.borrowed.items()],
    )
    yield (
        "{} response has more than 1,000 characters, and AWS's rows do not grow: its end is easily missed",
        "{} responses have more than 1,000 characters, and AWS's rows do not grow: ends are easily missed",
        [c for c, text in done.responses.items() if fill.length(text) > LONG],
    )
    yield (
        "{} response is left out, the sheet has no cell for it or asks something else",
        "{} responses are left out, the sheet has no cells for them or asks something else",
        [c for c in given.responses if c not in done.responses],
    )
    yield (
        "{} answer to AWS has no place in the sheet, send it apart",
        "{} answers to AWS have no place in the sheet, send them apart",
        [f"{c.id} ({c.control or _('no control')})" for c in without_place(desk.session, done.responses)],
    )


def of_the_sheet(desk: Desk, done: Written) -> list[str]:
    """Return what the sheet's own formulas say of it, against what this program says."""
    filled, notes = done.filled, []
    if done.template.unread:
        words = _("the sheet asks something under ids that are not understood; fill it in by hand: {}")
        notes.append(words.format(named(done.template.unread)))
    if filled.not_understood:
        words = _(
            "formulas that are not understood; their results are left out, and Excel works them out: {}"
        )
        notes.append(words.format(named([one_line(p, 60) for p in filled.not_understood])))
    reasons: dict[str, list[str]] = {}
    for state in desk.review.counted:
        word = filled.outcomes.get(state.id, "")
        expected = "Pass" if state.outcome.good else "Fail"
        if word and word != expected:
            reason = _reason(desk, state, done) or _("LOOK: for a reason that this program does not know")
            reasons.setdefault(f"{_words(word, state.outcome)}, {reason}", []).append(state.id)
    notes += [f"{text}: {named(ids)}" for text, ids in reasons.items()]
    notes.append(_figures(desk, filled))
    if filled.divided_by_zero:
        notes.append(_("the sheet's percentage says #DIV/0! where nothing fails: AWS's own formula, no harm"))
    return notes


def _words(word: str, outcome: Outcome) -> str:
    shown_as = {"pass": _("met"), "fail": _("not met"), "review": _("explained"), "open": _("open")}
    return _("the sheet says {}, here it is {}").format(word, shown_as.get(outcome, _("n/a")))


def _figures(desk: Desk, filled: fill.Filled) -> str:
    counts = desk.review.counts
    names = [_("met"), _("not met"), _("explained"), _("open"), _("n/a")]
    ours = ", ".join(f"{counts[o]} {name}" for o, name in zip(Outcome, names, strict=True) if counts[o])
    words = _("AWS's sheet counts Pass {}, Fail {} (open counts as Fail); here: {}")
    return words.format(filled.count("Pass"), filled.count("Fail"), ours)


def _reason(desk: Desk, state: ItemState, done: Written) -> str:
    """Return why the sheet judges a control otherwise, in words; empty where nothing explains it."""
    item = state.item
    gates = [t.question for t in item.applies] if isinstance(item, Control) else []
    answers = {q: desk.answer_of(q) for q in (*state.answers, *gates)}
    unwritten = [q for q, a in answers.items() if a.value is not None and q not in done.words]
    if any(q in done.given.unconfirmed for q in unwritten):
        return _("because unconfirmed evidence is not written")
    if unwritten or (desk.session.response_text(state.id) and state.id not in done.responses):
        return _("because not all of it could be written")
    if any(answers[g].value is None for g in gates):
        return _("because it passes what follows an unanswered question ({})").format(", ".join(gates))
    if state.id in done.responses and not desk.session.response_text(state.id):
        return _("because the answer to AWS's comment stands where the response belongs")
    return ""
