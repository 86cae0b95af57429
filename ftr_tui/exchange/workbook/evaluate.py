"""The sheet's own formulas, worked out: what a program that does not recalculate shows is right as well.

Rules of Excel, for the few functions of formula.py: text compares without case, an empty cell equals
"" and 0, kinds never mix, an error goes through everything that looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ftr_tui.exchange.workbook.formula import Call, Column, Constant, Node, Op, Ref, UnknownFormula, parse
from ftr_tui.model.i18n import _


@dataclass(frozen=True, slots=True)
class Error:
    """An error value such as ``#DIV/0!``."""

    code: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is worked out; ``text`` without or with its ``=``."""

    text: str


Value = str | float | bool | None | Error
Place = tuple[str, str]
"""Sheet title and cell: ``("FTR Results Summary", "C4")``."""

_VALUE = Error("#VALUE!")
_DIV = Error("#DIV/0!")
_UNSAFE_CRITERION = ("=", "<", ">")


class Evaluation:
    """The values of one workbook; each cell is worked out once, when it is asked for."""

    def __init__(self, cells: Mapping[Place, Value | Formula]) -> None:
        self._cells = cells
        self._known: dict[Place, Value] = {}
        self._unknown: dict[Place, UnknownFormula] = {}
        self._open: set[Place] = set()
        self._columns: dict[tuple[str, str], list[Place]] = {}
        self._titles = {title for title, _cell in cells}

    def value(self, place: Place) -> Value:
        """Return a cell's value; UnknownFormula where it, or what it rests on, is not understood."""
        if place in self._known:
            return self._known[place]
        if place in self._unknown:
            raise self._unknown[place]
        raw = self._cells.get(place)
        if not isinstance(raw, Formula):
            return raw
        if place in self._open:
            raise UnknownFormula(_("a formula refers to itself"))
        self._open.add(place)
        try:
            # A formula that ends in an empty cell shows 0.
            found = self._node(parse(raw.text), place[0])
            self._known[place] = 0.0 if found is None else found
        except UnknownFormula as error:
            self._unknown[place] = error
            raise
        except RecursionError:
            self._unknown[place] = UnknownFormula(_("a formula is nested too deeply"))
            raise self._unknown[place] from None
        finally:
            self._open.discard(place)
        return self._known[place]

    def _node(self, node: Node, sheet: str) -> Value:
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Ref):
            if node.sheet and node.sheet not in self._titles:
                raise UnknownFormula(_("a formula looks at a sheet that is not there: {}").format(node.sheet))
            return self.value((node.sheet or sheet, node.cell))
        if isinstance(node, Call):
            return self._call(node, sheet)
        if isinstance(node, Op):
            return self._joined(node, sheet)
        raise UnknownFormula(_("a whole column stands where one value is needed"))

    def _joined(self, node: Op, sheet: str) -> Value:
        left, right = self._node(node.left, sheet), self._node(node.right, sheet)
        for side in (left, right):
            if isinstance(side, Error):
                return side
        if node.sign == "&":
            return _text(left) + _text(right)
        if node.sign == "/":
            return _divided(left, right)
        return _equal(left, right) == (node.sign == "=")

    def _call(self, node: Call, sheet: str) -> Value:
        if node.name == "IF":
            return self._if(node, sheet)
        if node.name in ("AND", "OR"):
            return self._all_or_any(node, sheet)
        if node.name == "CHAR":
            return _char(self._single(node, sheet))
        return self._countif(node, sheet)

    def _if(self, node: Call, sheet: str) -> Value:
        if not 2 <= len(node.args) <= 3:
            raise _not_known(node)
        met = _truth(self._node(node.args[0], sheet))
        if isinstance(met, Error):
            return met
        if met:
            return self._node(node.args[1], sheet)
        return self._node(node.args[2], sheet) if len(node.args) == 3 else False

    def _all_or_any(self, node: Call, sheet: str) -> Value:
        found: list[bool] = []
        for arg in node.args:
            value = self._node(arg, sheet)
            if isinstance(arg, Ref) and (value is None or isinstance(value, str)):
                continue  # of cells only numbers and truths count
            met = _truth(value)
            if isinstance(met, Error):
                return met
            found.append(met)
        if not found:
            return _VALUE
        return all(found) if node.name == "AND" else any(found)

    def _single(self, node: Call, sheet: str) -> Value:
        if len(node.args) != 1:
            raise _not_known(node)
        return self._node(node.args[0], sheet)

    def _countif(self, node: Call, sheet: str) -> Value:
        if len(node.args) != 2 or not isinstance(node.args[0], Column):
            raise _not_known(node)
        wanted = self._node(node.args[1], sheet)
        if not isinstance(wanted, str) or not wanted or not _is_plain(wanted):
            raise _not_known(node)
        column = node.args[0]
        places = self._column(column.sheet or sheet, column.letter)
        return float(sum(_equal(self.value(place), wanted) for place in places))

    def _column(self, sheet: str, letter: str) -> list[Place]:
        if not self._columns:
            for place in self._cells:
                key = (place[0], place[1].rstrip("0123456789"))
                self._columns.setdefault(key, []).append(place)
        return self._columns.get((sheet, letter), [])


def _not_known(node: Call) -> UnknownFormula:
    return UnknownFormula(_("{} is used in a way that is not understood").format(node.name))


def _is_plain(criterion: str) -> bool:
    """Whether COUNTIF compares with this text alone: no sign, no wildcard, no number in disguise."""
    if criterion.startswith(_UNSAFE_CRITERION) or any(sign in criterion for sign in "*?~"):
        return False
    return not criterion.strip("+-. ").replace(".", "").isdecimal()


def _equal(left: Value, right: Value) -> bool:
    if left is None and right is None:
        return True
    if left is None or right is None:
        return (right if left is None else left) in ("", 0, False)
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    # True is 1 to Python, not to a sheet.
    return type(left) is type(right) and left == right


def _truth(value: Value) -> bool | Error:
    if isinstance(value, Error):
        return value
    if isinstance(value, str):
        word = value.casefold()
        return word == "true" if word in ("true", "false") else _VALUE
    return bool(value)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return number_text(value) if isinstance(value, float) else str(value)


def _divided(left: Value, right: Value) -> Value:
    above, below = _number(left), _number(right)
    if isinstance(above, Error) or isinstance(below, Error):
        return _VALUE
    return above / below if below else _DIV


def _number(value: Value) -> float | Error:
    if isinstance(value, str | Error):
        return _VALUE
    return float(value or 0)


def _char(value: Value) -> Value:
    code = _number(value)
    if isinstance(code, Error) or not 1 <= int(code) <= 255:
        return _VALUE
    return bytes([int(code)]).decode("cp1252", errors="replace")


def number_text(value: float) -> str:
    """Return a number as a sheet shows it in a text: ``44``, ``4.5``."""
    return f"{value:.15g}"
