"""Security Hub's findings on controls that answer a question, in each Region where a standard is checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector
from ftr_tui.aws.collect.judge_rows import OFF, UNSURE, moment, row, some
from ftr_tui.model.text import one_line

PROVES = ("IAM.3", "IAM.4", "IAM.5", "IAM.15", "IAM.16", "EC2.2", "EC2.53", "EC2.54")
"""Controls whose pass proves something; of the others only what failed is asked for.

All together are 20: AWS takes no more values for one attribute of a filter.
"""
DISPROVES = (
    "Account.1", "IAM.1", "S3.1", "S3.8", "EC2.3", "EC2.13", "EC2.14", "RDS.2", "RDS.3", "RDS.11", "EFS.1",
    "DynamoDB.2",
)  # fmt: skip
FAILED_PAGES, FAILED_AT_ONCE = 9, 3
PASSED_PAGES = 10
"""Of 100 findings. 10,000 security groups have 20,000 that passed: our own reading proves it cheaper."""

_BAD = ("FAILED", "WARNING", "NOT_AVAILABLE")
_Rows = dict[tuple[str, str], dict[str, Any]]


@collector(
    "hub",
    "Security Hub's findings",
    {"securityhub.get_findings": "securityhub:GetFindings"},
    scope="active",
    needs=("sec",),
    judge=True,
)
def hub(ctx: Context) -> dict[str, Any]:
    """Return rows and notes, see ``judge_rows``.

    Each Region is asked itself, also where one gathers the findings of others: that one has copies.
    """
    fact = ctx.fact("sec")
    if fact is None or not fact.readable or "standards" not in fact.data["read"]:
        raise SkipError(UNSURE)
    if not any(one["status"] == "READY" for one in fact.data["standards"]):
        raise SkipError(OFF)
    found: _Rows = {}
    notes: list[str] = []
    unsure = _failed(ctx, found, notes)
    bad = {check for check, _resource in found} | set(unsure)
    rows = list(found.values())
    for service in ("IAM.", "EC2."):
        ids = [check for check in PROVES if check.startswith(service) and check not in bad]
        if ids:
            with ctx.part():
                rows += _passed(ctx, ids, notes)
    return {"rows": rows, "notes": notes}


def _findings(
    ctx: Context, ids: Iterable[str], states: Iterable[str], most: int
) -> tuple[list[dict[str, Any]], bool]:
    def equals(values: Iterable[str]) -> list[dict[str, str]]:
        return [{"Value": value, "Comparison": "EQUALS"} for value in values]

    filters = {
        "AwsAccountId": equals([ctx.place.account]),
        "RecordState": equals(["ACTIVE"]),
        "Region": equals([ctx.here]),
        "ComplianceStatus": equals(states),
        "ComplianceSecurityControlId": equals(ids),
    }
    return some(ctx, most, "Findings", "securityhub.get_findings", Filters=filters, MaxResults=100)


def _failed(ctx: Context, rows: _Rows, notes: list[str]) -> list[str]:
    """Add what did not pass to ``rows``; return the controls of which nothing is known for sure.

    A control with thousands of failed findings must not hide another: once it has some, the rest is asked
    again without it.
    """
    left, pages = [*PROVES, *DISPROVES], FAILED_PAGES
    while left and pages > 0:
        found, whole = _findings(ctx, left, _BAD, FAILED_AT_ONCE)
        pages -= FAILED_AT_ONCE
        for one in found:
            new = _row(ctx, one)
            kept = rows.setdefault((new["check"], new["resource"]), new)
            # Two standards may judge the same control: what failed in one has failed.
            if kept["said"] == "other" and new["said"] == "fail":
                rows[new["check"], new["resource"]] = new
        if whole:
            return []
        failed = {r["check"] for r in rows.values() if r["said"] == "fail"}
        cut = [check for check in left if check in failed]
        if not cut:
            break
        notes.append(f"only the first findings of {', '.join(cut)} in {ctx.here} were read")
        left = [check for check in left if check not in failed]
    if left:
        notes.append(f"{', '.join(left)} in {ctx.here}: not all that failed was read, so nothing passes")
    return left


def _row(ctx: Context, one: dict[str, Any]) -> dict[str, Any]:
    compliance = one.get("Compliance") or {}
    state = str(compliance.get("Status", ""))
    title = one_line(str(one.get("Title", "")), 200)
    return row(
        str(compliance.get("SecurityControlId", "")),
        {"PASSED": "pass", "FAILED": "fail"}.get(state, "other"),
        ctx.here,
        _resource(one),
        detail=title if state in ("PASSED", "FAILED") else f"{state}: {title}",
        at=moment(one.get("UpdatedAt")),
        muted=(one.get("Workflow") or {}).get("Status") == "SUPPRESSED",
    )


def _resource(one: dict[str, Any]) -> str:
    found = next((str(r.get("Id", "")) for r in one.get("Resources") or ()), "")
    # The account is no resource: its number stands beside the row.
    return "" if found.startswith("AWS::::Account") else found


def _passed(ctx: Context, ids: Sequence[str], notes: list[str]) -> list[dict[str, Any]]:
    found, whole = _findings(ctx, ids, ("PASSED",), PASSED_PAGES)
    if whole:
        return [_row(ctx, one) for one in found]
    said = f"more than {len(found)} passed, the rest was not read"
    notes.append(f"{', '.join(ids)} in {ctx.here}: {said}")
    return [row(check, "other", ctx.here, detail=said) for check in ids]


COLLECTORS = (hub,)
