"""Code and its configuration: Lambda functions, ECS tasks, user data of instances.

Values are searched here, in memory; only names and the ids of patterns leave this module.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector
from ftr_tui.aws.errors import UnreadError

PATTERNS: Mapping[str, re.Pattern[str]] = {
    # AWS's documentation uses ids that end in EXAMPLE.
    "aws-access-key": re.compile(
        r"(?<![A-Z0-9])AKIA(?![A-Z0-9]{9}EXAMPLE(?![A-Z0-9]))[A-Z0-9]{16}(?![A-Z0-9])"
    ),
    "private-key": re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"),
    # The prefixes alone stand in many a name; a token has more behind them.
    "github-token": re.compile(r"(?<![A-Za-z0-9])ghp_[A-Za-z0-9]{16,}"),
    "slack-token": re.compile(r"(?<![A-Za-z0-9])xox[a-z]-[A-Za-z0-9-]{8,}"),
}

CAP = 1 << 20
"""Characters that are searched of one value, and of all that is unpacked from it: 64 times the largest."""
_BLOBS = 100
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}(?:[ \t]*\r?\n[ \t]*[A-Za-z0-9+/]{2,})*")
_GZIP = b"\x1f\x8b"

_SECRET_NAME = re.compile(
    r"passw(?:or)?d|passphrase|secret|token|credential|(?:api|private|access|auth|encryption)[_-]?key",
    re.IGNORECASE,
)
_NAMES_A_PLACE = re.compile(
    r"(?:arn|id|name|path|file|dir|url|uri|host|endpoint|header|ttl|type|version|region|bucket|table|length"
    r"|expiry|expiration|timeout|enabled|algorithm|rotation)s?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"arn:|\{\{|\$|ssm:|secretsmanager:|vault:|/|https?://[^@]*$|(?:true|false|none|null|[\d.]+)$",
    re.IGNORECASE,
)


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data[:CAP]
    try:
        # Never more than CAP: a few kilobytes can unpack to gigabytes.
        return zlib.decompressobj(wbits=31).decompress(data, CAP)
    except zlib.error:
        return b""


def _decoded(text: str) -> bytes:
    compact = "".join(text.split()).rstrip("=")
    # A whole number of bytes, whatever the regular expression caught behind the last of them.
    compact = compact[: len(compact) // 4 * 4] if len(compact) % 4 == 1 else compact
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4))
    except (binascii.Error, ValueError):
        return b""


def _texts(data: bytes) -> Iterator[str]:
    """Yield ``data`` as text, and what is packed or encoded in it, one level deep.

    Latin-1 decodes anything, so that no error can carry a value away; zero bytes go for UTF-16's sake.
    """
    text = _unpacked(data).decode("latin-1").replace("\0", "")
    yield text
    left = CAP
    for blob in islice(_BASE64.finditer(text), _BLOBS):
        inner = _unpacked(_decoded(blob[0]))[:left]
        left -= len(inner)
        yield inner.decode("latin-1").replace("\0", "")


def patterns(data: bytes) -> list[str]:
    """Return the ids of the patterns that ``data`` holds, as it stands, packed, or in base64."""
    texts = list(_texts(data))
    return [name for name, pattern in PATTERNS.items() if any(pattern.search(text) for text in texts)]


def literal(name: str, value: str) -> bool:
    """Return whether ``name`` speaks of a secret, and ``value`` is not only a reference to one."""
    if not _SECRET_NAME.search(name) or _NAMES_A_PLACE.search(name):
        return False
    return len(value.strip()) >= 4 and not _REFERENCE.match(value.strip())


def _searched(variables: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Return {"patterns": [{"name", "pattern"}], "literal_secrets": [name]}: no value is kept."""
    found: dict[str, Any] = {"patterns": [], "literal_secrets": []}
    for name, value in variables:
        if not isinstance(name, str) or not isinstance(value, str):
            continue
        held = patterns(value[:CAP].encode("utf-8", "replace"))
        found["patterns"] += [{"name": name, "pattern": pattern} for pattern in held]
        if not held and literal(name, value):
            found["literal_secrets"].append(name)
    return found


