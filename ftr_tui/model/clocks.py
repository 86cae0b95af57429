"""Seconds as a clock shows them. Imports nothing: the first frame needs it."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """Return seconds as ``0:37:12``."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def short_clock(seconds: float) -> str:
    """Return seconds as ``0:42``."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"
