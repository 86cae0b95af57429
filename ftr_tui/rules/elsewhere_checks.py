"""What other tools' checks say of our questions, and what they cannot say.

Sources: AWS's references of Security Hub's controls (with their CIS numbers), of the managed Config rules
and of Trusted Advisor's checks; Prowler's checks by their own ids and code, not by its mapping to this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ftr_tui.model.elsewhere import Tool


@dataclass(frozen=True, slots=True)
class Topic:
    """How a question is worded; each pair is for one thing and for several."""

    noun: str
    fault: tuple[str, str]
    """What is wrong with it, behind the noun."""
    good: tuple[str, str]
    """What is right with it; an account passes where all its rows do."""
    regional: bool = False
    assumes: str = ""
    """What a pass of any tool leaves open, and a person must agree to."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a tool."""

    question: str
    against: bool = False
    """A FAIL decides the question, unfavourably; otherwise it only helps to answer."""
    narrower: str = ""
    """In what it asks something else than the question: shown where it and another source differ."""
    assumes: str = ""
    """What its PASS leaves open, and a person must agree to."""


FEDERATION = "Nobody signs in by federation or IAM Identity Center, where these checks do not look."

TOPICS: Mapping[str, Topic] = {
    "ARC-004.1": Topic("account", ("has a root access key", "have a root access key"),
                       ("has no root access key", "have no root access key")),
    "ACOM-001.1": Topic("account", ("has no security contact", "have no security contact"),
                        ("has a security contact", "have a security contact")),
    "IAM-001.1": Topic("IAM user", ("signs in without MFA", "sign in without MFA"),
                       ("has MFA or no password", "have MFA or no password"), assumes=FEDERATION),
    "IAM-002.1": Topic("IAM user", ("has an active access key older than 90 days",
                                    "have active access keys older than 90 days"),
                       ("has no active access key older than 90 days",
                        "have no active access key older than 90 days")),
    "IAM-003.1": Topic("account", ("has a weaker password policy than 14 characters and 24 remembered",
                                   "have weaker password policies than 14 characters and 24 remembered"),
                       ("asks for 14 characters and 24 remembered passwords",
                        "ask for 14 characters and 24 remembered passwords")),
    "IAM-006.1": Topic("grant", ("gives full administration", "give full administration"),
                       ("gives no full administration", "give no full administration")),
    "NETSEC-001.1": Topic("default security group", ("still has rules", "still have rules"),
                          ("has no rule", "have no rules"), regional=True),
    "NETSEC-001.2": Topic("security group", ("lets the world reach port 22 or 3389",
                                             "let the world reach port 22 or 3389"),
                          ("keeps the world from ports 22 and 3389", "keep the world from ports 22 and 3389"),
                          regional=True),
    "NETSEC-002.1": Topic("database", ("is public", "are public"),
                          ("is not public", "are not public"), regional=True),
    "SDAT-002.1": Topic("store", ("is not encrypted at rest", "are not encrypted at rest"),
                        ("is encrypted at rest", "are encrypted at rest"), regional=True),
}  # fmt: skip
"""The questions that a row of another tool may decide."""

_WHO = "It does not look at people who come in by federation."
_ATTACHED = "It also counts policies that are attached to nobody, and reads no inline policies."
_POLICY = "It does not ask whether anybody has a console password that the policy would bind."
_ONE_CONTACT = "It asks for the security contact alone, not for billing and operations."
_ONE_KIND = "It asks about some kinds of storage alone."
_BACKUP = "It does not see copies that AWS Backup makes, and may ask for more days than one."
_PUBLIC_DB = "It asks about databases alone, not about what else stands in public subnets."
_BUCKETS = "The question is how you look after public access; a public bucket may be meant."
_KEYS_SET = "Its number of days can be set to another than 90."
_PARTS_SET = "Its length and its other rules can be set weaker or stricter than 14 and 24."
_OTHER_PORTS = "It asks about more ports than 22 and 3389."
_WATCH = "That a service is on does not say that keys are watched; other tools may watch them."
_PROCESS = "The question is about a way of working, and a setting is only a part of it."
_UNUSED_SG = "It passes over groups that no interface uses."
_TCP = "It looks at TCP alone."
_KEYS_90 = "The Config rule access-keys-rotated is set to 90 days or fewer."

