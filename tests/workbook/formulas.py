"""The sheet's own hidden formulas, worked out by an evaluator that shares no code with the app.

AWS's workbook decides each control in its hidden column D. Tests compare the app's outcomes with
what these formulas give, so nothing here may import the app. Known: IF, AND, OR, COUNTIF, CHAR,
`=`, `<>`, `&`, `/`, cell references and whole columns; anything else raises FormulaError.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | float | bool | None
Address: TypeAlias = tuple[str, str]  # sheet title, cell such as "D13"
Node: TypeAlias = tuple[str, Any]  # kind and content, see _Parser

UNANSWERED = "<select>"
DIV0 = "#DIV/0!"
# The three rows above the controls carry titles instead of ids; the first of them stands twice.
PREREQUISITES = {"CIS Benchmark Report": ("CIS.1", "CIS.2"), "General Availability": ("GA.1",)}


class FormulaError(ValueError):
    """A formula, a sheet or a filling that this evaluator cannot take."""


@dataclass(frozen=True)
class Row:
    """One row with an id: `kind` is control, question or prerequisite; `choices` without <select>."""

    number: int
    id: str
    kind: str
    text: str
    choices: tuple[str, ...] = ()


# ---- formula text -> tree -------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"]|"")*")
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<ref>(?:(?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?\$?[A-Za-z]{1,3}(?:\$?\d+|:\$?[A-Za-z]{1,3})(?![\w(]))
    | (?P<name>[A-Za-z]+)(?=\s*\()
    | (?P<sign><>|[=&/(),])
    )""",
    re.VERBOSE,
)


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each token of a formula without its leading `=`."""
    body, position = formula.rstrip(), 0
    while position < len(body):
        found = _TOKEN.match(body, position)
        if not found or not found.lastgroup:
            raise FormulaError(f"cannot read {body[position : position + 20]!r} at {position}")
        yield found.lastgroup, found.group(found.lastgroup)
        position = found.end()
    yield "end", ""


class _Parser:
    """Recursive descent: comparison, then `&`, then `/`, then a single value, as Excel binds them."""

    def __init__(self, formula: str) -> None:
        self.tokens = list(_tokens(formula))
        self.at = 0

    def next(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def sign(self, *wanted: str) -> str:
        kind, text = self.tokens[self.at]
        if kind == "sign" and text in wanted:
            self.at += 1
            return text
        return ""

    def whole(self) -> Node:
        node = self.comparison()
        if self.tokens[self.at][0] != "end":
            raise FormulaError(f"left over: {self.tokens[self.at][1]!r}")
        return node

    def comparison(self) -> Node:
        return self.chain(self.joined, "=", "<>")

    def joined(self) -> Node:
        return self.chain(self.quotient, "&")

    def quotient(self) -> Node:
        return self.chain(self.single, "/")

    def chain(self, part: Callable[[], Node], *signs: str) -> Node:
        node = part()
        while sign := self.sign(*signs):
            node = (sign, (node, part()))
        return node

    def single(self) -> Node:
        kind, text = self.next()
        if kind == "string":
            return "value", text[1:-1].replace('""', '"')
        if kind == "number":
            return "value", float(text)
        if kind == "ref":
            sheet, _, cell = text.rpartition("!")
            return "ref", (sheet.strip("'").replace("''", "'"), cell.replace("$", "").upper())
        if kind == "name":
            return "call", (text.upper(), self.arguments())
        if (kind, text) == ("sign", "("):
            node = self.comparison()
            self.close()
            return node
        raise FormulaError(f"a value was expected, not {text!r}")

    def arguments(self) -> tuple[Node, ...]:
        self.next()  # the bracket: the token pattern takes a name only in front of one
        given = [self.comparison()]
        while self.sign(","):
            given.append(self.comparison())
        self.close()
        return tuple(given)

    def close(self) -> None:
        if not self.sign(")"):
            raise FormulaError("a bracket is not closed")


@cache
def parse(formula: str) -> Node:
    """Return the tree of a formula; the leading `=` may be there or not."""
    return _Parser(formula.removeprefix("=")).whole()


# ---- tree -> value --------------------------------------------------------------------------


def equal(left: Value, right: Value) -> bool:
    """Compare as Excel does: case does not count, an empty cell equals "" and 0, kinds never mix."""
    for one, other in ((left, right), (right, left)):
        if one is None:
            return other in (None, "", 0, False)
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return type(left) is type(right) and left == right


def truth(value: Value) -> bool:
    """Read a value as a condition; text is #VALUE! in Excel and an error here."""
    if isinstance(value, str):
        raise FormulaError(f"text {value!r} where a condition is needed")
    return bool(value)


