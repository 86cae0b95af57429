"""AWS's workbook as rows: found by header and id, never by a fixed address.

Read with openpyxl, twice: once for what stands in the cells, once for the results that were stored.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, one_line

if TYPE_CHECKING:
    from openpyxl import Workbook
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
}
MOST_BYTES = 60_000_000
"""Unpacked. AWS's own workbook has 0.5 MB; more than this is no self-assessment."""
_ID = re.compile(r"[A-Z][A-Z0-9]*-\d{3}(\.\d{1,2})?")
_REFUSED = (("vbaproject", _("holds macros")), ("externallinks/", _("refers to other workbooks")))

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
    formulas, stored = _load(data, file, values=False), _load(data, file, values=True)
    found = next(((ws, row) for ws in formulas.worksheets if (row := _header(ws))), None)
    if found is None:
        hint = _("a sheet with the columns ID, Met?, Partner Response is looked for")
        raise Problem(_("is not AWS's self-assessment workbook"), file=file, hint=hint)
    sheet, header = found
    columns = _columns(sheet, header)
    version, usable = _introduction(stored)
    reader = _Reader(sheet, stored[sheet.title], columns, header)
    return Sheet(
        file=file,
        data=data,
        title=sheet.title,
        version=version,
        columns=columns,
        lines=tuple(reader.lines()),
        usable=usable,
    )


def read_file(path: Path) -> Sheet:
    """Return the requirements of a workbook on disk; Problem if it cannot be read."""
    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Problem(_("is too large for a self-assessment workbook"), file=name)
        data = path.read_bytes()
    except OSError as error:
        raise Problem(_("cannot be read: {}").format(error.strerror or error), file=name) from error
    return read(data, name)


def check(data: bytes, file: str) -> None:
    """Raise Problem for what is no workbook, is packed beyond reason, or holds macros or outside links."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        old = data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        hint = _("an old or a protected Excel file: save it as .xlsx without a password") if old else ""
        raise Problem(_("is no .xlsx workbook"), file=file, hint=hint) from error
    if sum(info.file_size for info in infos) > MOST_BYTES or len(infos) > 2000:
        raise Problem(_("is too large for a self-assessment workbook"), file=file)
    for part, reason in _REFUSED:
        if any(part in info.filename.lower() for info in infos):
            raise Problem(_("{}: it is not read").format(reason), file=file)


def _load(data: bytes, file: str, *, values: bool) -> Workbook:
    # 60 ms to import; only what handles workbooks pays that.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It warns of extensions that it would drop on saving; it saves nothing here.
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(data), data_only=values)
    except Exception as error:  # a damaged file fails in a dozen ways inside openpyxl
        raise Problem(
            _("cannot be read as a workbook: {}").format(one_line(str(error), 120)), file=file
        ) from error


def _header(sheet: Worksheet) -> int:
    for row in range(1, min(sheet.max_row, 40) + 1):
        words = {
            _plain(sheet.cell(row, column).value).lower()
            for column in range(1, min(sheet.max_column, 20) + 1)
        }
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
        word = _plain(cell.value).lower()
        for name, start in starts.items():
            if word.startswith(start) and (word == "id" or name != "id"):
                out.setdefault(name, get_column_letter(at))
    return out


def _introduction(book: Workbook) -> tuple[str, str]:
    """Return version and time of validity as the first sheet tells them."""
    version = usable = ""
    for row in book.worksheets[0].iter_rows(max_row=60, max_col=6):
        for left, right in pairwise(row):
            if _plain(left.value).lower().rstrip(":") == "version" and not version:
                version = one_line(_plain(right.value), 40)
        for cell in row:
            for text in str(cell.value or "").splitlines():
                if "validity period" in text.lower() and not usable:
                    usable = one_line(text.partition(":")[2], 200)
    return version, usable


class _Reader:
    """Walks down the requirements."""

    def __init__(self, sheet: Worksheet, stored: Worksheet, columns: dict[str, str], header: int) -> None:
        self._sheet = sheet
        self._stored = stored
        self._columns = columns
        self._header = header
        self._lists = _lists(sheet)
        self._seen: dict[str, int] = {}

    def lines(self) -> list[Line]:
        out: list[Line] = []
        section = ""
        for row in range(self._header + 1, min(self._sheet.max_row, 5000) + 1):
            name, text = self._text("id", row), self._text("text", row)
            hidden = self._sheet.row_dimensions[row].hidden
            if not name or hidden:
                continue
            if not text:
                # A title stands alone; the long sentence under some of them is no title.
                section = one_line(name, 60) if len(name) <= 60 else section
                continue
            line = self._line(row, name, text, section)
            if line is not None:
                out.append(line)
        return out

    def _line(self, row: int, name: str, text: str, section: str) -> Line | None:
        prefix = PREREQUISITES.get(" ".join(name.split()).lower())
        if prefix is None and not _ID.fullmatch(name):
            return None
        met = self._raw("met", row)
        formula = met.startswith("=")
        comment = self._raw("comment", row)
        common: dict[str, Any] = {
            "row": row,
            "text": text,
            "section": section,
            # AWS's leftover formulas in that column are no comment.
            "comment": "" if comment.startswith("=") else clean(comment).strip(),
        }
        if prefix is not None:
            self._seen[prefix] = self._seen.get(prefix, 0) + 1
            name = f"{prefix}.{self._seen[prefix]}"
        elif name.startswith("OPT-"):
            return Line(kind="feedback", id=name, answer=self._value("met", row), **common)
        elif formula:
            outcome = self._raw("outcome", row)
            return Line(
                kind="control",
                id=name,
                response=self._value("response", row),
                outcome=outcome if outcome.startswith("=") else "",
                met=met,
                **common,
            )
        guidance = self._raw("response", row)
        answer = " ".join(self._value("met", row).split())
        return Line(
            kind="question",
            id=name,
            choices=self._lists.get(f"{self._columns['met']}{row}", ()),
            answer="" if answer.lower() == SELECT else answer,
            # A person who did not find the response cell typed over the guidance.
            response="" if guidance.startswith("=") else self._value("response", row),
            **common,
        )

    def _raw(self, column: str, row: int) -> str:
        letter = self._columns.get(column)
        return str(self._sheet[f"{letter}{row}"].value or "") if letter else ""

    def _text(self, column: str, row: int) -> str:
        return _plain(self._stored[f"{self._columns[column]}{row}"].value) if column in self._columns else ""

    def _value(self, column: str, row: int) -> str:
        """Return what a cell shows; of a formula its stored result: what it would do is never worked out."""
        letter = self._columns.get(column)
        if letter is None:
            return ""
        found = self._stored[f"{letter}{row}"].value
        return clean(str(found)) if found is not None else ""


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


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return clean(str(value)).strip() if value is not None else ""
