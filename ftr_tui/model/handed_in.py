"""What a session hands in as AWS's sheet: people's answers and responses, and what is missing from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ftr_tui.model.checklist import Control, Rule
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.outcome import ItemState, Review
from ftr_tui.model.road import live_rounds
from ftr_tui.model.rounds import Comment
from ftr_tui.model.session import Session

NOT_APPLICABLE = "not-applicable"
_SAID = (Standing.PERSON, Standing.CONFIRMED, Standing.OVERRULED, Standing.CONTRADICTED)
"""A person stands behind these; evidence alone is no answer that one hands in."""
_Values = Mapping[str, str | None]


@dataclass(slots=True)
class HandIn:
    """What goes into the sheet, and the ids of what a person should know of."""

    words: dict[str, str] = field(default_factory=dict)
    """Question -> stored word: what people said, and N/A where nobody needs an answer."""
    responses: dict[str, str] = field(default_factory=dict)
    """Control -> text, answers to AWS's comments included."""
    not_needed: list[str] = field(default_factory=list)
    """Questions that get N/A because another answer makes them needless."""
    unanswered: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    """Unanswered, and nobody has to answer them."""
    expired: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    """Known from evidence alone: left open."""
    contradicted: list[str] = field(default_factory=list)
    """Written, though evidence says otherwise and nobody has said why."""
    overruled: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    """``answer IAM-002.1``: two people differ, what stands here was taken."""
    without_response: list[str] = field(default_factory=list)
    """Controls that only a response would meet."""
    drafts: list[str] = field(default_factory=list)
    """Controls whose response is what evidence drafted; no person has touched it."""
    borrowed: dict[str, str] = field(default_factory=dict)
    """Control -> the other product whose text stands there as a draft: left out until a person takes it."""
    answered: list[Comment] = field(default_factory=list)
    """AWS's comments that the responses answer."""


def hand_in(review: Review, session: Session) -> HandIn:
    """Return what the sheet gets from a session as it stands on the review's day."""
    out = HandIn(conflicts=[c.what for c in session.conflict])
    said = {
        q: a.value
        for state in review.states.values()
        for q, a in state.answers.items()
        if a.standing in _SAID and a.value is not None
    }
    values = {q: a.value for state in review.states.values() for q, a in state.answers.items()}
    for state in review.states.values():
        needless = _needless(state, said, session.response_text(state.id))
        for question, answer in state.answers.items():
            _take(out, state, answer, needless=question in needless)
        if isinstance(state.item, Control):
            _respond(out, state, state.item, session, values)
    return out


def _take(out: HandIn, state: ItemState, answer: Effective, *, needless: bool) -> None:
    question, standing = answer.question.id, answer.standing
    if standing in _SAID and answer.value is not None:
        out.words[question] = answer.value
        if standing is Standing.OVERRULED:
            out.overruled.append(question)
        elif standing is Standing.CONTRADICTED:
            out.contradicted.append(question)
    elif standing is Standing.UNCONFIRMED:
        # Also where nobody needs it: N/A beside evidence that says yes would be a second story.
        out.unconfirmed.append(question)
    elif needless:
        if NOT_APPLICABLE in answer.question.answers:
            out.words[question] = NOT_APPLICABLE
            out.not_needed.append(question)
    elif standing is Standing.EXPIRED:
        out.expired.append(question)
    elif isinstance(state.item, Control) and state.item.optional:
        out.optional.append(question)
    else:
        out.unanswered.append(question)


def _needless(state: ItemState, said: Mapping[str, str], response: str) -> set[str]:
    """Return the questions of an item that what people said elsewhere makes needless."""
    item = state.item
    if not isinstance(item, Control):
        return set()
    if any(t.question in said and said[t.question] != t.value for t in item.applies):
        return set(state.answers)
    if not item.judged:
        # Its rule is that of an earlier release: what it made needless may be asked for now.
        return set()
    for row in item.passes:
        if all(bool(response) if t.is_response else said.get(t.question) == t.value for t in row):
            return set(state.answers) - {t.question for t in row}
    return set()


def _respond(out: HandIn, state: ItemState, item: Control, session: Session, values: _Values) -> None:
    if text := response_for_aws(session, item.id):
        out.responses[item.id] = text
    out.answered += answers_to_aws(session, item.id)
    own = session.responses.get(item.id)
    if own is not None and own.draft is not None and own.text.strip():
        out.drafts.append(item.id)
    if (other := session.borrowed(item.id)) is not None:
        out.borrowed[item.id] = other.from_
    if not session.response_text(item.id) and not state.outcome.good and _asks(item, values):
        out.without_response.append(item.id)


def _asks(item: Control, values: _Values) -> bool:
    """Whether nothing but a response is missing."""
    rows: Rule = (*item.passes, *item.reviews)
    return all(values.get(t.question) == t.value for t in item.applies) and any(
        any(t.is_response for t in row)
        and all(t.is_response or values.get(t.question) == t.value for t in row)
        for row in rows
    )


def answers_to_aws(session: Session, control: str) -> list[Comment]:
    """Return AWS's comments on a control that are answered and not accepted yet, in their order.

    Those of a round that AWS has approved since are of an earlier review, and stay out.
    """
    past = {r.id for r in session.round} - {r.id for r in live_rounds(session)}
    found = [
        c
        for c in session.comment
        if c.control == control and c.answer.strip() and c.state != "accepted" and c.round not in past
    ]
    return sorted(found, key=lambda c: (int(c.id[1:]), c.id))


def response_for_aws(session: Session, control: str) -> str:
    """Return the text of a control's response cell: the response, then the answers to AWS's comments.

    AWS reads it, so the words are English in every language.
    """
    parts = [session.response_text(control).rstrip()]
    parts += [_begin(session, c) + c.answer.strip() for c in answers_to_aws(session, control)]
    return "\n\n".join(p for p in parts if p)


def _begin(session: Session, comment: Comment) -> str:
    came = next((f" of {r.came}" for r in session.round if r.id == comment.round), "")
    return f"Answer to AWS's comment{came}: "


def without_answers(session: Session, control: str, text: str) -> tuple[str, str]:
    """Return a response as it comes back from AWS without our answers behind it, and what they say otherwise.

    An answer that AWS has accepted since stood there as well. The second is what follows the response in
    other words than the session has them: an earlier answer, or one that somebody changed in the sheet.
    """
    mine = [c for c in session.comment if c.control == control and c.answer.strip()]
    begins = {_begin(session, c) for c in mine}
    starts = [at for b in begins if (at := f"\n\n{text}".find(f"\n\n{b}")) >= 0]
    if not starts:
        return text, ""
    rest = text[min(starts) :].strip()
    # The longest first: one answer may begin as another does.
    for own in sorted((_begin(session, c) + c.answer.strip() for c in mine), key=len, reverse=True):
        rest = f"{rest}\n\n".replace(f"{own}\n\n", "", 1).strip()
    return text[: min(starts)].rstrip(), rest


def without_place(session: Session, controls: Collection[str]) -> list[Comment]:
    """Return the answered comments that no response cell holds: of no control, or of one without a cell."""
    named = dict.fromkeys(c.control for c in session.comment)
    return [c for control in named if control not in controls for c in answers_to_aws(session, control)]
