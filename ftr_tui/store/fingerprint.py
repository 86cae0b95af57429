"""What a file holds, as one short text: asked often, read once."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from pathlib import Path

WHOLE = 200 * 2**20
"""Bytes up to which a file is read whole (half a second)."""
_END = 4 * 2**20
_BLOCK = 2**20
_KEPT = 4096


class Fingerprints:
    """Fingerprints of files, each read once for as long as the file system says that it is the same.

    Of a file of at most ``WHOLE`` bytes it is the SHA-256 of all of it, in hex; of a larger one
    ``ends:`` and the SHA-256 of its size, its first and its last 4 MiB. A time is not in it: a copy of
    the folder, or a clone, has others.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str | int, ...], str] = {}
        self._lock = threading.Lock()

    def of(self, path: Path, *, read: bool = True) -> str:
        """Return the fingerprint of a file; OSError if it cannot be read.

        ``read`` False opens nothing: empty where the file is not known as it is now.
        """
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise OSError(f"{path} is no file")
        # The inode and ctime too: a tool may set the old time on new content.
        key = (str(path), info.st_mtime_ns, info.st_size, info.st_ctime_ns, info.st_ino)
        with self._lock:
            found = self._known.get(key, "")
        if found or not read:
            return found
        found = _read(path)
        with self._lock:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = found
        return found


def _read(path: Path) -> str:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > WHOLE:
            digest = hashlib.sha256(str(size).encode())
            digest.update(file.read(_END))
            file.seek(-_END, os.SEEK_END)
            digest.update(file.read(_END))
            return f"ends:{digest.hexdigest()}"
        digest = hashlib.sha256()
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
