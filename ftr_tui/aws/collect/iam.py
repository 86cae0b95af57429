"""IAM: who may do what, how they sign in, and the password rules."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from ftr_tui.aws.collect.base import Context, collector


@collector(
    "iam_graph",
    "IAM users, groups, roles and policies",
    {"iam.get_account_authorization_details": "iam:GetAccountAuthorizationDetails"},
    at="main",
)
def iam_graph(ctx: Context) -> dict[str, Any]:
    """Return users, groups, roles and the account's own policies with their documents as dicts.

    {"users": [{"name", "inline": [{"name", "document"}], "attached": [arn], "groups": [name]}],
    "groups": [{"name", "inline", "attached"}], "roles": [{"name", "path", "trust", "inline", "attached"}],
    "policies": [{"arn", "attachment_count", "document"}]}; the document is that of the default version.
    """
    graph: dict[str, Any] = {"users": [], "groups": [], "roles": [], "policies": []}
    kinds = ["User", "Role", "Group", "LocalManagedPolicy"]
    for page in ctx.pages("iam.get_account_authorization_details", Filter=kinds, MaxItems=1000):
        for user in page.get("UserDetailList", ()):
            own = _entity(user, "UserName", "UserPolicyList")
            graph["users"].append({**own, "groups": list(user.get("GroupList", ()))})
        for group in page.get("GroupDetailList", ()):
            graph["groups"].append(_entity(group, "GroupName", "GroupPolicyList"))
        for role in page.get("RoleDetailList", ()):
            own = _entity(role, "RoleName", "RolePolicyList")
            trust = _document(role.get("AssumeRolePolicyDocument"))
            graph["roles"].append({**own, "path": role.get("Path", "/"), "trust": trust})
        for policy in page.get("Policies", ()):
            versions = policy.get("PolicyVersionList", ())
            document = next((v.get("Document") for v in versions if v.get("IsDefaultVersion")), None)
            graph["policies"].append(
                {
                    "arn": policy["Arn"],
                    "attachment_count": policy.get("AttachmentCount", 0),
                    "document": _document(document),
                }
            )
    return graph


def _entity(detail: dict[str, Any], name: str, policies: str) -> dict[str, Any]:
    return {
        "name": detail[name],
        "inline": [
            {"name": p.get("PolicyName", ""), "document": _document(p.get("PolicyDocument"))}
            for p in detail.get(policies, ())
        ],
        "attached": [p["PolicyArn"] for p in detail.get("AttachedManagedPolicies", ())],
    }


def _document(value: Any) -> dict[str, Any]:
    # botocore decodes documents, but leaves one that is not valid JSON as it came: that raises here.
    document = json.loads(unquote(value)) if isinstance(value, str) else value
    return document if isinstance(document, dict) else {}


@collector("iam_sum", "the root user", {"iam.get_account_summary": "iam:GetAccountSummary"}, at="main")
def iam_sum(ctx: Context) -> dict[str, Any]:
    """Return {"AccountAccessKeysPresent", "AccountPasswordPresent", "AccountMFAEnabled"}: int or None."""
    summary = ctx.call("iam.get_account_summary")["SummaryMap"]
    return {
        "AccountAccessKeysPresent": summary["AccountAccessKeysPresent"],
        "AccountPasswordPresent": summary.get("AccountPasswordPresent"),
        "AccountMFAEnabled": summary.get("AccountMFAEnabled"),
    }


@collector(
    "iam_idp",
    "identity providers",
    {
        "iam.list_saml_providers": "iam:ListSAMLProviders",
        "iam.list_open_id_connect_providers": "iam:ListOpenIDConnectProviders",
    },
    at="main",
)
def iam_idp(ctx: Context) -> dict[str, Any]:
    """Return {"saml": [arn], "oidc": [arn]}."""
    found: dict[str, Any] = {"saml": [], "oidc": []}
    with ctx.part():
        saml = ctx.call("iam.list_saml_providers").get("SAMLProviderList", ())
        found["saml"] = [p["Arn"] for p in saml]
    with ctx.part():
        oidc = ctx.call("iam.list_open_id_connect_providers").get("OpenIDConnectProviderList", ())
        found["oidc"] = [p["Arn"] for p in oidc]
    return found


_PASSWORD_RULES = ("MinimumPasswordLength", "PasswordReusePrevention", "MaxPasswordAge")


@collector(
    "iam_pw",
    "the password policy",
    {"iam.get_account_password_policy": "iam:GetAccountPasswordPolicy"},
    at="main",
)
def iam_pw(ctx: Context) -> dict[str, Any]:
    """Return {"set": bool} and MinimumPasswordLength, PasswordReusePrevention, MaxPasswordAge or None."""
    answer = ctx.call("iam.get_account_password_policy", missing=("NoSuchEntity",))
    policy = answer["PasswordPolicy"] if answer else {}
    return {"set": answer is not None, **{name: policy.get(name) for name in _PASSWORD_RULES}}


COLLECTORS = (iam_graph, iam_sum, iam_idp, iam_pw)
