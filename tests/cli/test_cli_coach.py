"""What a reviewer would miss: in `status`, `answer` and `ask`."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran


def test_a_response_given_by_a_command_is_told_on_stderr_and_saved_all_the_same(
    run: Callable[..., Ran], acme: Path
) -> None:
    ran = run("answer", "acme", "RES-001.1", "yes", "--response", "Our RPO is short.")
    assert ran.status == 0 and "Our RPO is short." in acme.read_text("utf-8")
    assert "RES-001: Not found: the RPO as a time." in ran.err and "Not found" not in ran.out
    ran = run("answer", "acme", "RES-001.1", "yes", "--response", "RPO 4 hours: https://wiki.example/dr")
    assert ran.err.strip() == "RES-001: These rules found nothing; a reviewer still may."
    assert run("answer", "acme", "RES-001.1", "yes").err == ""


def test_a_file_of_responses_is_told_in_one_line(run: Callable[..., Ran], acme: Path, tmp_path: Path) -> None:
    rows = "question,value,response\nRES-001.1,yes,Our RPO is short.\nRES-002.1,yes,RTO 2 hours\n"
    (tmp_path / "in.csv").write_text(rows)
    ran = run("answer", "acme", "--from", tmp_path / "in.csv")
    assert ran.status == 0
    says = "1 response misses what a reviewer asks for: RES-001; ftr-tui status acme says what"
    assert says in ran.err


def test_status_tells_it_after_the_gaps_and_says_nothing_without_a_response(
    run: Callable[..., Ran], acme: Path
) -> None:
    assert "reviewer would miss" not in run("status", "acme").out
    run("answer", "acme", "RES-001.1", "yes", "--response", "Our RPO is short.")
    run(
        "answer", "acme", "IAM-009.1", "no", "--response", "Wir haben keine Schlüssel im Code und das ist so."
    )
    out = " ".join(run("status", "acme").out.split())
    gaps, told = out.index("In the way"), out.index("What a reviewer would miss")
    assert gaps < told < out.index("RES-001 Not found: the RPO as a time.")
    assert "RES-001, IAM-009: No document" in out or "IAM-009, RES-001: No document" in out
    assert "IAM-009: Not judged" in out
    assert "In their words 1 of 2 responses miss something. Hints, no verdict" in out


def test_the_interview_in_lines_tells_it_once_the_response_is_typed(
    run: Callable[..., Ran], acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("answer", "acme", "CIS.1", "no")
    for question in ("GA.1", "HOST-001.1", "HOST-001.2", "HOST-001.3"):
        run("answer", "acme", question, "yes")
    lines = ["n", "We are well supported.", "q"]  # AWS Support: no, so a plan is asked for
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    ran = run("ask", "acme")
    told = " ".join(ran.out.split("saved: SUP-001. ", 1)[1].split())
    assert "coach: Not found: the name of the Support plan" in told and "coach: No document" in told
