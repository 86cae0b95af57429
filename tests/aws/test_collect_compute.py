"""Functions, task definitions and user data: what is recognised, and that no value is kept."""

import base64
import gzip
import zlib
from typing import Any

import pytest

from ftr_tui.aws.collect.base import SkipError
from ftr_tui.aws.collect.compute import CAP, PATTERNS, literal, patterns
from ftr_tui.model.facts import Facts, Status
from ftr_tui.rules import judge

from .conftest import NOW
from .fake import context, fact, read, refused

# Put together here, so that no scanner takes this file for a leak.
KEY = "AKIA" + "A7" * 8
PEM = "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE"
GITHUB = "ghp" + "_" + "a1" * 18
SLACK = "xox" + "b-" + "1234567890-abcdef"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (KEY, ["aws-access-key"]),
        (f"key={KEY};", ["aws-access-key"]),
        (PEM, ["private-key"]),
        ("-----BEGIN " + "PRIVATE KEY-----", ["private-key"]),
        ("-----BEGIN " + "CERTIFICATE-----", []),
        (GITHUB, ["github-token"]),
        (SLACK, ["slack-token"]),
        (f"{KEY} {GITHUB}", ["aws-access-key", "github-token"]),
        ("AKIA" + "IOSFODNN7" + "EXAMPLE", []),
        ("AKIA" + "IOSFODNN7" + "EXAMPLF", ["aws-access-key"]),
        ("AKIA" + "A" * 15, []),
        ("AKIA" + "A" * 17, []),
        ("AKIA" + "a" * 16, []),
        ("ASIA" + "A" * 16, []),
        ("ghp_dir", []),
        ("", []),
    ],
)
def test_what_is_recognised(value: str, expected: list[str]) -> None:
    assert patterns(value.encode()) == expected


def test_what_is_packed_or_encoded_is_searched_too() -> None:
    script = f"#!/bin/sh\nexport KEY={KEY}\n".encode()
    lines = base64.encodebytes(b"x" * 100 + script).decode()
    for data in (
        gzip.compress(script),
        f"content: {encoded(script)}".encode(),
        f"content: {encoded(gzip.compress(script))}".encode(),
        f"--BOUNDARY\n\n{lines}\n--BOUNDARY--".encode(),
        script.decode().encode("utf-16"),
        b"\xff\xfe\x00" + script,
    ):
        assert patterns(data) == ["aws-access-key"]
    for broken in (
        gzip.compress(script)[:15],
        b"\x1f\x8b" + b"\0" * 9,
        b"A" * 41,
        b"=" * 50,
        bytes(range(256)),
    ):
        assert patterns(broken) == []


def test_a_small_packet_does_not_unpack_without_end() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(64)) + packer.flush()
    assert len(bomb) < 1 << 17
    assert patterns(bomb) == []
    assert patterns(" ".join([encoded(bomb)] * 3).encode()) == []
    assert patterns(b" " * CAP + KEY.encode()) == []
    assert patterns(b" " * (CAP - 30) + KEY.encode()) == ["aws-access-key"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "hunter2!", True),
        ("API_KEY", "0a1b2c3d", True),
        ("apiKey", "0a1b2c3d", True),
        ("AWS_SECRET_ACCESS_KEY", "x" * 40, True),
        ("DATABASE_URL", "postgres://u:p@h/db", False),
        ("DB_PASSWORD_ARN", "anything", False),
        ("SECRET_NAME", "prod/db", False),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:1:secret:x", False),
        ("DB_PASSWORD", "{{resolve:secretsmanager:x}}", False),
        ("DB_PASSWORD", "/prod/db/password", False),
        ("MAX_TOKENS", "4096", False),
        ("USE_TOKEN", "true", False),
        ("TOKEN", "", False),
        ("STAGE", "production", False),
    ],
)
def test_literal_values_under_the_name_of_a_secret(name: str, value: str, expected: bool) -> None:
    assert literal(name, value) is expected


def functions() -> list[dict[str, Any]]:
    first = {
        "Functions": [
            {
                "FunctionArn": f"{ARN}web",
                "Role": "arn:aws:iam::123456789012:role/app",
                "Environment": {"Variables": {"UPLOAD_ID": KEY, "STAGE": "prod", "DB_PASSWORD": "hunter2!"}},
            }
        ]
    }
    second = {
        "Functions": [
            {"FunctionArn": f"{ARN}locked", "Environment": {"Error": {"ErrorCode": "AccessDeniedException"}}},
            {"FunctionArn": f"{ARN}plain"},
        ]
    }
    return [first, second]


