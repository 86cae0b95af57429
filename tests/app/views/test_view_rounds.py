"""AWS's comments as rows: what is text of others stays text, and what other screens say of them."""

from __future__ import annotations

from datetime import date

import pytest

from ftr_tui.actions import road, rounds
from ftr_tui.actions.glances import glance
from ftr_tui.actions.products import Entry
from ftr_tui.app.views import home, interview, products, summary
from ftr_tui.app.views import rounds as view
from ftr_tui.app.views.interview_evidence import evidence_rows
from ftr_tui.model.session import Conflict
from tests.app.views.scene import NOW, Clock, bare_demo, lines, text


@pytest.fixture
def desk():
    return bare_demo(Clock())


def test_nothing_is_said_anywhere_while_nothing_came(desk):
    found = rounds.stands(desk)
    assert view.next_row(found) is None and view.gaps_part(found) == ("", "")
    assert not glance(desk).asked and "AWS" not in glance(desk).due
    assert view.title_rows(found, "IAM-006") == [] == view.control_rows(found, "IAM-006")
    assert "!" not in [part for row in interview.list_rows(desk) for part, _style in row.right]


def test_what_is_open_stands_on_every_screen_and_what_is_sent_waits_for_aws(desk):
    rounds.bring(desk, [("IAM-006", "Which role?"), ("IAM-006", "Since when?")], date(2026, 11, 20))
    found = rounds.stands(desk)
    # Six months from 20 November are 177 days from the 24th.
    assert text([home.next_row(desk)]) == "AWS's comments: 2 open, 177 days left enter go on"
    first = glance(desk)
    assert first.asked and (first.due, first.urgency) == ("AWS: 2 open, 177 days left", "due")
    line = lines([products.entry_row(Entry(desk.file.path, first), 76, NOW)], 76)[0]
    assert "AWS: 2 open, 177" in line
    assert view.gaps_part(found) == ("AWS's comments: 2 open, 177 days left", "warn")
    asked = [row.key for row in interview.list_rows(desk) if ("!", "warn bold") in row.right]
    assert asked == ["IAM-006"]
    state = desk.review.states["IAM-006"]
    assert "! AWS asks Which role? and 1 more N" in text(interview.title_row(desk, state))
    short = text(interview.title_row(desk, state, beside=True))  # whole it stands beside, once
    assert "! AWS asks 2 comments: see beside N" in short and "Which role?" not in short
    told = text(evidence_rows(desk, state), 36)
    assert told.startswith("· AWS asks (2026-11-20): Which role? · AWS asks (2026-11-20): Since when?")
    for number in ("K1", "K2"):
        rounds.set_state(desk, number, "sent")
    assert not text([home.next_row(desk)]).startswith("AWS's comments")
    assert "2 answers wait for AWS" in text(products.about_rows(Entry(desk.file.path, glance(desk))))
    road.change(desk, "qualified", done=date(2026, 11, 24))
    assert not glance(desk).asked and not any("AWS" in t for t in glance(desk).more)


def test_text_of_aws_is_text_and_a_control_that_is_gone_is_named(desk):
    rounds.bring(desk, [("ARC-003", "[red]Bold[/] \x1b[2J \u202eabc")])
    (item,) = rounds.stands(desk).items
    told = text(view.item_rows(desk, item))
    assert "[red]Bold[/] \\u001b[2J \\u202eabc" in told
    assert "this control is not in the list partner-hosted@2026.1" in told


def test_a_conflict_is_told_in_words(desk):
    rounds.bring(desk, [("IAM-006", "Which role?")])
    theirs = rounds.answer(desk, "K1", "Minh's.").model_dump_json()
    what = Conflict(what="comment K1", ours=theirs, theirs="", at=desk.clock())
    assert view.side_of(what, what.ours) == "open · Minh's." and view.side_of(what, "") == "taken away"
    assert view.side_of(what, "{") == "{"
    came = desk.session.round[0].model_copy(update={"until": date(2027, 5, 1), "note": "mail"})
    other = Conflict(what="round N1", ours=came.model_dump_json(), theirs="", at=desk.clock())
    assert view.side_of(other, other.ours) == "2026-11-24 · last day 2027-05-01 · mail"


@pytest.mark.parametrize("width", [40, 76, 116])
def test_no_row_is_wider_than_the_screen(desk, width):
    rounds.bring(desk, [("NETSEC-001", "日本語のコメント 🎉 " * 40), ("", "x" * 400)])
    rounds.own(desk, "K1", "Nguyễn Thị Minh Khai of the platform team", date(2026, 11, 1))
    found = rounds.stands(desk)
    rows = [*view.list_rows(found, narrow=width < 80), *view.item_rows(desk, found.items[0])]
    assert all(len(line) <= width for line in lines(rows, width, gutter=True))
    assert summary.gap_rows(desk)
