"""Collectors of S3 and of single Regions, against botocore's models."""

from datetime import timedelta

import pytest

from ftr_tui.aws.collect.base import SkipError
from ftr_tui.aws.collect.cloudwatch import reach
from ftr_tui.model.facts import Status

from .conftest import NOW
from .fake import context, fact, read, refused

OPEN = {"set": False, "RestrictPublicBuckets": False, "IgnorePublicAcls": False}
SHUT = {"set": True, "RestrictPublicBuckets": True, "IgnorePublicAcls": True}


def buckets(*names: str) -> object:
    return fact("s3_list", {"buckets": [{"name": n, "region": "eu-north-1"} for n in names]})


def test_buckets_without_a_region_are_located_and_deleted_ones_dropped() -> None:
    page = {"Buckets": [{"Name": "aaa", "BucketRegion": "eu-north-1"}, {"Name": "bbb"}]}
    data = read("s3_list", {"s3.list_buckets": [[page]], "s3.get_bucket_location": [{}]})
    assert data["buckets"] == [
        {"name": "aaa", "region": "eu-north-1"},
        {"name": "bbb", "region": "us-east-1"},
    ]
    for answer, region in (({"LocationConstraint": "EU"}, ["eu-west-1"]), (refused("NoSuchBucket"), [])):
        one = {"s3.list_buckets": [[{"Buckets": [{"Name": "bbb"}]}]], "s3.get_bucket_location": [answer]}
        assert [b["region"] for b in read("s3_list", one)["buckets"]] == region


def test_the_block_of_the_account() -> None:
    block = {"PublicAccessBlockConfiguration": {"IgnorePublicAcls": True, "RestrictPublicBuckets": False}}
    data = read("s3_acct", {"s3control.get_public_access_block": [block]})
    assert data["set"] and data["IgnorePublicAcls"] and not data["BlockPublicAcls"]
    none = {"s3control.get_public_access_block": [refused("NoSuchPublicAccessBlockConfiguration")]}
    assert read("s3_acct", none) == {
        "set": False,
        "BlockPublicAcls": False,
        "IgnorePublicAcls": False,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": False,
    }


def test_no_bucket_is_read_where_the_account_blocks_all() -> None:
    assert read("s3_pub", {}, fact("s3_acct", SHUT), buckets("aaa")) == {"checked": 0, "public": []}


def test_a_public_policy_counts_unless_the_bucket_blocks_it() -> None:
    acl = {
        "Grants": [{"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}}]
    }
    public, nothing = {"PolicyStatus": {"IsPublic": True}}, {"Grants": []}
    own = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True, "IgnorePublicAcls": False}}
    answers = {
        "s3.get_bucket_policy_status": [public],
        "s3.get_bucket_acl": [acl],
        "s3.get_public_access_block": [own],
    }
    data = read("s3_pub", answers, fact("s3_acct", OPEN), buckets("aaa"))
    assert data == {"checked": 1, "public": [{"name": "aaa", "region": "eu-north-1", "by": "acl"}]}

    answers = {
        "s3.get_bucket_policy_status": [public],
        "s3.get_bucket_acl": [nothing],
        "s3.get_public_access_block": [refused("NoSuchPublicAccessBlockConfiguration")],
    }
    ctx, line = context("s3_pub", answers, (fact("s3_acct", OPEN), buckets("aaa")))
    assert ctx.spec.read(ctx)["public"][0]["by"] == "policy"
    assert {region for _, region, _ in line.asked} == {"eu-north-1"}


def test_only_what_the_account_leaves_open_is_read() -> None:
    half = fact("s3_acct", {**SHUT, "RestrictPublicBuckets": False})
    answers = {"s3.get_bucket_policy_status": [refused("NoSuchBucketPolicy"), refused("NoSuchBucket")]}
    assert read("s3_pub", answers, half, buckets("aaa", "bbb")) == {"checked": 2, "public": []}


def test_a_denied_bucket_makes_it_partial_and_an_unread_list_skips_it() -> None:
    answers = {"s3.get_bucket_policy_status": [refused("AccessDenied"), refused("403")]}
    half = fact("s3_acct", {**SHUT, "RestrictPublicBuckets": False})
    ctx, _ = context("s3_pub", answers, (half, buckets("aaa", "bbb")))
    ctx.spec.read(ctx)
    assert {g.action for g in ctx.gaps} == {"s3:GetBucketPolicyStatus"} and ctx.answered == 0
    ctx, _ = context("s3_pub", {}, (fact("s3_acct", OPEN), fact("s3_list", None, Status.DENIED)))
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)


