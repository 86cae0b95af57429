"""Signing off: a second person stands behind an answer, where the session asks for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import fold, one_line

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.effective import Effective
    from ftr_tui.model.session import Answer


@dataclass(slots=True)
class Signed:
    """What came of signing several answers."""

    signed: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    """Signed before, by whom does not matter."""
    own: list[str] = field(default_factory=list)
    """The one who signs has answered these: another person has to sign."""
    nameless: list[str] = field(default_factory=list)
    """Nobody's name stands beside the answer, so nobody can be the second person."""
    unanswered: list[str] = field(default_factory=list)
    """No person's answer that counts today stands there."""

    def words(self, who: str) -> str:
        """Return what happened in one line."""
        told = []
        if self.signed:
            n = len(self.signed)
            told.append(
                ngettext("{} signed off by {}", "{} signed off by {}", n).format(_listed(self.signed), who)
            )
        if self.own:
            text = _("{}: {} has answered, so another person has to sign")
            told.append(text.format(_listed(self.own), who))
        if self.nameless:
            text = _("{}: no name stands beside the answer; answer again first")
            told.append(text.format(_listed(self.nameless)))
        if not told and self.already:
            told.append(_("{}: signed already").format(_listed(self.already)))
        if not told:
            told.append(_("nothing to sign: no person has answered"))
        return "; ".join(told)


def _listed(ids: list[str]) -> str:
    return ", ".join(ids) if len(ids) <= 4 else _("{} answers").format(len(ids))


def switch(desk: Desk, *, on: bool) -> bool:
    """Ask for signatures in this session, or no longer; False if it is so already. No signature is lost."""
    if desk.session.sign_off == on:
        return False
    label = _("sign-off on") if on else _("sign-off off")
    desk.change(label, desk.session.changed(sign_off=on))
    return True


def questions_of(desk: Desk, name: str) -> list[str]:
    """Return the questions of a control, or the question of this id; Problem if there is neither."""
    wanted = name.strip().upper()
    if wanted in desk.checklist.by_id:
        return [q.id for q in desk.checklist.by_id[wanted].question]
    if wanted in desk.checklist.questions:
        return [wanted]
    raise Problem(_("{} is neither a control nor a question of {}").format(
        one_line(name, 40), desk.checklist.name))  # fmt: skip


def waiting(desk: Desk) -> list[str]:
    """Return the questions with an answer that counts and that nobody has signed, in AWS's order."""
    return [
        q
        for state in desk.review.states.values()
        for q, answer in state.answers.items()
        if can_be_signed(answer) and answer.stored is not None and not answer.stored.signed
    ]


def can_be_signed(answer: Effective) -> bool:
    """Whether a person's answer stands there that counts today: confirming evidence is one, too."""
    return answer.stored is not None and answer.value is not None and answer.confirmed


def sign(desk: Desk, questions: Iterable[str], who: str = "") -> Signed:
    """Sign answers off as one step. Left alone is what the signer answered, and what nobody answered."""
    who = one_line(who or desk.who, 80)
    if not who:
        raise Problem(_("who signs? A name goes with it"), hint="--by NAME")
    found, session, now = Signed(), desk.session, desk.clock()
    for question in questions:
        stored = desk.session.answers.get(question)
        if stored is None or not can_be_signed(desk.answer_of(question)):
            found.unanswered.append(question)
        elif stored.signed:
            found.already.append(question)
        elif not stored.by.strip():
            found.nameless.append(question)
        elif fold(stored.by) == fold(who):
            found.own.append(question)
        else:
            given = stored.model_copy(update={"signed_by": who, "signed_at": now})
            session = session.with_answer(question, given)
            found.signed.append(question)
    if found.signed:
        desk.change(_("{} signed off").format(_listed(found.signed)), session)
    return found


def take_back(desk: Desk, questions: Iterable[str]) -> list[str]:
    """Take signatures away as one step; return the questions that had one."""
    session, gone = desk.session, []
    for question in questions:
        stored = session.answers.get(question)
        if stored is not None and stored.unsigned() is not stored:
            session = session.with_answer(question, stored.unsigned())
            gone.append(question)
    if gone:
        desk.change(_("signature of {} taken back").format(_listed(gone)), session)
    return gone


def count(desk: Desk) -> tuple[int, int]:
    """Return how many answers of persons that count are signed, and how many there are."""
    answers = [a for s in desk.review.states.values() for a in s.answers.values() if can_be_signed(a)]
    return sum(a.stored is not None and a.stored.signed for a in answers), len(answers)


def told(stored: Answer | None) -> str:
    """Return ``answered by Linh, signed by Minh on 2026-12-01``, or that nobody has signed."""
    if stored is None or not stored.by:
        return ""
    text = _("answered by {}").format(stored.by)
    if not stored.signed:
        return text + _(", nobody has signed this off")
    when = f"{stored.signed_at.astimezone():%Y-%m-%d}" if stored.signed_at else ""
    text += _(", signed by {}").format(stored.signed_by)
    return text + (_(" on {}").format(when) if when else "")
