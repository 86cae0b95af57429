"""The sheet's hidden outcome formulas as pass rules: OR of ANDs of ``QUESTION=value`` and ``response``.

Known is ``IF(<AND and OR of comparisons>, "Pass", "Fail")``. Whatever else a formula holds makes the control
unjudged: nothing is guessed, so no rule here is ever better than the sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import product
from typing import Any

from ftr_tui.exchange.workbook.formula import Call, Constant, Node, Op, Ref, UnknownFormula, parse
from ftr_tui.exchange.workbook.sheet import Line, Sheet, stored_word

RESPONSE = "response"
_MOST_ROWS = 200
_MOST_DEEP = 20

Row = frozenset[str]
"""Terms that must all hold; without any: always true."""


class _Unknown(Exception):  # noqa: N818  never leaves this module
    """A formula of no known shape."""


@dataclass(frozen=True)
class Judged:
    """How the sheet judges one control."""

    rows: tuple[tuple[str, ...], ...] = ()
    """Each is a way to pass, terms as questionnaires write them; without gates."""
    applies: tuple[str, ...] = ()
    """The gates that must be answered so (``CAA-000=yes``) or the control does not apply."""
    understood: bool = True


def translate(sheet: Sheet) -> dict[str, Judged]:
    """Return how each control is judged, in the sheet's order."""
    found = _Translation(sheet)
    stands = Counter(line.id for line in sheet.lines if line.kind == "control")
    return {
        # Of an id that stands twice two formulas judge: none of them is the rule.
        control: found.judged(line) if stands[control] == 1 else Judged(understood=False)
        for control, line in sheet.controls.items()
    }


def questions_of(sheet: Sheet) -> dict[str, list[Line]]:
    """Return control -> its questions; one that no id ties to a control belongs to the nearest above."""
    out: dict[str, list[Line]] = {control: [] for control in sheet.controls}
    tied, above = sheet.control_of, ""
    for line in sheet.lines:
        if line.kind == "control":
            above = line.id
        elif line.kind == "question" and above and (line.id in tied or "." in line.id):
            out[tied.get(line.id, above)].append(line)
    return out


class _Translation:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        lines = [line for line in sheet.lines if line.kind != "feedback"]
        self._answers = {sheet.cell(x, "met"): x for x in lines if x.kind == "question"}
        self._guidance = {sheet.cell(x, "response"): x for x in lines if x.kind == "question"}
        self._responses = {sheet.cell(x, "response"): x for x in lines if x.kind == "control"}
        self._own = {c: {q.id for q in own} for c, own in questions_of(sheet).items()}

    def judged(self, line: Line) -> Judged:
        try:
            rows = self._rows(_condition(line.outcome), line)
            return self._parted(line.id, _shortest(rows))
        except (_Unknown, UnknownFormula):
            return Judged(understood=False)

    def _parted(self, control: str, rows: set[Row]) -> Judged:
        """Return the rule with its gates apart: a row of nothing but a gate's answer is the gate."""
        own = self._own[control]
        gates: dict[str, str] = {}
        for row in rows:
            [first, *more] = sorted(row) or [""]
            question, _equals, value = first.partition("=")
            if more or question in own or not _equals:
                continue
            others = [v for v in self._sheet.questions[question].values if v != value]
            if len(others) != 1 or question in gates:
                raise _Unknown
            gates[question] = others[0]
        applies = tuple(f"{q}={v}" for q, v in gates.items())
        left: set[Row] = set()
        for row in rows:
            if not any(t.partition("=")[0] in gates and t not in applies for t in row):
                left.add(row - set(applies))
        if not left or any(t != RESPONSE and t.partition("=")[0] not in own for row in left for t in row):
            # A rule over another control's question has no place in a questionnaire.
            raise _Unknown
        if frozenset() in left:
            raise _Unknown
        order = [f"{q.id}={v}" for q in self._sheet.questions.values() for v in q.values]
        place = {term: at for at, term in enumerate([*order, RESPONSE])}
        parted = [tuple(sorted(row, key=place.__getitem__)) for row in _shortest(left)]
        return Judged(tuple(sorted(parted, key=lambda r: [place[t] for t in r])), applies)

    def _rows(self, node: Node, control: Line) -> set[Row]:
        """Return ``node`` as OR of ANDs; no row at all: never true."""
        if isinstance(node, Call) and node.name == "OR":
            return _checked({row for arg in node.args for row in self._rows(arg, control)})
        if isinstance(node, Call) and node.name == "AND":
            joined: set[Row] = {frozenset()}
            for arg in node.args:
                joined = _checked({a | b for a, b in product(joined, self._rows(arg, control))})
                joined = {row for row in joined if _possible(row)}
            return joined
        if isinstance(node, Op) and node.sign in ("=", "<>"):
            return self._compared(node, control)
        raise _Unknown

    def _compared(self, node: Op, control: Line) -> set[Row]:
        cell, text = node.left, node.right
        if isinstance(cell, Constant):
            cell, text = text, cell
        if not isinstance(cell, Ref) or not isinstance(text, Constant) or not isinstance(text.value, str):
            raise _Unknown
        if cell.sheet not in ("", self._sheet.title):
            raise _Unknown
        wanted = text.value
        if cell.cell in self._responses:
            if self._responses[cell.cell].id != control.id or wanted or node.sign != "<>":
                raise _Unknown
            return {frozenset({RESPONSE})}
        if node.sign != "=":
            # "Not no" would hold for a question that nobody has answered.
            raise _Unknown
        if cell.cell in self._answers:
            line = self._answers[cell.cell]
            fits = [c for c in line.choices if c.casefold() == wanted.casefold()]
            if not fits and wanted.casefold() in ("", "<select>"):
                raise _Unknown
            # A value that no list offers (NA where the list has N/A) can never be there.
            return {frozenset({f"{line.id}={stored_word(c)}"}) for c in fits}
        if cell.cell in self._guidance:
            line = self._guidance[cell.cell]
            shown = {c: self._guide.shown(cell.cell, self._sheet.cell(line, "met"), c) for c in line.choices}
            if self._guide.shown(cell.cell, self._sheet.cell(line, "met"), "<select>") == wanted.casefold():
                raise _Unknown
            return {
                frozenset({f"{line.id}={stored_word(c)}"})
                for c, text in shown.items()
                if text == wanted.casefold()
            }
        raise _Unknown

    @cached_property
    def _guide(self) -> _Guidance:
        return _Guidance(self._sheet)


