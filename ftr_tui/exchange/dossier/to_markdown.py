"""The dossier as Markdown, as Notion and Confluence take it: no HTML, pipe tables, one line a cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ftr_tui.exchange.dossier.blocks import (
    OUTCOMES,
    Bars,
    Block,
    Bullets,
    Code,
    Commands,
    Contents,
    Facts,
    Figures,
    Heading,
    Link,
    Notice,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
    Tag,
    Title,
    Verbatim,
    plain,
)
from ftr_tui.exchange.markdown import escape, fence, table
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import Outcome

_WIDTH = 20
"""Characters of the longest bar."""
_BAR = {
    Outcome.PASS: "█", Outcome.FAIL: "▒", Outcome.REVIEW: "▓", Outcome.OPEN: "░", Outcome.NOT_APPLICABLE: "·",
}  # fmt: skip


def markdown(tree: Sequence[Block]) -> str:
    """Return the whole page."""
    slugs = _slugs(tree)
    return "\n\n".join(part for block in tree for part in _block(block, tree, slugs)) + "\n"


def _slugs(tree: Sequence[Block]) -> dict[str, str]:
    """Return id -> the anchor that Markdown gives the heading, as GitHub and most others make it."""
    seen: Counter[str] = Counter()
    out: dict[str, str] = {}
    for block in tree:
        if not isinstance(block, Heading):
            continue
        bare = re.sub(r"[^\w\- ]", "", " ".join(plain(block.text).split()).lower()).replace(" ", "-")
        out[block.id or f"#{len(out)}"] = f"{bare}-{seen[bare]}" if seen[bare] else bare
        seen[bare] += 1
    return out


def _block(block: Block, tree: Sequence[Block], slugs: Mapping[str, str]) -> Iterator[str]:
    if isinstance(block, Title):
        yield from _title(block, slugs)
    elif isinstance(block, Contents):
        yield from _contents(tree, slugs)
    elif isinstance(block, Heading):
        yield f"{'#' * block.level} {_line(block.text, slugs)}"
        if block.tag:
            yield f"**{block.tag.text}**"
    elif isinstance(block, Paragraph):
        yield _start(_line(block.text, slugs))
    elif isinstance(block, Notice):
        yield f"> **!** {_line(block.text, slugs)}"
    elif isinstance(block, Facts):
        yield "\n".join(f"- {escape(label)}: {_line(rich, slugs)}" for label, rich in block.rows)
    elif isinstance(block, Bullets):
        yield "\n".join(f"- {_start(_line(row, slugs))}" for row in block.rows)
    elif isinstance(block, Table):
        columns = [escape(c) for c in block.columns]
        yield table(columns, [[_line(cell, slugs) for cell in row] for row in block.rows])
    elif isinstance(block, Verbatim):
        yield fence(block.text)
    elif isinstance(block, Commands):
        yield fence("\n".join(block.lines), "sh")
    elif isinstance(block, Figures):
        yield " · ".join(f"{escape(words)} **{n}**" for n, words in block.rows)
    elif isinstance(block, Bars):
        yield _bars(block, slugs)


def _title(block: Title, slugs: Mapping[str, str]) -> Iterator[str]:
    yield f"# {escape(block.product.text)}: {escape(block.what)}"
    yield f"**{_line(block.verdict, slugs)}**"
    yield "\n>\n".join(f"> **!** {escape(text)}" for text in block.notices)
    yield "\n".join(f"- {escape(label)}: {_line(rich, slugs)}" for label, rich in block.facts)


def _contents(tree: Sequence[Block], slugs: Mapping[str, str]) -> Iterator[str]:
    lines, group = [], ""
    for block in tree:
        if not isinstance(block, Heading) or not block.id:
            continue
        link = f"[{_line(block.text, {})}](#{slugs[block.id]})"
        if block.level == 2:
            lines.append(f"- {link}")
        elif block.group:
            short = f"[{escape(block.id)}](#{slugs[block.id]})"
            if block.group != group:
                lines.append(f"  - {escape(block.group)}: {short}")
            else:
                lines[-1] += f", {short}"
            group = block.group
    yield "\n".join(lines)


def _bars(block: Bars, slugs: Mapping[str, str]) -> str:
    most = max((sum(parts.values()) for _label, parts in block.rows), default=1)
    used = [o for o in Outcome if any(parts.get(o) for _label, parts in block.rows)]
    rows = []
    for label, parts in block.rows:
        # As wide as there are controls, so that the bars can be compared.
        each = _WIDTH // most if most <= _WIDTH else 1
        bar = "".join(_BAR[o] * (n * each) for o, n in parts.items())
        rows.append([_line(label, slugs), bar, *(str(parts.get(o, 0) or "") for o in used)])
    heads = [f"{_BAR[o]} {' '.join(OUTCOMES[o])}" for o in used]
    return table([escape(block.label), _("Chart"), *heads], rows)


def _line(rich: Rich, slugs: Mapping[str, str]) -> str:
    return "".join(_inline(part, slugs) for part in rich)


def _inline(part: object, slugs: Mapping[str, str]) -> str:
    if isinstance(part, str):
        # The blanks round our own words stand between two parts and must stay.
        return _kept(part)
    if isinstance(part, Strong | Tag):
        inner = escape(part.text)
        return f"**{inner}**{' ' if part.text.endswith(' ') else ''}" if inner else ""
    if isinstance(part, Link):
        return f"[{escape(part.target)}](<{_target(part.target)}>)"
    if isinstance(part, Ref):
        known = part.to in slugs
        return f"[{escape(part.text)}](#{slugs[part.to]})" if known else escape(part.text)
    assert hasattr(part, "text")  # noqa: S101  for mypy: Said and Code
    return _kept(part.text) if not isinstance(part, Code) else escape(part.text)


def _kept(text: str) -> str:
    """Return our words escaped; a mark that stands for something only where a line begins stays plain."""
    before = " " if text[:1].isspace() else ""
    after = " " if text.strip() and text[-1:].isspace() else ""
    return before + escape(f"x{text.strip()}")[1:] + after if text.strip() else before


def _start(line: str) -> str:
    """Return a line that begins no list, heading or quotation."""
    return re.sub(r"^(\s*)([#+=-]|\d+[.)])(?=\s|$)", lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", line)


def _target(address: str) -> str:
    # In angle brackets nothing ends the address but these.
    return re.sub(r"[<>\\|\s]", lambda m: f"%{ord(m[0]):02X}", address)
