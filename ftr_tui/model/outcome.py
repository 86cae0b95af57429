"""Checklist, session and findings -> an outcome per control, the reason in words, readiness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from ftr_tui.model.checklist import Checklist, Control, Gate, Item, Rule, Term
from ftr_tui.model.effective import Cover, Effective, Standing, all_effective, cover
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _
from ftr_tui.model.session import Session


class Outcome(StrEnum):
    """Stored words; screens show met, not met, explained, open, n/a."""

    PASS = "pass"  # noqa: S105  a word, no password
    FAIL = "fail"
    REVIEW = "review"
    OPEN = "open"
    NOT_APPLICABLE = "not-applicable"

    @property
    def good(self) -> bool:
        """Whether this does not stand in the way."""
        return self in (Outcome.PASS, Outcome.REVIEW, Outcome.NOT_APPLICABLE)


class Block(StrEnum):
    """Why a control stands in the way, worst first."""

    FAIL = "fail"
    CONFLICT = "conflict"
    CONTRADICTED = "contradicted"
    OPEN = "open"
    EXPIRED = "expired"
    UNCONFIRMED = "unconfirmed"
    UNSIGNED = "unsigned"
    """Only where the session asks for it: no second person has signed an answer that it rests on."""


@dataclass(frozen=True, slots=True)
class ItemState:
    """One control, item or gate as it stands today."""

    item: Item
    outcome: Outcome
    reasons: tuple[str, ...]
    answers: dict[str, Effective]
    block: Block | None = None
    """Why it stands in the way of being ready; None if it does not."""
    why: str = ""
    """The block in words."""

    @property
    def id(self) -> str:
        """Return the id of the control or gate."""
        return self.item.id

    @property
    def open_questions(self) -> list[str]:
        """Return the ids of its questions that have no value yet."""
        return [q for q, a in self.answers.items() if a.value is None]


@dataclass(frozen=True)
class Review:
    """A whole session, judged on one day."""

    checklist: Checklist
    today: date
    states: dict[str, ItemState]
    """By id, in AWS's order, gates and the items CIS and GA included."""

    @cached_property
    def counted(self) -> list[ItemState]:
        """Return the controls that have an outcome in AWS's sheet (44 in partner-hosted)."""
        return [s for s in self.states.values() if isinstance(s.item, Control) and s.item.counted]

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """Return how many of the counted controls have each outcome, all five words."""
        tally = Counter(s.outcome for s in self.counted)
        return {o: tally[o] for o in Outcome}

    @cached_property
    def blocking(self) -> list[ItemState]:
        """Return what stands in the way, worst first, then in AWS's order."""
        order = list(Block)
        found = [s for s in self.states.values() if s.block is not None]
        return sorted(found, key=lambda s: order.index(s.block or Block.FAIL))

    @property
    def ready(self) -> bool:
        """Whether the sheet route is ready (design.md section 2)."""
        return not self.blocking

    @cached_property
    def coverage(self) -> dict[Cover, int]:
        """Return how many questions each kind of backing has; adds up to the number of questions."""
        return covered(self.states.values())

    def in_section(self, section: str) -> list[ItemState]:
        """Return the items of a section, its gates as well."""
        return [s for s in self.states.values() if s.item.section == section]

    def in_pillar(self, pillar: str) -> list[ItemState]:
        """Return the controls of a pillar; gates have none."""
        return [s for s in self.states.values() if isinstance(s.item, Control) and s.item.pillar == pillar]

    def minutes_left(self) -> int:
        """Estimate the minutes that the open work takes: 1 a question, 3 more for a response (our guess)."""
        total = 0
        for state in self.blocking:
            total += max(1, len(state.open_questions))
            if state.block is not Block.UNSIGNED and getattr(state.item, "needs_response", False):
                total += 3
        return total


def covered(states: Iterable[ItemState]) -> dict[Cover, int]:
    """Return how many questions of some items each kind of backing has, all six words, in their order."""
    tally = Counter(cover(a) for s in states for a in s.answers.values())
    return {c: tally[c] for c in Cover}


def review(checklist: Checklist, session: Session, findings: Mapping[str, Finding], today: date) -> Review:
    """Judge a session. Pure: the same input gives the same review."""
    answers = all_effective(checklist, session, findings, today)
    conflicts = {c.what.rpartition(" ")[2] for c in session.conflict}
    states: dict[str, ItemState] = {}
    for item in checklist.items:
        if isinstance(item, Gate):
            states[item.id] = _judge_gate(item, answers, conflicts, sign_off=session.sign_off)
        else:
            text = session.response_text(item.id)
            state = judge_control(item, answers, text, conflicts, sign_off=session.sign_off)
            states[item.id] = _with_draft(state, session)
    return Review(checklist, today, states)


