"""CloudWatch alarms and dashboards, and whom the topics reach."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ftr_tui.aws.collect.base import Context, collector, mail_domain


@collector(
    "alarms",
    "alarms and whom they reach",
    {
        "cloudwatch.describe_alarms": "cloudwatch:DescribeAlarms",
        "sns.list_subscriptions": "sns:ListSubscriptions",
    },
    scope="active",
)
def alarms(ctx: Context) -> dict[str, Any]:
    """Return the alarms and the subscriptions of SNS topics.

    {"alarms": [{"name", "actions_enabled": bool, "actions": [arn], "state"}],
    "subscriptions": [{"topic", "protocol", "to": host or mail domain, "confirmed": bool}]}
    """
    found: dict[str, Any] = {"alarms": [], "subscriptions": []}
    with ctx.part():
        for page in ctx.pages("cloudwatch.describe_alarms", AlarmTypes=["MetricAlarm", "CompositeAlarm"]):
            for alarm in (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ())):
                found["alarms"].append(
                    {
                        "name": alarm["AlarmName"],
                        "actions_enabled": bool(alarm.get("ActionsEnabled")),
                        "actions": list(alarm.get("AlarmActions", ())),
                        "state": alarm.get("StateValue", ""),
                    }
                )
    with ctx.part():
        for page in ctx.pages("sns.list_subscriptions"):
            for one in page.get("Subscriptions", ()):
                protocol = one.get("Protocol", "")
                found["subscriptions"].append(
                    {
                        "topic": one.get("TopicArn", ""),
                        "protocol": protocol,
                        "to": reach(protocol, one.get("Endpoint", "")),
                        # Before it is confirmed the ARN is a word such as PendingConfirmation.
                        "confirmed": one.get("SubscriptionArn", "").startswith("arn:"),
                    }
                )
    return found


def reach(protocol: str, endpoint: str) -> str:
    """Return the host or the mail domain of ``endpoint``, else "": a webhook's path is a secret."""
    if protocol.startswith("email"):
        return mail_domain(endpoint)
    if protocol in ("http", "https"):
        return urlsplit(endpoint).hostname or ""
    return ""


@collector("boards", "dashboards", {"cloudwatch.list_dashboards": "cloudwatch:ListDashboards"})
def boards(ctx: Context) -> dict[str, Any]:
    """Return {"dashboards": [names]}."""
    pages = ctx.pages("cloudwatch.list_dashboards")
    return {"dashboards": [d["DashboardName"] for page in pages for d in page.get("DashboardEntries", ())]}


COLLECTORS = (alarms, boards)
