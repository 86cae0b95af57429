"""The Well-Architected review by keys alone: one key a practice, notes, plans, contradictions, undo."""

from datetime import date

import pytest

from ftr_tui.actions import reviewing
from ftr_tui.actions.desk import Desk
from ftr_tui.app.widgets.linelist import LineList
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage

MODE = "well-architected"


def practice(s, bp):
    """Return what the file says of a practice, by its number."""
    return s.file.get("practice", {}).get(reviewing.practice_named(s.desk, bp).id)


def number(s):
    return s.screen.state.question.number


def cursor(s):
    choice = s.screen.query_one("#wa-card", LineList).cursor
    return reviewing.practice_named(s.desk, choice).bp


async def find(s, text):
    await s.burst("slash")
    await s.fill(text)


async def test_all_57_questions_are_answered_by_keyboard_alone_at_80x24(desk):
    async with stage(desk, size=(80, 24), mode=MODE) as s:
        assert number(s) == "OPS01" and "0 of 57 answered" in s.plain("#title")
        assert "not begun" in s.plain("#wa-strip")
        await s.burst(*["y", "right_square_bracket"] * 57)
        assert number(s) == "SUS06" and "This is the last question" in s.notice
        assert "57 of 57 answered" in s.plain("#title") and len(s.file["practice"]) == 57
        assert "(estimate)" in s.plain("#wa-strip") and "estimate" in s.plain("#wa-name")
        await s.burst("g")
        assert number(s) == "OPS01" and s.screen.state.answered and not s.screen.state.whole


async def test_one_key_answers_a_practice_and_moves_on_but_never_out_of_the_question(desk):
    async with stage(desk, size=(80, 24), mode=MODE) as s:
        await find(s, "sec02")
        assert cursor(s) == "SEC02-BP01"
        for bp in ("SEC02-BP01", "SEC02-BP02", "SEC02-BP03", "SEC02-BP04"):
            reviewing.mark(desk, bp, "not-done")
        s.screen.go_to(reviewing.practice_named(desk, "SEC02-BP05").id)
        await s.burst("n")
        assert cursor(s) == "SEC02-BP06" and practice(s, "SEC02-BP05")["state"] == "not-done"
        await s.burst("n")
        assert cursor(s) == "SEC02-BP06" and number(s) == "SEC02"
        # Nothing is done: for the tool that is no answer yet, and the screen says which key makes it one.
        assert "? not answered · none is done: 0 says so" in s.plain("#wa-name")
        await s.burst("0")
        assert "high risk (estimate) · none of these is done" in s.plain("#wa-name")
        await s.burst("y")
        assert "1 of 6 done" in s.plain("#wa-name") and "HRI 1  MRI 0  (estimate)" in s.plain("#wa-strip")
        await s.burst("u")
        assert practice(s, "SEC02-BP06")["state"] == "not-done" and "undone: SEC02-BP06 done" in s.notice


async def test_what_does_not_apply_asks_for_one_of_aws_s_reasons(desk):
    async with stage(desk, size=(80, 24), mode=MODE) as s:
        await s.press("minus", "escape")
        assert practice(s, "OPS01-BP01") is None
        await s.press("minus", "a")
        assert practice(s, "OPS01-BP01")["reason"] == "ARCHITECTURE_CONSTRAINTS"
        assert cursor(s) == "OPS01-BP02"
        await s.burst("up")
        assert "does not apply: architecture constraints" in s.plain("#wa-side")
        await s.press("a", "o")
        assert "does not apply" in s.plain("#wa-name") and "out of scope" in s.plain("#wa-name")
        await s.burst("y")
        assert "OPS01 is marked as not applying" in s.said
        await s.burst("a", "y")
        assert practice(s, "OPS01-BP01")["state"] == "done"


