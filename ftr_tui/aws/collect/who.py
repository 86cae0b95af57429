"""Which account, and which Regions."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, collector


@collector("who", "the account", {"sts.get_caller_identity": "sts:GetCallerIdentity"})
def who(ctx: Context) -> dict[str, Any]:
    """Return {"account", "arn", "partition"} as the log-in has read them: it makes no call of its own."""
    return {"account": ctx.place.account, "arn": ctx.place.arn, "partition": ctx.place.partition}


@collector("regions", "the enabled Regions", {"ec2.describe_regions": "ec2:DescribeRegions"})
def regions(ctx: Context) -> dict[str, Any]:
    """Return {"enabled": [names], "scope": [names]}; scope is what the user left of it, home Region first."""
    # Without AllRegions AWS leaves out those that are switched off, and moto those that opt in.
    answer = ctx.call("ec2.describe_regions", AllRegions=True)
    enabled = sorted(
        r["RegionName"]
        for r in answer["Regions"]
        if r.get("OptInStatus", "opt-in-not-required") in ("opt-in-not-required", "opted-in")
    )
    scope = [name for name in enabled if not ctx.place.wanted or name in ctx.place.wanted]
    scope.sort(key=lambda name: name != ctx.place.home)
    return {"enabled": enabled, "scope": scope}


COLLECTORS = (who, regions)
