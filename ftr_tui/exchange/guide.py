"""A deployment guide in Markdown, read with the line numbers that an editor shows.

The Markdown is read by markdown-it: it gives the lines of each block, and it knows what a reader sees and
what not (fences, indented code, HTML comments, links by reference).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ftr_tui.model.guide import Block, Guide, Holds, Line
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_BYTES = 1_000_000
"""A guide of 300 pages of text is about this long."""
_FRONT = {"---": ("---", "..."), "+++": ("+++",)}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SILENT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"^\s*<h([1-6])\b[^<>]*>(.*?)</h\1>\s*$", re.IGNORECASE)
_IMG = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_SAYS = re.compile(r"\b(?:alt|title|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def read(data: bytes, file: str) -> Guide:
    """Return a guide; Problem where the file is too large or no UTF-8 text."""
    from markdown_it import MarkdownIt

    text = _decoded(data, file)
    lines = text.split("\n")
    parser = MarkdownIt("commonmark").enable("table")
    shown = _without_front_matter(lines)
    return _Reader(lines).guide(parser.parse("\n".join(shown)))


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise Problem(_("larger than {} MB; not read").format(MAX_BYTES // 1_000_000), file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n?|\n", data[: error.start])) + 1
        raise Problem(_("not UTF-8 text"), file=file, line=line, hint=_("save it as UTF-8")) from None
    if "\0" in text:
        raise Problem(_("holds zero bytes: is it a text file?"), file=file)
    # A form feed, or what str.splitlines() also takes for one, starts no new line in an editor.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_front_matter(lines: Sequence[str]) -> list[str]:
    """Return the lines with a head of settings blanked, so that the numbers stay."""
    ends = _FRONT.get(lines[0].rstrip())
    at = next((n for n, line in enumerate(lines[1:], 1) if ends and line.rstrip() in ends), 0)
    return [""] * (at + 1) + list(lines[at + 1 :]) if at else list(lines)


class _Reader:
    """Gathers what is seen on each line, and cuts it into blocks."""

    def __init__(self, source: Sequence[str]) -> None:
        self._source = source
        self._seen: dict[int, list[str]] = {}
        """Line, from 0 -> what a reader sees of it."""
        self._holds: dict[int, set[Holds]] = {}
        self._joins: set[int] = set()
        """Lines that show nothing and yet part nothing, such as the one below a table's head."""
        self._whole: list[Block] = []
        """Headings and code."""

    def guide(self, tokens: Sequence[Token]) -> Guide:
        """Return the guide that markdown-it has read."""
        around: list[str] = []
        for at, token in enumerate(tokens):
            if token.nesting == 1:
                around.append(token.type.removesuffix("_open"))
                self._opened(token)
            elif token.nesting == -1:
                around.pop()
            elif token.type == "inline" and token.map is not None:
                self._inline(token, around, tokens[at - 1])
            elif token.type in ("fence", "code_block") and token.map is not None:
                self._code(token.map)
            elif token.type == "html_block" and token.map is not None:
                self._html(token.content, token.map[0])
        blocks = sorted([*self._whole, *self._texts()], key=lambda b: b.first)
        # What stands behind the last line break is no line.
        return Guide(tuple(blocks), len(self._source) - (self._source[-1] == ""))

    def _opened(self, token: Token) -> None:
        if token.type == "table_open" and token.map is not None:
            self._joins |= set(range(*token.map))

    def _code(self, lines: Sequence[int]) -> None:
        self._whole.append(Block("code", lines[0] + 1, lines[1], holds=frozenset({"command"})))

    def _inline(self, token: Token, around: Sequence[str], opened: Token) -> None:
        first, last = token.map or (0, 0)
        seen = _Inline(token)
        if around and around[-1] == "heading":
            shown = tuple(Line(first + n + 1, text) for n, text in sorted(seen.lines.items()))
            self._whole.append(Block("heading", first + 1, last, shown, int(opened.tag[1:])))
            return
        if seen.is_contents:
            return
        holds: set[Holds] = {"image"} if seen.has_image else set()
        holds |= {"list"} if "list_item" in around else set()
        holds |= {"command"} if "ordered_list" in around else set()
        holds |= {"list", "table"} if "table" in around else set()
        for n, text in seen.lines.items():
            self._see(first + n, text, holds)

    def _see(self, line: int, text: str, holds: set[Holds]) -> None:
        if text.strip() or holds:
            self._seen.setdefault(line, []).append(text.strip())
            self._holds.setdefault(line, set()).update(holds)

    def _html(self, content: str, first: int) -> None:
        table = bool(re.search(r"<table\b", content, re.IGNORECASE))
        for n, line in enumerate(_blanked(content).split("\n")):
            if heading := _HEADING.match(line):
                shown = (Line(first + n + 1, _plain(heading[2])),)
                self._whole.append(Block("heading", first + n + 1, first + n + 1, shown, int(heading[1])))
                continue
            holds: set[Holds] = {"image"} if _IMG.search(line) else set()
            text = _plain(line)
            if text or holds:
                self._see(first + n, text, holds | ({"list", "table"} if table else set()))

    def _texts(self) -> Iterator[Block]:
        """Yield what stands between blank lines, headings and code."""
        taken = {n for block in self._whole for n in range(block.first - 1, block.last)}
        run: list[int] = []
        for n in [*range(len(self._source)), None]:
            if n is not None and n not in taken and n in self._seen:
                run.append(n)
            elif n is not None and n in self._joins and n not in taken:
                continue
            elif run:
                shown = tuple(Line(k + 1, " | ".join(self._seen[k])) for k in run)
                holds = frozenset(h for k in run for h in self._holds[k])
                yield Block("text", run[0] + 1, run[-1] + 1, shown, holds=holds)
                run = []


