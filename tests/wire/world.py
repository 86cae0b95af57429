"""A made-up AWS of two accounts and two Regions in which all is well, as answers in botocore's own shapes.

``World()`` is good; a test takes an answer with ``at`` and spoils it. Lists of two and more come in two
pages, the last item alone on the second, so that each operation that has pages shows them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
A, B = "111122223333", "444455556666"
EU, US = "eu-west-1", "us-east-1"
"""The home Region, and the other one."""
ACCOUNTS, REGIONS = (A, B), (EU, US)
READ = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
LOAD = "0123456789abcdef0123456789abcdef"
COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active,"
    "access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date"
)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@dataclass(frozen=True)
class Refusal:
    """An answer that is an error of the service, such as "not configured"."""

    code: str
    status: int = 400
    message: str = ""


Answer = Any  # a dict in the shape of the operation's output, a Refusal, or a function of the parameters


def row(
    account: str, name: str, *, password: str = "false", mfa: str = "false", key: float | None = None
) -> str:
    """Return a line of the credential report; ``key`` is the age of an active key in days."""
    rotated = "N/A" if key is None else ago(key).isoformat()
    cells = [name, f"arn:aws:iam::{account}:user/{name}", ago(700).isoformat(), password, "N/A", mfa]
    cells += [str(key is not None).lower(), rotated, rotated, "false", "N/A", "N/A"]
    return ",".join(cells)


def document(value: dict[str, Any]) -> str:
    return quote(json.dumps(value))


def group(id_: str, name: str, ingress: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "GroupId": id_,
        "GroupName": name,
        "VpcId": "vpc-1",
        "IpPermissions": ingress or [],
        "IpPermissionsEgress": [],
    }


def perm(cidr: str, port: int = 22, **more: Any) -> dict[str, Any]:
    """Return a rule for a port from a range; ``more`` replaces or adds members."""
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": cidr}],
    } | more


def interface(id_: str, subnet: str, **more: Any) -> dict[str, Any]:
    found = {"NetworkInterfaceId": id_, "SubnetId": subnet, "VpcId": "vpc-1", "InterfaceType": "interface"}
    return found | {"Groups": [{"GroupId": "sg-1"}]} | more


def database(name: str, **more: Any) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"arn:aws:rds:{EU}:{A}:db:{name}",
        "Engine": "postgres",
        "BackupRetentionPeriod": 7,
        "StorageEncrypted": True,
        "PubliclyAccessible": False,
        "MultiAZ": True,
    } | more


def cluster(name: str, **more: Any) -> dict[str, Any]:
    return {
        "DBClusterIdentifier": name,
        "DBClusterArn": f"arn:aws:rds:{EU}:{A}:cluster:{name}",
        "Engine": "aurora-postgresql",
        "BackupRetentionPeriod": 7,
        "StorageEncrypted": True,
        "MultiAZ": True,
    } | more


def file_system(id_: str, account: str, region: str, **more: Any) -> dict[str, Any]:
    return {
        "OwnerId": account,
        "CreationToken": id_,
        "FileSystemId": id_,
        "FileSystemArn": f"arn:aws:elasticfilesystem:{region}:{account}:file-system/{id_}",
        "CreationTime": ago(100),
        "LifeCycleState": "available",
        "NumberOfMountTargets": 1,
        "SizeInBytes": {"Value": 1},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
        "Encrypted": True,
    } | more


def function(name: str, **variables: str) -> dict[str, Any]:
    return {
        "FunctionName": name,
        "FunctionArn": f"arn:aws:lambda:{EU}:{A}:function:{name}",
        "Role": f"arn:aws:iam::{A}:role/app",
        "Environment": {"Variables": variables},
    }


def distribution(id_: str, viewer: str = "redirect-to-https", origin: str = "https-only") -> dict[str, Any]:
    custom = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": origin}
    behavior = {"TargetOriginId": "o", "ViewerProtocolPolicy": viewer}
    return {
        "Id": id_,
        "ARN": f"arn:aws:cloudfront::{A}:distribution/{id_}",
        "Status": "Deployed",
        "LastModifiedTime": ago(100),
        "DomainName": "d.cloudfront.net",
        "Aliases": {"Quantity": 0},
        "CacheBehaviors": {"Quantity": 0},
        "CustomErrorResponses": {"Quantity": 0},
        "Comment": "",
        "PriceClass": "PriceClass_All",
        "Enabled": True,
        "ViewerCertificate": {},
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": "",
        "HttpVersion": "http2",
        "IsIPV6Enabled": True,
        "Staging": False,
        "DefaultCacheBehavior": behavior,
        "Origins": {
            "Quantity": 1,
            "Items": [{"Id": "o", "DomainName": "o.example.com", "CustomOriginConfig": custom}],
        },
    }


def restore(days: float = 30) -> dict[str, Any]:
    return {
        "Status": "COMPLETED",
        "CreationDate": ago(days),
        "CompletionDate": ago(days) + timedelta(minutes=42),
        "ResourceType": "RDS",
        "CreatedBy": {"RestoreTestingPlanArn": "arn:plan"},
        "ValidationStatus": "SUCCESSFUL",
    }


def _by(key: str, answers: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    """Return a function that looks the answer up by a parameter."""
    return lambda params: answers[params[key]]


def _account(account: str) -> dict[str, Answer]:
    """Return the answers that do not depend on a Region."""
    contact = {"AlternateContact": {"EmailAddress": "team@example.com", "Name": "Team"}}
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}]}
    inline = [{"PolicyName": "read", "PolicyDocument": document(READ)}]
    report = [
        row(account, "<root_account>", password="not_supported", mfa="true"),
        row(account, "ann", password="true", mfa="true"),
        row(account, "bob"),
    ]
    block = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    if account == B:
        block["RestrictPublicBuckets"] = False
    names = [f"logs-{account}", f"site-{account}"]
    opened = {"opt-in-not-required": REGIONS, "not-opted-in": ("af-south-1",)}
    return {
        "sts.get_caller_identity": {
            "Account": account,
            "Arn": f"arn:aws:sts::{account}:assumed-role/ftr/ftr-tui",
            "UserId": "AROAEXAMPLE",
        },
        "ec2.describe_regions": {
            "Regions": [{"RegionName": r, "OptInStatus": s} for s, found in opened.items() for r in found]
        },
        "iam.generate_credential_report": {"State": "COMPLETE"},
        "iam.get_credential_report": {
            "Content": report,  # the lines; they are put together when they are sent
            "ReportFormat": "text/csv",
            "GeneratedTime": ago(0.01),
        },
        "iam.get_account_summary": {
            "SummaryMap": {"AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1, "AccountMFAEnabled": 1}
        },
        "iam.get_account_authorization_details": {
            "UserDetailList": [{"UserName": n, "GroupList": ["devs"]} for n in ("ann", "bob")],
            "GroupDetailList": [{"GroupName": "devs", "GroupPolicyList": inline}],
            "RoleDetailList": [
                {"RoleName": n, "Path": "/", "AssumeRolePolicyDocument": document(trust)}
                for n in ("app", "ftr")
            ],
            "Policies": [],
        },
        "iam.list_saml_providers": {"SAMLProviderList": []},
        "iam.list_open_id_connect_providers": {"OpenIDConnectProviderList": []},
        "iam.get_account_password_policy": {
            "PasswordPolicy": {"MinimumPasswordLength": 14, "PasswordReusePrevention": 24}
        },
        "sso-admin.list_instances": {"Instances": []},
        "organizations.describe_organization": Refusal("AWSOrganizationsNotInUseException"),
        "iam.list_organizations_features": Refusal("OrganizationNotFoundException"),
        "account.get_alternate_contact": _by(
            "AlternateContactType", dict.fromkeys(("BILLING", "OPERATIONS", "SECURITY"), contact)
        ),
        "account.get_contact_information": {
            "ContactInformation": {
                "AddressLine1": "1 Road",
                "City": "Town",
                "CompanyName": "Example Ltd",
                "CountryCode": "GB",
                "FullName": "Example Ltd",
                "PhoneNumber": "+440000000000",
                "PostalCode": "1",
            }
        },
        "support.describe_severity_levels": {"severityLevels": [{"code": "high"}, {"code": "critical"}]},
        "support.describe_trusted_advisor_check_summaries": {"summaries": []},
        "cloudtrail.describe_trails": {
            "trailList": [
                {
                    "Name": "all",
                    "TrailARN": f"arn:aws:cloudtrail:{EU}:{account}:trail/all",
                    "IsMultiRegionTrail": True,
                    "HomeRegion": EU,
                }
            ]
        },
        "cloudtrail.get_trail_status": {"IsLogging": True},
        "cloudtrail.lookup_events": {"Events": []},
        "s3.list_buckets": {
            "Buckets": [{"Name": n, "BucketRegion": r} for n, r in zip(names, REGIONS, strict=True)]
        },
        "s3.get_bucket_policy_status": Refusal("NoSuchBucketPolicy", 404),
        "s3.get_bucket_acl": {"Owner": {"ID": "x"}, "Grants": []},
        "s3.get_public_access_block": Refusal("NoSuchPublicAccessBlockConfiguration", 404),
        "s3control.get_public_access_block": {"PublicAccessBlockConfiguration": block},
        "cloudfront.list_distributions": {
            "DistributionList": {
                "Marker": "",
                "MaxItems": 100,
                "IsTruncated": False,
                "Quantity": 2,
                "Items": [distribution("E1"), distribution("E2")],
            }
        },
        "cloudwatch.list_dashboards": {"DashboardEntries": [{"DashboardName": "main"}]},
        "marketplace-catalog.list_entities": {
            "EntitySummaryList": [
                {
                    "Name": n,
                    "EntityType": "SaaSProduct",
                    "SaaSProductSummary": {"ProductTitle": n, "Visibility": "Public"},
                }
                for n in ("Suite", "Suite Plus")
            ]
        },
    }


def _region(account: str, region: str) -> dict[str, Answer]:
    arn = f"{region}:{account}"
    systems = [file_system(f"fs-{n}", account, region) for n in (1, 2)]
    domain = {
        "EncryptionAtRestOptions": {"Enabled": True},
        "DomainEndpointOptions": {"EnforceHTTPS": True},
        "ClusterConfig": {},
    }
    pitr = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}
    balancer = f"arn:aws:elasticloadbalancing:{arn}:loadbalancer/app"
    return {
        "ec2.describe_security_groups": {
            "SecurityGroups": [group("sg-0", "default"), group("sg-1", "web", [perm("0.0.0.0/0", 443)])]
        },
        "ec2.get_managed_prefix_list_entries": {"Entries": [{"Cidr": "10.0.0.0/8"}, {"Cidr": "10.1.0.0/16"}]},
        "ec2.describe_network_interfaces": {
            "NetworkInterfaces": [interface("eni-1", "subnet-1"), interface("eni-2", "subnet-1")]
        },
        "ec2.describe_route_tables": {
            "RouteTables": [
                {
                    "RouteTableId": "rtb-1",
                    "VpcId": "vpc-1",
                    "Associations": [{"Main": True}],
                    "Routes": [
                        {
                            "DestinationCidrBlock": "10.0.0.0/16",
                            "GatewayId": "local",
                            "State": "active",
                        }
                    ],
                },
                {
                    "RouteTableId": "rtb-2",
                    "VpcId": "vpc-1",
                    "Associations": [{"Main": False, "SubnetId": "subnet-2"}],
                    "Routes": [
                        {
                            "DestinationCidrBlock": "0.0.0.0/0",
                            "GatewayId": "igw-1",
                            "State": "active",
                        }
                    ],
                },
            ]
        },
        "ec2.describe_subnets": {
            "Subnets": [{"SubnetId": s, "VpcId": "vpc-1"} for s in ("subnet-1", "subnet-2")]
        },
        "ec2.describe_volumes": {
            "Volumes": [{"VolumeId": v, "Encrypted": True, "State": "in-use"} for v in ("vol-1", "vol-2")]
        },
        "ec2.describe_instances": {
            "Reservations": [
                {
                    "Instances": [
                        {
                            "InstanceId": i,
                            "State": {"Name": "running"},
                            "IamInstanceProfile": {"Arn": f"arn:aws:iam::{account}:instance-profile/app"},
                        }
                    ]
                }
                for i in ("i-1", "i-2")
            ]
        },
        "ec2.describe_instance_attribute": {"UserData": {"Value": "IyEvYmluL3NoCmVjaG8gaGVsbG8K"}},
        "rds.describe_db_instances": {"DBInstances": [database("db-1"), database("db-2")]},
        "rds.describe_db_clusters": {"DBClusters": [cluster("c-1"), cluster("c-2")]},
        "dynamodb.list_tables": {"TableNames": ["orders", "users"]},
        "dynamodb.describe_continuous_backups": {
            "ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"} | pitr
        },
        "efs.describe_file_systems": {"FileSystems": systems},
        "efs.describe_backup_policy": {"BackupPolicy": {"Status": "ENABLED"}},
        "opensearch.list_domain_names": {"DomainNames": [{"DomainName": "logs"}]},
        "opensearch.describe_domains": {
            "DomainStatusList": [
                {"DomainId": "1", "DomainName": "logs", "ARN": f"arn:aws:es:{arn}:domain/logs"} | domain
            ]
        },
        "redshift.describe_clusters": {
            "Clusters": [
                {
                    "ClusterIdentifier": c,
                    "Encrypted": True,
                    "PubliclyAccessible": False,
                    "AutomatedSnapshotRetentionPeriod": 7,
                }
                for c in ("dw-1", "dw-2")
            ]
        },
        "elasticache.describe_replication_groups": {
            "ReplicationGroups": [
                {"ReplicationGroupId": g, "AtRestEncryptionEnabled": True, "TransitEncryptionEnabled": True}
                for g in ("cache-1", "cache-2")
            ]
        },
        "lambda.list_functions": {"Functions": [function("one", LEVEL="info"), function("two")]},
        "elbv2.describe_load_balancers": {
            "LoadBalancers": [
                {
                    "LoadBalancerArn": f"{balancer}/{n}",
                    "LoadBalancerName": n,
                    "Scheme": "internet-facing",
                    "Type": "application",
                    "AvailabilityZones": [{"ZoneName": f"{region}{z}"} for z in "ab"],
                }
                for n in ("one", "two")
            ]
        },
        "elbv2.describe_listeners": {
            "Listeners": [
                {"Protocol": "HTTPS", "DefaultActions": [{"Type": "forward"}]},
                {
                    "Protocol": "HTTP",
                    "DefaultActions": [
                        {
                            "Type": "redirect",
                            "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"},
                        }
                    ],
                },
            ]
        },
        "guardduty.list_detectors": {"DetectorIds": ["d1"]},
        "guardduty.get_detector": {"Status": "ENABLED", "ServiceRole": "r"},
        "backup.list_protected_resources": {
            "Results": [
                {
                    "ResourceArn": f"arn:aws:rds:{arn}:db:{d}",
                    "ResourceType": "RDS",
                    "LastBackupTime": ago(0.5),
                }
                for d in ("db-1", "db-2")
            ]
        },
        "backup.list_backup_plans": {
            "BackupPlansList": [
                {"BackupPlanName": p, "LastExecutionDate": ago(0.5)} for p in ("daily", "weekly")
            ]
        },
        "backup.list_restore_testing_plans": {
            "RestoreTestingPlans": [
                {
                    "CreationTime": ago(100),
                    "RestoreTestingPlanArn": "arn:plan",
                    "RestoreTestingPlanName": "p",
                    "ScheduleExpression": "cron(0 5 ? * * *)",
                }
            ]
        },
        "backup.list_restore_jobs": {"RestoreJobs": [restore(20), restore()]},
        "dlm.get_lifecycle_policies": {"Policies": [{"PolicyId": "policy-1", "State": "ENABLED"}]},
        "securityhub.get_enabled_standards": {
            "StandardsSubscriptions": [
                {
                    "StandardsSubscriptionArn": "arn:s",
                    "StandardsArn": f"arn:aws:securityhub:{region}::standards/{s}",
                    "StandardsInput": {},
                    "StandardsStatus": "READY",
                }
                for s in (
                    "aws-foundational-security-best-practices/v/1.0.0",
                    "cis-aws-foundations-benchmark/v/5.0.0",
                )
            ]
        },
        "securityhub.get_findings": {"Findings": []},
        "config.describe_configuration_recorder_status": {
            "ConfigurationRecordersStatus": [{"recording": True}]
        },
        "config.describe_config_rules": {"ConfigRules": []},
        "accessanalyzer.list_analyzers": {
            "analyzers": [
                {
                    "arn": f"arn:aws:access-analyzer:{arn}:analyzer/{n}",
                    "name": n,
                    "type": kind,
                    "createdAt": ago(100),
                    "status": "ACTIVE",
                }
                for n, kind in (("one", "ACCOUNT"), ("two", "ACCOUNT_UNUSED_ACCESS"))
            ]
        },
        "macie2.get_macie_session": {"status": "ENABLED"},
        "inspector2.batch_get_account_status": {
            "accounts": [
                {
                    "accountId": account,
                    "state": _state("ENABLED"),
                    "resourceState": {kind: _state("ENABLED") for kind in ("ec2", "ecr", "lambda")},
                }
            ]
        },
        "ecr.get_registry_scanning_configuration": {"scanningConfiguration": {"scanType": "ENHANCED"}},
        "ssm.describe_instance_information": {
            "InstanceInformationList": [{"InstanceId": i, "PingStatus": "Online"} for i in ("i-1", "i-2")]
        },
        "ssm.describe_maintenance_windows": {
            "WindowIdentities": [
                {"Name": w, "Schedule": "cron(0 3 ? * SUN *)", "Enabled": True} for w in ("patch", "more")
            ]
        },
        "ssm.describe_parameters": {
            "Parameters": [{"Name": p, "Type": "SecureString"} for p in ("token", "other")]
        },
        "ssm.describe_instance_patch_states": {
            "InstancePatchStates": [
                {
                    "InstanceId": i,
                    "PatchGroup": "g",
                    "BaselineId": "pb-0123456789abcdef0",
                    "OperationStartTime": ago(3),
                    "OperationEndTime": ago(3),
                    "Operation": "Scan",
                    "CriticalNonCompliantCount": 0,
                    "MissingCount": 0,
                }
                for i in ("i-1", "i-2")
            ]
        },
        "secretsmanager.list_secrets": {
            "SecretList": [{"Name": s, "RotationEnabled": True} for s in ("db", "api")]
        },
        "cognito-idp.list_user_pools": {"UserPools": [{"Name": p} for p in ("customers", "staff")]},
        "wellarchitected.list_workloads": {
            "WorkloadSummaries": [
                {"WorkloadId": LOAD, "WorkloadName": "shop", "UpdatedAt": ago(3), "RiskCounts": {"HIGH": 1}}
            ]
        },
        "wellarchitected.list_milestones": {
            "WorkloadId": LOAD,
            "MilestoneSummaries": [
                {"MilestoneName": f"review {n}", "RecordedAt": ago(n), "WorkloadSummary": {"RiskCounts": {}}}
                for n in (500, 159)
            ],
        },
        "resiliencehub.list_resiliency_policies": {
            "resiliencyPolicies": [
                {"policyName": p, "policy": {"AZ": {"rpoInSecs": 3600, "rtoInSecs": 7200}}}
                for p in ("gold", "silver")
            ]
        },
        "resiliencehub.list_app_assessments": {
            "assessmentSummaries": [
                {
                    "assessmentArn": f"arn:aws:resiliencehub:{arn}:app-assessment/{n}",
                    "assessmentStatus": "Success",
                    "endTime": ago(n),
                    "complianceStatus": "PolicyMet",
                }
                for n in (10, 40)
            ]
        },
        "fis.list_experiments": {
            "experiments": [
                {"id": f"EXP{n}", "state": {"status": "completed"}, "creationTime": ago(n)} for n in (30, 60)
            ]
        },
        "ecs.list_clusters": {"clusterArns": [f"arn:aws:ecs:{arn}:cluster/{c}" for c in ("one", "two")]},
        "ecs.list_services": {"serviceArns": [f"arn:aws:ecs:{arn}:service/{s}" for s in ("web", "work")]},
        "ecs.describe_services": {
            "services": [
                {"taskDefinition": f"arn:aws:ecs:{arn}:task-definition/{t}:1"} for t in ("web", "work")
            ]
        },
        "ecs.describe_task_definition": {
            "taskDefinition": {
                "taskRoleArn": f"arn:aws:iam::{account}:role/app",
                "containerDefinitions": [{"environment": [{"name": "LEVEL", "value": "info"}]}],
            }
        },
        "autoscaling.describe_auto_scaling_groups": {
            "AutoScalingGroups": [
                {
                    "AutoScalingGroupName": g,
                    "AvailabilityZones": [f"{region}a", f"{region}b"],
                    "MinSize": 1,
                    "MaxSize": 2,
                    "DesiredCapacity": 1,
                    "DefaultCooldown": 300,
                    "HealthCheckType": "EC2",
                    "CreatedTime": ago(100),
                }
                for g in ("web", "work")
            ]
        },
        "cloudwatch.describe_alarms": {
            "MetricAlarms": [
                {
                    "AlarmName": n,
                    "ActionsEnabled": True,
                    "AlarmActions": [f"arn:aws:sns:{arn}:t"],
                    "StateValue": "OK",
                }
                for n in ("cpu", "errors")
            ],
            "CompositeAlarms": [],
        },
        "sns.list_subscriptions": {
            "Subscriptions": [
                {
                    "TopicArn": f"arn:aws:sns:{arn}:t",
                    "Protocol": "https",
                    "Endpoint": "https://events.pagerduty.com/x",
                    "SubscriptionArn": f"arn:aws:sns:{arn}:t:{n}",
                }
                for n in (1, 2)
            ]
        },
    }


def _state(status: str) -> dict[str, str]:
    return {"status": status, "errorCode": "ALREADY_ENABLED", "errorMessage": "none"}


Place = tuple[str, str, str | None]
"""Operation, account and Region; None: the operation answers for the account."""


@cache
def _good() -> dict[Place, Answer]:
    found: dict[Place, Answer] = {}
    for account in ACCOUNTS:
        found |= {(name, account, None): answer for name, answer in _account(account).items()}
        for region in REGIONS:
            found |= {(name, account, region): answer for name, answer in _region(account, region).items()}
    return found


class World:
    """The answers of all accounts and Regions; ``at`` gives one to be changed in place."""

    def __init__(self) -> None:
        self.changed: dict[Place, Answer] = {}

    def at(self, name: str, account: str = B, region: str | None = US) -> Any:
        """Return the answer of ``service.operation``: of the Region, or of the account."""
        place = self._place(name, account, region)
        if place not in self.changed:
            self.changed[place] = copy.deepcopy(_good()[place])
        return self.changed[place]

    def set(self, name: str, answer: Answer, account: str = B, region: str | None = US) -> None:
        """Replace an answer."""
        self.changed[self._place(name, account, region)] = answer

    def _place(self, name: str, account: str, region: str | None) -> Place:
        place = (name, account, region)
        return place if place in _good() or place in self.changed else (name, account, None)

    def answer(self, name: str, account: str, region: str, params: dict[str, Any]) -> Answer:
        """Return what AWS would say, all pages together."""
        if name == "sts.assume_role":
            keys = {"AccessKeyId": "ASIA" + params["RoleArn"].split(":")[4], "SecretAccessKey": "secret"}
            keys |= {"SessionToken": "token", "Expiration": NOW + timedelta(days=3650)}
            return {"Credentials": keys}
        place = self._place(name, account, region)
        found = self.changed[place] if place in self.changed else _good()[place]
        if callable(found):
            return found(params)
        if name == "iam.get_credential_report" and isinstance(found, dict):
            return found | {"Content": "\n".join([COLUMNS, *found["Content"]]).encode()}
        return found
