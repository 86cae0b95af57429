"""Which step an answer has, and how what was found gets into its lines."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest

from ftr_tui.model.checklist import Checklist, Question
from ftr_tui.model.command_line import faults, fill, kind_of
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Finding, Resource, Verdict
from ftr_tui.model.next_step import NextStep, NextSteps, failing, fitting, next_step
from ftr_tui.store.library import Library
from ftr_tui.store.shipped import builtin_dir

A, B = "111122223333", "444455556666"
LOOK = {
    "about": "look",
    "cli": "aws iam list-access-keys --user-name {id}",
    "per": "resource",
    "kind": "user",
}
OFF = {
    "about": "off",
    "cli": "aws iam update-access-key --user-name {id} --access-key-id {OLD_ACCESS_KEY_ID} --status Inactive",
    "per": "resource",
    "kind": "user",
}
VOLUME = {
    "about": "copy",
    "cli": "aws ec2 create-snapshot --volume-id {id} --region {region}",
    "per": "resource",
    "kind": "volume",
}
REGION = {
    "about": "all",
    "cli": "aws ec2 enable-ebs-encryption-by-default --region {region}",
    "per": "region",
}


def steps(*lines: dict[str, Any], answers: tuple[str, ...] = ("no",)) -> NextSteps:
    step = {"question": "IAM-002.1", "answers": list(answers), "change": "c", "breaks": "b", "effort": "day"}
    return NextSteps.model_validate(
        {"schema": 1, "checklist": "partner-hosted", "step": [step | {"line": list(lines)}]}
    )


def finding(
    *resources: Resource, verdict: str = "no", favourable: bool | None = False, **more: Any
) -> Finding:
    told = {"accounts": [A], "regions": ["eu-west-1"], "total": len(resources)} | more
    return Finding(
        question="IAM-002.1",
        control="IAM-002",
        verdict=Verdict(verdict),
        favourable=favourable,
        summary="s",
        resources=list(resources),
        read_at=datetime(2026, 11, 24, tzinfo=UTC),
        **told,
    )


def answer(
    value: str | None, found: Finding | None = None, standing: Standing = Standing.PERSON
) -> Effective:
    question = Question(id="IAM-002.1", ask="?", answers=["yes", "no", "not-applicable"])
    return Effective(question, value, standing, None, found)


def told(content: NextSteps, effective: Effective, most: int = 5) -> NextStep:
    found = next_step(content, effective, most)
    assert found is not None
    return found


def user(name: str, account: str = A) -> Resource:
    return Resource(name=name, kind="user", account=account)


def clis(found: NextStep) -> list[str]:
    return [line.cli for line in found.lines]


def test_only_an_answer_that_fails_has_a_step() -> None:
    content = steps(LOOK)
    assert next_step(content, answer("yes")) is None
    assert next_step(content, answer(None)) is None
    assert next_step(content.of_list("customer-deployed"), answer("no")) is None
    assert told(content.of_list("partner-hosted"), answer("no")).effort == "day"


@pytest.mark.parametrize(
    ("value", "standing", "has"),
    [
        (None, Standing.OPEN, True),
        (None, Standing.EXPIRED, True),
        ("yes", Standing.CONTRADICTED, True),
        ("yes", Standing.OVERRULED, False),
        ("no", Standing.UNCONFIRMED, True),
    ],
)
def test_a_finding_speaks_where_nobody_stands_against_it(
    value: str | None, standing: Standing, has: bool
) -> None:
    found = next_step(steps(LOOK), answer(value, finding(user("ci")), standing))
    assert (found is not None) is has
    if found is not None:
        assert clis(found) == ["aws iam list-access-keys --user-name ci"]


def test_what_speaks_for_a_pass_fills_nothing() -> None:
    good = finding(user("ci"), verdict="yes", favourable=True)
    assert clis(told(steps(LOOK), answer("no", good))) == ["aws iam list-access-keys --user-name USER_NAME"]
    seen = finding(user("ci"), verdict="supports", favourable=None)
    assert clis(told(steps(LOOK), answer("no", seen))) == ["aws iam list-access-keys --user-name ci"]


def test_all_lines_of_one_resource_come_before_the_next() -> None:
    found = told(steps(LOOK, OFF), answer("no", finding(user("ci"), user("ci"), user("mail"))))
    assert [(line.about, line.cli.split()[4]) for line in found.lines] == [
        ("look", "ci"),
        ("off", "ci"),
        ("look", "mail"),
        ("off", "mail"),
    ]
    assert found.lines[1].blanks == ("OLD_ACCESS_KEY_ID",)
    again = told(steps(LOOK, OFF, REGION), answer("no", finding(user("ci"), user("mail"))))
    assert [line.begins for line in again.lines] == [False, False, True, False, True]


def test_several_accounts_are_told_apart() -> None:
    found = told(steps(LOOK), answer("no", finding(user("ci"), user("ci", B), accounts=[A, B])))
    assert [(line.about, line.account) for line in found.lines] == [
        (f"look (account {A})", A),
        (f"look (account {B})", B),
    ]


def test_more_than_can_be_shown_is_counted() -> None:
    many = [user(f"u{n}") for n in range(40)]
    found = told(steps(LOOK), answer("no", finding(*many, total=90)))
    assert len(found.lines) == 5
    assert found.left_out == 85
    everything = told(steps(LOOK), answer("no", finding(*many, total=90)), 0)
    assert len(everything.lines) == 40
    assert everything.left_out == 50


def test_each_kind_has_its_share() -> None:
    volumes = [Resource(name=f"v{n}", kind="volume", id=f"vol-{n}", region="eu-west-1") for n in range(9)]
    found = told(steps(LOOK, VOLUME), answer("no", finding(user("ci"), *volumes)), 3)
    assert [line.about for line in found.lines] == ["look", "copy", "copy"]
    assert found.left_out == 7


def test_a_kind_that_was_not_found_has_no_lines() -> None:
    found = told(steps(LOOK, VOLUME), answer("no", finding(user("ci"))))
    assert [line.about for line in found.lines] == ["look"]


def test_resources_of_no_known_kind_leave_words_to_replace() -> None:
    other = finding(Resource(name="arn:aws:iam::111122223333:user/ci"), tool="Prowler")
    found = told(steps(LOOK, VOLUME), answer("no", other), 0)
    assert [line.blanks for line in found.lines] == [("USER_NAME",), ("VOLUME_ID", "REGION")]
    assert found.kinds_left == 0


def test_where_no_resource_is_known_one_recipe_shows_how_the_lines_look() -> None:
    other = finding(Resource(name="arn:aws:iam::111122223333:user/ci"), tool="Prowler")
    for given in (None, other, finding()):
        found = told(steps(LOOK, OFF, VOLUME, REGION), answer("no", given))
        assert [line.about for line in found.lines] == ["look", "off", "all"]
        assert (found.kinds_left, found.left_out) == (1, 0)
    assert told(steps(LOOK, OFF), answer("no")).kinds_left == 0


@pytest.mark.parametrize(
    ("regions", "main", "partition"),
    [
        ([], "us-east-1", "aws"),
        (["eu-west-1"], "us-east-1", "aws"),
        (["us-gov-east-1"], "us-gov-west-1", "aws-us-gov"),
        (["cn-northwest-1"], "cn-north-1", "aws-cn"),
        (["eusc-de-east-1"], "eusc-de-east-1", "aws-eusc"),
        (["xx$(id)"], "us-east-1", "aws"),
    ],
)
def test_what_has_no_region_is_asked_where_its_partition_keeps_it(
    regions: list[str], main: str, partition: str
) -> None:
    line = {"about": "x", "cli": "aws x y --p arn:{partition}:iam::aws:policy/P --region {main}"}
    found = told(steps(line), answer("no", finding(user("ci"), regions=regions)))
    assert clis(found) == [f"aws x y --p arn:{partition}:iam::aws:policy/P --region {main}"]
    assert found.lines[0].blanks == ()
    assert list(faults(line["cli"])) == []


def asked(release: str, text: str = "a", good: str = "yes") -> Checklist:
    """A list in which AWS's sentence and the good answer of the one question are these."""
    data = tomllib.loads((builtin_dir() / "partner-hosted-2026.1.toml").read_text("utf-8"))
    (control,) = [c for c in data["control"] if c["id"] == "IAM-003"]
    (question,) = control["question"]
    question["aws_text"] = f"sha256:{text * 64}"
    control["passes_when"] = [[f"IAM-003.1={good}"]]
    return Checklist.model_validate(data | {"release": release})


