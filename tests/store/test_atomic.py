"""A save is whole or did not happen (hard cases 13 to 24)."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.model.facts import Evidence, Finding, Resource, Scan, Verdict
from ftr_tui.model.problem import SaveProblem
from ftr_tui.store import atomic, findings

KILL = Path(__file__).resolve().parents[1] / "bench" / "kill.py"


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.glob(".ftr-*"))


@pytest.mark.hard_case(18, 24)
def test_old_state_is_kept_and_mode_too(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    atomic.write(path, b"one", keep=True)
    assert path.stat().st_mode & 0o777 == 0o600 and not atomic.backup(path).exists()
    path.chmod(0o664)
    atomic.write(path, b"two", keep=True)
    assert (path.read_bytes(), atomic.backup(path).read_bytes()) == (b"two", b"one")
    assert path.stat().st_mode & 0o777 == 0o664
    atomic.write(path, b"three", keep=True)
    assert (path.read_bytes(), atomic.backup(path).read_bytes()) == (b"three", b"two")
    assert left(tmp_path) == []


@pytest.mark.hard_case(18)
def test_without_hard_links_the_backup_is_as_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.toml"
    atomic.write(path, b"one")
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no")))
    atomic.write(path, b"two", keep=True)
    assert atomic.backup(path).read_bytes() == b"one"
    assert atomic.backup(path).stat().st_mode & 0o777 == 0o600


@pytest.mark.hard_case(17)
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "p.toml"
    target.write_bytes(b"one")
    link = tmp_path / "p.toml"
    link.symlink_to(target)
    atomic.write(link, b"two", keep=True)
    assert link.is_symlink() and target.read_bytes() == b"two"
    assert (tmp_path / "real" / "p.toml.bak").read_bytes() == b"one"


@pytest.mark.hard_case(19)
def test_names_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / ("ế" * 83 + ".toml")  # 254 bytes
    atomic.write(path, b"one")
    atomic.write(path, b"two")
    assert path.read_bytes() == b"two"


@pytest.mark.hard_case(14, 15, 21)
@pytest.mark.parametrize(
    ("step", "code", "said"),
    [
        ("fsync", errno.EIO, "Input/output error"), ("fsync", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.EDQUOT, "quota"), ("replace", errno.EROFS, "read-only"),
        ("replace", errno.EACCES, "no permission"),
    ],
)  # fmt: skip
def test_a_failed_step_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int, said: str
) -> None:
    path = tmp_path / "p.toml"
    atomic.write(path, b"old")

    def fail(*_args: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
        with pytest.raises(SaveProblem, match=said) as problem:
            atomic.write(path, b"new" * 1000, keep=True)
    assert str(tmp_path) in str(problem.value) or "folder" in str(problem.value)
    assert path.read_bytes() == b"old"
    assert left(tmp_path) == []
    atomic.write(path, b"new", keep=True)
    assert (path.read_bytes(), left(tmp_path)) == (b"new", [])


@pytest.mark.hard_case(16, 17)
def test_places_that_refuse(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    places = {
        "none/p.toml": "the folder is gone",
        "file/p.toml": "the folder is gone",
        "folder.toml": "a folder of that name",
        "loop.toml": "a link points to itself",
    }
    for name, said in places.items():
        with pytest.raises(SaveProblem, match=said):
            atomic.write(tmp_path / name, b"x")
    assert left(tmp_path) == []


FULL = """
import resource, sys
from pathlib import Path
from ftr_tui.model.problem import SaveProblem
from ftr_tui.store import atomic
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    atomic.write(Path(sys.argv[1]), b"x" * 5000, keep=True)
except SaveProblem as problem:
    print(problem)
"""


@pytest.mark.hard_case(14)
def test_the_size_limit_is_said_and_the_old_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(b"old" * 1000)
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, timeout=30)
    assert "not saved: the file size limit is reached (folder" in done.stdout, done.stderr
    assert path.read_bytes() == b"old" * 1000 and left(tmp_path) == []


READ_ONLY = """
import os, sys
from pathlib import Path
from ftr_tui.model.problem import SaveProblem
from ftr_tui.store import atomic
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    atomic.write(Path(sys.argv[1]), b"new")
except SaveProblem as problem:
    print(problem)
"""


@pytest.mark.hard_case(15)
def test_a_folder_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "s" / "p.toml"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o666)
    for folder in tmp_path.parents[:3]:
        if folder.name.startswith("pytest-"):
            folder.chmod(0o755)
    tmp_path.chmod(0o755)
    path.parent.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, text=True, timeout=30
    )
    path.parent.chmod(0o755)
    # Writing into the file itself would have worked, and is never done.
    assert "no permission to write in the folder" in done.stdout, done.stderr
    assert path.read_bytes() == b"old" and left(path.parent) == []


@pytest.mark.hard_case(13)
def test_what_a_killed_save_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    (tmp_path / ".ftr-abc.tmp").write_text("x")
    (tmp_path / ".ftr-p.open").write_text("x")
    (tmp_path / "p.toml").write_text("x")
    atomic.sweep_temporary(tmp_path, time.time() + 3500)
    assert left(tmp_path) == [".ftr-abc.tmp", ".ftr-p.open"]
    os.link(tmp_path / "p.toml", tmp_path / ".ftr-new.tmp")
    os.utime(tmp_path / "p.toml", (1, 1))
    atomic.sweep_temporary(tmp_path)  # another's save just made its second name of an old session
    assert left(tmp_path) == [".ftr-abc.tmp", ".ftr-new.tmp", ".ftr-p.open"]
    atomic.sweep_temporary(tmp_path, time.time() + 3700)
    assert left(tmp_path) == [".ftr-p.open"] and (tmp_path / "p.toml").exists()
    atomic.sweep_temporary(tmp_path / "none")


@pytest.mark.hard_case(13, 50)
def test_kill_at_any_moment() -> None:
    done = subprocess.run([sys.executable, str(KILL), "20"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("20 of 20 kills")
    assert int(done.stdout.split()[4]) >= 10


NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_findings_come_back_and_keep_the_first_fifty(tmp_path: Path) -> None:
    things = [Resource(name=f"user-{n}", detail="[x]\n=======\n") for n in range(60)]
    one = Finding(question="IAM-002.1", control="IAM-002", verdict=Verdict.NO, summary="Old\nkeys.",
                  favourable=False, total=60, resources=things, read_at=NOW)  # fmt: skip
    evidence = Evidence(scan=Scan(started=NOW, seconds=1.5, calls=3), finding=[one])
    path = tmp_path / "p.evidence.toml"
    findings.save(path, evidence)
    found = findings.load(path)
    assert found.finding == [one.model_copy(update={"resources": things[:50]})]
    assert found.scan == evidence.scan
    assert findings.dump(found) == path.read_bytes()
    with pytest.raises(SaveProblem, match="the folder is gone"):
        findings.save(tmp_path / "none" / "p.evidence.toml", evidence)
