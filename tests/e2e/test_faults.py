"""A terminal that breaks, hangs up or sends rubbish; a server that never answers (hard cases 47 to 59)."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from tests.bench.crash import PROFILE
from tests.bench.pane import Pane, environment

MODES = (b"1049", b"1000", b"1003", b"1006", b"2004")
Start = Callable[..., Pane]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return opening.create(tmp_path / "sessions", "Acme").file.path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    opened: list[Pane] = []

    def go(words: list[str], env: dict[str, str] | None = None, **more: tuple[str, ...]) -> Pane:
        opened.append(Pane(words, tmp_path, env, **more))
        opened[-1].wait(lambda s: "saved" in s and "GA  " in s, "the interview")
        return opened[-1]

    yield go
    for one in opened:
        one.close()


def answers(path: Path) -> dict[str, str]:
    found = tomllib.loads(path.read_text("utf-8")).get("answers", {})
    return {question: given.get("value", "") for question, given in found.items()}


def notice(screen: str) -> str:
    return screen.split("\n")[1]


def say(pane: Pane, key: str, question: str) -> None:
    """Press a key, wait until the screen says what it did."""
    pane.send(key)
    pane.wait(lambda s: question in notice(s), f"{question} in the notice")


def restored(raw: bytes) -> bool:
    """Whether what was switched on last was switched off after it: alternate screen, mouse, paste, cursor."""
    off = [raw.rfind(b"\x1b[?" + m + b"l") > raw.rfind(b"\x1b[?" + m + b"h") >= 0 for m in MODES]
    return all(off) and raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l") >= 0


@pytest.mark.hard_case(47, 52, 53, 55, 56)
def test_rubbish_and_a_tiny_window_cost_no_answer_and_no_terminal(start: Start, path: Path) -> None:
    pane = start(["open", "acme"])
    say(pane, "y", "GA.1 yes")
    # Bytes that are not UTF-8, a key code that is no key, and right behind them a key.
    pane.send(b"\xff\xfe\xc3\x28\x1b[999999999u\x1b[<999999999;1;1M")
    pane.pump(0.2)
    say(pane, "y", "HOST-001.1 yes")
    for size in ((1, 1), (4, 2), (120, 36)):
        pane.resize(*size)
        pane.pump(0.4)
    pane.wait(lambda s: "HOST-001" in s and "Response to AWS" in s, "the interview again")
    say(pane, "n", "HOST-001.2 no")
    # A paste that never ends swallows every key; a signal still ends the program.
    pane.send("\x1b[200~y")
    pane.pump(0.2)
    pane.process.send_signal(signal.SIGTERM)
    assert pane.end() == 143
    assert restored(bytes(pane.raw))
    assert answers(path) == {"GA.1": "yes", "HOST-001.1": "yes", "HOST-001.2": "no"}
    assert b"Traceback" not in pane.raw


@pytest.mark.hard_case(47, 50)
@pytest.mark.parametrize("how", ["window closed", "SIGQUIT"])
def test_without_a_goodbye_what_was_saved_is_there(start: Start, path: Path, how: str) -> None:
    """What is typed is on the disk half a second after the last key, too."""
    pane = start(["open", "acme"])
    say(pane, "y", "GA.1 yes")
    pane.send("r")
    pane.wait(lambda s: "esc done" in s, "the box")
    pane.send("Typed and not left")
    pane.wait(lambda s: "Typed and not left" in s and "not saved yet" in s, "the text")
    if how == "window closed":
        pane.hang_up()
        assert pane.end() == 129
    else:
        pane.wait(lambda s: "saved" in s.split("\n")[0] and "not saved yet" not in s, "saved while typing")
        pane.process.send_signal(signal.SIGQUIT)
        assert pane.end() == -signal.SIGQUIT
    assert answers(path) == {"GA.1": "yes"}
    found = tomllib.loads(path.read_text("utf-8"))["responses"]
    assert [r["text"] for r in found.values()] == ["Typed and not left"]


@pytest.mark.hard_case(47, 57)
def test_a_terminal_that_is_not_its_own_goes_away(start: Start, path: Path) -> None:
    """No SIGHUP comes then, and every read gives nothing at once: it must not go on unseen."""
    pane = start(["open", "acme"], child=False)
    say(pane, "y", "GA.1 yes")
    pane.hang_up()
    assert pane.end(20) == 129
    assert answers(path) == {"GA.1": "yes"}


BROKEN = """
import sys
from ftr_tui.actions.desk import Desk
def unsure(self, question, who=""):
    local = "canary" + "OfAVariable"
    raise RuntimeError("no route to db, password=canary" + "OfAMessage")
Desk.unsure = unsure
from ftr_tui.cli import main
sys.exit(main())
"""


@pytest.mark.hard_case(51, 88)
def test_a_fault_of_the_app_gives_the_terminal_back_and_keeps_secrets(
    start: Start, path: Path, tmp_path: Path
) -> None:
    pane = start(["open", "acme"], program=("-c", BROKEN))
    say(pane, "y", "GA.1 yes")
    pane.send("l")
    assert pane.end() == 70
    assert restored(bytes(pane.raw))
    assert answers(path) == {"GA.1": "yes"}
    after = pane.raw[pane.raw.rfind(b"\x1b[?1049l") :].decode()
    assert "this is a fault of the app (RuntimeError); your answers are saved" in " ".join(after.split())
    log = tmp_path / "state" / "ftr-tui" / "failures.log"
    assert "in unsure" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600 and stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    for text in (log.read_text(), pane.raw.decode()):
        assert "canaryOf" not in text and "Traceback" not in pane.raw.decode()


@pytest.mark.hard_case(57)
@pytest.mark.parametrize("given", ["<&-", "</dev/null", "<&- 2>&-"])
def test_no_terminal_is_said_at_once(tmp_path: Path, path: Path, given: str) -> None:
    words = ["sh", "-c", f"exec {sys.executable} -m ftr_tui open acme {given}"]
    done = subprocess.run(
        words, cwd=tmp_path, env=environment(tmp_path), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2 and b"\x1b" not in done.stdout + done.stderr
    assert done.stderr.count(b"\n") == (0 if "2>" in given else 1)


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.hard_case(58, 59)
def test_quitting_does_not_wait_for_a_server_that_never_answers(
    start: Start, path: Path, tmp_path: Path, silent: str
) -> None:
    (tmp_path / "aws-config").write_text(PROFILE)
    env = {"AWS_CONFIG_FILE": str(tmp_path / "aws-config"), "AWS_SHARED_CREDENTIALS_FILE": "none",
           "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": silent}  # fmt: skip
    pane = start(["open", "acme"], env)
    pane.send("x")
    pane.wait(lambda s: "Read evidence from AWS" in s and "acme" in s, "the dialog")
    pane.send("\x1b[B ")
    pane.wait(lambda s: "[x] acme" in s, "the profile")
    pane.send("\r")
    pane.wait(lambda s: "logging in to AWS" in notice(s), "the scan")
    pane.pump(1.0)
    before = os.times()
    began = time.monotonic()
    pane.send("q")
    assert pane.end(30) == 0
    took, used = time.monotonic() - began, os.times().children_user - before.children_user
    print(f"quit in {took:.2f} s")
    # On a busy machine everything is late; waiting for the server would be nine seconds at least.
    assert took < 2 or (os.getloadavg()[0] > 2 * (os.cpu_count() or 1) and took < 6), used
    assert restored(bytes(pane.raw))
    assert re.search(r"Go on with: ftr-tui open acme", pane.screen())
