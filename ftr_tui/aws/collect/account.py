"""The account's contacts and its support plan."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, collector, mail_domain


@collector(
    "contacts",
    "the alternate contacts",
    {"account.get_alternate_contact": "account:GetAlternateContact"},
    at="main",
)
def contacts(ctx: Context) -> dict[str, Any]:
    """Return {"BILLING" | "OPERATIONS" | "SECURITY": {"present": bool, "email_domain": str}}."""
    found: dict[str, Any] = {}
    for kind in ("BILLING", "OPERATIONS", "SECURITY"):
        # A kind that could not be read is left out: the fact is partial then.
        with ctx.part():
            answer = ctx.call(
                "account.get_alternate_contact",
                missing=("ResourceNotFoundException",),
                AlternateContactType=kind,
            )
            address = answer["AlternateContact"].get("EmailAddress", "") if answer else ""
            found[kind] = {"present": answer is not None, "email_domain": mail_domain(address)}
    return found


@collector(
    "contact",
    "the account's own contact",
    {"account.get_contact_information": "account:GetContactInformation"},
    at="main",
)
def contact(ctx: Context) -> dict[str, Any]:
    """Return {"company": str}, "" where none is named; what it says of people is not kept."""
    answer = ctx.call("account.get_contact_information", missing=("ResourceNotFoundException",))
    company = answer["ContactInformation"].get("CompanyName") if answer else None
    return {"company": str(company or "").strip()}


@collector(
    "support",
    "the support plan",
    {"support.describe_severity_levels": "support:DescribeSeverityLevels"},
    at="main",
)
def support(ctx: Context) -> dict[str, Any]:
    """Return {"subscribed": bool, "codes": [severity codes]}; the API answers on paid plans only."""
    answer = ctx.call("support.describe_severity_levels", missing=("SubscriptionRequiredException",))
    levels = answer.get("severityLevels", ()) if answer else ()
    return {"subscribed": answer is not None, "codes": [level["code"] for level in levels]}


COLLECTORS = (contacts, contact, support)
