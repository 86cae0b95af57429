"""``NAME.wa.toml``: what was written comes back, what is broken is said with its line, nothing half."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.workload import Milestone, ToolAnswer, Workload
from ftr_tui.store import sessions, workloads
from tests.model.build import NOW

ANSWER = ToolAnswer(
    question="identities",
    pillar="security",
    chosen=["sec_a", "sec_b_no"],
    aside={"sec_c": "OUT_OF_SCOPE"},
    choice_notes={"sec_c": "one\n<<<<<<< two"},
    notes='Three """ quotes\nand é',
    risk="HIGH",
    at=NOW,
    choices=["sec_a", "sec_b_no", "sec_c"],
)
WORKLOAD = Workload(
    id="0" * 32,
    name="Acme",
    region="eu-west-1",
    pulled_at=NOW,
    answers={"identities": ANSWER},
    milestones=[Milestone(number=1, name="First", recorded_at=NOW, counts={"security": {"HIGH": 3}})],
    apart={"identities": {"*notes": "never"}},
    unread=["notes: why"],
)


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    path = workloads.path_of(tmp_path / "acme.toml")
    assert path.name == "acme.wa.toml" and workloads.load(path) is None
    workloads.save(path, WORKLOAD)
    assert workloads.load(path) == WORKLOAD
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sessions.listed(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = 2\n", "acme.wa.toml:1: schema"),
        ('schema = 1\nid = "x"\n', "acme.wa.toml:2: id"),
        ("schema = 1\n<<<<<<< ours\n", "acme.wa.toml:2: merge conflict"),
        ("schema = \n", "acme.wa.toml:1"),
        ("x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_what_is_broken_is_said_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "acme.wa.toml"
    path.write_text(text)
    with pytest.raises(Problem, match=words):
        workloads.load(path)


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(SaveProblem, match="the folder is gone"):
        workloads.save(tmp_path / "gone" / "acme.wa.toml", WORKLOAD)


def test_keys_of_a_newer_program_stay(tmp_path: Path) -> None:
    path = tmp_path / "acme.wa.toml"
    workloads.save(path, WORKLOAD)
    path.write_text('later = "x"\n' + path.read_text())
    found = workloads.load(path)
    assert found is not None
    workloads.save(path, found.changed(name="Other"))
    assert 'later = "x"' in path.read_text()
