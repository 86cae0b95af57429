"""What an account holds, by kind: how the rules on stores and networks find, count and name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource
from ftr_tui.rules.base import each_region, regions_of
from ftr_tui.rules.reading import Missing, Reading, everywhere
from ftr_tui.rules.words import count

Place = tuple[str, str | None]
"""Account and Region."""

_ACTIVE = frozenset(("net", "inst", "pitr", "alarms"))
"""Collectors that skip a Region in which nothing is; ``parts.parted`` reads those of several lists."""


@dataclass(frozen=True)
class Kind:
    """One kind of resource, and where it is found."""

    collector: str
    key: str
    noun: str
    command: str
    """A read-only AWS CLI line that lists it."""
    detail: str = ""
    """One that shows more of a single one, with a word in capitals for its name."""
    kind: str = ""
    """As next steps know it (``model/command_line.py``); empty: no command line is written for one."""


VOLUME = Kind("vol", "volumes", "EBS volume", "aws ec2 describe-volumes", kind="volume")
DATABASE = Kind("rds", "instances", "database", "aws rds describe-db-instances", kind="database")
DATABASE_CLUSTER = Kind(
    "rds", "clusters", "database cluster", "aws rds describe-db-clusters", kind="database-cluster"
)
TABLE = Kind(
    "ddb",
    "tables",
    "DynamoDB table",
    "aws dynamodb list-tables",
    "aws dynamodb describe-continuous-backups --table-name TABLE",
    "table",
)
FILE_SYSTEM = Kind(
    "efs",
    "systems",
    "EFS file system",
    "aws efs describe-file-systems",
    "aws efs describe-backup-policy --file-system-id SYSTEM",
    "file-system",
)
DOMAIN = Kind(
    "os",
    "domains",
    "OpenSearch domain",
    "aws opensearch list-domain-names",
    "aws opensearch describe-domains --domain-names DOMAIN",
    "search-domain",
)
REDSHIFT = Kind("rshift", "clusters", "Redshift cluster", "aws redshift describe-clusters", kind="warehouse")
CACHE = Kind(
    "ecache", "groups", "ElastiCache group", "aws elasticache describe-replication-groups", kind="cache"
)
BALANCER = Kind(
    "elb",
    "balancers",
    "load balancer",
    "aws elbv2 describe-load-balancers",
    "aws elbv2 describe-listeners --load-balancer-arn BALANCER",
    "balancer",
)
INTERFACE = Kind("eni", "list", "network interface", "aws ec2 describe-network-interfaces", kind="interface")
INSTANCE = Kind("inst", "instances", "EC2 instance", "aws ec2 describe-instances")
FUNCTION = Kind(
    "fn",
    "functions",
    "Lambda function",
    # Functions may hold secrets in their environment: those are not shown.
    "aws lambda list-functions --query 'Functions[].FunctionArn'",
)
CONTAINERS = Kind("res", "ecs", "ECS cluster", "aws ecs list-clusters")
SCALING_GROUP = Kind(
    "res",
    "groups",
    "Auto Scaling group",
    "aws autoscaling describe-auto-scaling-groups",
    kind="scaling-group",
)
BUCKET = Kind("s3_list", "buckets", "S3 bucket", "aws s3api list-buckets")
DISTRIBUTION = Kind(
    "cdn",
    "distributions",
    "CloudFront distribution",
    "aws cloudfront list-distributions",
    kind="distribution",
)


@dataclass(frozen=True)
class Thing:
    """One resource of a kind, and the fact that shows it."""

    kind: Kind
    fact: Fact
    row: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return how people call it: the id, else the name, else the last part of the ARN."""
        found = self.row.get("id") or self.row.get("name") or self.row.get("arn") or "?"
        return str(found).rpartition(":")[2] if str(found).startswith("arn:") else str(found)

    @property
    def id(self) -> str:
        """Return how a command line names it: load balancers by their ARN, all else by the name."""
        return str(self.row.get("arn") or self.name) if self.kind is BALANCER else self.name

    @property
    def region(self) -> str:
        """Return its Region, or an empty string for what belongs to none."""
        return self.fact.region or str(self.row.get("region") or "")

    @property
    def place(self) -> Place:
        """Return account and Region of its fact."""
        return self.fact.account, self.fact.region

    def resource(self, detail: str, noun: bool = True) -> Resource:
        """Return it for a finding; ``noun`` puts the kind before the name."""
        name = f"{self.kind.noun} {self.name}" if noun else self.name
        return Resource(
            name=name,
            detail=detail,
            account=self.fact.account,
            region=self.region,
            kind=self.kind.kind,
            id=self.id if noun else "",
        )

    def unclear(self, note: str) -> Missing:
        """Return that its fact does not say what is asked."""
        note = f"{note} {self.kind.noun} {self.name}"
        return Missing(self.fact.account, self.fact.region, self.fact.collector, self.fact.status, note=note)


def look(facts: Facts, *collectors: str) -> dict[str, Reading]:
    """Read collectors of Regions; in a Region without resources some need not have run."""
    return {name: everywhere(facts, name, idle=name in _ACTIVE) for name in collectors}


def missing_of(readings: Iterable[Reading]) -> tuple[Missing, ...]:
    """Return what is missing of all ``readings``."""
    return tuple(m for reading in readings for m in reading.missing)


def things(reading: Reading, kind: Kind) -> list[Thing]:
    """Return all of one kind; a list may hold rows or plain names."""
    found = []
    for fact in reading.facts:
        listed = fact.data.get(kind.key)
        for row in listed if isinstance(listed, (list, tuple)) else ():
            if isinstance(row, str):
                found.append(Thing(kind, fact, {"arn" if row.startswith("arn:") else "name": row}))
            elif isinstance(row, dict):
                found.append(Thing(kind, fact, row))
    return found


def tally(found: Iterable[Thing]) -> list[str]:
    """Return e.g. ``2 databases``, ``1 table``, by kind."""
    return [count(n, noun) for noun, n in Counter(thing.kind.noun for thing in found).items()]


def commands(
    found: Iterable[Thing], otherwise: Kind, readings: Iterable[Reading], details: Collection[Kind] = ()
) -> tuple[str, ...]:
    """Return the lines that list these, once for each Region; without any, the list of ``otherwise``.

    ``details`` are kinds whose list does not show what the rule judged.
    """
    places = dict.fromkeys(
        (command, thing.fact.region)
        for thing in found
        for command in (thing.kind.command, thing.kind.detail if thing.kind in details else "")
        if command
    )
    lines = [
        line
        for command, region in places
        for line in (each_region(command, [region]) if region else (command,))
    ]
    if not lines:
        regions = regions_of(f for reading in readings for f in reading.facts)
        lines += each_region(otherwise.command, regions) or (otherwise.command,)
    return tuple(dict.fromkeys(lines))
