"""What leaves the program: the answers as a table, the dossier as a page. Whole files or none."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ftr_tui import __version__
from ftr_tui.actions import answers, debriefing, dossier, fixes, status
from ftr_tui.actions.desk import Desk
from ftr_tui.exchange import debrief as debrief_page
from ftr_tui.exchange import tables
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, mask_secrets
from ftr_tui.store import atomic

KINDS = {
    ".md": "dossier",
    ".html": "dossier",
    ".pdf": "dossier",
    ".csv": "answers",
    ".json": "answers",
    ".ics": "calendar",
    ".xlsx": "sheet",
}
"""What each ending means without ``--what``."""
ENDINGS = {
    "dossier": (".md", ".html", ".pdf"),
    "answers": (".csv", ".json"),
    "fixes": (".md", ".html", ".pdf", ".csv", ".json"),
    "debrief": (".md", ".html"),
    "calendar": (".ics",),
    "sheet": (".xlsx",),
}
"""Which endings can hold what."""


def kind_of(file: Path, what: str | None) -> str:
    """Return what ``file`` is to hold; Problem where its ending cannot hold that."""
    ending = file.suffix.lower()
    kind = what or KINDS.get(ending)
    known = list(dict.fromkeys([*KINDS, *(e for endings in ENDINGS.values() for e in endings)]))
    if ending not in known:
        near = difflib.get_close_matches(ending, known, 1)
        hint = _("did you mean {}?").format(near[0]) if near else _("known: {}").format(", ".join(known))
        raise Problem(_("{!r} is no ending that this version writes").format(file.suffix), hint=hint)
    if kind is None:
        holds = " ".join(f"--what {w}" for w, endings in ENDINGS.items() if ending in endings)
        raise Problem(_("a {} file needs to be told what it holds").format(file.suffix), hint=holds)
    if ending not in ENDINGS[kind]:
        hint = _("use {}").format(", ".join(ENDINGS[kind]))
        raise Problem(_("a {} file cannot hold {}").format(file.suffix, kind), hint=hint)
    return kind


@dataclass(slots=True)
class Exported:
    """What was written, and what a person should know of it."""

    kind: str
    masked: int = 0
    """How many things that look like secrets were masked."""
    redacted: bool = False
    notes: list[str] = field(default_factory=list)
    """One line each: what is missing or unconfirmed in the file."""


class Hide:
    """Cleans a text, masks what looks like a secret and counts; redacts it too where that is asked for."""

    def __init__(self, redact: Callable[[str], str] | None = None) -> None:
        self.masked = 0
        self._redact = redact

    def __call__(self, text: str) -> str:
        """Return the text as it may leave the program."""
        text, count = mask_secrets(clean(text))
        self.masked += count
        return self._redact(text) if self._redact is not None else text


def export(
    desk: Desk,
    file: Path,
    what: str | None = None,
    *,
    template: Path | None = None,
    redact: bool = False,
    anyway: bool = False,
    filed: bool = True,
) -> Exported:
    """Write the file, whole or not at all; return what a person should know of it.

    ``template`` is AWS's empty workbook, ``anyway`` writes into one of another release (.xlsx alone).
    ``redact`` puts tokens in place of account ids, ARNs, addresses, people and resources. ``filed``
    False: the sheet is not put into the binder, the session stays as it is. Problem says why nothing was
    written.
    """
    kind = kind_of(file, what)
    if (template is not None or anyway) and kind != "sheet":
        raise Problem(_("--template and --anyway are for AWS's sheet alone, an .xlsx file"))
    if redact and kind == "sheet":
        hint = _("leave --redact away, or export the dossier: .md, .html or .pdf")
        raise Problem(_("AWS's sheet goes to AWS, and redacted it cannot be reviewed"), hint=hint)
    done = Exported(kind, redacted=redact)
    hide = _hide(desk, redact=redact)
    if kind == "sheet":
        from ftr_tui.actions import handing_in

        done.notes += handing_in.write(desk, file, template, mask=hide, anyway=anyway)
        done.notes += handing_in.filed(desk, file) if filed else []
        done.masked = hide.masked
        return done
    data = _made(desk, file.suffix.lower(), done, hide)
    atomic.write(file, data)
    done.masked = hide.masked
    closed = status.closing(desk.checklist, desk.review.today)
    if closed and closed not in done.notes:
        done.notes.append(closed)
    return done


def _hide(desk: Desk, *, redact: bool) -> Hide:
    from ftr_tui.actions.redacting import redactor

    return Hide(redactor(desk) if redact else None)


def _made(desk: Desk, ending: str, done: Exported, hide: Hide) -> bytes:
    """Return what the file holds; notes for a person go to ``done``."""
    if done.kind == "dossier":
        return dossier.dossier_bytes(desk, ending, hide, redacted=done.redacted, notes=done.notes)
    if done.kind == "debrief":
        return debrief_bytes(desk, html=ending == ".html", mask=hide, redacted=done.redacted)
    if done.kind == "calendar":
        return calendar_bytes(desk, hide)
    if done.kind == "fixes":
        return fixes_bytes(desk, ending, done, hide)
    write = answers.csv_bytes if ending == ".csv" else answers.json_bytes
    return write(desk, hide, redacted=done.redacted)


def debrief_bytes(
    desk: Desk,
    rehearsal: str = "",
    *,
    html: bool = False,
    mask: Callable[[str], str] = str,
    redacted: bool = False,
) -> bytes:
    """Return the debrief of a rehearsal, the last one unless an id is given; Problem if there is none."""
    found = debriefing.debrief(desk, desk.bank(), rehearsal)
    write = debrief_page.page if html else debrief_page.markdown
    text = write(found, made=desk.clock(), version=__version__, mask=mask, redacted=redacted)
    return text.encode("utf-8", errors="backslashreplace")


def fixes_bytes(desk: Desk, ending: str, done: Exported, hide: Hide) -> bytes:
    """Return the next steps as a page, a table or an object; tables have a line for all that was kept."""
    fixes.check(desk)
    if ending in dossier.ENDINGS:
        return dossier.fixes_bytes(desk, ending, hide, redacted=done.redacted, notes=done.notes)
    found = fixes.of(desk, most=fixes.ALL, hide=hide if done.redacted else None)
    if ending == ".json":
        about = answers.about(desk, redacted=done.redacted)
        return tables.to_json(answers.tree(about | fixes.as_json(desk, found), hide))
    rows = [{k: hide(v) for k, v in row.items()} for row in fixes.rows(found)]
    extra = {tables.REDACTED: "yes"} if done.redacted else {}
    return tables.to_csv((*fixes.COLUMNS, *extra), [row | extra for row in rows])


def calendar_bytes(desk: Desk, mask: Callable[[str], str] = str) -> bytes:
    """Return what is due as an iCalendar file."""
    from ftr_tui.actions import calendar
    from ftr_tui.exchange import ics

    known = desk.checklist.by_id
    return ics.page(
        desk.session,
        calendar.due(desk),
        now=desk.clock(),
        version=__version__,
        titles=lambda control: known[control].title if control in known else control,
        mask=mask,
    )


def resource_rows(findings: list[Finding]) -> bytes:
    """Return every resource of every finding as CSV, for ``scan --full``."""
    columns = ("control", "question", "verdict", "resource", "detail", "account", "region")
    rows = [
        {
            "control": f.control,
            "question": f.question,
            "verdict": str(f.verdict),
            "resource": r.name,
            "detail": r.detail,
            "account": r.account,
            "region": r.region,
        }
        for f in findings
        for r in f.resources
    ]
    return tables.to_csv(columns, rows)
