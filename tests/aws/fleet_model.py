"""A fleet of accounts as it really is, and the two ways to see it: AWS Config's rows, and direct facts.

Both are written from AWS's own shapes (the published schema of Config resources; the collectors' docstrings)
and share no code with what they test.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from ftr_tui.model.facts import Fact, Status

Things = dict[str, list[dict[str, Any]]]
"""kind -> resources of one account and Region, in words of its own."""

OPEN = (["0.0.0.0/0"], ["::/0"], ["0.0.0.0/1", "128.0.0.0/1"])
SHUT = (["10.0.0.0/8"], ["0.0.0.0/1"], ["192.0.2.0/24", "2001:db8::/32"], [])
HOSTILE = ("[/red]web", "a\x1b[2Jb", "=cmd|x", "wéb\u202egnp", "x" * 255)


def things(rng: random.Random, good: float) -> Things:
    """Return the resources of one place; each is harmless with the probability ``good``."""

    def fine() -> bool:
        return rng.random() < good

    def number(most: int) -> range:
        return range(rng.randint(0, most))

    found: Things = {"groups": [_default(fine())]}
    found["groups"] += [_group(rng, n, fine()) for n in number(3)]
    found["volumes"] = [
        {"id": f"vol-{n}", "encrypted": fine(), "state": rng.choice(("in-use", "deleting"))}
        for n in number(3)
    ]
    clusters = [{"id": f"cl-{n}", "encrypted": fine(), "retention": 1 if fine() else 0} for n in number(1)]
    found["clusters"] = clusters
    found["databases"] = [
        {
            "id": f"db-{n}",
            "cluster": rng.choice([c["id"] for c in clusters]) if clusters and fine() else None,
            "replica": None if fine() else "db-0",
            "retention": 7 if fine() else 0,
            "encrypted": fine(),
            "public": not fine(),
        }
        for n in number(2)
    ]
    found["tables"] = [{"name": f"t-{n}", "pitr": fine()} for n in number(2)]
    found["systems"] = [{"id": f"fs-{n}", "encrypted": fine(), "backup": fine()} for n in number(1)]
    found["domains"] = [
        {"name": f"d-{n}", "encrypted": fine(), "https": fine(), "old": rng.random() < 0.5} for n in number(1)
    ]
    found["warehouses"] = [
        {"id": f"wh-{n}", "encrypted": fine(), "public": not fine(), "retention": 1 if fine() else 0}
        for n in number(1)
    ]
    found["caches"] = [{"id": f"ca-{n}", "encrypted": fine()} for n in number(1)]
    found["balancers"] = [
        {
            "name": f"lb-{n}",
            "public": rng.random() < 0.7,
            "listeners": [("HTTPS", None), ("HTTP", "HTTPS" if fine() else None)],
        }
        for n in number(1)
    ]
    found["subnets"] = [{"id": "subnet-in"}, {"id": "subnet-out"}]
    found["interfaces"] = [
        {"id": f"eni-{n}", "subnet": "subnet-in" if fine() else "subnet-out", "type": "interface"}
        for n in number(2)
    ]
    found["prefix_lists"] = [{"id": "pl-1", "cidrs": ["10.0.0.0/8"] if fine() else ["0.0.0.0/0"]}]
    return found


def _default(shut: bool) -> dict[str, Any]:
    rules = [] if shut else [{"protocol": "-1", "ports": None, "cidrs": [], "lists": []}]
    return {"id": "sg-default", "name": "default", "ingress": rules, "egress": rules}


def _group(rng: random.Random, number: int, shut: bool) -> dict[str, Any]:
    ports = rng.choice(((22, 22), (20, 30), (3389, 3389), None))
    cidrs = rng.choice(SHUT) if shut else rng.choice(OPEN)
    lists = ["pl-1"] if rng.random() < 0.1 else []
    rule = {"protocol": "-1" if ports is None else rng.choice(("tcp", "6")), "ports": ports}
    name = rng.choice(HOSTILE)
    return {
        "id": f"sg-{number}",
        "name": name,
        "ingress": [{**rule, "cidrs": list(cidrs), "lists": lists}],
        "egress": [],
    }


# --- as AWS Config shows it


def rows(account: str, region: str, here: Things, captured: datetime) -> list[dict[str, Any]]:
    """Return AWS Config's items of one place, whole; a query selects of them."""
    made: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = []

    def add(kind: str, name: str, configuration: dict[str, Any], more: dict[str, Any] | None = None) -> None:
        made.append((f"AWS::{kind}", name, configuration, more or {}))

    for g in here["groups"]:
        sides = {"ipPermissions": g["ingress"], "ipPermissionsEgress": g["egress"]}
        shown = {key: [_permission(rule) for rule in found] for key, found in sides.items()}
        add(
            "EC2::SecurityGroup",
            g["id"],
            {"groupId": g["id"], "groupName": g["name"], "vpcId": "vpc-1", **shown},
        )
    for v in here["volumes"]:
        state = {"value": v["state"]}
        add("EC2::Volume", v["id"], {"volumeId": v["id"], "encrypted": v["encrypted"], "state": state})
    for d in here["databases"]:
        shown = {"dBInstanceIdentifier": d["id"], "engine": "postgres", "multiAZ": False}
        shown |= {"backupRetentionPeriod": d["retention"], "storageEncrypted": d["encrypted"]}
        shown |= {
            "publiclyAccessible": d["public"],
            "dBInstanceArn": _arn("rds", account, region, f"db:{d['id']}"),
        }
        shown |= {"dBClusterIdentifier": d["cluster"]} if d["cluster"] else {}
        shown |= {"readReplicaSourceDBInstanceIdentifier": d["replica"]} if d["replica"] else {}
        add("RDS::DBInstance", d["id"], shown)
    for c in here["clusters"]:
        shown = {"dbclusterIdentifier": c["id"], "engine": "aurora-mysql", "multiAZ": True}
        shown |= {"backupRetentionPeriod": c["retention"], "storageEncrypted": c["encrypted"]}
        add(
            "RDS::DBCluster",
            c["id"],
            {**shown, "dbclusterArn": _arn("rds", account, region, f"cluster:{c['id']}")},
        )
    for t in here["tables"]:
        status = {"pointInTimeRecoveryStatus": "ENABLED" if t["pitr"] else "DISABLED"}
        more = {"ContinuousBackupsDescription": {"pointInTimeRecoveryDescription": status}}
        add("DynamoDB::Table", t["name"], {"tableName": t["name"]}, more)
    for f in here["systems"]:
        policy = {"Status": "ENABLED" if f["backup"] else "DISABLED"}
        arn = _arn("elasticfilesystem", account, region, f"file-system/{f['id']}")
        shown = {"FileSystemId": f["id"], "Arn": arn, "Encrypted": f["encrypted"], "BackupPolicy": policy}
        add("EFS::FileSystem", f["id"], shown)
    for o in here["domains"]:
        if o["old"]:
            shown = {"domainName": o["name"], "encryptionAtRestOptions": {"enabled": o["encrypted"]}}
            shown["domainEndpointOptions"] = {"enforceHTTPS": o["https"]}
        else:
            shown = {"DomainName": o["name"], "EncryptionAtRestOptions": {"Enabled": o["encrypted"]}}
            shown["DomainEndpointOptions"] = {"EnforceHTTPS": o["https"]}
        add(f"{'Elasticsearch' if o['old'] else 'OpenSearch'}::Domain", o["name"], shown)
    for w in here["warehouses"]:
        shown = {"clusterIdentifier": w["id"], "encrypted": w["encrypted"], "publiclyAccessible": w["public"]}
        add("Redshift::Cluster", w["id"], {**shown, "automatedSnapshotRetentionPeriod": w["retention"]})
    for b in here["balancers"]:
        arn = _arn("elasticloadbalancing", account, region, f"loadbalancer/app/{b['name']}/1")
        scheme = "internet-facing" if b["public"] else "internal"
        shown = {
            "loadBalancerArn": arn,
            "loadBalancerName": b["name"],
            "scheme": scheme,
            "type": "application",
        }
        add("ElasticLoadBalancingV2::LoadBalancer", arn, {**shown, "availabilityZones": [{"zoneName": "a"}]})
        for number, (protocol, to) in enumerate(b["listeners"]):
            action = {"RedirectConfig": {"Protocol": to}, "Type": "redirect"} if to else {"Type": "forward"}
            shown = {"LoadBalancerArn": arn, "Protocol": protocol, "DefaultActions": [action]}
            add("ElasticLoadBalancingV2::Listener", f"{arn}/{number}", shown)
    for s in here["subnets"]:
        add("EC2::Subnet", s["id"], {"subnetId": s["id"], "vpcId": "vpc-1"})
    for name, link, gateway in (
        ("rtb-in", {"main": True}, "nat-1"),
        ("rtb-out", {"subnetId": "subnet-out"}, "igw-1"),
    ):
        route = {"destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway, "state": "active"}
        shown = {"routeTableId": name, "vpcId": "vpc-1", "associations": [link], "routes": [route]}
        add("EC2::RouteTable", name, shown)
    for e in here["interfaces"]:
        shown = {
            "networkInterfaceId": e["id"],
            "subnetId": e["subnet"],
            "vpcId": "vpc-1",
            "ipv6Addresses": [],
        }
        shown |= {"interfaceType": e["type"], "description": "", "groups": [{"groupId": "sg-0"}]}
        add("EC2::NetworkInterface", e["id"], shown)
    return [
        {
            "accountId": account,
            "awsRegion": region,
            "resourceType": kind,
            "resourceId": name,
            "resourceName": name,
            "configurationItemCaptureTime": captured.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "configuration": configuration,
            "supplementaryConfiguration": more,
        }
        for kind, name, configuration, more in made
    ]


def _arn(service: str, account: str, region: str, rest: str) -> str:
    return f"arn:aws:{service}:{region}:{account}:{rest}"


def _permission(rule: dict[str, Any]) -> dict[str, Any]:
    v4 = [c for c in rule["cidrs"] if ":" not in c]
    v6 = [c for c in rule["cidrs"] if ":" in c]
    ports = {"fromPort": rule["ports"][0], "toPort": rule["ports"][1]} if rule["ports"] else {}
    return {
        "ipProtocol": rule["protocol"],
        **ports,
        "ipRanges": v4,
        "ipv4Ranges": [{"cidrIp": c} for c in v4],
        "ipv6Ranges": [{"cidrIpv6": c} for c in v6],
        "prefixListIds": [{"prefixListId": name} for name in rule["lists"]],
        "userIdGroupPairs": [],
    }


def recorder(account: str, region: str, captured: datetime, **how: Any) -> dict[str, Any]:
    """Return the item of a recorder; ``how``: on, types (None: all), without."""
    types, without = how.get("types"), how.get("without", ())
    strategy = "ALL_SUPPORTED_RESOURCE_TYPES"
    if types is not None:
        strategy = "INCLUSION_BY_RESOURCE_TYPES"
    elif without:
        strategy = "EXCLUSION_BY_RESOURCE_TYPES"
    group = {
        "AllSupported": strategy.startswith("ALL"),
        "ResourceTypes": list(types or ()),
        "ExclusionByResourceTypes": {"ResourceTypes": list(without)},
        "RecordingStrategy": {"UseOnly": strategy},
    }
    return {
        "accountId": account,
        "awsRegion": region,
        "resourceType": "AWS::Config::ConfigurationRecorder",
        "resourceId": "default",
        "resourceName": "default",
        "configurationItemCaptureTime": captured.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "configuration": {
            "Recording": how.get("on", True),
            "RecordingGroup": group,
            "RecordingMode": {"RecordingFrequency": "DAILY" if how.get("daily") else "CONTINUOUS"},
        },
    }


# --- as a direct read shows it


def direct(fleet: dict[str, dict[str, Things]], now: datetime) -> tuple[Fact, ...]:
    """Return what the collectors would have read of every account, all of it complete."""
    out = []
    for account, regions in fleet.items():

        def fact(name: str, data: Any, region: str | None = None, account: str = account) -> Fact:
            return Fact(name, account, region, Status.COMPLETE, data, now, calls=1)

        names = list(regions)
        out.append(fact("who", {"account": account, "arn": "", "partition": "aws"}))
        out.append(fact("regions", {"enabled": names, "scope": names}))
        out.append(fact("s3_list", {"buckets": []}))
        out.append(fact("cdn", {"distributions": []}))
        for region, here in regions.items():
            out += [fact(name, data, region) for name, data in _seen(account, region, here, now).items()]
    return tuple(out)


def _seen(account: str, region: str, here: Things, now: datetime) -> dict[str, Any]:
    groups = [
        {
            "id": g["id"],
            "name": g["name"],
            "vpc": "vpc-1",
            "ingress": [_perm(rule) for rule in g["ingress"]],
            "egress": [_perm(rule) for rule in g["egress"]],
        }
        for g in here["groups"]
    ]
    databases = [
        {
            "id": d["id"],
            "arn": _arn("rds", account, region, f"db:{d['id']}"),
            "engine": "postgres",
            "cluster": d["cluster"],
            "replica_of": d["replica"],
            "retention": d["retention"],
            "encrypted": d["encrypted"],
            "public": d["public"],
            "multi_az": False,
        }
        for d in here["databases"]
    ]
    clusters = [{**c, "arn": "", "engine": "aurora-mysql", "multi_az": True} for c in here["clusters"]]
    interfaces = [
        {
            "id": e["id"],
            "subnet": e["subnet"],
            "vpc": "vpc-1",
            "type": e["type"],
            "requester": "",
            "description": "",
            "public_ip": None,
            "ipv6": [],
            "groups": [],
        }
        for e in here["interfaces"]
    ]
    tables = [
        {"id": "rtb-in", "vpc": "vpc-1", "main": True, "subnets": [], "internet": False},
        {"id": "rtb-out", "vpc": "vpc-1", "main": False, "subnets": ["subnet-out"], "internet": True},
    ]
    return {
        "sg": {"groups": groups},
        "plist": {"lists": {p["id"]: p["cidrs"] for p in here["prefix_lists"]}},
        "eni": {"interfaces": len(interfaces), "list": interfaces},
        "net": {
            "route_tables": tables,
            "subnets": [{"id": s["id"], "vpc": "vpc-1"} for s in here["subnets"]],
        },
        "vol": {"volumes": here["volumes"]},
        "rds": {"instances": databases, "clusters": clusters},
        "ddb": {"tables": [t["name"] for t in here["tables"]]},
        "pitr": {"tables": here["tables"], "in_backup": []},
        "efs": {"systems": [{**f, "arn": ""} for f in here["systems"]]},
        "os": {"domains": here["domains"]},
        "rshift": {"clusters": here["warehouses"]},
        "ecache": {"groups": [{**c, "transit": True} for c in here["caches"]]},
        "elb": {"balancers": [_balancer(b) for b in here["balancers"]]},
        "bak": {
            "protected": [],
            "plans": [],
            "restore_plans": [],
            "restore_jobs": [],
            "dlm": [],
            "read": ["protected", "plans", "restore_plans", "restore_jobs", "dlm"],
        },
    }


def _perm(rule: dict[str, Any]) -> dict[str, Any]:
    first, last = rule["ports"] or (None, None)
    protocol, cidrs, lists = rule["protocol"], rule["cidrs"], rule["lists"]
    return {"protocol": protocol, "from": first, "to": last, "cidrs": cidrs, "prefix_lists": lists}


def _balancer(one: dict[str, Any]) -> dict[str, Any]:
    listeners = [{"protocol": protocol, "redirects_to": to} for protocol, to in one["listeners"]]
    scheme = "internet-facing" if one["public"] else "internal"
    return {
        "arn": one["name"],
        "name": one["name"],
        "scheme": scheme,
        "type": "application",
        "zones": [],
        "listeners": listeners if one["public"] else None,
    }


def days_before(now: datetime, days: float) -> datetime:
    """Return a time so long ago."""
    return now - timedelta(days=days)
