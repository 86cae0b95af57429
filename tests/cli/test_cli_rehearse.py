"""`rehearse`: the mock review as plain lines, from a pipe; and the debrief as a file."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran


@pytest.fixture
def say(run: Callable[..., Ran], acme: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    def go(*lines: str, options: tuple[str, ...] = ()) -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("rehearse", "acme", "--by", "Lan", *options)

    return go


def kept(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())["rehearsal"][-1]


def test_question_sure_reveal_score(say: Callable[..., Ran], acme: Path) -> None:
    ran = say("", "3", "", "2", "q")
    assert ran.status == 0
    asked = kept(acme)["asked"]
    assert [(a["item"], a["confidence"], a["score"]) for a in asked] == [("CIS", 3, 2)]
    before, _mark, after = ran.out.partition("strong: ")
    assert "show me" in before
    assert "red flag" not in before
    assert "red flag: " in after
    assert "this item needs 3" in ran.out
    assert "Go on with: ftr-tui rehearse acme" in ran.out
    assert "running" not in kept(acme)


def test_it_goes_on_where_it_stopped(say: Callable[..., Ran], acme: Path) -> None:
    say("", "3", "", "2", "4")
    ran = say("", "0", "f")
    asked = kept(acme)["asked"]
    assert [(a["item"], a["confidence"], a["score"]) for a in asked[:2]] == [("CIS", 3, 2), ("GA", 4, 0)]
    assert "CIS benchmark" not in ran.out
    assert "ftr-tui export acme acme-debrief.md --what debrief" in ran.out
    assert {a["outcome"] for a in asked[2:]} == {"parked"}


def test_supply_park_skip_log_note_and_undo(say: Callable[..., Ran], acme: Path) -> None:
    ran = say(
        "", "s report @Linh 2026-12-01", "x", "t saw it", "k", "+ IAM-006 Why?", "u", "+ Who?", "b", "",
        "w", "h", "?", "what", "s x 2026-13-40", "z", "", "q",
    )  # fmt: skip
    found = tomllib.loads(acme.read_text())
    assert found["supply"][0] | {"due": "-"} == {
        "id": "S1", "control": "CIS", "what": "report", "owner": "Linh", "due": "-", "from": "R1"
    }  # fmt: skip
    went = [a.get("outcome", "asked") for a in kept(acme)["asked"]]
    assert went == ["supplied", "parked", "skipped", "logged", "asked"]
    assert [q["text"] for q in found["own_question"]] == ["Who?"]
    for text in (
        "undone: question logged",
        "Break.",
        "'what' is no key here",
        "2026-13-40 is no day",
        "stands",
    ):
        assert text in ran.out
    assert "nobody else in the room" in ran.out


def test_options_say_how_long_and_who(say: Callable[..., Ran], acme: Path, run: Callable[..., Ran]) -> None:
    ran = say("q", options=("--short", "--solo"))
    assert "25 minutes" in ran.out
    assert (kept(acme)["minutes"], kept(acme)["solo"], kept(acme)["seats"]) == (25, True, ["Lan"])
    ran = say("q", options=("--minutes", "60"))
    assert ran.status == 2
    assert "not finished yet" in ran.err
    assert run("rehearse", "nobody").status == 2


def test_a_length_that_cannot_be(say: Callable[..., Ran]) -> None:
    ran = say("q", options=("--minutes", "3"))
    assert (ran.status, "5 to 600 minutes" in ran.err) == (2, True)


def test_a_missing_control_becomes_a_task(say: Callable[..., Ran], acme: Path) -> None:
    say("", "", "0!", "q")
    found = tomllib.loads(acme.read_text())
    assert found["supply"][0]["task"] is True
    assert found["owners"]["CIS"]["who"] == "Lan"


def test_the_real_review_in_lines(say: Callable[..., Ran], acme: Path) -> None:
    ran = say("a The CSV was shown", "+ Who owns it?", "a Linh", "f", options=("--kind", "review"))
    assert [a.get("answer") for a in kept(acme)["asked"]] == ["The CSV was shown", "Linh"]
    assert "score" not in ran.out.replace("without scores", "")
    assert tomllib.loads(acme.read_text())["own_question"][0]["text"] == "Who owns it?"


def test_the_debrief_as_a_file(say: Callable[..., Ran], run: Callable[..., Ran], acme: Path) -> None:
    ran = run("export", "acme", "d.html", "--what", "debrief")
    assert (ran.status, "no rehearsal yet" in ran.err) == (2, True)
    assert not Path("d.html").exists()
    say("", "", "1", "f")
    for name in ("d.html", "d.md"):
        assert run("export", "acme", name, "--what", "debrief").status == 0
        assert "Ready 0 of 46 applicable items" in Path(name).read_text()
    assert "dossier" in run("export", "acme", "x.html").out, "the debrief has to be asked for"
    assert run("export", "acme", "x.csv", "--what", "debrief").status == 2


def test_a_signal_ends_in_order(acme: Path) -> None:
    command = [sys.executable, "-m", "ftr_tui", "rehearse", "acme"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as asked:
        assert asked.stdin is not None
        asked.stdin.write(b"\n3\n")
        asked.stdin.flush()
        for _ in range(600):  # 30 s on a busy machine
            if b"sure = 3" in acme.read_bytes():
                break
            time.sleep(0.05)
        time.sleep(0.1)
        asked.send_signal(signal.SIGTERM)
        out, _err = asked.communicate(timeout=10)
    assert asked.returncode == 143
    assert b"Go on with: ftr-tui rehearse acme" in out
    assert kept(acme)["position"]["sure"] == 3
