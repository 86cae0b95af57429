"""The calendar by keys: late first, done with proof, the response asked for, midnight."""

from datetime import UTC, date, datetime

import pytest

from ftr_tui.actions import binder, calendar, supplying
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.session import RoadStep
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage


@pytest.fixture
def filled(desk):
    desk.who = "Linh"
    calendar.done(desk, "restore-test", date(2026, 8, 27), note="38 minutes")
    calendar.done(desk, "alarm-check", date(2026, 10, 20))
    calendar.set_owner(desk, "restore-test", "Linh")
    calendar.set_due(desk, "leaver-or-mover", date(2026, 11, 24))
    calendar.set_owner(desk, "leaver-or-mover", "Quyên")
    calendar.set_off(desk, "compliance-audit", "we advertise no standard")
    calendar.add(desk, "Penetration test by an outside firm", due=date(2027, 1, 15), every_days=365)
    session = desk.session.changed(review_date=date(2026, 12, 15))
    promised = supplying.promised(session, "BAR-002", "The restore record", "Linh", date(2026, 12, 1))
    desk.change("promised", promised)
    return desk


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_pictures(filled, size, update_screens):
    async with stage(filled, size=size, mode="calendar") as s:
        await s.press("down", "down")
        check_screen(s.app, f"calendar-{size[0]}x{size[1]}", update_screens)
        if size == (80, 24):
            await s.press("end")
            check_screen(s.app, "calendar-80x24-end", update_screens)


async def test_done_with_a_file_asks_before_it_touches_a_response(filled):
    record = filled.file.path.parent / "restore.pdf"
    record.write_text("38 minutes")
    before = filled.session.response_text("BAR-002")
    async with stage(filled, size=(80, 24), mode="calendar") as s:
        s.screen.query_one("#rows", LineList).move_to("restore-test")
        await s.press("y")
        s.screen.query_one("#day").value = "2026-11-31"
        await s.press("enter", "enter", "enter")
        assert "2026-11-31 is no day" in screen_text(s.app)
        s.screen.query_one("#day").value = "2026-11-23"
        s.screen.query_one("#proof").value = str(record)
        s.screen.query_one("#note").value = "41 minutes"
        await s.press("enter")
        shown = " ".join(screen_text(s.app).split())
        assert "Write it into the response of BAR-002?" in shown
        number = s.file["document"][-1]["id"]
        assert f"Last restore test: 2026-11-23 ({number})." in shown
        assert filled.session.response_text("BAR-002") == before
        await s.press("escape")
        assert filled.session.response_text("BAR-002") == before
        assert s.file["done"][-1]["note"] == "41 minutes" and s.file["document"][-1]["kind"] == "restore-test"
        assert "in 89 days" in s.plain("#rows")
        await s.press("enter")
        shown = screen_text(s.app)
        assert "2026-11-23" in shown and number in shown and "38 minutes" in shown
        await s.press("escape", "u")
        assert len(s.file["done"]) == 2
        await s.press("y", "enter", "enter", "enter", "y")
        assert filled.session.response_text("BAR-002").endswith("Last restore test: 2026-11-24.")


async def test_days_paces_owners_and_own_tasks_by_keys(filled):
    async with stage(filled, mode="calendar") as s:
        rows = s.screen.query_one("#rows", LineList)
        rows.move_to("patch-status")
        await s.press("t")
        await s.fill("2026-12-01")
        await s.press("o")
        await s.fill("Minh")
        await s.press("p")
        await s.fill("0")
        assert "1 to 3660" in screen_text(s.app)
        await s.fill("30")
        assert s.file["calendar"]["patch-status"] == {
            "due": date(2026, 12, 1), "owner": "Minh", "every_days": 30
        }  # fmt: skip
        rows.move_to("contact-test")
        await s.press("minus", "enter")
        assert "A reason" in screen_text(s.app)
        await s.fill("one address")
        assert "one address" in s.plain("#rows")
        await s.press("minus")
        assert "contact-test" not in s.file["calendar"]
        await s.press("n")
        s.screen.query_one("#name").value = "Renew the certificate"
        await s.press("enter", "enter", "enter")
        assert "a task needs a day" in screen_text(s.app)
        s.screen.query_one("#pace").value = "90"
        await s.press("enter")
        assert rows.cursor == "own-renew-the-certificate"
        assert s.file["calendar"]["own-renew-the-certificate"]["every_days"] == 90
        rows.move_to("road:review-meeting")
        await s.press("o")
        assert "change the day on the road" in s.said
        await s.press("y")
        assert s.app.current_mode == "road"


async def test_at_midnight_an_answer_runs_out_before_everybodys_eyes(filled, watch):
    filled.answer("IAM-008.1", "yes")
    watch.now = datetime(2027, 2, 24, 23, 59, tzinfo=UTC)
    filled.refresh()
    async with stage(filled, mode="calendar") as s:
        s.screen.query_one("#rows", LineList).move_to("answer:IAM-008.1")
        line = next(row for row in s.plain("#rows").split("\n") if "IAM-008.1" in row)
        assert line.split()[-2:] == ["today", "2027-02-24"]
        assert filled.review.states["IAM-008"].outcome == "pass"
        watch.now = datetime(2027, 2, 25, 0, 1, tzinfo=UTC)
        s.app.look_around()
        await s.settle()
        line = next(row for row in s.plain("#rows").split("\n") if "IAM-008.1" in row)
        assert line.split()[-4:] == ["1", "day", "late", "2027-02-24"]
        assert filled.review.states["IAM-008"].outcome == "open"
        await s.press("y")
        assert s.at == ("IAM-008", "IAM-008.1")
        assert "Linh said yes on 2026-11-24; ran out on" in screen_text(s.app)
        await s.press("S")
        assert "ran out on 2027-02-24" in " ".join(s.plain("#matrix").split())
        await s.press("I", "y")
        assert s.stored("IAM-008.1")["until"] == date(2027, 5, 28)


async def test_the_ics_is_one_key_away(filled, tmp_path):
    async with stage(filled, mode="calendar") as s:
        await s.press("e")
        assert s.screen.query_one("#field").value.endswith(".ics")
        await s.fill(str(tmp_path / "out.ics"))
        assert "written: " in s.said
        assert (tmp_path / "out.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


async def test_done_on_another_line_leads_to_its_own_row(filled):
    binder.add(filled, "https://acme.example/plan", "support-plan", shows=date(2026, 6, 1))
    number = filled.session.document[-1].id
    filled.change("days", filled.session.with_step("qualified", RoadStep(until=date(2027, 3, 1))))
    async with stage(filled, mode="calendar") as s:
        for line, mode, key in (
            (f"document:{number}", "binder", number),
            ("road:qualified-until", "road", "qualified"),
            (f"document:{number}", "binder", number),
        ):
            s.screen.query_one("#rows", LineList).move_to(line)
            await s.press("y")
            await s.settle()
            assert (s.app.current_mode, s.screen.query_one("#rows", LineList).cursor) == (mode, key)
            await s.press("home", "C")
