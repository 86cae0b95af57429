"""Lines to fill in, also by somebody who types faster than the screen is drawn."""

import pytest
from textual import events

from ftr_tui.app.base import BaseApp
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.form import Field, Form
from tests.app.screen_text import screen_text

FIELDS = [Field("day", "Day", "2026-11-29"), Field("proof", "Proof"), Field("note", "Note")]


async def burst(app, pilot, text):
    """Send keys as one write of a terminal does: all are there before the first is looked at."""
    for character in text:
        key = "enter" if character == "\n" else character
        app.post_message(events.Key(key, "\r" if character == "\n" else character))
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("rest", ["", "\n\n\n"])
async def test_a_burst_fills_each_field_and_takes_the_form_once(rest):
    asked, results = [], []
    app = BaseApp()
    async with app.run_test() as pilot:
        app.push_screen(Form("Done", FIELDS, lambda v: asked.append(dict(v)) or ""), results.append)
        await pilot.pause()
        assert "enter next" in screen_text(app)
        await burst(app, pilot, "\nD03\nfine\n" + rest)
        assert results == [{"day": "2026-11-29", "proof": "D03", "note": "fine"}]
        assert asked == results and app.is_running


async def test_what_cannot_be_taken_is_said_and_taken_after_the_mend():
    results = []
    app = BaseApp()
    async with app.run_test() as pilot:
        app.push_screen(Form("Done", FIELDS, lambda v: "" if v["note"] else "a note"), results.append)
        await pilot.pause()
        await burst(app, pilot, "\n\n\n\n")
        assert results == [] and "! a note" in app.screen.query_one("#wrong").plain[0]
        await burst(app, pilot, "x\n")
        assert results == [{"day": "2026-11-29", "proof": "", "note": "x"}]


async def test_a_burst_of_enters_takes_a_line_once():
    asked, results = [], []
    app = BaseApp()
    async with app.run_test() as pilot:
        app.push_screen(AskText("Who?", check=lambda v: asked.append(v) or ""), results.append)
        await pilot.pause()
        await burst(app, pilot, "Li\n\n\n\n")
        assert results == ["Li"] and asked == ["Li"] and app.is_running
