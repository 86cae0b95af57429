"""The binder as one zip: every file under its number, an index to read, and what is missing named."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO
from urllib.parse import quote

from ftr_tui.exchange import pages
from ftr_tui.exchange.markdown import escape, table
from ftr_tui.model.binder import Part, citation
from ftr_tui.model.i18n import _
from ftr_tui.model.session import Document
from ftr_tui.model.text import clean

HAND_IN, OTHERS = "hand-in", "documents"
"""The two folders: what goes to AWS, and all else."""
_IN_MEMORY = 8 * 2**20
_NAME_BYTES = 120
_PACKED_ALREADY = frozenset((".png", ".jpg", ".jpeg", ".pdf", ".xlsx", ".docx", ".pptx", ".zip", ".gz"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One document, or one kind that nobody has added (no ``document``)."""

    title: str
    state: str
    """In words, as screens say it: ``stale since 2026-10-01``."""
    document: Document | None = None
    path: Path | None = None
    """Where its file lies; None: a link, or nothing."""
    controls: Sequence[str] = ()
    hand_in: bool = False


@dataclass(slots=True)
class Packed:
    """What came of it."""

    files: list[str] = field(default_factory=list)
    """Names in the zip, without the index."""
    links: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """``D03 plan.pdf: no permission``: the file is not in the zip."""


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    """``title``, ``part``, ``text``, ``list`` or ``table`` (first row: its head)."""
    rows: Sequence[Sequence[str | _Link]]


@dataclass(frozen=True, slots=True)
class _Link:
    text: str
    target: str


def pack(
    out: BinaryIO,
    entries: Sequence[Entry],
    parts: Sequence[Part],
    *,
    product: str,
    made: date,
    version: str,
    mask: Callable[[str], str] = str,
) -> Packed:
    """Write the zip; the same input on the same day gives the same bytes.

    A file that cannot be read is named, in the index and in what is returned, and stops nothing. The
    zip's own OSError goes on.
    """
    packed = Packed()
    names: dict[str, str] = {}
    with zipfile.ZipFile(out, "w") as archive:
        for entry in entries:
            if entry.document is None:
                continue
            if entry.path is None:
                packed.links.append(entry.document.id)
            elif why := _put(archive, entry.path, name := _unique(entry, set(names.values()))):
                packed.unread.append(f"{citation(entry.document)}: {why}")
            else:
                names[entry.document.id] = name
        packed.files = list(names.values())
        blocks = list(_blocks(entries, parts, names, packed, product, made, version, mask))
        for name, text in (("index.md", _markdown(blocks)), ("index.html", _page(blocks))):
            archive.writestr(_info(name), text.encode("utf-8", errors="backslashreplace"))
    return packed


# --- files ------------------------------------------------------------------------------------------