_HUB: Mapping[str, Check] = {
    "IAM.4": Check("ARC-004.1", against=True),
    "Account.1": Check("ACOM-001.1", against=True, narrower=_ONE_CONTACT),
    "IAM.5": Check("IAM-001.1", against=True, narrower=_WHO),
    "IAM.3": Check("IAM-002.1", against=True),
    "IAM.15": Check("IAM-003.1", against=True, narrower=_POLICY),
    "IAM.16": Check("IAM-003.1", against=True, narrower=_POLICY),
    "IAM.1": Check("IAM-006.1", against=True, narrower=_ATTACHED),
    "EC2.2": Check("NETSEC-001.1", against=True),
    "EC2.53": Check("NETSEC-001.2", against=True, narrower="It looks at IPv4 alone; EC2.54 looks at IPv6."),
    "EC2.54": Check("NETSEC-001.2", against=True, narrower="It looks at IPv6 alone; EC2.53 looks at IPv4."),
    "EC2.13": Check("NETSEC-001.2", against=True, narrower="It looks at port 22 alone."),
    "EC2.14": Check("NETSEC-001.2", against=True, narrower="It looks at port 3389 alone."),
    "RDS.2": Check("NETSEC-002.1", against=True, narrower=_PUBLIC_DB),
    "EC2.3": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "RDS.3": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "EFS.1": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "RDS.11": Check("BAR-001.1", narrower=_BACKUP),
    "DynamoDB.2": Check("BAR-001.1", narrower=_BACKUP),
    "S3.1": Check("S3-001.1", narrower=_BUCKETS),
    "S3.8": Check("S3-001.1", narrower=_BUCKETS),
    "GuardDuty.1": Check("IAM-002.3", narrower=_WATCH),
    "CloudTrail.1": Check("IAM-002.3", narrower=_WATCH),
}

_PROWLER: Mapping[str, Check] = {
    "iam_no_root_access_key": Check("ARC-004.1", against=True),
    "iam_user_mfa_enabled_console_access": Check("IAM-001.1", against=True, narrower=_WHO),
    "iam_rotate_access_key_90_days": Check("IAM-002.1", against=True),
    "iam_password_policy_minimum_length_14": Check("IAM-003.1", against=True, narrower=_POLICY),
    "iam_password_policy_reuse_24": Check("IAM-003.1", against=True, narrower=_POLICY),
    "iam_customer_attached_policy_no_administrative_privileges": Check(
        "IAM-006.1", against=True, narrower="It asks about customer policies that are attached, alone."
    ),
    "iam_inline_policy_no_administrative_privileges": Check(
        "IAM-006.1", against=True, narrower="It asks about inline policies alone."
    ),
    "iam_user_administrator_access_policy": Check(
        "IAM-006.1", against=True, narrower="It asks about AdministratorAccess on users alone."
    ),
    "iam_aws_attached_policy_no_administrative_privileges": Check(
        "IAM-006.1", narrower="It counts AdministratorAccess wherever it is attached, also where it is meant."
    ),
    "ec2_securitygroup_default_restrict_traffic": Check("NETSEC-001.1", against=True, narrower=_UNUSED_SG),
    "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22": Check(
        "NETSEC-001.2", against=True, narrower=f"{_UNUSED_SG} {_TCP}"
    ),
    "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389": Check(
        "NETSEC-001.2", against=True, narrower=f"{_UNUSED_SG} {_TCP}"
    ),
    "ec2_securitygroup_allow_ingress_from_internet_to_all_ports": Check(
        "NETSEC-001.2", against=True, narrower=_UNUSED_SG
    ),
    "ec2_securitygroup_allow_ingress_from_internet_to_any_port": Check("NETSEC-001.2", narrower=_OTHER_PORTS),
    "ec2_ebs_volume_encryption": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "rds_instance_storage_encrypted": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "efs_encryption_at_rest_enabled": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "opensearch_service_domains_encryption_at_rest_enabled": Check(
        "SDAT-002.1", against=True, narrower=_ONE_KIND
    ),
    "efs_have_backup_enabled": Check("BAR-001.1", narrower=_BACKUP),
    "rds_instance_backup_enabled": Check("BAR-001.1", narrower=_BACKUP),
    "dynamodb_tables_pitr_enabled": Check("BAR-001.1", narrower=_BACKUP),
    "rds_instance_no_public_access": Check("NETSEC-002.1", narrower=_PUBLIC_DB),
    "s3_bucket_public_access": Check("S3-001.1", narrower=_BUCKETS),
    "s3_account_level_public_access_blocks": Check("S3-001.1", narrower=_BUCKETS),
    "s3_bucket_level_public_access_block": Check("S3-001.1", narrower=_BUCKETS),
    "account_maintain_different_contact_details_to_security_billing_and_operations": Check(
        "ACOM-001.1", narrower="It asks that three contacts differ, not that each is there."
    ),
    "account_security_contact_information_is_registered": Check("ACOM-001.1", narrower=_ONE_CONTACT),
    "guardduty_is_enabled": Check("IAM-002.3", narrower=_WATCH),
    "cloudtrail_multi_region_enabled": Check("IAM-002.3", narrower=_WATCH),
    "iam_user_accesskey_unused": Check("IAM-007.1", narrower=_PROCESS),
    "iam_user_console_access_unused": Check("IAM-007.1", narrower=_PROCESS),
    "inspector2_is_enabled": Check("SECOPS-001", narrower=_PROCESS),
    "ssm_managed_compliant_patching": Check("SECOPS-001", narrower=_PROCESS),
}

