"""The road as rows: each step in short and whole, and what Home shows of it."""

from datetime import date, timedelta

from ftr_tui.actions import road
from ftr_tui.app import signs
from ftr_tui.app.views import home
from ftr_tui.app.views import road as view
from tests.app.views.scene import NOW, lines, text

TODAY = NOW.date()
FIVE = ("join-apn", "software-path", "review", "share-opportunity", "request-ftr")


def walked(desk, *ids, day=date(2026, 3, 2)):
    for number, step in enumerate(ids):
        road.change(desk, step, done=day + timedelta(days=number))


def begun(desk):
    desk.change("none", desk.session.changed(road={}))
    return desk


def test_each_step_is_one_line_when_narrow_and_says_what_is_in_the_way_with_room(desk):
    walked(begun(desk), "join-apn", "software-path")
    narrow = lines(view.road_rows(road.stops(desk), narrow=True), 78, gutter=True)
    assert len(narrow) == 7
    assert " ".join(narrow[0].split()) == "1 ✓ done Join the AWS Partner Network 2026-03-02"
    assert narrow[2].split()[:3] == ["3", "?", "here"] and narrow[4].split()[:3] == ["5", "–", "waits"]
    wide = text(view.road_rows(road.stops(desk)), 62)
    assert f"self-check: {len(desk.review.blocking)} items left" in wide
    assert view.headline(road.stops(desk)) == "2 of 7 steps done"


def test_one_step_whole_has_everything(desk):
    road.change(desk, "review", people=["Minh, Linh"], notes="Diagram first.", planned=date(2026, 12, 15))
    stop = road.stop(desk, "review")
    shown = text(view.stop_rows(stop))
    for part in (
        "planned for 2026-12-15", "In the way", "✗ self-check", "people Minh, Linh", "note Diagram first.",
        stop.step.who, stop.step.link, "as of 2026-02-26", " ".join(stop.step.what.split()),
    ):  # fmt: skip
        assert part in shown
    road.change(desk, "review", done=TODAY)
    shown = text(view.stop_rows(road.stop(desk, "review")))
    assert "Done, although ≈ self-check" in shown and "In the way" not in shown


def test_home_shows_days_and_how_far_the_review_is(desk):
    walked(begun(desk), "join-apn", "software-path")
    shown = lines(home.road_rows(desk.programme, desk), 74)
    assert shown[1].startswith("1 ✓ Join the AWS Partner Network") and shown[1].endswith("2026-03-02")
    assert shown[2].endswith("2026-03-03")
    met = next(n for o, n in desk.review.counts.items() if str(o) == "pass")
    have, wanted = road.documents(desk)
    assert shown[3].startswith("3 ▸ Review") and shown[3].endswith(
        f"self-check {met}/44 · documents {have}/{wanted}"
    )
    assert shown[-1].split() == ["Review", "meeting", "·", "Qualified"]
    assert len(shown) == 7


def test_home_shows_the_meeting_and_the_approval_with_their_days_on_one_line(desk):
    walked(begun(desk), *FIVE)
    road.change(desk, "review-meeting", planned=date(2026, 12, 15))
    assert "▸ Review meeting 2026-12-15 · Qualified" in lines(home.road_rows(desk.programme, desk), 74)[-1]
    walked(desk, "review-meeting", day=date(2026, 10, 1))
    road.change(desk, "qualified", done=TODAY, until=date(2029, 11, 24))
    last = lines(home.road_rows(desk.programme, desk), 74)[-1]
    assert last.strip() == "✓ Review meeting 2026-10-01 · ✓ Qualified 2026-11-24 to 2029-11-24"


def test_without_a_session_home_shows_the_road_alone(desk):
    shown = lines(home.road_rows(desk.programme, None), 74)
    assert len(shown) == 7 and not any(mark in " ".join(shown) for mark in "✓▸")


def test_ascii_twins_and_hostile_texts(desk):
    signs.use_ascii(True)
    road.change(desk, "review", people=["[bold]Minh[/]"], notes="a\x1b[2Jb", done=TODAY)
    shown = text([*view.road_rows(road.stops(desk)), *view.stop_rows(road.stop(desk, "review"))])
    assert "~ done, but" in shown and not set("✓✗≈–·▸") & set(shown)
    assert "[bold]Minh[/]" in shown and "\x1b" not in shown
