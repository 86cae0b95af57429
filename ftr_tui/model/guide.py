"""A deployment guide as blocks with line numbers, and where it seems to answer a control.

Hints, never a verdict: a heading may stand above an empty chapter, and a good answer may use other words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ftr_tui.model.guide_hints import GuideHints, Hint
from ftr_tui.model.text import mask_secrets, one_line

FEWEST_WORDS = 5
"""A chapter of fewer words, without picture, code or table, is a heading and no answer ("To be written.")."""
_SHOWN = 70
_BLANKS = re.compile(r"[\s\-\u2010\u2011]+")

Holds = Literal["image", "list", "table", "command"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a reader sees of one line of the file; ``number`` counts from 1, as editors do."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or what stands between two blank lines, or code; code has no lines: it is not searched."""

    kind: Literal["heading", "text", "code"]
    first: int
    last: int
    lines: tuple[Line, ...] = ()
    level: int = 0
    """Of a heading: 1 to 6."""
    holds: frozenset[Holds] = frozenset()

    @property
    def text(self) -> str:
        """Return the visible text on one line."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Guide:
    """A whole guide, in order."""

    blocks: tuple[Block, ...]
    count: int
    """How many lines the file has."""

    @cached_property
    def headings(self) -> list[int]:
        """Return where in ``blocks`` the headings are."""
        return [at for at, block in enumerate(self.blocks) if block.kind == "heading"]

    @cached_property
    def title(self) -> int:
        """Return where the title is, a heading of level 1 before all others, or -1."""
        first = next(iter(self.headings), -1)
        return first if first >= 0 and self.blocks[first].level == 1 else -1

    def above(self, at: int) -> int:
        """Return the heading that block ``at`` stands below (itself, if it is one), or -1."""
        found = bisect_right(self.headings, at)
        return self.headings[found - 1] if found else -1

    @cached_property
    def _ends(self) -> dict[int, int]:
        out: dict[int, int] = {}
        opened: list[int] = []
        for at in self.headings:
            while opened and self.blocks[opened[-1]].level >= self.blocks[at].level:
                out[opened.pop()] = at
            opened.append(at)
        return out | dict.fromkeys(opened, len(self.blocks))

    def end(self, heading: int) -> int:
        """Return where the chapter of a heading ends: before the next one of the same or a higher level."""
        return self._ends[heading] if heading >= 0 else len(self.blocks)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a guide seems to answer a control."""

    line: int
    """The heading, or the line with the words."""
    last: int
    """The last line of the chapter, or of the block."""
    kind: Literal["heading", "words"]
    text: str
    """The heading, or the words with what stands around them; on one line."""


# --- phrases ------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """Return text as phrases are compared with it: lower case, blanks, line breaks and hyphens one blank."""
    return _BLANKS.sub(" ", text.replace("\u2019", "'").lower()).strip()


@dataclass(frozen=True)
class _Phrase:
    """Begins where a word begins; ends inside one, unless it is written with a full stop."""

    words: str
    starts: bool
    whole: bool

    @classmethod
    def of(cls, text: str) -> _Phrase:
        starts = text[0].isalnum()
        whole = starts and text.endswith(".")
        return cls(folded(text[:-1] if whole else text), starts, whole)

    def find(self, text: str) -> int:
        """Return where it stands in folded text, or -1."""
        at = text.find(self.words)
        while at >= 0:
            end = at + len(self.words)
            begins = not self.starts or at == 0 or not text[at - 1].isalnum()
            if begins and not (self.whole and end < len(text) and text[end].isalnum()):
                return at
            at = text.find(self.words, at + 1)
        return -1


def _phrases(texts: Iterable[str]) -> tuple[_Phrase, ...]:
    return tuple(_Phrase.of(text) for text in texts)


