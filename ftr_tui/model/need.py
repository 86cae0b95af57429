"""What a response must hold, as content files say it: needs of a control, phrases and markers of a language.

A *pattern* here is a small language, not a regular expression, so that anybody can write one and none can
be slow: words with blanks between them; ``word*`` takes any ending; ``(a|b)`` one of several words;
``[word]`` may be missing; ``...`` up to four other words; ``#`` a number.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.text import CleanStr

_PART = (
    r"(?:\.\.\.|#(?:[%+]|[^\W\d_]{1,4})?|\[[^\W_][\w'./+-]*\*?\]"
    r"|\([^\W_][\w'./+*-]*(?:\|[^\W_][\w'./+*-]*)*\)|[\w@:/][\w'./:@+&%-]*\*?)"
)
_ONE, _ALL = re.compile(_PART), re.compile(f"{_PART}(?: {_PART})*")


def tokens(pattern: str) -> list[str]:
    """Return the parts of a pattern; ValueError says which one is none."""
    parts = pattern.split()
    wrong = [p for p in parts if not _ONE.fullmatch(p)]
    if wrong or not parts:
        raise ValueError(f"not a pattern: {' '.join(wrong)!r}" if wrong else "not a pattern: it is empty")
    if parts[0] == "..." or parts[-1] == "...":
        raise ValueError("... stands between words")
    if all(p in ("...", "#") or p[0] == "[" for p in parts):
        raise ValueError(f"a pattern needs a word that must be there: {pattern!r}")
    return parts


def _pattern(text: str) -> str:
    # A list holds two thousand of them, and it is read before the first frame: the plain ones pass quickly.
    if not _ALL.fullmatch(text) or text[0] in "[#." or text[-1] == ".":
        tokens(text)
    return unicodedata.normalize("NFC", text.lower())


Pattern = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_pattern)]
Language = Literal["en", "vi"]
"""The languages whose words are judged."""
Fact = Literal["cadence", "date", "duration", "number", "link"]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Need(_Content):
    """One thing that a response of a control must hold, and why."""

    kind: Literal["duration", "date", "link", "cadence", "words"]
    what: CleanStr = Field(min_length=1, max_length=90)
    """What is wanted, to stand behind "not found: ", e.g. ``the RPO as a time``."""
    why: CleanStr = Field(min_length=1)
    """The reason, in our own words."""
    when: list[str] = []
    """Terms such as ``RES-006.1=yes``: with another answer the need falls away."""
    near: list[Pattern] = []
    """Words that make a value this need's own: of the nearest of ``near`` and ``not_near`` it is."""
    not_near: list[Pattern] = []
    unless: list[Pattern] = []
    """Words that make the need fall away, e.g. that no key exists."""
    instead: list[list[Pattern]] = []
    """One word of each group together stand in for it."""
    required: bool = True
    """False: only what is there is judged; nothing is missed."""
    most_days: int | None = Field(default=None, ge=1, le=3660)
    """cadence: the longest time between two that AWS takes."""
    ages: list[Pattern] = []
    """cadence: words beside which a time says how often as well: "at most 90 days"."""
    within_days: int | None = Field(default=None, ge=1, le=3660)
    """date: how old it may be; None: any age."""
    zero: list[Pattern] = []
    """duration: words that say zero."""
    interval: list[Pattern] = []
    """duration: what repeats, and so may not be further apart than the value (backups and the RPO)."""
    interval_unless: list[Pattern] = []
    not_hosts: list[str] = []
    """link: hosts whose pages do not count, with all below them."""
    groups: list[list[Pattern]] = []
    """words: of each group one must be there."""
    tip: Literal["value", "preventive", "vague"] = "vague"
    """words: as what it is missed."""

    @model_validator(mode="after")
    def _fits(self) -> Need:
        if self.kind == "words" and not (self.groups and all(self.groups)):
            raise ValueError("a need of kind 'words' has groups, each with a word")
        for name, kind in _OF_KIND.items():
            if self.kind != kind and name in self.model_fields_set:
                raise ValueError(f"{name} belongs to kind {kind!r}")
        return self


_OF_KIND = {
    "most_days": "cadence", "ages": "cadence", "within_days": "date", "zero": "duration",
    "interval": "duration", "interval_unless": "duration", "not_hosts": "link",
    "groups": "words", "tip": "words",
}  # fmt: skip


class Phrase(_Content):
    """Words that say too little, in any control."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: Literal["vague", "see-policy"]
    language: Language
    words: list[Pattern] = Field(min_length=1)
    unless: list[Fact] = []
    """What in the text makes it fine: a fact beside fine words is still a fact."""
    why: CleanStr = Field(min_length=1)


class Marker(_Content):
    """Words that change what a sentence says."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: Literal["planned", "future", "unsettled", "denied", "admitted", "claimed"]
    """Meant to be done; will be; not agreed yet; not so; a gap that is owned to; said of all or none."""
    language: Language
    words: list[Pattern] = Field(min_length=1)
    why: CleanStr = Field(min_length=1)


class Coaching(_Content):
    """The file coach.toml."""

    schema_: Literal[1] = Field(alias="schema")
    title: CleanStr
    note: CleanStr = ""
    phrase: list[Phrase] = Field(min_length=1)
    marker: list[Marker] = []

    @model_validator(mode="after")
    def _each_once(self) -> Coaching:
        ids = [p.id for p in self.phrase] + [m.id for m in self.marker]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError("; ".join(f"id {i} stands twice" for i in twice))
        return self
