"""One response, taken apart once: its sentences, dates, times, and what its words say of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from ftr_tui.model import coach_dates, coach_spans
from ftr_tui.model.coach_language import Tongue, tongue
from ftr_tui.model.coach_match import Index, bare, compiled, index, lower
from ftr_tui.model.need import Coaching, Fact

Place = tuple[int, int]

_SENTENCE = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bca)(?<!\bmax)(?<!\bmin)(?<!\bincl)(?<!\bresp)[.!?](?=\s)|[;。！？]"
)
# A line goes on in the next one only where that begins like the middle of a sentence.
_LINE = re.compile(r"\n(?![a-zß-ỹ][^\n:]{0,30}+(?!:))")
_CLAUSE = re.compile(r"[,:](?!\d)|[()–、，]|\s-\s|\b(?:and|but|và|nhưng|while|mà)\b")
_NUMBER = re.compile(r"(?<![\w.])\d{1,9}")
_WORD = re.compile(r"[^\W_][\w'’./-]{0,60}")


@dataclass(frozen=True)
class Reading:
    """A response as the coach reads it; places are offsets in ``text``."""

    text: str
    today: date
    coaching: Coaching

    @cached_property
    def small(self) -> str:
        """Return the text in small letters, every character in its place."""
        return lower(self.text)

    @cached_property
    def tongue(self) -> Tongue:
        """Return the language."""
        return tongue(self.text)

    @cached_property
    def _bare(self) -> bool:
        return self.tongue is Tongue.VIETNAMESE_BARE

    @cached_property
    def _haystack(self) -> str:
        return bare(self.small) if self._bare else self.small

    @cached_property
    def _index(self) -> Index:
        return index(self._haystack)

    def spans(self, patterns: Sequence[str]) -> list[Place]:
        """Return where any of ``patterns`` stands, in order."""
        return (
            compiled(tuple(patterns), not self._bare).spans(self._haystack, self._index) if patterns else []
        )

    def has(self, patterns: Sequence[str]) -> bool:
        """Whether one of ``patterns`` stands anywhere."""
        return bool(patterns) and compiled(tuple(patterns), not self._bare).any(self._haystack, self._index)

    @cached_property
    def days(self) -> list[coach_dates.Day]:
        """Return the dates."""
        return list(coach_dates.days(self.small, self.today))

    @cached_property
    def _day_places(self) -> list[Place]:
        return [(d.start, d.end) for d in self.days]

    @cached_property
    def cadences(self) -> list[coach_spans.Span]:
        """Return how often things happen."""
        return coach_spans.outside(coach_spans.cadences(self.small), self._day_places)

    @cached_property
    def durations(self) -> list[coach_spans.Span]:
        """Return the times that are no part of a date or of a cadence."""
        taken = sorted([(d.start, d.end) for d in self.days] + [(c.start, c.end) for c in self.cadences])
        return coach_spans.outside(coach_spans.durations(self.small), taken)

    @cached_property
    def links(self) -> list[coach_spans.Link]:
        """Return the addresses."""
        return coach_spans.links(self.small)

    @cached_property
    def _sentence_ends(self) -> list[int]:
        ends = [m.end() for m in _SENTENCE.finditer(self.small)] + [
            m.end() for m in _LINE.finditer(self.small)
        ]
        return sorted({0, *ends, len(self.small)})

    @cached_property
    def _clause_ends(self) -> list[int]:
        return sorted({*self._sentence_ends, *(m.end() for m in _CLAUSE.finditer(self.small))})

    def sentence(self, at: int) -> Place:
        """Return the sentence that ``at`` stands in."""
        return _around(self._sentence_ends, at)

    def clause(self, at: int) -> Place:
        """Return the part of a sentence that ``at`` stands in."""
        return _around(self._clause_ends, at)

    @cached_property
    def sentences(self) -> list[Place]:
        """Return all sentences that hold a word."""
        ends = self._sentence_ends
        return [p for p in pairwise(ends) if self.small[p[0] : p[1]].strip()]

    def marked(self, place: Place, *kinds: str) -> bool:
        """Whether a marker of one of ``kinds`` stands within ``place``."""
        return any(within(self.markers(kind), place) for kind in kinds)

    def markers(self, kind: str) -> list[Place]:
        """Return where the markers of one kind stand; none in a language that is not judged."""
        found = self._markers.get(kind)
        if found is None:
            words = [
                w
                for m in self.coaching.marker
                if m.kind == kind and m.language in ("en", self.tongue.language)
                for w in m.words
            ]
            found = self.spans(words) if self.tongue.language else []
            self._markers[kind] = found
        return found

    @cached_property
    def _markers(self) -> dict[str, list[Place]]:
        return {}

    @cached_property
    def pointers(self) -> list[Place]:
        """Return where the text points to another document: a word of its name says nothing by itself."""
        known = ("en", self.tongue.language) if self.tongue.language else ()
        kinds = [p for p in self.coaching.phrase if p.kind == "see-policy" and p.language in known]
        return sorted(place for p in kinds for place in self.spans(p.words))

    def words(self, place: Place) -> int:
        """Return how many words stand in ``place``."""
        return bisect_left(self._word_starts, place[1]) - bisect_left(self._word_starts, place[0])

    @cached_property
    def _word_starts(self) -> list[int]:
        return [m.start() for m in _WORD.finditer(self.small)]

    def plain(self, place: Place) -> int:
        """Return how many words stand in ``place`` beside times and cadences."""
        starts = self._span_starts
        return self.words(place) - 2 * (bisect_left(starts, place[1]) - bisect_left(starts, place[0]))

    @cached_property
    def _span_starts(self) -> list[int]:
        return sorted(s.start for s in [*self.durations, *self.cadences])

    @cached_property
    def _facts(self) -> dict[Fact, list[Place]]:
        return {
            "cadence": [(c.start, c.end) for c in self.cadences],
            "date": [(d.start, d.end) for d in self.days if not d.version],
            "duration": [(d.start, d.end) for d in self.durations],
            "link": [(k.start, k.end) for k in self.links],
            "number": [m.span() for m in _NUMBER.finditer(self.small)],
        }

    def fact(self, place: Place, kinds: Iterable[Fact]) -> bool:
        """Whether a fact of one of ``kinds`` begins within ``place``."""
        return any(within(self._facts[kind], place) for kind in kinds)

    def owner(
        self, span: Place, ours: Sequence[Place], others: Sequence[Place], *, strict: bool = True
    ) -> bool | None:
        """Say whose ``span`` is: true for one of ``ours``, false for one of ``others``, None for nobody's.

        The nearest in the same part of the sentence, else the nearest before it in the sentence, else behind.
        Not ``strict``: from another part of the sentence one of ours wins over theirs, however far away,
        and theirs is spent on a date that stands between.
        """
        sentence, clause = self.sentence(span[0]), self.clause(span[0])
        best: tuple[int, int, bool] | None = None
        for labels, own in ((ours, True), (others, False)):
            for label, behind in _beside(labels, span):
                if not sentence[0] <= label[0] < sentence[1]:
                    continue
                if not (strict or own or behind) and within(self._day_places, (label[1], span[0])):
                    continue
                inside = clause[0] <= label[0] < clause[1]
                gap = max(0, label[0] - span[1] if behind else span[0] - label[1])
                far = 2 if behind else 1
                rank = (0 if inside else far if strict or own else 3, gap, own)
                if best is None or rank[:2] < best[:2]:
                    best = rank
        if best is None:
            return None
        return best[2] or self._joined(span, ours, others)

    def _joined(self, span: Place, ours: Sequence[Place], others: Sequence[Place]) -> bool:
        """Whether the label that won shares the value with one of ours: "RPO and RTO are both 4 hours"."""
        for theirs, behind in _beside(others, span):
            for own, _behind in [] if behind else _beside(ours, theirs):
                between = self.small[min(own[1], theirs[1]) : max(own[0], theirs[0])].strip()
                if between in ("and", "/", "&", "và", "+", ",", "va"):
                    return True
        return False


def within(places: Sequence[Place], place: Place) -> bool:
    """Whether one of the sorted ``places`` begins within ``place``."""
    at = bisect_left(places, (place[0], -1))
    return at < len(places) and places[at][0] < place[1]


def _beside(labels: Sequence[Place], span: Place) -> list[tuple[Place, bool]]:
    """Return the labels next to ``span``, and whether each stands behind it."""
    at = bisect_right(labels, span)
    before = [(labels[at - 1], False)] if at else []
    return before + ([(labels[at], True)] if at < len(labels) else [])


def _around(ends: Sequence[int], at: int) -> Place:
    n = bisect_right(ends, at)
    return (ends[n - 1], ends[n]) if n < len(ends) else (ends[-2] if len(ends) > 1 else 0, ends[-1])
