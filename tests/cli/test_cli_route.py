"""`route`: the checks of a report in 80 columns, what a person says, JSON; and `status` of such a session."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran

from ftr_tui.actions.opening import open_session
from tests.tools import pulled

TODAY = date.today()  # noqa: DTZ011  the day of the machine, as the command takes it


@pytest.fixture
def report(run: Callable[..., Ran], tmp_path: Path) -> Path:
    """A session that prepares nothing but reports."""
    assert run("new", "acme", "--product", "Acme Billing", "--route", "wafr", "--route", "soc2").status == 0
    return tmp_path / "sessions" / "acme.toml"


def folded(text: str) -> str:
    return " ".join(text.split())


def as_json(run: Callable[..., Ran], *args: object) -> Any:
    return json.loads(run("route", "acme", *args, "--json").out)


def test_the_checks_in_80_columns_with_what_to_do(run: Callable[..., Ran], report: Path) -> None:
    ran = run("route", "acme")
    assert ran.status == 0 and max(map(len, ran.out.splitlines())) <= 80 and ran.err == ""
    text = folded(ran.out)
    assert (
        "Well-Architected report · 0 of 7 checks met" in text and "SOC 2 report · 0 of 5 checks met" in text
    )
    assert "WAFR-FTR-001, WAFR-FTR-005: Read the workload: ftr-tui wa pull" in text
    assert "no AWS page that we read says that a report alone is enough" in text
    assert "(according to one partner's notes)" in text
    assert "ftr-tui route acme --check ID yes" in ran.out


def test_what_is_said_is_stored_and_shown(run: Callable[..., Ran], report: Path) -> None:
    day = TODAY - timedelta(days=30)
    ran = run("route", "acme", "--check", "soc-001", "yes", "--on", day, "--note", "page 2", "--by", "Linh")
    assert ran.status == 0 and f"signed on {day}" in folded(ran.out) and "1 of 5 checks met" in ran.out
    assert tomllib.loads(report.read_text())["report_check"]["SOC-001"]["value"] == str(day)
    # The day alone says both.
    older = TODAY - timedelta(days=400)
    found = as_json(run, "--check", "SOC-001", older)
    check = found["routes"]["soc2"]["checks"][0]
    assert (check["id"], check["state"], check["said"]["value"]) == ("SOC-001", "fail", str(older))
    assert run("route", "acme", "--check", "SOC-001", "-").status == 0
    assert "report_check" not in report.read_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--check", "SOC-001", "yes"], "SOC-001 asks on which day"),
        (["--check", "SOC-001", "20260314"], "20260314 is no day; write it as 2026-12-05"),
        (["--check", "SOC-001", "yes", "--on", "2999-01-01"], "2999-01-01 lies ahead"),
        (["--check", "SOC-002", "maybe"], "SOC-002 takes no maybe"),
        (["--check", "WAFR-FTR-003", "yes"], "judged by what the Well-Architected Tool says"),
        (["--check", "NOPE", "yes"], "no report route has a check NOPE"),
        (["--note", "x"], "--note goes with --check"),
        (["--on", "2026-03-14"], "--on goes with --check"),
        (["--drop", "moon"], "--drop takes no 'moon'"),
    ],
)
def test_what_cannot_be_is_one_line_and_2(
    run: Callable[..., Ran], report: Path, options: list[str], says: str
) -> None:
    before = report.read_bytes()
    ran = run("route", "acme", *options)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert says in ran.err and report.read_bytes() == before


def test_routes_are_taken_in_and_left_out(run: Callable[..., Ran], acme: Path) -> None:
    assert run("route", "acme", "--drop", "wafr").status == 0
    ran = run("route", "acme")
    assert (
        ran.status == 0 and "No report is prepared." in ran.out and "ftr-tui route acme --add wafr" in ran.out
    )
    assert run("route", "acme", "--drop", "sheet").status == 2
    found = as_json(run, "--add", "soc2")
    assert list(found["routes"]) == ["sheet", "soc2"]
    assert tomllib.loads(acme.read_text())["routes"] == ["sheet", "soc2"]


def test_json_has_the_promised_shape(run: Callable[..., Ran], report: Path) -> None:
    found = as_json(run)
    assert (found["session"], found["ready"], list(found["routes"])) == ("acme", False, ["wafr", "soc2"])
    for route, number in (("wafr", 7), ("soc2", 5)):
        told = found["routes"][route]
        assert set(told) == {"ready", "met", "of", "checks", "still_to_answer", "note"}
        assert (told["met"], told["of"], len(told["checks"])) == (0, number, number)
        assert set(told["still_to_answer"]) == {"items", "left", "source"}
        assert {c["state"] for c in told["checks"]} == {"open"}
    assert json.loads(run("status", "acme", "--json").out)["routes"] == found["routes"]


def test_status_of_a_session_of_reports_is_about_the_reports(run: Callable[..., Ran], report: Path) -> None:
    ran = run("status", "acme")
    text = folded(ran.out)
    assert ran.status == 1 and max(map(len, ran.out.splitlines())) <= 80
    assert "route wafr: 0 of 7 report checks met; next: WAFR-FTR-001" in text
    assert "not needed" in text and "Not ready: 5 report checks are not met" in text
    gaps = ran.out[ran.out.index("In the way") :]
    assert "HOST-001" in gaps and "IAM-002" not in gaps
    day = TODAY - timedelta(days=3)
    run("route", "acme", "--check", "SOC-001", day)
    for number in (2, 3, 4, 5):
        run("route", "acme", "--check", f"SOC-00{number}", "yes")
    ran = run("status", "acme")
    assert ran.status == 0 and "Ready by the SOC 2 report: every check is met." in folded(ran.out)
    assert "a report alone is enough" in folded(ran.out)
    assert run("status", "--all").status == 0


def test_milestones_stand_below_with_the_change(run: Callable[..., Ran], report: Path) -> None:
    desk = open_session(report.parent, "acme")
    lens = desk.library.lens()
    made = [pulled.milestone(1, pulled.AT - timedelta(days=200), security=3), pulled.milestone(2, pulled.AT)]
    workload = pulled.in_tool(lens).changed(milestones=made)
    pulled.pull(desk, workload, pulled.answered(lens, desk.session))
    lines = run("route", "acme").out.splitlines()
    rows = [line.split() for line in lines if " security " in line]
    assert [r[-5:] for r in rows] == [
        [str((pulled.AT - timedelta(days=200)).date()), "security", "3", "/", "2"],
        ["/", "2", "-3", "/", "+0"],
    ]


def test_a_broken_file_of_the_tool_is_said_beside_the_checks(run: Callable[..., Ran], report: Path) -> None:
    report.with_name("acme.wa.toml").write_text("[[")
    ran = run("route", "acme")
    assert ran.status == 0 and "acme.wa.toml:1" in ran.err and "ftr-tui wa pull acme" in ran.err
