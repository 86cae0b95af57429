"""Collectors of stores, routes and instances, against botocore's models."""

from datetime import timedelta
from typing import Any

import pytest

from ftr_tui.aws.collect.base import SkipError
from ftr_tui.model.facts import Fact, Status

from .conftest import NOW
from .fake import ACCOUNT, context, fact, read, refused

EU = "eu-west-1"


def test_interfaces_with_what_tells_the_edge() -> None:
    gateway = {
        "NetworkInterfaceId": "eni-1",
        "SubnetId": "subnet-1",
        "VpcId": "vpc-1",
        "InterfaceType": "nat_gateway",
        "RequesterId": "123",
        "Description": "Interface for NAT Gateway",
        "Association": {"PublicIp": "198.51.100.7"},
        "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
        "Groups": [{"GroupId": "sg-1", "GroupName": "x"}],
    }
    pages = [{"NetworkInterfaces": [gateway]}, {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-2"}]}]
    data = read("eni", {"ec2.describe_network_interfaces": [pages]})
    assert data["interfaces"] == 2
    assert data["list"][0] == {
        "id": "eni-1",
        "subnet": "subnet-1",
        "vpc": "vpc-1",
        "type": "nat_gateway",
        "requester": "123",
        "description": "Interface for NAT Gateway",
        "public_ip": "198.51.100.7",
        "ipv6": ["2001:db8::1"],
        "groups": ["sg-1"],
    }
    assert data["list"][1]["public_ip"] is None and data["list"][1]["ipv6"] == []


def table(*routes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": list(routes), **more}


IGW: dict[str, Any] = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}
LOCAL: dict[str, Any] = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}


@pytest.mark.parametrize(
    ("route", "internet"),
    [
        (IGW, True),
        ({"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1", "State": "active"}, True),
        (IGW | {"State": "blackhole"}, False),
        ({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"}, False),
        (IGW | {"GatewayId": "vgw-1"}, False),
        (IGW | {"DestinationCidrBlock": "203.0.113.0/24"}, False),
        ({"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"}, False),
    ],
)
def test_what_leads_to_the_internet(route: dict[str, Any], internet: bool) -> None:
    answers = {
        "ec2.describe_route_tables": [[{"RouteTables": [table(LOCAL, route)]}]],
        "ec2.describe_subnets": [[{}]],
    }
    assert read("net", answers)["route_tables"][0]["internet"] is internet


def test_route_tables_with_their_subnets() -> None:
    links = [{"Main": True}, {"Main": False, "SubnetId": "subnet-1"}]
    subnets = [{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}]}, {"Subnets": [{"SubnetId": "s2"}]}]
    routes = [{"RouteTables": [table(IGW, Associations=links)]}, {"RouteTables": [table()]}]
    data = read("net", {"ec2.describe_route_tables": [routes], "ec2.describe_subnets": [subnets]})
    assert data["route_tables"][0] == {
        "id": "rtb-1",
        "vpc": "vpc-1",
        "main": True,
        "subnets": ["subnet-1"],
        "internet": True,
    }
    assert not data["route_tables"][1]["main"] and data["route_tables"][1]["subnets"] == []
    assert [s["id"] for s in data["subnets"]] == ["subnet-1", "s2"]
    refusal = {
        "ec2.describe_route_tables": [refused("UnauthorizedOperation")],
        "ec2.describe_subnets": [subnets],
    }
    ctx, _ = context("net", refusal)
    assert len(ctx.spec.read(ctx)["subnets"]) == 2
    assert [g.action for g in ctx.gaps] == ["ec2:DescribeRouteTables"]


def test_instances_of_all_reservations() -> None:
    profile = {"Arn": "arn:aws:iam::1:instance-profile/app"}
    one = {"InstanceId": "i-1", "State": {"Name": "running"}, "IamInstanceProfile": profile}
    pages = [
        {"Reservations": [{"Instances": [one]}, {"Instances": [{"InstanceId": "i-2"}]}]},
        {"Reservations": [{"Instances": [{"InstanceId": "i-3", "State": {"Name": "stopped"}}]}]},
    ]
    data = read("inst", {"ec2.describe_instances": [pages]})["instances"]
    assert data[0] == {"id": "i-1", "state": "running", "profile": "arn:aws:iam::1:instance-profile/app"}
    assert [(i["id"], i["profile"]) for i in data[1:]] == [("i-2", None), ("i-3", None)]


def test_volumes_and_a_page_that_failed() -> None:
    page = {"Volumes": [{"VolumeId": "vol-1", "Encrypted": True, "State": "in-use"}, {"VolumeId": "vol-2"}]}
    data = read("vol", {"ec2.describe_volumes": [[page, {"Volumes": []}]]})
    assert data["volumes"] == [
        {"id": "vol-1", "encrypted": True, "state": "in-use"},
        {"id": "vol-2", "encrypted": False, "state": ""},
    ]
    ctx, _ = context("vol", {"ec2.describe_volumes": [[page, refused("RequestLimitExceeded")]]})
    assert len(ctx.spec.read(ctx)["volumes"]) == 2 and ctx.gaps[0].action == "ec2:DescribeVolumes"


def test_databases_and_their_clusters() -> None:
    db = {
        "DBInstanceIdentifier": "orders",
        "DBInstanceArn": "arn:db",
        "Engine": "postgres",
        "BackupRetentionPeriod": 7,
        "StorageEncrypted": True,
        "PubliclyAccessible": True,
        "MultiAZ": True,
    }
    member = {"DBInstanceIdentifier": "a-1", "DBClusterIdentifier": "a"}
    replica = {"DBInstanceIdentifier": "copy", "ReadReplicaSourceDBInstanceIdentifier": "orders"}
    follower = {"DBInstanceIdentifier": "far", "ReadReplicaSourceDBClusterIdentifier": "a"}
    cluster = {"DBClusterIdentifier": "a", "DBClusterArn": "arn:a", "Engine": "aurora-mysql", "MultiAZ": True}
    data = read(
        "rds",
        {
            "rds.describe_db_instances": [
                [{"DBInstances": [db, member]}, {"DBInstances": [replica, follower]}]
            ],
            "rds.describe_db_clusters": [[{"DBClusters": [cluster]}]],
        },
    )
    assert data["instances"][0] == {
        "id": "orders",
        "arn": "arn:db",
        "engine": "postgres",
        "cluster": None,
        "replica_of": None,
        "retention": 7,
        "encrypted": True,
        "public": True,
        "multi_az": True,
    }
    assert [(d["cluster"], d["replica_of"]) for d in data["instances"][1:]] == [
        ("a", None),
        (None, "orders"),
        (None, "a"),
    ]
    assert data["clusters"] == [
        {
            "id": "a",
            "arn": "arn:a",
            "engine": "aurora-mysql",
            "retention": 0,
            "encrypted": False,
            "multi_az": True,
        }
    ]
    half = {
        "rds.describe_db_instances": [[{"DBInstances": [db]}]],
        "rds.describe_db_clusters": [refused("AccessDenied")],
    }
    ctx, _ = context("rds", half)
    assert len(ctx.spec.read(ctx)["instances"]) == 1
    assert [g.action for g in ctx.gaps] == ["rds:DescribeDBClusters"]


def described(status: str) -> dict[str, Any]:
    recovery = {"PointInTimeRecoveryStatus": status}
    about = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
    return {"ContinuousBackupsDescription": about}


def saved(name: str, days: int) -> dict[str, Any]:
    arn = f"arn:aws:dynamodb:{EU}:{ACCOUNT}:table/{name}"
    return {"arn": arn, "last_backup": NOW - timedelta(days=days)}


def tables(*names: str, status: Status = Status.COMPLETE) -> Fact:
    return fact("ddb", {"tables": list(names)}, status, EU)


def backups(*rows: dict[str, Any]) -> Fact:
    return fact("bak", {"protected": list(rows)}, Status.PARTIAL, EU)


def test_tables_page_by_page() -> None:
    pages = [{"TableNames": ["orders", "users"]}, {"TableNames": ["carts"]}]
    assert read("ddb", {"dynamodb.list_tables": [pages]}) == {"tables": ["orders", "users", "carts"]}


def test_only_tables_that_no_backup_covers_are_asked() -> None:
    file = {"arn": f"arn:aws:s3:::x:table/old-{ACCOUNT}", "last_backup": NOW}
    bak = backups(saved("kept", 34), saved("old", 36), saved("never", 1) | {"last_backup": None}, file)
    ctx, line = context(
        "pitr",
        {"dynamodb.describe_continuous_backups": [described("ENABLED"), described("DISABLED")]},
        (tables("kept", "old"), bak),
    )
    assert ctx.spec.read(ctx) == {"tables": [{"name": "old", "pitr": True}], "in_backup": ["kept"]}
    assert [params for _, _, params in line.asked] == [{"TableName": "old"}]
    assert not ctx.gaps and not ctx.cut


def test_recovery_of_tables_in_their_order_and_without_the_deleted() -> None:
    asked = "dynamodb.describe_continuous_backups"
    assert read("pitr", {asked: [described("DISABLED")]}, tables("a"), backups()) == {
        "tables": [{"name": "a", "pitr": False}],
        "in_backup": [],
    }
    gone = {asked: [refused("TableNotFoundException")]}
    assert read("pitr", gone, tables("a"), backups()) == {"tables": [], "in_backup": []}
    assert read("pitr", {}, tables(), backups()) == {"tables": [], "in_backup": []}
    unread = fact("bak", None, Status.DENIED, EU)
    assert read("pitr", {asked: [described("ENABLED")]}, tables("a"), unread)["tables"][0]["pitr"]


def test_a_denied_table_and_a_list_that_is_not_whole() -> None:
    asked = "dynamodb.describe_continuous_backups"
    ctx, _ = context("pitr", {asked: [refused("AccessDeniedException")]}, (tables("a"), backups()))
    assert ctx.spec.read(ctx)["tables"] == []
    assert [g.action for g in ctx.gaps] == ["dynamodb:DescribeContinuousBackups"]
    part = tables("a", status=Status.PARTIAL)
    ctx, _ = context("pitr", {asked: [described("ENABLED")]}, (part, backups()))
    ctx.spec.read(ctx)
    assert ctx.cut and "not whole" in ctx.note
    for facts in ((), (fact("ddb", None, Status.DENIED, EU),)):
        ctx, _ = context("pitr", {}, facts)
        with pytest.raises(SkipError):
            ctx.spec.read(ctx)


def system(name: str, encrypted: bool = True) -> dict[str, Any]:
    return {
        "OwnerId": ACCOUNT,
        "CreationToken": name,
        "FileSystemId": name,
        "FileSystemArn": f"arn:{name}",
        "CreationTime": NOW,
        "LifeCycleState": "available",
        "NumberOfMountTargets": 0,
        "SizeInBytes": {"Value": 1},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
        "Encrypted": encrypted,
    }


@pytest.mark.parametrize(
    ("answer", "backup"),
    [
        ({"BackupPolicy": {"Status": "ENABLED"}}, True),
        ({"BackupPolicy": {"Status": "DISABLED"}}, False),
        (refused("PolicyNotFound"), False),
    ],
)
def test_file_systems(answer: Any, backup: bool) -> None:
    pages = [{"FileSystems": [system("fs-1", False)]}, {"FileSystems": []}]
    answers = {"efs.describe_file_systems": [pages], "efs.describe_backup_policy": [answer]}
    assert read("efs", answers) == {
        "systems": [{"id": "fs-1", "arn": "arn:fs-1", "encrypted": False, "backup": backup}]
    }


def test_file_systems_deleted_or_denied() -> None:
    listed = [[{"FileSystems": [system("fs-1")]}]]
    gone = {
        "efs.describe_file_systems": listed,
        "efs.describe_backup_policy": [refused("FileSystemNotFound")],
    }
    assert read("efs", gone) == {"systems": []}
    denied = {"efs.describe_file_systems": listed, "efs.describe_backup_policy": [refused("AccessDenied")]}
    ctx, _ = context("efs", denied)
    assert ctx.spec.read(ctx)["systems"][0]["backup"] is None
    assert [g.action for g in ctx.gaps] == ["elasticfilesystem:DescribeBackupPolicy"]


def domain(name: str, **more: Any) -> dict[str, Any]:
    return {
        "DomainId": name,
        "DomainName": name,
        "ARN": f"arn:aws:es:{EU}:{ACCOUNT}:domain/{name}",
        "ClusterConfig": {},
        **more,
    }


def test_search_domains_five_at_a_time() -> None:
    names = [f"dom{n}" for n in range(7)]
    safe = {
        "EncryptionAtRestOptions": {"Enabled": True},
        "DomainEndpointOptions": {"EnforceHTTPS": True},
    }
    answers = {
        "opensearch.list_domain_names": [{"DomainNames": [{"DomainName": n} for n in names]}],
        "opensearch.describe_domains": [
            {"DomainStatusList": [domain(n, **safe) for n in names[:5]]},
            {"DomainStatusList": [domain(names[5])]},  # the last was deleted meanwhile
        ],
    }
    ctx, line = context("os", answers)
    found = ctx.spec.read(ctx)["domains"]
    assert [d["name"] for d in found] == names[:6]
    assert found[0] == {"name": "dom0", "encrypted": True, "https": True}
    assert found[5] == {"name": "dom5", "encrypted": False, "https": False}
    assert [p["DomainNames"] for n, _, p in line.asked if n.endswith("domains")] == [names[:5], names[5:]]
    assert read("os", {}, missing=("opensearch",)) == {"domains": []}
    answers = {
        "opensearch.list_domain_names": [{"DomainNames": [{"DomainName": "dom"}]}],
        "opensearch.describe_domains": [refused("AccessDeniedException")],
    }
    ctx, _ = context("os", answers)
    assert ctx.spec.read(ctx) == {"domains": []} and ctx.gaps[0].action == "es:DescribeDomains"


def test_redshift_and_caches() -> None:
    pages = [
        {
            "Clusters": [
                {
                    "ClusterIdentifier": "dw",
                    "Encrypted": True,
                    "PubliclyAccessible": True,
                    "AutomatedSnapshotRetentionPeriod": 3,
                }
            ]
        },
        {"Clusters": [{"ClusterIdentifier": "old"}]},
    ]
    assert read("rshift", {"redshift.describe_clusters": [pages]}) == {
        "clusters": [
            {"id": "dw", "encrypted": True, "public": True, "retention": 3},
            {"id": "old", "encrypted": False, "public": False, "retention": 0},
        ]
    }
    groups = [
        {"ReplicationGroups": [{"ReplicationGroupId": "c1", "AtRestEncryptionEnabled": True}]},
        {"ReplicationGroups": [{"ReplicationGroupId": "c2", "TransitEncryptionEnabled": True}]},
    ]
    assert read("ecache", {"elasticache.describe_replication_groups": [groups]}) == {
        "groups": [
            {"id": "c1", "encrypted": True, "transit": False},
            {"id": "c2", "encrypted": False, "transit": True},
        ]
    }
