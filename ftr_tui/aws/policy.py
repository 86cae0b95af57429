"""The least-privilege policy of a scan, from the collectors' own declarations."""

from __future__ import annotations

from typing import Any

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
    """Return every IAM action that a scan may use, sorted."""
    return tuple(sorted({action for spec in COLLECTORS for action in spec.actions}))


def read_only_policy() -> dict[str, Any]:
    """Return an IAM policy document: exactly what a scan reads, and a Deny for what it must never read."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "FtrTuiRead", "Effect": "Allow", "Action": list(actions()), "Resource": "*"},
            {"Sid": "FtrTuiNeverRead", "Effect": "Deny", "Action": list(_NEVER), "Resource": "*"},
        ],
    }
