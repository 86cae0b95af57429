"""Starting the app, or saying what to use instead where there is no terminal for it.

Nothing here imports pydantic on the way to the app: the first frame comes before it.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem


def home(args: Namespace) -> int:
    """Open the app where the work stands."""
    _refuse_without_terminal("NAME")
    return _run(args)


def open_app(args: Namespace) -> int:
    """Open a session in the app."""
    if why_not():
        # A name that is wrong is said first: it is as wrong for the command that is named instead.
        from ftr_tui.actions.opening import open_session

        _refuse_without_terminal(open_session(_folder(args), args.name).name)
    return _run(args, name=args.name, screen=args.screen)


def rehearse(args: Namespace) -> int:
    """Rehearse in the app, or as plain lines where there is no terminal for it."""
    if args.plain or why_not():
        from ftr_tui.cli.rehearse import run

        return run(args)
    if args.minutes or args.short or args.solo or args.kind or args.route or args.seat:
        from ftr_tui.cli.rehearse import begin

        begin(args)
    return _run(args, name=args.name, screen="mock-review")


def demo(args: Namespace) -> int:
    """Show the sample product: the app on a temporary copy, or a walk-through in plain lines."""
    if why_not():
        from ftr_tui.cli.walk import walk

        return walk()
    return _run(args, demo=True)


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


def _run(args: Namespace, *, name: str = "", screen: str = "", demo: bool = False) -> int:
    from ftr_tui.app.start import run

    return run(_folder(args), name, screen, demo=demo, mouse=args.mouse, theme=args.theme or "")


def _folder(args: Namespace) -> Path:
    # As store.sessions.folder, which brings pydantic along.
    return Path(args.sessions or os.environ.get("FTR_TUI_SESSIONS") or "sessions")
