"""Names in running text: which words can be one, and where they stand, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
)
"""Scripts that put no blanks between words, or hang endings on a name: Thai to Korean."""
WORD = re.compile(rf"[^\W_{NO_SPACES}]+")
"""A run of letters and digits of the other scripts."""
_ENDLESS = re.compile(rf"[{NO_SPACES}]")
_LETTER = re.compile(rf"[^\W_{NO_SPACES}]")
_LEAST_JOINED = 5
"""``LinhNguyen`` and ``linhnguyen`` are that person; a shorter run could be any word."""
_LEAST_ANY_CASE = 3
"""A part of a name of two letters (``Vu``) counts with a capital letter alone."""

_NOBODY = """
a account accounts address admin administrator all and anybody anyone apn approver architect architected
architects arn audit auditor aws backend board both business ceo cfo chief ciso cloud co company
compliance consultant contractor coo cto customer customers data department designer dev developer
developers development devops director duty email engineer engineering engineers everybody everyone
evidence external finance firm for foundational founder frontend ftr group guest head help helpdesk hr
id in infra infrastructure internal ip it lead leader leads legal machine management manager managers me
member members n net network nobody none of office officer on oncall operations operator ops
organisation organization our outside owner owners partner partners people person platform president
principal product production project provider qa resource responsible review reviewer reviewers root run
sales sample sec secops security senior service services sheet shift software solution solutions
somebody someone sre staff supplier support sysadmin system systems tba tbc tbd team teams tech
technical test tester testers testing the them they tool tui u unassigned unknown us user users vendor
vice vp we web well whoever with workbook xx xxx you
"""
_PARTICLES = frozenset({"an", "de", "del", "der", "di", "do", "ha", "la", "le", "my", "to", "van", "von"})
"""Small words that are also names: ``An Le`` is a person, ``an`` is not."""
GENERIC = frozenset(_NOBODY.split()) | _PARTICLES
"""Words that name nobody: who is called by these alone (``DevOps team``) is no person."""
_ALSO_NAMES = """
amber april art august autumn bill chase chip christian dawn don drew faith frank gene grace grant hope hunter
jack joy june long mark may mike miles norm pat penny pierce ray rich rob rose ruby skip sky sue summer
tam thu tin victor violet will
"""
ALSO_WORDS = frozenset(_ALSO_NAMES.split()) | _PARTICLES
"""Names that are words: they count as names with a capital letter alone."""

How = Literal["any", "capital", "same"]


@lru_cache(maxsize=8192)
def _plain_char(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0] if char not in "đĐ" else "d"
    # A Korean syllable falls apart into letters: it stays whole.
    low = (char if _ENDLESS.match(char) else base).lower()
    return low if len(low) == 1 else char


def plain(text: str) -> str:
    """Return ``text`` in small letters without accents; every character stays at its place."""
    low = text.lower()
    if text.isascii():
        return low
    return "".join(map(_plain_char, text))


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in small letters, without accents."""
    return re.findall(r"[^\W_]+", plain(text))


def endless(text: str) -> bool:
    """Return whether ``text`` is found inside longer runs: its script has no blanks, or it is a sign."""
    return bool(_ENDLESS.search(text)) or (
        not WORD.search(text) and any(unicodedata.category(c) == "So" for c in text)
    )


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    token: str
    how: How

    def fits(self, found: str) -> bool:
        """Return whether ``found``, which is the same but for case and accents, is this name."""
        if self.how == "same":
            return found == self.text
        return self.how == "any" or found[:1].isupper()


@dataclass(slots=True)
class _Shelf:
    """The names that begin with one word (or, of an endless script, one character)."""

    names: dict[str, list[_Name]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)

    def add(self, key: str, name: _Name) -> None:
        known = self.names.setdefault(key, [])
        if all((n.text, n.how) != (name.text, name.how) for n in known):
            known.append(name)
        if len(key) not in self.lengths:
            self.lengths = sorted([*self.lengths, len(key)], reverse=True)


