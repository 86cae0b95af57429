"""Every AWS CLI line that is printed is one that the AWS CLI takes, whatever the resources are called."""

from __future__ import annotations

import shlex

import pytest

from ftr_tui.model.command_line import KINDS, fill, only_looks
from ftr_tui.model.next_step import Line
from ftr_tui.rules import RULES
from ftr_tui.store.library import Library
from tests.tools import printed_lines
from tests.tools.aws_line import Refused, Shorthand, check, files

STEPS = Library().next_steps()


def lines(resources: list[object]) -> list[Line]:
    return printed_lines.filled(STEPS, resources)  # type: ignore[arg-type]


def refused(found: list[str]) -> list[str]:
    out = []
    for line in dict.fromkeys(found):
        try:
            check(line)
        except Refused as why:
            out.append(f"{line}: {why}")
    return out


def test_steps_without_anything_found() -> None:
    assert refused([line.cli for line in lines([])]) == []


def test_steps_with_a_resource_of_each_kind() -> None:
    found = lines(printed_lines.real())
    assert refused([line.cli for line in found]) == []
    words = {word for line in found for word in shlex.split(line.cli)}
    used = {line.kind for step in STEPS.step for line in step.line if line.per == "resource"}
    assert {printed_lines.REAL[kind][0] for kind in used} <= words


def test_no_hostile_name_reaches_a_line() -> None:
    """A line of a name that is none of AWS's is the same as where nothing was found."""
    blank = {line.cli for line in lines([])}
    found = lines(printed_lines.hostile())
    assert {line.cli for line in found} <= blank
    assert refused([line.cli for line in found]) == []
    # What stands above a line is no comment to every shell either.
    assert not [line.about for line in found if set(line.about) & set("\n$`;|&<>'\"!*?{}~")]


def test_each_rule_prints_lines_that_are_taken() -> None:
    found = printed_lines.rechecks()
    assert {rule.question for rule in RULES} == found.keys()
    assert refused([line for some in found.values() for line in some]) == []
    assert refused(printed_lines.written()) == []


def test_what_the_rules_tell_can_be_put_into_a_line() -> None:
    found = printed_lines.spoilt()
    told = [(f.question, r) for f in found for r in f.resources if r.kind]
    for question, one in told:
        kind = KINDS[one.kind]
        given = {"id": one.id or one.name, "of": one.of}
        wanted = " ".join(field for field, there in (("{id}", kind.id), ("{of}", kind.of)) if there)
        assert fill(wanted, one.kind, given).blanks == (), f"{question}: {one}"
    assert {one.kind for _, one in told} == KINDS.keys() == printed_lines.REAL.keys()
    # Every kind that a step writes lines for is told by the rule of its own question.
    written = {(s.question, line.kind) for s in STEPS.step for line in s.line if line.kind}
    assert written <= {(q, r.kind) for q, r in told}


def test_a_line_that_looks_is_told_from_one_that_changes_something() -> None:
    """On it hangs what a text that is pasted whole does: a # stands before all but what looks."""
    for line in (line for step in STEPS.step for line in step.line):
        assert line.writes is not only_looks(line.cli), line.cli


def test_no_user_line_is_about_root() -> None:
    found = [r for f in printed_lines.spoilt() for r in f.resources if r.name == "<root_account>"]
    assert found
    assert {r.kind for r in found} == {""}


def test_a_file_that_a_line_names_can_be_written() -> None:
    line = "aws cloudfront update-distribution --id E2QWRUHAPOMQZL --distribution-config file://d.json"
    assert '"Quantity": 1' in files(line)["d.json"]


@pytest.mark.parametrize(
    "line",
    [
        "aws iam get-usr --user-name a",
        "aws aim get-user",
        "aws s3 list-buckets",
        "aws config describe-config-rules",
        "aws iam get-user --username a",
        "aws iam list-access-keys --user-name",
        "aws iam list-access-keys --user-name a b",
        "aws iam list-access-keys --user-name a --user-name b",
        "aws iam delete-access-key --user-name a",
        "aws iam update-access-key --user-name a --access-key-id THE_ACCESS_KEY_ID --status Off",
        "aws iam update-account-password-policy --minimum-password-length many",
        "aws iam update-account-password-policy --require-numbers yes",
        "aws ec2 describe-volumes --filters name=x,Values=y",
        "aws ec2 describe-volumes --filters Name=x,Values=y --region eu-west-1 | sh",
        "aws ec2 describe-volumes; id",
        "aws ec2 describe-volumes --query 'Volumes[' --region eu-west-1",
        "aws iam get-user --user-name file://etc --region",
        "aws iam get-user --user-name https://example.com",
        "aws efs put-backup-policy --file-system-id fs-1 --backup-policy Status=SOMETIMES",
        "aws backup create-restore-testing-plan --restore-testing-plan '{\"RestoreTestingPlanName\":'",
        "aws ssm put-parameter --name a --value b --overwrite yes",
        "ls -l x",
    ],
)
def test_what_the_cli_would_refuse(line: str) -> None:
    with pytest.raises((Refused, ValueError)):
        check(line)


def test_shorthand() -> None:
    found = Shorthand("Type=redirect,A={Protocol=HTTPS,Port=443},B=x,y,C=[{D=1},{D=2}]").read()
    assert found == {
        "Type": "redirect",
        "A": {"Protocol": "HTTPS", "Port": "443"},
        "B": ["x", "y"],
        "C": [{"D": "1"}, {"D": "2"}],
    }
    assert Shorthand("a,b").read() == ["a", "b"]
