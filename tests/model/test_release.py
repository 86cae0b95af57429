"""Two releases compared, a session carried there and back: nothing is lost, no answer strays."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.merge import merge
from ftr_tui.model.problem import Problem
from ftr_tui.model.release import aligned, compare, former_of, move, rule_lines, unchanged
from ftr_tui.model.session import Answer, Owner, Response, Session
from tests.model.build import NOW, answer, session
from tests.tools import make_workbook as made


def released(release: made.Release) -> Checklist:
    return Checklist.model_validate(tomllib.loads(made.checklist_text(release)))


NOW_2026, NEXT_2026, OLD_2024 = (released(r) for r in (made.NOW_2026, made.NEXT_2026, made.OLD_2024))
LISTS = {c.release: c for c in (NOW_2026, NEXT_2026, OLD_2024)}
LATER = NOW + timedelta(days=3)


def answered(checklist: Checklist, **more: object) -> Session:
    """Every question answered with its first answer, a response and an owner everywhere."""
    return session().changed(
        release=checklist.release,
        answers={q.id: answer(q.answers[0]) for q in checklist.questions.values()},
        responses={c.id: Response(text=f"text of {c.id}", by="Lan", at=NOW) for c in checklist.control},
        owners={c.id: Owner(who="Minh") for c in checklist.control},
        **more,
    )


def test_what_the_doctored_release_changes() -> None:
    found = {(c.kind, c.id) for c in compare(NOW_2026, NEXT_2026)}
    assert found == {
        ("added", made.ADDED),
        ("removed", made.GONE),
        ("reworded", made.REWORDED),
        ("answers", made.ANSWERS_CHANGED),
        ("rule", made.RULE_CHANGED),
    }
    # 44 controls, CIS, GA and two gates; one is gone, four are touched.
    assert len(unchanged(NOW_2026, NEXT_2026)) == 48 - 1 - 3
    assert compare(NOW_2026, NOW_2026) == []


def test_the_other_way_round_is_the_opposite() -> None:
    there = {(c.kind, c.id) for c in compare(NOW_2026, NEXT_2026)}
    back = {(c.kind, c.id) for c in compare(NEXT_2026, NOW_2026)}
    opposite = {"added": "removed", "removed": "added"}
    assert back == {(opposite.get(kind, kind), id_) for kind, id_ in there}


def test_the_ways_of_a_rule_are_joined_by_or() -> None:
    known = NOW_2026.by_id["SUP-001"]
    either = known.model_copy(update={"passes_when": [["A.1=yes", "A.2=no"], ["A.3=yes"]], "review_when": []})
    assert rule_lines(either) == ["met: A.1=yes and A.2=no", "or met: A.3=yes"]


def test_a_rule_in_another_order_is_no_other_rule() -> None:
    raw = tomllib.loads(made.checklist_text())
    for control in raw["control"]:
        control["passes_when"] = [list(reversed(row)) for row in reversed(control["passes_when"])]
    assert compare(NOW_2026, Checklist.model_validate(raw)) == []


def test_a_section_or_a_gate_that_changed_is_named() -> None:
    raw = tomllib.loads(made.checklist_text())
    by_id = {c["id"]: c for c in raw["control"]}
    by_id["S3-001"]["section"] = "backup"
    del by_id["SDAT-001"]["applies_when"]
    found = compare(NOW_2026, Checklist.model_validate(raw))
    assert [(c.kind, c.id) for c in found] == [("gate", "SDAT-001"), ("section", "S3-001")]
    assert found[1].old == ("Amazon S3",)


def test_from_2024_exactly_the_answers_to_unchanged_questions_come_along() -> None:
    before = answered(OLD_2024)
    moved, carried = move(before, OLD_2024, NOW_2026, LATER)
    same = [
        q.id
        for q in OLD_2024.questions.values()
        if q.id in NOW_2026.questions and NOW_2026.questions[q.id].aws_text == q.aws_text
    ]
    assert set(moved.answers) == set(same)
    assert {q: moved.answers[q] for q in same} == {q: before.answers[q] for q in same}
    assert moved.release == "2026.1"
    assert carried.gone == ["ARC-003.1"]
    assert carried.gone_controls == ["ARC-003"]
    assert set(carried.reopened) == set(made.OLD_REWORDED)
    assert set(made.OLD_LACKS_QUESTIONS) <= set(carried.new)
    assert not set(made.OLD_LACKS_QUESTIONS) & set(moved.answers)
    kept = moved.former["ARC-003@2024.1"]
    assert kept.response is not None and kept.response.text == "text of ARC-003"
    assert kept.owner == Owner(who="Minh")
    former = former_of(moved, "SUP-001.1")
    assert former is not None and former.answer == before.answers["SUP-001.1"]
    assert former.ask == OLD_2024.questions["SUP-001.1"].ask


def test_an_answer_that_is_not_offered_any_more_is_open_with_the_old_one_kept() -> None:
    before = session({"S3-001.1": "not-applicable"}).changed(release="2026.2")
    moved, carried = move(before, NEXT_2026, NOW_2026, LATER)
    assert "S3-001.1" not in moved.answers
    assert carried.reopened == ["S3-001.1"]
    assert moved.former["S3-001.1@2026.2"].why == "answers"


def test_without_hashes_nothing_carries_over() -> None:
    """A list that does not say which sentence of AWS it asks cannot vouch for any answer."""
    raw = tomllib.loads(made.checklist_text())
    for item in (*raw["gate"], *(q for c in raw["control"] for q in c["question"])):
        del item["aws_text"]
    bare = Checklist.model_validate(raw | {"release": "1"})
    before = answered(bare)
    moved, carried = move(before, bare, NOW_2026, LATER)
    assert moved.answers == {} and carried.kept == []
    assert move(moved, NOW_2026, bare, LATER)[0].answers == before.answers


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.sampled_from(sorted(LISTS)), st.lists(st.sampled_from(sorted(LISTS)), max_size=4), st.data())
def test_there_and_back_is_the_same_session(start: str, way: list[str], data: st.DataObject) -> None:
    checklist = LISTS[start]
    names = sorted(checklist.questions)
    dice = data.draw(st.randoms(use_true_random=False))
    before = answered(checklist)
    before = before.changed(
        answers={
            q: answer(dice.choice([*checklist.questions[q].answers, None]))
            for q in names
            if dice.random() < 0.8
        },
        responses={c: r for c, r in before.responses.items() if dice.random() < 0.5},
        owners={c: o for c, o in before.owners.items() if dice.random() < 0.5},
    )
    at, moved = start, before
    for number, release in enumerate([*way, start]):
        if release != at:
            moved, _carried = move(moved, LISTS[at], LISTS[release], NOW + timedelta(hours=number))
            at = release
            # Nothing answers a question that it was not given to.
            for q, a in moved.answers.items():
                assert a == before.answers[q]
                asked = LISTS[release].questions[q]
                assert asked.aws_text == checklist.questions[q].aws_text
                assert a.value is None or a.value in asked.answers
    assert moved == before


def test_what_is_answered_on_the_way_is_kept_too() -> None:
    before = session({made.REWORDED: "yes"})
    there, _c = move(before, NOW_2026, NEXT_2026, NOW)
    assert made.REWORDED not in there.answers
    there = there.with_answer(made.REWORDED, answer("no", by="Linh"))
    back, _c = move(there, NEXT_2026, NOW_2026, LATER)
    assert back.answers[made.REWORDED].value == "yes"
    again, carried = move(back, NOW_2026, NEXT_2026, LATER)
    assert again.answers[made.REWORDED].by == "Linh"
    assert carried.returned == [made.REWORDED]


def lists(name: str, release: str) -> Checklist:
    assert name == "partner-hosted"
    return LISTS[release]


@pytest.mark.parametrize("mover", ["we", "they"])
def test_an_answer_given_to_the_old_list_while_a_colleague_moves_is_none_to_the_new_one(mover: str) -> None:
    base = session({made.REWORDED: "yes", "RES-001.1": "yes"})
    moved, _c = move(base, NOW_2026, NEXT_2026, NOW)
    wrote = base.with_answer(made.REWORDED, answer("no")).with_answer(made.GONE + ".1", answer("yes"))
    wrote = wrote.with_answer("RES-002.1", answer("yes"))
    ours, theirs = (moved, wrote) if mover == "we" else (wrote, moved)
    merged = merge(*aligned(base, ours, theirs, lists, LATER), LATER)
    assert merged.release == "2026.2"
    assert set(merged.answers) == {"RES-001.1", "RES-002.1"}
    former = merged.former
    assert former[f"{made.GONE}.1@2026.1"].answer is not None
    said = former[f"{made.REWORDED}@2026.1"].answer
    assert said is not None and said.value == "no"
    assert merged.conflict == []


def test_nobody_moved_nothing_is_touched() -> None:
    one, two, three = session(), session({"GA.1": "yes"}), session()
    assert aligned(one, two, three, lists, NOW) == (one, two, three)


def test_answers_are_the_same_objects_and_expire_as_before() -> None:
    given = Answer(value="yes", by="Lan", at=NOW, until=NOW.date(), reason="why", against="no")
    moved, _c = move(session({"RES-004.1": given}), NOW_2026, NEXT_2026, LATER)
    assert moved.answers["RES-004.1"] is given


def test_two_who_move_to_the_same_release_do_not_differ() -> None:
    """Each open question has the old answer beside it once, not a conflict about when it went there."""
    base = answered(released(made.NOW_2026))
    old, new = released(made.NOW_2026), released(made.NEXT_2026)
    first = move(base, old, new, NOW + timedelta(hours=1))[0]
    second = move(base, old, new, NOW + timedelta(hours=2))[0]
    one = merge(base, first, second, NOW)
    two = merge(base, second, first, NOW)
    assert set(first.former) == {f"{made.REWORDED}@2026.1", f"{made.GONE}.1@2026.1", f"{made.GONE}@2026.1"}
    assert one.conflict == [] == two.conflict
    assert one.former == two.former == second.former


def test_two_lists_of_one_number_that_ask_otherwise_are_not_joined() -> None:
    base = session({"RES-001.1": "yes"})
    one, two = (base.changed(release="2026.2", sentences=f"sha256:{n}") for n in "12")
    with pytest.raises(Problem, match=r"both called 2026\.2"):
        aligned(base, one, two, lists, NOW)
