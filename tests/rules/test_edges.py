"""Golden edge cases: policies, ranges, ports, dates, members of organizations, hostile names."""

from __future__ import annotations

from typing import Any

import pytest
from rules_scene import (
    ADMIN,
    EU,
    NOW,
    US,
    A,
    B,
    ago,
    contact,
    graph,
    group,
    iam_user,
    idle,
    key,
    perm,
    root,
    scene,
    user,
)

from ftr_tui import rules
from ftr_tui.model.facts import Status, Verdict
from ftr_tui.rules.reading import NOTHING_THERE
from ftr_tui.rules.words import count, every, faulty, listed


def ssh(*perms: Any, lists: Any = None) -> Any:
    made = scene().set("sg", {"groups": [group("sg-0", "default")]}, region=US)
    made.set("sg", {"groups": [group("sg-0", "default"), group(ingress=perms)]}, region=EU)
    if lists is not None:
        made.set("plist", {"lists": lists}, region=EU)
    return made["NETSEC-001.2"]


@pytest.mark.parametrize(
    "perms",
    [
        [perm("0.0.0.0/1"), perm("128.0.0.0/1")],
        [perm("0.0.0.0/1", "128.0.0.0/1", first=20, last=30)],
        [perm("0.0.0.0/1", first=0, last=65535), perm("128.0.0.0/1", protocol="-1", first=None, last=None)],
        [perm("::/0")],
        [perm("::/1", "8000::/1")],
        [perm("0.0.0.0/0", first=20, last=30)],
        [perm("0.0.0.0/0", protocol="6")],
        [perm("0.0.0.0/0", protocol="17", first=3389, last=3389)],
        [perm("0.0.0.0/0", protocol="UDP")],
        [perm("0.0.0.0/0", protocol="-1", first=None, last=None)],
        [perm("0.0.0.0/0", protocol=-1, first=443, last=443)],
        [perm("0.0.0.0/0", first=None, last=None)],
        [perm("0.0.0.0/0", first=-1, last=-1)],
        [perm("10.0.0.0/8"), perm("0.0.0.0/0", first=3000, last=4000)],
    ],
)
def test_the_world_reaches_ssh_or_rdp(perms: Any) -> None:
    found = ssh(*perms)
    assert found.verdict is Verdict.NO
    assert found.resources[0].name == "sg-1 web"
    assert found.resources[0].region == EU
    assert found.recheck == [f"aws ec2 describe-security-groups --region {EU}"]
    assert found.summary.startswith("1 of 3 security groups lets the world reach port 22 or 3389: sg-1 web.")


@pytest.mark.parametrize(
    "perms",
    [
        [perm("0.0.0.0/0", first=443, last=443)],
        [perm("0.0.0.0/0", protocol="icmp", first=-1, last=-1)],
        [perm("0.0.0.0/0", protocol="1", first=None, last=None)],
        [perm("0.0.0.0/0", first=23, last=3388)],
        [perm("10.0.0.0/8")],
        [perm("0.0.0.0/1"), perm("128.0.0.0/1", first=3389, last=3389)],
        [],
    ],
)
def test_the_world_does_not(perms: Any) -> None:
    assert ssh(*perms).verdict is Verdict.YES


def test_wide_ranges_are_mentioned_and_asked_about() -> None:
    found = ssh(perm("0.0.0.0/1"))
    assert found.verdict is Verdict.YES
    assert "Worth a look" in found.summary
    assert "SSH or RDP from 0.0.0.0/1" in found.assumes


def test_prefix_lists() -> None:
    rule = perm(lists=["pl-1"])
    assert ssh(rule).verdict is Verdict.UNKNOWN
    assert "prefix lists" in ssh(rule).summary
    assert ssh(rule, lists={"pl-1": ["0.0.0.0/0"]}).verdict is Verdict.NO
    assert ssh(rule, lists={"pl-1": ["10.0.0.0/8"]}).verdict is Verdict.YES
    assert ssh(rule, lists={"pl-2": ["10.0.0.0/8"]}).verdict is Verdict.UNKNOWN
    assert ssh(rule, perm("128.0.0.0/1"), lists={"pl-1": ["0.0.0.0/1"]}).verdict is Verdict.NO
    assert ssh(perm(lists=["pl-1"], first=443, last=443)).verdict is Verdict.YES
    assert ssh(perm("300.0.0.0/0")).verdict is Verdict.UNKNOWN