def _with_draft(state: ItemState, session: Session) -> ItemState:
    """Say beside the reason that another product's text waits: it is no response, and counts for nothing."""
    draft = session.borrowed(state.id)
    if draft is None or state.outcome.good or not isinstance(state.item, Control):
        return state
    if not any(t.is_response for row in (*state.item.passes, *state.item.reviews) for t in row):
        return state
    text = _("a draft from {} waits to be taken over").format(draft.from_)
    why = f"{state.why}; {text}" if state.why else ""
    return replace(state, reasons=(*state.reasons, text), why=why)


def _judge_gate(
    gate: Gate, answers: Mapping[str, Effective], conflicts: set[str], *, sign_off: bool
) -> ItemState:
    answer = answers[gate.id]
    outcome = Outcome.OPEN if answer.value is None else Outcome.PASS
    text = _("not answered yet") if answer.value is None else _("the answer is {}").format(answer.value)
    block, why = _block(gate.id, outcome, text, [answer], conflicts)
    if block is None and sign_off:
        block, why = _unsigned([answer])
    return ItemState(gate, outcome, (text,), {gate.id: answer}, block, why)


def judge_control(
    control: Control,
    answers: Mapping[str, Effective],
    response: str,
    conflicts: set[str] | None = None,
    *,
    sign_off: bool = False,
) -> ItemState:
    """Judge one control: gate, then pass rule, then review rule (facts of AWS's sheet, section 2b).

    ``sign_off``: a second person has to sign the answers that it rests on; a gate's are signed there.
    """
    conflicts = conflicts or set()
    own = {q.id: answers[q.id] for q in control.question}
    gates = [answers[t.question] for t in control.applies]
    for term, gate in zip(control.applies, gates, strict=True):
        if gate.value is None:
            text = _("{} is not answered yet").format(term.question)
            # The gate itself is listed as a gap; its controls would only repeat it, yet they are open.
            return ItemState(control, Outcome.OPEN, (text,), own, Block.OPEN, text)
        if gate.value != term.value:
            text = _("{} is {}").format(term.question, gate.value)
            # Two people may differ about a response that nobody needs now; that stands in no way.
            block, why = _block(control.id, Outcome.NOT_APPLICABLE, text, gates, set())
            return ItemState(control, Outcome.NOT_APPLICABLE, (text,), own, block, why)
    outcome, reason, rests_on = _outcome(control, own, response)
    used = [own[t.question] for t in rests_on if t.question in own] + gates
    block, why = _block(control.id, outcome, reason, used, conflicts | _touched(own, conflicts))
    if control.optional and block in (Block.OPEN, Block.EXPIRED, Block.UNCONFIRMED):
        block, why = None, ""
    elif block is None and sign_off and not control.optional:
        block, why = _unsigned([own[t.question] for t in rests_on if t.question in own])
    return ItemState(control, outcome, (reason, *_notes(own)), own, block, why)


def _touched(own: Mapping[str, Effective], conflicts: set[str]) -> set[str]:
    return {a.question.id.rpartition(".")[0] or a.question.id for q, a in own.items() if q in conflicts}


def _holds(term: Term, own: Mapping[str, Effective], response: str) -> bool | None:
    if term.is_response:
        return True if response else None
    value = own[term.question].value
    return None if value is None else value == term.value


def _outcome(
    control: Control, own: Mapping[str, Effective], response: str
) -> tuple[Outcome, str, list[Term]]:
    if not control.judged:
        return _unjudged(control, own, response)
    return _by_rule(control, own, response)


def _unjudged(
    control: Control, own: Mapping[str, Effective], response: str
) -> tuple[Outcome, str, list[Term]]:
    """Judge a control whose formula is not understood: at best ``review``, once all is answered.

    Its rule, if it has one, is that of an earlier release with the same questions: it may still say no.
    """
    missing = [a for a in own.values() if a.value is None]
    all_of_it = [Term(q, a.value) for q, a in own.items() if a.value is not None]
    if missing:
        return Outcome.OPEN, _join([_gap(a) for a in missing]), all_of_it
    if control.passes:
        outcome, reason, rests_on = _by_rule(control, own, response)
        if outcome is Outcome.FAIL:
            return outcome, reason, rests_on
    text = _(
        "AWS's sheet decides this by a formula that is not understood here; an export shows what it says"
    )
    return Outcome.REVIEW, text, all_of_it


def _by_rule(
    control: Control, own: Mapping[str, Effective], response: str
) -> tuple[Outcome, str, list[Term]]:
    met = _best_met(control.passes, own, response)
    if met is not None:
        return Outcome.PASS, _said(met, own), list(met)
    explained = _best_met(control.reviews, own, response)
    if explained is not None:
        return Outcome.REVIEW, _said(explained, own), list(explained)
    ways = control.passes or control.reviews
    possible = [row for row in ways if all(_holds(t, own, response) is not False for t in row)]
    if possible:
        row = min(possible, key=lambda r: sum(_holds(t, own, response) is None for t in r))
        return Outcome.OPEN, _missing(row, possible, ways, own, response), list(row)
    wanting = [r for r in control.reviews if all(_holds(t, own, response) is not False for t in r)]
    wrong = _wrong(ways, own, response)
    reason = _join([f"{label(t.question)} {_('is')} {own[t.question].value}" for t in wrong])
    if any(all(t.is_response or _holds(t, own, response) for t in row) for row in wanting):
        reason += _(", and no explanation is written yet")
    return Outcome.FAIL, reason, wrong


