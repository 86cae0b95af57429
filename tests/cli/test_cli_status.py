"""`status`, `rules`, `policy`, `demo`, `scan`: the promised shapes, and what people read."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli_help import KEY, READ_AT, Ran, finding, scanned

from ftr_tui.actions import scanning, status
from ftr_tui.aws.access_errors import AccessError
from ftr_tui.model.facts import Evidence, Sample, Scan, Unread
from ftr_tui.store.library import Library

UNREAD = Unread(
    account="111122223333",
    region="eu-west-1",
    action="ec2:DescribeSecurityGroups",
    code="AccessDenied",
    reason="the permission ec2:DescribeSecurityGroups is missing",
    controls=["NETSEC-001"],
)


def as_json(run: Callable[..., Ran], *args: object) -> Any:
    return json.loads(run("status", *args, "--json").out)


def test_the_json_has_exactly_the_promised_shape(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-003.1", "yes"))
    run("answer", "acme", "IAM-002.1", "yes", "--by", "Linh")
    run("answer", "acme", "GA.1", "don't know yet")
    found = as_json(run, "acme")
    assert list(found) == [
        *("session", "checklist", "release", "closing", "ready", "blocking", "counts", "routes", "controls"),
        *("attestations", "road", "rounds", "coverage", "coverage_of", "sign_off", "coach"),
    ]
    assert (found["session"], found["checklist"], found["release"]) == ("acme", "partner-hosted", "2026.1")
    assert found["ready"] is False
    assert found["counts"] == {"pass": 2, "fail": 0, "review": 0, "open": 42, "not-applicable": 0}
    assert len(found["controls"]) == 48
    assert {"CIS", "GA", "CAA-000", "SDAT-000"} < set(found["controls"])
    assert all(set(entry) == {"outcome", "reasons", "answers"} for entry in found["controls"].values())
    assert all(set(e) == {"control", "why", "owner", "due", "plan"} for e in found["blocking"])
    assert found["controls"]["IAM-002"]["answers"] == {
        "IAM-002.1": {"value": "yes", "source": "person", "confirmed": True, "overruled": False}
    }
    assert found["controls"]["IAM-003"]["answers"] == {
        "IAM-003.1": {"value": "yes", "source": "evidence", "confirmed": False, "overruled": False}
    }
    assert found["controls"]["GA"]["answers"]["GA.1"]["value"] is None
    assert found["attestations"] == []
    assert list(found["routes"]) == ["sheet", "wafr"]
    assert found["routes"]["sheet"] == {"ready": False, "met": 2, "of": 44}
    report = found["routes"]["wafr"]
    assert (report["ready"], report["met"], report["of"], len(report["checks"])) == (False, 0, 7, 7)
    assert {frozenset(check) for check in report["checks"]} == {
        frozenset(("id", "title", "state", "why", "do", "warns", "asks", "said"))
    }


def test_answers_behind_a_closed_gate_are_told(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "CAA-001.1", "yes")
    run("answer", "acme", "CAA-000", "no")
    found = as_json(run, "acme")["controls"]
    assert found["CAA-000"]["outcome"] == "pass"
    assert found["CAA-000"]["answers"]["CAA-000"]["value"] == "no"
    assert found["CAA-001"]["outcome"] == "not-applicable"
    assert found["CAA-001"]["answers"]["CAA-001.1"]["value"] == "yes"


def test_ready_is_0(run: Callable[..., Ran], acme: Path) -> None:
    checklist = Library().checklist("partner-hosted", "2026.1")
    good = {
        "ARC-001.1": "no",
        "ARC-004.1": "no",
        "IAM-009.1": "no",
        "IAM-005.2": "temporary",
        "CIS.2": "v5.0",
    }
    rows = [f"{q},{good.get(q, 'yes')},ours" for q in checklist.questions]
    Path("all.csv").write_text("question,value,response\n" + "\n".join(rows) + "\n")
    assert run("answer", "acme", "--from", "all.csv").status == 0
    ran = run("status", "acme")
    assert (ran.status, "Ready: nothing stands in the way" in ran.out) == (0, True)
    assert as_json(run, "acme")["ready"] is True
    assert run("status", "--all").status == 0


def test_a_pipe_gets_80_columns_without_boxes_or_colour(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("SUP-001.1", "no", resources=[KEY], total=1), unread=[UNREAD])
    ran = run("status", "acme")
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in ran.out
    assert not set("│┃─━┌╭") & set(ran.out)
    assert not [text for text in lines if text != text.rstrip()]
    text = " ".join(ran.out.split())
    assert "1 call could not be read" in text
    assert "disproved 1" in text
    assert "Next: SUP-001" in text
    assert "ftr-tui ask acme" in text


def test_the_owner_of_a_gap_is_named(run: Callable[..., Ran], acme: Path) -> None:
    acme.write_text(acme.read_text() + '\n[owners.GA]\nwho = "Linh"\ndue = 2099-12-01\n')
    assert "[Linh, by 2099-12-01]" in " ".join(run("status", "acme").out.split())


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 10, 31), ""),
        (date(2026, 11, 1), "This list closes in Nov 2026"),
        (date(2026, 11, 30), "This list closes in Nov 2026"),
        (date(2026, 12, 1), "This list closed in Nov 2026"),
    ],
)
def test_the_list_says_when_it_closes(today: date, said: str) -> None:
    checklist = Library().checklist("partner-hosted", "2026.1")
    assert status.closing(checklist, today).startswith(said)
    assert bool(said) == bool(status.closing(checklist, today))


def test_all_names_what_does_not_open(run: Callable[..., Ran], acme: Path) -> None:
    assert run("status", "--all").status == 1
    acme.with_name("broken.toml").write_text("schema = \n")
    ran = run("status", "--all")
    assert ran.status == 2
    assert "broken" in ran.out
    assert "acme" in ran.out
    assert "broken.toml:1" in ran.err
    ran = run("status", "--all", "--json")
    found = json.loads(ran.out)["sessions"]
    assert [entry["session"] for entry in found] == ["acme", "broken"]
    assert "problem" in found[1]


def test_all_without_sessions_says_how_to_begin(run: Callable[..., Ran]) -> None:
    ran = run("status", "--all")
    assert (ran.status, "ftr-tui new" in ran.out) == (0, True)


def test_rules_name_questions_and_iam_actions(run: Callable[..., Ran]) -> None:
    found = json.loads(run("rules", "--json").out)
    items = {entry["item"]: entry for entry in found["items"]}
    assert sum(not entry["gate"] for entry in items.values()) == 46
    assert items["RES-005"]["rules"] == []
    rule = items["SUP-001"]["rules"][0]
    assert rule["question"] == "SUP-001.1"
    assert (rule["proves"], rule["disproves"]) == (["yes"], ["no"])
    assert rule["calls"] == {"support": ["support:DescribeSeverityLevels"]}
    # ARC-004 asks for the bad case: no is the good answer.
    assert (items["ARC-004"]["rules"][0]["proves"], items["ARC-004"]["rules"][0]["disproves"]) == (
        ["no"],
        ["yes"],
    )
    text = run("rules").out
    assert "only people can answer this" in text
    assert "support:DescribeSeverityLevels" in text


def test_the_policy_allows_what_the_rules_call_and_no_more(run: Callable[..., Ran]) -> None:
    policy = json.loads(run("policy").out)
    allowed = {a for s in policy["Statement"] if s["Effect"] == "Allow" for a in s["Action"]}
    items = json.loads(run("rules", "--json").out)["items"]
    called = {a for i in items for r in i["rules"] for actions in r["calls"].values() for a in actions}
    assert called <= allowed
    judges = json.loads(run("rules", "--json").out)["judges"]
    asked = {a for judge in judges for actions in judge["calls"].values() for a in actions}
    assert {"securityhub:GetFindings", "config:DescribeConfigRules"} <= asked <= allowed
    assert not asked & called and "ARC-004.1" in judges[0]["questions"]
    assert "AWS Security Hub: ARC-004.1" in run("rules").out
    assert not [a for a in allowed if "*" in a]


# --- scan -------------------------------------------------------------------------------------------


def result(path: Path, found: list[Any], accounts: list[str], **fields: Any) -> scanning.ScanResult:
    scan = Scan(started=READ_AT, seconds=3.2, calls=57, retries=1, accounts=accounts, regions=["eu-west-1"])
    evidence = Evidence(scan=scan, finding=found, unread=[UNREAD])
    given = {
        "evidence": evidence,
        "findings": found,
        "unread": [UNREAD],
        "seconds": 3.2,
        "calls": 57,
        "retries": 1,
        "filled": 1,
        "drifted": [],
        "problems": [],
    }
    return scanning.ScanResult(**{**given, **fields})


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], list[Any]]:
    seen: list[Any] = []

    def use(answer: Callable[..., Any]) -> list[Any]:
        def scan(desk: Any, options: Any, on_progress: Any, stop: threading.Event) -> Any:
            seen.append(options)
            on_progress(1, 2, "security groups in eu-west-1")
            return answer(desk, stop)

        monkeypatch.setattr(scanning, "scan", scan)
        return seen

    return use


FOUND = [
    finding("SUP-001.1", "yes"),
    finding("IAM-002.1", "no", resources=[KEY, KEY], total=2, recheck=["aws iam list-access-keys"]),
    finding("S3-001.1", "supports"),
    finding("NETSEC-001.1", "unknown"),
]


def test_scan_json_is_one_object_of_the_promised_shape(
    run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]
) -> None:
    options = fake(lambda desk, stop: result(acme, FOUND, ["111122223333"], problems=["one is odd"]))
    typed = ["--profile", "a", "--profile", "b", "--region", "eu-west-1", "--deep"]
    ran = run("scan", "acme", "--json", *typed)
    assert ran.status == 0
    found = json.loads(ran.out)
    promised = ["accounts", "regions", "seconds", "calls", "retries", "findings", "unread"]
    assert list(found) == [*promised, "judges"]
    assert found["judges"] == {"calls": 0, "asked": [], "not_asked": []}
    assert found["accounts"] == ["111122223333"]
    assert (found["calls"], found["retries"], found["seconds"]) == (57, 1, 3.2)
    assert set(found["findings"][1]) == {
        *("control", "question", "verdict", "favourable", "assumes", "summary", "total", "resources"),
        *("recheck", "accounts", "regions"),
    }
    assert [f["favourable"] for f in found["findings"]] == [True, False, None, None]
    assert found["findings"][1]["resources"][0]["name"] == "old-key"
    assert found["unread"] == [UNREAD.model_dump()]
    assert "one is odd" in ran.err
    assert options[0].profiles == ("a", "b")
    assert (options[0].regions, options[0].deep) == (("eu-west-1",), True)


def test_scan_tells_people_what_was_proved_and_what_not(
    run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]
) -> None:
    run("answer", "acme", "IAM-002.1", "yes")
    fake(lambda desk, stop: result(acme, FOUND, ["111122223333"], drifted=["IAM-002.1"]))
    ran = run("scan", "acme", "--full", "all.csv")
    assert ran.status == 0
    text = " ".join(ran.out.split())
    for words in ("Proved (1)", "Disproved (1)", "Supported, not decided (1)", "Could not read (1)"):
        assert words in text
    assert "IAM-002.1 was answered yes, the account says no now" in text
    assert "the permission ec2:DescribeSecurityGroups is missing" in text
    assert "in plain lines: ftr-tui ask acme" in text
    assert max(map(len, ran.out.splitlines())) <= 80
    assert Path("all.csv").read_bytes().count(b"old-key") == 2


def test_scan_tells_apart_what_failed_and_what_nobody_asked_for(
    run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]
) -> None:
    found = [*FOUND, finding("GA.1", "unknown", unasked=True)]
    sample = Sample(kind="dashboards", title="2 CloudWatch dashboards", text="a\nb", read_at=READ_AT)
    told = result(acme, found, ["111122223333"])
    told.evidence.sample.append(sample)
    gap = UNREAD.model_copy(update={"controls": []})
    told.unread[:] = [gap]
    fake(lambda desk, stop: told)
    text = " ".join(run("scan", "acme").out.split())
    assert "Could not read (1) NETSEC-001.1" in text
    assert "Not looked at; scan --deep does (1) GA.1" in text
    assert "samples for the binder: Dashboards and alarms" in text
    assert f"{UNREAD.action} (111122223333 eu-west-1): leaves nothing open" in text


def test_scan_does_not_write_over_a_file(
    run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]
) -> None:
    seen = fake(lambda desk, stop: result(acme, FOUND, ["111122223333"]))
    Path("all.csv").write_text("mine")
    assert run("scan", "acme", "--full", "all.csv").status == 2
    assert seen == []
    assert Path("all.csv").read_text() == "mine"
    assert run("scan", "acme", "--full", "all.csv", "--force").status == 0


def test_no_access_is_2_and_json_all_the_same(
    run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]
) -> None:
    def refuse(desk: Any, stop: Any) -> Any:
        raise AccessError("No AWS credentials were found.", "Run: aws configure")

    fake(refuse)
    ran = run("scan", "acme", "--json")
    assert ran.status == 2
    assert json.loads(ran.out)["findings"] == []
    assert ran.err == "ftr-tui: No AWS credentials were found. (Run: aws configure)\n"


def test_no_account_reached_is_2(run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]) -> None:
    fake(lambda desk, stop: result(acme, [finding("SUP-001.1", "unknown")], [], problems=["expired"]))
    ran = run("scan", "acme", "--json")
    assert ran.status == 2
    assert json.loads(ran.out)["accounts"] == []


def test_a_stopped_scan_is_130(run: Callable[..., Ran], acme: Path, fake: Callable[..., list[Any]]) -> None:
    def stopped(desk: Any, stop: threading.Event) -> Any:
        stop.set()
        return result(acme, FOUND, ["111122223333"])

    fake(stopped)
    assert run("scan", "acme").status == 130


def test_demo_without_a_terminal_walks_through(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("demo")
    assert (ran.status, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert "nothing here was read from an account" in text
    assert "evidence: " in text
    assert "ftr-tui new NAME" in text
    # The copy is gone afterwards: no command that names it may be offered.
    assert "ask example" not in text
    assert not (tmp_path / "sessions").exists()


def test_commands_to_go_on_name_the_folder(run: Callable[..., Ran], tmp_path: Path) -> None:
    where = tmp_path / "two words"
    ran = run("new", "one", "--sessions", where)
    assert f"ftr-tui ask one --sessions '{where}'" in ran.out
    assert f"--sessions '{where}'" in " ".join(run("status", "one", "--sessions", where).out.split())
