"""The ready role: both templates hold the policy that is printed, and nobody may take it unless named."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from ftr_tui.aws.policy import read_only_policy, wa_push_policy
from ftr_tui.aws.role import NAME, PRINCIPAL, Role, make
from ftr_tui.aws.role_cloudformation import template
from ftr_tui.aws.role_terraform import configuration
from tests.tools.aws_line import check

NOBODY = ["", "*", "1", "1111222233334", "ec2.amazonaws.com", "111122223333,*", "111122223333\n*"]
NOBODY += [f"arn:aws:iam::{who}" for who in ("*:root", "111122223333:*", "111122223333:user/*")]
NOBODY += ["arn:aws:sts::111122223333:assumed-role/a/b", "arn:aws:iam::111122223333:group/devs"]
SOMEBODY = ["111122223333", "arn:aws:iam::111122223333:root", "arn:aws-us-gov:iam::111122223333:role/x/audit"]
SOMEBODY += [
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_0a1b2c3d4e5f6789"
]
# What a program without a YAML library gets wrong: words that YAML or HCL reads as something else.
AWKWARD = [
    "yes",
    "2012-10-17",
    "a: b",
    "# x",
    "- y",
    "é",
    "a\nb",
    "'",
    '"',
    "\\",
    "${x}",
    "%{y}",
    "*",
    "&z",
    "",
]


class Strict(yaml.SafeLoader):
    """YAML with CloudFormation's short functions; a key that stands twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return super().construct_mapping(node, deep=True)


def _function(loader: Strict, name: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return {f"!{name}": loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.ScalarNode)
    return {f"!{name}": loader.construct_scalar(node)}


Strict.add_multi_constructor("!", _function)


def read(text: str) -> Any:
    return yaml.load(text, Strict)


NOTHING = object()


def resolve(value: Any, stack: dict[str, Any], given: dict[str, str]) -> Any:
    """Return ``value`` as CloudFormation would have it, from the parameters ``given`` and the defaults."""
    if isinstance(value, list):
        return [v for v in (resolve(v, stack, given) for v in value) if v is not NOTHING]
    if not isinstance(value, dict):
        return value
    (name, inside), *more = value.items()
    if more or not name.startswith("!"):
        found = {key: resolve(inner, stack, given) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner is not NOTHING}
    if name == "!Ref":
        return (
            NOTHING
            if inside == "AWS::NoValue"
            else given.get(inside, stack["Parameters"][inside].get("Default"))
        )
    if name == "!Condition":
        return resolve(stack["Conditions"][inside], stack, given)
    if name == "!If":
        test, yes, no = inside
        return resolve(yes if resolve(stack["Conditions"][test], stack, given) else no, stack, given)
    words = resolve(inside, stack, given)
    if name == "!Equals":
        return words[0] == words[1]
    return {"!Not": lambda: not words[0], "!Or": lambda: any(words)}[name]()


def role_of(stack: dict[str, Any], **given: str) -> dict[str, Any]:
    (resource,) = stack["Resources"].values()
    assert resource["Type"] == "AWS::IAM::Role"
    found: dict[str, Any] = resolve(resource["Properties"], stack, given)
    return found


TRUST = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
AGREED, WITH_MFA = {"sts:ExternalId": "agreed"}, {"aws:MultiFactorAuthPresent": "true"}


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        ({}, {}),
        ({"ExternalId": "agreed"}, {"Condition": {"StringEquals": AGREED}}),
        ({"RequireMfa": "true"}, {"Condition": {"Bool": WITH_MFA}}),
        (
            {"ExternalId": "agreed", "RequireMfa": "true"},
            {"Condition": {"StringEquals": AGREED, "Bool": WITH_MFA}},
        ),
    ],
)
def test_cloudformation_trusts_who_is_named_and_asks_what_is_wanted(
    given: dict[str, str], condition: dict[str, Any]
) -> None:
    stack = read(template(make("--cloudformation")))
    role = role_of(stack, TrustedPrincipal="111122223333", **given)
    trust = {"Version": "2012-10-17", "Statement": [{**TRUST, **condition}]}
    assert role.pop("AssumeRolePolicyDocument") == trust
    assert len(json.dumps(trust)) < 2048
    assert role.pop("Policies") == [{"PolicyName": "FtrTuiRead", "PolicyDocument": read_only_policy()}]
    assert role.pop("Description").isascii()
    assert role == {"RoleName": "FtrTuiRead", "Path": "/", "MaxSessionDuration": 3600}


