"""Build a list from AWS's workbook: for the release screen, and for a session whose list is not here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.app.signs import glyph
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.form import Field, Form, Wrong
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ftr_tui.actions.release import BuiltList
    from ftr_tui.app.screens.room import Room

    Told = Callable[[BuiltList], None]


def ask_workbook(
    room: Room,
    build: Callable[[Path, str], BuiltList],
    title: str,
    then: Told,
    *,
    text: str = "",
    must: str = "",
    near: str = "",
) -> None:
    """Ask for the workbook and ``build`` the list from it until a month; what is wrong is said in the form.

    ``must``: the release that is needed; that a workbook is of another one is said, and the form stays.
    ``near``: a file to suggest.
    """
    built: list[BuiltList] = []

    def check(values: Mapping[str, str]) -> str:
        from ftr_tui.actions import release
        from ftr_tui.model.problem import Problem

        try:
            found = build(Path(values["file"]).expanduser(), values["until"])
        except Problem as error:
            # The path was just typed; the line is short.
            return Wrong(error.reason, "file")
        if why := release.needed(must or found.release, found):
            return Wrong(why, "file")
        built.append(found)
        return ""

    fields = [
        Field(
            "file",
            _("Workbook"),
            near,
            hint=_("AWS's self-assessment, an .xlsx file"),
            check=_no_file,
            suggested=bool(near),
        ),
        Field("until", _("Until"), hint=_("last month, if AWS names one: 2027-05"), check=_no_month),
    ]
    room.ftr.ask(Form(title, fields, check, text=text), lambda taken: then(built[0]) if taken else None)


def _no_file(text: str) -> str:
    """Return why this names no file, or an empty string."""
    if not text:
        return _("The path of the workbook, such as ~/Downloads/review.xlsx")
    try:
        there = Path(text).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):  # RuntimeError: ~nobody
        there = False
    return "" if there else _("There is no file {}").format(text)


def _no_month(text: str) -> str:
    from ftr_tui.actions import release
    from ftr_tui.model.problem import Problem

    try:
        release.check_month(text)
    except Problem as error:
        return error.reason
    return ""


def build_missing(room: Room, path: Path) -> None:
    """Build the list of a session that does not open without it, then open the session."""
    from ftr_tui.actions import release

    where, name = path.parent, path.stem
    must = release.release_of(where, name)

    def build(file: Path, until: str) -> BuiltList:
        return release.build(where, name, file, until=until)

    def then(built: BuiltList) -> None:
        from ftr_tui.actions.opening import open_session
        from ftr_tui.model.problem import Problem

        try:
            desk = open_session(where, name)
        except Problem as error:
            room.say(str(error), bad=True)
            return
        room.ftr.take_desk(desk)
        room.ftr.enter("interview")
        tell_built(room, built)

    text = _(
        "Its list, {}, is not on this machine. A copy of the AWS workbook that it was built from brings it."
    )
    title = _("Build the list of {}").format(name)
    ask_workbook(room, build, title, then, text=text.format(must), must=must)


def tell_built(room: Room, built: BuiltList) -> None:
    """Say what was built on the screen that is shown now, and show what to know of it."""
    said = built.lines[0]
    if built.path is not None:
        said = _("Built {}; AWS's text stays on this machine").format(built.release)
    for one in room.ftr.all_rooms():
        one.say(said)
    if len(built.lines) > 1:
        rows = [Row([(glyph(line), "")], lead=[(glyph("· "), "dim")], wrap=True) for line in built.lines]
        room.app.push_screen(ShowText(_("What was built"), rows))
