"""Rows of other tools: what a FAIL decides, what a pass needs, and that nothing is made of silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.elsewhere import Report, Row, Said, Tool
from ftr_tui.model.facts import Finding, Verdict
from ftr_tui.rules import RULES
from ftr_tui.rules.elsewhere import UNFILTERED, judge
from ftr_tui.rules.elsewhere_checks import CHECKS, NAMES, PROOF, PROOF_LIVE, TOPICS

ONE, TWO = "111111111111", "222222222222"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = NOW - timedelta(days=1)
TEXTS = {rule.question: rule.aws_text[0] for rule in RULES}


def row(check: str, said: str, account: str = ONE, **more: Any) -> Row:
    return Row(check, Said(said), account, **{"at": AT, "resource": f"{account}-a", **more})


def told(tool: Tool, *rows: Row, now: datetime = NOW, **more: Any) -> dict[str, Finding]:
    scope = {k: more.pop(k) for k in ("accounts", "regions") if k in more}
    accounts = tuple(dict.fromkeys(r.account for r in rows))
    about = {"file": "f", "hash": "sha256:1", "at": AT, "accounts": accounts, **more}
    found = judge(Report(tool, rows, **about), TEXTS, now, **scope)
    return {f.question: f for f in found}


HUB, PROWLER, CONFIG = Tool.SECURITY_HUB, Tool.PROWLER, Tool.CONFIG


@pytest.mark.parametrize(
    ("tool", "check", "question", "verdict"),
    [
        (HUB, "IAM.4", "ARC-004.1", "yes"),  # the question is inverted: a key is "yes", and fails
        (HUB, "Account.1", "ACOM-001.1", "no"),
        (HUB, "IAM.5", "IAM-001.1", "no"),
        (HUB, "IAM.3", "IAM-002.1", "no"),
        (HUB, "IAM.16", "IAM-003.1", "no"),
        (HUB, "IAM.1", "IAM-006.1", "no"),
        (HUB, "EC2.2", "NETSEC-001.1", "no"),
        (HUB, "EC2.54", "NETSEC-001.2", "no"),
        (HUB, "EFS.1", "SDAT-002.1", "no"),
        (PROWLER, "iam_no_root_access_key", "ARC-004.1", "yes"),
        (PROWLER, "iam_rotate_access_key_90_days", "IAM-002.1", "no"),
        (PROWLER, "ec2_securitygroup_default_restrict_traffic", "NETSEC-001.1", "no"),
        (CONFIG, "restricted-ssh", "NETSEC-001.2", "no"),
        (CONFIG, "access-keys-rotated", "IAM-002.1", "no"),
    ],
)
def test_a_fail_decides_unfavourably_and_names_the_tool(
    tool: Tool, check: str, question: str, verdict: str
) -> None:
    (found,) = told(tool, row(check, "fail", region="eu-west-1"), row(check, "pass", TWO)).values()
    assert (found.question, str(found.verdict), found.favourable) == (question, verdict, False)
    assert str(tool) in found.summary and check in found.summary and found.tool == str(tool)
    assert (found.total, found.read_at, found.accounts) == (1, AT, [ONE, TWO])
    assert found.by_account[ONE] == verdict and found.assumes == ""


@pytest.mark.parametrize(
    ("tool", "check"),
    [
        (HUB, "RDS.11"),  # asks for seven days; one is enough here
        (HUB, "S3.8"),
        (CONFIG, "iam-password-policy"),  # may fail for a missing symbol
        (CONFIG, "restricted-common-ports"),
        (PROWLER, "iam_aws_attached_policy_no_administrative_privileges"),
        (Tool.TRUSTED_ADVISOR, "Pfx0RwqBli"),
    ],
)
def test_a_fail_that_asks_something_else_decides_nothing_and_says_why(tool: Tool, check: str) -> None:
    (found,) = told(tool, row(check, "fail")).values()
    assert found.verdict is Verdict.SUPPORTS and found.favourable is None
    assert "Not decided: " in found.summary and not found.summary.endswith("Not decided: .")


def test_a_pass_needs_every_check_in_every_account() -> None:
    both = [row(c, "pass", a) for c in ("IAM.15", "IAM.16") for a in (ONE, TWO)]
    yes = told(HUB, *both)["IAM-003.1"]
    assert yes.verdict is Verdict.YES and yes.favourable and yes.by_account == {ONE: "yes", TWO: "yes"}
    scope = f"Production runs in accounts {ONE} and {TWO} and in no others."
    # A list in which nothing fails may have been downloaded with a filter.
    assert yes.assumes.split("\n") == [UNFILTERED, scope]
    seen = told(HUB, *both, row("S3.8", "fail", TWO))["IAM-003.1"]
    assert seen.favourable and seen.assumes == scope
    for left in range(4):
        some = told(HUB, *[r for n, r in enumerate(both) if n != left], accounts=[ONE, TWO])["IAM-003.1"]
        assert some.verdict is Verdict.SUPPORTS, both[left]
        assert f"{both[left].check} in {both[left].account}" in some.summary


def test_an_account_of_the_file_without_a_row_keeps_a_pass_from_proving() -> None:
    found = told(HUB, row("IAM.4", "pass"), row("IAM.1", "fail", TWO))["ARC-004.1"]
    assert found.verdict is Verdict.SUPPORTS and TWO in found.summary


def test_a_pass_of_an_inverted_question_is_a_no_that_helps() -> None:
    found = told(HUB, row("IAM.4", "pass"))["ARC-004.1"]
    assert (found.verdict, found.favourable) == (Verdict.NO, True)


def test_a_regional_pass_must_cover_each_region_and_says_which() -> None:
    rows = [row(c, "pass", region=r) for c in ("EC2.53", "EC2.54") for r in ("eu-west-1", "us-east-1")]
    found = told(HUB, *rows)["NETSEC-001.2"]
    assert found.verdict is Verdict.YES
    assert "Production runs in Regions eu-west-1 and us-east-1 only." in found.assumes.split("\n")
    less = told(HUB, *rows[1:])["NETSEC-001.2"]
    assert less.verdict is Verdict.SUPPORTS and "EC2.53 in 111111111111 eu-west-1" in less.summary
    nowhere = told(HUB, row("EC2.2", "pass"))["NETSEC-001.1"]
    assert nowhere.verdict is Verdict.SUPPORTS and "of which Region" in nowhere.summary
    wanted = told(HUB, *rows, regions=["eu-west-1", "ap-south-1"])["NETSEC-001.2"]
    assert wanted.verdict is Verdict.SUPPORTS and "ap-south-1" in wanted.summary


def test_a_warning_beside_passes_keeps_them_from_proving_and_manual_says_nothing() -> None:
    found = told(HUB, row("IAM.5", "pass"), row("IAM.5", "other", detail="WARNING"))["IAM-001.1"]
    assert found.verdict is Verdict.SUPPORTS and "WARNING" in found.summary
    assert told(PROWLER, row("iam_no_root_access_key", "other", detail="MANUAL")) == {}
    assert told(PROWLER, row("a_check_of_next_year", "fail")) == {}


def test_never_a_yes_where_the_check_asks_less() -> None:
    assert told(HUB, row("Account.1", "pass"))["ACOM-001.1"].verdict is Verdict.SUPPORTS
    assert told(HUB, row("IAM.1", "pass"))["IAM-006.1"].verdict is Verdict.SUPPORTS
    groups = [
        row(f"ec2_securitygroup_allow_ingress_from_internet_to_{end}", "pass", region="eu-west-1")
        for end in ("tcp_port_22", "tcp_port_3389", "all_ports")
    ]
    # Prowler passes over groups that nothing uses: seen on a real account with four open ones.
    assert told(PROWLER, *groups)["NETSEC-001.2"].verdict is Verdict.SUPPORTS
    keys = told(CONFIG, row("access-keys-rotated", "pass"))["IAM-002.1"]
    assert keys.verdict is Verdict.YES and "set to 90 days or fewer" in keys.assumes
    live = told(CONFIG, row("access-keys-rotated", "pass"), hash="")["IAM-002.1"]
    assert "90 days or fewer" not in live.assumes  # our own scan read the parameter


def test_federation_is_left_to_a_person() -> None:
    found = told(HUB, row("IAM.5", "pass"))["IAM-001.1"]
    assert found.verdict is Verdict.YES and "federation" in found.assumes


def test_a_suppressed_fail_still_disproves_and_says_so() -> None:
    found = told(HUB, row("IAM.3", "fail", muted=True), row("IAM.3", "pass", resource="b"))["IAM-002.1"]
    assert found.verdict is Verdict.NO and "suppressed" in found.summary
    assert found.resources[0].detail.endswith("(suppressed)")


@pytest.mark.parametrize(
    ("hash_", "age", "verdict"),
    [
        ("sha256:1", timedelta(days=30), "yes"),
        ("sha256:1", timedelta(days=31), "supports"),
        ("", timedelta(hours=48), "yes"),
        ("", timedelta(hours=49), "supports"),
    ],
)
def test_a_pass_grows_old_and_a_fail_does_not(hash_: str, age: timedelta, verdict: str) -> None:
    found = told(HUB, row("IAM.3", "pass"), now=AT + age, hash=hash_)["IAM-002.1"]
    assert str(found.verdict) == verdict
    assert told(HUB, row("IAM.3", "fail"), now=AT + age, hash=hash_)["IAM-002.1"].verdict is Verdict.NO


def test_one_page_of_several_proves_nothing_and_what_fails_in_it_counts() -> None:
    found = told(HUB, row("IAM.4", "pass"), row("IAM.3", "fail"), cut=True)
    assert (
        found["ARC-004.1"].verdict is Verdict.SUPPORTS and "one page of several" in found["ARC-004.1"].summary
    )
    assert found["IAM-002.1"].verdict is Verdict.NO


def test_a_pass_without_a_date_proves_nothing() -> None:
    found = told(HUB, row("IAM.3", "pass", at=None), at=None)["IAM-002.1"]
    assert found.verdict is Verdict.SUPPORTS and "not said when" in found.summary


def test_on_another_sentence_nothing_is_decided_and_other_lists_are_not_spoken_of() -> None:
    report = Report(HUB, [row("IAM.3", "fail")], hash="x", accounts=[ONE])
    (found,) = judge(report, {"IAM-002.1": "sha256:" + "0" * 64}, NOW)
    assert found.verdict is Verdict.SUPPORTS and "It would have said no" in found.summary
    assert judge(report, {"IAM-003.1": TEXTS["IAM-003.1"]}, NOW) == []


def test_the_same_user_in_two_regions_is_one_and_a_count_without_names_counts_nothing() -> None:
    rows = [row("IAM.3", "fail", region=r) for r in ("eu-west-1", "us-east-1")]
    assert told(HUB, *rows)["IAM-002.1"].total == 1
    # A judge only counts what passed: of how many keys these are is not known then.
    found = told(HUB, rows[0], row("IAM.3", "pass", resource=""), hash="")["IAM-002.1"]
    assert "1 IAM user has an active access key older than 90 days" in found.summary
    good = told(HUB, row("IAM.3", "pass", resource="", detail="21 passed"), hash="")["IAM-002.1"]
    assert "No IAM user found that has an active access key older" in good.summary


def test_a_credential_report_is_judged_as_of_its_own_day_by_our_own_rules() -> None:
    def user(name: str, days: int) -> dict[str, Any]:
        key = {"active": True, "last_rotated": AT - timedelta(days=days), "last_used": AT}
        off = {"active": False, "last_rotated": None, "last_used": None}
        return {"user": name, "arn": "", "created": AT, "password_enabled": False, "mfa_active": False,
                "password_last_used": None, "keys": [key, off]}  # fmt: skip

    def found(days: int, now: datetime = NOW, cut: int = 0) -> dict[str, Finding]:
        root = user("<root_account>", 0) | {"keys": []}
        data = {ONE: {"rows": [root, user("an", days)][cut:], "generated_at": AT}}
        report = Report(Tool.CREDENTIAL_REPORT, (), hash="x", at=AT, accounts=[ONE], facts=data)
        return {f.question: f for f in judge(report, TEXTS, now)}

    assert found(91)["IAM-002.1"].verdict is Verdict.NO
    later = found(75, NOW + timedelta(days=10))
    assert later["IAM-002.1"].verdict is Verdict.YES and later["IAM-002.1"].tool == "IAM credential report"
    # 85 days old on the day of the report, 95 now: rotated or not, nobody has seen it.
    over = found(85, NOW + timedelta(days=10))["IAM-002.1"]
    assert over.verdict is Verdict.SUPPORTS and "unless it was changed since" in over.summary
    # AWS never leaves out the root user: somebody took rows out.
    assert (
        found(1, cut=1)["IAM-002.1"].verdict is Verdict.SUPPORTS
        and found(91, cut=1)["IAM-002.1"].favourable is False
    )
    assert found(1, NOW + timedelta(days=40))["IAM-002.1"].verdict is Verdict.SUPPORTS
    assert all(f.verdict is not Verdict.UNKNOWN for f in later.values())
    assert "IAM-003.1" not in later and "IAM-001.1" not in later


def test_every_check_is_of_a_question_that_is_judged_and_what_proves_may_also_disprove() -> None:
    for tool, checks in CHECKS.items():
        for name, check in checks.items():
            assert check.question in TEXTS, name
            assert not check.against or check.question in TOPICS, name
        for question, proofs in (*PROOF.get(tool, {}).items(), *PROOF_LIVE.get(tool, {}).items()):
            assert all(checks[name].question == question for proof in proofs for name in proof)
    assert set(NAMES) == set(CHECKS[Tool.TRUSTED_ADVISOR])


ROWS = st.builds(
    row,
    st.sampled_from([c for t in (HUB, PROWLER, CONFIG) for c in CHECKS[t]]),
    st.sampled_from([str(s) for s in Said]),
    st.sampled_from([ONE, TWO]),
    region=st.sampled_from(["", "eu-west-1", "us-east-1"]),
    muted=st.booleans(),
    resource=st.sampled_from(["", "a", "arn:aws:iam::111111111111:user/x/y", "[/red]"]),
    at=st.sampled_from([None, AT, AT - timedelta(days=40)]),
)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([HUB, PROWLER, CONFIG]), st.lists(ROWS, max_size=12))
def test_whatever_the_rows_are_one_more_fail_never_makes_it_better(tool: Tool, rows: list[Row]) -> None:
    found = told(tool, *rows)
    spoken = {CHECKS[tool][r.check].question for r in rows if r.check in CHECKS[tool]}
    assert set(found) <= spoken
    for question, one in found.items():
        mine = [r for r in rows if r.check in CHECKS[tool] and CHECKS[tool][r.check].question == question]
        assert one.verdict is not Verdict.UNKNOWN
        if one.favourable:
            assert any(r.said is Said.PASS for r in mine) and one.accounts
            assert all(r.said is not Said.FAIL for r in mine if CHECKS[tool][r.check].against)
    for check, meaning in list(CHECKS[tool].items())[:8]:
        worse = told(tool, *rows, row(check, "fail"))[meaning.question]
        assert not worse.favourable
        assert worse.favourable is False or not meaning.against
