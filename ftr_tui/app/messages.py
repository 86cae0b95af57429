"""What can happen outside the screens: a scan moves, finds, ends; Home's sessions are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from ftr_tui.actions.products import Entry
    from ftr_tui.actions.scanning import ScanResult
    from ftr_tui.model.facts import Evidence


@dataclass
class ScanMoved(Message):
    """How far the scan is; at most four a second, the newest state only."""

    done: int
    planned: int
    what: str


@dataclass
class ScanFound(Message):
    """The findings so far."""

    evidence: Evidence


@dataclass
class ScanEnded(Message):
    """The scan is over: a result, or why nothing could be read and what to do."""

    result: ScanResult | None
    problem: str = ""
    hint: str = ""


@dataclass
class ProductsRead(Message):
    """The sessions of the folder, as far as they are known."""

    entries: list[Entry]


@dataclass
class ProductOpened(Message):
    """A session is open and judged."""

    path: str
