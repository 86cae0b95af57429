"""`release`: from the old list to the new one and back, without a screen."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran

from tests.tools import make_workbook as made


@pytest.fixture
def hoa(run: Callable[..., Ran], tmp_path: Path) -> Path:
    """A session on the made-up 2026.1, AWS's newer workbook beside it."""
    made.put_checklist(tmp_path)
    made.doctored(tmp_path / "next.xlsx")
    assert run("new", "hoa", "--checklist", "partner-hosted@2026.1").status == 0
    for question in (made.REWORDED, f"{made.GONE}.1", "GA.1"):
        assert run("answer", "hoa", question, "yes", "--by", "Minh").status == 0
    return tmp_path / "sessions" / "hoa.toml"


def answers(file: Path) -> dict[str, object]:
    return tomllib.loads(file.read_text("utf-8")).get("answers", {})


def test_build_look_move_and_back(run: Callable[..., Ran], hoa: Path) -> None:
    before = answers(hoa)
    first = run("release", "hoa")
    assert first.status == 0 and "2026.1 is the newest list on this machine" in first.out
    assert "release hoa --from-workbook FILE.xlsx" in first.out
    built = run("release", "hoa", "--from-workbook", "next.xlsx")
    assert built.status == 0 and "built: partner-hosted 2026.2" in built.out
    assert "1 of 3 answers carry over" in " ".join(built.out.split())
    for id_ in (made.ADDED, made.GONE, made.REWORDED, made.RULE_CHANGED, made.UNKNOWN_RULE):
        assert id_ in built.out
    assert answers(hoa) == before
    moved = run("release", "hoa", "--to", "2026.2")
    assert (
        moved.status == 0
        and "Back, with the answers as they were: ftr-tui release hoa --to 2026.1" in moved.out
    )
    assert set(answers(hoa)) == {"GA.1"}
    shown = run("status", "hoa").out
    assert "2026.1: yes (Minh, 20" in shown and f"{made.GONE}.1 (2026.1)" in shown
    assert run("check", "sessions/hoa.toml").status == 0
    assert run("release", "hoa", "--to", "2026.1").status == 0
    assert answers(hoa) == before
    assert run("new", "later").status == 0
    assert run("status", "later", "--json").out.count('"release": "2026.2"') == 1


def test_json_is_one_object_and_nothing_else(run: Callable[..., Ran], hoa: Path) -> None:
    found = json.loads(run("release", "hoa", "--json").out)
    assert (found["release"], found["newer"], found["changes"], found["carried"]) == ("2026.1", "", [], None)
    ran = run("release", "hoa", "--from-workbook", "next.xlsx", "--json")
    found = json.loads(ran.out)
    assert "built: partner-hosted 2026.2" in ran.err
    assert (found["from"], found["to"], found["moved"]) == ("2026.1", "2026.2", False)
    assert {c["id"] for c in found["changes"] if c["kind"] == "added"} == {made.ADDED}
    found = json.loads(run("release", "hoa", "--to", "2026.2", "--json").out)
    assert found["moved"] is True
    assert found["carried"]["kept"] == ["GA.1"]
    assert found["carried"]["reopened"] == [made.REWORDED]
    assert found["carried"]["gone"] == [f"{made.GONE}.1"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["nobody", "--from-workbook", "next.xlsx"], "no session 'nobody'"),
        (["hoa", "--from-workbook", "no such file.xlsx"], "no such file.xlsx: cannot be read"),
        (["hoa", "--from-workbook", "sessions/hoa.toml"], "is no .xlsx workbook"),
        (["hoa", "--from-workbook", "next.xlsx", "--until", "soon"], "'soon' is no month"),
        (["hoa", "--until", "2027-01"], "--until goes with --from-workbook"),
        (["hoa", "--to", "2030.1"], "no release '2030.1'"),
        (["hoa", "--to", "2026.1"], "on 2026.1 already"),
    ],
)
def test_what_cannot_be_is_one_line(run: Callable[..., Ran], hoa: Path, given: list[str], said: str) -> None:
    before = hoa.read_bytes()
    ran = run("release", *given)
    assert ran.status == 2
    assert said in ran.err and ran.err.count("\n") == 1
    assert hoa.read_bytes() == before


def test_without_the_list_every_command_says_what_to_do(run: Callable[..., Ran], hoa: Path) -> None:
    run("release", "hoa", "--from-workbook", "next.xlsx")
    run("release", "hoa", "--to", "2026.2")
    (hoa.parent.parent / "questionnaires" / "partner-hosted-2026.2.toml").unlink()
    for command in ("status", "release", "ask", "rehearse", "binder"):
        ran = run(command, "hoa")
        assert ran.status == 2
        assert "ftr-tui release hoa --from-workbook FILE.xlsx" in ran.err and ran.err.count("\n") == 1
    ran = run("release", "hoa", "--from-workbook", "next.xlsx")
    assert ran.status == 0 and "on 2026.2 already" in ran.out
    assert run("status", "hoa").status == 1
