"""A session written into AWS's own workbook, and told what of it is missing or judged otherwise there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from ftr_tui.actions import binder, status
from ftr_tui.actions.hand_in_notes import Written, named, of_answers, of_responses, of_the_sheet
from ftr_tui.exchange.workbook import fill, index, sheet
from ftr_tui.model.handed_in import HandIn, hand_in
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean
from ftr_tui.store import atomic
from ftr_tui.store.library import release_order
from ftr_tui.store.toml_read import shown

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.checklist import Checklist

KIND = "self-assessment-sheet"


class OtherRelease(Problem):
    """The workbook is of another release; ``anyway`` writes what both ask in the same words."""

    step = ""
    """What to do about it in the app, as a sentence."""


def write(
    desk: Desk,
    file: Path,
    template: Path | None,
    *,
    mask: Callable[[str], str] = str,
    anyway: bool = False,
) -> list[str]:
    """Write AWS's workbook with this session in it; return what a person should know, one line each.

    ``template`` is AWS's empty workbook as it was downloaded. ``anyway``: also where it is of another
    release; then only what is asked in the same words is written. The session stays as it is. Problem says
    why nothing was written.
    """
    refuse_list(desk.checklist, hint=_("a table (.csv) and the dossier (.html, .pdf, .md) need none"))
    if template is None:
        raise no_template()
    _apart(file, template)
    found = sheet.read_file(template)
    differs = index.differences(found, desk.checklist)
    _fits(desk, found, differs, anyway=anyway)
    given = hand_in(desk.review, desk.session)
    notes = _of_the_release(desk, found, differs)
    done = _filled(desk, found, differs, given, mask)
    atomic.write(file, done.filled.data)
    notes += of_answers(desk, done) + of_responses(desk, done) + of_the_sheet(desk, done)
    return notes


def refuse_list(checklist: Checklist, *, file: str = "", hint: str = "") -> None:
    """Raise Problem where no workbook of AWS is known for a list: then none is filled, read or built from."""
    if not checklist.has_sheet:
        raise Problem(_("no workbook of {} is known").format(checklist.name), file=file, hint=hint)


def no_template() -> Problem:
    """Return what is said where AWS's workbook was not named."""
    hint = _(
        "download it from AWS's FTR page or Partner Central, then: --template FILE.xlsx; none is shipped here"
    )
    return Problem(_("AWS's own workbook is needed, as it was downloaded"), hint=hint)


def _apart(file: Path, template: Path) -> None:
    if not template.exists():
        raise Problem(_("no such file"), file=shown(template), hint=no_template().hint)
    if file.resolve() == template.resolve() or (file.exists() and file.samefile(template)):
        hint = _("name another file; the empty workbook is needed again")
        raise Problem(_("would be written over itself"), file=shown(template), hint=hint)


def likely_templates(desk: Desk) -> list[Path]:
    """Return workbooks nearby whose names look like AWS's self-assessment, the newest first."""
    found: dict[Path, float] = {}
    for folder in (Path.cwd(), desk.file.path.parent, Path.home() / "Downloads"):
        try:
            for path in folder.glob("*.xlsx"):
                name = path.name.lower().replace("_", " ").replace("-", " ")
                if not name.startswith(("~", ".")) and ("self assessment" in name or "ftr" in name.split()):
                    found[path.resolve()] = path.stat().st_mtime
        except OSError:
            continue  # a folder that cannot be listed holds nothing to suggest
    mine = {(desk.file.path.parent / d.where).resolve() for d in desk.session.document if d.kind == KIND}
    return sorted((p for p in found if p not in mine), key=lambda p: -found[p])


def suggested(desk: Desk) -> str:
    """Return the newest of them as a person would type it, for a line is short; empty where there is none."""
    for path in likely_templates(desk)[:1]:
        for base, mark in ((Path.cwd(), ""), (Path.home(), "~/")):
            if path.is_relative_to(base.resolve()):
                return f"{mark}{path.relative_to(base.resolve()).as_posix()}"
        return str(path)
    return ""


# --- the release ------------------------------------------------------------------------------------


