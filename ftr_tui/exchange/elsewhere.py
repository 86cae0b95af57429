"""Files of other tools: which kind one is, told by what it holds, and what it says."""

from __future__ import annotations

from enum import StrEnum

from ftr_tui.model.elsewhere import Report


class Kind(StrEnum):
    """The kinds of files that are read; the value is the kind in words."""

    HUB_CSV = "Security Hub findings (CSV)"
    HUB_JSON = "Security Hub findings (ASFF JSON)"
    OCSF = "findings as OCSF JSON"
    PROWLER = "Prowler findings (CSV)"
    CREDENTIALS = "IAM credential report (CSV)"
    CONFIG = "AWS Config compliance details (JSON)"
    WA = "Well-Architected consolidated report (JSON)"


def kind_of(head: bytes) -> Kind | None:
    """Return the kind of the file that begins with ``head`` (64 KB are enough), None if it is none of ours.

    It only looks: no Problem, whatever the bytes are.
    """
    raise NotImplementedError


def read(data: bytes, file: str, *, account: str = "") -> Report:
    """Return what the file says; Problem with file, line and key where it cannot be used.

    ``account`` (12 digits) is for files that do not name theirs: what AWS Config prints of one account, the
    list of controls of Security Hub's console. It never replaces an account that the file names.
    """
    raise NotImplementedError
