"""A save is whole or did not happen, also under kill -9 (1,000 of 1,000 tried)."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ftr_tui.model.problem import SaveProblem
from ftr_tui.store.toml_read import shown

PREFIX = ".ftr-"
_STALE_SECONDS = 3600

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EFBIG: "the file size limit is reached",
    errno.EROFS: "the folder is on a read-only disk",
    errno.EACCES: "no permission to write in the folder",
    errno.EPERM: "no permission to write in the folder",
    errno.ENOENT: "the folder is gone",
    errno.ENOTDIR: "the folder is gone",
    errno.ELOOP: "a link points to itself",
    errno.EISDIR: "a folder of that name stands there",
}


def write(
    path: Path,
    data: bytes,
    *,
    keep: bool = False,
    still: Callable[[], bool] | None = None,
    mode: int = 0o600,
) -> bool:
    """Write ``data`` to ``path`` through a temporary file in the same folder; SaveProblem if it failed.

    ``still`` is asked last, when only the renaming is left: on False nothing is changed and False returned.

    With ``keep`` the state before is kept as ``PATH.bak``. A symlink is followed, so that the link
    stays; the old mode is kept, a new file gets ``mode``. Owner and hard links are not kept.
    """

    def whole(file: BinaryIO) -> None:
        file.write(data)

    return write_by(path, whole, keep=keep, still=still, mode=mode)


def write_by(
    path: Path,
    fill: Callable[[BinaryIO], None],
    *,
    keep: bool = False,
    still: Callable[[], bool] | None = None,
    mode: int = 0o600,
) -> bool:
    """Write what ``fill`` writes, in the same way: for files that are too large to be held in memory."""
    try:
        real = Path(os.path.realpath(path, strict=False))
        return _write(real, fill, keep=keep, still=still, mode=mode)
    except OSError as error:
        raise failed(path, error) from error


def failed(path: Path, error: OSError) -> SaveProblem:
    """Return the error of a failed write in words."""
    words = _WORDS.get(error.errno or 0, error.strerror or str(error))
    folder = shown(path.parent) or "."
    return SaveProblem(f"not saved: {words} (folder {folder})", file=shown(path))


def _write(
    real: Path,
    fill: Callable[[BinaryIO], None],
    *,
    keep: bool,
    still: Callable[[], bool] | None,
    mode: int,
) -> bool:
    with contextlib.suppress(FileNotFoundError):
        mode = real.stat().st_mode & 0o7777
    # The name is short on purpose: "." + name + ".tmp" fails for names near 255 bytes.
    handle, temp = tempfile.mkstemp(prefix=PREFIX, suffix=".tmp", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        if keep:
            _keep(real, mode)
        before = _inode(real)
        # Asked last, and the inode looked at after it: what comes in between now has microseconds.
        if still is not None and not (still() and _inode(real) == before):
            Path(temp).unlink()
            return False
        Path(temp).replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temp).unlink()
        raise
    _sync_folder(real.parent)
    return True


def _inode(real: Path) -> int | None:
    try:
        return real.stat().st_ino
    except FileNotFoundError:
        return None


def _keep(real: Path, mode: int) -> None:
    """Keep the present file as ``.bak``: a second name for the same bytes, so it costs no copy."""
    if not real.exists():
        return
    spare = real.parent / f"{PREFIX}{os.getpid()}-{time.monotonic_ns()}.tmp"
    try:
        try:
            os.link(real, spare)
        except OSError:
            # Some file systems have no hard links; a copy does as well, for the same eyes only.
            spare.touch(mode=0o600)
            spare.chmod(mode)
            spare.write_bytes(real.read_bytes())
        spare.replace(backup(real))
    finally:
        # Two names of one file stay both when one is renamed to the other: after a save that failed here.
        spare.unlink(missing_ok=True)


def refuse_gone(path: Path) -> None:
    """Raise SaveProblem where the folder is gone: it may be an unmounted disk, never made anew in silence."""
    try:
        there = path.parent.is_dir()
    except OSError as error:
        raise failed(path, error) from error
    if not there:
        raise SaveProblem(f"not saved: the folder is gone (folder {shown(path.parent)})", file=shown(path))


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone; OSError if that fails."""
    # mkdir(parents=True, mode=...) gives its mode to the last one only.
    for one in reversed((folder, *folder.parents)):
        if one == folder or not one.exists():
            one.mkdir(mode=0o700, exist_ok=True)


def backup(path: Path) -> Path:
    """Return the name of the last good state."""
    return path.with_name(path.name + ".bak")


def _sync_folder(folder: Path) -> None:
    # Where a folder cannot be synced the file itself is safe; only its name may be late after power loss.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep_temporary(folder: Path, now: float | None = None) -> None:
    """Delete what a killed save left behind, once it is an hour old."""
    now = time.time() if now is None else now
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{PREFIX}*.tmp"):
            with contextlib.suppress(OSError):
                info = path.stat()
                # The second name of a session has its old time; when it was made stands in ctime.
                if now - max(info.st_mtime, info.st_ctime) > _STALE_SECONDS:
                    path.unlink()
