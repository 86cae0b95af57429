"""What the rules of this slice read of the made-up good account; ``rules_scene`` puts it together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

REGIONAL: tuple[str, ...] = ("fn", "tasks", "udata", "sec", "ops", "patch")
"""Collectors that read Regions."""
IDLE: tuple[str, ...] = ("tasks", "udata", "sec", "ops", "patch")
"""Those of them that skip a Region in which nothing is."""

CIS = "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/5.0.0"
BEST = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"


def function(name: str = "web", **changes: Any) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:lambda:eu-west-1:111122223333:function:{name}",
        "role": "arn:aws:iam::111122223333:role/app",
        "variables": ["STAGE"],
        "patterns": [],
        "literal_secrets": [],
        "unread": False,
    } | changes


def definition(name: str = "api:7", **changes: Any) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:ecs:eu-west-1:111122223333:task-definition/{name}",
        "role": "arn:aws:iam::111122223333:role/app",
        "patterns": [],
        "literal_secrets": [],
    } | changes


def security(**changes: Any) -> dict[str, Any]:
    return {
        "read": ["standards", "recorders", "analyzers", "macie", "inspector", "ecr_scan"],
        "standards": [{"arn": CIS, "status": "READY"}, {"arn": BEST, "status": "READY"}],
        "recorders": [True],
        "analyzers": [
            {
                "arn": "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused",
                "type": "ACCOUNT_UNUSED_ACCESS",
                "status": "ACTIVE",
            }
        ],
        "macie": "ENABLED",
        "inspector": {"ec2": "ENABLED", "ecr": "ENABLED", "lambda": "DISABLED"},
        "ecr_scan": "ENHANCED",
    } | changes


def operations(**changes: Any) -> dict[str, Any]:
    return {
        "read": ["managed", "windows", "secrets", "parameters", "pools"],
        "managed": [{"id": "i-1", "ping": "Online"}, {"id": "i-2", "ping": "Online"}],
        "windows": [{"name": "weekly", "schedule": "cron(0 2 ? * SUN *)", "enabled": True}],
        "secrets": [{"name": "db", "rotation": True}, {"name": "smtp", "rotation": False}],
        "parameters": [{"name": "/app/key", "type": "SecureString"}, {"name": "/app/url", "type": "String"}],
        "pools": ["customers"],
    } | changes


def good(account: str) -> dict[str, Any]:
    """Return the data of each collector of a good account."""
    scanned = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    return {
        "org_acc": {"accounts": []},
        "fn": {"functions": [function()]},
        "tasks": {"definitions": [definition()]},
        "udata": {"instances": [{"id": "i-1", "patterns": []}]},
        "sec": security(),
        "ops": operations(),
        "patch": {"instances": [{"id": "i-1", "at": scanned, "critical": 0, "missing": 1}]},
    }


def empty() -> dict[str, Any]:
    """Return the data of each collector that is not IDLE, of an account in which nothing was made."""
    return {"org_acc": {"accounts": []}, "fn": {"functions": []}}
