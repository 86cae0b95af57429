"""AWS Config's aggregator behind real botocore clients: requests and answers are checked by botocore's model.

A query may select only properties of AWS's published schema (tests/data/aws-config-properties.json), gets
only what it selects, 100 rows a page at most and 25 unless it says otherwise, as AWS does.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from .conftest import http
from .fake import check, model

SCHEMA: dict[str, list[str]] = json.loads(
    (Path(__file__).parent.parent / "data" / "aws-config-properties.json").read_text(encoding="utf-8")
)
COMMON = (
    "accountId",
    "awsRegion",
    "resourceId",
    "resourceName",
    "resourceType",
    "configurationItemCaptureTime",
)
HOME = "111111111111"
_QUERY = re.compile(r"SELECT (?P<what>.+?) WHERE (?P<where>.+?)(?: GROUP BY (?P<group>\w+))?")
_IN = re.compile(r"(\w+) IN \((.+)\)")
_EQUALS = re.compile(r"([\w.]+) = '([^']*)'")
_LIKE = re.compile(r"([\w.]+) LIKE '([^'%]{3,})%'")


class BadQueryError(AssertionError):
    """AWS would refuse the expression, or answer nothing to it."""


@dataclass
class Cloud:
    """What the fake answers from; ``faults``: (type, page) -> answers to give first, as error codes."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    aggregators: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    organization: list[str] = field(default_factory=list)
    regions: tuple[str, ...] = ("eu-west-1", "us-east-1")
    faults: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    asked: Counter[str] = field(default_factory=Counter)
    queries: list[str] = field(default_factory=list)
    _found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Rows by condition: pages of one query are not searched for anew."""

    def answer(self, request: Any) -> Any:
        target = request.headers.get("X-Amz-Target", b"")
        target = target.decode() if isinstance(target, bytes) else str(target)
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
        if "sts." in request.url:
            return http(200, _who())
        if "ec2." in request.url:
            self.asked["DescribeRegions"] += 1
            return http(200, _regions(self.regions))
        name = target.rpartition(".")[2]
        self.asked[name] += 1
        service = "organizations" if "Organizations" in target else "config"
        if name in self.denied:
            return _refuse("AccessDeniedException")
        params = json.loads(body)
        region = request.url.split(".")[1]
        found = getattr(self, f"_{name}")(params, region)
        if isinstance(found, str):
            return _refuse(found)
        check(found, model(service).operation_model(name).output_shape)
        return http(
            200, json.dumps(found, default=datetime.timestamp), {"Content-Type": "application/x-amz-json-1.1"}
        )

    def _DescribeConfigurationAggregators(self, params: dict[str, Any], region: str) -> Any:  # noqa: N802
        return {"ConfigurationAggregators": self.aggregators.get(region, [])}

    def _DescribeConfigurationAggregatorSourcesStatus(self, params: dict[str, Any], region: str) -> Any:  # noqa: N802
        first = int(params.get("NextToken", "0"))
        page = {"AggregatedSourceStatusList": self.sources[first : first + 100]}
        return page | ({"NextToken": str(first + 100)} if first + 100 < len(self.sources) else {})

    def _DescribeOrganization(self, params: dict[str, Any], region: str) -> Any:  # noqa: N802
        return {"Organization": {"Id": "o-1234567890", "MasterAccountId": HOME, "FeatureSet": "ALL"}}

    def _ListAccounts(self, params: dict[str, Any], region: str) -> Any:  # noqa: N802
        accounts = [{"Id": a, "Email": f"a{a}@example.com", "State": "ACTIVE"} for a in self.organization]
        first = int(params.get("NextToken", "0"))
        page = {"Accounts": accounts[first : first + 20]}
        return page | ({"NextToken": str(first + 20)} if first + 20 < len(accounts) else {})

    def _SelectAggregateResourceConfig(self, params: dict[str, Any], region: str) -> Any:  # noqa: N802
        expression = params["Expression"]
        if len(expression) > 4096:
            return "InvalidExpressionException"
        query = _QUERY.fullmatch(expression)
        if query is None:
            raise BadQueryError(expression)
        self.queries.append(expression)
        kinds = re.findall(r"resourceType (?:= '|IN \(')([^']+)", query["where"])
        first, size = int(params.get("NextToken", "0")), params.get("Limit", 25)
        left = self.faults.get((kinds[0], first // size + 1))
        if left:
            return left.pop(0)
        rows = self._found.setdefault(query["where"], []) or self._matching(query["where"])
        self._found[query["where"]] = rows
        if query["group"]:
            counted = Counter(row[query["group"]] for row in rows)
            shown = [{query["group"]: key, "COUNT(*)": n} for key, n in counted.items()]
        else:
            shown = [_selected(row, query["what"].split(", ")) for row in rows[first : first + size]]
            page = {"Results": [json.dumps(row) for row in shown]}
            return page | ({"NextToken": str(first + size)} if first + size < len(rows) else {})
        page = {"Results": [json.dumps(row) for row in shown[first : first + size]]}
        return page | ({"NextToken": str(first + size)} if first + size < len(shown) else {})

    def _matching(self, where: str) -> list[dict[str, Any]]:
        found = self.rows
        for part in re.split(r" AND (?![^(]*\))", where):
            if part.startswith("("):
                likes = [_LIKE.fullmatch(one) for one in part[1:-1].split(" OR ")]
                found = [r for r in found if any(_like(r, one) for one in likes)]
            elif of := _IN.fullmatch(part):
                values = {value.strip("'") for value in of[2].split(", ")}
                found = [r for r in found if r[of[1]] in values]
            elif same := _EQUALS.fullmatch(part):
                found = [r for r in found if same[2] in _values(r, same[1])]
            else:
                raise BadQueryError(part)
        return found


def _like(row: dict[str, Any], like: re.Match[str] | None) -> bool:
    if like is None:
        raise BadQueryError("LIKE")
    # On an array a condition holds if one element has it.
    return any(str(value).startswith(like[2]) for value in _values(row, like[1]))


def _values(row: Any, path: str) -> list[Any]:
    name, _, rest = path.partition(".")
    found = row.get(name) if isinstance(row, dict) else None
    each = found if isinstance(found, list) else [found]
    return [v for one in each for v in (_values(one, rest) if rest else [one])]


def _selected(row: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    known = SCHEMA[row["resourceType"]]
    for path in paths:
        if path not in COMMON and not any(p == path or p.startswith(f"{path}.") for p in known):
            raise BadQueryError(f"{row['resourceType']} has no {path}")
        _copy(row, out, path.split("."))
    return out


def _copy(source: Any, target: dict[str, Any], path: list[str]) -> None:
    name, rest = path[0], path[1:]
    if not isinstance(source, dict) or name not in source:
        return
    value = source[name]
    if not rest:
        target[name] = value
    elif isinstance(value, list):
        kept = target.setdefault(name, [{} for _ in value])
        for one, into in zip(value, kept, strict=True):
            _copy(one, into, rest)
    else:
        _copy(value, target.setdefault(name, {}), rest)


def _refuse(code: str) -> Any:
    body = json.dumps({"__type": code, "message": "no"})
    return http(400, body, {"x-amzn-errortype": code, "Content-Type": "application/x-amz-json-1.1"})


def _who() -> str:
    inner = f"<Arn>arn:aws:iam::{HOME}:user/t</Arn><UserId>U</UserId><Account>{HOME}</Account>"
    name = "GetCallerIdentity"
    return f"<{name}Response><{name}Result>{inner}</{name}Result></{name}Response>"


def _regions(names: tuple[str, ...]) -> str:
    on = "<optInStatus>opt-in-not-required</optInStatus>"
    items = "".join(f"<item><regionName>{name}</regionName>{on}</item>" for name in names)
    return f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"


def install(cloud: Cloud, patch: pytest.MonkeyPatch) -> None:
    """Let every client of this process be answered by ``cloud``."""
    import botocore.handlers

    def before_send(request: Any, **_: Any) -> Any:
        return cloud.answer(request)

    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    # The first handler that answers is the one: a cloud of before would hide this one.
    others = [
        h
        for h in botocore.handlers.BUILTIN_HANDLERS
        if getattr(h[1], "__qualname__", "") != before_send.__qualname__
    ]
    patch.setattr(botocore.handlers, "BUILTIN_HANDLERS", [*others, ("before-send", before_send)])


def aggregator(
    name: str, *, organization: bool = True, regions: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    """Return an aggregator as AWS describes it; no ``regions``: all."""
    where: dict[str, Any] = {"AwsRegions": list(regions)} if regions else {"AllAwsRegions": True}
    if organization:
        about = {"OrganizationAggregationSource": {"RoleArn": f"arn:aws:iam::{HOME}:role/agg", **where}}
    else:
        about = {"AccountAggregationSources": [{"AccountIds": [HOME], **where}]}
    return {"ConfigurationAggregatorName": name, **about, **more}


def source(
    account: str, region: str, when: datetime | None, status: str = "SUCCEEDED", error: str = ""
) -> dict[str, Any]:
    """Return how the aggregator stands with an account in a Region."""
    out: dict[str, Any] = {"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": region}
    out["LastUpdateStatus"] = status
    return out | ({"LastUpdateTime": when} if when else {}) | ({"LastErrorCode": error} if error else {})
