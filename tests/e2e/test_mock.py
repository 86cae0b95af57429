"""The mock review in a real terminal: rehearse, kill, resume, promise, log, finish, debrief."""

from __future__ import annotations

import os
import re
import signal
import time
import tomllib
from pathlib import Path

from tests.e2e.terminal import PROGRAM, Terminal
from tests.e2e.test_terminal import ROOT, new


def run(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"))["rehearsal"][-1]


def scored(path: Path, number: int) -> bool:
    return len([a for a in run(path).get("asked", []) if "score" in a]) == number


def item(screen: str) -> str:
    """Return the id of the item that is asked."""
    return next(
        (m[1] for line in screen.splitlines() if (m := re.match(r"\s+([A-Z][A-Z0-9-]+)  \S", line))), ""
    )


def begin(term: Terminal) -> None:
    term.run(f"{PROGRAM} open acme --screen mock-review")
    term.wait_for("Rehearsals and reviews", "none yet")
    term.keys("n")
    term.wait_for("How long?", "solo")
    term.keys("1")
    term.wait_for("Which way of validation?")
    term.keys("s")
    term.wait_for("rehearsal 1", "Rules, seats and gates", "space goes on")
    term.keys("Space")
    term.wait_for("how sure is the answer?")


def test_a_rehearsal_survives_kill_and_ends_in_a_debrief(terminal, tmp_path) -> None:
    path = new(tmp_path)
    term = terminal(PYTHONPATH=ROOT)
    begin(term)

    # Sure, reveal, score: each is in the file before the next screen says so.
    first = item(term.screen())
    term.keys("3")
    term.wait_for("you said 3")
    assert run(path)["position"]["sure"] == 3
    term.keys("Space")
    term.wait_for("question 2 of 2")
    term.keys("2", "Space")
    term.wait_for("red flag", "0 claim", "3 proof of operation")
    time.sleep(0.4)  # a digit right after the reveal is taken for a late "how sure" and ignored
    term.keys("2")
    term.wait_until(lambda s: scored(path, 1) and item(s) not in ("", first), "the next item after a score")
    asked = run(path)["asked"]
    assert [(a["item"], a.get("score"), a["confidence"]) for a in asked] == [(first, None, 3), (first, 2, 2)]

    # A promise and a question of one's own.
    term.keys("s")
    term.wait_for("What do we supply afterwards?")
    term.type("restore report @Linh 2026-12-05")
    term.keys("Enter")
    term.wait_file(path, lambda f: "supply" in f, "the promise in the file")
    promise = tomllib.loads(path.read_text("utf-8"))["supply"][0]
    assert (promise["what"], promise["owner"], str(promise["due"])) == (
        "restore report",
        "Linh",
        "2026-12-05",
    )
    term.keys("+")
    term.wait_for("Which question was asked?")
    term.type("Who pays for it?")
    term.keys("Enter")
    term.wait_file(path, lambda f: "own_question" in f, "the own question")

    # kill -9 in the middle: position and scores are there, the clock has not run meanwhile.
    before = term.wait_for("how sure is the answer?")
    asked, elapsed = item(before), run(path)["elapsed"]
    os.kill(term.program_pid(), signal.SIGKILL)
    term.wait_for("bash-")
    term.run("reset; clear; echo is'' empty")
    term.wait_until(lambda s: s.startswith("is empty"), "an empty screen")
    term.run(f"{PROGRAM} open acme --screen mock-review")
    term.wait_for("One is not finished")
    term.keys("n")
    after = term.wait_for("how sure is the answer?")
    assert item(after) == asked
    assert elapsed <= run(path)["elapsed"] <= elapsed + 5

    # The same at 80x24: the score ladder stays on the screen.
    term.resize(80, 24)
    term.keys("w", "w", "w", "Space")
    term.wait_for("score", "0 claim", "strong")
    term.resize(120, 36)

    # Finish: the debrief says what was reached, never a percentage.
    term.keys("F")
    term.wait_for("End it now")
    term.keys("y")
    debrief = term.wait_for("Debrief", "restore report")
    assert "%" not in debrief
    assert "ended" in run(path)
    term.keys("Escape")
    term.wait_gone("Debrief R1")
    term.wait_for("To supply", "restore report", "Linh")
    term.keys("H")
    term.wait_for("1 thing to supply to AWS")


def test_the_real_review_is_logged_without_scores(terminal, tmp_path) -> None:
    path = new(tmp_path)
    term = terminal(PYTHONPATH=ROOT)
    term.run(f"{PROGRAM} open acme --screen mock-review")
    term.wait_for("Rehearsals and reviews")
    term.keys("R")
    term.wait_for("Who reviews?")
    term.type("Jane from AWS")
    term.keys("Enter")
    term.wait_for("real review", "asks Jane from AWS", "what we answered")
    term.keys("a")
    term.wait_for("What did we answer?")
    term.type("We showed the listing page")
    term.keys("Enter")
    term.wait_until(lambda _s: bool(run(path).get("asked")), "the answer in the file")
    kept = run(path)["asked"][0]
    assert kept["answer"] == "We showed the listing page" and "score" not in kept
    assert run(path)["reviewers"] == ["Jane from AWS"]
