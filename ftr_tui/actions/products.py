"""All sessions of a folder at a glance: ready, gaps, what is due, when it was scanned, high risks.

Opening and judging a full session costs 50 ms, so what came of it is kept, in memory and in
``.ftr-home.json`` beside the sessions, for as long as its files, the content and the day stay the same.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ftr_tui import __version__
from ftr_tui.actions.desk import Clock, Desk, utc_now
from ftr_tui.actions.glances import Glance, Way, glance
from ftr_tui.actions.opening import library_for, who_answers
from ftr_tui.model.problem import ListMissing, Problem
from ftr_tui.store import atomic, sessions

CACHE = ".ftr-home.json"
"""Ours alone, ignored by git like every ``.ftr-*``; may be deleted at any time."""
_SCHEMA = 1
_KEPT_DESKS = 24
_BESIDE = (sessions.EVIDENCE, sessions.WORKLOAD)
Stamp = list[int] | None
"""When and how large a file was, and which one: None where there is none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One session of the folder, in the order of their names."""

    path: Path
    glance: Glance | None
    """None: not read yet, or changed since."""


@dataclass(slots=True)
class _Known:
    stamps: list[Stamp]
    glance: Glance
    papers: dict[str, Stamp]
    """The files of the binder that a report check looked at."""


class Products:
    """The sessions of one folder, each read when it must be. May be used from any one thread at a time."""

    def __init__(self, where: Path, clock: Clock = utc_now) -> None:
        self.where = where
        self.clock = clock
        self._library = library_for(where)
        self._code = _newest_code()
        self._known: dict[str, _Known] = {}
        self._desks: OrderedDict[str, tuple[list[Stamp], Desk]] = OrderedDict()
        self._basis: list[Any] | None = None
        self._changed = False
        self._lock = threading.RLock()

    def look(self) -> list[Entry]:
        """Return the sessions as far as they are known; one ``stat`` for each of their files."""
        with self._lock:
            self._check_basis()
            paths = sessions.listed(self.where)
            names = {p.stem for p in paths}
            for gone in [n for n in self._known if n not in names]:
                del self._known[gone]
                self._changed = True
            return [Entry(p, self._fresh(p)) for p in paths]

    def read(self, path: Path) -> Glance:
        """Open one session, judge it and remember what came of it; of a broken one the reason."""
        with self._lock:
            stamps = _stamps(path)
            papers: dict[str, Stamp] = {}
            try:
                desk = self.desk(path)
                found, papers = glance(desk), _papers(desk)
            except Problem as error:
                at = f"{path.name}:{error.line}: " if error.line else ""
                at += f"{error.key}: " if error.key else ""
                unlisted = isinstance(error, ListMissing)
                found = Glance(path.stem, problem=str(error), unlisted=unlisted, first=at + error.reason)
            self._known[path.stem] = _Known(stamps, found, papers)
            self._changed = True
            return found

    def desk(self, path: Path) -> Desk:
        """Return a session opened, the same one while its files stay as they are; Problem if it is broken."""
        with self._lock:
            stamps = _stamps(path)
            kept = self._desks.pop(path.stem, None)
            if kept is None or kept[0] != stamps:
                kept = stamps, Desk.open(path, self._library, who_answers(), self.clock)
            self._desks[path.stem] = kept
            while len(self._desks) > _KEPT_DESKS:
                self._desks.popitem(last=False)
            return kept[1]

    def opened(self, path: Path) -> Desk | None:
        """Return a session if it is opened already and its files are the same."""
        kept = self._desks.get(path.stem)
        return kept[1] if kept is not None and kept[0] == _stamps(path) else None

    def keep(self) -> None:
        """Write what is known for the next time; a folder that cannot be written loses nothing but time."""
        with self._lock:
            if not self._changed or not self.where.is_dir():
                return
            self._changed = False
            rows = {n: [k.stamps, k.papers, asdict(k.glance)] for n, k in self._known.items()}
            data = json.dumps({"basis": self._basis, "sessions": rows}, separators=(",", ":"))
        try:
            atomic.write(self.where / CACHE, data.encode("utf-8", "surrogatepass"))
        except Problem:
            self._changed = True

    # --- what is known ------------------------------------------------------------------------------

    def _fresh(self, path: Path) -> Glance | None:
        known = self._known.get(path.stem)
        if known is None or known.stamps != _stamps(path):
            return None
        same = all(_stamp(Path(p)) == stamp for p, stamp in known.papers.items())
        return known.glance if same else None

    def _check_basis(self) -> None:
        """Forget everything when the day, the content or the program is another one."""
        basis = [
            _SCHEMA,
            __version__,
            self._code,
            str(self.clock().astimezone().date()),
            [os.environ.get(name, "") for name in ("TZ", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")],
            [[str(p), *(_stamp(p) or [])] for p in self._library.files()],
        ]
        if basis == self._basis:
            return
        first, self._basis, self._known, self._changed = self._basis is None, basis, {}, True
        self._desks.clear()
        if first:
            self._load()

    def _load(self) -> None:
        try:
            found = json.loads((self.where / CACHE).read_bytes())
            if found["basis"] == self._basis:
                self._known = {name: _known(row) for name, row in found["sessions"].items()}
                self._changed = False
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            # Not there, cut off, or somebody's own: made anew.
            self._known = {}


def _known(row: list[Any]) -> _Known:
    stamps, papers, told = row
    if not isinstance(papers, dict) or set(told) != {f.name for f in fields(Glance)}:
        raise ValueError("another shape")
    for one in fields(Glance):
        kinds = {"risks": (int, type(None)), "ways": (list,), "counts": (list,), "more": (list,)}
        if type(told[one.name]) not in kinds.get(one.name, (type(one.default), str)):
            raise TypeError(one.name)
    told |= {"ways": tuple(Way(**w) for w in told["ways"])}
    told |= {"counts": tuple((str(k), int(n)) for k, n in told["counts"]), "more": tuple(told["more"])}
    return _Known(stamps, Glance(**told), papers)


def _stamps(path: Path) -> list[Stamp]:
    return [_stamp(path), *(_stamp(path.with_name(path.stem + end)) for end in _BESIDE)]


def _stamp(path: Path) -> Stamp:
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    # The inode as well: a save replaces the file, and two of them may fall into one tick of the clock.
    return [info.st_mtime_ns, info.st_size, info.st_ino, info.st_ctime_ns]


def _newest_code() -> int:
    """Return when the program's own files changed last: from a checkout the version stays the same."""
    house = Path(__file__).resolve().parents[1]
    folders = [house / room for room in ("model", "actions", "store")]
    with_times = (e.stat().st_mtime_ns for f in folders for e in os.scandir(f) if e.name.endswith(".py"))
    return max(with_times, default=0)


