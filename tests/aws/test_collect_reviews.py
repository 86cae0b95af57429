"""Collectors of reviews, tests of resilience and listings, against botocore's models."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ftr_tui.aws.collect.base import Place, SkipError
from ftr_tui.aws.collect.reviews import MOST_WORKLOADS, READ_ELSEWHERE
from ftr_tui.model.facts import Status

from .conftest import NOW
from .fake import ACCOUNT, context, fact, read, refused

PARTS = ["workloads", "policies", "assessments", "experiments", "ecs", "groups"]
ONE, TWO = "1" * 32, "2" * 32


def load(id_: str, name: str = "shop") -> dict[str, Any]:
    return {"WorkloadId": id_, "WorkloadName": name, "UpdatedAt": NOW, "RiskCounts": {"HIGH": 2}}


def policy(**aims: tuple[int, int]) -> dict[str, Any]:
    pairs = {kind: {"rpoInSecs": rpo, "rtoInSecs": rto} for kind, (rpo, rto) in aims.items()}
    return {"policyName": "gold", "policy": pairs}


def assessment(status: str = "PolicyMet") -> dict[str, Any]:
    arn = "arn:aws:resiliencehub:eu-west-1:123456789012:app-assessment/x"
    return {
        "assessmentArn": arn,
        "assessmentStatus": "Success",
        "endTime": NOW,
        "complianceStatus": status,
    }


def group(name: str, *zones: str) -> dict[str, Any]:
    return {
        "AutoScalingGroupName": name,
        "AvailabilityZones": list(zones),
        "MinSize": 1,
        "MaxSize": 2,
        "DesiredCapacity": 1,
        "DefaultCooldown": 300,
        "HealthCheckType": "EC2",
        "CreatedTime": NOW,
    }


def answers() -> dict[str, list[Any]]:
    hub, arn = "resiliencehub", "arn:aws:ecs:eu-west-1:123456789012:cluster/c"
    experiment = {"id": "EXP1", "state": {"status": "completed"}, "creationTime": NOW}
    return {
        "wellarchitected.list_workloads": [
            {"WorkloadSummaries": [load(ONE)], "NextToken": "next"},
            {"WorkloadSummaries": [load(TWO, "mail")]},
        ],
        f"{hub}.list_resiliency_policies": [
            {"resiliencyPolicies": [policy(AZ=(60, 900), Region=(3600, 7200))], "nextToken": "n"},
            {"resiliencyPolicies": [policy()]},
        ],
        f"{hub}.list_app_assessments": [
            {"assessmentSummaries": [assessment()], "nextToken": "n"},
            {"assessmentSummaries": [assessment("PolicyBreached")]},
        ],
        "fis.list_experiments": [[{"experiments": [experiment]}, {"experiments": [{"id": "EXP2"}]}]],
        "ecs.list_clusters": [[{"clusterArns": [arn]}, {"clusterArns": [arn + "2"]}]],
        "autoscaling.describe_auto_scaling_groups": [
            [{"AutoScalingGroups": [group("a", "eu-west-1a")]}, {"AutoScalingGroups": [group("b")]}]
        ],
    }


def test_each_part_with_a_second_page() -> None:
    data = read("res", answers())
    assert data["read"] == PARTS
    assert data["workloads"] == [
        {"id": ONE, "name": "shop", "updated": NOW, "risks": {"HIGH": 2}},
        {"id": TWO, "name": "mail", "updated": NOW, "risks": {"HIGH": 2}},
    ]
    # The longest of all kinds of failure is what a policy promises.
    assert data["policies"] == [
        {"name": "gold", "rpo": 3600, "rto": 7200},
        {"name": "gold", "rpo": None, "rto": None},
    ]
    assert [a["status"] for a in data["assessments"]] == ["PolicyMet", "PolicyBreached"]
    assert data["assessments"][0]["ended"] == NOW
    assert data["experiments"] == [
        {"id": "EXP1", "state": "completed", "created": NOW},
        {"id": "EXP2", "state": "", "created": None},
    ]
    assert [arn[-1] for arn in data["ecs"]] == ["c", "2"]
    assert data["groups"] == [{"name": "a", "zones": ["eu-west-1a"]}, {"name": "b", "zones": []}]


def test_the_next_page_is_asked_for_by_its_token() -> None:
    ctx, line = context("res", answers())
    ctx.spec.read(ctx)
    asked = [params for name, _, params in line.asked if name == "wellarchitected.list_workloads"]
    assert asked == [{"MaxResults": 50}, {"MaxResults": 50, "NextToken": "next"}]
    asked = [params for name, _, params in line.asked if name.endswith("list_app_assessments")]
    assert asked[1] == {"maxResults": 100, "assessmentStatus": ["Success"], "nextToken": "n"}


def test_a_part_that_fails_is_a_gap_of_its_own_and_not_among_the_read() -> None:
    bad = answers()
    bad["wellarchitected.list_workloads"][1] = refused("ThrottlingException")
    bad["resiliencehub.list_app_assessments"] = [refused("AccessDeniedException")]
    bad["ecs.list_clusters"][0][1] = refused("AccessDeniedException")
    ctx, _ = context("res", bad)
    data = ctx.spec.read(ctx)
    assert data["read"] == ["policies", "experiments", "groups"]
    assert [w["name"] for w in data["workloads"]] == ["shop"] and data["assessments"] == []
    assert [g.action for g in ctx.gaps] == [
        "wellarchitected:ListWorkloads",
        "resiliencehub:ListAppAssessments",
        "ecs:ListClusters",
    ]


def test_a_page_that_comes_again_ends_the_part() -> None:
    bad = answers()
    page = {"WorkloadSummaries": [load(ONE)], "NextToken": "same"}
    bad["wellarchitected.list_workloads"] = [page, page]
    ctx, _ = context("res", bad)
    assert "workloads" not in ctx.spec.read(ctx)["read"]
    assert [g.code for g in ctx.gaps] == ["PaginationError"]


def test_services_that_are_not_offered_here_hold_nothing() -> None:
    some = answers()
    for name in [n for n in some if n.startswith(("wellarchitected", "resiliencehub", "fis"))]:
        del some[name]
    data = read("res", some, missing=("wellarchitected", "resiliencehub", "fis"))
    assert data["read"] == PARTS and data["workloads"] == data["policies"] == data["experiments"] == []


def known(*ids: str, whole: bool = True) -> Any:
    loads = [
        {"id": one, "name": "x", "updated": NOW - timedelta(days=n), "risks": {}} for n, one in enumerate(ids)
    ]
    return fact("res", {"read": ["workloads"] if whole else [], "workloads": loads}, region="eu-west-1")


def milestones(name: str, token: str = "") -> dict[str, Any]:
    summary = {"RiskCounts": {"HIGH": 1}}
    one = {"MilestoneName": name * 3, "RecordedAt": NOW, "WorkloadSummary": summary}
    return {"MilestoneSummaries": [one]} | ({"NextToken": token} if token else {})


def test_milestones_of_each_workload() -> None:
    pages = {"wellarchitected.list_milestones": [milestones("a", "n"), milestones("b"), milestones("c")]}
    data = read("review", pages, known(ONE, TWO))
    assert [(m["workload"], m["name"]) for m in data["milestones"]] == [
        (ONE, "aaa"),
        (ONE, "bbb"),
        (TWO, "ccc"),
    ]
    assert data["milestones"][0] == {"workload": ONE, "name": "aaa", "at": NOW, "risks": {"HIGH": 1}}
    assert read("review", {}, known()) == {"milestones": []}


def test_a_denied_workload_is_a_gap_and_the_pages_before_are_kept() -> None:
    pages = {"wellarchitected.list_milestones": [milestones("a", "n"), refused("AccessDeniedException")]}
    ctx, _ = context("review", pages, (known(ONE),))
    data = ctx.spec.read(ctx)
    assert [g.action for g in ctx.gaps] == ["wellarchitected:ListMilestones"]
    assert [m["name"] for m in data["milestones"]] == ["aaa"]


def test_twenty_workloads_at_most_those_changed_last() -> None:
    ids = [f"{n:032x}" for n in range(25)]
    pages = {"wellarchitected.list_milestones": [milestones(i) for i in ids[:MOST_WORKLOADS]]}
    ctx, line = context("review", pages, (known(*reversed(ids)),))
    ctx.spec.read(ctx)
    assert ctx.cut and ctx.note == "only the 20 of 25 workloads that were changed last"
    assert {p["WorkloadId"] for _, _, p in line.asked} == set(ids[5:])


def test_no_milestones_without_the_list_of_workloads() -> None:
    for other in ((), (fact("res", None, Status.DENIED, "eu-west-1"),)):
        ctx, _ = context("review", {}, other)
        with pytest.raises(SkipError):
            ctx.spec.read(ctx)
    ctx, _ = context("review", {}, (known(whole=False),))
    ctx.spec.read(ctx)
    assert ctx.cut


def scope(*regions: str) -> Any:
    return fact("regions", {"enabled": list(regions), "scope": list(regions)})


def product(title: str, visibility: str = "Public") -> dict[str, Any]:
    return {"Name": "n", "SaaSProductSummary": {"ProductTitle": title, "Visibility": visibility}}


def test_listings_are_read_once_in_the_first_region_from_us_east_1() -> None:
    pages = [[{"EntitySummaryList": [product("A")]}, {"EntitySummaryList": [product("B", "Limited")]}]]
    name = "marketplace-catalog.list_entities"
    ctx, line = context("listing", {name: pages}, (scope("eu-west-1", "us-east-1"),))
    assert ctx.spec.read(ctx) == {
        "products": [{"title": "A", "visibility": "Public"}, {"title": "B", "visibility": "Limited"}]
    }
    assert line.asked == [(name, "us-east-1", {"Catalog": "AWSMarketplace", "EntityType": "SaaSProduct"})]
    for regions in (("us-east-1", "eu-west-1"), ("eu-north-1", "eu-west-1")):
        ctx, _ = context("listing", {}, (scope(*regions),))
        with pytest.raises(SkipError, match=READ_ELSEWHERE):
            ctx.spec.read(ctx)
    ctx, _ = context("listing", {name: [[refused("AccessDeniedException")]]})
    with pytest.raises(Exception, match="aws-marketplace:ListEntities"):
        ctx.spec.read(ctx)


def test_no_listings_outside_the_commercial_partition() -> None:
    place = Place(ACCOUNT, f"arn:aws-cn:iam::{ACCOUNT}:user/test", "aws-cn", "eu-west-1")
    ctx, _ = context("listing", {}, place=place)
    with pytest.raises(SkipError):
        ctx.spec.read(ctx)