@pytest.mark.hard_case(82, 84)
def test_a_key_in_a_variable_is_named_and_its_value_is_nowhere() -> None:
    data = read("fn", {"lambda.list_functions": [functions()]})
    assert data["functions"] == [
        {
            "arn": f"{ARN}web",
            "role": "arn:aws:iam::123456789012:role/app",
            "variables": ["DB_PASSWORD", "STAGE", "UPLOAD_ID"],
            "patterns": [{"name": "UPLOAD_ID", "pattern": "aws-access-key"}],
            "literal_secrets": ["DB_PASSWORD"],
            "unread": False,
        },
        {
            "arn": f"{ARN}locked",
            "role": None,
            "variables": [],
            "patterns": [],
            "literal_secrets": [],
            "unread": True,
        },
        {
            "arn": f"{ARN}plain",
            "role": None,
            "variables": [],
            "patterns": [],
            "literal_secrets": [],
            "unread": False,
        },
    ]
    # Before the sweep's own masking, too.
    ctx, _ = context("fn", {"lambda.list_functions": [functions()]})
    raw = repr(ctx.spec.read(ctx)) + repr(ctx)
    assert KEY not in raw and "hunter2" not in raw and "'prod'" not in raw


@pytest.mark.hard_case(82, 84)
def test_the_finding_names_the_variable_and_not_the_value() -> None:
    ctx, _ = context("fn", {"lambda.list_functions": [functions()]})
    read_ = fact("fn", ctx.spec.read(ctx), region="eu-west-1")
    regions = fact("regions", {"enabled": ["eu-west-1"], "scope": ["eu-west-1"]})
    found = {f.question: f for f in judge(Facts((regions, read_), NOW), {})}
    for question in ("IAM-009.1", "IAM-012.1"):
        told = repr(found[question]) + found[question].model_dump_json()
        assert "function web UPLOAD_ID" in told
        assert KEY not in told and "hunter2" not in told
    assert KEY not in repr(read_)


class Odd:
    """Answers that no model of AWS allows, with a secret in each."""

    def pages(self, holder: object, service: str, region: str, method: str, params: dict[str, Any]) -> Any:
        left = iter(
            [
                {
                    "Functions": [
                        {"FunctionArn": f"{ARN}a", "Environment": {"Variables": {"A": [KEY], "B": KEY}}}
                    ]
                },
                {"Functions": [{"Environment": {"Variables": {"C": KEY}}}]},
            ]
        )
        return lambda: next(left, None)

    def offered(self, service: str, region: str) -> bool:
        return True


@pytest.mark.hard_case(84)
def test_no_value_in_what_goes_wrong() -> None:
    ctx, _ = context("fn", {})
    ctx.line = Odd()  # type: ignore[assignment]
    with pytest.raises(KeyError) as caught:
        ctx.spec.read(ctx)
    told = repr(caught.value) + str(caught.value) + repr(ctx.gaps)
    assert KEY not in told and "FunctionArn" in told


def test_a_page_that_fails_leaves_a_part() -> None:
    pages = [functions()[0], refused("TooManyRequestsException", KEY)]
    ctx, _ = context("fn", {"lambda.list_functions": [pages]})
    data = ctx.spec.read(ctx)
    assert [f["arn"] for f in data["functions"]] == [f"{ARN}web"]
    assert [g.action for g in ctx.gaps] == ["lambda:ListFunctions"]
    assert KEY not in repr(ctx.gaps)
    assert read("fn", {}, missing=("lambda",)) == {"functions": []}


CLUSTER = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
TASK = "arn:aws:ecs:eu-west-1:123456789012:task-definition/api:7"


def clusters(*arns: str, whole: bool = True) -> Any:
    return fact("res", {"read": ["ecs"] if whole else [], "ecs": list(arns)}, region="eu-west-1")