def as_text(value: Value) -> str:
    """Return what `&` would join."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:g}"
    return value or ""


class Evaluation:
    """Values of all cells of one filled workbook; each cell is worked out once, when asked for."""

    def __init__(self, cells: Mapping[Address, Value], filled: Mapping[Address, Value]) -> None:
        self._cells = cells
        self._filled = filled
        self._known: dict[Address, Value] = {}

    def value(self, address: Address) -> Value:
        """Return a cell's value; a formula that ends in an empty cell gives 0, as in Excel."""
        if address in self._filled:
            # What a person types is text, also when it begins with "=".
            return self._filled[address]
        if address not in self._known:
            raw = self._cells.get(address)
            if isinstance(raw, str) and raw.startswith("="):
                result = self._node(parse(raw), address[0])
                raw = 0.0 if result is None else result
            self._known[address] = raw
        return self._known[address]

    def _node(self, node: Node, sheet: str) -> Value:
        kind, content = node
        if kind == "value":
            literal: Value = content
            return literal
        if kind == "ref":
            of, cell = content
            return self.value((of or sheet, cell))
        if kind == "call":
            name, arguments = content
            return self._call(name, arguments, sheet)
        left, right = (self._node(part, sheet) for part in content)
        if kind == "&":
            return as_text(left) + as_text(right)
        if kind == "/":
            return float(left or 0) / float(right) if right else DIV0
        return equal(left, right) == (kind == "=")

    def _call(self, name: str, arguments: tuple[Node, ...], sheet: str) -> Value:
        if name == "IF":
            chosen = 1 if truth(self._node(arguments[0], sheet)) else 2
            # IF without an "else" gives FALSE.
            return self._node(arguments[chosen], sheet) if chosen < len(arguments) else False
        if name in ("AND", "OR"):
            parts = [truth(self._node(part, sheet)) for part in arguments]
            return all(parts) if name == "AND" else any(parts)
        if name == "CHAR":
            return chr(int(float(self._node(arguments[0], sheet) or 0)))
        if name == "COUNTIF":
            wanted = self._node(arguments[1], sheet)
            return float(sum(equal(value, wanted) for value in self._column(arguments[0], sheet)))
        raise FormulaError(f"function {name} is not known")

    def _column(self, node: Node, sheet: str) -> Iterator[Value]:
        of, cells = node[1]
        first, _, last = cells.partition(":")
        if node[0] != "ref" or first != last:
            raise FormulaError("COUNTIF is known for one whole column only")
        title = of or sheet
        for at, cell in list(self._cells):
            if at == title and cell.rstrip("0123456789") == first:
                yield self.value((at, cell))


# ---- the workbook ---------------------------------------------------------------------------


