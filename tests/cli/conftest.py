"""The fixtures of the command line's tests."""

from cli_help import acme, own_home, run

__all__ = ["acme", "own_home", "run"]