_CONFIG: Mapping[str, Check] = {
    "iam-root-access-key-check": Check("ARC-004.1", against=True),
    "mfa-enabled-for-iam-console-access": Check("IAM-001.1", against=True, narrower=_WHO),
    "access-keys-rotated": Check("IAM-002.1", against=True, narrower=_KEYS_SET, assumes=_KEYS_90),
    "iam-password-policy": Check("IAM-003.1", narrower=_PARTS_SET),
    "iam-policy-no-statements-with-admin-access": Check("IAM-006.1", against=True, narrower=_ATTACHED),
    "vpc-default-security-group-closed": Check("NETSEC-001.1", against=True),
    "restricted-ssh": Check("NETSEC-001.2", against=True, narrower="It looks at port 22 alone."),
    "restricted-common-ports": Check("NETSEC-001.2", narrower=_OTHER_PORTS),
    "encrypted-volumes": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "rds-storage-encrypted": Check("SDAT-002.1", against=True, narrower=_ONE_KIND),
    "efs-encrypted-check": Check("SDAT-002.1", narrower="It may also ask for a key of your own."),
    "rds-instance-public-access-check": Check("NETSEC-002.1", against=True, narrower=_PUBLIC_DB),
    "db-instance-backup-enabled": Check("BAR-001.1", narrower=_BACKUP),
    "dynamodb-pitr-enabled": Check("BAR-001.1", narrower=_BACKUP),
    "s3-account-level-public-access-blocks": Check("S3-001.1", narrower=_BUCKETS),
    "s3-bucket-public-read-prohibited": Check("S3-001.1", narrower=_BUCKETS),
    "s3-bucket-public-write-prohibited": Check("S3-001.1", narrower=_BUCKETS),
    "iam-user-unused-credentials-check": Check("IAM-007.1", narrower=_PROCESS),
    "guardduty-enabled-centralized": Check("IAM-002.3", narrower=_WATCH),
    "multi-region-cloudtrail-enabled": Check("IAM-002.3", narrower=_WATCH),
    "ec2-managedinstance-patch-compliance-status-check": Check("SECOPS-001", narrower=_PROCESS),
}

_ADVISOR: Mapping[str, Check] = {
    "DqdJqYeRm5": Check("IAM-002.1", against=True),
    "Yw2K9puPzl": Check(
        "IAM-003.1", against=True, narrower="It asks whether there is a policy, not how strong."
    ),
    "HCP4007jGY": Check("NETSEC-001.2", against=True, narrower=_OTHER_PORTS),
    "1iG5NDGVre": Check("NETSEC-001.2", against=True, narrower=_OTHER_PORTS),
    "opQPADkZvH": Check("BAR-001.1", narrower=_BACKUP),
    "Pfx0RwqBli": Check("S3-001.1", narrower=_BUCKETS),
}
"""Of what it flags, the collector ``advisor`` keeps what is asked here, such as ports 22 and 3389."""

