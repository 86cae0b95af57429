"""CloudTrail: the trails, and what its 90 days of events show."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector

_LOOKUP = {"cloudtrail.lookup_events": "cloudtrail:LookupEvents"}
_KEPT = timedelta(days=90)
_MAX_PAGES = 4
# AWS answers two lookups a second per account and Region.
_PAUSE = 0.5


@collector(
    "trails",
    "CloudTrail trails",
    {
        "cloudtrail.describe_trails": "cloudtrail:DescribeTrails",
        "cloudtrail.get_trail_status": "cloudtrail:GetTrailStatus",
    },
)
def trails(ctx: Context) -> dict[str, Any]:
    """Return {"trails": [{"arn", "multi_region": bool, "home_region", "logging": bool|None}]}.

    Seen from the home Region: its own trails and all multi-Region ones. None: the status could not be read.
    """
    found = []
    for trail in ctx.call("cloudtrail.describe_trails").get("trailList", ()):
        arn, home = trail["TrailARN"], trail.get("HomeRegion") or ctx.here
        logging = None
        with ctx.part():
            # The trail of an organization may be visible and yet not there for this account.
            status = ctx.call(
                "cloudtrail.get_trail_status", region=home, missing=("TrailNotFoundException",), Name=arn
            )
            logging = bool(status["IsLogging"]) if status else None
        multi = bool(trail.get("IsMultiRegionTrail"))
        found.append({"arn": arn, "multi_region": multi, "home_region": home, "logging": logging})
    return {"trails": found}


def _lookup(ctx: Context, key: str, value: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    pages = ctx.pages(
        "cloudtrail.lookup_events",
        LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}],
        StartTime=ctx.now - _KEPT,
        MaxResults=50,
    )
    for number, page in enumerate(pages, 1):
        found += [{"name": e.get("EventName", ""), "time": e["EventTime"]} for e in page.get("Events", ())]
        if number == _MAX_PAGES and page.get("NextToken"):
            ctx.cut, ctx.note = True, f"only the newest {len(found)} events of {value}"
            break
        if page.get("NextToken"):
            ctx.sleep(_PAUSE)
    return found


@collector("root_ev", "what the root user did", _LOOKUP, needs=("iam_rep",), at="main")
def root_ev(ctx: Context) -> dict[str, Any]:
    """Return {"events": [{"name", "time"}]} of the root user; empty if it was not used within 90 days."""
    report = ctx.fact("iam_rep")
    if not report or not report.complete:
        raise SkipError("the credential report was not read, so it is not known whether root was used")
    since = ctx.now - _KEPT
    roots = [row for row in report.data["rows"] if row["user"] == "<root_account>"]
    used = chain.from_iterable(
        (row["password_last_used"], *(key["last_used"] for key in row["keys"])) for row in roots
    )
    if not any(time and time >= since for time in used):
        return {"events": []}
    return {"events": _lookup(ctx, "Username", "root")}


_RESTORES = (
    "RestoreDBInstanceFromDBSnapshot",
    "RestoreDBInstanceToPointInTime",
    "RestoreDBClusterFromSnapshot",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
)


@collector("restores", "restores made by hand", _LOOKUP, scope="deep", needs=("bak",))
def restores(ctx: Context) -> dict[str, Any]:
    """Return {"events": [{"name", "time"}]} of the last 90 days, where AWS Backup shows no restore."""
    backup = ctx.fact("bak")
    jobs = backup.data["restore_jobs"] if backup and backup.readable else ()
    if any(job["status"] == "COMPLETED" for job in jobs):
        raise SkipError("AWS Backup shows a restore in this Region")
    events: list[dict[str, Any]] = []
    for number, name in enumerate(_RESTORES):
        if number:
            ctx.sleep(_PAUSE)
        with ctx.part():
            events += _lookup(ctx, "EventName", name)
    return {"events": events}


COLLECTORS = (trails, root_ev, restores)
