"""Which AWS services the account is seen to use, and how much of each: for the diagram, and for HOST-001.

Only what facts really show counts. A service that no collector looks at is absent. One that only leaves
traces (a network interface, a subscription) is absent until a trace is there, and never counted as whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ftr_tui.model.facts import Fact, Facts, Seen
from ftr_tui.rules.parts import parted
from ftr_tui.rules.reading import Reading, everywhere, once, rows, usable, words_of

Hit = tuple[str, str]
"""What one thing is called, and its Region if its fact is of none."""
Find = Callable[[Fact], Iterable[Hit]]

_ONCE = ("s3_list", "cdn", "trails", "boards", "sso")
"""Collectors that read an account as a whole."""


@dataclass(frozen=True)
class Look:
    """Where a service shows."""

    service: str
    """Its id in aws-services.toml."""
    collector: str
    find: Find
    parts: tuple[str, ...] = ()
    """Of a collector of several parts, those that must have been read whole."""
    trace: bool = False
    """Not all of it can show here: none is no sign that there is none."""


def seen(facts: Facts) -> list[Seen]:
    """Return each service that was looked for, by id; none before an account was reached."""
    if not facts.accounts:
        return []
    found: dict[str, set[tuple[str, str, str]]] = {}
    for look, reading in _looked(facts):
        hits = set(_hits(look, reading.facts))
        if not look.trace or hits:
            found.setdefault(look.service, set()).update(hits)
    less = _unread(facts) | {look.service for look in LOOKS if look.trace}
    return [_seen(service, found[service], service in less) for service in sorted(found)]


def _seen(service: str, hits: Collection[tuple[str, str, str]], partial: bool) -> Seen:
    return Seen(
        service=service,
        total=len(hits),
        partial=partial,
        accounts=sorted({account for account, _region, _name in hits}),
        regions=sorted({region for _account, region, _name in hits if region}),
    )


def still_seen(before: Iterable[Seen], new: Sequence[Seen], facts: Facts) -> list[Seen]:
    """Return ``new``, where an earlier count stands if this scan may have read less.

    Less: something could not be read, or an account or Region where it was seen is out of scope now.
    """
    scope = {region for account in facts.accounts for region in facts.regions(account)}
    known, unread = {look.service for look in LOOKS}, _unread(facts)
    found = {one.service: one for one in new}
    for old in before:
        inside = set(old.accounts) <= set(facts.accounts) and set(old.regions) <= scope
        if old.total and (not inside or old.service in unread or old.service not in known):
            found[old.service] = _kept(old, found.get(old.service))
    return [found[service] for service in sorted(found)]


def _kept(old: Seen, now: Seen | None) -> Seen:
    if now is None:
        return old.model_copy(update={"partial": True})
    update = {
        "total": max(old.total, now.total),
        "partial": True,
        "accounts": _both(old.accounts, now.accounts),
        "regions": _both(old.regions, now.regions),
    }
    return now.model_copy(update=update)


def _both(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return sorted({*old, *new})


def _looked(facts: Facts) -> Iterator[tuple[Look, Reading]]:
    readings: dict[tuple[str, tuple[str, ...]], Reading] = {}
    for look in LOOKS:
        key = look.collector, look.parts
        if key not in readings:
            readings[key] = _read(facts, look)
        yield look, readings[key]


def _unread(facts: Facts) -> set[str]:
    """Return the services of which something could not be read."""
    return {look.service for look, reading in _looked(facts) if reading.missing}


def _read(facts: Facts, look: Look) -> Reading:
    if look.collector in _ONCE:
        return once(facts, look.collector)
    if look.parts:
        return parted(facts, look.collector, *look.parts)
    return everywhere(facts, look.collector, idle=True)


def _hits(look: Look, facts: Iterable[Fact]) -> Iterator[tuple[str, str, str]]:
    for fact in facts:
        if usable(fact):
            for name, region in look.find(fact):
                yield fact.account, fact.region or region, f"{look.collector} {name}"


# --- what to look for


def _rows(key: str, **wanted: Collection[str]) -> Find:
    """Find the rows under ``key`` whose fields are among what is wanted."""

    def find(fact: Fact) -> Iterator[Hit]:
        for row in rows(fact, key):
            if all(str(row.get(field)) in values for field, values in wanted.items()):
                name = next((str(row[k]) for k in ("arn", "id", "name") if row.get(k)), "")
                yield name, str(row.get("region") or row.get("home_region") or "")

    return find


def _names(key: str) -> Find:
    """Find plain names under ``key``."""

    def find(fact: Fact) -> Iterator[Hit]:
        found = fact.data.get(key)
        yield from ((name, "") for name in (words_of(found) if isinstance(found, (list, tuple)) else ()))

    return find


def _instances(fact: Fact) -> Iterator[Hit]:
    for row in rows(fact, "instances"):
        if row.get("state") not in ("terminated", "shutting-down"):
            yield str(row.get("id")), ""


def _databases(*engines: str, but: tuple[str, ...] = ()) -> Find:
    """Find clusters, and databases outside of one, by how the name of their engine begins."""

    def find(fact: Fact) -> Iterator[Hit]:
        alone = [row for row in rows(fact, "instances") if not row.get("cluster")]
        for row in (*alone, *rows(fact, "clusters")):
            engine = str(row.get("engine"))
            if engine.startswith(engines or ("",)) and not engine.startswith(but or ("\0",)):
                yield str(row.get("arn") or row.get("id")), ""

    return find


def _interfaces(*kinds: str) -> Find:
    """Find what network interfaces of a type belong to: one each, or several with one description."""

    def find(fact: Fact) -> Iterator[Hit]:
        for row in rows(fact, "list"):
            if row.get("type") in kinds:
                yield str(row.get("description") or row.get("id")), ""

    return find


def _nat_gateways(fact: Fact) -> Iterator[Hit]:
    for row in rows(fact, "list"):
        if row.get("type") in ("nat_gateway", "natGateway"):
            yield str(row.get("id")), ""


def _described(start: str) -> Find:
    """Find what interfaces name behind ``start`` in their description."""

    def find(fact: Fact) -> Iterator[Hit]:
        for row in rows(fact, "list"):
            text = str(row.get("description"))
            if text.startswith(start):
                yield text.removeprefix(start), ""

    return find


def _classic(fact: Fact) -> Iterator[Hit]:
    # The balancers that elbv2 lists have their kind in the name: app/NAME, net/NAME.
    return ((name, place) for name, place in _described("ELB ")(fact) if "/" not in name)


def _networks(fact: Fact) -> Iterator[Hit]:
    # A default network in which nothing is says nothing of the product.
    return ((str(row["vpc"]), "") for row in rows(fact, "list") if row.get("vpc"))


def _gateways(fact: Fact) -> Iterator[Hit]:
    return ((str(row.get("vpc")), "") for row in rows(fact, "route_tables") if row.get("internet") is True)


def _topics(fact: Fact) -> Iterator[Hit]:
    named = [str(row.get("topic")) for row in rows(fact, "subscriptions")]
    named += [arn for row in rows(fact, "alarms") for arn in words_of(row.get("actions"))]
    for arn in named:
        if arn.split(":")[2:3] == ["sns"]:
            yield arn, ""


def _subscribed(protocol: str) -> Find:
    def find(fact: Fact) -> Iterator[Hit]:
        for row in rows(fact, "subscriptions"):
            if row.get("protocol") == protocol:
                yield str(row.get("topic")), ""

    return find


def _saved(service: str) -> Find:
    """Find what AWS Backup protects of a service that nothing else here looks at."""

    def find(fact: Fact) -> Iterator[Hit]:
        for row in rows(fact, "protected"):
            arn = str(row.get("arn"))
            if arn.split(":")[2:3] == [service]:
                yield arn, ""

    return find


def _one_if(key: str, *values: str) -> Find:
    """Find the service itself, once a Region, where ``key`` says that it is on."""

    def find(fact: Fact) -> Iterator[Hit]:
        found = fact.data.get(key)
        told = found.values() if isinstance(found, dict) else found if isinstance(found, list) else [found]
        if any(value is True or value in values for value in told):
            yield key, ""

    return find


def _trails(fact: Fact) -> Iterator[Hit]:
    for row in rows(fact, "trails"):
        if row.get("logging") is not False:
            yield str(row.get("arn")), str(row.get("home_region") or "")


LOOKS: tuple[Look, ...] = (
    Look("ec2", "inst", _instances),
    Look("ec2-auto-scaling", "res", _rows("groups"), ("groups",)),
    Look("lambda", "fn", _rows("functions")),
    Look("ecs", "res", _names("ecs"), ("ecs",)),
    Look("eks", "eni", _described("Amazon EKS "), trace=True),
    Look("s3", "s3_list", _rows("buckets")),
    Look("ebs", "vol", _rows("volumes")),
    Look("efs", "efs", _rows("systems")),
    Look("fsx", "bak", _saved("fsx"), trace=True),
    Look("backup", "bak", _rows("plans"), ("plans",)),
    Look("rds", "rds", _databases(but=("aurora", "neptune", "docdb"))),
    Look("aurora", "rds", _databases("aurora")),
    Look("neptune", "rds", _databases("neptune")),
    Look("documentdb", "rds", _databases("docdb")),
    Look("dynamodb", "ddb", _names("tables")),
    Look("elasticache", "ecache", _rows("groups"), trace=True),
    Look("redshift", "rshift", _rows("clusters"), trace=True),
    Look("opensearch", "os", _rows("domains"), trace=True),
    Look("vpc", "eni", _networks),
    Look("internet-gateway", "net", _gateways),
    Look("nat-gateway", "eni", _nat_gateways),
    Look("privatelink", "eni", _interfaces("vpc_endpoint"), trace=True),
    Look("transit-gateway", "eni", _interfaces("transit_gateway"), trace=True),
    Look("global-accelerator", "eni", _interfaces("global_accelerator_managed"), trace=True),
    Look("api-gateway", "eni", _interfaces("api_gateway_managed"), trace=True),
    Look("elastic-load-balancing", "elb", _rows("balancers")),
    Look("elastic-load-balancing", "eni", _classic),
    Look("cloudfront", "cdn", _rows("distributions")),
    Look("sns", "alarms", _topics, trace=True),
    Look("sqs", "alarms", _subscribed("sqs"), trace=True),
    Look("firehose", "alarms", _subscribed("firehose"), trace=True),
    Look("cloudwatch", "alarms", _rows("alarms")),
    Look("cloudwatch", "boards", _names("dashboards")),
    Look("cloudtrail", "trails", _trails),
    Look("config", "sec", _one_if("recorders"), ("recorders",)),
    Look("guardduty", "gd", _rows("detectors", status=("ENABLED",))),
    Look("security-hub", "sec", _rows("standards"), ("standards",)),
    Look("macie", "sec", _one_if("macie", "ENABLED"), ("macie",)),
    Look("inspector", "sec", _one_if("inspector", "ENABLED"), ("inspector",)),
    Look("access-analyzer", "sec", _rows("analyzers"), ("analyzers",)),
    Look("iam-identity-center", "sso", _rows("instances")),
    Look("cognito", "ops", _names("pools"), ("pools",)),
    Look("secrets-manager", "ops", _rows("secrets"), ("secrets",)),
    Look("systems-manager", "ops", _rows("managed"), ("managed",)),
    Look("systems-manager", "ops", _rows("parameters"), ("parameters",)),
    Look("systems-manager", "ops", _rows("windows"), ("windows",)),
    Look("resilience-hub", "res", _rows("policies"), ("policies",)),
    Look("fis", "res", _rows("experiments"), ("experiments",)),
)
"""Several looks at one service are counted together."""