def test_of_another_release_a_step_says_so_where_the_sentence_is_another() -> None:
    step = steps(LOOK).step[0].model_copy(update={"question": "IAM-003.1"})
    content = steps().model_copy(update={"release": "2026.1", "step": [step]})
    was = asked("2026.1")

    def marks(now: Checklist, before: Checklist | None = was) -> list[str]:
        return [s.written_for for s in fitting(content, now, before).step]

    assert marks(asked("2026.1", "b")) == [""]  # its own release is not looked at
    assert marks(asked("2026.2")) == [""]
    assert marks(asked("2026.2", "b")) == ["2026.1"]
    assert marks(asked("2026.2"), None) == ["2026.1"]
    # Where AWS turned the question round, the answer that failed is the good one.
    assert marks(asked("2026.2", "b", good="no")) == []
    assert steps(LOOK) == fitting(steps(LOOK), asked("2026.2", "b"), was)
    now = fitting(content, asked("2026.2", "b"), was)
    said = Effective(
        Question(id="IAM-003.1", ask="?", answers=["yes", "no"]), "no", Standing.PERSON, None, None
    )
    assert told(now, said).written_for == "2026.1"


def test_regions_are_those_of_the_resources_else_all_that_were_read() -> None:
    held = [Resource(name="v", kind="volume", region=r, account=A) for r in ("us-east-1", "us-east-1")]
    found = told(steps(REGION), answer("no", finding(*held, regions=["eu-west-1", "us-east-1"])))
    assert clis(found) == ["aws ec2 enable-ebs-encryption-by-default --region us-east-1"]
    bare = told(steps(REGION), answer("no", finding(regions=["eu-west-1", "us-east-1"])))
    assert [line.cli.split()[-1] for line in bare.lines] == ["eu-west-1", "us-east-1"]
    assert told(steps(REGION), answer("no")).lines[0].blanks == ("REGION",)


