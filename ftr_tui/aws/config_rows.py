"""Rows of AWS Config: how one becomes what a collector would have read.

Property names are those of AWS's published schema of Config resources; AWS writes them in several cases,
so they are looked up in any. A row that lacks what a rule rests on is *unclear*, never a harmless one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Made = Mapping[str, Any]
"""``collector.key`` -> one item in the collector's shape, or None where the row does not say it."""

LISTENERS = "elb.listeners"


def at(row: Any, path: str) -> Any:
    """Return the value at a dotted path, names in any case; None where it is not there.

    Supplementary configuration comes as JSON in a string.
    """
    for name in path.split("."):
        if isinstance(row, str) and row.startswith("{"):
            try:
                row = json.loads(row)
            except ValueError:
                return None
        if not isinstance(row, Mapping):
            return None
        row = row[name] if name in row else _any_case(row, name)
    return row


def _any_case(row: Mapping[str, Any], name: str) -> Any:
    low = name.lower()
    return next((value for key, value in row.items() if key.lower() == low), None)


def _all(row: Any, path: str) -> Iterator[str]:
    """Yield the strings at a path, through every list on the way."""
    name, _, rest = path.partition(".")
    found = at(row, name)
    for one in found if isinstance(found, list) else [found]:
        if rest:
            yield from _all(one, rest)
        elif isinstance(one, str):
            yield one


class UnclearError(ValueError):
    """A row does not say what a rule rests on."""


def _need(row: Any, path: str, kind: type) -> Any:
    value = at(row, f"configuration.{path}")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UnclearError(path)
    return value


def _text(row: Any, path: str) -> str:
    value = at(row, f"configuration.{path}")
    return value if isinstance(value, str) else ""


def _id(row: Any, path: str) -> str:
    found = _text(row, path) or at(row, "resourceId") or at(row, "resourceName")
    if not isinstance(found, str) or not found:
        raise UnclearError(path)
    return found


def _word(row: Any, path: str) -> str:
    """Return a state that comes as a word, or as a table with the word in it."""
    return _text(row, path) or _text(row, f"{path}.value") or _text(row, f"{path}.name")


# --- networks


def group_row(row: Any) -> Made:
    """Return what a row says of a security group."""
    return {
        "sg.groups": {
            "id": _id(row, "groupId"),
            "name": _need(row, "groupName", str),
            "vpc": _text(row, "vpcId") or None,
            "ingress": [_perm(one) for one in _need(row, "ipPermissions", list)],
            "egress": [_perm(one) for one in _need(row, "ipPermissionsEgress", list)],
        }
    }


def _perm(rule: Any) -> dict[str, Any]:
    protocol = at(rule, "ipProtocol")
    if protocol is None:
        raise UnclearError("ipProtocol")
    # ipRanges is the older form of ipv4Ranges: plain ranges, beside the newer one.
    cidrs = [*_whole(rule, "ipRanges", ""), *_whole(rule, "ipv4Ranges", "cidrIp")]
    cidrs += _whole(rule, "ipv6Ranges", "cidrIpv6")
    return {
        "protocol": str(protocol),
        "from": _port(at(rule, "fromPort")),
        "to": _port(at(rule, "toPort")),
        "cidrs": list(dict.fromkeys(cidrs)),
        "prefix_lists": _whole(rule, "prefixListIds", "prefixListId"),
    }


def _whole(rule: Any, path: str, key: str) -> list[str]:
    """Return the strings of a list, every one: a range that is not understood is no closed door."""
    found = at(rule, path)
    names = [at(one, key) if key and isinstance(one, Mapping) else one for one in found or ()]
    if not isinstance(found or [], list) or not all(isinstance(name, str) for name in names):
        raise UnclearError(path)
    return names


