"""JSON of other tools, one finding at a time: 200 MB of it must not become 2 GB of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from json.decoder import JSONDecodeError
from typing import Any, NamedTuple

from ftr_tui.exchange.foreign import MAX_ROWS, encoding_of, no_zero_bytes, text_of
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

MAX_ITEM = 8_000_000
"""Characters of one finding; AWS's own limit is 240 KB."""
_CHUNK = 1 << 18
_BESIDE = 100
"""Values beside a list that are kept."""
_BLANK = re.compile(r"[ \t\r\n\ufeff]*")


class Item(NamedTuple):
    """One element of a list, or one whole value beside the lists."""

    key: str
    """The list's name; empty for a bare list, a document of its own, or a value beside the lists."""
    value: Any
    line: int


def items(data: bytes, file: str, lists: Collection[str], beside: Collection[str]) -> Iterator[Item]:
    """Yield what the documents in ``data`` hold: a list, an object with one of ``lists``, or objects by line.

    ``beside`` are the keys that stand next to such a list; an object that begins with neither is one item.
    Problem with line and column where it is no JSON, nested too deeply, or a finding is too large.
    """
    encoding = encoding_of(data)
    if encoding == "cp1252":
        raise Problem(_("not UTF-8 text"), file=file, hint=_("save it as UTF-8"))
    no_zero_bytes(data, encoding, file)
    reader = _Reader(text_of(data, encoding), file)
    opens = re.compile(r'\{[ \t\r\n]*"(?:' + "|".join(map(re.escape, (*lists, *beside))) + r')"[ \t\r\n]*:')
    count = 0
    while sign := reader.peek():
        if sign == "[":
            found = reader.elements("")
        elif sign == "{" and reader.matches(opens):
            found = reader.members(lists)
        else:
            found = iter([reader.value("")])
        for item in found:
            count += 1
            if count > MAX_ROWS:
                reason = _("more than {:,} rows; not read").format(MAX_ROWS)
                raise Problem(reason, file=file, hint=_("export one account or one standard at a time"))
            yield item


class _Reader:
    """Text with a window that moves on; positions are of the window."""

    def __init__(self, text: Any, file: str) -> None:
        self._text = text
        self._file = file
        self._window = ""
        self._at = 0
        self._line = 1
        self._counted = 0
        """Where in the window ``_line`` is of."""
        self._decoder = json.JSONDecoder()

    def _more(self) -> bool:
        """Read on and forget what was read before; False at the end."""
        chunk = self._text.read(max(_CHUNK, len(self._window) - self._at))
        if not chunk:
            return False
        self.line()
        self._window = self._window[self._at :] + chunk
        self._at = self._counted = 0
        return True

    def line(self) -> int:
        """Return the line at which the reading is."""
        self._line += self._window.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def peek(self) -> str:
        """Return the next sign that is not blank, empty at the end."""
        while True:
            blank = _BLANK.match(self._window, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more():
                return ""

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the text goes on as ``pattern``, which is short."""
        while len(self._window) - self._at < 4096 and self._more():
            pass
        return pattern.match(self._window, self._at) is not None

    def value(self, key: str) -> Item:
        """Read one whole value."""
        self.peek()
        line = self.line()
        while True:
            try:
                found, end = self._decoder.raw_decode(self._window, self._at)
            except JSONDecodeError as error:
                self._go_on(error)
                continue
            except RecursionError:
                reason = _("nested too deeply to be a tool's file")
                raise Problem(reason, file=self._file, line=line) from None
            except ValueError as error:
                # A number of thousands of digits, which Python refuses.
                reason = _("this is no JSON: {}").format(one_line(str(error), 60))
                raise Problem(reason, file=self._file, line=line) from None
            if end == len(self._window) and self._more():
                # A number may go on.
                continue
            self._at = end
            return Item(key, found, line)

    def _go_on(self, error: JSONDecodeError) -> None:
        """Read more where the text may only be cut by the window; Problem where it is no JSON."""
        if len(self._window) - self._at > MAX_ITEM:
            reason = _("one value of more than {:,} characters: no list of findings").format(MAX_ITEM)
            raise Problem(reason, file=self._file, line=self.line())
        # What stops well before the window's end is wrong for itself, not cut.
        if error.pos < len(self._window) - 4096 and "Unterminated" not in error.msg:
            raise self._bad(error.pos, error.msg)
        if not self._more():
            end = error.pos >= len(self._window.rstrip()) or "Unterminated" in error.msg
            raise self._bad(error.pos, _("it ends too early") if end else error.msg)

    def _bad(self, at: int, why: str) -> Problem:
        line = self.line() + self._window.count("\n", self._at, at)
        column = at - self._window.rfind("\n", 0, at)
        reason = _("this is no JSON, column {}: {}").format(column, one_line(why, 80))
        return Problem(reason, file=self._file, line=line)

    def _take(self, wanted: str) -> str:
        """Read one of the signs ``wanted``; Problem where another stands there."""
        sign = self.peek()
        if not sign or sign not in wanted:
            raise self._bad(
                self._at, _("it ends too early") if not sign else _("no {} here").format(wanted[-1])
            )
        self._at += 1
        return sign

    def elements(self, key: str) -> Iterator[Item]:
        """Yield the elements of the list that begins here."""
        self._take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value(key)
            if self._take(",]") == "]":
                return

    def members(self, lists: Collection[str]) -> Iterator[Item]:
        """Yield the elements of the ``lists`` in the object that begins here, and what stands beside them."""
        self._take("{")
        beside: dict[str, Any] = {}
        line = self.line()
        ended = self.peek() == "}"
        self._at += ended
        while not ended:
            key = self.value("").value
            if not isinstance(key, str):
                raise self._bad(self._at, _("no name here"))
            self._take(":")
            if key in lists and self.peek() == "[":
                yield from self.elements(key)
            elif len(beside) < _BESIDE:
                beside[one_line(key, 80)] = self.value("").value
            else:
                self.value("")
            ended = self._take(",}") == "}"
        yield Item("", beside, line)
