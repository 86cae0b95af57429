"""What a reviewer would miss in the responses of a session. It blocks, changes and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ftr_tui.model.checklist import Control
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.coach import Tip
    from ftr_tui.model.need import Coaching

QUOTED = 60
"""Characters of the words at which a tip points that are shown."""
_NAMED = 6
"""How many controls a line names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Coached:
    """What the coach says of one response."""

    text: str
    """The response that was read; empty: there is none, and nothing was judged."""
    tips: tuple[Tip, ...] = ()
    judged: bool = True
    """False: it is in a language whose words are not known, so silence says nothing."""

    @property
    def missed(self) -> list[Tip]:
        """Return what is missed, without what could not be judged."""
        return [t for t in self.tips if t.kind != "not-judged"]

    @property
    def in_words(self) -> list[Tip]:
        """Return what is missed in the words themselves, whatever documents stand beside them."""
        return [t for t in self.missed if t.kind != "no-document"]


@dataclass(slots=True)
class _Memory:
    """What was read for one desk: the phrases, and per control what it was made from and what came out."""

    phrases: Coaching
    said: dict[str, tuple[object, Coached]]


# A desk that is gone takes its own along; two desks (a test, Home and a session) never meet.
_memory: WeakKeyDictionary[Desk, _Memory] = WeakKeyDictionary()


def tips(desk: Desk, control: str, text: str | None = None) -> list[Tip]:
    """Return the tips for the response of a control, or for ``text`` in its place."""
    return list(read(desk, control, text).tips)


def read(desk: Desk, control: str, text: str | None = None) -> Coached:
    """Return what the coach says of a control's response, drafts and expired answers as well.

    Nothing is said of gates and items without a response, nor of a control that does not apply.
    """
    item = desk.checklist.by_id.get(control)
    if text is None:
        written = desk.session.responses.get(control)
        text = written.text if written else ""
    if not isinstance(item, Control) or not item.counted or not text.strip():
        return Coached("")
    state = desk.review.states[control]
    if str(state.outcome) == "not-applicable":
        return Coached("")
    memory = _memory.get(desk)
    if memory is None:
        memory = _memory[desk] = _Memory(desk.library.coach(), {})
    given = {q: _said(a) for q, a in state.answers.items()} | _elsewhere(desk, item)
    findings = {q: a.finding for q, a in state.answers.items() if a.finding is not None}
    # Made again only when something of it changes: a screen asks at each key. Findings are mostly the same
    # objects as before, so comparing them costs nothing.
    key = (item, text, desk.review.today, len(desk.documents_of(control)), given, findings)
    known = memory.said.get(control)
    if known is not None and known[0] == key:
        return known[1]
    from ftr_tui.model.coach import LONGEST, coach
    from ftr_tui.model.coach_language import tongue

    found = coach(item, text, memory.phrases, key[2], documents=key[3], findings=findings, answers=given)
    coached = Coached(text, tuple(found), tongue(text[:LONGEST]).judged)
    memory.said[control] = (key, coached)
    return coached


def _said(answer: Effective) -> str | None:
    """Return an answer, but not a gap that evidence found and nobody has owned to: the text may deny it."""
    bare = answer.standing is Standing.UNCONFIRMED and answer.finding and answer.finding.favourable is False
    return None if bare else answer.value


def _elsewhere(desk: Desk, item: Control) -> dict[str, str | None]:
    """Return the answers to questions of other controls on which a need hangs."""
    terms = (term.partition("=")[0] for need in item.need for term in need.when)
    return {q: desk.answer_of(q).value for q in terms if q in desk.checklist.questions}


def all_tips(desk: Desk) -> dict[str, Coached]:
    """Return control -> what the coach says of its response, in AWS's order; only those with a response."""
    found = ((c.id, read(desk, c.id)) for c in desk.checklist.controls if c.id in desk.session.responses)
    return {control: said for control, said in found if said.text}


def quoted(text: str, tip: Tip) -> str:
    """Return the words at which a tip points, in one line; empty: the whole text, or the tip quotes them."""
    from ftr_tui.model.text import one_line

    words = one_line(text[tip.start : tip.end], QUOTED)
    return "" if words in tip.text else words


def as_json(desk: Desk) -> list[dict[str, Any]]:
    """Return a row for each tip, as ``status --json`` has them."""
    return [
        {"control": control, "kind": tip.kind, "text": tip.text, "why": tip.why}
        for control, said in all_tips(desk).items()
        for tip in said.tips
    ]


# --- in words --------------------------------------------------------------------------------------------


def nothing(said: Coached) -> str:
    """Return what is said where there is no tip: never that a response is good."""
    if not said.text:
        return ""
    if not said.judged:
        return _("This language is not judged: the coach reads English and Vietnamese.")
    return _("These rules found nothing; a reviewer still may.")


def told(desk: Desk, control: str) -> list[str]:
    """Return lines about a response just written: each tip with its reason, or that there is none."""
    said = read(desk, control)
    if not said.tips:
        return [line] if (line := nothing(said)) else []
    return list(_told(said))


def _told(said: Coached) -> Iterator[str]:
    for tip in said.tips:
        words = quoted(said.text, tip)
        at = _(" (“{}”)").format(words) if words else ""
        yield f"{tip.text}{at} {tip.why}"


def missing(desk: Desk, among: list[str] | None = None) -> list[str]:
    """Return the controls whose words miss something, all or of those in ``among``."""
    wanted = None if among is None else set(among)
    return [c for c, said in all_tips(desk).items() if said.in_words and (wanted is None or c in wanted)]


def in_short(ids: list[str]) -> str:
    """Return ``7 responses miss what a reviewer asks for: RES-001, ...``; empty where none does."""
    if not ids:
        return ""
    words = ngettext(
        "{} response misses what a reviewer asks for: {}",
        "{} responses miss what a reviewer asks for: {}",
        len(ids),
    )
    rest = len(ids) - _NAMED
    more = ngettext(" and {} more", " and {} more", rest).format(rest) if rest > 0 else ""
    return words.format(len(ids), ", ".join(ids[:_NAMED]) + more)
