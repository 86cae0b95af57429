"""A login that ends at the seventh of twelve accounts: the next scan goes on from there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import opening, resuming, scanning
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.aws.access import Target
from ftr_tui.aws.sweep import Caller, Sweep
from ftr_tui.model.facts import Fact, Facts, Gap, Status
from ftr_tui.store import partial

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NAMES = tuple(f"p{n}" for n in range(12))
OPTIONS = ScanOptions(profiles=NAMES)
EXPIRED = Gap(
    "iam:ListUsers", "ExpiredToken", "the credentials expired during the scan; log in and scan again"
)
DENIED = Gap("iam:ListUsers", "AccessDenied", "the permission iam:ListUsers is missing")
BLOCKED = Gap(
    "ec2:X", "UnauthorizedOperation", "a policy of the organization blocks the Region eu-south-1; no"
)


class Watch:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def desk(tmp_path: Path, watch: Watch) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=watch)


class Aws:
    """Stands in for the sweep: ``ends`` is the first profile that the login does not reach whole."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.ends = 99
        self.gap = EXPIRED
        self.read: list[str] = []
        self.root_key = 0

    def __call__(self, targets: Sequence[Target], **given: Any) -> Sweep:
        facts: list[Fact] = []
        callers, unreached = [], []
        self.read = [str(t.profile) for t in targets]
        for target in targets:
            number = int(str(target.profile)[1:])
            account = f"{number:012}"
            if number > self.ends:
                unreached.append(target.label)
                continue
            callers.append(Caller(target.label, account, f"arn:aws:iam::{account}:role/x"))
            who = {"account": account, "partition": "aws", "at": self.watch.now}
            facts.append(Fact("who", account, None, Status.COMPLETE, who, self.watch.now, 1))
            gaps = (self.gap,) if number == self.ends else ()
            status = Status.FAILED if gaps else Status.COMPLETE
            data = None if gaps else {"AccountAccessKeysPresent": self.root_key}
            facts.append(Fact("iam_sum", account, None, status, data, self.watch.now, 1, gaps))
        for fact in facts:
            given["on_fact"](fact)
        found = Facts(tuple(facts), given["now"])
        return Sweep(found, len(facts), 0, 1.0, (), tuple(callers), tuple(unreached))


