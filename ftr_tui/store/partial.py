"""What a scan had read of whole accounts when its login ended: beside the session, for a while.

The findings file holds conclusions over all accounts. To go on where a scan broke off the facts themselves
are needed; they stand in ``.ftr-NAME.part.json`` (ignored by git), and are gone once a scan has read all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ftr_tui import __version__
from ftr_tui.model.facts import Fact, Gap, Status
from ftr_tui.model.problem import Problem
from ftr_tui.store import atomic
from ftr_tui.store.toml_read import read_bytes

KEPT = timedelta(hours=2)
"""Older facts are read anew: an account changes."""
_WHEN = "$at"


@dataclass(frozen=True)
class Part:
    """Facts of accounts that were read whole, and by whom."""

    started: datetime
    """When the scan began that read them."""
    asked: str
    """What else was asked for (Regions, deep): facts of another question are of no use."""
    callers: dict[str, tuple[str, str]]
    """Label of the target -> account and ARN."""
    facts: tuple[Fact, ...]

    @property
    def accounts(self) -> list[str]:
        """Return the accounts, each once."""
        return list(dict.fromkeys(f.account for f in self.facts))


def path_of(session: Path) -> Path:
    """Return the file beside a session's."""
    return session.with_name(f".ftr-{session.stem}.part.json")


def save(session: Path, part: Part) -> bool:
    """Write ``part``; False where it would not read back as it is, so that nothing is kept."""
    data = json.dumps(_as_json(part)).encode()
    try:
        if _read(data) != part:
            return False
        atomic.write(path_of(session), data)
    except (Problem, ValueError, KeyError, TypeError):
        # Without it the next scan reads everything, which is only slower.
        return False
    return True


def load(session: Path, now: datetime) -> Part | None:
    """Return what an interrupted scan left, if it is young enough and of this version; else None."""
    path = path_of(session)
    if not path.exists():
        return None
    try:
        part = _read(read_bytes(path))
    except (Problem, ValueError, KeyError, TypeError):
        return None
    return part if part is not None and timedelta(0) <= now - part.started <= KEPT else None


def drop(session: Path) -> None:
    """Forget what was left."""
    try:
        path_of(session).unlink(missing_ok=True)
    except OSError:
        return


def _as_json(part: Part) -> dict[str, Any]:
    return {
        "version": __version__,
        "started": part.started.isoformat(),
        "asked": part.asked,
        "callers": part.callers,
        "facts": [_fact(f) for f in part.facts],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "collector": fact.collector,
        "account": fact.account,
        "region": fact.region,
        "status": str(fact.status),
        "data": _plain(fact.data),
        "read_at": fact.read_at.isoformat(),
        "calls": fact.calls,
        "gaps": [[g.action, g.code, g.reason] for g in fact.gaps],
        "note": fact.note,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {_WHEN: value.isoformat()}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _back(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_WHEN}:
            return datetime.fromisoformat(value[_WHEN])
        return {key: _back(item) for key, item in value.items()}
    return [_back(item) for item in value] if isinstance(value, list) else value


def _read(data: bytes) -> Part | None:
    found = json.loads(data)
    if found["version"] != __version__:
        # Another version may read the same call into another shape.
        return None
    return Part(
        datetime.fromisoformat(found["started"]),
        found["asked"],
        {label: (str(account), str(arn)) for label, (account, arn) in found["callers"].items()},
        tuple(_fact_back(f) for f in found["facts"]),
    )


def _fact_back(found: dict[str, Any]) -> Fact:
    return Fact(
        collector=found["collector"],
        account=found["account"],
        region=found["region"],
        status=Status(found["status"]),
        data=_back(found["data"]),
        read_at=datetime.fromisoformat(found["read_at"]),
        calls=found["calls"],
        gaps=tuple(Gap(*gap) for gap in found["gaps"]),
        note=found["note"],
    )
