"""Findings as OCSF JSON: Prowler's ``json-ocsf`` and what the new Security Hub exports.

Prowler: ``metadata.event_code`` is the check, ``status_code`` the answer. Security Hub:
``compliance.control`` and ``compliance.status``. A list, or one finding by line.
"""

from __future__ import annotations

from typing import Any

from ftr_tui.exchange.foreign_json import items
from ftr_tui.exchange.foreign_rows import Rows, region_of, tidy, when
from ftr_tui.exchange.security_hub import SAID
from ftr_tui.model.elsewhere import Report, Said, Tool
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.tool_ids import control_id

_ALSO = {"SUCCESS": Said.PASS, "FAILURE": Said.FAIL}
"""What Prowler 3 wrote."""


def read(data: bytes, file: str, *, account: str = "", region: str = "") -> Report:
    """Return the rows; of Prowler where Prowler wrote the file, else of Security Hub."""
    both = {
        tool: Rows(tool, data, file, account=account, region=region)
        for tool in (Tool.PROWLER, Tool.SECURITY_HUB)
    }
    first: Tool | None = None
    for item in items(data, file, (), ()):
        if not isinstance(item.value, dict):
            raise Problem(_("no finding here, but a bare value"), file=file, line=item.line)
        product = _deep(item.value, "metadata", "product", "name")
        tool = Tool.PROWLER if product.lower() == "prowler" else Tool.SECURITY_HUB
        first = first or tool
        if tool is first:
            _take(both[tool], item.value, tool)
        else:
            both[first].left["other tool"] += 1
    return both[first or Tool.SECURITY_HUB].report()


def _take(rows: Rows, finding: dict[str, Any], tool: Tool) -> None:
    if (provider := _deep(finding, "cloud", "provider").lower()) and provider != "aws":
        rows.left["other cloud"] += 1
        return
    things = finding.get("resources")
    first = things[0] if isinstance(things, list) and things else None
    thing: dict[str, Any] = first if isinstance(first, dict) else {}
    account = rows.whose(_deep(finding, "cloud", "account", "uid"))
    region = region_of(_deep(finding, "cloud", "region")) or region_of(_deep(thing, "region"))
    rows.saw(account, region)
    if tool is Tool.PROWLER:
        product = ("metadata", "product")
        check = _deep(finding, "metadata", "event_code") or _deep(finding, *product, "feature", "uid")
        status = _deep(finding, "status_code") or _deep(finding, "compliance", "status")
        rows.versions.add(tidy(_deep(finding, *product, "version"), 60))
        rows.versions.discard("")
    else:
        check = control_id(_deep(finding, "compliance", "control")) or control_id(
            _deep(finding, "finding_info", "uid")
        )
        status = _deep(finding, "compliance", "status")
    status = status.upper()
    if not check or not status:
        rows.left["other tool"] += 1
        return
    said = SAID.get(status) or _ALSO.get(status, Said.OTHER)
    detail = (
        _deep(finding, "status_detail")
        or _deep(finding, "message")
        or _deep(finding, "finding_info", "title")
    )
    times = (finding.get("time_dt"), _any(finding, "finding_info", "modified_time_dt"), finding.get("time"))
    rows.add(
        check,
        said,
        account=account,
        region=region,
        resource=_deep(thing, "uid") or _deep(thing, "name") or None,
        detail=detail if said is not Said.OTHER else f"{status}: {detail}",
        at=next((at for t in times if isinstance(t, str | int | float) and (at := when(t))), None),
        muted=_deep(finding, "status").upper() == "SUPPRESSED",
    )


def _any(found: Any, *names: str) -> Any:
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _deep(found: Any, *names: str) -> str:
    value = _any(found, *names)
    return value if isinstance(value, str) else ""
