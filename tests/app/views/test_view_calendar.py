"""The calendar as rows: any text, any width; what Home says."""

from datetime import date

import pytest
from rich.cells import cell_len

from ftr_tui.actions import calendar
from ftr_tui.actions.glances import glance
from ftr_tui.actions.products import Entry
from ftr_tui.app.views import calendar as view
from ftr_tui.app.views import products
from tests.app.views.scene import NOW, lines, text

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
        ([], "in 18 days: Check the alarms"),
        ([date(2026, 11, 25)], "tomorrow: One"),
        ([date(2026, 11, 24)], "today: One"),
        ([date(2026, 11, 19)], "! 5 days late: One"),
        ([date(2026, 11, 19), date(2026, 11, 23)], "! 2 overdue, first: One"),
    ],
)
def test_home_says_what_is_next_in_few_words(desk, days, says):
    desk.change("", desk.session.changed(owners={}))
    for title, day in zip(("One", "Two"), days, strict=False):
        calendar.add(desk, title, due=day)
    entry = Entry(desk.file.path, glance(desk))
    assert f"  {says}  " in lines([products.entry_row(entry, 116, NOW)], 116)[0]
    assert says in lines(products.about_rows(entry), 76)[1]
