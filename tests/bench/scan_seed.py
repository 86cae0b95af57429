"""An account of known size for moto, and the calls that a scan of it may cost. Only boto3's clients."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

HOME = "us-east-1"
MORE = [
    *(
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "ca-central-1",
        "sa-east-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
    ),
    *("eu-central-1", "eu-north-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1"),
    *("ap-northeast-2", "ap-northeast-3"),
]
"""The other Regions that AWS switches on in every account."""

Client = Callable[[str], Any]


@dataclass(frozen=True)
class Size:
    """How many of each thing are in the account."""

    buckets: int = 21
    public_buckets: int = 2
    users: int = 25
    console: int = 20
    mfa: int = 7
    keys: int = 20
    foreign_roles: int = 3
    without_external_id: int = 2
    groups: int = 10
    open_groups: int = 4
    instances: int = 3
    volumes: int = 11
    encrypted_volumes: int = 3
    databases: int = 5
    without_backup: int = 2
    public_databases: int = 2
    tables: int = 6
    without_pitr: int = 3
    functions: int = 3
    alarms: int = 4
    efs: int = 1
    domains: int = 1
    balancers: int = 1
    detectors: int = 1
    trails: int = 1


SIZES = {
    1: Size(),
    10: Size(
        buckets=201,
        public_buckets=20,
        users=250,
        console=200,
        mfa=67,
        keys=188,
        foreign_roles=30,
        without_external_id=15,
        groups=100,
        open_groups=40,
        instances=27,
        volumes=113,
        encrypted_volumes=30,
        databases=50,
        without_backup=17,
        public_databases=13,
        tables=60,
        without_pitr=30,
        functions=30,
        alarms=40,
    ),
}
SMALL = Size(**{f.name: 1 for f in fields(Size)})
"""One of each, for a quick test."""

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def seed(client: Client, size: Size) -> None:
    """Make the account through ``client`` (service -> boto3 client of the home Region)."""
    _people(client, size)
    _network(client, size)
    _stores(client, size)
    _buckets(client, size)
    _rest(client, size)


def _people(client: Client, size: Size) -> None:
    iam = client("iam")
    iam.create_group(GroupName="devs")
    policy = iam.create_policy(PolicyName="LegacyEverything", PolicyDocument=json.dumps(EVERYTHING))
    iam.attach_group_policy(GroupName="devs", PolicyArn=policy["Policy"]["Arn"])
    for n in range(size.users):
        name = f"user-{n:03}"
        iam.create_user(UserName=name)
        iam.add_user_to_group(GroupName="devs", UserName=name)
        if n < size.console:
            iam.create_login_profile(UserName=name, Password="Not-a-real-one-123")
        if n < size.mfa:
            device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
            codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
            iam.enable_mfa_device(UserName=name, SerialNumber=device["SerialNumber"], **codes)
        if n >= size.users - size.keys:
            iam.create_access_key(UserName=name)
    for n in range(size.foreign_roles):
        trust: dict[str, Any] = {"Effect": "Allow", "Action": "sts:AssumeRole"}
        trust["Principal"] = {"AWS": f"arn:aws:iam::{210987654321 - n}:root"}
        if n >= size.without_external_id:
            trust["Condition"] = {"StringEquals": {"sts:ExternalId": "agreed"}}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName=f"vendor-{n}", AssumeRolePolicyDocument=document)
    iam.update_account_password_policy(MinimumPasswordLength=10, PasswordReusePrevention=3)
    # A report is there already, as in most accounts: how long AWS takes for one says nothing about us.
    iam.generate_credential_report()
    client("organizations").create_organization(FeatureSet="ALL")
    for kind in ("OPERATIONS", "SECURITY"):
        client("account").put_alternate_contact(
            AlternateContactType=kind, EmailAddress="a@example.com", Name="A", PhoneNumber="1", Title="t"
        )


def _network(client: Client, size: Size) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/20")["Subnet"]["SubnetId"]
    for n in range(size.groups):
        group = ec2.create_security_group(GroupName=f"g-{n}", Description="g", VpcId=vpc)["GroupId"]
        cidr = "0.0.0.0/0" if n < size.open_groups else "10.9.0.0/16"
        rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": cidr}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    ec2.run_instances(ImageId="ami-1", MinCount=size.instances, MaxCount=size.instances, SubnetId=subnet)
    for n in range(size.volumes):
        ec2.create_volume(AvailabilityZone=f"{HOME}a", Size=8, Encrypted=n < size.encrypted_volumes)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{n}.0/20")["Subnet"]["SubnetId"] for n in (16, 32)
    ]
    for n in range(size.balancers):
        client("elbv2").create_load_balancer(Name=f"lb-{n}", Scheme="internet-facing", Subnets=subnets)


def _stores(client: Client, size: Size) -> None:
    rds, dynamodb = client("rds"), client("dynamodb")
    for n in range(size.databases):
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{n}",
            DBInstanceClass="db.t3.micro",
            Engine="postgres",
            MasterUsername="u",
            MasterUserPassword="not-a-real-one",
            AllocatedStorage=20,
            BackupRetentionPeriod=0 if n < size.without_backup else 7,
            PubliclyAccessible=n < size.public_databases,
        )
    for n in range(size.tables):
        dynamodb.create_table(
            TableName=f"table-{n}",
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        if n >= size.without_pitr:
            dynamodb.update_continuous_backups(
                TableName=f"table-{n}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
    for n in range(size.efs):
        client("efs").create_file_system(CreationToken=f"fs-{n}")
    for n in range(size.domains):
        client("opensearch").create_domain(DomainName=f"search-{n}")


def _buckets(client: Client, size: Size) -> None:
    s3 = client("s3")
    for n in range(size.buckets):
        name = f"acme-bucket-{n:03}"
        s3.create_bucket(Bucket=name)
        if n < size.public_buckets:
            allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
            statement = [{**allow, "Resource": f"arn:aws:s3:::{name}/*"}]
            s3.put_bucket_policy(
                Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statement})
            )
    # Old ACLs are shut off for the whole account, policies are not: one read for each bucket.
    block = {"IgnorePublicAcls": True, "BlockPublicAcls": True, "RestrictPublicBuckets": False}
    account = client("sts").get_caller_identity()["Account"]
    client("s3control").put_public_access_block(
        AccountId=account, PublicAccessBlockConfiguration={**block, "BlockPublicPolicy": False}
    )


def _rest(client: Client, size: Size) -> None:
    document = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [document]})
    role = client("iam").create_role(RoleName="function", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("f.py", "def f(event, context): pass\n")
    for n in range(size.functions):
        client("lambda").create_function(
            FunctionName=f"f-{n}",
            Runtime="python3.13",
            Role=role,
            Handler="f.f",
            Code={"ZipFile": packed.getvalue()},
            Environment={"Variables": {"STAGE": "prod", "DB_PASSWORD": "not-a-real-one"}},
        )
    for n in range(size.detectors):
        client("guardduty").create_detector(Enable=n == 0)
    client("inspector2").enable(accountIds=["123456789012"], resourceTypes=["EC2"])
    for n in range(size.trails):
        client("cloudtrail").create_trail(
            Name=f"trail-{n}", S3BucketName="acme-bucket-000", IsMultiRegionTrail=True
        )
    topic = client("sns").create_topic(Name="critical")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="oncall@acme.example")
    for n in range(size.alarms):
        client("cloudwatch").put_metric_alarm(
            AlarmName=f"alarm-{n}",
            MetricName="m",
            Namespace="acme",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Sum",
            AlarmActions=[topic] if n % 2 else [],
        )


# --- what a scan of it may cost


def calls(size: Size, regions: int = 1, *, cold: bool = False) -> dict[str, Counter[str]]:
    """Return collector -> ``service.Operation`` -> calls, one Region in use; our code is not asked.

    Pages do not matter: no list is longer than one. ``cold``: there is no credential report yet. AWS sends
    no more for a trail, a balancer, ... than this; retries are not calls.
    """
    once = {
        "who": "sts.GetCallerIdentity",
        "regions": "ec2.DescribeRegions",
        "iam_sum": "iam.GetAccountSummary",
        "iam_graph": "iam.GetAccountAuthorizationDetails",
        "iam_pw": "iam.GetAccountPasswordPolicy",
        "sso": "sso-admin.ListInstances",
        "org": "organizations.DescribeOrganization",
        "org_acc": "organizations.ListAccounts",
        "root_feat": "iam.ListOrganizationsFeatures",
        "contact": "account.GetContactInformation",
        "support": "support.DescribeSeverityLevels",
        "s3_list": "s3.ListBuckets",
        "s3_acct": "s3control.GetPublicAccessBlock",
        "cdn": "cloudfront.ListDistributions",
        "boards": "cloudwatch.ListDashboards",
    }
    every = {
        "sg": "ec2.DescribeSecurityGroups",
        "eni": "ec2.DescribeNetworkInterfaces",
        "vol": "ec2.DescribeVolumes",
        "rds": "rds.DescribeDBInstances rds.DescribeDBClusters",
        "ddb": "dynamodb.ListTables",
        "efs": "efs.DescribeFileSystems",
        "os": "opensearch.ListDomainNames",
        "rshift": "redshift.DescribeClusters",
        "ecache": "elasticache.DescribeReplicationGroups",
        "fn": "lambda.ListFunctions",
        "elb": "elbv2.DescribeLoadBalancers",
        "gd": "guardduty.ListDetectors",
    }
    in_use = {
        "net": "ec2.DescribeRouteTables ec2.DescribeSubnets",
        "inst": "ec2.DescribeInstances",
        "bak": "backup.ListProtectedResources backup.ListBackupPlans backup.ListRestoreTestingPlans "
        "backup.ListRestoreJobs dlm.GetLifecyclePolicies",
        "sec": "securityhub.GetEnabledStandards config.DescribeConfigurationRecorderStatus "
        "accessanalyzer.ListAnalyzers macie2.GetMacieSession inspector2.BatchGetAccountStatus "
        "ecr.GetRegistryScanningConfiguration",
        "ops": "ssm.DescribeInstanceInformation ssm.DescribeMaintenanceWindows secretsmanager.ListSecrets "
        "ssm.DescribeParameters cognito-idp.ListUserPools",
        "res": "wellarchitected.ListWorkloads resiliencehub.ListResiliencyPolicies "
        "resiliencehub.ListAppAssessments fis.ListExperiments ecs.ListClusters "
        "autoscaling.DescribeAutoScalingGroups",
        "alarms": "cloudwatch.DescribeAlarms sns.ListSubscriptions",
    }
    many: dict[str, dict[str, int]] = {
        "iam_rep": {"iam.GenerateCredentialReport": 2 if cold else 1, "iam.GetCredentialReport": 1},
        "iam_idp": {"iam.ListSAMLProviders": 1, "iam.ListOpenIDConnectProviders": 1},
        "contacts": {"account.GetAlternateContact": 3},
        "trails": {"cloudtrail.DescribeTrails": 1, "cloudtrail.GetTrailStatus": size.trails},
        "s3_pub": {"s3.GetBucketPolicyStatus": size.buckets, "s3.GetPublicAccessBlock": size.public_buckets},
        "pitr": {"dynamodb.DescribeContinuousBackups": size.tables},
        "efs": {"efs.DescribeBackupPolicy": size.efs},
        "os": {"opensearch.DescribeDomains": -(-size.domains // 5)},
        "elb": {"elbv2.DescribeListeners": size.balancers},
        "gd": {"guardduty.GetDetector": size.detectors},
    }
    found: dict[str, Counter[str]] = {name: Counter(more) for name, more in many.items()}
    for group, times in ((once, 1), (every, regions), (in_use, 1)):
        for name, operations in group.items():
            found.setdefault(name, Counter()).update(dict.fromkeys(operations.split(), times))
    return found


def chain(regions: int) -> list[str]:
    """Return the longest row of calls each of which needs the answer of the one before."""
    first = ["opensearch.ListDomainNames", "opensearch.DescribeDomains"]
    # Whether a policy blocks a Region shows beside the home Region's answers.
    others = [f"{call} elsewhere" for call in first] if regions > 1 else []
    start = ["sts.GetCallerIdentity", "ec2.DescribeRegions"]
    # The Region is known to be in use after these; a table saved by AWS Backup is not asked.
    return [
        *start,
        *first,
        *(others or ["backup.ListProtectedResources", "dynamodb.DescribeContinuousBackups"]),
    ]
