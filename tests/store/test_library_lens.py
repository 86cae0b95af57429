"""The shipped Well-Architected questions are AWS's, each once, and `check` names what a broken copy has."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from ftr_tui.actions.checking import Checked, check
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.lens import Lens, estimate
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import Library
from ftr_tui.store.shipped import builtin_dir

NAME = "well-architected-2025-02-25.toml"
SHIPPED = (builtin_dir() / NAME).read_text("utf-8")
# Ids, numbers and risks of AWS's lens of 2025-02-25; no text.
IDS = Path(__file__).parent.parent / "data" / "well-architected-ids.tsv"


@pytest.fixture(scope="module")
def lens() -> Lens:
    return Library().lens()


@pytest.fixture(scope="module")
def aws() -> list[dict[str, str]]:
    with IDS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return Library().checklist("partner-hosted", "2026.1")


def checked(folder: Path, old: str, new: str, name: str = NAME) -> Checked:
    """Check a copy in which ``old``, wherever it stands, is ``new``."""
    assert old in SHIPPED
    path = folder / name
    path.write_text(SHIPPED.replace(old, new), "utf-8")
    return check(path)


def line_of(text: str) -> int:
    return SHIPPED[: SHIPPED.index(text)].count("\n") + 1


# --- what is shipped --------------------------------------------------------------------------------


def test_the_shipped_file_has_no_faults() -> None:
    done = check(builtin_dir() / NAME)
    assert (done.kind, done.faults) == ("lens", ())


def test_ids_numbers_pillars_and_risks_are_those_of_aws(lens: Lens, aws: list[dict[str, str]]) -> None:
    ours = [
        (q.pillar, q.number, q.id, p.bp, p.id, p.risk) for q in lens.questions.values() for p in q.practice
    ]
    theirs = [(r["pillar"], r["question"], r["question_id"], r["bp"], r["choice_id"], r["risk"]) for r in aws]
    assert sorted(ours) == sorted(theirs)


def test_each_once(lens: Lens) -> None:
    practices = [p for q in lens.question for p in q.practice]
    assert (len(lens.question), len({q.id for q in lens.question}), len(lens.questions)) == (57, 57, 57)
    assert (len(practices), len({p.id for p in practices}), len({p.bp for p in practices})) == (307,) * 3
    assert Counter(p.risk for p in practices) == {"High": 127, "Medium": 143, "Low": 37}


def test_the_pillars_of_the_review_come_first(lens: Lens) -> None:
    assert [(p.id, p.ftr, sum(q.pillar == p.id for q in lens.question)) for p in lens.pillar] == [
        ("operationalExcellence", True, 11),
        ("security", True, 11),
        ("reliability", True, 13),
        ("performance", False, 5),
        ("costOptimization", False, 11),
        ("sustainability", False, 6),
    ]
    # The file keeps the same order, so that it reads as the review goes.
    assert list(lens.questions.values()) == lens.question


def test_controls_are_the_inverse_of_the_checklist(lens: Lens, checklist: Checklist) -> None:
    wanted = {(c.id, bp) for c in checklist.control for bp in c.best_practices}
    assert {(c, p.bp) for p in lens.practices.values() for c in p.controls} == wanted
    assert {c for p in lens.practices.values() for c in p.controls} <= set(checklist.by_id)
    order = [i.id for i in checklist.items]
    for practice in lens.practices.values():
        assert practice.controls == sorted(practice.controls, key=order.index), "as the interview goes"
    assert set(lens.of_control) == {c.id for c in checklist.control if c.best_practices}


def test_texts_are_plain_and_told_apart(lens: Lens) -> None:
    practices = list(lens.practices.values())
    for texts in (
        [p.title for p in practices],
        [p.what for p in practices],
        [q.title for q in lens.question],
        [q.ask for q in lens.question],
    ):
        assert [t for t, n in Counter(texts).items() if n > 1] == []
    assert [p.bp for p in practices if p.title.endswith(".") or not re.fullmatch(r".+\.", p.what)] == []
    assert [p.bp for p in practices if re.search(r"\. [A-Z]", p.what)] == [], "one sentence"
    assert [q.number for q in lens.question if not q.ask.endswith("?")] == []
    texts = [t for p in practices for t in (p.title, p.what)]
    assert [t for t in texts if re.search(r"[\n\"]| {2}", t)] == []


def test_the_questions_that_can_never_be_high(lens: Lens) -> None:
    never = [q.number for q in lens.question if not q.can_be_high]
    assert never == ["OPS09", "COST11", "SUS01", "SUS02", "SUS03", "SUS04", "SUS05", "SUS06"]
    for question in lens.question:
        found = estimate(lens, question, ["anything_no"])
        assert found.risk == ("HIGH" if question.can_be_high else "MEDIUM")
        assert estimate(lens, question, list(question.by_id)).risk == "NONE"


def test_no_practice_is_taken_for_none_of_these(lens: Lens) -> None:
    assert not any(lens.is_none(p) for p in lens.practices)
    assert lens.is_none("perf_data_no")
    assert lens.is_none("sus_sus_region_no")


# --- finding it -------------------------------------------------------------------------------------


def test_a_release_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problem) as error:
        Library().lens("2031-01-01")
    assert "2025-02-25" in (error.value.hint or "")
    (tmp_path / "well-architected-notes.toml").write_text("", "utf-8")
    assert Library(tmp_path).lens().release == "2025-02-25"


def test_the_users_own_newer_release_wins(tmp_path: Path) -> None:
    own = SHIPPED.replace('release = "2025-02-25"', 'release = "2027-03-01"')
    (tmp_path / "well-architected-2027-03-01.toml").write_text(own, "utf-8")
    library = Library(tmp_path)
    assert library.lens().release == "2027-03-01"
    assert library.lens("2025-02-25").release == "2025-02-25"
    assert "well-architected" not in " ".join(library.names())


# --- what check says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ('controls = ["IAM-007"]', 'controls = ["IAM-777"]', "partner-hosted has no control IAM-777",
         'controls = ["IAM-007"]'),
        ('bp = "SEC02-BP03"', 'bp = "SEC02-BP04"', "sec_identities_secrets: its bp should be SEC02-BP03",
         'id = "sec_identities_secrets"'),
        ('number = "REL09"', 'number = "REL19"', "backing-up-data: its number should be REL09",
         'id = "backing-up-data"'),
        ('id = "sec_identities_audit"', 'id = "sec_identities_no"', "ends as the choice 'none of these'",
         'id = "sec_identities_audit"'),
        ('id = "identities"\nnumber = "SEC02"\npillar = "security"',
         'id = "identities"\nnumber = "SEC02"\npillar = "safety"', "pillar 'safety' is not defined",
         'id = "identities"'),
        ('risk = "Medium"\ncontrols = ["IAM-007"]', 'risk = "medium"\ncontrols = ["IAM-007"]', "'High'",
         'risk = "Medium"\ncontrols = ["IAM-007"]'),
        ('suffix = "_no"', 'sufix = "_no"', "unknown key", 'suffix = "_no"'),
    ],
)  # fmt: skip
def test_a_fault_and_its_line(tmp_path: Path, old: str, new: str, said: str, at: str) -> None:
    done = checked(tmp_path, old, new)
    found = [p for p in done.faults if said in p.reason]
    assert [p.line for p in found] == [line_of(at)], [str(p) for p in done.faults]


def test_an_id_that_stands_twice(tmp_path: Path) -> None:
    done = checked(tmp_path, 'id = "sec_identities_audit"', 'id = "sec_identities_unique"')
    assert [(p.reason, p.line) for p in done.faults] == [
        ("sec_identities_unique: this practice stands twice", line_of('id = "sec_identities_audit"'))
    ]


def test_all_faults_are_told(tmp_path: Path) -> None:
    done = checked(tmp_path, 'pillar = "security"', 'pillar = "safety"')
    assert len([p for p in done.faults if "'safety' is not defined" in p.reason]) == 11
    assert len(done.faults) == 12, "and that security has no question"


def test_a_name_that_would_not_be_found(tmp_path: Path) -> None:
    done = checked(tmp_path, "schema = 1", "schema = 1", name="well-architected-2024.toml")
    assert [(p.key, p.line) for p in done.faults] == [("release", line_of('release = "2025'))]
    assert NAME in done.faults[0].reason
