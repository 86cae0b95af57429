"""`road`: the steps, what a person writes down, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cli_help import Ran


def folded(text: str) -> str:
    return " ".join(text.split())


def test_the_road_in_80_columns_and_where_the_team_stands(run: Callable[..., Ran], acme: Path) -> None:
    ran = run("road", "acme")
    lines = ran.out.splitlines()
    assert ran.status == 0 and max(map(len, lines)) <= 80
    assert "1  ? here" in ran.out and "3  – waits" in ran.out
    assert "ftr-tui road acme --step join-apn --done" in ran.out


def test_a_day_is_written_down_and_the_step_shown(run: Callable[..., Ran], acme: Path) -> None:
    ran = run(
        "road",
        "acme",
        "--step",
        "join-apn",
        "--done",
        "2026-03-02",
        "--people",
        "Minh, Linh",
        "--note",
        "Fine",
    )
    assert ran.status == 0 and "done on 2026-03-02" in ran.out and "people: Minh, Linh" in ran.out
    assert "done = 2026-03-02" in acme.read_text()
    assert run("road", "acme", "--step", "join-apn", "--not-done", "--people", "", "--note", "").status == 0
    assert "[road" not in acme.read_text()
    assert run("road", "acme", "--step", "join-apn", "--done").status == 0
    assert f"done = {date.today()}" in acme.read_text()  # noqa: DTZ011  the day of the machine, as the command takes it


def test_done_against_a_block_is_done_although(run: Callable[..., Ran], acme: Path) -> None:
    ran = run("road", "acme", "--step", "review", "--done", "2026-03-02")
    assert ran.status == 0 and ran.err.startswith("done, although: self-check: 47 items left")
    assert "≈ done, but" in ran.out and "although: to hand in, and missing: Architecture" in folded(ran.out)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--done"], "which step? --step ID goes with it (join-apn, "),
        (["--step", "nowhere"], "the road has no step nowhere"),
        (["--step", "join-apn", "--done", "2999-01-01"], "2999-01-01 lies ahead"),
        (["--step", "join-apn", "--done", "soon"], "soon is no day; write it as 2026-12-05"),
        (["--step", "join-apn", "--planned", "20261205"], "20261205 is no day"),
        (["--step", "join-apn", "--done", "--not-done"], "opposites"),
        (["--step", "join-apn", "--done", "-"], "--not-done takes it back"),
        (["--step", "join-apn", "--until", "2026-12-05"], "only the review meeting and the approval"),
    ],
)
def test_what_cannot_be_is_one_line_and_2(
    run: Callable[..., Ran], acme: Path, options: list[str], says: str
) -> None:
    before = acme.read_bytes()
    ran = run("road", "acme", *options)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert says in ran.err and acme.read_bytes() == before


def test_json_is_one_object_also_when_something_is_written(run: Callable[..., Ran], acme: Path) -> None:
    options = ["--step", "review-meeting", "--comments", "2025-08-31", "--planned", "2025-08-30"]
    ran = run("road", "acme", *options, "--json")
    found = json.loads(ran.out)
    assert (found["session"], found["here"], len(found["steps"])) == ("acme", "join-apn", 7)
    meeting = found["steps"][5]
    assert meeting["number"] is None and meeting["state"] == "late" and meeting["planned"] == "2025-08-30"
    assert (meeting["comments"], meeting["until"], meeting["until_suggested"]) == (
        "2025-08-31",
        "2026-02-28",
        True,
    )
    assert meeting["days_left"] < 0
    assert "review_date = 2025-08-30" in acme.read_text()
    assert set(found["steps"][0]) == {
        *(
            "id",
            "number",
            "title",
            "state",
            "here",
            "done",
            "planned",
            "people",
            "notes",
            "comments",
            "until",
        ),
        *("until_suggested", "days_left", "blocks", "hints", "what", "who", "link", "as_of"),
    }
    assert "2025-08-30 is past" in ran.err


def test_status_says_where_on_the_road_the_team_is(run: Callable[..., Ran], acme: Path) -> None:
    run("road", "acme", "--step", "join-apn", "--done", "2026-03-02")
    run("road", "acme", "--step", "software-path", "--planned", "2999-01-01")
    assert "road: step 2 (Enrol in the Software Path) · planned for 2999-01-01" in folded(
        run("status", "acme").out
    )
    found = json.loads(run("status", "acme", "--json").out)["road"]
    assert found["here"] == "software-path" and len(found["steps"]) == 7
    assert found["steps"]["join-apn"] == {
        "state": "done",
        "done": "2026-03-02",
        "planned": None,
        "until": None,
    }
