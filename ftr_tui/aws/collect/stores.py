"""Stores of data: volumes, databases, tables, file systems, search domains, caches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector
from ftr_tui.aws.errors import UnreadError

_RECENT = timedelta(days=35)
"""A backup older than this protects nothing: the longest retention that RDS and PITR offer."""
_DOMAINS = 5
"""How many names opensearch.describe_domains takes."""


@collector(
    "vol",
    "EBS volumes",
    {"ec2.describe_volumes": "ec2:DescribeVolumes"},
    scope="region",
    holds=("volumes",),
)
def vol(ctx: Context) -> dict[str, Any]:
    """Return {"volumes": [{"id", "encrypted": bool, "state"}]}."""
    pages = ctx.pages("ec2.describe_volumes", MaxResults=500)
    return {
        "volumes": [
            {"id": v["VolumeId"], "encrypted": bool(v.get("Encrypted")), "state": v.get("State", "")}
            for page in pages
            for v in page.get("Volumes", ())
        ]
    }


@collector(
    "rds",
    "databases",
    {
        "rds.describe_db_instances": "rds:DescribeDBInstances",
        "rds.describe_db_clusters": "rds:DescribeDBClusters",
    },
    scope="region",
    holds=("instances", "clusters"),
)
def rds(ctx: Context) -> dict[str, Any]:
    """Return the databases of RDS, Neptune and DocumentDB.

    {"instances": [{"id", "arn", "engine", "cluster": str|None, "replica_of": str|None, "retention": days,
    "encrypted": bool, "public": bool, "multi_az": bool}],
    "clusters": [{"id", "arn", "engine", "retention": days, "encrypted": bool, "multi_az": bool}]}
    """
    found: dict[str, Any] = {"instances": [], "clusters": []}
    with ctx.part():
        for page in ctx.pages("rds.describe_db_instances", MaxRecords=100):
            for db in page.get("DBInstances", ()):
                found["instances"].append(
                    {
                        "id": db["DBInstanceIdentifier"],
                        "arn": db.get("DBInstanceArn", ""),
                        "engine": db.get("Engine", ""),
                        "cluster": db.get("DBClusterIdentifier") or None,
                        # A replica of another Region or of a cluster is one as well.
                        "replica_of": db.get("ReadReplicaSourceDBInstanceIdentifier")
                        or db.get("ReadReplicaSourceDBClusterIdentifier")
                        or None,
                        "retention": db.get("BackupRetentionPeriod", 0),
                        "encrypted": bool(db.get("StorageEncrypted")),
                        "public": bool(db.get("PubliclyAccessible")),
                        "multi_az": bool(db.get("MultiAZ")),
                    }
                )
    with ctx.part():
        for page in ctx.pages("rds.describe_db_clusters", MaxRecords=100):
            for cluster in page.get("DBClusters", ()):
                found["clusters"].append(
                    {
                        "id": cluster["DBClusterIdentifier"],
                        "arn": cluster.get("DBClusterArn", ""),
                        "engine": cluster.get("Engine", ""),
                        "retention": cluster.get("BackupRetentionPeriod", 0),
                        "encrypted": bool(cluster.get("StorageEncrypted")),
                        "multi_az": bool(cluster.get("MultiAZ")),
                    }
                )
    return found


@collector(
    "ddb",
    "DynamoDB tables",
    {"dynamodb.list_tables": "dynamodb:ListTables"},
    scope="region",
    holds=("tables",),
)
def ddb(ctx: Context) -> dict[str, Any]:
    """Return {"tables": [name]}."""
    pages = ctx.pages("dynamodb.list_tables")
    return {"tables": [name for page in pages for name in page.get("TableNames", ())]}


@collector(
    "pitr",
    "point-in-time recovery of tables",
    {"dynamodb.describe_continuous_backups": "dynamodb:DescribeContinuousBackups"},
    scope="active",
    needs=("ddb", "bak"),
)
def pitr(ctx: Context) -> dict[str, Any]:
    """Return {"tables": [{"name", "pitr": bool}], "in_backup": [name]}.

    A table that AWS Backup saved within 35 days is in "in_backup" and is not asked; one that was deleted
    meanwhile is in neither.
    """
    tables = ctx.fact("ddb")
    if not tables or not tables.readable:
        raise SkipError("the list of tables was not read")
    if not tables.complete:
        ctx.cut, ctx.note = True, "the list of tables is not whole"
    names = list(tables.data["tables"])
    saved = _saved_tables(ctx) & set(names)
    found: dict[str, bool] = {}

    def ask(name: str) -> None:
        with ctx.part():
            answer = ctx.call(
                "dynamodb.describe_continuous_backups",
                TableName=name,
                missing=("TableNotFoundException", "ResourceNotFoundException"),
            )
            if answer is not None:
                about = answer.get("ContinuousBackupsDescription", {})
                status = about.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
                found[name] = status == "ENABLED"

    ctx.each(ask, [name for name in names if name not in saved])
    return {
        "tables": [{"name": name, "pitr": found[name]} for name in names if name in found],
        "in_backup": sorted(saved),
    }


def _saved_tables(ctx: Context) -> set[str]:
    backups = ctx.fact("bak")
    if not backups or not backups.readable:
        return set()
    names = set()
    for one in backups.data["protected"]:
        service, name = one["arn"].split(":")[2:3], one["arn"].partition(":table/")[2]
        last = one["last_backup"]
        if service == ["dynamodb"] and name and last and ctx.now - last <= _RECENT:
            names.add(name)
    return names


@collector(
    "efs",
    "file systems",
    {
        "efs.describe_file_systems": "elasticfilesystem:DescribeFileSystems",
        "efs.describe_backup_policy": "elasticfilesystem:DescribeBackupPolicy",
    },
    scope="region",
    holds=("systems",),
)
def efs(ctx: Context) -> dict[str, Any]:
    """Return {"systems": [{"id", "arn", "encrypted": bool, "backup": bool|None}]}; None was not read."""
    systems: dict[str, dict[str, Any]] = {}
    for page in ctx.pages("efs.describe_file_systems"):
        for system in page.get("FileSystems", ()):
            systems[system["FileSystemId"]] = {
                "id": system["FileSystemId"],
                "arn": system.get("FileSystemArn", ""),
                "encrypted": bool(system.get("Encrypted")),
                "backup": None,
            }

    def ask(name: str) -> None:
        try:
            answer = ctx.call("efs.describe_backup_policy", FileSystemId=name, missing=("PolicyNotFound",))
        except UnreadError as failed:
            if failed.gap.code == "FileSystemNotFound":  # deleted since it was listed
                del systems[name]
            else:
                ctx.gap(failed)
        else:
            policy = (answer or {}).get("BackupPolicy") or {}
            systems[name]["backup"] = policy.get("Status") == "ENABLED"

    ctx.each(ask, systems)
    return {"systems": list(systems.values())}


@collector(
    "os",
    "search domains",
    {
        "opensearch.list_domain_names": "es:ListDomainNames",
        "opensearch.describe_domains": "es:DescribeDomains",
    },
    scope="region",
    holds=("domains",),
)
def search_domains(ctx: Context) -> dict[str, Any]:
    """Return {"domains": [{"name", "encrypted": bool, "https": bool}]}; https: plain HTTP is refused."""
    domains: list[dict[str, Any]] = []
    if not ctx.offered("opensearch"):
        return {"domains": domains}
    names = [d["DomainName"] for d in ctx.call("opensearch.list_domain_names").get("DomainNames", ())]
    for start in range(0, len(names), _DOMAINS):
        with ctx.part():
            answer = ctx.call("opensearch.describe_domains", DomainNames=names[start : start + _DOMAINS])
            for domain in answer.get("DomainStatusList", ()):
                domains.append(
                    {
                        "name": domain["DomainName"],
                        "encrypted": bool(domain.get("EncryptionAtRestOptions", {}).get("Enabled")),
                        "https": bool(domain.get("DomainEndpointOptions", {}).get("EnforceHTTPS")),
                    }
                )
    return {"domains": domains}


@collector(
    "rshift",
    "Redshift clusters",
    {"redshift.describe_clusters": "redshift:DescribeClusters"},
    scope="region",
    holds=("clusters",),
)
def rshift(ctx: Context) -> dict[str, Any]:
    """Return {"clusters": [{"id", "encrypted": bool, "public": bool, "retention": days}]}."""
    pages = ctx.pages("redshift.describe_clusters", MaxRecords=100)
    return {
        "clusters": [
            {
                "id": c["ClusterIdentifier"],
                "encrypted": bool(c.get("Encrypted")),
                "public": bool(c.get("PubliclyAccessible")),
                "retention": c.get("AutomatedSnapshotRetentionPeriod", 0),
            }
            for page in pages
            for c in page.get("Clusters", ())
        ]
    }


@collector(
    "ecache",
    "cache groups",
    {"elasticache.describe_replication_groups": "elasticache:DescribeReplicationGroups"},
    scope="region",
    holds=("groups",),
)
def ecache(ctx: Context) -> dict[str, Any]:
    """Return {"groups": [{"id", "encrypted": bool, "transit": bool}]}."""
    pages = ctx.pages("elasticache.describe_replication_groups", MaxRecords=100)
    return {
        "groups": [
            {
                "id": g["ReplicationGroupId"],
                "encrypted": bool(g.get("AtRestEncryptionEnabled")),
                "transit": bool(g.get("TransitEncryptionEnabled")),
            }
            for page in pages
            for g in page.get("ReplicationGroups", ())
        ]
    }


COLLECTORS = (vol, rds, ddb, pitr, efs, search_domains, rshift, ecache)
