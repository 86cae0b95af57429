"""Good accounts, each spoiled in one place (account B, in us-east-1 or none), and the answer that falls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .world import (
    ADMIN,
    EU,
    US,
    A,
    B,
    Refusal,
    World,
    ago,
    cluster,
    database,
    distribution,
    document,
    file_system,
    function,
    group,
    interface,
    perm,
    restore,
    row,
)

KEY = "AKIA" + "Q7" * 8
"""Looks like an access key and is none."""


@dataclass(frozen=True)
class Mutation:
    """``spoil`` changes the answer to ``operation``; ``question`` then has ``verdict``."""

    name: str
    question: str
    verdict: str
    operations: tuple[str, ...]
    spoil: Callable[[World], Any]


MUTATIONS: list[Mutation] = []


def bad(question: str, verdict: str, name: str, *operations: str) -> Callable[[Any], Any]:
    """Add the decorated function to the table."""

    def add(spoil: Callable[[World], Any]) -> Callable[[World], Any]:
        MUTATIONS.append(Mutation(name, question, verdict, operations, spoil))
        return spoil

    return add


def appended(question: str, verdict: str, name: str, operation: str, path: str, item: Any) -> None:
    """Add a mutation that puts ``item`` at the end of a list, alone on the last page."""

    def spoil(world: World) -> None:
        answer = world.at(operation)
        for part in path.split("."):
            answer = answer[part]
        answer.append(item)

    MUTATIONS.append(Mutation(name, question, verdict, (operation,), spoil))


def replaced(question: str, verdict: str, name: str, operation: str, answer: Any) -> None:
    """Add a mutation that answers otherwise."""
    MUTATIONS.append(
        Mutation(name, question, verdict, (operation,), lambda world: world.set(operation, answer))
    )


def root_row(*, used: str = "N/A", key: float | None = None) -> str:
    cells = row(B, "<root_account>", password="not_supported", mfa="true", key=key).split(",")
    cells[4] = used
    return ",".join(cells)


REPORT, GRAPH = "iam.get_credential_report", "iam.get_account_authorization_details"
GROUPS = "ec2.describe_security_groups"
PASSWORDS = "iam.get_account_password_policy"

# --- the account

replaced(
    "SUP-001.1",
    "no",
    "no support plan",
    "support.describe_severity_levels",
    Refusal("SubscriptionRequiredException"),
)


@bad("ARC-004.1", "yes", "root key in the summary", "iam.get_account_summary")
def _(world: World) -> None:
    world.at("iam.get_account_summary")["SummaryMap"]["AccountAccessKeysPresent"] = 1


@bad("ARC-004.1", "yes", "root key in the report", REPORT)
def _(world: World) -> None:
    world.at(REPORT)["Content"][0] = root_row(key=10)


@bad("ARC-001.1", "supports", "root signed in last week", REPORT)
def _(world: World) -> None:
    world.at(REPORT)["Content"][0] = root_row(used=ago(7).isoformat())


@bad("ACOM-001.1", "no", "no billing contact", "account.get_alternate_contact")
def _(world: World) -> None:
    contact = world.at("account.get_alternate_contact")
    world.set(
        "account.get_alternate_contact",
        lambda params: (
            Refusal("ResourceNotFoundException", 404)
            if params["AlternateContactType"] == "BILLING"
            else contact(params)
        ),
    )


@bad("ACOM-002.1", "no", "a contact at a free-mail domain", "account.get_alternate_contact")
def _(world: World) -> None:
    contact = world.at("account.get_alternate_contact")
    mine = {"AlternateContact": {"EmailAddress": "anna@gmail.com", "Name": "Anna"}}
    world.set(
        "account.get_alternate_contact",
        lambda params: mine if params["AlternateContactType"] == "SECURITY" else contact(params),
    )


# --- people and keys

appended("IAM-001.1", "no", "a console user without MFA", REPORT, "Content", row(B, "eve", password="true"))
appended(
    "IAM-001.1",
    "supports",
    "a SAML provider",
    "iam.list_saml_providers",
    "SAMLProviderList",
    {"Arn": f"arn:aws:iam::{B}:saml-provider/x"},
)
appended(
    "IAM-001.1",
    "supports",
    "an OIDC provider",
    "iam.list_open_id_connect_providers",
    "OpenIDConnectProviderList",
    {"Arn": f"arn:aws:iam::{B}:oidc-provider/x"},
)
appended(
    "IAM-001.1",
    "supports",
    "Identity Center",
    "sso-admin.list_instances",
    "Instances",
    {
        "InstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef",
        "OwnerAccountId": B,
        "Status": "ACTIVE",
    },
)
appended("IAM-002.1", "no", "a key of 91 days", REPORT, "Content", row(B, "ci", key=91))
appended("IAM-012.1", "supports", "an active key", REPORT, "Content", row(B, "ci", key=5))
appended(
    "IAM-012.2", "supports", "an active key, asked the other way", REPORT, "Content", row(B, "ci", key=5)
)
replaced("IAM-002.3", "supports", "a detector that is off", "guardduty.get_detector", {
    "Status": "DISABLED", "ServiceRole": "r"})  # fmt: skip
replaced("IAM-002.3", "supports", "no detector", "guardduty.list_detectors", {"DetectorIds": []})
replaced("IAM-002.3", "supports", "a trail that does not log", "cloudtrail.get_trail_status", {
    "IsLogging": False})  # fmt: skip
replaced("IAM-002.3", "supports", "no trail", "cloudtrail.describe_trails", {"trailList": []})
replaced("IAM-003.1", "no", "no password policy", PASSWORDS, Refusal("NoSuchEntity", 404))


@bad("IAM-003.1", "no", "passwords of 13", PASSWORDS)
def _(world: World) -> None:
    world.at(PASSWORDS)["PasswordPolicy"]["MinimumPasswordLength"] = 13


@bad("IAM-003.1", "no", "23 passwords remembered", PASSWORDS)
def _(world: World) -> None:
    world.at(PASSWORDS)["PasswordPolicy"]["PasswordReusePrevention"] = 23


appended(
    "IAM-006.1",
    "no",
    "an administrator by an inline policy",
    GRAPH,
    "UserDetailList",
    {"UserName": "eve", "UserPolicyList": [{"PolicyName": "all", "PolicyDocument": document(ADMIN)}]},
)
appended(
    "IAM-009.1", "yes", "a key in a function", "lambda.list_functions", "Functions", function("f", KEY=KEY)
)
appended(
    "IAM-012.1", "no", "a key in a function", "lambda.list_functions", "Functions", function("f", KEY=KEY)
)


@bad("IAM-012.1", "no", "a key in a task definition", "ecs.describe_task_definition")
def _(world: World) -> None:
    task = world.at("ecs.describe_task_definition")["taskDefinition"]
    task["containerDefinitions"].append({"environment": [{"name": "KEY", "value": KEY}]})


# --- network

appended("NETSEC-001.1", "no", "a default group with a rule", GROUPS, "SecurityGroups",
         group("sg-9", "default", [perm("10.0.0.0/8", 443)]))  # fmt: skip
appended("NETSEC-001.1", "no", "a default group with a way out", GROUPS, "SecurityGroups",
         group("sg-9", "default") | {"IpPermissionsEgress": [perm("0.0.0.0/0", 443)]})  # fmt: skip
for _name, _rules in {
    "SSH from the world": [perm("0.0.0.0/0")],
    "RDP from the world by IPv6": [perm("10.0.0.0/8", 3389, IpRanges=[], Ipv6Ranges=[{"CidrIpv6": "::/0"}])],
    "all protocols from the world": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    "two halves of the world": [perm("0.0.0.0/1"), perm("128.0.0.0/1")],
    "a range of ports, by protocol number": [perm("0.0.0.0/0", IpProtocol="6", FromPort=20, ToPort=30)],
}.items():
    appended("NETSEC-001.2", "no", _name, GROUPS, "SecurityGroups", group("sg-9", "x", _rules))


@bad(
    "NETSEC-001.2",
    "no",
    "a prefix list that holds the world",
    GROUPS,
    "ec2.get_managed_prefix_list_entries",
)
def _(world: World) -> None:
    by_list = perm("", IpRanges=[], PrefixListIds=[{"PrefixListId": "pl-1"}])
    world.at(GROUPS)["SecurityGroups"].append(group("sg-9", "x", [by_list]))
    world.at("ec2.get_managed_prefix_list_entries")["Entries"].append({"Cidr": "0.0.0.0/0"})


appended("NETSEC-002.1", "no", "an interface in a public subnet", "ec2.describe_network_interfaces",
         "NetworkInterfaces", interface("eni-9", "subnet-2"))  # fmt: skip
appended("NETSEC-002.1", "no", "a public database", "rds.describe_db_instances", "DBInstances",
         database("db-9", PubliclyAccessible=True))  # fmt: skip


@bad("NETSEC-002.1", "no", "a public warehouse", "redshift.describe_clusters")
def _(world: World) -> None:
    world.at("redshift.describe_clusters")["Clusters"][-1]["PubliclyAccessible"] = True


@bad("NETSEC-002.1", "no", "the main route table leads to the internet", "ec2.describe_route_tables")
def _(world: World) -> None:
    route = {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1", "State": "active"}
    world.at("ec2.describe_route_tables")["RouteTables"][0]["Routes"].append(route)


# --- backup and recovery

appended("BAR-001.1", "no", "a database without backups", "rds.describe_db_instances", "DBInstances",
         database("db-9", BackupRetentionPeriod=0))  # fmt: skip
appended("BAR-001.1", "no", "a cluster without backups", "rds.describe_db_clusters", "DBClusters",
         cluster("c-9", BackupRetentionPeriod=0))  # fmt: skip


@bad("BAR-001.1", "no", "a table without point-in-time recovery", "dynamodb.describe_continuous_backups")
def _(world: World) -> None:
    name, off = "dynamodb.describe_continuous_backups", "DISABLED"
    on, pitr = world.at(name), {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": off}}
    without = {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"} | pitr}
    world.set(name, lambda params: without if params["TableName"] == "users" else on)


@bad("BAR-001.1", "no", "a file system without a backup policy", "efs.describe_backup_policy")
def _(world: World) -> None:
    name = "efs.describe_backup_policy"
    on, off = world.at(name), Refusal("PolicyNotFound", 404)
    world.set(name, lambda params: off if params["FileSystemId"] == "fs-2" else on)


@bad("BAR-001.1", "no", "a warehouse without snapshots", "redshift.describe_clusters")
def _(world: World) -> None:
    world.at("redshift.describe_clusters")["Clusters"][-1]["AutomatedSnapshotRetentionPeriod"] = 0


def jobs(world: World, **changes: Any) -> None:
    for region in (EU, US):
        world.set("backup.list_restore_jobs", {"RestoreJobs": [restore() | changes]}, B, region)


@bad("BAR-002.1", "supports", "a restore test of last year", "backup.list_restore_jobs")
def _(world: World) -> None:
    jobs(world, CreationDate=ago(370), CompletionDate=ago(366))


@bad("BAR-002.1", "supports", "a restore test that found bad data", "backup.list_restore_jobs")
def _(world: World) -> None:
    jobs(world, ValidationStatus="FAILED")


@bad("BAR-002.1", "supports", "a restore made by hand", "backup.list_restore_jobs")
def _(world: World) -> None:
    jobs(world, CreatedBy={})


@bad("WAFR-001.2", "supports", "a review of last year", "wellarchitected.list_milestones")
def _(world: World) -> None:
    # One review in any account and Region is a review.
    for account in (A, B):
        for region in (EU, US):
            answer = world.at("wellarchitected.list_milestones", account, region)
            answer["MilestoneSummaries"][-1]["RecordedAt"] = ago(366)


# --- data

appended("SDAT-002.1", "no", "a plain volume", "ec2.describe_volumes", "Volumes",
         {"VolumeId": "vol-9", "Encrypted": False, "State": "available"})  # fmt: skip
appended("SDAT-002.1", "no", "a plain database", "rds.describe_db_instances", "DBInstances",
         database("db-9", StorageEncrypted=False))  # fmt: skip
appended("SDAT-002.1", "no", "a plain cluster", "rds.describe_db_clusters", "DBClusters",
         cluster("c-9", StorageEncrypted=False))  # fmt: skip
appended("SDAT-002.1", "no", "a plain file system", "efs.describe_file_systems", "FileSystems",
         file_system("fs-9", B, US, Encrypted=False))  # fmt: skip


@bad("SDAT-002.1", "no", "a plain search domain", "opensearch.describe_domains")
def _(world: World) -> None:
    domain = world.at("opensearch.describe_domains")["DomainStatusList"][0]
    domain["EncryptionAtRestOptions"]["Enabled"] = False


@bad("SDAT-002.1", "no", "a plain warehouse", "redshift.describe_clusters")
def _(world: World) -> None:
    world.at("redshift.describe_clusters")["Clusters"][-1]["Encrypted"] = False


@bad("SDAT-002.1", "no", "a plain cache", "elasticache.describe_replication_groups")
def _(world: World) -> None:
    groups = world.at("elasticache.describe_replication_groups")["ReplicationGroups"]
    groups[-1]["AtRestEncryptionEnabled"] = False


@bad("SDAT-003.1", "no", "a listener in plain HTTP", "elbv2.describe_listeners")
def _(world: World) -> None:
    plain = {"Protocol": "HTTP", "DefaultActions": [{"Type": "forward"}]}
    world.at("elbv2.describe_listeners")["Listeners"].append(plain)


@bad("SDAT-003.1", "no", "a distribution that allows HTTP", "cloudfront.list_distributions")
def _(world: World) -> None:
    found = world.at("cloudfront.list_distributions")["DistributionList"]
    found["Items"].append(distribution("E9", viewer="allow-all"))


@bad("SDAT-003.1", "no", "an origin by HTTP", "cloudfront.list_distributions")
def _(world: World) -> None:
    found = world.at("cloudfront.list_distributions")["DistributionList"]
    found["Items"].append(distribution("E9", origin="http-only"))


@bad("SDAT-003.1", "no", "a search domain by HTTP", "opensearch.describe_domains")
def _(world: World) -> None:
    domain = world.at("opensearch.describe_domains")["DomainStatusList"][0]
    domain["DomainEndpointOptions"]["EnforceHTTPS"] = False
