"""A team's whole way in a real terminal: new, scan, confirm, answer, quit, kill, resume, mend, ready."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.e2e import account
from tests.e2e.terminal import PROGRAM, Terminal

VIETNAMESE = "Kiểm tra khôi phục mỗi quý, RPO 1 ngày"
JAPANESE = "復旧目標は2時間です"
# What the team answers where evidence decides nothing; everything else is yes.
NO = {"ARC-001.1", "IAM-005.1", "IAM-009.1", "RES-006.1", "CAA-000", "SDAT-000", "RCVP-001.1"}
RESPONSES = {
    "RES-001": VIETNAMESE,
    "RES-002": JAPANESE,
    "RES-004": "Tested 2026-11-02: AZ lost, back in 40 min",
}


@pytest.fixture(scope="module")
def aws():
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    with account.server() as address:
        account.seed(address)
        yield address


def body(screen: str) -> list[str]:
    """Return title, control and evidence as shown, without clock, hint and the list's scroll position."""
    lines = screen.splitlines()
    title = re.sub(r"saved \d\d:\d\d:\d\d", "saved", lines[0]).strip()
    return [title, *(line[30:].rstrip() for line in lines[2:])]


def go(term: Terminal, item: str) -> None:
    term.keys("/")
    term.wait_for("Find a control")
    term.type(item)
    term.keys("Enter")
    term.wait_gone("Find a control")
    term.wait_until(lambda s: s.splitlines()[2][30:].lstrip().startswith(item), f"{item} in the middle")


def reopen(term: Terminal) -> None:
    """Open the session again, on a screen that holds nothing of before."""
    term.run("reset; clear; echo is'' empty")
    term.wait_until(lambda s: s.startswith("is empty"), "an empty screen")
    term.run(f"{PROGRAM} open acme-billing")
    term.wait_for("Acme Billing · self-check")


