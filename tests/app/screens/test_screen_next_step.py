"""The interview's part 5: what to change, read at 80x24, its line copied and never run."""

from ftr_tui.app.views.next_step import step_whole
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage


async def test_the_step_is_read_and_a_line_is_copied(desk):
    async with stage(desk, size=(80, 24)) as s:
        await s.go("IAM-002", "IAM-002.4")
        assert "5 next step 1" in s.plain("#tabs")
        await s.press("5")
        part = s.plain("#part")
        # Of the question that fails, where the one at the cursor does not.
        assert part.startswith("IAM-002.1") and "may break: " in part and not s.box.display
        await s.press("down", "down", "c")
        line = "aws iam list-access-keys --user-name deploy-ci"
        assert s.app.clipboard == line
        assert s.said == f"Copied, if your terminal allows it (else v, and the mouse): {line}"
        await s.press("down", "down", "c")
        assert "; it changes something: aws iam create-access-key --user-name deploy-ci" in s.said
        await s.press("v")
        shown = screen_text(s.app)
        assert "Static access keys: next step" in shown and "never run" in shown
        # Taken by the mouse it only looks; the key takes the line as it is.
        whole = "\n".join(step_whole(desk, desk.review.states["IAM-002"])).split("\n")
        assert "# aws iam create-access-key --user-name deploy-ci" in whole and line in whole
        await s.press("escape")
        await s.go("GA")
        await s.press("c")
        assert s.said == "No answer of GA fails, so there is no line to copy"
        assert "nothing to change" in s.plain("#part") and "5 next step" in s.plain("#tabs")


async def test_at_full_width_it_takes_the_place_of_the_response_until_1_or_r(desk):
    async with stage(desk) as s:
        await s.go("IAM-002", "IAM-002.1")
        assert "Next step  5 shows it" in s.plain("#coach") and s.box.display
        await s.press("c")
        assert s.plain("#part").startswith("IAM-002.1") and not s.box.display
        assert s.app.focused.id == "part" and s.app.clipboard == ""
        assert "Next step  5" not in s.plain("#coach")
        await s.press("r")
        assert s.box.display and s.box.has_focus and not s.screen.query_one("#part").display


async def test_the_export_of_next_steps_is_a_letter_away(desk, tmp_path):
    async with stage(desk, mode="summary") as s:
        assert "next step: " in s.plain("#gaps")
        await s.press("e")
        await s.fill(str(tmp_path / "a.md"))
        await s.press("f")
        assert "Redact the next steps?" in screen_text(s.app)
        await s.press("y")
        await s.app.workers.wait_for_complete()
        await s.settle()
        text = (tmp_path / "a.md").read_text("utf-8")
        assert "Next steps for the AWS" in text and "deploy-ci" not in text and ", redacted" in s.said