def _port(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return int(value)
    except ValueError:
        return None  # the rules take a rule without ports for one that covers all


def interface_row(row: Any) -> Made:
    """Return what a row says of a network interface."""
    return {
        "eni.list": {
            "id": _id(row, "networkInterfaceId"),
            "subnet": _need(row, "subnetId", str),
            "vpc": _text(row, "vpcId"),
            "type": _text(row, "interfaceType"),
            "requester": _text(row, "requesterId"),
            "description": _text(row, "description"),
            "public_ip": _text(row, "association.publicIp") or None,
            "ipv6": list(_all(row, "configuration.ipv6Addresses.ipv6Address")),
            "groups": list(_all(row, "configuration.groups.groupId")),
        }
    }


def routes_row(row: Any) -> Made:
    """Return what a row says of a route table."""
    links = _need(row, "associations", list)
    return {
        "net.route_tables": {
            "id": _id(row, "routeTableId"),
            "vpc": _text(row, "vpcId"),
            "main": any(at(link, "main") is True for link in links),
            "subnets": list(_all({"links": links}, "links.subnetId")),
            "internet": any(_to_internet(route) for route in _need(row, "routes", list)),
        }
    }


def _to_internet(route: Any) -> bool:
    anywhere = at(route, "destinationCidrBlock") == "0.0.0.0/0"
    anywhere = anywhere or at(route, "destinationIpv6CidrBlock") == "::/0"
    gateway = str(at(route, "gatewayId") or "").startswith("igw-")
    state = at(route, "state")
    state = at(state, "value") if isinstance(state, Mapping) else state
    return anywhere and gateway and state in (None, "active")


def subnet_row(row: Any) -> Made:
    """Return what a row says of a subnet."""
    return {"net.subnets": {"id": _id(row, "subnetId"), "vpc": _text(row, "vpcId")}}


# --- stores


def volume_row(row: Any) -> Made:
    """Return what a row says of a volume."""
    encrypted = _need(row, "encrypted", bool)
    return {"vol.volumes": {"id": _id(row, "volumeId"), "encrypted": encrypted, "state": _word(row, "state")}}


def database_row(row: Any) -> Made:
    """Return what a row says of a database."""
    return {
        "rds.instances": {
            "id": _id(row, "dBInstanceIdentifier"),
            "arn": _text(row, "dBInstanceArn"),
            "engine": _text(row, "engine"),
            "cluster": _text(row, "dBClusterIdentifier") or None,
            "replica_of": _text(row, "readReplicaSourceDBInstanceIdentifier") or None,
            "retention": _need(row, "backupRetentionPeriod", int),
            "encrypted": _need(row, "storageEncrypted", bool),
            "public": _need(row, "publiclyAccessible", bool),
            "multi_az": at(row, "configuration.multiAZ") is True,
        }
    }


def cluster_row(row: Any) -> Made:
    """Return what a row says of a database cluster."""
    return {
        "rds.clusters": {
            "id": _id(row, "dbclusterIdentifier"),
            "arn": _text(row, "dbclusterArn"),
            "engine": _text(row, "engine"),
            "retention": _need(row, "backupRetentionPeriod", int),
            "encrypted": _need(row, "storageEncrypted", bool),
            "multi_az": at(row, "configuration.multiAZ") is True,
        }
    }


PITR = "supplementaryConfiguration.ContinuousBackupsDescription"


def ddb_table_row(row: Any) -> Made:
    """Return what a row says of a DynamoDB table, and of its point-in-time recovery."""
    name = _id(row, "tableName")
    status = at(row, f"{PITR}.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus")
    known = {"name": name, "pitr": status == "ENABLED"} if isinstance(status, str) else None
    return {"ddb.tables": name, "pitr.tables": known}


def file_system_row(row: Any) -> Made:
    """Return what a row says of a file system."""
    status = _text(row, "BackupPolicy.Status")
    return {
        "efs.systems": {
            "id": _id(row, "FileSystemId"),
            "arn": _text(row, "Arn"),
            "encrypted": _need(row, "Encrypted", bool),
            "backup": status == "ENABLED" if status else None,
        }
    }


def domain_row(row: Any) -> Made:
    """Return what a row says of a search domain of either name."""
    return {
        "os.domains": {
            "name": _id(row, "domainName"),
            "encrypted": _need(row, "encryptionAtRestOptions.enabled", bool),
            "https": _need(row, "domainEndpointOptions.enforceHTTPS", bool),
        }
    }


def warehouse_row(row: Any) -> Made:
    """Return what a row says of a Redshift cluster."""
    return {
        "rshift.clusters": {
            "id": _id(row, "clusterIdentifier"),
            "encrypted": _need(row, "encrypted", bool),
            "public": _need(row, "publiclyAccessible", bool),
            "retention": _need(row, "automatedSnapshotRetentionPeriod", int),
        }
    }


# --- the edge, and S3


def balancer_row(row: Any) -> Made:
    """Return what a row says of a load balancer; its listeners have a table of their own."""
    arn = _text(row, "loadBalancerArn") or _id(row, "loadBalancerArn")
    return {
        "elb.balancers": {
            "arn": arn,
            "name": _text(row, "loadBalancerName"),
            "scheme": _word(row, "scheme"),
            "type": _word(row, "type"),
            "zones": list(_all(row, "configuration.availabilityZones.zoneName")),
            "listeners": None,
        }
    }


def listener_row(row: Any) -> Made:
    """Return what a row says of a listener."""
    redirects = _all(row, "configuration.DefaultActions.RedirectConfig.Protocol")
    return {
        LISTENERS: {
            "balancer": _need(row, "LoadBalancerArn", str),
            "protocol": _need(row, "Protocol", str),
            "redirects_to": next(redirects, None),
        }
    }


_CDN = "configuration.distributionConfig"
VIEWERS = (
    f"{_CDN}.defaultCacheBehavior.viewerProtocolPolicy",
    f"{_CDN}.cacheBehaviors.items.viewerProtocolPolicy",
)
ORIGINS = f"{_CDN}.origins.items.customOriginConfig.originProtocolPolicy"


def distribution_row(row: Any) -> Made:
    """Return what a row says of a CloudFront distribution."""
    viewers = [policy for path in VIEWERS for policy in _all(row, path)]
    if not viewers:
        raise UnclearError(VIEWERS[0])
    return {
        "cdn.distributions": {
            "id": _id(row, "id"),
            "viewer": list(dict.fromkeys(viewers)),
            "origin": list(dict.fromkeys(_all(row, ORIGINS))),
        }
    }


def bucket_row(row: Any) -> Made:
    """Return what a row says of a bucket."""
    name = at(row, "resourceName") or at(row, "resourceId")
    if not isinstance(name, str):
        raise UnclearError("resourceName")
    return {"s3_list.buckets": {"name": name, "region": str(at(row, "awsRegion") or "")}}


_SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def block_row(row: Any) -> Made:
    """Return what a row says of the account's four S3 switches."""
    return {"s3_acct.block": {name: _need(row, name, bool) for name in _SWITCHES}}
