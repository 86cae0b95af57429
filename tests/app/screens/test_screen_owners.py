"""Whose gaps, signing off, controls by account: by keys, at the size where it is tight as well."""

from __future__ import annotations

from ftr_tui.app.screens.owning import toggle_sign_off
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.session import Member, Owner
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage
from tests.app.views.scene import found, see

A, B = "111122223333", "444455556666"


def keys_of(s, name):
    return [k for k in s.screen.query_one(name, LineList).keys_shown if k]


async def test_one_key_shows_whose_gaps_on_both_screens(desk):
    desk.who = "Linh"
    desk.session = desk.session.changed(
        member=[Member(name="Linh", role="devops")],
        owners={
            "IAM-003": Owner(who="DevOps", due=desk.review.today.replace(day=1), plan="Set 14 characters")
        },
    )
    desk.__dict__.pop("review", None)
    async with stage(desk, size=(80, 24)) as s:
        await s.press("S")
        everything = keys_of(s, "#gaps")
        await s.press("w")
        assert keys_of(s, "#gaps") == ["IAM-003"] and "mine 1" in s.plain("#title")
        assert "23 days late · plan: Set 14" in s.plain("#gaps") and "!2026-11-01" in s.plain("#gaps")
        await s.press("w", "w")
        rest = keys_of(s, "#gaps")
        assert "IAM-003" not in rest and set(rest) < set(everything) and "unassigned" in s.plain("#title")
        await s.press("w")
        assert keys_of(s, "#gaps") == everything and "All gaps again" in s.notice
        await s.press("I", "w")
        assert "mine 1" in s.plain("#title") and "Only yours (Linh): 1 of" in s.notice
        await s.press("g")
        assert s.at[0] == "IAM-003" and "23 days late" in s.plain("#name")
        await s.press("g")
        assert "No other gap in this list" in s.notice
        await s.press("right_square_bracket")
        assert s.at[0] == "IAM-003"
        await s.press("slash", *"iam")
        assert "IAM-003" in screen_text(s.app) and "IAM-006" not in s.screen.query_one("#body").plain[0:3]
        await s.press("escape", "u")


async def test_an_empty_list_says_so_and_leaves_the_control_where_it_is(desk):
    desk.session = desk.session.changed(owners={})
    desk.__dict__.pop("review", None)
    async with stage(desk) as s:
        before = s.at
        await s.press("w")
        assert "No gap is yours" in s.notice and s.at == before and keys_of(s, "#list") == [before[0]]
        await s.press("S", "w", "w")
        assert "No gap is overdue" in s.plain("#gaps") and "overdue 0" in s.plain("#title")


async def test_signing_off_by_keys(desk):
    desk.who = "Linh"
    async with stage(desk) as s:
        await s.go("IAM-004")
        await s.press("G")
        assert "No second signature is asked for" in s.notice and "sign off" not in s.plain("KeyBar")
        toggle_sign_off(s.app)
        await s.settle()
        assert "G in the interview" in s.notice and "to sign" in s.plain("#name")
        assert "nobody has signed this off" in " ".join(s.plain("#card").split())
        await s.press("G")
        assert s.stored("IAM-004.1")["signed_by"] == "Linh" and "met" in s.plain("#name")
        assert "answered by Aiko, signed by Linh on 2026-11-24" in " ".join(s.plain("#card").split())
        await s.press("G")
        assert "Signed off already" in screen_text(s.app)
        await s.press("t")
        assert "signed_by" not in s.stored("IAM-004.1")
        # Linh has answered this one: somebody else has to sign.
        await s.go("SECOPS-001")
        await s.press("G")
        assert "Linh has answered: another person" in screen_text(s.app)
        await s.press("plus")
        await s.fill("linh ")
        assert "another person has to sign" in s.said and "signed_by" not in s.stored("SECOPS-001")
        await s.press("G", "enter")
        assert s.stored("SECOPS-001")["signed_by"] in ("Minh", "Aiko")
        await s.press("u")
        assert "signed_by" not in s.stored("SECOPS-001")


async def test_controls_by_account_and_their_pages(desk):
    async with stage(desk, size=(80, 24)) as s:
        await s.press("S", "4")
        assert "one account at most" in s.notice
        many = [A, B, *(f"{n:012}" for n in range(300))]
        see(desk, found("IAM-001.1", "no", favourable=False, accounts=many, by_account={A: "yes", B: "no"}))
        s.screen.show()
        await s.press("4")
        shown = screen_text(s.app)
        assert "302 accounts" in shown and "page, 1 of " in shown and "more:" in shown
        row = next(line for line in s.plain("#by-account").split("\n") if "IAM-001" in line)
        assert sorted(row.split()[1:3]) == ["✓", "✗"]
        await s.press("right_square_bracket")
        assert "2 of " in s.plain("#heads")
        await s.press("left_square_bracket", "left_square_bracket")
        assert "1 of " in s.plain("#heads")
        at = s.screen.query_one("#by-account", LineList).cursor
        await s.press("enter")
        assert s.app.current_mode == "interview" and s.at[0] == at
