"""Encryption at rest and in transit."""

from __future__ import annotations

from collections.abc import Iterable

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.holdings import (
    BALANCER,
    CACHE,
    DATABASE,
    DATABASE_CLUSTER,
    DISTRIBUTION,
    DOMAIN,
    FILE_SYSTEM,
    REDSHIFT,
    VOLUME,
    Thing,
    commands,
    look,
    missing_of,
    tally,
    things,
)
from ftr_tui.rules.reading import Missing, Reading, once, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import NAMED, count, every, faulty, joined, labels, listed, sentence

_KINDS = (VOLUME, DATABASE, DATABASE_CLUSTER, FILE_SYSTEM, DOMAIN, REDSHIFT, CACHE)
_ALWAYS = "DynamoDB tables and S3 buckets are always encrypted by AWS."


def _stores(read: dict[str, Reading]) -> list[Thing]:
    """Return what may be unencrypted; a member of a listed cluster is stored with its cluster."""
    found = [thing for kind in _KINDS for thing in things(read[kind.collector], kind)]
    clusters = {(*t.place, t.name) for t in found if t.kind is DATABASE_CLUSTER}
    return [
        thing
        for thing in found
        if not (thing.kind is DATABASE and (*thing.place, str(thing.row.get("cluster"))) in clusters)
        and not (thing.kind is VOLUME and thing.row.get("state") in ("deleting", "deleted"))
    ]


def _at_rest(facts: Facts) -> Draft:
    read = look(facts, *dict.fromkeys(kind.collector for kind in _KINDS))
    stores = _stores(read)
    bad = [t for t in stores if t.row.get("encrypted") is False]
    unclear = [t for t in stores if not isinstance(t.row.get("encrypted"), bool)]
    missing = [*missing_of(read.values()), *(t.unclear("encryption not read for") for t in unclear)]
    against = None
    if bad:
        resources = [t.resource("not encrypted at rest") for t in bad]
        fault = ("is not encrypted", "are not encrypted")
        text = faulty(resources, len(stores), "data store", fault, bool(missing))
        kinds = tally(bad)
        against = Draft(
            Verdict.NO,
            sentence(text, f"Not encrypted: {joined(kinds)}." if len(kinds) > 1 else ""),
            tuple(resources),
            commands(bad, VOLUME, (), (DOMAIN,)),
            assumes=("Each of these may hold sensitive data; one that does not is exempt, with a reason.",),
        )
    counted = joined(tally(stores))
    recheck = commands(stores, VOLUME, [read["vol"]], (DOMAIN,))
    if not stores:
        what = "no volumes, databases, file systems, search domains or caches found"
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(seen(what, "sensitive data may be elsewhere"), _ALWAYS),
            recheck=recheck,
        )
    else:
        encrypted = every(len(stores), "data store", "is encrypted at rest", "are encrypted at rest")
        said = sentence(
            f"{encrypted.rstrip('.')}: {counted}.",
            _ALWAYS,
        )
        holds = Draft(
            Verdict.YES,
            said,
            recheck=recheck,
            assumes=("No sensitive data lies in other stores, unencrypted.",),
            response=said,
            ask="Keys used, and snapshots and copies: …",
        )
    partly = f"{joined(tally(t for t in stores if t.row.get('encrypted') is True))} encrypted."
    return decide(facts, against, missing, partly if stores and not bad else "", holds)


def _listeners(read: Reading) -> tuple[list[Resource], list[Resource], list[Thing], list[Missing]]:
    """Return balancers with plain HTTP, those that pass TCP on, all at the edge, and what was not read."""
    plain, passed, edge, missing = [], [], [], []
    for balancer in things(read, BALANCER):
        if balancer.row.get("scheme") != "internet-facing":
            continue
        edge.append(balancer)
        listeners = balancer.row.get("listeners")
        if not isinstance(listeners, list):
            missing.append(balancer.unclear("listeners not read for"))
            continue
        found = [one for one in listeners if isinstance(one, dict)]
        http = [o for o in found if o.get("protocol") == "HTTP"]
        bare = [o for o in http if o.get("redirects_to") != "HTTPS"]
        if bare:
            plain.append(
                _balancer(balancer, f"{count(len(bare), 'HTTP listener')} without redirect to HTTPS")
            )
        raw = [str(o.get("protocol")) for o in found if o.get("protocol") in ("TCP", "TCP_UDP")]
        if raw:
            # Only mentioned: what passes through may well be encrypted, so no command line is for it.
            passed.append(_balancer(balancer, joined(list(dict.fromkeys(raw))), kind=""))
    return plain, passed, edge, missing


