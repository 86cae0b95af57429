"""The road by keys: done, planned, AWS's list, last days, people, notes, undo."""

from datetime import date

import pytest

from ftr_tui.actions import road
from ftr_tui.app.widgets.linelist import LineList
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage

FIVE = ("join-apn", "software-path", "review", "share-opportunity", "request-ftr")


def walked(desk, *ids):
    desk.change("none", desk.session.changed(road={}))
    for step in ids:
        road.change(desk, step, done=date(2026, 3, 2))


async def test_a_step_is_done_against_a_block_taken_back_and_undone(desk):
    walked(desk, "join-apn", "software-path")
    async with stage(desk, size=(80, 24)) as s:
        await s.press("P")
        assert s.screen.query_one("#rows", LineList).cursor == "review"
        await s.press("y")
        assert "Still in the way: self-check" in screen_text(s.app)
        await s.fill("2026-12-31")
        assert "2026-12-31 lies ahead" in screen_text(s.app)
        await s.fill("2026-11-20")
        assert s.said.startswith("done, although: self-check") and "≈ done, but" in s.plain("#rows")
        assert s.file["road"]["review"] == {"done": date(2026, 11, 20)}
        await s.press("y")
        assert "review" not in s.file["road"] and "not done any more" in s.said
        await s.press("u")
        assert s.file["road"]["review"] == {"done": date(2026, 11, 20)}


async def test_aws_s_list_asks_for_the_last_day_and_suggests_six_months(desk):
    walked(desk, *FIVE)
    async with stage(desk, size=(80, 24)) as s:
        await s.press("P")
        assert s.screen.query_one("#rows", LineList).cursor == "review-meeting"
        await s.press("t")
        await s.fill("2026-12-15")
        assert s.desk.session.review_date == date(2026, 12, 15)
        await s.press("c")
        await s.fill("2026-08-31")
        assert "six months, 2027-02-28" in " ".join(screen_text(s.app).replace("│", " ").split())
        await s.press("enter")
        assert "until" not in s.file["road"]["review-meeting"] and "fix it by 2027-02-28" in s.plain("#step")
        await s.press("e")
        await s.fill("2027-01-15")
        assert s.file["road"]["review-meeting"]["until"] == date(2027, 1, 15)


async def test_the_approval_asks_for_its_last_day_and_people_and_notes_are_kept(desk):
    walked(desk, *FIVE, "review-meeting")
    async with stage(desk) as s:
        await s.press("P", "c")
        assert s.file["road"].get("qualified") is None and len(s.app.screen_stack) == 1
        await s.press("y", "enter")
        assert "Until when does the approval hold?" in screen_text(s.app)
        await s.fill("2029-11-24")
        assert s.file["road"]["qualified"] == {"done": date(2026, 11, 24), "until": date(2029, 11, 24)}
        await s.press("o")
        await s.fill("Minh, Linh")
        await s.press("r", *"Fine", "escape", "enter")
        assert s.file["road"]["qualified"]["people"] == ["Minh", "Linh"]
        assert s.file["road"]["qualified"]["notes"] == "Fine"
        await s.press("enter")
        assert "Write down the day of approval" in screen_text(s.app)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_pictures(desk, size, update_screens):
    walked(desk, "join-apn", "software-path")
    road.change(desk, "review", planned=date(2026, 12, 15), people=["Minh"], notes="Restore test first.")
    async with stage(desk, size=size) as s:
        await s.press("P")
        check_screen(s.app, f"road-{size[0]}x{size[1]}", update_screens)
