"""Prowler's CSV files: the list of findings (versions 3 to 5) and the file of one compliance framework.

Columns by name: both write ``;``, upper case, cells with newlines. Of a framework's file the check decides,
not the requirement that it stands under: the mapping is Prowler's, the rows are what was read.
"""

from __future__ import annotations

import re

from ftr_tui.exchange.foreign import Table, large_cells
from ftr_tui.exchange.foreign_rows import Rows, region_of, tidy, when
from ftr_tui.model.elsewhere import Report, Said, Tool
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

SAID = {"PASS": Said.PASS, "FAIL": Said.FAIL}
"""MANUAL, INFO, WARNING, MUTED decide nothing."""
_ODD_ZERO = re.compile(r"([A-Z]{2,8}-)0(\d{3})")
_YES = frozenset({"true", "yes", "1"})
_WITHDRAWN = "ARC-003"


def is_prowler(columns: frozenset[str]) -> bool:
    """Return whether the columns (plain) are Prowler's; those of version 2 count, for a better message."""
    return (
        {"checkid", "statusextended"} <= columns
        or {"checkid", "requirementsid"} <= columns
        or {"titleid", "checkresult"} <= columns
    )


def requirement(text: str) -> str:
    """Return the id of a control as the list has it: ``IAM-0012`` is IAM-012."""
    text = text.strip()
    found = _ODD_ZERO.fullmatch(text)
    return found[1] + found[2] if found else text


def read(data: bytes, file: str, *, account: str = "") -> Report:
    """Return the rows of a file of Prowler; Problem where it cannot be used."""
    with large_cells():
        return _Reader(data, file, account).report()


class _Reader:
    def __init__(self, data: bytes, file: str, account: str) -> None:
        table = self._table = Table(data, file)
        self._rows = Rows(Tool.PROWLER, data, file, account=account)
        if table.has("checkresult"):
            raise Problem(_("a file of Prowler 2; versions 3 to 5 are read"), file=file, line=table.line)
        self._check = self._needed("CHECK_ID", "checkid")
        self._status = self._needed("STATUS", "status")
        self._account = table.find("accountuid", "accountid")
        self._region = table.find("region")
        self._resource = table.find("resourceuid", "resourcearn", "resourceid", "resourcename")
        self._detail = table.find("statusextended")
        self._at = table.find("timestamp", "assessmentdate", "assessmentstarttime")
        self._muted = table.find("muted")
        self._provider = table.find("provider")
        self._requirement = table.find("requirementsid")
        self._version = table.find("prowlerversion", "framework")
        if table.windows:
            self._rows.note(_("not UTF-8: read as Windows-1252"))

    def _needed(self, wanted: str, *names: str) -> int:
        at = self._table.find(*names)
        if at is None:
            raise self._table.missing(wanted)
        return at

    def report(self) -> Report:
        for row in self._table.rows():
            self._take(row)
        return self._rows.report()

    def _take(self, row: list[str]) -> None:
        def cell(at: int | None) -> str:
            return row[at] if at is not None else ""

        rows = self._rows
        provider = cell(self._provider).strip().lower()
        if provider and provider != "aws":
            rows.left["other cloud"] += 1
            return
        account, region = rows.whose(cell(self._account)), region_of(cell(self._region))
        rows.saw(account, region)
        if version := cell(self._version).strip():
            rows.versions.add(tidy(version, 60))
        check, status = row[self._check].strip(), row[self._status].strip().upper()
        if check.lower() == "manual":
            rows.left["manual"] += 1
        elif requirement(cell(self._requirement)) == _WITHDRAWN:
            rows.left["withdrawn"] += 1
        else:
            rows.add(
                check,
                SAID.get(status, Said.OTHER),
                account=account,
                region=region,
                resource=row[self._resource] if self._resource is not None else None,
                detail=cell(self._detail) if status in SAID else f"{status}: {cell(self._detail)}",
                at=when(cell(self._at)),
                muted=status == "MUTED" or cell(self._muted).strip().lower() in _YES,
            )