GROUP = {
    "GroupId": "sg-1",
    "GroupName": "web",
    "VpcId": "vpc-1",
    "IpPermissions": [
        {
            "IpProtocol": "tcp",
            "FromPort": 20,
            "ToPort": 30,
            "IpRanges": [{"CidrIp": "0.0.0.0/1"}],
            "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
            "PrefixListIds": [{"PrefixListId": "pl-1"}],
        },
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}]},
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": "pl-2"}]},
        {"IpProtocol": "6", "FromPort": -1, "ToPort": -1, "PrefixListIds": [{"PrefixListId": "pl-3"}]},
        {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "PrefixListIds": [{"PrefixListId": "pl-4"}]},
    ],
    "IpPermissionsEgress": [{"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-9"}]}],
}


def test_rules_keep_ranges_lists_and_those_that_only_name_groups() -> None:
    groups = read("sg", {"ec2.describe_security_groups": [[{"SecurityGroups": [GROUP]}]]})["groups"]
    assert groups[0]["ingress"][0] == {
        "protocol": "tcp",
        "from": 20,
        "to": 30,
        "cidrs": ["0.0.0.0/1", "::/0"],
        "prefix_lists": ["pl-1"],
    }
    only_groups = {"protocol": "-1", "from": None, "to": None, "cidrs": [], "prefix_lists": []}
    assert groups[0]["ingress"][1] == only_groups
    assert len(groups[0]["egress"]) == 1


def test_only_lists_that_may_open_an_admin_port_are_read() -> None:
    found = read("sg", {"ec2.describe_security_groups": [[{"SecurityGroups": [GROUP]}]]})
    entries = [[{"Entries": [{"Cidr": "0.0.0.0/0"}]}], [{"Entries": []}]]
    answers = {"ec2.get_managed_prefix_list_entries": entries}
    assert read("plist", answers, fact("sg", found, region="eu-west-1")) == {
        "lists": {"pl-1": ["0.0.0.0/0"], "pl-3": []}
    }
    ctx, _ = context(
        "plist",
        {"ec2.get_managed_prefix_list_entries": [entries[0], refused("UnauthorizedOperation")]},
        (fact("sg", found, region="eu-west-1"),),
    )
    assert ctx.spec.read(ctx) == {"lists": {"pl-1": ["0.0.0.0/0"]}} and ctx.gaps
    ctx, _ = context("plist", {}, (fact("sg", None, Status.DENIED, "eu-west-1"),))
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)


def test_interfaces_and_detectors() -> None:
    interfaces = [[{"NetworkInterfaces": [{}, {}]}, {"NetworkInterfaces": [{}]}]]
    assert read("eni", {"ec2.describe_network_interfaces": interfaces})["interfaces"] == 3
    detector = {"Status": "ENABLED", "ServiceRole": "r"}
    found = {"guardduty.list_detectors": [[{"DetectorIds": ["d1"]}]], "guardduty.get_detector": [detector]}
    assert read("gd", found) == {"detectors": [{"id": "d1", "status": "ENABLED"}]}
    # Not offered in a Region is complete and empty, without a call.
    assert read("gd", {}, missing=("guardduty",)) == {"detectors": []}


def test_alarms_and_whom_they_reach() -> None:
    alarm = {"AlarmName": "a", "ActionsEnabled": True, "AlarmActions": ["arn:t"], "StateValue": "OK"}
    composite = {"AlarmName": "c", "ActionsEnabled": False, "AlarmActions": []}
    hook = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
    to = [("https", hook, "arn:aws:sns:x"), ("email", "on.call@Example.org", "PendingConfirmation")]
    subscriptions = [
        {"TopicArn": "arn:t", "Protocol": p, "Endpoint": e, "SubscriptionArn": a} for p, e, a in to
    ]
    data = read(
        "alarms",
        {
            "cloudwatch.describe_alarms": [[{"MetricAlarms": [alarm]}, {"CompositeAlarms": [composite]}]],
            "sns.list_subscriptions": [[{"Subscriptions": subscriptions}]],
        },
    )
    assert [a["name"] for a in data["alarms"]] == ["a", "c"]
    assert [(s["to"], s["confirmed"]) for s in data["subscriptions"]] == [
        ("events.pagerduty.com", True),
        ("example.org", False),
    ]
    assert "0123456789" not in str(data) and "on.call" not in str(data)
    assert reach("sms", "+15550100") == "" and reach("https", "https://u:p@h.example/x") == "h.example"


