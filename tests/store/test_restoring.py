"""The last good copy: named where the file does not load, taken only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer, Session
from ftr_tui.store import restoring, sessions
from ftr_tui.store.sessions import SessionFile

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session saved twice: the .bak holds one answer, the file two."""
    file = SessionFile(
        tmp_path / "acme.toml", Session(product="P", checklist="c", release="1", created=NOW), None
    )
    one = file.save(file.base.with_answer("A", Answer(value="yes", at=NOW)), NOW)
    file.save(one.with_answer("B", Answer(value="no", at=NOW)), NOW)
    return file.path


def truncate(data: bytes) -> bytes:
    return data[: len(data) - 25]


def zeros(data: bytes) -> bytes:
    return b"\0" * len(data)


def markers(data: bytes) -> bytes:
    return b"<<<<<<< HEAD\n" + data


@pytest.mark.hard_case(24, 33, 34, 37)
@pytest.mark.parametrize("spoil", [truncate, zeros, markers])
def test_a_file_that_does_not_load_names_the_copy_and_is_kept_when_it_is_taken(
    path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    bad = spoil(path.read_bytes())
    path.write_bytes(bad)
    with pytest.raises(Problem) as caught:
        SessionFile.open(path)
    assert "ftr-tui restore acme" in str(caught.value) and "acme.toml" in str(caught.value)
    assert path.read_bytes() == bad
    kept = restoring.restore(path, NOW)
    assert kept is not None and kept.name == "acme.toml.broken-20261124T090000"
    assert kept.read_bytes() == bad and sessions.listed(path.parent) == [path]
    assert set(SessionFile.open(path).base.answers) == {"A"}


def test_a_file_that_is_gone_comes_back(path: Path) -> None:
    path.unlink()
    assert restoring.restore(path, NOW) is None
    assert set(SessionFile.open(path).base.answers) == {"A"}


@pytest.mark.hard_case(45)
def test_nothing_is_put_in_the_place_of_a_file_that_loads_or_is_of_a_newer_program(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(Problem, match="this session opens"):
        restoring.restore(path, NOW)
    newer = before.replace(b"schema = 1", b"schema = 2")
    path.write_bytes(newer)
    with pytest.raises(Problem, match="newer ftr-tui") as caught:
        SessionFile.open(path)
    assert "restore" not in str(caught.value)
    with pytest.raises(Problem, match="newer ftr-tui"):
        restoring.restore(path, NOW)
    assert path.read_bytes() == newer


def test_a_copy_that_is_broken_as_well_is_offered_to_nobody(path: Path) -> None:
    for spoiled in (path, path.with_name("acme.toml.bak")):
        spoiled.write_bytes(b"product = ")
    with pytest.raises(Problem) as caught:
        SessionFile.open(path)
    assert "restore" not in str(caught.value)
    with pytest.raises(Problem, match="no good copy"):
        restoring.restore(path, NOW)
