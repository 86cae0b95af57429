"""`wa status` and `wa answer`: the Well-Architected review without a screen."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran


def stored(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return found


def test_a_practice_is_answered_and_the_question_tells_how_it_stands(
    run: Callable[..., Ran], acme: Path
) -> None:
    options = (
        "--note",
        "Two keys",
        "--plan",
        "Roles",
        "--owner",
        "Linh",
        "--due",
        "2026-12-05",
        "--by",
        "Lan",
    )
    ran = run("wa", "answer", "acme", "sec02-bp02", "not-done", *options)
    assert ran.status == 0, ran
    assert "SEC02: not answered, 5 practices not said" in ran.out
    (answer,) = stored(acme)["practice"].values()
    answer.pop("at")
    assert answer == {
        "state": "not-done", "note": "Two keys", "plan": "Roles", "owner": "Linh", "by": "Lan",
        "due": date(2026, 12, 5),
    }  # fmt: skip
    ran = run("wa", "answer", "acme", "SEC02-BP01", "done")
    assert "SEC02: high risk (estimate), 4 practices not said" in ran.out
    ran = run("wa", "answer", "acme", "SEC02-BP02", "open")
    assert ran.status == 0 and len(stored(acme)["practice"]) == 1


def test_a_question_as_a_whole(run: Callable[..., Ran], acme: Path) -> None:
    assert run("wa", "answer", "acme", "SEC03", "none", "--note", "Not yet").status == 0
    ran = run("wa", "answer", "acme", "PERF01", "not-applicable", "--reason", "business priorities")
    assert ran.status == 0 and "PERF01: does not apply" in ran.out
    notes = sorted((n.get("none", False), n.get("applies", True), n.get("reason", ""), n.get("note", ""))
                   for n in stored(acme)["review_question"].values())  # fmt: skip
    assert notes == [(False, False, "BUSINESS_PRIORITIES", ""), (True, True, "", "Not yet")]
    assert run("wa", "answer", "acme", "PERF01", "applies").status == 0
    assert len(stored(acme)["review_question"]) == 1
    assert run("wa", "answer", "acme", "SEC03", "open").status == 0
    assert "review_question" not in stored(acme)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("SEC02-BP99", "done"), "the review has no practice SEC02-BP99 (did you mean SEC0"),
        (("SEC02-BP01", "not-applicable"), "for which reason? (one of OUT_OF_SCOPE"),
        (("SEC02-BP01", "not-applicable", "--reason", "because"), "no such reason (one of OUT_OF_SCOPE"),
        (("SEC02-BP01", "done", "--reason", "OTHER"), "--reason goes with not-applicable"),
        (("SEC02-BP01", "done", "--plan", "x"), "go with not-done"),
        (("SEC02-BP01", "not-done", "--due", "tomorrow"), "tomorrow is no day"),
        (("SEC02-BP01", "none"), "none is said of a question, such as SEC02"),
        (("SEC02", "done"), "done is said of a practice, such as SEC02-BP01"),
        (("SEC02", "none", "--plan", "x"), "a plan belongs to a practice"),
        (("SEC02", "not-applicable"), "SEC02 does not apply for which reason?"),
        (("SEC02-BP01", "don"), "did you mean done?"),
    ],
)
def test_what_cannot_be_said_is_one_line_and_changes_nothing(
    run: Callable[..., Ran], acme: Path, given: tuple[str, ...], says: str
) -> None:
    before = acme.read_bytes()
    ran = run("wa", "answer", "acme", *given)
    assert ran.status == 2 and ran.out == "" and len(ran.err.splitlines()) == 1
    assert says in ran.err and acme.read_bytes() == before


def test_status_in_80_columns_as_json_and_one_question_whole(run: Callable[..., Ran], acme: Path) -> None:
    run("wa", "answer", "acme", "SEC02-BP01", "done")
    run("wa", "answer", "acme", "SEC02-BP02", "not-done", "--owner", "Linh")
    for question in ("IAM-012.1", "IAM-012.2"):
        run("answer", "acme", question, "yes")
    ran = run("wa", "status", "acme")
    assert ran.status == 0 and max(map(len, ran.out.splitlines())) <= 80
    assert "Security                1/11 answered  HRI 1  MRI 0  (estimate)" in ran.out
    assert "IAM-012 is met, but SEC02-BP02 is marked not done" in ran.out
    assert "SEC02-BP02  high  Linh  no day" in ran.out
    assert "ftr-tui wa answer acme SEC02-BP01 done" in ran.out
    ran = run("wa", "status", "acme", "sec02")
    assert "[x] SEC02-BP01" in ran.out and "[ ] SEC02-BP02" in ran.out and "[?] SEC02-BP03" in ran.out
    found = json.loads(run("wa", "status", "acme", "--json").out)
    assert found["pillars"]["security"]["figures"] == "estimate" and len(found["questions"]) == 57
    assert run("wa", "status", "acme", "SEC99").status == 2