def _best_met(rule: Rule, own: Mapping[str, Effective], response: str) -> tuple[Term, ...] | None:
    """Return the met row that rests on the fewest unsettled answers, or None."""
    met = [row for row in rule if all(_holds(t, own, response) for t in row)]
    unsettled = {q for q, a in own.items() if not a.standing.settled}
    return min(met, key=lambda row: sum(t.question in unsettled for t in row), default=None)


def _wrong(rule: Rule, own: Mapping[str, Effective], response: str) -> list[Term]:
    seen: dict[str, Term] = {}
    for row in rule:
        for term in row:
            if _holds(term, own, response) is False:
                seen.setdefault(term.question, term)
    return list(seen.values())


def _missing(
    row: tuple[Term, ...],
    possible: list[tuple[Term, ...]],
    rule: Rule,
    own: Mapping[str, Effective],
    response: str,
) -> str:
    gaps = [t for t in row if _holds(t, own, response) is None]
    words = [_("the response is not written yet") if t.is_response else _gap(own[t.question]) for t in gaps]
    text = _join(words)
    wrong = [t for t in _wrong(rule, own, response) if t not in row]
    decided = {t.question for t in wrong}
    needed = [t for t in row if not t.is_response and t.question not in decided]
    if not wrong or not needed:
        return text
    said = _join([f"{label(t.question)} {_('is')} {own[t.question].value}" for t in wrong])
    # What a question may still be: in another row that is still possible it may be something else.
    may = {
        t.question: _(" or ").join(
            dict.fromkeys(o.value for r in possible for o in r if o.question == t.question)
        )
        for t in needed
    }
    names = " ".join(label(t.question) for t in needed)
    if len(needed) > 1 and len(set(may.values())) == 1:
        return _("{}, so {} must all be {}: {}").format(said, names, may[needed[0].question], text)
    must = _join([_("{} must be {}").format(label(q), value) for q, value in may.items()])
    return _("{}, so {}: {}").format(said, must, text)


def _gap(answer: Effective) -> str:
    name = label(answer.question.id)
    if answer.standing is Standing.UNSURE:
        who = f" ({answer.stored.by})" if answer.stored and answer.stored.by else ""
        return _("{}: don't know yet{}").format(name, who)
    if answer.standing is Standing.EXPIRED and answer.stored:
        return _("{}: the answer held until {}").format(name, answer.stored.until)
    return _("{} has no answer yet").format(name)


def _said(row: tuple[Term, ...], own: Mapping[str, Effective]) -> str:
    words = [f"{label(t.question)} {_('is')} {own[t.question].value}" for t in row if not t.is_response]
    if any(t.is_response for t in row):
        words.append(_("the response is written"))
    return _join(words)


def _notes(own: Mapping[str, Effective]) -> list[str]:
    out = []
    for question, answer in own.items():
        if answer.standing is Standing.OVERRULED and answer.stored:
            out.append(_("{} overrules evidence: {}").format(label(question), answer.stored.reason))
    return out


def _block(
    item: str, outcome: Outcome, reason: str, used: list[Effective], conflicts: set[str]
) -> tuple[Block | None, str]:
    if outcome is Outcome.FAIL:
        return Block.FAIL, reason
    if item in conflicts:
        return Block.CONFLICT, _("two people changed this; choose one")
    for answer in used:
        if answer.standing is Standing.CONTRADICTED and answer.finding:
            says = _("evidence says {}, the answer says {}; give a reason or change it")
            return Block.CONTRADICTED, f"{label(answer.question.id)}: " + says.format(
                answer.finding.verdict, answer.value
            )
    if outcome is Outcome.OPEN:
        expired = any(a.standing is Standing.EXPIRED for a in used)
        return (Block.EXPIRED if expired else Block.OPEN), reason
    for answer in used:
        if answer.standing is Standing.UNCONFIRMED:
            text = _("{} is from evidence and nobody has confirmed it")
            return Block.UNCONFIRMED, text.format(label(answer.question.id))
    return None, ""


def _unsigned(used: list[Effective]) -> tuple[Block | None, str]:
    missing = [label(a.question.id) for a in used if a.stored is not None and not a.stored.signed]
    if not missing:
        return None, ""
    return Block.UNSIGNED, _("{}: nobody has signed this off").format(_join(list(dict.fromkeys(missing))))


def label(question: str) -> str:
    """Return how a question is named beside its control: ``.1``, or its whole id where it has no dot."""
    head, dot, tail = question.rpartition(".")
    return f".{tail}" if dot and head else question


def _join(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + _(" and ") + words[-1]
