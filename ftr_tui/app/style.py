"""The style names that rows are written in. Colour supports; words and signs carry the meaning."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Style: TypeAlias = Literal[
    "", "ok", "bad", "bad bold", "warn", "warn bold", "dim", "dim bold", "bold", "ok bold", "evidence", "key"
]
"""Names of component classes ``l--NAME``, joined by a blank."""
Part: TypeAlias = tuple[str, Style]
"""A piece of text and how it looks."""

NAMES: Final = ("ok", "bad", "warn", "dim", "bold", "evidence", "key", "cursor", "cursor-blur")
