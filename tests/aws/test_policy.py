"""The policy of a scan, and that asking for it loads no boto3."""

import inspect
import json
import re
import subprocess
import sys

import pytest

from ftr_tui.aws import wa_tool
from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.aws.policy import actions, read_only_policy, wa_push_policy

from .fake import operation

PREFIXES = {
    "sso-admin": "sso",
    "s3control": "s3",
    "accessanalyzer": "access-analyzer",
    "efs": "elasticfilesystem",
    "elbv2": "elasticloadbalancing",
    "opensearch": "es",
    "marketplace-catalog": "aws-marketplace",
}
OTHER_NAMES = {
    "s3.list_buckets": "s3:ListAllMyBuckets",
    "s3control.get_public_access_block": "s3:GetAccountPublicAccessBlock",
    "s3.get_public_access_block": "s3:GetBucketPublicAccessBlock",
}


@pytest.mark.hard_case(87)
def test_every_declared_call_exists_and_names_its_action() -> None:
    for spec in COLLECTORS:
        assert spec.about and spec.read.__doc__ and "Return" in spec.read.__doc__
        for call, action in spec.calls.items():
            service = call.partition(".")[0]
            usual = f"{PREFIXES.get(service, service)}:{operation(call).name}"
            assert action == OTHER_NAMES.get(call, usual)


def test_ids_are_unique_and_needs_are_known() -> None:
    ids = [spec.id for spec in COLLECTORS]
    assert len(ids) == len(set(ids))
    seen: set[str] = set()
    for spec in COLLECTORS:
        assert set(spec.needs) <= set(ids)
        seen.add(spec.id)
    first_slice = (
        "who regions iam_sum iam_rep iam_graph iam_idp iam_pw sso org org_acc contacts support root_ev"
    )
    first_slice += " trails s3_list s3_acct s3_pub sg plist eni gd alarms boards bak restores"
    assert set(first_slice.split()) <= set(ids)


@pytest.mark.hard_case(84, 87)
def test_the_policy_reads_by_name_and_writes_nothing() -> None:
    allow, deny = read_only_policy()["Statement"]
    assert allow["Effect"] == "Allow" and allow["Action"] == sorted(set(allow["Action"])) == list(actions())
    for action in allow["Action"]:
        verb = action.partition(":")[2]
        assert "*" not in action
        assert (
            verb.startswith(("Get", "List", "Describe", "Lookup", "BatchGet"))
            or action == "iam:GenerateCredentialReport"
        )
    assert deny["Effect"] == "Deny"
    never = {"ssm:GetParameter*", "secretsmanager:GetSecretValue", "s3:GetObject", "lambda:GetFunction"}
    never |= {"kms:Decrypt", "logs:GetLogEvents", "logs:FilterLogEvents"}
    assert never <= set(deny["Action"])
    assert not never & set(allow["Action"])
    # AWS refuses a managed policy of more than 6,144 characters without blanks.
    assert len(json.dumps(read_only_policy(), separators=(",", ":"))) < 6144


def test_importing_loads_no_boto3() -> None:
    modules = ", ".join(
        f"ftr_tui.aws.{name}"
        for name in (
            "policy",
            "role_cloudformation",
            "role_terraform",
            "collect",
            "access",
            "sweep",
            "errors",
            "wa_read",
        )
    )
    code = f"import sys, {modules}\n"
    code += "print(sorted(m for m in sys.modules if m.partition('.')[0] in ('boto3', 'botocore')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_writing_needs_stands_apart_and_nothing_of_it_in_the_plain_policy() -> None:
    (extra,) = wa_push_policy()["Statement"]
    wanted = {"CreateMilestone", "CreateWorkload", "UpdateAnswer"}
    assert set(extra["Action"]) == {f"wellarchitected:{name}" for name in wanted}
    plain = read_only_policy()["Statement"][0]["Action"]
    assert not set(extra["Action"]) & set(plain)
    # What wa_tool calls, and no more: each operation by the name that it has in the code.
    code = inspect.getsource(wa_tool)
    called = set(re.findall(r"self\._(?:call|pages)\(\s*\"(\w+)\"", code))
    names = {f"wellarchitected:{''.join(w.title() for w in call.split('_'))}" for call in called}
    assert names == {*wa_tool.READ, *wa_tool.WRITE} and set(wa_tool.READ) <= set(plain)