def _condition(formula: str) -> Node:
    tree = parse(formula) if formula else None
    if not isinstance(tree, Call) or tree.name != "IF" or len(tree.args) != 3:
        raise _Unknown
    condition, good, bad = tree.args
    if (_word(good), _word(bad)) != ("pass", "fail"):
        raise _Unknown
    return condition


def _word(node: Node) -> str:
    return node.value.casefold() if isinstance(node, Constant) and isinstance(node.value, str) else ""


def _possible(row: Row) -> bool:
    """Whether no question would need two answers at once."""
    asked = [term.partition("=")[0] for term in row if term != RESPONSE]
    return len(asked) == len(set(asked))


def _checked(rows: set[Row]) -> set[Row]:
    if len(rows) > _MOST_ROWS:
        raise _Unknown
    return rows


def _shortest(rows: set[Row]) -> set[Row]:
    """Return the rows without those that ask for more than another one does."""
    return {row for row in rows if not any(other < row for other in rows)}


class _Guidance:
    """What the guidance beside a question shows: some pass formulas look at it (ARC-001)."""

    def __init__(self, sheet: Sheet) -> None:
        import warnings

        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._book: Any = load_workbook(BytesIO(sheet.data))
        self._title = sheet.title
        self._given = {
            (sheet.title, sheet.cell(line, column)) for line in sheet.lines for column in ("met", "response")
        }

    def shown(self, cell: str, answer_cell: str, answer: str) -> str:
        """Return the text in ``cell`` while ``answer`` stands in ``answer_cell``, case folded."""
        given = {(self._title, answer_cell): answer}
        return str(self._value(Ref("", cell), self._title, given, 0)).casefold()

    def _value(self, node: Node, sheet: str, given: Mapping[tuple[str, str], str], deep: int) -> str | bool:
        if deep > _MOST_DEEP:
            raise _Unknown
        if isinstance(node, Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, Ref):
            return self._cell(node.sheet or sheet, node.cell, given, deep)
        if isinstance(node, Op):
            left, right = (self._value(n, sheet, given, deep + 1) for n in (node.left, node.right))
            if node.sign == "&":
                return f"{left}{right}"
            if node.sign in ("=", "<>"):
                return (str(left).casefold() == str(right).casefold()) == (node.sign == "=")
        if isinstance(node, Call):
            return self._called(node, sheet, given, deep)
        raise _Unknown

    def _called(self, node: Call, sheet: str, given: Mapping[tuple[str, str], str], deep: int) -> str | bool:
        def values() -> Iterator[str | bool]:
            return (self._value(arg, sheet, given, deep + 1) for arg in node.args)

        if node.name in ("AND", "OR"):
            found = list(values())
            if not all(isinstance(v, bool) for v in found):
                raise _Unknown
            return all(found) if node.name == "AND" else any(found)
        if node.name == "CHAR":
            [code] = node.args
            if isinstance(code, Constant) and isinstance(code.value, float) and 0 < code.value < 128:
                return chr(int(code.value))
        if node.name == "IF" and len(node.args) in (2, 3):
            if self._value(node.args[0], sheet, given, deep + 1) is True:
                return self._value(node.args[1], sheet, given, deep + 1)
            return self._value(node.args[2], sheet, given, deep + 1) if len(node.args) == 3 else "FALSE"
        raise _Unknown

    def _cell(self, sheet: str, cell: str, given: Mapping[tuple[str, str], str], deep: int) -> str | bool:
        if (sheet, cell) in given:
            return given[sheet, cell]
        if sheet not in self._book.sheetnames or (deep and (sheet, cell) in self._given):
            # What hangs on another answer or on a response is no rule about this question alone.
            raise _Unknown
        found = self._book[sheet][cell].value
        if not isinstance(found, str):
            # An empty cell is 0 where its value is shown, and a number equals no text.
            raise _Unknown
        if found.startswith("="):
            return self._value(parse(found), sheet, given, deep + 1)
        return found
