"""Networks: what is reachable from the internet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.model.text import one_line
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.holdings import DATABASE, INTERFACE, REDSHIFT, Thing, look, missing_of, things
from ftr_tui.rules.reading import Missing, Reading, rows, whole, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import count, every, faulty, joined, labels, listed, sentence

_EDGE = frozenset(
    (
        "nat_gateway",
        "natGateway",
        "network_load_balancer",
        "gateway_load_balancer",
        "global_accelerator_managed",
    )
)
"""Types of interfaces that are there to take traffic from outside."""
_OWNER = "load balancer, NAT gateway or accelerator"
_EXPLAINED = 20
"""How many resources the draft of an explanation names."""


@dataclass
class _Routes:
    """Which subnets of one Region lead to an internet gateway."""

    whole: bool = False
    named: dict[str, bool] = field(default_factory=dict)
    main: dict[str, bool] = field(default_factory=dict)
    vpcs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fact: Fact) -> _Routes:
        routes = cls(whole(fact))
        for table in rows(fact, "route_tables"):
            internet = bool(table.get("internet"))
            for subnet in words_of(table.get("subnets") or []):
                routes.named[subnet] = internet
            if table.get("main"):
                routes.main[str(table.get("vpc"))] = internet
        for subnet_row in rows(fact, "subnets"):
            routes.vpcs[str(subnet_row.get("id"))] = str(subnet_row.get("vpc"))
        return routes

    def public(self, subnet: str, vpc: str) -> bool | None:
        """Return whether ``subnet`` is public, or None where that was not read.

        The VPC's main table counts only if no table names the subnet, so all tables must be known.
        """
        if subnet in self.named:
            return self.named[subnet]
        return self.main.get(vpc or self.vpcs.get(subnet, "")) if self.whole else None


def _edge(interface: Thing) -> bool:
    row = interface.row
    return (
        row.get("type") in _EDGE
        or row.get("requester") == "amazon-elb"
        or str(row.get("description") or "").startswith("ELB ")
    )


def _described(interface: Thing) -> Resource:
    row = interface.row
    address = row.get("public_ip") or next(iter(words_of(row.get("ipv6") or [])), "")
    about = [str(row.get("subnet")), f"address {address}" if address else "no public address"]
    about += [one_line(str(row["description"]), 60)] if row.get("description") else []
    return interface.resource(", ".join(about), noun=False)


def _inside(facts: Facts) -> Draft:
    read = look(facts, "eni", "net", "rds", "rshift")
    routes = {(f.account, f.region): _Routes.of(f) for f in read["net"].facts}
    interfaces = things(read["eni"], INTERFACE)
    inner = [i for i in interfaces if not _edge(i)]
    placed = [
        (i, routes.get(i.place, _Routes()).public(str(i.row.get("subnet")), str(i.row.get("vpc") or "")))
        for i in inner
    ]
    open_ = [_described(i) for i, public in placed if public]
    # Those with an address can be reached today, the others as soon as one is given to them.
    open_.sort(key=lambda r: "no public address" in r.detail)
    databases, warehouses = things(read["rds"], DATABASE), things(read["rshift"], REDSHIFT)
    public_databases, public_warehouses = _public(databases), _public(warehouses)
    missing = (*missing_of(read.values()), *_unrouted(read["net"], placed))
    part = bool(missing)
    bad = (*public_databases, *public_warehouses, *open_)
    against = None
    if bad:
        fault = ("is public", "are public")
        inside = (
            f"is in a public subnet, and part of no {_OWNER}",
            f"are in public subnets, and part of no {_OWNER}",
        )
        text = [faulty(public_databases, len(databases), "database", fault, part)] if public_databases else []
        if public_warehouses:
            text.append(faulty(public_warehouses, len(warehouses), "Redshift cluster", fault, part))
        text += [faulty(open_, len(interfaces), "network interface", inside, part)] if open_ else []
        against = Draft(
            Verdict.NO,
            sentence(*text),
            bad,
            _recheck(public_databases, public_warehouses, open_),
            assumes=("Not each of these must take traffic from the internet.",),
            response=f"Open to the internet: {listed(labels(bad, True), _EXPLAINED)}.",
            ask="Why each is there, and how it is protected: …",
        )
    counted = [
        count(len(f), noun) for f, noun in ((interfaces, "network interface"), (databases, "database")) if f
    ]
    partly = f"{joined(counted)}, nothing known to be open." if counted else ""
    return decide(facts, against, missing, partly, _holds(read, interfaces, inner, databases, warehouses))


def _public(stores: Sequence[Thing]) -> list[Resource]:
    return [s.resource("publicly accessible", noun=False) for s in stores if s.row.get("public")]


def _holds(
    read: dict[str, Reading],
    interfaces: Sequence[Thing],
    inner: Sequence[Thing],
    databases: Sequence[Thing],
    warehouses: Sequence[Thing],
) -> Draft:
    regions = regions_of(read["eni"].facts)
    recheck = each_region(INTERFACE.command, regions)
    if not interfaces:
        what = f"no network interfaces found in {count(len(regions), 'Region')}"
        return Draft(
            Verdict.SUPPORTS, seen(what, "nothing stands in a subnet that could be judged"), recheck=recheck
        )
    parts = []
    edge = len(interfaces) - len(inner)
    owners = "load balancers, NAT gateways or accelerators"
    belong = "belongs" if edge == 1 else "belong"
    if inner:
        private = ("is in a private subnet", "are in private subnets")
        parts.append(every(len(inner), "network interface", *private))
        parts += [f"{edge} more {belong} to {owners}."] if edge else []
    else:
        parts.append(every(edge, "network interface", f"belongs to {owners}", f"belong to {owners}"))
    for found, noun in ((databases, "database"), (warehouses, "Redshift cluster")):
        if found:
            parts.append(
                f"The only {noun} is not public."
                if len(found) == 1
                else f"None of {len(found)} {noun}s is public."
            )
    said = sentence(*parts)
    recheck += each_region("aws ec2 describe-route-tables", dict.fromkeys(str(i.fact.region) for i in inner))
    return Draft(Verdict.YES, said, recheck=recheck, response=said)


def _unrouted(net: Reading, placed: Sequence[tuple[Thing, bool | None]]) -> list[Missing]:
    """Return the subnets of which no route table is known although the tables seem to be read."""
    known = {(m.account, m.region) for m in net.missing}
    facts = {(f.account, f.region): f for f in net.facts}
    subnets: dict[tuple[str, str | None], dict[str, None]] = {}
    for interface, public in placed:
        if public is None and interface.place not in known:
            subnets.setdefault(interface.place, {})[str(interface.row.get("subnet"))] = None
    return [
        Missing(
            *place,
            "net",
            facts[place].status if place in facts else None,
            note=f"no route table found for {listed(names)}",
        )
        for place, names in subnets.items()
    ]


def _recheck(
    databases: Sequence[Resource], warehouses: Sequence[Resource], interfaces: Sequence[Resource]
) -> tuple[str, ...]:
    return (
        *each_region(DATABASE.command, (r.region for r in databases)),
        *each_region(REDSHIFT.command, (r.region for r in warehouses)),
        *each_region(INTERFACE.command, (r.region for r in interfaces)),
        *each_region("aws ec2 describe-route-tables", (r.region for r in interfaces)),
    )


RULES = (
    Rule(
        "NETSEC-002.1",
        "NETSEC-002",
        ("regions", "eni", "net", "rds", "rshift"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "Only load balancers, NAT gateways and accelerators are in public subnets, and no database is public",
        AWS_TEXT["NETSEC-002.1"],
        _inside,
    ),
)
"""Source: AWS's control NETSEC-002 and SEC05-BP01; a subnet is public if its route table leads to an
internet gateway (Amazon VPC User Guide)."""
