"""What a scan keeps of services and samples, beside what an earlier one saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import opening, samples, scanning
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.aws.access import Target
from ftr_tui.aws.sweep import Caller, Sweep
from ftr_tui.model.facts import Fact, Facts, Finding, Status, Verdict
from ftr_tui.store import findings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACCOUNT = "111122223333"
Boards = list[str] | None


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


@pytest.fixture
def read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Scan an account with these buckets and dashboards; None cannot be read."""
    held: dict[str, Any] = {}

    def sweep(targets: Sequence[Target], **given: Any) -> Sweep:
        data = {
            "who": {"account": ACCOUNT, "partition": "aws"},
            "s3_list": held["buckets"]
            and {"buckets": [{"name": n, "region": "eu-west-1"} for n in held["buckets"]]},
            "boards": None if held["boards"] is None else {"dashboards": held["boards"]},
            "regions": {"enabled": ["eu-west-1"], "scope": ["eu-west-1"]},
        }
        facts = tuple(
            Fact(name, ACCOUNT, None, Status.DENIED if d is None else Status.COMPLETE, d, NOW, 1)
            for name, d in data.items()
        )
        caller = Caller(targets[0].label, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/x")
        return Sweep(Facts(facts, NOW), 4, 0, 1.0, (), (caller,), ())

    monkeypatch.setattr("ftr_tui.aws.sweep.sweep", sweep)

    def scan(buckets: Boards, boards: Boards) -> None:
        held.update(buckets=buckets, boards=boards)
        desk.take(scanning.scan(desk, ScanOptions(profiles=("p",))).evidence)

    return scan


def test_an_older_finding_says_why_it_was_not_read_again():
    gap = Finding(question="GA.1", control="GA", verdict=Verdict.UNKNOWN, summary="Could not.", read_at=NOW)
    quick = gap.model_copy(update={"question": "WAFR-001.2", "unasked": True})
    why = scanning._why_not([gap, quick], NOW)
    assert why["GA.1"] == "not re-read on 2026-11-24: Could not."
    assert why["WAFR-001.2"] == "not looked at again on 2026-11-24: only a deep scan does"


def count(desk: Desk, service: str) -> tuple[int, bool]:
    return next((s.total, s.partial) for s in desk.evidence.seen if s.service == service)


def test_a_scan_keeps_services_and_samples_and_the_file_holds_them(desk: Desk, read: Any):
    read(["a", "b"], ["api"])
    assert count(desk, "s3") == (2, False)
    (sample,) = samples.for_kind(desk, "dashboards")
    assert (sample.text, sample.account) == ("api", ACCOUNT)
    assert samples.for_kind(desk, "restore-test") == []
    assert samples.headline(desk) == "samples for the binder: Dashboards and alarms"
    on_disk = findings.load(desk.file.evidence_path)
    assert (on_disk.seen, on_disk.sample) == (desk.evidence.seen, desk.evidence.sample)


def test_what_cannot_be_read_the_next_time_stays_and_what_is_gone_goes(desk: Desk, read: Any):
    read(["a", "b"], ["api"])
    read(None, None)
    assert count(desk, "s3") == (2, True) and [s.text for s in desk.evidence.sample] == ["api"]
    read(["a"], [])
    assert count(desk, "s3") == (1, False) and samples.headline(desk) == ""