def safe_name(document: Document) -> str:
    """Return ``D03-restore-test-2026-10.pdf``: no separators, nothing that Windows refuses, not too long."""
    name = unicodedata.normalize("NFC", PurePosixPath(document.where.replace("\\", "/")).name)
    name = re.sub(r"[^\w.-]+", "-", clean(name)).strip("-. ") or "file"
    path = PurePosixPath(name)
    ending = path.suffix if 1 < len(path.suffix) <= 12 else ""
    stem = name.removesuffix(ending)
    number = re.sub(r"[^A-Za-z0-9]", "", document.id)
    # Most file systems count bytes, and a name is cut between characters.
    room = _NAME_BYTES - len(f"{number}-{ending}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip("-. ") or "file"
    return f"{number}-{stem}{ending}"


def _unique(entry: Entry, taken: set[str]) -> str:
    assert entry.document is not None  # noqa: S101  for mypy: asked right before
    folder = HAND_IN if entry.hand_in else OTHERS
    name = PurePosixPath(safe_name(entry.document))
    lower = {t.casefold() for t in taken}
    number, found = 2, f"{folder}/{name}"
    while found.casefold() in lower:
        found = f"{folder}/{name.stem}-{number}{name.suffix}"
        number += 1
    return found


def _put(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    """Put a file into the zip; return why it could not be read, or an empty string."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        try:
            if not path.is_file():
                return _("no file is there") if not path.exists() else _("it is no file")
            # Read whole first: half a file in the zip could not be taken out again.
            with path.open("rb") as file:
                shutil.copyfileobj(file, copy)
        except (OSError, ValueError) as error:
            return getattr(error, "strerror", None) or str(error)
        size = copy.tell()
        copy.seek(0)
        _stream(archive, name, copy, size)
    return ""


def _stream(archive: zipfile.ZipFile, name: str, file: IO[bytes], size: int) -> None:
    info = _info(name)
    info.file_size = size
    if PurePosixPath(name).suffix.lower() in _PACKED_ALREADY:
        info.compress_type = zipfile.ZIP_STORED
    with archive.open(info, "w", force_zip64=size > 2**31 - 1) as target:
        shutil.copyfileobj(file, target)


def _info(name: str) -> zipfile.ZipInfo:
    # No time of the file: the same binder packed twice is the same zip.
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info


# --- the index --------------------------------------------------------------------------------------


def _blocks(
    entries: Sequence[Entry],
    parts: Sequence[Part],
    names: dict[str, str],
    packed: Packed,
    product: str,
    made: date,
    version: str,
    mask: Callable[[str], str],
) -> Iterator[_Block]:
    yield _Block("title", [(_("{}: documents").format(product),)])
    told = _("{} files, {} links. Made {}, ftr-tui {}. The numbers are those that the responses name.")
    yield _Block("text", [(told.format(len(packed.files), len(packed.links), made, version),)])
    if packed.unread:
        yield _Block("part", [(_("Could not be read, and is not here"),)])
        yield _Block("list", [(mask(text),) for text in packed.unread])
    yield _Block("part", [(_("What goes to AWS"),)])
    yield _Block("table", [(_("What"), _("State"), _("Files")), *(_part_row(p, names, mask) for p in parts)])
    yield _Block("part", [(_("Documents"),)])
    there = [e for e in entries if e.document is not None]
    head = (_("No."), _("Document"), _("File or link"), _("State"), _("Shows"), _("Owner"), _("For"))
    if there:
        yield _Block("table", [head, *(_row(e, names, mask) for e in there)])
    else:
        yield _Block("text", [(_("None yet."),)])
    missing = [e for e in entries if e.document is None]
    if missing:
        yield _Block("part", [(_("Not there"),)])
        yield _Block("table", [(_("Document"), _("State"), _("For")), *(
            (e.title, e.state, " ".join(e.controls)) for e in missing
        )])  # fmt: skip


def _part_row(part: Part, names: dict[str, str], mask: Callable[[str], str]) -> tuple[str, str, str]:
    there = [names[d.id].rpartition("/")[2] for d in part.documents if d.id in names]
    lost = [_("{} could not be read").format(d.id) for d in part.documents if d.id not in names]
    said = [*lost, *part.missing]
    if not said:
        state = _("there")
    else:
        optional = _("missing, and optional: {}") if part.optional else _("missing: {}")
        state = optional.format("; ".join(said))
    if part.notes:
        state += "; " + _("look at: {}").format("; ".join(part.notes))
    return part.title, mask(state), ", ".join(there) or "-"


def _row(entry: Entry, names: dict[str, str], mask: Callable[[str], str]) -> tuple[str | _Link, ...]:
    document = entry.document
    assert document is not None  # noqa: S101  for mypy: filtered by the caller
    where: str | _Link = _("not here")
    if document.id in names:
        where = _Link(names[document.id], quote(names[document.id]))
    elif entry.path is None:
        address = mask(document.where)
        where = _Link(address, address)
    shows = str(document.shows or "")
    return (
        document.id,
        mask(entry.title),
        where,
        entry.state,
        shows,
        mask(document.owner),
        " ".join(entry.controls),
    )


def _markdown(blocks: Sequence[_Block]) -> str:
    out = []
    for block in blocks:
        if block.kind == "table":
            head, *rest = [list(map(_marked, row)) for row in block.rows]
            out.append(table(head, rest))
        elif block.kind == "list":
            out.append("\n".join(f"- {_marked(row[0])}" for row in block.rows))
        else:
            mark = {"title": "# ", "part": "## "}.get(block.kind, "")
            out.append(mark + _marked(block.rows[0][0]))
    return "\n\n".join(out) + "\n"


def _marked(cell: str | _Link) -> str:
    if isinstance(cell, str):
        return escape(cell)
    # In angle brackets nothing ends the address but these three.
    target = re.sub(r"[<>\\|\s]", lambda m: quote(m[0]), clean(cell.target))
    return f"[{escape(cell.text)}](<{target}>)"


def _page(blocks: Sequence[_Block]) -> str:
    """Return the index as one HTML file that loads nothing and runs nothing."""
    body = "\n".join(_html(block) for block in blocks)
    title = blocks[0].rows[0][0]
    return pages.page(title if isinstance(title, str) else title.text, body)


def _html(block: _Block) -> str:
    if block.kind == "table":
        head = "".join(f'<th scope="col">{_safe(c)}</th>' for c in block.rows[0])
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{_safe(c)}</td>" for c in row) + "</tr>" for row in block.rows[1:]
        )
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    if block.kind == "list":
        return "<ul>\n" + "\n".join(f"<li>{_safe(row[0])}</li>" for row in block.rows) + "\n</ul>"
    tag = {"title": "h1", "part": "h2"}.get(block.kind, "p")
    return f"<{tag}>{_safe(block.rows[0][0])}</{tag}>"


def _safe(cell: str | _Link) -> str:
    if isinstance(cell, str):
        return pages.safe(cell)
    # Only our own folders and http(s) addresses become links: nothing else reaches here.
    target = pages.safe(cell.target)
    return f'<a href="{target}" rel="noreferrer">{_safe(cell.text)}</a>'
