"""Taking over what evidence says: what must be agreed to first, once for the scope or for each question."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ftr_tui.model import agreement
from ftr_tui.model.checklist import Question
from ftr_tui.model.effective import Effective, Standing, verdict_of
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.session import Agreed, Answer, Response, Session
from ftr_tui.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftr_tui.model.facts import Evidence
    from ftr_tui.model.outcome import Review


@dataclass(frozen=True, slots=True)
class Needs:
    """What a person must say before an answer counts."""

    kind: str
    """``reason``: the answer stands against evidence. ``assumption``: evidence holds only under it."""
    text: str
    once: bool = False
    """All of it is about the scope: once said, it is not asked again while the same accounts are read."""


class Confirming(ABC):
    """The part of the desk that turns evidence into answers; its subclass saves."""

    session: Session
    evidence: Evidence
    who: str
    clock: Callable[[], datetime]

    @property
    @abstractmethod
    def review(self) -> Review:
        """Return the session as judged now; for subclasses."""

    @abstractmethod
    def answer_of(self, question: str) -> Effective:
        """Return what counts for one question; for subclasses."""

    @abstractmethod
    def change(self, label: str, session: Session, *, joins: bool = False, undone: bool = True) -> None:
        """Take a session as one step; for subclasses."""

    # --- the scope, agreed to once ----------------------------------------------------------------

    def scope_agreed(self) -> dict[str, Agreed]:
        """Return what was said of exactly the accounts that were read last, by its text."""
        return agreement.holding(self.session.agreed, self.evidence)

    def scope_stated(self) -> list[str]:
        """Return what evidence assumes of the whole scope; nothing where the organization was read whole."""
        return agreement.stated(self.evidence)

    def scope_open(self) -> list[str]:
        """Return what nobody has agreed to yet of ``scope_stated``."""
        agreed = self.scope_agreed()
        return [line for line in self.scope_stated() if line not in agreed]

    def agree_scope(self) -> bool:
        """Say once that what was read is all of production; answers that wait only for that stand again."""
        if not self.scope_open():
            return False
        self.change(_("scope agreed to"), self._agreed(self.session, self.scope_stated()))
        return True

    def withdraw_scope(self) -> bool:
        """Take it back: what was confirmed under it waits to be confirmed again."""
        lines = {*self.scope_agreed(), *self.scope_stated()}
        answers = {
            q: _on_other_terms(a, assumes=_without(a.assumes, lines)) if a.source == "evidence" else a
            for q, a in self.session.answers.items()
        }
        left = [a for a in self.session.agreed if a.text not in lines]
        session = self.session.changed(agreed=left, answers=answers)
        if session == self.session:
            return False
        self.change(_("scope no longer agreed to"), session)
        return True

    def _agreed(self, session: Session, lines: Iterable[str]) -> Session:
        accounts = agreement.accounts(self.evidence)
        new = {
            line: Agreed(text=line, accounts=accounts, by=clean(self.who), at=self.clock()) for line in lines
        }
        kept = [a for a in session.agreed if a.text not in new]
        session = session.changed(agreed=[*kept, *new.values()])
        # What was confirmed of an older scope and is still so stands under the new word.
        for state in self.review.states.values():
            for question, answer in state.answers.items():
                stored, finding = answer.stored, answer.finding
                if stored is None or finding is None or answer.standing is not Standing.UNCONFIRMED:
                    continue
                if set(agreement.own_lines(finding.assumes)) <= set(agreement.own_lines(stored.assumes)):
                    fields = {"assumes": finding.assumes, "accounts": list(finding.accounts)}
                    session = session.with_answer(question, _on_other_terms(stored, **fields))
        return session

    # --- confirming -------------------------------------------------------------------------------

    def assumed(self, finding: Finding) -> list[str]:
        """Return what a person must still agree to for one finding."""
        agreed = self.scope_agreed()
        return [line for line in finding.assumes.split("\n") if line and line not in agreed]

    def needs_to_confirm(self, question: str) -> Needs | None:
        """Return what a person must agree to before confirming, or None."""
        finding = self.answer_of(question).finding
        lines = self.assumed(finding) if finding else []
        if not lines:
            return None
        if any(line.startswith(agreement.SCOPE) for line in lines):
            # All that is assumed of the scope at once, so that the next question asks nothing more.
            lines = list(dict.fromkeys([*lines, *self.scope_open()]))
        once = all(line.startswith(agreement.SCOPE) for line in lines)
        return Needs("assumption", "\n".join(lines), once)

    def confirm(self, question: str) -> bool:
        """Take over what evidence says, its assumption agreed to; False if there is nothing to confirm."""
        answer = self.answer_of(question)
        if answer.standing.settled:
            return False
        changed = self._confirmed(self.session, [question])
        if changed is self.session:
            return False
        new = agreement.scope_lines("\n".join(self.assumed(answer.finding))) if answer.finding else []
        if new:
            changed = self._agreed(changed, list(dict.fromkeys([*new, *self.scope_stated()])))
        self.change(_("{} confirmed").format(question), changed)
        return True

    def confirmable(self, section: str) -> list[Effective]:
        """Return what ``confirm_all`` would confirm in a section: never what still assumes something."""
        states = [s for s in self.review.states.values() if s.item.section == section]
        return [a for s in states for a in s.answers.values() if self._plain(a)]

    def confirm_all(self, questions: Iterable[str]) -> int:
        """Confirm several at once as one step; return how many.

        Left out is what still assumes something, and every question on which a person has spoken.
        """
        wanted = [q for q in questions if self._plain(self.answer_of(q))]
        changed = self._confirmed(self.session, wanted)
        count = len(wanted)
        if count:
            self.change(ngettext("{} confirmed", "{} confirmed", count).format(count), changed)
        return count

    def _plain(self, answer: Effective) -> bool:
        finding = answer.finding
        return answer.standing is Standing.UNCONFIRMED and finding is not None and not self.assumed(finding)

    def _confirmed(self, session: Session, questions: Iterable[str]) -> Session:
        for question in questions:
            answer = self.answer_of(question)
            finding, value = answer.finding, verdict_of(answer.question, answer.finding)
            if finding is None or value is None:
                continue
            given = Answer(
                value=value,
                by=clean(self.who),
                at=self.clock(),
                source="evidence",
                assumes=finding.assumes,
                evidence_at=finding.read_at,
                accounts=list(finding.accounts) if agreement.scope_lines(finding.assumes) else [],
                until=holds_until(answer.question, finding.read_at),
            )
            session = session.with_answer(question, given)
        return session

    # --- drafts -----------------------------------------------------------------------------------

    def draft(self, control: str, question: str = "") -> Finding | None:
        """Return the finding with a response to start from: of ``question``, else the control's first."""
        answers = self.review.states[control].answers
        found = [a.finding for q, a in answers.items() if a.finding and a.finding.draft and q == question]
        found += [a.finding for a in answers.values() if a.finding and a.finding.draft]
        return next(iter(found), None)

    def take_draft(self, control: str, finding: Finding, *, behind: bool = False) -> None:
        """Make the draft the response, or put it ``behind`` what stands there; marked until edited."""
        before = self.session.response_text(control)
        text = f"{before.rstrip()}\n\n{finding.draft}" if behind and before else finding.draft
        given = Response(
            text=clean(text), by=clean(self.who), at=self.clock(), draft=finding.read_at.astimezone().date()
        )
        self.change(_("draft for {}").format(control), self.session.with_response(control, given))

    def drafts(self) -> list[str]:
        """Return the controls whose response is a draft that nobody has edited."""
        return [c for c, r in self.session.responses.items() if r.draft is not None]


def holds_until(question: Question, since: datetime) -> date | None:
    """Return the last day on which an answer given at ``since`` holds; None: for good."""
    if question.holds_days is None:
        return None
    return since.astimezone().date() + timedelta(days=question.holds_days)


def _on_other_terms(answer: Answer, **fields: object) -> Answer:
    """Return an answer that rests on something else now: what a second person signed was the old one."""
    changed = answer.model_copy(update=fields)
    return changed if changed == answer else changed.unsigned()


def _without(assumes: str, lines: set[str]) -> str:
    return "\n".join(line for line in assumes.split("\n") if line not in lines)
