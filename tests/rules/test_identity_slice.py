"""Contacts' domains, users, roles for others and customers' accounts."""

from __future__ import annotations

from typing import Any

import pytest
from rules_scene import (
    NOW,
    US,
    A,
    B,
    Scene,
    ago,
    degraded,
    empty_scene,
    graph,
    iam_user,
    key,
    role,
    root,
    scene,
    user,
)
from scene_identity import security

from ftr_tui.model.facts import Status, Verdict
from ftr_tui.rules.people import free_mail
from ftr_tui.rules.reading import NOTHING_THERE

OTHER = "999988887777"
SUPPORTING = [
    ("IAM-004.1", ["iam_rep"]),
    ("IAM-005.1", ["iam_graph", "org_acc"]),
    ("IAM-005.2", ["iam_graph", "org_acc", "iam_rep"]),
    ("IAM-007.1", ["iam_rep"]),
    ("IAM-008.1", ["iam_rep", "sec"]),
    ("CAA-001.1", ["iam_graph", "org_acc"]),
    ("CAA-002.1", ["iam_graph", "org_acc"]),
    ("CAA-005.1", ["iam_graph", "org_acc"]),
    ("ACOM-002.1", ["contacts", "org_acc"]),
]


def report(*rows: Any) -> dict[str, Any]:
    return {"generated_at": NOW, "rows": [root(), *rows]}


def reported(*rows: Any) -> Scene:
    return scene().set("iam_rep", report(*rows))


@pytest.mark.parametrize(("question", "collectors"), SUPPORTING)
def test_supports_unknown_and_empty(question: str, collectors: list[str]) -> None:
    for made in (scene(), scene(A, B), empty_scene()):
        found = made[question]
        assert (found.verdict, found.favourable, found.assumes) == (Verdict.SUPPORTS, None, "")
        assert found.recheck and " 0 " not in found.summary
    for collector in collectors:
        for status in (Status.DENIED, Status.FAILED, Status.PARTIAL):
            spoiled = scene().status(collector, status)
            if collector == "sec":
                spoiled.change("sec", read=[]) if status is Status.PARTIAL else None
            assert spoiled[question].verdict is Verdict.UNKNOWN, (collector, status)
            assert "Could not read" in spoiled[question].summary
        assert "Not read yet" in scene().drop(collector)[question].summary


# ACOM-002


FREE = "gmail.com googlemail.com hotmail.com outlook.com live.nl yahoo.co.jp yahoo.com.br hotmail.fr"
FREE += " icloud.com proton.me protonmail.com gmx.de gmx.net qq.com naver.com GMail.com"
OWN = "example.com gmail.example.com notgmail.com live.io proton.ai qq.example outlook.co"
OWN += " gmail.com.evil.example"


@pytest.mark.parametrize("domain", FREE.split())
def test_free_mail(domain: str) -> None:
    assert free_mail(domain)


@pytest.mark.parametrize("domain", [*OWN.split(), "", "gmx", None, 7])
def test_no_free_mail(domain: Any) -> None:
    assert not free_mail(domain)


def contacts(*domains: str) -> dict[str, Any]:
    kinds = ("BILLING", "OPERATIONS", "SECURITY")
    return {k: {"present": True, "email_domain": d} for k, d in zip(kinds, domains, strict=True)}


def test_a_contact_at_a_free_mail_service() -> None:
    spoiled = scene().set("contacts", contacts("example.com", "gmail.com", "example.com"))
    found = spoiled["ACOM-002.1"]
    assert found.verdict is Verdict.NO and found.favourable is False
    assert found.summary.startswith(
        "1 of 3 contacts is with a free mail service: OPERATIONS contact at gmail.com."
    )
    assert [r.name for r in found.resources] == ["OPERATIONS contact at gmail.com"]
    found = spoiled.status("contacts", Status.PARTIAL)["ACOM-002.1"]
    assert found.verdict is Verdict.NO and found.summary.startswith("At least 1 of 3")


def test_the_root_address_of_a_listed_account() -> None:
    rows = [
        {"id": A, "email_domain": "example.com", "state": "ACTIVE"},
        {"id": OTHER, "email_domain": "hotmail.co.uk", "state": "ACTIVE"},
        {"id": B, "email_domain": "gmail.com", "state": "SUSPENDED"},
    ]
    found = scene().set("org_acc", {"accounts": rows})["ACOM-002.1"]
    assert found.verdict is Verdict.NO
    assert "1 of 5 contacts" in found.summary and f"root of {OTHER} at hotmail.co.uk" in found.summary
    member = scene().status("org_acc", Status.SKIPPED)["ACOM-002.1"]
    assert member.verdict is Verdict.SUPPORTS
    assert f"cannot be listed from {A}" in member.summary
    assert "example.com" in member.draft and "@" not in member.draft + member.summary


# IAM-004, IAM-007


