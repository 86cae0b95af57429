"""Files that other tools wrote: their encodings, their CSV dialects, and how much of them is read."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

MAX_BYTES = 200_000_000
MAX_ROWS = 500_000
MAX_CELL = 4_000_000
"""Characters of one cell; Prowler's longest are some 100,000. More is a quote that nobody closed."""
_CHUNK = 1 << 20
_MARKS = ",;\t|"
_NOTHING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*\Z")
_SHOWN = 30
"""Headers that a message names at most."""
_NO_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip",
    b"\x1f\x8b": "a compressed file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a picture",
}


def checked(data: bytes, file: str) -> None:
    """Raise Problem where the bytes are none, too many, or plainly no text."""
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        reason = _("larger than {} MB; not read").format(limit)
        raise Problem(reason, file=file, hint=_("export one account or one standard at a time"))
    if _NOTHING.match(data):
        raise Problem(_("the file is empty"), file=file)
    for begin, what in _NO_TEXT.items():
        if data.startswith(begin):
            hint = _("unpack it, or save it as CSV UTF-8")
            raise Problem(_("this is {}, no text").format(what), file=file, hint=hint)


def encoding_of(data: bytes) -> str:
    """Return what the bytes are written in: UTF-8 with or without a mark, UTF-16, else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Excel's "Unicode text" and PowerShell's ">" where another program took the mark away.
    head = data[:200]
    if len(head) > 8 and not any(head[1::2]) and all(head[::2]):
        return "utf-16-le"
    return "utf-8-sig" if _is_utf8(data) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _CHUNK):
            decoder.decode(data[at : at + _CHUNK], at + _CHUNK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def no_zero_bytes(data: bytes, encoding: str, file: str) -> None:
    """Raise Problem with the line of the first NUL; UTF-16 has them in every letter and is not looked at."""
    at = -1 if encoding.startswith("utf-16") else data.find(b"\0")
    if at >= 0:
        line = data.count(b"\n", 0, at) + 1
        raise Problem(_("holds zero bytes: is it a text file?"), file=file, line=line)


def text_of(data: bytes, encoding: str) -> io.TextIOWrapper:
    """Return the text, decoded as it is read, so that a large file stands in memory only once."""
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="")


def plain(name: str) -> str:
    """Return a column's name as it is compared: letters and digits in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def header_of(head: str) -> list[str]:
    """Return the columns of the first line of ``head`` that is not blank, for a look at the kind."""
    lines = [line for line in re.split(r"\r\n?|\n", head[:_CHUNK]) if line.strip()]
    if lines and _separator(lines[0]):
        del lines[0]
    if not lines:
        return []
    with large_cells():
        try:
            row = next(csv.reader([lines[0]], delimiter=_mark(lines[0])), [])
        except csv.Error:
            return []
    return [one_line(name, 80) for name in row]


def _separator(line: str) -> str:
    """Return the sign of Excel's first line ``sep=;``, else nothing."""
    found = re.fullmatch(r'\ufeff?"?sep=(.)"?\s*', line, re.IGNORECASE)
    return found[1] if found else ""


def _mark(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_MARKS, key=bare.count)


@contextmanager
def large_cells() -> Iterator[None]:
    """Let csv read cells of ``MAX_CELL``; its limit is one for the whole process, so it is put back."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class Table:
    """A CSV by its columns' names, read row by row. Use it within ``large_cells``."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        encoding = encoding_of(data)
        no_zero_bytes(data, encoding, file)
        self.windows = encoding == "cp1252"
        """No UTF-8: letters beyond ASCII are a guess."""
        self._text = text_of(data, encoding)
        self._skipped = 0
        first = self._first_line()
        if sign := _separator(first):
            first = self._first_line()
        self._reader = csv.reader(_chained(first, self._text), delimiter=sign or _mark(first), strict=True)
        self.line = self._skipped
        names = self._next() or []
        self.names: Sequence[str] = [one_line(name, 80) for name in names]
        self._plain = [plain(name) for name in self.names]

    def _first_line(self) -> str:
        while (line := self._text.readline(_CHUNK)) and not line.strip():
            self._skipped += 1
        if len(line) >= _CHUNK:
            raise Problem(_("no line ends in the first megabyte: is it a table?"), file=self.file, line=1)
        self._skipped += 1
        return line

    def _next(self) -> list[str] | None:
        self.line = self._reader.line_num + self._skipped
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise Problem(_csv_words(error), file=self.file, line=self.line) from None

    def find(self, *names: str) -> int | None:
        """Return where the first of ``names`` (plain) stands; Problem where two columns have that name."""
        for name in names:
            if (times := self._plain.count(name)) > 1:
                reason = _("{} columns have this name").format(times)
                key = self.names[self._plain.index(name)]
                raise Problem(reason, file=self.file, line=self._skipped, key=key)
            if times:
                return self._plain.index(name)
        return None

    def has(self, *names: str) -> bool:
        """Return whether every one of ``names`` (plain) is a column."""
        return set(names) <= set(self._plain)

    def missing(self, wanted: str) -> Problem:
        """Return the Problem that a column is not there; it names those that are."""
        shown = ", ".join(n or "-" for n in self.names[:_SHOWN])
        if len(self.names) > _SHOWN:
            shown += ", …"
        reason = _("no column {}; the columns are: {}").format(wanted, shown)
        return Problem(reason, file=self.file, line=self._skipped)

    def rows(self, *, spill: bool = False) -> Iterator[list[str]]:
        """Yield the rows; ``line`` is then where the row begins.

        ``spill``: cells beyond the header are allowed (a writer that does not quote its last column).
        """
        width, count = len(self.names), 0
        while (row := self._next()) is not None:
            count += 1
            if count > MAX_ROWS:
                reason = _("more than {:,} rows; not read").format(MAX_ROWS)
                raise Problem(reason, file=self.file, hint=_("export one account or one standard at a time"))
            if any(row) and (len(row) == width or self._fits(row, width, spill)):
                yield row

    def _fits(self, row: list[str], width: int, spill: bool) -> bool:
        """Return False for a blank row; Problem where cells are missing or too many."""
        if not any(cell.strip() for cell in row):
            return False
        extra = row[width:]
        if len(row) > width and (spill or not any(cell.strip() for cell in extra)):
            return True
        reason = _("{} cells, but the header has {} columns").format(len(row), width)
        raise Problem(reason, file=self.file, line=self.line)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _csv_words(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end" in text:
        return _("a quote is opened here and never closed: is the file cut off?")
    if "field limit" in text:
        return _("a cell of more than {:,} characters: is a quote not closed?").format(MAX_CELL)
    return _("this is no CSV: {}").format(one_line(text, 80))
