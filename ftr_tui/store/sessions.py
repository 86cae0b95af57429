"""Session files: load, save with a hash check and a merge per answer, keep, list."""

from __future__ import annotations

import hashlib
import os
import random
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel

from ftr_tui.model.merge import merge
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import MAX_REVISION, SCHEMA, Asked, Rehearsal, Session
from ftr_tui.store import atomic
from ftr_tui.store.locks import save_lock
from ftr_tui.store.toml_read import parse, read_bytes, shown, validate, without_markers

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
EVIDENCE = ".evidence.toml"
WORKLOAD = ".wa.toml"
_REVISION = re.compile(rb"^revision = \d+$", re.MULTILINE)
_IGNORED = ".ftr-*\n*.bak\n"

_ATTEMPTS = 50
_EARLIER = 50

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""Schema n -> a function that turns a file of schema n into one of schema n + 1."""


def folder(given: str | None = None) -> Path:
    """Return the sessions folder: the one given, FTR_TUI_SESSIONS, or ./sessions. It may not exist yet."""
    return Path(given or os.environ.get("FTR_TUI_SESSIONS") or "sessions")


def slug(title: str) -> str:
    """Return a session name made from a product's title: ``a-z0-9-``, 1 to 80 characters."""
    text = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80].strip("-")
    return text or "session"


def path_of(where: Path, name: str) -> Path:
    """Return the file of a session; Problem if the name could not be one."""
    name = name.removesuffix(".toml")
    if not NAME.fullmatch(name):
        hint = f"a name has 1 to 80 of a-z, 0-9 and -, such as {slug(name)}"
        raise Problem(f"{name!r} cannot be a session's name", hint=hint)
    return where / f"{name}.toml"


def evidence_path(path: Path) -> Path:
    """Return the findings file beside a session file."""
    return path.with_name(path.stem + EVIDENCE)


def listed(where: Path) -> list[Path]:
    """Return the session files of a folder, by name; other files are left out."""
    if not where.is_dir():
        return []
    beside = (EVIDENCE, WORKLOAD)
    return sorted(p for p in where.glob("*.toml") if not p.name.endswith(beside) and p.is_file())


def read(data: bytes, name: str) -> Session:
    """Return the session in ``data``, migrated to this program's schema."""
    found = parse(data, name)
    schema = found.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise Problem("is no session: the key schema is missing", file=name, line=1, key="schema")
    if schema > SCHEMA:
        hint = "update ftr-tui; nothing was changed"
        raise Problem(f"written by a newer ftr-tui (schema {schema})", file=name, key="schema", hint=hint)
    while schema < SCHEMA:
        if schema not in MIGRATIONS:
            raise Problem(f"schema {schema} is not known", file=name, key="schema")
        found = MIGRATIONS[schema](found)
        schema += 1
    return validate(Session, found, data, name)


Align = Callable[[Session, Session, Session], tuple[Session, Session, Session]]
Parts = dict[tuple[str, str], tuple[object, bytes]]
"""What was written of each answer, response, owner, practice, rehearsal and its questions, of which object;
under ``head`` what stands before them, of which objects.

Only changes are done anew: ten rehearsals of 70 questions would else cost 180 ms at each key, the 307
practices of the Well-Architected review 25 ms.
"""


def dump(session: Session, parts: Parts | None = None) -> bytes:
    """Return a session as TOML: stable order, one answer a table, texts on many lines.

    All of it was read back and validated: a copy of a model is not, and what would not open again must not
    be written. ``parts`` remembers that for the next time.
    """
    parts = {} if parts is None else parts
    tables: dict[str, Mapping[str, BaseModel]] = {
        "answers": session.answers,
        "responses": session.responses,
        "owners": session.owners,
        "review_question": session.review_question,
        "practice": session.practice,
    }
    out = [_head(session, ["rehearsal", *tables], parts)]
    out += [_rehearsal(r, parts) for r in session.rehearsal]
    for kind, table in tables.items():
        for key, thing in table.items():
            known = parts.get((kind, key))
            if known is None or known[0] is not thing:
                known = parts[kind, key] = (thing, _part(kind, key, thing))
            out.append(known[1])
    return b"\n".join(out)


