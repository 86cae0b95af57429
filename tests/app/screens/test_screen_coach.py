"""The coach beside the response: follows what is typed, leaves text and cursor alone, says when it cannot."""

from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage

VAGUE = "Our RPO is short."


async def written(s, text):
    """Type the last letter of a text that stands in the box, and wait until it was handed on."""
    await s.press("r")
    s.box.text = text[:-1]
    s.box.move_cursor(s.box.document.end)
    await s.press("full_stop" if text[-1] == "." else text[-1])
    for _ in range(200):
        if not s.box.pending:
            break
        await s.pilot.pause(0.02)
    await s.settle()


async def test_tips_stand_beside_the_response_and_follow_what_is_typed(desk, update_screens):
    async with stage(desk) as s:
        await s.go("RES-001")
        assert "Not found" not in s.plain("#coach")
        await written(s, VAGUE)
        coach = " ".join(s.plain("#coach").split())
        assert "Not found: the RPO as a time." in coach and "hints, no verdict" in coach
        assert coach.index("Coach") < coach.index("Not found") < coach.index("Example, not yours to copy")
        assert s.box.text == VAGUE and s.box.cursor_location == (0, len(VAGUE)) and s.box.has_focus
        assert s.file["responses"]["RES-001"]["text"] == VAGUE
        assert str(desk.review.states["RES-001"].outcome) == "pass"
        check_screen(s.app, "coach-120x36", update_screens)
        await written(s, "RPO 4 hours: https://wiki.example/dr")
        assert "These rules found nothing; a reviewer still may." in " ".join(s.plain("#coach").split())
        await s.press("escape", "4")
        assert s.app.focused.id == "coach"


async def test_narrow_the_tab_counts_while_one_types_and_shows_them_in_the_boxs_place(desk, update_screens):
    async with stage(desk, size=(80, 24)) as s:
        await s.go("RES-001")
        await written(s, VAGUE)
        assert "4 coach 2" in s.plain("#tabs") and s.box.display
        await s.press("escape", "4")
        assert "Not found: the RPO as a time." in s.plain("#part") and not s.box.display
        check_screen(s.app, "coach-80x24", update_screens)
        await s.go("RES-002")
        await s.press("r")
        await written(s, "Unsere Systeme sind nach einem Ausfall sehr schnell wieder da und wir üben das.")
        await s.press("escape", "4")
        assert "Not judged: the RTO as a time." in s.plain("#part")
        await s.go("CAA-000")
        assert "Coach" not in s.plain("#part") and "4 coach    5" in s.plain("#tabs")


async def test_the_whole_view_has_every_tip(desk):
    desk.respond("RES-001", VAGUE)
    async with stage(desk) as s:
        await s.go("RES-001")
        await s.press("v")
        text = " ".join(screen_text(s.app).split())
        assert "What a reviewer would miss (hints, no verdict)" in text and "· No document or link" in text
