"""Policy documents and who may be an administrator."""

from __future__ import annotations

from typing import Any

import pytest
from rules_scene import (
    ADMIN,
    READ,
    A,
    B,
    graph,
    iam_user,
    role,
    scene,
)

from ftr_tui.rules.policy import grant, matches, trusted


def allow(**parts: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"} | parts]}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (ADMIN, "full"),
        (allow(Action=["iam:*", "s3:Get*"]), "iam"),
        (allow(Action="iam:*"), "iam"),
        (allow(Action="IAM:*"), "iam"),
        (allow(Action="*:*"), "full"),
        (allow(Action=["i?m:*"]), "iam"),
        (allow(Action=["iam:AttachUserPolicy", "iam:PutRolePolicy", "iam:CreateAccessKey"]), "iam"),
        (allow(Action=["iam:AttachUserPolicy", "iam:PutRolePolicy"]), "none"),
        (allow(Action="[i]am:*"), "none"),
        (allow(Action="[*"), "none"),
        (allow(Action="s3:*"), "none"),
        (allow(Resource="arn:aws:s3:::x/*"), "none"),
        (allow(Resource=["arn:aws:s3:::x/*", "*"]), "full"),
        (allow(Resource="arn:aws:*"), "full"),
        (allow(Resource="arn:aws-us-gov:*"), "full"),
        (allow(Resource="arn:*"), "full"),
        (allow(Resource="**"), "full"),
        (allow(Effect="Deny"), "none"),
        (allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), "conditional"),
        (
            {
                "Statement": [
                    {"Effect": "Allow", "NotAction": "s3:DeleteBucket", "NotResource": "arn:aws:s3:::x"}
                ]
            },
            "full",
        ),
        ({"Statement": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}]}, "none"),
        ({"Statement": [{"Effect": "Allow", "NotAction": ["s3:*"], "Resource": "*"}]}, "iam"),
        ({"Statement": [{"Effect": "Allow", "Action": "*", "NotResource": "*"}]}, "none"),
        ({"statement": {"effect": "Allow", "action": "*", "resource": "*"}}, "full"),
        ({"Statement": [{"Effect": "Allow", "Resource": "*"}]}, "none"),
        ({"Statement": [{"Effect": "Allow", "Action": "*"}]}, "none"),
        (
            {
                "Statement": [
                    {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"x": {}}},
                    {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
                ]
            },
            "iam",
        ),
        ("%7B%7D", "none"),
        (None, "none"),
        ({"Statement": ["x", None, {"Effect": "Allow", "Action": 5, "Resource": {}}]}, "none"),
    ],
)
def test_grants(document: Any, expected: str) -> None:
    assert grant(document) == expected


def test_matching_is_iams_own() -> None:
    assert matches("iam:*User*", "iam:AttachUserPolicy")
    assert matches("*", "")
    assert not matches("iam:?", "iam:")
    assert not matches("*a" * 40 + "b", "a" * 200)  # a regular expression would not come back from this
    assert trusted({"Statement": {"Effect": "Allow", "Principal": "*"}}) == {"*": ["*"]}
    assert trusted({"Statement": {"Effect": "Allow", "Principal": "*", "Condition": {"a": {}}}}) == {}


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OWN = f"arn:aws:iam::{A}:policy/LegacyEverything"
OWN_POLICY = {"arn": OWN, "attachment_count": 1, "document": ADMIN}
INLINE = [{"name": "all", "document": ADMIN}]
CROSS = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{B}:root"}}]}
FEDERATED = {"Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::1:saml-provider/x"}}]}
ANYBODY = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}}]}


def devs(**parts: Any) -> dict[str, Any]:
    return {"name": "devs", "inline": [], "attached": []} | parts


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (graph([iam_user(groups=["devs"])], [devs(attached=[OWN])], policies=[OWN_POLICY]), "no"),
        (graph([iam_user()], [devs(attached=[OWN])], policies=[OWN_POLICY]), "supports"),
        (graph([iam_user()], [devs(inline=INLINE)]), "supports"),
        (graph([iam_user(groups=["devs"])], [devs(inline=INLINE)]), "no"),
        (graph([iam_user(attached=[ADMINISTRATOR])]), "no"),
        (graph([iam_user(attached=["arn:aws-cn:iam::aws:policy/IAMFullAccess"])]), "no"),
        (graph([iam_user(attached=["arn:aws:iam::aws:policy/AmazonS3FullAccess"])]), "supports"),
        (graph([iam_user(groups=["devs"])], [devs(attached=[ADMINISTRATOR])]), "supports"),
        (graph(roles=[role(attached=[ADMINISTRATOR])]), "no"),
        (graph(roles=[role(attached=[ADMINISTRATOR], trust=ANYBODY)]), "no"),
        (graph(roles=[role(attached=[ADMINISTRATOR], trust=CROSS)]), "supports"),
        (graph(roles=[role(attached=[ADMINISTRATOR], trust=FEDERATED)]), "supports"),
        (graph(roles=[role("cdk-hnb659fds-cfn-exec-role-1-eu", attached=[ADMINISTRATOR])]), "supports"),
        (graph(roles=[role("OrganizationAccountAccessRole", trust=CROSS, inline=INLINE)]), "supports"),
        (graph(roles=[role("sso", path="/aws-reserved/sso.amazonaws.com/", inline=INLINE)]), "supports"),
        (graph(roles=[role(trust=CROSS, inline=INLINE)]), "no"),
        (graph(policies=[OWN_POLICY | {"attachment_count": 0}]), "supports"),
        (
            graph(roles=[role(inline=[{"name": "x", "document": allow(Condition={"a": {"b": "c"}})}])]),
            "supports",
        ),
        (graph(roles=[role(inline=[{"name": "x", "document": READ}])]), "supports"),
    ],
)
def test_least_privilege(data: Any, verdict: str) -> None:
    found = scene().set("iam_graph", data)["IAM-006.1"]
    assert found.verdict.value == verdict
    assert "not evaluated" in found.summary


def test_least_privilege_says_what_it_saw() -> None:
    data = graph(
        [iam_user(f"u{n}", groups=["devs"]) for n in range(25)] + [iam_user("bob", INLINE, [ADMINISTRATOR])],
        [devs(attached=[OWN])],
        policies=[OWN_POLICY],
    )
    found = scene().set("iam_graph", data)["IAM-006.1"]
    assert found.summary.startswith(
        "3 of 3 granted policies make administrators: LegacyEverything on group devs (25 members),"
    )
    assert found.resources[0].detail == "own policy, full administration"
    assert "1 user with policies of their own: bob." in found.summary
    quiet = scene().set("iam_graph", graph(policies=[OWN_POLICY | {"attachment_count": 0}]))["IAM-006.1"]
    assert "Unattached policy for administrators: LegacyEverything." in quiet.summary
    wide = graph(roles=[role(attached=["arn:aws:iam::aws:policy/job-function/XFullAccess"])])
    assert "XFullAccess on role r" in scene().set("iam_graph", wide)["IAM-006.1"].summary