class Sheet:
    """The requirements sheet of one workbook, ready to be filled again and again."""

    def __init__(self, path: str | Path) -> None:
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it drops; none of them holds a formula or a list.
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(path)
        self._cells: dict[Address, Value] = {
            (page.title, cell.coordinate): _plain(cell.value)
            for page in book.worksheets
            for line in page.iter_rows()
            for cell in line
            if cell.value is not None
        }
        page, header = _requirements(page for page in book.worksheets if isinstance(page, Worksheet))
        self.title = page.title
        rows = tuple(_rows(page, header))
        self.rows: tuple[Row, ...] = rows
        self.controls: dict[str, Row] = {row.id: row for row in rows if row.kind == "control"}
        self.questions: dict[str, Row] = {row.id: row for row in rows if row.kind != "control"}
        if len(self.controls) + len(self.questions) != len(rows):
            raise FormulaError("an id stands twice on the sheet")

    def evaluate(self, answers: Mapping[str, str], responses: Mapping[str, str]) -> Evaluation:
        """Fill the sheet: question id -> value of its list, control id -> text; the rest stays empty."""
        filled: dict[Address, Value] = {}
        for id_, answer in answers.items():
            row = self.questions[id_]
            if answer not in (*row.choices, UNANSWERED):
                raise FormulaError(f"{id_}: {answer!r} is not in its list {row.choices}")
            filled[self.title, f"C{row.number}"] = answer
        for id_, text in responses.items():
            filled[self.title, f"E{self.controls[id_].number}"] = text
        return Evaluation(self._cells, filled)

    def outcomes(self, answers: Mapping[str, str], responses: Mapping[str, str]) -> dict[str, str]:
        """Return control id -> "Pass" or "Fail" for a filling."""
        filled = self.evaluate(answers, responses)
        found = {id_: filled.value((self.title, f"D{row.number}")) for id_, row in self.controls.items()}
        if strange := {id_: value for id_, value in found.items() if value not in ("Pass", "Fail")}:
            raise FormulaError(f"neither Pass nor Fail: {strange}")
        return {id_: str(value) for id_, value in found.items()}


def outcomes(path: str | Path, answers: Mapping[str, str], responses: Mapping[str, str]) -> dict[str, str]:
    """Return control id -> "Pass" or "Fail" for one filling of the workbook at `path`."""
    return Sheet(path).outcomes(answers, responses)


def _plain(value: object) -> Value:
    """Return a cell's content as text, number or bool (dates and the like as text)."""
    if value is None or isinstance(value, (str, bool)):
        return value
    return float(value) if isinstance(value, (int, float)) else str(value)


def _requirements(pages: Iterable[Worksheet]) -> tuple[Worksheet, int]:
    """Find the sheet to fill and its header row by the header's words, never by position."""
    for page in pages:
        for row in range(1, min(page.max_row, 30) + 1):
            a, c, e = (str(page.cell(row, column).value or "").strip() for column in (1, 3, 5))
            # The summary sheet has ID and Met? as well, but another word in E.
            if a == "ID" and c.startswith("Met?") and e.startswith("Partner Response"):
                return page, row
    raise FormulaError("no sheet has the header ID, Met?, Partner Response")


def _rows(page: Worksheet, header: int) -> Iterator[Row]:
    """Walk down from the header: rows with an id and a text; hidden ones are decoys."""
    lists = _lists(page)
    seen: dict[str, int] = {}
    for number in range(header + 1, page.max_row + 1):
        id_ = str(page.cell(number, 1).value or "").strip()
        text = str(page.cell(number, 2).value or "").strip()
        if not id_ or not text or page.row_dimensions[number].hidden:
            continue
        if id_ == "ID" or id_.startswith("OPT-"):
            continue  # the second header and the feedback rows below it
        if id_ in PREREQUISITES:
            yield Row(
                number, PREREQUISITES[id_][seen.get(id_, 0)], "prerequisite", text, lists.get(number, ())
            )
            seen[id_] = seen.get(id_, 0) + 1
            continue
        is_control = str(page.cell(number, 3).value or "").startswith("=")
        yield Row(number, id_, "control" if is_control else "question", text, lists.get(number, ()))


def _lists(page: Worksheet) -> dict[int, tuple[str, ...]]:
    """Return row -> choices of its answer cell in C, without `<select>` and stray blanks."""
    found: dict[int, tuple[str, ...]] = {}
    for rule in page.data_validations.dataValidation:
        if rule.type != "list":
            continue
        choices = tuple(part.strip() for part in str(rule.formula1).strip('"').split(","))
        for area in rule.sqref.ranges:
            if area.min_col <= 3 <= area.max_col:
                for number in range(area.min_row, area.max_row + 1):
                    found[number] = tuple(choice for choice in choices if choice != UNANSWERED)
    return found
