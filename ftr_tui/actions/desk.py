"""An open session at work: what a person does to it, saved at once, undone one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.actions import lists
from ftr_tui.actions.confirming import Confirming, Needs, holds_until
from ftr_tui.model.checklist import Checklist, Control, Item
from ftr_tui.model.effective import Effective, Standing, fitting, reasoned, verdict_of
from ftr_tui.model.facts import Evidence
from ftr_tui.model.i18n import _
from ftr_tui.model.joining import joined
from ftr_tui.model.merge import merge, settle
from ftr_tui.model.outcome import ItemState, Review, review
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.programme import Programme
from ftr_tui.model.session import Answer, Conflict, Document, Member, Owner, Response, Session
from ftr_tui.model.text import clean, fold, mask_secrets
from ftr_tui.store import findings as findings_store
from ftr_tui.store.library import Library
from ftr_tui.store.sessions import SessionFile

if TYPE_CHECKING:
    from ftr_tui.model.bank import Bank

Clock = Callable[[], datetime]
"""Returns the present time, aware, in UTC."""


def utc_now() -> datetime:
    """Return the present time in UTC, whole seconds: nobody reads microseconds in a file."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be undone: what it was, and the session before and after it."""

    label: str
    before: Session
    after: Session


class Desk(Confirming):
    """A session, its checklist and its findings, and everything that a person does to them.

    Each change is saved before the method returns. A save that fails raises nothing: the change
    stays in memory, ``trouble`` says what is wrong, and the next change or ``save`` tries again.
    """

    def __init__(self, file: SessionFile, library: Library, who: str, clock: Clock = utc_now) -> None:
        self.file = file
        self.library = library
        self.who = who
        self.clock = clock
        self.session = file.base
        self.checklist: Checklist = self._list(self.session)
        file.align = self._aligned
        self.own_evidence = Evidence()
        """What was read here, and beside it what was taken in, as the file has it: a scan goes on from it."""
        self.evidence: Evidence = self._fitting(findings_store.load(file.evidence_path))
        self.trouble = ""
        """What is wrong with the last save, or an empty string."""
        self.looking = False
        """Somebody else is at work and we only look on: nothing is changed, nothing is written."""
        self.saved_at: datetime | None = clock() if file.digest is not None else None
        self._undo: list[Step] = []
        self._loaded: object = None  # what the findings file was like: a fleet's is slow to read

    @classmethod
    def open(cls, path: Path, library: Library | None = None, who: str = "", clock: Clock = utc_now) -> Desk:
        """Open a session file; Problem says in one line why that cannot be done."""
        library = library or Library(path.parent.parent / "questionnaires")
        return cls(SessionFile.open(path), library, who, clock)

    @property
    def name(self) -> str:
        """Return the session's name: the file's, without its ending."""
        return self.file.path.stem

    @cached_property
    def programme(self) -> Programme:
        """Return the programme file, as far as it is about the session's list."""
        return self.library.programme().for_list(self.checklist)

    def bank(self) -> Bank:
        """Return the mock review's questions, with plain ones for controls that it has none for."""
        from ftr_tui.model.bank import fitted

        return fitted(self.library.bank(), self.checklist)

    @cached_property
    def review(self) -> Review:
        """Return the session as judged now; made anew after each change."""
        today = self.clock().astimezone().date()
        return review(self.checklist, self.session, self.evidence.by_question(), today)

    def answer_of(self, question: str) -> Effective:
        """Return what counts for one question."""
        return self.review.states[self.checklist.owner_of[question]].answers[question]

    # --- answering ------------------------------------------------------------------------------

    def needs(self, question: str, value: str) -> Needs | None:
        """Return what must be asked before ``value`` is taken as a person's answer, or None."""
        answer = self.answer_of(question)
        finding, stored = answer.finding, answer.stored
        if finding is None or verdict_of(answer.question, finding) in (None, value):
            return None
        if stored and stored.value == value and reasoned(stored, finding):
            return None
        return Needs("reason", finding.full)

    def answer(self, question: str, value: str, *, reason: str = "", by: str = "") -> None:
        """Store a person's answer. Problem if the question has no such answer."""
        asked = self.checklist.questions.get(question)
        if asked is None:
            raise Problem(_("{} is no question of {}").format(question, self.checklist.name))
        if value not in asked.answers:
            hint = _("it takes: {}").format(", ".join(asked.answers))
            raise Problem(_("{} takes no answer {}").format(question, value), hint=hint)
        old = self.answer_of(question)
        reason = mask_secrets(clean(reason).strip())[0]
        against = verdict_of(asked, old.finding) or ""
        if not reason and old.stored and old.stored.value == value:
            # The same answer again renews it; why it stands against evidence was said already.
            reason, against = old.stored.reason, old.stored.against
            if old.finding is not None and reasoned(old.stored, old.finding):
                against = verdict_of(asked, old.finding) or ""
        given = Answer(
            value=value,
            by=clean(by or self.who),
            at=self.clock(),
            reason=reason,
            against=against if reason else "",
            until=holds_until(asked, self.clock()),
        )
        self.change(_("{} {}").format(question, value), self.session.with_answer(question, given))

    def unsure(self, question: str, who: str = "") -> None:
        """Store *don't know yet*: open, but seen, with the name of who finds out."""
        if question not in self.checklist.questions:
            raise Problem(_("{} is no question of {}").format(question, self.checklist.name))
        given = Answer(by=clean(who or self.who), at=self.clock())
        label = _("{} don't know yet").format(question)
        self.change(label, self.session.with_answer(question, given))

    def clear(self, question: str) -> None:
        """Take a person's answer away: evidence fills the question again, or it is open."""
        self.change(_("{} cleared").format(question), self.session.with_answer(question, None))

    def respond(self, control: str, text: str) -> int:
        """Store the response of a control; return how many things that look like secrets were masked."""
        if control not in self.checklist.by_id:
            raise Problem(_("{} is no control of {}").format(control, self.checklist.name))
        text, masked = mask_secrets(clean(text) if text.strip() else "")
        old = self.session.responses.get(control)
        # The same text again makes another product's draft this person's; else nothing is new.
        if text == (old.text if old else "") and not (old and old.borrowed):
            return masked
        given = Response(text=text, by=clean(self.who), at=self.clock()) if text else None
        label = _("response of {}").format(control)
        self.change(label, self.session.with_response(control, given), joins=True)
        return masked

    def own(self, control: str, who: str, due: date | None = None) -> None:
        """Set who closes the gap in a control, and by when; empty takes both away, a plan stays."""
        known = self.session.owners.get(control) or Owner()
        new = known.model_copy(update={"who": clean(who), "due": due})
        owner = None if new == Owner() else new
        self.change(_("owner of {}").format(control), self.session.with_owner(control, owner))

    def add_member(self, name: str, role: str = "") -> None:
        """Add a person of the team, or change a role."""
        name = clean(name).strip()
        if not 0 < len(name) <= 80:
            raise Problem(_("a name has 1 to 80 characters"))
        member = Member(name=name, role=clean(role))
        others = [m for m in self.session.member if m.name != member.name]
        self.change(_("{} in the team").format(member.name), self.session.changed(member=[*others, member]))

    # --- documents and conflicts ----------------------------------------------------------------

    def add_document(
        self, control: str, title: str, where: str, shows: date | None = None, kind: str = ""
    ) -> Document:
        """Add a file or link that proves something for ``control``; the same file again adds the control."""
        given = {"title": clean(title).strip(), "where": clean(where).strip(), "shows": shows, "kind": kind}
        session, document = self.session.with_document(control, given, clean(self.who), self.clock())
        self.change(_("document {}").format(document.id), session)
        return document

    def remove_document(self, control: str, document: str) -> None:
        """Take a document from a control; with no control left it leaves the list, the file stays."""
        label = _("document {} taken away").format(document)
        self.change(label, self.session.without_document(control, document))

    def documents_of(self, control: str) -> list[Document]:
        """Return the documents of one control."""
        return [d for d in self.session.document if control in d.controls]

    def missing_documents(self, control: str) -> list[str]:
        """Return the ids of the documents that the checklist wants for a control and nobody has added."""
        item = self.checklist.by_id[control]
        have = {d.kind for d in self.documents_of(control)}
        return [k for k in item.documents if k not in have] if isinstance(item, Control) else []

    def resolve(self, conflict: Conflict, *, take_theirs: bool) -> None:
        """Settle what two people changed: keep ours, or take what the other wrote."""
        asked = self.checklist.questions.get(conflict.what.partition(" ")[2])
        session = settle(
            self.session, conflict, asked, take_theirs=take_theirs, by=clean(self.who), now=self.clock()
        )
        self.change(_("conflict about {} settled").format(conflict.what), session)

    # --- moving and finding ---------------------------------------------------------------------

    def next_gap(self, after: str) -> ItemState | None:
        """Return the next item after ``after`` that stands in the way, in AWS's order, round the end."""
        order = [i.id for i in self.checklist.items]
        at = order.index(after) + 1 if after in order else 0
        for item in order[at:] + order[:at]:
            state = self.review.states[item]
            if state.block is not None and item != after:
                return state
        return None

    def next_open(self, question: str) -> str | None:
        """Return the next question after ``question`` that a person must answer, across controls, or None.

        Passed over are those that nobody needs (behind a gate that says no, or of a control that is met
        without them), *don't know yet*, and what only waits to be confirmed.
        """
        order = list(self.checklist.questions)
        for other in order[order.index(question) + 1 :]:
            answer = self.answer_of(other)
            state = self.review.states[self.checklist.owner_of[other]]
            needless = state.outcome.good and state.block is None
            if not needless and answer.standing in (Standing.OPEN, Standing.EXPIRED, Standing.CONTRADICTED):
                return other
        return None

    def find(self, text: str) -> list[Item]:
        """Return the items whose id, title, questions or response hold ``text``, ids first."""
        wanted = fold(text)
        if not wanted:
            return list(self.checklist.items)
        by_id = [i for i in self.checklist.items if wanted in i.id.lower()]
        rest = []
        for item in self.checklist.items:
            asks = " ".join(
                [item.title, *(q.ask for q in item.question), self.session.response_text(item.id)]
            )
            if item not in by_id and wanted in fold(asks):
                rest.append(item)
        return by_id + rest

    # --- undo, saving, other writers --------------------------------------------------------------

    def undo(self) -> str | None:
        """Take our last change back and save; return what it was, or None if there is nothing.

        What another has changed since stays, also where it is the same thing.
        """
        if not self._undo or self.looking:
            return None
        step = self._undo.pop()
        try:
            states = self._aligned(step.after, self.session, step.before)
        except Problem as error:
            self._undo.append(step)
            self.trouble = str(error)
            return None
        undone = merge(*states, self.clock())
        # Where another's change stands there is nothing to choose: no new conflict.
        known = [*self.session.conflict, *step.before.conflict]
        self._set(undone.changed(conflict=[c for c in undone.conflict if c in known]))
        self.save()
        return step.label

    def change(self, label: str, session: Session, *, joins: bool = False, undone: bool = True) -> None:
        """Take ``session`` as one step and save it; ``undone`` False: somebody else undoes it."""
        if self.looking:
            self.trouble = _("looking on only: nothing was changed")
            return
        last = self._undo[-1] if self._undo else None
        if undone and joins and last is not None and last.label == label and last.after == self.session:
            # Typing a response is many saves but one step back.
            self._undo[-1] = Step(label, last.before, session)
        elif undone:
            self._undo.append(Step(label, self.session, session))
        self._set(session)
        self.save()

    def _set(self, session: Session) -> None:
        moved = (session.checklist, session.release) != (self.session.checklist, self.session.release)
        if moved:
            # Judged by the old list it would mean nothing.
            self.checklist = self._list(session)
        self.session = session
        self.__dict__.pop("review", None)
        if moved:
            # What a scan said to a question that is asked otherwise now decides nothing here.
            self.take(findings_store.load(self.file.evidence_path))

    def save(self) -> bool:
        """Write the session; False if that failed (``trouble`` says why, the work stays in memory)."""
        if self.looking:
            self.trouble = ""
            return True
        try:
            saved = self.file.save(self.session, self.clock())
            self._set(saved)
        except Problem as error:
            self.trouble = str(error) if isinstance(error, SaveProblem) else _("not saved: {}").format(error)
            return False
        if self._undo and self._undo[-1].after.changed(revision=saved.revision) == saved:
            # Nothing of another came in: typing on is still the same step.
            self._undo[-1] = replace(self._undo[-1], after=saved)
        self.trouble = ""
        self.saved_at = self.clock()
        return True

    def save_copy(self, path: Path) -> None:
        """Write the session to another place, for when its own cannot be written; Problem if that fails."""
        if path.exists():
            raise Problem(_("there is a file of that name already"), file=str(path))
        SessionFile(path, self.session, None).save(self.session, self.clock())

    def refresh(self) -> bool:
        """Take in what another program wrote, and the new day; True if anything came.

        What cannot be read raises nothing: ``trouble`` says so, and what is known here stays.
        """
        # At midnight answers run out: the screens must show it though nobody wrote anything.
        came = self.review.today != self.clock().astimezone().date()
        if came:
            self.__dict__.pop("review")
        try:
            merged = self.file.refreshed(self.session, self.clock())
            if merged is not None:
                self._set(merged)
                came = True
            if self.trouble or (merged is not None and merged != self.file.base):
                self.save()
            mark = findings_store.mark(self.file.evidence_path, self.clock())
            if mark and mark == self._loaded:
                return came
            evidence = self._fitting(findings_store.load(self.file.evidence_path))
        except Problem as error:
            self.trouble = str(error)
            return came
        if evidence != self.evidence:
            self.take(evidence)
            came = True
        self._loaded = mark
        return came

    def take(self, evidence: Evidence) -> None:
        """Use these findings from now on. No stored answer changes."""
        self.evidence, self._loaded = self._fitting(evidence), None
        self.__dict__.pop("review", None)

    # --- releases of the list -------------------------------------------------------------------------

    def list_of(self, name: str, release: str) -> Checklist:
        """Return a release of a checklist; Problem says how to build one that is not on this machine."""
        return lists.list_for(self.library, name, release, self.file.path)

    def _list(self, session: Session) -> Checklist:
        checklist = self.list_of(session.checklist, session.release)
        lists.refuse_other(checklist, session, self.file.path)
        return checklist

    def _aligned(self, base: Session, ours: Session, theirs: Session) -> tuple[Session, Session, Session]:
        names = {(s.checklist, s.release, s.sentences) for s in (base, ours, theirs)}
        if len(names) == 1:
            return base, ours, theirs
        from ftr_tui.model.release import aligned

        return aligned(base, ours, theirs, self.list_of, self.clock())

    def _fitting(self, evidence: Evidence) -> Evidence:
        evidence = evidence.of_list(self.checklist.id)
        texts = {q.id: q.aws_text for q in self.checklist.questions.values()}
        fit = fitting(evidence.finding, texts)
        own = evidence if fit == evidence.finding else evidence.model_copy(update={"finding": fit})
        self.own_evidence = self.apart = own
        if not own.imported and not own.judged:
            return own
        theirs = [i.model_copy(update={"finding": fitting(i.finding, texts)}) for i in own.imported]
        judged = [i.model_copy(update={"finding": fitting(i.finding, texts)}) for i in own.judged]
        self.apart = own.model_copy(update={"imported": theirs, "judged": judged})
        return joined(self.apart, self.clock())
