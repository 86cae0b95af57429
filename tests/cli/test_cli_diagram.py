"""`diagram` on the command line: a table for people, JSON, one line for what cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import READ_AT, Ran

from ftr_tui.model.facts import Evidence, Scan, Seen
from ftr_tui.store import findings
from tests.exchange.drawn import box, file, icon, model

EIGHT = ("ec2", "rds", "s3", "sqs", "cloudfront", "elastic_load_balancing", "elasticache", "cognito")
PAGE = model(*map(icon, EIGHT), icon("users", "Customers"), box("OpenAI"), box("Auth0"))


@pytest.fixture
def nine(acme: Path, tmp_path: Path) -> Path:
    """A diagram of eight services beside an account with nine."""
    seen = [Seen(service=s.replace("_", "-"), total=1, regions=["eu-west-1"]) for s in EIGHT]
    seen += [Seen(service="dynamodb", total=12, regions=["eu-west-1"]), Seen(service="cloudtrail", total=1)]
    scan = Scan(started=READ_AT, seconds=3.0, calls=42, accounts=["111122223333"], regions=["eu-west-1"])
    findings.save(acme.with_name("acme.evidence.toml"), Evidence(scan=scan, seen=seen))
    path = tmp_path / "nine.drawio"
    path.write_bytes(file(PAGE))
    return path


def test_the_ninth_is_named(run: Callable[..., Ran], nine: Path) -> None:
    ran = run("diagram", "acme", "nine.drawio")
    assert (ran.status, ran.err) == (0, "")
    assert "8 drawn and seen, 1 seen and not drawn, 0 drawn and not seen" in ran.out
    part = ran.out.partition("Seen and not drawn\n")[2].partition("\n\n")[0]
    assert part == "  !  Amazon DynamoDB           12 seen in eu-west-1"
    assert "OpenAI (language model)   must run on AWS" in ran.out
    assert "Auth0 (sign-in)           may be outside AWS as your company's own sign-in" in ran.out
    assert "nobody asks for it on a diagram: AWS CloudTrail" in ran.out
    assert "AWS takes a PNG or JPEG" in ran.out
    assert max(map(len, ran.out.split("\n"))) <= 80


def test_json_and_a_packed_file_say_the_same(run: Callable[..., Ran], nine: Path) -> None:
    plain = json.loads(run("diagram", "acme", nine, "--json").out)
    nine.write_bytes(file(PAGE, pack=True))
    assert json.loads(run("diagram", "acme", nine, "--json").out) == plain
    assert [(f["id"], f["seen"]) for f in plain["seen_not_drawn"]] == [("dynamodb", 12)]
    assert len(plain["drawn_and_seen"]) == 8
    assert {t["id"]: t["may_be_outside"] for t in plain["third_parties"]} == {"openai": False, "auth0": True}


def test_a_broken_file_gives_one_line(run: Callable[..., Ran], nine: Path) -> None:
    nine.write_bytes(file(PAGE)[:700])
    for more in ((), ("--json",)):
        ran = run("diagram", "acme", nine, *more)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith("ftr-tui: nine.drawio:1: broken XML") and ran.err.count("\n") == 1


def test_the_binders_diagram_is_the_one_that_is_meant(run: Callable[..., Ran], nine: Path) -> None:
    ran = run("diagram", "acme")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "no architecture diagram in the binder" in ran.err
    assert run("binder", "acme", "--add", nine, "--kind", "architecture-diagram", "--copy").status == 0
    assert run("diagram", "acme").out.startswith("D01 acme.files/nine.drawio\n")


def test_ascii_where_the_locale_is(
    run: Callable[..., Ran], nine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    assert run("diagram", "acme", nine).out.isascii()