def test_shared_names_and_mixed_use() -> None:
    both = user("bob", password=True, keys=[key(10, used=5)]) | {"password_last_used": ago(3)}
    old = user("eve", password=True, keys=[key(10, used=5)]) | {"password_last_used": ago(91)}
    found = reported(both, old, user("team-admin", password=True), user("DeployBot"), user("cirrus"))[
        "IAM-004.1"
    ]
    assert "5 IAM users; 2 with a name that several may share: team-admin (password)" in found.summary
    assert "DeployBot (no password, no active key)" in found.summary
    assert "1 with password and key both used within 90 days: bob" in found.summary
    assert [r.name for r in found.resources] == ["bob", "team-admin", "DeployBot"]
    assert not found.draft
    clean = reported(user("ann", password=True))["IAM-004.1"]
    assert "none with a name such as admin" in clean.summary and clean.draft
    assert "no IAM users" in reported()["IAM-004.1"].summary


def test_unused_passwords_and_keys() -> None:
    idle = user("bob", password=True) | {"password_last_used": ago(91)}
    never = user("new", password=True) | {"created": ago(10)}
    young = user("ann", password=True, keys=[key(400, used=89), key(400, used=90.5), key(99, used=None)]) | {
        "password_last_used": ago(89)
    }
    found = reported(idle, never, young)["IAM-007.1"]
    assert "3 console users and 3 active keys" in found.summary
    assert "1 of the passwords and 2 of the keys unused for over 90 days" in found.summary
    assert [(r.name, r.detail.split(",")[0]) for r in found.resources] == [
        ("ann", "key"),
        ("bob", "password"),
        ("ann", "key"),
    ]
    gone = reported(never)["IAM-007.1"]
    assert "all used or made within 90 days" in gone.summary and gone.total == 0 and gone.draft
    off = reported(user("off", keys=[key(400, used=300, active=False)]))["IAM-007.1"]
    assert "no active keys" in off.summary and off.total == 0


# IAM-008


def test_analyzers_of_unused_access() -> None:
    found = scene()["IAM-008.1"]
    assert "2 active analyzers of unused access: unused" in found.summary
    assert "2026-11-24" in found.summary and "no audit" in found.summary
    for other in ({"type": "ACCOUNT"}, {"status": "DISABLED"}):
        row = security()["analyzers"][0] | other
        gone = scene().change("sec", analyzers=[row])["IAM-008.1"]
        assert "no active analyzer of unused access" in gone.summary and gone.total == 0


def test_a_part_of_sec_that_another_rule_needs_does_not_matter() -> None:
    macie = [p for p in security()["read"] if p != "macie"]
    spoiled = scene().status("sec", Status.PARTIAL).change("sec", read=macie)
    assert spoiled["IAM-008.1"].verdict is Verdict.SUPPORTS
    assert spoiled["SDAT-001.1"].verdict is Verdict.UNKNOWN
    # A complete fact that lacks a part is no whole one either.
    assert scene().change("sec", read=macie)["SDAT-001.1"].verdict is Verdict.UNKNOWN
    assert scene().change("sec", analyzers=None)["IAM-008.1"].verdict is Verdict.UNKNOWN
    one = scene().status("sec", Status.DENIED, region=US)["IAM-008.1"]
    assert one.verdict is Verdict.UNKNOWN and f"in {A}/{US}: " in one.summary


# IAM-005


def allow(principal: Any, condition: Any = None, effect: str = "Allow") -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    return statement | ({"Condition": condition} if condition else {})


def trusting(name: str, *statements: Any, path: str = "/") -> dict[str, Any]:
    return role(name, trust={"Statement": list(statements)}, path=path)


def with_roles(*roles: Any) -> Scene:
    return scene().set("iam_graph", graph(roles=roles))


EXTERNAL = {"StringEquals": {"sts:ExternalId": "x"}}


def test_roles_for_accounts_outside() -> None:
    made = with_roles(
        trusting("vendor", allow({"AWS": f"arn:aws:iam::{OTHER}:root"}, EXTERNAL)),
        trusting("agent", allow({"AWS": [OTHER, f"arn:aws:iam::{A}:root"]})),
        trusting(
            "inner", allow({"AWS": f"arn:aws:iam::{A}:role/x"}), allow({"Service": "ec2.amazonaws.com"})
        ),
        trusting("sister", allow({"AWS": f"arn:aws:iam::{B}:root"})),
        trusting("denied", allow({"AWS": OTHER}, effect="Deny")),
        trusting("deleted", allow({"AWS": "AIDACKCEVSQ6C2" + "EXAMPLE"})),
    )
    found = made["IAM-005.1"]
    assert "3 roles for accounts outside, 2 without an external ID" in found.summary
    assert f"vendor ({OTHER}, with external ID)" in found.summary
    assert f"agent ({OTHER}, without external ID)" in found.summary
    assert {r.name for r in found.resources} == {"vendor", "agent", "sister"}
    assert f"{B} and {OTHER}" in found.draft
    known = [{"id": account, "email_domain": "x", "state": "ACTIVE"} for account in (A, B)]
    made.set("org_acc", {"accounts": known})
    assert "2 roles for accounts outside, 1 without" in made["IAM-005.1"].summary
    member = made.status("org_acc", Status.SKIPPED)["IAM-005.1"]
    assert "may be your own" in member.summary and member.verdict is Verdict.SUPPORTS


