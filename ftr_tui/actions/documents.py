"""Files and links that prove something: checked, kept relative to the sessions folder, copied if wanted."""

from __future__ import annotations

import filecmp
import os
import shutil
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.model.binder import is_link
from ftr_tui.model.i18n import _
from ftr_tui.model.text import clean, one_line
from ftr_tui.store.atomic import failed, make_folder, write_by

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Document

__all__ = ["attach", "check", "is_link", "kept", "outside", "path_of", "place"]


def outside(desk: Desk, where: str) -> bool:
    """Whether a file lies outside the sessions folder, so that a colleague's machine would not have it."""
    if is_link(where):
        return False
    folder = desk.file.path.parent.resolve()
    return not place(desk, where).is_relative_to(folder)


def check(desk: Desk, where: str) -> str:
    """Return why a file or link cannot be added, or an empty string."""
    where = where.strip()
    if not where:
        return _("A path or an https:// address")
    if is_link(where):
        return ""
    if where.lower().startswith(("http://", "https://")):
        return _("An address has no blanks in it: write %20 for each")
    if "://" in where:
        return _("Only http and https addresses can be kept")
    try:
        path = place(desk, where)
        if path.is_dir():
            return _("{} is a folder").format(where)
        if not path.is_file():
            return _("There is no file {}").format(where)
        if problem := _unkept(path):
            return problem
        # "is there" and "may be read" are two things: what cannot be read proves nothing to anybody.
        return "" if os.access(path, os.R_OK) else _("{} cannot be read: no permission").format(where)
    except (OSError, ValueError, RuntimeError) as error:
        return _("{} is no path that can be used ({})").format(where, error)


def _unkept(path: Path) -> str:
    """Return why a path would not come back from the session file as it is, or an empty string."""
    text = clean(str(path))
    # Another form of the same letters is no reason where the disk takes both, as a Mac's does.
    same = unicodedata.normalize("NFC", str(path)) == text and Path(text).exists()
    if same and "\n" not in text and "\t" not in text:
        return ""
    return _("{} has characters in its name that cannot be kept: rename it").format(one_line(text))


def attach(
    desk: Desk, control: str, title: str, where: str, shows: date | None, kind: str, *, copy: bool = False
) -> Document:
    """Add a document to a control; with ``copy`` the file goes into ``NAME.files``. Problem if that fails."""
    from ftr_tui.actions import binder

    return binder.add(desk, where, kind, title=title, shows=shows, controls=[control], copy=copy)


def kept(desk: Desk, where: str, *, copy: bool = False) -> str:
    """Return how the session keeps what ``check`` takes; ``copy`` brings a file in from outside."""
    where = where.strip()
    if is_link(where):
        return where
    path = place(desk, where)
    folder = desk.file.path.parent.resolve()
    if copy and not path.is_relative_to(folder):
        path = _copied(path, folder / f"{desk.name}.files")
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def path_of(desk: Desk, document: Document) -> Path | None:
    """Return where the file of a document lies now; None for a link.

    What is kept is relative to the sessions folder, wherever that has moved since.
    """
    if is_link(document.where):
        return None
    return desk.file.path.parent / document.where


def place(desk: Desk, where: str) -> Path:
    """Return the file that a person means by a path."""
    path = Path(where.strip()).expanduser()
    if path.is_absolute():
        return path.resolve()
    # People type paths from where they stand; the file keeps them from where the session lies.
    here = Path.cwd() / path
    return (here if here.exists() else desk.file.path.parent / path).resolve()


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    number = 2
    try:
        while target.exists() and not filecmp.cmp(target, path, shallow=False):
            target = folder / f"{path.stem}-{number}{path.suffix}"
            number += 1
        make_folder(folder)
        with path.open("rb") as source:
            # Whole or not at all, and for its owner alone, as the session beside it.
            write_by(target, lambda file: shutil.copyfileobj(source, file))
        info = path.stat()
        os.utime(target, ns=(info.st_atime_ns, info.st_mtime_ns))
    except OSError as error:
        raise failed(target, error) from error
    return target
