"""AWS's workbook as rows: found by header and id, never by a fixed address.

Read with openpyxl; a second time, for the results that were stored, only where somebody put a formula.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ftr_tui.exchange.workbook import notes
from ftr_tui.exchange.workbook.opened import MOST_BYTES, check, load, unescaped
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

SELECT = "<select>"
"""What stands in AWS's sheet where nothing is chosen yet."""
PREREQUISITES = {"cis benchmark report": "CIS", "general availability": "GA"}
"""AWS's titles of the rows above the controls -> our item; the n-th row of a title is its question n."""
WORDS = {
    "yes": "yes",
    "no": "no",
    "n/a": "not-applicable",
    "na": "not-applicable",
    "not-applicable": "not-applicable",
    "not applicable": "not-applicable",
}
_ID = re.compile(r"[A-Z][A-Z0-9]*-\d{3}(\.\d{1,2})?")

Kind = Literal["control", "question", "feedback"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the requirements that has an id."""

    kind: Kind
    id: str
    """Ours: ``HOST-001.1``, ``SECOPS-001`` (the control and its question), ``CIS.1``, ``GA.1``."""
    row: int
    """Counted from 1, as the sheet does."""
    text: str
    """AWS's own sentence."""
    section: str
    """AWS's title above it."""
    choices: tuple[str, ...] = ()
    """The answers of its list as AWS writes them, without ``<select>``; empty where there is no list."""
    answer: str = ""
    """What stands in the answer cell, trimmed; empty: nothing chosen. For a control always empty."""
    response: str = ""
    """A control's: the partner's text. A question's: what somebody typed over AWS's guidance."""
    comment: str = ""
    """AWS's comment, if it is text."""
    outcome: str = ""
    """A control's hidden formula, ``=IF(...)``."""
    met: str = ""
    """A control's visible formula."""
    worked_out: tuple[str, ...] = ()
    """``answer``, ``response``: where somebody put a formula; what is given here is its stored result."""

    @property
    def values(self) -> tuple[str, ...]:
        """Return the stored words for ``choices``: ``yes``, ``not-applicable``, ``temporary``, ``v5.0``."""
        return tuple(stored_word(c) for c in self.choices)


def stored_word(choice: str) -> str:
    """Return our stored word for an answer as AWS's list writes it."""
    word = " ".join(choice.split()).lower()
    return WORDS.get(word, word.removeprefix("cis "))


@dataclass(frozen=True)
class Sheet:
    """The requirements of one workbook."""

    file: str
    data: bytes = field(repr=False)
    title: str
    """The sheet's name in the workbook."""
    version: str
    """As the introduction gives it (``2026.1``); empty where it does not."""
    columns: dict[str, str]
    """``id``, ``text``, ``met``, ``outcome``, ``response``, ``comment`` -> column letter."""
    lines: tuple[Line, ...]
    usable: str = ""
    """What the introduction says of the time in which the list is taken, as text; empty: nothing."""
    loose: tuple[str, ...] = ()
    """Comments of AWS that stand beside no line: about the whole."""
    notes: tuple[tuple[str, str], ...] = ()
    """Excel's own notes at cells: id of the line (or ""), and the text with its place and writer."""
    notes_elsewhere: int = 0
    """How many of them stand on the workbook's other sheets."""
    above: tuple[tuple[str, str], ...] = ()
    """Address and text of what stands above the header of AWS's comments."""
    unread: tuple[str, ...] = ()
    """Rows that ask or judge something and have no id of a known kind: ``row 109 (RES-0020)``."""

    @cached_property
    def controls(self) -> dict[str, Line]:
        """Return the controls by id, in order."""
        return {line.id: line for line in self.lines if line.kind == "control"}

    @cached_property
    def questions(self) -> dict[str, Line]:
        """Return what is answered by id, gates, CIS and GA included, in order."""
        return {line.id: line for line in self.lines if line.kind == "question"}

    @cached_property
    def control_of(self) -> dict[str, str]:
        """Return question id -> id of the nearest control above; gates, CIS and GA have none."""
        out, control = {}, ""
        for line in self.lines:
            if line.kind == "control":
                control = line.id
            elif line.kind == "question" and control and line.id.partition(".")[0] == control:
                out[line.id] = control
        return out

    def cell(self, line: Line, column: str) -> str:
        """Return the address of a line's cell, such as ``C14``; ``column`` is a key of ``columns``."""
        return f"{self.columns[column]}{line.row}"


def read(data: bytes, file: str) -> Sheet:
    """Return the requirements of a workbook; Problem says why this is none that can be used."""
    check(data, file)
    book = load(data, file, values=False)
    # A copy that somebody made and hid is not the one that is filled in.
    pages = sorted(book.worksheets, key=lambda page: page.sheet_state != "visible")
    found = next(((page, row) for page in pages if (row := _header(page))), None)
    if found is None:
        hint = _("a sheet with the columns ID, Met?, Partner Response is looked for")
        raise Problem(_("is not AWS's self-assessment workbook"), file=file, hint=hint)
    sheet, header = found
    columns = _columns(sheet, header)
    shown = _Shown(data, file)
    version, usable = _introduction(book, shown)
    reader = _Reader(sheet, shown, columns, header)
    lines = reader.lines()
    if not any(line.kind != "feedback" for line in lines):
        hint = _("its sheet {!r} has the columns, but no row with an id and a text").format(sheet.title)
        raise Problem(_("is not AWS's self-assessment workbook"), file=file, hint=hint)
    return Sheet(
        file=file,
        data=data,
        title=sheet.title,
        version=version,
        columns=columns,
        lines=tuple(lines),
        usable=usable,
        loose=tuple(reader.loose),
        notes=tuple(notes.at_cells(sheet, {x.row: "" if x.kind == "feedback" else x.id for x in lines})),
        notes_elsewhere=notes.elsewhere(book, sheet),
        above=tuple(notes.above(sheet, header, columns["comment"])) if "comment" in columns else (),
        unread=tuple(reader.unread),
    )


def read_file(path: Path) -> Sheet:
    """Return the requirements of a workbook on disk; Problem if it cannot be read."""
    name = str(path)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # A pipe would be waited for without an end.
            raise Problem(_("is no file"), file=name)
        if found.st_size > MOST_BYTES:
            raise Problem(_("is too large for a self-assessment workbook"), file=name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise Problem(_("cannot be read: {}").format(reason), file=name) from error
    return read(data, name)


def _header(sheet: Worksheet) -> int:
    for row in range(1, min(sheet.max_row, 40) + 1):
        words = {_word(sheet.cell(row, column).value) for column in range(1, min(sheet.max_column, 20) + 1)}
        starts = [any(w.startswith(s) for w in words) for s in ("met?", "partner response / guidance")]
        if "id" in words and all(starts):
            return row
    return 0


def _columns(sheet: Worksheet, header: int) -> dict[str, str]:
    from openpyxl.utils import get_column_letter

    starts = {
        "id": "id",
        "text": "requirement",
        "met": "met?",
        "outcome": "approval",
        "response": "partner response",
        "comment": "aws solution architect",
    }
    out: dict[str, str] = {}
    for at, cell in enumerate(sheet[header], sheet.min_column):
        word = _word(cell.value)
        for name, start in starts.items():
            if word.startswith(start) and (word == "id" or name != "id"):
                out.setdefault(name, get_column_letter(at))
    return out


class _Shown:
    """What cells show: of a formula its stored result, for what it would do is never worked out."""

    def __init__(self, data: bytes, file: str) -> None:
        self._data = data
        self._file = file

    @cached_property
    def _results(self) -> Workbook:
        return load(self._data, self._file, values=True)

    def text(self, cell: Cell | MergedCell) -> str:
        """Return the text of a cell, cleaned; empty where there is none, or no stored result."""
        if cell.data_type == "f":
            return _said(self._results[cell.parent.title][cell.coordinate].value)
        return _said(cell.value)


def _introduction(book: Workbook, shown: _Shown) -> tuple[str, str]:
    """Return version and time of validity as the first sheet tells them."""
    version = usable = ""
    for row in book.worksheets[0].iter_rows(max_row=60, max_col=6):
        # The next cell that is filled: one more column does no harm.
        filled = [text for cell in row if (text := shown.text(cell).strip())]
        if len(filled) > 1 and _word(filled[0]).rstrip(":") == "version" and not version:
            version = one_line(filled[1], 40)
        for told in filled:
            for text in told.splitlines():
                if "validity period" in text.lower() and not usable:
                    usable = one_line(text.partition(":")[2], 200)
    return version, usable


class _Reader:
    """Walks down the requirements."""

    def __init__(self, sheet: Worksheet, shown: _Shown, columns: dict[str, str], header: int) -> None:
        self._sheet = sheet
        self._shown_by = shown
        self._columns = columns
        self._lists = _lists(sheet)
        self._seen: Counter[str] = Counter()
        self.loose: list[str] = []
        self.unread: list[str] = []
        last = min(sheet.max_row, 5000)
        self._names = {row: self._text("id", row) for row in range(header + 1, last + 1)}
        self._all = set(self._names.values())
        seen = [row for row in self._names if not sheet.row_dimensions[row].hidden]
        self._shown = Counter(name for row in seen if (name := self._names[row]) and self._text("text", row))

    def lines(self) -> list[Line]:
        """Return the rows with an id and a text, in order."""
        out: list[Line] = []
        section = ""
        for row, name in self._names.items():
            text = self._text("text", row)
            line = self._line(row, name, text, section) if name and text else None
            if line is not None:
                out.append(line)
                continue
            if name and not text and not self._sheet.row_dimensions[row].hidden and len(name) <= 60:
                # A title stands alone; the long sentence under some of them is no title.
                section = one_line(name, 60)
            if comment := self._comment(row):
                self.loose.append(comment)
            if name and text and self._asks(row):
                self.unread.append(_("row {} ({})").format(row, one_line(name, 30)))
        return out

    def _asks(self, row: int) -> bool:
        """Whether a row that is shown has a list of answers or an outcome."""
        listed = f"{self._columns['met']}{row}" in self._lists
        return (listed or bool(self._formula("outcome", row))) and not self._sheet.row_dimensions[row].hidden

    def _line(self, row: int, name: str, text: str, section: str) -> Line | None:
        prefix = PREREQUISITES.get(" ".join(name.split()).lower())
        if prefix is None and not _ID.fullmatch(name):
            return None
        if self._sheet.row_dimensions[row].hidden and self._shown[name]:
            # AWS's decoy. A row that nobody else has is one that a person's filter hides.
            return None
        common: dict[str, Any] = {"row": row, "text": text, "section": section, "comment": self._comment(row)}
        if prefix is not None:
            self._seen[prefix] += 1
            name = f"{prefix}.{self._seen[prefix]}"
        elif name.startswith("OPT-"):
            return Line(kind="feedback", id=name, answer=self._value("met", row), **common)
        elif self._is_control(row, name):
            worked_out = ("response",) if self._formula("response", row) else ()
            return Line(
                kind="control",
                id=name,
                response=self._value("response", row),
                outcome=self._formula("outcome", row),
                met=self._formula("met", row),
                worked_out=worked_out,
                **common,
            )
        answer = " ".join(self._value("met", row).split())
        return Line(
            kind="question",
            id=name,
            choices=self._lists.get(f"{self._columns['met']}{row}", ()),
            answer="" if answer.lower() == SELECT else answer,
            # A person who did not find the response cell typed over the guidance.
            response="" if self._formula("response", row) else self._value("response", row),
            worked_out=("answer",) if self._formula("met", row) else (),
            **common,
        )

    def _is_control(self, row: int, name: str) -> bool:
        """Whether a row is a control, also where somebody typed over one of its formulas."""
        if "." in name:
            return False
        if '"pass"' in self._formula("outcome", row).lower() or f"{name}.1" in self._all:
            return True
        # A gate answered by a formula has a list, the cell of a control has none.
        return bool(self._formula("met", row)) and f"{self._columns['met']}{row}" not in self._lists

    def _comment(self, row: int) -> str:
        # AWS's leftover formulas in that column are no comment.
        return "" if self._formula("comment", row) else self._value("comment", row).strip()

    def _formula(self, column: str, row: int) -> str:
        """Return the formula of a cell with its ``=``; text that only begins so is none."""
        letter = self._columns.get(column)
        cell = self._sheet[f"{letter}{row}"] if letter else None
        if cell is None or cell.data_type != "f":
            return ""
        return str(getattr(cell.value, "text", cell.value) or "=")

    def _text(self, column: str, row: int) -> str:
        return self._value(column, row).strip()

    def _value(self, column: str, row: int) -> str:
        letter = self._columns.get(column)
        return self._shown_by.text(self._sheet[f"{letter}{row}"]) if letter else ""


def _lists(sheet: Worksheet) -> dict[str, tuple[str, ...]]:
    """Return cell -> the answers of its drop-down list, without ``<select>``."""
    out: dict[str, tuple[str, ...]] = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type != "list" or not str(rule.formula1 or "").startswith('"'):
            continue
        words = [w.strip() for w in str(rule.formula1).strip('"').split(",")]
        choices = tuple(w for w in words if w and w.lower() != SELECT)
        for part in rule.sqref.ranges:
            if part.size["rows"] * part.size["columns"] > 5000:
                continue
            for cells in (
                sheet[part.coord] if part.size["rows"] * part.size["columns"] > 1 else ((sheet[part.coord],),)
            ):
                for cell in cells:
                    out[cell.coordinate] = choices
    return out


def _said(value: object) -> str:
    """Return a cell's value as text, cleaned; 7.0 is what some programs keep of a 7."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return unescaped(str(value)) if value is not None else ""


def _plain(value: object) -> str:
    return _said(value).strip()


def _word(value: object) -> str:
    return " ".join(_plain(value).split()).lower()
