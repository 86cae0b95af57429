"""Redaction: nothing that names somebody is left, the rest stays word for word, one thing is one token."""

from __future__ import annotations

import re
import time
import unicodedata
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.facts import Evidence, Resource, Scan
from ftr_tui.model.redact import Redactor
from ftr_tui.model.session import Member, Owner, Session
from tests.model.build import NOW, finding, session

ACCOUNT = "111122223333"
ARN = f"arn:aws:iam::{ACCOUNT}:user/ops/linh"


def of(*names: str, product: str = "Sample", **fields: Any) -> Session:
    members = [Member(name=n) for n in names]
    return session().changed(product=product, member=members, **fields)


def seen(*names: str, summary: str = "Seen.") -> Evidence:
    return Evidence(
        finding=[finding("IAM-002.1", "no", summary=summary, resources=[Resource(name=n) for n in names])]
    )


@pytest.mark.hard_case(86)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in 111122223333, too", "in account-1, too"),
        ("in 1111-2222-3333.", "in account-1."),
        ("in 1111 2222 3333: 4", "in account-1: 4"),
        ("111122223333 4 times", "account-1 4 times"),
        ("1111‑2222‑3333", "account-1"),
        ("logs-111122223333-eu", "logs-account-1-eu"),
        ("１１１１２２２２３３３３", "account-1"),
        ("1111222233334 or 11112222333", "1111222233334 or 11112222333"),
        (f"see {ARN}.", "see arn-1."),
        (f"「{ARN}」を確認", "「arn-1」を確認"),
        (f'["{ARN}","arn:aws-cn:s3:::b"]', '["arn-1","arn-2"]'),
        ("arn:aws:s3:::b/*, x", "arn-1, x"),
        ("mail Linh.Nguyen+aws@Acme.example now", "mail email-1 now"),
        ("linh.nguyen+aws@acme.EXAMPLE", "email-1"),
        ("AIDAQ3EGRVIDEXAMPLE1 was", "id-1 was"),
        ("from 54.240.197.233/32", "from ip-1/32"),
        ("2a05:d018::1 and 54.240.197.233", "ip-1 and ip-2"),
        ("i-0a1b2c3d4e5f60718 stops", "resource-1 stops"),
    ],
)
def test_what_has_a_form_is_found_anywhere(text: str, told: str) -> None:
    assert Redactor(session())(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0/0 and ::/0 and 10.0.0.0/8, 192.168.1.1, 127.0.0.1",
        "at 12:34:56 on 2026-11-24T07:58:00+00:00, version 1.2.3",
        "eu-west-1, IAM-002.1, D03, sha256, 44 of 46; a@b; @linh; 12 345 678 901",
        "account-1 wrote to email-2 of person-3",
        "an will be long may the team of AWS",
        "cafe\u0301, \u0000, \ud800, 👩‍👩‍👧, אבג",
        "",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert Redactor(of("you", "DevOps team", "An", "Will", "Long", "May"))(text) == text


@pytest.mark.parametrize(
    ("names", "text", "told"),
    [
        (["Linh", "Linh Nguyen"], "Linh Nguyen asked Linh.", "person-2 asked person-1."),
        (["Linh Nguyen"], "Linh, NGUYEN and linh's key", "person-1, person-1 and person-1's key"),
        (["Linh Nguyen", "Minh Nguyen"], "Linh, Minh, Nguyen", "person-1, person-2, person-3"),
        (
            ["Linh"],
            "Linhda, Linh2, élinh; linh-key; x_linh",
            "Linhda, Linh2, élinh; person-1-key; x_person-1",
        ),
        (["Nguyễn Thị Hạnh"], "nguyen thi hanh / Hạnh / HANH", "person-1 / person-1 / person-1"),
        (["Ân Lê", "An Lê"], "Ân Lê, An Lê", "person-1, person-2"),
        (["Ân", "An", "K", "k̂"], "An", "person-2"),
        (["Đức"], "Duc và đức", "person-1 và person-1"),
        (["田中太郎"], "田中太郎さんが確認", "person-1さんが確認"),
        (["田中 太郎"], "田中さんと太郎、田中太郎2", "person-1さんとperson-1、person-1 2"),
        (["김민수"], "김민수가 봤다", "person-1가 봤다"),
        (["Linh"], "LinhさんとLinh", "person-1さんとperson-1"),
        (["An"], "An will look; an answer; An", "person-1 will look; an answer; person-1"),
        (["🦊"], "by 🦊!", "by person-1!"),
        (["林"], "森林", "森林"),
        (["林"], "林", "person-1"),
        (["K"], "K", "person-1"),
        (["O'Brien"], "o'brien said", "person-1 said"),
        (["Linh (ops)"], "Linh", "person-1"),
        (["Linh <linh@acme.example>"], "Linh", "person-1"),
        (["(*[", "a|b"], "(*[ a|b", "(*[ a|b"),
        (["Mara Linhart"], "MaraLinhart and mara.linhart", "person-1 and person-1.person-1"),
    ],
)
def test_people_are_found_as_people_write_them(names: list[str], text: str, told: str) -> None:
    hide = Redactor(of(*names))
    assert hide(text) == told
    assert hide(unicodedata.normalize("NFD", text)) == told


def test_every_field_that_holds_who_is_a_name() -> None:
    s = of(owners={"IAM-002": Owner(who="Mara, Jonas & Pia")})
    assert Redactor(s)("Pia and Jonas told Mara") == "person-3 and person-2 told person-1"


def test_what_is_inside_something_larger_is_hidden_with_it() -> None:
    s = of("Linh", product="Acme Billing")
    hide = Redactor(s, seen(f"linh-{ACCOUNT}-logs", "deploy-ci", "EBS volumes", f"{ACCOUNT}/eu-west-1"))
    assert hide(f"linh-{ACCOUNT}-logs of deploy-ci") == "resource-1 of resource-2"
    assert hide("Linh linh@acme.example") == "person-1 email-1"
    assert hide(f"{ACCOUNT}/eu-west-1: EBS volumes of Acme Billing") == (
        "account-1/eu-west-1: EBS volumes of Acme Billing"
    )


def test_of_two_that_overlap_nothing_is_left() -> None:
    assert Redactor(of("Mara Nguyen"))("Mara nguyen.x@acme.example") == "person-1 email-1"


def test_names_out_of_arns_are_names() -> None:
    evidence = Evidence(
        scan=Scan(
            started=NOW, seconds=1, calls=1, caller=f"arn:aws:sts::{ACCOUNT}:assumed-role/FtrReader/mara"
        )
    )
    hide = Redactor(session(), evidence)
    assert hide("FtrReader for mara") == "resource-1 for resource-2"


@pytest.mark.hard_case(86)
def test_tokens_are_the_same_whatever_is_exported_first() -> None:
    s = session({"IAM-002.1": "yes"}, {"IAM-002": f"Mail b@x.example, then a@x.example in {ACCOUNT}."})
    one, two = Redactor(s), Redactor(s)
    assert one("a@x.example") == "email-2"
    assert (two("b@x.example"), two("a@x.example")) == ("email-1", "email-2")
    turned = s.changed(answers=dict(reversed(s.answers.items())), responses=dict(s.responses))
    assert Redactor(turned)("a@x.example") == "email-2"


def test_who_exports_moves_no_token() -> None:
    assert Redactor(of("Mara"), names=["Zoe"])("Zoe, Mara") == "person-2, person-1"
    assert Redactor(of("Mara"), names=["Mara"])("Mara") == "person-1"


def test_a_user_who_is_called_as_a_person_is() -> None:
    hide = Redactor(session(), seen("mara", "notes"), ordinary={"notes"})
    assert hide("mara and Mara, MARA of notes") == "resource-1 and resource-1, MARA of notes"


def test_ordinary_words_are_no_resources() -> None:
    hide = Redactor(session(), seen("EC2 instances", "RDS", "db-main"), ordinary={"ec2", "rds"})
    assert hide("EC2 and RDS and db-main") == "EC2 and RDS and resource-1"


@cache
def with_many_names() -> Redactor:
    many = [f"prod-{n:04}-{'x' * (n % 50)}" for n in range(2_000)]
    return Redactor(of("Linh", "田中太郎"), seen(*many))


@pytest.mark.parametrize(
    "piece",
    ["a.", "a", "arn:", "1", "1:", "a@", "田中", "Linh ", "a-", "arn:aws:", "prod-", "@", "’", "1.1."],
)
def test_a_long_text_takes_its_length(piece: str) -> None:
    hide = with_many_names()
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    hide(text)
    # It takes 0.1 s; anything that grows with the square takes minutes.
    assert time.perf_counter() - start < 3


# --- whatever it holds ------------------------------------------------------------------------------

letters = st.sampled_from("abcdefghijklmnoprstuvwyzABCDEKLMNäéßđạ")
names = st.text(letters, min_size=4, max_size=12).map(lambda t: "Zq" + t)
accounts = st.integers(10**11, 10**12 - 1).map(str)
mails = st.builds(
    "{}@{}.example".format, st.text(letters, min_size=1, max_size=8), st.text("abc", min_size=2)
)
fillers = st.text(st.characters(exclude_categories=["Nd", "L", "Mn", "Mc", "Me", "No", "Lm"]), max_size=6)


@pytest.mark.hard_case(86)
@settings(max_examples=40, deadline=None)
@given(st.lists(names, min_size=1, max_size=4), accounts, mails, st.lists(fillers, min_size=8, max_size=8))
def test_nothing_survives(people: list[str], account: str, mail: str, gaps: list[str]) -> None:
    told = [account, mail, f"arn:aws:iam::{account}:user/{people[0]}x", *people]
    text = "".join(f"{gap} {what} " for gap, what in zip(gaps, told, strict=False))
    s = of(*people, responses=session(responses={"IAM-002": text}).responses)
    hide = Redactor(s)
    out = hide(text)
    low = out.casefold()
    assert account not in out and mail.casefold() not in low and "arn:" not in low
    assert not [p for p in people if p.casefold() in low]
    assert hide(out) == out
    assert Redactor(s)(text) == out


@settings(max_examples=40, deadline=None)
@given(
    st.lists(names, min_size=1, max_size=4, unique_by=lambda n: unicodedata.normalize("NFC", n.casefold()))
)
def test_different_people_have_different_tokens(people: list[str]) -> None:
    # Two who differ by an accent alone are two people, too.
    people += [people[0] + end for end in ("xoa", "xoä")]
    hide = Redactor(of(*people))
    tokens = [hide(unicodedata.normalize("NFC", p)) for p in people]
    assert len(set(tokens)) == len(people)
    assert all(re.fullmatch(r"person-\d+", t) for t in tokens)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_survived(text: str) -> None:
    hide = Redactor(of(text or "x"), seen(text), names=[text])
    hide(text)
    assert isinstance(hide(text * 9), str)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@:"), max_size=60))
def test_a_text_without_any_is_unchanged(text: str) -> None:
    assert Redactor(session())(text) == text
