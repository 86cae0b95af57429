"""A session that somebody else has open: told who and since when; go on, look on only, or a copy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ftr_tui.actions.desk import Desk, utc_now
from ftr_tui.actions.opening import create
from ftr_tui.app.app import FtrApp
from ftr_tui.store.presence import Presence
from tests.app.screen_text import screen_text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sessions folder in which Linh, on another machine, has acme open for an hour."""
    desk = create(tmp_path / "sessions", "Acme", who="Minh")
    monkeypatch.setattr("ftr_tui.store.presence.socket.gethostname", lambda: "linhs-laptop")
    Presence(desk.file.path, "Linh", utc_now() - timedelta(hours=1)).renew(utc_now())
    monkeypatch.setattr("ftr_tui.store.presence.socket.gethostname", lambda: "here")
    return desk.file.path.parent


def theirs(folder: Path) -> Desk:
    return Desk.open(folder / "acme.toml", who="Linh")


@pytest.mark.hard_case(31, 32)
async def test_looking_on_changes_nothing_and_keeps_up(folder: Path) -> None:
    app = FtrApp(folder, "acme")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = screen_text(app)
        assert "acme is open elsewhere" in text and "Linh on linhs-laptop since " in text
        await pilot.press("l")
        await pilot.pause()
        text = screen_text(app)
        assert "looking on only; O writes" in text and "looking on" in text.splitlines()[0]
        before = (folder / "acme.toml").read_bytes()
        await pilot.press("y", "n", "minus", "l", "backspace")
        await pilot.pause()
        assert (folder / "acme.toml").read_bytes() == before
        assert "Looking on only: nothing was changed" in screen_text(app)
        theirs(folder).answer("HOST-001.1", "yes")
        app.look_around()
        assert app.desk is not None and app.desk.answer_of("HOST-001.1").value == "yes"
        # What is not reached by a key is held back as well.
        app.desk.answer("SUP-001.1", "yes")
        assert app.desk.answer_of("SUP-001.1").value is None and "nothing was changed" in app.desk.trouble
        await pilot.press("O")
        await pilot.pause()
        assert "looking on" not in screen_text(app)
        app.desk.answer("SUP-001.1", "yes")
        assert theirs(folder).answer_of("SUP-001.1").value == "yes"


async def test_a_copy_is_apart_and_holds_all(folder: Path) -> None:
    theirs(folder).answer("HOST-001.1", "yes")
    app = FtrApp(folder, "acme")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        assert app.desk is not None and app.desk.name == "acme-copy"
        assert app.desk.answer_of("HOST-001.1").value == "yes" and app.others == ""
        app.desk.answer("SUP-001.1", "yes")
    assert theirs(folder).answer_of("SUP-001.1").value is None


async def test_going_on_together_is_one_key(folder: Path) -> None:
    app = FtrApp(folder, "acme")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert "also open: Linh on linhs-laptop since " in screen_text(app)
        assert app.desk is not None
        app.desk.answer("SUP-001.1", "yes")
        assert theirs(folder).answer_of("SUP-001.1").value == "yes"
