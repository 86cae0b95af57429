"""Documents, road and calendar in a real terminal: filed, done, killed, resumed, changed behind our back."""

from __future__ import annotations

import os
import signal
import time
import tomllib
from datetime import date, timedelta
from pathlib import Path

from tests.e2e.terminal import PROGRAM, Terminal
from tests.e2e.test_terminal import ROOT, new

OLD = (date.today() - timedelta(days=400)).isoformat()  # noqa: DTZ011


def today() -> str:
    """Return the day that the program takes: asked for anew, as a suite may run over midnight."""
    return date.today().isoformat()  # noqa: DTZ011  as the program: the day of the machine's zone


def stored(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"))


def fill(term: Terminal, *lines: str) -> None:
    for line in lines:
        if line:
            term.type(line)
        enter(term)


def enter(term: Terminal, times: int = 1) -> None:
    """Press enter as fast as a person does: the next field has to get the cursor in between."""
    for _ in range(times):
        term.keys("Enter")
        time.sleep(0.3)


def test_a_document_is_filed_survives_a_kill_and_its_change_is_noticed(terminal, tmp_path) -> None:
    path = new(tmp_path)
    (tmp_path / "sessions" / "plan.md").write_text("# Plan\n", encoding="utf-8")
    term = terminal(PYTHONPATH=ROOT)
    term.run(f"{PROGRAM} open acme --screen binder")
    term.wait_for("binder", "Incident management plan", "missing")

    term.keys("d")
    term.wait_for("A document", "File or link")
    # The form begins with the document at the cursor; this one is another.
    term.keys("BTab")
    time.sleep(0.3)
    term.keys("C-a", "C-k")
    # They act one message later than letters: on a busy machine they would take what comes after them.
    time.sleep(0.3)
    shows = today()
    fill(term, "Incident management plan", "plan.md", shows, "Minh", "", "")
    term.wait_file(path, lambda f: "document" in f, "the document in the file")
    (document,) = stored(path)["document"]
    assert (document["where"], document["owner"], str(document["shows"])) == ("plan.md", "Minh", shows)
    assert document["kind"] == "incident-plan" and "ARC-005" in document["controls"]

    os.kill(term.program_pid(), signal.SIGKILL)
    # Another edits the file before anybody opens the session again.
    (tmp_path / "sessions" / "plan.md").write_text("# Another plan\n", encoding="utf-8")
    term.run("reset; clear")
    term.run(f"{PROGRAM} open acme --screen binder")
    term.wait_for("1 changed", "plan.md")

    # The folder moves; what is in it is found there, and what is gone is said.
    term.keys("q")
    term.wait_gone("1 changed")
    (tmp_path / "sessions").rename(tmp_path / "moved")
    term.run(f"clear; {PROGRAM} --sessions moved binder acme | grep plan.md")
    term.wait_for("! changed     D01  Incident management plan")
    (tmp_path / "moved" / "plan.md").unlink()
    term.run(f"clear; {PROGRAM} --sessions moved binder acme | grep plan.md")
    term.wait_for("gone")


def test_a_task_is_done_with_its_proof_and_the_road_says_what_blocks(terminal, tmp_path) -> None:
    path = new(tmp_path)
    term = terminal((80, 24), PYTHONPATH=ROOT)
    term.run(f"{PROGRAM} calendar acme --task restore-test --done {OLD} --proof https://wiki.example/r")
    term.wait_for("C1")
    term.run(f"clear; {PROGRAM} open acme --screen calendar")
    term.wait_for("calendar", "Overdue", "Restore a backup")
    before = today()
    term.keys("Home", "y")
    term.wait_for("Done: Restore a backup", "Proof")
    enter(term, 3)
    term.wait_file(path, lambda f: len(f.get("done", [])) == 2, "the second time in the file")
    assert [d["task"] for d in stored(path)["done"]] == ["restore-test"] * 2
    term.wait_for("Write it into the response of BAR-002?")
    assert "responses" not in stored(path)
    term.keys("y")
    term.wait_file(path, lambda f: "responses" in f, "the line in the response")
    done = str(stored(path)["done"][-1]["on"])
    assert done in (before, today())
    assert stored(path)["responses"]["BAR-002"]["text"] == f"Last restore test: {done}."

    term.keys("P")
    term.wait_for("road", "Join the AWS Partner Network", "here")
    term.keys("y")
    term.wait_for("Done on which day?")
    term.keys("Enter")
    term.wait_file(path, lambda f: "join-apn" in f.get("road", {}), "the step in the file")
    joined = str(stored(path)["road"]["join-apn"]["done"])
    assert joined in (before, today())
    os.kill(term.program_pid(), signal.SIGKILL)
    term.run("reset; clear")
    term.run(f"{PROGRAM} road acme | head -5")
    term.wait_for("done", "Join the AWS Partner Network", joined)
