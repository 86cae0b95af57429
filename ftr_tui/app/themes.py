"""Which theme fits the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping, Set

NAMES = {"dark": "textual-dark", "light": "textual-light"}


def has_truecolor(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal announces 24-bit colour; elsewhere dark surfaces run together."""
    announced = environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return announced or "direct" in environ.get("TERM", "")


def is_light(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal says (``COLORFGBG``) that its background is light."""
    return environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def pick(wish: str, known: Set[str], environ: Mapping[str, str] = os.environ) -> tuple[str, bool]:
    """Return the theme for a wish (``auto``, ``dark``, ``light`` or a name), and whether it was known."""
    tone = "light" if is_light(environ) else "dark"
    auto = NAMES[tone] if has_truecolor(environ) else f"ansi-{tone}"
    if wish in ("", "auto"):
        return auto, True
    name = NAMES.get(wish, wish)
    return (name, True) if name in known else (auto, False)
