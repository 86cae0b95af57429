"""Files of other tools about a made-up account, in the columns that those tools write; for tests alone.

An account is told as ``Check`` rows (id, status, resource, region); each builder returns the bytes of a file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

ACCOUNT = "111122223333"
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


class Check(NamedTuple):
    """What a tool said: its own id (``IAM.3``, ``iam_rotate_access_key_90_days``), its own word, of what."""

    id: str
    status: str
    """``PASSED``, ``FAILED``, ``WARNING`` (Security Hub); ``PASS``, ``FAIL``, ``MANUAL`` (Prowler)."""
    resource: str = f"AWS::::Account:{ACCOUNT}"
    region: str = "eu-west-1"
    at: datetime = AT
    muted: bool = False
    account: str = ACCOUNT
    archived: bool = False
    title: str = "A sentence of the tool"


class User(NamedTuple):
    """A user of a credential report; the dates are ISO text, empty for ``N/A``."""

    name: str
    password: bool = False
    mfa: bool = False
    keys: Sequence[str] = ()
    """When each active key was last rotated; at most two."""
    used: str = ""
    """When the password was last used."""


CONSOLE = (
    *("Finding ID", "Title", "Severity", "Control ID", "Compliance Status", "Workflow Status"),
    *("Record State", "Account ID", "Region", "Resource ID", "Resource Type", "Product", "Updated At"),
)
"""Columns of a list of findings that was downloaded from the console."""


def hub_csv(checks: Iterable[Check], columns: Sequence[str] = CONSOLE, delimiter: str = ",") -> bytes:
    """Return a list of findings of Security Hub; ``columns`` may be fewer, or in another order."""
    rows = [
        {
            "Finding ID": _finding(c, n),
            "Title": c.title,
            "Severity": "HIGH",
            "Control ID": c.id,
            "Compliance Status": c.status,
            "Workflow Status": "SUPPRESSED" if c.muted else "NEW",
            "Record State": "ARCHIVED" if c.archived else "ACTIVE",
            "Account ID": c.account,
            "Region": c.region,
            "Resource ID": c.resource,
            "Resource Type": "AwsIamUser",
            "Product": "Security Hub",
            "Updated At": _z(c.at),
        }
        for n, c in enumerate(checks)
    ]
    return table(columns, rows, delimiter).encode("utf-8-sig")


def asff(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Return findings as ``get_findings`` answers them, with consolidated control findings."""
    return [
        {
            "SchemaVersion": "2018-10-08",
            "Id": _finding(c, n),
            "ProductArn": f"arn:aws:securityhub:{c.region}::product/aws/securityhub",
            "ProductName": "Security Hub",
            "GeneratorId": f"security-control/{c.id}",
            "AwsAccountId": c.account,
            "Region": c.region,
            "CreatedAt": "2026-01-01T00:00:00.000Z",
            "UpdatedAt": _z(c.at),
            "Severity": {"Label": "MEDIUM", "Normalized": 40},
            "Title": c.title,
            "Resources": [{"Type": "AwsIamUser", "Id": c.resource, "Partition": "aws", "Region": c.region}],
            "Compliance": {"Status": c.status, "SecurityControlId": c.id},
            "Workflow": {"Status": "SUPPRESSED" if c.muted else "NEW"},
            "RecordState": "ARCHIVED" if c.archived else "ACTIVE",
        }
        for n, c in enumerate(checks)
    ]


def hub_json(checks: Iterable[Check]) -> bytes:
    """Return what ``aws securityhub get-findings`` prints."""
    return json.dumps({"Findings": asff(checks)}, indent=4).encode()


PROWLER_COMPLIANCE = (
    *("PROVIDER", "DESCRIPTION", "ACCOUNTID", "REGION", "ASSESSMENTDATE", "REQUIREMENTS_ID"),
    *("REQUIREMENTS_DESCRIPTION", "REQUIREMENTS_ATTRIBUTES_SECTION", "REQUIREMENTS_ATTRIBUTES_SUBSECTION"),
    *("REQUIREMENTS_ATTRIBUTES_SUBGROUP", "REQUIREMENTS_ATTRIBUTES_SERVICE", "REQUIREMENTS_ATTRIBUTES_TYPE"),
    *("STATUS", "STATUSEXTENDED", "RESOURCEID", "CHECKID", "MUTED", "RESOURCENAME", "FRAMEWORK", "NAME"),
)
"""Columns of Prowler 5's file of a compliance framework, of the generic kind as the FTR's."""


