"""A workbook, looked at before anything is made of it: size, macros, outside links, escaped text."""

from __future__ import annotations

import re
import warnings
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, one_line

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_BYTES = 60_000_000
"""Unpacked, pictures that somebody put in included."""
MOST_MARKUP = 12_000_000
"""Unpacked, of all that openpyxl turns into objects, 25 times as large; AWS's own workbook has 0.5 MB.

44 responses as long as cells can be, in Japanese, and their copies on the results sheet make it 9 MB.
"""
_UNDERSCORE = re.compile(rb"_x005[Ff]_")
_SIGN = "\uf8f0"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFUSED = (("vbaproject", _("holds macros")), ("externallinks/", _("refers to other workbooks")))


def check(data: bytes, file: str) -> None:
    """Raise Problem for what is no workbook, is packed beyond reason, or holds macros or outside links."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        old = data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        hint = _("an old or a protected Excel file: save it as .xlsx without a password") if old else ""
        raise Problem(_("is no .xlsx workbook"), file=file, hint=hint) from error
    names = {info.filename for info in infos}
    if "[Content_Types].xml" not in names:
        hint = _("an OpenDocument file: save it as .xlsx") if "mimetype" in names else ""
        raise Problem(_("is no .xlsx workbook"), file=file, hint=hint)
    markup = sum(info.file_size for info in infos if not info.filename.lower().startswith("xl/media/"))
    if sum(info.file_size for info in infos) > MOST_BYTES or markup > MOST_MARKUP or len(infos) > 2000:
        raise Problem(_("is too large for a self-assessment workbook"), file=file)
    for part, reason in _REFUSED:
        if any(part in info.filename.lower() for info in infos):
            raise Problem(_("{}: it is not read").format(reason), file=file)


def load(data: bytes, file: str, *, values: bool) -> Workbook:
    """Return the workbook; ``values``: stored results in place of formulas. Problem if it is damaged."""
    # 60 ms to import; only what handles workbooks pays that.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It warns of extensions that it would drop on saving; it saves nothing here.
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(_marked(data)), data_only=values)
    except Exception as error:  # a damaged file fails in a dozen ways inside openpyxl
        raise Problem(
            _("cannot be read as a workbook: {}").format(one_line(str(error), 120)), file=file
        ) from error


def _marked(data: bytes) -> bytes:
    """Return the workbook with its escaped underscores (``_x005F_``) as a sign that openpyxl leaves alone.

    It undoes them in shared strings and not in others; then nobody could tell ``_x0041_`` from an A.
    """
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = {info.filename: info for info in packed.infolist() if info.filename.endswith(".xml")}
        found = {name: packed.read(info) for name, info in parts.items() if name.startswith("xl/")}
        if not any(_UNDERSCORE.search(text) for text in found.values()):
            return data
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for info in packed.infolist():
                content = found.get(info.filename) or packed.read(info)
                copy.writestr(info.filename, _UNDERSCORE.sub(_SIGN.encode(), content))
    return out.getvalue()


def unescaped(text: str) -> str:
    """Return a cell's text as the sheet shows it, cleaned: ``_x000D_`` is a line end, and so on."""
    if "_x" in text or _SIGN in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text).replace(_SIGN, "_")
    return clean(text)
