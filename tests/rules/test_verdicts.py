"""Each rule with a yes, a no, an unknown, an empty account and a part of the pages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from rules_scene import (
    ADMIN,
    EU,
    NOW,
    TEXTS,
    US,
    A,
    B,
    ago,
    contact,
    degraded,
    empty_scene,
    graph,
    group,
    iam_user,
    idle,
    job,
    key,
    perm,
    root,
    scene,
    user,
)

from ftr_tui.model.facts import Facts, Status, Verdict
from ftr_tui.rules import RULES, judge, partial, unread

FAVOURABLE = {
    "SUP-001.1": "yes",
    "ARC-001.1": "no",
    "ARC-004.1": "no",
    "ACOM-001.1": "yes",
    "IAM-001.1": "yes",
    "IAM-002.1": "yes",
    "IAM-002.3": "yes",
    "IAM-003.1": "yes",
    "NETSEC-001.1": "yes",
    "NETSEC-001.2": "yes",
    "BAR-002.1": "yes",
}
SUPPORTED = {"ARC-005.1", "IAM-002.2", "IAM-006.1", "S3-001.1"}
OWN = [r for r in RULES if r.question in FAVOURABLE or r.question in SUPPORTED]
"""The rules that are tested here; the slices have tests of their own."""
FURTHER = {"WAFR-001.2": "yes", "NETSEC-002.1": "yes", "BAR-001.1": "yes", "SDAT-002.1": "yes"}
REPORT: dict[str, Any] = {"generated_at": NOW}
# question -> what spoils it, and the verdict then
AGAINST = [
    ("SUP-001.1", "support", {"subscribed": False, "codes": []}, "no"),
    (
        "ARC-004.1",
        "iam_sum",
        {"AccountAccessKeysPresent": 1, "AccountPasswordPresent": 1, "AccountMFAEnabled": 1},
        "yes",
    ),
    (
        "ACOM-001.1",
        "contacts",
        {"BILLING": contact(False), "OPERATIONS": contact(), "SECURITY": contact()},
        "no",
    ),
    ("IAM-001.1", "iam_rep", {**REPORT, "rows": [root(), user("bob", password=True)]}, "no"),
    ("IAM-002.1", "iam_rep", {**REPORT, "rows": [root(), user("ci", keys=[key(91)])]}, "no"),
    ("IAM-003.1", "iam_pw", {"set": True, "MinimumPasswordLength": 10, "PasswordReusePrevention": 3}, "no"),
    ("IAM-006.1", "iam_graph", graph([iam_user("bob", [{"name": "all", "document": ADMIN}])]), "no"),
    ("NETSEC-001.1", "sg", {"groups": [group("sg-0", "default", [perm("10.0.0.0/8")])]}, "no"),
    ("NETSEC-001.2", "sg", {"groups": [group("sg-0", "default"), group(ingress=[perm("0.0.0.0/0")])]}, "no"),
]


def test_one_rule_for_each_question_with_hashes() -> None:
    questions = [rule.question for rule in RULES]
    assert len(set(questions)) == len(questions) == 47
    assert all(rule.aws_text and all(t.startswith("sha256:") for t in rule.aws_text) for rule in RULES)
    assert all(rule.what and "\n" not in rule.what for rule in RULES)
    assert {r.question for r in RULES if r.favourable_answer == "no"} == {
        "ARC-001.1",
        "ARC-004.1",
        "IAM-009.1",
    }
    assert Verdict.YES not in next(r.can for r in RULES if r.question == "IAM-006.1")


def test_hashes_are_those_of_the_shipped_checklist() -> None:
    path = Path(__file__).parents[2] / "questionnaires" / "partner-hosted-2026.1.toml"
    controls = tomllib.loads(path.read_text("utf-8"))["control"]
    shipped = {q["id"]: (c["id"], q.get("aws_text")) for c in controls for q in c.get("question", [])}
    for rule in RULES:
        control, text = shipped[rule.question]
        assert control == rule.control
        assert text in rule.aws_text


def test_a_good_account_is_favourable_where_a_rule_may_be() -> None:
    found = scene().judge()
    assert {q: f.verdict.value for q, f in found.items() if f.verdict.decided} == FAVOURABLE | FURTHER
    assert all(found[q].favourable for q in FAVOURABLE | FURTHER)
    assert all(
        f.verdict is Verdict.SUPPORTS and f.favourable is None
        for q, f in found.items()
        if q not in FAVOURABLE | FURTHER
    )


@pytest.mark.parametrize(("question", "collector", "data", "verdict"), AGAINST)
def test_against(question: str, collector: str, data: Any, verdict: str) -> None:
    spoiled = scene().set(collector, data)
    found = spoiled[question]
    assert found.verdict.value == verdict
    assert found.favourable is False
    assert found.total == len(found.resources) >= 1
    assert found.recheck
    # A part of the pages that holds the fault disproves as well as the whole.
    if question != "ACOM-001.1":  # one contact alone is one call, so no page can be missing
        assert spoiled.status(collector, Status.PARTIAL)[question].verdict.value in (verdict, "unknown")


@pytest.mark.parametrize(
    "question", ["IAM-001.1", "IAM-002.1", "IAM-006.1", "NETSEC-001.1", "NETSEC-001.2", "ARC-004.1"]
)
def test_a_fault_on_a_part_of_the_pages_counts(question: str) -> None:
    _, collector, data, verdict = next(case for case in AGAINST if case[0] == question)
    found = scene().set(collector, data).status(collector, Status.PARTIAL)[question]
    assert found.verdict.value == verdict
    assert "Could not read" in found.summary
    if question != "ARC-004.1":
        assert found.summary.startswith("At least ")


@pytest.mark.parametrize("rule", OWN, ids=lambda r: r.question)
def test_unknown_without_permission(rule: Any) -> None:
    needed = {"ARC-001.1": ("iam_sum", "iam_rep"), "IAM-001.1": ("iam_rep", "iam_idp", "sso")}
    optional = {"restores", "plist", "root_ev"}
    for collector in needed.get(rule.question, set(rule.collectors) - optional):
        if (rule.question, collector) in (("IAM-003.1", "iam_rep"), ("S3-001.1", "s3_pub")):
            continue
        for status in (Status.DENIED, Status.FAILED, Status.PARTIAL):
            spoiled = scene().status(collector, status)
            if rule.question == "BAR-002.1" and collector == "bak":
                spoiled.change("bak", read=["protected"]) if status is Status.PARTIAL else None
            found = spoiled[rule.question]
            assert found.verdict is Verdict.UNKNOWN, (collector, status)
            assert found.favourable is None
            assert f"svc:Read{collector}" in found.summary or "Throttling" in found.summary
            assert not found.assumes
            assert not found.draft
        assert "Not read yet" in scene().drop(collector)[rule.question].summary


def test_an_empty_account() -> None:
    found = empty_scene().judge()
    assert {
        q: f.verdict.value
        for q, f in found.items()
        if f.verdict.decided or q in SUPPORTED | FAVOURABLE.keys()
    } == {
        "IAM-012.1": "yes",  # no active key, no function that could hold one
        "IAM-012.2": "not-applicable",
        "SUP-001.1": "no",
        "ARC-001.1": "no",  # root was never used
        "ARC-004.1": "no",
        "ARC-005.1": "supports",
        "ACOM-001.1": "no",
        "IAM-001.1": "supports",  # nobody seen is not "everybody has MFA"
        "IAM-002.1": "yes",
        "IAM-002.2": "supports",
        "IAM-002.3": "supports",
        "IAM-003.1": "supports",
        "IAM-006.1": "supports",
        "NETSEC-001.1": "yes",
        "NETSEC-001.2": "yes",
        "BAR-002.1": "supports",
        "S3-001.1": "supports",
    }
    assert found["NETSEC-001.1"].summary.startswith("No VPC in 2 Regions")
    assert "No active access keys found" in found["IAM-002.1"].summary
    assert not any("all 0" in f.summary.lower() or " 0 " in f.summary for f in found.values())


def test_nothing_read_at_all() -> None:
    for found in judge(Facts((), NOW), TEXTS):
        assert found.verdict is Verdict.UNKNOWN
        assert found.summary == "Not read yet."
        assert found.read_at == NOW
    assert partial(Facts((), NOW)) == {r.question for r in RULES}


def test_while_a_scan_runs() -> None:
    running = scene()
    assert partial(running.all()) == {"NETSEC-001.2"}  # prefix lists
    running.drop("sg", region=US)
    assert {"NETSEC-001.1", "NETSEC-001.2"} <= partial(running.all())
    assert running["NETSEC-001.1"].verdict is Verdict.UNKNOWN
    waiting = {f.question: f for f in judge(scene().all(), TEXTS, accounts=[A, B])}
    assert waiting["SUP-001.1"].verdict is Verdict.UNKNOWN
    assert "Not read yet: the support plan in 444455556666." in waiting["SUP-001.1"].summary
    assert "1 of 2 accounts read whole" in waiting["SUP-001.1"].summary
    assert "SUP-001.1" in partial(scene().all(), [A, B])


def test_a_changed_sentence_of_aws_decides_nothing() -> None:
    facts = scene().set("support", {"subscribed": False, "codes": []}).all()
    for texts, why in ((dict.fromkeys(TEXTS, "sha256:other"), "has changed"), ({}, "not known")):
        for found in judge(facts, texts):
            assert found.verdict is Verdict.SUPPORTS
            assert found.favourable is None
            assert not found.assumes
            if found.question in FAVOURABLE:
                assert why in found.summary
    unreadable = scene().status("support", Status.DENIED).all()
    said = {f.question: f for f in judge(unreadable, {})}
    assert said["SUP-001.1"].verdict is Verdict.UNKNOWN


def test_several_accounts() -> None:
    both = scene(A, B)
    assert both["SUP-001.1"].verdict is Verdict.YES
    assert both["SUP-001.1"].accounts == [A, B]
    assert "Both accounts have Business Support or higher." in both["SUP-001.1"].summary
    both.status("support", Status.DENIED, B)
    assert both["SUP-001.1"].verdict is Verdict.UNKNOWN
    assert "1 of 2 accounts read whole" in both["SUP-001.1"].summary
    both.set("support", {"subscribed": False, "codes": []})
    assert both["SUP-001.1"].verdict is Verdict.NO
    rows = [root(), *(user(f"u{n}", password=True) for n in range(7))]
    both.set("iam_rep", {"generated_at": NOW, "rows": rows}, B)
    summary = both["IAM-001.1"].summary
    assert summary.startswith("7 of 8 console users have no MFA: u0, u1, u2, u3, u4, and 2 more.")


def test_scope_of_a_favourable_verdict() -> None:
    alone = scene()["IAM-002.1"]
    assert alone.assumes == f"Production runs in account {A} and in no others."
    assert "1 account seen" in alone.full
    org = {"in_organization": True, "id": "o", "management_account": A, "feature_set": "ALL"}
    listed = {"accounts": [{"id": A, "email_domain": "x", "state": "ACTIVE"}]}
    known = scene().set("org", org).set("org_acc", listed)
    assert known["IAM-002.1"].assumes == ""
    listed["accounts"].append({"id": B, "email_domain": "x", "state": "SUSPENDED"})
    assert known["IAM-002.1"].assumes == ""
    listed["accounts"].append({"id": "777788889999", "email_domain": "x", "state": "ACTIVE"})
    assert "1 account seen, 1 of the organization's 2" in known["IAM-002.1"].full
    assert known.status("org_acc", Status.PARTIAL)["IAM-002.1"].assumes
    narrow = scene().change("regions", scope=[EU])
    found = narrow["NETSEC-001.2"]
    assert found.verdict is Verdict.YES
    assert f"Production runs in Region {EU} only." in found.assumes.split("\n")
    texts = {f.assumes.split("\n")[-1] for f in narrow.judge().values() if f.favourable and f.regions}
    assert texts == {f"Production runs in Region {EU} only."}


def test_every_finding_is_whole() -> None:
    for made in (scene(), scene(A, B), empty_scene(), idle(scene(), "alarms", "bak")):
        for found in made.judge().values():
            rule = next(r for r in RULES if r.question == found.question)
            assert found.verdict in rule.can
            assert found.recheck
            assert all(line.startswith("aws ") and "\n" not in line for line in found.recheck)
            assert found.read_at == ago(0.01)
            assert found.accounts
            assert set(found.sources) <= set(rule.collectors)
            assert found.scope.startswith("Read ") or " Read " in found.scope
            assert "2026-11-24 09:50 UTC" in found.scope
            assert found.verdict.decided or not found.assumes
            if found.draft:
                assert "2026-11-24" in found.draft
            if rule.regional and found.regions:
                assert any("--region" in line for line in found.recheck)


def test_unread_lists_each_call_once() -> None:
    made = scene().status("iam_rep", Status.DENIED).status("sg", Status.FAILED, region=US)
    made.status("contacts", Status.DENIED)
    place = ("who", A, None)
    made.facts[place] = degraded(made.facts[place], Status.SKIPPED, "not asked for")
    found = {(u.action, u.region): u for u in unread(made.all(), RULES)}
    assert list(found) == sorted(found, key=lambda k: (k[1], k[0]))
    assert found["svc:Readiam_rep", ""].controls == [
        "ARC-001",
        "ARC-004",
        "IAM-004",
        "IAM-007",
        "IAM-008",
        "IAM-001",
        "IAM-003",
        "IAM-002",
        "IAM-005",
        "IAM-012",
    ]
    assert found["svc:Readsg", US].controls == ["NETSEC-001"]
    assert found["svc:Readsg", US].code == "Throttling"
    assert len(found) == 3


SUPPORTS = [
    ("ARC-005.1", "alarms", {"alarms": [], "subscriptions": []}),
    ("ARC-005.1", "gd", {"detectors": []}),
    ("IAM-002.2", "iam_rep", {**REPORT, "rows": [root()]}),
    ("IAM-006.1", "iam_graph", graph()),
    ("S3-001.1", "s3_list", {"buckets": []}),
    ("BAR-002.1", "bak", {"read": [], "restore_plans": [], "restore_jobs": [], "protected": []}),
]


@pytest.mark.parametrize(("question", "collector", "without"), SUPPORTS)
def test_supports_speaks_of_what_is_there(question: str, collector: str, without: Any) -> None:
    with_, gone = scene()[question], scene().set(collector, without)[question]
    assert gone.verdict is Verdict.SUPPORTS
    assert with_.summary != gone.summary


def test_public_buckets_are_named_only_where_the_account_lets_them() -> None:
    open_ = scene().set("s3_acct", {"set": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": False})
    open_.set("s3_pub", {"checked": 2, "public": [{"name": "site", "region": EU, "by": "policy"}]})
    assert "1 public bucket: site (public by policy)" in open_["S3-001.1"].summary
    assert open_["S3-001.1"].total == 1
    open_.status("s3_pub", Status.DENIED)
    assert open_["S3-001.1"].verdict is Verdict.UNKNOWN
    assert scene().drop("s3_pub")["S3-001.1"].verdict is Verdict.SUPPORTS


def test_restore_tests() -> None:
    found = scene()["BAR-002.1"]
    assert "RDS, restored 2026-10-25, in 42 min, validation SUCCESSFUL" in found.summary
    assert "42 min" in found.draft
    for bad in (
        job(366),
        job(status="FAILED"),
        job(validation="FAILED"),
        job(plan_arn=None),
        job(plan_arn="arn:x"),
    ):
        assert scene().change("bak", restore_jobs=[bad])["BAR-002.1"].verdict is Verdict.SUPPORTS
    assert scene().change("bak", restore_jobs=[job(364)])["BAR-002.1"].verdict is Verdict.YES
    other = scene().change("bak", protected=[{"arn": f"arn:aws:dynamodb:{EU}:{A}:table/t"}])
    assert "never restored by a test: dynamodb" in other["BAR-002.1"].assumes
    assert idle(scene(), "bak")["BAR-002.1"].verdict is Verdict.SUPPORTS
    half = scene().status("bak", Status.SKIPPED, region=US)
    assert half["BAR-002.1"].verdict is Verdict.UNKNOWN
    lifecycle = scene().status("bak", Status.PARTIAL)
    assert lifecycle["BAR-002.1"].verdict is Verdict.YES  # the parts that matter were read whole
    hand = scene().change("bak", restore_jobs=[])
    hand.set("restores", {"events": [{"name": "RestoreTableToPointInTime", "time": ago(5)}]})
    assert "RestoreTableToPointInTime 2), the last on 2026-11-19" in hand["BAR-002.1"].summary
