"""What a team answers in the Well-Architected review, in the words of the Well-Architected Tool."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from ftr_tui.model.stored import Stored
from ftr_tui.model.text import CleanStr

Reason = Literal["", "OUT_OF_SCOPE", "BUSINESS_PRIORITIES", "ARCHITECTURE_CONSTRAINTS", "OTHER"]
"""AWS's reasons why a question or a practice does not apply; empty: none given."""


class PracticeAnswer(Stored):
    """One practice: done and how; or not done, why not and what comes when; or why it does not apply."""

    state: Literal["done", "not-done", "not-applicable"]
    reason: Reason = ""
    note: CleanStr = ""
    """How it is done, or why not."""
    plan: CleanStr = ""
    owner: CleanStr = ""
    due: date | None = None
    by: CleanStr = ""
    at: AwareDatetime


class QuestionNote(Stored):
    """What is said of a question as a whole."""

    applies: bool = True
    reason: Reason = ""
    none: bool = False
    """"None of these": answered, and no practice of it is done."""
    note: CleanStr = ""
    by: CleanStr = ""
    at: AwareDatetime


class WorkloadRef(Stored):
    """The workload of the tool that this session is in step with."""

    id: CleanStr = Field(pattern=r"^[0-9a-f]{32}$")
    name: CleanStr
    region: CleanStr
    account: CleanStr = ""
