"""A second person signs answers off; who owns a gap; what both do to readiness and to undo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import calendar, exporting, owners, signing
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create
from ftr_tui.exchange import ics
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.outcome import Block
from ftr_tui.model.owners import Whose
from ftr_tui.model.problem import Problem

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return create(tmp_path / "sessions", "Acme", name="acme", who="Linh", clock=lambda: NOW)


def block(desk: Desk, control: str) -> Block | None:
    return desk.review.states[control].block


# --- signing --------------------------------------------------------------------------------------


def test_unsigned_answers_stand_in_the_way_only_where_that_is_asked_for(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    assert block(desk, "IAM-001") is None
    assert signing.switch(desk, on=True) and not signing.switch(desk, on=True)
    state = desk.review.states["IAM-001"]
    assert (state.block, state.why) == (Block.UNSIGNED, ".1: nobody has signed this off")
    assert str(state.outcome) == "pass"
    # A gap that is worse stays what it is.
    desk.answer("IAM-003.1", "no")
    assert block(desk, "IAM-003") is Block.FAIL and block(desk, "IAM-004") is Block.OPEN
    assert [s.block for s in desk.review.blocking][-1] is Block.UNSIGNED
    found = signing.sign(desk, ["IAM-001.1"], "Minh")
    assert found.signed == ["IAM-001.1"] and block(desk, "IAM-001") is None
    assert desk.undo() == "IAM-001.1 signed off" and block(desk, "IAM-001") is Block.UNSIGNED
    signing.switch(desk, on=False)
    assert block(desk, "IAM-001") is None


def test_another_response_beside_a_signed_answer_has_to_be_signed_anew(desk: Desk) -> None:
    desk.answer("RES-001.1", "yes")
    desk.answer("RES-002.1", "yes")
    desk.respond("RES-001", "RPO 4 hours.")
    signing.switch(desk, on=True)
    signing.sign(desk, ["RES-001.1", "RES-002.1"], "Minh")
    desk.respond("RES-001", "RPO 4 hours.")  # the same text
    assert signing.waiting(desk) == []
    desk.respond("RES-001", "RPO 4 days.")
    assert signing.waiting(desk) == ["RES-001.1"] and block(desk, "RES-001") is Block.UNSIGNED
    desk.undo()
    assert signing.waiting(desk) == [] and block(desk, "RES-001") is None
    desk.respond("RES-001", "")
    assert not desk.session.answers["RES-001.1"].signed


@pytest.mark.parametrize("who", ["Linh", " LINH ", "linh"])
def test_who_answered_cannot_sign(desk: Desk, who: str) -> None:
    desk.answer("IAM-001.1", "yes")
    found = signing.sign(desk, ["IAM-001.1"], who)
    assert found.own == ["IAM-001.1"] and not found.signed
    assert "another person has to sign" in found.words(who)
    assert not desk.session.answers["IAM-001.1"].signed


def test_another_answer_needs_another_signature(desk: Desk) -> None:
    signing.switch(desk, on=True)
    desk.answer("IAM-001.1", "yes")
    signing.sign(desk, ["IAM-001.1"], "Minh")
    desk.answer("IAM-001.1", "yes")  # renewed: another day's word
    assert block(desk, "IAM-001") is Block.UNSIGNED
    signing.sign(desk, ["IAM-001.1"], "Minh")
    desk.unsure("IAM-001.1")
    found = signing.sign(desk, ["IAM-001.1", "IAM-003.1"], "Minh")
    assert found.unanswered == ["IAM-001.1", "IAM-003.1"] and block(desk, "IAM-001") is Block.OPEN


def test_a_signature_written_into_the_file_by_the_one_who_answered_counts_for_nothing(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    path = desk.file.path
    path.write_text(path.read_text().replace('by = "Linh"', 'by = "Linh"\nsigned_by = "linh "'))
    text = path.read_text().replace('product = "Acme"', 'product = "Acme"\nsign_off = true')
    path.write_text(text)
    again = Desk.open(path, who="Minh", clock=lambda: NOW)
    assert again.session.answers["IAM-001.1"].signed_by and again.session.sign_off
    assert block(again, "IAM-001") is Block.UNSIGNED and signing.count(again) == (0, 1)


def test_confirmed_evidence_is_a_persons_answer_and_other_terms_drop_the_signature(desk: Desk) -> None:
    line = "Production runs in account 111122223333 and in no others."
    finding = Finding(
        question="IAM-001.1", control="IAM-001", verdict=Verdict.YES, favourable=True, summary="Seen.",
        read_at=NOW, assumes=line, accounts=["111122223333"],
    )  # fmt: skip
    desk.take(Evidence(finding=[finding]))
    assert signing.waiting(desk) == []
    assert desk.confirm("IAM-001.1") and signing.waiting(desk) == ["IAM-001.1"]
    signing.sign(desk, ["IAM-001.1"], "Minh")
    assert desk.withdraw_scope() and not desk.session.answers["IAM-001.1"].signed


def test_many_at_once_are_one_step(desk: Desk) -> None:
    desk.answer("IAM-001.1", "yes")
    desk.answer("IAM-003.1", "yes", by="Minh")
    desk.answer("IAM-006.1", "yes", by="Aiko")
    found = signing.sign(desk, signing.waiting(desk), "Minh")
    assert (found.signed, found.own) == (["IAM-001.1", "IAM-006.1"], ["IAM-003.1"])
    assert found.words("Minh").count(";") == 1
    assert signing.take_back(desk, ["IAM-001.1", "IAM-003.1"]) == ["IAM-001.1"]
    desk.undo()
    assert signing.count(desk) == (2, 3)
    desk.undo()
    assert signing.count(desk) == (0, 3)


def test_no_name_no_signature(desk: Desk) -> None:
    desk.session = desk.session.with_answer(
        "IAM-001.1", desk.session.answers.get("IAM-001.1") or _answer(by="")
    )
    desk.__dict__.pop("review", None)
    assert signing.sign(desk, ["IAM-001.1"], "Minh").nameless == ["IAM-001.1"]
    with pytest.raises(Problem, match="neither a control nor a question"):
        signing.questions_of(desk, "IAM-999")


def _answer(**more: object) -> object:
    from ftr_tui.model.session import Answer

    return Answer(value="yes", at=NOW, **more)


# --- owners ---------------------------------------------------------------------------------------


def test_an_owner_is_changed_part_by_part_and_gone_when_empty(desk: Desk) -> None:
    owners.change(desk, "IAM-001", who="Linh", due="2026-12-05")
    owners.change(desk, "IAM-001", plan="Turn  MFA\non for all")
    found = desk.session.owners["IAM-001"]
    assert (found.who, found.due, found.plan) == ("Linh", date(2026, 12, 5), "Turn MFA on for all")
    assert owners.told(found, date(2026, 12, 8)) == "Linh, by 2026-12-05 (3 days late): Turn MFA on for all"
    before = desk.session
    with pytest.raises(Problem, match="is no day"):
        owners.change(desk, "IAM-001", who="Minh", due="5 Dec")
    assert desk.session is before
    owners.change(desk, "IAM-001", who="-", due="-", plan="")
    assert desk.session.owners == {}
    owners.change(desk, "IAM-001", plan="AKIAIOSFODNN7EXAMPLE out")
    assert "AKIA" not in desk.session.owners["IAM-001"].plan
    with pytest.raises(Problem, match=r"IAM-01 is no control.*did you mean IAM-0"):
        owners.change(desk, "IAM-01", who="Linh")
    with pytest.raises(Problem, match="at most 80"):
        owners.change(desk, "IAM-001", who="x" * 81)


def test_the_old_call_keeps_a_plan(desk: Desk) -> None:
    owners.change(desk, "IAM-001", plan="Turn MFA on")
    desk.own("IAM-001", "Minh")
    assert desk.session.owners["IAM-001"].plan == "Turn MFA on"
    desk.own("IAM-001", "")
    assert desk.session.owners["IAM-001"].who == ""


def test_one_line_of_a_form_may_hold_name_and_day(desk: Desk) -> None:
    owners.filled(desk, "GA", {"owner": "Linh Tran 2026-12-05", "due": "", "plan": ""})
    assert (desk.session.owners["GA"].who, desk.session.owners["GA"].due) == ("Linh Tran", date(2026, 12, 5))
    owners.filled(desk, "GA", {"owner": "Linh", "due": "2026-12-06", "plan": "x"})
    assert desk.session.owners["GA"].due == date(2026, 12, 6)


def test_the_lists_and_who_is_unknown(desk: Desk) -> None:
    desk.add_member("Linh", "devops")
    desk.answer("IAM-003.1", "yes")
    for control, who, due in (
        ("IAM-001", "DevOps", "2026-11-01"),
        ("GA", "Minh", ""),
        ("IAM-003", "Linh", ""),
    ):
        owners.change(desk, control, who=who, due=due)
    assert [s.id for s in owners.gaps(desk, Whose.MINE)] == ["IAM-001"]  # IAM-003 is no gap
    assert [s.id for s in owners.gaps_of(desk, " Overdue ")] == ["IAM-001"]
    assert [s.id for s in owners.gaps_of(desk, "MINH")] == ["GA"]
    found = owners.summary(desk)
    assert (found.mine, found.overdue, found.mine_overdue) == (1, 1, 1)
    assert found.unassigned == found.gaps - 2 and owners.late_words(desk) == "1 of your gaps is overdue"
    with pytest.raises(Problem, match=r"called 'Tom' \(there is: DevOps, Minh, Linh, mine, "):
        owners.gaps_of(desk, "Tom")


def test_a_gap_with_a_day_is_in_the_calendar_until_it_is_closed(desk: Desk) -> None:
    owners.change(desk, "IAM-001", who="Linh", due="2026-12-05", plan="Turn MFA on")
    line = calendar.find(desk, "gap:IAM-001")
    assert (line.due, line.owner, line.what, line.kind) == (date(2026, 12, 5), "Linh", "Turn MFA on", "gap")
    page = exporting.calendar_bytes(desk).decode()
    uid = ics.uid(desk.session, "gap:IAM-001")
    assert uid in page and "Close the gap in IAM-001" in page.replace("\r\n ", "")
    owners.change(desk, "IAM-001", due="2026-12-09")
    assert uid in exporting.calendar_bytes(desk).decode()
    desk.answer("IAM-001.1", "yes")
    with pytest.raises(Problem, match="gap:IAM-001"):
        calendar.find(desk, "gap:IAM-001")
