"""The IAM credential report as text: what AWS answers to a scan, and the file that somebody downloaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def parse_report(text: str) -> list[dict[str, Any]]:
    """Return the rows of the CSV ``text``, see ``user_row``; raise KeyError if it is no such report."""
    reader = csv.DictReader(io.StringIO(text))
    if not reader.fieldnames:
        # An empty file must not read as an account without users.
        raise KeyError("user")
    return [
        user_row({(name or "").strip().lower(): (value or "") for name, value in raw.items() if name})
        for raw in reader
    ]


def user_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Return one user; ``row`` has the columns by name in lower case, KeyError names one that is missing.

    Answer: {"user", "arn", "created", "password_enabled", "password_last_used", "mfa_active",
    "keys": [{"active", "last_rotated", "last_used"}, two of them]}; None where the report says nothing.
    """
    return {
        "user": row["user"],
        "arn": row["arn"],
        "created": _time(row.get("user_creation_time", "")),
        "password_enabled": _bool(row["password_enabled"]),
        "password_last_used": _time(row.get("password_last_used", "")),
        "mfa_active": _bool(row["mfa_active"]),
        "keys": [_key(row, number) for number in (1, 2)],
    }


def _key(row: Mapping[str, str], number: int) -> dict[str, Any]:
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
