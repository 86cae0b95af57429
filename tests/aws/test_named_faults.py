"""Six faults that an account must not hide: each is found and named, and no value of a secret is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ftr_tui.aws.access import targets
from ftr_tui.aws.sweep import Sweep, sweep
from ftr_tui.model.facts import Finding
from ftr_tui.rules import RULES, judge
from tests.tools.botocore_models import loader

from .conftest import NOW, http, install_faults

# Built here, so that nobody who searches the repository for keys takes it for one.
KEY = "AKIA" + "QWERTYUIOPASDFGH"
HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,"
    "cert_2_active,cert_2_last_rotated"
)


def report() -> str:
    made = (NOW - timedelta(days=1167)).isoformat()
    none = "false,N/A,N/A,N/A,N/A"
    rows = [
        f"<root_account>,arn:aws:iam::123456789012:root,{made},not_supported,no_information,not_supported,"
        f"not_supported,true,{none},{none},false,N/A,false,N/A",
        f"deploy-ci,arn:aws:iam::123456789012:user/deploy-ci,{made},false,N/A,N/A,N/A,false,"
        f"true,{made},{NOW.isoformat()},us-east-1,s3,{none},false,N/A,false,N/A",
    ]
    return "\n".join([HEADER, *rows])


def seed() -> None:
    import boto3

    iam = boto3.client("iam")
    iam.create_group(GroupName="devs")
    iam.create_user(UserName="minh")
    iam.add_user_to_group(GroupName="devs", UserName="minh")
    everything = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    made = iam.create_policy(PolicyName="LegacyEverything", PolicyDocument=json.dumps(everything))
    iam.attach_group_policy(GroupName="devs", PolicyArn=made["Policy"]["Arn"])
    trust = {"Version": "2012-10-17", "Statement": []}
    role = iam.create_role(RoleName="fn", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]

    ec2 = boto3.client("ec2")
    for name, ranges in (
        ("wide", {"FromPort": 0, "ToPort": 65535, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}),
        (
            "halves",
            {
                "FromPort": 22,
                "ToPort": 22,
                "IpRanges": [{"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1"}],
            },
        ),
    ):
        group = ec2.create_security_group(GroupName=name, Description=name)["GroupId"]
        ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[{"IpProtocol": "tcp", **ranges}],
        )

    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="acme-open")
    public = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::acme-open/*",
    }
    s3.put_bucket_policy(
        Bucket="acme-open", Policy=json.dumps({"Version": "2012-10-17", "Statement": [public]})
    )
    boto3.client("lambda").create_function(
        FunctionName="mailer",
        Runtime="python3.11",
        Role=role,
        Handler="x.y",
        Code={"ZipFile": b"PK"},
        Environment={"Variables": {"UPLOAD_KEY": KEY, "LEVEL": "info"}},
    )


@pytest.fixture(scope="module")
def swept() -> Iterator[tuple[Sweep, dict[str, Finding]]]:
    import base64

    import botocore.session
    from moto import mock_aws

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", loader)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setattr("botocore.endpoint.time.sleep", lambda _: None)
        faults = install_faults(patch)
        content = base64.b64encode(report().encode()).decode()
        faults["iam.GetCredentialReport"] = lambda _: http(
            200,
            f"<R><GetCredentialReportResult><Content>{content}</Content><ReportFormat>text/csv</ReportFormat>"
            f"<GeneratedTime>{NOW.isoformat()}</GeneratedTime></GetCredentialReportResult></R>",
        )
        with mock_aws():
            seed()
            done = sweep(targets(), now=NOW, regions=["us-east-1"], sleep=lambda _: None)
        texts = {rule.question: rule.aws_text[0] for rule in RULES}
        yield done, {f.question: f for f in judge(done.facts, texts)}


@pytest.mark.parametrize(
    ("question", "verdict", "named"),
    [
        ("IAM-006.1", "no", ("LegacyEverything", "devs")),
        ("NETSEC-001.2", "no", ("wide", "halves")),
        ("S3-001.1", "supports", ("acme-open",)),
        ("IAM-002.1", "no", ("deploy-ci",)),
        ("IAM-009.1", "yes", ("mailer", "UPLOAD_KEY")),
        ("IAM-012.1", "no", ("mailer", "UPLOAD_KEY")),
    ],
)
def test_it_is_found_and_named(
    swept: tuple[Sweep, dict[str, Finding]], question: str, verdict: str, named: tuple[str, ...]
) -> None:
    found = swept[1][question]
    assert found.verdict.value == verdict
    assert not found.favourable
    told = found.summary + " ".join(f"{r.name} {r.detail}" for r in found.resources)
    for name in named:
        assert name in told


def test_the_age_of_the_key_is_told(swept: tuple[Sweep, dict[str, Finding]]) -> None:
    assert [r.detail for r in swept[1]["IAM-002.1"].resources] == [
        "key of 2023-09-14"
    ]  # 1,167 days before NOW


@pytest.mark.hard_case(82, 84)
def test_the_value_of_the_key_is_nowhere(swept: tuple[Sweep, dict[str, Finding]]) -> None:
    done, found = swept
    assert KEY not in repr(done.facts) + repr(found)
    assert KEY[4:] not in repr(done.facts) + repr(found)
