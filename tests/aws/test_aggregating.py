"""`scan --aggregator` in a session: kept beside the direct scan, replaced by the next, never in its way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import scanning
from ftr_tui.actions.opening import open_session
from ftr_tui.actions.scanning import ScanOptions, ScanResult
from ftr_tui.aws.access import AccessError
from ftr_tui.cli import main
from ftr_tui.model.facts import Evidence, Finding, Scan, Verdict
from ftr_tui.model.narrowing import AGGREGATOR
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings

from . import fleet_model
from .conftest import NOW
from .fake_fleet import Cloud, aggregator, install, source
from .test_aggregate import FRESH, account, filled

OPTIONS = ScanOptions(aggregator="org-wide")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FTR_TUI_SESSIONS", str(tmp_path))
    assert main(["new", "acme"]) == 0
    return tmp_path


def cloud(bad: int | None = 1) -> Cloud:
    made = filled(3, ("eu-west-1",), ("groups", "interfaces", "subnets"))
    if bad is not None:
        rule: dict[str, Any] = {"protocol": "tcp", "ports": (22, 22), "cidrs": ["0.0.0.0/0"], "lists": []}
        here = {kind: [] for kind in ("volumes", "databases", "clusters", "tables", "systems", "domains")}
        here |= {kind: [] for kind in ("warehouses", "balancers", "subnets", "interfaces")}
        here["groups"] = [{"id": "sg-open", "name": "web", "ingress": [rule], "egress": []}]
        made.rows += fleet_model.rows(account(bad), "eu-west-1", here, FRESH)
    return made


def scanned(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: Cloud, options: ScanOptions = OPTIONS
) -> ScanResult:
    install(what, monkeypatch)
    desk = open_session(folder, "acme", clock=lambda: NOW)
    return scanning.scan(desk, options)


def own(folder: Path, verdict: str, accounts: list[str], read_at: datetime) -> None:
    """Write what a direct scan found of who may reach port 22."""
    good = {"yes": True, "no": False}.get(verdict)
    found = Finding(
        question="NETSEC-001.2",
        control="NETSEC-001",
        verdict=Verdict(verdict),
        favourable=good,
        summary="Read directly.",
        accounts=accounts,
        read_at=read_at,
    )
    path = folder / "acme.evidence.toml"
    scan = Scan(started=read_at, seconds=1.0, calls=9, accounts=accounts, regions=["eu-west-1"])
    before = findings.load(path)
    update = {"checklist": "partner-hosted", "scan": scan, "finding": [found]}
    findings.save(path, before.model_copy(update=update))


def joint(folder: Path, question: str = "NETSEC-001.2") -> Finding:
    desk = open_session(folder, "acme", clock=lambda: NOW)
    return desk.evidence.by_question()[question]


def test_it_is_kept_as_a_source_of_its_own_and_the_next_run_takes_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(folder, "yes", [account(0)], NOW - timedelta(days=5))
    result = scanned(folder, monkeypatch, cloud())
    (one,) = result.evidence.imported
    assert (one.tool, one.file) == (AGGREGATOR, "org-wide")
    assert one.scan is not None and one.scan.aggregator == "org-wide" and len(one.accounts) == 3
    assert [f.question for f in result.evidence.finding] == ["NETSEC-001.2"]  # the direct one, as it was
    found = joint(folder)
    assert str(found.verdict) == "no" and found.tool == AGGREGATOR and "Read directly." in found.beside[0]
    scanned(folder, monkeypatch, cloud(bad=None))
    stored = findings.load(folder / "acme.evidence.toml")
    assert len(stored.imported) == 1
    found = joint(folder)
    assert str(found.verdict) == "yes" and set(found.accounts) == {account(n) for n in range(3)}
    assert "What AWS Config knew at 2026-11-24 11:00 UTC still holds" in found.assumes


def test_older_tables_do_not_contradict_a_newer_direct_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(folder, monkeypatch, cloud())
    own(folder, "yes", [account(2)], NOW)
    found = joint(folder)  # the open group is in another account: it still counts
    assert str(found.verdict) == "no" and found.resources[0].account == account(1)
    assert account(2) not in found.accounts
    own(folder, "yes", [account(1)], NOW)
    found = joint(folder)
    assert str(found.verdict) == "yes" and found.accounts == [account(1)]
    assert "read directly since" in " ".join(found.beside)
    own(folder, "yes", [account(1)], FRESH - timedelta(days=1))
    assert str(joint(folder).verdict) == "no"  # a direct read of before takes nothing away


def test_what_config_cannot_tell_takes_nothing_from_a_direct_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = cloud(bad=None)
    what.sources = [source(account(n), "eu-west-1", NOW - timedelta(days=2)) for n in range(3)]
    scanned(folder, monkeypatch, what)
    assert str(joint(folder).verdict) == "unknown"
    assert "Only a direct read shows it" in joint(folder, "IAM-001.1").summary
    own(folder, "yes", [account(1)], FRESH)
    assert str(joint(folder).verdict) == "yes"


def test_json_has_every_question_once_and_the_places_that_prove_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    what = cloud()
    what.sources[0] = source(account(0), "eu-west-1", datetime(2026, 1, 1, tzinfo=UTC))
    for one in what.sources[1:]:
        one["LastUpdateTime"] = datetime.now(UTC)
    install(what, monkeypatch)
    capsys.readouterr()
    full = folder / "all.csv"
    assert main(["scan", "acme", "--aggregator", "org-wide", "--json", "--full", str(full)]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    questions = [f["question"] for f in found["findings"]]
    assert len(questions) == len(set(questions)) and "IAM-001.1" in questions
    assert found["accounts"] == [account(n) for n in range(3)]
    (stale,) = [u for u in found["unread"] if "older than 24 hours" in u["reason"]]
    assert (stale["account"], stale["region"]) == (account(0), "eu-west-1")
    assert f"in 1 account ({account(0)}/eu-west-1)" in said.err
    assert "sg-open" in full.read_text(encoding="utf-8")
    assert main(["scan", "acme", "--aggregator", "org-wide"]) == 0
    text = capsys.readouterr().out
    assert "AWS Config's tables of 3 accounts (org-wide)" in text and "Only a direct read shows these" in text
    assert main(["scan", "acme", "--aggregator", "org-wild"]) == 2
    said = capsys.readouterr()
    assert not said.out and "Did you mean org-wide" in said.err and said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"profiles": ("a", "b")}, "by one login"),
        ({"role": "reader", "accounts": ("111111111111",)}, "whole ARN"),
        ({"accounts": ("1234",)}, "1234 is no account id"),
        ({"deep": True}, "--deep reads accounts directly"),
    ],
)
def test_what_does_not_go_with_an_aggregator_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(AccessError, match=said):
        scanned(folder, monkeypatch, cloud(), ScanOptions(aggregator="org-wide", **options))


def test_an_aggregator_of_other_accounts_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(folder, "yes", ["999999999999"], FRESH)
    with pytest.raises(Problem, match="knows none of the accounts of this session"):
        scanned(folder, monkeypatch, cloud())
    assert findings.load(folder / "acme.evidence.toml").imported == []


def test_a_run_that_was_stopped_does_not_take_the_place_of_a_whole_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    scanned(folder, monkeypatch, cloud())
    stop = threading.Event()
    install(cloud(bad=None), monkeypatch)
    desk = open_session(folder, "acme", clock=lambda: NOW)
    scanning.scan(desk, OPTIONS, lambda done, *_: stop.set() if done else None, stop)
    assert str(joint(folder).verdict) == "no"


def test_rules_of_config_stand_beside_and_go_when_they_are_content(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = cloud()
    told = [{"configRuleName": "access-keys-rotated", "complianceType": "NON_COMPLIANT"}]
    shown = {"complianceType": "NON_COMPLIANT", "targetResourceId": "AIDA1", "configRuleList": told}
    what.rows.append(
        {
            "accountId": account(1),
            "awsRegion": "eu-west-1",
            "resourceType": "AWS::Config::ResourceCompliance",
            "resourceId": "x",
            "configurationItemCaptureTime": "2026-11-23T08:00:00.000Z",
            "configuration": shown,
        }
    )
    result = scanned(folder, monkeypatch, what)
    assert [i.tool for i in result.evidence.imported] == [AGGREGATOR, "AWS Config rules"]
    assert result.evidence.imported[1].accounts == [account(1)]
    keys = joint(folder, "IAM-002.1")
    assert str(keys.verdict) == "no" and keys.tool == "AWS Config rules"
    result = scanned(folder, monkeypatch, cloud())
    assert [i.tool for i in result.evidence.imported] == [AGGREGATOR]


def test_the_policy_goes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "--aggregator"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert "config:SelectAggregateResourceConfig" in printed["Statement"][0]["Action"]
    assert main(["policy", "--aggregator", "--wa-push"]) == 2
    assert "goes with no other option" in capsys.readouterr().err


def test_two_aggregators_stand_side_by_side(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    what = cloud()
    what.aggregators = {"eu-west-1": [aggregator("org-wide"), aggregator("other")]}
    scanned(folder, monkeypatch, what)
    result = scanned(folder, monkeypatch, what, ScanOptions(aggregator="other"))
    assert [i.file for i in result.evidence.imported] == ["org-wide", "other"]
    assert (
        isinstance(result.evidence, Evidence)
        and result.scan is not None
        and result.scan.aggregator == "other"
    )
