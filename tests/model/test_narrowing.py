"""An aggregator's tables where some of its accounts were read directly since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ftr_tui.model.facts import Evidence, Finding, Imported, Resource, Verdict
from ftr_tui.model.joining import apart, joined
from ftr_tui.model.narrowing import AGGREGATOR, narrowed

A, B, C = "111111111111", "222222222222", "333333333333"
THEN = datetime(2026, 11, 10, tzinfo=UTC)
LATER = THEN + timedelta(days=1)


def table(**more: object) -> Finding:
    """Return what the tables say: A and B have an open group, C has none."""
    told: dict[str, object] = {
        "question": "NETSEC-001.2",
        "control": "NETSEC-001",
        "verdict": Verdict.NO,
        "favourable": False,
        "summary": "2 of 9 groups are open.",
        "total": 2,
        "resources": [Resource(name="sg-a", account=A), Resource(name="sg-b", account=B)],
        "accounts": [A, B, C],
        "read_at": THEN,
        "by_account": {A: "no", B: "no", C: "yes"},
    }
    return Finding.model_validate({**told, **more})


EU, US = "eu-west-1", "us-east-1"
OPEN_THERE = {"resources": [Resource(name="sg", account=A, region=US)], "total": 1, "regions": [EU, US]}


def direct(account: str, verdict: str, at: datetime = LATER, regions: tuple[str, ...] = ()) -> Finding:
    fields: dict[str, object] = {
        "question": "NETSEC-001.2",
        "control": "NETSEC-001",
        "summary": "Direct.",
        "accounts": [account],
    }
    good = {"yes": True, "no": False}.get(verdict)
    fields |= {"regions": list(regions), "read_at": at}
    return Finding.model_validate({**fields, "verdict": Verdict(verdict), "favourable": good})


def test_accounts_read_since_are_left_out_and_the_others_stay_as_they_are() -> None:
    (left,) = narrowed([table()], [direct(A, "yes")])
    assert left.favourable is False and left.accounts == [B, C] and left.by_account == {B: "no", C: "yes"}
    assert [r.name for r in left.resources] == ["sg-b"] and left.total == 1
    assert left.summary.startswith(f"In 1 of 2 accounts: {B}. Read directly since, and not counted: {A}.")
    (none,) = narrowed([table()], [direct(A, "yes"), direct(B, "no")])
    assert none.favourable is None and str(none.verdict) == "supports" and A in none.summary


@pytest.mark.parametrize(
    ("found", "others"),
    [
        (table(), [direct(A, "yes", THEN)]),  # no newer than the tables
        (table(), [direct("444444444444", "yes")]),
        (table(**OPEN_THERE, by_account={A: "no"}), [direct(A, "yes", regions=(EU,))]),  # another Region
        (table(by_account={}), [direct(A, "yes")]),  # which account it rests on is not known: it stands
        (
            table(verdict=Verdict.YES, favourable=True, by_account=dict.fromkeys((A, B, C), "yes")),
            [direct(A, "no")],
        ),
    ],
)
def test_all_else_is_left_alone(found: Finding, others: list[Finding]) -> None:
    assert narrowed([found], others) == [found]


def test_what_was_not_read_again_takes_nothing_away() -> None:
    old = direct(A, "yes").model_copy(update={"not_reread": "not re-read"})
    evidence = Evidence(
        finding=[old],
        imported=[Imported(file="org", at=THEN, tool=AGGREGATOR, covers=[A, B, C], finding=[table()])],
    )
    (found,) = joined(evidence, LATER).finding
    assert found.favourable is False and found.accounts == [A, B, C]


def test_that_it_cannot_look_at_a_question_is_no_reading() -> None:
    idle = table(
        verdict=Verdict.UNKNOWN, favourable=None, unasked=True, accounts=[], by_account={}, resources=[]
    )
    one = Imported(file="org", at=THEN, tool=AGGREGATOR, covers=[A], finding=[idle])
    assert apart(Evidence(imported=[one]), LATER) == {}
    (alone,) = joined(Evidence(imported=[one]), LATER).finding
    assert alone.unasked and alone.tool == AGGREGATOR
    (beside,) = joined(Evidence(finding=[direct(A, "yes")], imported=[one]), LATER).finding
    assert str(beside.verdict) == "yes" and beside.beside == []