def test_a_name_beside_other_signs_is_plainer_still() -> None:
    glued = "aws ec2 describe-volumes --filters Name=tag:o,Values={id}"
    assert fill(glued, "user", {"id": "a.b@c"}).cli.endswith("Values=a.b@c")
    assert fill(glued, "user", {"id": "a,b=c"}).blanks == ("USER_NAME",)
    alone = fill("aws iam get-user --user-name {id}", "user", {"id": "a,b=c"})
    assert alone.cli.endswith("--user-name a,b=c")
    spaced = fill("aws x y --name {id}", "alarm", {"id": "5xx rate"})
    assert spaced.cli.endswith("--name '5xx rate'")


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("arn:aws:iam::111122223333:user/team/a/ci", "user", "ci"),
        ("arn:aws:iam::111122223333:root", "", ""),
        ("arn:aws-cn:ec2:cn-north-1:111122223333:security-group/sg-0a1b", "security-group", "sg-0a1b"),
        ("arn:aws:ec2:eu-west-1:111122223333:volume/vol-0a1b", "volume", "vol-0a1b"),
        ("arn:aws:s3:::acme-assets", "bucket", "acme-assets"),
        ("arn:aws:rds:eu-west-1:111122223333:db:orders", "database", "orders"),
        ("arn:aws:rds:eu-west-1:111122223333:cluster:aurora", "database-cluster", "aurora"),
        ("arn:aws:redshift:eu-west-1:111122223333:cluster:reports", "warehouse", "reports"),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/Orders", "table", "Orders"),
        ("arn:aws:iam::111122223333:user/-rf", "", ""),
        ("arn:aws:ec2:eu-west-1:111122223333:volume/$(id)", "", ""),
        ("vol-0a1b", "volume", "vol-0a1b"),
        ("i-0a1b\n", "", ""),
        ("ci", "", ""),
        ("", "", ""),
    ],
)
def test_what_the_name_of_another_tool_is_about(text: str, kind: str, name: str) -> None:
    assert kind_of(text) == (kind, name)


@pytest.mark.parametrize(
    ("cli", "kind", "per", "part"),
    [
        ("aws iam get-user --user-name {id}", "user", "once", "{id}"),
        ("aws iam get-user --user-name {name}", "user", "resource", "{name}"),
        ("aws iam get-user --user-name {of}", "user", "resource", "{of}"),
        ("aws iam get-user --user-name {id}", "usr", "resource", "usr"),
        ("aws iam get-user", "", "resource", "kind"),
        ("aws iam get-user --a-b x --a-b y", "", "once", "twice"),
        ("aws iam get-user user", "", "once", "options"),
        ("aws iam get-user --a x -u y", "", "once", "-u"),
        ("aws iam get-user --user-name $(id)", "", "once", "$ ( )"),
        ("aws iam get-user --user-name a|sh", "", "once", "|"),
        ("aws iam get-user --user-name 'a", "", "once", "quote"),
        ("aws iam get-user  --user-name a", "", "once", "blank"),
    ],
)
def test_what_is_wrong_with_a_line(cli: str, kind: str, per: str, part: str) -> None:
    found = list(faults(cli, kind, per))
    assert len(found) == 1
    assert part in found[0]


@pytest.mark.parametrize(
    ("cli", "looks"),
    [
        ("aws iam list-access-keys --user-name x", True),
        ("aws iam generate-credential-report", True),
        ("aws cloudtrail lookup-events --region eu-west-1", True),
        ("aws iam generate-organizations-access-report", False),
        ("aws iam delete-login-profile", False),
        ("aws sts assume-role --role-arn x", False),
        ("aws secretsmanager get-secret-value --secret-id x", False),
        ("aws ssm get-parameter --name x --with-decryption", False),
        ("aws sts get-session-token", False),
        ("aws iam listen-x", False),
    ],
)
def test_what_is_left_to_run_in_a_text_that_is_pasted(cli: str, looks: bool) -> None:
    assert (list(faults(cli, writes=False)) == []) is looks
    assert list(faults(cli, writes=True)) == []


def test_which_answers_fail() -> None:
    found = failing(Library().checklist("partner-hosted", "2026.1"))
    assert len(found) == 55
    assert {q: found[q] for q in ("ARC-001.1", "ARC-004.1", "IAM-009.1")} == dict.fromkeys(
        ("ARC-001.1", "ARC-004.1", "IAM-009.1"), ("yes",)
    )
    assert found["IAM-005.2"] == ("static", "not-applicable")
    assert found["IAM-012.1"] == ("no",)
    assert found["CAA-001.1"] == ("no", "not-applicable")
    assert not found.keys() & {"CAA-000", "SDAT-000", "IAM-005.1", "RES-006.1", "RCVP-001.1", "CIS.2"}
