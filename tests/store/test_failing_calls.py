"""Every system call of a save fails in turn: the file is the old one or the new one, and memory keeps all."""

from __future__ import annotations

import errno
import io
import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from ftr_tui.actions import exporting, opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model.facts import Evidence, Finding, Scan, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.store import atomic, findings, settings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CALLS = (
    "open", "close", "fchmod", "chmod", "fsync", "link", "replace", "rename", "unlink", "stat", "lstat",
    "mkdir", "readlink", "scandir", "utime", "fstat", "ftruncate", "rmdir",
)  # fmt: skip
ERRORS = (
    errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.ENAMETOOLONG, errno.EINTR,
    errno.ENOENT, errno.EMFILE, errno.ESTALE,
)  # fmt: skip
FEW = (errno.ENOSPC, errno.EIO)


class Shim:
    """Counts the calls of a save and makes the one numbered ``fails`` fail; 0: none."""

    def __init__(self, fails: int, code: int) -> None:
        self.fails, self.code = fails, code
        self.calls: list[str] = []

    def count(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.fails:
            raise OSError(self.code, os.strerror(self.code))


class File:
    """A file that is written, each write a call."""

    def __init__(self, real: Any, shim: Shim) -> None:
        self._real, self._shim = real, shim

    def write(self, data: bytes) -> int:
        try:
            self._shim.count("write")
        except OSError:
            # As a disk does that fills up: the first half is there.
            self._real.write(data[: len(data) // 2])
            self._real.flush()
            raise
        return int(self._real.write(data))

    def flush(self) -> None:
        self._shim.count("flush")
        self._real.flush()

    def __enter__(self) -> File:
        return self

    def __exit__(self, *_: object) -> None:
        # Closed in any case, also where closing says that the disk is full.
        self._real.close()
        self._shim.count("close")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def calls(folder: Path, fails: int = 0, code: int = 0) -> Iterator[Shim]:
    """Watch all that touches ``folder``; descriptors are known by the file they were opened for."""
    shim = Shim(fails, code)
    ours: set[int] = set()

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            first = given[0] if given else None
            if isinstance(first, int) and not isinstance(first, bool):
                if first not in ours:
                    return real(*given, **more)
                if name == "close":
                    ours.discard(first)
                    real(*given, **more)
                    shim.count(name)
                    return None
            elif not str(first).startswith(str(folder)):
                return real(*given, **more)
            shim.count(name)
            out = real(*given, **more)
            if name == "open":
                ours.add(out)
            return out

        return call

    def opened(file: Any, mode: str = "r", *given: Any, **more: Any) -> Any:
        if isinstance(file, int):
            made = real_open(file, mode, *given, **more)
            return File(made, shim) if file in ours and "w" in mode else made
        if str(file).startswith(str(folder)):
            shim.count("open to write" if "w" in mode else "open to read")
        return real_open(file, mode, *given, **more)

    real_open = io.open
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, watched(name, getattr(os, name)))
        patch.setattr(io, "open", opened)
        yield shim


def one(verdict: Verdict, summary: str) -> Evidence:
    found = Finding(question="IAM-002.1", control="IAM-002", verdict=verdict, summary=summary,
                    favourable=verdict is Verdict.YES, total=0, read_at=NOW)  # fmt: skip
    return Evidence(checklist="partner-hosted", scan=Scan(started=NOW, seconds=1.0, calls=3), finding=[found])


def odd(folder: Path, *known: str) -> list[str]:
    """Return files that a failed save may not leave behind."""
    return [p.name for p in folder.iterdir() if p.name not in known and not p.name.startswith(".ftr-")]


def said(problem: str, folder: Path) -> bool:
    return str(folder) in problem and "Errno" not in problem and "Traceback" not in problem


def desk_in(folder: Path) -> Desk:
    desk = opening.create(folder, "Acme", who="Lan", clock=lambda: NOW)
    desk.answer("GA.1", "yes")
    return desk


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the calls of one save of a session, beside the .gitignore that it makes."""
    desk = desk_in(tmp_path_factory.mktemp("trace") / "s")
    (desk.file.path.parent / ".gitignore").unlink()
    with calls(desk.file.path.parent) as shim:
        desk.answer("HOST-001.1", "yes")
    return shim.calls


def test_the_trace_has_what_a_save_is_made_of(trace: list[str]) -> None:
    for name in (
        "open",
        "fchmod",
        "write",
        "flush",
        "fsync",
        "link",
        "replace",
        "stat",
        "lstat",
        "open to read",
    ):
        assert name in trace, f"{name} is not seen: the test would leave it out"
    assert trace.count("fsync") >= 4  # .gitignore and its folder, the session and its folder


@pytest.mark.hard_case(13, 14, 15, 16, 21, 22)
@pytest.mark.hard_case(13, 14, 15, 16, 21, 22)
@pytest.mark.parametrize("code", ERRORS, ids=errno.errorcode.get)
def test_a_session(tmp_path: Path, trace: list[str], code: int) -> None:
    """Call by call; what a call's error is called changes little."""
    folder = tmp_path / "s"
    desk = desk_in(folder)
    path, ignore = desk.file.path, folder / ".gitignore"
    backup = path.with_name("acme.toml.bak")
    # All calls with two errors, each fourth call with each other one.
    numbers = [n for n in range(1, len(trace) + 1) if code in FEW or n % 4 == ERRORS.index(code) % 4]
    # Where a folder cannot be synced the file itself is safe: that one is saved.
    of_the_folder = len(trace) - trace[::-1].index("fsync")
    failed = 0
    for number in numbers:
        ignore.unlink()
        old, value = path.read_bytes(), "no" if number % 2 else "yes"
        with calls(folder, number, code):
            desk.answer("HOST-001.1", value)
        name = f"call {number} {trace[number - 1]}: {desk.trouble}"
        now = tomllib.loads(path.read_text("utf-8"))
        new = now["answers"].get("HOST-001.1", {}).get("value") == value and now["answers"]["GA.1"]
        assert new or (desk.trouble and path.read_bytes() == old), name
        assert not desk.trouble or (said(desk.trouble, folder) and number != of_the_folder), name
        failed += bool(desk.trouble)
        assert desk.answer_of("HOST-001.1").value == value, name
        assert "GA.1" in tomllib.loads(backup.read_text("utf-8"))["answers"], name
        assert odd(folder, "acme.toml", "acme.toml.bak", ".gitignore") == [], name
        # What stood in the way is gone: the next answer takes both to the disk.
        desk.answer("HOST-001.2", value)
        found = tomllib.loads(path.read_text("utf-8"))
        assert desk.trouble == "" and "conflict" not in found, name
        assert [found["answers"][q]["value"] for q in ("HOST-001.1", "HOST-001.2")] == [value, value], name
        assert ignore.read_text() == ".ftr-*\n*.bak\n" and ignore.stat().st_mode & 0o777 == 0o644, name
    assert failed >= len(numbers) // 3  # most calls cannot be done without


def each(folder: Path, save: Callable[[Path, int], None], path: str, *, known: tuple[str, ...] = ()) -> None:
    """Let each call of a save over an older file fail; the file is that one or the new one."""
    (folder / "whole").mkdir()
    place = folder / "tried"
    place.mkdir()
    expected = []
    for number in (1, 0):
        save(folder / "whole", number)
        expected.insert(0, (folder / "whole" / path).read_bytes())
    save(place, 0)
    with calls(place) as shim:
        save(place, 1)
    assert expected[0] != expected[1] == (place / path).read_bytes()
    for code in FEW:
        for number, call in enumerate(shim.calls, 1):
            trouble, old = "", expected.index((place / path).read_bytes())
            try:
                with calls(place, number, code):
                    save(place, 1 - old)
            except Problem as problem:
                trouble = str(problem)
            name = f"{errno.errorcode[code]} at {call}: {trouble}"
            assert not trouble or said(trouble, place), name
            assert not odd(place, path, f"{path}.bak", ".gitignore", *known), name
            now = (place / path).read_bytes()
            assert now == expected[1 - old] or (trouble and now == expected[old]), name


@pytest.mark.hard_case(14, 21)
@pytest.mark.hard_case(14, 21)
def test_findings(tmp_path: Path) -> None:
    def save(folder: Path, number: int) -> None:
        what = one(Verdict.NO, "Old keys.") if number else one(Verdict.YES, "None.")
        findings.save(folder / "a.evidence.toml", what)

    each(tmp_path, save, "a.evidence.toml")


@pytest.mark.hard_case(14, 81)
@pytest.mark.hard_case(81)
def test_an_export(tmp_path: Path) -> None:
    """All endings are written by the same two functions."""
    desk = desk_in(tmp_path / "s")

    def save(folder: Path, number: int) -> None:
        desk.session = desk.session.changed(product=f"Acme {number}")
        exporting.export(desk, folder / "out.json")

    each(tmp_path, save, "out.json")


@pytest.mark.hard_case(14, 81)
def test_a_file_too_large_for_memory(tmp_path: Path) -> None:
    def save(folder: Path, number: int) -> None:
        def fill(file: BinaryIO) -> None:
            file.writelines(b"%d" % number * 1000 for _ in range(3))

        atomic.write_by(folder / "out.zip", fill)

    each(tmp_path, save, "out.zip")


@pytest.mark.hard_case(14, 21)
def test_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def save(folder: Path, number: int) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
        settings.save(settings.Settings(theme=f"t{number}"))

    each(tmp_path, save, "ftr-tui/settings.toml", known=("ftr-tui",))