class _Inline:
    """What is seen of one paragraph, heading or cell, line by line from 0."""

    def __init__(self, token: Token) -> None:
        self.lines: dict[int, str] = {0: ""}
        self.has_image = False
        self._source, self._at, self._line = token.content, 0, 0
        self._inside = 0
        """How deep in links to headings of the same file."""
        self._links: list[bool] = []
        self._linked, self._outside = False, False
        for child in token.children or []:
            self._take(child)

    @property
    def is_contents(self) -> bool:
        """Whether it only links to headings of the same file: a line of a table of contents."""
        return self._linked and not self._outside and not self.has_image

    def _take(self, child: Token) -> None:
        if child.type in ("softbreak", "hardbreak"):
            self._move(self._source.find("\n", self._at) + 1 or self._at)
        elif child.type == "link_open":
            own = str(child.attrGet("href") or "").startswith("#")
            self._links.append(own)
            self._inside += own
            self._linked = self._linked or own
        elif child.type == "link_close":
            self._inside -= self._links.pop() if self._links else False
        elif child.type == "image":
            self.has_image = True
            said = [child.content, str(child.attrGet("title") or ""), f"({child.attrGet('src') or ''})"]
            self._add(" ".join(part for part in said if part))
            self._pass(re.escape(child.content))
        elif child.type == "html_inline":
            self.has_image = self.has_image or bool(_IMG.match(child.content))
            self._add(_plain(_blanked(child.content)) or " ")
            self._pass(re.escape(child.content))
        elif child.type == "code_inline":
            self._add(child.content)
            # Its line breaks were made blanks, and would be missing in the count.
            self._pass(r"\s+".join(re.escape(part) for part in child.content.split()))
        elif child.content:
            end = self._source.find("\n", self._at)
            at = self._source.find(child.content, self._at, end if end >= 0 else None)
            self._add(child.content)
            self._move(at + len(child.content) if at >= 0 else self._at)

    def _add(self, text: str) -> None:
        text = text.replace("\n", " ")
        self.lines[self._line] = self.lines.get(self._line, "") + text
        self._outside = self._outside or (not self._inside and any(c.isalnum() for c in text))

    def _pass(self, pattern: str) -> None:
        found = re.compile(pattern).search(self._source, self._at)
        self._move(found.end() if found else self._at)

    def _move(self, at: int) -> None:
        self._line += self._source.count("\n", self._at, at)
        self._at = at


def _blanked(content: str) -> str:
    """Return HTML without comments, scripts and styles; the number of lines stays."""
    for pattern in (_COMMENT, _SILENT):
        content = pattern.sub(lambda m: "\n" * m[0].count("\n"), content)
    return content


def _plain(content: str) -> str:
    """Return what is seen of a line of HTML; of a picture what it is said to show."""
    content = _IMG.sub(lambda m: " ".join(a or b for a, b in _SAYS.findall(m[1])), content)
    return html.unescape(_TAG.sub(" ", content)).strip()
