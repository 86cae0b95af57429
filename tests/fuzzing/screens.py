"""Walks through the real app, headless: modes, random keys and texts, odd sizes; each frame is looked at."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from rich.cells import cell_len

from ftr_tui.actions.desk import Desk
from ftr_tui.app import keys
from ftr_tui.app.app import FtrApp
from tests.fuzzing.commands import written
from tests.fuzzing.hostile import (
    ESCAPES,
    MARK,
    MARKUP,
    ODD,
    Seed,
    folder,
    grown,
    past_all_checks,
    seeds,
    texts,
)
from tests.fuzzing.looking import nothing_obeyed

MODES = tuple(FtrApp.MODES)
AREAS = {
    "home": "home", "interview": "interview", "summary": "summary", "mock-review": "mock", "binder": "binder",
    "road": "road", "calendar": "calendar", "rounds": "rounds", "release": "release",
    "well-architected": "wa",
}  # fmt: skip
SIZES = ((80, 24), (120, 36), (20, 6), (1, 1), (200, 50), (60, 15), (4, 2), (11, 40), (300, 3))
# Leaving the app is its own end; an editor would want a terminal.
_LEFT_OUT = ("global.quit", "global.quit-anywhere", "text.editor")


@cache
def keys_of(mode: str) -> tuple[str, ...]:
    """Return the keys that do something in a mode, and those that work everywhere."""
    areas = (AREAS[mode], "global", "list", "dialog", "text")
    found = [k.keys.split(",")[0] for k in keys.TABLE if k.area in areas and k.id not in _LEFT_OUT]
    return (
        *found,
        "enter",
        "enter",
        "escape",
        "tab",
        "shift+tab",
        "down",
        "down",
        "up",
        "space",
        "left",
        "right",
    )


@dataclass(frozen=True)
class Walk:
    """One run: a session, where it begins, and what is done there.

    A step is a key's name, a size, a mode with a colon before it, or a text that is pasted.
    """

    seed: Seed
    mode: str
    steps: tuple[Any, ...]
    size: tuple[int, int] = (80, 24)
    raw: bool = False


def tours() -> tuple[Walk, ...]:
    """Return a walk for each mode that presses each of its keys once and leaves again."""
    seed = Seed((*ESCAPES, *MARKUP, *ODD))
    return tuple(
        Walk(
            seed,
            mode,
            tuple(step for key in dict.fromkeys(keys_of(mode)) for step in (key, "escape", f":{mode}")),
        )
        for mode in MODES
    )


@st.composite
def walks(draw: st.DrawFn, least: int = 4, most: int = 14, long: bool = True) -> Walk:
    """Draw a walk."""
    mode = draw(st.sampled_from(MODES))
    key = st.sampled_from(keys_of(mode))
    step = st.one_of(key, key, key, key, key, key, st.sampled_from(SIZES), texts.map(lambda t: ("paste", t)))
    steps = draw(st.lists(step, min_size=least, max_size=most))
    return Walk(draw(seeds(long)), mode, tuple(steps), draw(st.sampled_from(SIZES[:3])), draw(st.booleans()))


@dataclass
class Frames:
    """How many frames were looked at, over all walks, and of which screens and dialogs."""

    seen: int = 0
    screens: set[str] = field(default_factory=set)


FRAMES = Frames()


def look(app: FtrApp, where: str) -> None:
    """Fail where a line of the screen holds what a terminal obeys, or is wider than the screen."""
    FRAMES.seen += 1
    FRAMES.screens.add(type(app.screen).__name__)
    width = app.size.width
    for strip in app.screen._compositor.render_strips():
        text = strip.text
        nothing_obeyed(text, where)
        assert "\n" not in text and "\t" not in text, (where, ascii(text))
        assert cell_len(text) <= max(width, 1), (where, width, ascii(text))
        for segment in strip:
            style = segment.style
            if style is not None:
                assert not style.link, (where, style.link)
                assert "@click" not in (style.meta or {}) or MARK not in str(style.meta), (where, style.meta)
    nothing_obeyed(str(app.title) + str(app.sub_title), where)
    for toast in app._notifications:
        nothing_obeyed(toast.message, f"{where}, toast")


async def _step(app: FtrApp, pilot: Any, step: Any) -> None:
    if isinstance(step, tuple) and step[0] == "paste":
        from textual.events import Paste

        app.post_message(Paste(step[1]))
    elif isinstance(step, tuple):
        await pilot.resize_terminal(*step)
    elif step.startswith(":"):
        app.enter(step[1:])
    else:
        app.simulate_key(step)
    await pilot.pause()


async def walk(given: Walk, where: Path) -> None:
    """Go one walk over a session in ``where``."""
    path = written(given.seed, where)
    app = FtrApp(where, "", "home", ascii_signs=False)
    async with app.run_test(size=given.size, tooltips=True, notifications=True) as pilot:
        await pilot.pause()
        desk = Desk.open(path, who="Lan")
        if given.raw:
            desk.session, desk.evidence = (past_all_checks(m, given.seed) for m in grown(given.seed)[:2])
            desk.__dict__.pop("review", None)
        app.take_desk(desk)
        app.room_changed()
        app.enter(given.mode)
        await pilot.pause()
        look(app, f"{given.mode}, begin")
        for number, step in enumerate(given.steps):
            await _step(app, pilot, step)
            if not app.is_running or app._exit:
                break
            look(app, f"{given.mode}, step {number} {step!r}")
        await pilot.pause()
        app.scanner.stop()
        app.leave_session()
    assert app.failure is None, app.failure


def _folder() -> Path:
    path = folder() / "screens"
    path.mkdir(exist_ok=True)
    return path


def check(given: Walk) -> None:
    """Fail where a walk ends in an exception, or paints what a terminal obeys."""
    where = _folder()
    before = Path.cwd()
    for old in (where / "sessions").glob("*"):
        if old.is_file():
            old.unlink()
    with contextlib.ExitStack() as stack:
        stack.callback(os.chdir, before)
        os.chdir(where)
        stack.enter_context(mock.patch.dict(os.environ, _environment(where)))
        asyncio.run(walk(given, where / "sessions"))


def _environment(where: Path) -> dict[str, str]:
    return {
        "HOME": str(where), "XDG_CONFIG_HOME": str(where / "config"), "XDG_STATE_HOME": str(where / "state"),
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": str(where / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(where / "none"),
    }  # fmt: skip
