"""What many tests read again and again is parsed once in a process: lists, and the made-up workbook.

Known by their bytes, so that a changed file is read anew; what is shared is never changed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.exchange.workbook import sheet
from ftr_tui.store import library
from ftr_tui.store.toml_read import read_bytes

MOST_SHEETS = 16
"""Of a process; the blank workbooks are few, and each filled one is read once or twice."""

_load, _read = library._load.__wrapped__, sheet.read
_lists: dict[tuple[type, bytes], Any] = {}
_sheets: dict[bytes, sheet.Sheet] = {}


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test read by what this process has parsed before."""
    monkeypatch.setattr(library, "_load", _load_once)
    monkeypatch.setattr(sheet, "read", _read_once)


def _load_once(model: type, path: Path, stamp: int) -> Any:
    key = (model, read_bytes(path))
    if key not in _lists:
        _lists[key] = _load(model, path, stamp)
    return _lists[key]


def _read_once(data: bytes, file: str) -> sheet.Sheet:
    found = _sheets.pop(data, None) or _read(data, file)
    _sheets[data] = found  # the last that was asked for stands last
    if len(_sheets) > MOST_SHEETS:
        del _sheets[next(iter(_sheets))]
    return replace(found, file=file, columns=dict(found.columns))
