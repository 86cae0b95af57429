"""The XML of a workbook with the place of each element in its bytes, so that a change touches nothing else.

Writing a tree out again would rename prefixes that the file still speaks of elsewhere, and programs then
want to "repair" it. So the bytes stay as they are, and single places are replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

MOST_PART = 20_000_000
"""Bytes of one part that is read as a tree. AWS's largest has 0.15 MB."""
_DEEPEST = 200
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_TAG_END = re.compile(rb"\s*/?>\Z")
_PREFIX = re.compile(rb"<([\w.\-]+:)?")


@dataclass(slots=True)
class Element:
    """One element; the numbers are places in the bytes of its part."""

    name: str
    """Without its namespace."""
    attributes: dict[str, str]
    start: int
    inner: int = 0
    """Where its content begins: after its start tag."""
    inner_end: int = 0
    end: int = 0
    text: str = ""
    """Its own text, not that of its children."""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """Return the first child of that name, or None."""
        return next((c for c in self.children if c.name == name), None)

    def every(self, name: str) -> list[Element]:
        """Return all children of that name."""
        return [c for c in self.children if c.name == name]

    @property
    def closed(self) -> bool:
        """Whether it is written as one tag, ``<c r="E13"/>``."""
        return self.inner == self.end


def parse(data: bytes, name: str) -> Element:
    """Return the root of a part; Problem for broken XML, and for what no workbook needs (a DOCTYPE)."""
    if len(data) > MOST_PART:
        raise Problem(_("the part {} is too large").format(one_line(name, 60)))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or not _is_utf8(data):
        raise Problem(_("the part {} is no UTF-8 text").format(one_line(name, 60)))
    reader = _Reader(data, name)
    return reader.root()


def _is_utf8(data: bytes) -> bool:
    declared = re.match(
        rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)""", data.removeprefix(b"\xef\xbb\xbf")
    )
    return declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")


class _Reader:
    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._open: list[Element] = []
        self._root: Element | None = None
        self._parser = expat.ParserCreate(namespace_separator="\n")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def root(self) -> Element:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            reason = one_line(expat.ErrorString(error.code) or str(error), 80)
            raise self._problem(reason) from error
        if self._root is None:
            raise self._problem(_("it is empty"))
        return self._root

    def _problem(self, reason: str) -> Problem:
        return Problem(_("the part {} cannot be read: {}").format(one_line(self._name, 60), reason))

    def _refuse(self, *_given: object) -> None:
        raise self._problem("DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise self._problem(_("nested too deeply"))
        start = self._parser.CurrentByteIndex
        plain = {k.rpartition("\n")[2] if "\n" in k else k: v for k, v in attributes.items()}
        found = Element(name.rpartition("\n")[2], plain, start, inner=tag_end(self._data, start))
        if self._open:
            self._open[-1].children.append(found)
        else:
            self._root = found
        self._open.append(found)

    def _end(self, name: str) -> None:  # noqa: ARG002
        found = self._open.pop()
        at = self._parser.CurrentByteIndex
        if self._data[found.inner - 2 : found.inner] == b"/>":
            found.inner_end = found.end = found.inner
        else:
            found.inner_end, found.end = at, self._data.index(b">", at) + 1

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text


def tag_end(data: bytes, start: int) -> int:
    """Return the place behind the tag that begins at ``start``; a ``>`` within quotes ends none."""
    quote = 0
    for at in range(start, len(data)):
        sign = data[at]
        if quote:
            quote = 0 if sign == quote else quote
        elif sign in b"\"'":
            quote = sign
        elif sign == 0x3E:
            return at + 1
    return len(data)


def prefix_of(data: bytes, element: Element) -> bytes:
    """Return the namespace prefix that an element is written with, ``x:``, or nothing."""
    found = _PREFIX.match(data, element.start)
    return (found[1] or b"") if found else b""


def tag_with(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a start tag with one attribute set, or taken away (None)."""
    plain = re.compile(rb"\s+" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""")
    tag = plain.sub(b"", tag)
    if value is None:
        return tag
    end = len(tag) - len(_TAG_END.search(tag)[0])  # type: ignore[index]  # every tag has an end
    return tag[:end] + f' {name}="{escaped(value)}"'.encode() + tag[end:]


@dataclass(slots=True)
class Edits:
    """Places of a part that are replaced; none may overlap."""

    data: bytes
    _found: list[tuple[int, int, bytes]] = field(default_factory=list)

    def put(self, start: int, end: int, new: bytes) -> None:
        """Replace the bytes from ``start`` up to ``end``; the same place twice inserts in the order given."""
        self._found.append((start, end, new))

    def done(self) -> bytes:
        """Return the part with every change in it."""
        out, at = [], 0
        for start, end, new in sorted(self._found, key=lambda f: (f[0], f[1])):
            out += [self.data[at:start], new]
            at = end
        return b"".join([*out, self.data[at:]])


# --- text -------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """Return text as XML takes it, between tags or in double quotes."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def allowed(text: str) -> str:
    r"""Return text as a cell can hold it: ``\n`` as line end, without what XML forbids."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(text: str) -> str:
    """Return text as it stands in a cell's XML: a literal ``_x0041_`` would be read as ``A``."""
    return escaped(_LIKE_ESCAPED.sub("_x005F_", text))


def plain_text(text: str) -> str:
    """Return what a cell's text means: ``_x000D_`` is a character by its number."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text
