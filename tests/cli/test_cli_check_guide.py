"""`check-guide` on the command line: a table for people, JSON, never a verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran

GOOD = Path(__file__).parents[1] / "data" / "guides" / "good.md"


@pytest.fixture
def cd(run: Callable[..., Ran]) -> Callable[..., Ran]:
    assert run("new", "cd", "--checklist", "customer-deployed").status == 0
    return run


def test_the_table(cd: Callable[..., Ran]) -> None:
    cd("answer", "cd", "RM-003.1", "yes")
    ran = cd("check-guide", "cd", GOOD)
    assert (ran.status, ran.err) == (0, "")
    assert "346 lines: something was found for 34 of 36 controls" in " ".join(ran.out.split())
    rows = ran.out.splitlines()
    assert any(r.split()[:6] == ["SUP-002", "lines", "339-346", "heading:", "13.2", "Standard"] for r in rows)
    assert any(r.split()[:5] == ["!", "RM-003", "-", "nothing", "found:"] for r in rows)
    assert "never a verdict" in ran.out and "met by your answers, and nothing found: RM-003" in ran.out
    assert max(map(len, rows)) <= 80


def test_json_holds_the_same_and_every_place(cd: Callable[..., Ran]) -> None:
    ran = cd("check-guide", "cd", GOOD, "--json")
    found = json.loads(ran.out)
    assert (ran.status, found["checklist"], found["lines"], found["found"]) == (
        0,
        "customer-deployed",
        346,
        34,
    )
    assert "never a verdict" in found["note"] and len(found["controls"]) == 36
    by_id = {c["control"]: c for c in found["controls"]}
    assert by_id["SUP-002"]["places"] == [
        {"line": 339, "last": 346, "kind": "heading", "text": "13.2 Standard and Premium"}
    ]
    assert by_id["RM-003"] == {
        "control": "RM-003",
        "title": "Managing licences",
        "outcome": "open",
        "look_again": None,
        "places": [],
    }


def test_what_cannot_be_used_is_one_line(cd: Callable[..., Ran], acme: Path) -> None:
    for args, what in (
        (("cd", "no.md"), "no.md: no such file"),
        (("cd", "."), "is a folder"),
        (("acme", GOOD), "check-guide is for lists that review a deployment guide"),
        (("nobody", GOOD), "no session"),
    ):
        ran = cd("check-guide", *args)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1) and what in ran.err
