"""Findings of two machines joined by git: the newer scan is ours, no account is lost, none counts twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ftr_tui.model.facts import Change, Evidence, Finding, Imported, Scan, Verdict
from ftr_tui.model.joining import joined
from ftr_tui.model.merge_evidence import merge_evidence

A, B = "111111111111", "222222222222"
T0 = datetime(2026, 11, 1, tzinfo=UTC)
FILE = "acme.evidence.toml"


def scanned(account: str, day: int, verdict: str = "yes", **more: object) -> Evidence:
    at = T0 + timedelta(days=day)
    told = {"question": "IAM-002.1", "control": "IAM-002", "summary": f"{verdict} on day {day}."}
    found = Finding.model_validate(
        {
            **told,
            "verdict": Verdict(verdict),
            "favourable": {"yes": True, "no": False}.get(verdict),
            "accounts": [account],
            "read_at": at,
        }
    )
    scan = Scan(started=at, seconds=1.0, calls=1, accounts=[account])
    return Evidence.model_validate({"scan": scan, "finding": [found], **more})


def taken(account: str, file: str = "b.evidence.toml") -> Imported:
    whole = scanned(account, 1)
    return Imported(file=file, at=T0, scan=whole.scan, finding=whole.finding)


def merged(base: Evidence, ours: Evidence, theirs: Evidence) -> Evidence:
    return merge_evidence(base, ours, theirs, FILE, T0 + timedelta(days=20))


def test_only_one_side_scanned() -> None:
    base, new = scanned(A, 0), scanned(A, 3, "no")
    for ours, theirs in ((base, new), (new, base)):
        found = merged(base, ours, theirs)
        assert found.finding[0].summary == "no on day 3." and found.imported == []


@pytest.mark.parametrize("newer_is_ours", [True, False])
def test_both_scanned_the_same_account_the_newer_stands(newer_is_ours: bool) -> None:
    old, new = scanned(A, 3, "no"), scanned(A, 5)
    found = merged(scanned(A, 0), *((new, old) if newer_is_ours else (old, new)))
    assert [f.summary for f in found.finding] == ["yes on day 5."] and found.imported == []


def test_both_scanned_other_accounts_both_stay() -> None:
    found = merged(Evidence(), scanned(A, 3, "no"), scanned(B, 5))
    assert found.scan is not None and found.scan.accounts == [B]
    (beside,) = found.imported
    assert (beside.file, beside.accounts, beside.finding[0].summary) == (FILE, [A], "no on day 3.")


def test_what_the_newer_scan_could_not_read_or_looked_at_in_fewer_regions_stays_beside() -> None:
    blind = merged(Evidence(), scanned(A, 3, "no"), scanned(A, 5, "unknown"))
    assert [f.summary for f in blind.imported[0].finding] == ["no on day 3."]
    wide = scanned(A, 3, "no")
    wide = wide.model_copy(
        update={"finding": [wide.finding[0].model_copy(update={"regions": ["eu-west-1", "us-east-1"]})]}
    )
    narrow = scanned(A, 5)
    narrow = narrow.model_copy(
        update={"finding": [narrow.finding[0].model_copy(update={"regions": ["eu-west-1"]})]}
    )
    found = merged(Evidence(), narrow, wide)
    assert [f.summary for f in found.imported[0].finding] == ["no on day 3."]
    assert str(joined(found, T0 + timedelta(days=20)).finding[0].verdict) == "no"


def test_what_a_judge_said_of_the_older_scan_is_not_lost() -> None:
    told = Imported(file="", at=T0, tool="AWS Security Hub", covers=[A], finding=scanned(A, 3, "no").finding)
    found = merged(Evidence(), scanned(A, 3, judged=[told]), scanned(A, 5))
    assert [(i.file, i.tool) for i in found.imported] == [(FILE, "AWS Security Hub")]
    # Where the newer scan asked the same judge, that one speaks.
    again = merged(Evidence(), scanned(A, 3, judged=[told]), scanned(A, 5, judged=[told]))
    assert again.imported == [] and again.judged == [told]


def test_what_was_taken_in_is_there_once_and_what_was_taken_out_is_gone() -> None:
    base = scanned(A, 0, imported=[taken(B, "gone.toml")])
    ours = base.model_copy(update={"imported": []})
    theirs = base.model_copy(update={"imported": [*base.imported, taken(B)]})
    again = taken(B).model_copy(update={"at": T0 + timedelta(days=9)})
    assert [i.file for i in merged(base, ours, theirs).imported] == ["b.evidence.toml"]
    ours = ours.model_copy(update={"imported": [again]})
    assert [i.file for i in merged(base, ours, theirs).imported] == ["b.evidence.toml"]


def test_changes_of_both_sides_newest_first_each_once() -> None:
    def change(day: int) -> Change:
        at = T0 + timedelta(days=day)
        return Change(question="IAM-002.1", control="IAM-002", was="yes", now="no", at=at)

    ours = scanned(A, 3, change=[change(3), change(1)])
    theirs = scanned(A, 2, change=[change(2), change(1)])
    days = [(c.at - T0).days for c in merged(Evidence(), ours, theirs).change]
    assert days == [3, 2, 1]
