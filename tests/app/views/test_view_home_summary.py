"""Home and Summary: what comes first, numbers that add up, when the list closes."""

from datetime import date, timedelta

import pytest

from ftr_tui.actions import reviewing
from ftr_tui.app import signs
from ftr_tui.app.views import home, summary, words
from ftr_tui.model.session import Owner
from tests.app.views.scene import NOW, lines, text


def numbers(said):
    return [int(word) for word in said.replace("/", " ").split() if word.isdigit()]


# --- home ---


def test_welcome_says_what_this_is_and_both_ways_in():
    shown = text(home.welcome_rows(), 76)
    assert "never changes it" in shown and "n start with" in shown and "d look around" in shown


def test_the_next_step_is_the_worst_gap_and_how_much_there_is(desk):
    shown = text([home.next_row(desk)])
    gaps = desk.review.blocking
    assert gaps[0].id in shown and f"then {len(gaps) - 1} more" in shown
    assert f"about {desk.review.minutes_left()} min" in shown


def test_the_road_says_how_far_the_well_architected_review_is_and_that_it_is_an_estimate(desk):
    programme = desk.programme
    assert "Well-Architected 0/57" not in text(home.road_rows(programme, desk))
    reviewing.mark(desk, "SEC02-BP02", "done")
    reviewing.set_aside(desk, reviewing.question_named(desk, "SUS01").id, "OUT_OF_SCOPE")
    shown = text(home.road_rows(programme, desk))
    assert "Well-Architected 2/57 (estimate) 4 Share the opportunity" in shown
    assert "self-check " in shown.partition("Well-Architected 2/57")[0]
    for width in (76, 116):
        assert all(len(line) <= width for line in lines(home.road_rows(programme, desk), width))


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2026, 2, 26), ""),
        (date(2026, 8, 31), ""),
        (date(2026, 9, 1), "closes in 2026-11"),
        (date(2026, 11, 1), "closes in 2026-11"),
        (date(2026, 11, 30), "closes in 2026-11"),
        (date(2026, 12, 1), "closed in 2026-11"),
        (date(2027, 3, 1), "closed in 2026-11"),
    ],
)
def test_when_the_list_closes(desk, today, says):
    said = home.closing(desk.checklist, today)
    assert says in said and bool(said) == bool(says)
    rows = home.notice_rows(desk.programme, desk.checklist, today)
    assert len(rows) == 1 + bool(says)
    assert desk.programme.notice.title in text(rows[:1]) and text(rows[:1]).endswith("i more")


def test_a_list_without_dates_never_closes(desk):
    timeless = desk.checklist.model_copy(update={"usable": None})
    assert home.closing(timeless, date(2030, 1, 1)) == ""


def test_the_programme_page_has_everything_that_is_known(desk):
    shown = home.programme_text(desk.programme)
    for part in (
        *(s.title for s in desk.programme.step),
        *(b.text for b in desk.programme.benefit),
        *(d.text for d in [*desk.programme.do, *desk.programme.dont]),
        *(x.url for x in desk.programme.link),
        desk.programme.notice.text,
    ):
        assert part in shown


# --- summary ---


@pytest.mark.parametrize("narrow", [False, True])
def test_the_headline_counts_all_controls(desk, narrow):
    shown = text([summary.headline(desk, narrow=narrow)])
    first, *counts = numbers(shown)
    assert first == len(desk.review.blocking) and "Not ready" in shown
    assert sum(counts) == 44
    assert ("not met" in shown) is not narrow


def test_gaps_are_worst_first_and_only_the_cursor_unfolds(desk):
    desk.answer("IAM-006.1", "yes", reason="The role is for breaking glass.")
    gaps = [s.id for s in desk.review.blocking]
    rows = summary.gap_rows(desk, gaps[0])
    keys = list(dict.fromkeys(r.key for r in rows))
    assert keys[: len(gaps)] == gaps
    assert keys[len(gaps)] == ""  # a blank line and a heading: what follows does not stand in the way
    assert set(keys[len(gaps) + 1 :]) == {"SUP-001", "NETSEC-002", "IAM-006 IAM-006.1"}
    blocks = [str(desk.review.states[k].block) for k in gaps]
    order = ["fail", "conflict", "contradicted", "open", "expired", "unconfirmed"]
    assert blocks == sorted(blocks, key=order.index) and {"fail", "open", "unconfirmed"} <= set(blocks)
    first, *others = [len([r for r in rows if r.key == k]) for k in keys if k]
    assert first > 1 and set(others) == {1}
    shown = text(summary.gap_rows(desk, "IAM-006 IAM-006.1"))
    assert "overruled IAM-006" in shown and "overrules evidence: The role is for breaking glass." in shown


