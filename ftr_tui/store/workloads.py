"""What the Well-Architected Tool said: ``NAME.wa.toml``, written by the commands of ``wa`` alone."""

from __future__ import annotations

from pathlib import Path

from ftr_tui.model.problem import Problem
from ftr_tui.model.workload import Workload
from ftr_tui.store import atomic
from ftr_tui.store.sessions import WORKLOAD, encode, prepare
from ftr_tui.store.toml_read import parse, read_bytes, shown, validate


def path_of(session: Path) -> Path:
    """Return the file beside a session file."""
    return session.with_name(session.stem + WORKLOAD)


def load(path: Path) -> Workload | None:
    """Return what is in ``path``; None where nothing was ever pulled. Problem names file and line."""
    if not path.exists():
        return None
    data, name = read_bytes(path), shown(path)
    found = parse(data, name)
    if found.get("schema") != 1:
        hint = "a pull writes it anew: ftr-tui wa pull"
        raise Problem("is no file of this version", file=name, line=1, key="schema", hint=hint)
    return validate(Workload, found, data, name)


def save(path: Path, workload: Workload) -> None:
    """Write it, whole or not at all, a new file for its owner alone; SaveProblem if that fails."""
    atomic.refuse_gone(path)
    prepare(path.parent)
    atomic.write(path, dump(workload), keep=True)


def dump(workload: Workload) -> bytes:
    """Return it as TOML in a stable order, read back once: what would not load must not be written."""
    found = workload.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)
    found = {"schema": 1, **{k: v for k, v in found.items() if k != "schema"}}

    def check(data: bytes, name: str) -> None:
        validate(Workload, parse(data, name), data, name)

    return encode(found, "what the Well-Architected Tool said", check)
