"""What the program does to a real terminal: resize, signals, no terminal, no AWS, another writer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.e2e.terminal import PROGRAM

ROOT = str(Path.cwd())


def new(folder: Path, name: str = "acme") -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "ftr_tui", "--sessions", "sessions", "new", name, "--product", "Acme"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": ROOT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "sessions" / f"{name}.toml"


def answers(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8")).get("answers", {})


@pytest.mark.hard_case(55, 56)
def test_a_window_that_changes_its_size_loses_nothing(terminal, tmp_path) -> None:
    path = new(tmp_path)
    term = terminal(PYTHONPATH=ROOT)
    term.run(f"{PROGRAM} open acme")
    term.wait_for("self-check 2026.1", "GA  ")
    term.keys("y")
    term.wait_for("saved", "HOST-001  ")
    term.resize(80, 24)
    term.wait_for("1 response", "2 evidence", "HOST-001")
    term.resize(60, 15)
    term.wait_for("this terminal is 60x15")
    term.keys("y")
    term.wait_until(lambda _s: "HOST-001.1" in answers(path), "the answer given in a small window")
    term.resize(4, 2)
    term.resize(120, 36)
    term.wait_for("HOST-001", "Response to AWS", "Documents")
    # Put aside by the shell and taken up again.
    os.kill(term.program_pid(), signal.SIGTSTP)
    term.wait_for("Stopped")
    term.run("fg")
    term.wait_for("HOST-001", "Response to AWS", "Documents")
    term.keys("q")
    term.wait_for("Go on with: ftr-tui open acme")
    assert {"GA.1", "HOST-001.1"} <= set(answers(path))


@pytest.mark.hard_case(47, 49)
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_saves_what_is_typed_and_gives_the_terminal_back(terminal, tmp_path, number, code) -> None:
    path = new(tmp_path)
    term = terminal(PYTHONPATH=ROOT)
    term.run(f"{PROGRAM} open acme; echo status $?")
    term.wait_for("self-check 2026.1", "GA  ")
    term.keys("]", "r")
    term.type("Typed and not left")
    term.wait_for("Typed and not left")
    os.kill(term.program_pid(), number)
    term.wait_for(f"status {code}")
    assert tomllib.loads(path.read_text("utf-8"))["responses"]["HOST-001"]["text"] == "Typed and not left"
    term.run("echo the shell is'' back")
    term.wait_for("the shell is back")


@pytest.mark.hard_case(62)
def test_without_credentials_the_interview_works_on_and_says_what_to_do(terminal, tmp_path) -> None:
    path = new(tmp_path)
    nothing = {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "none",
        "AWS_SHARED_CREDENTIALS_FILE": "none",
    }
    term = terminal(PYTHONPATH=ROOT, **nothing)
    term.run(f"{PROGRAM} open acme")
    term.wait_for("self-check 2026.1", "GA  ")
    term.keys("x")
    term.wait_for("Read evidence from AWS")
    term.keys("Enter")
    term.wait_for("aws configure")
    term.keys("y")
    term.wait_until(lambda _s: "GA.1" in answers(path), "an answer after the scan failed")


@pytest.mark.hard_case(27, 31, 32)
def test_two_terminals_at_one_session_see_each_other_and_lose_nothing(terminal, tmp_path) -> None:
    path = new(tmp_path)
    first, second = terminal(PYTHONPATH=ROOT), terminal(PYTHONPATH=ROOT)
    for term in (first, second):
        term.run(f"{PROGRAM} open acme")
        term.wait_for("self-check 2026.1", "GA  ")
    second.wait_for("also open:", "Go on")
    second.keys("g")
    first.keys("y")
    first.wait_until(lambda _s: "GA.1" in answers(path), "the first one's answer")
    second.keys("]", "y")
    second.wait_until(lambda _s: "HOST-001.1" in answers(path), "the second one's answer")
    assert answers(path)["GA.1"]["value"] == "yes"
    second.keys("[")
    second.wait_for("GA  ", "yes  you")


@pytest.mark.hard_case(57)
def test_nothing_is_drawn_where_there_is_no_terminal(tmp_path) -> None:
    new(tmp_path)
    env = {**os.environ, "PYTHONPATH": ROOT}
    for words, code in ((["demo"], 0), (["open", "acme"], 2), ([], 2)):
        command = [sys.executable, "-m", "ftr_tui", "--sessions", "sessions", *words]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code
        assert b"\x1b" not in done.stdout + done.stderr
        if code:
            assert done.stderr.count(b"\n") == 1 and b"ftr-tui ask" in done.stderr
