"""A whole sweep of a seeded account on moto: what is read, in how many calls, and what is never kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ftr_tui.aws.access import targets
from ftr_tui.aws.account import NOTHING_THERE
from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.aws.policy import actions
from ftr_tui.aws.sweep import Sweep, sweep
from ftr_tui.model.facts import Fact, Status
from tests.tools.botocore_models import loader

from .conftest import NOW, http, install_faults
from .fake import ACCOUNT, operation
from .test_calls import LACKING

REGIONS = ("eu-north-1", "eu-west-1", "us-east-1")
HOOK = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
LEVELS = '{"severityLevels": [{"code": "high"}]}'
OFF = {"status": "DISABLED"}
STATES = {"ec2": OFF, "ecr": OFF, "lambda": OFF}
INSPECTOR = json.dumps({"accounts": [{"accountId": ACCOUNT, "resourceState": STATES}]})


def regions_xml(names: tuple[str, ...] = REGIONS) -> str:
    status = "<optInStatus>opt-in-not-required</optInStatus>"
    items = "".join(f"<item><regionName>{name}</regionName>{status}</item>" for name in names)
    return f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"


def seed() -> None:
    import boto3

    iam = boto3.client("iam")
    iam.create_group(GroupName="devs")
    for name in ("anna", "ben"):
        iam.create_user(UserName=name)
        iam.add_user_to_group(GroupName="devs", UserName=name)
    iam.create_access_key(UserName="ben")
    everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    iam.put_group_policy(GroupName="devs", PolicyName="all", PolicyDocument=json.dumps(everything))
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps({"Statement": []}))

    s3 = boto3.client("s3", region_name="eu-west-1")
    where = {"LocationConstraint": "eu-west-1"}
    for name in ("shut", "open"):
        s3.create_bucket(Bucket=f"bucket-{name}", CreateBucketConfiguration=where)
    public = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::bucket-open/*",
    }
    s3.put_bucket_policy(
        Bucket="bucket-open", Policy=json.dumps({"Version": "2012-10-17", "Statement": [public]})
    )

    ec2 = boto3.client("ec2")
    made = ec2.create_managed_prefix_list(
        PrefixListName="office",
        MaxEntries=5,
        AddressFamily="IPv4",
        Entries=[{"Cidr": "0.0.0.0/0", "Description": "x"}],
    )
    pl = made["PrefixList"]["PrefixListId"]
    group = ec2.create_security_group(GroupName="web", Description="web")["GroupId"]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{"PrefixListId": pl}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    boto3.client("guardduty").create_detector(Enable=True)

    boto3.client("s3").create_bucket(Bucket="log")
    boto3.client("cloudtrail").create_trail(Name="trail", S3BucketName="log", IsMultiRegionTrail=True)
    boto3.client("s3").delete_bucket(Bucket="log")
    sns = boto3.client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=HOOK)
    boto3.client("account").put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="anna@example.com", Name="A", PhoneNumber="1", Title="t"
    )


@pytest.fixture(scope="module")
def swept() -> Iterator[tuple[Sweep, list[Fact], list[tuple[int, int, str]]]]:
    import botocore.session
    from moto import mock_aws

    with pytest.MonkeyPatch.context() as patch:
        # The fixture of the same purpose comes later than one of a module.
        patch.setattr(botocore.session, "create_loader", loader)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        faults = install_faults(patch)
        faults["ec2.DescribeRegions"] = lambda _: http(200, regions_xml())
        faults["support.DescribeSeverityLevels"] = lambda _: http(200, LEVELS)
        faults["support.DescribeTrustedAdvisorCheckSummaries"] = lambda _: http(200, '{"summaries": []}')
        faults["inspector2.BatchGetAccountStatus"] = lambda _: http(200, INSPECTOR)
        for name, body in LACKING.items():
            faults.setdefault(name, lambda _, body=body: http(200, body))
        facts: list[Fact] = []
        steps: list[tuple[int, int, str]] = []
        with mock_aws():
            seed()
            done = sweep(
                targets(),
                now=NOW,
                sleep=lambda _: None,
                on_fact=facts.append,
                on_progress=lambda *step: steps.append(step),
            )
        yield done, facts, steps


Swept = tuple[Sweep, list[Fact], list[tuple[int, int, str]]]


def one(swept: Swept, name: str, region: str | None = None) -> Fact:
    return next(f for f in swept[0].facts.of(name) if f.region == region)


def test_every_collector_ends_in_one_fact_per_place(swept: Swept) -> None:
    done, heard, _ = swept
    places = [(f.collector, f.region) for f in done.facts.facts]
    expected = [(c.id, None) for c in COLLECTORS if c.scope == "global"]
    expected += [(c.id, r) for c in COLLECTORS if c.scope != "global" for r in REGIONS]
    assert sorted(places, key=str) == sorted(expected, key=str)
    assert {id(f) for f in heard} == {id(f) for f in done.facts.facts}
    assert not [(f.collector, f.gaps) for f in done.facts.facts if f.gaps]
    assert {f.status for f in done.facts.facts} == {Status.COMPLETE, Status.SKIPPED}
    assert done.problems == () and done.callers[0].account == ACCOUNT
    assert done.facts.regions(ACCOUNT) == ("us-east-1", "eu-north-1", "eu-west-1")
    # Trusted Advisor is the one judge that is on here; what it was asked is no call of the formula.
    judges = sum(done.operations[name] for name in done.operations if "TrustedAdvisor" in name)
    assert done.judge_calls == judges == 1
    assert done.calls + done.judge_calls == done.operations.total() + 1


def test_only_active_regions_are_read_further(swept: Swept) -> None:
    assert one(swept, "bak", "eu-west-1").complete  # a bucket lies there
    assert one(swept, "bak", "us-east-1").complete
    empty = one(swept, "alarms", "eu-north-1")
    assert (empty.status, empty.note, empty.calls) == (Status.SKIPPED, NOTHING_THERE, 0)
    assert one(swept, "restores", "us-east-1").note == "only a deep scan does"


def test_what_was_read(swept: Swept) -> None:
    assert [u["groups"] for u in one(swept, "iam_graph").data["users"]] == [["devs"], ["devs"]]
    rows = one(swept, "iam_rep").data["rows"]
    assert [row["keys"][0]["active"] for row in rows] == [False, True]
    assert one(swept, "s3_pub").data["public"] == [
        {"name": "bucket-open", "region": "eu-west-1", "by": "policy"}
    ]
    assert list(one(swept, "plist", "us-east-1").data["lists"].values()) == [["0.0.0.0/0"]]
    assert one(swept, "gd", "us-east-1").data["detectors"][0]["status"] == "ENABLED"
    assert one(swept, "trails").data["trails"][0]["multi_region"]
    assert one(swept, "support").data == {"subscribed": True, "codes": ["high"]}
    assert one(swept, "contacts").data["SECURITY"] == {"present": True, "email_domain": "example.com"}


@pytest.mark.hard_case(84, 87)
def test_the_policy_holds_every_action_that_was_used(swept: Swept) -> None:
    named = {(operation(call).service_model.service_name, operation(call).name): action
             for spec in COLLECTORS for call, action in spec.calls.items()}  # fmt: skip
    for used in swept[0].operations:
        service, _, name = used.partition(".")
        assert named[service, name] in actions()


@pytest.mark.hard_case(82, 83, 84)
def test_nothing_secret_is_kept(swept: Swept) -> None:
    kept = str([f.data for f in swept[0].facts.facts])
    for secret in ("0123456789abcdef", "anna@example.com", "AKIA"):
        assert secret not in kept
    assert "events.pagerduty.com" in kept


def test_facts_are_plain_values_read_in_utc(swept: Swept) -> None:
    from datetime import datetime, timedelta

    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(k, str) and plain(v) for k, v in value.items())
        if isinstance(value, list):
            return all(plain(v) for v in value)
        if isinstance(value, datetime):
            return value.utcoffset() == timedelta(0)
        return value is None or isinstance(value, (str, int, bool))

    for fact in swept[0].facts.facts:
        assert plain(fact.data) and fact.read_at >= NOW


def test_progress_ends_at_what_was_planned(swept: Swept) -> None:
    _, facts, steps = swept
    assert steps[-1][:2] == (len(facts), len(facts))
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert any(words == "security groups in eu-west-1" for _, _, words in steps)
