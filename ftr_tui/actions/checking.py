"""Every fault of a questionnaire, session or findings file, with file, line, key and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ftr_tui.actions.checking_bank import bank_faults
from ftr_tui.actions.checking_guide import hint_faults
from ftr_tui.actions.checking_papers import paper_faults
from ftr_tui.actions.checking_reports import report_faults
from ftr_tui.actions.checking_steps import step_faults
from ftr_tui.actions.opening import library_for
from ftr_tui.model.bank import Bank
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.facts import Evidence
from ftr_tui.model.guide_hints import GuideHints
from ftr_tui.model.i18n import _
from ftr_tui.model.lens import Lens
from ftr_tui.model.need import Coaching
from ftr_tui.model.next_step import NextSteps
from ftr_tui.model.problem import Problem
from ftr_tui.model.programme import Programme
from ftr_tui.model.reports import ReportRoutes
from ftr_tui.model.services import Catalogue
from ftr_tui.model.session import Session
from ftr_tui.model.text import one_line
from ftr_tui.model.workload import Workload
from ftr_tui.store import sessions
from ftr_tui.store.library import BANK, COACH, GUIDE_HINTS, LENS, NEXT_STEPS, REPORTS, SERVICES, Library
from ftr_tui.store.shipped import builtin_dir
from ftr_tui.store.toml_read import Loc, key_text, line_index, parse, problems, read_bytes, shown


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: what it was taken for, and its faults."""

    name: str
    kind: str
    faults: tuple[Problem, ...]


def shipped() -> list[Path]:
    """Return the shipped files: questionnaires, and the sample session with its findings."""
    return [p for kind in ("questionnaires", "sessions") for p in sorted(_shipped(kind))]


def _shipped(kind: str) -> list[Path]:
    # In a repository the sessions folder also holds the user's own; only the sample is ours.
    pattern = "*.toml" if kind == "questionnaires" else "example*.toml"
    return list(builtin_dir(kind).glob(pattern))


def check(path: Path) -> Checked:
    """Check one file; never raises Problem, whatever it holds."""
    name = shown(path)
    try:
        data = read_bytes(path)
        found = parse(data, name)
    except Problem as error:
        return Checked(name, "", (error,))
    kind = _kind(path, found)
    if kind == "other":
        return Checked(name, _("TOML; its content is not checked by this version"), ())
    faults: list[Problem] = []
    try:
        faults += _FAULTS[kind](path, found, data)
    except Problem as error:
        # What it is compared with does not open: that is told, and the next file is checked all the same.
        faults.append(error)
    return Checked(name, _(kind), tuple(faults))


def _kind(path: Path, found: dict[str, Any]) -> str:
    if path.name.endswith(sessions.EVIDENCE) or "finding" in found:
        return "findings"
    if path.name.endswith(sessions.WORKLOAD):
        return "workload"
    if path.name == BANK or {"slot", "item"} & set(found):
        return "mock review"
    if path.name == SERVICES or {"service", "third_party"} & set(found):
        return "services"
    if path.name == REPORTS or "route" in found:
        return "report routes"
    if path.name == COACH or {"phrase", "marker"} & set(found):
        return "coach"
    if path.name == GUIDE_HINTS or "hint" in found:
        return "guide hints"
    if path.name == NEXT_STEPS or set(found) - {"release"} == {"schema", "checklist", "step"}:
        return "next steps"
    if path.name == "programme.toml" or {"notice", "step"} <= set(found):
        return "programme"
    if "control" in found or "section" in found or "gate" in found:
        return "checklist"
    if path.name.startswith(LENS) or {"pillar", "question"} <= set(found):
        return "lens"
    if "question" in found:
        return "other"
    return "session"


def _model(
    model: type[BaseModel], found: dict[str, Any], data: bytes, name: str
) -> BaseModel | list[Problem]:
    try:
        return model.model_validate(found)
    except ValidationError as error:
        out = []
        raw = error.errors(include_url=False, include_input=False, include_context=False)
        for fault, whole in zip(problems(error, data, name), raw, strict=True):
            # Some models tell their faults between tables in one sentence; here each gets its own line.
            joined = model in (Checklist, Bank, Lens, Catalogue, ReportRoutes, Coaching) and not fault.key
            several = whole["msg"].removeprefix("Value error, ").split("; ") if joined else [fault.reason]
            for reason in (one_line(r, 400) for r in several):
                out.append(Problem(reason, file=name, line=_line(data, reason) or fault.line, key=fault.key))
        return out
    except RecursionError:
        return [Problem(_("nested too deeply"), file=name)]


def _line(data: bytes, reason: str) -> int | None:
    """Return the line of the id that a reason begins with, e.g. ``IAM-002: a rule names ...``."""
    wanted = reason.partition(":")[0].rpartition(" ")[2]
    key = f'id = "{wanted}"'.encode()
    at = data.find(key)
    if "twice" in reason:
        # Of two with the same id, the second is the one too many.
        at = max(at, data.find(key, at + 1))
    return data[:at].count(b"\n") + 1 if at >= 0 and wanted else None