def stored(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"))


def answer(term: Terminal, path: Path, question: str, key: str) -> None:
    """Press a key at the cursor's question and wait until the file has it: what the screen claims is so."""
    term.keys(key)
    term.wait_file(path, lambda f: question in f.get("answers", {}), f"{question} in the file")


def status(folder: Path) -> tuple[int, dict]:
    where = str(folder / "sessions")
    command = [sys.executable, "-m", "ftr_tui", "status", "acme-billing", "--json", "--sessions", where]
    env = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def test_a_team_goes_all_the_way(terminal, aws, tmp_path) -> None:
    term = terminal(**account.KEYS, AWS_ENDPOINT_URL=aws, PYTHONPATH=str(Path.cwd()))
    path = tmp_path / "sessions" / "acme-billing.toml"

    # A new session, by keys alone.
    term.run(PROGRAM)
    term.wait_for("n  start with your own product")
    term.keys("n")
    term.wait_for("Which product")
    term.type("Acme Billing")
    term.keys("Enter")
    term.wait_for("By which list is Acme Billing reviewed?")
    term.keys("Enter")
    term.wait_for("Acme Billing · self-check 2026.1", "Nothing read yet")
    assert stored(path)["product"] == "Acme Billing"

    # The scan fills while one watches; nothing of it is an answer yet.
    term.keys("x")
    term.wait_for("Read evidence from AWS")
    term.keys("Enter")
    term.wait_for("filled,", "calls not readable")
    assert "answers" not in stored(path)
    go(term, "IAM-006")
    term.wait_for("LegacyEverything", "no   aws", "✗ not met")
    go(term, "ARC-004")
    term.wait_for("no   aws")

    # Confirming asks for what it assumes.
    term.keys("Enter")
    term.wait_for("holds only if this is true", "Production runs in account")
    term.keys("y")
    term.wait_file(path, lambda f: "ARC-004.1" in f.get("answers", {}), "the confirmed answer")
    kept = stored(path)["answers"]["ARC-004.1"]
    assert (kept["value"], kept["source"]) == ("no", "evidence")
    assert "Production runs in account" in kept["assumes"]

    # An answer against evidence needs a reason; escape leaves it as it was.
    go(term, "NETSEC-001")
    term.keys("Down")
    term.keys("y")
    term.wait_for("evidence says otherwise")
    term.keys("Escape")
    term.wait_for("was left as it was")
    assert "NETSEC-001.2" not in stored(path)["answers"]

    # Responses in two scripts, whole in the file.
    for item in ("RES-001", "RES-002"):
        go(term, item)
        term.keys("r")
        term.type(RESPONSES[item])
        term.keys("Escape")
        term.wait_file(
            path,
            lambda f, i=item: f.get("responses", {}).get(i, {}).get("text") == RESPONSES[i],
            "the response in the file",
        )
        term.wait_for(RESPONSES[item][:6])

    # Quit in the middle; the last lines say how to go on; the screen comes back as it was.
    go(term, "RES-001")
    answer(term, path, "RES-001.1", "y")
    go(term, "RES-001")
    before = term.wait_for("saved", VIETNAMESE[:10])
    term.keys("q")
    said = term.wait_for("Go on with: ftr-tui open acme-billing", "Next of")
    assert "Saved in sessions/acme-billing.toml" in said
    reopen(term)
    go(term, "RES-001")
    term.wait_until(lambda s: body(s) == body(before), "the same screen after quitting")

    # kill -9 in the middle of typing: what was claimed as saved is there, the same screen comes back.
    go(term, "BAR-002")
    answer(term, path, "BAR-002.1", "y")
    go(term, "BAR-002")
    before = term.wait_for("yes  you")
    os.kill(term.program_pid(), signal.SIGKILL)
    term.wait_for("bash-")  # the shell is back, somewhere on what the killed program left there
    reopen(term)
    go(term, "BAR-002")
    term.wait_until(lambda s: body(s) == body(before), "the same screen after kill -9")
    code, report = status(tmp_path)
    assert code == 1 and not report["ready"]
    assert report["controls"]["IAM-006"]["outcome"] == "fail"

    # The account is mended; a second scan sees it.
    account.mend(aws)
    term.keys("x")
    term.wait_for("Read evidence from AWS")
    term.keys("Enter")
    term.wait_for("filled,", "calls not readable")
    _code, report = status(tmp_path)
    assert report["controls"]["NETSEC-001"]["outcome"] == "pass"
    assert report["controls"]["IAM-006"]["outcome"] == "open"

    # The rest by keys: confirm what evidence says, answer what it does not.
    for item, state in report["controls"].items():
        if (
            item == "CIS"
            or (item[:3] == "CAA" and item != "CAA-000")
            or (item[:4] == "SDAT" and item != "SDAT-000")
        ):
            continue
        finish(term, path, item, state)
    for item in RESPONSES:
        if item not in stored(path)["responses"]:
            go(term, item)
            term.keys("r")
            term.type(RESPONSES[item])
            term.keys("Escape")
            term.wait_file(path, lambda f, i=item: i in f["responses"], "the response in the file")
    code, report = status(tmp_path)
    assert report["blocking"] == []
    assert (code, report["ready"]) == (0, True)
    term.keys("q")
    term.wait_for("Ready: nothing stands in the way.")


def finish(term: Terminal, path: Path, item: str, state: dict) -> None:
    """Answer what is left of one control, by keys."""
    left = {q: a for q, a in state["answers"].items() if not a["confirmed"]}
    left |= {q: {"value": None, "source": ""} for q in questions_of(item) if q not in state["answers"]}
    for question, given in left.items():
        if question == "IAM-005.2" or question.endswith(("RES-006.2", "RCVP-001.2")):
            continue
        go(term, item)
        to_question(term, question)
        if given["source"] == "evidence" and given["value"]:
            term.keys("Enter")
            term.wait_until(
                lambda s, q=question: "holds only if" in s or q in stored(path)["answers"],
                "confirmed or asked",
            )
            if question not in stored(path)["answers"]:
                term.keys("y")
            term.wait_file(path, lambda f, q=question: q in f["answers"], "the confirmed answer")
        else:
            answer(term, path, question, "n" if question in NO else "y")


def questions_of(item: str) -> list[str]:
    """Return the questions of an item, from the questionnaire itself."""
    found = tomllib.loads(Path("questionnaires/partner-hosted-2026.1.toml").read_text("utf-8"))
    for control in found["control"]:
        if control["id"] == item:
            return [q["id"] for q in control["question"]]
    return [item]


def to_question(term: Terminal, question: str) -> None:
    """Move the cursor to a question of the control in the middle."""
    number = int(question.rpartition(".")[2]) if "." in question else 1
    term.keys(*["Up"] * 4)
    if number > 1:
        term.keys(*["Down"] * (number - 1))
    label = "." + question.rpartition(".")[2] if "." in question else ""
    term.wait_until(
        lambda s: any("▸ " + label in line[30:] for line in s.splitlines()), f"cursor at {question}"
    )
