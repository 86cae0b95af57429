"""Moving, narrow screens, typing: nothing that was written or chosen gets lost on the way."""

import re

import pytest
from textual.command import CommandInput, CommandList

from ftr_tui.app.base import BaseApp
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.response import Response
from ftr_tui.app.widgets.rows import Row
from tests.app.screen_text import check_screen, screen_lines, screen_text
from tests.app.screens.stage import stage


async def test_gaps_go_round_and_find_jumps(desk):
    gaps = [s.id for s in desk.review.states.values() if s.block is not None]
    async with stage(desk) as s:
        assert s.at[0] == gaps[0]
        seen = [s.at[0]]
        for _n in range(len(gaps)):
            s.screen.action_gap()
            seen.append(s.at[0])
        assert seen == [*gaps, gaps[0]]
        await s.press("slash")
        await s.fill("restore")
        assert s.at[0] == "BAR-002" and s.app.focused is s.card
        await s.press("slash")
        s.screen.query_one("#field").value = "no such words anywhere"
        await s.pilot.pause()
        assert "nothing found" in screen_text(s.app)
        await s.press("escape", "left_square_bracket")
        assert s.at[0] == "BAR-001"
        await s.go("CIS")
        await s.press("left_square_bracket")
        assert s.at[0] == desk.checklist.items[-1].id


async def test_the_palette_finds_a_control_and_a_theme_is_kept(desk, own_home):
    async with stage(desk) as s:
        for words, there in (
            ("RES-007", lambda: s.at[0] == "RES-007"),
            ("theme: light", lambda: s.app.theme == "textual-light"),
        ):
            await s.press("colon")
            s.screen.query_one(CommandInput).value = words
            # The hits come from a task of their own, after a pause.
            for _n in range(40):
                await s.pilot.pause(0.05)
                if s.screen.query_one(CommandList).option_count:
                    break
            await s.press("enter")
            assert there(), words
    assert 'theme = "light"' in next(own_home.rglob("settings.toml")).read_text()


async def test_the_hint_is_shown_until_escape_dismisses_it_for_good(desk, own_home):
    async with stage(desk) as s:
        assert "esc hides this" in s.notice
        await s.press("escape")
        assert s.notice == "" and s.app.current_mode == "interview"
        await s.press("escape")
        assert s.app.current_mode == "home"
    async with stage(desk) as s:
        assert "esc hides this" not in s.notice


async def test_four_parts_share_the_room_at_80_columns(desk):
    async with stage(desk, size=(80, 24)) as s:
        await s.go("IAM-002", "IAM-002.1")
        assert s.box.display and "1 response" in s.plain("#tabs") and "evidence 3" in s.plain("#tabs")
        await s.press("2")
        assert not s.box.display and "deploy-ci" in s.plain("#part")
        await s.press("3")
        assert "D02 Key inventory" in s.plain("#part") and "3 documents 2" in s.plain("#tabs")
        await s.press("4")
        assert "Example" in s.plain("#part")
        await s.press("right_square_bracket")
        assert s.screen._part == "coach" and s.at[0] == "IAM-003"
        await s.press("r", *"ok")
        assert s.box.display and "ok" in s.box.text


@pytest.mark.hard_case(56)
async def test_any_size_and_back_keeps_place_part_and_text(desk):
    async with stage(desk) as s:
        await s.go("IAM-002", "IAM-002.3")
        s.screen.action_response()
        await s.press("end", *"new")
        typed = s.box.text
        for size in ((80, 24), (60, 15), (20, 5), (1, 1), (120, 36)):
            await s.pilot.resize_terminal(*size)
            await s.pilot.pause()
            assert s.at == ("IAM-002", "IAM-002.3"), size
            assert s.box.text == typed and "new" in typed, size
            if size >= (60, 15):
                lines = screen_lines(s.app)
                assert any("IAM-002" in line for line in lines[:6]), size
                assert any("aws ✓" in line for line in lines), size
            if size == (80, 24):
                assert re.search(r"keys are rotated +│", screen_text(s.app))  # wrapped anew for this width
        assert "│ Checked 2026-11-24 in account 111122223333:     │" in screen_text(s.app)
        assert s.screen.query_one("#side").display and s.screen.query_one("#list").display
        assert s.file["responses"]["IAM-002"]["text"] == typed


