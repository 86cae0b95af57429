"""The app over the sample session on a clock that stands still, driven by keys."""

from __future__ import annotations

import asyncio
import tomllib
from contextlib import asynccontextmanager

from ftr_tui.app.app import FtrApp
from ftr_tui.app.screens.binder import BinderScreen
from ftr_tui.app.widgets.card import Card
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.response import Response


class Stage:
    """One run of the app, and short words for what stands on its screen."""

    def __init__(self, app, pilot):
        self.app = app
        self.pilot = pilot

    @property
    def desk(self):
        return self.app.desk

    @property
    def screen(self):
        return self.app.screen

    @property
    def notice(self):
        """Return the line for what happens."""
        return " ".join(self.plain("#notice").split())

    @property
    def said(self):
        """Return what was said last, whole: the line cuts it where a folder's path is long."""
        return self.screen._said[0]

    def plain(self, selector):
        """Return a part's lines as one text."""
        return "\n".join(self.screen.query_one(selector, Lines).plain)

    @property
    def card(self):
        return self.screen.query_one(Card)

    @property
    def box(self):
        return self.screen.query_one(Response)

    @property
    def at(self):
        """Return the control in the middle and the question under the cursor."""
        return self.screen.current, self.card.cursor

    async def go(self, item, question=""):
        self.screen.go_to(item, question)
        await self.pilot.pause()

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self):
        """Wait until what a key set off is over: a dialog's result is handed on one message later."""
        for _ in range(3):
            await self.pilot.pause()
        await read(self.app, self.pilot)

    async def burst(self, *keys):
        """Press keys as fast as a terminal sends them, nothing awaited between."""
        for key in keys:
            self.app.simulate_key(key)
        await self.settle()

    async def fill(self, text):
        """Put a text into the field of a dialog and press enter."""
        self.screen.query_one("#field").value = text
        await self.press("enter")

    async def fill_form(self, **values):
        """Put texts into the lines of a form, go to its last line and press enter."""
        for name, text in values.items():
            self.screen.query_one(f"#{name}").value = text
        self.screen.set_focus(self.screen.query_one(f"#{self.screen.order[-1]}"))
        await self.press("enter")

    def stored(self, question):
        """Return an answer as it stands in the file, or None."""
        return self.file.get("answers", {}).get(question)

    @property
    def file(self):
        return tomllib.loads(self.desk.file.path.read_text("utf-8"))


@asynccontextmanager
async def stage(desk=None, *, where=None, size=(120, 36), mode="interview"):
    """Run the app headless; with a desk on its interview, else on Home over ``where``."""
    app = FtrApp(where or desk.file.path.parent, "", mode if desk else "home", ascii_signs=False)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if desk is not None:
            app.take_desk(desk)
            app.room_changed()
        await pilot.pause()
        await read(app, pilot)
        yield Stage(app, pilot)
        app.leave_session()


async def read(app, pilot):
    """Wait for the thread that reads Home's sessions, if Home is on top."""
    while getattr(app.screen, "reading", False):
        await asyncio.sleep(0.01)
        if not app.screen.reading:
            await pilot.pause()


async def compared(s):
    """Wait for the thread that reads the diagram."""
    for _ in range(500):
        await s.settle()
        if next(r for r in s.app.all_rooms() if isinstance(r, BinderScreen))._comparing is None:
            await s.settle()
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the diagram was never read")
