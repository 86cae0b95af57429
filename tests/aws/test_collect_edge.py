"""Collectors of load balancers and CloudFront, against botocore's models."""

from dataclasses import replace
from typing import Any

from ftr_tui.aws.errors import UnreadError

from .conftest import NOW
from .fake import PLACE, context, read, refused


def balancer(name: str, scheme: str = "internet-facing", type_: str = "application") -> dict[str, Any]:
    return {
        "LoadBalancerArn": f"arn:{name}",
        "LoadBalancerName": name,
        "Scheme": scheme,
        "Type": type_,
        "AvailabilityZones": [{"ZoneName": "eu-west-1a"}, {"ZoneName": "eu-west-1b"}],
    }


REDIRECT = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
FORWARD = {"Type": "forward", "TargetGroupArn": "arn:t"}


def test_listeners_of_those_that_face_the_internet() -> None:
    listeners = [
        [
            {"Listeners": [{"Protocol": "HTTP", "DefaultActions": [REDIRECT]}]},
            {"Listeners": [{"Protocol": "HTTPS", "DefaultActions": [FORWARD]}]},
        ]
    ]
    pages = [{"LoadBalancers": [balancer("web")]}, {"LoadBalancers": [balancer("in", "internal", "network")]}]
    answers = {"elbv2.describe_load_balancers": [pages], "elbv2.describe_listeners": listeners}
    ctx, line = context("elb", answers)
    found = ctx.spec.read(ctx)["balancers"]
    assert found == [
        {
            "arn": "arn:web",
            "name": "web",
            "scheme": "internet-facing",
            "type": "application",
            "zones": ["eu-west-1a", "eu-west-1b"],
            "listeners": [
                {"protocol": "HTTP", "redirects_to": "HTTPS"},
                {"protocol": "HTTPS", "redirects_to": None},
            ],
        },
        {
            "arn": "arn:in",
            "name": "in",
            "scheme": "internal",
            "type": "network",
            "zones": ["eu-west-1a", "eu-west-1b"],
            "listeners": None,
        },
    ]
    assert [p for n, _, p in line.asked if n.endswith("listeners")] == [{"LoadBalancerArn": "arn:web"}]
    assert not ctx.gaps


def test_listeners_that_could_not_be_read() -> None:
    page = [[{"LoadBalancers": [balancer("web")]}]]
    denied = {
        "elbv2.describe_load_balancers": page,
        "elbv2.describe_listeners": [[refused("AccessDenied")]],
    }
    ctx, _ = context("elb", denied)
    assert ctx.spec.read(ctx)["balancers"][0]["listeners"] is None
    assert [g.action for g in ctx.gaps] == ["elasticloadbalancing:DescribeListeners"]
    broken = [[{"Listeners": [{"Protocol": "HTTP"}]}, refused("Throttling")]]
    ctx, _ = context("elb", {"elbv2.describe_load_balancers": page, "elbv2.describe_listeners": broken})
    assert ctx.spec.read(ctx)["balancers"][0]["listeners"] == [{"protocol": "HTTP", "redirects_to": None}]
    assert ctx.gaps
    gone = {
        "elbv2.describe_load_balancers": page,
        "elbv2.describe_listeners": [[refused("LoadBalancerNotFound")]],
    }
    assert read("elb", gone) == {"balancers": []}


def distribution(id_: str, viewers: list[str], origins: list[str | None]) -> dict[str, Any]:
    """Return a distribution with all that the model asks for."""
    custom = [
        {"Id": "o", "DomainName": "d"}
        | ({"CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": o}} if o else {})
        for o in origins
    ]
    first = {"TargetOriginId": "o", "ViewerProtocolPolicy": viewers[0]}
    rest = [{"PathPattern": "/x", "TargetOriginId": "o", "ViewerProtocolPolicy": v} for v in viewers[1:]]
    behaviors: dict[str, Any] = {"Quantity": len(rest)} | ({"Items": rest} if rest else {})
    return {
        "ARN": f"arn:{id_}",
        "Status": "Deployed",
        "LastModifiedTime": NOW,
        "DomainName": "d.example",
        "Aliases": {"Quantity": 0},
        "CustomErrorResponses": {"Quantity": 0},
        "Comment": "",
        "PriceClass": "PriceClass_All",
        "Enabled": True,
        "ViewerCertificate": {},
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": "",
        "HttpVersion": "http2",
        "IsIPV6Enabled": True,
        "Staging": False,
        "Id": id_,
        "DefaultCacheBehavior": first,
        "CacheBehaviors": behaviors,
        "Origins": {"Quantity": len(custom), "Items": custom},
    }


def page(*items: dict[str, Any]) -> dict[str, Any]:
    head = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items)}
    return {"DistributionList": head | ({"Items": list(items)} if items else {})}


def test_distributions_of_all_pages() -> None:
    one = distribution("E1", ["redirect-to-https", "allow-all", "allow-all"], ["http-only", None])
    other = distribution("E2", ["https-only"], [None])
    answers = {"cloudfront.list_distributions": [[page(one), page(other), page()]]}
    assert read("cdn", answers) == {
        "distributions": [
            {"id": "E1", "viewer": ["redirect-to-https", "allow-all"], "origin": ["http-only"]},
            {"id": "E2", "viewer": ["https-only"], "origin": []},
        ]
    }


def test_distributions_denied_or_not_offered() -> None:
    ctx, line = context("cdn", {"cloudfront.list_distributions": [[refused("AccessDenied")]]})
    try:
        ctx.spec.read(ctx)
    except UnreadError as failed:
        assert failed.gap.action == "cloudfront:ListDistributions"
    else:
        raise AssertionError("a first page that is denied must raise")
    assert line.asked[0][1] == "us-east-1"
    gov = replace(PLACE, partition="aws-us-gov")
    assert read("cdn", {}, place=gov) == {"distributions": []}