def test_default_groups() -> None:
    own = scene().set(
        "sg", {"groups": [group("sg-0", "default", [perm(protocol="-1", first=None, last=None)])]}
    )
    assert own["NETSEC-001.1"].verdict is Verdict.NO
    assert own["NETSEC-001.1"].resources[0].detail == "1 inbound rule, no outbound rules"
    out = scene().set("sg", {"groups": [group("sg-0", "default", egress=[perm("0.0.0.0/0")])]}, region=US)
    assert out["NETSEC-001.1"].summary.startswith(
        "1 of 2 default security groups still has rules: sg-0 default."
    )
    shared = scene().set("sg", {"groups": [group("sg-5", "web", vpc="vpc-shared")]}, region=US)
    assert shared["NETSEC-001.1"].verdict is Verdict.SUPPORTS


def test_no_region_in_scope_proves_nothing() -> None:
    nothing = scene().change("regions", scope=[])
    for question in ("NETSEC-001.1", "NETSEC-001.2", "IAM-002.3", "BAR-002.1"):
        assert nothing[question].verdict is Verdict.UNKNOWN


def test_an_empty_region_is_no_reason_where_groups_must_be_read() -> None:
    assert idle(scene(), "sg")["NETSEC-001.1"].verdict is Verdict.UNKNOWN
    assert idle(scene(), "gd")["IAM-002.3"].verdict is Verdict.UNKNOWN
    assert idle(scene(), "alarms")["ARC-005.1"].verdict is Verdict.SUPPORTS
    assert NOTHING_THERE == "no resources seen in this Region"


# Keys, dates, people


def report(*rows: Any) -> dict[str, Any]:
    return {"generated_at": NOW, "rows": list(rows)}


def test_age_of_keys() -> None:
    def age(*keys: Any, name: str = "ci") -> Any:
        return scene().set("iam_rep", report(root(), user(name, keys=keys)))["IAM-002.1"]

    assert age(key(90)).verdict is Verdict.YES
    assert age(key(90.001)).verdict is Verdict.NO
    assert age(key(400, active=False)).verdict is Verdict.YES
    assert age(key(None)).verdict is Verdict.UNKNOWN
    assert age(key(10, active=None)).verdict is Verdict.UNKNOWN
    assert "1 of 2 active keys is older than 90 days: ci." in age(key(200, None), key(1)).summary
    assert "The only active key was made" in age(key(90)).summary
    assert "unused for over 90 days: ci" in age(key(100, None)).summary  # no_information: never used
    assert "unused" not in age(key(80, None)).summary
    rooted = scene().set("iam_rep", report(root(keys=[key(100)])))
    assert rooted["IAM-002.1"].verdict is Verdict.NO
    assert rooted["ARC-004.1"].verdict is Verdict.YES
    assert "not by the account summary: the worse counts" in rooted["ARC-004.1"].summary


def test_key_list_is_worst_first() -> None:
    rows = [root(), user("new", keys=[key(1)]), user("old", keys=[key(300, None), key(5, active=False)])]
    found = scene().set("iam_rep", report(*rows))["IAM-002.2"]
    assert [r.name for r in found.resources] == ["old", "new"]
    assert "old (rotated 2026-01-28, last used never)" in found.draft
    assert "1 inactive key besides" in found.summary


def test_people_and_mfa() -> None:
    made = scene().set("iam_idp", {"saml": ["arn:x"], "oidc": []})
    assert made["IAM-001.1"].verdict is Verdict.SUPPORTS
    assert "1 SAML provider" in made["IAM-001.1"].summary
    made.set("iam_rep", report(root(), user("bob", password=True, mfa=False)))
    assert made["IAM-001.1"].verdict is Verdict.NO
    hub = scene().set("sso", {"instances": [{"arn": "arn:i", "owner": B, "status": "ACTIVE"}]})
    assert hub["IAM-001.1"].verdict is Verdict.SUPPORTS
    vague = scene().set("iam_rep", report(user("bob", password=True, mfa=None)))
    assert vague["IAM-001.1"].verdict is Verdict.UNKNOWN
    assert scene().set("iam_rep", report(user("bob", password=None)))["IAM-001.1"].verdict is Verdict.UNKNOWN
    assert "key-only" not in scene()["IAM-001.1"].assumes
    assert "machines" in scene()["IAM-001.1"].assumes
    bare = scene().change("iam_sum", AccountMFAEnabled=0)
    assert f"Warning: root has no MFA in {A}." in bare["IAM-001.1"].summary
    assert "Warning" not in bare.change("iam_sum", AccountPasswordPresent=0)["IAM-001.1"].summary


