"""Samples are real or not there: which policy is shown, and what of dashboards and restores."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rules_scene import EU, NOW, A, B, ago, graph, iam_user, job, role

from ftr_tui.model.facts import Fact, Facts, Sample, Status
from ftr_tui.rules.parts import NOT_ASKED
from ftr_tui.rules.reading import NOTHING_THERE
from ftr_tui.rules.samples import narrow, samples, still_real

ORDERS = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"


def allow(actions: Any, resources: Any = ORDERS, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def document(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def fact(collector: str, data: Any, account: str = A, region: str | None = None, **more: Any) -> Fact:
    given = {"status": Status.COMPLETE, "read_at": NOW} | more
    return Fact(collector, account, region, data=data, **given)


def found(*facts: Fact) -> list[Sample]:
    return samples(Facts(facts, NOW))


def inline(name: str, *statements: Any) -> dict[str, Any]:
    return {"name": name, "document": document(*statements)}


GOOD = allow(["dynamodb:GetItem", "dynamodb:PutItem"])


@pytest.mark.parametrize(
    ("expected", "statement"),
    [
        (True, GOOD),
        (True, allow("s3:Get*", ["arn:aws:s3:::acme-invoices/*", "arn:aws:s3:::acme-invoices"])),
        (True, allow("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:/aws/lambda/mail:*")),
        (False, allow("dynamodb:GetItem", "*")),
        (False, allow(["dynamodb:GetItem"], [ORDERS, "*"])),
        (False, allow("dynamodb:*")),
        (False, allow("*")),
        (False, allow("s3:G*", "arn:aws:s3:::acme/*")),
        (False, allow("s3:*Object", "arn:aws:s3:::acme/*")),
        (False, allow("s3:GetObject", "arn:aws:s3:::*")),
        (False, allow("s3:GetObject", "arn:aws:s3:::*/*")),
        (False, allow("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/*")),
        (False, allow("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:*")),
        (False, {"Effect": "Allow", "NotAction": "iam:PassRole", "Resource": ORDERS}),
        (False, {"Effect": "Allow", "Action": "dynamodb:GetItem", "NotResource": ORDERS}),
        (False, {"Effect": "Deny", "Action": "dynamodb:GetItem", "Resource": ORDERS}),
        (False, {"Effect": "Allow", "Action": [], "Resource": ORDERS}),
    ],
)
def test_a_policy_qualifies_by_named_actions_on_named_resources(expected: bool, statement: Any):
    assert narrow(document(statement)) is expected
    assert narrow({"Statement": statement}) is expected


def test_one_wide_statement_spoils_a_policy_and_a_deny_does_not():
    assert not narrow(document(GOOD, allow("s3:ListAllMyBuckets", "*")))
    assert narrow(document(GOOD, {"Effect": "Deny", "Action": "*", "Resource": "*"}))
    assert not narrow({}) and not narrow(None) and not narrow({"Statement": ["x"]})


def test_the_policy_shown_is_real_whole_and_says_where_it_is_attached():
    arn = "arn:aws:iam::111122223333:policy/app/orders"
    roles = [role("api", attached=[arn]), role("worker", attached=[arn])]
    made = graph(roles=roles, policies=[{"arn": arn, "attachment_count": 2, "document": document(GOOD)}])
    (sample,) = found(fact("iam_graph", made))
    assert sample.kind == "iam-policy-samples"
    assert sample.title == "Policy orders, attached to role api and role worker"
    assert json.loads(sample.text) == document(GOOD) and sample.text.startswith('{\n  "Version"')
    assert (sample.account, sample.read_at) == (A, NOW)


def test_the_best_is_a_roles_with_exact_actions_and_the_order_of_facts_does_not_matter():
    exact = inline("exact", GOOD)
    starred = inline("starred", allow(["dynamodb:Get*", "dynamodb:PutItem"]))
    one = inline("one", allow("dynamodb:GetItem"))
    prefix = inline("prefix", allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::acme/*"))
    users = [iam_user("ann", inline=[exact])]
    roles = [role("b", inline=[starred, prefix]), role("a", inline=[one, exact]), role("c", inline=[exact])]
    expected = "Inline policy exact, attached to role a"
    for listed in (roles, roles[::-1]):
        (sample,) = found(fact("iam_graph", graph(users=users, roles=listed)))
        assert sample.title == expected
    (sample,) = found(fact("iam_graph", graph(users=users)))
    assert sample.title == "Inline policy exact, attached to user ann"


def test_without_a_policy_that_qualifies_there_is_no_sample():
    wide = inline("wide", allow("dynamodb:GetItem", "*"))
    unattached = {"arn": "arn:aws:iam::1:policy/p", "attachment_count": 0, "document": document(GOOD)}
    tool = role("AWSServiceRoleForX", path="/aws-service-role/x/", inline=[inline("n", GOOD)])
    nobody = {"name": "empty", "inline": [inline("n", GOOD)], "attached": []}
    made = graph(roles=[role("a", inline=[wide]), tool], groups=[nobody], policies=[unattached])
    assert found(fact("iam_graph", made)) == []
    assert found(fact("iam_graph", None, status=Status.DENIED)) == []
    hostile = {"users": [{"name": 1, "inline": "x"}], "roles": [{"inline": [3]}], "policies": [{}]}
    assert found(fact("iam_graph", hostile)) == []


def test_what_looks_like_a_secret_is_masked():
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    condition = {"StringEquals": {"aws:PrincipalTag/password": "tr0ub4dor&3", "aws:userid": key}}
    (sample,) = found(
        fact("iam_graph", graph(roles=[role(inline=[inline("n", GOOD | {"Condition": condition})])]))
    )
    assert key not in sample.text and "tr0ub4dor" not in sample.text
    assert sample.text.count("[masked: looks like a secret]") == 2
    assert ORDERS in sample.text


def test_dashboards_are_named_by_account():
    (one, two) = found(
        fact("boards", {"dashboards": ["latency", "api"]}),
        fact("boards", {"dashboards": ["batch"]}, B, status=Status.PARTIAL),
    )
    assert (one.kind, one.title, one.text) == (
        "dashboards",
        "2 CloudWatch dashboards to take pictures of",
        "api\nlatency",
    )
    assert (two.title, two.text, two.account) == ("1 CloudWatch dashboard to take pictures of", "batch", B)
    assert found(fact("boards", {"dashboards": []})) == []


def test_restores_are_the_newest_first_with_what_aws_says_of_each():
    old = job(200, status="FAILED", validation=None, plan_arn=None, resource_type="EBS")
    old |= {"completed": None}
    event = {"name": "RestoreTableToPointInTime", "time": ago(10)}
    (sample,) = found(
        fact("bak", {"restore_jobs": [old, job(30)]}, region=EU),
        fact("restores", {"events": [event]}, region="us-east-1"),
    )
    assert (sample.kind, sample.title) == (
        "restore-test",
        "3 restores, the newest on 2026-11-14",
    )
    assert sample.text.split("\n") == [
        "2026-11-14 RestoreTableToPointInTime, us-east-1: seen in CloudTrail, which shows neither status nor"
        " duration",
        "2026-10-25 RDS, COMPLETED, took 42 min, validation SUCCESSFUL, by a restore testing plan, eu-west-1",
        "2026-05-08 EBS, FAILED, no end seen, not validated, by no restore testing plan, eu-west-1",
    ]
    assert sample.region == ""


def test_a_long_restore_is_told_in_hours():
    began = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
    made = job(created=began) | {"completed": began + timedelta(minutes=72)}
    (sample,) = found(fact("bak", {"restore_jobs": [made]}, region=EU))
    assert "took 1 h 12 min" in sample.text and sample.region == EU
    assert sample.title == "1 restore on 2026-10-06"


def test_what_could_not_be_read_again_keeps_its_earlier_sample():
    read = fact("boards", {"dashboards": ["api"]}), fact("bak", {"restore_jobs": [job()]}, region=EU)
    before = found(*read)
    denied = Facts(
        (
            fact("boards", None, status=Status.DENIED),
            fact("bak", {"restore_jobs": []}, region=EU),
            fact("restores", None, region=EU, status=Status.SKIPPED, note=NOT_ASKED),
        ),
        NOW,
    )
    assert still_real(before, samples(denied), denied) == before
    gone = Facts(
        (
            fact("boards", {"dashboards": []}),
            fact("bak", None, region=EU, status=Status.SKIPPED, note=NOTHING_THERE),
            fact("restores", {"events": []}, region=EU),
        ),
        NOW,
    )
    assert still_real(before, samples(gone), gone) == []
    other = Facts((fact("boards", {"dashboards": ["b"]}, B),), NOW)
    assert [s.account for s in still_real(before, samples(other), other)] == [B, A, A]
    newer = Facts(read, NOW)
    assert still_real(before, samples(newer), newer) == before


def test_one_policy_is_enough_for_all_accounts():
    made = fact("iam_graph", graph(roles=[role(inline=[inline("n", GOOD)])]))
    before = found(made)
    other = Facts((fact("iam_graph", made.data, B),), NOW)
    assert [s.account for s in still_real(before, samples(other), other)] == [B]
