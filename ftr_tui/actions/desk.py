"""An open session at work: what a person does to it, saved at once, undone one step at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from ftr_tui.model.checklist import Checklist, Control, Item
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Evidence
from ftr_tui.model.outcome import ItemState, Review, review
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.programme import Programme
from ftr_tui.model.session import Answer, Conflict, Document, Member, Owner, Response, Session
from ftr_tui.model.text import clean, mask_secrets
from ftr_tui.store import findings as findings_store
from ftr_tui.store.library import Library
from ftr_tui.store.sessions import SessionFile

Clock = Callable[[], datetime]
"""Returns the present time, aware, in UTC."""


def utc_now() -> datetime:
    """Return the present time in UTC, whole seconds: nobody reads microseconds in a file."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be undone: what it was, and what stood there before."""

    label: str
    before: Session


@dataclass(frozen=True, slots=True)
class Needs:
    """What a person must say before an answer counts."""

    kind: str
    """``reason``: the answer stands against evidence. ``assumption``: evidence holds only under it."""
    text: str


class Desk:
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
        self.checklist: Checklist = library.checklist(self.session.checklist, self.session.release)
        self.evidence: Evidence = findings_store.load(file.evidence_path)
        self.trouble = ""
        """What is wrong with the last save, or an empty string."""
        self.saved_at: datetime | None = clock() if file.digest is not None else None
        self._undo: list[Step] = []

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
        """Return the programme file."""
        return self.library.programme()

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
        finding = answer.finding
        if finding is None or not finding.verdict.decided or str(finding.verdict) == value:
            return None
        stored = answer.stored
        if (
            stored
            and stored.value == value
            and stored.reason
            and stored.against in ("", str(finding.verdict))
        ):
            return None
        return Needs("reason", finding.summary)

    def needs_to_confirm(self, question: str) -> Needs | None:
        """Return the assumption that a person must agree to before confirming, or None."""
        finding = self.answer_of(question).finding
        return Needs("assumption", finding.assumes) if finding and finding.assumes else None

    def answer(self, question: str, value: str, *, reason: str = "", by: str = "") -> None:
        """Store a person's answer. Problem if the question has no such answer."""
        asked = self.checklist.questions.get(question)
        if asked is None:
            raise Problem(_("{} is no question of {}").format(question, self.checklist.name))
        if value not in asked.answers:
            hint = _("it takes: {}").format(", ".join(asked.answers))
            raise Problem(_("{} takes no answer {}").format(question, value), hint=hint)
        finding = self.answer_of(question).finding
        against = str(finding.verdict) if finding and finding.verdict.decided else ""
        until = None
        if asked.holds_days is not None:
            until = self.clock().astimezone().date() + timedelta(days=asked.holds_days)
        given = Answer(
            value=value,
            by=clean(by or self.who),
            at=self.clock(),
            reason=clean(reason),
            against=against if reason else "",
            until=until,
        )
        self._change(_("{} {}").format(question, value), self.session.with_answer(question, given))

    def unsure(self, question: str, who: str = "") -> None:
        """Store *don't know yet*: open, but seen, with the name of who finds out."""
        given = Answer(by=clean(who or self.who), at=self.clock())
        label = _("{} don't know yet").format(question)
        self._change(label, self.session.with_answer(question, given))

    def clear(self, question: str) -> None:
        """Take a person's answer away: evidence fills the question again, or it is open."""
        self._change(_("{} cleared").format(question), self.session.with_answer(question, None))

    def confirm(self, question: str) -> bool:
        """Take over what evidence says, its assumption agreed to; False if there is nothing to confirm."""
        changed = self._confirmed(self.session, [question])
        if changed is self.session:
            return False
        self._change(_("{} confirmed").format(question), changed)
        return True

    def confirmable(self, section: str) -> list[Effective]:
        """Return what ``confirm_all`` would confirm in a section: never what assumes something."""
        states = [s for s in self.review.states.values() if s.item.section == section]
        answers = [a for s in states for a in s.answers.values()]
        return [
            a
            for a in answers
            if a.standing is Standing.UNCONFIRMED and a.finding is not None and not a.finding.assumes
        ]

    def confirm_all(self, questions: Iterable[str]) -> int:
        """Confirm several at once as one step; return how many. Those that assume something are left out."""
        wanted = [q for q in questions if self.needs_to_confirm(q) is None]
        changed = self._confirmed(self.session, wanted)
        count = sum(self.session.answers.get(q) is not changed.answers.get(q) for q in wanted)
        if count:
            self._change(ngettext("{} confirmed", "{} confirmed", count).format(count), changed)
        return count

    def _confirmed(self, session: Session, questions: Iterable[str]) -> Session:
        for question in questions:
            answer = self.answer_of(question)
            finding = answer.finding
            if finding is None or not finding.verdict.decided:
                continue
            if answer.standing not in (Standing.UNCONFIRMED, Standing.CONTRADICTED):
                continue
            given = Answer(
                value=str(finding.verdict),
                by=clean(self.who),
                at=self.clock(),
                source="evidence",
                assumes=finding.assumes,
                evidence_at=finding.read_at,
            )
            session = session.with_answer(question, given)
        return session

    def respond(self, control: str, text: str) -> int:
        """Store the response of a control; return how many things that look like secrets were masked."""
        text, masked = mask_secrets(clean(text))
        if text == (self.session.responses[control].text if control in self.session.responses else ""):
            return masked
        given = Response(text=text, by=clean(self.who), at=self.clock()) if text.strip() else None
        label = _("response of {}").format(control)
        self._change(label, self.session.with_response(control, given), joins=True)
        return masked

    def own(self, control: str, who: str, due: date | None = None) -> None:
        """Set who closes the gap in a control, and by when; empty takes both away."""
        owner = Owner(who=clean(who), due=due) if who or due else None
        self._change(_("owner of {}").format(control), self.session.with_owner(control, owner))

    def add_member(self, name: str, role: str = "") -> None:
        """Add a person of the team, or change a role."""
        member = Member(name=clean(name).strip(), role=clean(role))
        others = [m for m in self.session.member if m.name != member.name]
        self._change(_("{} in the team").format(member.name), self.session.changed(member=[*others, member]))

    # --- documents and conflicts ----------------------------------------------------------------

    def add_document(
        self, control: str, title: str, where: str, shows: date | None = None, kind: str = ""
    ) -> Document:
        """Add a file or link that proves something for ``control``; the same file again adds the control."""
        where = clean(where).strip()
        before = next((d for d in self.session.document if d.where == where), None)
        number = 1 + max((int(d.id[1:]) for d in self.session.document if d.id[1:].isdigit()), default=0)
        document = Document(
            id=before.id if before else f"D{number:02}",
            title=clean(title).strip() or where,
            where=where,
            kind=kind or (before.kind if before else ""),
            controls=list(dict.fromkeys([*(before.controls if before else []), control])),
            shows=shows or (before.shows if before else None),
            added=before.added if before else self.clock(),
            by=clean(self.who),
        )
        others = [d for d in self.session.document if d.id != document.id]
        listed = sorted([*others, document], key=lambda d: d.id)
        self._change(_("document {}").format(document.id), self.session.changed(document=listed))
        return document

    def remove_document(self, control: str, document: str) -> None:
        """Take a document from a control; with no control left it leaves the list, the file stays."""
        out = []
        for known in self.session.document:
            if known.id != document:
                out.append(known)
                continue
            controls = [c for c in known.controls if c != control]
            if controls:
                out.append(known.model_copy(update={"controls": controls}))
        self._change(_("document {} taken away").format(document), self.session.changed(document=out))

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
        left = [c for c in self.session.conflict if c != conflict]
        session = self.session.changed(conflict=left)
        kind, _space, key = conflict.what.partition(" ")
        if take_theirs and kind == "answer":
            # What is no answer of this question was the other one's "don't know yet".
            known = self.checklist.questions[key].answers
            value = conflict.theirs if conflict.theirs in known else None
            given = Answer(value=value, by=clean(self.who), at=self.clock()) if conflict.theirs else None
            session = session.with_answer(key, given)
        elif take_theirs and kind == "response":
            text = conflict.theirs
            given_text = Response(text=text, by=clean(self.who), at=self.clock()) if text else None
            session = session.with_response(key, given_text)
        self._change(_("conflict about {} settled").format(conflict.what), session)

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
        """Return the next question after ``question`` without a settled answer, across controls, or None.

        Questions behind a gate that says no are passed over: nobody needs them.
        """
        order = list(self.checklist.questions)
        for other in order[order.index(question) + 1 :]:
            answer = self.answer_of(other)
            state = self.review.states[self.checklist.owner_of[other]]
            closed = str(state.outcome) == "not-applicable"
            if not closed and answer.standing in (Standing.OPEN, Standing.EXPIRED, Standing.CONTRADICTED):
                return other
        return None

    def find(self, text: str) -> list[Item]:
        """Return the items whose id, title, questions or response hold ``text``, ids first."""
        wanted = text.strip().lower()
        if not wanted:
            return list(self.checklist.items)
        by_id = [i for i in self.checklist.items if wanted in i.id.lower()]
        rest = []
        for item in self.checklist.items:
            asks = " ".join(
                [item.title, *(q.ask for q in item.question), self.session.response_text(item.id)]
            )
            if item not in by_id and wanted in asks.lower():
                rest.append(item)
        return by_id + rest

    # --- undo, saving, other writers --------------------------------------------------------------

    def undo(self) -> str | None:
        """Take the last change back and save; return what it was, or None if there is nothing."""
        if not self._undo:
            return None
        step = self._undo.pop()
        self._set(step.before.changed(revision=self.session.revision))
        self.save()
        return step.label

    def _change(self, label: str, session: Session, *, joins: bool = False) -> None:
        # Typing a response is many saves but one step back.
        if not (joins and self._undo and self._undo[-1].label == label):
            self._undo.append(Step(label, self.session))
        self._set(session)
        self.save()

    def _set(self, session: Session) -> None:
        self.session = session
        self.__dict__.pop("review", None)

    def save(self) -> bool:
        """Write the session; False if that failed (``trouble`` says why, the work stays in memory)."""
        try:
            saved = self.file.save(self.session, self.clock())
        except Problem as error:
            self.trouble = str(error) if isinstance(error, SaveProblem) else _("not saved: {}").format(error)
            return False
        if saved.model_copy(update={"revision": 0}) != self.session.model_copy(update={"revision": 0}):
            # Somebody else's work came in: steps taken before it would undo that too.
            self._undo.clear()
        self._set(saved)
        self.trouble = ""
        self.saved_at = self.clock()
        return True

    def save_copy(self, path: Path) -> None:
        """Write the session to another place, for when its own cannot be written; Problem if that fails."""
        if path.exists():
            raise Problem(_("there is a file of that name already"), file=str(path))
        SessionFile(path, self.session, None).save(self.session, self.clock())

    def refresh(self) -> bool:
        """Take in what another program wrote to the session or the findings; True if anything came."""
        came = False
        merged = self.file.refreshed(self.session, self.clock())
        if merged is not None:
            self._undo.clear()
            changed_by_us = merged != self.file.base
            self._set(merged)
            came = True
            if changed_by_us:
                self.save()
        evidence = findings_store.load(self.file.evidence_path)
        if evidence != self.evidence:
            self.take(evidence)
            came = True
        return came

    def take(self, evidence: Evidence) -> None:
        """Use these findings from now on. No stored answer changes."""
        self.evidence = evidence
        self.__dict__.pop("review", None)
