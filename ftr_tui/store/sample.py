"""The sample product: a copy in a temporary folder, so that nothing of the user's is touched."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from ftr_tui.store.shipped import builtin_dir

NAME = "example"


def sample_folder() -> Path:
    """Make a temporary sessions folder with the sample in it; it goes when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="ftr-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    where = folder / "sessions"
    where.mkdir()
    for path in builtin_dir("sessions").glob(f"{NAME}*.toml"):
        shutil.copyfile(path, where / path.name)
    return where
