"""Pictures that are only checked for being whole: PNG, JPEG, PDF. Text in a PNG is handed out."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

Form = Literal["png", "jpeg", "pdf"]

_HEAD = 2_048
_TAIL = 65_536
_PNG = b"\x89PNG\r\n\x1a\n"
_MAX_CHUNKS = 100_000
_MAX_CHUNK = 20_000_000
"""Bytes of a text chunk that are read."""


def form_of(head: bytes) -> Form | None:
    """Return what a file is by its first bytes, whatever its name says."""
    if head.startswith(_PNG):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "pdf" if b"%PDF-" in head[:1024] else None


def head(path: Path, name: str) -> bytes:
    """Return the first 2 KB of a regular file; Problem says why not."""
    return content(path, name, None, _HEAD)


def content(path: Path, name: str, most: int | None, count: int = -1) -> bytes:
    """Return a regular file of at most ``most`` bytes, or ``count`` bytes of it; Problem says why not."""
    try:
        # Asked before it is opened: a named pipe would wait for ever.
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise Problem(_("not a regular file"), file=name)
        if most is not None and info.st_size > most:
            raise Problem(_("larger than {} MB; not read").format(most // 1_000_000), file=name)
        with path.open("rb") as file:
            return file.read(count if most is None else most + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(error, name) from None


def whole(path: Path, name: str) -> Form | None:
    """Return the form of a picture that is there to its end; None if it is none of these; Problem if cut."""
    form = form_of(head(path, name))
    if form is None:
        return None
    try:
        with path.open("rb") as file:
            if form == "png":
                complete = any(kind == b"IEND" for kind, _size in _chunks(file))
            else:
                file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
                # Some programs add bytes behind the end; viewers look for it from behind as well.
                complete = (b"\xff\xd9" if form == "jpeg" else b"%%EOF") in file.read()
    except OSError as error:
        raise _unreadable(error, name) from None
    if not complete:
        raise Problem(_("the {} is cut off: its end is missing").format(form.upper()), file=name)
    return form


def png_text(path: Path, name: str, keyword: str, most: int) -> bytes | None:
    """Return the text that a PNG carries under ``keyword``, at most ``most`` bytes unpacked; None if none."""
    wanted = keyword.encode("latin-1") + b"\0"
    try:
        with path.open("rb") as file:
            for kind, size in _chunks(file):
                if kind not in (b"tEXt", b"zTXt") or size > _MAX_CHUNK:
                    continue
                data = file.read(size)
                if data.startswith(wanted):
                    text = data[len(wanted) :]
                    return text if kind == b"tEXt" else _inflated(text[1:], name, most)
    except OSError as error:
        raise _unreadable(error, name) from None
    return None


def _inflated(data: bytes, name: str, most: int) -> bytes:
    # The PNG standard wants zlib's frame; draw.io has also written raw deflate.
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(bits)
        try:
            text = inflater.decompress(data, most + 1)
        except zlib.error:
            continue
        if len(text) > most:
            raise Problem(_("unpacks to more than {} MB; not read").format(most // 1_000_000), file=name)
        if inflater.eof:
            return text
    raise Problem(_("the diagram in this PNG cannot be unpacked: the file is damaged"), file=name)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield type and size of each chunk of a PNG that is there whole; the file then stands at its data."""
    end = os.fstat(file.fileno()).st_size
    at = len(_PNG)
    for _number in range(_MAX_CHUNKS):
        file.seek(at)
        frame = file.read(8)
        size = int.from_bytes(frame[:4], "big")
        if len(frame) < 8 or at + 12 + size > end:
            return
        yield frame[4:], size
        at += 12 + size


def _unreadable(error: OSError | ValueError, name: str) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(_("no such file"), file=name)
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(_("cannot be read: {}").format(reason), file=name)
