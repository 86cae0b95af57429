"""What the rules of this slice read of the made-up good account; ``rules_scene`` puts it together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

REGIONAL: tuple[str, ...] = ("res", "review", "listing")
"""Collectors that read Regions."""
IDLE: tuple[str, ...] = ("res", "review")
"""Those of them that skip a Region in which nothing is."""
_NOW = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
LOAD = "0123456789abcdef0123456789abcdef"


def ago(days: float) -> datetime:
    return _NOW - timedelta(days=days)


def milestone(days: float = 159, **changes: Any) -> dict[str, Any]:
    risks = {"HIGH": 4, "MEDIUM": 11, "NONE": 30}
    return {"workload": LOAD, "name": "2026-06 yearly review", "at": ago(days), "risks": risks} | changes


def good(account: str) -> dict[str, Any]:
    """Return the data of each collector of a good account."""
    return {
        "res": {
            "read": ["workloads", "policies", "assessments", "experiments", "ecs", "groups"],
            "workloads": [{"id": LOAD, "name": "shop", "updated": ago(3), "risks": {"HIGH": 0, "MEDIUM": 2}}],
            "policies": [{"name": "shop-policy", "rpo": 86400, "rto": 7200}],
            "assessments": [{"ended": ago(40), "status": "PolicyMet"}],
            "experiments": [{"id": "EXP1", "state": "completed", "created": ago(124)}],
            "ecs": [],
            "groups": [{"name": "web", "zones": ["eu-west-1a", "eu-west-1b"]}],
        },
        "review": {"milestones": [milestone()]},
        "listing": {"products": [{"title": "Shop Suite", "visibility": "Public"}]},
    }


def empty() -> dict[str, Any]:
    """Return the data of each collector that is not IDLE, of an account in which nothing was made."""
    return {"listing": {"products": []}}
