"""One sheet's cells with their places in its XML; new texts and results are put in, all else stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ftr_tui.exchange.workbook.evaluate import Error, Formula, Value, number_text
from ftr_tui.exchange.workbook.markup import (
    Edits,
    Element,
    cell_text,
    escaped,
    parse,
    plain_text,
    prefix_of,
    tag_with,
)
from ftr_tui.exchange.workbook.package import runs
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is written in the part, be it empty."""

    address: str
    element: Element
    row: int
    column: int

    @property
    def style(self) -> str:
        """Return the number of its format, as text; ``0`` is the plain one."""
        return self.element.attributes.get("s", "0")

    @property
    def formula(self) -> Element | None:
        """Return its formula element, or None."""
        return self.element.child("f")


class Page:
    """A worksheet part; ``texts`` and ``results`` collect what is to change, ``done`` gives the new part."""

    def __init__(self, data: bytes, name: str, strings: Sequence[str]) -> None:
        self._data = data
        self._name = name
        self._strings = strings
        self._root = parse(data, name)
        self._edits = Edits(data)

    @cached_property
    def rows(self) -> dict[int, Element]:
        """Return the rows that are written, by number."""
        body, out, last = self._body, {}, 0
        for row in body.every("row"):
            given = row.attributes.get("r", "")
            last = int(given) if given.isdecimal() else last + 1
            out[last] = row
        return out

    @property
    def _body(self) -> Element:
        body = self._root.child("sheetData")
        if body is None:
            raise Problem(_("the part {} holds no cells").format(self._name))
        return body

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Return the cells that are written, by address; the number of a cell may be left out in the file."""
        out: dict[str, Cell] = {}
        for number, row in self.rows.items():
            column = 0
            for element in row.every("c"):
                found = _ADDRESS.fullmatch(element.attributes.get("r", ""))
                column = column_number(found[1]) if found else column + 1
                cell = Cell(f"{column_letters(column)}{number}", element, number, column)
                out[cell.address] = cell
        return out

    def values(self) -> dict[str, Value | Formula]:
        """Return what the cells hold: their formula where they have one, never its stored result."""
        shared: dict[str, tuple[str, str]] = {}
        out: dict[str, Value | Formula] = {}
        for address, cell in self.cells.items():
            formula = cell.formula
            if formula is not None:
                out[address] = _formula(formula, address, shared)
            elif (value := self._value(cell.element)) is not None:
                out[address] = value
        return out

    def _value(self, element: Element) -> Value:
        kind = element.attributes.get("t", "n")
        if kind == "inlineStr":
            inline = element.child("is")
            return plain_text(runs(inline)) if inline else None
        stored = element.child("v")
        text = stored.text if stored else ""
        if kind == "s":
            at = int(text) if text.isdecimal() else -1
            return plain_text(self._strings[at]) if 0 <= at < len(self._strings) else None
        if kind == "b":
            return text.strip() == "1"
        if kind == "e":
            return Error(text)
        if kind == "n" and text.strip():
            try:
                return float(text)
            except ValueError:
                return text
        return plain_text(text) if text else None

    # --- what changes -------------------------------------------------------------------------------

    def put_texts(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """Put texts into cells, by address: (text, number of the format); an empty text empties the cell.

        Problem for a cell that holds a formula: AWS's own are never written over.
        """
        new: dict[int, list[tuple[int, bytes]]] = {}
        for address, (text, style) in texts.items():
            cell = self.cells.get(address)
            if cell is None:
                letters, number = _parted(address)
                new.setdefault(number, []).append(
                    (column_number(letters), self._cell(address, text, style, self._prefix))
                )
                continue
            if cell.formula is not None:
                raise Problem(_("the cell {} holds a formula, not an answer").format(address))
            prefix = prefix_of(self._data, cell.element)
            self._edits.put(cell.element.start, cell.element.end, self._cell(address, text, style, prefix))
        for number, cells in sorted(new.items()):
            self._insert(number, sorted(cells))

    @cached_property
    def _prefix(self) -> bytes:
        return prefix_of(self._data, self._body)

    def _cell(self, address: str, text: str, style: str, prefix: bytes) -> bytes:
        p = prefix.decode()
        head = f'<{p}c r="{address}"' + (f' s="{escaped(style)}"' if style != "0" else "")
        if not text:
            return f"{head}/>".encode()
        inner = f'<{p}is><{p}t xml:space="preserve">{cell_text(text)}</{p}t></{p}is>'
        return f'{head} t="inlineStr">{inner}</{p}c>'.encode()

    def _insert(self, number: int, cells: list[tuple[int, bytes]]) -> None:
        row = self.rows.get(number)
        if row is None:
            self._insert_row(number, cells)
            return
        if row.closed:
            p, tag = prefix_of(self._data, row), self._data[row.start : row.end]
            inner = b"".join(raw for _column, raw in cells)
            self._edits.put(row.start, row.end, tag[:-2].rstrip() + b">" + inner + b"</" + p + b"row>")
            return
        here = [c for c in self.cells.values() if c.row == number]
        for column, raw in cells:
            after = next((c.element.start for c in here if c.column > column), row.inner_end)
            self._edits.put(after, after, raw)

    def _insert_row(self, number: int, cells: list[tuple[int, bytes]]) -> None:
        p, inner = self._prefix, b"".join(raw for _column, raw in cells)
        raw = b"<" + p + f'row r="{number}">'.encode() + inner + b"</" + p + b"row>"
        body = self._body
        if body.closed:
            tag = self._data[body.start : body.end]
            end = b"</" + p + b"sheetData>"
            self._edits.put(body.start, body.end, tag[:-2].rstrip() + b">" + raw + end)
            return
        after = next((r.start for n, r in self.rows.items() if n > number), body.inner_end)
        self._edits.put(after, after, raw)

    def put_results(self, results: Mapping[str, Value]) -> None:
        """Write the stored results of formula cells; one that is not named loses its own."""
        for address, cell in self.cells.items():
            if cell.formula is not None:
                known = address in results
                self._put_result(cell.element, results.get(address), drop=not known)

    def _put_result(self, element: Element, value: Value, *, drop: bool) -> None:
        kind, text = _stored(value)
        tag = self._data[element.start : element.inner]
        new_tag = tag if element.attributes.get("t", "n") == (kind or "n") else tag_with(tag, "t", kind)
        if drop:
            new_tag = tag_with(tag, "t", None)
        p = prefix_of(self._data, element).decode()
        keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        new = b"" if drop else f"<{p}v{keep}>{cell_text(text)}</{p}v>".encode()
        if new_tag != tag:
            self._edits.put(element.start, element.inner, new_tag)
        old, formula = element.child("v"), element.child("f")
        if old is not None:
            if drop or self._stored_text(old) != text:
                self._edits.put(old.start, old.end, new)
        elif formula is not None and new:
            self._edits.put(formula.end, formula.end, new)

    def _stored_text(self, stored: Element) -> str:
        return plain_text(stored.text)

    def done(self) -> bytes:
        """Return the part with every change in it."""
        return self._edits.done()


def _stored(value: Value) -> tuple[str | None, str]:
    """Return the kind (``t``) and the text of a stored result; numbers have no kind."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, float):
        return None, number_text(value) if value.is_integer() else repr(value)
    if isinstance(value, Error):
        return "e", value.code
    return "str", value or ""


def _formula(element: Element, address: str, shared: dict[str, tuple[str, str]]) -> Formula:
    """Return a cell's formula; one that it shares with another cell is moved to its own place."""
    kind, index = element.attributes.get("t", ""), element.attributes.get("si", "")
    if kind in ("array", "dataTable"):
        # Never worked out, so its text only has to be one that is not understood.
        return Formula(f"{{{element.text}}}")
    if kind != "shared":
        return Formula(element.text)
    if element.text:
        shared[index] = (element.text, address)
        return Formula(element.text)
    if index not in shared:
        return Formula("{shared}")
    from openpyxl.formula.translate import Translator

    text, origin = shared[index]
    return Formula(Translator(f"={text}", origin=origin).translate_formula(address))


def _parted(address: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    return found[1], int(found[2])


def column_number(letters: str) -> int:
    """Return 1 for ``A``, 27 for ``AA``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return ``A`` for 1, ``AA`` for 27."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
