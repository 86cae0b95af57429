"""`fixes`: lines that can be copied whole, an object for programs, one line for a mistake."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from cli_help import Ran, finding, scanned

from ftr_tui.model.facts import Resource

NAME = "very-long-name-of-a-user-that-would-be-broken-where-a-line-of-eighty-ends-x"


def test_nothing_fails_and_says_so(run: Callable[..., Ran], acme: Path) -> None:
    done = run("fixes", "acme")
    assert done.status == 0 and "No answer fails so far, so there is nothing to change yet." in done.out
    assert json.loads(run("fixes", "acme", "--json").out)["fixes"] == []
    assert "what to change" not in run("status", "acme").out


def test_a_line_is_never_broken(run: Callable[..., Ran], acme: Path) -> None:
    user = Resource(name=NAME, account="111122223333", kind="user")
    more = {"favourable": False, "resources": [user], "total": 1, "accounts": ["111122223333"]}
    scanned(acme, finding("IAM-002.1", "no", **more))
    done = run("fixes", "acme")
    lines = done.out.split("\n")
    assert f"    aws iam list-access-keys --user-name {NAME}" in lines
    # All else fits, and a line that changes something says so above it and stands behind a sign.
    assert [x for x in lines if len(x) > 80 and not x.startswith("    ")] == []
    written = next(n for n, x in enumerate(lines) if x.startswith("    # aws iam update-access-key"))
    assert lines[written - 1].startswith("    # changes something: ")
    assert "shown, never run by this program" in " ".join(done.out.replace("#", " ").split())
    assert "what to change:  ftr-tui fixes acme" in run("status", "acme").out
    found = json.loads(run("fixes", "acme", "iam-002.1", "--json").out)
    (entry,) = found["fixes"]
    assert (found["schema"], found["session"], entry["blocks"], entry["answer"]) == (1, "acme", True, "no")
    assert {"about", "cli", "writes", "blanks", "account"} == set(entry["lines"][0])
    other = run("fixes", "acme", "IAM-001")
    assert "IAM-001: no answer of it fails" in other.out and "aws " not in other.out


def test_piped_into_a_shell_it_only_looks(run: Callable[..., Ran], acme: Path, tmp_path: Path) -> None:
    """Also where a finding, that another may have written, holds what a shell would obey."""
    hostile = "$(touch made) `touch made` ; touch made\n touch made #"
    user = Resource(name=NAME, account="111122223333", kind="user")
    more = {"favourable": False, "resources": [user], "total": 9, "accounts": ["111122223333"]}
    found = [finding("IAM-002.1", "no", **more), finding("IAM-006.1", "no", favourable=False)]
    scanned(acme, *(f.model_copy(update={"summary": hostile}) for f in found))
    done = run("fixes", "acme")
    (tmp_path / "aws").write_text('#!/bin/sh\necho "$1 $2" >>asked\n')
    (tmp_path / "aws").chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    shell = subprocess.run(
        ["sh"], input=done.out, text=True, env=env, cwd=tmp_path, capture_output=True, check=False
    )
    assert (shell.returncode, shell.stderr, shell.stdout) == (0, "", "")
    assert not (tmp_path / "made").exists() and "touch made" in done.out
    asked = set((tmp_path / "asked").read_text().splitlines())
    assert asked >= {"iam list-access-keys", "iam list-entities-for-policy"}
    verbs = {line.split()[1].partition("-")[0] for line in asked}
    assert verbs <= {"list", "get", "generate", "describe", "validate"}
    # Nothing else but lines that look is no comment, in a file and through a pipe.
    bare = [x for x in done.out.splitlines() if x and not x.lstrip().startswith("#")]
    assert len(bare) > 4 and all(x.startswith("    aws ") for x in bare)


def test_an_unknown_id_is_one_line(run: Callable[..., Ran], acme: Path) -> None:
    done = run("fixes", "acme", "IAM-0021", "--json")
    assert done.status == 2 and not done.out and done.err.count("\n") == 1
    assert "IAM-0021 is no control or question" in done.err and "did you mean IAM-002" in done.err


def test_the_export_is_asked_for(run: Callable[..., Ran], acme: Path, tmp_path: Path) -> None:
    scanned(acme, finding("IAM-003.1", "no", favourable=False))
    done = run("export", "acme", str(tmp_path / "a.html"), "--what", "fixes", "--redact")
    assert done.status == 0 and "(fixes, redacted)" in done.out
    assert "IAM-003.1" in (tmp_path / "a.html").read_text("utf-8")
