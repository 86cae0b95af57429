"""What a reviewer would miss in a response, as it is written. It blocks nothing and writes nothing.

Every rule is data: the needs of a control in its checklist, phrases and markers in coach.toml, each with
its reason. Rules see words, not truth: a text without a tip may still be refused, and a tip may be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ftr_tui.model.checklist import Control, Term
from ftr_tui.model.coach_needs import NOT_JUDGED, WHOLE, judge
from ftr_tui.model.coach_reading import Place, Reading, within
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _
from ftr_tui.model.need import Coaching, Need, Phrase
from ftr_tui.model.text import one_line

Kind = Literal[
    "value", "date", "link", "cadence", "preventive", "vague", "see-policy", "contradicts", "no-document",
    "not-judged",
]  # fmt: skip

LONGEST = 20_000
"""Characters that are read; AWS's sheet takes 32,767 in a cell, and no reviewer reads so many."""
_SHORT = 16
"""Fine words in so short a text are most of it, even where a word of the matter stands beside them."""
_REST = 8
"""So few words beside "see our policy" say nothing of their own; twice as many syllables in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Tip:
    """One thing that a reviewer would miss: what, and why. ``start == end``: in the whole text."""

    kind: Kind
    text: str
    why: str
    start: int = 0
    end: int = 0


def coach(
    control: Control,
    text: str,
    phrases: Coaching,
    today: date,
    *,
    documents: int = 0,
    findings: Mapping[str, Finding] | None = None,
    answers: Mapping[str, str | None] | None = None,
) -> list[Tip]:
    """Return the tips for the response ``text`` of ``control``; none for an empty one.

    ``documents`` is how many stand beside the control, ``findings`` and ``answers`` are by question id.
    """
    if not text.strip():
        return []
    answers = answers or {}
    reading = Reading(text[:LONGEST], today, phrases)
    if _gate_closed(control, answers):
        return [] if (said := _contradiction(control, reading, findings or {}, answers)) is None else [said]
    tips: list[Tip] = []
    unjudged, met = "", False
    for need in control.need:
        if not _applies(need, answers):
            continue
        miss = judge(need, reading)
        if miss is None:
            met = met or need.required
        elif miss is NOT_JUDGED:
            unjudged = unjudged or need.what
        else:
            tips.append(Tip(miss.kind, miss.text, need.why, *miss.place))  # type: ignore[arg-type]
    tips = _with_phrases(tips, reading, phrases, met=met)
    if unjudged:
        why = _(
            "The coach reads English and Vietnamese; of other languages it sees only dates, times and links."
        )
        tips.append(Tip("not-judged", _("Not judged: {}.").format(unjudged), why))
    if (said := _contradiction(control, reading, findings or {}, answers)) is not None:
        tips.append(said)
    if control.documents and not documents and not reading.links:
        why = _("A reviewer asks for proof; without a document or a link it is your word alone.")
        tips.append(Tip("no-document", _("No document or link stands beside what this says."), why))
    return tips


def _applies(need: Need, answers: Mapping[str, str | None]) -> bool:
    terms = [Term.parse(t) for t in need.when]
    return all(answers.get(t.question) in (None, t.value) for t in terms)


def _gate_closed(control: Control, answers: Mapping[str, str | None]) -> bool:
    """Whether a first no ends the control: no third party, no SLA, no standard. Then nothing is missed."""
    closing = [row[0] for row in control.passes if len(row) == 1 and row[0].value == "no"]
    return len(control.question) > 1 and any(answers.get(t.question) == "no" for t in closing)


def _with_phrases(tips: list[Tip], reading: Reading, phrases: Coaching, *, met: bool) -> list[Tip]:
    """Return ``tips`` with what phrases add; one vague tip is enough, and none beside "see our policy"."""
    language = reading.tongue.language
    if not language:
        return tips
    known = [p for p in phrases.phrase if p.language in ("en", language)]
    pointer = None if met else _pointer([p for p in known if p.kind == "see-policy"], reading)
    if pointer:
        return [t for t in tips if t.kind != "vague"] + [pointer]
    empty = _empty([p for p in known if p.kind == "vague"], reading)
    if empty is None or (met and _longer(reading, _SHORT)):
        return tips
    return [t for t in tips if t.kind != "vague"] + [empty]


def _pointer(phrases: Sequence[Phrase], reading: Reading) -> Tip | None:
    """Return a tip if the text only points to another document."""
    for phrase in phrases:
        places = reading.spans(phrase.words)
        if not places:
            continue
        total = (0, len(reading.text))
        rest = reading.words(total) - sum(reading.words(p) for p in _apart(places))
        if rest <= _most(reading, _REST) and not reading.fact(total, phrase.unless):
            return Tip("see-policy", _("This points elsewhere and does not answer."), phrase.why, *places[0])
    return None


def _most(reading: Reading, words: int) -> int:
    """Return how many words of this language say as much as so many English ones."""
    return words * (2 if reading.tongue.language == "vi" else 1)


def _longer(reading: Reading, words: int) -> bool:
    return reading.words((0, len(reading.text))) > _most(reading, words)


def _apart(places: Sequence[Place]) -> list[Place]:
    """Return ``places`` without those that lie in one before."""
    out: list[Place] = []
    for place in places:
        if not out or place[0] >= out[-1][1]:
            out.append(place)
    return out


def _empty(phrases: Sequence[Phrase], reading: Reading) -> Tip | None:
    """Return a tip for fine words, where nothing in the text is a fact."""
    for phrase in phrases:
        places = reading.spans(phrase.words)
        if places and not reading.fact((0, len(reading.text)), phrase.unless):
            shown = " ".join(reading.text[slice(*places[0])].split())
            text = _("“{}” says nothing that can be checked.").format(shown)
            return Tip("vague", text, phrase.why, *places[0])
    return None


def _contradiction(
    control: Control, reading: Reading, findings: Mapping[str, Finding], answers: Mapping[str, str | None]
) -> Tip | None:
    """Return a tip if the text claims what a finding denies; only for sure cases (see the conditions).

    Also where a person has owned to the gap: a response that denies it stands against the own answer.
    """
    for question in control.question:
        finding = findings.get(question.id)
        if (
            finding is None
            or finding.favourable is not False
            or not finding.verdict.decided
            or finding.assumes
        ):
            continue
        if answers.get(question.id) == finding.verdict.value and _still_meets(control, answers):
            continue  # admitted, and the text may speak of what stands in for it
        place = _claim(reading)
        if place is not None:
            said = _("The scan says otherwise: {}").format(one_line(finding.summary))
            why = _("A reviewer may look into the account too; mend it, or say why it is so.")
            return Tip("contradicts", said, why, *place)
    return None


def _still_meets(control: Control, answers: Mapping[str, str | None]) -> bool:
    """Whether the answers as they are leave a way to meet the control, open ones counted in its favour."""
    return any(
        all(t.is_response or answers.get(t.question) in (None, t.value) for t in row)
        for row in (*control.passes, *control.reviews)
    )


def _claim(reading: Reading) -> Place | None:
    """Return the sentence that claims something of all or of none; None where a gap is owned to."""
    if not reading.tongue.judged or reading.markers("admitted") or reading.markers("planned"):
        return None
    claimed = reading.markers("claimed")
    for start, end in reading.sentences:
        if within(claimed, (start, end)):
            return _trimmed(reading.text, start, end)
    return None


def _trimmed(text: str, start: int, end: int) -> Place:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


__all__ = ["LONGEST", "WHOLE", "Kind", "Tip", "coach"]