@collector(
    "fn",
    "Lambda functions",
    {"lambda.list_functions": "lambda:ListFunctions"},
    scope="region",
    holds=("functions",),
)
def fn(ctx: Context) -> dict[str, Any]:
    """Return the functions and the names of their variables; no value.

    {"functions": [{"arn", "role", "variables": [name], "patterns": [{"name", "pattern"}],
    "literal_secrets": [name], "unread": bool: Lambda could not decrypt the variables}]}
    """
    functions = []
    for page in ctx.pages("lambda.list_functions"):
        for one in page.get("Functions", ()):
            environment = one.get("Environment") or {}
            variables = environment.get("Variables") or {}
            functions.append(
                {
                    "arn": one["FunctionArn"],
                    "role": one.get("Role"),
                    "variables": sorted(variables),
                    **_searched(variables.items()),
                    "unread": bool(environment.get("Error")),
                }
            )
    return {"functions": functions}


@collector(
    "tasks",
    "ECS task definitions in use",
    {
        "ecs.list_services": "ecs:ListServices",
        "ecs.describe_services": "ecs:DescribeServices",
        "ecs.describe_task_definition": "ecs:DescribeTaskDefinition",
    },
    scope="deep",
    needs=("res",),
)
def tasks(ctx: Context) -> dict[str, Any]:
    """Return the task definitions that services use; tasks run without a service are not seen.

    {"definitions": [{"arn", "role": arn|None, "patterns": [{"name", "pattern"}], "literal_secrets": [name]}]}
    """
    above = ctx.fact("res")
    if not above or not above.readable:
        raise SkipError("the ECS clusters were not read")
    if "ecs" not in above.data["read"]:
        ctx.cut, ctx.note = True, "the list of ECS clusters is not whole"
    used: dict[str, None] = {}

    def services(cluster: str) -> None:
        with ctx.part():
            pages = ctx.pages("ecs.list_services", cluster=cluster, maxResults=100)
            arns = [arn for page in pages for arn in page.get("serviceArns", ())]
            for ten in (arns[first : first + 10] for first in range(0, len(arns), 10)):
                with ctx.part():
                    answer = ctx.call("ecs.describe_services", cluster=cluster, services=ten)
                    for service in answer.get("services", ()):
                        # With an external or blue/green deployment the task sets name it, not the service.
                        for one in (service, *service.get("taskSets", ())):
                            used.update(
                                dict.fromkeys([one["taskDefinition"]] if "taskDefinition" in one else ())
                            )

    found: dict[str, dict[str, Any]] = {}

    def definition(arn: str) -> None:
        with ctx.part():
            answer = ctx.call("ecs.describe_task_definition", taskDefinition=arn)["taskDefinition"]
            containers = answer.get("containerDefinitions", ())
            variables = [
                (v.get("name"), v.get("value")) for c in containers for v in c.get("environment", ())
            ]
            found[arn] = {"arn": arn, "role": answer.get("taskRoleArn"), **_searched(variables)}

    ctx.each(services, above.data["ecs"])
    ctx.each(definition, used)
    return {"definitions": [found[arn] for arn in sorted(found)]}


@collector(
    "udata",
    "user data of instances",
    {"ec2.describe_instance_attribute": "ec2:DescribeInstanceAttribute"},
    scope="deep",
    needs=("inst",),
)
def udata(ctx: Context) -> dict[str, Any]:
    """Return {"instances": [{"id", "patterns": [pattern id]}]} of the running instances that have any."""
    above = ctx.fact("inst")
    if not above or not above.readable:
        raise SkipError("the instances were not read")
    if not above.complete:
        ctx.cut, ctx.note = True, "the list of instances is not whole"
    found: dict[str, list[str]] = {}

    def look(instance: str) -> None:
        with ctx.part():
            try:
                answer = ctx.call(
                    "ec2.describe_instance_attribute", InstanceId=instance, Attribute="userData"
                )
            except UnreadError as failed:
                if failed.gap.code != "InvalidInstanceID.NotFound":  # terminated meanwhile
                    raise
                return
            value = (answer.get("UserData") or {}).get("Value") or ""
            found[instance] = patterns(_decoded(value[:CAP]))

    running = [one["id"] for one in above.data["instances"] if one["state"] == "running"]
    ctx.each(look, running)
    return {"instances": [{"id": name, "patterns": found[name]} for name in running if name in found]}


COLLECTORS = (fn, tasks, udata)
