"""The dossier as PDF, by typst: a template that never changes, and the tree as data beside it.

No text is ever put into typst's own language: the template reads ``dossier.json`` and draws strings.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from ftr_tui.exchange.dossier.blocks import (
    OUTCOMES,
    Bars,
    Block,
    Bullets,
    Code,
    Commands,
    Facts,
    Figures,
    Heading,
    Inline,
    Link,
    Notice,
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
    plain,
)
from ftr_tui.exchange.dossier.languages import language, scripts
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, one_line

_FONTS = {
    "sans": ("Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "Liberation Sans", "Arial"),
    "mono": ("Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo", "Liberation Mono"),
    "ja": (
        "Noto Sans CJK JP",
        "Noto Sans JP",
        "Source Han Sans JP",
        "Hiragino Sans",
        "Yu Gothic",
        "MS Gothic",
    ),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo"),
    "emoji": ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Noto Emoji"),
}
"""What we ask for, best first; typst draws with those that the machine has, and has Libertinus itself."""
_OWN = "Libertinus Serif"


@dataclass(slots=True)
class Made:
    """A PDF, and what a person should know of it."""

    data: bytes
    notes: list[str] = field(default_factory=list)


def pdf(tree: Sequence[Block], made: datetime) -> Made:
    """Return the dossier as PDF; Problem where typst cannot make it. Needs the extra ``pdf``."""
    typst = _typst()
    with tempfile.TemporaryDirectory(prefix="ftr-tui-") as folder:
        main, fonts = prepared(tree, made, Path(folder))
        try:
            data = typst.compile(main, root=folder, format="pdf", timestamp=made)
        except typst.TypstError as error:
            raise Problem(_("the PDF could not be made: {}").format(one_line(str(error)))) from error
    if not isinstance(data, bytes):
        raise Problem(_("the PDF could not be made"))
    return Made(data, list(missing(tree, fonts)))


def _typst() -> Any:
    # By name: types are checked where the extra is not installed, too.
    try:
        return import_module("typst")
    except ImportError as error:  # a wheel of another machine, an older system library
        hint = _("or write an .html file and print it to PDF from a browser")
        raise Problem(_("typst does not load here: {}").format(one_line(str(error))), hint=hint) from error


def template() -> str:
    """Return what typst runs: always the same text."""
    return resources.files("ftr_tui.exchange.dossier").joinpath("template.typ").read_text(encoding="utf-8")


def prepared(tree: Sequence[Block], made: datetime, folder: Path) -> tuple[Path, dict[str, list[str]]]:
    """Write the template and the data into ``folder``; return the file to compile and the fonts by use."""
    known = set(_typst().Fonts().families())
    fonts = {use: [f for f in names if f in known] for use, names in _FONTS.items()}
    sans, mono, ja, ko, emoji = (fonts[use] for use in ("sans", "mono", "ja", "ko", "emoji"))
    data = {
        "title": next((plain((b.product, ": ", b.what)) for b in tree if isinstance(b, Title)), ""),
        "day": [made.year, made.month, made.day],
        "words": {"contents": _("Contents"), "of": " / "},
        "fonts": {
            "text": [*sans, *ja, *ko, *emoji, _OWN],
            "code": [*mono, *sans, *ja, *ko, *emoji, _OWN],
            "ja": [*ja, *sans, *emoji, _OWN],
            "ko": [*ko, *sans, *emoji, _OWN],
        },
        "blocks": list(_blocks(tree)),
    }
    main = folder / "dossier.typ"
    main.write_text(template(), encoding="utf-8")
    (folder / "dossier.json").write_text(json.dumps(data), encoding="utf-8")
    return main, fonts


def missing(tree: Sequence[Block], fonts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield which scripts this machine has no font for that we know of: typst itself says nothing."""
    found = scripts("".join(_texts(_blocks(tree))))
    names = {"ja": _("Japanese or Chinese"), "ko": _("Korean"), "emoji": _("emoji")}
    for use, name in names.items():
        if use in found and not fonts[use]:
            text = _(
                "no font for {} is installed, so the PDF may lack such characters: install {}, or write .html"
            )
            yield text.format(name, _FONTS[use][0])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _texts(inner)


# --- the tree as data -----------------------------------------------------------------------------------


def _blocks(tree: Sequence[Block]) -> Iterator[dict[str, Any]]:
    known = ids(tree)
    for block in tree:
        yield {"kind": type(block).__name__.lower(), **_block(block, known)}


def _block(block: Block, known: set[str]) -> dict[str, Any]:
    def rich(parts: Rich) -> list[dict[str, str]]:
        return [_inline(p, known) for p in parts]

    if isinstance(block, Title):
        return {
            "product": rich((block.product,)), "what": block.what, "ready": block.is_ready,
            "verdict": rich(block.verdict), "notices": [clean(n) for n in block.notices],
            "facts": [[k, rich(v)] for k, v in block.facts],
        }  # fmt: skip
    if isinstance(block, Heading):
        tag = _inline(block.tag, known) if block.tag else None
        return {
            "level": block.level, "text": rich(block.text), "id": block.id, "tag": tag, "group": block.group,
        }  # fmt: skip
    if isinstance(block, Paragraph | Notice):
        return {"text": rich(block.text)}
    if isinstance(block, Facts):
        return {"rows": [[k, rich(v)] for k, v in block.rows]}
    if isinstance(block, Bullets):
        return {"rows": [rich(r) for r in block.rows]}
    if isinstance(block, Table):
        rows = [[rich(c) for c in row] for row in block.rows]
        widths = block.widths or tuple(1 for _c in block.columns)
        return {
            "columns": list(block.columns), "rows": rows, "widths": list(widths), "short": block.is_short,
        }  # fmt: skip
    if isinstance(block, Verbatim):
        text = clean(block.text)
        return {"lines": text.split("\n"), "lang": language(text)}
    if isinstance(block, Commands):
        return {"lines": [clean(line) for line in block.lines]}
    if isinstance(block, Figures):
        return {"rows": [[str(n), words] for n, words in block.rows]}
    if isinstance(block, Bars):
        return {"label": block.label, "heads": [_("Controls"), _("In numbers")], "rows": [
            {
                "label": rich(label),
                "parts": [[str(o), n] for o, n in parts.items()],
                "told": ", ".join(f"{' '.join(OUTCOMES[o])} {n}" for o, n in parts.items()),
            }
            for label, parts in block.rows
        ]}  # fmt: skip
    return {}


def _inline(part: Inline, known: set[str]) -> dict[str, str]:
    if isinstance(part, str):
        return {"is": "words", "text": clean(part)}
    if isinstance(part, Link):
        return {"is": "link", "text": clean(part.target), "to": clean(part.target)}
    if isinstance(part, Ref):
        # A reference to nothing would stop typst.
        return {"is": "ref" if part.to in known else "words", "text": clean(part.text), "to": part.to}
    kinds: dict[type, str] = {Said: "said", Code: "code", Strong: "strong", Tag: "tag"}
    out = {"is": kinds[type(part)], "text": clean(part.text)}
    if isinstance(part, Tag):
        out["outcome"] = str(part.outcome)
    if isinstance(part, Said):
        out["lang"] = language(part.text)
    return out