def test_cloudformation_has_no_default_for_whom_it_trusts_and_no_loose_ends() -> None:
    text = template(make("--cloudformation"))
    stack = read(text)
    assert set(stack) == {
        *("AWSTemplateFormatVersion", "Description", "Parameters", "Conditions", "Resources", "Outputs")
    }
    assert "Default" not in stack["Parameters"]["TrustedPrincipal"]
    assert stack["Outputs"]["RoleArn"]["Value"] == {"!GetAtt": "Role.Arn"}
    named = set(re.findall(r"!Ref ([A-Za-z:]+)", text)) - {"AWS::NoValue"}
    assert named == set(stack["Parameters"])
    asked = set(re.findall(r"!Condition (\w+)|!If\n +- (\w+)", text))
    assert {a or b for a, b in asked} == set(stack["Conditions"])
    assert len(stack["Description"]) < 1024 and len(text) < 51_200  # what CloudFormation takes


@pytest.mark.parametrize("who", SOMEBODY)
def test_both_trust_an_account_a_user_or_a_role(who: str) -> None:
    assert re.search(PRINCIPAL, who)


@pytest.mark.parametrize("who", NOBODY)
def test_neither_can_be_made_to_trust_everybody(who: str) -> None:
    stack = read(template(make("--cloudformation")))
    variable = _variable(configuration(make("--terraform")), "trusted_principal")
    (form,) = re.findall(r'regex\((".*"), var\.', variable)
    for pattern in (stack["Parameters"]["TrustedPrincipal"]["AllowedPattern"], json.loads(form)):
        assert not re.search(pattern, who)


# Terraform


def _variable(text: str, name: str) -> str:
    return text.split(f'variable "{name}" {{\n')[1].split("\n}\n")[0]


def _policies(text: str) -> dict[str, Any]:
    """Return the documents of the inline policies by name, read as JSON after what sets HCL apart."""
    found = {}
    for name, body in re.findall(r'  name = "(\w+)"\n.*?jsonencode\((.*?)\)\n\}\n', text, re.DOTALL):
        body = re.sub(r"^( *)(\w+) += ", r'\1"\2": ', body, flags=re.MULTILINE)
        body = re.sub(r'(["\]}])\n(?= *")', r"\1,\n", body)
        body = re.sub(r",\n( *)\]", r"\n\1]", body)
        found[name] = json.loads(body.replace("$${", "${").replace("%%{", "%{"))
    return found


def test_terraform_holds_the_same_policy_and_no_default_for_whom_it_trusts() -> None:
    text = configuration(make("--terraform"))
    assert _policies(text) == {"FtrTuiRead": read_only_policy()}
    assert re.findall(r'^resource "(\w+)"', text, re.MULTILINE) == ["aws_iam_role", "aws_iam_role_policy"]
    assert re.findall(r'^output "(\w+)"', text, re.MULTILINE) == ["role_arn", "scan"]
    assert not re.search(r"^ +default ", _variable(text, "trusted_principal"), re.MULTILINE)
    declared = re.findall(r'^variable "(\w+)"', text, re.MULTILINE)
    assert set(re.findall(r"var\.(\w+)", text)) == set(declared) and len(declared) == 5
    for name in declared:
        assert "description = " in _variable(text, name)
    assert "max_session_duration = 3600" in text and 'variable = "sts:ExternalId"' in text


