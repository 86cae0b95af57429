"""Security services, Systems Manager, secrets and patches, against botocore's models."""

from typing import Any

import pytest

from ftr_tui.aws.collect.base import SkipError
from ftr_tui.model.facts import Status

from .conftest import NOW
from .fake import ACCOUNT, context, fact, read, refused

CIS = "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/3.0.0"
ANALYZER = f"arn:aws:access-analyzer:eu-west-1:{ACCOUNT}:analyzer/a"
PARTS = ["standards", "recorders", "analyzers", "macie", "inspector", "ecr_scan"]


def standard(arn: str) -> dict[str, Any]:
    return {
        "StandardsSubscriptionArn": "arn:s",
        "StandardsArn": arn,
        "StandardsInput": {},
        "StandardsStatus": "READY",
    }


def analyzer(name: str, kind: str) -> dict[str, Any]:
    return {"arn": ANALYZER, "name": name, "type": kind, "createdAt": NOW, "status": "ACTIVE"}


def state(status: str) -> dict[str, Any]:
    return {"status": status, "errorCode": "ALREADY_ENABLED", "errorMessage": "-"}


def answers() -> dict[str, list[Any]]:
    inspected = {
        "accountId": ACCOUNT,
        "state": state("ENABLED"),
        "resourceState": {"ec2": state("ENABLED"), "ecr": state("DISABLED"), "lambda": state("ENABLING")},
    }
    return {
        "securityhub.get_enabled_standards": [
            {"StandardsSubscriptions": [standard(CIS)], "NextToken": "more"},
            {"StandardsSubscriptions": [standard("arn:other")]},
        ],
        "config.describe_configuration_recorder_status": [
            {"ConfigurationRecordersStatus": [{"name": "default", "recording": True}]}
        ],
        "accessanalyzer.list_analyzers": [
            [
                {"analyzers": [analyzer("a", "ACCOUNT")]},
                {"analyzers": [analyzer("u", "ACCOUNT_UNUSED_ACCESS")]},
            ]
        ],
        "macie2.get_macie_session": [{"status": "PAUSED"}],
        "inspector2.batch_get_account_status": [{"accounts": [inspected]}],
        "ecr.get_registry_scanning_configuration": [{"scanningConfiguration": {"scanType": "ENHANCED"}}],
    }


def test_what_is_on() -> None:
    ctx, line = context("sec", answers())
    data = ctx.spec.read(ctx)
    assert not ctx.gaps and data["read"] == PARTS
    assert data["standards"] == [{"arn": CIS, "status": "READY"}, {"arn": "arn:other", "status": "READY"}]
    assert data["recorders"] == [True]
    assert [a["type"] for a in data["analyzers"]] == ["ACCOUNT", "ACCOUNT_UNUSED_ACCESS"]
    assert data["macie"] == "PAUSED" and data["ecr_scan"] == "ENHANCED"
    assert data["inspector"] == {"ec2": "ENABLED", "ecr": "DISABLED", "lambda": "ENABLING"}
    asked = {name: params for name, _, params in line.asked}
    assert asked["securityhub.get_enabled_standards"]["NextToken"] == "more"
    assert asked["inspector2.batch_get_account_status"] == {"accountIds": [ACCOUNT]}
    assert ctx.calls == 8  # six, and a second page of two


def test_what_is_off_is_whole_and_empty() -> None:
    off = answers()
    off["securityhub.get_enabled_standards"] = [refused("InvalidAccessException", "not subscribed")]
    off["macie2.get_macie_session"] = [refused("AccessDeniedException", "Macie is not enabled")]
    off["accessanalyzer.list_analyzers"] = [[{"analyzers": []}]]
    off["config.describe_configuration_recorder_status"] = [{}]
    data = read("sec", off)
    assert data["read"] == PARTS
    assert (data["standards"], data["recorders"], data["analyzers"], data["macie"]) == ([], [], [], "OFF")


def test_a_service_that_is_not_offered_is_whole_without_a_call() -> None:
    services = ("securityhub", "config", "accessanalyzer", "macie2", "inspector2", "ecr")
    data = read("sec", {}, missing=services)
    assert data["read"] == PARTS
    assert (data["macie"], data["inspector"], data["ecr_scan"]) == ("", {}, "")