async def test_note_plan_owner_and_day_are_asked_for_and_the_plan_leads_back(desk):
    async with stage(desk, mode=MODE) as s:
        await find(s, "sec02")
        await s.burst("r")
        assert "say first whether SEC02-BP01 is done" in s.said
        await s.burst("n", "up")
        await s.press("r")
        s.screen.query_one("#field").text = "No keys yet"
        await s.press("escape", "enter")
        assert practice(s, "SEC02-BP01")["note"] == "No keys yet"
        await s.burst("p")
        for field, value in (("plan", "Buy keys"), ("owner", "Linh"), ("due", "2026-13-05")):
            s.screen.query_one(f"#{field}").value = value
        await s.press("enter", "enter", "enter")
        assert "2026-13-05 is no day" in screen_text(s.app)
        s.screen.query_one("#due").value = "2026-12-05"
        await s.burst("enter")
        found = practice(s, "SEC02-BP01")
        assert (found["plan"], found["owner"], found["due"]) == ("Buy keys", "Linh", date(2026, 12, 5))
        assert "Linh · 2026-12-05" in s.plain("#wa-side")
        await find(s, "sus01")
        await s.burst("i")
        assert "high   SEC02-BP01" in screen_text(s.app) and "2026-12-05" in screen_text(s.app)
        await s.burst("enter")
        assert (number(s), cursor(s)) == ("SEC02", "SEC02-BP01")


async def test_a_contradiction_stands_beside_the_practice_and_in_the_interview(desk):
    assert str(desk.review.states["IAM-012"].outcome) == "pass"
    async with stage(desk, size=(80, 24), mode=MODE) as s:
        await find(s, "sec02")
        await s.burst("down", "n", "up")
        words = "IAM-012 is met, but SEC02-BP02 is marked not done"
        assert words in s.plain("#wa-side") and "≠ high" in s.plain("#wa-card")
        await s.burst("c")
        assert s.app.current_mode == "interview" and s.screen.current == "IAM-012"
        assert "≠" in s.plain("#tabs")
        await s.burst("2")
        assert words in s.plain("#part")


async def test_the_self_check_is_taken_over_into_the_note(desk):
    async with stage(desk, mode=MODE) as s:
        await find(s, "sec02")
        await s.burst("down", "y", "up", "t")
        assert "SEC02-BP02: note taken over from IAM-002, IAM-012, CAA-003" in s.said
        assert practice(s, "SEC02-BP02")["note"].startswith(
            f"IAM-002: {desk.session.response_text('IAM-002')}"
        )
        await s.burst("backspace")
        assert practice(s, "SEC02-BP02") is None


async def test_two_people_who_said_different_things_of_a_practice_choose(desk):
    colleague = Desk.open(desk.file.path, desk.library, "Quyên", desk.clock)
    async with stage(desk, size=(80, 24), mode=MODE) as s:
        reviewing.mark(colleague, "OPS01-BP01", "not-done", note="Nobody asks them")
        await s.burst("y", "up")
        assert "two people changed OPS01-BP01: T chooses" in s.plain("#wa-side")
        await s.burst("T")
        assert "Take theirs: not done · Nobody asks them · Quyên" in screen_text(s.app)
        await s.burst("t")
        assert practice(s, "OPS01-BP01")["state"] == "not-done" and "conflict" not in s.file
        assert "two people" not in s.plain("#wa-side")


async def test_help_says_what_the_figures_are_and_where_to_be_truthful(desk):
    async with stage(desk, mode=MODE) as s:
        assert "truthfully" in s.notice and "in detail" in s.notice
        await s.burst("question_mark")
        text = " ".join(s.plain("#body").split())
        assert "Risks are our estimate until" in text and "Don't apply practices mechanically" in text


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_screen_as_a_picture(desk, size, update_screens):
    desk.who = "Minh"
    for bp in ("SEC02-BP01", "SEC02-BP03", "SEC02-BP04"):
        reviewing.mark(desk, bp, "done")
    due = date(2026, 12, 5)
    reviewing.mark(
        desk, "SEC02-BP02", "not-done", note="Two CI users have keys", plan="OIDC", owner="Linh", due=due
    )
    reviewing.mark(desk, "SEC02-BP06", "not-applicable", reason="OUT_OF_SCOPE")
    async with stage(desk, size=size, mode=MODE) as s:
        await find(s, "sec02")
        await s.burst("home", "down")
        check_screen(s.app, f"well-architected-{size[0]}x{size[1]}", update=update_screens)


async def test_a_broken_file_of_the_tool_is_said_once_when_the_screen_opens(desk):
    desk.file.path.with_name(desk.name + ".wa.toml").write_text("[[")
    async with stage(desk, size=(80, 24), mode=MODE) as s:
        await s.burst("y", "y")
        told = [n.message for n in s.screen.app._notifications]
        assert len(told) == 1 and ".wa.toml:1" in told[0] and "ftr-tui wa pull" in told[0]