def test_the_task_definitions_of_services() -> None:
    arns = [f"service/{n}" for n in range(11)]
    container = {
        "name": "app",
        "environment": [{"name": "TOKEN_VALUE", "value": GITHUB}, {"name": "API_TOKEN", "value": "abcdefgh"}],
        "secrets": [{"name": "DB", "valueFrom": "arn:aws:ssm:eu-west-1:123456789012:parameter/db"}],
    }
    answers = {
        "ecs.list_services": [[{"serviceArns": arns[:10]}, {"serviceArns": arns[10:]}]],
        "ecs.describe_services": [
            {"services": [{"taskDefinition": TASK}], "failures": [{"arn": "gone", "reason": "MISSING"}]},
            {"services": [{"taskDefinition": TASK}, {"taskSets": [{"taskDefinition": f"{TASK}1"}]}]},
        ],
        "ecs.describe_task_definition": [
            {"taskDefinition": {"taskRoleArn": "arn:role", "containerDefinitions": [container]}},
            {"taskDefinition": {"containerDefinitions": [{"name": "bare"}]}},
        ],
    }
    ctx, line = context("tasks", answers, (clusters(CLUSTER),))
    data = ctx.spec.read(ctx)
    assert not ctx.gaps and not ctx.cut
    assert [(d["arn"], d["role"] is None, d["patterns"]) for d in data["definitions"]] in (
        # Both are read side by side, so either may get either answer of the list.
        [(TASK, False, [{"name": "TOKEN_VALUE", "pattern": "github-token"}]), (f"{TASK}1", True, [])],
        [(TASK, True, []), (f"{TASK}1", False, [{"name": "TOKEN_VALUE", "pattern": "github-token"}])],
    )
    assert sorted(d["literal_secrets"] for d in data["definitions"]) == [[], ["API_TOKEN"]]
    assert GITHUB not in repr(data) and "abcdefgh" not in repr(data)
    asked = [params["services"] for name, _, params in line.asked if name == "ecs.describe_services"]
    assert [len(ten) for ten in asked] == [10, 1]


def test_task_definitions_without_clusters_and_with_a_cluster_that_is_denied() -> None:
    assert read("tasks", {}, clusters()) == {"definitions": []}
    ctx, _ = context("tasks", {"ecs.list_services": [refused("AccessDeniedException")]}, (clusters(CLUSTER),))
    assert ctx.spec.read(ctx) == {"definitions": []}
    assert [g.action for g in ctx.gaps] == ["ecs:ListServices"]
    ctx, _ = context("tasks", {}, (clusters(whole=False),))
    assert ctx.spec.read(ctx) == {"definitions": []} and ctx.cut
    for above in ((), (fact("res", None, Status.DENIED, "eu-west-1"),)):
        ctx, _ = context("tasks", {}, above)
        with pytest.raises(SkipError):
            ctx.spec.read(ctx)


def instances(*states: str, status: Status = Status.COMPLETE) -> Any:
    rows = [{"id": f"i-{n}", "state": state, "profile": None} for n, state in enumerate(states)]
    return fact("inst", {"instances": rows}, status, "eu-west-1")


@pytest.mark.hard_case(83)
def test_user_data_of_running_instances() -> None:
    script = {
        "InstanceId": "i-0",
        "UserData": {"Value": encoded(gzip.compress(f"KEY={KEY}\n{PEM}".encode()))},
    }
    data = read(
        "udata", {"ec2.describe_instance_attribute": [script]}, instances("running", "stopped", "terminated")
    )
    assert data == {"instances": [{"id": "i-0", "patterns": ["aws-access-key", "private-key"]}]}
    for value in ({}, {"Value": ""}, {"Value": "not base64 at all"}, {"Value": "A"}):
        one = {"ec2.describe_instance_attribute": [{"UserData": value}]}
        assert read("udata", one, instances("running")) == {"instances": [{"id": "i-0", "patterns": []}]}
    assert read("udata", {}, instances()) == {"instances": []}


def test_user_data_that_is_gone_denied_or_not_asked_for() -> None:
    gone = {"ec2.describe_instance_attribute": [refused("InvalidInstanceID.NotFound")]}
    assert read("udata", gone, instances("running")) == {"instances": []}
    ctx, _ = context(
        "udata",
        {"ec2.describe_instance_attribute": [refused("UnauthorizedOperation")]},
        (instances("running"),),
    )
    assert ctx.spec.read(ctx) == {"instances": []}
    assert [g.action for g in ctx.gaps] == ["ec2:DescribeInstanceAttribute"]
    ctx, _ = context("udata", {}, (instances(status=Status.PARTIAL),))
    assert ctx.spec.read(ctx) == {"instances": []} and ctx.cut
    ctx, _ = context("udata", {})
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)


def test_patterns_have_the_ids_that_the_rules_know() -> None:
    assert list(PATTERNS) == ["aws-access-key", "private-key", "github-token", "slack-token"]
