"""Resilience: what stands in one Availability Zone only."""

from __future__ import annotations

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.holdings import (
    BALANCER,
    DATABASE,
    DATABASE_CLUSTER,
    SCALING_GROUP,
    Thing,
    commands,
    look,
    missing_of,
    tally,
    things,
)
from ftr_tui.rules.parts import parted
from ftr_tui.rules.reading import words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import joined, labels, listed, sentence


def _single(thing: Thing) -> bool:
    """Return whether it is known to stand in one zone."""
    if thing.kind in (DATABASE, DATABASE_CLUSTER):
        return thing.row.get("multi_az") is False
    return len(set(words_of(thing.row.get("zones") or []))) == 1


def _named(thing: Thing) -> Resource:
    name = str(thing.row.get("name") or thing.name)
    zones = words_of(thing.row.get("zones") or [])
    return Resource(
        name=f"{thing.kind.noun} {name}",
        detail=f"in {zones[0]} only" if zones else "in one zone only",
        account=thing.fact.account,
        region=thing.region,
        kind=thing.kind.kind,
        id=thing.id,
    )


def _zones(facts: Facts) -> Draft:
    read = look(facts, "rds", "elb") | {"res": parted(facts, "res", SCALING_GROUP.key)}
    databases = [
        # A member stands or falls with its cluster, and a replica is the spare of another.
        thing
        for thing in things(read["rds"], DATABASE)
        if not thing.row.get("cluster") and not thing.row.get("replica_of")
    ]
    found = [*databases, *things(read["rds"], DATABASE_CLUSTER)]
    found += [*things(read["elb"], BALANCER), *things(read["res"], SCALING_GROUP)]
    single = [thing for thing in found if _single(thing)]
    resources = tuple(_named(thing) for thing in single)
    total = joined(tally(found))
    if not found:
        text = "no databases, load balancers or Auto Scaling groups found"
    elif single:
        verb = "stands" if len(single) == 1 else "stand"
        text = f"{total}; of these {joined(tally(single))} {verb} in one zone: {listed(labels(resources))}"
    else:
        text = f"{total}, none in one zone only"
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "one zone may be enough for the SLA, and the SLA is not known here"),
        resources,
        commands(found, DATABASE, [read["rds"]]),
        response=f"{text}." if found else "",
        ask="How the design holds the SLA: …",
    )
    return decide(facts, None, missing_of(read.values()), sentence(f"{text}." if found else ""), holds)


RULES = (
    Rule(
        "RES-006.2",
        "RES-006",
        ("regions", "rds", "elb", "res"),
        can(Verdict.SUPPORTS),
        "yes",
        "Which databases, load balancers and Auto Scaling groups stand in one Availability Zone",
        AWS_TEXT["RES-006.2"],
        _zones,
    ),
)
"""Source: AWS's control RES-006 and REL10-BP01 (deploy to several locations)."""