def _balancer(balancer: Thing, detail: str, kind: str = BALANCER.kind) -> Resource:
    name = str(balancer.row.get("name") or balancer.name)
    return Resource(
        name=f"load balancer {name}",
        detail=detail,
        account=balancer.fact.account,
        region=balancer.region,
        kind=kind,
        id=balancer.id,
    )


def _distributions(found: Iterable[Thing]) -> list[Resource]:
    plain = []
    for thing in found:
        ways = ["lets viewers use HTTP"] if "allow-all" in words_of(thing.row.get("viewer") or []) else []
        if "http-only" in words_of(thing.row.get("origin") or []):
            ways.append("fetches from an origin by HTTP")
        if ways:
            plain.append(thing.resource(joined(ways)))
    return plain


def _in_transit(facts: Facts) -> Draft:
    read = look(facts, "elb", "os")
    cdn = once(facts, "cdn")
    plain, passed, edge, unread = _listeners(read["elb"])
    distributions, domains = things(cdn, DISTRIBUTION), things(read["os"], DOMAIN)
    open_domains = [d for d in domains if d.row.get("https") is False]
    bad = [*plain, *_distributions(distributions)]
    bad += [d.resource("HTTPS is not enforced") for d in open_domains]
    ends = [*edge, *distributions, *domains]
    known = {(m.account, m.region) for m in read["elb"].missing}
    missing = [*missing_of(read.values()), *cdn.missing]
    missing += [m for m in unread if (m.account, m.region) not in known]
    mentioned = (
        f"Listeners that pass traffic on as it comes: {listed(labels(passed, True))}." if passed else ""
    )
    recheck = commands(ends, BALANCER, [read["elb"]], (BALANCER, DOMAIN))
    against = None
    if bad:
        fault = ("lets data travel by plain HTTP", "let data travel by plain HTTP")
        text = faulty(bad, len(ends), "endpoint", fault, bool(missing))
        ways = f"How: {'; '.join(list(dict.fromkeys(r.detail for r in bad))[:NAMED])}."
        against = Draft(
            Verdict.NO,
            sentence(text, ways, mentioned),
            (*bad, *passed),
            recheck,
            assumes=("Sensitive data passes through these; one that carries none is exempt, with a reason.",),
        )
    what = f"{joined(tally(ends))}, none by plain HTTP" if ends else "no public endpoints found"
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(
            seen(what, "API Gateway, Classic Load Balancers, S3, e-mail and partners are not read"), mentioned
        ),
        tuple(passed),
        recheck,
        response=f"{joined(tally(ends))}, none by plain HTTP." if ends else "",
        ask="Other ways out of the VPC, with their protocols: …",
    )
    return decide(
        facts, against, missing, sentence(f"{joined(tally(ends))}." if ends else "", mentioned), holds
    )


RULES = (
    Rule(
        "SDAT-002.1",
        "SDAT-002",
        ("regions", "vol", "rds", "efs", "os", "rshift", "ecache"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "Volumes, databases, file systems, search domains, warehouses and caches are encrypted at rest",
        AWS_TEXT["SDAT-002.1"],
        _at_rest,
    ),
    Rule(
        "SDAT-003.1",
        "SDAT-003",
        ("regions", "elb", "cdn", "os"),
        can(Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "No load balancer, CloudFront distribution or search domain lets data travel by plain HTTP",
        AWS_TEXT["SDAT-003.1"],
        _in_transit,
    ),
)
"""Source: AWS's controls SDAT-002 and SDAT-003, SEC08-BP02 and SEC09-BP02."""
