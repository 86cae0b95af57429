"""AWS's own judges, against botocore's models: asked where they are on, what was cut is never a pass."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ftr_tui.aws.access import targets
from ftr_tui.aws.collect import COLLECTORS, judge_advisor, judge_hub, judge_rules
from ftr_tui.aws.collect.base import SkipError
from ftr_tui.aws.collect.judge_rows import OFF, UNSURE
from ftr_tui.aws.errors import Kind, UnreadError
from ftr_tui.aws.sweep import Sweep, sweep
from ftr_tui.model.facts import Fact, Status

from .conftest import NOW, http, refuse
from .fake import ACCOUNT, context, fact, read, refused, spec

HERE = "eu-west-1"
FINDINGS = "securityhub.get_findings"
RULES = "config.describe_config_rules"
COMPLIANCE = "config.describe_compliance_by_config_rule"
RESULTS = "config.get_compliance_details_by_config_rule"
SUMMARIES = "support.describe_trusted_advisor_check_summaries"
RESULT = "support.describe_trusted_advisor_check_result"
GROUP = f"arn:aws:ec2:{HERE}:{ACCOUNT}:security-group/sg-1"


def sec(*statuses: str, recorders: tuple[bool, ...] = (), read: str = "standards recorders") -> Fact:
    data = {
        "read": read.split(),
        "standards": [{"arn": f"arn:{n}", "status": s} for n, s in enumerate(statuses)],
        "recorders": list(recorders),
    }
    return fact("sec", data, Status.COMPLETE if len(read.split()) == 2 else Status.PARTIAL, region=HERE)


ON = sec("READY")
RECORDS = sec(recorders=(True,))
PLAN = fact("support", {"subscribed": True, "codes": ["high"]})


def found(control: str, state: str, resource: str = f"AWS::::Account:{ACCOUNT}", **more: Any) -> Any:
    """A finding with all that the format demands."""
    at = "2026-11-24T06:00:00.000Z"
    told = {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:{HERE}:{ACCOUNT}:{control}/{resource}",
        "ProductArn": f"arn:aws:securityhub:{HERE}::product/aws/securityhub",
        "GeneratorId": f"security-control/{control}",
        "AwsAccountId": ACCOUNT,
        "Region": HERE,
        "CreatedAt": at,
        "UpdatedAt": at,
        "Title": f"Title of {control}",
        "Description": "-",
        "Resources": [{"Type": "Other", "Id": resource}],
        "Compliance": {"Status": state, "SecurityControlId": control},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
    }
    return told | more


def page(*findings: Any, more: bool = False) -> Any:
    return {"Findings": list(findings), **({"NextToken": "next"} if more else {})}


def asked(params: dict[str, Any], name: str) -> list[str]:
    return [one["Value"] for one in params["Filters"][name]]


def test_each_judge_is_declared_as_one_and_no_rule_rests_on_it() -> None:
    from ftr_tui.actions.judging import TOOLS
    from ftr_tui.rules import RULES as ALL

    judges = {c.id for c in COLLECTORS if c.judge}
    assert judges == set(TOOLS) and len(judges) == 3
    assert not [r.question for r in ALL if judges & {*r.collectors, *r.tells}]
    own = {call for c in COLLECTORS if not c.judge for call in c.calls}
    assert not own & {call for c in COLLECTORS if c.judge for call in c.calls}


def test_whatever_is_asked_for_says_something_about_a_question() -> None:
    from ftr_tui.model.elsewhere import Tool
    from ftr_tui.rules.elsewhere import speaks_of
    from ftr_tui.rules.elsewhere_checks import PROOF, PROOF_LIVE

    hub = {*judge_hub.PROVES, *judge_hub.DISPROVES}
    # A filter takes 20 values for an attribute, the call for states of Config rules 25 names.
    assert len(hub) <= 20 and judge_rules.MOST <= 25
    assert all(speaks_of(Tool.SECURITY_HUB, check) for check in hub)
    assert all(speaks_of(Tool.CONFIG, check) for check in judge_rules.CHECKS.values())
    assert all(speaks_of(Tool.TRUSTED_ADVISOR, check) for check in judge_advisor.CHECKS)
    # What may prove is asked for its passes.
    proofs = {c for some in PROOF[Tool.SECURITY_HUB].values() for proof in some for c in proof}
    assert proofs == set(judge_hub.PROVES)
    rules = {**PROOF[Tool.CONFIG], **PROOF_LIVE[Tool.CONFIG]}
    assert {c for some in rules.values() for p in some for c in p} == set(judge_rules.PROVES.values())


@pytest.mark.parametrize(
    ("judge", "known", "note"),
    [
        ("hub", sec(), OFF),
        ("hub", sec("INCOMPLETE", "DELETING"), OFF),
        ("hub", sec(read="recorders"), UNSURE),
        ("hub", fact("sec", None, Status.DENIED, region=HERE), UNSURE),
        ("rules", sec("READY"), OFF),
        ("rules", sec(recorders=(False,)), OFF),
        ("rules", sec(read="standards"), UNSURE),
        ("advisor", fact("support", {"subscribed": False, "codes": []}), OFF),
        ("advisor", fact("support", None, Status.FAILED), UNSURE),
    ],
)
def test_one_that_is_off_or_may_be_costs_no_call(judge: str, known: Fact, note: str) -> None:
    ctx, line = context(judge, {}, (known,))
    with pytest.raises(SkipError) as caught:
        ctx.spec.read(ctx)
    assert str(caught.value) == note and not line.asked and ctx.calls == 0


CODES = (
    ("AccessDeniedException", Kind.DENIED),
    ("ThrottlingException", Kind.FAILED),
    ("TooManyRequestsException", Kind.FAILED),
    ("LimitExceededException", Kind.FAILED),
    ("InvalidAccessException", Kind.FAILED),
    ("UnrecognizedClientException", Kind.OFF),
    ("ExpiredTokenException", Kind.EXPIRED),
    ("InternalServerError", Kind.FAILED),
)


@pytest.mark.parametrize(("code", "kind"), CODES)
@pytest.mark.parametrize(
    ("judge", "call", "known"),
    [("hub", FINDINGS, ON), ("rules", RULES, RECORDS), ("advisor", SUMMARIES, PLAN)],
)
def test_a_first_call_that_fails_names_what_it_needs(
    judge: str, call: str, known: Fact, code: str, kind: Kind
) -> None:
    error = refused(code)
    ctx, _line = context(judge, {call: [error] if judge == "advisor" else [[error]]}, (known,))
    with pytest.raises(UnreadError) as caught:
        ctx.spec.read(ctx)
    assert caught.value.kind is kind and caught.value.gap.action == ctx.spec.calls[call]


# --- Security Hub


def test_what_failed_is_asked_first_and_passes_of_the_rest() -> None:
    bad = [
        found("IAM.3", "FAILED", f"arn:aws:iam::{ACCOUNT}:user/old", Workflow={"Status": "SUPPRESSED"}),
        found("EC2.2", "WARNING", GROUP),
        found("IAM.1", "FAILED"),
    ]
    answers = {FINDINGS: [[page(*bad)], [page(found("IAM.4", "PASSED"))], [page()]]}
    ctx, line = context("hub", answers, (ON,))
    rows = {(r["check"], r["said"]): r for r in ctx.spec.read(ctx)["rows"]}
    assert set(rows) == {("IAM.3", "fail"), ("EC2.2", "other"), ("IAM.1", "fail"), ("IAM.4", "pass")}
    assert rows["IAM.3", "fail"]["muted"] and rows["IAM.3", "fail"]["resource"].endswith("user/old")
    # The account is no resource of its own; the tool's word stands before its sentence.
    assert rows["IAM.4", "pass"]["resource"] == "" and rows["IAM.4", "pass"]["region"] == HERE
    assert rows["EC2.2", "other"]["detail"] == "WARNING: Title of EC2.2"
    assert rows["IAM.4", "pass"]["at"].isoformat() == "2026-11-24T06:00:00+00:00"
    first, iam, ec2 = (params for _name, _region, params in line.asked)
    assert asked(first, "ComplianceStatus") == ["FAILED", "WARNING", "NOT_AVAILABLE"]
    for params in (first, iam, ec2):
        assert asked(params, "AwsAccountId") == [ACCOUNT] and asked(params, "Region") == [HERE]
        assert asked(params, "RecordState") == ["ACTIVE"] and params["MaxResults"] == 100
    assert asked(iam, "ComplianceSecurityControlId") == ["IAM.4", "IAM.5", "IAM.15", "IAM.16"]
    assert asked(ec2, "ComplianceSecurityControlId") == ["EC2.53", "EC2.54"]
    assert asked(iam, "ComplianceStatus") == ["PASSED"] and ctx.calls == 3 and not ctx.gaps


def test_what_failed_in_one_standard_has_failed() -> None:
    both = [found("IAM.4", "NOT_AVAILABLE"), found("IAM.4", "FAILED"), found("IAM.4", "WARNING")]
    told = read("hub", {FINDINGS: [[page(*both)], [page()], [page()]]}, ON)
    assert [(r["check"], r["said"]) for r in told["rows"]] == [("IAM.4", "fail")]


def test_thousands_of_one_control_hide_no_other() -> None:
    volumes = [page(found("EC2.3", "FAILED", f"vol-{n}"), more=True) for n in range(9)]
    late = page(found("IAM.4", "FAILED"))
    ctx, line = context("hub", {FINDINGS: [volumes, [late], [page()], [page()]]}, (ON,))
    told = ctx.spec.read(ctx)
    failed = [r["check"] for r in told["rows"] if r["said"] == "fail"]
    assert failed == ["EC2.3"] * 3 + ["IAM.4"]
    assert "EC2.3" not in asked(line.asked[1][2], "ComplianceSecurityControlId")
    assert ctx.calls == 6
    assert told["notes"] == [f"only the first findings of EC2.3 in {HERE} were read"]


def test_where_not_all_that_failed_was_read_nothing_passes() -> None:
    endless = [page(found("EC2.2", "WARNING", f"sg-{n}"), more=True) for n in range(9)]
    ctx, line = context("hub", {FINDINGS: [endless]}, (ON,))
    told = ctx.spec.read(ctx)
    assert len(line.asked) == 1 and ctx.calls == judge_hub.FAILED_AT_ONCE
    assert {r["said"] for r in told["rows"]} == {"other"} and "nothing passes" in told["notes"][0]


def test_a_pass_that_was_cut_is_none() -> None:
    many = [page(found("EC2.53", "PASSED", f"sg-{n}"), more=True) for n in range(30)]
    ctx, _line = context("hub", {FINDINGS: [[page()], [page()], many]}, (ON,))
    told = ctx.spec.read(ctx)
    assert {(r["check"], r["said"]) for r in told["rows"]} == {
        ("EC2.2", "other"),
        ("EC2.53", "other"),
        ("EC2.54", "other"),
    }
    assert ctx.calls == 2 + judge_hub.PASSED_PAGES and "the rest was not read" in told["notes"][0]


def test_a_page_that_fails_leaves_the_rest_and_proves_nothing() -> None:
    cut = [page(found("IAM.4", "PASSED"), more=True), refused("ThrottlingException")]
    answers = {FINDINGS: [[page(found("EC2.2", "FAILED", GROUP))], cut, [refused("AccessDeniedException")]]}
    ctx, _line = context("hub", answers, (ON,))
    told = ctx.spec.read(ctx)
    assert [(r["check"], r["said"]) for r in told["rows"] if r["said"] != "other"] == [("EC2.2", "fail")]
    assert [gap.code for gap in ctx.gaps] == ["ThrottlingException", "AccessDeniedException"]


def test_a_time_that_is_none_and_a_hostile_title() -> None:
    title = "[/red]\x1b[2J\u202e\nAKIAIOSFODNN7EXAMPLQ " + "x" * 900
    odd = found("IAM.1", "FAILED", UpdatedAt="yesterday", Title=title)
    (row,) = read("hub", {FINDINGS: [[page(odd)], [page()], [page()]]}, ON)["rows"]
    assert row["at"] is None and len(row["detail"]) <= 210
    assert not {"\x1b", "\n", "\u202e"} & set(row["detail"]) and "[/red]" in row["detail"]
    assert "AKIAIOSFODNN7EXAMPLQ" not in row["detail"]


# --- Config rules


def rule(name: str, identifier: str, **more: Any) -> Any:
    source = {"Owner": "AWS", "SourceIdentifier": identifier}
    return {"ConfigRuleName": name, "Source": source, **more}


def state(name: str, kind: str) -> Any:
    return {"ConfigRuleName": name, "Compliance": {"ComplianceType": kind}}


def result(kind: str, resource: str = ACCOUNT, type_: str = "AWS::::Account", **more: Any) -> Any:
    which = {"ConfigRuleName": "-", "ResourceType": type_, "ResourceId": resource}
    return {
        "EvaluationResultIdentifier": {"EvaluationResultQualifier": which, "OrderingTimestamp": NOW},
        "ComplianceType": kind,
        "ResultRecordedTime": NOW,
        **more,
    }


def judged(one: Any, kind: str, *results: Any, known: Fact = RECORDS) -> list[dict[str, Any]]:
    answers = {
        RULES: [[{"ConfigRules": [one]}]],
        COMPLIANCE: [[{"ComplianceByConfigRules": [state(one["ConfigRuleName"], kind)]}]],
    }
    if results:
        answers[RESULTS] = [[{"EvaluationResults": list(results)}]]
    rows: list[dict[str, Any]] = read("rules", answers, known)["rows"]
    return rows


def test_a_rule_is_known_by_its_source_whatever_its_name() -> None:
    rows = judged(
        rule("our-keys", "ACCESS_KEYS_ROTATED"),
        "NON_COMPLIANT",
        result("NON_COMPLIANT", "AIDA1", "AWS::IAM::User", Annotation="too\nold"),
    )
    (row,) = rows
    assert (row["check"], row["said"], row["resource"]) == ("access-keys-rotated", "fail", "AIDA1")
    assert row["detail"] == "our-keys (set to 90 days): too old" and row["at"] == NOW


@pytest.mark.parametrize(
    ("identifier", "parameters", "kind", "said"),
    [
        ("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "90"}, "COMPLIANT", "pass"),
        ("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "365"}, "COMPLIANT", "other"),
        ("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "365"}, "NON_COMPLIANT", "fail"),
        ("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "30"}, "NON_COMPLIANT", "other"),
        ("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "30"}, "COMPLIANT", "pass"),
        ("ACCESS_KEYS_ROTATED", {"maxAccessKeyAge": "soon"}, "COMPLIANT", "other"),
        ("IAM_PASSWORD_POLICY", {}, "COMPLIANT", "pass"),
        ("IAM_PASSWORD_POLICY", {"MinimumPasswordLength": "8"}, "COMPLIANT", "other"),
        ("IAM_PASSWORD_POLICY", {"PasswordReusePrevention": "5"}, "COMPLIANT", "other"),
        ("IAM_PASSWORD_POLICY", None, "COMPLIANT", "other"),
        ("IAM_ROOT_ACCESS_KEY_CHECK", {}, "COMPLIANT", "pass"),
        ("IAM_ROOT_ACCESS_KEY_CHECK", {}, "NON_COMPLIANT", "fail"),
    ],
)
def test_parameters_decide_what_a_result_is_worth(
    identifier: str, parameters: Any, kind: str, said: str
) -> None:
    given = "{" if parameters is None else json.dumps(parameters)
    one = rule("r", identifier, InputParameters=given)
    (row,) = judged(one, kind, result(kind))
    assert row["said"] == said and row["resource"] == ""
    if parameters:
        assert "set to" in row["detail"] or "could not be read" in row["detail"]


def test_results_are_asked_for_only_where_they_say_something() -> None:
    assert judged(rule("ssh", "INCOMING_SSH_DISABLED"), "COMPLIANT") == []
    assert judged(rule("mfa", "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"), "NOT_APPLICABLE") == []
    (row,) = judged(rule("mfa", "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"), "INSUFFICIENT_DATA")
    assert (row["said"], row["detail"]) == ("other", "mfa: INSUFFICIENT_DATA")


def test_rules_of_other_kinds_and_those_of_a_hub_that_is_asked_itself_are_left() -> None:
    hub = rule("securityhub-x-1a2b", "IAM_ROOT_ACCESS_KEY_CHECK", CreatedBy="securityhub.amazonaws.com")
    own = {"ConfigRuleName": "own", "Source": {"Owner": "CUSTOM_LAMBDA", "SourceIdentifier": "arn:x"}}
    found = {"ConfigRules": [hub, own, rule("x", "CLOUD_TRAIL_ENABLED")]}
    assert read("rules", {RULES: [[found]]}, sec("READY", recorders=(True,))) == {"rows": [], "notes": []}
    assert judged(hub, "COMPLIANT", result("COMPLIANT"))[0]["said"] == "pass"


def test_pages_are_cut_and_what_passed_is_then_no_pass() -> None:
    one = rule("sg", "VPC_DEFAULT_SECURITY_GROUP_CLOSED")
    group = result("COMPLIANT", "sg-1", "AWS::EC2::SecurityGroup")
    pages = [{"EvaluationResults": [group], "NextToken": "more"} for _ in range(9)]
    answers = {
        RULES: [[{"ConfigRules": [], "NextToken": "more"}, {"ConfigRules": [one]}]],
        COMPLIANCE: [[{"ComplianceByConfigRules": [state("sg", "COMPLIANT")]}]],
        RESULTS: [pages],
    }
    ctx, _line = context("rules", answers, (RECORDS,))
    told = ctx.spec.read(ctx)
    assert [r["said"] for r in told["rows"]] == ["other"] and len(told["notes"]) == 1
    assert ctx.calls == 2 + 1 + judge_rules.RESULT_PAGES


def test_of_one_rule_denied_the_others_stand() -> None:
    two = [rule("a", "IAM_ROOT_ACCESS_KEY_CHECK"), rule("b", "ACCESS_KEYS_ROTATED")]
    answers = {
        RULES: [[{"ConfigRules": two}]],
        COMPLIANCE: [[{"ComplianceByConfigRules": [state("a", "COMPLIANT"), state("b", "COMPLIANT")]}]],
        RESULTS: [[refused("NoSuchConfigRuleException")], [{"EvaluationResults": [result("COMPLIANT")]}]],
    }
    ctx, _line = context("rules", answers, (RECORDS,))
    assert [r["check"] for r in ctx.spec.read(ctx)["rows"]] == ["access-keys-rotated"]
    assert [gap.action for gap in ctx.gaps] == ["config:GetComplianceDetailsByConfigRule"]


# --- Trusted Advisor

KEYS, PASSWORDS, PORTS, OPEN = "DqdJqYeRm5", "Yw2K9puPzl", "HCP4007jGY", "1iG5NDGVre"
COST = {"costOptimizing": {"estimatedMonthlySavings": 0.0, "estimatedPercentMonthlySavings": 0.0}}


def counts(hidden: int = 0) -> dict[str, int]:
    return {
        "resourcesProcessed": 9,
        "resourcesFlagged": 1,
        "resourcesIgnored": 0,
        "resourcesSuppressed": hidden,
    }


def summary(check: str, status: str, hidden: int = 0) -> Any:
    return {
        "checkId": check,
        "timestamp": "2026-11-24T08:00:00Z",
        "status": status,
        "resourcesSummary": counts(hidden),
        "categorySpecificSummary": COST,
    }


def flagged(check: str, status: str, *resources: Any, hidden: int = 0) -> Any:
    return {"result": summary(check, status, hidden) | {"flaggedResources": list(resources)}}


def resource(status: str, *columns: Any, suppressed: bool = False) -> Any:
    told = {"status": status, "region": "us-east-1", "resourceId": "x", "isSuppressed": suppressed}
    return told | {"metadata": list(columns)}


def advice(check: str, status: str, *resources: Any, hidden: int = 0) -> list[dict[str, Any]]:
    answers: dict[str, Any] = {SUMMARIES: [{"summaries": [summary(check, status, hidden)]}]}
    if status in ("warning", "error") or hidden:
        answers[RESULT] = [flagged(check, status, *resources, hidden=hidden)]
    rows: list[dict[str, Any]] = read("advisor", answers, PLAN)["rows"]
    return rows


def test_one_call_for_all_checks_and_one_for_each_that_found_something() -> None:
    answers = {
        SUMMARIES: [{"summaries": [summary(KEYS, "warning"), summary(PASSWORDS, "ok")]}],
        RESULT: [flagged(KEYS, "warning", resource("warning", "Yellow", "anna", "AKIA", "2026-01-02"))],
    }
    ctx, line = context("advisor", answers, (PLAN,))
    keys, passwords = ctx.spec.read(ctx)["rows"]
    assert ctx.calls == 2 and {region for _n, region, _p in line.asked} == {"us-east-1"}
    assert (keys["said"], keys["resource"]) == ("fail", "anna") and "2026-01-02" in keys["detail"]
    assert passwords["said"] == "pass" and passwords["at"].isoformat() == "2026-11-24T08:00:00+00:00"
    assert set(line.asked[0][2]["checkIds"]) == set(judge_advisor.CHECKS)


@pytest.mark.parametrize(
    ("check", "columns", "said"),
    [
        (PORTS, ("us-east-1", "web", "sg-1 (vpc-1)", "tcp", "Yellow", "22"), "fail"),
        (PORTS, ("us-east-1", "web", "sg-1 (vpc-1)", "tcp", "Red", "3306"), "other"),
        (PORTS, ("us-east-1", "web", "sg-1 (vpc-1)", "tcp", "Red", "20-30"), "fail"),
        (PORTS, ("Yellow", "us-east-1", "web", "sg-1", "tcp", "3380", "3400"), "fail"),
        (PORTS, ("Yellow", "us-east-1", "web", "sg-1", "6", "25", "25"), "other"),
        (PORTS, ("Yellow", "us-east-1", "22", "sg-1", "icmp", "0", "255"), "other"),
        (OPEN, ("us-east-1", "22", "sg-1", "tcp", "8080", "Red", "0.0.0.0/0"), "other"),
        (OPEN, ("us-east-1", "web", "sg-1", "tcp", "22", "Red", "0.0.0.0/0"), "fail"),
        (PORTS, ("", "\x1b[2J"), "other"),
        (PORTS, (), "other"),
    ],
)
def test_red_and_yellow_are_other_ports_too(check: str, columns: tuple[Any, ...], said: str) -> None:
    (row,) = advice(check, "error", resource("error", *columns))
    assert row["said"] == said
    assert (row["resource"] != "") is (said == "fail")


def test_a_yellow_password_policy_says_nothing_of_its_length() -> None:
    assert advice(PASSWORDS, "warning", resource("warning", "Enabled"))[0]["said"] == "other"
    assert advice(PASSWORDS, "error", resource("error", "Disabled"))[0]["said"] == "fail"


def test_what_somebody_excluded_does_not_turn_a_check_green() -> None:
    (row,) = advice(KEYS, "ok", resource("error", "Red", "anna", suppressed=True), hidden=1)
    assert row["said"] == "fail" and row["muted"]
    (row,) = advice(KEYS, "ok", hidden=1)
    assert row["said"] == "other"


@pytest.mark.parametrize("status", ["not_available", "", "[/red]"])
def test_a_check_without_a_result_is_no_pass(status: str) -> None:
    assert [r["said"] for r in advice(KEYS, status)] == ["other"]


def test_an_id_that_a_partition_does_not_know_costs_only_itself() -> None:
    unknown = refused("InvalidParameterValueException", "Unknown ID: x")
    rest = [flagged(check, "ok") for check in list(judge_advisor.CHECKS)[1:-1]]
    answers = {SUMMARIES: [unknown], RESULT: [unknown, *rest, refused("ThrottlingException")]}
    ctx, _line = context("advisor", answers, (PLAN,))
    told = ctx.spec.read(ctx)
    assert [r["said"] for r in told["rows"]] == ["pass"] * len(rest)
    assert [gap.code for gap in ctx.gaps] == ["ThrottlingException"]


# --- in a scan

# The fact alone: what it reads would load the models of five services more.
SEC = replace(spec("sec"), read=lambda _ctx: ON.data)


@pytest.fixture
def scan(moto: None, faults: dict[str, Any]) -> Callable[..., Sweep]:
    """Read one account in which Security Hub and a plan are on, with these answers on top."""

    def run(*, more: dict[str, Any] | None = None, **given: Any) -> Sweep:
        names = ("who", "regions", "support", "hub", "advisor")
        faults["support.DescribeSeverityLevels"] = answer({"severityLevels": [{"code": "high"}]})
        faults["support.DescribeTrustedAdvisorCheckSummaries"] = answer({"summaries": []})
        faults["securityhub.GetFindings"] = answer({"Findings": []})
        faults.update(more or {})
        specs = [SEC, *(spec(name) for name in names)]
        return sweep(targets(), now=NOW, collectors=specs, regions=["us-east-1"], **given)

    return run


def answer(body: Any) -> Any:
    return lambda _request: http(200, json.dumps(body))


def one(done: Sweep, name: str) -> Fact:
    (found,) = done.facts.of(name)
    return found


def test_their_calls_stand_apart_and_a_denied_one_stops_nobody(scan: Callable[..., Sweep]) -> None:
    done = scan()
    assert one(done, "hub").complete and one(done, "hub").calls == 3 and done.judge_calls == 4
    rest = [f for f in done.facts.facts if f.collector not in ("hub", "advisor")]
    assert done.calls == sum(f.calls for f in rest)
    denied = {"securityhub.GetFindings": refuse("AccessDeniedException", "not authorized", 403)}
    done = scan(more=denied)
    (gap,) = one(done, "hub").gaps
    assert one(done, "hub").status is Status.DENIED and gap.action == "securityhub:GetFindings"
    assert one(done, "advisor").complete and done.judge_calls == 2


def test_a_scan_that_is_stopped_asks_nobody_more(scan: Callable[..., Sweep]) -> None:
    stop = threading.Event()

    def stopping(_request: Any) -> Any:
        stop.set()
        return http(200, json.dumps({"Findings": []}))

    done = scan(more={"securityhub.GetFindings": stopping}, stop=stop)
    assert done.judge_calls <= 2
    # What it said until then is kept, but nothing of it is whole.
    assert one(done, "hub").status in (Status.PARTIAL, Status.SKIPPED)


def test_a_login_that_ends_meanwhile_ends_the_run(scan: Callable[..., Sweep]) -> None:
    done = scan(more={"securityhub.GetFindings": refuse("ExpiredTokenException", "expired")})
    assert [gap.code for gap in one(done, "hub").gaps] == ["ExpiredTokenException"]
    assert any("expired" in problem for problem in done.problems)
