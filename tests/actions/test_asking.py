"""Which key gives which answer."""

from __future__ import annotations

import pytest

from ftr_tui.actions.asking import keys
from ftr_tui.store.library import Library

QUESTIONS = Library().checklist("partner-hosted", "2026.1").questions


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("GA.1", {"y": "yes", "n": "no"}),
        ("IAM-005.2", {"t": "temporary", "s": "static", "-": "not-applicable"}),
        ("CIS.2", {"5": "v5.0", "3": "v3.0"}),
    ],
)
def test_the_keys_of_a_question(question: str, shown: dict[str, str]) -> None:
    assert keys(QUESTIONS[question]) == shown


def test_no_key_hides_a_command() -> None:
    for question in QUESTIONS.values():
        found = keys(question)
        assert sorted(found.values()) == sorted(question.answers)
        assert not {"l", "b", "q", "?", ""} & set(found)
