"""Files and links that prove something: checked, kept relative to the sessions folder, copied if wanted."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.store.atomic import failed

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Document

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def is_link(where: str) -> bool:
    """Whether this is an http(s) address."""
    return _LINK.fullmatch(where.strip()) is not None


def outside(desk: Desk, where: str) -> bool:
    """Whether a file lies outside the sessions folder, so that a colleague's machine would not have it."""
    if is_link(where):
        return False
    folder = desk.file.path.parent.resolve()
    return not _absolute(desk, where).is_relative_to(folder)


def check(desk: Desk, where: str) -> str:
    """Return why a file or link cannot be added, or an empty string."""
    where = where.strip()
    if not where:
        return _("A path or an https:// address")
    if is_link(where):
        return ""
    if "://" in where:
        return _("Only http and https addresses can be kept")
    path = _absolute(desk, where)
    if path.is_dir():
        return _("{} is a folder").format(where)
    return "" if path.is_file() else _("There is no file {}").format(where)


def attach(
    desk: Desk, control: str, title: str, where: str, shows: date | None, kind: str, *, copy: bool = False
) -> Document:
    """Add a document to a control; with ``copy`` the file goes into ``NAME.files``. Problem if that fails."""
    if problem := check(desk, where):
        raise Problem(problem)
    where = where.strip()
    if is_link(where):
        return desk.add_document(control, title, where, shows, kind)
    path = _absolute(desk, where)
    folder = desk.file.path.parent.resolve()
    if copy and not path.is_relative_to(folder):
        path = _copied(path, folder / f"{desk.name}.files")
    kept = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    return desk.add_document(control, title or path.name, kept, shows, kind)


def _absolute(desk: Desk, where: str) -> Path:
    path = Path(where).expanduser()
    if path.is_absolute():
        return path.resolve()
    # People type paths from where they stand; the file keeps them from where the session lies.
    here = Path.cwd() / path
    return (here if here.exists() else desk.file.path.parent / path).resolve()


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    number = 2
    while target.exists() and target.read_bytes() != path.read_bytes():
        target = folder / f"{path.stem}-{number}{path.suffix}"
        number += 1
    try:
        folder.mkdir(exist_ok=True)
        shutil.copy2(path, target)
    except OSError as error:
        raise failed(target, error) from error
    return target