def _head(session: Session, apart: list[str], parts: Parts) -> bytes:
    """Return all but what is ``apart`` as TOML; where only the revision counted on, just its line is new."""
    fields = [n for n in Session.model_fields if n not in apart and n != "revision"]
    things = [_objects(getattr(session, name)) for name in fields]
    things.append(_objects(session.model_extra))  # what a newer program wrote is kept
    known = parts.get(("head", ""))
    if known is not None and 0 < session.revision <= MAX_REVISION and _same(known[0], things):
        return _REVISION.sub(b"revision = %d" % session.revision, known[1])
    empty = {name: type(getattr(session, name))() for name in apart}
    found = _plain(session.changed(**empty))
    head = {"schema": SCHEMA, "product": session.product, "checklist": session.checklist}
    head |= {"release": session.release, "routes": list(session.routes)}
    data = encode(head | {k: v for k, v in found.items() if k not in head}, session.product, read)
    # A text of many lines may hold such a line too; then it is not known which one counts.
    if session.revision > 0 and len(_REVISION.findall(data)) == 1:
        parts["head", ""] = (things, data)
    else:
        parts.pop(("head", ""), None)
    return data


def _objects(value: object) -> tuple[object, ...]:
    if isinstance(value, list):
        return tuple(value)
    return (*value, *value.values()) if isinstance(value, dict) else (value,)


def _same(known: object, things: list[tuple[object, ...]]) -> bool:
    """Whether they are the very same objects: equal ones may be written otherwise, as times of two zones."""
    return isinstance(known, list) and all(
        len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))
        for a, b in zip(known, things, strict=True)
    )


def _plain(thing: BaseModel) -> dict[str, Any]:
    return thing.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)


def _part(kind: str, key: str, thing: BaseModel) -> bytes:
    def check(data: bytes, name: str) -> None:
        validate(type(thing), parse(data, name)[kind][key], data, name)

    return encode({kind: {key: _plain(thing)}}, f"{kind} {key}", check)


def _rehearsal(run: Rehearsal, parts: Parts) -> bytes:
    """Return one rehearsal as TOML, its questions below it, each encoded once."""
    known = parts.get(("rehearsal", run.id))
    if known is not None and known[0] is run:
        return known[1]
    head = _row(run, _plain(run.changed(asked=[])), "rehearsal")
    rows = [head]
    for number, asked in enumerate(run.asked):
        key = (f"asked {run.id}", str(number))
        row = parts.get(key)
        if row is None or row[0] is not asked:
            row = parts[key] = (asked, _row(asked, _plain(asked), "rehearsal", "asked"))
        rows.append(row[1])
    data = b"\n".join(rows)
    parts["rehearsal", run.id] = (run, data)
    return data


def _row(thing: Rehearsal | Asked, found: dict[str, Any], *path: str) -> bytes:
    """Return one ``[[rehearsal]]`` or ``[[rehearsal.asked]]``; tomli_w would put a short one in a line."""
    one, many = f"[{'.'.join(path)}]".encode(), f"[[{'.'.join(path)}]]".encode()

    def check(data: bytes, name: str) -> None:
        read_back: Any = parse(data, name)
        for key in path:
            read_back = read_back[key]
        validate(type(thing), read_back, data, name)

    for key in reversed(path):
        found = {key: found}
    data = encode(found, ".".join(path), check)
    return many + data.removeprefix(one)


def encode(found: dict[str, Any], name: str, check: Callable[[bytes, str], object] = parse) -> bytes:
    """Return ``found`` as TOML bytes that ``check`` has read back; SaveProblem says why not."""
    try:
        data = without_markers(tomli_w.dumps(found, multiline_strings=True)).encode()
        check(data, name)
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise SaveProblem(f"not saved: {name} cannot be written as TOML: {error}") from error
    except Problem as error:
        reason = f"not saved: what would be written of {name} does not load: {error.reason}"
        raise SaveProblem(reason, key=error.key) from error
    return data


