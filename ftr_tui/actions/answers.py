"""The answers of a session as rows and as JSON; docs/exports.md promises their shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from ftr_tui import __version__
from ftr_tui.actions import owners, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.importing import UNSURE
from ftr_tui.exchange import tables
from ftr_tui.model.effective import Effective, cover
from ftr_tui.model.facts import Finding
from ftr_tui.model.session import Answer
from ftr_tui.model.text import clean

SCHEMA = 1
"""Grows when something is taken away or means something else; what is new comes beside the old."""

_OWN_KEY = re.compile(r"[a-z_]+\Z")
Hide = Callable[[str], str]


def csv_bytes(desk: Desk, hide: Hide = str, *, redacted: bool = False) -> bytes:
    """Return one row a question; a redacted file has a column that says so, and is not read back."""
    rows: list[Mapping[str, str]] = [{k: hide(v) for k, v in row.items()} for row in answer_rows(desk)]
    columns = (*tables.COLUMNS, *tables.TOLD)
    if not redacted:
        return tables.to_csv(columns, rows)
    return tables.to_csv((*columns, tables.REDACTED), [{**row, tables.REDACTED: "yes"} for row in rows])


def answer_rows(desk: Desk) -> list[dict[str, str]]:
    """Return one row a question, in AWS's order; a control's response stands beside its first question.

    ``value`` holds what a person said or confirmed. What evidence alone fills stands in ``evidence``:
    read back as a value it would pass for a person's word.
    """
    rows = []
    for state in desk.review.states.values():
        response = desk.session.responses.get(state.id)
        # Another product's draft read back would pass for a person's response.
        text = response.text if response and not response.borrowed else ""
        owner = {k: v or "" for k, v in owners.as_json(desk.session.owners.get(state.id)).items()}
        for question, answer in state.answers.items():
            row = _told(answer) | {"question": question, "response": text, "reason": _reason(answer)} | owner
            rows.append(row | {"control": state.id, "outcome": str(state.outcome)})
            text = ""
    return rows


def _reason(answer: Effective) -> str:
    return answer.stored.reason if answer.stored else ""


def _told(answer: Effective) -> dict[str, str]:
    stored, finding = answer.stored, answer.finding
    decided = finding is not None and finding.verdict.decided
    return {
        "value": (stored.value or UNSURE) if stored else "",
        "source": answer.source,
        "by": stored.by if stored else "",
        "at": stored.at.isoformat() if stored else "",
        "until": str(stored.until or "") if stored else "",
        "evidence": str(finding.verdict) if finding and decided else "",
        "ask": answer.question.ask,
        "coverage": str(cover(answer)),
        **_signature(stored),
    }


def _signature(stored: Answer | None) -> dict[str, str]:
    """Return who signed the answer off and when; of nobody but a second person."""
    if stored is None or not stored.signed:
        return {"signed_by": "", "signed_at": ""}
    return {
        "signed_by": stored.signed_by,
        "signed_at": stored.signed_at.isoformat() if stored.signed_at else "",
    }


def json_bytes(desk: Desk, hide: Hide = str, *, redacted: bool = False) -> bytes:
    """Return everything that the answers rest on as one JSON object."""
    found = {
        "schema": SCHEMA,
        **about(desk, redacted=redacted),
        **status.as_json(desk),
        "answers": [_answer(row) for row in answer_rows(desk)],
        "responses": {c: r.text for c, r in desk.session.responses.items() if not r.borrowed},
        "drafts": {
            c: {"from": r.from_, "text": r.text} for c, r in desk.session.responses.items() if r.borrowed
        },
        **_written_down(desk),
        **_read(desk),
    }
    # What the coach guesses is for those who write, not for whoever gets the file.
    del found["coach"]
    return tables.to_json(tree(found, hide))


def about(desk: Desk, *, redacted: bool) -> dict[str, Any]:
    """Return what every JSON file of ours says of itself."""
    return {
        "redacted": redacted,
        "made": desk.clock().astimezone(UTC).isoformat(),
        "program": f"ftr-tui {__version__}",
        "product": desk.session.product,
        "sample": desk.session.sample,
    }


def _answer(row: Mapping[str, str]) -> dict[str, str]:
    # Owner, day and plan are of the control: they stand under ``owners``.
    aside = ("response", "outcome", "owner", "due", "plan")
    return {k: v for k, v in row.items() if k not in aside and (v or k == "value")}


def _written_down(desk: Desk) -> dict[str, Any]:
    """Return what people keep beside the answers, as the session's file has it."""
    session = desk.session
    return {
        "owners": {c: o.model_dump(mode="json") for c, o in session.owners.items()},
        "documents": [d.model_dump(mode="json") for d in session.document],
        "comment_rounds": [r.model_dump(mode="json") for r in session.round],
        "comments": [c.model_dump(mode="json") for c in session.comment],
        "former": {q: f.model_dump(mode="json") for q, f in session.former.items()},
    }


def _read(desk: Desk) -> dict[str, Any]:
    """Return what was read from AWS: the scan, the finding of each question, what could not be read."""
    scan = desk.evidence.scan
    return {
        "scan": scan.model_dump(mode="json") if scan else None,
        "findings": {f.question: _finding(f) for f in desk.evidence.finding},
        "unread": [u.model_dump(mode="json") for u in desk.evidence.unread],
    }


def _finding(found: Finding) -> dict[str, Any]:
    told = found.model_dump(mode="json", exclude={"question", "draft", "unasked", "summary", "scope"})
    return {"sentence": found.full, **told}


def tree(found: Any, hide: Hide) -> Any:
    """Return lists and dicts with ``hide`` done to every text in them, also to keys that people can write."""
    if isinstance(found, str):
        return hide(clean(found))
    if isinstance(found, Mapping):
        return {_key(str(k), hide): tree(v, hide) for k, v in found.items()}
    if isinstance(found, list | tuple):
        return [tree(v, hide) for v in found]
    return found


def _key(key: str, hide: Hide) -> str:
    # Our own keys are small words; those that are ids, or came from a file written by hand, are not.
    return key if _OWN_KEY.match(key) else hide(key)
