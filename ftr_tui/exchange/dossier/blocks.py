"""What a dossier is made of, whatever it is written as: blocks, and the inline parts within them.

A plain ``str`` in a block is our own wording. All else came from people, files or AWS and was made by
``Ink``, so it is cleaned and hidden already; the writers escape both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ftr_tui.model.binder import is_link
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import Outcome
from ftr_tui.model.text import clean

OUTCOMES = {
    Outcome.PASS: ("✓", _("met")),
    Outcome.FAIL: ("✗", _("not met")),
    Outcome.REVIEW: ("≈", _("explained")),
    Outcome.OPEN: ("?", _("open")),
    Outcome.NOT_APPLICABLE: ("–", _("n/a")),
}
"""Sign and word of each outcome: neither stands without the other, and no colour stands alone."""


# --- inline -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's text, in whatever language and direction."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An id, an ARN, an action: something to be copied."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Our own words, said loudly."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An http or https address, shown as it is."""

    target: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Another place in the dossier, by the ``id`` of its heading."""

    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Tag:
    """An outcome as sign and word."""

    outcome: Outcome

    @property
    def text(self) -> str:
        """Return ``✓ met``."""
        return " ".join(OUTCOMES[self.outcome])


Inline = str | Said | Code | Strong | Link | Ref | Tag
Rich = tuple[Inline, ...]


# --- blocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Title:
    """Page one."""

    product: Said
    what: str
    is_ready: bool
    verdict: Rich
    notices: tuple[str, ...]
    """Loud lines: redacted or not, a sample, a list that closed."""
    facts: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents; writers make it of the headings."""


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 2: a part, 3: a section of it or a control, 4: a question."""

    level: int
    text: Rich
    id: str = ""
    tag: Tag | None = None
    group: str = ""
    """The section of a control: in the table of contents they stand together under it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Rich


@dataclass(frozen=True, slots=True)
class Notice:
    """What nobody may overlook: overruled, unconfirmed, not read again."""

    text: Rich


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what stands under each."""

    rows: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    rows: tuple[Rich, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``widths`` are shares of the page, one a column, or none."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Rich, ...], ...]
    widths: tuple[int, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it is small enough to stand on one page whole."""
        return len(self.rows) <= 9 and sum(len(plain(c)) for row in self.rows for c in row) <= 900


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text of many lines exactly as somebody wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines for a shell, each to be copied whole; made by ``Ink`` and without line ends inside."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers at a glance, each with its words."""

    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: for each label how many have which outcome."""

    label: str
    rows: tuple[tuple[Rich, dict[Outcome, int]], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page in print."""


Block = (
    Title | Contents | Heading | Paragraph | Notice | Facts | Bullets | Table | Verbatim | Commands | Figures
    | Bars | PageBreak
)  # fmt: skip


# --- making them ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ink:
    """Makes the inline parts of other people's texts. Here and only here they are masked and redacted."""

    hide: Callable[[str], str] = field(default=str)

    def text(self, text: object) -> str:
        """Return somebody's text as it may stand in the dossier."""
        return clean(self.hide(str(text)))

    def said(self, text: object) -> Said:
        """Return somebody's words."""
        return Said(self.text(text))

    def code(self, text: object) -> Code:
        """Return something to be copied."""
        return Code(self.text(text))

    def where(self, address: str) -> Link | Code:
        """Return an address as a link if it is http or https and nothing in it was hidden; else as it is."""
        shown = self.text(address)
        return Link(shown.strip()) if shown == clean(address) and is_link(shown) else Code(shown)


def joined(parts: Sequence[Inline | Rich], between: str = ", ") -> Rich:
    """Return the parts with ``between`` them; what is empty stands not among them."""
    out: list[Inline] = []
    for part in parts:
        rich = part if isinstance(part, tuple) else (part,)
        rich = tuple(p for p in rich if plain((p,)))
        if not rich:
            continue
        if out:
            out.append(between)
        out += rich
    return tuple(out)


def plain(rich: Rich) -> str:
    """Return the bare text."""
    return "".join(p if isinstance(p, str) else p.target if isinstance(p, Link) else p.text for p in rich)


def ids(tree: Sequence[Block]) -> set[str]:
    """Return the ids that a ``Ref`` may name."""
    return {b.id for b in tree if isinstance(b, Heading) and b.id}
