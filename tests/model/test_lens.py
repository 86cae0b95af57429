"""The estimated risk of a question: every way to answer it, and that nothing is favourable by silence."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ftr_tui.model.lens import Estimate, Lens, Risk, estimate, tally

Table = dict[str, Any]


def practice(name: str, bp: str, risk: str, **more: Any) -> Table:
    return {"id": name, "bp": bp, "title": name, "what": f"{name}.", "risk": risk, **more}


def tables() -> Table:
    """Return a small lens without a fault."""
    return {
        "schema": 1,
        "id": "well-architected",
        "release": "2025-02-25",
        "alias": "wellarchitected",
        "title": "Small",
        "none": {"suffix": "_no", "title": "None", "what": "Nothing."},
        "pillar": [
            {"id": "security", "prefix": "SEC", "title": "Security", "what": "Safe.", "ftr": True},
            {"id": "sustainability", "prefix": "SUS", "title": "Green", "what": "Green.", "ftr": False},
        ],
        "question": [
            {
                "id": "identities", "number": "SEC01", "pillar": "security", "title": "Who", "ask": "Who?",
                "practice": [
                    practice("low", "SEC01-BP01", "Low"),
                    practice("medium", "SEC01-BP02", "Medium", controls=["IAM-001"]),
                    practice("high", "SEC01-BP03", "High", controls=["IAM-001", "IAM-002"]),
                ],
            },
            {
                "id": "sus_region", "number": "SUS01", "pillar": "sustainability", "title": "Where",
                "ask": "Where?", "practice": [practice("place", "SUS01-BP01", "Medium")],
            },
        ],
    }  # fmt: skip


LENS = Lens.model_validate(tables())


def judged(*chosen: str, aside: tuple[str, ...] = (), applies: bool = True) -> Estimate:
    return estimate(LENS, LENS.questions["identities"], chosen, set_aside=aside, applies=applies)


@pytest.mark.parametrize(
    ("chosen", "aside", "risk", "missing"),
    [
        ((), (), "UNANSWERED", ()),
        (("high",), (), "MEDIUM", ("medium", "low")),
        (("high", "medium"), (), "MEDIUM", ("low",)),
        (("high", "medium", "low"), (), "NONE", ()),
        (("medium", "low"), (), "HIGH", ("high",)),
        (("low",), (), "HIGH", ("high", "medium")),
        (("medium", "low"), ("high",), "NONE", ()),
        (("high",), ("medium", "low"), "NONE", ()),
        # Setting aside says only what is not to be done: nothing chosen stays not answered.
        ((), ("high",), "UNANSWERED", ()),
        ((), ("high", "medium", "low"), "UNANSWERED", ()),
        # "None of these" is an answer, and no other choice beside it counts as done.
        (("sec_identities_no",), (), "HIGH", ("high", "medium", "low")),
        (("sec_identities_no", "high", "medium", "low"), (), "HIGH", ("high", "medium", "low")),
        (("sec_identities_no",), ("high",), "MEDIUM", ("medium", "low")),
        # A choice that this release does not know is an answer, but no practice of it.
        (("from_another_lens",), (), "HIGH", ("high", "medium", "low")),
        (("high", "medium", "low", "from_another_lens"), (), "NONE", ()),
    ],
)
def test_every_way_to_answer(
    chosen: tuple[str, ...], aside: tuple[str, ...], risk: Risk, missing: tuple[str, ...]
) -> None:
    found = judged(*chosen, aside=aside)
    assert (found.risk, found.missing) == (risk, missing)


def test_a_question_that_does_not_apply() -> None:
    assert judged("high", applies=False) == Estimate("NOT_APPLICABLE")
    assert judged(applies=False).risk == "NOT_APPLICABLE"


def test_what_is_told_beside_the_risk() -> None:
    # A high risk that is gone only because somebody set the practice aside must be seen.
    assert judged("medium", "low", aside=("high", "low")).excused == ("high",)
    assert judged("high", "medium", "low").excused == ()
    assert judged("high", aside=("high",)).excused == ("high",)
    assert judged("high", "from_another_lens", "sec_identities_no").unknown == ("from_another_lens",)
    # What a missing practice of low risk alone gives in the tool is not known.
    assert judged("high", "medium").unsure
    assert not judged("high").unsure
    assert not judged("high", "medium", "low").unsure


def test_it_always_says_that_it_is_an_estimate() -> None:
    for risk in ("HIGH", "MEDIUM", "NONE"):
        assert "estimate" in Estimate(risk).words  # type: ignore[arg-type]
    assert Estimate("UNANSWERED").words == "not answered"


def test_more_practices_never_raise_the_risk() -> None:
    weight = {"NONE": 0, "MEDIUM": 1, "HIGH": 2}
    ids = ["low", "medium", "high"]
    for bits in range(1, 8):
        chosen = [i for n, i in enumerate(ids) if bits >> n & 1]
        for more in ids:
            assert weight[judged(*{*chosen, more}).risk] <= weight[judged(*chosen).risk]


def test_counts_are_of_questions_and_silence_is_not_answered() -> None:
    counts = tally(LENS, {"identities": "HIGH", "gone-from-the-lens": "HIGH"})
    assert counts == {"security": {"HIGH": 1}, "sustainability": {"UNANSWERED": 1}}


def test_looking_things_up() -> None:
    assert LENS.owner_of["place"] == "sus_region"
    assert LENS.by_bp["SEC01-BP03"].id == "high"
    assert {c: [p.id for p in ps] for c, ps in LENS.of_control.items()} == {
        "IAM-001": ["medium", "high"],
        "IAM-002": ["high"],
    }
    assert [q.can_be_high for q in LENS.question] == [True, False]


# --- what the model refuses -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("pillar", 1, "id"), "security", "security: this pillar stands twice"),
        (("pillar", 1, "prefix"), "SEC", "SEC: this prefix stands twice"),
        (("pillar", 0, "ftr"), False, None),
        (("pillar", 1, "ftr"), True, None),
        (("question", 1, "id"), "identities", "identities: this question stands twice"),
        (("question", 1, "practice", 0, "id"), "high", "high: this practice stands twice"),
        (("question", 1, "pillar"), "cost", "sus_region: pillar 'cost' is not defined"),
        (("question", 0, "practice", 1, "bp"), "SEC01-BP03", "medium: its bp should be SEC01-BP02"),
        (("question", 0, "practice", 1, "controls"), ["A-1", "A-1"], "medium: names a control more than"),
        (("question", 0, "practice", 1, "risk"), "HIGH", "'High', 'Medium' or 'Low'"),
        (("question", 0, "practice", 1, "title"), "x" * 61, "at most 60"),
        (("question", 0, "practice", 1, "what"), "x" * 161, "at most 160"),
        (("question", 0, "practice", 1, "rsik"), "Low", "Extra inputs"),
        (("none", "suffix"), "no", "suffix"),
    ],
)
def test_faults(path: tuple[str | int, ...], value: object, said: str | None) -> None:
    found = tables()
    inner: Any = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    if said is None:
        Lens.model_validate(found)
        return
    with pytest.raises(ValidationError) as error:
        Lens.model_validate(found)
    assert said in str(error.value)


def test_the_pillars_of_the_review_stand_first() -> None:
    found = tables()
    found["pillar"].reverse()
    with pytest.raises(ValidationError, match="come first"):
        Lens.model_validate(found)
