"""The visual language: a sign and a word for each outcome, with ASCII twins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from ftr_tui.app.style import Style
from ftr_tui.model.i18n import _

# stored outcome -> sign, its ASCII twin, shown word, style
_OUTCOMES: Final[dict[str, tuple[str, str, str, Style]]] = {
    "pass": ("✓", "+", "met", "ok"),
    "fail": ("✗", "x", "not met", "bad bold"),
    "review": ("≈", "~", "explained", "warn"),
    "open": ("?", "?", "open", "warn"),
    "not-applicable": ("–", "-", "n/a", "dim"),
}
ORDER: Final = ("pass", "fail", "review", "open", "not-applicable")
"""The outcomes in the order in which they are counted."""

_TWINS: Final = str.maketrans(
    {
        "✓": "+", "✗": "x", "≈": "~", "–": "-", "▸": ">", "‹": "<", "›": ">", "·": ".", "…": "~",
        "━": "=", "╍": "-", "─": "-", "↓": "v", "↑": "^", "≠": "!", "“": '"', "”": '"',
    }
)  # fmt: skip
_ascii = False


def use_ascii(on: bool) -> None:
    """Choose the ASCII twins, for the whole process."""
    global _ascii
    _ascii = on


def is_ascii() -> bool:
    """Return whether the ASCII twins are in use."""
    return _ascii


def needs_ascii(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the locale says that the terminal does not take UTF-8."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := environ.get(name):
            # Python itself sets LC_CTYPE=C.UTF-8 where the locale is C, so a bare container counts as UTF-8.
            return "utf8" not in value.lower().replace("-", "")
    return False


def glyph(text: str) -> str:
    """Return our own signs in ``text`` as the terminal can show them, one cell for one cell."""
    return text.translate(_TWINS) if _ascii else text


def sign(outcome: str) -> str:
    """Return the sign of a stored outcome: ``✓ ✗ ≈ ? –``."""
    return glyph(_OUTCOMES[outcome][0])


def word(outcome: str) -> str:
    """Return the shown word of a stored outcome: met, not met, explained, open, n/a."""
    return _(_OUTCOMES[outcome][2])


def style(outcome: str) -> Style:
    """Return the style name that supports an outcome; sign and word carry it."""
    return _OUTCOMES[outcome][3]
