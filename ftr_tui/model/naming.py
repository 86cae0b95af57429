"""Whether a text names a product: nearly the same counts, as AWS's sample code of 2026 has it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import Literal

Match = Literal["whole", "part", "none"]

_NEAR = 0.84
"""Two words of at least five letters are the same from here on: ``billing`` and ``biling``, not ``build``."""
_NEAR_FROM = 5
_LEAST_JOINED = 5
"""``AcmeBilling`` is found inside ``acmebillingprod``; a shorter name would be found in anything."""
_COMMON = frozenset(
    {
        *("a", "an", "and", "by", "for", "in", "of", "on", "the", "to", "with", "app", "application"),
        *("cloud", "company", "corp", "environment", "gmbh", "inc", "llc", "ltd", "platform", "prod"),
        *("product", "production", "saas", "sample", "service", "services", "software", "solution"),
        *("solutions", "system", "workload"),
    }
)
"""Words that name no product; a product made of nothing else is compared with all of them."""


def alike(product: str, *texts: str) -> Match:
    """Return whether ``texts`` name ``product``: all of its words, some of them, or none.

    Accents, case, hyphens and blanks do not matter, nor does what stands in brackets.
    """
    words = _words(re.sub(r"\([^()]*\)", " ", product)) or _words(product)
    wanted = [w for w in words if w not in _COMMON] or words
    if not wanted:
        return "none"
    found = [w for text in texts for w in _words(text)]
    joined = "".join(wanted)
    # Scripts without blanks between words hold a name inside a longer run of letters.
    least = _LEAST_JOINED if joined.isascii() else 2
    if len(joined) >= least and any(joined in "".join(_words(text)) for text in texts):
        return "whole"
    hits = sum(any(_same(word, other) for other in found) for word in wanted)
    return "whole" if hits == len(wanted) else "part" if hits else "none"


def _words(text: str) -> list[str]:
    # A capital inside a word begins a new one: people write AcmeBilling and acme-billing alike.
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", parted.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.findall(r"[^\W_]+", plain)


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) < _NEAR_FROM:
        return False
    return difflib.SequenceMatcher(None, word, other).ratio() >= _NEAR
