"""Well-Architected workloads, resilience policies and tests, Marketplace listings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector
from ftr_tui.aws.errors import Kind, UnreadError
from ftr_tui.model.facts import Gap

MOST_WORKLOADS = 20
"""Milestones cost one call for each workload."""
READ_ELSEWHERE = "read once for the account, in another Region"


@collector(
    "res",
    "reviews and tests of resilience",
    {
        "wellarchitected.list_workloads": "wellarchitected:ListWorkloads",
        "resiliencehub.list_resiliency_policies": "resiliencehub:ListResiliencyPolicies",
        "resiliencehub.list_app_assessments": "resiliencehub:ListAppAssessments",
        "fis.list_experiments": "fis:ListExperiments",
        "ecs.list_clusters": "ecs:ListClusters",
        "autoscaling.describe_auto_scaling_groups": "autoscaling:DescribeAutoScalingGroups",
    },
    scope="active",
)
def res(ctx: Context) -> dict[str, Any]:
    """Return six parts; "read" names those that were read whole.

    {"read": [other keys], "workloads": [{"id", "name", "updated", "risks": {level: count}}],
    "policies": [{"name", "rpo": seconds or None, "rto": seconds or None}] (the longest of a policy),
    "assessments" (that succeeded): [{"ended", "status"}], "experiments": [{"id", "state", "created"}],
    "ecs": [cluster ARN], "groups": [{"name", "zones": [str]}]}; times or None.
    """
    return ctx.parts(_PARTS)


def _by_token(ctx: Context, operation: str, token: str, /, **params: Any) -> Iterator[Any]:
    """Yield each page of an operation for which botocore knows no paginator; none where not offered."""
    if not ctx.offered(operation.partition(".")[0]):
        return
    while True:
        page = ctx.call(operation, **params)
        yield page
        following = page.get(token)
        if not following:
            return
        if following == params.get(token):
            gap = Gap(ctx.spec.calls[operation], "PaginationError", "AWS sent the same page again")
            raise UnreadError(Kind.FAILED, gap)
        params[token] = following


def _workloads(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in _by_token(ctx, "wellarchitected.list_workloads", "NextToken", MaxResults=50):
        for one in page.get("WorkloadSummaries", ()):
            yield {
                "id": one["WorkloadId"],
                "name": one.get("WorkloadName", ""),
                "updated": one.get("UpdatedAt"),
                "risks": dict(one.get("RiskCounts") or {}),
            }


def _policies(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in _by_token(ctx, "resiliencehub.list_resiliency_policies", "nextToken", maxResults=100):
        for one in page.get("resiliencyPolicies", ()):
            # One pair for each kind of failure (AZ, Region, ...): what is promised is the longest.
            aims = list((one.get("policy") or {}).values())
            yield {
                "name": one.get("policyName", ""),
                "rpo": max((aim["rpoInSecs"] for aim in aims), default=None),
                "rto": max((aim["rtoInSecs"] for aim in aims), default=None),
            }


def _assessments(ctx: Context) -> Iterable[dict[str, Any]]:
    pages = _by_token(
        ctx,
        "resiliencehub.list_app_assessments",
        "nextToken",
        maxResults=100,
        assessmentStatus=["Success"],  # one that failed or still runs shows nothing
    )
    for page in pages:
        for one in page.get("assessmentSummaries", ()):
            yield {"ended": one.get("endTime"), "status": one.get("complianceStatus", "")}


def _experiments(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in ctx.pages("fis.list_experiments"):
        for one in page.get("experiments", ()):
            state = (one.get("state") or {}).get("status", "")
            yield {"id": one.get("id", ""), "state": state, "created": one.get("creationTime")}


def _clusters(ctx: Context) -> Iterable[str]:
    for page in ctx.pages("ecs.list_clusters"):
        yield from page.get("clusterArns", ())


def _groups(ctx: Context) -> Iterable[dict[str, Any]]:
    for page in ctx.pages("autoscaling.describe_auto_scaling_groups"):
        for one in page.get("AutoScalingGroups", ()):
            yield {"name": one["AutoScalingGroupName"], "zones": list(one.get("AvailabilityZones", ()))}


_PARTS: dict[str, Callable[[Context], Iterable[Any]]] = {
    "workloads": _workloads,
    "policies": _policies,
    "assessments": _assessments,
    "experiments": _experiments,
    "ecs": _clusters,
    "groups": _groups,
}


@collector(
    "review",
    "milestones of workloads",
    {"wellarchitected.list_milestones": "wellarchitected:ListMilestones"},
    scope="deep",
    needs=("res",),
)
def review(ctx: Context) -> dict[str, Any]:
    """Return {"milestones": [{"workload": id, "name", "at", "risks": {level: count}}]}."""
    known = ctx.fact("res")
    if known is None or not known.readable:
        raise SkipError("the list of workloads could not be read")
    if "workloads" not in known.data["read"]:
        ctx.cut, ctx.note = True, "not all workloads were read"
    loads = sorted(known.data["workloads"], key=lambda w: str(w["updated"] or ""), reverse=True)
    if len(loads) > MOST_WORKLOADS:
        ctx.cut = True
        ctx.note = f"only the {MOST_WORKLOADS} of {len(loads)} workloads that were changed last"
    found: list[dict[str, Any]] = []
    for load in loads[:MOST_WORKLOADS]:
        with ctx.part():
            found += _milestones(ctx, load["id"])
    return {"milestones": found}


def _milestones(ctx: Context, workload: str) -> Iterator[dict[str, Any]]:
    pages = _by_token(ctx, "wellarchitected.list_milestones", "NextToken", WorkloadId=workload, MaxResults=50)
    for page in pages:
        for one in page.get("MilestoneSummaries", ()):
            yield {
                "workload": workload,
                "name": one.get("MilestoneName", ""),
                "at": one.get("RecordedAt"),
                "risks": dict((one.get("WorkloadSummary") or {}).get("RiskCounts") or {}),
            }


@collector(
    "listing",
    "Marketplace listings",
    {"marketplace-catalog.list_entities": "aws-marketplace:ListEntities"},
    scope="deep",
)
def listing(ctx: Context) -> dict[str, Any]:
    """Return {"products": [{"title", "visibility"}]}; read once, for the first Region of the scan."""
    if ctx.place.partition != "aws":
        raise SkipError("AWS Marketplace's catalog is not read in this partition")
    regions = ctx.facts.get(("regions", None))
    scope = list(regions.data["scope"]) if regions and regions.readable else []
    if ctx.region != (scope or [ctx.place.home])[0]:
        raise SkipError(READ_ELSEWHERE)
    pages = ctx.pages(
        "marketplace-catalog.list_entities",
        region=ctx.place.main,
        Catalog="AWSMarketplace",
        EntityType="SaaSProduct",
    )
    products = []
    for page in pages:
        for one in page.get("EntitySummaryList", ()):
            summary = one.get("SaaSProductSummary") or {}
            products.append(
                {
                    "title": summary.get("ProductTitle") or one.get("Name", ""),
                    "visibility": summary.get("Visibility") or one.get("Visibility", ""),
                }
            )
    return {"products": products}


COLLECTORS = (res, review, listing)
