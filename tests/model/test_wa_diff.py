"""Session against Well-Architected Tool: nothing of a person's is lost; push, then pull is a fixed point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model import wa_diff, wa_send, wa_words
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote
from ftr_tui.model.session import Session
from ftr_tui.model.workload import Milestone, ToolAnswer, Workload
from tests.model.build import NOW, session
from tests.model.test_lens import LENS

Q = "identities"
PRACTICES = ("high", "medium", "low")
NONE = "sec_identities_no"
OLD = "from_another_lens"


def tool(**more: Any) -> ToolAnswer:
    return ToolAnswer(
        **{"question": Q, "pillar": "security", "at": NOW, "choices": [*PRACTICES, NONE, OLD], **more}
    )


def sent(before: ToolAnswer, request: dict[str, Any]) -> ToolAnswer:
    """Return what the tool makes of a request, as AWS describes ``update_answer``."""
    chosen, aside, notes = list(request["SelectedChoices"]), dict(before.aside), dict(before.choice_notes)
    for choice, update in request.get("ChoiceUpdates", {}).items():
        assert set(update) <= {"Status", "Reason", "Notes"} and len(update.get("Notes", "")) <= 250
        aside.pop(choice, None)
        if update["Status"] == "NOT_APPLICABLE":
            assert choice not in chosen
            aside[choice] = update["Reason"]
        else:
            assert (choice in chosen) == (update["Status"] == "SELECTED")
        if "Notes" in update:
            notes[choice] = update["Notes"]
    assert len(set(chosen)) == len(chosen) and set(chosen) <= set(before.choices)
    assert len(request.get("Notes", "")) <= 2084
    return before.model_copy(
        update={
            "chosen": [c for c in chosen if c not in aside],
            "aside": aside,
            "choice_notes": notes,
            "notes": request.get("Notes", before.notes),
            "applies": request.get("IsApplicable", before.applies),
            "reason": request.get("Reason", "") if not request.get("IsApplicable", before.applies) else "",
        }
    )


@dataclass
class Pair:
    """A session and a tool, as the commands bring them in step."""

    here: Session
    there: ToolAnswer
    kept: Workload | None = None

    def _keep(self, *, ours_counts: bool = False) -> None:
        rest = wa_diff.settled(LENS, self.here, self.kept, self.there, ours_counts=ours_counts)
        self.kept = Workload(
            id="0" * 32,
            name="x",
            region="eu-west-1",
            pulled_at=NOW,
            answers={Q: self.there},
            apart={Q: rest} if rest else {},
        )

    def diff(self) -> wa_diff.QuestionDiff:
        return wa_diff.compare(LENS, self.here, self.kept, self.there)

    def pull(self, take: wa_diff.Take = "") -> None:
        found = self.diff()
        sides = ("lacks", "theirs", "both") if take == "theirs" else ("lacks",)
        self.here = wa_diff.taken_in(self.here, self.there, found.of(*sides), NOW)
        self._keep(ours_counts=take == "ours")

    def push(self, take: wa_diff.Take = "") -> bool:
        found = self.diff()
        update = wa_send.update(LENS, self.here, self.kept, self.there, take)
        if take == "theirs":
            self.here = wa_diff.taken_in(self.here, self.there, found.of("both"), NOW)
        if update is not None:
            self.there = sent(self.there, dict(update.request))
            assert wa_send.missed(LENS, update, self.there) == []
        self._keep()
        return update is not None


def practice(state: str, reason: str = "", note: str = "", by: str = "Lan") -> PracticeAnswer:
    return PracticeAnswer(state=state, reason=reason, note=note, by=by, at=NOW)  # type: ignore[arg-type]


REASONS = ("", "OUT_OF_SCOPE", "OTHER")
NOTES = st.sampled_from(["", "We use SSO.", "x" * 2500, "𝄞" * 300, "  in blanks \n"])
SAID = st.one_of(
    st.none(),
    st.builds(practice, st.sampled_from(["done", "not-done"]), st.just(""), NOTES),
    st.builds(practice, st.just("not-applicable"), st.sampled_from(REASONS), NOTES),
)
QUESTION = st.one_of(
    st.none(),
    st.builds(
        QuestionNote,
        applies=st.booleans(),
        reason=st.sampled_from(REASONS),
        none=st.booleans(),
        note=NOTES,
        by=st.just("Lan"),
        at=st.just(NOW),
    ),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    said = {p: draw(SAID) for p in PRACTICES}
    question = draw(QUESTION)
    return session().changed(
        practice={p: a for p, a in said.items() if a is not None},
        review_question={Q: question} if question is not None else {},
    )


@st.composite
def tools(draw: st.DrawFn) -> ToolAnswer:
    if draw(st.integers(0, 3)) == 0:
        return tool(notes=draw(NOTES)[:2084])
    none = draw(st.booleans()) and draw(st.booleans())
    state = {p: draw(st.sampled_from(["off", "done", "aside"])) for p in PRACTICES}
    chosen = [NONE] if none else [p for p, s in state.items() if s == "done"]
    if not none and draw(st.booleans()):
        chosen.append(OLD)
    applies = draw(st.integers(0, 4)) > 0
    aside = {
        p: draw(st.sampled_from(["NONE", "OTHER", "OF_A_NEWER_TOOL"]))
        for p, s in state.items()
        if s == "aside"
    }
    return tool(
        chosen=chosen,
        aside=aside,
        choice_notes={p: "why" for p in aside if draw(st.booleans())},
        notes=draw(NOTES)[:2084],
        applies=applies,
        reason="" if applies else "OTHER",
    )


EVERYTHING = settings(max_examples=50, deadline=None)


def peoples(found: Session) -> dict[str, Any]:
    """Return what a person said: a silent flag of a question is nothing said."""
    out: dict[str, Any] = {p: a for p, a in found.practice.items() if a.by == "Lan"}
    note = found.review_question.get(Q)
    if note is not None:
        out |= {"none": True} if note.none else {}
        out |= {"applies": (False, note.reason)} if not note.applies else {}
        out |= {"note": note.note} if note.note.strip() else {}
    return out


@EVERYTHING
@given(sessions(), tools())
def test_a_pull_overwrites_nothing_and_a_second_one_changes_nothing(here: Session, there: ToolAnswer) -> None:
    pair = Pair(here, there)
    pair.pull()
    after = peoples(pair.here)
    assert all(after[what] == said for what, said in peoples(here).items())
    assert pair.there == there
    once = pair.here
    pair.pull()
    assert pair.here == once and not pair.diff().of("lacks")


@EVERYTHING
@given(sessions(), tools(), st.booleans(), st.sampled_from(["", "ours", "theirs"]))
def test_pushing_then_pulling_is_a_fixed_point(
    here: Session, there: ToolAnswer, pulled: bool, take: wa_diff.Take
) -> None:
    pair = Pair(here, there)
    if pulled:
        pair.pull()
    pair.push(take)
    assert not pair.push(take), "a second push repeats nothing"
    if take:
        assert not pair.diff().is_conflict
    if take == "ours":
        assert {d.side for d in pair.diff().differences} <= {"lacks"}
    pair.pull()
    here, there = pair.here, pair.there
    pair.push(take)
    pair.pull()
    assert pair.here == here and pair.there == there


@EVERYTHING
@given(sessions(), tools(), st.sampled_from(["", "ours"]))
def test_a_push_keeps_what_the_session_is_silent_about(
    here: Session, there: ToolAnswer, take: wa_diff.Take
) -> None:
    pair = Pair(here, there)
    pair.push(take)
    note = here.review_question.get(Q)
    none = note is not None and note.none
    for choice in PRACTICES:
        if choice not in here.practice and not none:
            assert (choice in pair.there.chosen) == (choice in there.chosen)
            assert pair.there.aside.get(choice) == there.aside.get(choice)
    if note is None or not note.note.strip():
        assert pair.there.notes == there.notes
    if not none:
        assert (OLD in pair.there.chosen) == (OLD in there.chosen)
    if here.practice or none:
        return
    assert pair.there.chosen == there.chosen


@EVERYTHING
@given(sessions(), tools())
def test_with_ours_the_tool_says_what_the_session_says(here: Session, there: ToolAnswer) -> None:
    pair = Pair(here, there)
    pair.push("ours")
    note = here.review_question.get(Q)
    if note is not None and note.none:
        assert NONE in pair.there.chosen and not set(PRACTICES) & set(pair.there.chosen)
    else:
        done = {p for p, a in here.practice.items() if a.state == "done"}
        assert done <= set(pair.there.chosen) and not (done and NONE in pair.there.chosen)
        assert not {p for p, a in here.practice.items() if a.state == "not-done"} & {
            *pair.there.chosen,
            *pair.there.aside,
        }
    assert {p for p, a in here.practice.items() if a.state == "not-applicable"} <= set(pair.there.aside)
    if note is not None and not note.applies:
        assert not pair.there.applies


@EVERYTHING
@given(tools(), st.sampled_from(PRACTICES), st.sampled_from(PRACTICES))
def test_what_two_people_changed_apart_from_each_other_both_stays(
    there: ToolAnswer, mine: str, yours: str
) -> None:
    there = there.model_copy(update={"chosen": [c for c in there.chosen if c in (*PRACTICES, OLD)]})
    pair = Pair(session(), there)
    pair.pull()
    # Everything is said here now, and both sides say the same.
    pair.here = pair.here.changed(
        practice={
            **{p: practice("not-done") for p in PRACTICES if p not in pair.here.practice},
            **pair.here.practice,
        }
    )
    pair.pull()
    assert pair.diff().differences == ()
    flipped = [c for c in pair.there.chosen if c != yours]
    if flipped == pair.there.chosen:
        flipped.append(yours)
    pair.there = pair.there.model_copy(
        update={"chosen": flipped, "aside": {c: r for c, r in pair.there.aside.items() if c != yours}}
    )
    was = pair.here.practice[mine].state
    pair.here = pair.here.changed(
        practice={**pair.here.practice, mine: practice("not-done" if was == "done" else "done")}
    )
    pair.push()
    if mine == yours:
        return
    assert (mine in pair.there.chosen) == (was != "done")
    assert (yours in pair.there.chosen) == (yours in flipped)
    assert any(d.what == yours and d.side == "theirs" for d in pair.diff().differences)


def test_what_both_say_and_never_agreed_on_waits_for_a_person() -> None:
    here = session().changed(practice={"high": practice("not-done"), "low": practice("done")})
    there = tool(chosen=["high"])
    found = {d.what: d.side for d in Pair(here, there).diff().differences}
    # That somebody answered the question in the tool without "low" is a word too.
    assert found == {"high": "both", "low": "both"}
    assert wa_send.update(LENS, here, None, there) is None
    assert {d.what: d.side for d in Pair(here, tool()).diff().differences} == {"low": "ours"}


def test_none_of_these_and_something_else_is_never_sent_in_one_breath() -> None:
    pair = Pair(session().changed(practice={"high": practice("done")}), tool())
    assert pair.push()
    pair.there = pair.there.model_copy(update={"chosen": [NONE]})
    pair.here = pair.here.changed(practice={**pair.here.practice, "low": practice("done")})
    assert pair.diff().is_conflict and not pair.push()
    unknown = Pair(session().changed(review_question={Q: QuestionNote(none=True, at=NOW)}), tool())
    unknown.push()
    unknown.here = session().changed(review_question={Q: QuestionNote(at=NOW)})
    unknown.push()
    unknown.there = unknown.there.model_copy(update={"chosen": [OLD]})
    unknown.pull()
    unknown.here = session().changed(review_question={Q: QuestionNote(none=True, at=NOW)})
    assert unknown.diff().is_conflict and not unknown.push() and unknown.there.chosen == [OLD]


def test_what_does_not_apply_is_said_again_with_its_reason_and_note() -> None:
    there = tool(
        chosen=["high"], aside={"medium": "OUT_OF_SCOPE", OLD: "OTHER"}, choice_notes={"medium": "why"}
    )
    pair = Pair(session(), there)
    pair.pull()
    pair.here = pair.here.changed(practice={**pair.here.practice, "low": practice("done")})
    update = wa_send.update(LENS, pair.here, pair.kept, there)
    assert update is not None and update.request["SelectedChoices"] == ["high", "low"]
    assert update.request["ChoiceUpdates"] == {
        "medium": {"Status": "NOT_APPLICABLE", "Reason": "OUT_OF_SCOPE", "Notes": "why"},
        OLD: {"Status": "NOT_APPLICABLE", "Reason": "OTHER"},
    }


def test_a_pull_that_was_undone_takes_nothing_out_of_the_tool() -> None:
    from datetime import timedelta

    here = session().changed(review_question={Q: QuestionNote(at=NOW - timedelta(days=1))})
    pair = Pair(here, tool(chosen=[NONE], notes="Theirs", applies=False, reason="OTHER"))
    pair.pull()
    pair.here = here
    assert not pair.push("ours")
    assert {d.side for d in pair.diff().differences} == {"lacks"}


def test_what_a_person_takes_back_goes_out() -> None:
    pair = Pair(session().changed(review_question={Q: QuestionNote(note="a", none=True, at=NOW)}), tool())
    assert pair.push() and pair.there.notes == "a" and pair.there.chosen == [NONE]
    pair.here = pair.here.changed(review_question={Q: QuestionNote(at=NOW)})
    assert pair.push() and pair.there.notes == "" and pair.there.chosen == []


def test_a_note_is_cut_to_the_tools_limit_and_secrets_are_masked() -> None:
    assert len(wa_diff.outgoing("x" * 251, 250)) == 250 and wa_diff.outgoing("x" * 250, 250) == "x" * 250
    cut = wa_diff.outgoing("𝄞" * 200, 250)
    assert cut.endswith("…") and len(cut.encode("utf-16-le")) // 2 <= 250
    assert "AKIAIOSFODNN7EXAMPLE" not in wa_diff.outgoing("key AKIAIOSFODNN7EXAMPLE", 250)


def test_what_the_tools_lens_has_not_is_said_and_not_sent() -> None:
    here = session().changed(
        practice={"high": practice("done"), "low": practice("done")},
        review_question={},
    )
    older = tool(choices=["high", "medium", OLD])
    update = wa_send.update(LENS, here, None, older)
    assert update is not None and update.request["SelectedChoices"] == ["high"]
    assert any("no such practice" in w for w in update.warnings)
    none = session().changed(review_question={Q: QuestionNote(none=True, at=NOW)})
    assert wa_send.update(LENS, none, None, older) is None
    assert any("none of these" in w for w in wa_diff.compare(LENS, none, None, older).warnings)


@pytest.mark.parametrize(
    ("what", "said", "words"),
    [
        ("high", "done", "done"),
        ("high", "off", "not done"),
        ("high", "aside OUT_OF_SCOPE\nbecause", 'does not apply (out of scope): "because"'),
        ("*applies", "no NONE", "does not apply"),
        ("*notes", "", "no note"),
        ("*none", "done", "chosen"),
        ("high", None, "nothing"),
    ],
)
def test_words(what: str, said: str | None, words: str) -> None:
    assert wa_words.value(what, said) == words


def test_milestones_over_time() -> None:
    def stone(number: int, **counts: int) -> Milestone:
        return Milestone(
            number=number, name=f"M{number}", recorded_at=NOW, counts={"security": counts} if counts else {}
        )

    found = Workload(
        id="0" * 32,
        name="x",
        region="r",
        pulled_at=NOW,
        milestones=[stone(2, HIGH=1), stone(1, HIGH=3, MEDIUM=1), stone(3)],
    )
    rows = wa_words.milestone_rows(LENS, found)
    assert [r.number for r in rows] == [1, 2, 3] and rows[2].pillars == {}
    assert (rows[0].pillars["security"].high, rows[0].pillars["security"].high_change) == (3, None)
    risks = rows[1].pillars["security"]
    assert (risks.high, risks.high_change, risks.medium, risks.medium_change) == (1, -2, 0, -1)
