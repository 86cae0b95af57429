"""AWS's comments by keys: typed in, answered, sent, corrected, settled; and where else they show."""

from __future__ import annotations

from datetime import date

import pytest

from ftr_tui.actions import rounds
from ftr_tui.app.screens.rounds import RoundsScreen
from ftr_tui.app.widgets.linelist import LineList
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage

FOUND = [
    ("IAM-006", "Please show who approved the admin role, and when.\nA screenshot with its date is enough."),
    ("RES-004", "The test of June names no result. What was found?"),
    ("", "The diagram shows no second Availability Zone."),
]


def asked(desk):
    """Two rounds: something late, answered, sent, accepted, of a list before this one."""
    rounds.bring(desk, FOUND, date(2026, 10, 30))
    rounds.bring(desk, [("SUP-001", "Which plan?"), ("ARC-003", "Of the list before.")], date(2026, 11, 20))
    rounds.own(desk, "K1", "Linh", date(2026, 11, 28))
    rounds.answer(desk, "K1", "Minh approved it on 2026-11-02 (D03).")
    rounds.own(desk, "K2", "Minh", date(2026, 11, 20))
    rounds.set_state(desk, "K3", "sent")
    rounds.set_state(desk, "K4", "accepted")


def cursor(s):
    return s.screen.query_one("#rows", LineList).cursor


async def test_a_comment_is_typed_in_answered_sent_and_taken_back(desk):
    async with stage(desk, size=(80, 24)) as s:
        await s.press("N")
        assert "Nothing has come back from AWS yet" in s.plain("#rows")
        await s.press("n")
        await s.fill("IAM-06")
        assert "did you mean IAM-006?" in screen_text(s.app)
        await s.fill("iam-006")
        await s.press(*"Who", "enter", *"now?", "escape", "enter")
        assert s.file["comment"][0]["text"] == "Who\nnow?" and cursor(s) == "K1"
        assert s.file["round"] == [
            {"id": "N1", "came": date(2026, 11, 24), "by": "you", "at": s.desk.clock()}
        ]
        await s.press("r", *"Minh.", "escape", "enter")
        assert s.file["comment"][0]["answer"] == "Minh." and "? answered" in s.plain("#rows")
        await s.press("s")
        assert s.file["comment"][0]["state"] == "sent" and s.said.startswith("sent today: K1")
        await s.press("y")
        assert s.file["comment"][0]["state"] == "accepted"
        # What changes nothing does not say that u undoes it: u would take back the acceptance.
        for key, enters in (("a", 3), ("e", 3), ("o", 1)):
            await s.press(key, *["enter"] * enters)
            assert s.said == "Nothing was changed"
        await s.press("u", "u")
        assert s.file["comment"][0].get("state") is None
        await s.press("backspace")
        assert "comment" not in s.file and "no comment written down yet" in s.plain("#rows")
        await s.press("backspace")
        assert "round" not in s.file and "Nothing has come back" in s.plain("#rows")


async def test_owner_day_last_day_control_and_the_way_back(desk):
    asked(desk)
    async with stage(desk) as s:
        await s.press("N")
        assert cursor(s) == "K2" and "4 days late" in s.plain("#item")
        await s.press("o")
        await s.fill("Aiko 2026-12-40")
        assert "2026-12-40 is no day" in screen_text(s.app)
        await s.fill("Aiko 2026-12-04")
        assert s.file["comment"][1]["owner"] == "Aiko" and s.file["comment"][1]["due"] == date(2026, 12, 4)
        await s.press("e", "enter")
        s.screen.query_one("#until").value = "2026-10-30"
        await s.press("enter", "enter")
        assert "must lie after 2026-10-30" in screen_text(s.app).replace("│", " ")
        s.screen.query_one("#until").value = "2027-01-31"
        await s.press("enter")
        assert s.file["round"][0]["until"] == date(2027, 1, 31)
        assert "Fix it by 2027-01-31 (68 days left), as AWS said" in s.plain("#clock")
        await s.press("c")
        assert s.at[0] == "RES-004" and "AWS asks   1 comment: see beside" in s.plain("#name")
        assert "The test of June names" in " ".join(s.plain("#side").split())  # whole, and once
        await s.go("IAM-006")
        await s.press("N")
        assert cursor(s) == "K1"  # the comment on that control, not where the cursor was
        await s.press("H")
        assert "AWS's comments: 3 open, next due" in s.plain("#next")
        await s.press("enter")
        assert isinstance(s.screen, RoundsScreen)
        await s.press("C", "y")
        assert isinstance(s.screen, RoundsScreen) and cursor(s) == "K1"


async def test_two_hundred_comments_scroll_and_one_is_found(desk):
    rounds.bring(desk, [("IAM-002", f"Number {n}.") for n in range(200)])
    async with stage(desk, size=(80, 24)) as s:
        await s.press("N", "end")
        assert cursor(s) == "K200" and "Number 199." in s.plain("#item")
        await s.press("slash", *"r 57.", "enter")
        assert "Number 57." in screen_text(s.app)
        await s.press("escape")
        assert cursor(s) == "K58"


async def test_two_answers_are_settled_by_keys(desk):
    from ftr_tui.actions.desk import Desk

    asked(desk)
    other = Desk.open(desk.file.path, who="Minh", clock=desk.clock)
    # The other's is on disk first; ours meets it when it is saved.
    rounds.answer(other, "K2", "Nothing was found.")
    rounds.answer(desk, "K2", "Two faults.")
    async with stage(desk) as s:
        await s.press("N")
        assert "two people changed this: T settles it" in " ".join(s.plain("#item").split())
        await s.press("T")
        assert "Take theirs: open · Nothing was found." in screen_text(s.app)
        await s.press("t")
        answers = {c["id"]: c.get("answer") for c in s.file["comment"]}
        assert answers["K2"] == "Nothing was found." and "conflict" not in s.file


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_pictures(desk, size, update_screens):
    asked(desk)
    async with stage(desk, size=size) as s:
        await s.press("N")
        check_screen(s.app, f"rounds-{size[0]}x{size[1]}", update_screens)