@pytest.mark.parametrize("wa_push", [False, True])
def test_terraform_stands_as_its_formatter_leaves_it(wa_push: bool) -> None:
    """hclwrite's rules: two blanks a level, ``=`` of neighbouring lines of one line each in one column."""
    text = configuration(make("--terraform", wa_push=wa_push))
    assert text.endswith("}\n") and "\t" not in text and "\n\n\n" not in text
    level, run = 0, list[int]()
    for line in text.splitlines():
        assert line == line.rstrip()
        code = re.sub(r'"(?:\\.|[^"\\])*"', '""', "" if line.startswith("#") else line)
        closes = len(re.match(r"[ \])}]*", code)[0].replace(" ", ""))  # type: ignore[index]
        if code:
            assert len(line) - len(line.lstrip()) == 2 * (level - (1 if closes else 0)), line
        change = sum(map(code.count, "([{")) - sum(map(code.count, ")]}"))
        # Two brackets that open on one line indent once.
        level += (change > 0) - (change < 0)
        at = re.match(r" *[\w\"]+ +=", code)
        if at and change == 0:
            run.append(len(at[0]))
            assert len(set(run)) == 1, line
        else:
            run = []
    assert level == 0


# Both


def test_words_that_mean_something_to_yaml_or_hcl_stay_words() -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Sid": a, "Action": [a, a]} for a in AWKWARD]}
    role = Role("FtrTuiRead", "d", "c", {"FtrTuiRead": document})
    (policy,) = role_of(read(template(role)))["Policies"]
    assert policy["PolicyDocument"] == document
    assert _policies(configuration(role)) == {"FtrTuiRead": document}


def test_what_writes_is_a_second_policy_under_another_name() -> None:
    both = {"FtrTuiRead": read_only_policy(), "FtrTuiWaPush": wa_push_policy()}
    stack = template(make("--cloudformation", wa_push=True))
    plan = configuration(make("--terraform", wa_push=True))
    role = role_of(read(stack), TrustedPrincipal="111122223333")
    assert {p["PolicyName"]: p["PolicyDocument"] for p in role["Policies"]} == both == _policies(plan)
    for text in (stack, plan):
        assert text.count("# FtrTuiWaPush WRITES") == 1 and "# THIS ONE ALSO WRITES" in text
        assert "FtrTuiReadAndPush" in text and "create-stack-set" not in text
    assert role["RoleName"] == "FtrTuiReadAndPush" and "write" in role["Description"]
    for text in (template(make("--cloudformation")), configuration(make("--terraform"))):
        assert "WRITES" not in text and "UpdateAnswer" not in text


def test_iam_takes_what_is_in_the_role() -> None:
    """Inline policies of a role: 10,240 characters in all, blanks not counted; a managed policy 6,144."""
    role = make("--terraform", wa_push=True)
    sizes = {name: len(json.dumps(d, separators=(",", ":"))) for name, d in role.policies.items()}
    assert sum(sizes.values()) <= 10_240 and max(sizes.values()) <= 6_144
    assert NAME.fullmatch(role.name) and len(role.description) <= 1_000


@pytest.mark.parametrize("write", [template, configuration])
def test_the_top_says_what_made_it_and_how_to_go_on(write: Any) -> None:
    option = "--terraform" if write is configuration else "--cloudformation"
    top = write(make(option, name="Acme.Audit")).partition("\n\n")[0]
    assert all(line.startswith("#") for line in top.splitlines())
    assert f"Made by: ftr-tui policy {option} --role-name Acme.Audit " in top
    assert "ftr-tui scan NAME --role Acme.Audit --account 111122223333 --account 444455556666" in top
    assert max(map(len, top.splitlines())) <= 110


def test_the_lines_for_a_stackset_are_lines_of_the_aws_cli() -> None:
    top = template(make("--cloudformation")).partition("\n\n")[0]
    joined = top.replace("# ", "").replace("\\\n", " ")
    found = [check(line.strip()) for line in joined.splitlines() if " create-stack-" in line]
    (_, first, made), (_, second, spread) = found
    assert (first, second) == ("CreateStackSet", "CreateStackInstances")
    assert made["Capabilities"] == ["CAPABILITY_NAMED_IAM"] and made["PermissionModel"] == "SERVICE_MANAGED"
    assert [p["ParameterKey"] for p in made["Parameters"]] == ["TrustedPrincipal"]
    assert spread["StackSetName"] == made["StackSetName"] and spread["Regions"] == ["us-east-1"]
