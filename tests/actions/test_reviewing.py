"""What a person says of the Well-Architected review: kept, refused, taken over, undone."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.actions import opening, reviewing, taking_over, workload
from ftr_tui.actions.desk import Desk
from ftr_tui.model import wa_diff, wa_send
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import WorkloadRef
from ftr_tui.model.workload import ToolAnswer, Workload

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


def stored(desk: Desk, bp: str = "SEC02-BP02") -> dict[str, Any]:
    found = tomllib.loads(desk.file.path.read_text("utf-8")).get("practice", {})
    answer: dict[str, Any] = found.get(reviewing.practice_named(desk, bp).id, {})
    return answer


def question(desk: Desk, number: str = "SEC02") -> str:
    asked = reviewing.question_named(desk, number)
    assert asked is not None
    return asked.id


def test_a_practice_is_done_not_done_or_does_not_apply_and_each_is_saved_and_undone(desk: Desk) -> None:
    reviewing.mark(desk, "SEC02-BP02", "done")
    assert stored(desk) == {"state": "done", "by": "Lan", "at": NOW}
    reviewing.mark(desk, "sec02-bp02", "not-applicable", reason="OUT_OF_SCOPE", note="No people sign in")
    assert stored(desk)["reason"] == "OUT_OF_SCOPE"
    reviewing.mark(desk, "SEC02-BP02", "not-done")
    # The note stays, AWS's reason goes: it belongs to what does not apply.
    assert stored(desk) == {"state": "not-done", "note": "No people sign in", "by": "Lan", "at": NOW}
    assert desk.undo() == "SEC02-BP02 not-done" and stored(desk)["state"] == "not-applicable"
    assert reviewing.clear(desk, "SEC02-BP02") and stored(desk) == {}
    assert not reviewing.clear(desk, "SEC02-BP02")


def test_what_cannot_be_said_is_refused_and_changes_nothing(desk: Desk) -> None:
    before = desk.session
    for bp, says in (("SEC02-BP20", "did you mean SEC02-BP0"), ("nonsense", "for example SEC02-BP02")):
        with pytest.raises(Problem, match=says):
            reviewing.mark(desk, bp, "done")
    with pytest.raises(Problem, match="for which reason"):
        reviewing.mark(desk, "SEC02-BP02", "not-applicable")
    with pytest.raises(Problem, match="say first whether SEC02-BP02 is done"):
        reviewing.write(desk, "SEC02-BP02", note="x")
    assert desk.session == before
    reviewing.mark(desk, "SEC02-BP02", "done")
    with pytest.raises(Problem, match="nothing to plan"):
        reviewing.write(desk, "SEC02-BP02", plan="x")
    with pytest.raises(Problem, match="80 characters"):
        reviewing.mark(desk, "SEC02-BP02", "not-done", owner="x" * 81)
    assert stored(desk)["state"] == "done"


def test_note_and_plan_are_cleaned_and_masked(desk: Desk) -> None:
    reviewing.mark(desk, "SEC02-BP02", "not-done")
    reviewing.write(desk, "SEC02-BP02", note=" AKIAABCDEFGHIJKLMNOP is old\x1b[2J ")
    reviewing.write(desk, "SEC02-BP02", plan="Roles", owner="Linh", due=date(2026, 12, 5))
    assert stored(desk) == {
        "state": "not-done", "note": "[masked: looks like a secret] is old\\u001b[2J", "plan": "Roles",
        "owner": "Linh", "due": date(2026, 12, 5), "by": "Lan", "at": NOW,
    }  # fmt: skip


def test_none_of_these_and_a_practice_that_is_done_exclude_each_other(desk: Desk) -> None:
    reviewing.mark(desk, "SEC02-BP01", "done", note="MFA for all")
    reviewing.none_of_these(desk, question(desk))
    assert stored(desk, "SEC02-BP01")["state"] == "not-done" and stored(desk, "SEC02-BP01")["note"]
    state = reviewing.states(desk)[question(desk)]
    assert state.answered and state.none and len(state.plans) == 6
    # What comes of a practice for which "none of these" speaks can be planned at once.
    reviewing.write(desk, "SEC02-BP03", plan="Vault", owner="Linh", due=None)
    assert stored(desk, "SEC02-BP03")["state"] == "not-done"
    reviewing.mark(desk, "SEC02-BP02", "done")
    assert not reviewing.states(desk)[question(desk)].none
    reviewing.none_of_these(desk, question(desk), on=False)
    assert "review_question" not in tomllib.loads(desk.file.path.read_text("utf-8"))


def test_a_question_that_does_not_apply_asks_nothing_of_its_practices(desk: Desk) -> None:
    reviewing.set_aside(desk, question(desk, "PERF01"), "BUSINESS_PRIORITIES", "One size only")
    found = tomllib.loads(desk.file.path.read_text("utf-8"))["review_question"][question(desk, "PERF01")]
    assert found == {
        "applies": False, "reason": "BUSINESS_PRIORITIES", "note": "One size only", "by": "Lan", "at": NOW
    }  # fmt: skip
    for verb in (
        lambda: reviewing.mark(desk, "PERF01-BP01", "done"),
        lambda: reviewing.none_of_these(desk, question(desk, "PERF01")),
        lambda: taking_over.take_over(desk, "PERF01-BP01"),
    ):
        with pytest.raises(Problem, match="PERF01 is marked as not applying"):
            verb()
    reviewing.set_aside(desk, question(desk, "PERF01"), "")
    reviewing.mark(desk, "PERF01-BP01", "done")


def test_the_next_open_question_takes_the_pillars_of_the_review_first(desk: Desk) -> None:
    order = list(reviewing.states(desk))
    numbers = [reviewing.lens_of(desk).questions[q].number for q in order]
    assert (numbers[0], numbers[11], numbers[22], numbers[-1]) == ("OPS01", "SEC01", "REL01", "SUS06")
    for q in order:
        if q != question(desk, "REL02"):
            reviewing.none_of_these(desk, q)
    assert reviewing.next_open(reviewing.states(desk), order[-1]) == question(desk, "REL02")
    # All answered: then one with practices of which nothing is said.
    reviewing.mark(desk, "REL02-BP01", "done")
    assert reviewing.next_open(reviewing.states(desk), order[0]) == question(desk, "REL02")
    assert reviewing.next_open(reviewing.states(desk), question(desk, "REL02")) is None


# --- taking over ------------------------------------------------------------------------------------


def finding(name: str, verdict: str) -> Finding:
    fields = {"question": name, "control": name.partition(".")[0], "summary": f"{name} was read."}
    return Finding(**fields, verdict=Verdict(verdict), read_at=NOW)


def test_a_response_is_taken_over_once_and_added_to_what_is_there(desk: Desk) -> None:
    for name in ("IAM-005.1", "IAM-007.1"):
        desk.answer(name, "yes")
    desk.respond("IAM-007", "Leavers are locked within a day.")
    before = reviewing.practice_named(desk, "SEC03-BP06")
    told = taking_over.take_over(desk, before.id)
    assert told == "SEC03-BP06 done, taken over from IAM-007"
    assert stored(desk, "SEC03-BP06")["note"] == "IAM-007: Leavers are locked within a day."
    with pytest.raises(Problem, match="nothing about SEC03-BP06 that is not in the note"):
        taking_over.take_over(desk, before.id)
    reviewing.write(desk, "SEC03-BP06", note="Checked monthly.")
    taking_over.take_over(desk, before.id)
    assert stored(desk, "SEC03-BP06")["note"] == "Checked monthly.\nIAM-007: Leavers are locked within a day."


def test_evidence_is_taken_over_where_there_is_no_response_and_what_was_not_read_is_not(desk: Desk) -> None:
    desk.take(Evidence(finding=[finding("IAM-001.1", "no"), finding("IAM-003.1", "unknown")]))
    assert taking_over.take_over(desk, "SEC02-BP01").startswith("SEC02-BP01 not-done")
    assert stored(desk, "SEC02-BP01")["note"] == "IAM-001, evidence: IAM-001.1 was read. (2026-11-24)"


def test_nothing_is_taken_over_that_the_self_check_does_not_decide(desk: Desk) -> None:
    with pytest.raises(Problem, match="no control of the self-check touches OPS01-BP01"):
        taking_over.take_over(desk, "OPS01-BP01")
    # IAM-003 is still open, so only a person can say whether all of SEC02-BP01 is done.
    desk.answer("IAM-001.1", "yes")
    with pytest.raises(Problem, match="decides nothing about SEC02-BP01"):
        taking_over.take_over(desk, "SEC02-BP01")
    assert desk.session.practice == {}


# --- together ---------------------------------------------------------------------------------------


def test_json_says_of_each_figure_whether_it_is_an_estimate(desk: Desk) -> None:
    reviewing.mark(desk, "SEC02-BP01", "done")
    reviewing.mark(desk, "SEC02-BP02", "not-done", owner="Linh", due=date(2026, 12, 5))
    for name in ("IAM-012.1", "IAM-012.2"):
        desk.answer(name, "yes")
    found = reviewing.as_json(desk)
    assert found["pillars"]["security"] == {
        "title": "Security", "ftr": True, "answered": 1, "of": 11, "high": 1, "medium": 0,
        "figures": "estimate",
    }  # fmt: skip
    asked = found["questions"][question(desk)]
    assert (asked["risk"], asked["figures"], asked["unsaid"]) == ("HIGH", "estimate", 4)
    assert len(found["questions"]) == 57
    assert sum(len(q["practices"]) for q in found["questions"].values()) == 307
    assert [(i["practice"], i["due"]) for i in found["plan"]] == [("SEC02-BP02", "2026-12-05")]
    assert [c["words"] for c in found["contradictions"]] == [
        "IAM-012 is met, but SEC02-BP02 is marked not done"
    ]


VERBS = st.sampled_from(["done", "not-done", "aside", "none", "not-none", "away", "applies", "clear", "undo"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(VERBS, st.integers(1, 6)), max_size=12))
def test_whatever_is_said_what_is_shown_holds_together(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("sessions")
    desk = opening.create(folder, "Acme", who="Lan", clock=lambda: NOW)
    asked = question(desk)
    for verb, number in steps:
        say(desk, verb, f"SEC02-BP0{number}", asked)
        state = reviewing.states(desk)[asked]
        assert not (state.none and state.chosen)
        assert set(state.chosen) | set(state.aside) | set(state.missing) == set(state.said)
        assert state.answered == (state.risk != "UNANSWERED")
        assert state.words.endswith(("(estimate)", "not answered", "does not apply"))
    assert Desk.open(desk.file.path, clock=lambda: NOW).session.practice == desk.session.practice


def say(desk: Desk, verb: str, bp: str, asked: str) -> None:
    try:
        if verb in ("done", "not-done"):
            reviewing.mark(desk, bp, "done" if verb == "done" else "not-done")
        elif verb == "aside":
            reviewing.mark(desk, bp, "not-applicable", reason="OTHER")
        elif verb in ("none", "not-none"):
            reviewing.none_of_these(desk, asked, on=verb == "none")
        elif verb in ("away", "applies"):
            reviewing.set_aside(desk, asked, "OTHER" if verb == "away" else "")
        elif verb == "clear":
            reviewing.clear(desk, bp)
        else:
            desk.undo()
    except Problem:
        pass  # a question that does not apply takes nothing else


# --- beside a workload ------------------------------------------------------------------------------


def pulled(desk: Desk, *answers: ToolAnswer) -> Workload:
    """Let a pull have brought these answers."""
    found = Workload(
        id="a" * 32, name="Acme", region="eu-west-1", pulled_at=NOW, answers={a.question: a for a in answers}
    )
    workload.keep(desk, found)
    ref = WorkloadRef(id=found.id, name=found.name, region=found.region)
    desk.change("pulled", desk.session.changed(workload=ref))
    return found


def test_what_the_tool_said_of_another_workload_confirms_nothing(desk: Desk) -> None:
    asked, first = question(desk), reviewing.practice_named(desk, "SEC02-BP01").id
    reviewing.mark(desk, first, "done")
    tool = ToolAnswer(question=asked, pillar="security", chosen=[first], risk="HIGH", at=NOW)
    pulled(desk, tool)
    assert reviewing.states(desk)[asked].words == "high risk (confirmed)" and not workload.trouble(desk)
    for ref in (WorkloadRef(id="b" * 32, name="Other", region="eu-west-1"), None):
        desk.change("linked anew", desk.session.changed(workload=ref))
        assert "confirmed" not in reviewing.states(desk)[asked].words
        found = reviewing.as_json(desk)
        assert {p["figures"] for p in found["pillars"].values()} == {"estimate"}
        assert found["pulled_at"] is None and workload.milestone_rows(desk) == []
        assert ("another workload: Acme" in found["trouble"]) == (ref is not None)


@pytest.mark.parametrize(("broken", "says"), [("[[", ".wa.toml:1"), ("other", "is of another workload")])
def test_what_the_tool_said_and_cannot_be_used_is_said_with_the_next_step(
    desk: Desk, broken: str, says: str
) -> None:
    found = pulled(desk)
    if broken == "other":
        workload.keep(desk, found.changed(id="b" * 32))
    else:
        desk.file.path.with_name(desk.name + ".wa.toml").write_text(broken)
    assert says in reviewing.trouble(desk) and "ftr-tui wa pull" in reviewing.trouble(desk)
    with pytest.raises(Problem, match="wa pull") as raised:
        workload.linked(desk)
    assert says in raised.value.reason


@pytest.mark.parametrize("what", ["note", "none", "applies"])
def test_what_a_person_empties_is_taken_out_of_the_tool_and_does_not_come_back(desk: Desk, what: str) -> None:
    asked, lens = question(desk), reviewing.lens_of(desk)
    fields: dict[str, dict[str, Any]] = {
        "note": {"notes": "We use SSO"},
        "none": {"chosen": [f"{asked}_no"], "choices": [p.id for p in lens.questions[asked].practice]},
        "applies": {"applies": False, "reason": "OUT_OF_SCOPE"},
    }
    tool = ToolAnswer(question=asked, pillar="security", at=NOW, **fields[what])
    lacks = wa_diff.compare(lens, desk.session, None, tool).of("lacks")
    desk.change("pull", wa_diff.taken_in(desk.session, tool, lacks, NOW))
    found = pulled(desk, tool)
    assert not wa_diff.compare(lens, desk.session, found, tool).differences
    if what == "note":
        reviewing.note_question(desk, asked, "")
    elif what == "none":
        reviewing.none_of_these(desk, asked, on=False)
    else:
        reviewing.set_aside(desk, asked, "")
    diff = wa_diff.compare(lens, desk.session, found, tool)
    assert [d.side for d in diff.differences] == ["ours"]
    update = wa_send.update(lens, desk.session, found, tool)
    assert update is not None
    wanted = {"note": ("Notes", ""), "none": ("SelectedChoices", []), "applies": ("IsApplicable", True)}
    name, value = wanted[what]
    assert update.request[name] == value
    assert desk.undo() and not wa_diff.compare(lens, desk.session, found, tool).differences


def test_without_a_workload_an_emptied_note_leaves_nothing_behind(desk: Desk) -> None:
    reviewing.note_question(desk, question(desk), "x")
    reviewing.note_question(desk, question(desk), "")
    assert desk.session.review_question == {}


def test_all_that_was_said_of_a_question_is_taken_back_at_once(desk: Desk) -> None:
    asked = question(desk)
    assert not reviewing.clear_question(desk, asked)
    reviewing.mark(desk, "SEC02-BP02", "not-done")
    reviewing.none_of_these(desk, asked)
    reviewing.note_question(desk, asked, "x")
    assert reviewing.clear_question(desk, asked) and desk.session.review_question == {}
    assert stored(desk)["state"] == "not-done" and not reviewing.states(desk)[asked].answered
    assert desk.undo() == "SEC02 cleared" and reviewing.states(desk)[asked].none
    pulled(desk)
    assert reviewing.clear_question(desk, asked) and not reviewing.clear_question(desk, asked)