@pytest.fixture
def aws(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Aws:
    fake = Aws(watch)
    monkeypatch.setattr("ftr_tui.aws.sweep.sweep", fake)
    return fake


def scan(desk: Desk, options: ScanOptions = OPTIONS) -> scanning.ScanResult:
    result = scanning.scan(desk, options)
    desk.take(result.evidence)
    return result


def test_the_next_scan_reads_the_rest_and_judges_all_together(desk: Desk, aws: Aws, watch: Watch) -> None:
    aws.ends = 6
    first = scan(desk)
    assert len(first.kept) == 6 and "6 accounts are kept" in " ".join(first.problems)
    assert not any(f.favourable for f in first.findings)
    aws.ends = 99
    watch.now += timedelta(minutes=10)
    second = scan(desk)
    assert aws.read == list(NAMES[6:])
    assert second.evidence.scan is not None and len(second.evidence.scan.accounts) == 12
    assert second.evidence.scan.unreached == [] and second.kept == []
    assert any("6 accounts were read at 09:00, not again" in p for p in second.problems)
    # Nothing is left behind: the third reads all.
    assert not partial.path_of(desk.file.path).exists()
    scan(desk)
    assert aws.read == list(NAMES)


def test_a_finding_over_both_runs_says_the_older_time_and_every_account(
    desk: Desk, aws: Aws, watch: Watch
) -> None:
    aws.ends = 6
    scan(desk)
    aws.ends = 99
    watch.now += timedelta(minutes=10)
    found = {f.question: f for f in scan(desk).findings}
    told = [f for f in found.values() if len(f.accounts) == 12]
    assert told and all(f.read_at == NOW for f in told)


def test_what_was_seen_before_the_login_ended_still_counts_against(
    desk: Desk, aws: Aws, watch: Watch
) -> None:
    aws.ends, aws.root_key = 6, 1
    scan(desk)
    aws.ends, aws.root_key = 99, 0
    found = {f.question: f for f in scan(desk).findings}
    assert found["ARC-004.1"].favourable is not True


@pytest.mark.parametrize(
    ("options", "later", "all_again"),
    [
        (OPTIONS, timedelta(hours=1, minutes=59), False), (OPTIONS, timedelta(hours=3), True),
        (ScanOptions(profiles=NAMES, fresh=True), timedelta(0), True),
        (ScanOptions(profiles=NAMES, deep=True), timedelta(0), True),
        (ScanOptions(profiles=NAMES, regions=("eu-west-1",)), timedelta(0), True),
        (ScanOptions(profiles=NAMES[:6]), timedelta(0), True),
    ],
)  # fmt: skip
def test_only_a_young_part_of_the_same_scope_is_gone_on_with(
    desk: Desk, aws: Aws, watch: Watch, options: ScanOptions, later: timedelta, all_again: bool
) -> None:
    aws.ends = 6
    scan(desk)
    aws.ends = 99
    watch.now += later
    scan(desk, options)
    assert (aws.read == list(options.profiles)) is all_again


def test_twice_interrupted_goes_on_twice(desk: Desk, aws: Aws) -> None:
    aws.ends = 3
    scan(desk)
    aws.ends = 8
    assert len(scan(desk).kept) == 8 and aws.read == list(NAMES[3:])
    aws.ends = 99
    scan(desk)
    assert aws.read == list(NAMES[8:])


def test_a_missing_permission_alone_keeps_nothing(desk: Desk, aws: Aws) -> None:
    aws.ends, aws.gap = 11, DENIED
    assert scan(desk).kept == [] and not partial.path_of(desk.file.path).exists()


def test_an_account_with_a_gap_that_can_be_mended_is_read_again_and_a_blocked_region_stays() -> None:
    def fact(account: str, *gaps: Gap) -> Fact:
        return Fact("who", account, None, Status.COMPLETE, {}, NOW, 1, gaps)

    facts = [fact("1"), fact("2", DENIED), fact("3", BLOCKED), fact("4", EXPIRED), fact("5", BLOCKED, DENIED)]
    assert [f.account for f in resuming.whole(facts)] == ["1", "3"]


def test_the_file_is_private_and_reads_back_as_it_was(desk: Desk, aws: Aws) -> None:
    aws.ends = 6
    scan(desk)
    path = partial.path_of(desk.file.path)
    assert path.stat().st_mode & 0o777 == 0o600 and path.name.startswith(".ftr-")
    part = partial.load(desk.file.path, NOW)
    assert part is not None and part.facts[0].data["at"] == NOW and len(part.accounts) == 6


@pytest.mark.parametrize("harm", [b"", b"[]", b"{}", b'{"version": "0"}', b"\xff", b'{"facts": 1}'])
def test_a_damaged_file_means_reading_everything(desk: Desk, aws: Aws, harm: bytes) -> None:
    aws.ends = 6
    scan(desk)
    partial.path_of(desk.file.path).write_bytes(harm)
    aws.ends = 99
    scan(desk)
    assert aws.read == list(NAMES)


def test_a_file_of_another_version_is_not_used(desk: Desk, aws: Aws) -> None:
    aws.ends = 6
    scan(desk)
    path = partial.path_of(desk.file.path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": "0.0"}))
    assert partial.load(desk.file.path, NOW) is None


def test_what_would_not_read_back_is_not_kept(desk: Desk) -> None:
    fact = Fact("who", "1", None, Status.COMPLETE, {1: "a key that JSON makes a text"}, NOW)
    assert not partial.save(desk.file.path, partial.Part(NOW, "", {}, (fact,)))
    assert not partial.path_of(desk.file.path).exists()
