"""The workbooks that the tests fill: a made-up one, and AWS's own where FTR_TUI_TEST_WORKBOOK names it."""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tests.tools.make_workbook import build

AWS = os.environ.get("FTR_TUI_TEST_WORKBOOK", "")
NAMES = ["made-up", "aws"] if AWS else ["made-up"]


def blank(name: str) -> bytes:
    return Path(AWS).read_bytes() if name == "aws" else build()


def opened(data: bytes, *, stored: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(BytesIO(data), data_only=stored)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return {info.filename: packed.read(info) for info in packed.infolist()}


def with_parts(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return the workbook with each part passed through ``change`` (name, content)."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts(data).items():
            packed.writestr(name, change(name, content))
    return out.getvalue()


def without_cells(part: bytes) -> bytes:
    """Return a sheet's XML with each cell's content taken out: rows, formats, rules, links are left."""
    return re.sub(rb"<c ([^>]*?)(/>|>.*?</c>)", rb"<c/>", part, flags=re.DOTALL)