def test_root_use() -> None:
    recent = scene().set("iam_rep", report(root(used=3)))
    recent.set("root_ev", {"events": [{"name": "ConsoleLogin", "time": ago(3)}] * 2})
    found = recent["ARC-001.1"]
    assert found.verdict is Verdict.SUPPORTS
    assert "last used 2026-11-21 events: ConsoleLogin 2" in found.summary
    assert scene().set("iam_rep", report(root(used=365)))["ARC-001.1"].verdict is Verdict.SUPPORTS
    assert scene().set("iam_rep", report(root(used=366)))["ARC-001.1"].verdict is Verdict.NO
    assert scene().set("iam_rep", report(root()))["ARC-001.1"].verdict is Verdict.NO
    used_key = root(keys=[key(700, 20, active=False)])
    assert scene().set("iam_rep", report(used_key))["ARC-001.1"].verdict is Verdict.SUPPORTS
    assert scene().set("iam_rep", report())["ARC-001.1"].verdict is Verdict.SUPPORTS
    gone = scene().set("iam_rep", report(root(used=3))).change("iam_sum", AccountPasswordPresent=0)
    gone.set("org", {"in_organization": True, "management_account": B})
    assert gone["ARC-001.1"].verdict is Verdict.NO
    assert "member accounts without root credentials" in gone["ARC-001.1"].assumes
    # AccountPasswordPresent is not sent everywhere: what is not known is not "no password".
    unknown = scene().set("iam_rep", report(root(used=3))).change("iam_sum", AccountPasswordPresent=None)
    assert unknown["ARC-001.1"].verdict is Verdict.SUPPORTS


def test_contacts_of_members_are_not_asked_for() -> None:
    member = {"in_organization": True, "id": "o", "management_account": B, "feature_set": "ALL"}
    none = {"BILLING": contact(False), "OPERATIONS": contact(False), "SECURITY": contact()}
    made = scene().set("org", member).set("contacts", none)
    found = made["ACOM-001.1"]
    assert found.verdict is Verdict.SUPPORTS
    assert f"management account {B}" in found.draft
    assert "not set: BILLING and OPERATIONS" in found.summary
    assert made.status("org", Status.DENIED)["ACOM-001.1"].verdict is Verdict.UNKNOWN
    manager = scene().set("org", member | {"management_account": A}).set("contacts", none)
    assert manager["ACOM-001.1"].summary.startswith(
        "2 of 3 alternate contacts are not set: BILLING and OPERATIONS."
    )
    both = scene(A, B).set("org", member).set("org", member, B).set("contacts", none)
    assert both["ACOM-001.1"].verdict is Verdict.SUPPORTS
    assert both.set("contacts", none, B)["ACOM-001.1"].verdict is Verdict.NO
    vague = scene().set("org", member | {"management_account": None})
    assert vague["ACOM-001.1"].verdict is Verdict.UNKNOWN


def test_password_policy() -> None:
    weak = {"set": True, "MinimumPasswordLength": 14, "PasswordReusePrevention": None, "MaxPasswordAge": 90}
    assert scene().set("iam_pw", {"set": False})["IAM-003.1"].verdict is Verdict.NO
    assert "AWS's default of 8 characters" in scene().set("iam_pw", {"set": False})["IAM-003.1"].summary
    made = scene().set("iam_pw", weak)
    assert "14 characters, no rule on reuse, 90 days" in made["IAM-003.1"].summary
    made.set("iam_rep", report(root(), user("ci", keys=[key(1)])))
    assert made["IAM-003.1"].verdict is Verdict.SUPPORTS
    assert "applies to nobody" in made["IAM-003.1"].draft
    assert made.status("iam_rep", Status.DENIED)["IAM-003.1"].verdict is Verdict.UNKNOWN
    assert scene().status("iam_rep", Status.DENIED)["IAM-003.1"].verdict is Verdict.YES


def test_monitoring_is_never_a_no() -> None:
    off = scene().set("gd", {"detectors": [{"id": "d", "status": "DISABLED"}]}, region=US)
    assert off["IAM-002.3"].verdict is Verdict.SUPPORTS
    assert off["IAM-002.3"].resources[0].region == US
    for trail in ({"multi_region": False, "logging": True}, {"multi_region": True, "logging": None}):
        made = scene().set("trails", {"trails": [{"arn": "t", **trail}]})
        assert made["IAM-002.3"].verdict is Verdict.SUPPORTS


