"""The IAM credential report: every user's password, MFA and keys in one file."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, collector
from ftr_tui.aws.errors import Kind, UnreadError
from ftr_tui.model.credential_report import parse_report
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
    """Return {"generated_at": datetime, "rows": [row]}; see ``model.credential_report.user_row``."""
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


COLLECTORS = (iam_rep,)
