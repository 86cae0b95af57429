"""`completion`: the script that completes commands and options in a shell."""

from __future__ import annotations

from argparse import Namespace

from ftr_tui.cli.out import emit
from ftr_tui.cli.parser import build


def run(args: Namespace) -> int:
    """Print the completion script of one shell."""
    import shtab

    emit(shtab.complete(build(), shell=args.shell) + "\n")
    return 0
