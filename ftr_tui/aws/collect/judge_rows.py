"""What AWS's own judges say, as rows: the shape that each of their collectors gives.

{"rows": [row], "notes": [str]}, a row as ``model.elsewhere.Row`` without the account: {"check",
"said": "pass"|"fail"|"other", "region", "resource", "detail", "at": time or None, "muted": bool}. A check of
which something was cut off, or left out, has a row that is "other": it is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from ftr_tui.aws.collect.base import Context

OFF = "this judge is switched off here"
"""The note of a judge that need not be asked, as a fact read before says."""
UNSURE = "whether this judge is on could not be read"
"""The note of one that was not asked for want of that fact."""


def row(check: str, said: str, region: str = "", resource: str = "", **more: Any) -> dict[str, Any]:
    """Return a row; ``more`` are detail, at and muted."""
    found = {"check": check, "said": said, "region": region, "resource": resource}
    return found | {"detail": "", "at": None, "muted": False} | more


def moment(value: object) -> datetime | None:
    """Return an aware time from what AWS sends, a text or a time; None for anything else."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def some(
    ctx: Context, most: int, key: str, operation: str, /, **params: Any
) -> tuple[list[dict[str, Any]], bool]:
    """Return what stands under ``key`` on the first ``most`` pages, and whether that is all."""
    found: list[dict[str, Any]] = []
    whole = True
    pages: Iterator[Any] = islice(ctx.pages(operation, **params), most)
    for page in pages:
        found += page.get(key) or ()
        whole = not page.get("NextToken")
    return found, whole
