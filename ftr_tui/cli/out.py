"""Writing to the terminal or the pipe: cleaned text, plain tables, signs with their ASCII twins."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ftr_tui.cli.run import StdoutError
from ftr_tui.model.i18n import _
from ftr_tui.model.text import clean

WIDTH: Final = 80
"""Where no terminal says otherwise."""

# stored outcome -> sign, shown word, colour that supports it (screens.md)
OUTCOMES: Final = {
    "pass": ("✓", "met", "green"),
    "fail": ("✗", "not met", "bold red"),
    "review": ("≈", "explained", "yellow"),
    "open": ("?", "open", "yellow"),
    "not-applicable": ("–", "n/a", "dim"),
}
_TWINS: Final = str.maketrans(
    {"✓": "+", "✗": "x", "≈": "~", "–": "-", "·": ".", "…": "~", "≠": "!=", "“": '"', "”": '"'}
)


def needs_ascii() -> bool:
    """Return whether the locale, or the stream itself, says that UTF-8 cannot be shown."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := os.environ.get(name):
            if "utf8" not in value.lower().replace("-", ""):
                return True
            break
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return encoding != "utf8"


def glyph(text: str) -> str:
    """Return our own signs as this output can show them."""
    return text.translate(_TWINS) if needs_ascii() else text


def sign(outcome: str) -> str:
    """Return sign and word of a stored outcome, e.g. ``✓ met``."""
    mark, word, _style = OUTCOMES[outcome]
    return f"{glyph(mark)} {_(word)}"


def emit(text: str) -> None:
    """Write ``text`` as it is to stdout; StdoutError if that fails."""
    if sys.stdout is None:
        return
    with _to_stdout():
        sys.stdout.write(text)


@contextlib.contextmanager
def _to_stdout() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise StdoutError(str(error), quiet=True) from error
    except OSError as error:
        raise StdoutError(error.strerror or str(error)) from error


def say(text: str = "") -> None:
    """Write one line to stdout, cleaned."""
    emit(clean(text) + "\n")


def emit_json(found: object) -> None:
    """Write one JSON value; characters outside ASCII are escaped, so that every locale can carry it."""
    emit(json.dumps(found, indent=2, allow_nan=False) + "\n")


def note(text: str) -> None:
    """Write one line to stderr, cleaned; a stderr that is gone loses it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(clean(text) + "\n")
        sys.stderr.flush()


def cell(text: str, style: str = "") -> Any:
    """Return a table cell: cleaned, and never read as markup."""
    from rich.text import Text

    return Text(clean(text), style=style)


def outcome_cell(outcome: str) -> Any:
    """Return sign and word of an outcome, in its colour."""
    return cell(sign(outcome), OUTCOMES[outcome][2])


def at_terminal() -> bool:
    """Return whether somebody reads stdout where it is written, not a file or a program."""
    return sys.stdout is not None and sys.stdout.isatty()


def width() -> int:
    """Return how many columns there are; a pipe counts as 80."""
    if at_terminal():
        with contextlib.suppress(OSError, ValueError):
            return max(os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH, 20)
    return WIDTH


def table(
    rows: Iterable[Sequence[Any]], *, indent: int = 2, narrow: Sequence[int] = (0,), least: Sequence[int] = ()
) -> None:
    """Write rows as columns without lines; ``narrow`` ones are never broken, ``least`` gives least widths."""
    from rich.padding import Padding
    from rich.table import Table

    listed = [list(row) for row in rows]
    if not listed:
        return
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for at in range(max(len(r) for r in listed)):
        grid.add_column(no_wrap=at in narrow, overflow="fold", min_width=least[at] if at < len(least) else 1)
    for row in listed:
        grid.add_row(*(c if not isinstance(c, str) else cell(c) for c in row))
    show(Padding(grid, (0, 0, 0, indent)))


def line(*parts: Any, indent: int = 0, before: str = "") -> None:
    """Write one paragraph, wrapped; parts are strings or cells. ``before`` begins each of its lines."""
    from rich.padding import Padding
    from rich.text import Text

    text = Text()
    for part in parts:
        text.append_text(part if isinstance(part, Text) else cell(part))
    show(Padding(text, (0, 0, 0, indent)), before=before)


def show(thing: Any, *, before: str = "") -> None:
    """Write something of rich; a pipe gets plain text, 80 wide and without blanks at line ends."""
    from rich.console import Console

    console = Console(
        file=sys.stdout,
        width=width() - len(before),
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    # Rich flushes stdout after each print, also while it captures: what was said before may fail here.
    with _to_stdout(), console.capture() as captured:
        console.print(thing)
    lines = [text.rstrip() for text in captured.get().split("\n")]
    emit("\n".join(f"{before}{text}" if text else text for text in lines))
