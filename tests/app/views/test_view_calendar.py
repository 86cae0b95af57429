"""The calendar as rows: any text, any width; what Home says."""

from datetime import date

import pytest
from rich.cells import cell_len

from ftr_tui.actions import calendar
from ftr_tui.app.views import calendar as view
from ftr_tui.app.views import home
from tests.app.views.scene import lines, text

EVIL = "[bold]x[/] \x1b[31mred\u202e " + "ö" * 300


def test_a_title_is_text_and_no_width_breaks_a_line(desk):
    desk.who = EVIL
    calendar.add(desk, EVIL, due=date(2026, 11, 20))
    calendar.set_owner(desk, "restore-test", EVIL)
    calendar.done(desk, "restore-test", note=EVIL)
    desk.answer("IAM-008.1", "yes")
    for narrow in (True, False):
        items = calendar.due(desk)
        for item in items:
            rows = view.calendar_rows(items, desk.review.today, item.id, narrow=narrow)
            rows += view.item_rows(desk, item, calendar.past(desk, item.id))
            for width in (80, 23):
                assert max(cell_len(line) for line in lines(rows, width)) <= width
        shown = text(view.calendar_rows(items, desk.review.today, narrow=narrow))
        assert "[bold]x[/]" in shown and "\x1b" not in shown and "\u202e" not in shown


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ([], "next: Check the alarms, in 18 days"),
        ([date(2026, 11, 25)], "next: One, tomorrow"),
        ([date(2026, 11, 24)], "next: One, today"),
        ([date(2026, 11, 19)], "! overdue: One, 5 days late"),
        ([date(2026, 11, 19), date(2026, 11, 23)], "! 2 overdue, first: One"),
    ],
)
def test_home_says_what_is_next_in_few_words(desk, days, says):
    for title, day in zip(("One", "Two"), days, strict=False):
        calendar.add(desk, title, due=day)
    assert view.next_part(desk)[0] == says
    assert says in lines(home._session(desk, "k"), 80)[2]
