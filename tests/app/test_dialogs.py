import pytest

from ftr_tui.app.base import BaseApp
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Confirm, Option, ShowText
from tests.app.screen_text import screen_lines, screen_text

SIZES = [(80, 24), (60, 15), (20, 6), (1, 1), (120, 36)]


def open_dialog(app, dialog):
    results = []
    app.push_screen(dialog, results.append)
    return results


async def run(dialog, *presses, size=(80, 24)):
    """Return what the dialog gave after ``presses``, and the screen before the last of them."""
    app = BaseApp()
    async with app.run_test(size=size) as pilot:
        results = open_dialog(app, dialog)
        await pilot.pause()
        for press in presses[:-1]:
            await pilot.press(press)
        shown = screen_text(app)
        await pilot.press(*presses[-1:])
        await pilot.pause()
        return results, shown


@pytest.mark.parametrize(
    ("danger", "press", "result"),
    [
        (False, "enter", True),
        (True, "enter", False),
        (True, "y", True),
        (False, "n", False),
        (False, "escape", False),
    ],
)
async def test_confirm(danger, press, result):
    results, shown = await run(Confirm("Delete?", "It can be undone.", danger=danger), press)
    assert results == [result]
    assert "Delete?" in shown and "It can be undone." in shown and "y  Yes" in shown


async def test_choose_by_letter_cursor_and_escape():
    options = [Option(1, "Minh (architect)"), Option(2, "Linh (DevOps)", hint="here"), Option(3, "Aiko")]
    results, shown = await run(Choose("Who answers?", options), "l")
    assert results == [2] and "m  Minh (architect)" in shown and "here" in shown
    assert (await run(Choose("Who answers?", options), "down", "down", "enter"))[0] == [3]
    assert (await run(Choose("Who answers?", options, cursor=2), "enter"))[0] == [2]
    assert (await run(Choose("Who answers?", options), "escape"))[0] == [None]
    assert (await run(Choose("Who answers?", options), "slash", "a", "i", "enter"))[0] == [3]


async def test_ask_for_a_line():
    check = lambda text: "" if text else "A name is needed"  # noqa: E731
    results, shown = await run(AskText("Name", "Acme", check=check), "x", "enter")
    assert results == ["Acmex"] and "enter take" in shown and "esc cancel" in shown
    results, shown = await run(AskText("Name", "", text="Who?", check=check), "enter", "escape")
    assert results == [None] and "! A name is needed" in shown


async def test_ask_for_more_keeps_what_was_written():
    assert (await run(AskText("Note", "a", multiline=True), "escape"))[0] == [None]
    assert (await run(AskText("Note", "a", multiline=True), "b", "enter", "escape", "enter"))[0] == ["b\na"]
    assert (await run(AskText("Note", "a", multiline=True), "b", "escape", "t"))[0] == [None]


async def test_a_text_scrolls_copies_and_is_left():
    copied = []
    app = BaseApp()
    app.copy_to_clipboard = copied.append
    async with app.run_test(size=(80, 24)) as pilot:
        results = open_dialog(app, ShowText("All evidence", "[/red] line\n" * 60))
        await pilot.pause()
        assert "[/red] line" in screen_text(app)
        await pilot.press("end", "c", "escape")
    assert results == [None]
    assert copied == ["[/red] line\n" * 60]


@pytest.mark.hard_case(55, 56)
@pytest.mark.parametrize(
    "make",
    [
        lambda: Confirm("Delete the answer of IAM-002.1?", "It can be undone with u. " * 6),
        lambda: Choose("Who?", [Option(n, f"Person {n}") for n in range(40)]),
        lambda: AskText("Name", "x", text="Long words about it. " * 20),
        lambda: AskText("Note", "x", multiline=True),
        lambda: ShowText("Evidence", "words " * 900),
    ],
)
async def test_every_dialog_lives_through_every_size(make):
    app = BaseApp()
    async with app.run_test(size=(80, 24)) as pilot:
        results = open_dialog(app, make())
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            if size >= (60, 15):
                assert "esc" in screen_lines(app)[-2] or "esc" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert results in ([None], [False])
