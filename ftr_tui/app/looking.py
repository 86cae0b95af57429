"""A session that somebody else has open: look on, go on together, or work on a copy (hard case 31)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ftr_tui.app.app import FtrApp
    from ftr_tui.store.presence import Other

FOLLOW_SECONDS: Final = 2.0
"""How often a session is read again while somebody only looks on."""

_HARMLESS: Final = frozenset(
    {
        *("choose", "cursor_up", "cursor_down", "page", "first", "last", "filter", "step", "gap", "find"),
        *("whose", "view", "copy", "part", "leave", "open", "sort", "programme", "accounts", "plan_list"),
        *("control", "other", "go", "account", "stop_scan", "save_copy", "leave_app", "command_palette"),
        *("help", "demo", "new", "release", "next", "submit", "editor", "diagram", "write_here"),
    }
)
"""Actions of our keys that change nothing in the session at hand. A new one counts as one that does."""
_NAME = re.compile(r"(?:.*\.)?([a-z_]+)(?:\(.*\))?", re.DOTALL)


def is_harmless(action: str, ours: frozenset[str]) -> bool:
    """Whether an action may run while somebody only looks on; what is none of our keys' is Textual's own."""
    found = _NAME.fullmatch(action)
    name = found[1] if found else action
    return name in _HARMLESS or name not in ours


def words(others: Sequence[Other], now: datetime) -> str:
    """Return who has the session open and since when, in the words of a line."""
    return ", ".join(_("{} on {} since {}").format(o.who, o.host, _since(o.since, now)) for o in others)


def _since(since: datetime, now: datetime) -> str:
    local = since.astimezone()
    return f"{local:%H:%M}" if local.date() == now.astimezone().date() else f"{local:%Y-%m-%d %H:%M}"


def ask_how(app: FtrApp, others: Sequence[Other]) -> None:
    """Ask how to go on with a session that others have open; escape goes on together."""
    desk = app.desk
    if desk is None:
        return
    options = [
        Option("together", _("Go on"), _("each sees the other's answers; nothing is lost"), "g"),
        Option("look", _("Look on only"), _("it keeps up by itself; O writes after all"), "l"),
        Option("copy", _("Work on a copy"), _("{}-copy, apart from theirs").format(desk.name), "w"),
    ]
    text = _("Open now: {}.").format(words(others, desk.clock()))

    def chosen(how: str | None) -> None:
        if how == "look":
            app.look_on()
        elif how == "copy":
            app.work_on_copy()

    app.ask(Choose(_("{} is open elsewhere").format(desk.name), options, text=text), chosen)