def test_a_role_for_anybody_is_said_loudly() -> None:
    org = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    for principal in ("*", {"AWS": "*"}, {"AWS": ["*"]}):
        found = with_roles(trusting("open", allow(principal)))["IAM-005.1"]
        assert "ANYBODY in AWS may assume, without any condition: open" in found.summary
        bound = with_roles(trusting("bound", allow(principal, org)))["IAM-005.1"]
        assert "ANYBODY" not in bound.summary and "anybody under a condition" in bound.summary
    inverse = {"Effect": "Allow", "NotPrincipal": {"AWS": A}, "Action": "sts:AssumeRole"}
    assert "ANYBODY" in with_roles(trusting("inverse", inverse))["IAM-005.1"].summary


def test_roles_for_federated_sign_in() -> None:
    saml = {"Federated": f"arn:aws:iam::{A}:saml-provider/okta"}
    oidc = {"Federated": f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"}
    hub = {"Federated": f"arn:aws:iam::{A}:saml-provider/AWSSSO_x"}
    found = with_roles(
        trusting("people", allow(saml)),
        trusting("ci", allow(oidc)),
        trusting("AWSReservedSSO_Admin", allow(hub), path="/aws-reserved/sso.amazonaws.com/"),
    )["IAM-005.1"]
    assert "3 roles for federated sign-in: people (federated by okta)" in found.summary
    assert "federated by token.actions.githubusercontent.com" in found.summary
    assert "AWSReservedSSO" not in found.summary and found.total == 3


def test_which_credentials_others_use() -> None:
    made = with_roles(trusting("vendor", allow({"AWS": OTHER}, EXTERNAL)))
    found = made["IAM-005.2"]
    assert "none without an external ID" in found.summary and "1 user with active keys: ci" in found.summary
    assert "1 role, so with temporary" in found.draft
    assert "no users with active keys" in made.set("iam_rep", report())["IAM-005.2"].summary
    gone = scene()["IAM-005.2"]
    assert gone.summary != found.summary and gone.draft == ""


def test_a_part_of_the_roles_is_shown() -> None:
    made = with_roles(trusting("vendor", allow({"AWS": OTHER})))
    found = made.status("iam_graph", Status.PARTIAL)["IAM-005.1"]
    assert found.verdict is Verdict.UNKNOWN
    assert "Seen so far: 1 role for accounts outside" in found.summary and found.total == 1


# CAA


def assume(*resources: str, action: Any = "sts:AssumeRole") -> dict[str, Any]:
    return {"Statement": {"Effect": "Allow", "Action": action, "Resource": list(resources)}}


def test_policies_to_assume_roles_in_other_accounts() -> None:
    own = {"arn": f"arn:aws:iam::{A}:policy/connect", "attachment_count": 1}
    made = scene().set(
        "iam_graph",
        graph(
            users=[iam_user("u", inline=[{"name": "any", "document": assume("*", action=["sts:*"])}])],
            roles=[
                role("app", inline=[{"name": "in", "document": assume(f"arn:aws:iam::{A}:role/x")}]),
                role("all", inline=[{"name": "star", "document": assume("*", action="*")}]),
                role("bad", inline=["x", {"name": "none", "document": None}]),
            ],
            policies=[own | {"document": assume("arn:aws:iam::*:role/ProductAccess")}],
        ),
    )
    for question in ("CAA-001.1", "CAA-002.1", "CAA-005.1"):
        found = made[question]
        assert found.verdict is Verdict.SUPPORTS
        assert "2 policies of your own to assume roles in other accounts" in found.summary
        assert "connect (arn:aws:iam::*:role/ProductAccess)" in found.summary
        assert "any on user u (any role of any account)" in found.summary
        assert found.total == 2
        assert "no policy of your own" in scene()[question].summary
    assert "2 policies in our accounts" in made["CAA-001.1"].draft
    assert not scene()["CAA-001.1"].draft


def test_idle_regions_are_no_gap() -> None:
    made = scene()
    for place, fact in made.facts.items():
        if place[0] == "sec" and place[2] == US:
            made.facts[place] = degraded(fact, Status.SKIPPED, NOTHING_THERE)
    assert "1 active analyzer" in made["IAM-008.1"].summary
    assert made["IAM-008.1"].verdict is Verdict.SUPPORTS
