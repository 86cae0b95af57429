"""Controls by AWS account, for the Summary, `status --accounts`, the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ftr_tui.model.matrix import Cell, Matrix, accounts_of, matrix

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

MOST = 12
"""Accounts side by side: more do not fit on a page."""
SIGNS = {
    Cell.FAILS: "✗",
    Cell.UNREAD: "!",
    Cell.CLEAR: "✓",
    Cell.UNDECIDED: "·",
    Cell.NOT_LOOKED: "–",
}
"""Sign of each kind; its word stands in the legend."""


def several(desk: Desk) -> bool:
    """Whether evidence is about more than one account."""
    return len(accounts_of(desk.evidence)) > 1


def of(desk: Desk) -> Matrix:
    """Return the matrix of a session."""
    from ftr_tui.model.joining import readings
    from ftr_tui.rules import RULES

    good = {rule.question: rule.favourable_answer for rule in RULES}
    several = desk.apart.imported or desk.apart.judged
    apart = readings(desk.apart, desk.clock()) if several else None
    return matrix(desk.review, desk.evidence, good, apart)


def short(accounts: tuple[str, ...]) -> dict[str, str]:
    """Return the last four digits of each account, or as many more as tell them apart."""
    size = 4
    longest = max((len(a) for a in accounts), default=size)
    while size < longest and len({a[-size:] for a in accounts}) < len(set(accounts)):
        size += 1
    return {a: a[-size:] for a in accounts}


def as_json(desk: Desk) -> dict[str, Any]:
    """Return ``status --accounts --json``: every account, every control that evidence is about."""
    found = of(desk)
    return {
        account: {
            control: {"says": str(row[account].cell), "resources": row[account].resources}
            for control, row in found.rows.items()
        }
        for account in found.accounts
    }
