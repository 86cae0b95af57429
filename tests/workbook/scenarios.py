"""Fillings of the sheet whose totals are known: seen with LibreOffice on AWS's own workbook.

Answers are words of the sheet's lists. ``Sheet`` is that of formulas.py; nothing here imports the app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

DIV0 = "#DIV/0!"
GATES = ("CAA-000", "SDAT-000", "IAM-005.1", "RES-006.1", "RCVP-001.1")
SOME = ("SUP-001", "NETSEC-002", "RES-001", "RES-004")

TOTALS: Mapping[str, tuple[object, ...]] = {
    "S1": (44, 0, DIV0, 44, 0, 0),
    "S1b": (40, 4, 10, 40, 4, 0),
    "S2": (0, 44, 0, 0, 0, 44),
    "S3": (36, 8, 4.5, 36, 7, 1),
    "S4": (44, 0, DIV0, 41, 0, 3),
    "S4b": (44, 0, DIV0, 34, 0, 10),
}
"""Passed, failed, percentage of the top rows; then how many controls show Yes, No and nothing."""
FAILED = {
    "S1b": {"RES-001", "RES-002", "RES-004", "CAA-007"},
    "S3": {"HOST-001", "ARC-001", "IAM-002", "IAM-005", "NETSEC-001", "RES-002", "RES-004", "SDAT-002"},
}


class _Asks(Protocol):
    @property
    def questions(self) -> Iterable[str]: ...

    @property
    def controls(self) -> Iterable[str]: ...


def scenario(name: str, sheet: _Asks) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers and the responses of S1, S1b, S2, S3, S4 or S4b."""
    everywhere = dict.fromkeys(sheet.controls, "Done.")
    if name in ("S1", "S1b"):
        return all_passing(sheet), everywhere if name == "S1" else {}
    if name == "S2":
        return {}, {}
    if name == "S3":
        return mixed(sheet), dict.fromkeys(SOME, "Done.")
    answers = gates_no(sheet)
    return answers | (cross_account(sheet, "<select>") if name == "S4b" else {}), everywhere


def all_passing(sheet: _Asks) -> dict[str, str]:
    """Every question answered in its good way (scenario S1)."""
    answers = dict.fromkeys(sheet.questions, "Yes")
    inverted = dict.fromkeys(("ARC-001.1", "ARC-004.1", "IAM-009.1"), "No")
    return answers | inverted | {"IAM-005.2": "Temporary", "CIS.2": "CIS v5.0"}


def cross_account(sheet: _Asks, value: str) -> dict[str, str]:
    """The seven questions behind the cross-account gate, all with one answer."""
    return {id_: value for id_ in sheet.questions if id_.startswith("CAA-") and id_ != "CAA-000"}


def gates_no(sheet: _Asks) -> dict[str, str]:
    """Every gate answered No and what lies behind it skipped (scenario S4)."""
    skipped = ("IAM-002.2", "SDAT-001.1", "SDAT-002.1", "SDAT-003.1", "RCVP-001.2")
    outside = ("IAM-005.2", "RES-006.2", "IAM-002.3", "IAM-002.4")
    return (
        all_passing(sheet)
        | dict.fromkeys(GATES, "No")
        | cross_account(sheet, "N/A")
        | dict.fromkeys(outside, "N/A")
        | dict.fromkeys(skipped, "<select>")
    )


def mixed(sheet: _Asks) -> dict[str, str]:
    """A bit of everything (scenario S3)."""
    no = ["SUP-001.1", "IAM-002.1", "IAM-002.4", "NETSEC-001.2", "NETSEC-002.1", "RES-004.1", "RES-006.1"]
    no += ["CAA-000", "SDAT-002.1", "RCVP-001.1"]
    return (
        all_passing(sheet)
        | dict.fromkeys(no, "No")
        | cross_account(sheet, "N/A")
        | {"HOST-001.3": "<select>", "RCVP-001.2": "<select>", "ARC-001.1": "Yes"}
        | {"IAM-005.2": "Static", "IAM-012.2": "N/A", "RES-006.2": "N/A"}
    )
