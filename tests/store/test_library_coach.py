"""coach.toml and the needs of a checklist: found, replaced, and checked with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftr_tui.actions.checking import check
from ftr_tui.store.library import COACH, Library
from tests.model.build import ROOT

SHIPPED = (ROOT / "questionnaires" / COACH).read_text("utf-8")
LIST = "partner-hosted-2026.1.toml"


def test_the_shipped_one_has_no_faults() -> None:
    done = check(ROOT / "questionnaires" / COACH)
    assert (done.kind, done.faults) == ("coach", ())
    assert {p.language for p in Library().coach().phrase} == {"en", "vi"}
    assert all(p.why for p in Library().coach().phrase)


def test_ones_own_file_replaces_it(tmp_path: Path) -> None:
    (tmp_path / COACH).write_text(SHIPPED.replace('"best practice*"', '"lovely"', 1), "utf-8")
    assert "lovely" in [w for p in Library(tmp_path).coach().phrase for w in p.words]
    assert "coach" not in [n.partition("-")[0] for n in Library(tmp_path).names()]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"best practice*"', '"(a+)+$"', "not a pattern"),
        ('kind = "see-policy"', 'kind = "see"', "Input should be"),
        ('id = "vi-see"', 'id = "en-see"', "id en-see stands twice"),
        ('language = "vi"', 'language = "ja"', "Input should be"),
    ],
)
def test_faults(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = tmp_path / COACH
    file.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    faults = check(file).faults
    assert reason in faults[0].reason
    assert faults[0].line is not None


def test_under_another_name_it_is_not_found(tmp_path: Path) -> None:
    file = tmp_path / "phrases.toml"
    file.write_text(SHIPPED, "utf-8")
    assert [f.reason for f in check(file).faults] == [
        "the file's name must be coach.toml, or it is not found"
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("most_days = 90\n", "within_days = 90\n", "within_days belongs to kind 'date'"),
        ('when = ["RES-006.1=yes"]', 'when = ["RES-001.1=yes"]', "a need may only name its own questions"),
        ('kind = "duration"', 'kind = "words"', "has groups"),
        ('zero = ["zero"', 'zero = ["ze(ro"', "not a pattern"),
    ],
)
def test_faults_of_a_need(tmp_path: Path, old: str, new: str, reason: str) -> None:
    shipped = (ROOT / "questionnaires" / LIST).read_text("utf-8")
    assert old in shipped
    file = tmp_path / LIST
    file.write_text(shipped.replace(old, new, 1), "utf-8")
    faults = check(file).faults
    assert any(reason in f.reason for f in faults)
    assert all(f.line is not None for f in faults)
