"""What the account runs, what the internet reaches, backups, encryption, zones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rules_scene import EU, NOW, US, A, B, Scene, degraded, empty_scene, idle, scene
from scene_network import BY_QUESTION, balancer, cluster, database, found, interface, interfaces, route_table

from ftr_tui.model.facts import Facts, Status, Verdict

MINE = ("HOST-001.1", "HOST-001.2", "NETSEC-002.1", "BAR-001.1", "SDAT-002.1", "SDAT-003.1", "RES-006.2")
YES = ("NETSEC-002.1", "BAR-001.1", "SDAT-002.1")
PARTS = ("bak", "res")
"""Collectors of several lists: partial for others than those that a rule needs, they will do."""


@pytest.mark.parametrize("question", MINE)
def test_a_good_account(question: str) -> None:
    one = found(scene(), question)
    assert one.verdict is (Verdict.YES if question in YES else Verdict.SUPPORTS)
    assert one.draft and one.recheck
    assert all(line.startswith("aws ") for line in one.recheck)


@pytest.mark.parametrize("question", MINE)
def test_an_empty_account_supports_at_most(question: str) -> None:
    one = found(empty_scene(), question)
    assert one.verdict is Verdict.SUPPORTS
    assert not one.draft and not one.resources
    assert one.summary.startswith("Seen: no ") and " 0 " not in one.summary
    assert any("--region" in line for line in one.recheck)
    assert found(Facts((), NOW), question).summary == "Not read yet."


@pytest.mark.parametrize("question", MINE)
def test_each_missing_permission_is_named(question: str) -> None:
    for collector in set(BY_QUESTION[question].collectors):
        for status in (Status.DENIED, Status.FAILED, Status.PARTIAL):
            made = scene().status(collector, status)
            if collector in PARTS and status is Status.PARTIAL:
                assert found(made, question).verdict is not Verdict.UNKNOWN  # the parts it needs are there
                made.change(collector, read=[])
            one = found(made, question)
            assert one.verdict is Verdict.UNKNOWN, (collector, status)
            assert not one.assumes and not one.draft
            assert f"svc:Read{collector}" in one.summary
        assert "Not read yet" in found(scene().drop(collector), question).summary
        both = found(scene(A, B).status(collector, Status.DENIED, B), question)
        assert both.verdict is Verdict.UNKNOWN and "1 of 2 accounts read whole" in both.summary


Spoil = Callable[[Scene], Any]
NO: list[tuple[str, str, Spoil, str]] = [
    (
        "NETSEC-002.1",
        "rds",
        lambda s: s.set("rds", {"instances": [database(public=True)], "clusters": []}, region=EU),
        "1 of 3 databases is public: orders.",
    ),
    (
        "NETSEC-002.1",
        "rshift",
        lambda s: s.set("rshift", {"clusters": [{"id": "dw", "public": True}]}, region=EU),
        "1 of 2 Redshift clusters is public: dw.",
    ),
    (
        "NETSEC-002.1",
        "eni",
        lambda s: s.set("eni", interfaces(interface(), interface("eni-x", "subnet-edge")), region=EU),
        "1 of 4 network interfaces is in a public subnet, and part of no load balancer",
    ),
    (
        "BAR-001.1",
        "rds",
        lambda s: s.set("rds", {"instances": [database(retention=0)], "clusters": []}, region=EU),
        "1 of 9 data stores has no automatic backup: database orders.",
    ),
    (
        "BAR-001.1",
        "pitr",
        lambda s: s.set("pitr", {"tables": [{"name": "carts", "pitr": False}], "in_backup": []}, region=US),
        "1 of 10 data stores has no automatic backup: DynamoDB table carts.",
    ),
    (
        "BAR-001.1",
        "efs",
        lambda s: s.set(
            "efs", {"systems": [{"id": "fs-9", "arn": "arn:fs-9", "encrypted": True, "backup": False}]}
        ),
        "2 of 10 data stores have no automatic backup: EFS file system fs-9 (eu-west-1) and",
    ),
    (
        "BAR-001.1",
        "rshift",
        lambda s: s.set("rshift", {"clusters": [{"id": "dw", "retention": 0}]}, region=EU),
        "1 of 10 data stores has no automatic backup: Redshift cluster dw.",
    ),
    (
        "SDAT-002.1",
        "vol",
        lambda s: s.set(
            "vol",
            {"volumes": [{"id": f"vol-{n}", "encrypted": n > 5, "state": "in-use"} for n in range(7)]},
            region=EU,
        ),
        "6 of 20 data stores are not encrypted: EBS volume vol-0, EBS volume vol-1, EBS volume vol-2,"
        " EBS volume vol-3, EBS volume vol-4, and 1 more.",
    ),
    (
        "SDAT-002.1",
        "rds",
        lambda s: s.set("rds", {"instances": [], "clusters": [cluster(encrypted=False)]}, region=EU),
        "1 of 13 data stores is not encrypted: database cluster aurora.",
    ),
    (
        "SDAT-002.1",
        "ecache",
        lambda s: s.set("ecache", {"groups": [{"id": "c", "encrypted": False}]}, region=EU),
        "1 of 14 data stores is not encrypted: ElastiCache group c.",
    ),
    (
        "SDAT-003.1",
        "elb",
        lambda s: s.set("elb", {"balancers": [balancer("web", ("HTTP", None))]}, region=EU),
        "1 of 5 endpoints lets data travel by plain HTTP: load balancer web. How: 1 HTTP listener without",
    ),
    (
        "SDAT-003.1",
        "cdn",
        lambda s: s.set(
            "cdn", {"distributions": [{"id": "E1", "viewer": ["allow-all"], "origin": ["http-only"]}]}
        ),
        "1 of 5 endpoints lets data travel by plain HTTP: CloudFront distribution E1. How: lets viewers use"
        " HTTP and fetches from an origin by HTTP.",
    ),
    (
        "SDAT-003.1",
        "os",
        lambda s: s.set("os", {"domains": [{"name": "logs", "encrypted": True, "https": False}]}, region=EU),
        "1 of 5 endpoints lets data travel by plain HTTP: OpenSearch domain logs.",
    ),
]


@pytest.mark.parametrize(("question", "collector", "spoil", "says"), NO)
def test_a_no_is_a_draft_and_a_part_of_the_pages_is_enough(
    question: str, collector: str, spoil: Spoil, says: str
) -> None:
    made = scene()
    spoil(made)
    one = found(made, question)
    assert one.verdict is Verdict.NO and one.favourable is False
    assert one.summary.startswith(says)
    assert one.total == len(one.resources) >= 1
    assert one.assumes and one.recheck
    part = found(made.status(collector, Status.PARTIAL), question)
    assert part.verdict is Verdict.NO
    assert part.summary.startswith("At least ") and "Could not read" in part.summary


# NETSEC-002


def test_what_is_at_the_edge() -> None:
    for changes in (
        {"type": "nat_gateway"},
        {"type": "natGateway"},
        {"type": "network_load_balancer"},
        {"type": "gateway_load_balancer"},
        {"type": "global_accelerator_managed"},
        {"requester": "amazon-elb"},
        {"description": "ELB app/web/1"},
    ):
        made = scene().set("eni", interfaces(interface("eni-x", "subnet-edge", **changes)))
        one = found(made, "NETSEC-002.1")
        assert one.verdict is Verdict.YES
        assert "Both network interfaces belong to load balancers" in one.summary
    for changes in (
        {"type": "vpc_endpoint"},
        {"requester": "amazon-rds"},
        {"description": "my ELB helper"},
        {"description": "ELBOW"},
    ):
        made = scene().set("eni", interfaces(interface("eni-x", "subnet-edge", **changes)))
        assert found(made, "NETSEC-002.1").verdict is Verdict.NO


def test_the_route_table_of_a_subnet() -> None:
    tables = [route_table("rtb-0", main=True, internet=True), route_table("rtb-1", "subnet-app")]
    made = scene().change("net", route_tables=tables)
    assert found(made, "NETSEC-002.1").verdict is Verdict.YES  # its own table wins over the main one
    other = made.set("eni", interfaces(interface("eni-x", "subnet-other")))
    one = found(other, "NETSEC-002.1")
    assert one.verdict is Verdict.NO
    assert one.resources[0].detail == "subnet-other, no public address"
    # Another page may hold the subnet's own table, so a part cannot say that the main one is meant.
    assert found(other.status("net", Status.PARTIAL), "NETSEC-002.1").verdict is Verdict.UNKNOWN
    named = scene().set("eni", interfaces(interface("eni-x", "subnet-edge"))).status("net", Status.PARTIAL)
    assert found(named, "NETSEC-002.1").verdict is Verdict.NO
    foreign = scene().set("eni", interfaces(interface("eni-x", "subnet-x", vpc="vpc-shared")), region=EU)
    one = found(foreign, "NETSEC-002.1")
    assert one.verdict is Verdict.UNKNOWN
    assert "no route table found for subnet-x" in one.summary
    found_by_subnet = scene().set("eni", interfaces(interface(vpc="")))
    assert found(found_by_subnet, "NETSEC-002.1").verdict is Verdict.YES


def test_public_addresses_alone_decide_nothing() -> None:
    made = scene().set("eni", interfaces(interface(public_ip="198.51.100.9")))
    assert found(made, "NETSEC-002.1").verdict is Verdict.YES


def test_the_explanation_lists_each_resource_those_with_an_address_first() -> None:
    rows = [
        interface("eni-1", "subnet-edge"),
        interface("eni-2", "subnet-edge", public_ip="198.51.100.9", description="[/red] jump\nhost"),
        interface("eni-3", "subnet-edge", ipv6=["2001:db8::1"]),
    ]
    made = scene().set("eni", interfaces(*rows), region=EU)
    one = found(made, "NETSEC-002.1")
    assert [r.name for r in one.resources] == ["eni-2", "eni-3", "eni-1"]
    assert "eni-2 (subnet-edge, address 198.51.100.9, [/red] jump" in one.draft and "\n" not in one.draft
    assert "eni-3 (subnet-edge, address 2001:db8::1)" in one.draft
    assert "Why each is there" in one.draft
    assert "eni" not in " ".join(one.recheck)


def test_an_idle_region_with_interfaces_is_not_read() -> None:
    assert found(idle(scene(), "net"), "NETSEC-002.1").verdict is Verdict.UNKNOWN
    quiet = idle(scene().set("eni", interfaces()), "net")
    assert found(quiet, "NETSEC-002.1").verdict is Verdict.SUPPORTS


# HOST-001, RES-006


GONE: list[tuple[str, str, dict[str, Any]]] = [
    ("HOST-001.1", "inst", {"instances": []}),
    ("HOST-001.1", "inst", {"instances": [{"id": "i-1", "state": "terminated", "profile": None}]}),
    ("HOST-001.1", "fn", {"functions": []}),
    ("HOST-001.1", "vol", {"volumes": []}),
    ("HOST-001.1", "rds", {"instances": [], "clusters": []}),
    ("HOST-001.1", "ddb", {"tables": []}),
    ("HOST-001.1", "efs", {"systems": []}),
    ("HOST-001.1", "os", {"domains": []}),
    ("HOST-001.1", "rshift", {"clusters": []}),
    ("HOST-001.1", "ecache", {"groups": []}),
    ("HOST-001.1", "elb", {"balancers": []}),
    ("HOST-001.1", "cdn", {"distributions": []}),
    ("HOST-001.1", "s3_list", {"buckets": []}),
    ("HOST-001.2", "alarms", {"alarms": [], "subscriptions": []}),
    ("HOST-001.2", "elb", {"balancers": []}),
    ("RES-006.2", "rds", {"instances": [], "clusters": []}),
    ("RES-006.2", "elb", {"balancers": []}),
    ("SDAT-003.1", "elb", {"balancers": []}),
    ("SDAT-003.1", "cdn", {"distributions": []}),
    ("SDAT-003.1", "os", {"domains": []}),
]


@pytest.mark.parametrize(("question", "collector", "without"), GONE)
def test_what_is_taken_away_is_no_longer_told(question: str, collector: str, without: Any) -> None:
    before, after = found(scene(), question), found(scene().set(collector, without), question)
    assert after.verdict is Verdict.SUPPORTS
    assert before.summary != after.summary and before.draft != after.draft


def test_the_inventory_by_region() -> None:
    made = (
        scene().set("elb", {"balancers": []}, region=US).change("res", ecs=["arn:aws:ecs:x:1:cluster/main"])
    )
    one = found(made, "HOST-001.1")
    assert "Seen: 2 Regions in use; eu-west-1: 1 EC2 instance, " in one.summary
    assert "1 ECS cluster" in one.summary and "global: 1 CloudFront distribution." in one.summary
    europe, america = one.summary.split("us-east-1: ")
    assert "1 load balancer" in europe and "load balancer" not in america.split(".")[0]
    assert "Lambda functions" in {r.name for r in one.resources}
    listed = next(line for line in one.recheck if "lambda" in line)
    assert "FunctionArn" in listed  # never the whole function: its variables may hold secrets


def test_third_parties_are_seen_only_where_topics_send() -> None:
    one = found(scene(), "HOST-001.2")
    assert "SNS topics send to events.pagerduty.com" in one.summary
    assert [r.name for r in one.resources] == ["events.pagerduty.com"]
    mail = {"topic": "t", "protocol": "email", "to": "example.com", "confirmed": True}
    made = scene().change("alarms", subscriptions=[mail])
    assert "no SNS topic sends to a web host" in found(made, "HOST-001.2").summary


def test_what_stands_in_one_zone() -> None:
    made = scene().set(
        "rds",
        {
            "instances": [
                database("solo", multi_az=False),
                database("copy", replica_of="solo", multi_az=False),
                database("aurora-1", cluster="aurora", multi_az=False),
            ],
            "clusters": [cluster(multi_az=False)],
        },
        region=EU,
    )
    made.set("elb", {"balancers": [balancer("one", zones=["eu-west-1a"])]}, region=EU)
    made.change("res", groups=[{"name": "web", "zones": ["eu-west-1a"]}])
    one = found(made, "RES-006.2")
    assert [(r.name, r.detail) for r in one.resources[:3]] == [
        ("database solo", "in one zone only"),
        ("database cluster aurora", "in one zone only"),
        ("load balancer one", "in eu-west-1a only"),
    ]
    assert {r.name for r in one.resources[3:]} == {"Auto Scaling group web"}
    assert (
        "1 database, 1 database cluster, 1 load balancer and 2 Auto Scaling groups stand in one"
        in one.summary
    )
    fine = found(scene(), "RES-006.2")
    assert "none in one zone only" in fine.summary and not fine.resources
    part = scene().status("res", Status.PARTIAL).change("res", read=["groups"])
    assert found(part, "RES-006.2").verdict is Verdict.SUPPORTS


def test_hostile_names_stay_data() -> None:
    name = "[/red][@click=app.quit]x\x1b[2J"
    made = scene().set("rds", {"instances": [database(name, public=True, encrypted=False)], "clusters": []})
    for question in ("NETSEC-002.1", "SDAT-002.1"):
        one = found(made, question)
        assert one.verdict is Verdict.NO
        assert not any("click" in line for line in one.recheck)


@pytest.mark.parametrize("value", [None, 3, "x", [], [None, 3, "x", {}], {"a": 1}])
def test_other_shapes_raise_nothing(value: Any) -> None:
    for question in MINE:
        rule = BY_QUESTION[question]
        for collector in rule.collectors:
            made = scene()
            for place, fact in list(made.facts.items()):
                if place[0] == collector and isinstance(fact.data, dict):
                    for key in fact.data:
                        made.facts[place] = degraded(fact, Status.COMPLETE)
                        made.change(collector, **{key: value})
                        assert rule.judge(made.all()).verdict in rule.can, (question, collector, key)
                    break
