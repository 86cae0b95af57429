"""GuardDuty: whether a detector is on."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, collector


@collector(
    "gd",
    "GuardDuty",
    {
        "guardduty.list_detectors": "guardduty:ListDetectors",
        "guardduty.get_detector": "guardduty:GetDetector",
    },
    scope="region",
)
def gd(ctx: Context) -> dict[str, Any]:
    """Return {"detectors": [{"id", "status"}]}; a detector whose status was not read is left out."""
    found = []
    for page in ctx.pages("guardduty.list_detectors"):
        for one in page.get("DetectorIds", ()):
            with ctx.part():
                status = ctx.call("guardduty.get_detector", DetectorId=one)["Status"]
                found.append({"id": one, "status": status})
    return {"detectors": found}


COLLECTORS = (gd,)
