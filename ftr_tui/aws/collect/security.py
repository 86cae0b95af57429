"""Security services that are switched on, per Region."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ftr_tui.aws.collect.base import Context, collector
from ftr_tui.aws.errors import Kind, UnreadError
from ftr_tui.model.facts import Gap
from ftr_tui.model.text import one_line

_INSPECTOR = "inspector2:BatchGetAccountStatus"


@collector(
    "sec",
    "Security Hub, Config, Access Analyzer, Macie and Inspector",
    {
        "securityhub.get_enabled_standards": "securityhub:GetEnabledStandards",
        "config.describe_configuration_recorder_status": "config:DescribeConfigurationRecorderStatus",
        "accessanalyzer.list_analyzers": "access-analyzer:ListAnalyzers",
        "macie2.get_macie_session": "macie2:GetMacieSession",
        "inspector2.batch_get_account_status": _INSPECTOR,
        "ecr.get_registry_scanning_configuration": "ecr:GetRegistryScanningConfiguration",
    },
    scope="active",
)
def sec(ctx: Context) -> dict[str, Any]:
    """Return six parts; "read" names those that were read whole.

    {"read": [other keys], "standards": [{"arn", "status"}], "recorders": [recording: bool],
    "analyzers": [{"arn", "type", "status"}], "macie": "ENABLED"|"PAUSED"|"OFF",
    "inspector": {"ec2", "ecr", "lambda": status}, "ecr_scan": "BASIC"|"ENHANCED"}; "macie" and "ecr_scan"
    are "", and "inspector" is {}, where the service is not offered.
    """
    found: dict[str, Any] = {"read": []}
    for name, (nothing, read) in _PARTS.items():
        found[name], gaps = nothing(), len(ctx.gaps)
        with ctx.part():
            if isinstance(found[name], list):
                for item in read(ctx):
                    found[name].append(item)
            else:
                found[name] = read(ctx)
            if len(ctx.gaps) == gaps:
                found["read"].append(name)
    return found


def _standards(ctx: Context) -> Iterator[dict[str, Any]]:
    if not ctx.offered("securityhub"):
        return
    more: dict[str, str] = {}
    while True:
        # AWS answers so where the hub is off.
        answer = ctx.call(
            "securityhub.get_enabled_standards", missing=("InvalidAccessException",), MaxResults=100, **more
        )
        for one in (answer or {}).get("StandardsSubscriptions", ()):
            yield {"arn": one["StandardsArn"], "status": one.get("StandardsStatus", "")}
        token = (answer or {}).get("NextToken")
        if not token or token == more.get("NextToken"):
            return
        more = {"NextToken": token}


def _recorders(ctx: Context) -> Iterator[bool]:
    if ctx.offered("config"):
        answer = ctx.call("config.describe_configuration_recorder_status")
        for one in answer.get("ConfigurationRecordersStatus", ()):
            yield bool(one.get("recording"))


def _analyzers(ctx: Context) -> Iterator[dict[str, Any]]:
    for page in ctx.pages("accessanalyzer.list_analyzers"):
        for one in page.get("analyzers", ()):
            yield {"arn": one["arn"], "type": one.get("type", ""), "status": one.get("status", "")}


def _macie(ctx: Context) -> str:
    if not ctx.offered("macie2"):
        return ""
    try:
        return str(ctx.call("macie2.get_macie_session").get("status", ""))
    except UnreadError as failed:
        # The code is that of a missing permission; only the message tells them apart.
        if failed.kind is Kind.DENIED and "macie is not enabled" in str(failed.__cause__).lower():
            return "OFF"
        raise


def _inspector(ctx: Context) -> dict[str, str]:
    if not ctx.offered("inspector2"):
        return {}
    answer = ctx.call("inspector2.batch_get_account_status", accountIds=[ctx.place.account])
    for account in answer.get("accounts", ()):
        state = account.get("resourceState", {})
        return {kind: (state.get(kind) or {}).get("status", "") for kind in ("ec2", "ecr", "lambda")}
    failed: dict[str, Any] = next(iter(answer.get("failedAccounts") or ()), {})
    code = one_line(str(failed.get("errorCode") or "NoAnswer"), 80)
    raise UnreadError(Kind.FAILED, Gap(_INSPECTOR, code, "Inspector gave no status for the account"))


def _ecr_scan(ctx: Context) -> str:
    if not ctx.offered("ecr"):
        return ""
    answer = ctx.call("ecr.get_registry_scanning_configuration")
    return str((answer.get("scanningConfiguration") or {}).get("scanType", ""))


_PARTS: dict[str, tuple[Callable[[], Any], Callable[[Context], Any]]] = {
    "standards": (list, _standards),
    "recorders": (list, _recorders),
    "analyzers": (list, _analyzers),
    "macie": (str, _macie),
    "inspector": (dict, _inspector),
    "ecr_scan": (str, _ecr_scan),
}

COLLECTORS = (sec,)
