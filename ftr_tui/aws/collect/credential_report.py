"""The IAM credential report: every user's password, MFA and keys in one file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from ftr_tui.aws.collect.base import Context, collector
from ftr_tui.aws.errors import Kind, UnreadError
from ftr_tui.model.facts import Gap

WAIT = 60.0
"""Seconds after which an unfinished report is given up."""

_ACTION = "iam:GenerateCredentialReport"


@collector(
    "iam_rep",
    "the credential report",
    {
        "iam.generate_credential_report": _ACTION,
        "iam.get_credential_report": "iam:GetCredentialReport",
    },
    at="main",
)
def iam_rep(ctx: Context) -> dict[str, Any]:
    """Return {"generated_at": datetime, "rows": [row]}; see ``parse_report`` for the row."""
    pause, waited = 0.25, 0.0
    while ctx.call("iam.generate_credential_report").get("State") != "COMPLETE":
        if waited >= WAIT:
            reason = f"AWS did not finish the credential report in {WAIT:g} seconds; scan again in a minute"
            raise UnreadError(Kind.FAILED, Gap(_ACTION, "ReportNotReady", reason))
        ctx.sleep(pause)
        waited, pause = waited + pause, min(pause * 2, 2.0)
    answer = ctx.call("iam.get_credential_report")
    content = answer["Content"]
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
    return {"generated_at": answer["GeneratedTime"], "rows": parse_report(text)}


def parse_report(text: str) -> list[dict[str, Any]]:
    """Return the rows of the CSV ``text``, columns found by name; raise KeyError if it is no such report.

    Row: {"user", "arn", "created", "password_enabled", "password_last_used", "mfa_active",
    "keys": [{"active", "last_rotated", "last_used"}, two of them]}; None where the report says nothing.
    """
    rows = []
    reader = csv.DictReader(io.StringIO(text))
    if not reader.fieldnames:
        # An empty file must not read as an account without users.
        raise KeyError("user")
    for raw in reader:
        row = {(name or "").strip().lower(): (value or "") for name, value in raw.items() if name}
        rows.append(
            {
                "user": row["user"],
                "arn": row["arn"],
                "created": _time(row.get("user_creation_time", "")),
                "password_enabled": _bool(row["password_enabled"]),
                "password_last_used": _time(row.get("password_last_used", "")),
                "mfa_active": _bool(row["mfa_active"]),
                "keys": [_key(row, number) for number in (1, 2)],
            }
        )
    return rows


def _key(row: dict[str, str], number: int) -> dict[str, Any]:
    return {
        # A missing column must not read as "no active key".
        "active": bool(_bool(row[f"access_key_{number}_active"])),
        "last_rotated": _time(row.get(f"access_key_{number}_last_rotated", "")),
        "last_used": _time(row.get(f"access_key_{number}_last_used_date", "")),
    }


def _bool(value: str) -> bool | None:
    return {"true": True, "false": False}.get(value.strip().lower())


def _time(value: str) -> datetime | None:
    """Return an aware time; None for N/A, no_information, not_supported and anything else that is no time."""
    try:
        time = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


COLLECTORS = (iam_rep,)