NAMES: Mapping[str, str] = {
    "DqdJqYeRm5": "access key rotation",
    "Yw2K9puPzl": "password policy",
    "HCP4007jGY": "specific ports unrestricted",
    "1iG5NDGVre": "unrestricted access",
    "opQPADkZvH": "RDS backups",
    "Pfx0RwqBli": "S3 bucket permissions",
}
"""In words what a check's id does not say; ids stay the same when Trusted Advisor's names change."""

PILLAR = "WAFR:"
"""How rows of a Well-Architected report begin; the pillar's id follows."""
_REVIEW = Check("WAFR-001.1", narrower="Risks by pillar do not say who reviewed, when, and to which end.")

CHECKS: Mapping[Tool, Mapping[str, Check]] = {
    Tool.SECURITY_HUB: _HUB,
    Tool.PROWLER: _PROWLER,
    Tool.CONFIG: _CONFIG,
    Tool.TRUSTED_ADVISOR: _ADVISOR,
}
"""Tool -> its check -> our question. What stands not here says nothing about a list."""

PROOF: Mapping[Tool, Mapping[str, tuple[frozenset[str], ...]]] = {
    Tool.SECURITY_HUB: {
        "ARC-004.1": (frozenset({"IAM.4"}),),
        "IAM-001.1": (frozenset({"IAM.5"}),),
        "IAM-002.1": (frozenset({"IAM.3"}),),
        "IAM-003.1": (frozenset({"IAM.15", "IAM.16"}),),
        "NETSEC-001.1": (frozenset({"EC2.2"}),),
        "NETSEC-001.2": (frozenset({"EC2.53", "EC2.54"}),),
    },
    Tool.PROWLER: {
        "ARC-004.1": (frozenset({"iam_no_root_access_key"}),),
        "IAM-001.1": (frozenset({"iam_user_mfa_enabled_console_access"}),),
        "IAM-002.1": (frozenset({"iam_rotate_access_key_90_days"}),),
        "IAM-003.1": (frozenset({"iam_password_policy_minimum_length_14", "iam_password_policy_reuse_24"}),),
    },
    Tool.CONFIG: {
        "ARC-004.1": (frozenset({"iam-root-access-key-check"}),),
        "IAM-001.1": (frozenset({"mfa-enabled-for-iam-console-access"}),),
        "IAM-002.1": (frozenset({"access-keys-rotated"}),),
        "NETSEC-001.1": (frozenset({"vpc-default-security-group-closed"}),),
    },
}
"""Tool -> question -> sets of checks that prove it together; one whole set is enough.

None of Prowler's about security groups: it passes over groups that nothing uses, without saying so.
"""

PROOF_LIVE: Mapping[Tool, Mapping[str, tuple[frozenset[str], ...]]] = {
    Tool.CONFIG: {"IAM-003.1": (frozenset({"iam-password-policy"}),)},
}
"""What proves only where a rule's parameters were read as well, as our own scan does."""

_REPORT = "aws iam get-credential-report --query Content --output text | base64 --decode"
RECHECK: Mapping[str, tuple[str, ...]] = {
    "ARC-004.1": ("aws iam get-account-summary --query SummaryMap",),
    "IAM-001.1": (_REPORT,),
    "IAM-002.1": (_REPORT,),
    "IAM-003.1": ("aws iam get-account-password-policy",),
    "NETSEC-001.1": ("aws ec2 describe-security-groups --filters Name=group-name,Values=default",),
    "NETSEC-001.2": ("aws ec2 describe-security-groups",),
}
"""Read-only lines by which our own rules let a person look again."""


def check_of(tool: Tool, name: str) -> Check | None:
    """Return what a tool's check means here; None where it says nothing about a list."""
    if tool is Tool.WA_TOOL:
        return _REVIEW if name.startswith(PILLAR) else None
    return CHECKS.get(tool, {}).get(name)
