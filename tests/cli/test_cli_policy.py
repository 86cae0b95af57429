"""`policy`: the policy, or a role with it, as a file to pipe; mistakes in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli_help import Ran


@pytest.mark.parametrize(
    ("kind", "has"),
    [("terraform", 'resource "aws_iam_role" "ftr_tui" {'), ("cloudformation", "Type: AWS::IAM::Role")],
)
def test_a_role_is_printed_as_a_file(run: Callable[..., Ran], kind: str, has: str) -> None:
    plain = run("policy", f"--{kind}")
    assert (plain.status, plain.err) == (0, "")
    assert plain.out.startswith("# ") and plain.out.endswith("\n") and has in plain.out
    assert plain.out.isascii() and '"FtrTuiRead"' in plain.out
    named = run("policy", f"--{kind}", "--role-name", "Audit", "--wa-push").out
    assert f"Made by: ftr-tui policy --{kind} --wa-push --role-name Audit " in named
    assert '"Audit"' in named and "# FtrTuiWaPush WRITES" in named


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--terraform", "--cloudformation"), "--cloudformation: not allowed with argument --terraform"),
        (("--role-name", "Audit"), "--role-name goes with --terraform or --cloudformation"),
        (("--terraform", "--role-name", "a/b"), "a/b cannot be the name of a role"),
        (("--terraform", "--role-name", "x" * 65), "1 to 64 letters"),
        (("--cloudformation", "--role-name", "${x}\x1b[2J\n"), "cannot be the name of a role"),
    ],
)
def test_a_mistake_is_one_line(run: Callable[..., Ran], typed: tuple[str, ...], said: str) -> None:
    found = run("policy", *typed)
    assert found.status == 2 and not found.out
    assert said in found.err and found.err.count("\n") == 1 and "\x1b" not in found.err