class Index:
    """Names and their tokens. A look through a text costs its length, however many names there are."""

    def __init__(self) -> None:
        self._by_word: dict[str, _Shelf] = {}
        self._by_char: dict[str, _Shelf] = {}

    def add(self, text: str, token: str, how: How = "any") -> None:
        """Add a name (NFC). ``capital``: counts with a capital letter alone; ``same``: as it stands alone."""
        name = _Name(text.lstrip("@#/._-").strip(), token, how)
        key = plain(name.text)
        if endless(name.text):
            if len(key) > 1 or not _ENDLESS.match(key):
                self._by_char.setdefault(key[0], _Shelf()).add(key, name)
            return
        first = WORD.search(key)
        if first is None:
            return
        # What stands before the first letter says nothing.
        name = _Name(name.text[first.start() :], token, how)
        self._by_word.setdefault(first[0], _Shelf()).add(key[first.start() :], name)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and token of the longest name at each place of ``text`` (NFC)."""
        low = plain(text)
        if self._by_word:
            for match in WORD.finditer(low):
                shelf = self._by_word.get(match[0])
                if shelf is not None and (hit := _longest(shelf, text, low, match.start(), whole=True)):
                    yield hit
        if self._by_char:
            firsts = "".join(map(re.escape, self._by_char))
            for match in re.finditer(f"[{firsts}]", low):
                shelf = self._by_char[match[0]]
                if hit := _longest(shelf, text, low, match.start(), whole=False):
                    yield hit


def _longest(shelf: _Shelf, text: str, low: str, at: int, *, whole: bool) -> tuple[int, int, str] | None:
    for length in shelf.lengths:
        end = at + length
        known = shelf.names.get(low[at:end])
        if known is None or (whole and _runs_on(low, end)):
            continue
        found = text[at:end]
        fitting = [n for n in known if n.fits(found)]
        if fitting:
            # Ân and An are two people, but An may also be how somebody writes Ân.
            exact = [n for n in fitting if n.text == found]
            close = [n for n in fitting if n.text.lower() == found.lower()]
            return at, end, (exact or close or fitting)[0].token
    return None


def _runs_on(low: str, end: int) -> bool:
    return end < len(low) and bool(_LETTER.match(low[end])) and bool(_LETTER.match(low[end - 1]))


# --- what people are called -----------------------------------------------------------------------

_BETWEEN = re.compile(r"[,;/&+|\n\t]|\s(?:and|with|und|et|y)\s|[、，；・]")
_BRACKETS = re.compile(r"[(\[（【<]([^()\[\]（）【】<>]*)[)\]）】>]")


def people_in(text: str) -> list[str]:
    """Return the names in a field that holds who: ``Linh (ops), Minh`` holds three that could be one."""
    inside = _BRACKETS.findall(text)
    pieces = [*_BETWEEN.split(_BRACKETS.sub(" ", text)), *inside]
    found = [" ".join(p.split()).strip(" .:\"'") for p in pieces]
    return [p for p in found if _names_somebody(p)]


def _names_somebody(piece: str) -> bool:
    words = words_of(piece)
    if not words:
        return endless(piece)
    if all(w in _PARTICLES for w in words):
        return piece[:1].isupper()
    # A lone letter beside other words is an initial, or what is left of a genitive.
    return any(w not in GENERIC and (len(w) > 1 or len(words) == 1) for w in words)


def parts_of(name: str, ordinary: frozenset[str]) -> list[tuple[str, How]]:
    """Return by what else somebody of this name is called: first name, last name, both in one word."""
    words = re.findall(r"[^\W_]+", name)
    if len(words) < 2:
        return []
    joined = "".join(words)
    out: list[tuple[str, How]] = []
    if len(joined) >= _LEAST_JOINED or endless(joined):
        out.append((joined, "any"))
    for word in words:
        low = plain(word)
        if len(low) > 1 and low not in GENERIC and low not in ordinary and not low.isdigit():
            out.append((word, "any" if len(low) >= _LEAST_ANY_CASE or endless(word) else "capital"))
    return out
