"""draw.io diagrams: the shapes of a .drawio or .xml file, and of a PNG or SVG that carries one.

The file is a stranger's: no DTD, no entity of its own, bounded in every size, read without recursion.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes
from xml.parsers import expat

from ftr_tui.exchange import pictures
from ftr_tui.model.diagram import Drawing, Mark
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, one_line

MAX_BYTES = 20_000_000
"""Of the file."""
MAX_INFLATED = 50_000_000
"""Of all pages together, once unpacked."""
MAX_SHAPES = 20_000
"""Of all pages, lines counted: some seconds of comparing, and more than people draw."""
MAX_PAGES = 1_000
_LABEL = 4_000
"""Characters of a label that are looked at, before its markup goes."""

_BLOCK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6]|hr)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--[^<>]{0,2000}-->")
_SHAPE_KEYS = ("shape", "resIcon", "prIcon", "grIcon", "image")


def read(path: Path, name: str) -> Drawing | None:
    """Return the drawing that a file holds; None: no XML, or a picture without one. Problem if broken."""
    head = pictures.head(path, name)
    form = pictures.form_of(head)
    if form == "png":
        text = pictures.png_text(path, name, "mxfile", MAX_INFLATED)
        return None if text is None else parse(_undone(text), name)
    if form or not is_xml(head):
        return None
    return parse(pictures.content(path, name, MAX_BYTES), name)


def parse(data: bytes, name: str) -> Drawing | None:
    """Return the drawing of an mxfile, of a bare mxGraphModel, or of an SVG that carries one.

    None for an SVG without one. ``Problem`` for everything else, always with ``name`` and a reason.
    """
    if len(data) > MAX_BYTES:
        raise Problem(_("larger than {} MB; not read").format(MAX_BYTES // 1_000_000), file=name)
    file = _File(name)
    _feed(file, data)
    if file.root == "svg":
        if not file.content:
            return None
        inner = _File(name)
        _feed(inner, file.content.encode("utf-8", "replace"), "utf-8")
        file = inner
    if file.root not in ("mxfile", "mxGraphModel"):
        raise Problem(
            _("XML, but no draw.io diagram (its root is {})").format(one_line(file.root, 40)), file=name
        )
    return Drawing(tuple(file.pages), tuple(file.marks))


@dataclass
class _Cell:
    parent: str
    hidden: bool
    mark: Mark | None


@dataclass
class _File:
    """What is gathered of one file, over all pages and what is packed in them."""

    name: str
    root: str = ""
    content: str = ""
    """An SVG's diagram."""
    pages: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    shapes: int = 0
    inflated: int = 0


def _feed(file: _File, data: bytes, encoding: str | None = None) -> None:
    """Read XML into ``file``."""
    reader = _Reader(file)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.entity
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = _("broken XML: {}").format(one_line(expat.ErrorString(error.code) or str(error), 80))
        raise Problem(reason, file=file.name, line=error.lineno) from None
    except (ValueError, LookupError) as error:
        raise Problem(_("broken XML: {}").format(one_line(str(error), 80)), file=file.name) from None


