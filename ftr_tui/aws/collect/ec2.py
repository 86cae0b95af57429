"""Networks: security groups, prefix lists, interfaces and routes; and the instances."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector


@collector(
    "sg", "security groups", {"ec2.describe_security_groups": "ec2:DescribeSecurityGroups"}, scope="region"
)
def sg(ctx: Context) -> dict[str, Any]:
    """Return {"groups": [{"id", "name", "vpc", "ingress": [perm], "egress": [perm]}]}.

    perm: {"protocol", "from": int|None, "to": int|None, "cidrs": [v4 and v6], "prefix_lists": [ids]}; both
    lists are empty in a rule that only names groups.
    """
    groups = []
    for page in ctx.pages("ec2.describe_security_groups", MaxResults=1000):
        for group in page["SecurityGroups"]:
            groups.append(
                {
                    "id": group["GroupId"],
                    "name": group.get("GroupName", ""),
                    "vpc": group.get("VpcId"),
                    "ingress": [_perm(p) for p in group.get("IpPermissions", ())],
                    "egress": [_perm(p) for p in group.get("IpPermissionsEgress", ())],
                }
            )
    return {"groups": groups}


def _perm(rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "protocol": str(rule["IpProtocol"]),
        "from": rule.get("FromPort"),
        "to": rule.get("ToPort"),
        "cidrs": [r["CidrIp"] for r in rule.get("IpRanges", ())]
        + [r["CidrIpv6"] for r in rule.get("Ipv6Ranges", ())],
        "prefix_lists": [p["PrefixListId"] for p in rule.get("PrefixListIds", ())],
    }


def _reaches_admin_port(perm: dict[str, Any]) -> bool:
    """Say whether a rule may open 22 or 3389; only which lists are read hangs on it, so it errs to yes."""
    first, last = perm["from"], perm["to"]
    if perm["protocol"] not in ("tcp", "udp", "6", "17"):
        return bool(perm["protocol"] == "-1")
    if first is None or last is None or -1 in (first, last):
        return True
    return any(first <= port <= last for port in (22, 3389))


@collector(
    "eni",
    "network interfaces",
    {"ec2.describe_network_interfaces": "ec2:DescribeNetworkInterfaces"},
    scope="region",
    holds=("interfaces",),
)
def eni(ctx: Context) -> dict[str, Any]:
    """Return how many there are, and each.

    {"interfaces": int, "list": [{"id", "subnet", "vpc", "type", "requester", "description",
    "public_ip": str|None, "ipv6": [address], "groups": [group id]}]}
    """
    found = []
    for page in ctx.pages("ec2.describe_network_interfaces", MaxResults=1000):
        for one in page["NetworkInterfaces"]:
            found.append(
                {
                    "id": one.get("NetworkInterfaceId", ""),
                    "subnet": one.get("SubnetId", ""),
                    "vpc": one.get("VpcId", ""),
                    "type": one.get("InterfaceType", ""),
                    "requester": one.get("RequesterId", ""),
                    "description": one.get("Description", ""),
                    "public_ip": one.get("Association", {}).get("PublicIp"),
                    "ipv6": [a["Ipv6Address"] for a in one.get("Ipv6Addresses", ()) if "Ipv6Address" in a],
                    "groups": [g["GroupId"] for g in one.get("Groups", ()) if "GroupId" in g],
                }
            )
    return {"interfaces": len(found), "list": found}


@collector(
    "net",
    "route tables and subnets",
    {
        "ec2.describe_route_tables": "ec2:DescribeRouteTables",
        "ec2.describe_subnets": "ec2:DescribeSubnets",
    },
    scope="active",
)
def net(ctx: Context) -> dict[str, Any]:
    """Return the route tables and the subnets.

    {"route_tables": [{"id", "vpc", "main": bool, "subnets": [id], "internet": bool}],
    "subnets": [{"id", "vpc"}]}; internet: an active route for 0.0.0.0/0 or ::/0 to an internet gateway.
    """
    found: dict[str, Any] = {"route_tables": [], "subnets": []}
    with ctx.part():
        for page in ctx.pages("ec2.describe_route_tables"):
            for table in page.get("RouteTables", ()):
                links = table.get("Associations", ())
                found["route_tables"].append(
                    {
                        "id": table.get("RouteTableId", ""),
                        "vpc": table.get("VpcId", ""),
                        "main": any(link.get("Main") for link in links),
                        "subnets": [link["SubnetId"] for link in links if link.get("SubnetId")],
                        "internet": any(_to_internet(route) for route in table.get("Routes", ())),
                    }
                )
    with ctx.part():
        for page in ctx.pages("ec2.describe_subnets"):
            found["subnets"] += [
                {"id": one["SubnetId"], "vpc": one.get("VpcId", "")} for one in page.get("Subnets", ())
            ]
    return found


def _to_internet(route: dict[str, Any]) -> bool:
    anywhere = (
        route.get("DestinationCidrBlock") == "0.0.0.0/0" or route.get("DestinationIpv6CidrBlock") == "::/0"
    )
    gateway = str(route.get("GatewayId", "")).startswith("igw-")
    return anywhere and gateway and route.get("State", "active") == "active"


@collector(
    "inst",
    "EC2 instances",
    {"ec2.describe_instances": "ec2:DescribeInstances"},
    scope="active",
)
def inst(ctx: Context) -> dict[str, Any]:
    """Return {"instances": [{"id", "state", "profile": arn|None}]}."""
    pages = ctx.pages("ec2.describe_instances", MaxResults=1000)
    return {
        "instances": [
            {
                "id": one["InstanceId"],
                "state": one.get("State", {}).get("Name", ""),
                "profile": one.get("IamInstanceProfile", {}).get("Arn"),
            }
            for page in pages
            for reservation in page.get("Reservations", ())
            for one in reservation.get("Instances", ())
        ]
    }


@collector(
    "plist",
    "prefix lists that open SSH or RDP",
    {"ec2.get_managed_prefix_list_entries": "ec2:GetManagedPrefixListEntries"},
    scope="region",
    needs=("sg",),
)
def plist(ctx: Context) -> dict[str, Any]:
    """Return {"lists": {"pl-...": [cidr, ...]}}: those that a rule reaching 22, 3389 or all ports names."""
    groups = ctx.fact("sg")
    if not groups or not groups.readable:
        raise SkipError("the security groups were not read")
    if not groups.complete:
        ctx.cut, ctx.note = True, "the list of security groups is not whole"
    perms = [p for g in groups.data["groups"] for p in g["ingress"] if _reaches_admin_port(p)]
    lists: dict[str, list[str]] = {}
    for name in sorted({name for perm in perms for name in perm["prefix_lists"]}):
        # A list that could not be read is left out: nobody may take it for an empty one.
        with ctx.part():
            pages = ctx.pages("ec2.get_managed_prefix_list_entries", PrefixListId=name, MaxResults=100)
            lists[name] = [entry["Cidr"] for page in pages for entry in page["Entries"]]
    return {"lists": lists}


COLLECTORS = (sg, eni, plist, net, inst)
