"""Formulas of AWS's workbook as trees: the few functions that its sheets use, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

FUNCTIONS = ("IF", "AND", "OR", "COUNTIF", "CHAR")
_MOST_DEEP = 60
"""AWS's deepest formula has 5 levels; a made-up one must not exhaust the stack."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A text or a number as it stands in the formula."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Ref:
    """One cell; ``sheet`` is empty for the formula's own."""

    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Column:
    """A whole column such as ``D:D``."""

    sheet: str
    letter: str


@dataclass(frozen=True, slots=True)
class Call:
    """One of FUNCTIONS, the name in capitals."""

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Op:
    """Two sides joined by ``=``, ``<>``, ``&`` or ``/``."""

    sign: str
    left: Node
    right: Node


Node = Constant | Ref | Column | Call | Op

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<ref>(?:(?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?\$?[A-Za-z]{1,3}(?:\$?\d{1,7}|:\$?[A-Za-z]{1,3})(?![\w(]))
    | (?P<name>[A-Za-z][A-Za-z.]*)(?=\s*\()
    | (?P<sign><>|[=&/(),])
    )""",
    re.VERBOSE,
)
_LOOSEST = (("=", "<>"), ("&",), ("/",))
"""Signs from the one that binds least."""


class UnknownFormula(Problem):
    """A formula of a kind that AWS's sheets do not use: it is not worked out, never guessed."""


@lru_cache(maxsize=2048)  # each reading of a sheet asks for the same 350; trees never change
def parse(text: str) -> Node:
    """Return the tree of ``=...``; UnknownFormula where it holds anything else than the known kinds."""
    try:
        return _Parser(text).whole()
    except RecursionError:
        raise UnknownFormula(_("a formula is nested too deeply")) from None


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._found = list(self._tokens(text.removeprefix("=")))
        self._at = 0
        self._deep = 0

    def _tokens(self, rest: str) -> Iterator[tuple[str, str]]:
        at = 0
        while rest[at:].strip():
            match = _TOKEN.match(rest, at)
            if match is None or match.lastgroup is None:
                raise self._unknown()
            yield match.lastgroup, match[match.lastgroup]
            at = match.end()

    def _unknown(self) -> UnknownFormula:
        return UnknownFormula(_("a formula that is not understood: {}").format(self._text[:80]))

    def whole(self) -> Node:
        node = self._joined(0)
        if self._at < len(self._found):
            raise self._unknown()
        return node

    def _peek(self) -> str:
        return self._found[self._at][1] if self._at < len(self._found) else ""

    def _take(self, sign: str = "") -> tuple[str, str]:
        if self._at >= len(self._found) or (sign and self._peek() != sign):
            raise self._unknown()
        self._at += 1
        return self._found[self._at - 1]

    def _joined(self, level: int) -> Node:
        if level == len(_LOOSEST):
            return self._single()
        left = self._joined(level + 1)
        while (
            self._at < len(self._found)
            and self._found[self._at][0] == "sign"
            and self._peek() in _LOOSEST[level]
        ):
            sign = self._take()[1]
            left = Op(sign, left, self._joined(level + 1))
        return left

    def _single(self) -> Node:
        self._deep += 1
        if self._deep > _MOST_DEEP:
            raise self._unknown()
        try:
            kind, text = self._take()
            if kind == "text":
                return Constant(text[1:-1].replace('""', '"'))
            if kind == "number":
                return Constant(float(text))
            if kind == "ref":
                return _ref(text)
            if kind == "name" and text.upper() in FUNCTIONS:
                return self._call(text.upper())
            if text == "(":
                inner = self._joined(0)
                self._take(")")
                return inner
            raise self._unknown()
        finally:
            self._deep -= 1

    def _call(self, name: str) -> Call:
        self._take("(")
        args = [self._joined(0)]
        while self._peek() == ",":
            self._take(",")
            args.append(self._joined(0))
        self._take(")")
        return Call(name, tuple(args))


def _ref(text: str) -> Ref | Column:
    sheet, mark, cell = text.rpartition("!")
    if mark and sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    cell = cell.replace("$", "").upper()
    first, colon, last = cell.partition(":")
    if not colon:
        return Ref(sheet, cell)
    if first != last:
        raise UnknownFormula(_("a formula that is not understood: {}").format(text[:80]))
    return Column(sheet, first)
