"""Two people at one session: nothing that either changed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.checklist import Question
from ftr_tui.model.merge import merge, settle
from ftr_tui.model.session import (
    Answer,
    Conflict,
    Document,
    Done,
    Member,
    Owner,
    PracticeAnswer,
    QuestionNote,
    Response,
    RoadStep,
    Session,
    TaskPlan,
)

from .build import NOW, answer, session

LATER = NOW + timedelta(hours=1)
BASE = session({"A.1": "yes", "A.2": "no", "A.3": "yes"}, {"A": "Old.", "B": "Old."})


def document(number: int, where: str, *controls: str, **more: object) -> Document:
    fields = {"id": f"D{number:02}", "title": where.title(), "where": where, "added": NOW}
    return Document(**{**fields, "controls": list(controls), **more})


def said(s: Session) -> list[tuple[str, str, str]]:
    return [(c.what, c.ours, c.theirs) for c in s.conflict]


keys = st.sampled_from(["A.1", "A.2", "A.3", "B.1", "C.1"])
times = st.integers(0, 3).map(lambda h: NOW + timedelta(hours=h))
answers = st.builds(
    Answer,
    value=st.sampled_from(["yes", "no", None]),
    by=st.sampled_from(["Lan", "Minh"]),
    at=times,
    reason=st.sampled_from(["", "Why."]),
    signed_by=st.sampled_from(["", "", "Quyên"]),
)
responses = st.builds(Response, text=st.sampled_from(["One.", "Two."]), by=st.just("Lan"), at=times)
owners = st.builds(
    Owner,
    who=st.sampled_from(["Lan", "Minh"]),
    due=st.sampled_from([None, date(2026, 12, 1)]),
    plan=st.sampled_from(["", "Rotate."]),
)
documents = st.lists(
    st.builds(document, st.integers(1, 3), st.sampled_from(["a.pdf", "b.pdf"]), st.sampled_from(["A", "B"])),
    unique_by=(lambda d: d.id, lambda d: d.where),
)
days = st.sampled_from([None, date(2026, 12, 1), date(2026, 12, 2)])
steps = st.builds(RoadStep, planned=days, done=days, notes=st.sampled_from(["", "A note."]))
plans = st.builds(TaskPlan, due=days, owner=st.sampled_from(["", "Lan", "Minh"]))
members = st.lists(
    st.builds(Member, name=st.sampled_from(["Lan", "Minh"]), role=st.sampled_from(["", "architect"])),
    unique_by=lambda m: m.name,
)
sessions = st.builds(
    lambda a, r, o, d, m, w, c, x: session().changed(
        answers=a, responses=r, owners=o, document=d, member=m, road=w, calendar=c).model_copy(update=x),
    st.dictionaries(keys, answers), st.dictionaries(keys, responses), st.dictionaries(keys, owners),
    documents, members, st.dictionaries(st.sampled_from(["review", "qualified"]), steps),
    st.dictionaries(st.sampled_from(["restore-test", "major-change"]), plans),
    st.dictionaries(st.sampled_from(["new_one", "new_two"]), st.integers(0, 2)),
)  # fmt: skip
TABLES = ("answers", "responses", "owners")


def plain(s: Session) -> dict:
    found = s.model_dump()
    for key in ("document", "member"):
        found[key] = sorted(found[key], key=str)
    return found


@settings(deadline=None, max_examples=40)
@given(sessions, sessions)
def test_one_side_unchanged_gives_the_other(base: Session, changed: Session) -> None:
    assert plain(merge(base, changed, base, LATER)) == plain(changed)
    assert plain(merge(base, base, changed, LATER)) == plain(changed)
    assert plain(merge(base, changed, changed, LATER)) == plain(changed)


def said_anew(before: Any, *sides: Any) -> list[Any]:
    """Return the sides that changed more than a signature: to sign, or to take it back, says no more."""
    bare = [x.unsigned() if isinstance(x, Answer) else x for x in (before, *sides)]
    return [x for x in bare[1:] if x != bare[0]]


@pytest.mark.hard_case(27, 28)
@settings(deadline=None, max_examples=40)
@given(sessions, sessions, sessions)
def test_every_change_of_either_side_survives(base: Session, ours: Session, theirs: Session) -> None:
    merged = merge(base, ours, theirs, LATER)
    clashes = {c.what for c in merged.conflict}
    for table in TABLES:
        old, mine, other, now = (getattr(s, table) for s in (base, ours, theirs, merged))
        for key in {*old, *mine, *other}:
            b, m, t, n = (x.get(key) for x in (old, mine, other, now))
            changed = [x for x in (m, t) if x != b]
            # One change: that one stands, a removal too. Two: one of them does, ours if they disagree;
            # of an owner each part.
            if table == "owners" and None not in (b, m, t, n):
                for part in ("who", "due", "plan"):
                    values = [getattr(x, part) for x in (m, t) if getattr(x, part) != getattr(b, part)]
                    assert getattr(n, part) in (values or [getattr(b, part)])
            elif table == "answers":
                assert not changed or n is None or n.unsigned() in [c.unsigned() for c in changed if c]
            else:
                assert n in changed if changed else n == b
            if f"{table.removesuffix('s')} {key}" in clashes:
                assert len(changed) == 2 and (table == "owners" or n == m)
            elif len(said_anew(b, m, t)) == 2 and table != "owners":
                loose = {"at", "by", "source", "until", "against", "signed_by", "signed_at"}
                if m is not None and t is not None and getattr(m, "value", "x") is not None:
                    assert m.model_dump(exclude=loose) == t.model_dump(exclude=loose)
    before = {d.id for d in base.document}
    kept = {d.where for d in merged.document}
    for side in (ours, theirs):
        # A new document survives whatever number the other side gave to theirs.
        assert {d.where for d in side.document if d.id not in before} <= kept
    assert len({d.id for d in merged.document}) == len(merged.document)


@settings(deadline=None, max_examples=40)
@given(sessions, sessions, sessions)
def test_it_commutes_up_to_who_is_ours(base: Session, ours: Session, theirs: Session) -> None:
    one, two = merge(base, ours, theirs, LATER), merge(base, theirs, ours, LATER)
    assert {c.what for c in one.conflict} == {c.what for c in two.conflict}
    for c in one.conflict:
        twin = next(t for t in two.conflict if t.what == c.what)
        assert (c.ours, c.theirs) == (twin.theirs, twin.ours)
    for table in TABLES:
        assert getattr(one, table).keys() - getattr(two, table).keys() <= {
            c.what.partition(" ")[2] for c in one.conflict
        }


@pytest.mark.hard_case(27)
def test_disjoint_changes_all_survive() -> None:
    ours = BASE.with_answer("A.1", answer("no")).with_response("A", None).with_owner("A", Owner(who="Lan"))
    theirs = BASE.with_answer("A.2", None).with_response("B", Response(text="New.", at=LATER))
    merged = merge(BASE, ours, theirs, LATER)
    assert {q: a.value for q, a in merged.answers.items()} == {"A.1": "no", "A.3": "yes"}
    assert {c: r.text for c, r in merged.responses.items()} == {"B": "New."}
    assert merged.owners["A"].who == "Lan" and not merged.conflict


@pytest.mark.hard_case(28)
@pytest.mark.parametrize(
    ("ours", "theirs", "conflict"),
    [
        ("no", None, ("answer A.1", "no", "")),
        (None, "no", ("answer A.1", "", "no")),
        ("no", "not-applicable", ("answer A.1", "no", "not-applicable")),
    ],
)
def test_both_changed_ours_stands_and_theirs_is_kept(
    ours: str | None, theirs: str | None, conflict: tuple
) -> None:
    sides = [BASE.with_answer("A.1", v and answer(v)) for v in (ours, theirs)]
    merged = merge(BASE, *sides, LATER)
    assert getattr(merged.answers.get("A.1"), "value", None) == ours
    assert said(merged) == [conflict]


def test_the_same_answer_on_two_days_is_no_conflict_and_the_later_holds() -> None:
    one = BASE.with_answer("A.2", answer("yes", by="Lan", until=date(2027, 1, 1)))
    two = BASE.with_answer("A.2", answer("yes", by="Minh", at=LATER, until=date(2027, 1, 2)))
    for merged in (merge(BASE, one, two, LATER), merge(BASE, two, one, LATER)):
        assert merged.answers["A.2"].until == date(2027, 1, 2) and not merged.conflict


def test_a_renewed_answer_is_not_lost_to_the_old_one() -> None:
    base = BASE.with_answer("A.1", answer("yes", until=date(2026, 1, 1)))
    ours = base.with_answer("A.1", answer("yes", at=LATER, until=date(2027, 1, 1)))
    for merged in (merge(base, ours, base, LATER), merge(base, base, ours, LATER)):
        assert merged.answers["A.1"].until == date(2027, 1, 1)


def test_another_name_beside_dont_know_yet_is_a_change() -> None:
    base = BASE.with_answer("A.1", answer(None, by="Lan"))
    theirs = base.with_answer("A.1", answer(None, by="Minh"))
    assert merge(base, base, theirs, LATER).answers["A.1"].by == "Minh"


def test_their_change_of_role_and_of_a_newer_programs_key_survive() -> None:
    base = Session.model_validate({**BASE.model_dump(by_alias=True), "plan": {"a": 1, "b": 1}})
    base = base.changed(member=[Member(name="Lan"), Member(name="Minh")])
    theirs = base.changed(member=[Member(name="Lan", role="architect")]).model_copy(
        update={"plan": {"a": 2, "c": 1}}
    )
    merged = merge(base, base.model_copy(update={"plan": {"a": 1, "b": 1, "d": 1}}), theirs, LATER)
    assert [(m.name, m.role) for m in merged.member] == [("Lan", "architect")]
    assert merged.model_extra == {"plan": {"a": 2, "c": 1, "d": 1}}


def test_two_documents_under_one_number_both_stay() -> None:
    ours = BASE.changed(document=[document(1, "ours.pdf", "A")])
    theirs = BASE.changed(document=[document(1, "theirs.pdf", "A"), document(2, "more.pdf", "A")])
    merged = merge(BASE, ours, theirs, LATER)
    assert {d.id: d.where for d in merged.document} == {
        "D01": "theirs.pdf", "D02": "more.pdf", "D03": "ours.pdf"}  # fmt: skip
    assert not merged.conflict


def test_controls_of_a_document_are_joined_and_a_removal_holds() -> None:
    base = BASE.changed(document=[document(1, "a.pdf", "A", "B")])
    ours = BASE.changed(document=[document(1, "a.pdf", "A", "B", "C")])
    theirs = BASE.changed(document=[document(1, "a.pdf", "A", "D")])
    merged = merge(base, ours, theirs, LATER)
    assert set(merged.document[0].controls) == {"A", "C", "D"} and not merged.conflict


def test_three_people_differ_and_every_word_is_kept() -> None:
    one, two, three = (BASE.with_response("A", Response(text=t, at=NOW)) for t in ("One.", "Two.", "Three."))
    merged = merge(BASE, three, merge(BASE, two, one, LATER), LATER)
    words = {w for c in merged.conflict for w in (c.ours, c.theirs)} | {merged.responses["A"].text}
    assert words == {"One.", "Two.", "Three."}


def test_a_settled_conflict_stays_settled() -> None:
    clash = Conflict(what="answer A.1", ours="yes", theirs="no", at=NOW)
    base = BASE.changed(conflict=[clash])
    for sides in ((BASE, base), (base, BASE)):
        assert merge(base, *sides, LATER).conflict == []
    assert merge(BASE, BASE, base, LATER).conflict == [clash]


QUESTION = Question(id="A.1", ask="?", answers=["yes", "no"], holds_days=10)


def both(kind: str, ours: Session, theirs: Session) -> Session:
    merged = merge(BASE, ours, theirs, LATER)
    assert [c.what.partition(" ")[0] for c in merged.conflict] == [kind]
    clash = merged.conflict[0]
    kept = settle(merged, clash, QUESTION, take_theirs=False, by="Lan", now=LATER)
    assert kept == merged.changed(conflict=[])
    return settle(merged, clash, QUESTION, take_theirs=True, by="Lan", now=LATER)


def test_theirs_can_be_taken_back_whole() -> None:
    ours = BASE.with_answer("A.1", answer("no"))
    taken = both("answer", ours, BASE.with_answer("A.1", answer("yes", reason="So: it is.", at=LATER)))
    found = taken.answers["A.1"]
    assert (found.value, found.reason, found.until) == ("yes", "So: it is.", date(2026, 12, 4))
    taken = both("answer", ours, BASE.with_answer("A.1", answer(None, by="Minh")))
    assert (taken.answers["A.1"].value, taken.answers["A.1"].by) == (None, "Minh")
    assert "A.1" not in both("answer", ours, BASE.with_answer("A.1", None)).answers
    text = "Ours: (a)\n\n  Theirs.  \n"
    taken = both(
        "response", BASE.with_response("A", None), BASE.with_response("A", Response(text=text, at=NOW))
    )
    assert taken.responses["A"].text == text


@pytest.mark.parametrize("owner", [
    Owner(who="Minh Lê", due=date(2026, 12, 1)), Owner(who="Minh"), Owner(due=date(2026, 12, 1)),
    Owner(who="Minh", due=date(2026, 12, 1), plan="Rotate\nthe keys, then: 2026-12-02"), Owner(plan="Rotate"),
    Owner(who="{Minh", plan="Rotate"), Owner(who="2026-12-01"), Owner(who="{}"),
])  # fmt: skip
def test_their_owner_can_be_taken_back(owner: Owner) -> None:
    assert (
        both("owner", BASE.with_owner("A", Owner(who="Lan")), BASE.with_owner("A", owner)).owners["A"]
        == owner
    )


def test_their_document_and_member_can_be_taken_back() -> None:
    one = BASE.changed(document=[document(1, "a.pdf", "A", title="Mine")])
    two = BASE.changed(document=[document(1, "a.pdf", "A", title="Theirs (v2)")])
    found = both("document", one, two).document[0]
    assert (found.title, found.where, found.controls) == ("Theirs (v2)", "a.pdf", ["A"])
    one, two = (BASE.changed(member=[Member(name="Lan Anh", role=r)]) for r in ("dev", "architect"))
    assert both("member", one, two).member == [Member(name="Lan Anh", role="architect")]


def test_parts_of_a_step_that_two_people_changed_are_joined() -> None:
    day, other = date(2026, 12, 1), date(2026, 12, 8)
    base = BASE.with_step("review", RoadStep(notes="Old."))
    ours = base.with_step("review", RoadStep(notes="Old.", planned=day))
    theirs = base.with_step("review", RoadStep(notes="New."))
    merged = merge(base, ours, theirs, LATER)
    assert merged.road["review"] == RoadStep(notes="New.", planned=day) and not merged.conflict
    both = merge(base, ours, base.with_step("review", RoadStep(notes="Old.", planned=other)), LATER)
    assert both.road["review"].planned == day
    (conflict,) = both.conflict
    assert conflict.what == "step review"
    taken = settle(both, conflict, take_theirs=True, by="Lan", now=LATER)
    assert taken.road["review"].planned == other and not taken.conflict
    gone = base.with_step("review", None)
    assert "review" not in merge(base, base, gone, LATER).road


def test_tasks_done_on_two_machines_both_stay() -> None:
    def done(note: str) -> Session:
        return BASE.changed(done=[Done(id="C1", task="restore-test", on=NOW.date(), at=NOW, note=note)])

    merged = merge(BASE, done("Ours."), done("Theirs."), LATER)
    assert {(d.id, d.note) for d in merged.done} == {("C1", "Theirs."), ("C2", "Ours.")}
    assert not merged.conflict


@pytest.mark.parametrize(
    ("kind", "table", "mine", "other"),
    [
        ("practice sec_a", "practice", PracticeAnswer(state="done", at=NOW),
         PracticeAnswer(state="not-done", note="Too\ndear.", due=date(2026, 12, 1), at=NOW)),
        ("question priorities", "review_question", QuestionNote(at=NOW, none=True),
         QuestionNote(at=NOW, applies=False, reason="OUT_OF_SCOPE")),
        ("check SOC-001", "report_check", answer("yes"), answer("no")),
        ("step review", "road", RoadStep(notes="One."), RoadStep(notes="Two.")),
    ],
)  # fmt: skip
def test_the_other_word_can_be_taken(kind: str, table: str, mine: object, other: object) -> None:
    key = kind.split()[1]
    sides = [BASE.changed(**{table: {key: thing}}) for thing in (mine, other)]
    merged = merge(BASE, *sides, LATER)
    assert getattr(merged, table)[key] == mine
    (conflict,) = merged.conflict
    assert conflict.what == kind
    taken = settle(merged, conflict, take_theirs=True, by="Lan", now=NOW)
    loose = {"by", "at"}
    assert getattr(taken, table)[key].model_dump(exclude=loose) == other.model_dump(exclude=loose)
    one_gone = merge(sides[0], BASE, sides[1], LATER)
    (conflict,) = one_gone.conflict
    assert not getattr(one_gone, table)
    back = settle(one_gone, conflict, take_theirs=True, by="Lan", now=NOW)
    assert getattr(back, table)[key].model_dump(exclude=loose) == other.model_dump(exclude=loose)


def test_what_was_done_names_its_proof_also_under_another_number() -> None:
    mine = Done(id="C1", task="restore-test", on=NOW.date(), at=NOW, document="D01")
    ours = BASE.changed(document=[document(1, "restore.pdf")], done=[mine])
    theirs = BASE.changed(document=[document(1, "plan.pdf")])
    merged = merge(BASE, ours, theirs, NOW)
    named = {d.id: d.where for d in merged.document}
    assert [named[d.document] for d in merged.done] == ["restore.pdf"]
