"""Which sessions there are, opening one, making a new one."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from ftr_tui.actions.desk import Clock, Desk, utc_now
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Session
from ftr_tui.model.text import clean
from ftr_tui.store import atomic, sessions, settings
from ftr_tui.store.library import Library
from ftr_tui.store.sessions import SessionFile
from ftr_tui.store.toml_read import shown


@dataclass(frozen=True, slots=True)
class Listed:
    """A session file: opened, or the one line that says why it does not open."""

    path: Path
    desk: Desk | None
    problem: str = ""


def library_for(where: Path) -> Library:
    """Return the questionnaires for a sessions folder: a folder ``questionnaires`` beside it adds to ours."""
    return Library(where.absolute().parent / "questionnaires")


def who_answers(given: str = "") -> str:
    """Return the name to put beside answers: the one given, the setting, or the login name."""
    return given or settings.load().name or settings.login_name()


def open_each(where: Path, clock: Clock = utc_now) -> Iterator[Listed]:
    """Open the sessions of a folder one after another; a broken one comes with the line that says why."""
    atomic.sweep_temporary(where)
    library, who = library_for(where), who_answers()
    for path in sessions.listed(where):
        try:
            found = Listed(path, Desk.open(path, library, who, clock))
        except Problem as error:
            found = Listed(path, None, str(error))
        yield found


def list_sessions(where: Path, clock: Clock = utc_now) -> list[Listed]:
    """Open every session of a folder, and hold them all."""
    return list(open_each(where, clock))


def open_session(where: Path, name: str, *, who: str = "", clock: Clock = utc_now) -> Desk:
    """Open a session by name; Problem names what there is where it is not found."""
    path = sessions.path_of(where, name)
    if not path.exists():
        names = ", ".join(p.stem for p in sessions.listed(where))
        hint = _("there is: {}").format(names) if names else _("make one with: ftr-tui new {}").format(name)
        raise Problem(_("no session {!r} in {}").format(name, where), hint=hint)
    return Desk.open(path, library_for(where), who_answers(who), clock)


def read_only(desk: Desk) -> str:
    """Return what to say at once where nothing can be saved beside a session; empty where it can.

    Else people would learn it from their first answer (a disk that is mounted read-only, another's folder).
    """
    if os.access(desk.file.path.parent, os.W_OK):
        return ""
    # The folder last: a long path may be cut.
    text = _("Read-only: no answer can be saved here; K then saves a copy elsewhere (folder {})")
    return text.format(shown(desk.file.path.parent))


def _created(where: Path, now: datetime) -> datetime:
    """Return the present second, or the next one that no other session of the folder was made in.

    By it a calendar elsewhere tells our events apart (``exchange.ics.uid``), and a script makes two in one.
    """
    taken = set()
    for path in sessions.listed(where):
        with contextlib.suppress(OSError, ValueError):
            taken.add(tomllib.loads(path.read_text("utf-8-sig")).get("created"))
    while now in taken:
        now += timedelta(seconds=1)
    return now


def taken(where: Path, product: str) -> bool:
    """Whether a session of the name that ``create`` gives this product is there already."""
    return sessions.path_of(where, sessions.slug(product)).exists()


def create(
    where: Path,
    product: str,
    *,
    name: str = "",
    checklist: str = "partner-hosted",
    release: str | None = None,
    routes: Iterable[str] = (),
    library: Library | None = None,
    who: str = "",
    clock: Clock = utc_now,
) -> Desk:
    """Make a new session file and open it; Problem if the name is taken or the folder cannot be written.

    Without ``routes`` those that most need: sheet and Well-Architected report, where the list has both.
    """
    path = sessions.path_of(where, name or sessions.slug(product))
    found = (library or library_for(where)).checklist(checklist, release)
    desk = unsaved(path, product, found, routes=routes, library=library, who=who, clock=clock)
    desk.file.save(desk.session, clock())
    return Desk(desk.file, desk.library, desk.who, clock)


def unsaved(
    path: Path,
    product: str,
    checklist: Checklist,
    *,
    routes: Iterable[str] = (),
    library: Library | None = None,
    who: str = "",
    clock: Clock = utc_now,
) -> Desk:
    """Return a desk with a new session: its file is made by the first save. Problem if the name is taken."""
    if path.exists():
        raise Problem(
            _("a session of that name exists"), file=str(path), hint=_("open it, or choose another")
        )
    from ftr_tui.actions.routes import offered, refuse_routes

    library = library or library_for(path.parent)
    routes = list(routes) or [r for r in ("sheet", "wafr") if r in offered(library, checklist.id)]
    refuse_routes(library, checklist.id, routes)
    try:
        session = Session.model_validate(
            {
                "product": clean(product).strip() or path.stem,
                "checklist": checklist.id,
                "release": checklist.release,
                "sentences": checklist.sentences if checklist.built_from is not None else "",
                "routes": routes,
                "created": _created(path.parent, clock()),
            }
        )
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise Problem(fault["msg"], key=str(fault["loc"][0])) from None
    return Desk(SessionFile(path, session, None), library, who_answers(who), clock)
