"""Findings of AWS Security Hub: its JSON (ASFF), and CSV from the console, an export job or a script.

The CSV columns differ, so they are found by name, in any case: the console's list of controls of a standard
(no account in it), lists of findings, OCSF field paths of an export job, and AWS's sample "CSV Manager".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ftr_tui.exchange.foreign import Table, large_cells
from ftr_tui.exchange.foreign_json import Item, items
from ftr_tui.exchange.foreign_rows import Rows, in_arn, region_of, tidy, when
from ftr_tui.model.elsewhere import Report, Said, Tool
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.tool_ids import control_id, standard_of, titled_control

SAID = {
    **dict.fromkeys(("PASSED", "PASS"), Said.PASS),
    **dict.fromkeys(("FAILED", "FAIL"), Said.FAIL),
}
"""Words of a compliance status and of a control status; WARNING, NOT_AVAILABLE, NO DATA decide nothing."""
LISTS = ("Findings", "findings")
BESIDE = ("NextToken", "ResponseMetadata")

_OWN = ("securitycontrolid", "compliancesecuritycontrolid", "controlid", "compliancecontrol", "id")
_TOLD = ("generatorid", "standardscontrolarn", "standardscontrol", "findingid", "findinginfouid")
_CONTROLS = frozenset({"id", "controlstatus"})
_STATUS = ("compliancestatus", "controlstatus", "status")
_ACCOUNT = ("awsaccountid", "accountid", "cloudaccountuid", "accountuid", "account", "accountnumber")
_REGION = ("region", "awsregion", "cloudregion", "resourceregion", "resourcesregion")
_RESOURCE = (
    *("resourceid", "resourcesid", "resources0id", "resourcearn", "resourcesuid", "resources0uid"),
    *("resourceuid", "resourceidentifier", "resource", "resources"),
)
_AT = ("updatedat", "lastupdated", "lastobservedat", "timedt", "time", "lastseen", "createdat")
_WORKFLOW = ("workflowstatus", "workflow", "findingworkflowstatus")
_JOINED = re.compile(r"^[A-Za-z0-9]{1,60}, (.+?), aws[a-z-]{0,20}, ([a-z0-9-]{0,40})")


def is_csv(columns: frozenset[str]) -> bool:
    """Return whether the columns (plain) may be findings of Security Hub."""
    says = {"compliancestatus", "compliancesecuritycontrolid", "securitycontrolid"} & columns
    return bool(says) or columns >= _CONTROLS or columns >= {"generatorid", "recordstate"}


def read_csv(data: bytes, file: str, *, account: str = "", region: str = "") -> Report:
    """Return the rows of a CSV; Problem where it cannot be used, as without a column for the control's id."""
    with large_cells():
        reader = _Csv(data, file, account, region)
        return reader.report()


class _Csv:
    def __init__(self, data: bytes, file: str, account: str, region: str) -> None:
        table = self._table = Table(data, file)
        self._rows = Rows(Tool.SECURITY_HUB, data, file, account=account, region=region)
        self._listed = table.has(*_CONTROLS) and not table.has("compliancestatus")
        """The console's list of controls: a row is a control with counts, not a finding."""
        found = [table.find(name) for name in (*_OWN, *_TOLD, "relatedrequirements")]
        self._ids = [at for at in found if at is not None]
        self._title = table.find("title", "findinginfotitle")
        self._status = table.find(*_STATUS)
        if self._status is None:
            raise table.missing("Compliance Status")
        self._account = table.find(*_ACCOUNT)
        self._region = table.find(*_REGION)
        self._resource = table.find(*_RESOURCE)
        self._at = table.find(*_AT)
        self._workflow = table.find(*_WORKFLOW)
        self._record = table.find("recordstate")
        self._counts = [table.find(n) for n in ("failedchecks", "unknownchecks", "notavailablechecks")]
        self._named = False
        if table.windows:
            self._rows.note(_("not UTF-8: read as Windows-1252"))

    def report(self) -> Report:
        known = bool(self._ids)
        empty = True
        for row in self._table.rows(spill=self._listed):
            empty = False
            self._take(row)
        if (not empty and not self._named) or (empty and not known):
            raise self._table.missing(_("with the control's id (Security Control ID, Generator ID)"))
        if self._listed:
            self._rows.note(_("the file is the console's list of controls: it names no resource and no day"))
        return self._rows.report()

    def _take(self, row: list[str]) -> None:
        def cell(at: int | None) -> str:
            return row[at].strip() if at is not None else ""

        rows = self._rows
        check = self._control(row)
        account = rows.whose(cell(self._account))
        resource, beside = self._thing(cell(self._resource))
        region = region_of(cell(self._region)) or beside
        if not account or not region:
            # The finding's own ARN names both.
            arn = next((found for at in self._ids if (found := in_arn(row[at]))[0]), ("", ""))
            account, region = account or arn[0], region or arn[1]
        rows.saw(account, region)
        if cell(self._record).upper() == "ARCHIVED":
            rows.left["archived"] += 1
            return
        self._named = self._named or bool(check)
        status = cell(self._status).upper().replace(" ", "_")
        said, detail = SAID.get(status, Said.OTHER), cell(self._title)
        if self._listed:
            said, detail = self._counted(row, said, detail)
        rows.add(
            check,
            said,
            account=account,
            region=region,
            resource=resource if self._resource is not None or self._listed else None,
            detail=detail if said is not Said.OTHER else f"{status}: {detail}",
            at=when(cell(self._at)),
            muted=cell(self._workflow).upper() == "SUPPRESSED",
        )

    def _control(self, row: list[str]) -> str:
        for at in self._ids:
            if check := control_id(row[at]):
                if standard := standard_of(row[at]):
                    self._rows.versions.add(tidy(standard, 80))
                return check
        return titled_control(row[self._title]) if self._title is not None else ""

    def _thing(self, text: str) -> tuple[str, str]:
        """Return the resource and its Region; CSV Manager joins "Type, Id, Partition, Region" in one cell."""
        found = _JOINED.match(text[:2_000])
        return (found[1], region_of(found[2])) if found else (text, "")

    def _counted(self, row: list[str], said: Said, title: str) -> tuple[Said, str]:
        """Return what a row of the list of controls says: a failed check is one, whatever the status is."""
        failed, unknown, missing = (int(c) if (c := self._digits(row, at)) else 0 for at in self._counts)
        if failed:
            return Said.FAIL, _("{} (failed checks: {})").format(title, failed)
        return (Said.OTHER if said is Said.PASS and unknown + missing else said), title

    def _digits(self, row: list[str], at: int | None) -> str:
        text = row[at].strip() if at is not None else ""
        return text if text.isascii() and text.isdigit() and len(text) < 10 else ""


