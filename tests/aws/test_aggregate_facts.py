"""An aggregator's tables as facts: what they prove, disprove and leave open."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui import rules
from ftr_tui.aws.config_facts import (
    LEFT_OUT,
    NO_RECORDER,
    NO_SOURCE,
    OFF,
    STALE,
    UNCLEAR,
    Fleet,
    Read,
    Recorder,
    Source,
    facts_of,
)
from ftr_tui.aws.config_tables import TABLES
from ftr_tui.model.facts import Fact, Facts, Finding, Status
from ftr_tui.rules import fleet as fleet_rules
from ftr_tui.rules.base import finding
from ftr_tui.rules.wording import AWS_TEXT

from . import fleet_model
from .conftest import NOW

TEXTS = {question: texts[0] for question, texts in AWS_TEXT.items()}
ASKED = fleet_rules.ANSWERED
A, B = "111111111111", "222222222222"
WHERE = "eu-west-1"
FRESH = NOW - timedelta(hours=2)
Reality = dict[str, dict[str, fleet_model.Things]]


def fleet_of(
    reality: Reality,
    sources: dict[tuple[str, str], Source] | None = None,
    recorders: dict[tuple[str, str], list[Recorder]] | None = None,
    shown: Reality | None = None,
    hidden: frozenset[tuple[str, str, str]] = frozenset(),
) -> tuple[Fleet, tuple[Fact, ...]]:
    """Return the facts of ``shown`` (else what is real); every place is fresh and recorded unless said."""
    places = [(a, r) for a, regions in reality.items() for r in regions]
    every = Recorder(on=True, every=True)
    fleet = Fleet(
        sources={p: Source(*p, "SUCCEEDED", FRESH) for p in places} | (sources or {}),
        recorders={p: [every] for p in places} | (recorders or {}),
        scope={a: list(regions) for a, regions in reality.items()},
        enabled=[WHERE],
        main="us-east-1",
        partition="aws",
        now=NOW,
    )
    items = [
        row
        for a, regions in (shown or reality).items()
        for r, here in regions.items()
        for row in fleet_model.rows(a, r, here, FRESH)
        if (a, r, row["resourceType"]) not in hidden
    ]
    reads = {t.type: Read([i for i in items if i["resourceType"] == t.type], 1) for t in TABLES}
    return fleet, tuple(facts_of(fleet, reads))


def judged(facts: tuple[Fact, ...]) -> dict[str, Finding]:
    return {f.question: f for f in fleet_rules.judge(Facts(facts, NOW), TEXTS, {"sg": FRESH})}


def good(seed: int = 1) -> fleet_model.Things:
    here = fleet_model.things(random.Random(seed), 1.0)
    for group in here["groups"]:
        for rule in group["ingress"]:
            rule["lists"] = []
    return here


def test_a_fleet_without_a_fault_is_favourable_as_a_draft_that_names_its_time() -> None:
    found = judged(fleet_of({A: {WHERE: good(3)}, B: {WHERE: good(4)}})[1])
    for question in ("NETSEC-001.1", "NETSEC-001.2", "NETSEC-002.1"):
        assert str(found[question].verdict) == "yes", found[question].summary
        assert "What AWS Config knew at 2026-11-24 10:00 UTC still holds" in found[question].assumes
        assert found[question].accounts == [A, B]
        assert found[question].read_at == FRESH


def test_what_config_does_not_hold_says_so_and_names_how_it_is_read() -> None:
    found = judged(fleet_of({A: {WHERE: good()}})[1])
    keys = found["IAM-002.1"]
    assert keys.unasked and "ftr-tui scan NAME --role ROLE --account ID" in keys.summary and not keys.accounts
    caches = found["SDAT-002.1"]
    assert str(caches.verdict) == "unknown" and caches.unasked and "ElastiCache groups" in caches.summary
    assert set(found) == {rule.question for rule in rules.RULES}


@pytest.mark.parametrize(
    ("cidrs", "says"),
    [
        (["0.0.0.0/1", "128.0.0.0/1"], "no"),
        (["::/0"], "no"),
        (["0.0.0.0/1"], "yes"),
        (["10.0.0.0/8", "11.0.0.0/8"], "yes"),
    ],
)
def test_ranges_are_judged_group_by_group(cidrs: list[str], says: str) -> None:
    here = good()
    rule: dict[str, Any] = {"protocol": "6", "ports": (20, 30), "cidrs": cidrs, "lists": []}
    here["groups"] = [{"id": "sg-1", "name": "[/red]web\x1b[2J", "ingress": [rule], "egress": []}]
    found = judged(fleet_of({A: {WHERE: here}})[1])["NETSEC-001.2"]
    assert str(found.verdict) == says
    assert "\x1b" not in found.full and all("\x1b" not in r.name for r in found.resources)


def test_two_halves_of_the_world_in_two_groups_are_no_open_door() -> None:
    here = good()
    rule: dict[str, Any] = {"protocol": "tcp", "ports": (22, 22), "lists": []}
    halves = (["0.0.0.0/1"], ["128.0.0.0/1"])
    here["groups"] = [
        {"id": f"sg-{n}", "name": "x", "ingress": [{**rule, "cidrs": c}], "egress": []}
        for n, c in enumerate(halves)
    ]
    assert str(judged(fleet_of({A: {WHERE: here}})[1])["NETSEC-001.2"].verdict) == "yes"


def test_a_prefix_list_is_unknown_and_a_default_group_with_rules_is_a_no() -> None:
    here = good()
    rule: dict[str, Any] = {"protocol": "tcp", "ports": (22, 22), "cidrs": [], "lists": ["pl-9"]}
    here["groups"][0]["ingress"] = [rule]
    found = judged(fleet_of({A: {WHERE: here}, B: {WHERE: good()}})[1])
    ports = found["NETSEC-001.2"]
    assert str(ports.verdict) == "unknown" and "prefix lists" in ports.summary
    assert f"of 1 of 2 accounts ({A})" in ports.summary  # only this one has to be read
    default = found["NETSEC-001.1"]
    assert str(default.verdict) == "no" and default.total == 1 and default.resources[0].account == A


def test_a_database_of_a_cluster_is_its_clusters_affair() -> None:
    here = good()
    here["clusters"] = [{"id": "cl", "encrypted": True, "retention": 7}]
    member = {
        "id": "m",
        "cluster": "cl",
        "replica": None,
        "retention": 0,
        "encrypted": False,
        "public": False,
    }
    here["databases"] = [member]
    here["tables"] = here["systems"] = here["warehouses"] = []
    found = judged(fleet_of({A: {WHERE: here}})[1])
    assert found["BAR-001.1"].favourable is not False and found["SDAT-002.1"].favourable is not False
    # A recorder that leaves clusters out shows a member alone: nothing may be concluded from that.
    inclusive = Recorder(True, False, frozenset(t.type for t in TABLES) - {"AWS::RDS::DBCluster"})
    facts = fleet_of(
        {A: {WHERE: here}},
        recorders={(A, WHERE): [inclusive]},
        hidden=frozenset({(A, WHERE, "AWS::RDS::DBCluster")}),
    )[1]
    assert str(judged(facts)["BAR-001.1"].verdict) == "unknown"


@pytest.mark.parametrize(
    ("source", "recorders", "why"),
    [
        (Source(A, WHERE, "SUCCEEDED", NOW - timedelta(hours=25)), None, STALE),
        (Source(A, WHERE, "OUTDATED", FRESH), None, STALE),
        (
            Source(A, WHERE, "FAILED", FRESH, "AccessDenied"),
            None,
            "the aggregator could not copy it (AccessDenied)",
        ),
        (Source(A, WHERE), None, NO_SOURCE),
        (None, [], NO_RECORDER),
        (None, [Recorder(False, True)], OFF),
        (None, [Recorder(True, False, frozenset({"AWS::EC2::Volume"}))], LEFT_OUT),
        (None, [Recorder(True, True, left_out=frozenset({"AWS::EC2::SecurityGroup"}))], LEFT_OUT),
    ],
)
def test_staleness_and_recorders_leave_it_open_and_are_named(
    source: Source | None, recorders: list[Recorder] | None, why: str
) -> None:
    place = (A, WHERE)
    known = {place: recorders} if recorders is not None else None
    fleet, facts = fleet_of({A: {WHERE: good()}}, {place: source} if source else None, known)
    found = judged(facts)["NETSEC-001.2"]
    assert str(found.verdict) == "unknown" and why in found.summary
    assert fleet.troubles() == {why: [place]}


def test_a_stale_copy_may_disprove_and_a_dead_one_says_nothing() -> None:
    here = good()
    here["volumes"] = [{"id": "vol-1", "encrypted": False, "state": "in-use"}]
    stale = Source(A, WHERE, "SUCCEEDED", NOW - timedelta(days=3))
    assert judged(fleet_of({A: {WHERE: here}}, {(A, WHERE): stale})[1])["SDAT-002.1"].favourable is False
    dead = Source(A, WHERE, "SUCCEEDED", NOW - timedelta(days=31))
    assert judged(fleet_of({A: {WHERE: here}}, {(A, WHERE): dead})[1])["SDAT-002.1"].favourable is None


def test_a_row_that_lacks_what_a_rule_needs_is_no_harmless_one() -> None:
    fleet, _ = fleet_of({A: {WHERE: good()}})
    row = {"accountId": A, "awsRegion": WHERE, "resourceId": "sg-1", "configuration": {"groupName": "x"}}
    (group,) = (
        f for f in facts_of(fleet, {"AWS::EC2::SecurityGroup": Read([row], 1)}) if f.collector == "sg"
    )
    assert group.status is Status.FAILED and group.note == UNCLEAR


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6), fault=st.sampled_from(("none", "stale", "failed", "off", "gone", "left out"))
)
def test_never_favourable_where_a_direct_read_is_unfavourable(seed: int, fault: str) -> None:
    """One place is faulty, and bad things are hidden in it; all others are as they are shown."""
    rng = random.Random(seed)
    places = [(a, r) for a in (A, B) for r in ("eu-west-1", "us-east-1")]
    odds = rng.choice((0.95, 1.0, 1.0))
    reality: Reality = {A: {}, B: {}}
    for account, region in places:
        reality[account][region] = fleet_model.things(rng, odds)
    shown: Reality = {a: dict(regions) for a, regions in reality.items()}
    place = account, region = rng.choice(places)
    sources: dict[tuple[str, str], Source] = {}
    recorders: dict[tuple[str, str], list[Recorder]] = {}
    hidden: set[tuple[str, str, str]] = set()
    if fault != "none":
        reality[account][region] = fleet_model.things(rng, 0.2)
    if fault == "stale":
        sources[place] = Source(*place, "SUCCEEDED", NOW - timedelta(days=rng.randint(2, 40)))
    elif fault == "failed":
        sources[place] = Source(*place, "FAILED", FRESH)
    elif fault == "off":
        recorders[place] = [Recorder(False, True)]
    elif fault == "gone":
        del shown[account][region]
        recorders[place] = []
    elif fault == "left out":
        shown[account][region] = reality[account][region]
        kinds = {t.type for t in TABLES if rng.random() < 0.5}
        hidden = {(*place, kind) for kind in kinds}
        recorders[place] = [Recorder(True, True, left_out=frozenset(kinds))]
    seen = judged(fleet_of(reality, sources, recorders, shown, frozenset(hidden))[1])
    real = Facts(fleet_model.direct(reality, NOW), NOW)
    truth = {r.question: finding(r, real, TEXTS[r.question]) for r in rules.RULES if r.question in ASKED}
    for question, direct in truth.items():
        if direct.favourable is False:
            assert not seen[question].favourable, (question, direct.summary, seen[question].summary)
        if fault == "none" and question in ("NETSEC-001.1", "NETSEC-002.1"):
            # With nothing lost, both see the same: Config holds all that these need.
            assert seen[question].favourable == direct.favourable
