"""The least-privilege policies, from the declarations of those who call: collectors, and the WA Tool."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws import wa_tool
from ftr_tui.aws.collect import COLLECTORS

# Reading these gives data or secrets, never settings; the scan calls none of them.
_NEVER = (
    "kms:Decrypt",
    "lambda:GetFunction",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "s3:GetObject",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter*",
)


def actions() -> tuple[str, ...]:
    """Return every IAM action that a scan, ``wa pull`` or ``wa report`` may use, sorted."""
    return tuple(sorted({action for spec in COLLECTORS for action in spec.actions} | set(wa_tool.READ)))


def read_only_policy() -> dict[str, Any]:
    """Return an IAM policy document: exactly what is read, and a Deny for what must never be read."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "FtrTuiRead", "Effect": "Allow", "Action": list(actions()), "Resource": "*"},
            {"Sid": "FtrTuiNeverRead", "Effect": "Deny", "Action": list(_NEVER), "Resource": "*"},
        ],
    }


def aggregator_policy() -> dict[str, Any]:
    """Return all that ``scan --aggregator`` needs, in the aggregator's own account; nothing in the others."""
    from ftr_tui.aws.aggregate import ACTIONS

    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "FtrTuiAggregator", "Effect": "Allow", "Action": sorted(ACTIONS), "Resource": "*"},
            {"Sid": "FtrTuiNeverRead", "Effect": "Deny", "Action": list(_NEVER), "Resource": "*"},
        ],
    }


def wa_push_policy() -> dict[str, Any]:
    """Return what ``wa create``, ``wa push`` and ``wa milestone`` need on top; nothing else ever writes."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "FtrTuiWaPush", "Effect": "Allow", "Action": sorted(wa_tool.WRITE), "Resource": "*"}
        ],
    }
