"""`merge` for git, as the app merges: base, ours, theirs -> one file; and what makes git call it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shlex import quote

from ftr_tui.actions.desk import utc_now
from ftr_tui.actions.opening import library_for
from ftr_tui.model.facts import Evidence
from ftr_tui.model.i18n import _
from ftr_tui.model.merge import merge
from ftr_tui.model.merge_evidence import merge_evidence
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import MAX_REVISION, Session
from ftr_tui.store import atomic, findings, sessions, workloads
from ftr_tui.store.toml_read import read_bytes, shown

ATTRIBUTES = "*.toml text eol=lf merge=ftr-tui"
"""The line in ``.gitattributes`` of the sessions folder: which files git hands to us."""
_KEYS = {
    "merge.ftr-tui.name": "sessions of ftr-tui, merged question by question",
    "merge.ftr-tui.driver": "",
}
_GIT_SECONDS = 20


@dataclass(slots=True)
class Merged:
    """What became of three files."""

    kind: str
    """``session``, ``evidence`` or ``workload``."""
    conflicts: list[str] = field(default_factory=list)
    """What both sides changed otherwise: both are in the file, and a person chooses in the app."""


def merge_files(base: Path, ours: Path, theirs: Path, name: str = "") -> Merged:
    """Merge three files into ``ours``, whole or not at all; Problem where one of them cannot be read.

    ``name`` is the path that the file has in the repository: git hands over temporary files. Where git has
    no common ancestor, ``base`` is empty.
    """
    path = Path(name or ours)
    now = utc_now()
    if path.name.endswith(sessions.EVIDENCE):
        sides = [_findings(p) for p in (base, ours, theirs)]
        joined = merge_evidence(sides[0], sides[1], sides[2], path.name, now)
        atomic.write(ours, findings.dump(joined))
        return Merged("evidence")
    if path.name.endswith(sessions.WORKLOAD):
        # It says what the tool said last; a pull writes it anew, so the newer one is the whole truth.
        found = [w for p in (ours, theirs) if (w := workloads.load(p) if _holds(p) else None)]
        if found:
            atomic.write(ours, workloads.dump(max(found, key=lambda w: w.pulled_at)))
        return Merged("workload")
    return _sessions(base, ours, theirs, path, now)


def _sessions(base: Path, ours: Path, theirs: Path, path: Path, now: datetime) -> Merged:
    mine, other = (sessions.read(read_bytes(p), shown(p)) for p in (ours, theirs))
    if mine.created != other.created:
        text = _("these are two sessions, not two states of one: {} and {}; nothing is joined")
        raise Problem(text.format(mine.product, other.product), file=shown(path))
    before = sessions.read(read_bytes(base), shown(base)) if _holds(base) else _beginning(mine)
    states = (before, mine, other)
    if len({(s.checklist, s.release, s.sentences) for s in states}) > 1:
        from ftr_tui.actions.lists import list_for
        from ftr_tui.model.release import aligned

        library = library_for(path.absolute().parent)
        states = aligned(*states, lambda n, r: list_for(library, n, r, path), now)
    joined = merge(*states, now)
    # A program that has the session open takes the file for newer than what it wrote itself.
    joined = joined.changed(revision=min(max(s.revision for s in states) + 1, MAX_REVISION))
    old = {(c.what, c.ours, c.theirs) for s in (mine, other) for c in s.conflict}
    atomic.write(ours, sessions.dump(joined))
    return Merged("session", [c.what for c in joined.conflict if (c.what, c.ours, c.theirs) not in old])


def _holds(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _findings(path: Path) -> Evidence:
    return findings.load(path) if _holds(path) else Evidence()


def _beginning(session: Session) -> Session:
    """Return the session as it was made, with nothing in it."""
    kept = {"product", "checklist", "release", "sentences", "routes", "created", "sample"}
    return Session.model_validate({name: getattr(session, name) for name in kept})


# --- git --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Setup:
    """What git was told."""

    attributes: Path
    driver: str
    changed: list[str] = field(default_factory=list)
    """Of ``attributes`` and ``config``, what was not so before."""


def git_setup(where: Path) -> Setup:
    """Make git merge the sessions of a folder by us; Problem where it lies in no repository.

    The line in ``.gitattributes`` is for the team and is committed; the driver stands in this clone's
    ``.git/config``, for git runs no command that a repository brings along.
    """
    if not where.is_dir():
        raise Problem(_("no such folder"), file=shown(where), hint=_("ftr-tui new NAME makes it"))
    _git(where, "rev-parse", "--show-toplevel")
    driver = f"{_program()} merge %O %A %B --path %P"
    done = Setup(where / ".gitattributes", driver)
    for key, text in _KEYS.items():
        wanted = text or driver
        if _git(where, "config", "--local", "--get", key, may_fail=True) != wanted:
            _git(where, "config", "--local", key, wanted)
            done.changed.append("config")
    try:
        known = done.attributes.read_text("utf-8") if done.attributes.exists() else ""
    except (OSError, ValueError) as error:
        raise Problem(_("cannot be read"), file=shown(done.attributes)) from error
    if ATTRIBUTES not in known.splitlines():
        gap = "" if not known or known.endswith("\n") else "\n"
        sessions.prepare(where)
        atomic.write(done.attributes, f"{known}{gap}{ATTRIBUTES}\n".encode(), mode=0o644)
        done.changed.append("attributes")
    return done


def _program() -> str:
    """Return how a shell of this user starts us: git runs the driver by sh, in the top folder.

    With its whole path: git may be called where no environment is active.
    """
    found = shutil.which("ftr-tui")
    return quote(found) if found else f"{quote(sys.executable)} -m ftr_tui"


def _git(where: Path, *args: str, may_fail: bool = False) -> str:
    git = shutil.which("git")
    if git is None:
        raise Problem(_("git is not installed"))
    try:
        ran = subprocess.run(  # noqa: S603  no shell, and the words are ours
            [git, "-C", str(where), *args], capture_output=True, timeout=_GIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Problem(_("git does not answer")) from error
    if ran.returncode and not may_fail:
        if args[0] == "rev-parse":
            raise Problem(
                _("lies in no git repository"), file=shown(where), hint=_("git init, then once more")
            )
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        raise SaveProblem(_("git refused: {}").format(said[-1] if said else ran.returncode))
    return ran.stdout.decode(errors="replace").strip()
