"""The reports' checks in Summary, by keys: reached, read, answered, undone; on Home and in the list."""

from datetime import UTC, datetime

import pytest

from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage
from tests.tools import pulled


def pull(desk, routes):
    lens = desk.library.lens()
    made = [
        pulled.milestone(1, datetime(2026, 3, 1, tzinfo=UTC), security=3),
        pulled.milestone(2, datetime(2026, 11, 20, tzinfo=UTC)),
    ]
    workload = pulled.in_tool(lens, high={"priorities"}).changed(milestones=made)
    pulled.pull(desk, workload, pulled.answered(lens, desk.session).changed(routes=routes))


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_checks_and_the_milestones(desk, size, update_screens):
    pull(desk, ["sheet", "wafr"])
    async with stage(desk, size=size, mode="summary") as s:
        await s.press("3", "down", "down")
        check_screen(s.app, f"summary-reports-{size[0]}x{size[1]}", update_screens)
        await s.press("end")
        assert "Sustainability" in screen_text(s.app) and "-3 / 0" in screen_text(s.app)
        await s.press("enter")
        assert s.app.current_mode == "well-architected"


async def test_a_person_answers_by_keys_and_takes_it_back(desk):
    pull(desk, ["wafr", "soc2"])
    async with stage(desk, size=(80, 24), mode="summary") as s:
        await s.press("3")
        reports = s.screen.query_one("#reports")
        reports.move_to("SOC-001")
        await s.press("enter")
        await s.fill("2026-11-25")
        assert "2026-11-25 lies ahead" in screen_text(s.app)
        await s.fill("2026-03-14")
        await s.fill("page 2")
        assert s.file["report_check"]["SOC-001"]["value"] == "2026-03-14"
        assert "signed on 2026-03-14, holds until 2027-03-14: page 2" in " ".join(screen_text(s.app).split())
        reports.move_to("SOC-002")
        await s.press("enter", "n")
        await s.press("enter")
        assert s.file["report_check"]["SOC-002"]["value"] == "no"
        assert "✗ not met  SOC-002" in screen_text(s.app)
        await s.press("enter", "t")
        assert "SOC-002" not in s.file["report_check"]
        await s.press("u")
        assert s.file["report_check"]["SOC-002"]["value"] == "no" and "undone: SOC-002 cleared" in s.notice
        # A check that the tool decides is shown whole; nothing asks for a word.
        reports.move_to("WAFR-FTR-002")
        await s.press("enter")
        assert "What counts" in screen_text(s.app)
        await s.press("escape", "1")
        assert s.screen.query_one("#gaps").display and not reports.display


async def test_home_and_the_list_of_a_session_of_reports(desk):
    pull(desk, ["wafr"])
    async with stage(desk, mode="interview") as s:
        shown = screen_text(s.app)
        assert "✓ ARC-001    not needed" in shown and "✓ HOST-001   met" in shown
        await s.press("H")
        home = screen_text(s.app)
        assert "WAFR 5/7" in home and "Next: WAFR-FTR-003" in home
        assert "HRI: 1 in Operational excellence (confirmed)" in home
