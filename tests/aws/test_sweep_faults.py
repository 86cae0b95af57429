"""What a sweep does when AWS says no, says nothing, or changes its mind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ftr_tui.aws.access import AccessError, Target, targets
from ftr_tui.aws.collect import COLLECTORS, Collector
from ftr_tui.aws.line import Limits
from ftr_tui.aws.sweep import Sweep, sweep
from ftr_tui.model.facts import Fact, Status

from .conftest import NOW, http, refuse

pytestmark = pytest.mark.usefixtures("moto")

REGIONS = ("eu-west-1", "us-east-1")


@pytest.fixture(autouse=True)
def two_regions(faults: dict[str, Any]) -> None:
    status = "<optInStatus>opt-in-not-required</optInStatus>"
    items = "".join(f"<item><regionName>{name}</regionName>{status}</item>" for name in REGIONS)
    body = f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    faults["ec2.DescribeRegions"] = lambda _: http(200, body)


def some(*names: str) -> list[Collector]:
    return [c for c in COLLECTORS if c.id in ("who", *names)]


def run(*names: str, **more: Any) -> Sweep:
    more.setdefault("sleep", lambda _: None)
    return sweep(targets(), now=NOW, collectors=some(*names), **more)


def one(done: Sweep, name: str, region: str | None = None) -> Fact:
    return next(f for f in done.facts.of(name) if f.region == region)


@pytest.fixture
def hang() -> Iterator[Callable[[Any], Any]]:
    """A fault that never answers while the test runs; limits below are generous, as machines may be busy."""
    over = threading.Event()

    def wait(_: Any) -> Any:
        over.wait(60)
        return http(500, "")

    yield wait
    over.set()


@pytest.mark.hard_case(64)
def test_denied_names_the_action_and_stops_nobody_else(faults: dict[str, Any]) -> None:
    faults["iam.GetAccountSummary"] = refuse("AccessDenied", "not authorized", 403)
    done = run("iam_sum", "iam_pw")
    denied = one(done, "iam_sum")
    assert denied.status is Status.DENIED and denied.data is None
    assert denied.gaps[0].action == "iam:GetAccountSummary" and "missing" in denied.gaps[0].reason
    assert one(done, "iam_pw").complete


def graph_page(number: int) -> str:
    user = f"<member><UserName>user{number}</UserName><Path>/</Path></member>"
    more = f"<IsTruncated>true</IsTruncated><Marker>m{number}</Marker>"
    body = f"<UserDetailList>{user}</UserDetailList>{more}"
    return (
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>"
        f"{body}</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    )


@pytest.mark.hard_case(61, 74)
def test_page_three_of_five_throttled_is_partial_after_retries(
    faults: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import botocore.endpoint

    monkeypatch.setattr(botocore.endpoint.time, "sleep", lambda _: None)
    asked = []

    def answer(request: Any) -> Any:
        asked.append(request)
        if len(asked) < 3:
            return http(200, graph_page(len(asked)))
        return refuse("Throttling")(request)

    faults["iam.GetAccountAuthorizationDetails"] = answer
    done = run("iam_graph")
    fact = one(done, "iam_graph")
    assert fact.status is Status.PARTIAL and fact.gaps[0].code == "Throttling"
    assert [u["name"] for u in fact.data["users"]] == ["user1", "user2"]
    assert (fact.calls, done.retries, len(asked)) == (3, 2, 5)


@pytest.mark.hard_case(59, 60, 71)
def test_a_call_that_never_ends_is_given_up_at_its_deadline(
    faults: dict[str, Any], hang: Callable[[Any], Any]
) -> None:
    faults["iam.GetAccountSummary"] = hang
    began = time.monotonic()
    done = run("iam_sum", "iam_pw", limits=Limits(call=0.5))
    assert time.monotonic() - began < 15
    assert one(done, "iam_sum").status is Status.FAILED and one(done, "iam_sum").gaps[0].code == "Deadline"
    assert one(done, "iam_pw").complete


@pytest.mark.hard_case(60)
def test_a_run_that_stalls_is_given_up_as_a_whole(faults: dict[str, Any], hang: Callable[[Any], Any]) -> None:
    for name in ("iam.GetAccountSummary", "iam.GetAccountPasswordPolicy", "iam.ListSAMLProviders"):
        faults[name] = hang
    began = time.monotonic()
    done = run("iam_sum", "iam_pw", "iam_idp", limits=Limits(stall=0.5))
    assert time.monotonic() - began < 15
    for name in ("iam_sum", "iam_pw", "iam_idp"):
        fact = one(done, name)
        assert fact.status is Status.FAILED and fact.gaps[0].code == "GaveUp"
    assert "gave up" in done.problems[0]


@pytest.mark.hard_case(64)
def test_expired_credentials_end_the_run_and_keep_the_facts(faults: dict[str, Any]) -> None:
    faults["ec2.DescribeSecurityGroups"] = refuse("ExpiredToken", status=400)
    done = run("regions", "sg", "bak", "alarms")
    assert one(done, "who").complete and one(done, "regions").complete
    for region in REGIONS:
        for name in ("sg", "bak", "alarms"):
            fact = one(done, name, region)
            assert fact.status is Status.FAILED and "expired" in fact.gaps[0].reason
    assert "backup.ListBackupPlans" not in done.operations
    assert any("expired" in problem for problem in done.problems)


@pytest.mark.hard_case(60, 71)
def test_stop_keeps_what_was_read_and_returns_at_once(
    faults: dict[str, Any], hang: Callable[[Any], Any]
) -> None:
    faults["iam.GetAccountPasswordPolicy"] = hang
    stop = threading.Event()

    def heard(fact: Fact) -> None:
        if fact.collector == "iam_sum":
            stop.set()

    began = time.monotonic()
    done = run("iam_sum", "iam_pw", on_fact=heard, stop=stop)
    assert time.monotonic() - began < 15
    assert one(done, "iam_sum").complete
    stopped = one(done, "iam_pw")
    assert stopped.status is Status.SKIPPED and "stopped" in stopped.note


def test_a_stop_before_the_start_reads_nothing() -> None:
    stop = threading.Event()
    stop.set()
    done = run("iam_sum", stop=stop)
    assert all(
        f.status in (Status.SKIPPED, Status.COMPLETE) and not f.calls for f in done.facts.of("iam_sum")
    )


FIRST = ("ec2.DescribeSecurityGroups", "ec2.DescribeNetworkInterfaces", "guardduty.ListDetectors")
REGIONAL = ("regions", "s3_list", "sg", "eni", "gd", "plist", "alarms")


@pytest.mark.hard_case(64)
@pytest.mark.parametrize(
    ("code", "message", "status", "words"),
    [
        ("AuthFailure", "", Status.FAILED, "switched off"),
        ("UnrecognizedClientException", "", Status.FAILED, "switched off"),
        ("AccessDenied", "explicit deny in a service control policy", Status.DENIED, "blocks the Region"),
        ("UnauthorizedOperation", "You are not authorized", Status.DENIED, "denied as a whole"),
    ],
)
def test_a_closed_region_is_reported_once_and_not_asked_again(
    faults: dict[str, Any], code: str, message: str, status: Status, words: str
) -> None:
    for name in FIRST:
        faults[name] = refuse(code, message, 403, where="eu-west-1")
    done = run(*REGIONAL)
    here = [f for f in done.facts.facts if f.region == "eu-west-1"]
    assert {f.status for f in here} == {status}
    assert len({gap for f in here for gap in f.gaps}) == 1
    assert [p for p in done.problems if "eu-west-1" in p] == list(done.problems)
    assert len(done.problems) == 1 and words in done.problems[0]
    assert done.operations["cloudwatch.DescribeAlarms"] == 1
    assert one(done, "sg", "us-east-1").complete
    assert one(done, "plist", "eu-west-1").calls == 0


def test_a_missing_permission_is_no_closed_region(faults: dict[str, Any]) -> None:
    faults["guardduty.ListDetectors"] = refuse("AccessDeniedException", "not authorized", 403)
    done = run(*REGIONAL)
    for region in REGIONS:
        assert one(done, "gd", region).gaps[0].action == "guardduty:ListDetectors"
        assert one(done, "sg", region).complete
    assert done.problems == ()


def test_regions_that_could_not_be_listed_leave_the_home_region(faults: dict[str, Any]) -> None:
    faults["ec2.DescribeRegions"] = refuse("UnauthorizedOperation", "no", 403)
    done = run("regions", "sg")
    assert one(done, "regions").status is Status.DENIED
    assert [f.region for f in done.facts.of("sg")] == ["us-east-1"]


@pytest.mark.hard_case(65)
def test_the_users_regions_narrow_the_scope() -> None:
    done = run("regions", "eni", regions=["eu-west-1", "ap-south-2"])
    assert [f.region for f in done.facts.of("eni")] == ["eu-west-1"]
    assert "ap-south-2 is not enabled" in done.problems[0]
    with pytest.raises(AccessError, match="Did you mean eu-west-1"):
        run("regions", regions=["eu-wst-1"])


def test_one_account_that_refuses_does_not_stop_the_others() -> None:
    done = sweep((Target("nobody"), Target()), now=NOW, collectors=some("iam_pw"))
    assert len(done.callers) == 1 and done.facts.accounts == ("123456789012",)
    assert "profile nobody" in done.problems[0]
    with pytest.raises(AccessError, match="nobody"):
        sweep((Target("nobody"),), now=NOW)


def test_roles_read_several_accounts_and_none_twice() -> None:
    accounts = ["111111111111", "222222222222"]
    both = (*targets([], "reader", accounts), *targets([], "arn:aws:iam::222222222222:role/reader"))
    done = sweep(both, now=NOW, collectors=some("iam_pw"))
    assert sorted(done.facts.accounts) == accounts
    assert "the same account 222222222222" in done.problems[0]
    assert done.calls == 3 * 2 + 2


def test_an_account_that_was_asked_for_and_not_reached_is_an_unread_one(faults: dict[str, Any]) -> None:
    no = refuse("AccessDenied", "not authorized", 403)
    faults["sts.AssumeRole"] = lambda request: no(request) if "222222222222" in str(request.body) else None
    done = sweep(targets([], "reader", ["111111111111", "222222222222"]), now=NOW, collectors=some("iam_pw"))
    assert done.facts.accounts == ("111111111111", "222222222222")
    missing = done.facts.of("who", "222222222222")[0]
    assert missing.status is Status.FAILED and "may not assume" in missing.gaps[0].reason
    assert [c.account for c in done.callers] == ["111111111111"]


@pytest.mark.hard_case(69)
def test_junk_in_place_of_an_answer_is_a_failed_fact(faults: dict[str, Any]) -> None:
    faults["iam.GetAccountSummary"] = lambda _: http(200, "<html>Welcome to the hotel</html>")
    faults["iam.ListSAMLProviders"] = lambda _: http(200, "\x1b not xml at all")
    done = run("iam_sum", "iam_idp")
    assert one(done, "iam_sum").status is Status.FAILED
    assert one(done, "iam_idp").status in (Status.PARTIAL, Status.FAILED)


def test_a_callback_that_fails_is_not_swallowed() -> None:
    def heard(_: Fact) -> None:
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        run("iam_sum", on_fact=heard)
