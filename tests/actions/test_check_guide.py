"""check-guide on three guides, beside what a person found in them by reading."""

from __future__ import annotations

import io
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from ftr_tui.actions import checking, guide, opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import GUIDE_HINTS
from ftr_tui.store.shipped import builtin_dir

GUIDES = Path(__file__).parents[1] / "data" / "guides"
NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    where = tmp_path / "sessions"
    return opening.create(
        where, "Acme Insight", name="cd", checklist="customer-deployed", who="Lan", clock=lambda: NOW
    )


@pytest.mark.parametrize(
    ("name", "answered", "found", "silent", "beside"),
    [("good", 34, 34, 2, 4), ("thin", 12, 12, 22, 2), ("odd", 18, 17, 16, 3)],
)
def test_against_what_a_person_read(
    desk: Desk, name: str, answered: int, found: int, silent: int, beside: int
) -> None:
    """Floors and a ceiling: the guides and the hints are by one hand, so this measures the matching alone."""
    read = tomllib.loads((GUIDES / f"{name}.expected.toml").read_text("utf-8"))
    answers, arguable = read["answers"], read["arguable"]
    checked = guide.check(desk, str(GUIDES / f"{name}.md"))
    lines = {f.control: {p.line for p in f.places} for f in checked.controls}
    assert len(lines) == 36 and lines.keys() == answers.keys()
    assert sum(bool(a) for a in answers.values()) == answered
    assert sum(bool(lines[c] & set(a)) for c, a in answers.items()) >= found
    wrong = {c: lines[c] - set(a) - set(arguable.get(c, [])) for c, a in answers.items()}
    assert sum(not a and not wrong[c] for c, a in answers.items()) >= silent
    assert sum(len(w) for w in wrong.values()) <= beside, wrong


def test_every_line_that_is_named_is_in_the_file(desk: Desk) -> None:
    for path in sorted(GUIDES.glob("*.md")):
        count = len(path.read_bytes().rstrip(b"\r\n").split(b"\n"))
        checked = guide.check(desk, str(path))
        assert checked.lines == count
        assert all(1 <= p.line <= p.last <= count for f in checked.controls for p in f.places)


def test_answers_that_say_otherwise_are_to_be_looked_at_again(desk: Desk) -> None:
    desk.answer("RM-003.1", "yes")  # good.md says nothing of managing licences
    desk.answer("INT-004.1", "no")
    desk.answer("INT-005.1", "yes")
    checked = guide.check(desk, str(GUIDES / "good.md"))
    assert checked.ids("met-not-found") == ["RM-003"]
    assert checked.ids("found-not-met") == ["INT-004"]
    assert {f.control for f in checked.controls if not f.look} == {f.control for f in checked.controls} - {
        "RM-003",
        "INT-004",
    }


def test_nothing_of_the_session_changes(desk: Desk) -> None:
    before = desk.file.path.read_bytes()
    guide.check(desk, str(GUIDES / "good.md"))
    assert desk.file.path.read_bytes() == before and desk.session.answers == {}


def test_what_is_no_guide_is_one_line(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "latin.md").write_bytes("Führung".encode("latin-1"))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    for file, what in (
        ("no.md", "no such file"),
        (".", "is a folder"),
        ("latin.md", "not UTF-8"),
        ("-", "reads the guide from a pipe"),
    ):
        with pytest.raises(Problem, match=what) as caught:
            guide.check(desk, file if file == "-" else str(tmp_path / file))
        assert "\n" not in str(caught.value)


def test_from_a_pipe(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (GUIDES / "odd.md").read_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False, buffer=io.BytesIO(data)))
    piped = guide.check(desk, "-")
    assert piped.file == "stdin"
    assert piped.controls == guide.check(desk, str(GUIDES / "odd.md")).controls


def test_an_empty_file_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("---\ntitle: x\n---\n")
    checked = guide.check(desk, str(tmp_path / "empty.md"))
    assert checked.found == 0 and "no text in it" in checked.notes[0]


def test_a_session_of_the_other_list_is_told_whom_this_is_for(tmp_path: Path) -> None:
    desk = opening.create(tmp_path / "sessions", "Acme", name="ph")
    with pytest.raises(Problem, match=r"such as customer-deployed; ph is of partner-hosted@"):
        guide.check(desk, str(GUIDES / "good.md"))


def test_the_hints_are_checked_and_a_fault_has_its_line(tmp_path: Path) -> None:
    shipped = builtin_dir() / GUIDE_HINTS
    assert (checking.check(shipped).kind, checking.check(shipped).faults) == ("guide hints", ())
    text = shipped.read_text("utf-8")
    path = tmp_path / GUIDE_HINTS
    for old, new, what in (
        ('control = "SUP-002"', 'control = "SUP-003"', "customer-deployed@2022 has no control SUP-003"),
        ('"gold"', '"Gold"', "a phrase is lower case"),
        ('needs = "image"', 'needs = "picture"', "needs"),
        ('words = ["contact support"', 'word = ["contact support"', "unknown key"),
    ):
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        faults = checking.check(path).faults
        assert any(what in str(f) and f.line and f.line > 20 for f in faults), (what, faults)
    gone = "[[hint]]".join(part for part in text.split("[[hint]]") if 'control = "RM-004"' not in part)
    path.write_text(gone, "utf-8")
    assert "no hint for RM-004" in str(checking.check(path).faults[0])
