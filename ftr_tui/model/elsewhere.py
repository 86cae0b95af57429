"""What other tools say of an account: rows, each a check of theirs and what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Tool(StrEnum):
    """Who judged; the value is its name in words."""

    SECURITY_HUB = "AWS Security Hub"
    PROWLER = "Prowler"
    CREDENTIAL_REPORT = "IAM credential report"
    CONFIG = "AWS Config rules"
    TRUSTED_ADVISOR = "AWS Trusted Advisor"
    WA_TOOL = "Well-Architected report"


class Said(StrEnum):
    """What a row says; whatever is neither a pass nor a fail decides nothing."""

    PASS = "pass"  # noqa: S105  a word, no password
    FAIL = "fail"
    OTHER = "other"
    """A warning, not available, manual, insufficient data: ``detail`` holds the tool's own word."""


@dataclass(frozen=True, slots=True)
class Row:
    """One finding of another tool. Texts are clean and hold no secret (the reader saw to it)."""

    check: str
    """The tool's own id: ``IAM.4``, ``iam_no_root_access_key``, ``access-keys-rotated``."""
    said: Said
    account: str
    """12 digits."""
    region: str = ""
    """Empty: of the whole account."""
    resource: str = ""
    """An ARN, an id or a name; empty: the account itself."""
    detail: str = ""
    """The tool's sentence, one line."""
    at: datetime | None = None
    """When it was judged (aware); None where the file does not say."""
    muted: bool = False
    """Somebody suppressed it in the tool: it still stands, and that is said."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole file of a tool, or what a judge of AWS answered."""

    tool: Tool
    rows: Sequence[Row]
    file: str = ""
    hash: str = ""
    """``sha256:`` and 64 hex digits of the file."""
    version: str = ""
    """The tool's own version, or the standard, where the file says it."""
    at: datetime | None = None
    """The oldest time of a row, or that of the whole report."""
    accounts: Sequence[str] = ()
    """All accounts that the file speaks of."""
    regions: Sequence[str] = ()
    notes: Sequence[str] = ()
    """A line each about what could not be used, e.g. rows without an account."""
    cut: bool = False
    """It is one page of several: what fails may stand on another."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Account -> data of the collector ``iam_rep``, of a credential report alone; ``rows`` is empty then."""
