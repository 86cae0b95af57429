"""The coach's rows: beside what has a response, in the Summary, and in signs of plain ASCII."""

import pytest

from ftr_tui.app import signs
from ftr_tui.app.views import coach
from tests.app.views.scene import Clock, bare_demo, text


@pytest.fixture
def desk():
    return bare_demo(Clock())


def rows(desk, control):
    return text(coach.coach_rows(desk, desk.review.states[control]))


def test_what_has_no_response_in_the_sheet_has_no_coach(desk):
    assert coach.coach_rows(desk, desk.review.states["CAA-000"]) == []
    assert coach.coach_rows(desk, desk.review.states["GA"]) == []


def test_each_state_has_its_words(desk):
    assert rows(desk, "ACOM-002") == "Coach Looks at the response once there is one."
    assert rows(desk, "CAA-007") == "Coach It does not apply: nothing to look at."
    desk.respond("WAFR-001", "See our policy.")
    told = rows(desk, "WAFR-001")
    assert "This points elsewhere and does not answer. “See our policy” Many reviewers" in told
    assert coach.count(desk, "WAFR-001") == 3
    desk.respond("IAM-009", "Wir haben keine Schlüssel im Code, und das ist bei uns so.")
    assert "– Not judged: what stops a secret" in rows(desk, "IAM-009")
    assert coach.count(desk, "IAM-009") == 1  # the document; what is not judged is not missed


def test_the_summary_names_them_in_one_line_or_says_nothing(desk):
    assert coach.summary_rows(desk) == []
    desk.respond("RES-001", "Our RPO is short.")
    line = text(coach.summary_rows(desk)).strip()
    assert line == "1 response misses what a reviewer asks for: RES-001 (coach: interview, 4)"


def test_plain_terminals_get_plain_quotes(desk, monkeypatch):
    monkeypatch.setattr(signs, "_ascii", True)
    desk.respond("WAFR-001", "See our policy.")
    assert rows(desk, "WAFR-001").isascii()
