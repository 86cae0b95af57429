"""Fingerprints: the content counts, not the time; read once; ends alone of what is very large."""

import hashlib
import os

import pytest

from ftr_tui.store import fingerprint
from ftr_tui.store.fingerprint import Fingerprints


def test_it_is_the_sha256_of_the_content_wherever_it_lies(tmp_path):
    one, two = tmp_path / "a", tmp_path / "b"
    one.write_bytes(b"x" * 3_000_000)
    two.write_bytes(b"x" * 3_000_000)
    os.utime(two, (1, 1))
    prints = Fingerprints()
    assert prints.of(one) == prints.of(two) == hashlib.sha256(b"x" * 3_000_000).hexdigest()


def test_a_file_is_read_once_and_again_when_it_was_written(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_text("one")
    prints = Fingerprints()
    assert prints.of(path, read=False) == ""
    first = prints.of(path)
    read = []
    monkeypatch.setattr(fingerprint, "_read", lambda p: read.append(p) or "again")
    assert prints.of(path) == prints.of(path, read=False) == first and not read
    before = path.stat()
    path.write_text("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # a tool that keeps the old time
    assert prints.of(path) == "again"


def test_of_a_very_large_file_size_and_ends_count(tmp_path):
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(fingerprint.WHOLE + 1)  # sparse: takes no room
    prints = Fingerprints()
    first = prints.of(path)
    assert first.startswith("ends:")
    with path.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"x")
    assert prints.of(path) != first


def test_what_is_no_file_is_an_error_and_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "gone", "."):
        with pytest.raises(OSError):
            Fingerprints().of(tmp_path / name)
