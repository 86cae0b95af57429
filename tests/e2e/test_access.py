"""AWS refuses, in a real terminal: expired, denied, no network, expired on the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from tests.e2e.fakeaws import closed_port, fake_aws
from tests.e2e.terminal import PROGRAM, Terminal
from tests.e2e.test_terminal import ROOT, answers

PROFILE = """[profile acme]
region = us-east-1
aws_access_key_id = testing
aws_secret_access_key = testing
aws_session_token = testing
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a new session's file, beside a profile to log in with."""
    (tmp_path / "aws-config").write_text(PROFILE)
    return opening.create(tmp_path / "sessions", "Acme").file.path


def env(folder: Path, address: str) -> dict[str, str]:
    return {
        "AWS_CONFIG_FILE": str(folder / "aws-config"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": address,
        "PYTHONPATH": ROOT,
    }


def evidence(path: Path) -> dict:
    found = path.with_name(f"{path.stem}.evidence.toml")
    return tomllib.loads(found.read_text("utf-8")) if found.exists() else {}


def notice(screen: str) -> str:
    return screen.splitlines()[1]


def begin(term: Terminal) -> None:
    term.run(f"clear; {PROGRAM} open acme; echo status'' $?")
    term.wait_for("self-check 2026.1", "GA  ", "Nothing read yet")


def scan(term: Terminal) -> None:
    term.keys("x")
    term.wait_for("Read evidence from AWS", "acme")
    if "[x] acme" not in term.screen():
        # The second time the session remembers.
        term.keys("Down", "Space")
        term.wait_for("[x] acme")
    term.keys("Enter")
    term.wait_gone("Read evidence from AWS")


def answer(term: Terminal, path: Path, question: str) -> None:
    term.keys("y")
    term.wait_until(lambda _s: question in answers(path), f"{question} in the file")
    given = answers(path)[question]
    assert given["value"] == "yes" and "source" not in given  # of a person, as most are


def leave(term: Terminal) -> None:
    term.keys("q")
    said = term.wait_for("Go on with: ftr-tui open acme", "status 0")
    assert "Traceback" not in said
    term.run("echo the shell is'' back")
    term.wait_for("the shell is back")


def command_line(folder: Path, address: str) -> subprocess.Popen[str]:
    """Begin the same scan without a screen, for a session of its own."""
    shutil.copy(folder / "sessions" / "acme.toml", folder / "sessions" / "cli.toml")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    words = [sys.executable, "-m", "ftr_tui", "--sessions", "sessions", "scan", "cli", "--profile", "acme"]
    return subprocess.Popen(
        words,
        cwd=folder,
        env={**clean, **env(folder, address)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def address_of(mode: str) -> Iterator[str]:
    if mode == "unreachable":
        with closed_port() as address:
            yield address
    else:
        with fake_aws(mode) as server:
            yield server.address


@pytest.mark.hard_case(64, 70)
@pytest.mark.parametrize(
    ("mode", "why", "todo", "more"),
    [
        ("expired", "! Credentials expired.", "`aws sso login --profile acme`", "then scan again"),
        ("denied", "permissions are missing.", "`ftr-tui policy`", "read-only"),
        ("unreachable", "! No connection to http://127.0.0.1:", "Check network", "HTTPS_PROXY"),
    ],
)
def test_when_aws_refuses_the_screen_says_what_to_do_and_the_interview_works_on(
    terminal, tmp_path, path, mode, why, todo, more
) -> None:
    with address_of(mode) as address, command_line(tmp_path, address) as plain:
        term = terminal(**env(tmp_path, address))
        begin(term)
        scan(term)

        # Said in one line and whole in the panel; at 80 columns the line still reaches what to do.
        term.wait_until(lambda s: why in notice(s) and todo in notice(s), f"{why} {todo} in the notice")
        term.wait_for("x scans again")
        term.resize(80, 24)
        term.wait_for("1 response", "2 evidence")
        term.wait_until(lambda s: why in notice(s) and todo in notice(s), f"{todo} at 80 columns")
        term.keys("2")
        term.wait_for("x scans again", more)
        term.resize(120, 36)
        term.wait_for("Prerequisites", "x scans again")

        # People go on, and nothing speaks for them.
        answer(term, path, "GA.1")
        term.wait_for("HOST-001  ", "x scans again")
        answer(term, path, "HOST-001.1")
        leave(term)
        found = evidence(path)
        assert not [f for f in found.get("finding", ()) if f["verdict"] != "unknown" or "favourable" in f]
        assert bool(found) is (mode == "denied")

        out, err = plain.communicate(timeout=60)
    assert "Traceback" not in out + err
    if mode == "denied":
        # The account was reached: its gaps are the result.
        assert plain.returncode == 0
        assert "iam:GetAccountSummary is missing" in out
    else:
        assert plain.returncode == 2
        assert not out and err.count("\n") == 1
        assert why.removeprefix("! ") in err and todo in err and more in err


@pytest.mark.hard_case(64)
def test_credentials_that_expire_on_the_way_keep_what_was_read(terminal, tmp_path, path) -> None:
    with fake_aws("works", ends=True) as server:
        term = terminal(**env(tmp_path, server.address))
        begin(term)
        scan(term)
        term.wait_until(
            lambda s: "! Credentials expired mid-scan. Run `aws sso login --profile acme`" in notice(s),
            "what to do in the notice",
        )
        term.wait_for("What was re", "kept.", "x scans again")
        first = verdicts(path)
        assert first["ARC-004.1"] == "yes"
        # Empty in the first Region, and nobody knows about the other.
        assert first["NETSEC-001.1"] == "unknown"
        assert not [f for f in evidence(path)["finding"] if f.get("favourable")]
        assert lost(path)
        answer(term, path, "GA.1")

        # Logged in again, as it were: the same key goes on, and the trouble is over.
        server.mode = "works"
        scan(term)
        term.wait_until(lambda s: "Read in" in notice(s) and "filled" in notice(s), "the second scan's end")
        term.wait_gone("x scans again")
        leave(term)
    second = verdicts(path)
    assert (second["ARC-004.1"], second["NETSEC-001.1"]) == ("yes", "yes")
    assert not lost(path)
    assert "GA.1" in answers(path)


def verdicts(path: Path) -> dict[str, str]:
    return {f["question"]: f["verdict"] for f in evidence(path)["finding"]}


def lost(path: Path) -> list[dict]:
    """Return the calls that an ended log-in took."""
    codes = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
    return [u for u in evidence(path)["unread"] if u["code"] in codes]
