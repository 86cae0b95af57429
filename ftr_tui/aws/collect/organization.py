"""AWS Organizations and IAM Identity Center."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector, mail_domain
from ftr_tui.aws.errors import Kind, UnreadError


@collector(
    "org",
    "the organization",
    {"organizations.describe_organization": "organizations:DescribeOrganization"},
    at="main",
)
def org(ctx: Context) -> dict[str, Any]:
    """Return {"in_organization": bool, "id", "management_account", "feature_set"}; None outside of one."""
    answer = ctx.call("organizations.describe_organization", missing=("AWSOrganizationsNotInUseException",))
    found = answer["Organization"] if answer else {}
    return {
        "in_organization": answer is not None,
        "id": found.get("Id"),
        "management_account": found.get("MasterAccountId"),
        "feature_set": found.get("FeatureSet"),
    }


@collector(
    "org_acc",
    "the organization's accounts",
    {"organizations.list_accounts": "organizations:ListAccounts"},
    needs=("org",),
    at="main",
)
def org_acc(ctx: Context) -> dict[str, Any]:
    """Return {"accounts": [{"id", "email_domain", "state"}]}; skipped in a plain member account."""
    org_fact = ctx.fact("org")
    known = org_fact.data if org_fact and org_fact.complete else None
    if known and not known["in_organization"]:
        return {"accounts": []}
    accounts: list[dict[str, Any]] = []
    try:
        for page in ctx.pages("organizations.list_accounts"):
            for account in page["Accounts"]:
                state = account.get("State") or account.get("Status", "")
                domain = mail_domain(account.get("Email", ""))
                accounts.append({"id": account["Id"], "email_domain": domain, "state": state})
    except UnreadError as failed:
        # AWS answers a plain member as it answers a missing permission.
        if failed.kind is Kind.DENIED and known and known["management_account"] != ctx.place.account:
            raise SkipError("only the management account or a delegated one may list accounts") from failed
        raise
    return {"accounts": accounts}


# With and without the ending: IAM's error codes leave it out, botocore's model does not say where.
_NO_FEATURES = tuple(
    name + end
    for name in ("OrganizationNotFound", "OrganizationNotInAllFeaturesMode", "ServiceAccessNotEnabled")
    for end in ("", "Exception")
)
_NOT_ASKED_HERE = "AccountNotManagementOrDelegatedAdministrator"


@collector(
    "root_feat",
    "central root access of the organization",
    {"iam.list_organizations_features": "iam:ListOrganizationsFeatures"},
    needs=("org",),
    at="main",
)
def root_feat(ctx: Context) -> dict[str, Any]:
    """Return {"features": [name]} that are on for the organization; skipped in a plain member account."""
    org_fact = ctx.fact("org")
    known = org_fact.data if org_fact and org_fact.complete else None
    if known and not known["in_organization"]:
        return {"features": []}
    try:
        answer = ctx.call("iam.list_organizations_features", missing=_NO_FEATURES)
    except UnreadError as failed:
        # AWS may answer a plain member as it answers a missing permission.
        member = known and known["management_account"] != ctx.place.account
        if failed.gap.code.startswith(_NOT_ASKED_HERE) or (failed.kind is Kind.DENIED and member):
            raise SkipError("only the management account or a delegated one may read this") from failed
        raise
    return {"features": list(answer.get("EnabledFeatures", ())) if answer else []}


@collector("sso", "IAM Identity Center", {"sso-admin.list_instances": "sso:ListInstances"})
def sso(ctx: Context) -> dict[str, Any]:
    """Return {"instances": [{"arn", "owner", "status"}]} of all Regions."""
    found = []
    for page in ctx.pages("sso-admin.list_instances", RegionScope="ALL_REGIONS"):
        for one in page["Instances"]:
            found.append(
                {"arn": one["InstanceArn"], "owner": one.get("OwnerAccountId"), "status": one.get("Status")}
            )
    return {"instances": found}


COLLECTORS = (org, org_acc, root_feat, sso)
