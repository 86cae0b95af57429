"""What the rules of this slice read of the made-up good account; ``rules_scene`` puts it together."""

from __future__ import annotations

from typing import Any

from ftr_tui.model.facts import Facts, Finding
from ftr_tui.rules import RULES, availability
from ftr_tui.rules.base import finding
from ftr_tui.rules.wording import AWS_TEXT

BY_QUESTION = {rule.question: rule for rule in (*RULES, *availability.RULES)}
REGIONAL: tuple[str, ...] = (
    "eni",
    "net",
    "inst",
    "vol",
    "rds",
    "ddb",
    "pitr",
    "efs",
    "os",
    "rshift",
    "ecache",
    "elb",
)
"""Collectors that read Regions."""
IDLE: tuple[str, ...] = ("net", "inst", "pitr")
"""Those of them that skip a Region in which nothing is."""


def found(made: Any, question: str) -> Finding:
    """Return what one rule says of a scene, or of facts."""
    facts = made if isinstance(made, Facts) else made.all()
    return finding(BY_QUESTION[question], facts, AWS_TEXT[question][0])


def interface(id_: str = "eni-app", subnet: str = "subnet-app", **changes: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "subnet": subnet,
        "vpc": "vpc-1",
        "type": "interface",
        "requester": "",
        "description": "",
        "public_ip": None,
        "ipv6": [],
        "groups": ["sg-1"],
    } | changes


def interfaces(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"interfaces": len(rows), "list": list(rows)}


def route_table(id_: str, *subnets: str, main: bool = False, internet: bool = False) -> dict[str, Any]:
    return {"id": id_, "vpc": "vpc-1", "main": main, "subnets": list(subnets), "internet": internet}


def database(id_: str = "orders", **changes: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "arn": f"arn:aws:rds:eu-west-1:111122223333:db:{id_}",
        "engine": "postgres",
        "cluster": None,
        "replica_of": None,
        "retention": 7,
        "encrypted": True,
        "public": False,
        "multi_az": True,
    } | changes


def cluster(id_: str = "aurora", **changes: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "arn": f"arn:aws:rds:eu-west-1:111122223333:cluster:{id_}",
        "engine": "aurora-mysql",
        "retention": 14,
        "encrypted": True,
        "multi_az": True,
    } | changes


def balancer(name: str = "web", *listeners: tuple[str, str | None], **changes: Any) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/{name}/1",
        "name": name,
        "scheme": "internet-facing",
        "type": "application",
        "zones": ["eu-west-1a", "eu-west-1b"],
        "listeners": [{"protocol": protocol, "redirects_to": to} for protocol, to in listeners],
    } | changes


def good(account: str) -> dict[str, Any]:
    """Return the data of each collector of a good account."""
    return {
        "eni": interfaces(
            interface(),
            interface("eni-nat", "subnet-edge", type="nat_gateway", public_ip="198.51.100.7"),
        ),
        "net": {
            "route_tables": [
                route_table("rtb-0", main=True),
                route_table("rtb-1", "subnet-edge", internet=True),
            ],
            "subnets": [{"id": "subnet-app", "vpc": "vpc-1"}, {"id": "subnet-edge", "vpc": "vpc-1"}],
        },
        "inst": {
            "instances": [
                {
                    "id": "i-1",
                    "state": "running",
                    "profile": f"arn:aws:iam::{account}:instance-profile/app",
                }
            ]
        },
        "vol": {"volumes": [{"id": "vol-1", "encrypted": True, "state": "in-use"}]},
        "rds": {
            # AWS Backup keeps the first one, so it needs no backups of its own.
            "instances": [
                database("x", arn=f"arn:aws:rds:eu-west-1:{account}:db:x", retention=0),
                database("aurora-1", cluster="aurora", retention=14),
            ],
            "clusters": [cluster()],
        },
        "ddb": {"tables": ["carts"]},
        "pitr": {"tables": [{"name": "carts", "pitr": True}], "in_backup": []},
        "efs": {"systems": [{"id": "fs-1", "arn": "arn:fs-1", "encrypted": True, "backup": True}]},
        "os": {"domains": [{"name": "logs", "encrypted": True, "https": True}]},
        "rshift": {"clusters": [{"id": "dw", "encrypted": True, "public": False, "retention": 1}]},
        "ecache": {"groups": [{"id": "sessions", "encrypted": True, "transit": True}]},
        "elb": {"balancers": [balancer("web", ("HTTP", "HTTPS"), ("HTTPS", None))]},
        "cdn": {
            "distributions": [
                {"id": "E1", "viewer": ["redirect-to-https"], "origin": ["https-only"]},
            ]
        },
    }


def empty() -> dict[str, Any]:
    """Return the data of each collector that is not IDLE, of an account in which nothing was made."""
    return {
        "eni": interfaces(),
        "vol": {"volumes": []},
        "rds": {"instances": [], "clusters": []},
        "ddb": {"tables": []},
        "efs": {"systems": []},
        "os": {"domains": []},
        "rshift": {"clusters": []},
        "ecache": {"groups": []},
        "elb": {"balancers": []},
        "cdn": {"distributions": []},
    }
