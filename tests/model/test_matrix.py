"""Controls by account: nothing is good by silence, the worst is said, the numbers add up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.facts import Evidence, Resource, Scan, Unread
from ftr_tui.model.matrix import Cell, Matrix, matrix
from ftr_tui.model.outcome import review

from .build import NOW, TODAY, checklist, finding, session

A, B, C = "111111111111", "222222222222", "333333333333"
GOOD = {"IAM-002.1": "yes", "IAM-001.1": "yes", "ARC-004.1": "no"}


def made(*found: object, unread: list[Unread] | None = None, accounts: tuple[str, ...] = (A, B)) -> Matrix:
    evidence = Evidence(
        scan=Scan(started=NOW, seconds=1.0, calls=1, accounts=list(accounts)),
        finding=list(found),
        unread=unread or [],
    )
    return matrix(review(checklist(), session(), evidence.by_question(), TODAY), evidence, GOOD)


def cells(found: Matrix, control: str) -> list[str]:
    return [str(found.rows[control][a].cell) for a in found.accounts]


def closed(account: str, *controls: str) -> Unread:
    return Unread(account=account, action="iam:X", code="AccessDenied", reason="r", controls=list(controls))


NAMED = [Resource(name="k", account=B), Resource(name="l", account=B)]


@pytest.mark.parametrize(
    ("verdict", "more", "expected"),
    [
        ("yes", {"favourable": True, "accounts": [A, B]}, ["nothing wrong found", "nothing wrong found"]),
        # Read in one alone: of the other nothing is said.
        ("yes", {"favourable": True, "accounts": [A]}, ["nothing wrong found", "not looked at"]),
        ("no", {"favourable": False, "accounts": [A, B], "resources": NAMED, "total": 2},
         ["nothing wrong found", "fails"]),
        # The list is cut: there may be more in the other account.
        ("no", {"favourable": False, "accounts": [A, B], "resources": NAMED, "total": 60},
         ["decides nothing", "fails"]),
        ("no", {"favourable": False, "accounts": [A, B]}, ["decides nothing", "decides nothing"]),
        # Read in one alone: it fails there, whether resources are named or not.
        ("no", {"favourable": False, "accounts": [A]}, ["fails", "not looked at"]),
        ("supports", {"accounts": [A, B]}, ["decides nothing", "decides nothing"]),
        ("unknown", {"accounts": [A]}, ["not read", "not looked at"]),
        ("unknown", {"accounts": [A, B], "by_account": {A: "yes", B: "unknown"}},
         ["nothing wrong found", "not read"]),
        ("no", {"favourable": False, "accounts": [A, B], "by_account": {A: "yes", B: "no"}},
         ["nothing wrong found", "fails"]),
        ("yes", {"favourable": True, "accounts": [A, B], "by_account": {A: "not-applicable", B: "supports"}},
         ["nothing wrong found", "decides nothing"]),
        # A word of a later version decides nothing.
        ("yes", {"favourable": True, "accounts": [A, B], "by_account": {A: "perhaps"}},
         ["decides nothing", "nothing wrong found"]),
    ],
)  # fmt: skip
def test_one_finding(verdict: str, more: dict, expected: list[str]) -> None:
    assert cells(made(finding("IAM-002.1", verdict, **more)), "IAM-002") == expected


def test_the_worst_of_a_control_counts_and_resources_are_counted() -> None:
    one = finding("IAM-002.1", "yes", favourable=True, accounts=[A, B])
    two = finding("IAM-002.2", "no", favourable=False, accounts=[A, B], resources=NAMED, total=60)
    found = made(one, two)
    # The list is cut: there may be more in A, so the other question's yes does not clear it.
    assert cells(found, "IAM-002") == ["decides nothing", "fails"]
    assert (found.rows["IAM-002"][B].resources, found.rows["IAM-002"][B].more) == (2, True)
    assert found.worst_first() == (B, A)


def test_good_news_of_another_question_does_not_clear_what_fails_somewhere() -> None:
    bad = finding("IAM-002.1", "no", favourable=False, accounts=[A, B])  # Nothing says where.
    good = finding("IAM-002.2", "yes", favourable=True, accounts=[A, B])
    assert cells(made(bad, good), "IAM-002") == ["decides nothing", "decides nothing"]


def test_a_call_that_failed_is_no_pass_but_a_failure_is_still_said() -> None:
    good = finding("IAM-001.1", "yes", favourable=True, accounts=[A, B])
    bad = finding("IAM-002.1", "no", favourable=False, accounts=[A, B], resources=NAMED, total=2)
    found = made(good, bad, unread=[closed(B, "IAM-001", "IAM-002"), closed("999999999999", "IAM-001")])
    assert cells(found, "IAM-001") == ["nothing wrong found", "not read"]
    assert cells(found, "IAM-002") == ["nothing wrong found", "fails"]


def test_inverted_questions() -> None:
    both = {"accounts": [A, B], "by_account": {A: "no", B: "yes"}}
    found = made(finding("ARC-004.1", "yes", favourable=False, **both))
    assert cells(found, "ARC-004") == ["nothing wrong found", "fails"]


verdicts = st.sampled_from(["yes", "no", "not-applicable", "supports", "unknown"])
accounts = st.lists(st.sampled_from([A, B, C]), unique=True)


@settings(deadline=None, max_examples=40)
@given(
    verdicts,
    st.sampled_from([True, False, None]),
    accounts,
    st.dictionaries(st.sampled_from([A, B, C]), verdicts),
    st.lists(st.sampled_from([A, B, C]), max_size=3),
    accounts,
)
def test_every_cell_has_one_kind_and_nothing_is_good_by_silence(
    verdict: str, favourable: bool | None, read: list[str], alone: dict, named: list[str], failed: list[str]
) -> None:
    resources = [Resource(name="x", account=a) for a in named]
    one = finding("IAM-002.1", verdict, favourable=favourable, accounts=read, by_account=alone,
                  resources=resources, total=len(named))  # fmt: skip
    found = made(one, unread=[closed(a, "IAM-002") for a in failed], accounts=(A, B, C))
    for account in (A, B, C):
        assert sum(found.counts(account).values()) == len(found.rows) == 1
        cell = found.rows["IAM-002"][account].cell
        if cell is Cell.CLEAR:
            assert account not in failed
            assert alone.get(account) in ("yes", "not-applicable") or (
                account not in alone and account in read
            )
        if alone.get(account) == "no":
            assert cell is Cell.FAILS


def test_three_hundred_accounts() -> None:
    many = tuple(f"{n:012}" for n in range(300))
    found = made(finding("IAM-002.1", "yes", favourable=True, accounts=list(many)), accounts=many)
    assert len(found.worst_first()) == 300 and set(cells(found, "IAM-002")) == {"nothing wrong found"}
