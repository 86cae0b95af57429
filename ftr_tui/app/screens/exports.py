"""Writing a file from any room: what it is called, over what is there, redacted or not."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Confirm, Option, ShowText
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.exporting import Exported
    from ftr_tui.app.screens.room import Room


FIXES = "fixes"


class Exports:
    """One export, from the question for a name to the line that says where the file is."""

    def __init__(self, room: Room, desk: Desk, *, fixes: bool = False) -> None:
        """``fixes``: the next steps are what is asked for."""
        self._room, self._desk, self._fixes = room, desk, fixes

    def ask(self) -> None:
        """Ask for the file; nothing is written before the last question is answered."""
        if self._fixes:
            self._ask_fixes()
            return
        pages = _(".md, .html or .pdf the dossier")
        if self._paged(".md") == "debrief":
            pages = _(".md or .html the debrief, .pdf the dossier")
        text = _("A file name: {}, .csv or .json the answers, .xlsx AWS's sheet, .ics the calendar").format(
            pages
        )
        suggested = f"{self._desk.name}{self._room.EXPORT_AS}"
        dialog = AskText(_("Export to"), suggested, text=text, check=self._check, suggested=True)
        self._room.ftr.ask(dialog, self._named)

    def _ask_fixes(self) -> None:
        text = _(
            "The next steps with their AWS CLI lines: .md, .html or .pdf a page, .csv or .json for programs"
        )
        suggested = f"{self._desk.name}-fixes.html"
        dialog = AskText(_("Export to"), suggested, text=text, check=self._check, suggested=True)
        self._room.ftr.ask(dialog, self._named)

    def _paged(self, ending: str) -> str:
        """Return which page an ending gets here: in the mock review the debrief, once there is one."""
        debrief = self._room.EXPORT_WHAT == "debrief" and bool(self._desk.session.rehearsal)
        return "debrief" if debrief and ending in (".md", ".html") else "dossier"

    def _what(self, path: Path) -> str | None:
        if self._fixes:
            return FIXES
        return "debrief" if self._paged(path.suffix.lower()) == "debrief" else None

    def _check(self, text: str) -> str:
        from ftr_tui.actions.exporting import kind_of
        from ftr_tui.model.problem import Problem

        path = Path(text).expanduser()
        try:
            kind_of(path, self._what(path))
        except Problem as error:
            return str(error)
        return _("{} is a folder").format(path) if path.is_dir() else ""

    def _named(self, text: str | None) -> None:
        if not text:
            return
        path = Path(text).expanduser()
        if not path.exists():
            self._ask_how(path)
            return
        title = _("Replace {}?").format(path)
        self._room.ftr.ask(Confirm(title, danger=True), lambda yes: self._ask_how(path) if yes else None)

    def _ask_how(self, path: Path) -> None:
        """Ask what else is to be known; a calendar is for the team, and AWS's sheet for AWS."""
        from ftr_tui.actions.exporting import kind_of

        kind = kind_of(path, self._what(path))
        if kind == "sheet":
            self._ask_template(path)
            return
        if kind == "calendar":
            self._write(path, redact=False)
            return
        options: list[Option[bool | str]] = [
            Option(False, _("No, all is shown"), letter="n"),
            Option(True, _("Yes, by tokens such as person-1"), letter="y"),
        ]
        if kind in ("dossier", "answers"):
            # The one choice that no ending makes; whoever does not want it has no key more.
            options.append(Option(FIXES, _("The next steps in its place, with AWS CLI lines"), letter="f"))
        text = _("Account ids, ARNs, e-mail addresses, people and names of resources become tokens; ")
        text += _("names of the product, of companies and of hosts stay.")
        title = _("Redact the next steps?") if self._fixes else _("Redact it?")
        dialog = Choose(title, options, text=text, cursor=False)

        def chosen(yes: bool | str | None) -> None:
            # Escape leaves: nobody means by it that names may go out.
            if isinstance(yes, bool):
                self._write(path, redact=yes)
            elif yes == FIXES:
                self._fixes = True
                self._ask_how(path)

        self._room.ftr.ask(dialog, chosen)

    def _ask_template(self, path: Path) -> None:
        """Ask for AWS's empty workbook; one that lies nearby is suggested."""
        from ftr_tui.actions.handing_in import suggested

        text = _("AWS's workbook as you downloaded it (.xlsx); it is read, never written to.")
        first = suggested(self._desk)
        dialog = AskText(_("Fill which workbook?"), first, text=text, check=_no_file, suggested=True)
        self._room.ftr.ask(dialog, lambda found: self._write_sheet(path, found) if found else None)

    def _write_sheet(self, path: Path, template: str, *, anyway: bool = False) -> None:
        desk = copy(self._desk)

        def work() -> None:
            from ftr_tui.actions.exporting import export
            from ftr_tui.model.problem import Problem

            try:
                # The binder is changed beside the keys' own changes, so not in this thread.
                file = Path(template).expanduser()
                done: Exported | Problem = export(desk, path, template=file, anyway=anyway, filed=False)
            except Problem as error:
                done = error
            self._room.call_later(self._tell_sheet, path, template, done)

        self._begin(work, path)

    def _tell_sheet(self, path: Path, template: str, done: Exported | Exception) -> None:
        from ftr_tui.actions import handing_in

        self._room.ftr.writing = ""
        if isinstance(done, handing_in.OtherRelease):
            self._room.say("")
            text = f"{done.reason}. {done.step} " + _("Write what both ask alike?")
            question = Confirm(_("Another release"), text)
            self._room.ftr.ask(
                question, lambda yes: self._write_sheet(path, template, anyway=True) if yes else None
            )
        elif isinstance(done, Exception):
            self._room.say(str(done), bad=True)
        else:
            notes = [*done.notes, *handing_in.filed(self._desk, path)]
            self._tell(path, replace(done, notes=[]))
            rows = [Row([(note, "")], lead=[(glyph("· "), "dim")], wrap=True) for note in notes]
            self._room.ftr.push_screen(ShowText(_("AWS's sheet: what to know"), rows))
            self._room.show()

    def _write(self, path: Path, *, redact: bool) -> None:
        from ftr_tui.actions.exporting import kind_of

        # As it is now: keys that are pressed meanwhile change the desk, not this.
        work = partial(self._work, copy(self._desk), path, redact=redact)
        if kind_of(path, self._what(path)) not in ("dossier", "answers", "fixes"):
            self._tell(*work())
            return
        # typst takes a second or two, redacting a large session four: longer than a key may wait.
        self._begin(lambda: self._room.call_later(self._tell, *work()), path)

    def _begin(self, work: Callable[[], object], path: Path) -> None:
        self._room.ftr.writing = str(path)
        self._room.say(_("writing {}").format(path))
        self._room.run_worker(work, thread=True, group="export")

    def _work(self, desk: Desk, path: Path, *, redact: bool) -> tuple[Path, Exported | str]:
        from ftr_tui.actions.exporting import export
        from ftr_tui.model.problem import Problem

        try:
            return path, export(desk, path, self._what(path), redact=redact)
        except Problem as error:
            return path, str(error)

    def _tell(self, path: Path, done: Exported | str) -> None:
        self._room.ftr.writing = ""
        if isinstance(done, str):
            self._room.say(done, bad=True)
            return
        text = _("written: {}").format(path.absolute())
        if done.redacted:
            text += _(", redacted")
        if done.masked:
            secrets = ngettext(
                "; {} masked that looked like a secret", "; {} masked that looked like secrets", done.masked
            )
            text += secrets.format(done.masked)
        self._room.say("; ".join([text, *done.notes]))


def _no_file(text: str) -> str:
    """Return why this names no workbook, or an empty string."""
    path = Path(text).expanduser()
    return "" if path.is_file() else _("There is no file {}").format(path)
