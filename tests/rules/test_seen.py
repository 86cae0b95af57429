"""What services an account is seen to use: counts, places, and what was not looked at or not read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from rules_scene import EU, US, A, B, Scene, empty_scene, scene
from scene_network import cluster, database, interface, interfaces

from ftr_tui.model.facts import Facts, Seen, Status
from ftr_tui.rules import seen as module
from ftr_tui.rules.seen import LOOKS, seen, still_seen

SERVICES = Path(__file__).resolve().parents[2] / "questionnaires" / "aws-services.toml"


def by_id(made: Scene | Facts) -> dict[str, Seen]:
    facts = made if isinstance(made, Facts) else made.all()
    found = seen(facts)
    assert len({s.service for s in found}) == len(found)
    return {s.service: s for s in found}


def test_every_id_is_one_of_the_services_that_are_known():
    known = {row["id"] for row in tomllib.loads(SERVICES.read_text())["service"]}
    assert {look.service for look in LOOKS} <= known


def test_a_good_account_shows_what_it_runs_and_where():
    found = by_id(scene())
    # The scene has the same in both Regions; buckets, distribution and trail are the account's.
    expected = {
        "lambda": 2,
        "s3": 2,
        "rds": 2,
        "aurora": 2,
        "dynamodb": 2,
        "efs": 2,
        "ebs": 2,
        "cloudfront": 1,
    }
    expected |= {"nat-gateway": 2, "cloudtrail": 1, "guardduty": 2, "documentdb": 0, "neptune": 0}
    assert {name: found[name].total for name in expected} == expected
    assert not any(found[name].partial for name in expected)
    assert (found["rds"].accounts, found["rds"].regions) == ([A], [EU, US])
    assert (found["s3"].accounts, found["s3"].regions) == ([A], [EU])
    assert (found["cloudfront"].regions, found["documentdb"].accounts) == ([], [])
    # A serverless one of these would not show.
    assert (found["redshift"].total, found["redshift"].partial) == (2, True)


def test_an_empty_account_was_looked_at_and_has_none():
    found = by_id(empty_scene().set("boards", {"dashboards": []}))
    assert {name: (s.total, s.partial) for name, s in found.items() if s.total or s.partial} == {}
    assert {"lambda", "rds", "ec2", "s3", "ecs", "cloudfront"} <= found.keys()
    # What only leaves traces is not told of where there is none.
    assert not {look.service for look in LOOKS if look.trace} & found.keys()
    assert seen(Facts((), scene().all().now)) == []


def test_a_thing_taken_away_is_counted_no_more_and_its_region_goes():
    found = by_id(scene().set("ddb", {"tables": []}, region=US))
    assert (found["dynamodb"].total, found["dynamodb"].regions) == (1, [EU])


def test_several_accounts_are_counted_together():
    found = by_id(scene(A, B))
    assert (found["s3"].total, found["s3"].accounts) == (4, [A, B])


@pytest.mark.parametrize(
    ("collector", "service"),
    [("fn", "lambda"), ("inst", "ec2"), ("res", "ecs"), ("s3_list", "s3"), ("boards", "cloudwatch")],
)
@pytest.mark.parametrize("status", [Status.DENIED, Status.FAILED, Status.PARTIAL])
def test_what_was_not_read_whole_is_said(collector: str, service: str, status: Status):
    made = scene().set("boards", {"dashboards": ["api"]})
    if status is Status.PARTIAL and collector == "res":
        made.change("res", read=["workloads"])
    assert by_id(made.status(collector, status))[service].partial
    assert not by_id(scene().set("boards", {"dashboards": []}))[service].partial


def test_a_part_that_failed_says_nothing_of_the_others():
    made = scene().set("res", scene().facts["res", A, EU].data | {"read": ["groups"]})
    found = by_id(made.status("res", Status.PARTIAL))
    assert found["ecs"].partial and not found["ec2-auto-scaling"].partial


def test_a_region_list_that_was_not_read_makes_everything_of_regions_partial():
    found = by_id(scene().status("regions", Status.DENIED))
    assert found["lambda"].partial and not found["s3"].partial


def test_databases_are_told_apart_by_engine_and_a_cluster_counts_once():
    instances = [
        database("a"),
        database("b", cluster="c", engine="aurora-mysql"),
        database("n", engine="mysql"),
    ]
    clusters = [
        cluster("c"),
        cluster("g", engine="neptune"),
        cluster("d", engine="docdb"),
        cluster("m", engine="mysql"),
    ]
    found = by_id(scene().set("rds", {"instances": instances, "clusters": clusters}, region=EU).set(
        "rds", {"instances": [], "clusters": []}, region=US
    ))  # fmt: skip
    counts = {name: found[name].total for name in ("rds", "aurora", "neptune", "documentdb")}
    assert counts == {"rds": 3, "aurora": 1, "neptune": 1, "documentdb": 1}


def test_a_classic_balancer_shows_by_its_interfaces_and_the_others_count_once():
    names = ("ELB app/web/1", "ELB net/tcp/2", "ELB old-web", "ELB old-web")
    rows = [interface(f"eni-{n}", description=name) for n, name in enumerate(names)]
    made = scene().set("eni", interfaces(*rows), region=EU).set("eni", interfaces(), region=US)
    assert by_id(scene())["elastic-load-balancing"].total == 2
    found = by_id(made)["elastic-load-balancing"]
    assert (found.total, found.partial) == (3, False)


def test_a_terminated_instance_and_a_switched_off_service_are_not_in_use():
    made = scene().set("inst", {"instances": [{"id": "i-1", "state": "terminated", "profile": None}]})
    made.set("gd", {"detectors": [{"id": "d", "status": "DISABLED"}]})
    found = by_id(made)
    assert found["ec2"].total == found["guardduty"].total == 0


def test_traces_are_counted_once_and_never_as_whole():
    two = [interface(f"eni-{n}", description="Amazon EKS prod") for n in (1, 2)]
    ends = [
        interface(f"eni-v{n}", type="vpc_endpoint", description="VPC Endpoint Interface vpce-1")
        for n in (1, 2)
    ]
    made = scene().set("eni", interfaces(*two, *ends), region=EU).set("eni", interfaces(), region=US)
    alarms: dict[str, Any] = {"alarms": [], "subscriptions": []}
    topic = "arn:aws:sns:eu-west-1:111122223333:orders"
    alarms["subscriptions"] = [{"topic": topic, "protocol": "sqs", "to": "", "confirmed": True}] * 2
    made.set("alarms", alarms, region=EU).set("alarms", {"alarms": [], "subscriptions": []}, region=US)
    found = by_id(made)
    told = {name: (found[name].total, found[name].partial, found[name].regions) for name in TRACES}
    assert told == dict.fromkeys(TRACES, (1, True, [EU]))


TRACES = ("eks", "privatelink", "sns", "sqs")


def test_hostile_facts_raise_nothing():
    for collector in {look.collector for look in LOOKS}:
        for data in (
            {},
            {"list": 3, "tables": "x"},
            {"list": [None], "instances": [{}], "macie": 1},
            [],
            "x",
        ):
            assert seen(scene().set(collector, data).all())


# --- beside an earlier scan


def again(before: Scene, now: Scene) -> dict[str, Seen]:
    facts = now.all()
    return {s.service: s for s in still_seen(seen(before.all()), seen(facts), facts)}


def test_the_same_again_changes_nothing():
    assert again(scene(), scene()) == by_id(scene())


def test_what_was_read_again_and_is_gone_is_gone():
    found = again(scene(), scene().set("ddb", {"tables": []}).set("rshift", {"clusters": []}))
    assert (found["dynamodb"].total, found["dynamodb"].partial) == (0, False)
    assert "redshift" not in found  # only a trace, and it is not there any more


def test_what_could_not_be_read_keeps_its_earlier_count_and_is_marked():
    found = again(scene(), scene().status("ddb", Status.DENIED).status("rshift", Status.FAILED))
    assert (found["dynamodb"].total, found["dynamodb"].partial, found["dynamodb"].regions) == (
        2,
        True,
        [EU, US],
    )
    assert (found["redshift"].total, found["redshift"].partial) == (2, True)


def test_more_than_before_counts_also_where_not_all_was_read():
    now = scene().set("ddb", {"tables": ["a", "b", "c"]}, region=EU).status("ddb", Status.DENIED, region=US)
    found = again(scene().set("ddb", {"tables": []}, region=EU), now)
    assert (found["dynamodb"].total, found["dynamodb"].partial, found["dynamodb"].regions) == (
        3,
        True,
        [EU, US],
    )


def test_a_narrower_scope_does_not_take_away_what_was_seen_elsewhere():
    found = again(scene(A, B), scene(A))
    assert (found["s3"].total, found["s3"].accounts, found["s3"].partial) == (4, [A, B], True)
    one = scene().change("regions", scope=[EU])
    for collector in ("ddb", "fn"):
        one.drop(collector, region=US)
    found = again(scene(), one)
    assert (found["dynamodb"].total, found["dynamodb"].partial) == (2, True)
    assert (found["cloudfront"].total, found["cloudfront"].partial) == (1, False)


def test_a_service_of_a_newer_program_stays():
    facts = scene().all()
    newer = Seen(service="newer", total=3)
    assert newer.model_copy(update={"partial": True}) in still_seen([newer], seen(facts), facts)
    assert "newer" not in {look.service for look in module.LOOKS}
