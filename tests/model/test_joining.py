"""Readings of several machines: the worse wins, all are named, and nothing is proved of an account unread."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ftr_tui.model import agreement
from ftr_tui.model.facts import Evidence, Finding, Imported, Resource, Scan, Verdict
from ftr_tui.model.joining import joined

OURS, THEIRS = "111111111111", "222222222222"
OCT, NOV = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
GOOD = {"yes": True, "no": False, "not-applicable": True, "supports": None, "unknown": None}


def finding(verdict: str, account: str, at: datetime = NOV, **more: object) -> Finding:
    told = {"question": "IAM-002.1", "control": "IAM-002", "summary": f"{verdict} of {account}."}
    fields = {"verdict": Verdict(verdict), "favourable": GOOD[verdict], "accounts": [account], "read_at": at}
    return Finding.model_validate({**told, **fields, **more})


def theirs(*found: Finding, accounts: tuple[str, ...] = (THEIRS,), at: datetime = NOV) -> Imported:
    scan = Scan(started=at, seconds=1.0, calls=1, accounts=list(accounts))
    return Imported(file="b.evidence.toml", at=NOV, by="Lan", scan=scan, finding=list(found))


def judged(own: list[Finding], *imported: Imported) -> Finding:
    scan = Scan(started=NOV, seconds=1.0, calls=1, accounts=[OURS]) if own else None
    whole = joined(Evidence(scan=scan, finding=own, imported=list(imported)), NOW)
    (one,) = [f for f in whole.finding if f.question == "IAM-002.1"]
    return one


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [
        ("yes", "yes", "yes"),
        ("yes", "no", "no"),
        ("no", "yes", "no"),
        ("yes", "unknown", "unknown"),
        ("unknown", "yes", "unknown"),
        ("unknown", "no", "no"),
        ("yes", "supports", "supports"),
        ("not-applicable", "yes", "yes"),
        ("yes", "not-applicable", "yes"),
        ("not-applicable", "not-applicable", "not-applicable"),
    ],
)
def test_of_two_accounts_the_worse_wins_and_both_are_named(here: str, there: str, verdict: str) -> None:
    found = judged([finding(here, OURS)], theirs(finding(there, THEIRS)))
    assert str(found.verdict) == verdict and found.favourable is GOOD[verdict]
    told = " ".join([found.summary, *found.beside])
    assert f"{here} of {OURS}." in told and f"{there} of {THEIRS}." in told
    assert "b.evidence.toml" in told or found.imported_from == "b.evidence.toml"


def test_a_yes_of_both_rests_on_all_accounts_and_asks_one_thing_of_the_scope() -> None:
    scope = "Production runs in account {} and in no others."
    mine = {"assumes": f"They rotate.\n{scope.format(OURS)}", "resources": [Resource(name="a")], "total": 1}
    other = {"assumes": scope.format(THEIRS), "resources": [Resource(name="b")], "total": 2}
    found = judged([finding("yes", OURS, **mine)], theirs(finding("yes", THEIRS, OCT, **other)))
    assert found.accounts == [OURS, THEIRS] and found.read_at == OCT and found.total == 3
    both = f"Production runs in accounts {OURS}, {THEIRS} and in no others."
    assert found.assumes.split("\n") == ["They rotate.", both]
    assert agreement.scope_lines(found.assumes) == [both]
    assert [r.name for r in found.resources] == ["a", "b"]
    assert found.by_account == {OURS: "yes", THEIRS: "yes"}


def test_what_another_machine_did_not_look_at_proves_nothing() -> None:
    other = finding("yes", THEIRS).model_copy(update={"question": "IAM-003.1"})
    assert str(judged([finding("yes", OURS)], theirs(other)).verdict) == "unknown"
    assert str(judged([finding("no", OURS)], theirs(other)).verdict) == "no"


def test_of_the_same_account_an_unread_one_says_nothing_and_a_no_stays() -> None:
    assert (
        str(judged([finding("unknown", OURS)], theirs(finding("yes", OURS), accounts=(OURS,))).verdict)
        == "yes"
    )
    # A file that came in never turns our own no into a yes, however new it is.
    own = [finding("no", OURS, OCT)]
    assert str(judged(own, theirs(finding("yes", OURS, NOV), accounts=(OURS,))).verdict) == "no"
    # Our own newer scan of all its accounts outdoes it; it stays named.
    found = judged([finding("yes", OURS, NOV)], theirs(finding("no", OURS, OCT), accounts=(OURS,), at=OCT))
    assert str(found.verdict) == "yes" and "does not count" in found.beside[0] and ": no: " in found.beside[0]
    wide = theirs(finding("no", OURS, OCT), accounts=(OURS, THEIRS), at=OCT)
    assert str(judged([finding("yes", OURS, NOV)], wide).verdict) == "no"


def test_alone_it_counts_marked_and_a_neutral_difference_decides_nothing() -> None:
    found = judged([], theirs(finding("yes", THEIRS)))
    assert (str(found.verdict), found.imported_from, found.imported_by) == ("yes", "b.evidence.toml", "Lan")
    neutral = {"favourable": None}
    found = judged([finding("yes", OURS, **neutral)], theirs(finding("no", THEIRS, **neutral)))
    assert str(found.verdict) == "supports" and len(found.beside) == 2
    assert joined(Evidence(finding=[finding("yes", OURS)]), NOW).finding[0].beside == []
