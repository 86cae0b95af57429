"""`fixes`: lines that can be copied whole, an object for programs, one line for a mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli_help import Ran, finding, scanned

from ftr_tui.model.facts import Resource

NAME = "very-long-name-of-a-user-that-would-be-broken-where-a-line-of-eighty-ends-x"


def test_nothing_fails_and_says_so(run: Callable[..., Ran], acme: Path) -> None:
    done = run("fixes", "acme")
    assert done.status == 0 and "there is nothing to change in the account" in done.out
    assert json.loads(run("fixes", "acme", "--json").out)["fixes"] == []
    assert "what to change" not in run("status", "acme").out


def test_a_line_is_never_broken(run: Callable[..., Ran], acme: Path) -> None:
    user = Resource(name=NAME, account="111122223333", kind="user")
    more = {"favourable": False, "resources": [user], "total": 1, "accounts": ["111122223333"]}
    scanned(acme, finding("IAM-002.1", "no", **more))
    done = run("fixes", "acme")
    lines = done.out.split("\n")
    assert f"    aws iam list-access-keys --user-name {NAME}" in lines
    # All else fits, and a line that changes something says so above it.
    assert [x for x in lines if len(x) > 80 and not x.startswith("    ")] == []
    written = next(n for n, x in enumerate(lines) if x.startswith("    aws iam update-access-key"))
    assert lines[written - 1].startswith("    # changes something: ")
    assert "shown, never run by this program" in " ".join(done.out.split())
    assert "what to change:  ftr-tui fixes acme" in run("status", "acme").out
    found = json.loads(run("fixes", "acme", "iam-002.1", "--json").out)
    (entry,) = found["fixes"]
    assert (found["schema"], found["session"], entry["blocks"], entry["answer"]) == (1, "acme", True, "no")
    assert {"about", "cli", "writes", "blanks", "account"} == set(entry["lines"][0])
    other = run("fixes", "acme", "IAM-001")
    assert "IAM-001: no answer of it fails" in other.out and "aws " not in other.out


def test_an_unknown_id_is_one_line(run: Callable[..., Ran], acme: Path) -> None:
    done = run("fixes", "acme", "IAM-0021", "--json")
    assert done.status == 2 and not done.out and done.err.count("\n") == 1
    assert "IAM-0021 is no control or question" in done.err and "did you mean IAM-002" in done.err


def test_the_export_is_asked_for(run: Callable[..., Ran], acme: Path, tmp_path: Path) -> None:
    scanned(acme, finding("IAM-003.1", "no", favourable=False))
    done = run("export", "acme", str(tmp_path / "a.html"), "--what", "fixes", "--redact")
    assert done.status == 0 and "(fixes, redacted)" in done.out
    assert "IAM-003.1" in (tmp_path / "a.html").read_text("utf-8")
