"""The command line: the headless twin of every screen."""

from ftr_tui.cli.run import main

__all__ = ["main"]
