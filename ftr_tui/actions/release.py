"""Another release of the list: built from AWS's newer workbook, compared, moved to, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftr_tui.actions import status
from ftr_tui.actions.desk import Clock, Desk, utc_now
from ftr_tui.actions.handing_in import refuse_list
from ftr_tui.actions.opening import library_for
from ftr_tui.model import release as model
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.release import Carried, Change, Kind
from ftr_tui.store import findings as findings_store
from ftr_tui.store import sessions
from ftr_tui.store.library import Library, release_order
from ftr_tui.store.toml_read import read_bytes, shown

if TYPE_CHECKING:
    from ftr_tui.exchange.workbook.sheet import Sheet
    from ftr_tui.model.checklist import Checklist
    from ftr_tui.model.session import Answer, Former, Session

WORDS: dict[Kind, str] = {
    "added": _("added"),
    "removed": _("gone"),
    "reworded": _("reworded"),
    "answers": _("other answers"),
    "rule": _("rule changed"),
    "gate": _("gate changed"),
    "section": _("moved"),
}
"""What each kind of change is called."""
_COUNTED: dict[Kind, str] = {
    "answers": _("with other answers"),
    "rule": _("with another rule"),
    "gate": _("with another gate"),
}
SIGNS: dict[Kind, str] = {
    "added": "+", "removed": "-", "reworded": "~", "answers": "~", "rule": "!", "gate": "!", "section": " ",
}  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What moving from one release to another would do."""

    old: Checklist
    new: Checklist
    changes: tuple[Change, ...]
    carried: Carried
    same: int
    """Controls and gates that stay as they are."""


@dataclass
class BuiltList:
    """A list that was built, or found to be known already."""

    release: str
    path: Path | None
    """Where it was written; None: it was known already, nothing was built."""
    lines: list[str] = field(default_factory=list)
    """What a person should know of it."""


# --- what there is --------------------------------------------------------------------------------------


def others(desk: Desk) -> list[str]:
    """Return the other releases of the session's list, the newest first."""
    known = desk.library.releases(desk.checklist.id)
    return sorted((r for r in known if r != desk.checklist.release), key=release_order, reverse=True)


def newer(desk: Desk) -> str:
    """Return the newest release that is newer than the session's, or an empty string."""
    found = others(desk)
    mine = release_order(desk.checklist.release)
    return found[0] if found and release_order(found[0]) > mine else ""


def preview(desk: Desk, release: str) -> Preview:
    """Return what moving to ``release`` changes, and what carries over; Problem if there is no such one."""
    known = desk.library.releases(desk.checklist.id)
    if release not in known:
        hint = _("known: {}; build one: ftr-tui release {} --from-workbook FILE.xlsx")
        names = ", ".join(sorted(known, key=release_order))
        raise Problem(
            _("no release {!r} of {}").format(release, desk.checklist.id), hint=hint.format(names, desk.name)
        )
    new = desk.library.checklist(desk.checklist.id, release)
    changes = tuple(model.compare(desk.checklist, new))
    carried = model.move(desk.session, desk.checklist, new, desk.clock())[1]
    return Preview(desk.checklist, new, changes, carried, len(model.unchanged(desk.checklist, new)))


def headline(found: Preview) -> str:
    """Return ``2026.1 -> 2026.2: 3 added, 1 gone, 2 reworded; 54 of 58 answers carry over``."""
    counts = {kind: sum(c.kind == kind for c in found.changes) for kind in model.KINDS}
    words = ", ".join(f"{n} {_(_COUNTED.get(kind, WORDS[kind]))}" for kind, n in counts.items() if n)
    text = f"{found.old.release} → {found.new.release}: {words or _('nothing changes')}; "
    kept, answered = len(found.carried.kept), found.carried.answered
    if not answered:
        return text + _("nothing is answered yet")
    carry = ngettext("{} of {} answer carries over", "{} of {} answers carry over", answered)
    return text + carry.format(kept, answered)


def carried_lines(found: Carried, release: str) -> list[str]:
    """Return what becomes of what was said, a line for each kind; nothing is lost."""
    out = []
    if found.kept:
        text = ngettext("{} answer carries over", "{} answers carry over", len(found.kept))
        out.append(text.format(len(found.kept)))
    for names, text in (
        (found.returned, _("holds again, as it was said before: {}")),
        (found.reopened, _("open again, with the old answer beside it: {}")),
        (found.gone, _("not asked any more, the answer is kept: {}")),
        (found.gone_controls, _("gone with its response or owner, both are kept: {}")),
        (found.look_again, _("rule changed, look again: {}")),
        (found.new, _("new in {}: {{}}").format(release)),
    ):
        if names:
            out.append(text.format(", ".join(names)))
    return out


# --- moving ---------------------------------------------------------------------------------------------


