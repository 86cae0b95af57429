"""What each question's answer is today: a person's word, or what evidence fills (auto-fill)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ftr_tui.model.agreement import covers
from ftr_tui.model.checklist import Checklist, Question
from ftr_tui.model.facts import Finding, Verdict
from ftr_tui.model.i18n import _
from ftr_tui.model.session import Answer, Session


class Standing(StrEnum):
    """How far an answer can be relied on."""

    OPEN = "open"
    UNSURE = "unsure"
    """Seen, and somebody said *don't know yet*."""
    EXPIRED = "expired"
    """A person's answer past the day until which it holds; counts as open."""
    UNCONFIRMED = "unconfirmed"
    """Evidence fills it, nobody has confirmed."""
    CONTRADICTED = "contradicted"
    """Evidence says otherwise and no reason was given against it (drift, if the evidence is newer)."""
    CONFIRMED = "confirmed"
    PERSON = "person"
    OVERRULED = "overruled"
    """A person's answer against evidence, with a reason."""

    @property
    def settled(self) -> bool:
        """Whether readiness may rest on it."""
        return self in (Standing.CONFIRMED, Standing.PERSON, Standing.OVERRULED)


@dataclass(frozen=True, slots=True)
class Effective:
    """The answer that counts for one question, and where it came from."""

    question: Question
    value: str | None
    """The stored word that outcomes are computed with; None while open, unsure or expired."""
    standing: Standing
    stored: Answer | None
    finding: Finding | None

    @property
    def source(self) -> str:
        """Return ``person``, ``evidence`` or an empty string."""
        if self.standing is Standing.UNCONFIRMED:
            return "evidence"
        return self.stored.source if self.stored else ""

    @property
    def confirmed(self) -> bool:
        """Whether a person stands behind the value."""
        believed = self.standing is not Standing.UNCONFIRMED
        return self.stored is not None and self.value is not None and believed

    @property
    def overruled(self) -> bool:
        """Whether a person's answer stands against evidence, with a reason or without."""
        return self.standing in (Standing.OVERRULED, Standing.CONTRADICTED)


def verdict_of(question: Question, finding: Finding | None) -> str | None:
    """Return the answer that evidence gives to ``question``, or None: undecided, or no answer of its list."""
    fits = finding is not None and finding.verdict.decided and str(finding.verdict) in question.answers
    return str(finding.verdict) if finding is not None and fits else None


def reasoned(stored: Answer, finding: Finding) -> bool:
    """Whether a person has said why the answer stands against this verdict.

    A reason that names no verdict (written by hand) covers the evidence that was there, none that came later.
    """
    covers = stored.against == str(finding.verdict) or (not stored.against and finding.read_at <= stored.at)
    return bool(stored.reason.strip()) and covers


def effective(question: Question, stored: Answer | None, finding: Finding | None, today: date) -> Effective:
    """Return what counts for one question. A machine never outranks a person's word."""
    verdict = verdict_of(question, finding)
    if stored is None:
        if verdict is not None:
            return Effective(question, verdict, Standing.UNCONFIRMED, None, finding)
        return Effective(question, None, Standing.OPEN, None, finding)
    if stored.value is None:
        return Effective(question, None, Standing.UNSURE, stored, finding)
    if stored.value not in question.answers:
        # The release no longer offers this answer: open again, the old one stays in the file.
        return Effective(question, None, Standing.OPEN, stored, finding)
    if stored.until is not None and today > stored.until:
        return Effective(question, None, Standing.EXPIRED, stored, finding)
    if finding is not None and verdict is not None and stored.value != verdict:
        standing = Standing.OVERRULED if reasoned(stored, finding) else Standing.CONTRADICTED
    elif stored.source == "evidence" and finding is not None and verdict and not covers(stored, finding):
        # Confirmed of other accounts, or the word about the scope was taken back.
        standing = Standing.UNCONFIRMED
    else:
        standing = Standing.CONFIRMED if stored.source == "evidence" else Standing.PERSON
    return Effective(question, stored.value, standing, stored, finding)


def all_effective(
    checklist: Checklist, session: Session, findings: Mapping[str, Finding], today: date
) -> dict[str, Effective]:
    """Return the effective answer of every question of the list, in order."""
    return {
        q.id: effective(q, session.answers.get(q.id), findings.get(q.id), today)
        for q in checklist.questions.values()
    }


class Cover(StrEnum):
    """What stands behind a question (design.md section 2, coverage)."""

    PROVED = "proved"
    DISPROVED = "disproved"
    SUPPORTED = "supported"
    NOT_READ = "not read"
    PERSON = "a person's word"
    OPEN = "open"


def cover(answer: Effective) -> Cover:
    """Return what stands behind one question; nothing is ever proved by silence."""
    finding = answer.finding
    decides = verdict_of(answer.question, finding) is not None and finding is not None
    if decides and finding is not None and finding.favourable is not None:
        return Cover.PROVED if finding.favourable else Cover.DISPROVED
    if finding is not None and finding.verdict is not Verdict.UNKNOWN:
        return Cover.SUPPORTED
    if answer.value is not None:
        return Cover.PERSON
    return Cover.NOT_READ if finding is not None else Cover.OPEN


def keep_decided(old: Mapping[str, Finding], new: list[Finding], why: Mapping[str, str]) -> list[Finding]:
    """Return ``new``, but where one is unknown and the old one was decided, the old one, marked.

    ``why`` gives per question the text for ``not_reread``. An old finding that was already marked
    gets the newer mark: it is still not re-read.
    """
    out = []
    for finding in new:
        before = old.get(finding.question)
        if finding.verdict is Verdict.UNKNOWN and before is not None and before.verdict.decided:
            mark = why.get(finding.question) or finding.summary or "not read again"
            out.append(before.model_copy(update={"not_reread": mark}))
        else:
            out.append(finding)
    seen = {f.question for f in new}
    # Findings of questions that this scan has no rule for (an import, a newer program) stay.
    return out + [f for q, f in old.items() if q not in seen]


def stamped(found: Iterable[Finding], texts: Mapping[str, str]) -> list[Finding]:
    """Return the findings that are about a question of the list, each with the sentence it was judged on.

    ``texts``: question -> ``aws_text`` of the list. One that has a sentence already keeps it.
    """
    return [
        f if f.aws_text else f.model_copy(update={"aws_text": texts[f.question]})
        for f in found
        if f.question in texts
    ]


def fitting(found: Iterable[Finding], texts: Mapping[str, str]) -> list[Finding]:
    """Return what findings say under a list: those of other sentences decide nothing (``supports``).

    They stay in the file as they are, so moving back to the release of the scan makes them count again.
    """
    out = []
    for finding in found:
        if finding.question not in texts:
            continue
        if finding.verdict.decided and finding.aws_text and finding.aws_text != texts[finding.question]:
            said = _(
                "Not decided: AWS asks this otherwise now; scan again. To the question before it said {}: {}"
            )
            other: dict[str, object] = {
                "verdict": Verdict.SUPPORTS,
                "favourable": None,
                "assumes": "",
                "by_account": {},
                "summary": said.format(finding.verdict, finding.summary),
            }
            out.append(finding.model_copy(update=other))
        else:
            out.append(finding)
    return out