async def test_what_is_typed_goes_to_the_control_it_was_typed_for(desk):
    async with stage(desk) as s:
        await s.go("IAM-003")
        # In less than the half second after which a pause in typing saves.
        await s.burst("r", *"first")
        await s.pilot.press("escape", "right_square_bracket")
        await s.burst("r", *"second")
        await s.pilot.press("escape", "left_square_bracket")
        responses = s.file["responses"]
        assert s.at[0] == "IAM-003" and s.box.text == "first"
        assert (responses["IAM-003"]["text"], responses["IAM-004"]["text"]) == ("first", "second")
        # Also where the screen moves on while the box still has the focus: a click on the list.
        await s.press("r", "x")
        s.screen.go_to("IAM-004")
        await s.pilot.pause()
        assert s.box.text == "second"
        assert s.file["responses"]["IAM-003"]["text"] in ("firstx", "xfirst")
        assert s.file["responses"]["IAM-004"]["text"] == "second"


async def test_answers_meant_for_the_response_are_text_and_a_gate_has_none(desk):
    async with stage(desk) as s:
        await s.go("IAM-008")
        await s.press("r", *"yng", "escape", "y")
        assert s.file["responses"]["IAM-008"]["text"] == "yng" and s.stored("IAM-008.1")["value"] == "yes"
        await s.go("CAA-000")
        await s.press("r")
        assert s.app.focused is s.card and "no response for this one" in s.notice


@pytest.mark.hard_case(85)
async def test_a_secret_in_a_response_is_masked_and_said(desk):
    async with stage(desk) as s:
        await s.go("IAM-008")
        s.screen.action_response()
        s.box.insert("key AKIAABCDEFGHIJKLMNOP here")
        await s.press("escape")
        assert "looked like a secret" in s.notice
        assert "AKIA" not in s.desk.file.path.read_text() and "AKIA" not in s.box.text


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_pictures(desk, size, update_screens, monkeypatch):
    monkeypatch.setattr("ftr_tui.actions.desk.utc_now", desk.clock)
    name = f"{size[0]}x{size[1]}"
    async with stage(desk, size=size) as s:
        await s.go("IAM-002", "IAM-002.1")
        check_screen(s.app, f"interview-{name}", update_screens)
        s.app.action_go("summary")
        await s.pilot.pause()
        await s.pilot.pause()
        check_screen(s.app, f"summary-{name}", update_screens)
        s.app.action_go("home")
        await s.settle()
        # Where the sample's copy lies is different each time.
        s.screen.query_one("#title").set_cells([])
        await s.pilot.pause()
        check_screen(s.app, f"home-{name}", update_screens)


# --- the widgets under them ---


class Listing(BaseApp):
    CSS = "LineList { height: 4; } Response { height: 5; }"

    def compose(self):
        yield LineList()
        yield Response()


def card(name, count=3):
    return [Row([(f"{name} {n} " * 12, "")], key=f"{name}{n}", fold=True) for n in range(count)]


async def test_a_list_goes_where_it_is_sent_before_its_rows_are_there():
    app = Listing()
    async with app.run_test(size=(40, 12)) as pilot:
        lines = app.query_one(LineList)
        lines.set_rows(card("old"))
        await pilot.pause()
        assert lines._folds
        lines.move_to("new2")
        lines.set_rows(card("new"))
        await pilot.pause()
        assert lines.cursor == "new2"


async def test_a_list_paints_what_changed_and_nothing_else():
    app = Listing()
    async with app.run_test(size=(40, 12)) as pilot:
        lines = app.query_one(LineList)
        rows = [Row([(f"item {n}", "")], key=str(n)) for n in range(4)]
        lines.set_rows(rows)
        await pilot.pause()
        for change in (["other", 2], ["shorter", None], ["longer", 4]):
            text, at = change
            rows = rows[:2] if at is None else [*rows[:at], Row([(text, "")], key=text), *rows[at + 1 :]]
            lines.set_rows(list(rows))
            await pilot.pause()
            shown = [line[2:].strip() for line in screen_lines(app)[:4]]
            assert [s for s in shown if s] == [row.text for row in rows[:4]]
        painted = []
        lines.refresh_lines = lambda first, count=1: painted.append(first)
        lines.set_rows(list(rows))
        assert painted == []


async def test_the_cursor_of_a_long_response_stays_in_view():
    app = Listing()
    async with app.run_test(size=(40, 12)) as pilot:
        box = app.query_one(Response)
        box.focus()
        box.show("k", "\n".join(f"line {n}" for n in range(20)))
        box.move_cursor(box.document.end)
        await pilot.press("enter", *"last")
        await pilot.pause()
        assert re.search(r"│ last +│", screen_text(app))
        box.show("k2", "one line")
        await pilot.pause()
        assert re.search(r"│ one line +│", screen_text(app)) and box.scroll_offset.y == 0
