"""ftr-tui check on next-steps.toml: what is missing, what is unknown, what no shell would take."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ftr_tui.actions import checking
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import NEXT_STEPS, Library
from ftr_tui.store.shipped import builtin_dir


def changed(tmp_path: Path, *changes: tuple[str, str]) -> list[Problem]:
    """Return the faults of the shipped file with texts changed, each at its first place."""
    text = (builtin_dir() / NEXT_STEPS).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / NEXT_STEPS
    path.write_text(text, "utf-8")
    return list(checking.check(path).faults)


def test_the_shipped_file_has_no_faults() -> None:
    found = checking.check(builtin_dir() / NEXT_STEPS)
    assert found.kind == "next steps"
    assert found.faults == ()


def test_faults_are_named_with_their_lines(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        ('answers = ["yes"]', 'answers = ["no"]'),
        ('answers = ["yes"]', 'answers = ["perhaps"]'),
        ("--user-name {id}", "--user-name {name}"),
        ("--user-name {id}", "--user-name {id} | sh"),
        ('question = "IAM-003.1"', 'question = "IAM-003.9"'),
        ('answers = ["static", "not-applicable"]', 'answers = ["static"]'),
    )
    parts = [
        "ARC-001.1=no is no answer that fails",
        "ARC-004.1 has no answer 'perhaps'; it takes: yes, no",
        "nothing fills {name} here",
        "a shell reads | in another way",
        "partner-hosted@2026.1 has no question IAM-003.9",
        "no step for ARC-001.1=yes",
        "no step for ARC-004.1=yes",
        "no step for IAM-003.1=no",
        "no step for IAM-005.2=not-applicable",
    ]
    assert [part in fault.reason for fault, part in zip(found, parts, strict=True)] == [True] * len(parts)
    assert all(fault.line for fault in found)


def test_what_may_not_stand_where_a_shell_may_read_it(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        ('release = "2026.1"', 'release = "2030.1"'),
        ('about = "See the devices of the user"', 'about = "See $(id); x"'),
        ("aws iam list-mfa-devices --user-name {id}", "aws iam delete-login-profile --user-name {id}"),
    )
    parts = [
        "no release 2030.1 here",
        "it does more: aws iam delete-login-profile",
        "may obey $ ; in 'about'",
    ]
    assert [part in fault.reason for fault, part in zip(found, parts, strict=True)] == [True] * len(parts)
    assert all(fault.line for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('effort = "hour"', 'effort = "month"', "'hour', 'day', 'week' or 'weeks'"),
        ("aws iam get-user", "curl example.com", "String should match pattern"),
        ('checklist = "partner-hosted"', 'checklist = "partner-lost"', "no checklist 'partner-lost'"),
    ],
)
def test_what_keeps_the_file_from_being_read(tmp_path: Path, old: str, new: str, part: str) -> None:
    (fault,) = changed(tmp_path, (old, new))
    assert part in fault.reason
    assert fault.line


def test_another_name_is_not_found(tmp_path: Path) -> None:
    shutil.copy(builtin_dir() / NEXT_STEPS, tmp_path / "steps.toml")
    assert NEXT_STEPS in checking.check(tmp_path / "steps.toml").faults[0].reason


def test_a_file_of_the_users_own_replaces_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / NEXT_STEPS).write_text('schema = 1\nchecklist = "mine"\n', "utf-8")
    assert Library(tmp_path).next_steps().checklist == "mine"
    assert Library().next_steps().checklist == "partner-hosted"
