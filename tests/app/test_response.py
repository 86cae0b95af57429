import sys
from contextlib import contextmanager

import pytest
from textual import events, on

from ftr_tui.app.base import BaseApp
from ftr_tui.app.widgets.response import Response, editor_command


class Writing(BaseApp):
    def __init__(self):
        super().__init__()
        self.heard = []

    def compose(self):
        yield Response("first", id="box")

    @on(Response.Edited)
    def edited(self, event):
        self.heard.append((event.key, event.text))

    @on(Response.Left)
    def left(self, event):
        self.heard.append("left")


async def test_letters_of_the_screen_are_text_here_and_escape_hands_on():
    app = Writing()
    async with app.run_test() as pilot:
        box = app.query_one(Response)
        box.show("IAM-001", "")
        await pilot.press(*"ynq", "question_mark", "slash", "enter", "minus")
        assert box.text == "ynq?/\n-"
        await pilot.press("escape")
        await pilot.pause()
        assert app.heard[-2:] == [("IAM-001", "ynq?/\n-"), "left"]


async def test_an_edit_keeps_its_key_when_the_screen_goes_on():
    app = Writing()
    async with app.run_test() as pilot:
        box = app.query_one(Response)
        box.show("IAM-001", "")
        await pilot.press("x")
        box.show("IAM-002", "other")
        await pilot.pause(0.7)
        assert app.heard == [("IAM-001", "x")]


@pytest.mark.hard_case(54)
async def test_what_comes_in_is_clean():
    app = Writing()
    async with app.run_test() as pilot:
        box = app.query_one(Response)
        box.show("k", "")
        app.post_message(events.Paste("a\x1b]52;c;Zm9v\x07\r\nthành e\u0302\u0301 \u202e"))
        await pilot.pause()
        assert box.text == "a\\u001b]52;c;Zm9v\\u0007\nthành ế \\u202e"
        box.show("k", "")
        for letter in ("e", "\u0302", "\u0301", "x"):
            box.post_message(events.Key(letter, letter))
        await pilot.pause()
        assert box.text == "ếx"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("import sys; open(sys.argv[1], 'a').write(' more')", "first more"),
        ("pass", "first"),
        ("raise SystemExit(3)", "first"),
    ],
)
async def test_the_editor_of_ones_own(monkeypatch, script, expected):
    monkeypatch.setenv("VISUAL", f'{sys.executable} -c "{script}"')
    app = Writing()

    @contextmanager
    def suspend():
        yield

    monkeypatch.setattr(app, "suspend", suspend)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert app.query_one(Response).text == expected


def test_the_editor_is_a_command_line():
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_command({"EDITOR": "'open"}) == []
    assert editor_command({}) == []
