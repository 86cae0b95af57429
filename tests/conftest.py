"""Every test lives in its own home: no file, setting, account or clock of the machine is seen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point HOME, settings, state, sessions and AWS into a fresh folder; nobody's credentials."""
    home = tmp_path_factory.mktemp("home")
    for name in [n for n in os.environ if n.startswith(("AWS_", "FTR_TUI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("FTR_TUI_SESSIONS", str(home / "sessions"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield home
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return a clock that stands still at NOW."""
    return lambda: NOW


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out fsync, ten thousand times: it shows only when the power fails.

    The tests of ``store`` keep it, and so do all other processes.
    """
    if "store" not in request.path.parts:
        monkeypatch.setattr(os, "fsync", lambda _file: None)
