"""Trusted Advisor's checks that say something about a question, where the support plan answers.

Asked by the Support API, which the fact ``support`` has tried already and every partition has: one call for
all checks, and one more for each that found something. A check is never refreshed: that would be a write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector
from ftr_tui.aws.collect.judge_rows import OFF, UNSURE, moment, row
from ftr_tui.model.text import one_line

KEY_AGE, PASSWORDS, PORTS, OPEN_GROUPS = "DqdJqYeRm5", "Yw2K9puPzl", "HCP4007jGY", "1iG5NDGVre"
BUCKETS, DATABASES = "Pfx0RwqBli", "opQPADkZvH"
CHECKS = {
    KEY_AGE: "IAM access key rotation",
    PASSWORDS: "IAM password policy",
    PORTS: "security groups, specific ports unrestricted",
    OPEN_GROUPS: "security groups, unrestricted access",
    BUCKETS: "S3 bucket permissions",
    DATABASES: "RDS backups",
}
"""By id: names may change, ids do not. Left out on purpose: MFA on root and public snapshots, which no
question asks for; exposed keys, which no check can rule out; trails and balancers, which we read better."""
_UNKNOWN = ("InvalidParameterValueException",)
_REMOTE = (22, 3389)


@collector(
    "advisor",
    "Trusted Advisor's checks",
    {
        "support.describe_trusted_advisor_check_summaries": "support:DescribeTrustedAdvisorCheckSummaries",
        "support.describe_trusted_advisor_check_result": "support:DescribeTrustedAdvisorCheckResult",
    },
    needs=("support",),
    at="main",
    judge=True,
)
def advisor(ctx: Context) -> dict[str, Any]:
    """Return rows and notes, see ``judge_rows``."""
    fact = ctx.fact("support")
    if fact is None or not fact.readable:
        raise SkipError(UNSURE)
    if not fact.data["codes"]:
        # A plan that answers names the severities that it has.
        raise SkipError(OFF)
    rows: list[dict[str, Any]] = []
    answer = ctx.call(
        "support.describe_trusted_advisor_check_summaries",
        missing=_UNKNOWN,
        checkIds=list(CHECKS),
    )
    # One id that this partition does not know refuses the whole list: then each is asked alone.
    known = {one["checkId"]: one for one in (answer or {}).get("summaries", ())}
    for check in CHECKS if answer is None else known:
        if check not in CHECKS:
            continue
        with ctx.part():
            one = known.get(check)
            if one is None or _flagged(one):
                one = _result(ctx, check)
            if one is not None:
                rows += _rows(check, one)
    return {"rows": rows, "notes": []}


def _flagged(one: dict[str, Any]) -> bool:
    counts = one.get("resourcesSummary") or {}
    hidden = (counts.get("resourcesIgnored") or 0) + (counts.get("resourcesSuppressed") or 0)
    # What somebody excluded makes a check green: it is looked at all the same.
    return one.get("status") in ("warning", "error") or hidden > 0


def _result(ctx: Context, check: str) -> dict[str, Any] | None:
    answer = ctx.call(
        "support.describe_trusted_advisor_check_result",
        missing=_UNKNOWN,
        checkId=check,
        language="en",
    )
    found: dict[str, Any] | None = (answer or {}).get("result")
    return found


def _rows(check: str, one: dict[str, Any]) -> list[dict[str, Any]]:
    name, at, status = CHECKS[check], moment(one.get("timestamp")), one.get("status")
    if status not in ("ok", "warning", "error"):
        return [row(check, "other", detail=f"{name}: {one_line(str(status), 40)}", at=at)]
    bad = [r for r in one.get("flaggedResources") or () if r.get("status") in ("warning", "error")]
    rows = [new for r in bad for new in _flagged_row(check, r, at)]
    if rows:
        return rows
    if _flagged(one) or bad:
        return [row(check, "other", detail=f"{name}: {status}, in nothing that is asked for here", at=at)]
    return [row(check, "pass", detail=name, at=at)]


def _flagged_row(check: str, one: dict[str, Any], at: datetime | None) -> Iterator[dict[str, Any]]:
    """Yield what a flagged resource says; columns as AWS's reference of checks lists them."""
    columns = [str(text or "") for text in one.get("metadata") or ()]
    region, muted = str(one.get("region") or ""), bool(one.get("isSuppressed"))

    def column(number: int) -> str:
        return one_line(columns[number], 200) if number < len(columns) else ""

    said, resource, detail = "fail", "", CHECKS[check]
    if check == KEY_AGE:
        resource, detail = column(1), f"key last rotated {column(3) or 'long ago'}"
    elif check == PASSWORDS:
        # Yellow is a policy without, say, symbols: its length and memory stand nowhere.
        said = "fail" if one.get("status") == "error" else "other"
        detail = "no password policy" if said == "fail" else "a requirement of the policy is not on"
    elif check in (PORTS, OPEN_GROUPS):
        group = next((c for c in columns if c.startswith("sg-")), "")
        behind = columns[columns.index(group) + 1 :] if group else []
        if not behind or behind[0].lower().startswith("icmp") or not _remote(behind[1:]):
            return
        resource, detail = group, "port 22 or 3389 is open to the world"
    elif check == BUCKETS:
        resource, detail = column(3), "open to everyone, or to every AWS account"
    elif check == DATABASES:
        resource, detail = column(2), "backups are off"
    yield row(check, said, region, resource, detail=detail, at=at, muted=muted)


def _remote(columns: Sequence[str]) -> bool:
    """Whether the columns behind a group's id and protocol name a range with port 22 or 3389.

    Older answers have one column ``22`` or ``20-30``, newer ones two: from, to.
    """
    found = [re.fullmatch(r"(\d{1,5})(?:\s*-\s*(\d{1,5}))?", text.strip()) for text in columns]
    ports = [(int(m[1]), int(m[2] or m[1])) for m in found if m]
    if len(ports) == 2 and all(low == high for low, high in ports):
        ports = [(ports[0][0], ports[1][1])]
    return any(low <= port <= high for low, high in ports for port in _REMOTE)


COLLECTORS = (advisor,)
