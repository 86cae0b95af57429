"""Answering by keys: what is written, where the cursor goes, what is asked before."""

from datetime import date

import pytest
from textual.widgets import Input

from ftr_tui.actions.desk import Desk
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage


async def test_one_key_answers_a_row_is_on_disk_and_goes_to_the_next_open_question(desk):
    async with stage(desk) as s:
        await s.go("IAM-002", "IAM-002.4")
        await s.press("y")
        assert s.stored("IAM-002.4")["value"] == "yes"
        assert s.at == ("IAM-008", "IAM-008.1")
        assert "IAM-008" in s.plain("#name")
        await s.press("l")
        assert s.stored("IAM-008.1")["by"] == "you" and "value" not in s.stored("IAM-008.1")
        assert s.at == ("S3-001", "S3-001.1")
        await s.go("IAM-008")
        await s.press("n")
        assert s.stored("IAM-008.1")["value"] == "no"
        assert "not met" in s.plain("#name") or s.at[0] != "IAM-008"


async def test_a_key_that_does_not_fit_says_what_does_and_writes_nothing(desk):
    async with stage(desk) as s:
        await s.go("IAM-008")
        await s.press("minus")
        assert s.notice == "! IAM-008.1 takes: y yes n no"
        assert s.at == ("IAM-008", "IAM-008.1") and s.stored("IAM-008.1") is None
        await s.go("CIS", "CIS.2")
        await s.press("y")
        assert s.notice == "! CIS.2 takes: 5 v5.0 3 v3.0"
        assert s.stored("CIS.2")["value"] == "v5.0"


async def test_choices_of_its_own_have_letters_of_their_own_where_they_count(desk):
    async with stage(desk, size=(80, 24)) as s:
        await s.go("CIS", "CIS.2")
        assert "5 v5.0  3 v3.0" in s.plain("#card")
        await s.press("3")
        assert s.stored("CIS.2")["value"] == "v3.0"
        await s.go("IAM-005", "IAM-005.2")
        await s.press("t")
        assert s.stored("IAM-005.2")["value"] == "temporary"
        await s.go("IAM-005", "IAM-005.2")
        await s.press("s")
        assert s.stored("IAM-005.2")["value"] == "static"
        await s.go("IAM-005", "IAM-005.2")
        await s.press("minus")
        assert s.stored("IAM-005.2")["value"] == "not-applicable"
        # Elsewhere 3 is the third part, and writes nothing.
        await s.go("IAM-006")
        await s.press("3")
        assert s.screen._part == "documents" and s.stored("IAM-006.1") is None


async def test_what_evidence_assumes_is_asked_and_kept(desk):
    async with stage(desk) as s:
        await s.go("ARC-001")
        await s.press("enter")
        assert "ARC-001.1 holds only if this is true" in screen_text(s.app)
        await s.press("n")
        assert s.stored("ARC-001.1") is None and s.at[0] == "ARC-001"
        await s.press("enter", "y")
        assert s.stored("ARC-001.1")["source"] == "evidence" and s.stored("ARC-001.1")["assumes"]
        await s.go("IAM-004")
        await s.press("enter")
        assert "Nothing to confirm at IAM-004.1" in s.notice


async def test_all_that_evidence_proved_here_is_confirmed_after_a_list_and_undone_in_one_step(desk):
    async with stage(desk) as s:
        await s.go("IAM-003")
        expected = {a.question.id for a in desk.confirmable(s.screen.state.item.section)}
        assert {"IAM-003.1", "IAM-006.1"} <= expected and "IAM-001.1" not in expected
        await s.press("E")
        shown = screen_text(s.app)
        assert f"Confirm these {len(expected)} answers?" in shown and "IAM-003.1 no:" in shown
        await s.press("y")
        assert {q for q in expected if s.stored(q)} == expected and s.stored("IAM-001.1") is None
        assert f"{len(expected)} answers confirmed" in s.notice
        await s.press("u")
        assert not any(s.stored(q) for q in expected)


async def test_against_evidence_a_reason_is_needed_and_escape_leaves_all_as_it_was(desk):
    async with stage(desk) as s:
        await s.go("IAM-006")
        await s.press("y")
        assert "IAM-006.1: evidence says otherwise. Why yes?" in screen_text(s.app)
        await s.fill("n")
        assert "Write the reason in a few words" in screen_text(s.app)
        await s.press("escape")
        assert s.notice == "IAM-006.1 was left as it was" and s.stored("IAM-006.1") is None
        await s.press("y")
        await s.fill("The role is for breaking glass.")
        kept = s.stored("IAM-006.1")
        assert (kept["value"], kept["reason"]) == ("yes", "The role is for breaking glass.")
        await s.go("IAM-006")
        assert "you ≠ aws" in s.plain("#card")


