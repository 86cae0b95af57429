"""The lock of a save: held for milliseconds, a help only. The hash check is what protects answers."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from ftr_tui.store.atomic import make_folder
from ftr_tui.store.peek import state_dir

_WAIT_SECONDS = 2.0


@contextlib.contextmanager
def save_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file for the time of a save; after 2 s, or where locks fail, go on without.

    The lock lies in the user's state folder: beside the data it could be deleted while held
    (``git clean``), and a lock on the data file itself ends with the first replace.
    """
    # Imported late: reading a session needs no lock.
    from filelock import FileLock, Timeout

    name = hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()[:24]
    lock = None
    try:
        folder = state_dir() / "locks"
        make_folder(folder)
        lock = FileLock(folder / name, timeout=_WAIT_SECONDS, mode=0o600)
        lock.acquire()
    except (OSError, Timeout):
        lock = None
    try:
        yield
    finally:
        if lock is not None:
            lock.release()