def _fits(desk: Desk, found: sheet.Sheet, differs: index.Differences, *, anyway: bool) -> None:
    """Raise Problem for another list, and unless ``anyway`` for another release of this one."""
    if differs.common * 2 < len(desk.checklist.questions):
        words = _("is another list: {} of the {} questions of {} stand in it")
        raise Problem(
            words.format(differs.common, len(desk.checklist.questions), desk.checklist.name), file=found.file
        )
    if differs.none or anyway or not _matters(desk, differs):
        return
    words = _("version {} asks otherwise than {}, the list of this session: {}")
    here, version = desk.checklist.release, found.version or "?"
    hint = _("move to it: {}; or --anyway writes what is asked in the same words")
    hint = hint.format(status.command(desk, "release", f" --from-workbook {quote(found.file)}"))
    step = _("V brings the session to that release.")
    if found.version and release_order(found.version) < release_order(here):
        # After moving on, the download of the list before still lies about: nobody wants to go back for it.
        hint = _("it is the older one: fill AWS's workbook of {}; or --anyway writes what both ask alike")
        hint, step = hint.format(here), _("It is the older one: AWS's workbook of {} fits.").format(here)
    told = OtherRelease(words.format(version, here, _told(differs)), file=found.file, hint=hint)
    told.step = step
    raise told


def _matters(desk: Desk, differs: index.Differences) -> bool:
    """Whether an answer may mean something else there; a list without a digest cannot tell of the rules."""
    asked = bool(differs.added or differs.missing or differs.questions)
    return asked or (differs.rules and bool(desk.checklist.index))


def _told(differs: index.Differences) -> str:
    parts = [
        (_("new: {}"), differs.added),
        (_("gone: {}"), differs.missing),
        (_("reworded: {}"), differs.reworded),
        (_("other answers: {}"), differs.answers),
    ]
    told = [words.format(named(ids)) for words, ids in parts if ids]
    return "; ".join(told) or _("other rules or another order")


def _of_the_release(desk: Desk, found: sheet.Sheet, differs: index.Differences) -> list[str]:
    notes = []
    if desk.session.sample:
        notes.append(_("this is the sample product: its answers are made up, so it is no sheet for AWS"))
    if differs.none:
        if found.version != desk.checklist.release:
            words = _("the workbook says version {}, this session is of {}; it asks and judges the same")
            notes.append(words.format(found.version or "?", desk.checklist.release))
    elif _matters(desk, differs):
        words = _("another release (version {}), written all the same: {}")
        notes.append(words.format(found.version or "?", _told(differs)))
    else:
        notes.append(_("the same questions; whether this sheet judges as the list does is not known"))
    if closing := status.closing(desk.checklist, desk.review.today):
        notes.append(closing)
    return notes


# --- filling ----------------------------------------------------------------------------------------


def _filled(
    desk: Desk,
    found: sheet.Sheet,
    differs: index.Differences,
    given: HandIn,
    mask: Callable[[str], str],
) -> Written:
    left = set(differs.questions)
    if _matters(desk, differs):
        # What our rules make needless may be needed by another release's: only what people said goes in.
        left |= set(given.not_needed)
    words = fill.worded(found, {q: w for q, w in given.words.items() if q not in left})
    kept = _same_controls(desk, found, differs)
    responses = {c: clean(mask(text)) for c, text in given.responses.items() if c in kept}
    now = desk.clock().astimezone(UTC)
    return Written(found, given, words, responses, fill.fill(found, words, responses, now=now))


def _same_controls(desk: Desk, found: sheet.Sheet, differs: index.Differences) -> set[str]:
    """Return the controls that have a response cell and are asked in the same words."""
    out = set()
    for item in desk.checklist.control:
        own = {q.id for q in item.question}
        if item.id in found.controls and not own & {*differs.questions, *differs.missing}:
            out.add(item.id)
    return out


# --- the binder -----------------------------------------------------------------------------------------


def filed(desk: Desk, file: Path) -> list[str]:
    """File the sheet that was written in the binder, as one step; return what is to be said of that."""
    before = {d.where for d in desk.session.document if d.kind == KIND}
    try:
        document = binder.filed(desk, KIND, str(file.absolute()), desk.review.today)
    except Problem as error:
        return [_("not filed in the binder: {}").format(error)]
    if desk.trouble:
        return [desk.trouble]
    where: Mapping[bool, str] = {
        True: _(
            "filed in the binder as {}; it lies outside the sessions folder, a colleague does not have it"
        ),
        False: _("filed in the binder as {}"),
    }
    # Said once: who exports into the same file again has read it.
    outside = Path(document.where).is_absolute() and document.where not in before
    return [where[outside].format(document.id)]
