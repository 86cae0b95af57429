"""Good accounts, each spoiled in one place: the answer that it touches falls, and no other rises."""

from __future__ import annotations

import pytest

from ftr_tui.model.facts import Status, Verdict
from ftr_tui.rules import RULES

from .mutations import MUTATIONS, Mutation
from .trials import Ground, spoiled_ground
from .wire import Transport, judged

# By hand, from the specification: the questions that may be answered for a team in its favour.
FAVOURABLE = {
    "SUP-001.1": "yes",
    "WAFR-001.2": "yes",
    "ARC-001.1": "no",
    "ARC-004.1": "no",
    "ACOM-001.1": "yes",
    "IAM-001.1": "yes",
    "IAM-002.1": "yes",
    "IAM-002.3": "yes",
    "IAM-003.1": "yes",
    "IAM-012.1": "yes",
    "IAM-012.2": "not-applicable",
    "NETSEC-001.1": "yes",
    "NETSEC-001.2": "yes",
    "NETSEC-002.1": "yes",
    "BAR-001.1": "yes",
    "BAR-002.1": "yes",
    "SDAT-002.1": "yes",
}
NEVER = {"IAM-006.1", "IAM-009.1", "ACOM-002.1", "SDAT-003.1"}
"""May only fall."""


def test_a_good_account_is_favourable_by_all_of_botocore(good: Ground) -> None:
    assert {f.status for f in good.facts.facts} == {Status.COMPLETE, Status.SKIPPED}
    found = judged(good.facts)
    assert {q: f.verdict.value for q, f in found.items() if f.favourable} == FAVOURABLE
    assert not [q for q, f in found.items() if f.favourable is False or f.verdict is Verdict.UNKNOWN]


def test_each_decidable_question_is_spoiled_at_least_once() -> None:
    decidable = {r.question for r in RULES if r.can & {Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE}}
    assert decidable == {m.question for m in MUTATIONS} == FAVOURABLE.keys() | NEVER
    assert len(MUTATIONS) >= 30


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.question} {m.name}")
def test_the_answer_falls(mutation: Mutation, transport: Transport, good: Ground) -> None:
    spoiled = spoiled_ground(transport, good, mutation)
    assert spoiled.requests
    found = judged(spoiled.facts)[mutation.question]
    assert found.verdict.value == mutation.verdict
    assert not found.favourable
    # What is favourable in the spoiled account, before any answer of it is spoiled as well.
    assert spoiled.before <= good.before
