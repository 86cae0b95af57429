"""What must hold of everything that comes in or goes out, in words of the tests' own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

from pydantic import BaseModel

from tests.fuzzing.hostile import OBEYED

TAGS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "footer",
        "nav",
        "section",
        "article",
        "aside",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "blockquote",
        "pre",
        "code",
        "b",
        "i",
        "em",
        "strong",
        "small",
        "span",
        "a",
        "bdi",
        "br",
        "hr",
        "details",
        "summary",
        "col",
        "colgroup",
        "svg",
        "defs",
        "pattern",
        "rect",
        "g",
        "text",
        "path",
        "circle",
        "line",
        "title",
        "figure",
        "figcaption",
        "time",
        "sup",
    ]
)
ATTRIBUTES = frozenset(
    [
        "lang",
        "charset",
        "name",
        "content",
        "http-equiv",
        "class",
        "id",
        "dir",
        "href",
        "rel",
        "width",
        "height",
        "x",
        "y",
        "rx",
        "ry",
        "cx",
        "cy",
        "r",
        "x1",
        "x2",
        "y1",
        "y2",
        "d",
        "fill",
        "patternunits",
        "patterntransform",
        "viewbox",
        "data-label",
        "role",
        "scope",
        "colspan",
        "rowspan",
        "open",
        "title",
        "start",
        "style",
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "aria-describedby",
        "transform",
        "text-anchor",
        "points",
        "stroke",
        "datetime",
        "xmlns",
        "preserveaspectratio",
        "target",
    ]
)
EMPTY = frozenset(["meta", "br", "hr", "col", "rect", "path", "circle", "line"])


def strings(thing: Any) -> Iterator[str]:
    """Yield every text in a value, keys as well."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from strings(getattr(thing, name))
        # Not the keys that nobody knows: they are never shown, and written back as they came.
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from strings(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for one in thing:
            yield from strings(one)


def nothing_obeyed(text: str, where: str) -> None:
    """Fail where a terminal or an editor would obey a character of the text."""
    found = OBEYED.search(text)
    assert found is None, (where, ascii(text[max(0, found.start() - 60) : found.end() + 30]))


def one_line(text: str, where: str) -> None:
    """Fail where a message for a person is more than one harmless line."""
    nothing_obeyed(text, where)
    assert text.strip() and "\n" not in text and "\t" not in text, (where, ascii(text))
    assert len(text) < 2_500, (where, len(text))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrong.append((tag, name, value))
            link = (value or "").strip().lower()
            if name == "href" and not link.startswith(("http://", "https://", "#")) and not _inside(link):
                self.wrong.append((tag, name, value))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(("end", tag))

    def handle_comment(self, data: str) -> None:
        self.wrong.append(("comment", data))

    def handle_pi(self, data: str) -> None:
        self.wrong.append(("pi", data))

    def handle_data(self, data: str) -> None:
        # A character reference is a character to who reads the page.
        nothing_obeyed(data, "html data")


def _inside(link: str) -> bool:
    """Return whether a link stays in the folder of the page, as the binder's index does."""
    return ":" not in link.partition("/")[0] and not link.startswith(("/", "\\"))


def html(text: str) -> None:
    """Fail where the page has a tag or an attribute that is none of ours, or does not nest."""
    nothing_obeyed(text, "html")
    page = _Page()
    page.feed(text)
    page.close()
    assert not page.wrong and not page.open, (page.wrong[:5], page.open)
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text


def markdown(text: str) -> None:
    """Fail where a reader of CommonMark would see HTML, a picture, or a link that is not http(s)."""
    from markdown_it import MarkdownIt

    nothing_obeyed(text, "markdown")
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for one in (token, *(token.children or ())):
            assert one.type not in ("html_block", "html_inline", "image"), (one.type, one.content[:200])
            if one.type == "link_open":
                link = str(one.attrs.get("href", ""))
                assert link.startswith(("http://", "https://", "#", "mailto:")) or _inside(link), link


def table(text: str) -> None:
    """Fail where a spreadsheet would take a cell for a formula, or the rows differ in length."""
    nothing_obeyed(text.removeprefix("\ufeff").replace("\r\n", "\n"), "csv")
    before = csv.field_size_limit(10_000_000)  # a cell may hold a text of 100,000 escapes
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    csv.field_size_limit(before)
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert cell.lstrip(" \t\r\n\xa0\u3000")[:1] not in tuple("=+-@＝＋－＠"), ascii(cell[:80])
            assert cell[:1] not in ("\t", "\r", "\n"), ascii(cell[:80])


def tree(text: str) -> Any:
    """Fail where the text is no JSON of the standard; return what it holds."""

    def no(word: str) -> None:
        raise AssertionError(word)

    nothing_obeyed(text, "json")
    found = json.loads(text, parse_constant=no)
    for one in strings(found):
        nothing_obeyed(one, "json value")
    return found


def calendar(text: str) -> None:
    """Fail where a calendar line is too long, or is none that we write."""
    assert text.endswith("\r\n")
    nothing_obeyed(text.replace("\r\n", "\n"), "ics")
    for line in text.split("\r\n")[:-1]:
        assert len(line.encode()) <= 75 and "\n" not in line, ascii(line)
    names = {line.partition(":")[0].partition(";")[0] for line in text.replace("\r\n ", "").split("\r\n")}
    known = {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "UID", "DTSTAMP", "DTSTART",
        "DTEND"),
        *("SUMMARY", "DESCRIPTION", "LAST-MODIFIED", "SEQUENCE", "RRULE", "TRANSP", "CATEGORIES",
        "STATUS", "URL"),
        *("TRIGGER", "ACTION", "DUE", "CREATED", "DURATION", "CLASS", "PRIORITY", ""),
    }  # fmt: skip
    assert {n for n in names if not n.startswith("X-")} <= known, names - known
