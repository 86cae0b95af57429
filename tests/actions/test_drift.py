"""What a second scan changes is kept for a colleague, worst first; what could not be read changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import drift, opening, scanning
from ftr_tui.actions.desk import Desk
from ftr_tui.model.drift import changes
from ftr_tui.model.effective import keep_decided
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Scan, Status, Verdict
from ftr_tui.store import findings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = NOW - timedelta(days=3)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


def found(question: str, verdict: str) -> Finding:
    good = {"yes": True, "no": False}.get(verdict)
    control = question.partition(".")[0]
    return Finding(
        question=question,
        control=control,
        verdict=Verdict(verdict),
        favourable=good,
        summary=".",
        read_at=NOW,
    )


def evidence(*listed: Finding, **more: object) -> Evidence:
    scan = Scan(started=FIRST, seconds=1.0, calls=1)
    return Evidence.model_validate({"scan": scan, "finding": list(listed), **more})


def told(before: Evidence, *after: Finding, at: datetime = NOW) -> list[tuple[str, str, str]]:
    return [(c.question, c.was, c.now) for c in changes(before, after, at)]


def test_the_first_scan_changes_nothing() -> None:
    assert changes(Evidence(), [found("IAM-001.1", "no")], NOW) == []


@pytest.mark.parametrize(
    ("was", "now", "told_of"),
    [("yes", "no", True), ("no", "yes", True), ("unknown", "no", True), ("supports", "yes", True),
     ("yes", "supports", True), ("yes", "yes", False), ("supports", "unknown", False)],
)  # fmt: skip
def test_what_counts_as_a_change(was: str, now: str, told_of: bool) -> None:
    found_now = told(evidence(found("IAM-001.1", was)), found("IAM-001.1", now))
    assert found_now == ([("IAM-001.1", was, now)] if told_of else [])


def test_what_could_not_be_read_again_is_no_change() -> None:
    before = evidence(found("IAM-001.1", "yes"))
    kept = keep_decided(before.by_question(), [found("IAM-001.1", "unknown")], {})
    assert changes(before, kept, NOW) == []


def test_changes_stay_for_a_while_and_a_later_one_replaces_its_elder() -> None:
    first = evidence(found("IAM-001.1", "yes"), found("IAM-003.1", "yes"))
    after = [found("IAM-001.1", "no"), found("IAM-003.1", "no")]
    second = evidence(*after, change=changes(first, after, NOW))
    third = [found("IAM-001.1", "yes"), found("IAM-003.1", "no")]
    assert told(second, *third, at=NOW + timedelta(days=1)) == [
        ("IAM-001.1", "no", "yes"), ("IAM-003.1", "yes", "no")
    ]  # fmt: skip
    assert told(second, *after, at=NOW + timedelta(days=31)) == []


def test_contradicted_answers_come_first_and_a_colleague_reads_the_same_tomorrow(desk: Desk) -> None:
    before = evidence(
        *(found(q, "yes") for q in ("IAM-001.1", "IAM-003.1", "IAM-006.1")), found("X-1.1", "no")
    )
    desk.take(before)
    desk.confirm("IAM-006.1")
    after = [found("IAM-001.1", "no"), found("IAM-003.1", "supports"), found("IAM-006.1", "no")]
    after += [found("BAR-001.1", "yes"), found("X-1.1", "yes")]  # of a question that this list does not have
    findings.save(desk.file.evidence_path, evidence(*after, change=changes(before, after, NOW)))
    colleague = Desk.open(desk.file.path, desk.library, "Minh", desk.clock)
    listed = drift.changed(colleague)
    assert [(c.change.question, c.kind, c.words) for c in listed] == [
        ("IAM-006.1", "contradicted", "was yes, now no, but Lan answered yes"),
        ("IAM-001.1", "bad", "was yes, now no"),
        ("IAM-003.1", "undecided", "was yes, now not decided"),
        ("BAR-001.1", "good", "was not read, now yes"),
    ]
    assert drift.headline(listed) == "1 contradicts an answer, 1 new gap, 1 no longer decided, 1 better"
    colleague.answer("IAM-006.1", "yes", reason="It was an exercise.")
    assert "contradicted" not in {c.kind for c in drift.changed(colleague)}


def counted(total: int, verdict: str = "no", **more: object) -> Finding:
    return found("IAM-002.1", verdict).model_copy(update={"total": total, **more})


@pytest.mark.parametrize(
    ("was", "now", "told_of"),
    [(3, 5, (3, 5)), (5, 3, None), (3, 3, None), (0, 3, None)],
)  # fmt: skip
def test_a_gap_that_grew_is_told_and_one_that_shrank_is_not(
    was: int, now: int, told_of: tuple[int, int] | None
) -> None:
    listed = changes(evidence(counted(was)), [counted(now)], NOW)
    assert [(c.was_total, c.total) for c in listed] == ([told_of] if told_of else [])
    assert changes(evidence(counted(was, "yes")), [counted(now, "yes")], NOW) == []
    # Another scope has other numbers: that is no drift.
    assert changes(evidence(counted(was)), [counted(now, regions=["eu-west-1"])], NOW) == []


def test_a_new_gap_stays_news_although_it_grew_meanwhile(desk: Desk) -> None:
    first = evidence(counted(0, "yes"))
    second = evidence(counted(3), change=changes(first, [counted(3)], NOW))
    third = changes(second, [counted(5)], NOW + timedelta(days=1))
    assert [(c.was, c.now, c.total) for c in third] == [("yes", "no", None)]
    late = NOW + timedelta(days=40)
    grown = evidence(counted(6), change=changes(evidence(counted(5), change=third), [counted(6)], late))
    findings.save(desk.file.evidence_path, grown)
    listed = drift.changed(Desk.open(desk.file.path, desk.library, "Minh", desk.clock))
    assert [(c.kind, c.words) for c in listed] == [("more", "no as before, but 6 where 5 were")]
    assert drift.headline(listed) == "1 gap grew"


def test_active_accounts_that_the_organization_lists_and_nobody_read_are_kept() -> None:
    rows = [{"id": n * 12, "state": s} for n, s in (("1", "ACTIVE"), ("2", "ACTIVE"), ("3", "SUSPENDED"))]
    listed = Fact("org_acc", "1" * 12, None, Status.COMPLETE, {"accounts": rows}, NOW)
    assert scanning._left_out(Facts((listed,), NOW)) == ["2" * 12]
    denied = Fact("org_acc", "1" * 12, None, Status.DENIED, None, NOW)
    assert scanning._left_out(Facts((denied,), NOW)) == []
