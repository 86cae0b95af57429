"""What comes from outside is hostile (hard cases, section 1)."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.model.text import clean, fold, mask_secrets, one_line, text_hash

SAME = ["[/red]", "[/]", "[link=x]y[/link]", "arn:aws:iam::111122223333:role/x [prod]",
        "[@click=app.quit]x[/]", "ends in \\", "ends in [", "a\tb\nc", "<account>", "=1+1", "",
        "Tiếng Việt", "日本語", "👩\u200d💻", "نا\u200cمه", "x" * 30_000, "no\u00a0break"]  # fmt: skip
CHANGED = [
    ("\x1b]52;c;aGk=\x07", "\\u001b]52;c;aGk=\\u0007"), ("\x1b[2J", "\\u001b[2J"), ("\x9b2J", "\\u009b2J"),
    ("\x7f\x00", "\\u007f\\u0000"), ("\u202eabc", "\\u202eabc"), ("a\u200bb", "a\\u200bb"),
    ("\ufeffx", "\\ufeffx"), ("\ud83d", "\\ud83d"), ("\u2028", "\\u2028"), ("a\r\nb\rc", "a\nb\nc"),
    ("Tie\u0302\u0301ng", "Tiếng"), ("\U000e0041", "\\ue0041"), ("\x85", "\\u0085"),
    ("\u202e\u0301", "\\u202\u00e9"),
]  # fmt: skip


@pytest.mark.hard_case(2, 7)
@pytest.mark.parametrize("text", SAME, ids=ascii)
def test_harmless_text_is_not_touched(text: str) -> None:
    assert clean(text) == text


@pytest.mark.hard_case(5, 7, 8)
@pytest.mark.parametrize(("text", "shown"), CHANGED, ids=ascii)
def test_what_a_terminal_could_obey_is_shown(text: str, shown: str) -> None:
    assert clean(text) == shown


hostile = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\u202e\u0301\u0323\ud800\r\n\u200b\u1161")))


@pytest.mark.hard_case(5, 8, 20)
@given(hostile)
def test_clean_is_idempotent_nfc_and_can_be_saved(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in once)


@pytest.mark.hard_case(9)
@given(hostile, st.integers(2, 50))
def test_one_line_is_one_and_short(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit and "\n" not in line and "\x1b" not in line


def test_fold_and_hash_do_not_see_blanks_and_case() -> None:
    assert fold("  A\u00a0 b\n") == "a b"
    assert text_hash("Do  YOU?") == text_hash("do you?") != text_hash("do you")


MASK = "[masked: looks like a secret]"
KEY = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8\n" * 9 + "x=\n"


@pytest.mark.hard_case(85)
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("key AKIAABCDEFGHIJKLMNOP.", f"key {MASK}."),
        ("ASIAABCDEFGHIJKLMNOP", MASK),
        (KEY + "-----END RSA PRIVATE KEY----- after", f"{MASK} after"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", MASK),
        ("password=hunter22", MASK),
        ("DB_PASSWORD = hunter22 and on", f"{MASK} and on"),
        ('{"password": "correcthorse"}', f'{{"{MASK}}}'),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", MASK),
        ("secret: s3cr3t!", MASK),
    ],
    ids=range(9),
)
def test_secrets_are_masked_whole(text: str, masked: str) -> None:
    assert mask_secrets(text) == (masked, 1)
    assert mask_secrets(masked) == (masked, 0)


@pytest.mark.hard_case(85)
@pytest.mark.parametrize(
    "text",
    ["Password: rotated every 90 days", "The secret: nobody has one", "passwords have 14 characters",
     "AKIA is the prefix", "role AKIAABCDEFGHIJKLMNOPQ", "Secrets Manager = our store"],
)  # fmt: skip
def test_a_sentence_is_no_secret(text: str) -> None:
    assert mask_secrets(text) == (text, 0)


@pytest.mark.hard_case(85)
def test_masking_takes_no_longer_than_the_text_is_long() -> None:
    start = time.process_time()
    for text in ("a" * 100_000, "password" * 20_000, "password : " * 9_000, KEY * 200,
                 "-----BEGIN PRIVATE KEY-----" + "\n" * 50_000, "eyJ" * 30_000):  # fmt: skip
        mask_secrets(text)
    assert time.process_time() - start < 2
