"""The consolidated report of the Well-Architected Tool as JSON: open high risks, pillar by pillar."""

from __future__ import annotations

from typing import Any

from ftr_tui.exchange.foreign_json import items
from ftr_tui.exchange.foreign_rows import Rows, in_arn, tidy, when
from ftr_tui.model.elsewhere import Report, Said, Tool
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

LISTS = ("Metrics",)
BESIDE = ("NextToken", "Base64String", "ResponseMetadata")
CHECK = "WAFR:"
"""Before a pillar's id: ``WAFR:security``."""
_LENS = "lens/wellarchitected"
_RISKS = ("HIGH", "MEDIUM", "UNANSWERED")


def read(data: bytes, file: str) -> Report:
    """Return a row by workload and pillar: high risks fail, questions without an answer decide nothing."""
    rows = Rows(Tool.WA_TOOL, data, file)
    for item in items(data, file, LISTS, BESIDE):
        if not isinstance(item.value, dict):
            raise Problem(_("no workload here, but a bare value"), file=file, line=item.line)
        if item.value.get("Base64String"):
            reason = _("this is the report as a PDF")
            raise Problem(reason, file=file, hint=_("get it with --format JSON; a PDF can be attached"))
        if "WorkloadArn" in item.value or "Lenses" in item.value:
            _take(rows, item.value)
    return rows.report()


def _take(rows: Rows, workload: dict[str, Any]) -> None:
    arn = workload.get("WorkloadArn")
    arn = arn if isinstance(arn, str) else ""
    account, region = in_arn(arn)
    name, at = workload.get("WorkloadName"), workload.get("UpdatedAt")
    for lens in _dicts(workload.get("Lenses")):
        if not str(lens.get("LensArn")).rstrip("/").endswith(_LENS):
            rows.left["other lens"] += 1
            continue
        for pillar in _dicts(lens.get("Pillars")):
            said = pillar.get("RiskCounts")
            counts = {risk: _count(said, risk) for risk in _RISKS}
            listed = ", ".join(f"{risk} {count}" for risk, count in counts.items())
            rows.add(
                CHECK + tidy(str(pillar.get("PillarId")), 60),
                Said.FAIL if counts["HIGH"] else Said.OTHER if counts["UNANSWERED"] else Said.PASS,
                account=account,
                region=region,
                resource=arn,
                detail=f"{name}: {listed}",
                at=when(at) if isinstance(at, str | int | float) else None,
            )


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _count(found: Any, risk: str) -> int:
    value = found.get(risk, 0) if isinstance(found, dict) else 0
    return value if isinstance(value, int) else 0
