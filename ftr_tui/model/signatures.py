"""A signature is of an answer with the response that the signer read; another text needs a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ftr_tui.model.given import Answer, Response


def read_as(responses: Mapping[str, Response], control: str) -> str:
    """Return the text that AWS would get for a control; another product's draft is none."""
    response = responses.get(control)
    return "" if response is None or response.borrowed else response.text


def unsigned(answers: Mapping[str, Answer], control: str) -> dict[str, Answer]:
    """Return ``answers`` with those of a control unsigned; ids are ``IAM-002.1``, or the control's own."""
    return {q: a.unsigned() if q.partition(".")[0] == control else a for q, a in answers.items()}


Side = tuple[Mapping[str, Answer], Mapping[str, Response]]
"""Answers and responses of one copy of a session."""


def still_read(merged: Side, sides: Sequence[Side]) -> dict[str, Answer]:
    """Return the merged answers; unsigned where neither side signed beside the text that stands."""
    answers, responses = merged
    out = dict(answers)
    for question, answer in answers.items():
        if answer.unsigned() is answer:
            continue
        control = question.partition(".")[0]
        text = read_as(responses, control)
        if not any(a.get(question) == answer and read_as(r, control) == text for a, r in sides):
            out[question] = answer.unsigned()
    return out


__all__ = ["read_as", "still_read", "unsigned"]