async def test_undo_goes_back_to_its_question_and_backspace_opens_one_again(desk):
    async with stage(desk) as s:
        await s.go("HOST-001", "HOST-001.3")
        await s.press("n")
        # An answer that is only changed does not jump, and says what it made of its control.
        assert s.at == ("HOST-001", "HOST-001.3")
        assert s.notice == "HOST-001.3 no: HOST-001 ✗ not met. u undoes it"
        await s.go("IAM-008")
        await s.press("u")
        assert s.at == ("HOST-001", "HOST-001.3") and s.stored("HOST-001.3")["value"] == "yes"
        assert s.notice == "Undone: HOST-001.3 no"
        await s.press("backspace")
        assert s.stored("HOST-001.3") is None and "is open again" in s.notice
        assert s.at == ("HOST-001", "HOST-001.3")
        await s.press("backspace")
        assert s.notice == "HOST-001.3 has no answer of a person"
        await s.press("u", "u")
        assert s.notice == "Nothing to undo" and s.stored("HOST-001.3")["value"] == "yes"


async def test_undo_returns_to_its_question_also_from_a_card_that_overflows(desk):
    async with stage(desk, size=(80, 24)) as s:
        await s.go("HOST-001", "HOST-001.3")
        await s.press("n")
        await s.go("IAM-002", "IAM-002.2")
        assert s.card._folds
        await s.press("u")
        assert s.at == ("HOST-001", "HOST-001.3")


async def test_owner_and_person(desk):
    async with stage(desk) as s:
        await s.go("IAM-008")
        await s.press("o")
        await s.fill_form(owner="Linh 2026-13-05")
        assert "2026-13-05 is no day" in screen_text(s.app)
        await s.fill_form(owner="Linh Tran 2026-12-05", plan="Ask HR for the list")
        owner = {"who": "Linh Tran", "due": date(2026, 12, 5), "plan": "Ask HR for the list"}
        assert s.file["owners"]["IAM-008"] == owner
        assert "Linh Tran · 2026-12-05 · Ask HR" in s.plain("#name")
        await s.press("o")
        await s.fill_form(owner="", due="", plan="")
        assert "IAM-008" not in s.file["owners"]
        await s.press("at", "plus")
        await s.fill("Quyên")
        assert s.notice == "Quyên answers now"
        await s.press("y")
        assert s.stored("IAM-008.1")["by"] == "Quyên"
        assert "Quyên" in [m["name"] for m in s.file["member"]]


async def test_a_document_is_checked_copied_or_only_remembered(desk, tmp_path):
    outside = tmp_path / "runbook.md"
    outside.write_text("# Keys")
    folder = desk.file.path.parent

    async def form(s, where, shows=""):
        s.screen.query_one("#where", Input).value = where
        s.screen.query_one("#shows", Input).value = shows
        s.screen.action_take()
        await s.pilot.pause()

    async with stage(desk) as s:
        await s.go("IAM-008")
        await s.press("d")
        for where, shows, says in (
            ("", "", "A path or an https:// address"),
            ("no/such.md", "", "There is no file no/such.md"),
            (str(tmp_path), "", "is a folder"),
            ("ftp://x.example/y", "", "Only http and https"),
            ("https://wiki.example/keys", "yesterday", "yesterday is no day"),
        ):
            await form(s, where, shows)
            assert says in " ".join(s.plain("#wrong").split()), where
        await form(s, "https://wiki.example/keys", "2026-11-01")
        assert "added, u undoes it" in s.notice and "2026-11-01" in s.plain("#side")
        await s.press("d", "a")
        await form(s, str(outside))
        assert "outside the sessions folder" in screen_text(s.app)
        await s.press("escape")
        assert len(s.file["document"]) == 3
        s.screen.action_take()
        await s.pilot.pause()
        await s.press("enter")
        assert s.file["document"][-1]["where"] == "example.files/runbook.md"
        assert (folder / "example.files" / "runbook.md").read_text() == "# Keys"
        await s.press("d", "a")
        await form(s, str(outside))
        await s.press("down", "enter")
        assert s.file["document"][-1]["where"] == str(outside.resolve())
        await s.go("CAA-000")
        await s.press("d")
        assert "A gate takes no document" in s.notice


@pytest.mark.hard_case(28)
async def test_what_two_people_changed_is_shown_and_settled(desk):
    other = Desk.open(desk.file.path, desk.library, "Minh", desk.clock)
    async with stage(desk) as s:
        await s.go("IAM-008")
        await s.press("T")
        assert s.notice.startswith("No conflict")
        other.answer("IAM-008.1", "no")
        other.respond("IAM-010", "Minh was here.")
        await s.press("y")
        await s.go("IAM-008")
        assert "two people changed this" in s.plain("#name") and "conflict" in s.plain("#list")
        assert s.file["responses"]["IAM-010"]["text"] == "Minh was here."
        await s.press("T")
        shown = screen_text(s.app)
        assert "Keep: yes" in shown and "Take theirs: no" in shown
        await s.press("t")
        assert s.notice == "answer IAM-008.1 settled, 0 left"
        assert s.stored("IAM-008.1")["value"] == "no" and "conflict" not in s.file