class _Reader:
    """Takes what expat finds in one document: a file, or one unpacked page."""

    def __init__(self, file: _File, page: str | None = None) -> None:
        self.file = file
        self.depth = 0
        self.page = page or ""
        self.inside = page is not None
        """Whether this document is a page by itself."""
        self.packed: list[str] | None = None
        self.cells: dict[str, _Cell] = {}
        self.wrapper: dict[str, str] | None = None

    def doctype(self, name: str, _system: str | None, _public: str | None, internal: int) -> None:
        # draw.io's own SVG names a public DTD, which nobody fetches; anything more is an attack.
        if internal or name != "svg":
            self.entity()

    def entity(self, *_given: object) -> None:
        raise Problem(_("declares a document type or entities; such a file is not read"), file=self.file.name)

    def start(self, tag: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and not self.inside:
            self.file.root = tag
            if tag == "svg":
                self.file.content = given.get("content", "")
            elif tag == "mxGraphModel":
                self._new_page("")
        elif tag == "diagram" and not self.inside:
            self._new_page(given.get("name", ""))
            self.packed = []
        elif tag == "mxGraphModel":
            self.packed = None
        elif tag in ("UserObject", "object"):
            self.wrapper = given
        elif tag == "mxCell":
            self._cell(given)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if tag in ("UserObject", "object"):
            self.wrapper = None
        elif tag == "diagram" and not self.inside:
            self._close_page()
        if self.depth == 0:
            self._keep()

    def text(self, text: str) -> None:
        if self.packed is not None:
            self.packed.append(text)

    def _new_page(self, name: str) -> None:
        self._keep()
        if len(self.file.pages) >= MAX_PAGES:
            raise Problem(_("more than {} pages; not read").format(MAX_PAGES), file=self.file.name)
        self.page = one_line(name, 80) or _("page {}").format(len(self.file.pages) + 1)
        self.file.pages.append(self.page)

    def _close_page(self) -> None:
        packed, self.packed = "".join(self.packed or ()).strip(), None
        if packed:
            data = _unpacked(packed, self.file)
            inner = _Reader(self.file, self.page)
            _feed_page(inner, data)
        self._keep()

    def _cell(self, given: dict[str, str]) -> None:
        self.file.shapes += 1
        if self.file.shapes > MAX_SHAPES:
            raise Problem(_("more than {} shapes; not read").format(MAX_SHAPES), file=self.file.name)
        outer = self.wrapper or {}
        # A shape with data of its own stands in a wrapper that has its id and label.
        key = outer.get("id") or given.get("id") or f"#{self.file.shapes}"
        label = outer.get("label", given.get("value", ""))
        style = given.get("style", "")
        is_shape = given.get("vertex") == "1" and "edgeLabel" not in style.split(";")
        mark = Mark(_icons(style), plain(label), self.page) if is_shape else None
        self.cells[key] = _Cell(given.get("parent", ""), given.get("visible") == "0", mark)

    def _keep(self) -> None:
        """Move the shapes of a page that can be seen into the file: a hidden layer hides all in it."""
        shown: dict[str, bool] = {}
        for key, cell in self.cells.items():
            if cell.mark is not None and self._visible(key, shown):
                self.file.marks.append(cell.mark)
        self.cells = {}

    def _visible(self, key: str, shown: dict[str, bool]) -> bool:
        chain = []
        at = key
        # A cell that is its own ancestor ends the walk: it stands in ``shown`` by then.
        while at in self.cells and at not in shown:
            shown[at] = not self.cells[at].hidden
            chain.append(at)
            at = self.cells[at].parent
        visible = shown.get(at, True)
        for link in reversed(chain):
            visible = shown[link] = visible and shown[link]
        return shown[key]


def _feed_page(reader: _Reader, data: bytes) -> None:
    inner = expat.ParserCreate("utf-8")
    inner.StartDoctypeDeclHandler = reader.entity
    inner.EntityDeclHandler = reader.entity
    inner.StartElementHandler = reader.start
    inner.EndElementHandler = reader.end
    try:
        inner.Parse(data, True)
    except expat.ExpatError as error:
        reason = _("page {!r} holds broken XML: {}").format(reader.page, expat.ErrorString(error.code))
        raise Problem(one_line(reason), file=reader.file.name) from None


def _unpacked(packed: str, file: _File) -> bytes:
    """Return the XML of a page: base64 of raw deflate of URL-encoded text, as draw.io packs it."""
    broken = Problem(_("a page cannot be unpacked: the file is damaged"), file=file.name)
    try:
        data = base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError):
        raise broken from None
    left = MAX_INFLATED - file.inflated
    try:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        text = inflater.decompress(data, left + 1)
    except zlib.error:
        raise broken from None
    if len(text) > left:
        raise Problem(
            _("unpacks to more than {} MB; not read").format(MAX_INFLATED // 1_000_000), file=file.name
        )
    if not inflater.eof:
        raise broken
    file.inflated += len(text)
    return _undone(text)


def _undone(text: bytes) -> bytes:
    """Return what was URL-encoded; XML that is not stays as it is, for a ``%`` in it is a ``%``."""
    return text if text.lstrip()[:1] == b"<" else unquote_to_bytes(text)


def _icons(style: str) -> tuple[str, ...]:
    """Return the names of shapes and pictures in a style; ``mxgraph.aws4.rds`` may also stand alone."""
    found: list[str] = []
    for part in style[:20_000].split(";"):
        key, equals, value = part.partition("=")
        if not equals and key.startswith("mxgraph."):
            found.append(key)
        elif key in _SHAPE_KEYS and not value.startswith("data:"):
            found.append(unquote(value))
    return tuple(clean(name[:200]) for name in found if name.startswith("mxgraph.") or "/" in name)


def plain(label: str) -> str:
    """Return a label without its markup, on one line."""
    text = _TAG.sub("", _BLOCK.sub(" ", label[:_LABEL]))
    return one_line(html.unescape(text).replace("\xa0", " "), 400)


def is_xml(head: bytes) -> bool:
    """Whether the first bytes of a file look like XML, in any of its encodings."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return start.startswith(b"<")