def move(desk: Desk, release: str) -> Preview:
    """Move the session to another release: one step, undone by undo or by moving back."""
    if release == desk.checklist.release:
        raise Problem(_("this session is on {} already").format(release))
    unsettled = [c.what for c in desk.session.conflict if c.what.startswith("answer ")]
    if unsettled:
        hint = _("settle it first, in the app with T")
        raise Problem(_("two people changed {}").format(", ".join(unsettled)), hint=hint)
    found = preview(desk, release)
    _stamp(desk)
    session, carried = model.move(desk.session, desk.checklist, found.new, desk.clock())
    desk.change(_("moved to release {}").format(release), session)
    return Preview(found.old, found.new, found.changes, carried, found.same)


def _stamp(desk: Desk) -> None:
    """Write beside each finding which sentence it judged: findings of older versions do not say it."""
    path = desk.file.evidence_path
    evidence = findings_store.load(path)
    texts = {q.id: q.aws_text for q in desk.checklist.questions.values()}
    found = [
        f if f.aws_text or f.question not in texts else f.model_copy(update={"aws_text": texts[f.question]})
        for f in evidence.finding
    ]
    if found != evidence.finding:
        findings_store.save(path, evidence.model_copy(update={"finding": found}))


# --- building -------------------------------------------------------------------------------------------


def build(
    where: Path,
    name: str,
    workbook: Path,
    *,
    until: str = "",
    force: bool = False,
    library: Library | None = None,
    clock: Clock = utc_now,
) -> BuiltList:
    """Build the list of a newer workbook for the session ``name``, also where its own list is not here.

    Problem where the file is no such workbook or asks something else altogether. ``until``: the last
    month in which AWS takes it (2027-05). ``force``: build it anew, or although it hardly looks alike.
    """
    from ftr_tui.exchange.workbook import building
    from ftr_tui.exchange.workbook.sheet import read_file

    check_month(until)
    path = sessions.path_of(where, name)
    session = sessions.read(read_bytes(path), shown(path))
    library = library or library_for(where)
    bases = _bases(library, session.checklist)
    if not any(base.has_sheet for base in bases):
        refuse_list(bases[0])
    sheet = read_file(workbook)
    _check(sheet, bases, force=force)
    known = next((b for b in bases if building.same(sheet, b)), None)
    if known is not None and (known.built_from is None or not (force or _other_month(known, until))):
        text = _("this workbook is {} {}, which is here already; nothing was built")
        return BuiltList(known.release, None, [text.format(known.id, known.release)])
    release = known.release if known else _name(sheet, session, library.releases(session.checklist))
    day = clock().astimezone().date()
    rest = [b for b in bases if b is not known]
    built = building.build(sheet, rest or bases, release=release, on=day, until=until)
    written = library.save_checklist(built.content)
    lines = [_("built: {} {}, in {}").format(session.checklist, release, shown(written))]
    # A sheet without a number has a name made of its digest, which is neither older nor newer.
    if release[:1].isdigit() and release_order(release) < release_order(session.release):
        text = _("LOOK: {} is older than {}, the list of this session: is it the workbook that you meant?")
        lines.append(text.format(release, session.release))
    lines += building.words(built)
    usable = built.content.get("usable")
    if usable and not until:
        text = _("taken as closing in {}: {} months after the time that the sheet names, as AWS did before")
        lines.append(text.format(usable["until"], building.LONGER))
        lines.append(_("if AWS names another month, build it again: Until in the app, else --until 2027-05"))
    elif not usable:
        lines.append(
            _("the sheet does not say when it closes; if AWS does, build it again with the month: ")
            + _("Until in the app, else --until 2027-05")
        )
    return BuiltList(release, written, lines)


def check_month(until: str) -> None:
    """Raise Problem where this is no month as ``build`` takes it; empty is one."""
    if until and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", until):
        raise Problem(_("{!r} is no month; write it as 2027-05").format(until))


def _other_month(known: Checklist, until: str) -> bool:
    """Whether a list that was built is to close in another month than it was built with."""
    return bool(until) and (known.usable is None or known.usable.until != until)


def _bases(library: Library, name: str) -> list[Checklist]:
    """Return the lists whose help may be taken: the shipped ones first, the newest first."""
    found = []
    for release in sorted(library.releases(name), key=release_order, reverse=True):
        found.append(library.checklist(name, release))
    if not found:
        raise Problem(
            _("no checklist {!r}").format(name), hint=_("known: {}").format(", ".join(library.names()))
        )
    return sorted(found, key=lambda b: b.built_from is not None)


def _check(sheet: Sheet, bases: list[Checklist], *, force: bool) -> None:
    if not sheet.controls:
        raise Problem(_("holds no control"), file=sheet.file)
    known = {c.id for b in bases for c in b.control}
    alike = sum(c in known for c in sheet.controls)
    if alike * 2 < len(sheet.controls) and not force:
        reason = _("{} of its {} controls are known in {}: is it the workbook of another list?")
        hint = _("--force builds it all the same")
        raise Problem(reason.format(alike, len(sheet.controls), bases[0].id), file=sheet.file, hint=hint)


