"""No network but AWS's: the interpreter records every look-up and every connection of the real program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from tests.bench.pane import Pane, environment

HOOK = """
import os, sys
def seen(event, given):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["SEEN"], "a") as file:
            file.write(f"{event} {given[1:] if event[7:] in ('connect', 'sendto') else given}\\n")
sys.addaudithook(seen)
from ftr_tui.cli import main
"""
COMMANDS = """
for line in os.environ["LINES"].split(";"):
    print("==", line, main(line.split()), flush=True)
"""
PROBE = (
    HOOK
    + """
import socket
socket.socket().connect_ex(("127.0.0.1", 9))
"""
)
LINES = (
    "status acme", "status --all", "fixes acme", "rules", "policy", "policy --terraform", "check",
    "road acme", "export acme a.md", "export acme a.html", "export acme a.json", "export acme a.ics",
    "binder acme", "binder acme --zip a.zip", "calendar acme", "route acme", "rounds acme",
    "completion bash", "demo", "wa acme", "git-setup", "release acme", "new other --product Other",
)  # fmt: skip


def recorded(folder: Path) -> str:
    file = folder / "seen"
    return file.read_text() if file.exists() else ""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    opening.create(tmp_path / "sessions", "Acme")
    return environment(tmp_path, {"SEEN": str(tmp_path / "seen"), "LINES": ";".join(LINES)})


def test_the_recorder_records(tmp_path: Path, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", PROBE], cwd=tmp_path, env=env, timeout=60, check=True)
    assert "127.0.0.1" in recorded(tmp_path)


@pytest.mark.hard_case(89)
def test_no_command_calls_anybody(tmp_path: Path, env: dict[str, str]) -> None:
    words = [sys.executable, "-c", HOOK + COMMANDS]
    done = subprocess.run(
        words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    ran = [line for line in done.stdout.splitlines() if line.startswith("==")]
    assert len(ran) == len(LINES), done.stdout[-2000:] + done.stderr
    print("\n".join(ran))
    assert recorded(tmp_path) == ""


@pytest.mark.hard_case(89)
def test_the_app_calls_nobody(tmp_path: Path, env: dict[str, str]) -> None:
    pane = Pane(["demo"], tmp_path, env, program=("-c", HOOK + "sys.exit(main())"))
    try:
        pane.wait(lambda s: "sample" in s and "Evidence" in s, "the sample")
        for key, shown in (("S", "summary"), ("C", "calendar"), ("I", "self-check")):
            pane.send(key)
            pane.wait(lambda s, shown=shown: shown in s.split("\n")[0].lower(), shown)
        pane.send("q")
        assert pane.end() == 0
    finally:
        pane.close()
    assert recorded(tmp_path) == ""
