"""Starting the app, or saying what to use instead where there is no terminal for it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from gettext import gettext as _
from pathlib import Path

from ftr_tui.model.problem import Problem
from ftr_tui.store import sessions


def home(args: Namespace) -> int:
    """Open the app where the work stands."""
    _refuse_without_terminal("NAME")
    return _run(args, sessions.folder(args.sessions))


def open_app(args: Namespace) -> int:
    """Open a session in the app."""
    # A name that is wrong is said first: it is wrong on any terminal.
    from ftr_tui.actions.opening import open_session

    where = sessions.folder(args.sessions)
    name = open_session(where, args.name).name
    _refuse_without_terminal(name)
    return _run(args, where, name=name, screen=args.screen)


def demo(args: Namespace) -> int:
    """Show the sample product: the app on a temporary copy, or a walk-through in plain lines."""
    if why_not():
        from ftr_tui.cli.walk import walk

        return walk()
    return _run(args, sessions.folder(args.sessions), demo=True)


def why_not() -> str:
    """Return why the app cannot run here, or an empty string. Textual draws on stderr and reads stdin."""
    for stream, name in ((sys.stdin, "stdin"), (sys.__stderr__, "stderr")):
        try:
            if stream is None or not stream.isatty():
                return _("no terminal on {}").format(name)
        except ValueError:  # a closed stream
            return _("no terminal on {}").format(name)
    if os.environ.get("TERM", "").lower() in ("dumb", ""):
        return _("this terminal cannot draw screens (TERM={})").format(os.environ.get("TERM", ""))
    return ""


def _refuse_without_terminal(name: str) -> None:
    reason = why_not()
    if reason:
        hint = _("without it there are: ftr-tui ask {0}, ftr-tui status {0}").format(name)
        raise Problem(_("the app needs a terminal: {}").format(reason), hint=hint)


def _run(args: Namespace, where: Path, *, name: str = "", screen: str = "", demo: bool = False) -> int:
    from ftr_tui.app.start import run

    return run(where, name, screen, demo=demo, mouse=args.mouse, theme=args.theme or "")
