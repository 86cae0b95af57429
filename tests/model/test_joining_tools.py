"""Our scan, AWS's judges and tools' files become one judgement: properties over every mixture of verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.facts import Evidence, Finding, Imported, Scan, Verdict
from ftr_tui.model.joining import FRESH, aged, apart, joined

ONE, TWO, THREE = "111111111111", "222222222222", "333333333333"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = {"yes": True, "no": False, "not-applicable": True, "supports": None, "unknown": None}
BAD = "no"


def finding(verdict: str, *accounts: str, at: datetime = NOW - DAY, **more: object) -> Finding:
    told = {"question": "NETSEC-001.2", "control": "NETSEC-001", "summary": f"{verdict} of {accounts}."}
    fields = {"verdict": Verdict(verdict), "favourable": GOOD[verdict], "read_at": at}
    return Finding.model_validate({**told, **fields, "accounts": list(accounts), **more})


def tool(found: Finding | None, name: str = "Prowler", file: str = "p.csv", **more: object) -> Imported:
    told = {"file": file, "at": NOW, "tool": name, "finding": [found] if found else []}
    return Imported.model_validate({**told, **more})


def one(own: Finding | None, *imported: Imported, judged: Imported | None = None) -> Finding | None:
    accounts = own.accounts if own else []
    scan = Scan(started=NOW - DAY, seconds=1.0, calls=1, accounts=accounts, regions=["eu-west-1"])
    evidence = Evidence(
        scan=scan if own else None,
        finding=[own] if own else [],
        imported=list(imported),
        judged=[judged] if judged else [],
    )
    return next(iter(joined(evidence, NOW).finding), None)


VERDICTS = st.sampled_from(list(GOOD))
SAYS = st.sampled_from(["yes", "no", "supports"])
PLACES = st.sampled_from([(ONE,), (ONE, TWO), (TWO,)])
AGES = st.sampled_from([DAY, 20 * DAY, 40 * DAY])
MADE = st.builds(lambda v, a, d: finding(v, *a, at=NOW - d), SAYS, PLACES, AGES)


@settings(max_examples=150, deadline=None)
@given(VERDICTS, PLACES, st.lists(MADE, max_size=3), st.none() | MADE)
def test_the_worse_wins_and_a_favourable_word_is_somebodys_of_all_accounts(
    own: str, accounts: tuple[str, ...], files: list[Finding], judge: Finding | None
) -> None:
    mine = finding(own, *accounts)
    imported = [tool(f, file=f"{n}.csv") for n, f in enumerate(files)]
    judged = tool(judge, "AWS Security Hub", "") if judge else None
    found = one(mine, *imported, judged=judged)
    assert found is not None
    fresh = [f for f in files if f.favourable and NOW - f.read_at <= FRESH]
    fresh += [judge] if judge is not None and judge.favourable else []
    if own == BAD or (judge is not None and str(judge.verdict) == BAD):
        assert found.favourable is False
    if found.favourable:
        # Somebody who read them says so of each account that our scan was to read.
        says = [f for f in (mine, *fresh) if f.favourable]
        assert set(accounts) <= {a for f in says for a in f.accounts}
        against = [f for f in (mine, *files) if f.favourable is False]
        newer = mine.favourable is not None
        assert all(newer and set(f.accounts) <= set(accounts) and f.read_at < mine.read_at for f in against)
    if found.favourable is False:
        assert any(f is not None and f.favourable is False for f in (mine, *files, judge))
    # Nobody is lost: each source is the judgement itself or named beside it.
    assert len(found.beside) >= len(files) + (judge is not None)


@pytest.mark.parametrize("said", ["yes", "no", "supports", "unknown", "not-applicable"])
def test_a_file_without_a_row_and_rows_that_decide_nothing_change_no_verdict(said: str) -> None:
    mine = finding(said, ONE)
    empty = one(mine, tool(None, covers=[ONE, THREE]))
    assert empty is not None and (empty.verdict, empty.assumes) == (mine.verdict, mine.assumes)
    helps = one(mine, tool(finding("supports", ONE)))
    assert helps is not None and helps.verdict == mine.verdict


def test_what_our_scan_could_not_read_is_a_pass_only_where_the_rows_cover_it() -> None:
    unread = finding("unknown", ONE, TWO)
    part = one(unread, tool(finding("yes", ONE)))
    assert part is not None and part.verdict is Verdict.UNKNOWN
    whole = one(unread, tool(finding("yes", ONE, TWO)))
    assert whole is not None and whole.verdict is Verdict.YES and whole.tool == "Prowler"
    elsewhere = one(unread, tool(finding("yes", ONE, TWO, regions=["us-east-1"])))
    assert elsewhere is not None and elsewhere.verdict is Verdict.UNKNOWN
    there = one(unread, tool(finding("yes", ONE, TWO, regions=["us-east-1", "eu-west-1"])))
    assert there is not None and there.verdict is Verdict.YES


def test_a_pass_ages_out_after_thirty_days_and_a_fail_does_not() -> None:
    def alone(verdict: str, days: int) -> Finding:
        found = one(None, tool(finding(verdict, ONE, at=NOW - days * DAY, assumes="Production runs in x.")))
        assert found is not None
        return found

    assert alone("yes", 30).favourable is True
    old = alone("yes", 31)
    assert (old.verdict, old.favourable, old.assumes) == (Verdict.SUPPORTS, None, "")
    assert "31 days old" in old.summary and "yes of" in old.summary
    assert alone("no", 400).favourable is False
    ours = finding("yes", ONE, at=NOW - 400 * DAY)
    assert aged(ours, NOW) is ours  # our own reading grows no older by this


def test_a_newer_read_of_ours_outdoes_a_files_no_but_not_one_that_decides_nothing_nor_a_judges() -> None:
    before = tool(finding("no", ONE, at=NOW - 9 * DAY))
    mended = one(finding("yes", ONE), before)
    assert mended is not None and mended.favourable is True
    assert any("no of" in text and "does not count" in text for text in mended.beside)
    vague = one(finding("supports", ONE), before)
    assert vague is not None and vague.favourable is False
    judged = one(
        finding("yes", ONE), judged=tool(finding("no", ONE, at=NOW - 9 * DAY), "AWS Security Hub", "")
    )
    assert judged is not None and judged.favourable is False


def test_a_tool_that_says_the_same_asks_no_word_more_and_makes_nothing_older() -> None:
    mine = finding("yes", ONE, TWO, assumes=f"Production runs in accounts {ONE} and {TWO} and in no others.")
    file = finding("yes", ONE, at=NOW - 20 * DAY, assumes="Production runs in Region eu-west-1 only.")
    found = one(mine, tool(file))
    assert found is not None
    assert (found.assumes, found.read_at, found.accounts) == (mine.assumes, mine.read_at, [ONE, TWO])
    assert any(text.startswith("Prowler (p.csv)") for text in found.beside)
    more = one(finding("yes", ONE), tool(finding("yes", ONE, THREE, at=NOW - 20 * DAY)))
    assert more is not None and more.accounts == [ONE, THREE] and more.read_at == NOW - 20 * DAY


def test_to_compare_all_are_there_each_with_its_mark() -> None:
    evidence = Evidence(
        scan=Scan(started=NOW, seconds=1.0, calls=1, accounts=[ONE]),
        finding=[finding("yes", ONE)],
        imported=[tool(finding("yes", ONE, at=NOW - 99 * DAY))],
        judged=[tool(finding("no", ONE), "AWS Config rules", "")],
    )
    told = apart(evidence, NOW)["NETSEC-001.2"]
    marks = [(f.tool, f.imported_from, str(f.verdict)) for f in told]
    assert marks == [("", "", "yes"), ("AWS Config rules", "", "no"), ("Prowler", "p.csv", "supports")]


def test_a_scan_of_fewer_regions_outdoes_no_file_that_saw_more() -> None:
    own = finding("yes", ONE, regions=["eu-west-1"])
    for regions, verdict in ((["eu-west-1"], "yes"), (["eu-west-1", "us-east-1"], "no"), ([], "yes")):
        file = tool(finding("no", ONE, at=NOW - 9 * DAY, regions=regions))
        found = one(own, file)
        assert found is not None and str(found.verdict) == verdict
    # Rows without a Region may be of one that the scan left out.
    narrow = own.model_copy(update={"assumes": "Production runs in Region eu-west-1 only."})
    found = one(narrow, tool(finding("no", ONE, at=NOW - 9 * DAY)))
    assert found is not None and str(found.verdict) == "no"


def test_nobody_reads_unseen_for_an_account_that_the_scan_did_not_come_to() -> None:
    own, file = finding("unknown", ONE), tool(finding("yes", ONE))
    for missed, verdict in (
        ({}, "yes"),
        ({"not_again": [TWO]}, "unknown"),
        ({"unreached": ["x"]}, "unknown"),
    ):
        about = {"started": NOW - DAY, "seconds": 1.0, "calls": 1, "accounts": [ONE]}
        scan = Scan.model_validate({**about, **missed})
        (found,) = joined(Evidence(scan=scan, finding=[own], imported=[file]), NOW).finding
        assert str(found.verdict) == verdict


def test_what_tools_alone_prove_is_of_every_account_that_one_of_them_names() -> None:
    file = tool(finding("yes", ONE))
    other = finding("supports", TWO).model_copy(update={"question": "IAM-003.1"})
    for more, verdict in (([], "yes"), ([tool(other, file="q.csv")], "supports")):
        found = one(None, file, *more)
        assert found is not None and str(found.verdict) == verdict
    assert found is not None and found.summary.startswith(f"Not decided: nothing says so of {TWO}. ")


def test_a_time_without_a_zone_may_be_later_but_not_after_the_file_came_in() -> None:
    said = NOW - 3 * DAY
    for hours, came, verdict in ((3, 2 * DAY, "no"), (13, 2 * DAY, "yes"), (3, 3 * DAY - DAY / 12, "yes")):
        own = finding("yes", ONE, at=said + DAY * hours / 24)
        found = one(own, tool(finding("no", ONE, at=said), at=NOW - came))
        assert found is not None and str(found.verdict) == verdict, hours
    # One whose rows are of many days was last seen on the newest of them.
    late = finding("no", ONE, at=NOW - 9 * DAY, newest=NOW - DAY / 2)
    found = one(finding("yes", ONE), tool(late, "AWS Security Hub"))
    assert found is not None and str(found.verdict) == "no"