def test_alarms() -> None:
    data = {
        "alarms": [
            {"name": "a", "actions_enabled": True, "actions": ["t"], "state": "OK"},
            {"name": "b", "actions_enabled": False, "actions": ["t"], "state": "OK"},
        ],
        "subscriptions": [
            {"topic": "t", "protocol": "email", "to": "example.com", "confirmed": True},
            {"topic": "t", "protocol": "email", "to": "x.example", "confirmed": False},
            {"topic": "other", "protocol": "sqs", "to": "q", "confirmed": True},
        ],
    }
    found = idle(scene(), "alarms").set("alarms", data, region=EU)["ARC-005.1"]
    assert (
        "2 alarms, 1 without an action; their topics reach email example.com; 1 subscription never confirmed;"
        " 1 subscription on other topics; GuardDuty on in 2 of 2 Regions" in found.summary
    )


# Words


def test_hostile_names_stay_data() -> None:
    for name in ("[/red]", "\x1b[2J", "a\nb", "{0}", "%s", "$(x)", "é" * 256, "=cmd", ""):
        rows = [root(), user(name, password=True, keys=[key(500)])]
        made = scene().set("iam_rep", report(*rows))
        made.set("iam_graph", graph([iam_user(name, [{"name": name, "document": ADMIN}])]))
        made.set("sg", {"groups": [group(name, name, [perm("0.0.0.0/0")])]})
        made.set("s3_list", {"buckets": [{"name": name, "region": name}]})
        for found in made.judge().values():
            text = found.model_dump_json()
            assert "\\u001b[" not in text.replace("\\\\u001b", "")
            assert "\n" not in found.summary
            assert not any(name in line for line in found.recheck if name)
        assert made["IAM-001.1"].resources[0].name == name.replace("\x1b", "\\u001b")
    assert "[/red]" in scene().set("iam_rep", report(user("[/red]", password=True)))["IAM-001.1"].summary


def test_a_shape_nobody_promised_costs_one_finding() -> None:
    made = scene().set("iam_rep", {"generated_at": NOW, "rows": [user("x") | {"keys": 5}]})
    found = made.judge()
    assert len(found) == 47
    assert found["IAM-002.1"].verdict is Verdict.UNKNOWN
    assert "please report this" in found["IAM-002.1"].summary
    assert found["SUP-001.1"].verdict is Verdict.YES


def test_a_complete_fact_without_its_keys_proves_nothing() -> None:
    for data in ({}, None, [], {"groups": None}):
        assert scene().set("sg", data)["NETSEC-001.2"].verdict is Verdict.UNKNOWN


def test_words() -> None:
    assert [count(n, "policy") for n in (0, 1, 2)] == ["no policies", "1 policy", "2 policies"]
    assert count(3, "key") == "3 keys"
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert every(1, "key", "is", "are") == "The only key is."
    assert every(2, "key", "is", "are") == "Both keys are."
    assert faulty([], 3, "key", ("is", "are")) == "0 of 3 keys are: ."


# What is only told


def test_central_root_access_is_told_and_nothing_follows() -> None:
    plain = scene().judge()
    told = scene().set("root_feat", {"features": ["RootCredentialsManagement", "RootSessions"]}).judge()
    for question in ("ARC-001.1", "ARC-004.1"):
        was, now = plain[question], told[question]
        assert (now.verdict, now.assumes, now.draft) == (was.verdict, was.assumes, was.draft)
        assert "Central root access" in now.summary and "removes no credentials" in now.summary
        assert f"seen from {A} (RootCredentialsManagement and RootSessions)" in now.summary
    off = scene().set("root_feat", {"features": []}).judge()
    assert off == plain
    for status in (Status.DENIED, Status.SKIPPED, Status.FAILED):
        unread = scene().set("root_feat", {"features": []}).status("root_feat", status)
        assert unread.judge() == plain


def test_a_call_that_only_adds_words_leaves_no_control_open() -> None:
    made = scene().set("contact", {"company": ""}).set("root_feat", {"features": []})
    gaps = rules.unread(made.status("contact", Status.DENIED).status("root_feat", Status.DENIED).all())
    assert {gap.action: gap.controls for gap in gaps} == {"svc:Readcontact": [], "svc:Readroot_feat": []}


def test_the_company_that_an_account_names_is_told() -> None:
    one = scene(A, B).set("contact", {"company": "Acme Ltd"}).set("contact", {"company": ""}, B)
    found = one["ACOM-002.1"]
    assert found.verdict is Verdict.SUPPORTS
    said = f"AWS has as company of {A}: Acme Ltd. The contact of {B} names no company."
    assert said in found.summary and said in found.draft
    plain = scene(A, B)["ACOM-002.1"]
    assert "company" not in plain.summary + plain.draft
    assert one.status("contact", Status.DENIED).status("contact", Status.DENIED, B)["ACOM-002.1"] == plain