def _checklist(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    checklist = _model(Checklist, found, data, name)
    if isinstance(checklist, list):
        yield from checklist
        return
    assert isinstance(checklist, Checklist)  # noqa: S101  for the type checker
    lines = line_index(data.decode("utf-8-sig"))
    if path.stem != f"{checklist.id}-{checklist.release}":
        reason = _("the file's name must be {}-{}.toml, or the list is not found").format(
            checklist.id, checklist.release
        )
        yield Problem(reason, file=name, line=lines.get(("id",)), key="id")
    documents = {d.id for d in _library(path).programme().document}
    for at, control in enumerate(checklist.control):
        for unknown in [d for d in control.documents if d not in documents]:
            loc: Loc = ("control", at, "documents")
            reason = _("{} wants the document {!r}, which programme.toml does not know")
            yield _fault(reason.format(control.id, unknown), name, lines, loc)


def _programme(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    programme = _model(Programme, found, data, name)
    if isinstance(programme, list):
        yield from programme
        return
    assert isinstance(programme, Programme)  # noqa: S101  for the type checker
    lines = line_index(data.decode("utf-8-sig"))
    for kind in ("step", "document", "role", "benefit", "do", "dont", "task", "link"):
        seen: set[str] = set()
        for at, entry in enumerate(getattr(programme, kind)):
            if entry.id in seen:
                yield _fault(_("{} {!r} stands twice").format(kind, entry.id), name, lines, (kind, at, "id"))
            seen.add(entry.id)
    known = _items(_library(path), programme.checklist)
    for at, task in enumerate(programme.task):
        for control in [c for c in task.controls if known and c not in known]:
            reason = _("{} has no control {}").format(programme.checklist, control)
            yield _fault(reason, name, lines, ("task", at, "controls"))


def _bank(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    bank = _model(Bank, found, data, name)
    if isinstance(bank, list):
        yield from bank
        return
    assert isinstance(bank, Bank)  # noqa: S101  for the type checker
    lines = line_index(data.decode("utf-8-sig"))
    library = _library(path)
    if path.name != BANK:
        yield Problem(_("the file's name must be {}, or it is not found").format(BANK), file=name)
    try:
        checklist = library.checklist(bank.checklist)
    except Problem as error:
        yield Problem(
            error.reason, file=name, line=lines.get(("checklist",)), key="checklist", hint=error.hint
        )
        return
    faults = bank_faults(bank, checklist, library)
    yield from (_fault(reason, name, lines, loc) for reason, loc in faults)


def _services(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    yield from _named(path, found, data, Catalogue, SERVICES)


def _coach(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    yield from _named(path, found, data, Coaching, COACH)


def _guide_hints(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    yield from _named(path, found, data, GuideHints, GUIDE_HINTS, hint_faults)


def _next_steps(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    yield from _named(path, found, data, NextSteps, NEXT_STEPS, step_faults)


def _no_faults(_content: Any, _known: Library) -> Iterator[tuple[str, Loc]]:
    yield from ()


def _named(
    path: Path,
    found: dict[str, Any],
    data: bytes,
    model: type[BaseModel],
    wanted: str,
    faults: Callable[[Any, Library], Iterator[tuple[str, Loc]]] = _no_faults,
) -> Iterator[Problem]:
    """Check content that is found by its name alone: its form, its name, what a checklist does not know."""
    name = shown(path)
    content = _model(model, found, data, name)
    if isinstance(content, list):
        yield from content
        return
    if path.name != wanted:
        yield Problem(_("the file's name must be {}, or it is not found").format(wanted), file=name)
    lines = line_index(data.decode("utf-8-sig"))
    yield from (_fault(reason, name, lines, loc) for reason, loc in faults(content, _library(path)))


def _reports(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    content = _model(ReportRoutes, found, data, name)
    if isinstance(content, list):
        yield from content
        return
    assert isinstance(content, ReportRoutes)  # noqa: S101  for the type checker
    lines = line_index(data.decode("utf-8-sig"))
    if path.name != REPORTS:
        yield Problem(_("the file's name must be {}, or it is not found").format(REPORTS), file=name)
    library = _library(path)
    faults = report_faults(content, library, _items(library, content.checklist))
    yield from (_fault(reason, name, lines, loc) for reason, loc in faults)


def _lens(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    lens = _model(Lens, found, data, name)
    if isinstance(lens, list):
        yield from lens
        return
    assert isinstance(lens, Lens)  # noqa: S101  for the type checker
    lines = line_index(data.decode("utf-8-sig"))
    if path.stem != f"{LENS}{lens.release}":
        reason = _("the file's name must be {}{}.toml, or it is not found").format(LENS, lens.release)
        yield Problem(reason, file=name, line=lines.get(("release",)), key="release")
    known = _items(_library(path), lens.checklist)
    for at, question in enumerate(lens.question):
        for nth, practice in enumerate(question.practice):
            for control in [c for c in practice.controls if known and c not in known]:
                reason = _("{} has no control {}").format(lens.checklist, control)
                yield _fault(reason, name, lines, ("question", at, "practice", nth, "controls"))


def _items(library: Library, name: str) -> set[str]:
    """Return the items of all releases of one list: another has the same ids for other things."""
    out: set[str] = set()
    for release in library.releases(name):
        try:
            out |= set(library.checklist(name, release).by_id)
        except Problem:
            # That file is checked by itself; here one must not hide the faults of another.
            return set()
    return out


def _session(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    try:
        session = sessions.read(data, name)
    except Problem as first:
        several = _model(Session, found, data, name)
        # A fault of the schema comes before all: what else is wrong may only follow from it.
        found_again = isinstance(several, list) and first.reason in [p.reason for p in several]
        yield from several if isinstance(several, list) and found_again else [first]
        return
    library = library_for(path.parent)
    try:
        checklist = library.checklist(session.checklist, session.release)
    except Problem as error:
        line = line_index(data.decode("utf-8-sig")).get(("checklist",))
        yield Problem(error.reason, file=name, line=line, key="checklist", hint=error.hint)
        return
    lines = line_index(data.decode("utf-8-sig"))
    for question, answer in session.answers.items():
        known = checklist.questions.get(question)
        if known is None:
            reason = _("{} has no such question").format(checklist.name)
            yield _fault(reason, name, lines, ("answers", question))
        elif answer.value is not None and answer.value not in known.answers:
            takes = _("no answer of this question; it takes: {}").format(", ".join(known.answers))
            yield _fault(takes, name, lines, ("answers", question, "value"))
    for table, keys in (("responses", session.responses), ("owners", session.owners)):
        for control in [c for c in keys if c not in checklist.by_id]:
            yield _fault(_("{} has no such control").format(checklist.name), name, lines, (table, control))
    for at, document in enumerate(session.document):
        outside = "://" in document.where
        if not outside and not (path.parent / document.where).exists():
            reason = _("no such file: {}").format(document.where)
            yield _fault(reason, name, lines, ("document", at, "where"))
    faults = paper_faults(session, checklist, library.programme())
    yield from (_fault(reason, name, lines, loc) for reason, loc in faults)


def _findings(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    name = shown(path)
    evidence = _model(Evidence, found, data, name)
    if isinstance(evidence, list):
        yield from evidence
        return
    assert isinstance(evidence, Evidence)  # noqa: S101  for the type checker
    lines = line_index(data.decode("utf-8-sig"))
    beside = _list_beside(path)
    if beside is not None and evidence.of_list(beside.id) is not evidence:
        reason = _("these findings are about another list than the session's ({}), and count for nothing")
        yield Problem(reason.format(beside.id), file=name, line=lines.get(("checklist",)), key="checklist")
        return
    known = set(beside.questions) if beside is not None else set()
    seen: set[str] = set()
    for at, finding in enumerate(evidence.finding):
        loc: Loc = ("finding", at, "question")
        if finding.question in seen:
            yield _fault(_("{} has two findings").format(finding.question), name, lines, loc)
        seen.add(finding.question)
        # One with the sentence it judged may be of another release: it waits there, and decides nothing.
        if known and finding.question not in known and not finding.aws_text:
            yield _fault(
                _("the session's list has no question {}").format(finding.question), name, lines, loc
            )


def _workload(path: Path, found: dict[str, Any], data: bytes) -> Iterator[Problem]:
    workload = _model(Workload, found, data, shown(path))
    if isinstance(workload, list):
        yield from workload


def _list_beside(path: Path) -> Checklist | None:
    """Return the list of the session that a findings file belongs to; None if that cannot be told."""
    beside = path.with_name(path.name.removesuffix(sessions.EVIDENCE) + ".toml")
    if beside == path:
        return None
    try:
        session = sessions.read(read_bytes(beside), shown(beside))
        return library_for(path.parent).checklist(session.checklist, session.release)
    except Problem:
        return None


def _library(path: Path) -> Library:
    """Return the library in which a questionnaire stands: the shipped one, with its own folder on top."""
    return Library(path.absolute().parent)


def _fault(reason: str, name: str, lines: dict[Loc, int], loc: Loc) -> Problem:
    line = next((lines[loc[:end]] for end in range(len(loc), 0, -1) if loc[:end] in lines), None)
    return Problem(reason, file=name, line=line, key=key_text(loc))


_FAULTS = {
    "session": _session,
    "findings": _findings,
    "workload": _workload,
    "programme": _programme,
    "checklist": _checklist,
    "mock review": _bank,
    "services": _services,
    "report routes": _reports,
    "guide hints": _guide_hints,
    "next steps": _next_steps,
    "coach": _coach,
    "lens": _lens,
}

__all__ = ["Checked", "check", "shipped"]
