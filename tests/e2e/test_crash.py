"""The small form of tests/bench/crash.py: the real program, killed with kill -9 while keys come."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CRASH = Path(__file__).resolve().parents[1] / "bench" / "crash.py"


@pytest.mark.hard_case(13)
@pytest.mark.parametrize("kind", ["answers", "rehearsal"])
def test_what_the_screen_called_saved_is_there(kind: str) -> None:
    words = [sys.executable, str(CRASH), "--kills", "2", "--only", kind, "--seed", "3"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 kills: nothing torn" in done.stdout
