"""botocore's models, parsed once in a process: every session parses them anew, half a second a service."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def loader(path: str | None = None) -> Any:
    """Stand in for botocore's ``create_loader``; what it loads is only read."""
    from botocore.loaders import create_loader

    return create_loader(path)
