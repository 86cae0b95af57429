"""`ask`: the interview as plain lines, from a pipe."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran, finding, process, scanned

from ftr_tui.store.library import Library


@pytest.fixture
def say(run: Callable[..., Ran], acme: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    def go(*lines: str) -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("ask", "acme", "--by", "Linh")

    return go


@pytest.fixture
def only(run: Callable[..., Ran], acme: Path) -> Callable[..., None]:
    """Answer everything favourably but the questions named, so that only they are asked."""

    def go(*left: str) -> None:
        good = {"ARC-001.1": "no", "ARC-004.1": "no", "IAM-009.1": "no"}
        good |= {"IAM-005.2": "temporary", "CIS.2": "v5.0"}
        questions = Library().checklist("partner-hosted", "2026.1").questions
        rows = [f"{q},{good.get(q, 'yes')},ours" for q in questions if q not in left]
        Path("rest.csv").write_text("question,value,response\n" + "\n".join(rows) + "\n")
        assert run("answer", "acme", "--from", "rest.csv").status == 0
        text = acme.read_text()
        for control in {q.partition(".")[0] for q in left}:
            # The response came with another question of the same control; it is asked for here.
            assert f"[responses.{control}]" not in text

    return go


def answers(path: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads(path.read_text()).get("answers", {})


def values(path: Path) -> dict[str, object]:
    return {q: a.get("value") for q, a in answers(path).items()}


def test_answers_are_saved_one_by_one_and_the_end_is_0(say: Callable[..., Ran], acme: Path) -> None:
    ran = say("y", "5", "y", "n")
    assert ran.status == 0
    assert values(acme) == {"CIS.1": "yes", "CIS.2": "v5.0", "GA.1": "yes", "HOST-001.1": "no"}
    assert answers(acme)["GA.1"]["by"] == "Linh"
    assert "saved: CIS.2 v5.0. CIS ✓ met" in ran.out
    assert "4 changes saved in sessions/acme.toml" in ran.out
    assert "ftr-tui ask acme" in ran.out


def test_it_goes_on_where_it_stopped(say: Callable[..., Ran], acme: Path) -> None:
    say("y", "3", "q", "y")
    assert values(acme) == {"CIS.1": "yes", "CIS.2": "v3.0"}
    ran = say("y")
    assert "CIS.1" not in ran.out
    assert values(acme)["GA.1"] == "yes"


def test_what_does_not_fit_is_said_and_asked_again(say: Callable[..., Ran], acme: Path) -> None:
    ran = say("t", "-", "what", "yes")
    assert ran.out.count("CIS.1 takes no answer") == 3
    assert values(acme) == {"CIS.1": "yes"}


def test_back_asks_the_one_before_and_comes_forward_again(say: Callable[..., Ran], acme: Path) -> None:
    say("y", "5", "y", "y", "b", "n", "y")
    assert values(acme) == {
        "CIS.1": "yes",
        "CIS.2": "v5.0",
        "GA.1": "yes",
        "HOST-001.1": "no",
        "HOST-001.2": "yes",
    }
    assert "This is the first one." in say("b").out


def test_more_shows_what_is_accepted(say: Callable[..., Ran]) -> None:
    ran = say("?")
    assert "accepted: A report that covers every production account" in ran.out
    assert "refused: " in ran.out
    assert "example: " in ran.out


def test_put_off_is_stored_with_a_name_and_asked_last(
    say: Callable[..., Ran], acme: Path, only: Callable[..., None]
) -> None:
    only("GA.1", "SUP-001.1")
    ran = say("l", "y")
    assert answers(acme)["GA.1"]["by"] == "Linh"
    assert values(acme)["GA.1"] is None
    assert ran.out.count("GA.1  ") == 1
    ran = say("y")
    assert values(acme)["GA.1"] == "yes"
    assert "Ready on the sheet route" in ran.out


def test_a_response_is_asked_for_where_the_rules_want_one(
    say: Callable[..., Ran], acme: Path, only: Callable[..., None]
) -> None:
    only("SUP-001.1", "RES-001.1", "ARC-001.1")
    ran = say("n", "Upgrade on 2026-12-01.", "n", "y", "RPO is 1 hour.")
    found = tomllib.loads(acme.read_text())["responses"]
    assert found["SUP-001"]["text"] == "Upgrade on 2026-12-01."
    assert found["RES-001"]["text"] == "RPO is 1 hour."
    assert "ARC-001" not in found
    assert "SUP-001 ≈ explained" in ran.out
    assert "Ready on the sheet route" in ran.out


def test_a_response_left_empty_is_asked_for_next_time(
    say: Callable[..., Ran], acme: Path, only: Callable[..., None]
) -> None:
    only("RES-001.1")
    say("y", "")
    assert "RES-001: AWS reads an explanation here" in say("RPO is 1 hour.").out
    assert tomllib.loads(acme.read_text())["responses"]["RES-001"]["text"] == "RPO is 1 hour."


def test_questions_behind_a_closed_gate_are_passed_over(
    say: Callable[..., Ran], acme: Path, only: Callable[..., None]
) -> None:
    only("CAA-000", "CAA-001.1", "CAA-002.1", "CAA-003.1")
    ran = say("n")
    assert "CAA-001" not in ran.out
    assert "Nothing more is open here" in ran.out
    assert values(acme)["CAA-000"] == "no"


def test_enter_confirms_evidence_after_its_assumption(
    say: Callable[..., Ran], acme: Path, only: Callable[..., None]
) -> None:
    only("SUP-001.1", "IAM-003.1")
    assumes = "Production runs in this account."
    scanned(acme, finding("SUP-001.1", "yes"), finding("IAM-003.1", "yes", assumes=assumes))
    ran = say("", "", "n")
    assert "What the account shows of SUP-001.1." in ran.out
    assert answers(acme)["SUP-001.1"]["source"] == "evidence"
    assert "IAM-003.1" not in answers(acme)
    assert f"This holds only if: {assumes}" in ran.out
    say("", "y")
    assert answers(acme)["IAM-003.1"]["assumes"] == assumes


def test_against_evidence_needs_a_reason(
    say: Callable[..., Ran], acme: Path, only: Callable[..., None]
) -> None:
    only("SUP-001.1")
    scanned(acme, finding("SUP-001.1", "no"))
    say("y", "")
    assert "SUP-001.1" not in answers(acme)
    ran = say("y", "The plan was bought today.")
    assert "Evidence says otherwise: What the account shows of SUP-001.1." in ran.out
    assert answers(acme)["SUP-001.1"]["reason"] == "The plan was bought today."
    assert "Ready on the sheet route" in ran.out


def test_a_save_that_fails_is_said_and_2(acme: Path) -> None:
    # The first answer finds that somebody broke the file: nothing is written over it.
    acme.with_name("acme.toml").write_text(acme.read_text())
    script = (
        "import sys\nfrom pathlib import Path\nfrom ftr_tui.cli import ask, main\n"
        "read = ask.read_line\n"
        "def broken(prompt):\n"
        f"    Path({str(acme)!r}).write_text('<<<<<<< HEAD')\n"
        "    return read(prompt)\n"
        "ask.read_line = broken\n"
        "sys.exit(main(['ask', 'acme']))"
    )
    import subprocess
    import sys

    ran = subprocess.run(
        [sys.executable, "-c", script], input="y\n", capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "not saved" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert acme.read_text() == "<<<<<<< HEAD"


def test_a_real_pipe(acme: Path) -> None:
    ran = process("ask", "acme", stdin="y\n5\n")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert values(acme) == {"CIS.1": "yes", "CIS.2": "v5.0"}
    assert process("ask", "acme").returncode == 0


def test_lines_fit_80_columns(say: Callable[..., Ran]) -> None:
    assert max(map(len, say("y", "5", "?", "y").out.splitlines())) <= 96
