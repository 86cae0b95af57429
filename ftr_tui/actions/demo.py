"""The sample product: a copy in a temporary folder, so that nothing of the user's is touched."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from ftr_tui.actions.desk import Clock, Desk, utc_now
from ftr_tui.store.library import Library, builtin_dir
from ftr_tui.store.sessions import evidence_path

NAME = "example"


def demo_folder() -> Path:
    """Make a temporary sessions folder with the sample in it; it goes when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="ftr-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    where = folder / "sessions"
    where.mkdir()
    shipped = builtin_dir("sessions") / f"{NAME}.toml"
    for path in (shipped, evidence_path(shipped)):
        shutil.copyfile(path, where / path.name)
    return where


def open_demo(clock: Clock = utc_now) -> Desk:
    """Open the sample in a temporary copy."""
    return Desk.open(demo_folder() / f"{NAME}.toml", Library(), "you", clock)
