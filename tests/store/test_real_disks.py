"""Disks as the kernel makes them: full, read-only, gone; and a clock that goes back (hard cases 14 to 23)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from ftr_tui.actions.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# Runs in a mount namespace of its own: nothing of it is seen outside.
MOUNTS = """
import json, subprocess, sys, tomllib
from pathlib import Path
from ftr_tui.actions import opening
def mount(*words):
    subprocess.run(["mount", *words], check=True)
disk = Path(sys.argv[1])
mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk))
desk = opening.create(disk / "s", "Acme")
desk.answer("GA.1", "yes")
path, out = desk.file.path, []
def tell(name):
    kept = tomllib.loads(path.read_text("utf-8"))["answers"]
    known = {q: desk.answer_of(q).value for q in ("GA.1", "HOST-001.1", "HOST-001.2")}
    left = [p.name for p in path.parent.iterdir() if p.name.startswith(".ftr-")]
    out.append([name, desk.trouble, {q: a["value"] for q, a in kept.items()}, known, left])
with (disk / "filler").open("wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(4096))
    except OSError:
        pass
desk.answer("HOST-001.1", "yes"); tell("full")
(disk / "filler").unlink()
desk.save(); tell("room again")
mount("-o", "remount,ro", str(disk))
desk.answer("HOST-001.2", "no"); tell("read-only")
mount("-o", "remount,rw", str(disk))
desk.save(); tell("writable again")
print(json.dumps(out))
"""


@pytest.mark.hard_case(14, 15)
def test_a_full_and_a_read_only_disk(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("mounts of one's own are not allowed here; test_failing_calls has the same errors")
    done = subprocess.run(
        [*alone, sys.executable, "-c", MOUNTS, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    full, room, read_only, writable = json.loads(done.stdout)
    folder = tmp_path / "s"
    one, two = {"GA.1": "yes"}, {"GA.1": "yes", "HOST-001.1": "yes"}
    three = two | {"HOST-001.2": "no"}
    assert full == ["full", f"{folder}/acme.toml: not saved: the disk is full (folder {folder})", one,
                    two | {"HOST-001.2": None}, []]  # fmt: skip
    assert room[1:3] == ["", two]
    assert (
        read_only[1] == f"{folder}/acme.toml: not saved: the folder is on a read-only disk (folder {folder})"
    )
    assert read_only[2:4] == [two, three]
    assert writable[1:3] == ["", three]


def desk_in(folder: Path) -> Desk:
    desk = opening.create(folder, "Acme", clock=lambda: NOW)
    desk.answer("GA.1", "yes")
    return desk


@pytest.mark.hard_case(16)
@pytest.mark.parametrize("how", ["removed", "a file now", "renamed"])
def test_a_folder_that_goes_is_not_made_anew(tmp_path: Path, how: str) -> None:
    """It may be a disk that was unmounted."""
    desk = desk_in(tmp_path / "s")
    kept = tmp_path / "kept"
    (tmp_path / "s").rename(kept)
    if how == "a file now":
        (tmp_path / "s").write_text("x")
    desk.answer("HOST-001.1", "yes")
    assert "not saved: the folder is gone (folder " in desk.trouble and str(tmp_path / "s") in desk.trouble
    assert desk.answer_of("HOST-001.1").value == "yes"
    assert not (tmp_path / "s").is_dir()
    # Elsewhere it can be kept, and once the folder is back all is written.
    (tmp_path / "copies").mkdir()
    desk.save_copy(tmp_path / "copies" / "acme.toml")
    assert "HOST-001.1" in tomllib.loads((tmp_path / "copies" / "acme.toml").read_text("utf-8"))["answers"]
    (tmp_path / "s").unlink(missing_ok=True)
    kept.rename(tmp_path / "s")
    assert desk.save() and desk.trouble == ""
    assert desk.file.path.read_bytes().count(b"[answers.") == 2


@pytest.mark.hard_case(23)
def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path) -> None:
    """What counts is the counter in the file, never which time is later."""
    desk = desk_in(tmp_path / "s")
    other = Desk.open(desk.file.path, desk.library, "Linh", lambda: NOW)
    for hours in (0, -5, -24 * 400, 3):
        desk.clock = lambda hours=hours: NOW + timedelta(hours=hours)  # type: ignore[misc]
        desk.answer("HOST-001.1", "no" if hours else "yes")
        assert desk.trouble == ""
    revisions = tomllib.loads(desk.file.path.read_text("utf-8"))["revision"]
    other.clock = lambda: NOW - timedelta(days=3650)
    other.answer("HOST-001.2", "yes")
    found = tomllib.loads(desk.file.path.read_text("utf-8"))
    assert {q: a["value"] for q, a in found["answers"].items()} == {
        "GA.1": "yes", "HOST-001.1": "no", "HOST-001.2": "yes",
    }  # fmt: skip
    assert found["revision"] > revisions and "conflict" not in found
    assert desk.refresh() and desk.answer_of("HOST-001.2").value == "yes"
