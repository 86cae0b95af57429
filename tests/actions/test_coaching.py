"""The coach over a session: which responses it reads, what it is told, and that it changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import coaching, exporting, opening, status
from ftr_tui.actions.desk import Desk
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.session import Response

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=clock)


def kinds(desk: Desk, control: str, text: str | None = None) -> list[str]:
    return [t.kind for t in coaching.tips(desk, control, text)]


def test_a_response_is_read_and_a_text_may_stand_in_for_it(desk: Desk) -> None:
    assert kinds(desk, "RES-001") == []
    desk.respond("RES-001", "Our RPO is short.")
    assert kinds(desk, "RES-001") == ["value", "no-document"]
    assert kinds(desk, "RES-001", "RPO 4 hours, agreed with the product owner.") == ["no-document"]
    assert kinds(desk, "RES-001") == ["value", "no-document"]
    desk.add_document("RES-001", "DR plan", "https://wiki.example/dr")
    assert kinds(desk, "RES-001") == ["value"]


def test_it_blocks_nothing_and_writes_nothing(desk: Desk) -> None:
    desk.answer("RES-001.1", "yes")
    desk.respond("RES-001", "See our policy.")
    before, stored = desk.review, desk.file.path.read_bytes()
    assert kinds(desk, "RES-001")
    assert str(desk.review.states["RES-001"].outcome) == "pass"
    assert desk.review is before and desk.file.path.read_bytes() == stored and desk.undo() is not None


def test_drafts_are_read_as_well_from_evidence_from_another_product_and_after_an_answer_ran_out(
    desk: Desk, clock: Clock
) -> None:
    drafts = {
        "RES-001": Response(text="Our RPO is short.", draft=date(2026, 11, 1), at=NOW),
        "RES-002": Response.model_validate({"text": "We are quick.", "at": NOW, "from": "old"}),
    }
    desk.change("drafts", desk.session.changed(responses=drafts))
    assert coaching.missing(desk) == ["RES-001", "RES-002"]
    desk.answer("S3-001.1", "yes")
    desk.respond("S3-001", "We follow best practices.")
    clock.now = NOW + timedelta(days=800)
    desk.refresh()
    assert "S3-001" in coaching.missing(desk)


def test_what_does_not_apply_or_has_no_response_in_the_sheet_is_left_alone(desk: Desk) -> None:
    desk.respond("CAA-007", "We follow best practices.")
    assert kinds(desk, "CAA-007")
    desk.answer("CAA-000", "no")
    assert kinds(desk, "CAA-007") == [] and coaching.all_tips(desk) == {}
    assert coaching.tips(desk, "CAA-000", "We follow best practices.") == []
    assert coaching.tips(desk, "GA", "We follow best practices.") == []
    assert coaching.tips(desk, "XXX-001", "We follow best practices.") == []


def test_a_gap_that_evidence_found_and_nobody_owned_to_contradicts_what_is_claimed(desk: Desk) -> None:
    gap = Finding(
        question="IAM-002.1", control="IAM-002", verdict=Verdict("no"), favourable=False,
        summary="4 of 9 active keys are older than 90 days", read_at=NOW,
    )  # fmt: skip
    claim = "All access keys are rotated every 60 days: https://wiki.example/keys"
    desk.respond("IAM-002", claim)
    assert kinds(desk, "IAM-002") == []
    desk.take(Evidence(finding=[gap]))
    assert desk.answer_of("IAM-002.1").value == "no"
    assert kinds(desk, "IAM-002") == ["contradicts"]
    assert "4 of 9" in coaching.tips(desk, "IAM-002")[0].text
    desk.confirm("IAM-002.1")
    assert kinds(desk, "IAM-002") == []


def test_silence_in_a_language_that_is_not_judged_says_so(desk: Desk) -> None:
    text = "Alle Konten haben einen Firmenkontakt, und die Daten werden von uns jedes Jahr geprüft."
    desk.respond("ACOM-002", text)
    said = coaching.read(desk, "ACOM-002")
    assert not said.judged and not said.missed
    assert "not judged" in " ".join(coaching.told(desk, "ACOM-002")).lower()
    desk.respond("ACOM-002", "Every account has a company mailbox; last checked on 2026-11-03.")
    assert coaching.told(desk, "ACOM-002") == ["These rules found nothing; a reviewer still may."]


def test_what_is_known_is_not_read_again_until_something_of_it_changes(desk: Desk, clock: Clock) -> None:
    desk.respond("RES-001", "Our RPO is short.")
    first = coaching.read(desk, "RES-001")
    desk.answer("IAM-003.1", "yes")
    assert coaching.read(desk, "RES-001") is first
    clock.now += timedelta(days=1)
    desk.refresh()
    assert coaching.read(desk, "RES-001") is not first


def test_the_words_that_are_meant_are_quoted_once(desk: Desk) -> None:
    desk.respond("WAFR-001", "See our policy.")
    desk.respond("S3-001", "We follow best practices.")
    pointer = next(t for t in coaching.tips(desk, "WAFR-001") if t.kind == "see-policy")
    vague = next(t for t in coaching.tips(desk, "S3-001") if t.kind == "vague")
    assert "“See our policy”" in " ".join(coaching.told(desk, "WAFR-001"))
    assert coaching.quoted("See our policy.", pointer) == "See our policy"
    assert coaching.quoted("We follow best practices.", vague) == ""  # the tip itself has them
    assert " ".join(coaching.told(desk, "S3-001")).count("best practices") == 1


def test_a_line_names_the_first_controls_and_counts_the_rest(desk: Desk) -> None:
    assert coaching.in_short([]) == ""
    assert coaching.in_short(["A"]) == "1 response misses what a reviewer asks for: A"
    ids = list("ABCDEFGH")
    words = "8 responses miss what a reviewer asks for: A, B, C, D, E, F and 2 more"
    assert coaching.in_short(ids) == words


def test_status_has_a_row_for_each_tip(desk: Desk) -> None:
    desk.respond("RES-001", "Our RPO is short.")
    rows = status.as_json(desk)["coach"]
    assert [(r["control"], r["kind"]) for r in rows] == [("RES-001", "value"), ("RES-001", "no-document")]
    assert all(set(r) == {"control", "kind", "text", "why"} and r["why"] for r in rows)


def test_files_that_others_get_have_nothing_of_it(desk: Desk, tmp_path: Path) -> None:
    desk.respond("RES-001", "Our RPO is short.")
    for name in ("a.json", "a.md", "a.html", "a.csv"):
        exporting.export(desk, tmp_path / name)
        text = (tmp_path / name).read_text("utf-8")
        assert "Our RPO is short." in text and "the RPO as a time" not in text and '"coach"' not in text