def read_json(data: bytes, file: str, *, account: str = "", region: str = "") -> Report:
    """Return the rows of ASFF findings: a list, ``{"Findings": [...]}``, events, or one finding by line."""
    rows = Rows(Tool.SECURITY_HUB, data, file, account=account, region=region)
    prowler = Rows(Tool.PROWLER, data, file, account=account, region=region)
    own = theirs = 0
    for finding, line in _findings(items(data, file, LISTS, BESIDE), rows):
        if not isinstance(finding, dict):
            raise Problem(_("no finding here, but a bare value"), file=file, line=line)
        if _text(finding, "GeneratorId").startswith("prowler-"):
            theirs += 1
            _take_prowler(prowler, finding)
        else:
            own += 1
            _take(rows, finding)
    if theirs and not own:
        return prowler.report()
    rows.left["other tool"] += theirs
    return rows.report()


def _findings(found: Iterable[Item], rows: Rows) -> Iterator[tuple[Any, int]]:
    for item in found:
        value = item.value
        if isinstance(value, dict) and item.key == "":
            if value.get("NextToken"):
                rows.one_page()
            detail = value.get("detail")
            if isinstance(detail, dict) and isinstance(detail.get("findings"), list):
                yield from ((finding, item.line) for finding in detail["findings"])
                continue
            if set(value) <= set(BESIDE):
                continue
        yield value, item.line


def _take(rows: Rows, finding: dict[str, Any]) -> None:
    generator, own = _text(finding, "GeneratorId"), _text(finding, "Id")
    thing = _resource(finding)
    account, region = in_arn(own)
    account = rows.whose(_text(finding, "AwsAccountId")) or account
    region = region_of(_text(finding, "Region")) or region_of(_text(thing, "Region")) or region
    rows.saw(account, region)
    if _text(finding, "RecordState").upper() == "ARCHIVED":
        rows.left["archived"] += 1
        return
    compliance = _inner(finding, "Compliance")
    status = _text(compliance, "Status").upper()
    names = (_text(compliance, "SecurityControlId"), generator, own)
    check = next((found for name in names if (found := control_id(name))), "")
    if not check or not status:
        # GuardDuty, Inspector and Macie put their findings into the same list; none judges a control.
        rows.left["other tool"] += 1
        return
    if standard := standard_of(generator):
        rows.versions.add(tidy(standard, 80))
    said = SAID.get(status, Said.OTHER)
    title = _text(finding, "Title")
    rows.add(
        check,
        said,
        account=account,
        region=region,
        resource=_text(thing, "Id") or None,
        detail=title if said is not Said.OTHER else f"{status}: {title}",
        at=_at(finding),
        muted=_text(_inner(finding, "Workflow"), "Status").upper() == "SUPPRESSED",
    )


def _take_prowler(rows: Rows, finding: dict[str, Any]) -> None:
    """Take a finding that Prowler wrote as ASFF, into a file or into Security Hub."""
    thing = _resource(finding)
    if version := _text(_inner(finding, "ProductFields"), "ProviderVersion"):
        rows.versions.add(tidy(version, 60))
    status = _text(_inner(finding, "Compliance"), "Status").upper()
    rows.add(
        _text(finding, "GeneratorId").removeprefix("prowler-"),
        SAID.get(status, Said.OTHER),
        account=rows.whose(_text(finding, "AwsAccountId")),
        region=region_of(_text(thing, "Region")),
        resource=_text(thing, "Id") or None,
        detail=_text(finding, "Description"),
        at=_at(finding),
        muted=_text(_inner(finding, "Workflow"), "Status").upper() == "SUPPRESSED",
    )


def _at(finding: dict[str, Any]) -> datetime | None:
    for name in ("UpdatedAt", "LastObservedAt", "CreatedAt"):
        value = finding.get(name)
        if isinstance(value, str | int | float) and (found := when(value)):
            return found
    return None


def _resource(finding: dict[str, Any]) -> dict[str, Any]:
    things = finding.get("Resources")
    first = things[0] if isinstance(things, list) and things else None
    return first if isinstance(first, dict) else {}


def _inner(found: dict[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
