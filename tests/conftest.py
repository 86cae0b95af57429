"""Every test lives in its own home: no file, setting, account or clock of the machine is seen."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


# A quarter of a million objects of imports and lists stay to the end: looking through them again and again
# for what nobody holds any more took a tenth of the time. What the tests leave behind is still found.
def pytest_configure() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield folders that are not there yet; ``mktemp`` looks through all others each time."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point HOME, settings, state, sessions and AWS into a fresh folder; nobody's credentials."""
    home = next(homes)
    home.mkdir()
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


# What one process runs, in this order and before all else. The tests of AWS share botocore's models, moto and
# the clients, which cost each process twenty seconds; the terminals mostly wait, so that no more than two
# processes do.
LANES = {
    "aws": ("tests/aws/", "tests/wire/"),
    "terminals, one": ("tests/e2e/test_story.py", "tests/e2e/test_papers.py"),
    "terminals, two": ("tests/e2e/",),
}


def _lane(nodeid: str) -> str:
    """Return the lane of a test; empty: its file goes to whoever is free."""
    return next((name for name, starts in LANES.items() if nodeid.startswith(starts)), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = [*LANES, ""]
    items.sort(key=lambda item: order.index(_lane(item.nodeid)))


@pytest.hookimpl(optionalhook=True)  # not there without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Lanes(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _lane(nodeid) or super()._split_scope(nodeid)

    return Lanes(config, log)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return a clock that stands still at NOW."""
    return lambda: NOW


@pytest.fixture(autouse=True)
def parsed_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse the same bytes once; not where parsing is what is tested."""
    if not {"store", "exchange", "workbook"} & set(request.path.parts):
        from tests.tools import parsed

        parsed.install(monkeypatch)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out fsync, ten thousand times: it shows only when the power fails.

    The tests of ``store`` keep it, and so do all other processes.
    """
    if "store" not in request.path.parts:
        monkeypatch.setattr(os, "fsync", lambda _file: None)
