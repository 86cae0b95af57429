from typing import ClassVar

import pytest
from rich.cells import cell_len
from textual import on
from textual.events import MouseScrollDown

from ftr_tui.app import keys
from ftr_tui.app.base import BaseApp
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.response import Response
from ftr_tui.app.widgets.rows import Row
from tests.app.screen_text import check_screen, screen_lines, screen_text

HOSTILE = [
    "[/red]", "[/]", "[link=x]", "arn:aws:iam::1:role/x [prod]", "[@click=app.quit]x[/]", "ends in \\",
    "esc \x1b]52;c;Zm9v\x07 end", "rtl \u202eabc", "zero\u200bwidth", "日本語 ế ✓", "two\nlines\tand tab",
]  # fmt: skip


def items(count, key="k"):
    return [Row([("✓ ", "ok"), (f"ITEM-{n:03}", "bold")], key=f"{key}{n}") for n in range(count)]


class Bench(BaseApp):
    BINDINGS: ClassVar = [*keys.bindings("global"), *keys.bindings("interview")]

    def __init__(self, *widgets):
        super().__init__()
        self.widgets = widgets
        self.heard = []

    def compose(self):
        yield from self.widgets

    @on(LineList.Moved)
    @on(LineList.Chosen)
    def hear(self, event):
        self.heard.append((type(event).__name__, event.key))


@pytest.mark.hard_case(1, 2, 3, 4, 5, 7)
async def test_hostile_text_arrives_as_text_and_nothing_else():
    lines = Lines([Row([(text, "")]) for text in HOSTILE], more=False)
    app = Bench(lines)
    async with app.run_test(size=(60, 20)) as pilot:
        shown = screen_lines(app)
        for text in (
            "[/red]",
            "[link=x]",
            "role/x [prod]",
            "[@click=app.quit]x[/]",
            "ends in \\",
            "日本語 ế ✓",
        ):
            assert any(text in line for line in shown), text
        assert any("esc \\u001b]52;c;Zm9v\\u0007 end" in line for line in shown)
        assert any("\\u202e" in line for line in shown)
        drawn = "".join(s.text for y in range(20) for s in lines.render_line(y))
        assert drawn.isprintable()
        await pilot.click(Lines, offset=(1, 4))
        assert app.is_running


async def test_the_cursor_moves_by_keys_and_the_view_follows():
    lines = LineList([Row([("Heading", "dim bold")]), *items(40)])
    app = Bench(lines)
    async with app.run_test(size=(30, 10)) as pilot:
        assert lines.cursor == "k0"
        await pilot.press("down", "down", "up")
        assert lines.cursor == "k1"
        await pilot.press("pagedown")
        assert lines.cursor == "k11"
        await pilot.press("end")
        assert lines.cursor == "k39"
        assert screen_lines(app)[-1].startswith("▸ ✓ ITEM-039")
        await pilot.press("home")
        assert screen_lines(app)[:2] == ["Heading", "▸ ✓ ITEM-000"]
        await pilot.press("enter")
        assert app.heard[-1] == ("Chosen", "k0")


async def test_mouse_wheel_and_clicks():
    lines = LineList(items(40))
    app = Bench(lines)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.click(LineList, offset=(3, 4))
        assert lines.cursor == "k4"
        await pilot.click(LineList, offset=(3, 4))
        assert ("Chosen", "k4") in app.heard
        for _ in range(5):
            await pilot._post_mouse_events([MouseScrollDown], LineList, offset=(3, 4), button=0)
        await pilot.pause()
        assert "ITEM-010" in screen_lines(app)[0]  # two lines a notch, as everywhere in Textual


async def test_the_last_line_tells_what_is_below():
    app = Bench(LineList(items(40)))
    async with app.run_test(size=(30, 10)):
        assert screen_lines(app)[-1].endswith("↓ 30 more")


async def test_the_filter_narrows_and_escape_shows_all():
    lines = LineList([Row([("Heading", "dim")]), *items(40)])
    app = Bench(lines)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("slash", *"item 03")
        assert lines.keys_shown == ["k3", *(f"k{n}" for n in range(30, 40))]
        assert "/ item 03" in screen_lines(app)[-1] and "11 found" in screen_lines(app)[-1]
        await pilot.press("down", "q", "n")  # letters go into the filter, and nothing quits
        assert app.is_running and lines.keys_shown == []
        await pilot.press("backspace", "backspace", "escape")
        assert len(lines.keys_shown) == 40
        assert lines.cursor == "k30"
        assert not lines.filtering


async def test_one_changed_row_is_painted_alone(monkeypatch):
    lines = Lines(items(5))
    app = Bench(lines)
    async with app.run_test(size=(30, 6)) as pilot:
        painted = []
        monkeypatch.setattr(lines, "refresh_lines", lambda y, n=1: painted.append((y, n)))
        lines.update_row(2, Row([("changed", "")], key="k2"))
        assert painted == [(2, 1)]
        monkeypatch.undo()
        lines.refresh()
        await pilot.pause()
        assert screen_lines(app)[2] == "changed"


