"""Patterns of need.py found in a text, in time that grows with the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ftr_tui.model.need import tokens

_LETTER = "0-9a-zß-öø-ɏ\u1e00-\u1eff"
# No class of letters here: each costs a millisecond when a pattern is made ready, \w costs nothing.
_BEFORE = r"(?<![\w.])"
_AFTER = r"(?!\w)"
_BLANK = r"[^\w.;!?]{1,3}"
_WORD = r"[\w'./-]{1,30}"
_ENDING = r"\w{0,20}"
_NUMBER = r"\d{1,6}(?:[.,]\d{1,3})?"

# Vietnamese letters as they are typed without marks; one for one, so that places stay the same.
_MARKED = {
    "a": "àáạảãâầấậẩẫăằắặẳẵ", "e": "èéẹẻẽêềếệểễ", "i": "ìíịỉĩ", "o": "òóọỏõôồốộổỗơờớợởỡ",
    "u": "ùúụủũưừứựửữ", "y": "ỳýỵỷỹ", "d": "đ",
}  # fmt: skip
_BARE = str.maketrans({mark: bare for bare, marks in _MARKED.items() for mark in marks})


def lower(text: str) -> str:
    """Return ``text`` in small letters with every character in its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower()[:1] or c for c in text)


def bare(text: str) -> str:
    """Return small ``text`` without Vietnamese marks, every character in its place."""
    return text.translate(_BARE)


def _piece(part: str) -> str:
    if part[0] == "#":
        return _NUMBER + r"\+?[\s-]?" * (len(part) > 1) + re.escape(part[1:])
    star = part.endswith("*")
    body = re.escape(part.rstrip("*"))
    # Inside a word a hyphen, a blank and nothing mean the same: pre-commit, pre commit.
    return body.replace(r"\-", r"[\s\-–]?") + (_ENDING if star else "")


def _expression(pattern: str) -> str:
    out, blank = "", ""
    for part in tokens(pattern):
        if part == "...":
            out += f"(?:{_BLANK}{_WORD}){{0,4}}?"
        elif part[0] == "[":
            out += f"(?:{blank}{_piece(part[1:-1])}{_AFTER})?" if blank else ""
        elif part[0] == "(":
            out += blank + "(?:" + "|".join(_piece(t) for t in part[1:-1].split("|")) + ")" + _AFTER
            blank = _BLANK
        else:
            out += blank + _piece(part) + (_AFTER if part[-1].isalnum() or part[-1] == "*" else "")
            blank = _BLANK
    return out


_RUN = re.compile(f"[{_LETTER}_]+")
_DIGIT = re.compile(r"\d")
_FIGURE = "#"
_KEY = 3
"""So many first letters of a word tell whether a pattern is worth looking for."""

Index = dict[str, list[tuple[str, int, int]]]
"""The words of a text with their places, by their first letters; ``#`` stands for any figure."""


def index(small: str) -> Index:
    """Return the words of ``small`` text, for ``Patterns``."""
    out: Index = {_FIGURE: []} if _DIGIT.search(small) else {}
    for match in _RUN.finditer(small):
        word = match[0]
        out.setdefault(word[:_KEY], []).append((word, match.start(), match.end()))
    return out


class Patterns:
    """Several patterns, to be found in small text. A long one is made ready when a text begins to fit it."""

    def __init__(self, patterns: Iterable[str]) -> None:
        # By first letters: single words, beginnings of words, and what needs a regular expression.
        self._single: dict[str, frozenset[str]] = {}
        self._begin: dict[str, tuple[str, ...]] = {}
        self._long: dict[str, tuple[str, ...]] = {}
        for pattern in dict.fromkeys(patterns):
            stem = pattern.rstrip("*")
            for key in _keys_of(pattern):
                if not _RUN.fullmatch(stem):
                    self._long[key] = (*self._long.get(key, ()), pattern)
                elif stem == pattern:
                    self._single[key] = self._single.get(key, frozenset()) | {stem}
                else:
                    self._begin[key] = (*self._begin.get(key, ()), stem)
        self._known = frozenset((*self._single, *self._begin, *self._long))

    def spans(self, small: str, words: Index) -> list[tuple[int, int]]:
        """Return where any of them stands in ``small``, in order; ``words`` is its index."""
        hits = [key for key in self._known if key in words]
        return (
            sorted({place for key in hits for place in self._places(key, small, words[key])}) if hits else []
        )

    def any(self, small: str, words: Index) -> bool:
        """Whether one of them stands in ``small``; ``words`` is its index."""
        return any(
            next(self._places(key, small, words[key]), None) is not None
            for key in self._known
            if key in words
        )

    def _places(self, key: str, small: str, words: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
        single, begin = self._single.get(key), self._begin.get(key)
        if single or begin:
            for word, start, end in words:
                if (single and word in single) or (begin and word.startswith(begin)):
                    yield start, end
        for pattern in self._long.get(key, ()):
            ready = _ready(pattern)
            if key == _FIGURE:
                yield from (m.span() for m in ready.finditer(small))
            else:
                yield from (m.span() for _word, start, _end in words if (m := ready.match(small, start)))


@lru_cache(maxsize=8192)
def _ready(pattern: str) -> re.Pattern[str]:
    before = _BEFORE if _FIGURE in _keys_of(pattern) else ""
    return re.compile(before + _expression(pattern))


def _keys_of(pattern: str) -> set[str]:
    """Return keys of which every match has one: those of the words that it may begin with."""
    first = next(p for p in tokens(pattern) if p[0] != "[")
    choices = first[1:-1].split("|") if first[0] == "(" else [first]
    runs = [_RUN.match(choice) for choice in choices]
    # A sign in front, as in ::/0, or a figure: the whole text is searched.
    return {run[0][:_KEY] if run else _FIGURE for run in runs}


@lru_cache(maxsize=2048)
def compiled(patterns: tuple[str, ...], marks: bool = True) -> Patterns:
    """Return ``patterns`` ready for use; with ``marks`` false, as typed without Vietnamese marks."""
    return Patterns(patterns if marks else (bare(p) for p in patterns))