def _name(sheet: Sheet, session: Session, known: dict[str, Path]) -> str:
    """Return what a list that is not known yet is called: as the session's own where it is that one."""
    from ftr_tui.exchange.workbook import building

    version = building.version_name(sheet)
    mark = "x" + building.digest(sheet).partition(":")[2][:6]
    # A hyphen would be taken for the end of the list's id. Two lists of one version are told apart.
    marked = f"{version}.{mark}" if version else mark
    # A colleague's session may go by a list of the same version that asks otherwise.
    other = session.release == version and session.sentences not in ("", building.sentences_of(sheet))
    if session.release == marked or not version or version in known or other:
        return marked
    return version


def needed(desk_or_release: str, built: BuiltList) -> str:
    """Return why a session still does not open after a list was built, or an empty string."""
    if desk_or_release == built.release:
        return ""
    text = _("the session's list is {}; this workbook is {}: a copy of that one is needed")
    return text.format(desk_or_release, built.release)


def release_of(where: Path, name: str) -> str:
    """Return the release that a session's file names, also where that list is not on this machine."""
    path = sessions.path_of(where, name)
    return sessions.read(read_bytes(path), shown(path)).release


# --- words ------------------------------------------------------------------------------------------------


def former(desk: Desk, question: str) -> Former | None:
    """Return what was said to a question under another release, while it has no answer here."""
    if question in desk.session.answers:
        return None
    return model.former_of(desk.session, question)


def open_again(desk: Desk) -> dict[str, Former]:
    """Return the questions that are open here and were answered under another release, in order."""
    found = {q: former(desk, q) for q in desk.checklist.questions} if desk.session.former else {}
    return {q: f for q, f in found.items() if f is not None}


def kept_aside(desk: Desk) -> list[str]:
    """Return what is kept of questions and controls that the list does not have: ``ARC-003.1 (2024.1)``."""
    known = {*desk.checklist.questions, *desk.checklist.by_id}
    names = [key.rpartition("@") for key in desk.session.former]
    return [f"{name} ({release})" for name, _at, release in names if name not in known]


def former_words(found: Former) -> list[str]:
    """Return ``2026.1: yes (Minh, 2026-03-01)`` and how the question was put then."""
    answer = found.answer
    if answer is None:
        return []
    who = ", ".join(x for x in (answer.by, f"{answer.at.astimezone():%Y-%m-%d}") if x)
    first = f"{found.release}: {_said(answer)} ({who})"
    return [first, _("the question was: {}").format(found.ask)] if found.ask else [first]


def _said(answer: Answer) -> str:
    return answer.value or _("don't know yet")


def steps(desk: Desk, *, app: bool = True) -> list[str]:
    """Return what to do when AWS has a newer list, in five steps: by keys, or as commands."""
    if not desk.checklist.has_sheet:
        return [
            _("Ask AWS, or look in Partner Central, for the list of this kind that counts today"),
            _("No workbook of this list is known, so none can be built from one: compare by hand"),
            _("A list of your own goes into the folder questionnaires, as {}-RELEASE.toml").format(
                desk.checklist.id
            ),
        ]
    links = {x.id: x.url for x in desk.programme.link}
    get = _("Get AWS's newer self-assessment workbook (.xlsx), from Partner Central or the list's page: {}")
    build_it, move_it = (_("b, and name the file"), _("y"))
    if not app:
        build_it = status.command(desk, "release", " --from-workbook FILE.xlsx")
        move_it = status.command(desk, "release", " --to RELEASE")
    return [
        get.format(links.get("checklist", "-")),
        _("Build the list from it: {}. AWS's text stays on this machine").format(build_it),
        _("Look at what changed, the old beside the new"),
        _("Move to it: {}. Answers to unchanged questions come along, nothing is lost").format(move_it),
        _("Answer what is open again; your old answer stands beside each question"),
    ]


def as_json(desk: Desk, found: Preview | None, *, moved: bool = False) -> dict[str, Any]:
    """Return the object that ``release --json`` writes."""
    out: dict[str, Any] = {
        "session": desk.name,
        "checklist": desk.checklist.id,
        "release": desk.checklist.release,
    }
    out |= {"others": others(desk), "newer": newer(desk), "moved": moved}
    if found is None:
        return out | {"changes": [], "carried": None}
    changes = [
        {
            "kind": c.kind,
            "id": c.id,
            "control": c.control,
            "title": c.title,
            "old": list(c.old),
            "new": list(c.new),
        }
        for c in found.changes
    ]
    carried = found.carried
    return out | {
        "from": found.old.release,
        "to": found.new.release,
        "changes": changes,
        "unchanged": found.same,
        "carried": {
            "kept": carried.kept,
            "reopened": carried.reopened,
            "gone": carried.gone,
            "gone_controls": carried.gone_controls,
            "returned": carried.returned,
            "look_again": carried.look_again,
            "new": carried.new,
        },
    }
