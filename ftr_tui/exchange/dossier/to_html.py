"""The dossier as one HTML file: no script, nothing loaded, and it prints as a report should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    Inline,
    Link,
    Notice,
    PageBreak,
    Paragraph,
    Ref,
    Rich,
    Said,
    Strong,
    Table,
    Tag,
    Title,
    Verbatim,
    ids,
)
from ftr_tui.exchange.dossier.languages import language
from ftr_tui.exchange.dossier.style import STYLE
from ftr_tui.exchange.pages import page, safe
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import Outcome

_SHORT_CLASS = {
    Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.REVIEW: "review", Outcome.OPEN: "open",
    Outcome.NOT_APPLICABLE: "na",
}  # fmt: skip
_PATTERNS = """\
<svg class="defs" width="0" height="0" aria-hidden="true"><defs>
<pattern id="p-fail" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
<rect width="6" height="6" class="fail-ground"/><rect width="2" height="6" class="fail-line"/></pattern>
<pattern id="p-review" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">\
<rect width="5" height="5" class="review-ground"/><rect width="1.6" height="5" class="review-line"/></pattern>
</defs></svg>"""


def html(tree: Sequence[Block]) -> str:
    """Return the whole file."""
    writer = _Writer(tree, ids(tree))
    first = next((b for b in tree if isinstance(b, Title)), None)
    name = f"{first.product.text}: {first.what}" if first else ""
    return page(name, "\n".join(writer.body()), STYLE)


@dataclass(frozen=True, slots=True)
class _Writer:
    tree: Sequence[Block]
    known: set[str]

    def body(self) -> Iterator[str]:
        """Yield the file's parts; each part of the dossier is a section, each control an article."""
        yield _PATTERNS
        open_part, open_control, main = False, False, False
        after_break = False
        for block in self.tree:
            if isinstance(block, PageBreak):
                after_break = True
                continue
            if isinstance(block, Heading) and block.level <= 3 and open_control:
                yield "</article>"
                open_control = False
            if isinstance(block, Heading) and block.level == 2:
                if not main:
                    yield "<main>"
                if open_part:
                    yield "</section>"
                broken = ' class="new-page"' if after_break else ""
                yield f'<section{broken} aria-labelledby="{safe(block.id)}">'
                open_part, after_break, main = True, False, True
            if isinstance(block, Heading) and block.level == 3 and block.group:
                yield '<article class="control">'
                open_control = True
            yield from self.block(block)
        yield ("</article>" if open_control else "") + ("</section>" if open_part else "")
        yield "</main>" if main else ""

    def block(self, block: Block) -> Iterator[str]:
        """Yield one block."""
        if isinstance(block, Title):
            yield from self.title(block)
        elif isinstance(block, Contents):
            yield from self.contents()
        elif isinstance(block, Heading):
            yield self.heading(block)
        elif isinstance(block, Paragraph):
            yield f"<p>{self.rich(block.text)}</p>"
        elif isinstance(block, Notice):
            yield f'<p class="notice"><b aria-hidden="true">!</b> {self.rich(block.text)}</p>'
        elif isinstance(block, Facts):
            yield self.facts(block.rows)
        elif isinstance(block, Bullets):
            yield "<ul>" + "\n".join(f"<li>{self.rich(row)}</li>" for row in block.rows) + "</ul>"
        elif isinstance(block, Table):
            yield self.table(block)
        elif isinstance(block, Verbatim):
            yield f'<blockquote dir="auto"{_lang(block.text)}>{safe(block.text)}</blockquote>'
        elif isinstance(block, Commands):
            yield f"<pre><code>{chr(10).join(map(_command, block.lines))}</code></pre>"
        elif isinstance(block, Figures):
            yield (
                '<ul class="figures">'
                + "".join(f"<li><b>{n}</b> <span>{safe(words)}</span></li>" for n, words in block.rows)
                + "</ul>"
            )
        elif isinstance(block, Bars):
            yield self.bars(block)

    def title(self, block: Title) -> Iterator[str]:
        """Yield page one."""
        ready = "ready" if block.is_ready else "not-ready"
        yield '<header class="cover">'
        yield f'<p class="what">{safe(block.what)}</p>'
        yield f"<h1>{_said(block.product)}</h1>"
        yield f'<p class="verdict {ready}">{"✓" if block.is_ready else "✗"} {self.rich(block.verdict)}</p>'
        yield from (f'<p class="notice"><b aria-hidden="true">!</b> {safe(t)}</p>' for t in block.notices)
        yield self.facts(block.facts)
        yield "</header>"

    def contents(self) -> Iterator[str]:
        """Yield the table of contents: the parts, and under them the controls by section."""
        yield f'<nav aria-label="{safe(_("Contents"))}"><p class="nav-head">{safe(_("Contents"))}</p><ol>'
        is_open, group = False, ""
        for block in self.tree:
            if not isinstance(block, Heading) or not block.id:
                continue
            if block.level == 2:
                yield ("</div></li></ul>" if group else "") + ("</li>" if is_open else "")
                yield f'<li><a href="#{safe(block.id)}">{self.rich(block.text, linked=False)}</a>'
                is_open, group = True, ""
            elif block.group:
                if block.group != group:
                    start = "</div></li>" if group else "<ul>"
                    yield f"{start}<li><span>{safe(block.group)}</span><div>"
                    group = block.group
                sign = OUTCOMES[block.tag.outcome][0] if block.tag else ""
                yield f'<a href="#{safe(block.id)}">{safe(block.id)} {sign}</a> '
        yield ("</div></li></ul>" if group else "") + ("</li>" if is_open else "") + "</ol></nav>"

    def heading(self, block: Heading) -> str:
        """Return a heading, with its outcome beside it."""
        name = f' id="{safe(block.id)}"' if block.id else ""
        tag = f" {_tag(block.tag)}" if block.tag else ""
        return f"<h{block.level}{name}>{self.rich(block.text)}{tag}</h{block.level}>"

    def facts(self, rows: Sequence[tuple[str, Rich]]) -> str:
        """Return labels and what stands under each."""
        inner = "\n".join(f"<div><dt>{safe(k)}</dt><dd>{self.rich(v)}</dd></div>" for k, v in rows)
        return f"<dl>{inner}</dl>"

    def table(self, block: Table) -> str:
        """Return a table; on a phone its cells stand below each other, each with its column's name."""
        total = sum(block.widths)
        shares = "".join(f'<col style="width:{100 * w / total:.0f}%">' for w in block.widths)
        head = "".join(f'<th scope="col">{safe(c)}</th>' for c in block.columns)
        rows = "\n".join(
            "<tr>"
            + "".join(
                f'<td data-label="{safe(c)}">{self.rich(cell)}</td>'
                for c, cell in zip(block.columns, row, strict=True)
            )
            + "</tr>"
            for row in block.rows
        )
        group = f"<colgroup>{shares}</colgroup>" if shares else ""
        short = ' class="short"' if block.is_short else ""
        return f"<table{short}>{group}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"

    def bars(self, block: Bars) -> str:
        """Return a chart as a table: the name, the bar, and the same in numbers and words."""
        most = max((sum(parts.values()) for _label, parts in block.rows), default=1)
        rows = []
        for label, parts in block.rows:
            told = ", ".join(f"{' '.join(OUTCOMES[o])} {n}" for o, n in parts.items())
            rows.append(
                f'<tr><th scope="row">{self.rich(label)}</th>'
                f'<td class="bar">{_svg(parts, most, told)}</td><td>{safe(told)}</td></tr>'
            )
        head = "".join(
            f'<th scope="col">{safe(c)}</th>' for c in (block.label, _("Controls"), _("In numbers"))
        )
        body = "\n".join(rows)
        return f'<table class="bars"><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>'

    def rich(self, rich: Rich, *, linked: bool = True) -> str:
        """Return running text; ``linked`` False where a link stands round it."""
        return "".join(self.inline(part, linked) for part in rich)

    def inline(self, part: Inline, linked: bool) -> str:
        """Return one inline part."""
        if isinstance(part, str):
            return safe(part)
        if isinstance(part, Strong):
            return f"<strong>{safe(part.text)}</strong>"
        if isinstance(part, Tag):
            return _tag(part)
        if isinstance(part, Code):
            return f"<code>{safe(part.text)}</code>"
        if isinstance(part, Link):
            # Ink makes a Link of http and https addresses alone.
            return f'<a href="{safe(part.target)}" rel="noopener noreferrer">{safe(part.target)}</a>'
        if isinstance(part, Ref):
            here = linked and part.to in self.known
            return f'<a href="#{safe(part.to)}">{safe(part.text)}</a>' if here else safe(part.text)
        return _said(part)


def _command(line: str) -> str:
    """Return a line for a shell; what only says something of the next one is paler."""
    says = line.startswith("#") and not line.startswith("# aws ")
    return f"<span>{safe(line)}</span>" if says else safe(line)


def _said(part: Said) -> str:
    return f"<bdi{_lang(part.text)}>{safe(part.text)}</bdi>"


def _lang(text: str) -> str:
    known = language(text)
    return f' lang="{known}"' if known else ""


def _tag(tag: Tag) -> str:
    return f'<span class="tag {_SHORT_CLASS[tag.outcome]}">{safe(tag.text)}</span>'


def _svg(parts: dict[Outcome, int], most: int, told: str) -> str:
    """Return a bar as wide as there are controls, so that two bars can be compared."""
    unit, at, drawn = 240 / max(1, most), 0.0, []
    for outcome, n in parts.items():
        width = n * unit
        place = f'x="{at + 0.5:.1f}" y="0.5" width="{width - 1:.1f}" height="15"'
        drawn.append(f'<rect class="{_SHORT_CLASS[outcome]}" {place}/>')
        at += width
    return f'<svg viewBox="0 0 240 16" role="img" aria-label="{safe(told)}">{"".join(drawn)}</svg>'