async def test_a_line_that_was_painted_before_is_painted_as_it_stands_now():
    lines = LineList(items(5))
    app = Bench(lines)
    async with app.run_test(size=(30, 6)) as pilot:
        lines.focus()
        await pilot.pause()

        def painted():
            return [lines.render_line(y) for y in range(5)]

        before = painted()
        changes = [
            lambda: lines.move_to("k3"),
            lambda: app.screen.set_focus(None),
            lambda: setattr(app, "theme", "textual-light"),
            lambda: lines.set_rows([*items(4), Row([("other", "bad")], key="k4")]),
            lambda: setattr(app, "theme", "ansi-dark"),
            lambda: lines.set_rows(items(5)[1:] + items(1)),
        ]
        for number, change in enumerate(changes):
            change()
            await pilot.pause()
            now = painted()
            lines._strips.clear()
            assert now == painted(), number
            assert now != before, number
            before = now


async def test_a_folding_list_shows_only_the_cursor_whole():
    long = "Are all access keys of people and of machines rotated at least every 90 days, everywhere?"
    lines = LineList(
        [
            Row([(long, "")], key=f"q{n}", lead=[(f".{n}  ", "dim")], right=[("no", "bold")], fold=True)
            for n in range(5)
        ]
    )
    app = Bench(lines)
    async with app.run_test(size=(50, 9)) as pilot:
        await pilot.press("down")
        shown = screen_lines(app)
        assert shown[0].startswith("  .0  Are all") and "…" in shown[0]
        assert shown[1].startswith("▸ .1  Are all") and "…" not in "".join(shown[1:4])
        await pilot.resize_terminal(50, 30)
        await pilot.pause()
        assert not any("…" in line for line in screen_lines(app))


async def test_the_mouse_selects_text_and_wrapped_lines_come_back_whole():
    arn = "arn:aws:iam::111122223333:role/a-name-that-is-longer-than-the-line-it-stands-on"
    lines = Lines(
        [Row([("see " + arn + " and more", "")], lead=[("! ", "warn")], wrap=True), Row([("x", "")])]
    )
    app = Bench(lines)
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        lines.text_select_all()
        await pilot.pause()
        assert app.screen.get_selected_text() == f"! see {arn} and more\nx"
        await pilot.mouse_down(Lines, offset=(6, 0))
        await pilot.hover(Lines, offset=(20, 1))
        await pilot.mouse_up(Lines, offset=(20, 1))
        assert app.screen.get_selected_text().startswith("arn:aws")


@pytest.mark.hard_case(55)
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark", "ansi-light"])
async def test_any_size_and_theme_from_one_cell_up(theme):
    rows = [
        *items(5),
        Row([("日本語のテキスト " * 9, "")], wrap=True, right=[("no", "bad bold")]),
        Row(fold=True),
    ]
    widgets = (Bar(), LineList(rows), Lines(rows), Response("text"), KeyBar())
    app = Bench(*widgets)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = theme
        widgets[0].set_cells([Cell("Acme Billing · self-check 2026.1", "bold")], [Cell("26 of 46 met")])
        for size in [(1, 1), (2, 3), (5, 2), (11, 4), (20, 5), (60, 15), (1, 30), (120, 36)]:
            await pilot.resize_terminal(*size)
            await pilot.press("down", "up")
            await pilot.pause()
            assert all(cell_len(line) <= size[0] for line in screen_lines(app))
        assert "Acme Billing" in screen_text(app)


async def test_the_key_bar_follows_the_focus_and_the_width(update_screens):
    app = Bench(LineList(items(3), own_keys=False), Response("text"), KeyBar())
    async with app.run_test(size=(110, 14)) as pilot:
        assert screen_lines(app)[-1].startswith(" y yes  n no  - n/a  enter confirm  r response")
        assert screen_lines(app)[-1].endswith("? help")
        await pilot.resize_terminal(60, 14)
        await pilot.pause()
        assert "… ? help" in screen_lines(app)[-1]
        check_screen(app, "keybar-60", update_screens)
        app.query_one(Response).focus()
        await pilot.pause()
        assert screen_lines(app)[-1].strip() == "esc done  ctrl+o editor"


async def test_a_remapped_key_keeps_its_place_in_the_bar():
    app = Bench(LineList(items(3), own_keys=False), KeyBar())
    async with app.run_test(size=(110, 8)) as pilot:
        app.set_keymap(keys.usable({"interview.yes": "j,Y", "list.down": "down"})[0])
        await pilot.pause()
        assert screen_lines(app)[-1].startswith(" j yes  n no")
