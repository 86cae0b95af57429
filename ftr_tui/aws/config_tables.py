"""AWS Config's tables: what is asked of each.

Nothing is selected that may hold a secret (custom headers of CloudFront, actions of listeners).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ftr_tui.aws.config_rows import (
    LISTENERS,
    ORIGINS,
    PITR,
    VIEWERS,
    Made,
    balancer_row,
    block_row,
    bucket_row,
    cluster_row,
    database_row,
    ddb_table_row,
    distribution_row,
    domain_row,
    file_system_row,
    group_row,
    interface_row,
    listener_row,
    routes_row,
    subnet_row,
    volume_row,
    warehouse_row,
)

RECORDER = "AWS::Config::ConfigurationRecorder"
"""What a recorder does is itself a row: whether it runs, and which types it takes (Config's own docs)."""
COMPLIANCE = "AWS::Config::ResourceCompliance"


@dataclass(frozen=True)
class Table:
    """One type of resource in AWS Config."""

    type: str
    fields: tuple[str, ...]
    gives: tuple[str, ...]
    """``collector.key`` of every list that its rows fill."""
    make: Callable[[Any], Made]
    everywhere: bool = False
    """Its rows belong to the account, in whatever Region AWS keeps them: ``--region`` leaves them whole."""

    @property
    def collectors(self) -> tuple[str, ...]:
        """Return the collectors whose facts it fills."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.gives))


def _table(
    type_: str, paths: str, gives: str, make: Callable[[Any], Made], *, everywhere: bool = False
) -> Table:
    fields = tuple(path if "." in path else f"configuration.{path}" for path in paths.split())
    return Table(type_, fields, tuple(gives.split()), make, everywhere)


TABLES: Sequence[Table] = (
    _table(
        "AWS::EC2::SecurityGroup",
        "groupId groupName vpcId ipPermissions ipPermissionsEgress",
        "sg.groups",
        group_row,
    ),
    _table(
        "AWS::EC2::NetworkInterface",
        "networkInterfaceId subnetId vpcId interfaceType requesterId description"
        " configuration.association.publicIp configuration.ipv6Addresses configuration.groups",
        "eni.list",
        interface_row,
    ),
    _table("AWS::EC2::RouteTable", "routeTableId vpcId associations routes", "net.route_tables", routes_row),
    _table("AWS::EC2::Subnet", "subnetId vpcId", "net.subnets", subnet_row),
    _table("AWS::EC2::Volume", "volumeId encrypted configuration.state.value", "vol.volumes", volume_row),
    _table(
        "AWS::RDS::DBInstance",
        "dBInstanceIdentifier dBInstanceArn engine dBClusterIdentifier"
        " readReplicaSourceDBInstanceIdentifier backupRetentionPeriod storageEncrypted publiclyAccessible"
        " multiAZ",
        "rds.instances",
        database_row,
    ),
    _table(
        "AWS::RDS::DBCluster",
        "dbclusterIdentifier dbclusterArn engine backupRetentionPeriod storageEncrypted multiAZ",
        "rds.clusters",
        cluster_row,
    ),
    _table("AWS::DynamoDB::Table", f"tableName {PITR}", "ddb.tables pitr.tables", ddb_table_row),
    _table(
        "AWS::EFS::FileSystem",
        "FileSystemId Arn Encrypted configuration.BackupPolicy.Status",
        "efs.systems",
        file_system_row,
    ),
    _table(
        "AWS::OpenSearch::Domain",
        "DomainName configuration.EncryptionAtRestOptions.Enabled"
        " configuration.DomainEndpointOptions.EnforceHTTPS",
        "os.domains",
        domain_row,
    ),
    _table(
        "AWS::Elasticsearch::Domain",
        "domainName configuration.encryptionAtRestOptions.enabled"
        " configuration.domainEndpointOptions.enforceHTTPS",
        "os.domains",
        domain_row,
    ),
    _table(
        "AWS::Redshift::Cluster",
        "clusterIdentifier encrypted publiclyAccessible automatedSnapshotRetentionPeriod",
        "rshift.clusters",
        warehouse_row,
    ),
    _table(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "loadBalancerArn loadBalancerName scheme type configuration.availabilityZones.zoneName",
        "elb.balancers",
        balancer_row,
    ),
    _table(
        "AWS::ElasticLoadBalancingV2::Listener",
        "LoadBalancerArn Protocol configuration.DefaultActions.RedirectConfig.Protocol",
        LISTENERS,
        listener_row,
    ),
    _table(
        "AWS::CloudFront::Distribution",
        " ".join(("configuration.id", *VIEWERS, ORIGINS)),
        "cdn.distributions",
        distribution_row,
        everywhere=True,
    ),
    _table("AWS::S3::Bucket", "", "s3_list.buckets", bucket_row, everywhere=True),
    _table(
        "AWS::S3::AccountPublicAccessBlock",
        "blockPublicAcls ignorePublicAcls blockPublicPolicy restrictPublicBuckets",
        "s3_acct.block",
        block_row,
        everywhere=True,
    ),
)
"""Schema: awslabs/aws-config-resource-schema, config/properties/resource-types."""