def _papers(desk: Desk) -> dict[str, Stamp]:
    """Return the files that a report check looks at, with their stamps."""
    from ftr_tui.actions import documents

    kinds = {s.document for s in desk.library.reports().route if s.document}
    found = [documents.path_of(desk, d) for d in desk.session.document if d.kind in kinds]
    return {str(p): _stamp(p) for p in found if p is not None}


def each(where: Path, clock: Clock = utc_now) -> Iterator[Glance]:
    """Yield every session of a folder, by name, what is known already without opening it."""
    found = Products(where, clock)
    atomic.sweep_temporary(where)
    for entry in found.look():
        yield entry.glance or found.read(entry.path)
    found.keep()


# --- many of them ---------------------------------------------------------------------------------------

SORTS = ("name", "gaps", "due")


def in_order(entries: Iterable[Entry], by: str) -> list[Entry]:
    """Return sessions by name, or the most gaps first, or the soonest day first.

    By name means the file's: it is known before a session is read, so no line moves. What is not read yet
    or does not open comes last, and what is equal stays in the order of names.
    """
    listed = sorted(entries, key=lambda e: e.path.stem)
    if by == "gaps":
        return sorted(listed, key=lambda e: (not _told(e), -(e.glance.gaps if e.glance else 0)))
    if by == "due":
        return sorted(listed, key=lambda e: (not _told(e), (e.glance.day if e.glance else "") or "9999-99"))
    return listed


def _told(entry: Entry) -> bool:
    return entry.glance is not None and not entry.glance.problem
