"""Failed calls in groups: each names why, how many controls, and what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from ftr_tui.actions import unread
from ftr_tui.aws import errors
from ftr_tui.model.facts import Evidence, Scan, Unread

ONE, TWO = "111122223333", "444455556666"


def gap(action: str, *controls: str, code: str = "AccessDenied", message: str = "", **more: str) -> Unread:
    """Return what a scan would keep of AWS's answer ``code``."""
    error = ClientError({"Error": {"Code": code, "Message": message}}, "Op")
    told = errors.unread(error, action).gap
    fields = {"account": ONE, "code": told.code, "reason": told.reason} | more
    return Unread(action=action, controls=list(controls), **fields)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("AccessDenied", "", "permission"), ("UnauthorizedOperation", "", "permission"),
        ("AccessDenied", "with an explicit deny in a service control policy", "policy"),
        ("AccessDeniedException", "with an explicit deny in an identity-based policy", "policy"),
        ("ExpiredToken", "", "login"), ("RequestExpired", "", "login"),
        ("ThrottlingException", "", "throttled"),
        ("SlowDown", "", "throttled"), ("InternalError", "", "other"), ("OptInRequired", "", "region"),
    ],
)  # fmt: skip
def test_what_aws_answers_falls_into_its_group(code: str, message: str, kind: str) -> None:
    assert unread.kind_of(gap("iam:ListUsers", code=code, message=message)) == kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.CancelledError("ExpiredToken", "the credentials ended"), "login"),
        (errors.CancelledError("Stopped", "the scan was stopped"), "stopped"),
        (errors.DeadlineError(3), "silent"), (KeyError("x"), "other"),
    ],
)  # fmt: skip
def test_what_never_was_an_answer_falls_into_its_group(error: Exception, kind: str) -> None:
    told = errors.unread(error, "iam:ListUsers").gap
    found = Unread(account=ONE, action="iam:ListUsers", code=told.code, reason=told.reason)
    assert unread.kind_of(found) == kind


@pytest.mark.parametrize(
    "reason",
    ["the Region eu-south-1 is switched off, or not ready, for this account",
     "a policy of the organization blocks the Region eu-south-1; an IAM permission will not help",
     "the Region eu-south-1 is denied as a whole, probably by a policy of the organization"],
)  # fmt: skip
def test_a_blocked_region_is_no_missing_permission(reason: str) -> None:
    found = gap("ec2:DescribeVpcs", region="eu-south-1").model_copy(update={"reason": reason})
    assert unread.kind_of(found) == "region"


def test_missing_permissions_are_counted_once_and_give_the_lines_to_add() -> None:
    gaps = [
        gap("iam:ListUsers", "IAM-002", "IAM-003"), gap("iam:ListUsers", "IAM-002", account=TWO),
        gap("backup:ListBackupPlans", "BAR-001", region="eu-west-1"),
        gap("ec2:DescribeVpcs", "NETSEC-001", code="Throttling"),
    ]  # fmt: skip
    first, second = unread.grouped(gaps)
    assert first.title == "2 permissions are missing: 3 controls cannot be proved"
    assert first.controls == ("IAM-002", "IAM-003", "BAR-001")
    assert f"by which {ONE}, {TWO} is read" in first.do
    assert json.loads("\n".join(first.lines)) == {
        "Effect": "Allow", "Action": ["backup:ListBackupPlans", "iam:ListUsers"], "Resource": "*"
    }  # fmt: skip
    assert (second.kind, second.title) == ("throttled", "1 call throttled by AWS: 1 control cannot be proved")
    assert second.lines == (f"ec2:DescribeVpcs  {ONE}",) and "later" in second.do


def test_what_ended_the_run_stands_first_and_every_group_says_what_to_do() -> None:
    reason = "the Region eu-south-1 is switched off, or not ready, for this account"
    off = gap("ec2:X", "NETSEC-001", region="eu-south-1").model_copy(update={"reason": reason})
    no_entry = Unread(
        account=TWO, action="sts:AssumeRole", code="NoAccess", reason="no", controls=["IAM-001"]
    )
    many = [gap(f"iam:Call{n}", "IAM-001", code="InternalError", message=f"m{n}") for n in range(9)]
    groups = unread.grouped([off, no_entry, *many, gap("iam:A", code="ExpiredToken", account=TWO)])
    assert [g.kind for g in groups] == ["login", "entry", "region", "other"]
    assert all(g.do and g.title for g in groups)
    assert groups[0].title == "Credentials expired mid-scan, 1 account not read whole" and groups[
        0
    ].lines == (TWO,)
    assert groups[2].lines == ("eu-south-1",)
    assert unread.grouped([]) == [] and unread.remedy([]) == ("", "")


def test_one_line_of_remedy_says_the_same_as_the_group() -> None:
    lost = [gap("iam:A", code="ExpiredToken"), gap("iam:B", "IAM-001")]
    wrong, todo = unread.remedy(lost, "acme")
    group = unread.grouped(lost, "acme")[0]
    assert group.title.startswith(wrong) and group.do.startswith(todo)
    assert todo == "Run `aws sso login --profile acme`, or renew its keys, then scan again."
    # Where the lines of the policy are not shown, it says where they are.
    wrong, todo = unread.remedy(lost[1:])
    assert (wrong, "`ftr-tui policy`" in todo) == ("1 permission is missing", True)
    assert "Add these lines" in unread.grouped(lost[1:])[0].do


def test_of_many_causes_those_not_named_are_counted() -> None:
    many = [gap(f"iam:Call{n}", code="InternalError", message=f"m{n}") for n in range(9)]
    (group,) = unread.grouped(many)
    assert group.title == "9 other calls failed" and group.lines[-1] == "and 3 more" and len(group.lines) == 7


def test_accounts_of_the_organization_that_were_left_out_are_named() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    three = ["1" * 12, "2" * 12, "3" * 12]
    scan = Scan(started=at, seconds=1.0, calls=1, left_out=three)
    text = unread.left_out(Evidence(scan=scan), most=2)
    assert text == f"3 accounts of the organization were not read: {three[0]}, {three[1]} and 1 more"
    assert unread.left_out(Evidence()) == ""


def test_tables_of_an_aggregator_say_what_helps() -> None:
    places = [("111111111111", "recorder off"), ("222222222222", "recorder off"), ("333333333333", "stale")]
    gaps = [Unread(account=a, action="AWS Config aggregator", code="NotProved", reason=r) for a, r in places]
    (group,) = unread.grouped(gaps)
    assert group.kind == "tables" and "of 3 accounts" in group.wrong
    assert group.lines == ("recorder off: 111111111111, 222222222222", "stale: 333333333333")
    assert "directly" in group.do
