"""Home, Summary, saving that fails, scans: what is said, and that the work goes on."""

import shutil
from types import SimpleNamespace

import pytest

from ftr_tui.actions import opening
from ftr_tui.app.messages import ScanEnded, ScanFound
from ftr_tui.app.start import farewell
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.store import findings
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage


async def test_home_without_a_session_offers_new_and_sample_and_a_taken_name_says_so(tmp_path):
    where = tmp_path / "sessions"
    async with stage(where=where) as s:
        assert "n  start with your own product" in screen_text(s.app)
        await s.press("enter")
        assert "n makes a session, d opens the sample" in s.notice
        await s.press("I")
        assert s.app.current_mode == "home"
        assert "summary" not in s.plain("KeyBar") and "n new" in s.plain("KeyBar")
        await s.press("n")
        await s.fill("Acme Billing")
        assert "Partner Hosted: it runs in your own AWS accounts" in screen_text(s.app)
        await s.press("enter")
        assert s.app.current_mode == "interview" and (where / "acme-billing.toml").exists()
        await s.press("H")
        assert "Acme Billing" in s.plain("#sessions")
        await s.press("n")
        await s.fill("Acme  Billing")
        assert "! a session of that name exists" in screen_text(s.app)
        await s.fill("Acme Boxes")
        await s.press("down", "enter", "enter")
        assert s.desk.session.checklist == "customer-deployed" and (where / "acme-boxes.toml").exists()
        await s.press("H", "d")
        assert s.app.current_mode == "interview" and s.desk.session.sample
        assert not s.desk.file.path.is_relative_to(tmp_path)


@pytest.mark.hard_case(33)
async def test_a_broken_session_is_listed_with_file_and_line_and_hurts_no_other(tmp_path):
    where = tmp_path / "sessions"
    opening.create(where, "Good", who="Lan")
    (where / "broken.toml").write_text('schema = 1\nproduct = "x\n')
    async with stage(where=where) as s:
        shown = " ".join(s.plain("#sessions").split())
        assert "broken does not open" in shown and "broken.toml:2:" in shown
        lines = s.screen.query_one("#sessions", LineList)
        assert "S summary" not in s.plain("KeyBar")
        assert len(lines.keys_shown) == 2 and lines.cursor.endswith("broken.toml")
        await s.press("enter")
        assert s.app.current_mode == "home" and "broken.toml" in s.said
        await s.press("down")
        assert "S summary" in s.plain("KeyBar")
        await s.press("S")
        assert s.app.current_mode == "summary" and s.desk.session.product == "Good"


async def test_a_key_at_a_session_that_does_not_open_never_means_the_one_that_was_open_before(tmp_path):
    where = tmp_path / "sessions"
    opening.create(where, "Good", who="Lan")
    (where / "zz.toml").write_text('schema = 1\nproduct = "x\n')
    async with stage(where=where) as s:
        await s.press("enter", "H", "end")
        assert s.desk is not None and s.desk.session.product == "Good"
        for key in ("x", "e", "S"):
            await s.press(key)
            assert s.app.current_mode == "home" and len(s.app.screen_stack) == 1
        assert "zz.toml:2:" in s.said


async def test_summary_leads_to_the_control(desk):
    async with stage(desk) as s:
        await s.press("S", "down", "down")
        third = desk.review.blocking[2]
        assert s.screen.query_one("#gaps", LineList).cursor == third.id
        assert third.why[:20] in s.plain("#gaps")
        await s.press("o")
        await s.fill_form(owner="Quyên", due="2026-11-01")
        assert s.file["owners"][third.id]["who"] == "Quyên" and "2026-11-01 is past" in s.said
        await s.press("enter")
        assert s.app.current_mode == "interview" and s.at[0] == third.id


