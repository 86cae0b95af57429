"""`merge` and `git-setup` by git itself: two clones, one file, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "HOME": os.devnull,
}


def git(where: Path, *args: str, status: int = 0) -> str:
    env = {**os.environ, **GIT, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(["git", "-C", str(where), *args], capture_output=True, text=True, env=env)
    assert ran.returncode == status, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def stored(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.fixture
def repository(run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one session, where git merges by this very Python."""
    monkeypatch.setattr("shutil.which", lambda name: None if name == "ftr-tui" else f"/usr/bin/{name}")
    git(tmp_path, "init", "-q", "-b", "main")
    assert run("new", "acme", "--product", "Acme").status == 0
    ran = run("git-setup")
    assert ran.status == 0 and f"{sys.executable} -m ftr_tui merge %O %A %B --path %P" in ran.out
    assert run("git-setup").out.startswith("git merges these sessions by ftr-tui already")
    assert (tmp_path / "sessions/.gitattributes").read_text() == "*.toml text eol=lf merge=ftr-tui\n"
    git(tmp_path, "add", "sessions")
    git(tmp_path, "commit", "-qm", "base")
    assert set(git(tmp_path, "ls-files").split()) == {
        *("sessions/.gitattributes", "sessions/.gitignore", "sessions/acme.toml"),
    }
    return tmp_path


def two_sides(repository: Path, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    git(repository, "checkout", "-q", "-b", "theirs")
    theirs()
    git(repository, "commit", "-qam", "theirs")
    git(repository, "checkout", "-q", "main")
    ours()
    git(repository, "commit", "-qam", "ours")


def test_what_each_side_answered_is_there_after_git_merge(run: Callable[..., Ran], repository: Path) -> None:
    def theirs() -> None:
        run("answer", "acme", "SUP-001.1", "yes", "--by", "Linh")
        run("answer", "acme", "HOST-001.1", "yes", "--by", "Linh", "--response", "All of it.\nOn AWS.")

    two_sides(repository, lambda: run("answer", "acme", "IAM-002.1", "no", "--by", "Minh"), theirs)
    git(repository, "merge", "-q", "--no-edit", "theirs")
    found = stored(repository / "sessions/acme.toml")
    said = {q: (a["value"], a["by"]) for q, a in found["answers"].items()}
    assert said == {
        "IAM-002.1": ("no", "Minh"),
        "SUP-001.1": ("yes", "Linh"),
        "HOST-001.1": ("yes", "Linh"),
    }
    assert found["responses"]["HOST-001"]["text"] == "All of it.\nOn AWS." and "conflict" not in found
    assert run("check", repository / "sessions/acme.toml").status == 0


def test_the_same_question_answered_otherwise_stops_git_and_keeps_both(
    run: Callable[..., Ran], repository: Path
) -> None:
    two_sides(
        repository,
        lambda: run("answer", "acme", "IAM-002.1", "no", "--by", "Minh"),
        lambda: run("answer", "acme", "IAM-002.1", "yes", "--by", "Linh"),
    )
    told = git(repository, "merge", "--no-edit", "theirs", status=1)
    assert "both sides changed 1 thing, both are kept: answer IAM-002.1" in told
    assert "git add" in told and "CONFLICT" in told
    found = stored(repository / "sessions/acme.toml")
    assert found["answers"]["IAM-002.1"]["value"] == "no"
    (conflict,) = found["conflict"]
    assert (conflict["what"], conflict["ours"], conflict["theirs"]) == ("answer IAM-002.1", "no", "yes")


def test_without_a_repository_or_with_a_broken_side_nothing_is_written(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert run("new", "acme", "--product", "Acme").status == 0
    ran = run("git-setup")
    assert ran.status == 2 and "lies in no git repository" in ran.err and ran.err.count("\n") == 1
    ours, broken = tmp_path / "sessions/acme.toml", tmp_path / "broken.toml"
    before = ours.read_bytes()
    broken.write_text("schema = 1\nproduct = \n", encoding="utf-8")
    ran = run("merge", ours, ours, broken, "--path", "sessions/acme.toml")
    assert ran.status == 2 and "broken.toml:2" in ran.err and ran.err.count("\n") == 1
    assert ours.read_bytes() == before
    assert run("new", "other", "--product", "Other").status == 0
    ran = run("merge", "/dev/null", ours, tmp_path / "sessions/other.toml")
    assert ran.status == 2 and "two sessions, not two states of one: Acme and Other" in ran.err
    assert ours.read_bytes() == before
