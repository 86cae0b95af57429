"""Findings files: ``NAME.evidence.toml``, written by scans and importers alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from ftr_tui.model.facts import Evidence, Finding
from ftr_tui.model.problem import Problem
from ftr_tui.store import atomic
from ftr_tui.store.sessions import encode, prepare
from ftr_tui.store.toml_read import parse, read_bytes, shown, validate

MAX_RESOURCES = 50


def load(path: Path) -> Evidence:
    """Return the findings in ``path``; empty where no scan was ever run. Problem names file and line."""
    if not path.exists():
        return Evidence()
    data = read_bytes(path)
    found = parse(data, shown(path))
    schema = found.get("schema")
    if isinstance(schema, int) and schema > 1:
        hint = "update ftr-tui; nothing was changed"
        raise Problem(
            f"written by a newer ftr-tui (schema {schema})", file=shown(path), key="schema", hint=hint
        )
    if schema != 1:
        raise Problem("is no findings file of this version", file=shown(path), line=1, key="schema")
    return validate(Evidence, found, data, shown(path))


def mark(path: Path, now: datetime) -> tuple[object, ...]:
    """Return what changes whenever the file is written, and each hour: what it holds ages. Empty: no file."""
    try:
        about = path.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino, now.replace(minute=0, second=0, microsecond=0)


def save(path: Path, evidence: Evidence) -> None:
    """Write the findings, the first 50 resources of each; SaveProblem if that fails."""
    atomic.refuse_gone(path)
    prepare(path.parent)
    atomic.write(path, dump(evidence), keep=True)


def kept(found: Iterable[Finding]) -> list[Finding]:
    """Return findings as the file holds them, with their first 50 resources: all that anybody looks at.

    Half a million of them in memory make a key wait for the collector of garbage.
    """
    return [
        f.model_copy(update={"resources": f.resources[:MAX_RESOURCES]})
        if len(f.resources) > MAX_RESOURCES
        else f
        for f in found
    ]


def dump(evidence: Evidence) -> bytes:
    """Return findings as TOML in a stable order."""
    found = evidence.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)
    others = [*found.get("imported", []), *found.get("judged", [])]
    theirs = [f for one in others for f in one.get("finding", [])]
    for finding in [*found.get("finding", []), *theirs]:
        finding["verdict"] = str(finding["verdict"])
        finding["resources"] = [_flat(r) for r in finding.get("resources", [])[:MAX_RESOURCES]]
        if not finding["resources"]:
            del finding["resources"]
    return encode({"schema": 1, **{k: v for k, v in found.items() if k != "schema"}}, "findings")


def _flat(resource: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in resource.items() if v}