class SessionFile:
    """One session on disk: knows what it last read, so that two writers never lose each other's work."""

    def __init__(self, path: Path, session: Session, digest: bytes | None) -> None:
        self.path = path
        self.base = session
        self.digest = digest
        """Hash of the bytes that ``base`` stands for; None: not on disk yet."""
        self.align: Align | None = None
        """Brings three sessions under one release of their list, where somebody has moved to another."""
        self._parts: Parts = {}
        self._earlier: list[Session] = []
        """What stood on disk before each of our own writes since another's was last read, oldest first."""

    @classmethod
    def open(cls, path: Path) -> SessionFile:
        """Read a session; Problem says in one line why it cannot be used. The file is never touched.

        Where the state before the last save does load, the line says how to take it.
        """
        try:
            data = read_bytes(path)
            return cls(path, read(data, shown(path)), _digest(data))
        except Problem as error:
            from ftr_tui.store.restoring import spare

            found = spare(path) if error.key != "schema" else None
            if found is None:
                raise
            at = found.at.astimezone()
            hint = f"the state of {at:%Y-%m-%d %H:%M} is kept: ftr-tui restore {path.stem}"
            hint = f"{error.hint}; or {hint}" if error.hint else hint
            raise Problem(error.reason, file=error.file, line=error.line, key=error.key, hint=hint) from None

    @property
    def evidence_path(self) -> Path:
        """Return the findings file beside it."""
        return evidence_path(self.path)

    def save(self, session: Session, now: datetime) -> Session:
        """Write ``session``; return what is on disk now, with what another writer changed merged in.

        The hash check protects answers; the lock only makes it rarer that two meet (hard cases 26-31).
        After a SaveProblem this knows what it knew before: what came in between is merged next time.
        """
        known = self.base, self.digest, self._earlier
        try:
            with save_lock(self.path):
                return self._save(session, now)
        except OSError as error:
            # A look at the folder may fail as well as a write: a server of files that has gone away.
            self.base, self.digest, self._earlier = known
            raise atomic.failed(self.path, error) from error
        except BaseException:
            self.base, self.digest, self._earlier = known
            raise

    def _save(self, ours: Session, now: datetime) -> Session:
        for attempt in range(_ATTEMPTS):
            if attempt:
                # The other one, who has no lock in common with us, gets out of step.
                time.sleep(random.uniform(0, min(attempt, 5) * 0.002))  # noqa: S311  no secret
            ours = self._merged(ours, now) or ours
            ours = ours.changed(revision=min(max(ours.revision, self.base.revision) + 1, MAX_REVISION))
            data = dump(ours, self._parts)
            if self.digest is not None:
                atomic.refuse_gone(self.path)
            prepare(self.path.parent)
            if not atomic.write(
                self.path, data, keep=True, still=lambda: self._on_disk() in (self.digest, None)
            ):
                continue
            self._earlier = [*self._earlier[-_EARLIER:], self.base]
            self.base, self.digest = ours, _digest(data)
            if self._on_disk() == self.digest:
                return ours
            # Somebody replaced the file between check and write: what they wrote is merged next.
        raise SaveProblem("not saved: another program keeps writing this file", file=shown(self.path))

    def refreshed(self, session: Session, now: datetime) -> Session | None:
        """Return ``session`` merged with what is on disk if that changed, else None."""
        try:
            return None if self._on_disk() in (self.digest, None) else self._merged(session, now)
        except OSError as error:
            raise atomic.failed(self.path, error) from error

    def _on_disk(self) -> bytes | None:
        try:
            return _digest(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise atomic.failed(self.path, error) from error

    def _merged(self, ours: Session, now: datetime) -> Session | None:
        """Return ``ours`` with what another put on disk since; None if nothing was, or the file is gone."""
        try:
            data = read_bytes(self.path)
        except Problem:
            if self.path.exists():
                raise
            return None
        digest = _digest(data)
        if digest == self.digest:
            return None
        if self.digest is None:
            raise SaveProblem("not saved: a session of that name exists already", file=shown(self.path))
        try:
            theirs = read(data, shown(self.path))
        except Problem as error:
            raise SaveProblem(
                f"not saved: the file was changed by another program and does not load ({error.reason})",
                file=shown(self.path),
                line=error.line,
            ) from error
        states = (self._ancestor(theirs), ours, theirs)
        if self.align is not None:
            states = self.align(*states)
        merged = merge(*states, now)
        self.base, self.digest, self._earlier = theirs, digest, []
        return merged

    def _ancestor(self, theirs: Session) -> Session:
        """Return the last state that ``theirs`` can descend from.

        A writer that read before our last save and replaced the file after it wrote the same revision as
        we did. What it lacks of ours it never saw, so that is no removal.
        """
        states = [*self._earlier, self.base]
        return next((s for s in reversed(states) if s.revision < theirs.revision), states[0])


def prepare(where: Path) -> None:
    """Make the sessions folder, with a .gitignore for what is only of this machine."""
    try:
        atomic.make_folder(where)
        ignore = where / ".gitignore"
        if not ignore.exists():
            # Whole or not at all: half a line would let git take what is only of this machine.
            atomic.write(ignore, _IGNORED.encode(), mode=0o644)
    except OSError as error:
        raise atomic.failed(where / "x", error) from error


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
