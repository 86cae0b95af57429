"""Rules of the house that no linter checks (design, section 3)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "ftr_tui").rglob("*.py"))


def test_files_of_at_most_400_lines() -> None:
    assert len(FILES) > 20
    lines = {str(f.relative_to(ROOT)): f.read_text("utf-8").count("\n") for f in FILES}
    assert {name: n for name, n in lines.items() if n > 400} == {}


def test_nothing_is_left_to_do() -> None:
    word = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [str(f.relative_to(ROOT)) for f in FILES if word.search(f.read_text("utf-8"))] == []


def loaded(modules: str) -> set[str]:
    code = f"import {modules}, sys; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return {line.partition(".")[0] for line in done.stdout.split()}


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        ("ftr_tui.model.outcome, ftr_tui.model.merge", {"textual", "boto3", "botocore", "rich", "tomli_w"}),
        ("ftr_tui.rules.base", {"textual", "boto3", "botocore", "rich", "tomli_w"}),
        ("ftr_tui.store.sessions, ftr_tui.store.library", {"textual", "boto3", "botocore", "rich"}),
        ("ftr_tui.actions.desk, ftr_tui.actions.opening", {"textual", "boto3", "botocore", "rich"}),
        ("ftr_tui", {"textual", "boto3", "botocore", "rich", "pydantic"}),
        ("ftr_tui.app.app", {"boto3", "botocore", "pydantic", "openpyxl", "typst"}),
    ],
)
def test_what_a_fresh_interpreter_does_not_load(modules: str, heavy: set[str]) -> None:
    found = loaded(modules)
    assert "ftr_tui" in found
    assert heavy & found == set()


def test_the_model_opens_no_file_and_reads_no_clock() -> None:
    word = re.compile(r"\bopen\(|datetime\.now|date\.today|time\.time|\.read_text|\.write_text")
    model = [f for f in FILES if f.parent.name in ("model", "rules")]
    assert [f.name for f in model if word.search(f.read_text("utf-8"))] == []
