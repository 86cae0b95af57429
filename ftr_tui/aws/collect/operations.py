"""Systems Manager, secrets, parameters, user pools and patches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector


@collector(
    "ops",
    "Systems Manager, Secrets Manager and Cognito",
    {
        "ssm.describe_instance_information": "ssm:DescribeInstanceInformation",
        "ssm.describe_maintenance_windows": "ssm:DescribeMaintenanceWindows",
        "secretsmanager.list_secrets": "secretsmanager:ListSecrets",
        "ssm.describe_parameters": "ssm:DescribeParameters",
        "cognito-idp.list_user_pools": "cognito-idp:ListUserPools",
    },
    scope="active",
)
def ops(ctx: Context) -> dict[str, Any]:
    """Return five parts; "read" names those that were read whole.

    {"read": [other keys], "managed": [{"id", "ping"}], "windows": [{"name", "schedule", "enabled": bool}],
    "secrets": [{"name", "rotation": bool}], "parameters": [{"name", "type"}], "pools": [name]}; no values.
    """
    return ctx.parts(_PARTS)


def _managed(ctx: Context) -> Iterator[dict[str, Any]]:
    for page in ctx.pages("ssm.describe_instance_information", MaxResults=50):
        for one in page.get("InstanceInformationList", ()):
            yield {"id": one["InstanceId"], "ping": one.get("PingStatus", "")}


def _windows(ctx: Context) -> Iterator[dict[str, Any]]:
    for page in ctx.pages("ssm.describe_maintenance_windows", MaxResults=100):
        for one in page.get("WindowIdentities", ()):
            yield {
                "name": one.get("Name", ""),
                "schedule": one.get("Schedule", ""),
                "enabled": bool(one.get("Enabled")),
            }


def _secrets(ctx: Context) -> Iterator[dict[str, Any]]:
    for page in ctx.pages("secretsmanager.list_secrets", MaxResults=100):
        for one in page.get("SecretList", ()):
            yield {"name": one.get("Name", ""), "rotation": bool(one.get("RotationEnabled"))}


def _parameters(ctx: Context) -> Iterator[dict[str, Any]]:
    for page in ctx.pages("ssm.describe_parameters", MaxResults=50):
        for one in page.get("Parameters", ()):
            yield {"name": one.get("Name", ""), "type": one.get("Type", "")}


def _pools(ctx: Context) -> Iterator[str]:
    for page in ctx.pages("cognito-idp.list_user_pools", MaxResults=60):
        for one in page.get("UserPools", ()):
            yield one.get("Name", "")


_PARTS: dict[str, Callable[[Context], Iterator[Any]]] = {
    "managed": _managed,
    "windows": _windows,
    "secrets": _secrets,
    "parameters": _parameters,
    "pools": _pools,
}


@collector(
    "patch",
    "patch states of managed instances",
    {"ssm.describe_instance_patch_states": "ssm:DescribeInstancePatchStates"},
    scope="deep",
    needs=("ops",),
)
def patch(ctx: Context) -> dict[str, Any]:
    """Return {"instances": [{"id", "at": datetime|None, "critical": int, "missing": int}]}.

    An instance that was never scanned or patched is not among them.
    """
    above = ctx.fact("ops")
    if not above or not above.readable:
        raise SkipError("the managed instances were not read")
    if "managed" not in above.data["read"]:
        ctx.cut, ctx.note = True, "the list of managed instances is not whole"
    ids = [one["id"] for one in above.data["managed"]]
    found = []
    for fifty in (ids[first : first + 50] for first in range(0, len(ids), 50)):
        with ctx.part():
            for page in ctx.pages("ssm.describe_instance_patch_states", InstanceIds=fifty):
                for one in page.get("InstancePatchStates", ()):
                    found.append(
                        {
                            "id": one["InstanceId"],
                            "at": one.get("OperationEndTime"),
                            "critical": one.get("CriticalNonCompliantCount", 0),
                            "missing": one.get("MissingCount", 0),
                        }
                    )
    return {"instances": found}


COLLECTORS = (ops, patch)
