"""The interview, one step at a time, without a screen: what is asked next, and what an answer needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from ftr_tui.actions.desk import Desk
from ftr_tui.model.checklist import Control, Item, Question
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _
from ftr_tui.model.text import clean

_KEYS = {"yes": "y", "no": "n", "not-applicable": "-"}
# What the first round asks; "don't know yet" was seen, so it waits for the second.
_FIRST = (Standing.OPEN, Standing.EXPIRED, Standing.CONTRADICTED, Standing.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask: a question, or the response of a control."""

    kind: Literal["question", "response"]
    id: str
    item: Item = field(compare=False)


def steps(desk: Desk) -> list[Step]:
    """Return everything that could be asked, in AWS's order: each control's questions, then its response."""
    out = []
    for item in desk.checklist.items:
        out += [Step("question", q.id, item) for q in item.question]
        if isinstance(item, Control):
            out.append(Step("response", item.id, item))
    return out


def waits(desk: Desk, step: Step, *, unsure: bool = False) -> bool:
    """Return whether a step needs a person now; with ``unsure`` those that were put off, and only those."""
    state = desk.review.states[step.item.id]
    if step.kind == "response":
        return not unsure and wants_response(desk, step.item.id)
    if state.outcome.good and state.block is None:
        # Another row of the rule passes already, or a gate says that this does not apply.
        return False
    standing = state.answers[step.id].standing
    return standing is Standing.UNSURE if unsure else standing in _FIRST


def following(desk: Desk, after: Step | None, skip: set[Step]) -> Step | None:
    """Return the next step after ``after`` that waits, then what was put off before; None at the end."""
    listed = steps(desk)
    start = listed.index(after) + 1 if after in listed else 0
    for unsure in (False, True):
        for step in listed[start:]:
            if step not in skip and waits(desk, step, unsure=unsure):
                return step
        start = 0
    return None


def left(desk: Desk) -> int:
    """Return how many questions wait for a person, those put off included."""
    return sum(waits(desk, s) or waits(desk, s, unsure=True) for s in steps(desk) if s.kind == "question")


def wants_response(desk: Desk, control: str) -> bool:
    """Return whether a rule of the control is met but for the text that AWS wants to read."""
    item = desk.checklist.by_id[control]
    state = desk.review.states[control]
    if not isinstance(item, Control) or state.outcome.good or desk.session.response_text(control):
        return False
    if any(desk.answer_of(t.question).value != t.value for t in item.applies):
        return False
    for row in (*item.passes, *item.reviews):
        answered = all(t.is_response or state.answers[t.question].value == t.value for t in row)
        if answered and any(t.is_response for t in row):
            return True
    return False


def keys(question: Question) -> dict[str, str]:
    """Return key -> answer: y, n, -, and for a question's own choices a letter or digit of each."""
    out: dict[str, str] = {}
    for answer in question.answers:
        letters = [_KEYS.get(answer, ""), *(c for c in answer.lower() if c.isalnum() and c not in "ynlbqv")]
        out[next((c for c in letters if c and c not in out), answer)] = answer
    return out


def evidence_lines(answer: Effective, agreed: Collection[str] = ()) -> list[str]:
    """Return what evidence says of a question, in lines: the sentence, what it assumes, when it was read.

    ``agreed``: what was said once of the whole scope.
    """
    finding = answer.finding
    if finding is None:
        return []
    lines = [_("evidence: {}").format(_verdict(finding)), *clean(finding.full).split("\n")]
    if words := said_by(finding):
        lines.append(words)
    lines += [clean(text) for text in finding.beside]
    if finding.not_reread:
        lines.append(finding.not_reread)
    if finding.assumes:
        for text in finding.assumes.split("\n"):
            lines.append((_("agreed: {}") if text in agreed else _("holds only if: {}")).format(text))
    return lines


def said_by(finding: Finding) -> str:
    """Return who said it and how it came here, where that was not a rule of ours over a scan here."""
    day = finding.read_at.astimezone().date()
    if finding.imported_at is None:
        return _("said by {}, {}").format(finding.tool, day) if finding.tool else ""
    came, file = finding.imported_at.astimezone().date(), clean(finding.imported_from)
    if finding.tool:
        return _("said by {}, {}; taken in {} from {}").format(finding.tool, day, came, file)
    return _("read by another machine, taken in {} from {}").format(came, file)


def former_lines(desk: Desk, question: str) -> list[str]:
    """Return what was said to an open question under another release of the list, in lines."""
    if not desk.session.former:
        return []
    from ftr_tui.actions import release

    found = release.former(desk, question)
    return release.former_words(found) if found is not None else []


def _verdict(finding: Finding) -> str:
    unasked = _("only a direct scan looks") if finding.tool else _("not looked at; ftr-tui scan --deep does")
    words = {
        "supports": _("supports an answer, decides nothing"),
        "unknown": unasked if finding.unasked else _("could not read"),
    }
    return words.get(str(finding.verdict), str(finding.verdict))


def stands(answer: Effective) -> str:
    """Return how the answer of a question stands now, in words; empty while it is simply open."""
    stored, value = answer.stored, answer.value
    who = f" ({stored.by})" if stored and stored.by else ""
    words = {
        Standing.OPEN: "",
        Standing.UNSURE: _("don't know yet{}").format(who),
        Standing.EXPIRED: _("{} until {}, so it is open again").format(
            stored.value if stored else "", stored.until if stored else ""
        ),
        Standing.UNCONFIRMED: _("{} from evidence, nobody has confirmed it").format(value),
        Standing.CONTRADICTED: _("{}{}, against evidence and without a reason").format(value, who),
        Standing.CONFIRMED: _("{} from evidence, confirmed{}").format(value, who),
        Standing.PERSON: f"{value}{who}",
        Standing.OVERRULED: _("{}{}, against evidence, with a reason").format(value, who),
    }
    return words[answer.standing]
