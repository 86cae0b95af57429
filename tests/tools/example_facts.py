"""What else a scan reads of the made-up account behind the sample: stores, edges, programs, services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

ACCOUNT = "111122223333"
HOME = "ap-southeast-1"
_READ_SEC = ["standards", "recorders", "analyzers", "macie", "inspector", "ecr_scan"]
_READ_OPS = ["managed", "windows", "secrets", "parameters", "pools"]
_READ_RES = ["workloads", "policies", "assessments", "experiments", "ecs", "groups"]
DEEP = ("restores", "tasks", "udata", "patch", "review", "listing")
"""Collectors that a scan without --deep leaves out."""


def _arn(service: str, rest: str, region: str = HOME) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def _interface(number: int, subnet: str, **more: Any) -> dict[str, Any]:
    found = {
        "id": f"eni-0a1b2c3d4e5f{number:05}",
        "subnet": subnet,
        "vpc": "vpc-0a1b2c3d",
        "type": "interface",
        "requester": "",
        "description": "",
        "public_ip": None,
        "ipv6": [],
        "groups": [],
    }
    return found | more


_INTERFACES = [
    *(_interface(n, "subnet-private-a", description="ECS task") for n in range(1, 7)),
    *(_interface(n, "subnet-private-b", description="ECS task") for n in range(7, 11)),
    _interface(
        11, "subnet-public-a", requester="amazon-elb", description="ELB app/api", public_ip="203.0.113.10"
    ),
    _interface(
        12, "subnet-public-b", requester="amazon-elb", description="ELB app/api", public_ip="203.0.113.11"
    ),
    _interface(13, "subnet-public-a", type="nat_gateway", public_ip="203.0.113.12"),
    _interface(14, "subnet-public-b", description="status page", public_ip="203.0.113.13"),
]
_TABLES = [
    {"id": "rtb-1", "vpc": "vpc-0a1b2c3d", "main": True, "subnets": [], "internet": False},
    {
        "id": "rtb-2",
        "vpc": "vpc-0a1b2c3d",
        "main": False,
        "subnets": ["subnet-public-a", "subnet-public-b"],
        "internet": True,
    },
]
_SUBNETS = ("subnet-private-a", "subnet-private-b", "subnet-public-a", "subnet-public-b")

BUSY: dict[str, Any] = {
    "eni": {"interfaces": len(_INTERFACES), "list": _INTERFACES},
    "net": {"route_tables": _TABLES, "subnets": [{"id": s, "vpc": "vpc-0a1b2c3d"} for s in _SUBNETS]},
    "inst": {
        "instances": [
            {
                "id": "i-0a1b2c3d4e5f00001",
                "state": "running",
                "profile": f"arn:aws:iam::{ACCOUNT}:instance-profile/status-page",
            }
        ]
    },
    "vol": {"volumes": [{"id": "vol-0a1b2c3d4e5f00001", "encrypted": True, "state": "in-use"}]},
    "rds": {
        "instances": [
            {
                "id": f"billing-{n}",
                "arn": _arn("rds", f"db:billing-{n}"),
                "engine": "aurora-postgresql",
                "cluster": "billing",
                "replica_of": None,
                "retention": 7,
                "encrypted": True,
                "public": False,
                "multi_az": True,
            }
            for n in (1, 2)
        ],
        "clusters": [
            {
                "id": "billing",
                "arn": _arn("rds", "cluster:billing"),
                "engine": "aurora-postgresql",
                "retention": 7,
                "encrypted": True,
                "multi_az": True,
            }
        ],
    },
    "ddb": {"tables": ["invoice-locks", "sessions"]},
    "pitr": {
        "tables": [{"name": "invoice-locks", "pitr": True}, {"name": "sessions", "pitr": True}],
        "in_backup": [],
    },
    "elb": {
        "balancers": [
            {
                "arn": _arn("elasticloadbalancing", "loadbalancer/app/api-prod/1"),
                "name": "api-prod",
                "scheme": "internet-facing",
                "type": "application",
                "zones": [f"{HOME}a", f"{HOME}b"],
                "listeners": [
                    {"protocol": "HTTPS", "redirects_to": None},
                    {"protocol": "HTTP", "redirects_to": "HTTPS"},
                ],
            }
        ]
    },
    "fn": {
        "functions": [
            {
                "arn": _arn("lambda", f"function:{name}"),
                "role": f"arn:aws:iam::{ACCOUNT}:role/{name}",
                "variables": variables,
                "patterns": [],
                "literal_secrets": [],
                "unread": False,
            }
            for name, variables in (("invoice-mailer", ["QUEUE", "SECRET_ARN"]), ("thumbnails", ["BUCKET"]))
        ]
    },
    "sec": {
        "read": _READ_SEC,
        "standards": [
            {"arn": f"arn:aws:securityhub:{HOME}::standards/{name}", "status": "READY"}
            for name in (
                "cis-aws-foundations-benchmark/v/5.0.0",
                "aws-foundational-security-best-practices/v/1.0.0",
            )
        ],
        "recorders": [True],
        "analyzers": [
            {"arn": _arn("access-analyzer", "analyzer/account"), "type": "ACCOUNT", "status": "ACTIVE"}
        ],
        "macie": "OFF",
        "inspector": {"ec2": "ENABLED", "ecr": "ENABLED", "lambda": "DISABLED"},
        "ecr_scan": "ENHANCED",
    },
    "ops": {
        "read": _READ_OPS,
        "managed": [{"id": "i-0a1b2c3d4e5f00001", "ping": "Online"}],
        "windows": [{"name": "weekly-patches", "schedule": "cron(0 3 ? * SUN *)", "enabled": True}],
        "secrets": [{"name": "billing/db", "rotation": True}, {"name": "mail/smtp", "rotation": False}],
        "parameters": [
            {"name": "/billing/queue", "type": "String"},
            {"name": "/billing/signing", "type": "SecureString"},
        ],
        "pools": ["acme-customers"],
    },
    "res": {
        "read": _READ_RES,
        "workloads": [
            {
                "id": "0a1b2c3d",
                "name": "Acme Billing",
                "updated": datetime(2026, 9, 14, 8, 0, tzinfo=UTC),
                "risks": {"HIGH": 0, "MEDIUM": 6},
            }
        ],
        "policies": [],
        "assessments": [],
        "experiments": [],
        "ecs": [_arn("ecs", "cluster/prod")],
        "groups": [],
    },
}
"""Data by collector, of the Region in which the product runs."""

QUIET: dict[str, Any] = {
    "eni": {"interfaces": 0, "list": []},
    "net": {"route_tables": [], "subnets": []},
    "inst": {"instances": []},
    "vol": {"volumes": []},
    "rds": {"instances": [], "clusters": []},
    "ddb": {"tables": []},
    "pitr": {"tables": [], "in_backup": []},
    "elb": {"balancers": []},
    "fn": {"functions": []},
    "sec": {
        "read": _READ_SEC,
        "standards": [],
        "recorders": [],
        "analyzers": [],
        "macie": "OFF",
        "inspector": {"ec2": "DISABLED", "ecr": "DISABLED", "lambda": "DISABLED"},
        "ecr_scan": "BASIC",
    },
    "ops": {"read": _READ_OPS, "managed": [], "windows": [], "secrets": [], "parameters": [], "pools": []},
    "res": {"read": _READ_RES, **{name: [] for name in _READ_RES}},
}
"""The same of a Region in which nothing runs."""

EVERYWHERE: dict[str, Any] = {
    "efs": {"systems": []},
    "os": {"domains": []},
    "rshift": {"clusters": []},
    "ecache": {"groups": []},
}

ONCE: dict[str, Any] = {
    "contact": {"company": "Acme Ltd"},
    "root_feat": {"features": []},
    "cdn": {
        "distributions": [{"id": "E1ACMESTATIC", "viewer": ["redirect-to-https"], "origin": ["https-only"]}]
    },
}
