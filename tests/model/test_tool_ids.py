"""Ids of Security Hub's controls and of Config's rules, as files and AWS write them."""

import pytest

from ftr_tui.model.tool_ids import control_id, rule_name, standard_of, titled_control


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("IAM.3", "IAM.3"),
        (" DynamoDB.2 ", "DynamoDB.2"),
        ("security-control/IAM.3", "IAM.3"),
        ("cis-aws-foundations-benchmark/v/3.0.0/1.14", "IAM.3"),
        ("cis-aws-foundations-benchmark/v/5.0.0/1.13", "IAM.3"),
        ("cis-aws-foundations-benchmark/v/3.0.0/1.4", "IAM.4"),
        ("cis-aws-foundations-benchmark/v/5.0.0/1.3", "IAM.4"),
        ("cis-aws-foundations-benchmark/v/3.0.0/5.4", "EC2.2"),
        ("cis-aws-foundations-benchmark/v/5.0.0/5.4", "EC2.54"),
        ("cis-aws-foundations-benchmark/v/1.4.0/1.9", "IAM.16"),
        ("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.4", "IAM.3"),
        ("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.12", "IAM.4"),
        ("aws-foundational-security-best-practices/v/1.0.0/IAM.4", "IAM.4"),
        ("arn:aws:securityhub:us-west-2:111122223333:security-control/IAM.15/finding/0987-x", "IAM.15"),
        (
            "arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:subscription/"
            "cis-aws-foundations-benchmark/v/5.0.0/1.9/finding/0987",
            "IAM.5",
        ),
        ("CIS AWS Foundations Benchmark v3.0.0/1.4", "IAM.4"),
        ("PCI v3.2.1/7, CIS AWS Foundations Benchmark v1.2.0/1.99, CIS AWS Foundations Benchmark v5.0.0/1.2",
         "Account.1"),
        # A number that no question needs stays as it was said; a bare number says no standard.
        ("cis-aws-foundations-benchmark/v/3.0.0/2.1.1", "cis-aws-foundations-benchmark/v/3.0.0/2.1.1"),
        ("pci-dss/v/3.2.1/PCI.IAM.1", "pci-dss/v/3.2.1/PCI.IAM.1"),
        ("1.14", ""),
        ("arn:aws:guardduty:eu-west-1:111122223333:detector/1/finding/2", ""),
        ("prowler-iam_no_root_access_key", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_control_by_any_of_its_names(text: str, control: str) -> None:
    assert control_id(text) == control


def test_an_old_title_begins_with_the_control() -> None:
    assert titled_control("IAM.3 IAM users' access keys should be rotated") == "IAM.3"
    assert titled_control("IAM users' access keys should be rotated") == ""
    assert titled_control("EC2 instances of v1.2 are old") == ""


def test_the_standard_of_a_generator() -> None:
    said = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.4"
    assert standard_of(said) == "cis-aws-foundations-benchmark 1.2.0"
    assert standard_of("security-control/IAM.3") == ""


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("access-keys-rotated", "access-keys-rotated"),
        ("securityhub-access-keys-rotated-1a2b3c4d", "access-keys-rotated"),
        ("securityhub-iam-root-access-key-check-000270f5", "iam-root-access-key-check"),
        ("securityhub-vpc-default-security-group-closed-deadbeef", "vpc-default-security-group-closed"),
        ("securityhub-access-keys-rotated", "access-keys-rotated"),
        (
            "securityhub-iam-policy-no-statements-with-admin-access",
            "iam-policy-no-statements-with-admin-access",
        ),
        ("IAM-Password-Policy-conformance-pack-ab12cd34e", "iam-password-policy"),
        ("OrgConfigRule-restricted-ssh-ab12cd34", "restricted-ssh"),
    ],
)
def test_a_rule_without_what_aws_puts_around_its_name(name: str, rule: str) -> None:
    assert rule_name(name) == rule