@pytest.mark.hard_case(14, 15, 16)
async def test_a_save_that_fails_is_said_until_it_is_mended_and_loses_nothing(desk):
    folder = desk.file.path.parent
    aside = folder.with_name("aside")
    async with stage(desk) as s:
        await s.go("IAM-008")
        shutil.move(folder, aside)
        folder.write_text("not a folder")
        await s.press("y")
        assert desk.trouble and s.notice.startswith("! ") and "NOT SAVED" in s.plain("#title")
        await s.press("right_square_bracket", "l")
        assert "K" in s.notice.split() and desk.session.answers["IAM-008.1"].value == "yes"
        assert farewell(s.app)[0].startswith("NOT SAVED")
        folder.unlink()
        shutil.move(aside, folder)
        s.screen._retry()
        await s.pilot.pause()
        assert not desk.trouble and s.stored("IAM-008.1")["value"] == "yes"
        assert "NOT SAVED" not in s.plain("#title") and not s.notice.startswith("! ")


def test_a_sample_that_is_opened_by_name_is_not_said_to_be_gone(desk):
    folder = desk.file.path.parent
    assert farewell(SimpleNamespace(desk=desk, where=folder))[0].startswith("Saved in ")
    assert "it is gone" in farewell(SimpleNamespace(desk=desk, where=folder / "mine"))[0]


@pytest.mark.hard_case(14, 15)
async def test_a_failing_save_has_a_way_out(desk):
    folder = desk.file.path.parent
    aside = folder.with_name("aside")
    async with stage(desk, size=(80, 24)) as s:
        shutil.move(folder, aside)
        folder.write_text("not a folder")
        await s.press("l", "K")
        copy = folder.with_name("rescue.toml")
        await s.fill(str(copy))
        assert copy.exists()


@pytest.mark.hard_case(62)
async def test_a_scan_without_credentials_says_what_to_do_and_the_interview_works_on(tmp_path, watch):
    desk = opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=watch)
    async with stage(desk) as s:
        await s.go("IAM-008")
        await s.press("x")
        assert "Read evidence from AWS" in screen_text(s.app)
        await s.press("enter")
        for _n in range(100):
            if not s.app.scanner.running:
                break
            await s.pilot.pause(0.1)
        assert "credentials" in s.notice.lower() and s.notice.startswith("! ")
        assert s.at == ("IAM-008", "IAM-008.1")
        await s.press("y")
        assert s.stored("IAM-008.1")["value"] == "yes"
        assert not desk.file.evidence_path.exists()


async def test_what_a_scan_finds_appears_in_place_and_moves_nothing(desk):
    evidence = desk.evidence
    fewer = evidence.model_copy(update={"finding": [f for f in evidence.finding if f.control != "IAM-006"]})
    findings.save(desk.file.evidence_path, fewer)
    desk.refresh()
    async with stage(desk) as s:
        await s.go("IAM-002", "IAM-002.3")
        s.screen.action_response()
        s.box.move_cursor(s.box.document.end)
        await s.press(*"abc")
        s.app.scanner.session, s.app.scanner._thread = desk.name, object()
        assert "✗ IAM-006" not in s.plain("#list")
        s.app.post_message(ScanFound(evidence))
        await s.pilot.pause()
        assert "✗ IAM-006" in s.plain("#list")
        await s.press("d")
        assert s.box.text.endswith("abcd")
        assert s.at == ("IAM-002", "IAM-002.3") and s.app.focused is s.box and "abcd" in s.box.text
        s.app.post_message(ScanEnded(None, "no network", "try again"))
        await s.pilot.pause()
        assert s.notice == "! no network. try again."
        assert s.at == ("IAM-002", "IAM-002.3") and s.app.focused is s.box and "abc" in s.box.text


async def test_a_command_that_is_longer_than_a_line_is_shown_whole(desk):
    profile = "acme-billing-production-readonly-auditor-eu"
    command = f"aws sso login --profile {profile}"
    async with stage(desk, size=(80, 24)) as s:
        for mode in ("interview", "summary", "road"):
            s.app.enter(mode)
            await s.settle()
            s.screen.say(f"Your login has ended. Run `{command}`, then scan again.", bad=True)
            await s.settle()
            shown = " ".join(screen_text(s.app).split())
            assert f"! Your login has ended. Run `{command}`, then scan again." in shown
            s.screen.say("Saved")
            await s.settle()
            assert s.screen.query_one("#notice").size.height == 1
        s.screen.say("x " * 200)
        await s.settle()
        assert "…" in s.plain("#notice") and s.screen.query_one("#notice").size.height == 2