def prowler_compliance(checks: Iterable[tuple[str, Check]]) -> bytes:
    """Return Prowler's file of the FTR; each check with the requirement that it stands under."""
    rows = [
        {
            "PROVIDER": "aws",
            "DESCRIPTION": "A list\nof two lines",
            "ACCOUNTID": c.account,
            "REGION": c.region,
            "ASSESSMENTDATE": f"{c.at:%Y-%m-%d %H:%M:%S.%f}",
            "REQUIREMENTS_ID": requirement,
            "REQUIREMENTS_DESCRIPTION": 'First line; with "quotes"\nand a second one',
            "STATUS": c.status,
            "STATUSEXTENDED": c.title,
            "RESOURCEID": c.resource,
            "CHECKID": c.id,
            "MUTED": str(c.muted),
            "RESOURCENAME": c.resource.rpartition("/")[2],
            "FRAMEWORK": "AWS-Foundational-Technical-Review",
            "NAME": "Foundational Technical Review",
        }
        for requirement, c in checks
    ]
    return table(PROWLER_COMPLIANCE, rows, ";").encode()


PROWLER = (
    *("AUTH_METHOD", "TIMESTAMP", "ACCOUNT_UID", "ACCOUNT_NAME", "FINDING_UID", "PROVIDER", "CHECK_ID"),
    *("CHECK_TITLE", "STATUS", "STATUS_EXTENDED", "MUTED", "SERVICE_NAME", "SEVERITY", "RESOURCE_TYPE"),
    *("RESOURCE_UID", "RESOURCE_NAME", "RESOURCE_DETAILS", "PARTITION", "REGION", "COMPLIANCE"),
    *("NOTES", "PROWLER_VERSION"),
)
"""Some of the columns of Prowler 5's plain list of findings."""


def prowler_csv(checks: Iterable[Check]) -> bytes:
    """Return Prowler's plain list of findings."""
    rows = [
        {
            "AUTH_METHOD": "profile: default",
            "TIMESTAMP": f"{c.at:%Y-%m-%d %H:%M:%S.%f}",
            "ACCOUNT_UID": c.account,
            "FINDING_UID": f"prowler-aws-{c.id}-{c.account}-{c.region}-{n}",
            "PROVIDER": "aws",
            "CHECK_ID": c.id,
            "CHECK_TITLE": "A title",
            "STATUS": c.status,
            "STATUS_EXTENDED": c.title,
            "MUTED": str(c.muted),
            "RESOURCE_UID": c.resource,
            "RESOURCE_NAME": c.resource.rpartition("/")[2],
            "PARTITION": "aws",
            "REGION": c.region,
            "COMPLIANCE": "CIS-3.0: 1.14 | ISO27001-2022: A.5.15",
            "PROWLER_VERSION": "5.46.0",
        }
        for n, c in enumerate(checks)
    ]
    return table(PROWLER, rows, ";").encode()


CREDENTIALS = (
    *("user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed"),
    *("password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated"),
    *("access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service"),
    *("access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date"),
    *("access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active"),
    *("cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
)


def credential_report(users: Iterable[User], account: str = ACCOUNT) -> bytes:
    """Return the credential report of an account; the root user is a ``User`` named ``<root_account>``."""
    rows = []
    for user in users:
        root = user.name == "<root_account>"
        row = dict.fromkeys(CREDENTIALS, "N/A")
        row |= {
            "user": user.name,
            "arn": f"arn:aws:iam::{account}:" + ("root" if root else f"user/{user.name}"),
            "user_creation_time": "2020-01-01T00:00:00+00:00",
            "password_enabled": "not_supported" if root else str(user.password).lower(),
            "password_last_used": user.used or ("no_information" if user.password else "N/A"),
            "mfa_active": str(user.mfa).lower(),
            "cert_1_active": "false",
            "cert_2_active": "false",
        }
        for n in (1, 2):
            row[f"access_key_{n}_active"] = str(n <= len(user.keys)).lower()
            if n <= len(user.keys):
                row[f"access_key_{n}_last_rotated"] = user.keys[n - 1]
        rows.append(row)
    return table(CREDENTIALS, rows, ",").encode()


def pack_details(checks: Iterable[Check], pack: str = "ftr") -> dict[str, Any]:
    """Return the answer of ``get_conformance_pack_compliance_details``; ids are names of Config rules."""
    return {
        "ConformancePackName": pack,
        "ConformancePackRuleEvaluationResults": [
            {
                "ComplianceType": c.status,
                "EvaluationResultIdentifier": {
                    "EvaluationResultQualifier": {
                        "ConfigRuleName": c.id,
                        "ResourceType": "AWS::IAM::User",
                        "ResourceId": c.resource,
                    },
                    "OrderingTimestamp": c.at.isoformat(),
                },
                "ConfigRuleInvokedTime": c.at.isoformat(),
                "ResultRecordedTime": c.at.isoformat(),
                "Annotation": c.title,
            }
            for c in checks
        ],
    }


def table(columns: Sequence[str], rows: Iterable[dict[str, str]], delimiter: str) -> str:
    """Return a CSV as Python's own writer writes it, which is what those tools use."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _finding(check: Check, number: int) -> str:
    where = f"arn:aws:securityhub:{check.region}:{check.account}"
    return f"{where}:security-control/{check.id}/finding/{number:08x}-0000-4000-8000-000000000000"


def _z(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
