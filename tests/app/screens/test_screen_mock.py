"""The mock review by keys: what does not fit the moment says so, and nothing scores by accident."""

from __future__ import annotations

from ftr_tui.app.screens.mock import MockScreen, check_supply, split_supply
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage


def run(s):
    return s.file["rehearsal"][-1]


async def begin(s):
    await s.press("n", "1", "s")
    assert "Rules, seats and gates" in screen_text(s.app)
    await s.press("space")
    assert run(s)["position"]["phase"] == "ask"


async def reveal(s):
    for _ in range(5):
        if run(s)["position"]["phase"] == "revealed":
            return
        await s.press("space")
    raise AssertionError("never revealed")


async def test_nothing_scores_before_the_reveal_nor_by_a_late_finger(desk):
    async with stage(desk, mode="mock-review") as s:
        await begin(s)
        await s.press("0")
        assert "0 to 3 score after space" in s.said and not run(s).get("asked")
        await s.press("4")
        assert run(s)["position"]["sure"] == 4
        await reveal(s)
        screen = s.screen
        assert isinstance(screen, MockScreen)
        before = len(run(s).get("asked", []))
        screen._revealed += 1000  # as if space had been pressed this very moment
        await s.press("3")
        assert len(run(s).get("asked", [])) == before
        screen._revealed = 0.0
        await s.press("3")
        assert run(s)["asked"][-1]["score"] == 3


async def test_leaving_stops_the_clock_and_the_lobby_offers_to_go_on(desk):
    async with stage(desk, mode="mock-review") as s:
        await begin(s)
        item = run(s)["position"]["item"]
        drawn = s.plain("#question")
        await s.press("escape")
        assert "One is not finished" in screen_text(s.app)
        assert "running" not in run(s)
        await s.press("H", "M", "n")
        assert run(s)["position"]["item"] == item and "running" in run(s)
        assert "\n\n" in drawn and s.plain("#question") == drawn  # as large as it was
        await s.press("z")
        assert "paused" in s.plain("#title")
        await s.press("space")
        assert "paused" not in s.plain("#title")


async def test_team_day_and_promise_by_keys(desk):
    async with stage(desk, mode="mock-review") as s:
        await s.press("D")
        await s.fill("soon")
        assert "write it as 2026-12-05" in screen_text(s.app)
        await s.fill("2027-02-01")
        assert str(s.file["review_date"]) == "2027-02-01"
        assert "2027-01-02" in screen_text(s.app)  # 30 days before it
        await begin(s)
        await s.press("s")
        await s.fill("restore report @Linh 2026-12-05")
        assert s.file["supply"][0]["owner"] == "Linh"
        await s.press("u")
        assert "supply" not in s.file
        await s.press("F", "n")
        assert "ended" not in run(s)
        await s.press("F", "y")
        assert "Debrief R1" in screen_text(s.app) and "ended" in run(s)


def test_a_promise_in_one_line():
    assert split_supply("restore report @Linh 2026-12-05", "Minh")[:2] == ("restore report", "Linh")
    assert split_supply("restore report", "Minh") == ("restore report", "Minh", None)
    assert check_supply("2026-12-05") == "Write what it is"
    assert check_supply("report 2026-13-05") == "a day is written as 2026-12-05"
    assert check_supply("report of 2026") == ""
