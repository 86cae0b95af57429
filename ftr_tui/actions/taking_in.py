"""A filled workbook of AWS becomes a session, or is merged into one: what is taken is one step."""

from __future__ import annotations

import contextlib
import difflib
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ftr_tui.actions import rounds
from ftr_tui.actions.comparing import Comparison, Difference, Key, compare, same_sentence
from ftr_tui.actions.desk import Clock, Desk, utc_now
from ftr_tui.actions.importing import contradicted
from ftr_tui.actions.opening import library_for, open_session, unsaved
from ftr_tui.actions.trying import as_one
from ftr_tui.exchange.workbook.sheet import Sheet, read_file
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.rounds import Comment
from ftr_tui.model.text import one_line
from ftr_tui.store import sessions
from ftr_tui.store.library import Library, release_order

__all__ = ["Comparison", "Difference", "Taken", "begin", "compare", "look", "picked", "read_workbook", "take"]

_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Taken:
    """What came in, and what a person should look at."""

    answers: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    masked: int = 0
    contradicted: list[str] = field(default_factory=list)
    """Answers against evidence that came without a reason."""
    changed_since: list[str] = field(default_factory=list)
    """Picked, but the session says something else by now: left."""

    @property
    def anything(self) -> bool:
        """Whether the session changed."""
        return bool(self.answers or self.responses or self.comments)


def read_workbook(path: Path) -> Sheet:
    """Return AWS's sheet in a file; Problem in one line for anything else."""
    start = b""
    # What cannot be read is said in its own words below.
    with contextlib.suppress(OSError, ValueError):
        if path.is_file():  # a pipe would be waited for without an end
            with path.open("rb") as file:
                start = file.read(4)
    other = start and start != _OLE and not zipfile.is_zipfile(path)
    if other and path.suffix.lower() not in (".xlsx", ".xlsm", ".xls"):
        csv = _("answers of a table: ftr-tui answer NAME --from FILE.csv")
        hint = csv if path.suffix.lower() in (".csv", ".tsv") else ""
        text = _("is no workbook; only AWS's self-assessment (.xlsx) is taken in")
        raise Problem(text, file=str(path), hint=hint)
    return read_file(path)


def look(
    where: Path, name: str, file: Path, *, who: str = "", clock: Clock = utc_now
) -> tuple[Desk, Comparison, bool]:
    """Return the session of that name beside a workbook, and whether it is new: then nothing is written yet.

    A new one gets the checklist of the workbook's release. Problem if either cannot be used.
    """
    path = sessions.path_of(where, name)  # a name that cannot be is said before a file is read
    sheet = read_workbook(file)
    if path.exists():
        desk = open_session(where, name, who=who, clock=clock)
        return desk, compare(desk, sheet), False
    return *begin(where, path.stem, sheet, who=who, clock=clock), True


def begin(
    where: Path, product: str, sheet: Sheet, *, who: str = "", clock: Clock = utc_now
) -> tuple[Desk, Comparison]:
    """Return a new session beside a workbook; ``take`` writes it. Problem if its name is taken."""
    path = sessions.path_of(where, sessions.slug(product))
    checklist = checklist_for(sheet, library_for(where), path.stem)
    desk = unsaved(path, product, checklist, who=who, clock=clock)
    return desk, compare(desk, sheet)


def checklist_for(sheet: Sheet, library: Library, name: str = "NAME") -> Checklist:
    """Return the checklist that a workbook was made from; Problem says how to come to one."""
    alike = []
    for checklist in _checklists(library, sheet.version):
        known = checklist.questions
        same = sum(
            line.id in known and same_sentence(known[line.id], line) for line in sheet.questions.values()
        )
        if same and checklist.release == sheet.version:
            return checklist
        if same == len(sheet.questions) == len(known):
            # Another number, or none, but the very same questions.
            alike.append(checklist)
    if alike:
        return alike[0]
    text = _("its list (release {}) is not known here").format(sheet.version or "?")
    hint = _(
        "ftr-tui new {}, then import it again: what is asked alike comes along; "
        "ftr-tui release {} --from-workbook FILE builds its list"
    ).format(name, name)
    raise Problem(text, file=sheet.file, hint=hint)


def _checklists(library: Library, version: str) -> Iterator[Checklist]:
    """Yield the checklists, those of a release first."""
    there = [(name, release) for name in library.names() for release in library.releases(name)]
    order = sorted(there, key=lambda found: release_order(found[1]), reverse=True)
    for name, release in sorted(order, key=lambda found: found[1] != version):
        yield library.checklist(name, release)


def picked(found: Comparison, ids: Iterable[str]) -> set[Key]:
    """Return the differences that ids mean, of questions or whole controls; Problem names what comes near."""
    out: set[Key] = set()
    for text in ids:
        wanted = text.strip().upper()
        keys = {d.key for d in found.differences if wanted in (d.id.upper(), d.item.upper())}
        if not keys:
            why = next((why for id_, why in found.not_taken if id_.upper() == wanted), "")
            near = difflib.get_close_matches(wanted, sorted({d.id for d in found.differences}), 3)
            hint = _("did you mean {}?").format(", ".join(near)) if near and not why else ""
            lines = {line.id.upper() for line in found.sheet.lines}
            if not why and wanted in lines:
                why, hint = _("the workbook says nothing else than the session"), ""
            shown = one_line(text, 60)
            raise Problem(f"{shown}: {why}" if why else _("{!r} is no difference").format(shown), hint=hint)
        out |= keys
    return out


def take(desk: Desk, found: Comparison, keys: Collection[Key], *, comments: bool = True) -> Taken:
    """Take differences in, and AWS's comments, all as one step; SaveProblem if it did not reach the disk.

    What somebody changed since ``found`` was made is left and named.
    """
    taken = Taken()
    new = desk.saved_at is None
    if not new:
        desk.refresh()
    now = {d.key: d for d in compare(desk, found.sheet).differences}
    wanted = [d for d in found.differences if d.key in keys]
    fresh = [d for d in wanted if now.get(d.key) == d]
    # What says the same by now needs nothing; the rest a person has to see anew.
    taken.changed_since = [d.id for d in wanted if d.key in now and now[d.key] != d]

    def work(draft: Desk) -> None:
        for difference in fresh:
            if difference.kind == "answer":
                draft.answer(difference.id, difference.there)
                taken.answers.append(difference.id)
            else:
                draft.respond(difference.id, difference.there)
                taken.masked += found.masked.get(difference.key, 0)
                taken.responses.append(difference.id)
        if comments:
            taken.comments = rounds.bring(draft, found.comments)

    changed = as_one(desk, _("taken in from {}").format(Path(found.sheet.file).name), work)
    if new and not changed and not desk.save():
        raise SaveProblem(desk.trouble)
    taken.contradicted = contradicted(desk, taken.answers)
    return taken