def test_owner_and_day_stand_in_columns_and_nobody_is_said(desk):
    desk.own("IAM-003", "Christopher", date(2026, 12, 8))
    shown = lines(summary.gap_rows(desk), 90)
    assert next(line for line in shown if "IAM-006" in line).endswith("Linh      2026-12-05")
    assert next(line for line in shown if "IAM-003" in line).endswith("Christop… 2026-12-08")
    assert "no owner" in next(line for line in shown if "IAM-008" in line)


def test_the_matrix_adds_up(desk):
    rows = summary.matrix_rows(desk)
    shown = lines(rows, 48)
    sections = shown[1 : 1 + len(desk.checklist.section)]
    done = [next(w for w in line.split() if "/" in w and w[0].isdigit()).split("/") for line in sections]
    assert sum(int(of) for _n, of in done) == 46
    good = sum(s.outcome.good for s in desk.review.states.values() if s.id not in ("CAA-000", "SDAT-000"))
    assert sum(int(n) for n, _of in done) == good
    assert sum(desk.review.coverage.values()) == len(desk.checklist.questions)
    start = next(n for n, line in enumerate(shown) if line.startswith("Coverage"))
    end = next(n for n, line in enumerate(shown) if line.startswith("Evidence"))
    *kinds, total = numbers(" ".join(shown[start + 1 : end]))
    assert len(kinds) == 6 and sum(kinds) == total == len(desk.checklist.questions)
    assert "Well-Architected report: 0 of 7 checks met" in " ".join(shown[end:])


def test_every_bar_is_as_long_as_the_others(desk):
    for row in summary.matrix_rows(desk):
        bar = "".join(part for part, _style in row.right if set(part) <= {"━", "╍"})
        assert not bar or len(bar) == 10


def test_each_section_and_pillar_unfolds_to_what_stands_behind_its_questions(desk):
    keys = [r.key for r in summary.matrix_rows(desk, "") if r.key]
    sections = {f"section {s.id}" for s in desk.checklist.section}
    assert sections < set(keys) and "pillar security" in keys
    found = {}
    for key in keys:
        under = [r for r in summary.matrix_rows(desk, key) if r.key == key][1:]
        *kinds, total = numbers(" ".join(text([row]) for row in under))
        assert len(kinds) == 6 and sum(kinds) == total > 0
        found[key] = total
    assert sum(found[k] for k in sections) == len(desk.checklist.questions)
    gates = sum(len(g.question) for g in desk.checklist.gate)
    assert sum(n for k, n in found.items() if k not in sections) == len(desk.checklist.questions) - gates


# --- words ---


def test_times_are_as_short_as_they_can_be_read():
    assert words.when(NOW, NOW) == "09:00" and words.when(NOW, NOW + timedelta(days=1)) == "2026-11-24"
    assert words.ago(NOW, NOW) == "today 09:00" and words.ago(NOW, NOW + timedelta(hours=20)) == "1 day ago"
    assert words.ago(NOW, NOW + timedelta(days=12)) == "12 days ago"
    assert words.ago(NOW + timedelta(days=1), NOW).startswith("today")
    assert words.when_full(NOW) == "2026-11-24 09:00 UTC"


@pytest.mark.parametrize(
    ("given", "shown"),
    [("111122223333", "1111-2222-3333"), ("", ""), ("unknown", "unknown"), ("11112222333x", "11112222333x")],
)
def test_only_an_account_number_is_grouped(given, shown):
    assert words.account(given) == shown


def test_ascii_twins_reach_every_row(desk):
    signs.use_ascii(True)
    desk.session.owners["IAM-008"] = Owner(who="Linh", due=date(2026, 12, 5))
    rows = [summary.headline(desk), *summary.gap_rows(desk), *summary.matrix_rows(desk)]
    rows += [*home.road_rows(desk.programme, desk), home.next_row(desk)]
    for row in rows:
        own = [part for part, _style in [*row.lead, *row.right, *row.parts]]
        assert all(part.isascii() for part in own if len(part) <= 12), own
