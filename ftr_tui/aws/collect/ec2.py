"""Networks: security groups, prefix lists and interfaces."""

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
    """Return {"interfaces": int}."""
    pages = ctx.pages("ec2.describe_network_interfaces", MaxResults=1000)
    return {"interfaces": sum(len(page["NetworkInterfaces"]) for page in pages)}


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


COLLECTORS = (sg, eni, plist)
