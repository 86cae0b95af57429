"""guide-hints.toml: by which words a deployment guide seems to answer a control. Hints, never a verdict."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.checklist import ID_PATTERN
from ftr_tui.model.text import CleanStr

Needs = Literal["", "image", "list", "table", "command"]


def _phrase(text: str) -> str:
    if not text.strip(". ") or text != " ".join(text.split()) or text != text.lower():
        raise ValueError("a phrase is lower case, with single blanks and something to find")
    return text


PhraseText = Annotated[CleanStr, AfterValidator(_phrase)]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Hint(_Content):
    """One way in which a guide may answer a control: any of ``headings``, ``words`` or ``all``."""

    control: str = Field(pattern=ID_PATTERN)
    headings: list[PhraseText] = []
    words: list[PhraseText] = []
    all: list[list[PhraseText]] = []
    """Groups: at least one phrase of each in the same block."""
    needs: Needs = ""
    """What the chapter around the place must hold as well."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.headings or self.words or self.all):
            raise ValueError("a hint needs headings, words or all")
        if any(not group for group in self.all):
            raise ValueError("an empty group would never be met")
        return self


class GuideHints(_Content):
    """The whole file. That it fits the list is for ``ftr-tui check`` to prove."""

    schema_: Literal[1] = Field(alias="schema")
    checklist: str = Field(pattern=r"^[a-z0-9-]+$")
    """The list whose controls these are: ids clash between lists."""
    release: str = Field(min_length=1)
    unless: list[PhraseText] = []
    """Headings below which nothing counts: a road map promises, a change log remembers."""
    hint: list[Hint] = Field(min_length=1)
