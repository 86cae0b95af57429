"""Credentials in code and stores, programs' roles, patches, Macie and the CIS benchmark."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rules_scene import EU, NOW, US, A, B, Scene, ago, degraded, empty_scene, idle, key, root, scene, user
from scene_identity import BEST, CIS, definition, function, operations, security

from ftr_tui.model.facts import Fact, Status, Verdict
from ftr_tui.rules.parts import NOT_ASKED, last

KEYLESS: dict[str, Any] = {"generated_at": NOW, "rows": [root(), user("ann", password=True)]}
AWS_KEY = [{"name": "UPLOAD_ID", "pattern": "aws-access-key"}]
SUPPORTING = [
    ("IAM-009.1", ["fn", "tasks", "udata"]),
    ("IAM-010.1", ["ops"]),
    ("IAM-011.1", ["ops"]),
    ("IAM-012.1", ["fn", "tasks", "iam_rep"]),
    ("IAM-012.2", ["iam_rep"]),
    ("SECOPS-001", ["sec", "ops", "patch"]),
    ("SDAT-001.1", ["sec"]),
    ("CIS.1", ["sec"]),
    ("CIS.2", ["sec"]),
    ("RCVP-001.2", ["sec"]),
]


@pytest.mark.parametrize(("question", "collectors"), SUPPORTING)
def test_supports_and_unknown(question: str, collectors: list[str]) -> None:
    for made in (scene(), scene(A, B)):
        found = made[question]
        assert (found.verdict, found.favourable, found.assumes) == (Verdict.SUPPORTS, None, "")
        assert found.recheck and " 0 " not in found.summary
    for collector in collectors:
        for status in (Status.DENIED, Status.FAILED, Status.PARTIAL):
            spoiled = scene().status(collector, status)
            if status is Status.PARTIAL and collector in ("sec", "ops"):
                spoiled.change(collector, read=[])
            assert spoiled[question].verdict is Verdict.UNKNOWN, (collector, status)
        assert "Not read yet" in scene().drop(collector)[question].summary


def test_an_empty_account() -> None:
    found = empty_scene().judge()
    verdicts = {q: found[q].verdict.value for q, _ in SUPPORTING}
    assert verdicts == dict.fromkeys(verdicts, "supports") | {
        "IAM-012.1": "yes",  # no key, so no program can use one
        "IAM-012.2": "not-applicable",
    }
    assert not any(" 0 " in found[q].summary for q in verdicts)
    assert all(found[q].recheck for q in verdicts)
    drafted = {q for q in verdicts if found[q].draft}
    assert drafted == {"IAM-012.1", "IAM-012.2"}


def everywhere(made: Scene, collector: str, status: Status, note: str) -> Scene:
    for place, fact in made.facts.items():
        if place[0] == collector:
            made.facts[place] = degraded(fact, status, note)
    return made


def above(made: Scene, collector: str, data: dict[str, Any]) -> Scene:
    for region in (EU, US):
        made.facts[collector, A, region] = Fact(collector, A, region, Status.COMPLETE, data, ago(0.01), 1)
    return made


def not_asked(made: Scene, ecs: list[str], states: list[str]) -> Scene:
    above(made, "res", {"read": ["ecs"], "ecs": ecs})
    rows = [{"id": f"i-{n}", "state": state, "profile": "arn:p"} for n, state in enumerate(states)]
    above(made, "inst", {"instances": rows})
    for collector in ("tasks", "udata", "patch"):
        everywhere(made, collector, Status.SKIPPED, NOT_ASKED)
    return made


# IAM-009


def test_a_key_in_a_variable_is_the_unfavourable_yes() -> None:
    made = scene().set("fn", {"functions": [function(patterns=AWS_KEY), function("b")]}, region=EU)
    found = made["IAM-009.1"]
    assert (found.verdict, found.favourable) == (Verdict.YES, False)
    assert found.summary.startswith(
        "1 value looks like a credential: function web UPLOAD_ID (AWS access key)."
    )
    assert found.assumes and found.total == 1
    assert all("Variables}" not in line and "get-" not in line for line in found.recheck)
    part = made.status("fn", Status.PARTIAL, region=EU)["IAM-009.1"]
    assert part.verdict is Verdict.YES and part.summary.startswith("At least 1 value")
    assert "Could not read Lambda functions" in part.summary


def test_keys_in_tasks_and_user_data() -> None:
    pattern = [{"name": "GH", "pattern": "github-token"}]
    made = scene().set("tasks", {"definitions": [definition(patterns=pattern)]}, region=US)
    assert "task definition api:7 GH (GitHub token)" in made["IAM-009.1"].summary
    made = scene().set("udata", {"instances": [{"id": "i-9", "patterns": ["private-key"]}]}, region=US)
    found = made["IAM-009.1"]
    assert found.verdict is Verdict.YES and "user data of i-9 (private key)" in found.summary


def test_names_of_secrets_with_literal_values_only_support() -> None:
    rows = [function(literal_secrets=["DB_PASSWORD"])]
    found = scene().set("fn", {"functions": rows}, region=EU)["IAM-009.1"]
    assert found.verdict is Verdict.SUPPORTS and not found.draft
    assert (
        "1 variable with a literal value under the name of a secret: function web DB_PASSWORD"
        in found.summary
    )
    assert "DB_PASSWORD" not in scene()["IAM-009.1"].summary


def test_variables_that_lambda_cannot_decrypt_are_unread() -> None:
    made = scene().set("fn", {"functions": [function(unread=True)]}, region=US).set("iam_rep", KEYLESS)
    for question in ("IAM-009.1", "IAM-012.1"):
        assert made[question].verdict is Verdict.UNKNOWN
        assert "the variables of 1 function cannot be decrypted" in made[question].summary
        assert f"{A}/{US}" in made[question].summary


def test_never_a_no_and_what_nobody_asked_for_is_said() -> None:
    found = not_asked(scene(), ["arn:cluster"], ["running"])["IAM-009.1"]
    assert found.verdict is Verdict.SUPPORTS and found.unasked
    assert "Not looked at: ECS task definitions and user data (only a deep scan does)." in found.summary
    found = not_asked(scene(), [], ["stopped"])["IAM-009.1"]
    assert "Not looked at" not in found.summary and found.verdict is Verdict.SUPPORTS
    assert not found.unasked


# IAM-012


def test_programs_without_keys() -> None:
    found = scene().set("iam_rep", KEYLESS)["IAM-012.1"]
    assert (found.verdict, found.favourable) == (Verdict.YES, True)
    assert found.summary.startswith(
        "No active access key found; no access key in the variables of 2 Lambda functions and 2 task"
        " definitions."
    )
    assert "an account that was not read" in found.assumes
    assert scene()["IAM-012.1"].verdict is Verdict.SUPPORTS  # ci has a key
    for collector in ("fn", "tasks", "iam_rep"):
        for status in (Status.DENIED, Status.PARTIAL):
            spoiled = scene().set("iam_rep", KEYLESS).status(collector, status)
            assert spoiled["IAM-012.1"].verdict is Verdict.UNKNOWN


def test_a_key_in_a_program() -> None:
    made = scene().set("fn", {"functions": [function(patterns=AWS_KEY)]}, region=EU)
    found = made["IAM-012.1"]
    assert (found.verdict, found.favourable) == (Verdict.NO, False)
    assert "1 variable of 4 programs holds an access key: function web UPLOAD_ID." in found.summary
    made = scene().set("tasks", {"definitions": [definition(patterns=AWS_KEY)]}).set("iam_rep", KEYLESS)
    assert made["IAM-012.1"].verdict is Verdict.NO
    part = made.status("tasks", Status.PARTIAL)["IAM-012.1"]
    assert part.verdict is Verdict.NO and part.summary.startswith("At least 2 variables")
    # Other credentials say nothing about calls to AWS.
    other = [{"name": "T", "pattern": "github-token"}]
    made = scene().set("iam_rep", KEYLESS).set("fn", {"functions": [function(patterns=other)]})
    assert made["IAM-012.1"].verdict is Verdict.YES


def test_a_yes_needs_the_task_definitions_unless_there_is_no_cluster() -> None:
    made = scene().set("iam_rep", KEYLESS)
    found = not_asked(made, ["arn:cluster"], [])["IAM-012.1"]
    assert found.verdict is Verdict.UNKNOWN
    said = f"Not looked at: ECS task definitions in {A}/{EU} and {A}/{US} (only a deep scan does)."
    assert found.summary.startswith(said) and found.unasked
    assert not_asked(made, [], [])["IAM-012.1"].verdict is Verdict.YES
    made.facts["res", A, US] = replace(made.facts["res", A, US], data={"read": [], "ecs": []})
    assert made["IAM-012.1"].verdict is Verdict.UNKNOWN
    made.facts["res", A, US] = degraded(made.facts["res", A, US], Status.DENIED)
    assert made["IAM-012.1"].verdict is Verdict.UNKNOWN


def test_what_runs_without_a_role_is_mentioned() -> None:
    rows = [
        {"id": "i-bare", "state": "running", "profile": None},
        {"id": "i-off", "state": "stopped", "profile": None},
        {"id": "i-ok", "state": "running", "profile": "arn:p"},
    ]
    made = above(scene().set("iam_rep", KEYLESS), "inst", {"instances": rows})
    made.set("tasks", {"definitions": [definition(role=None)]}, region=EU)
    found = made["IAM-012.1"]
    assert found.verdict is Verdict.YES
    assert "Without a role, which is right if they never call AWS: task definition api:7" in found.summary
    assert "instance i-bare" in found.summary
    assert "i-off" not in found.summary and "i-ok" not in found.summary
    assert made.status("inst", Status.DENIED)["IAM-012.1"].verdict is Verdict.YES


def test_no_key_no_store() -> None:
    found = scene().set("iam_rep", KEYLESS)["IAM-012.2"]
    assert (found.verdict, found.favourable) == (Verdict.NOT_APPLICABLE, True)
    assert "1 active access key: ci (last used 2026-11-23)" in scene()["IAM-012.2"].summary
    inactive = KEYLESS | {"rows": [root(), user("x", keys=[key(5, active=False)])]}
    assert scene().set("iam_rep", inactive)["IAM-012.2"].verdict is Verdict.NOT_APPLICABLE
    owner = KEYLESS | {"rows": [root(keys=[key(5)])]}
    assert scene().set("iam_rep", owner)["IAM-012.2"].verdict is Verdict.SUPPORTS
    for rows in ([], [user("x")], [root(), user("x", keys=[key(5, active=None)])]):
        vague = scene().set("iam_rep", KEYLESS | {"rows": rows})["IAM-012.2"]
        assert vague.verdict is Verdict.UNKNOWN and "does not say which keys are active" in vague.summary
    two = scene(A, B).set("iam_rep", KEYLESS)
    assert two["IAM-012.2"].verdict is Verdict.SUPPORTS


# IAM-010, IAM-011


def test_stores_of_secrets() -> None:
    found = scene()["IAM-010.1"]
    assert "4 secrets in Secrets Manager (2 with rotation), 2 SecureString parameters" in found.summary
    rows = [{"name": "/db/password", "type": "String"}, {"name": "/x", "type": "StringList"}]
    plain = scene().change("ops", parameters=rows)["IAM-010.1"]
    assert "2 parameters not encrypted, with the name of a secret: /db/password (eu-west-1)" in plain.summary
    assert plain.total == 2 and "no SecureString parameters" in plain.summary
    gone = scene().change("ops", secrets=[], parameters=[])["IAM-010.1"]
    assert "no secrets in Secrets Manager, no SecureString parameters" in gone.summary and not gone.draft


def test_user_pools() -> None:
    assert "2 Cognito user pools: customers (eu-west-1)" in scene()["IAM-011.1"].summary
    gone = scene().change("ops", pools=[])["IAM-011.1"]
    assert "no Cognito user pools" in gone.summary and not gone.draft
    part = [p for p in operations()["read"] if p != "pools"]
    spoiled = scene().status("ops", Status.PARTIAL).change("ops", read=part)
    assert spoiled["IAM-011.1"].verdict is Verdict.UNKNOWN
    assert "customers" in spoiled["IAM-011.1"].summary
    assert spoiled["IAM-010.1"].verdict is Verdict.SUPPORTS


# SECOPS-001, SDAT-001


def test_scanners_windows_and_patches() -> None:
    found = scene()["SECOPS-001"]
    for said in (
        "Inspector on EC2 in 2 of 2 Regions",
        "Inspector on Lambda in none of 2 Regions",
        "enhanced scanning of ECR images in 2 of 2 Regions",
        "weekly (cron(0 2 ? * SUN *), eu-west-1)",
        "4 managed instances",
        "patch states of 2 of 4 managed instances: none with critical patches open, 2 with any missing",
        "the oldest of 2026-11-20",
    ):
        assert said in found.summary
    assert "no enabled maintenance windows" in scene().change("ops", windows=[])["SECOPS-001"].summary
    off = scene().change("sec", inspector={"ec2": "DISABLED", "ecr": "", "lambda": ""}, ecr_scan="BASIC")
    assert "Inspector on EC2 in none of 2 Regions" in off["SECOPS-001"].summary
    assert "enhanced scanning of ECR images in none of 2 Regions" in off["SECOPS-001"].summary
    stale = scene().set("patch", {"instances": [{"id": "i", "at": ago(45), "critical": 3, "missing": 4}]})
    assert (
        "2 with critical patches open, 2 with any missing, 2 older than 30 days"
        in stale["SECOPS-001"].summary
    )
    unasked = not_asked(scene(), [], [])["SECOPS-001"]
    assert unasked.verdict is Verdict.SUPPORTS
    assert "Not looked at: patch states (only a deep scan does)." in unasked.summary
    none = not_asked(scene().change("ops", managed=[]), [], [])["SECOPS-001"]
    assert "Not looked at" not in none.summary


def test_macie() -> None:
    assert "Macie on in 2 of 2 Regions (eu-west-1 and us-east-1)" in scene()["SDAT-001.1"].summary
    half = scene().set("sec", security(macie="OFF"), region=US)["SDAT-001.1"]
    assert "Macie on in 1 of 2 Regions (eu-west-1)" in half.summary and half.total == 1
    paused = scene().change("sec", macie="PAUSED")["SDAT-001.1"]
    assert "Macie on in none of 2 Regions, paused in 2" in paused.summary and not paused.draft
    other = scene().set("sec", security(macie=""), region=US)["SDAT-001.1"]
    assert "Macie on in 1 Region (eu-west-1)" in other.summary or "1 of 1 Region" in other.summary


# CIS, RCVP-001


def test_the_benchmark_per_account_and_region() -> None:
    found = scene()["CIS.1"]
    assert "CIS v5.0.0 or v3.0.0 with AWS Config recording in 2 of 2 Regions" in found.summary
    assert "Export the findings" in found.summary and found.total == 0
    for spoil, why in (
        ({"standards": [{"arn": CIS, "status": "PENDING"}]}, "CIS v5.0.0 or v3.0.0 is not on and ready"),
        ({"standards": [{"arn": BEST, "status": "READY"}]}, "CIS v5.0.0 or v3.0.0 is not on and ready"),
        (
            {"standards": [{"arn": CIS.replace("5.0.0", "1.4.0"), "status": "READY"}]},
            "CIS v5.0.0 or v3.0.0 is not on and ready",
        ),
        ({"recorders": [False]}, "AWS Config does not record"),
        ({"recorders": []}, "AWS Config does not record"),
    ):
        gap = scene().set("sec", security(**spoil), region=US)["CIS.1"]
        assert f"in 1 of 2 Regions; lacking: {A}/{US} ({why})" in gap.summary
        assert [(r.region, r.detail) for r in gap.resources] == [(US, why)]


def test_the_version_of_the_benchmark() -> None:
    assert "CIS v5.0.0 in 2 of 2 Regions" in scene()["CIS.2"].summary
    older = [{"arn": CIS.replace("5.0.0", "3.0.0"), "status": "READY"}]
    mixed = scene().set("sec", security(standards=older), region=US)["CIS.2"]
    assert "CIS v5.0.0 in 1 of 2 Regions and CIS v3.0.0 in 1 of 2 Regions" in mixed.summary
    assert "neither CIS v5.0.0 nor v3.0.0" in scene().change("sec", standards=[])["CIS.2"].summary
    assert "no Region with resources" in idle(scene(), "sec")["CIS.2"].summary


def test_standards_that_are_on() -> None:
    found = scene()["RCVP-001.2"]
    assert "cis-aws-foundations-benchmark v5.0.0" in found.summary and found.total == 2
    gone = scene().change("sec", standards=[])["RCVP-001.2"]
    assert "no standards on in Security Hub" in gone.summary and not gone.draft


def test_names_from_arns() -> None:
    assert last(function()["arn"]) == "web"
    assert last(definition()["arn"]) == "api:7"
    assert last("i-1") == "i-1" and last(None) == "None"
