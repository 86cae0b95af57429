"""`rounds`: the table, what is written down, stdin, JSON; and what `status` says first."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran

CAME = "2026-10-01"


def folded(text: str) -> str:
    return " ".join(text.split())


def stored(acme: Path) -> dict[str, Any]:
    return tomllib.loads(acme.read_text("utf-8"))


@pytest.fixture
def asked(run: Callable[..., Ran], acme: Path) -> Path:
    """A session with one round and two comments."""
    assert run("rounds", "acme", "--came", CAME, "--add", "Which role?", "--control", "iam-006").status == 0
    assert run("rounds", "acme", "--add", "One Region only.").status == 0
    return acme


def test_before_anything_came_it_says_how_to_begin(run: Callable[..., Ran], acme: Path) -> None:
    ran = run("rounds", "acme")
    assert ran.status == 0 and "None yet." in ran.out
    assert "ftr-tui rounds acme --came DAY --add TEXT --control IAM-002" in folded(ran.out)
    assert "round" not in stored(acme)


def test_comments_in_80_columns_with_the_clock_and_the_next_step(
    run: Callable[..., Ran], asked: Path
) -> None:
    long = "Show us who approved it. " * 40
    assert run("rounds", "acme", "--add", long, "--control", "NETSEC-001").err == "K3 added to N1\n"
    run("rounds", "acme", "--item", "k1", "--answer", "Minh.", "--owner", "Linh", "--due", "2999-12-01")
    ran = run("rounds", "acme")
    assert ran.status == 0 and max(map(len, ran.out.splitlines())) <= 80
    # Six months from 1 October.
    assert "Fix it by 2027-04-01 (" in ran.out and "): six months, AWS named no day" in ran.out
    rows = [line.split() for line in ran.out.splitlines() if line.startswith("  K")]
    assert [row[:4] for row in rows] == [
        ["K1", "?", "answered", "IAM-006"],
        ["K2", "?", "open", "whole"],
        ["K3", "?", "open", "NETSEC-001"],
    ]
    assert "ftr-tui rounds acme --item K2 --answer TEXT" in ran.out
    assert "1 answer is ready for the next export" in ran.out


def test_answer_state_sent_and_remove(run: Callable[..., Ran], asked: Path) -> None:
    ran = run("rounds", "acme", "--item", "K1", "--answer", "Minh.\nSince June.")
    assert "AWS: Which role?" in ran.out and "we: Minh." in ran.out and "Since June." in ran.out
    assert run("rounds", "acme", "--sent").err == "sent today: K1\n"
    assert run("rounds", "acme", "--sent").err == "nothing that is open has an answer\n"
    assert stored(asked)["comment"][0]["sent"] == date.today()  # noqa: DTZ011  as the command takes it
    again = run("rounds", "acme", "--item", "K1", "--answer", "Linh.")
    assert again.err == "K1: open again, for another answer was sent\n"
    assert "✓ accepted" in run("rounds", "acme", "--item", "K1", "--state", "accepted").out
    assert run("rounds", "acme", "--item", "K2", "--text", "Two Regions.", "--control", "ga").status == 0
    assert (stored(asked)["comment"][1]["text"], stored(asked)["comment"][1]["control"]) == (
        "Two Regions.",
        "GA",
    )
    assert run("rounds", "acme", "--remove", "k2").err == "K2 taken away\n"
    assert [c["id"] for c in stored(asked)["comment"]] == ["K1"]


def test_a_round_is_changed_by_its_number_and_a_comment_joins_the_day_beside_it(
    run: Callable[..., Ran], asked: Path
) -> None:
    run("rounds", "acme", "--until", "2027-05-01", "--note", "mail")
    run("rounds", "acme", "--came", "2026-11-20", "--add", "Which role?", "--control", "IAM-006")
    run("rounds", "acme", "--round", "n2", "--came", "2026-11-19")
    run("rounds", "acme", "--round", "N1", "--add", "Which day?")
    found = stored(asked)
    assert [(r["id"], str(r["came"]), str(r.get("until"))) for r in found["round"]] == [
        ("N1", "2026-10-01", "2027-05-01"),
        ("N2", "2026-11-19", "None"),
    ]
    assert [(c["id"], c["round"]) for c in found["comment"]] == [
        ("K1", "N1"),
        ("K2", "N1"),
        ("K3", "N2"),
        ("K4", "N1"),
    ]


def test_a_comment_of_several_lines_comes_from_stdin(
    run: Callable[..., Ran], acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("First.\n\n  Xin chào 日本 🎉\n"))
    assert run("rounds", "acme", "--add", "-", "--control", "RES-004.1").status == 0
    (said,) = stored(acme)["comment"]
    assert (said["text"], said["control"]) == ("First.\n\n  Xin chào 日本 🎉", "RES-004")
    monkeypatch.setattr("sys.stdin", io.StringIO("\ufffd\ufffd"))
    ran = run("rounds", "acme", "--add", "-")
    assert (ran.status, ran.err) == (2, "ftr-tui: stdin is not UTF-8\n")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--owner", "Linh"], "which comment? --item K1 goes with --owner"),
        (["--item", "K9", "--state", "sent"], "no comment of AWS has the number K9"),
        (["--item", "K1", "--due", "soon"], "soon is no day"),
        (["--item", "K1", "--add", "x"], "--add and --item do not go together"),
        (["--item", "K1", "--answer", "Kept out.", "--owner", "x" * 81], "80 characters"),
        (["--control", "IAM-006"], "--control goes with --add or --item"),
        (["--add", ""], "a comment needs a text"),
        (["--add", "x", "--control", "IAM-06"], "IAM-06 is no control of this list"),
        (["--add", "which ROLE?", "--control", "IAM-006"], "K1 says that already"),
        (["--came", "2999-01-01", "--add", "Kept out."], "2999-01-01 lies ahead"),
        (["--came", "-"], "--came takes a day"),
        (["--until", "2026-09-30"], "must lie after 2026-10-01"),
        (["--round", "N7", "--note", "x"], "no round of comments has the number N7"),
        (["--round", "N1"], "--round goes with"),
        (["--remove", "N1"], "N1 holds comments: K1, K2"),
        (["--add", "Kept out.", "--until", "never"], "never is no day"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_changes_nothing(
    run: Callable[..., Ran], asked: Path, options: list[str], says: str
) -> None:
    before = asked.read_bytes()
    ran = run("rounds", "acme", *options)
    assert ran.status == 2 and says in ran.err and ran.err.count("\n") == 1
    assert asked.read_bytes() == before


def test_the_json_has_rounds_comments_and_the_clock(run: Callable[..., Ran], asked: Path) -> None:
    late = date.today() - timedelta(days=2)  # noqa: DTZ011  the day of the machine, as the command takes it
    run("rounds", "acme", "--item", "K2", "--due", late, "--owner", "Linh")
    found = json.loads(run("rounds", "acme", "--json").out)
    assert (found["session"], found["open"], found["overdue"], found["until"]) == ("acme", 2, 1, "2027-04-01")
    assert [(r["id"], r["came"], r["named_by_aws"]) for r in found["rounds"]] == [("N1", CAME, False)]
    assert [(c["id"], c["days_left"], c["overdue"], c["due"]) for c in found["comments"]] == [
        ("K2", -2, True, str(late)),
        ("K1", None, False, None),
    ]
    assert set(found["comments"][0]) == {
        *("id", "round", "control", "text", "answer", "state", "owner", "due", "days_left", "overdue"),
        *("sent", "accepted", "live"),
    }


def test_status_says_what_aws_asks_before_everything_else(run: Callable[..., Ran], asked: Path) -> None:
    lines = [line for line in run("status", "acme").out.splitlines() if line]
    assert lines[1].startswith("AWS's comments: 2 open, ")
    assert lines[2].split() == ["K2", "open", "whole", "One", "Region", "only."]
    assert lines[4].split() == ["ftr-tui", "rounds", "acme"]
    for item in ("K1", "K2"):
        run("rounds", "acme", "--item", item, "--state", "sent")
    assert "AWS's comments" not in run("status", "acme").out
