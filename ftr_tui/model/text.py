"""Every string from outside passes here before it is kept, drawn or exported."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator

# Control, bidi and invisible characters, lone surrogates and tag characters. Kept on purpose:
# tab, newline, and U+200C / U+200D, which some scripts and emoji need.
_BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_NAME = r"(?i:(?<![\w-])[\w-]{0,40}?(?:password|passwd|secret(?:[_-]?(?:access[_-]?)?key)?)[\"']?)"
_SECRET = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    # The header and the key's lines below it, but no sentence that only names the header.
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(?:\s{1,4}[A-Za-z0-9+/=]{20,})*"
    r"(?:\s{1,4}[A-Za-z0-9+/=]{0,80}\s{0,4}-----END [A-Z ]{0,20}PRIVATE KEY-----)?"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"
    # ``name = value`` and a quoted value always; ``name: value`` only where the value has a digit or a
    # sign inside, for "Password: rotated every 90 days" is somebody's sentence.
    rf"|{_NAME}\s*=\s*[\"']?[^\s'\"<>]{{6,}}[\"']?"
    rf"|{_NAME}\s*:\s*(?:\"[^\"\n]{{6,}}\"|'[^'\n]{{6,}}'"
    r"|(?=[^\s'\"<>]*[0-9!#$%&*+/=@^_][^\s'\"<>])[^\s'\"<>]{6,})"
)


def clean(text: str) -> str:
    r"""Return ``text`` in NFC with ``\n`` line ends, and what a terminal could obey shown as ``\u001b``."""
    if text.isascii() and text.isprintable():
        return text  # nearly all; a judgement of a large organization cleans a million strings
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _BAD.search(text) is None:
        return text
    text = _BAD.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
    # An accent that stood behind a removed character now stands behind the last digit of its number.
    return unicodedata.normalize("NFC", text)


def one_line(text: str, limit: int = 200) -> str:
    """Return ``text`` cleaned, on one line, at most ``limit`` characters with ``…`` where it was cut."""
    flat = " ".join(clean(text[: limit * 8]).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def fold(text: str) -> str:
    """Return ``text`` as AWS's sentences are compared: NFC, blanks folded, lower case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def text_hash(text: str) -> str:
    """Return the ``aws_text`` hash of one of AWS's sentences (design.md section 4)."""
    return "sha256:" + hashlib.sha256(fold(text).encode()).hexdigest()


def mask_secrets(text: str) -> tuple[str, int]:
    """Return ``text`` with things that look like secrets masked, and how many there were."""
    return _SECRET.subn("[masked: looks like a secret]", text)


def _clean_value(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


CleanStr = Annotated[str, BeforeValidator(_clean_value)]
"""A string field of a file: cleaned before it is validated."""
