"""What the AWS CLI prints of Config rules: details of a pack, of one rule, of one rule in an aggregator."""

from __future__ import annotations

from typing import Any, NamedTuple

from ftr_tui.exchange.foreign_json import items
from ftr_tui.exchange.foreign_rows import Rows, account_of, in_arn, region_of, tidy, when
from ftr_tui.model.elsewhere import Report, Said, Tool
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.tool_ids import rule_name

SAID = {"COMPLIANT": Said.PASS, "NON_COMPLIANT": Said.FAIL}
"""NOT_APPLICABLE and INSUFFICIENT_DATA decide nothing."""
LISTS = ("ConformancePackRuleEvaluationResults", "EvaluationResults", "AggregateEvaluationResults")
BESIDE = ("ConformancePackName", "NextToken", "ResponseMetadata")
_OF_ACCOUNT = "AWS::::Account"


class _Result(NamedTuple):
    rule: str
    status: str
    account: str
    region: str
    resource: str
    annotation: str
    at: Any


def read(data: bytes, file: str, *, account: str = "", region: str = "") -> Report:
    """Return the rows; Problem where no account is named, neither in the file nor by ``account``.

    Only an aggregator's answer has accounts and Regions. Elsewhere the account is taken from resources that
    name it (an ARN, the account itself), if they all name the same one.
    """
    rows = Rows(Tool.CONFIG, data, file, account=account, region=region)
    found: list[_Result] = []
    for item in items(data, file, LISTS, BESIDE):
        if not isinstance(item.value, dict):
            raise Problem(_("no result of a rule here, but a bare value"), file=file, line=item.line)
        if "EvaluationResultIdentifier" in item.value:
            found.append(_result(item.value))
            continue
        if pack := _text(item.value, "ConformancePackName"):
            rows.versions.add(tidy(pack, 80))
        if item.value.get("NextToken"):
            rows.one_page()
    named = {result.account for result in found if result.account}
    # What the file itself names counts more than what somebody says of it.
    only = next(iter(named)) if len(named) == 1 else ""
    if not account and len(named) > 1 and any(not r.account for r in found):
        reason = _("several accounts are named, and rows that name none")
        raise Problem(reason, file=file, hint=_("give the 12 digits with --account"))
    for result in found:
        said = SAID.get(result.status, Said.OTHER)
        rows.add(
            rule_name(result.rule),
            said,
            account=result.account or only,
            region=result.region,
            resource=result.resource,
            detail=result.annotation if said is not Said.OTHER else f"{result.status}: {result.annotation}",
            at=when(result.at) if isinstance(result.at, str | int | float) else None,
        )
    if found and not region and not any(result.region for result in found):
        rows.note(_("the file does not say which Region it is of"))
    return rows.report()


def _result(found: dict[str, Any]) -> _Result:
    identifier = _inner(found, "EvaluationResultIdentifier")
    qualifier = _inner(identifier, "EvaluationResultQualifier")
    resource, kind = _text(qualifier, "ResourceId"), _text(qualifier, "ResourceType")
    whose, where = in_arn(resource)
    if kind == _OF_ACCOUNT:
        whose, resource = account_of(resource), ""
    return _Result(
        rule=_text(qualifier, "ConfigRuleName"),
        status=_text(found, "ComplianceType").upper(),
        account=account_of(_text(found, "AccountId")) or whose,
        region=region_of(_text(found, "AwsRegion")) or where,
        resource=resource,
        annotation=_text(found, "Annotation"),
        at=found.get("ResultRecordedTime") or identifier.get("OrderingTimestamp"),
    )


def _inner(found: dict[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
