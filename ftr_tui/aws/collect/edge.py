"""What faces the internet: load balancers and CloudFront."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, collector
from ftr_tui.aws.errors import UnreadError

_WITH_CLOUDFRONT = ("aws", "aws-cn")
_GONE = "LoadBalancerNotFound"
"""Deleted since it was listed."""


@collector(
    "elb",
    "load balancers",
    {
        "elbv2.describe_load_balancers": "elasticloadbalancing:DescribeLoadBalancers",
        "elbv2.describe_listeners": "elasticloadbalancing:DescribeListeners",
    },
    scope="region",
    holds=("balancers",),
)
def elb(ctx: Context) -> dict[str, Any]:
    """Return the balancers (Classic ones apart), and the listeners of those that face the internet.

    {"balancers": [{"arn", "name", "scheme", "type", "zones": [str], "listeners": None if not read, else
    [{"protocol", "redirects_to": str|None}]}]}
    """
    found: dict[str, dict[str, Any]] = {}
    for page in ctx.pages("elbv2.describe_load_balancers", PageSize=400):
        for one in page.get("LoadBalancers", ()):
            found[one["LoadBalancerArn"]] = {
                "arn": one["LoadBalancerArn"],
                "name": one.get("LoadBalancerName", ""),
                "scheme": one.get("Scheme", ""),
                "type": one.get("Type", ""),
                "zones": [zone.get("ZoneName", "") for zone in one.get("AvailabilityZones", ())],
                "listeners": None,
            }

    def ask(arn: str) -> None:
        gaps, listeners = len(ctx.gaps), []
        try:
            for page in ctx.pages("elbv2.describe_listeners", LoadBalancerArn=arn):
                listeners += [_listener(one) for one in page.get("Listeners", ())]
        except UnreadError as failed:
            if failed.gap.code == _GONE:
                del found[arn]
                return
            ctx.gap(failed)
        # What was read of a list that broke off is kept: it may hold the fault.
        if listeners or len(ctx.gaps) == gaps:
            found[arn]["listeners"] = listeners

    ctx.each(ask, [arn for arn, one in found.items() if one["scheme"] == "internet-facing"])
    return {"balancers": list(found.values())}


def _listener(one: dict[str, Any]) -> dict[str, Any]:
    redirects = (action.get("RedirectConfig", {}).get("Protocol") for action in one.get("DefaultActions", ()))
    return {"protocol": one.get("Protocol", ""), "redirects_to": next(filter(None, redirects), None)}


@collector(
    "cdn",
    "CloudFront distributions",
    {"cloudfront.list_distributions": "cloudfront:ListDistributions"},
    at="main",
)
def cdn(ctx: Context) -> dict[str, Any]:
    """Return {"distributions": [{"id", "viewer": [policy], "origin": [protocol policy]}]}, each word once.

    An S3 bucket as origin has no protocol policy.
    """
    found: list[dict[str, Any]] = []
    if ctx.place.partition not in _WITH_CLOUDFRONT:
        return {"distributions": found}
    for page in ctx.pages("cloudfront.list_distributions"):
        for one in page.get("DistributionList", {}).get("Items", ()):
            behaviors = [
                one.get("DefaultCacheBehavior", {}),
                *one.get("CacheBehaviors", {}).get("Items", ()),
            ]
            origins = [
                o.get("CustomOriginConfig", {}).get("OriginProtocolPolicy")
                for o in one.get("Origins", {}).get("Items", ())
            ]
            viewers = [b.get("ViewerProtocolPolicy") for b in behaviors]
            found.append({"id": one["Id"], "viewer": _words(viewers), "origin": _words(origins)})
    return {"distributions": found}


def _words(values: list[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))


COLLECTORS = (elb, cdn)
