"""The results of AWS's managed Config rules that answer a question, where a recorder runs."""

from __future__ import annotations

import json
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector
from ftr_tui.aws.collect.judge_rows import OFF, UNSURE, moment, row, some
from ftr_tui.model.text import one_line

PROVES = {
    "ACCESS_KEYS_ROTATED": "access-keys-rotated",
    "IAM_PASSWORD_POLICY": "iam-password-policy",
    "IAM_ROOT_ACCESS_KEY_CHECK": "iam-root-access-key-check",
    "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS": "mfa-enabled-for-iam-console-access",
    "VPC_DEFAULT_SECURITY_GROUP_CLOSED": "vpc-default-security-group-closed",
}
"""Rules by AWS's identifier (people may name a rule as they like) -> by the name that AWS gives them."""
DISPROVES = {
    "DB_INSTANCE_BACKUP_ENABLED": "db-instance-backup-enabled",
    "DYNAMODB_PITR_ENABLED": "dynamodb-pitr-enabled",
    "ENCRYPTED_VOLUMES": "encrypted-volumes",
    "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS": "iam-policy-no-statements-with-admin-access",
    "INCOMING_SSH_DISABLED": "restricted-ssh",
    "RDS_INSTANCE_PUBLIC_ACCESS_CHECK": "rds-instance-public-access-check",
    "RDS_STORAGE_ENCRYPTED": "rds-storage-encrypted",
}
"""Rules of which only what failed says something: their results are asked for where there are any."""
CHECKS = PROVES | DISPROVES
MOST = 20
"""Rules in a Region. A name list of AWS's call holds 25."""
RULE_PAGES, RESULT_PAGES = 40, 3

_COMPLIANCE = "config.describe_compliance_by_config_rule"
_RESULTS = "config.get_compliance_details_by_config_rule"


@collector(
    "rules",
    "the results of Config rules",
    {
        "config.describe_config_rules": "config:DescribeConfigRules",
        _COMPLIANCE: "config:DescribeComplianceByConfigRule",
        _RESULTS: "config:GetComplianceDetailsByConfigRule",
    },
    scope="active",
    needs=("sec",),
    judge=True,
)
def config_rules(ctx: Context) -> dict[str, Any]:
    """Return rows and notes, see ``judge_rows``; a rule that Security Hub made is left to Security Hub."""
    fact = ctx.fact("sec")
    if fact is None or not fact.readable or "recorders" not in fact.data["read"]:
        raise SkipError(UNSURE)
    if not any(fact.data["recorders"]):
        raise SkipError(OFF)
    notes: list[str] = []
    known = _known(ctx, any(one["status"] == "READY" for one in fact.data["standards"]), notes)
    rows: list[dict[str, Any]] = []
    if known:
        names = [rule["ConfigRuleName"] for rule in known]
        states, _all = some(ctx, MOST, "ComplianceByConfigRules", _COMPLIANCE, ConfigRuleNames=names)
        kinds = {
            one.get("ConfigRuleName"): (one.get("Compliance") or {}).get("ComplianceType") for one in states
        }
        for rule in known:
            with ctx.part():
                rows += _rows(ctx, rule, kinds.get(rule["ConfigRuleName"]) or "", notes)
    return {"rows": rows, "notes": notes}


def _known(ctx: Context, hub: bool, notes: list[str]) -> list[dict[str, Any]]:
    """Return the rules that say something here; ``hub``: Security Hub is on, and is asked itself."""
    found, whole = some(ctx, RULE_PAGES, "ConfigRules", "config.describe_config_rules")
    known = []
    for rule in found:
        source = rule.get("Source") or {}
        managed = source.get("Owner") == "AWS" and source.get("SourceIdentifier") in CHECKS
        if managed and not (hub and str(rule.get("CreatedBy", "")).startswith("securityhub")):
            known.append(rule)
    if not whole or len(known) > MOST:
        notes.append(f"not all Config rules in {ctx.here} were looked at")
    return known[:MOST]


def _rows(ctx: Context, rule: dict[str, Any], kind: str, notes: list[str]) -> list[dict[str, Any]]:
    name, identifier = str(rule["ConfigRuleName"]), str(rule["Source"]["SourceIdentifier"])
    check = CHECKS[identifier]
    if kind == "INSUFFICIENT_DATA":
        return [row(check, "other", ctx.here, detail=f"{name}: {kind}")]
    if kind not in ("COMPLIANT", "NON_COMPLIANT") or (kind == "COMPLIANT" and identifier in DISPROVES):
        return []
    counts, why = _counts(identifier, kind, rule)
    found, whole = some(
        ctx,
        RESULT_PAGES,
        "EvaluationResults",
        _RESULTS,
        ConfigRuleName=name,
        ComplianceTypes=[kind],
        Limit=100,
    )
    if not whole:
        notes.append(f"only the first {len(found)} results of {name} in {ctx.here} were read")
        if kind == "COMPLIANT":
            return [row(check, "other", ctx.here, detail=f"{name}: not all that passed was read")]
    said = {"COMPLIANT": "pass", "NON_COMPLIANT": "fail"}[kind] if counts else "other"
    return [_result(ctx, check, said, f"{name}{why}", one) for one in found]


def _result(ctx: Context, check: str, said: str, who: str, one: dict[str, Any]) -> dict[str, Any]:
    which = (one.get("EvaluationResultIdentifier") or {}).get("EvaluationResultQualifier") or {}
    kind = str(which.get("ResourceType") or "")
    told = one_line(str(one.get("Annotation") or ""), 200)
    return row(
        check,
        said,
        ctx.here,
        # The account is no resource: its number stands beside the row.
        "" if kind == "AWS::::Account" else str(which.get("ResourceId") or ""),
        detail=f"{who}: {told}" if told else who,
        at=moment(one.get("ResultRecordedTime")),
    )


def _counts(identifier: str, kind: str, rule: dict[str, Any]) -> tuple[bool, str]:
    """Return whether a result says what the question asks, and how the rule is set: it may ask for else.

    A rule without parameters has AWS's own: 90 days; 14 characters and 24 passwords remembered.
    """
    if identifier not in ("ACCESS_KEYS_ROTATED", "IAM_PASSWORD_POLICY"):
        return True, ""
    good = kind == "COMPLIANT"
    try:
        found = json.loads(rule.get("InputParameters") or "{}")
        given = found if isinstance(found, dict) else {}
        if identifier == "ACCESS_KEYS_ROTATED":
            age = int(given.get("maxAccessKeyAge", 90))
            return (age <= 90 if good else age >= 90), f" (set to {age} days)"
        length = int(given.get("MinimumPasswordLength", 14))
        reuse = int(given.get("PasswordReusePrevention", 24))
    except (TypeError, ValueError):
        return False, " (its parameters could not be read)"
    # A fail may be about a symbol that nobody asks for here; the table of checks lets it decide nothing.
    enough = length >= 14 and reuse >= 24
    return enough or not good, f" (set to {length} characters, {reuse} remembered)"


COLLECTORS = (config_rules,)
