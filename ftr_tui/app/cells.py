"""Text as terminal cells: clean, measure, cut, pad and wrap what is about to be drawn."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import is_normalized

from rich.cells import cell_len, set_cell_size
from textual.content import Content

LINE_CAP = 1_000
"""Characters of a one-line text that are looked at before it is cut to its width."""
TEXT_CAP = 20_000
"""Characters of a wrapped text that are drawn; the file keeps all."""


def clean(text: str) -> str:
    """Return ``text`` as it may reach a terminal (``model.text.clean``)."""
    # Printable means: no control, bidi, invisible or surrogate character. The first frame holds only
    # such text as a rule, so it does not wait for pydantic, which the model's module imports.
    if text.isprintable() and is_normalized("NFC", text):
        return text
    from ftr_tui.model.text import clean as clean_fully

    return clean_fully(text)


def flat(text: str) -> str:
    """Return ``text`` cleaned, with line ends and tabs as blanks, at most ``LINE_CAP`` characters."""
    return clean(text[:LINE_CAP]).replace("\n", " ").replace("\t", " ")


def cut(text: str, width: int, mark: str = "…") -> str:
    """Return ``text`` in at most ``width`` cells, with ``…`` where something was left out."""
    text = flat(text)
    if cell_len(text) <= width:
        return text
    room = width - cell_len(mark)
    if room < 1:
        return mark[: max(0, width)]
    return set_cell_size(text, room).rstrip() + mark


def pad(text: str, width: int, right: bool = False) -> str:
    """Return ``text`` in exactly ``width`` cells, cut or filled with blanks (at the left if ``right``)."""
    text = cut(text, width)
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


@lru_cache(maxsize=1024)
def wrap(text: str, width: int) -> tuple[tuple[int, int], ...]:
    """Return where each line of ``text`` (clean, ``\\n`` breaks) starts and ends at ``width`` cells."""
    # Below a few cells rich's chop_cells raises, as when a terminal shrinks to nothing.
    width = max(4, width)
    spans: list[tuple[int, int]] = []
    base = 0
    for paragraph in text.split("\n"):
        if cell_len(paragraph) <= width:
            spans.append((base, base + len(paragraph)))
        else:
            at = 0
            for line in Content(paragraph).wrap(width):
                piece = line.plain.rstrip()
                start = paragraph.find(piece, at)
                if start < 0:  # not seen; keeps the text if Textual ever alters it on the way
                    start = at
                at = start + len(piece)
                spans.append((base + start, base + at))
        base += len(paragraph) + 1
    return tuple(spans)