def test_each_part_fails_by_itself() -> None:
    spoiled = answers()
    spoiled["securityhub.get_enabled_standards"] = [
        {"StandardsSubscriptions": [standard(CIS)], "NextToken": "more"},
        refused("ThrottlingException"),
    ]
    spoiled["macie2.get_macie_session"] = [refused("AccessDeniedException", "not authorized to perform")]
    spoiled["inspector2.batch_get_account_status"] = [
        {
            "accounts": [],
            "failedAccounts": [{"accountId": ACCOUNT, "errorCode": "ACCESS_DENIED", "errorMessage": "no"}],
        }
    ]
    ctx, _ = context("sec", spoiled)
    data = ctx.spec.read(ctx)
    assert data["read"] == ["recorders", "analyzers", "ecr_scan"]
    assert data["standards"] == [{"arn": CIS, "status": "READY"}]
    assert [(g.action, g.code) for g in ctx.gaps] == [
        ("securityhub:GetEnabledStandards", "ThrottlingException"),
        ("macie2:GetMacieSession", "AccessDeniedException"),
        ("inspector2:BatchGetAccountStatus", "ACCESS_DENIED"),
    ]


def operations() -> dict[str, list[Any]]:
    window = {"Name": "weekly", "Schedule": "rate(7 days)", "Enabled": True}
    return {
        "ssm.describe_instance_information": [
            [
                {"InstanceInformationList": [{"InstanceId": "i-1", "PingStatus": "Online"}]},
                {"InstanceInformationList": [{"InstanceId": "mi-2", "PingStatus": "ConnectionLost"}]},
            ]
        ],
        "ssm.describe_maintenance_windows": [[{"WindowIdentities": [window]}]],
        "secretsmanager.list_secrets": [
            [{"SecretList": [{"Name": "db", "RotationEnabled": True}, {"Name": "smtp"}]}]
        ],
        "ssm.describe_parameters": [[{"Parameters": [{"Name": "/db", "Type": "SecureString"}]}]],
        "cognito-idp.list_user_pools": [[{"UserPools": [{"Id": "eu-west-1_a", "Name": "customers"}]}]],
    }


def test_operations() -> None:
    assert read("ops", operations()) == {
        "read": ["managed", "windows", "secrets", "parameters", "pools"],
        "managed": [{"id": "i-1", "ping": "Online"}, {"id": "mi-2", "ping": "ConnectionLost"}],
        "windows": [{"name": "weekly", "schedule": "rate(7 days)", "enabled": True}],
        "secrets": [{"name": "db", "rotation": True}, {"name": "smtp", "rotation": False}],
        "parameters": [{"name": "/db", "type": "SecureString"}],
        "pools": ["customers"],
    }


def test_a_part_of_operations_that_fails() -> None:
    spoiled = operations()
    spoiled["ssm.describe_parameters"] = [refused("AccessDeniedException")]
    spoiled["ssm.describe_instance_information"][0][1] = refused("ThrottlingException")
    ctx, _ = context("ops", spoiled)
    data = ctx.spec.read(ctx)
    assert data["read"] == ["windows", "secrets", "pools"]
    assert [one["id"] for one in data["managed"]] == ["i-1"] and data["parameters"] == []
    assert [g.action for g in ctx.gaps] == ["ssm:DescribeInstanceInformation", "ssm:DescribeParameters"]


def managed(n: int, whole: bool = True) -> Any:
    rows = [{"id": f"i-{number:08x}", "ping": "Online"} for number in range(n)]
    return fact("ops", {"read": ["managed"] if whole else [], "managed": rows}, region="eu-west-1")


def patched(name: str, **more: Any) -> dict[str, Any]:
    return {
        "InstanceId": name,
        "PatchGroup": "-",
        "BaselineId": "pb-0123456789abcdef0",
        "OperationStartTime": NOW,
        "OperationEndTime": NOW,
        "Operation": "Scan",
        **more,
    }


def test_patch_states_fifty_at_a_time() -> None:
    states = [
        [
            {"InstancePatchStates": [patched("i-1", CriticalNonCompliantCount=2, MissingCount=5)]},
            {"InstancePatchStates": [patched("i-2")]},
        ],
        [{"InstancePatchStates": []}],
    ]
    ctx, line = context("patch", {"ssm.describe_instance_patch_states": states}, (managed(51),))
    assert ctx.spec.read(ctx) == {
        "instances": [
            {"id": "i-1", "at": NOW, "critical": 2, "missing": 5},
            {"id": "i-2", "at": NOW, "critical": 0, "missing": 0},
        ]
    }
    assert [len(params["InstanceIds"]) for _, _, params in line.asked] == [50, 1]
    assert read("patch", {}, managed(0)) == {"instances": []}


def test_patch_states_that_cannot_be_read() -> None:
    answer = {"ssm.describe_instance_patch_states": [refused("AccessDeniedException")]}
    ctx, _ = context("patch", answer, (managed(1),))
    assert ctx.spec.read(ctx) == {"instances": []} and ctx.gaps
    ctx, _ = context("patch", {}, (managed(0, whole=False),))
    assert ctx.spec.read(ctx) == {"instances": []} and ctx.cut
    ctx, _ = context("patch", {}, (fact("ops", None, Status.DENIED, "eu-west-1"),))
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)
