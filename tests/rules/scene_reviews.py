"""What the rules of this slice read of the made-up good account; ``rules_scene`` puts it together."""

from __future__ import annotations

from typing import Any

REGIONAL: tuple[str, ...] = ()
"""Collectors that read Regions."""
IDLE: tuple[str, ...] = ()
"""Those of them that skip a Region in which nothing is."""


def good(account: str) -> dict[str, Any]:
    """Return the data of each collector of a good account."""
    return {}


def empty() -> dict[str, Any]:
    """Return the data of each collector that is not IDLE, of an account in which nothing was made."""
    return {}
