"""Two people at signed answers: a signature never stands under an answer that its signer did not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.given import Answer
from ftr_tui.model.merge import merge
from ftr_tui.model.session import Session

from .build import NOW, answer, session

LATER = NOW + timedelta(hours=5)
SIGNED = {"signed_by": "Quyên", "signed_at": NOW + timedelta(hours=1)}
OTHER = {"signed_by": "Aiko", "signed_at": NOW + timedelta(hours=2)}
BASE = answer("yes")


def merged(
    before: Answer | None, ours: Answer | None, theirs: Answer | None
) -> tuple[Answer | None, Session]:
    sides = [session({"A.1": a} if a else {}) for a in (before, ours, theirs)]
    both = merge(*sides, LATER)
    turned = merge(sides[0], sides[2], sides[1], LATER)
    assert {c.what for c in both.conflict} == {c.what for c in turned.conflict}
    if before is not None and before.unsigned() in [a and a.unsigned() for a in (ours, theirs)]:
        assert both.answers == turned.answers and not both.conflict
    return both.answers.get("A.1"), both


def signed(one: Answer, **by: object) -> Answer:
    return one.model_copy(update=by)


NO = answer("no", by="Minh", at=NOW + timedelta(hours=3))
AGAIN = answer("yes", by="Minh", at=NOW + timedelta(hours=3))
EARLY = answer("yes", by="Minh", at=NOW - timedelta(hours=3))


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "kept"),
    [
        (BASE, signed(BASE, **SIGNED), BASE, signed(BASE, **SIGNED)),
        (BASE, signed(BASE, **SIGNED), NO, NO),
        # The same value given again is another person's word, also by a clock that is late.
        (BASE, signed(BASE, **SIGNED), AGAIN, AGAIN),
        (BASE, signed(BASE, **SIGNED), EARLY, EARLY),
        (BASE, signed(BASE, **SIGNED), None, None),
        (BASE, signed(BASE, **SIGNED), signed(NO, **OTHER), signed(NO, **OTHER)),
        (BASE, signed(BASE, **SIGNED), signed(BASE, **OTHER), signed(BASE, **OTHER)),
        # One takes the signature back while the other signs anew: a doubt weighs more.
        (signed(BASE, **SIGNED), BASE, signed(BASE, **OTHER), BASE),
        (signed(BASE, **SIGNED), NO, BASE, NO),
    ],
)
def test_a_signature_and_a_change(
    before: Answer, ours: Answer, theirs: Answer | None, kept: Answer | None
) -> None:
    found, both = merged(before, ours, theirs)
    assert found == kept and not both.conflict


answers = st.builds(
    Answer,
    value=st.sampled_from(["yes", "no", None]),
    by=st.sampled_from(["Lan", "Minh"]),
    at=st.integers(0, 2).map(lambda h: NOW + timedelta(hours=h)),
    signed_by=st.sampled_from(["", "", "Quyên", "Aiko"]),
    signed_at=st.sampled_from([None, NOW, NOW + timedelta(hours=1)]),
)


@settings(deadline=None, max_examples=50)
@given(st.none() | answers, st.none() | answers, st.none() | answers)
def test_what_is_signed_was_signed_as_it_stands(
    before: Answer | None, ours: Answer | None, theirs: Answer | None
) -> None:
    found, _both = merged(before, ours, theirs)
    if found is not None and found.signed_by:
        assert found in [a for a in (before, ours, theirs) if a is not None]
    for one, other in ((ours, theirs), (theirs, ours)):
        only_signed = one is not None and before is not None and one.unsigned() == before.unsigned()
        changed = other is not None and before is not None and other.unsigned() != before.unsigned()
        if only_signed and changed:
            assert found == other


@pytest.mark.parametrize("turned", [False, True])
def test_a_signature_meets_another_response(turned: bool) -> None:
    """One signs, the other rewrites what AWS reads: nobody has signed that."""
    base = session({"A.1": BASE, "B.1": BASE}, {"A": "RPO 4 hours.", "B": "RTO 2 hours."})
    one = base.changed(answers={q: signed(BASE, **SIGNED) for q in base.answers})
    two = base.with_response("A", base.responses["A"].model_copy(update={"text": "RPO 4 days."}))
    both = merge(base, *((two, one) if turned else (one, two)), LATER)
    assert both.responses["A"].text == "RPO 4 days." and not both.conflict
    assert both.answers == {"A.1": BASE, "B.1": signed(BASE, **SIGNED)}
