"""A person's word stands above a machine's, whatever either says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from pydantic import ValidationError

from ftr_tui.model.checklist import Checklist, Question, Usable, read_answer
from ftr_tui.model.effective import Cover, cover, effective, keep_decided

from .build import NOW, TODAY, answer, checklist, finding

QUESTION = Question(id="A-001.1", ask="?", answers=["yes", "no"])
VALUES = ("yes", "no", None, "gone")
VERDICTS = (None, "yes", "no", "not-applicable", "supports", "unknown")
UNTIL = (None, TODAY, TODAY - timedelta(1))


@pytest.mark.parametrize("source", ["person", "evidence"])
def test_a_machine_never_outranks_a_person(source: str) -> None:
    combinations = product(VALUES, VERDICTS, UNTIL, ("", "Why."), ("", "yes", "no"))
    for value, verdict, until, reason, against in combinations:
        where = (value, verdict, until, reason, against)
        stored = answer(value, until=until, reason=reason, against=against, source=source)
        found = effective(QUESTION, stored, verdict and finding("A-001.1", verdict), TODAY)
        # Either the person's own value or nothing: never the machine's.
        valid = value in ("yes", "no") and until != TODAY - timedelta(1)
        assert found.value == (value if valid else None), where
        assert found.confirmed is valid, where
        assert found.stored is stored
        assert (str(found.standing) == "unsure") is (value is None), where
        differs = valid and verdict in ("yes", "no") and verdict != value
        assert found.overruled is differs, where
        if differs:
            fits = bool(reason) and against in ("", verdict)
            assert str(found.standing) == ("overruled" if fits else "contradicted"), where


@pytest.mark.parametrize("verdict", VERDICTS)
def test_evidence_fills_only_what_nobody_answered(verdict: str | None) -> None:
    found = effective(QUESTION, None, verdict and finding("A-001.1", verdict), TODAY)
    decided = verdict in ("yes", "no")
    assert found.value == (verdict if decided else None)
    assert str(found.standing) == ("unconfirmed" if decided else "open")
    assert not found.confirmed and found.source == ("evidence" if decided else "")


@pytest.mark.parametrize(
    ("verdict", "favourable", "stored", "expected"),
    [
        ("yes", True, None, Cover.PROVED), ("no", False, "yes", Cover.DISPROVED),
        ("yes", None, None, Cover.SUPPORTED), ("not-applicable", True, None, Cover.SUPPORTED),
        ("supports", None, "yes", Cover.SUPPORTED), ("unknown", None, None, Cover.NOT_READ),
        ("unknown", None, "yes", Cover.PERSON), (None, None, "yes", Cover.PERSON),
        (None, None, None, Cover.OPEN),
    ],
)  # fmt: skip
def test_cover(verdict: str | None, favourable: bool | None, stored: str | None, expected: Cover) -> None:
    found = verdict and finding("A-001.1", verdict, favourable=favourable)
    assert cover(effective(QUESTION, stored and answer(stored), found, TODAY)) is expected


def test_an_unknown_never_replaces_what_was_decided() -> None:
    old = {q: finding(q, v) for q, v in
           {"A.1": "yes", "A.2": "no", "A.3": "yes", "A.4": "supports", "A.5": "yes"}.items()}  # fmt: skip
    new = [finding("A.1", "unknown"), finding("A.2", "unknown", summary=""), finding("A.3", "no"),
           finding("A.4", "unknown")]  # fmt: skip
    kept = {f.question: f for f in keep_decided(old, new, {"A.1": "24 Nov: denied"})}
    assert [(q, str(f.verdict), bool(f.not_reread)) for q, f in kept.items()] == [
        ("A.1", "yes", True), ("A.2", "no", True), ("A.3", "no", False), ("A.4", "unknown", False),
        ("A.5", "yes", False)]  # fmt: skip
    assert kept["A.1"].not_reread == "24 Nov: denied"
    again = keep_decided(kept, [finding("A.1", "unknown")], {"A.1": "25 Nov: denied"})
    assert next(f for f in again if f.question == "A.1").not_reread == "25 Nov: denied"


@pytest.mark.parametrize(
    ("until", "last", "first_after"),
    [
        ("2026-11", date(2026, 11, 30), date(2026, 12, 1)),
        ("2026-12", date(2026, 12, 31), date(2027, 1, 1)),
        ("2028-02", date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 25)),
    ],
)
def test_a_release_closes_after_its_last_day(until: object, last: date, first_after: date) -> None:
    usable = Usable.model_validate({"from": date(2026, 2, 26), "until": until})
    assert not usable.closed(date(2025, 12, 31))
    assert not usable.closed(last)
    assert usable.closed(first_after)


@pytest.mark.parametrize("until", ["2026-13", "2026-1", "November", "2026-11-30"])
def test_a_month_is_written_in_one_way(until: str) -> None:
    with pytest.raises(ValidationError):
        Usable.model_validate({"from": date(2026, 2, 26), "until": until})


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Y", "yes"), (" no ", "no"), ("N/A", "not-applicable"), ("-", "not-applicable"), ("maybe", None)],
)
def test_what_was_typed(typed: str, stored: str | None) -> None:
    assert read_answer(checklist().questions["IAM-002.3"], typed) == stored


def test_an_answer_that_the_question_lacks_fits_not() -> None:
    assert read_answer(QUESTION, "n/a") is None
    assert read_answer(checklist().questions["IAM-005.2"], "Temporary") == "temporary"


LIST = {
    "schema": 1, "id": "x", "release": "1", "title": "X", "section": [{"id": "s", "title": "S"}],
    "gate": [{"id": "G-000", "section": "s", "title": "G", "ask": "?", "answers": ["yes", "no"]}],
    "control": [{
        "id": "A-001", "section": "s", "pillar": "security", "title": "A", "asks": "?", "why": "!",
        "accepted": ["a"], "applies_when": ["G-000=yes"], "passes_when": [["A-001.1=yes"]],
        "question": [{"id": "A-001.1", "ask": "?", "answers": ["yes", "no"]}],
    }],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"applies_when": ["response"]}, "a response opens none"),
        ({"applies_when": ["G-001=yes"]}, "unknown question G-001"),
        ({"applies_when": ["G-000=perhaps"]}, "has no answer 'perhaps'"),
        ({"passes_when": [[]]}, "always be met"),
        ({"passes_when": [["A-001.1"]]}, "QUESTION=value"),
        ({"passes_when": [["A-001.2=yes"]]}, "unknown question A-001.2"),
        ({"passes_when": [["G-000=no"]]}, "only name its own questions"),
        ({"section": "t"}, "section 't' is not defined"),
        ({"typo": 1}, "Extra inputs"),
    ],
)
def test_a_wrong_checklist_is_refused(change: dict, said: str) -> None:
    assert Checklist.model_validate(LIST).items[0].id == "G-000"
    broken = {**LIST, "control": [{**LIST["control"][0], **change}]}
    with pytest.raises(ValidationError, match=said):
        Checklist.model_validate(broken)


def test_nothing_stands_twice() -> None:
    with pytest.raises(ValidationError, match=r"id A-001 stands twice.*question A-001.1 stands twice"):
        Checklist.model_validate({**LIST, "control": LIST["control"] * 2})


def test_the_shipped_list_has_what_aws_asks() -> None:
    assert (len(checklist().controls), len(checklist().questions), len(checklist().items)) == (44, 61, 48)
    assert NOW.date() == TODAY
