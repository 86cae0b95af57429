"""What a person prefers on this machine, remembered from inside the app."""

from __future__ import annotations

from collections.abc import Callable

from ftr_tui.model.problem import Problem
from ftr_tui.store import settings


def remember_seen(hint: str) -> str:
    """Remember that a first-visit hint was dismissed; return what went wrong, or an empty string."""
    return _change(lambda s: s.model_copy(update={"seen": sorted({*s.seen, hint})}))


def remember_theme(theme: str) -> str:
    """Remember the theme; return what went wrong, or an empty string."""
    return _change(lambda s: s.model_copy(update={"theme": theme}))


def toggle_mouse() -> tuple[bool, str]:
    """Switch the mouse for the next start; return whether it is on then, and what went wrong."""
    on = True
    try:
        on = not settings.load().mouse
    except Problem as error:
        return on, str(error)
    return on, _change(lambda s: s.model_copy(update={"mouse": on}))


def _change(change: Callable[[settings.Settings], settings.Settings]) -> str:
    try:
        settings.save(change(settings.load()))
    except Problem as error:
        return str(error)
    return ""
