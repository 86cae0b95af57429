"""Hosting: what the account runs, by service and Region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.model.text import one_line
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.holdings import (
    BALANCER,
    BUCKET,
    CACHE,
    CONTAINERS,
    DATABASE,
    DATABASE_CLUSTER,
    DISTRIBUTION,
    DOMAIN,
    FILE_SYSTEM,
    FUNCTION,
    INSTANCE,
    INTERFACE,
    REDSHIFT,
    TABLE,
    VOLUME,
    Thing,
    commands,
    look,
    missing_of,
    tally,
    things,
)
from ftr_tui.rules.parts import parted
from ftr_tui.rules.reading import Missing, once, rows
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, joined, listed, plural, sentence

_REGIONAL = (
    INSTANCE,
    FUNCTION,
    CONTAINERS,
    VOLUME,
    DATABASE,
    DATABASE_CLUSTER,
    TABLE,
    FILE_SYSTEM,
    DOMAIN,
    REDSHIFT,
    CACHE,
    BALANCER,
)
_REGIONS = 8
"""How many Regions a sentence names."""
_COLLECTORS = tuple(dict.fromkeys(kind.collector for kind in _REGIONAL))


def _all(facts: Facts) -> tuple[list[Thing], list[Missing]]:
    read = {
        name: parted(facts, name, CONTAINERS.key) if name == CONTAINERS.collector else reading
        for name, reading in look(facts, *_COLLECTORS).items()
    }
    buckets, distributions = once(facts, "s3_list"), once(facts, "cdn")
    found = [thing for kind in _REGIONAL for thing in things(read[kind.collector], kind)]
    found = [
        t for t in found if not (t.kind is INSTANCE and t.row.get("state") in ("terminated", "shutting-down"))
    ]
    found += things(buckets, BUCKET) + things(distributions, DISTRIBUTION)
    return found, [*missing_of(read.values()), *buckets.missing, *distributions.missing]


def _by_region(found: Sequence[Thing]) -> str:
    """Return e.g. ``eu-west-1: 2 databases; us-east-1: 1 S3 bucket``, the fullest Region first."""
    regions: dict[str, list[Thing]] = {}
    for thing in found:
        regions.setdefault(thing.region, []).append(thing)
    fullest = sorted(regions.items(), key=lambda item: -len(item[1]))
    places = [f"{one_line(region, 40) or 'global'}: {joined(tally(held))}" for region, held in fullest]
    more = len(places) - _REGIONS
    return "; ".join(places[:_REGIONS]) + (f"; and {count(more, 'more Region')}" if more > 0 else "")


def _resources(found: Sequence[Thing]) -> tuple[Resource, ...]:
    counts = Counter((t.kind.noun, t.fact.account, t.region) for t in found)
    return tuple(
        Resource(name=capital(plural(noun, 2)), detail=str(n), account=account, region=region)
        for (noun, account, region), n in counts.items()
    )


def _recheck(facts: Facts, found: Sequence[Thing]) -> tuple[str, ...]:
    return commands(found, INTERFACE, look(facts, "vol").values())


def _hosted(facts: Facts) -> Draft:
    found, missing = _all(facts)
    regions = len({t.region for t in found if t.region})
    places = _by_region(found)
    what = (
        f"{count(regions, 'Region')} in use; {places}"
        if found
        else "no resources of the services that are read"
    )
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "what runs outside AWS leaves no trace in an account"),
        _resources(found),
        _recheck(facts, found),
        response=f"Runs on AWS in {count(regions, 'Region')}; {places}." if found else "",
        ask="What each part does, and anything that runs elsewhere: …",
    )
    return decide(facts, None, missing, f"{places}." if found else "", holds)


def _hosts(facts: Facts) -> dict[str, str]:
    """Return the hosts to which SNS topics send by HTTP, each with the Region of its topic."""
    return {
        str(row.get("to")): fact.region or ""
        for fact in look(facts, "alarms")["alarms"].facts
        for row in rows(fact, "subscriptions")
        if str(row.get("protocol")).startswith("http") and row.get("to")
    }


def _third_parties(facts: Facts) -> Draft:
    found, missing = _all(facts)
    hosts = _hosts(facts)
    missing += look(facts, "alarms")["alarms"].missing
    sent = f"SNS topics send to {listed(hosts)}" if hosts else "no SNS topic sends to a web host"
    run = f"AWS runs {listed(tally(found), 20)}" if found else "no resources of the services that are read"
    regions = {region: None for region in hosts.values() if region}
    resources = tuple(Resource(name=host, detail="reached by SNS", region=at) for host, at in hosts.items())
    holds = Draft(
        Verdict.SUPPORTS,
        seen(
            f"{sent}; {run}",
            "where a third party hosts its service, or which one the code calls, is not seen",
        ),
        resources,
        (*(f"aws sns list-subscriptions --region {r}" for r in regions), *_recheck(facts, found)),
        response=sentence(f"{sent}." if hosts else "", f"{capital(run)}." if found else ""),
        ask="Third-party services with application data, and where each runs: …",
    )
    return decide(facts, None, missing, f"{sent}." if hosts else "", holds)


RULES = (
    Rule(
        "HOST-001.1",
        "HOST-001",
        ("regions", *_COLLECTORS, "s3_list", "cdn"),
        can(Verdict.SUPPORTS),
        "yes",
        "What the account runs, by service and Region",
        AWS_TEXT["HOST-001.1"],
        _hosted,
    ),
    Rule(
        "HOST-001.2",
        "HOST-001",
        ("regions", *_COLLECTORS, "s3_list", "cdn", "alarms"),
        can(Verdict.SUPPORTS),
        "yes",
        "What the account runs, and to which hosts its topics send",
        AWS_TEXT["HOST-001.2"],
        _third_parties,
    ),
)
"""Source: AWS's control HOST-001. Nothing outside AWS can be seen from an account, so these only support."""
