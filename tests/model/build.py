"""Small makers of sessions, answers and findings; no expected value is made here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.facts import Finding, Verdict
from ftr_tui.model.outcome import ItemState, Review, review
from ftr_tui.model.session import Answer, Response, Session
from ftr_tui.store.library import load_checklist

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@cache
def checklist() -> Checklist:
    return load_checklist(ROOT / "questionnaires" / "partner-hosted-2026.1.toml")


def answer(value: str | None, **more: Any) -> Answer:
    return Answer(**{"value": value, "by": "Lan", "at": NOW, **more})


def session(answers: dict[str, Any] | None = None, responses: dict[str, str] | None = None) -> Session:
    return Session(
        product="Sample",
        checklist="partner-hosted",
        release="2026.1",
        created=NOW,
        answers={q: v if isinstance(v, Answer) else answer(v) for q, v in (answers or {}).items()},
        responses={c: Response(text=t, at=NOW) for c, t in (responses or {}).items()},
    )


def finding(question: str, verdict: str, **more: Any) -> Finding:
    control = question.partition(".")[0]
    fields = {"question": question, "control": control, "verdict": Verdict(verdict), "summary": "Seen."}
    return Finding(**{**fields, "read_at": NOW, **more})


def judged(*, findings: list[Finding] | None = None, s: Session | None = None, **answers: Any) -> Review:
    given = s or session(answers)
    return review(checklist(), given, {f.question: f for f in findings or []}, TODAY)


def state(answers: dict[str, Any], control: str, *found: Finding, text: str = "") -> ItemState:
    given = session(answers, {control: text} if text else {})
    return judged(s=given, findings=list(found)).states[control]


# What passes every control, read off the table of AWS's sheet (yes, but for the inverted questions).
GOOD = {"ARC-001.1": "no", "ARC-004.1": "no", "IAM-009.1": "no", "IAM-005.2": "temporary", "CIS.2": "v5.0"}


def all_good() -> Session:
    answers = {q: GOOD.get(q, "yes") for q in checklist().questions}
    return session(answers, dict.fromkeys(("RES-001", "RES-002", "RES-004", "CAA-007"), "Our words."))
