"""The checklist that a session is answered by, found on this machine, or why it is not there."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import ListMissing, Problem
from ftr_tui.store import sessions
from ftr_tui.store.toml_read import shown

if TYPE_CHECKING:
    from ftr_tui.model.checklist import Checklist
    from ftr_tui.model.session import Session
    from ftr_tui.store.library import Library


def list_for(library: Library, name: str, release: str, path: Path) -> Checklist:
    """Return the checklist of the session in ``path``; ListMissing says how to build one that is not here."""
    known = library.releases(name)
    if known and release not in known:
        reason = _("the list of this session, {} {}, is not on this machine").format(name, release)
        hint = _("build it from a copy of AWS's workbook: {}").format(_build(path))
        raise ListMissing(reason, file=shown(path), hint=hint)
    return library.checklist(name, release)


def refuse_other(checklist: Checklist, session: Session, path: Path) -> None:
    """Raise Problem where the list of that name was built here from a workbook that asks otherwise.

    AWS may change a sentence under the same number; an answer to the one is no answer to the other.
    """
    if checklist.built_from is None or session.sentences in ("", checklist.sentences):
        return
    reason = _("the list {} here was built from {}, which asks otherwise than the list of this session")
    hint = _("move {} away, then build it from the copy that the session was moved with: {}")
    raise Problem(
        reason.format(checklist.release, checklist.built_from.file),
        file=shown(path),
        hint=hint.format(f"questionnaires/{checklist.id}-{checklist.release}.toml", _build(path)),
    )


def _build(path: Path) -> str:
    command = f"ftr-tui release {path.stem} --from-workbook FILE.xlsx"
    if path.parent.absolute() != sessions.folder().absolute():
        command += f" --sessions {quote(str(path.parent))}"
    return command
