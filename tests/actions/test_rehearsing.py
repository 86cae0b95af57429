"""The mock review at work: what each key does, and that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import opening, reviewing, supplying
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.rehearsing import Setup, Stage, debrief, warm_up, weakest
from ftr_tui.exchange.debrief import markdown, summary
from ftr_tui.model.bank import Bank
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Rehearsal
from ftr_tui.store.library import Library
from ftr_tui.store.sessions import SessionFile

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEVER_CUT = {"HOST-001", "ARC-005", "IAM-006", "IAM-008", "BAR-002", "RES-004"}
TEAM = {"Minh": "lead architect", "Linh": "DevOps", "Aiko": "security", "Nam": "product"}


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def watch() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Library().bank()


@pytest.fixture
def desk(tmp_path: Path, watch: Clock) -> Desk:
    desk = opening.create(tmp_path / "sessions", "Acme Billing", who="Lan", clock=watch)
    for name, role in TEAM.items():
        desk.add_member(name, role)
    return desk


@pytest.fixture
def begin(desk: Desk, bank: Bank) -> Callable[..., Stage]:
    """Start; with ``item`` go on until it is asked."""

    def go(item: str = "", **more: object) -> Stage:
        stage = Stage.start(desk, bank, Setup(**{"seats": tuple(TEAM), **more}))  # type: ignore[arg-type]
        if stage.view().phase == "opening":
            stage.advance()
        while item and stage.view().item != item:
            stage.skip()
        return stage

    return go


def on_disk(desk: Desk) -> Rehearsal:
    return SessionFile.open(desk.file.path).base.rehearsal[-1]


def say_otherwise(desk: Desk, question: str, verdict: str = "no") -> None:
    control = question.partition(".")[0]
    found = Finding(
        question=question, control=control, verdict=Verdict(verdict), summary="Seen.", read_at=desk.clock()
    )
    desk.take(Evidence(finding=[found]))


# --- one item ---


def test_sure_reveal_score_goes_to_the_next_and_all_of_it_is_in_the_file(
    begin: Callable[..., Stage], desk: Desk, watch: Clock
) -> None:
    stage = begin()
    view = stage.view()
    assert (view.item, view.kind, view.seat, view.phase) == ("CIS", "show me", "Aiko (security)", "ask")
    assert view.asker in ("Minh", "Nam")
    stage.sure(3)
    watch.on(40)
    assert stage.view().evidence_left == 20
    stage.reveal()
    assert stage.view().phase == "revealed"
    stage.note("The CSV of October.")
    watch.on(10)
    stage.score(2)
    (asked,) = on_disk(desk).asked
    assert (asked.item, asked.confidence, asked.score, asked.seconds) == ("CIS", 3, 2, 50)
    assert (asked.seat, asked.note, asked.outcome, asked.late) == (
        "Aiko",
        "The CSV of October.",
        "scored",
        False,
    )
    assert stage.view().item == "GA"
    assert on_disk(desk).elapsed == 50


def test_keys_out_of_turn_change_nothing_and_say_why(begin: Callable[..., Stage], desk: Desk) -> None:
    stage = begin()
    before = on_disk(desk)
    for key in (lambda: stage.score(2), lambda: stage.sure(5), stage.advance, lambda: stage.answered("x")):
        with pytest.raises(Problem):
            key()
    stage.reveal()
    with pytest.raises(Problem, match="revealed already"):
        stage.sure(2)
    with pytest.raises(Problem, match="0 to 3"):
        stage.score(4)
    assert on_disk(desk).asked == before.asked == []


def test_evidence_not_opened_in_time_is_at_most_1_and_to_be_supplied(
    begin: Callable[..., Stage], desk: Desk, watch: Clock
) -> None:
    stage = begin()
    watch.on(61)
    assert stage.view().evidence_left == 0
    stage.reveal()
    stage.score(3)
    (asked,) = on_disk(desk).asked
    assert (asked.score, asked.claimed, asked.capped, asked.late) == (1, 3, True, True)
    (supply,) = desk.session.supply
    assert (supply.control, supply.owner, supply.due) == ("CIS", "Aiko", date(2026, 12, 1))
    assert "Benchmark results" in supply.what


def test_a_pause_and_a_break_stop_the_evidence_clock(begin: Callable[..., Stage], watch: Clock) -> None:
    stage = begin()
    watch.on(30)
    stage.pause()
    watch.on(500)
    assert stage.view().phase == "paused"
    stage.go_on()
    stage.take_break()
    watch.on(300)
    assert stage.view().phase == "break"
    stage.advance()
    assert (stage.view().evidence_left, stage.view().item, stage.view().elapsed) == (30, "CIS", 330)


def test_contradicted_by_a_scan_is_shown_and_counts_0(
    begin: Callable[..., Stage], desk: Desk, watch: Clock
) -> None:
    desk.answer("IAM-001.1", "yes")
    say_otherwise(desk, "IAM-001.1")
    stage = begin("IAM-001")
    view = stage.view()
    assert view.contradicted
    assert "✗ IAM-001.1 yes" in view.answers[0]
    assert "no" in view.evidence[0]
    stage.reveal()
    stage.score(3)
    last = on_disk(desk).asked[-1]
    assert (last.score, last.claimed, last.contradicted) == (0, 3, True)


def test_an_honest_promise_is_worth_1(begin: Callable[..., Stage], desk: Desk) -> None:
    stage = begin("IAM-008")
    stage.supply("audit record of October", "Linh", date(2026, 12, 1))
    last = on_disk(desk).asked[-1]
    assert (last.item, last.score, last.outcome) == ("IAM-008", 1, "supplied")
    (supply,) = desk.session.supply
    assert (supply.id, supply.what, supply.owner, supply.from_) == (
        "S1",
        "audit record of October",
        "Linh",
        "R1",
    )
    assert stage.view().item != "IAM-008"
    supplying.set_state(desk, "S1", "sent")
    assert [s.state for s in supplying.open_supply(desk.session)] == ["sent"]
    supplying.set_state(desk, "S1", "accepted")
    assert supplying.open_supply(desk.session) == []


def test_a_missing_control_becomes_a_task_with_an_owner(
    begin: Callable[..., Stage], desk: Desk, bank: Bank
) -> None:
    desk.answer("IAM-007.1", "no")
    stage = begin("IAM-007")
    stage.reveal()
    stage.score(0)
    (task,) = desk.session.supply
    assert (task.control, task.task, task.owner, task.due) == ("IAM-007", True, "Aiko", date(2027, 2, 22))
    assert desk.session.owners["IAM-007"].who == "Aiko"
    stage.finish()
    assert "IAM-007" not in [c.id for c in weakest(desk, bank, 99)]
    assert [p.item for p in debrief(desk, bank, "R1").missing] == ["IAM-007"]


def test_a_score_of_0_on_what_is_met_is_no_task(begin: Callable[..., Stage], desk: Desk) -> None:
    desk.answer("IAM-007.1", "yes")
    stage = begin("IAM-007")
    stage.reveal()
    stage.score(0)
    assert desk.session.supply == []


def test_follow_ups_are_written_down(begin: Callable[..., Stage], desk: Desk, watch: Clock) -> None:
    stage = begin("IAM-006")
    texts = []
    while stage.view().more:
        texts.append(stage.view().text)
        watch.on(20)
        stage.follow_up()
    assert stage.view().number == stage.view().of == 4
    with pytest.raises(Problem, match="no further question"):
        stage.follow_up()
    stage.reveal()
    stage.score(2)
    rows = [a for a in on_disk(desk).asked if a.item == "IAM-006"]
    assert [a.text for a in rows][:3] == texts
    assert [a.outcome for a in rows] == ["asked"] * 3 + ["scored"]


def test_the_next_seat_and_who_asks(begin: Callable[..., Stage], desk: Desk) -> None:
    stage = begin("IAM-006")
    assert stage.view().seat.startswith("Aiko")
    stage.next_seat()
    assert stage.view().seat == "Nam (product)"
    assert stage.view().asker != "Nam"
    stage.reveal()
    stage.score(1)
    assert on_disk(desk).asked[-1].seat == "Nam"


def test_solo_has_all_roles_and_no_asker(begin: Callable[..., Stage]) -> None:
    stage = begin(solo=True, seats=("Lan",))
    assert (stage.view().seat, stage.view().asker) == ("Lan", "")


def test_undo_takes_a_key_back_but_no_time(begin: Callable[..., Stage], desk: Desk, watch: Clock) -> None:
    stage = begin()
    watch.on(70)
    stage.reveal()
    stage.score(3)
    assert desk.session.supply
    assert stage.undo() == "CIS scored 1"
    assert (stage.view().item, stage.view().phase, stage.view().elapsed) == ("CIS", "revealed", 70)
    assert desk.session.supply == []
    assert on_disk(desk).asked == []
    stage.undo()
    stage.undo()
    assert stage.view().phase == "opening"
    assert stage.undo() is None


# --- questions that are in no list ---


def test_a_logged_question_is_asked_next_time(begin: Callable[..., Stage], desk: Desk) -> None:
    stage = begin()
    stage.log_question("Why no SSO?", "IAM-001")
    stage.log_question("Who reads the abuse mails?")
    assert stage.view().item == "CIS"
    with pytest.raises(Problem, match="no control"):
        stage.log_question("x", "IAM-999")
    texts = {q.text for p in stage.parts for c in p.cards for q in c.questions}
    assert "Why no SSO?" not in texts
    stage.finish()
    stage = begin()
    seen = {c.id: c.questions[0].text for p in stage.parts for c in p.cards}
    assert seen["IAM-001"] == "Why no SSO?"
    assert seen["Q2"] == "Who reads the abuse mails?"


# --- the real review ---


def test_a_real_review_keeps_what_was_asked_said_and_promised(
    begin: Callable[..., Stage], desk: Desk, bank: Bank
) -> None:
    day = date(2026, 11, 24)
    stage = begin(kind="review", reviewers=("Reviewer A",), review_date=day)
    view = stage.view()
    assert (view.is_review, view.asker, view.behind, view.rule) == (True, "Reviewer A", 0, "")
    stage.answered("By role, never by user.")
    stage.go_to("IAM-006")
    stage.log_question("And who may change that role?", "IAM-006")
    assert stage.view().text == "And who may change that role?"
    stage.supply("role policies", "Aiko", date(2026, 12, 1))
    stage.answered("Two people of the platform team.")
    with pytest.raises(Problem, match="no scores"):
        stage.reveal()
        stage.score(2)
    stage.finish()
    run = on_disk(desk)
    assert [(a.item, a.answer) for a in run.asked] == [
        ("CIS", "By role, never by user."), ("IAM-006", "Two people of the platform team."),
    ]  # fmt: skip
    assert all(a.score is None for a in run.asked)
    assert desk.session.review_date == day
    found = debrief(desk, bank, run.id)
    assert found.is_review
    assert [(s.control, s.due) for s in found.supply] == [("IAM-006", date(2026, 12, 1))]
    assert [q.text for q in desk.session.own_question] == ["And who may change that role?"]


# --- whole rehearsals on an injected clock ---


def play(stage: Stage, watch: Clock, slow: float) -> tuple[list[int], int]:
    """Play to the end, 45 seconds times ``slow`` a question; return the rules, and when the closing began."""
    levels, closing = [], 0
    while (view := stage.view()).phase != "done":
        if view.phase == "closing":
            closing = view.elapsed
            watch.on(view.slot_minutes * 60)
            stage.advance()
        elif view.phase in ("opening", "break", "scenario"):
            watch.on(view.slot_minutes * 60)
            stage.advance()
        else:
            levels.append(view.level)
            while view.number < view.of:
                watch.on(45 * slow)
                stage.follow_up()
                view = stage.view()
            watch.on(45 * slow)
            stage.sure(3)
            stage.reveal()
            stage.score(2)
    return levels, closing


def test_two_hours_with_a_slow_team(
    begin: Callable[..., Stage], desk: Desk, bank: Bank, watch: Clock
) -> None:
    slow = 2.5
    desk.answer("CAA-000", "no")
    stage = begin()
    levels, closing = play(stage, watch, slow)
    run = on_disk(desk)
    assert {1, 2, 3} <= set(levels)
    scored = {a.item for a in run.asked if a.score is not None}
    assert scored >= NEVER_CUT
    # The closing begins in time, but for the question that was being answered.
    assert closing <= 114 * 60 + 45 * slow
    assert run.elapsed <= 120 * 60 + 45 * slow
    missed = {a.item for a in run.asked if a.outcome == "parked"}
    assert missed
    assert not any(i.startswith("CAA") for i in scored | missed)
    assert {p.item for p in debrief(desk, bank, "R1").not_reached} == missed
    # What was not reached leads the next one, in its slots and in the short form.
    second = begin()
    leading = [p.cards[0].id for p in second.parts if any(c.id in missed for c in p.cards)]
    assert leading
    assert set(leading) <= missed
    second.finish()


def test_two_hours_on_pace_reach_everything(
    begin: Callable[..., Stage], desk: Desk, bank: Bank, watch: Clock
) -> None:
    desk.answer("CAA-000", "no")
    levels, _closing = play(begin(), watch, 1.0)
    found = debrief(desk, bank)
    assert set(levels) == {0}
    assert found.not_reached == ()
    # min_score 3 is not met by a 2.
    assert found.total.applicable == 39
    assert 0 < found.total.ready < 39
    assert len(found.sure_but_wrong) == 39 + 7 - sum(
        bank.by_id[i].min_score <= 2 for i in {a.item for a in on_disk(desk).asked} & set(bank.by_id)
    )
    assert sum(r.ready for r in found.sections[:-1]) == found.total.ready == sum(r.ready for r in found.roles)


def test_the_debrief_tells_the_change_since_last_time(
    begin: Callable[..., Stage], desk: Desk, bank: Bank, watch: Clock
) -> None:
    desk.answer("CAA-000", "no")
    play(begin(minutes=25), watch, 1.0)
    assert debrief(desk, bank, "R1").total.change is None
    watch.on(86400)
    stage = begin("IAM-008")
    stage.reveal()
    stage.score(3)
    stage.finish()
    assert debrief(desk, bank, "R2").total.change == 1
    alone = {item: name for name, items in debrief(desk, bank, "R2").single_person for item in items}
    assert alone["IAM-008"] == "Aiko"


def test_the_debrief_tells_where_sheet_and_well_architected_review_disagree(
    begin: Callable[..., Stage], desk: Desk, bank: Bank
) -> None:
    begin().finish()
    assert debrief(desk, bank).mismatches == ()
    assert "Well-Architected" not in " ".join(summary(debrief(desk, bank)))
    reviewing.mark(desk, "SEC02-BP02", "not-done")
    for question in desk.checklist.by_id["IAM-002"].question:
        desk.answer(question.id, "yes")
    found = debrief(desk, bank)
    words = "IAM-002 is met, but SEC02-BP02 is marked not done"
    assert words in [p.text for p in found.mismatches]
    page = markdown(found, made=NOW, version="1")
    assert f"disagree ({len(found.mismatches)})" in page and words in page
    assert f"against the Well-Architected review {len(found.mismatches)}" in " ".join(summary(found))


def test_the_short_form_takes_the_weakest_and_25_minutes(
    begin: Callable[..., Stage], watch: Clock, desk: Desk
) -> None:
    stage = begin(minutes=25, short=True)
    assert stage.view().total == 1500
    _levels, closing = play(stage, watch, 1.5)
    assert closing <= 23 * 60 + 70
    assert 8 <= len({a.item for a in on_disk(desk).asked}) <= 10


def test_the_break_is_not_taken_twice(begin: Callable[..., Stage], watch: Clock, desk: Desk) -> None:
    stage = begin()
    stage.take_break()
    stage.advance()
    while stage.view().slot_title != "Backup and resilience":
        assert stage.view().phase == "ask"
        stage.skip()
    assert on_disk(desk).breaks == 1


# --- an end of any kind, and going on ---


def test_quit_and_go_on_later(begin: Callable[..., Stage], desk: Desk, bank: Bank, watch: Clock) -> None:
    stage = begin()
    watch.on(100)
    stage.sure(4)
    stage.pause()
    watch.on(14 * 86400)
    again = Stage.resume(Desk.open(desk.file.path, desk.library, "Lan", watch), bank)
    assert again is not None
    view = again.view()
    assert (view.phase, view.elapsed, view.item, view.confidence) == ("paused", 100, "CIS", 4)
    with pytest.raises(Problem, match="go on first"):
        again.reveal()
    again.go_on()
    watch.on(5)
    assert (again.view().phase, again.view().elapsed) == ("ask", 105)
    with pytest.raises(Problem, match="not finished"):
        Stage.start(again.desk, bank, Setup())
    again.finish()
    assert Stage.resume(again.desk, bank) is None


@pytest.mark.parametrize("away", [20, 900, 9 * 3600])
def test_after_a_kill_the_clock_goes_on_from_the_last_key(
    begin: Callable[..., Stage], desk: Desk, bank: Bank, watch: Clock, away: int
) -> None:
    stage = begin()
    watch.on(30)
    stage.sure(2)
    watch.on(away)
    again = Stage.resume(Desk.open(desk.file.path, desk.library, "Lan", watch), bank)
    assert again is not None
    assert again.view().elapsed == 30
    again.go_on()
    watch.on(7)
    assert again.view().elapsed == 37


def test_a_question_about_a_scenario_is_about_no_control(begin: Callable[..., Stage], desk: Desk) -> None:
    stage = begin()
    for name in (desk.library.bank().scenario[0].id, "s01"):
        stage.log_question("And if nobody is at work?", name)
        assert desk.session.own_question[-1].control == ""
    stage.log_question("And then?", desk.session.own_question[0].id)
    assert desk.session.own_question[-1].control == ""
    with pytest.raises(Problem, match="no control"):
        stage.log_question("And?", "NOPE-1")


def test_a_lid_closed_over_night_stops_the_clock_at_the_last_key(
    begin: Callable[..., Stage], watch: Clock
) -> None:
    stage = begin()
    watch.on(600)
    stage.sure(1)
    watch.on(9 * 3600)
    view = stage.view()
    assert (view.phase, view.elapsed) == ("paused", 600)
    assert "no key for 20 minutes" in view.rule
    stage.go_on()
    watch.on(1)
    assert stage.view().elapsed == 601


def test_looking_at_it_elsewhere_does_not_stop_it(
    begin: Callable[..., Stage], desk: Desk, bank: Bank, watch: Clock
) -> None:
    stage = begin()
    other = Stage.resume(Desk.open(desk.file.path, desk.library, "Minh", watch), bank)
    assert other is not None
    assert other.view().phase == "paused"
    watch.on(10)
    assert (stage.view().phase, stage.view().elapsed) == ("ask", 10)


def test_two_who_begin_at_once_keep_both(desk: Desk, bank: Bank, watch: Clock) -> None:
    other = Desk.open(desk.file.path, desk.library, "Minh", watch)
    mine = Stage.start(desk, bank, Setup(seats=("Lan",)))
    watch.on(1)
    theirs = Stage.start(other, bank, Setup(seats=("Minh",)))
    theirs.advance()
    theirs.supply("their report", "Minh")
    mine.advance()
    mine.reveal()
    mine.supply("my report", "Lan")
    desk.refresh()
    other.refresh()
    runs = {r.seats[0]: r for r in SessionFile.open(desk.file.path).base.rehearsal}
    assert {n: r.asked[0].outcome for n, r in runs.items()} == {"Lan": "supplied", "Minh": "supplied"}
    assert len({r.id for r in runs.values()}) == 2
    supply = SessionFile.open(desk.file.path).base.supply
    assert {s.what: s.from_ for s in supply} == {
        "my report": mine.rehearsal.id, "their report": theirs.rehearsal.id
    }  # fmt: skip
    assert desk.session.conflict == []


def test_the_file_holds_exactly_what_is_in_memory(
    begin: Callable[..., Stage], desk: Desk, watch: Clock
) -> None:
    stage = begin(minutes=25)
    stage.log_question("Hoá đơn?\nSecond line")
    stage.note('quotes """ and \\ back')
    play(stage, watch, 2.0)
    assert SessionFile.open(desk.file.path).base == desk.session


def test_a_length_that_cannot_be(desk: Desk, bank: Bank) -> None:
    for minutes in (0, 4, 601):
        with pytest.raises(Problem, match="5 to 600"):
            Stage.start(desk, bank, Setup(minutes=minutes))


def test_the_warm_up_names_ten(begin: Callable[..., Stage], bank: Bank, desk: Desk) -> None:
    shown = warm_up(bank, 3)
    assert len({a.id for a in shown}) == 10
    assert shown == warm_up(bank, 3) != warm_up(bank, 4)
    stage = Stage.start(desk, bank, Setup(seats=("Lan",)))
    stage.drill([a.id for a in shown], 7)
    kept = on_disk(desk).warm_up
    assert kept is not None
    assert (len(kept.shown), kept.opened) == (10, 7)
