"""What a rule says of one account alone is kept only where it fits what it says of all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules_scene import TEXTS, A, B, contact, key, root, scene, user

from ftr_tui.model.facts import Facts, Status, Verdict
from ftr_tui.rules import RULES, Draft, judge
from ftr_tui.rules.base import finding
from ftr_tui.rules.per_account import by_account


def alone(made, question: str) -> dict[str, str]:  # type: ignore[no-untyped-def]
    facts = made.all()
    found = by_account(facts, TEXTS, judge(facts, TEXTS), RULES)
    return next(f for f in found if f.question == question).by_account


def test_one_account_has_no_columns() -> None:
    facts = scene(A).all()
    found = judge(facts, TEXTS)
    assert by_account(facts, TEXTS, found, RULES) == found and not any(f.by_account for f in found)


def test_the_account_with_the_fault_is_named() -> None:
    made = scene(A, B)
    made.set("contacts", {"BILLING": contact(), "OPERATIONS": contact(), "SECURITY": contact(False)}, B)
    assert alone(made, "ACOM-001.1") == {A: "yes", B: "no"}


def test_what_was_not_read_in_one_is_unknown_there() -> None:
    made = scene(A, B).status("contacts", Status.DENIED, B)
    assert alone(made, "ACOM-001.1") == {A: "yes", B: "unknown"}


@pytest.mark.parametrize("without", [Verdict.NO, Verdict.UNKNOWN])
def test_a_rule_that_needs_all_accounts_says_nothing_of_one(without: Verdict) -> None:
    # People of B come from the directory in A: alone, B would have none.
    def judged(facts: Facts) -> Draft:
        return Draft(Verdict.YES if A in facts.accounts else without, "Seen.")

    question = "IAM-001.1"
    rule = replace(next(r for r in RULES if r.question == question), judge=judged)
    facts = scene(A, B).all()
    whole = finding(rule, facts, TEXTS[question])
    assert whole.favourable and by_account(facts, TEXTS, [whole], [rule])[0].by_account == {}


@pytest.mark.parametrize("spoiled", [A, B])
def test_verdicts_of_accounts_make_up_the_whole(spoiled: str) -> None:
    made = scene(A, B)
    rows = [root(), user("x", password=True), user("y", keys=[key(200)])]
    made.set("iam_rep", {"generated_at": made.all().now, "rows": rows}, spoiled)
    facts = made.all()
    favourable = {r.question: r.favourable_answer for r in RULES}
    against = 0
    for whole in by_account(facts, TEXTS, judge(facts, TEXTS), RULES):
        bad = {
            a for a, v in whole.by_account.items() if v in ("yes", "no") and v != favourable[whole.question]
        }
        if whole.by_account:
            assert bool(bad) is (whole.favourable is False), whole.question
        against += bad == {spoiled}
    assert against > 0