@dataclass(frozen=True)
class _Search:
    """One hint, made ready once for a whole guide: what stands nowhere in it need not be looked for."""

    hint: Hint
    whole: str = field(repr=False)
    headings: tuple[_Phrase, ...] = field(init=False)
    words: tuple[_Phrase, ...] = field(init=False)
    groups: tuple[tuple[_Phrase, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        def there(texts: Iterable[str]) -> tuple[_Phrase, ...]:
            return tuple(p for p in _phrases(texts) if p.words in self.whole)

        groups = tuple(there(group) for group in self.hint.all)
        object.__setattr__(self, "headings", there(self.hint.headings))
        object.__setattr__(self, "words", there(self.hint.words))
        object.__setattr__(self, "groups", groups if all(groups) else ())

    @property
    def speaks(self) -> bool:
        """Whether anything of it may be found."""
        return bool(self.headings or self.words or self.groups)

    def in_block(self, text: str) -> tuple[int, _Phrase] | None:
        """Return where in a block's folded text the hint speaks, and by which phrase; else None."""
        for phrase in self.words:
            if (at := phrase.find(text)) >= 0:
                return at, phrase
        hits = [_first(group, text) for group in self.groups]
        return hits[0] if hits and None not in hits else None


def _first(phrases: Sequence[_Phrase], text: str) -> tuple[int, _Phrase] | None:
    found = [(at, phrase) for phrase in phrases if (at := phrase.find(text)) >= 0]
    return min(found, key=lambda hit: hit[0], default=None)


# --- looking through a guide --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Text:
    """A block's lines, folded and joined, and where each begins."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, block: Block) -> _Text:
        starts, parts, length = [], [], 0
        for line in block.lines:
            starts.append(length)
            parts.append(folded(line.text))
            length += len(parts[-1]) + 1
        return cls(" ".join(parts), tuple(starts))

    def line(self, at: int) -> int:
        """Return which line of the block a place in ``text`` is on, from 0."""
        return max(0, bisect_right(self.starts, at) - 1)


def places(guide: Guide, hints: GuideHints) -> dict[str, list[Place]]:
    """Return control -> where the guide seems to answer it, in the order of the lines; [] where nowhere."""
    void = _void(guide, _phrases(hints.unless))
    texts = [_Text.of(block) for block in guide.blocks]
    whole = "\n".join(text.text for text in texts)
    out: dict[str, list[Place]] = {hint.control: [] for hint in hints.hint}
    for hint in hints.hint:
        search = _Search(hint, whole)
        for at, block in enumerate(guide.blocks if search.speaks else ()):
            if at not in void and (found := _place(guide, at, block, texts[at], search)):
                out[hint.control].append(found)
    return {control: _joined(found) for control, found in out.items()}


def _void(guide: Guide, unless: Sequence[_Phrase]) -> frozenset[int]:
    """Return the blocks below headings that make every hint void, those headings with them."""
    bad = {
        at
        for at in guide.headings
        if at != guide.title and any(p.find(folded(guide.blocks[at].text)) >= 0 for p in unless)
    }
    return frozenset(n for at in bad for n in range(at, guide.end(at)))


def _place(guide: Guide, at: int, block: Block, text: _Text, search: _Search) -> Place | None:
    if block.kind == "heading":
        if at == guide.title or not any(p.find(text.text) >= 0 for p in search.headings):
            return None
        end = guide.end(at)
        if not _is_filled(guide.blocks[at + 1 : end]) or not _has(guide, at, search.hint):
            return None
        return Place(block.first, guide.blocks[end - 1].last, "heading", _around(block.text))
    if (
        block.kind == "code"
        or (hit := search.in_block(text.text)) is None
        or not _has(guide, at, search.hint)
    ):
        return None
    line = block.lines[text.line(hit[0])]
    return Place(line.number, block.last, "words", _around(line.text, hit[1]))


def _is_filled(blocks: Sequence[Block]) -> bool:
    words = sum(len(block.text.split()) for block in blocks if block.kind == "text")
    return words >= FEWEST_WORDS or any(b.kind == "code" or b.holds & {"image", "table"} for b in blocks)


def _has(guide: Guide, at: int, hint: Hint) -> bool:
    """Whether the chapter around a place holds what the hint needs."""
    if not hint.needs:
        return True
    heading = guide.above(at)
    chapter = guide.blocks[max(heading, 0) : guide.end(heading)]
    wanted = {"list", "table"} if hint.needs == "list" else {hint.needs}
    return any(block.holds & wanted for block in chapter)


def _around(text: str, phrase: _Phrase | None = None) -> str:
    """Return the words with what stands around them: a line may be as long as a page, and hold a secret."""
    flat = mask_secrets(" ".join(text.split()))[0]
    if phrase is None or len(flat) <= _SHOWN:
        return one_line(flat, _SHOWN)
    parts = [re.escape(part) for part in phrase.words.split(" ")]
    hit = re.search(r"[\s\-\u2010\u2011]+".join(parts), flat.replace("\u2019", "'"), re.IGNORECASE)
    start = max(0, (hit.start() if hit else 0) - _SHOWN // 3)
    if start:
        # From the beginning of a word on.
        blank = flat.find(" ", start)
        start = blank + 1 if 0 <= blank < (hit.start() if hit else len(flat)) else start
    return one_line(("…" if start else "") + flat[start:], _SHOWN)


def _joined(found: Sequence[Place]) -> list[Place]:
    """Return places in order: of chapters within chapters the inner ones, and no words inside a named one."""
    headings = [p for p in found if p.kind == "heading"]
    named = [p for p in headings if not any(p.line < o.line <= p.last for o in headings)]
    words = [p for p in found if p.kind == "words" and not any(n.line <= p.line <= n.last for n in named)]
    once = {(p.line, p.kind): p for p in reversed([*named, *words])}
    return sorted(once.values(), key=lambda p: p.line)
