"""An aggregator asked through botocore: which calls, what happens when one fails, 300 accounts."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from botocore.config import Config

from ftr_tui.aws.access import AccessError, Target
from ftr_tui.aws.aggregate import ACTIONS, Aggregated, aggregate
from ftr_tui.aws.config_facts import NO_RECORDER, OFF, STALE
from ftr_tui.aws.config_query import CALLS
from ftr_tui.aws.config_verdicts import failed
from ftr_tui.aws.policy import aggregator_policy
from ftr_tui.model.facts import Facts, Status
from ftr_tui.rules import fleet as fleet_rules
from ftr_tui.rules.wording import AWS_TEXT

from . import fleet_model
from .conftest import NOW
from .fake import operation
from .fake_fleet import HOME, Cloud, aggregator, install, source
from .test_aggregate_facts import good

TEXTS = {question: texts[0] for question, texts in AWS_TEXT.items()}
REGIONS = ("eu-west-1", "us-east-1")
FRESH = NOW - timedelta(hours=1)
SG = "AWS::EC2::SecurityGroup"
RULES = ("access-keys-rotated", "restricted-ssh")


def account(number: int) -> str:
    return f"{111111111111 + number:012d}"


def filled(accounts: int, regions: tuple[str, ...] = REGIONS, only: tuple[str, ...] = ()) -> Cloud:
    """Return a cloud in which every place is fresh, recorded and without a fault; ``only``: these kinds."""
    cloud = Cloud(regions=regions, organization=[account(n) for n in range(accounts)])
    cloud.aggregators = {"eu-west-1": [aggregator("org-wide")]}
    here = {kind: found if not only or kind in only else [] for kind, found in good(3).items()}
    for number in range(accounts):
        for region in regions:
            cloud.sources.append(source(account(number), region, FRESH))
            cloud.rows.append(fleet_model.recorder(account(number), region, FRESH))
            cloud.rows += fleet_model.rows(account(number), region, here, FRESH)
    return cloud


def ask(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, name: str = "org-wide", **more: Any) -> Aggregated:
    install(cloud, monkeypatch)
    more.setdefault("sleep", lambda _: None)
    # botocore's own attempts wait for real.
    more["config"] = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return aggregate(Target(), name, now=NOW, **more)


def judged(read: Aggregated) -> dict[str, Any]:
    return {f.question: f for f in fleet_rules.judge(Facts(read.facts, NOW), TEXTS, read.oldest)}


def test_three_accounts_in_a_query_a_type(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[int, int, str]] = []
    cloud = filled(3)
    read = ask(cloud, monkeypatch, on_progress=lambda *step: steps.append(step))
    assert list(read.fleet.scope) == [account(n) for n in range(3)] and read.account == HOME
    assert read.fleet.troubles() == {} and read.gaps == () and read.problems == ()
    found = judged(read)
    assert [str(found[q].verdict) for q in ("NETSEC-001.1", "NETSEC-001.2", "NETSEC-002.1")] == ["yes"] * 3
    # The organization was listed and each of its accounts was seen: nobody has to vouch for others.
    assert "Production runs in account" not in found["NETSEC-001.1"].assumes
    assert read.calls == 1 + sum(cloud.asked.values())
    assert steps[-1][0] == steps[-1][1] and all(done <= planned or not planned for done, planned, _ in steps)
    assert all(f.collector in ("org", "org_acc") or f.account in read.fleet.scope for f in read.facts)


def test_300_accounts_with_faults_cost_a_page_for_each_hundred_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(300, ("eu-west-1",), ("groups", "interfaces"))
    bad = account(7)
    rng = random.Random(9)
    cloud.rows += fleet_model.rows(bad, "eu-west-1", fleet_model.things(rng, 0.0), FRESH)
    cloud.sources[20] = source(account(20), "eu-west-1", NOW - timedelta(days=2))
    silent = {account(30), account(31)}
    cloud.rows = [r for r in cloud.rows if r["accountId"] not in silent]
    for row in cloud.rows:
        if row["accountId"] == account(40) and "ConfigurationRecorder" in row["resourceType"]:
            row["configuration"]["Recording"] = False
    cloud.sources = [s for s in cloud.sources if s["SourceId"] != account(50)]
    cloud.rows = [r for r in cloud.rows if r["accountId"] != account(50)]
    cloud.faults = {(SG, 3): ["ThrottlingException"] * 3}
    read = ask(cloud, monkeypatch)
    pages = sum(-(-n // 100) or 1 for n in _counts(cloud).values())
    # Beside the pages: who, the aggregator, its sources, the count, the organization, and the Regions.
    empty = 18 - len(_counts(cloud))
    assert cloud.asked["SelectAggregateResourceConfig"] == pages + empty + 1 + 3
    assert read.calls < 150 and read.retries == 3
    troubles = read.fleet.troubles()
    assert troubles[STALE] == [(account(20), "eu-west-1")]
    assert troubles[OFF] == [(account(40), "eu-west-1")]
    assert troubles[NO_RECORDER] == [(a, "eu-west-1") for a in sorted(silent)]
    found = judged(read)
    assert len(read.fleet.scope) == 299 and account(50) not in read.fleet.scope
    assert found["NETSEC-001.1"].favourable is False and found["NETSEC-001.1"].total == 1
    assert found["NETSEC-001.1"].resources[0].account == bad
    assert found["SDAT-002.1"].favourable is False
    assert {r.account for r in found["SDAT-002.1"].resources} == {bad}
    assert found["NETSEC-002.1"].favourable is not True


def _counts(cloud: Cloud) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in cloud.rows:
        counted[row["resourceType"]] = counted.get(row["resourceType"], 0) + 1
    return counted


def test_a_page_that_stays_throttled_leaves_its_type_open_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(60, ("eu-west-1",), ("groups", "interfaces"))
    cloud.faults = {(SG, 2): ["ThrottlingException"] * 99}
    waits: list[float] = []
    read = ask(cloud, monkeypatch, sleep=waits.append)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    groups = [f for f in read.facts if f.collector == "sg"]
    assert {f.status for f in groups} <= {Status.PARTIAL, Status.FAILED}
    found = judged(read)
    assert str(found["NETSEC-001.1"].verdict) == "unknown" and "throttled" in found["NETSEC-001.1"].summary
    assert str(found["NETSEC-002.1"].verdict) == "yes"
    assert [g.action for g in read.gaps] == ["config:SelectAggregateResourceConfig"]


def test_a_wrong_name_says_the_nearest_and_another_region_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(1)
    cloud.aggregators = {"us-east-1": [aggregator("org-wide"), aggregator("other")]}
    assert ask(cloud, monkeypatch).region == "us-east-1"
    with pytest.raises(
        AccessError, match=r"no AWS Config aggregator org-wied .* Did you mean org-wide \(in us-"
    ):
        aggregate(Target(), "org-wied", now=NOW)
    cloud.aggregators = {}
    with pytest.raises(AccessError, match="It has none in any Region"):
        aggregate(Target(), "org-wide", now=NOW)
    cloud.denied = frozenset({"DescribeConfigurationAggregators"})
    with pytest.raises(AccessError, match="config:DescribeConfigurationAggregators is missing"):
        aggregate(Target(), "org-wide", now=NOW)


def test_regions_and_accounts_narrow_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(3)
    read = ask(cloud, monkeypatch, regions=("us-east-1",), accounts=(account(1), "999999999999"))
    assert read.fleet.scope == {account(1): ["us-east-1"], "999999999999": []}
    assert any(
        "awsRegion IN ('us-east-1')" in q and f"accountId IN ('{account(1)}'" in q for q in cloud.queries
    )
    found = judged(read)
    assert (
        str(found["NETSEC-001.1"].verdict) == "unknown" and "does not cover" in found["NETSEC-001.1"].summary
    )
    read = ask(filled(3), monkeypatch, regions=("us-east-1",), accounts=(account(1),))
    assert "Production runs in Region us-east-1 only." in judged(read)["NETSEC-001.1"].assumes
    with pytest.raises(AccessError, match="There is no Region eu-wets-1"):
        ask(cloud, monkeypatch, regions=("eu-wets-1",))


def test_an_aggregators_own_filter_leaves_its_types_open(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(1)
    kept = {"ResourceType": {"Type": "INCLUDE", "Value": [SG, "AWS::Config::ConfigurationRecorder"]}}
    cloud.aggregators = {"eu-west-1": [aggregator("org-wide", AggregatorFilters=kept)]}
    found = judged(ask(cloud, monkeypatch))
    assert str(found["NETSEC-001.1"].verdict) == "yes"
    assert "the aggregator leaves this type out" in found["NETSEC-002.1"].summary


def test_an_organization_reported_as_a_whole_stands_for_each_account(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(2)
    whole = source("Organization", "eu-west-1", FRESH) | {"SourceType": "ORGANIZATION"}
    cloud.sources = [whole]
    read = ask(cloud, monkeypatch)
    assert read.fleet.scope == {account(n): list(REGIONS) for n in range(2)}
    assert str(judged(read)["NETSEC-001.1"].verdict) == "yes"


def test_without_the_status_of_its_sources_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(2)
    cloud.denied = frozenset({"DescribeConfigurationAggregatorSourcesStatus"})
    read = ask(cloud, monkeypatch)
    found = judged(read)
    assert str(found["NETSEC-001.1"].verdict) == "unknown" and not any(f.favourable for f in found.values())
    assert [g.action for g in read.gaps] == ["config:DescribeConfigurationAggregatorSourcesStatus"]


def test_without_the_queries_all_is_open_and_the_permission_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(2)
    cloud.denied = frozenset({"SelectAggregateResourceConfig"})
    read = ask(cloud, monkeypatch)
    assert list(read.fleet.scope) == [account(0), account(1)]
    found = judged(read)
    assert {str(f.verdict) for f in found.values()} == {"unknown"}
    assert "the permission config:SelectAggregateResourceConfig is missing" in found["NETSEC-001.1"].summary
    assert [g.code for g in read.gaps] == ["AccessDeniedException"]


@pytest.mark.parametrize("text", ["null", "[]", '{"accountId": 1}', "{}", "not json", '{"accountId": "1"}'])
def test_a_row_of_another_shape_harms_nothing(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    cloud = filled(1)
    answer = cloud._SelectAggregateResourceConfig

    def odd(params: dict[str, Any], region: str) -> Any:
        page = answer(params, region)
        return {**page, "Results": [*page["Results"], text]}

    monkeypatch.setattr(cloud, "_SelectAggregateResourceConfig", odd)
    found = judged(ask(cloud, monkeypatch))
    # It may be anyone's group: nothing is proved of any account.
    assert str(found["NETSEC-001.1"].verdict) == "unknown" and not any(f.favourable for f in found.values())


def test_a_stopped_run_ends_at_once_and_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def at_the_first_page(done: int, _planned: int, _words: str) -> None:
        if done >= 1:
            stop.set()

    read = ask(filled(40), monkeypatch, on_progress=at_the_first_page, stop=stop)
    assert not any(f.favourable for f in judged(read).values())


def test_config_rules_that_fail_are_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = filled(2)
    told = [
        {"configRuleName": "securityhub-access-keys-rotated-1a2b3c", "complianceType": "NON_COMPLIANT"},
        {"configRuleName": "restricted-ssh", "complianceType": "COMPLIANT"},
        {"configRuleName": "our-own", "complianceType": "NON_COMPLIANT"},
        # A rule of one's own, whatever its name begins with, is none of AWS's.
        {"configRuleName": "restricted-ssh-ours", "complianceType": "NON_COMPLIANT"},
    ]
    item = {
        "accountId": account(1),
        "awsRegion": "eu-west-1",
        "resourceType": "AWS::Config::ResourceCompliance",
        "resourceId": "x",
        "configurationItemCaptureTime": "2026-11-23T08:00:00.000Z",
        "configuration": {
            "complianceType": "NON_COMPLIANT",
            "targetResourceId": "AIDA1",
            "configRuleList": told,
        },
    }
    cloud.rows.append(item)
    read = ask(cloud, monkeypatch, rules=RULES)
    (row,) = failed(read.compliance.rows, RULES, read.fleet)
    assert (row.check, str(row.said), row.account, row.resource) == (
        "access-keys-rotated",
        "fail",
        account(1),
        "AIDA1",
    )
    assert row.at is not None and row.at.isoformat() == "2026-11-23T08:00:00+00:00"


def test_the_policy_names_what_is_called_and_writes_nothing() -> None:
    allow, deny = aggregator_policy()["Statement"]
    assert allow["Action"] == sorted(ACTIONS) and deny["Effect"] == "Deny"
    assert {call.partition(".")[0] for call in CALLS} == {"config", "ec2"}
    for call, action in CALLS.items():
        assert action == f"{call.partition('.')[0]}:{operation(call).name}"
    assert all(a.partition(":")[2].startswith(("Describe", "Select", "List")) for a in ACTIONS)