def backup_answers() -> dict[str, list[object]]:
    job = {
        "Status": "COMPLETED",
        "CreationDate": NOW - timedelta(hours=1),
        "CompletionDate": NOW,
        "ResourceType": "RDS",
        "CreatedBy": {"RestoreTestingPlanArn": "arn:plan"},
        "ValidationStatus": "SUCCESSFUL",
    }
    plan = {
        "CreationTime": NOW,
        "RestoreTestingPlanArn": "arn:plan",
        "RestoreTestingPlanName": "p",
        "ScheduleExpression": "cron(0 5 ? * * *)",
    }
    return {
        "backup.list_protected_resources": [
            [{"Results": [{"ResourceArn": "arn:db", "LastBackupTime": NOW}]}]
        ],
        "backup.list_backup_plans": [[{"BackupPlansList": [{"BackupPlanName": "daily"}]}]],
        "backup.list_restore_testing_plans": [[{"RestoreTestingPlans": [plan]}]],
        "backup.list_restore_jobs": [[{"RestoreJobs": [job]}, {"RestoreJobs": [{**job, "CreatedBy": {}}]}]],
        "dlm.get_lifecycle_policies": [{"Policies": [{"PolicyId": "p-1", "State": "ENABLED"}]}],
    }


PARTS = ["protected", "plans", "restore_plans", "restore_jobs", "lifecycle"]


def test_backups_and_restore_tests() -> None:
    data = read("bak", backup_answers())
    assert data["read"] == PARTS
    assert data["protected"] == [{"arn": "arn:db", "last_backup": NOW}]
    assert data["plans"] == [{"name": "daily", "last_run": None}]
    assert data["restore_plans"] == [{"arn": "arn:plan", "last_run": None}]
    assert data["restore_jobs"][0]["plan_arn"] == "arn:plan" and data["restore_jobs"][1]["plan_arn"] is None
    assert data["restore_jobs"][0]["completed"] - data["restore_jobs"][0]["created"] == timedelta(hours=1)
    assert data["lifecycle"] == [{"id": "p-1", "state": "ENABLED"}]


def test_a_part_that_fails_is_a_gap_of_its_own_and_not_among_the_read() -> None:
    answers = backup_answers()
    answers["backup.list_protected_resources"] = [refused("AccessDeniedException")]
    answers["backup.list_restore_jobs"][0].insert(1, refused("ThrottlingException"))  # type: ignore[attr-defined]
    ctx, line = context("bak", answers)
    data = ctx.spec.read(ctx)
    assert data["read"] == ["plans", "restore_plans", "lifecycle"]
    assert data["protected"] == [] and len(data["restore_jobs"]) == 1
    assert [g.action for g in ctx.gaps] == ["backup:ListProtectedResources", "backup:ListRestoreJobs"]
    asked = next(params for name, _, params in line.asked if name == "backup.list_restore_jobs")
    assert asked == {"ByCreatedAfter": NOW - timedelta(days=365)}
    answers = backup_answers()
    del answers["dlm.get_lifecycle_policies"]
    assert read("bak", answers, missing=("dlm",))["read"] == PARTS


def test_restores_by_hand_are_looked_up_where_backup_shows_none() -> None:
    event = {"EventName": "RestoreTableFromBackup", "EventTime": NOW}
    answers = {"cloudtrail.lookup_events": [[{"Events": []}]] * 4 + [[{"Events": [event]}]]}
    none = fact("bak", {"restore_jobs": []}, region="eu-west-1")
    assert read("restores", answers, none)["events"] == [{"name": "RestoreTableFromBackup", "time": NOW}]
    some = fact("bak", {"restore_jobs": [{"status": "COMPLETED"}]}, region="eu-west-1")
    ctx, _ = context("restores", {}, (some,))
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)
