"""The report routes at work: a pulled workload, the file in the binder, what a person says of a check."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import binder, calendar, checking, opening, routes, status
from ftr_tui.actions.desk import Desk
from ftr_tui.model.problem import Problem
from ftr_tui.store import workloads
from ftr_tui.store.shipped import builtin_dir
from tests.tools import pulled

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = ("wafr", "soc2")
    return opening.create(
        tmp_path / "sessions", "Acme Billing", name="acme", routes=made, who="Lan", clock=lambda: NOW
    )


def state_of(desk: Desk, check: str) -> str:
    return str(routes.find(desk, check)[1].state)


def by_id(desk: Desk) -> dict[str, str]:
    return {c.id: str(c.state) for stand in routes.stands(desk) for c in stand.checks}


def pdf(desk: Desk, data: bytes = b"%PDF-1.7 ...") -> Path:
    path = desk.file.path.parent / "report.pdf"
    path.write_bytes(data)
    binder.add(desk, str(path), "well-architected-report", shows=date(2026, 11, 21))
    return path


def pull(desk: Desk, *, high: tuple[str, ...] = (), missing: tuple[str, ...] = (), **more: Any) -> None:
    lens = desk.library.lens()
    workload = pulled.in_tool(lens, high, missing).changed(**more)
    pulled.pull(desk, workload, pulled.answered(lens, desk.session, missing))


def test_from_nothing_to_ready_by_the_report(desk: Desk) -> None:
    assert set(by_id(desk).values()) == {"open"} and not routes.ready(desk)
    pull(desk, milestones=[pulled.milestone(1, pulled.AT)])
    found = by_id(desk)
    assert [k for k, v in found.items() if v != "pass" and k.startswith("WAFR")] == ["WAFR-FTR-006"]
    pdf(desk)
    routes.say(desk, "wafr-ftr-006", "yes", note="all four")
    stand = routes.stands(desk)[0]
    assert stand.ready and routes.ready(desk) and (stand.met, stand.first) == (7, None)
    assert status.as_json(desk)["ready"] is True
    # The self-check is as open as before: a mark, no outcome.
    assert not desk.review.ready and set(stand.left) <= set(stand.rest)
    # Beside a sheet, which no AWS page waives, a report alone makes nobody ready.
    routes.prepare(desk, "sheet", on=True)
    assert not routes.ready(desk) and status.as_json(desk)["ready"] is False


def test_an_answer_changed_since_the_pull_is_an_estimate_again(desk: Desk) -> None:
    pull(desk)
    assert state_of(desk, "WAFR-FTR-002") == "pass"
    missing = ("SEC02-BP02",)
    desk.change("changed", pulled.answered(desk.library.lens(), desk.session, missing))
    check = routes.find(desk, "WAFR-FTR-002")[1]
    assert check.state == "fail" and check.why == "estimate: 1 high-risk issue"
    assert state_of(desk, "WAFR-FTR-003") == "pass"
    # The tool still rates it HIGH, and here it is done by now: nothing confirms that yet.
    lens = desk.library.lens()
    question = lens.owner_of[lens.by_bp["SEC02-BP02"].id]
    pull(desk, high=(question,), missing=missing)
    assert routes.find(desk, "WAFR-FTR-002")[1].why == "1 high-risk issue (confirmed)"
    desk.change("done", pulled.answered(lens, desk.session))
    check = routes.find(desk, "WAFR-FTR-002")[1]
    assert check.state == "open" and "(the tool still counts 1)" in check.why


def test_a_high_risk_of_a_question_that_no_lens_here_knows_counts(desk: Desk) -> None:
    lens = desk.library.lens()
    workload = pulled.in_tool(lens)
    other = next(iter(workload.answers.values())).model_copy(
        update={"question": "newer", "pillar": "reliability", "risk": "HIGH"}
    )
    pull(desk, answers={**workload.answers, "newer": other})
    assert routes.find(desk, "WAFR-FTR-004")[1].why == "1 high-risk issue (confirmed)"


def test_a_file_of_another_workload_or_a_broken_one_confirms_nothing(desk: Desk) -> None:
    pull(desk)
    path = workloads.path_of(desk.file.path)
    path.write_text(path.read_text().replace(pulled.ID, "f" * 32))
    assert state_of(desk, "WAFR-FTR-001") == "open" and state_of(desk, "WAFR-FTR-002") == "open"
    path.write_text("not toml")
    assert state_of(desk, "WAFR-FTR-001") == "open" and routes.milestones(desk) == []


def test_the_file_in_the_binder_is_looked_at(desk: Desk) -> None:
    path = pdf(desk)
    assert "a person must see" in routes.find(desk, "WAFR-FTR-006")[1].why
    path.write_bytes(b"%PDF-" + b"x" * 3_000_000)
    assert "one source says at most 3 MB" in routes.find(desk, "WAFR-FTR-006")[1].why
    path.write_bytes(b"<html>")
    assert "it is no PDF" in routes.find(desk, "WAFR-FTR-006")[1].why
    path.unlink()
    assert "the file is gone" in routes.find(desk, "WAFR-FTR-006")[1].why
    path.mkdir()
    assert "cannot be read" in routes.find(desk, "WAFR-FTR-006")[1].why


def test_the_newest_report_counts(desk: Desk) -> None:
    pdf(desk)
    binder.add(desk, "https://acme.example/old", "well-architected-report", shows=date(2025, 1, 1))
    found = routes.paper(desk, routes.content(desk).by_id["wafr"])
    assert found is not None and found.document.where == "report.pdf" and found.size == 12


def test_what_a_person_says_is_stored_taken_back_and_undone(desk: Desk) -> None:
    routes.say(desk, "SOC-001", "yes", on=date(2026, 3, 14), note="page 2", by="Minh")
    stored = tomllib.loads(desk.file.path.read_text("utf-8"))["report_check"]["SOC-001"]
    assert (stored["value"], stored["until"], stored["reason"]) == ("2026-03-14", date(2027, 3, 14), "page 2")
    assert (stored["by"], stored["at"]) == ("Minh", NOW)
    routes.say(desk, "SOC-002", "later", by="Minh")
    assert routes.find(desk, "SOC-002")[1].why == "Minh finds out"
    routes.say(desk, "SOC-002", "yes", note="password=hunter22secret")
    assert "hunter22" not in desk.file.path.read_text("utf-8")
    routes.say(desk, "SOC-002", "-")
    assert "SOC-002" not in desk.session.report_check
    assert desk.undo() == "SOC-002 cleared" and state_of(desk, "SOC-002") == "pass"


def test_the_signature_s_year_is_in_the_calendar(desk: Desk) -> None:
    assert calendar.find(desk, "report-age").due is None
    routes.say(desk, "SOC-001", "yes", on=date(2026, 3, 14))
    found = calendar.find(desk, "report-age")
    # 60 days before 2027-03-14.
    assert found.due == date(2027, 1, 13) and found.state == "later"


@pytest.mark.parametrize(
    ("check", "value", "on", "says"),
    [
        ("SOC-002", "maybe", None, "SOC-002 takes no maybe; it takes: yes, no, later, -"),
        ("SOC-001", "yes", None, "SOC-001 asks on which day"),
        ("SOC-001", "yes", date(2026, 11, 25), "2026-11-25 lies ahead"),
        ("SOC-001", "no", date(2026, 11, 20), "a day goes with yes"),
        ("SOC-002", "yes", date(2026, 11, 20), "SOC-002 asks for no day"),
        ("WAFR-FTR-002", "yes", None, "judged by what the Well-Architected Tool says"),
        ("SOC-02", "yes", None, "no report route has a check SOC-02"),
    ],
)
def test_what_cannot_be_said_is_refused(
    desk: Desk, check: str, value: str, on: date | None, says: str
) -> None:
    before = desk.file.path.read_bytes()
    with pytest.raises(Problem) as caught:
        routes.say(desk, check, value, on=on)
    assert says in str(caught.value) and desk.file.path.read_bytes() == before


def test_routes_come_and_go_and_one_stays(desk: Desk) -> None:
    routes.say(desk, "SOC-003", "yes")
    routes.prepare(desk, "soc2", on=False)
    with pytest.raises(Problem, match="does not prepare the SOC 2 report") as caught:
        routes.find(desk, "SOC-003")
    assert "ftr-tui route acme --add soc2" in caught.value.hint
    with pytest.raises(Problem, match="at least one route"):
        routes.prepare(desk, "wafr", on=False)
    routes.prepare(desk, "soc2", on=True)
    assert desk.session.routes == ["wafr", "soc2"] and state_of(desk, "SOC-003") == "pass"


def test_what_nobody_asks_for_is_in_no_gap_and_keeps_its_outcome(desk: Desk) -> None:
    assert "IAM-002" in routes.needless(desk) and "HOST-001" not in routes.needless(desk)
    listed = {gap.item for gap in status.gaps(desk)}
    assert "HOST-001" in listed and not listed & routes.needless(desk)
    assert "IAM-002" in {entry["control"] for entry in status.as_json(desk)["blocking"]}


# --- `check` on the file of the routes ---


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"HOST-001", "SUP-001"', '"HOST-009", "SUP-001"', "no checklist has a control HOST-009"),
        ('document = "well-architected-report"', 'document = "wa"', "programme.toml has no document 'wa'"),
        ('pillar = "reliability"', 'pillar = "beauty"', "well-architected has no pillar 'beauty'"),
        ('pillar = "reliability"\n', "", "WAFR-FTR-004: a check of judge 'pillar' names its pillar"),
        ('id = "SOC-002"', 'id = "SOC-001"', "SOC-001: this check stands twice"),
        ('judge = "signed"', 'judge = "guess"', "judge"),
        ('lens = "well-architected"\n', "", "needs a route with a lens"),
    ],
)
def test_check_finds_what_is_wrong_with_the_routes(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (builtin_dir() / "report-routes.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "report-routes.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = checking.check(path)
    assert found.kind == "report routes" and any(says in str(f) and f.line for f in found.faults), found


def test_the_shipped_routes_have_no_fault_and_need_their_name(tmp_path: Path) -> None:
    shipped = builtin_dir() / "report-routes.toml"
    assert checking.check(shipped).faults == ()
    other = tmp_path / "ways.toml"
    other.write_bytes(shipped.read_bytes())
    assert [f.reason for f in checking.check(other).faults] == [
        "the file's name must be report-routes.toml, or it is not found"
    ]
