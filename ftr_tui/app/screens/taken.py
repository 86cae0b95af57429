"""Bring a filled workbook in: which file, into which session, and which of the differences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from ftr_tui.app import keys
from ftr_tui.app.views import taken as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Dialog, Option, ShowText
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

if TYPE_CHECKING:
    from ftr_tui.actions.comparing import Comparison, Difference, Key
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.findings_in import Looked
    from ftr_tui.app.screens.room import Room
    from ftr_tui.exchange.workbook.sheet import Sheet


class TakenDialog(Dialog["set[Key] | None"]):
    """The differences, picked by space; enter takes in what is picked."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("taken")
    LARGE = True

    def __init__(self, name: str, found: Comparison, *, new: bool) -> None:
        """``name`` of the session; ``new``: it holds nothing yet, so all is picked."""
        super().__init__("")
        self._name = name
        self._found = found
        self._usual = found.chosen("all" if new else "open")
        self._picked = set(self._usual)
        self._left = False
        self._by_row = {view.row_key(d): d for d in found.differences}

    def body(self) -> Iterable[Widget]:
        """The list, and two lines on the row under the cursor and the rest of the workbook."""
        listed = LineList(view.difference_rows(self._found, self._picked), id="body", own_keys=False)
        yield listed
        rest = Lines(id="rest", more=False)
        rest.styles.height = "auto"
        rest.styles.max_height = 4
        yield rest

    def on_mount(self) -> None:
        """Say how much is picked."""
        self._show()

    def _show(self) -> None:
        """Show title and rest for what is picked and where the cursor is."""
        file = Path(self._found.sheet.file).name
        text = _("{} into {}: {} of {} differences picked").format(
            file, self._name, len(self._picked), len(self._by_row)
        )
        if not self._by_row:
            text = _("{} into {}: no difference").format(file, self._name)
        self.query_one("#heading", Lines).set_rows([Row([(text, "bold")], wrap=True)])
        self.query_one("#rest", Lines).set_rows([Row(), *view.besides_rows(self._found, self._under)])

    @property
    def _under(self) -> Difference | None:
        return self._by_row.get(self.query_one("#body", LineList).cursor)

    def _pick(self, picked: set[Key]) -> None:
        self._picked = picked
        self.query_one("#body", LineList).set_rows(view.difference_rows(self._found, picked))
        self._show()

    @on(LineList.Moved)
    def _moved(self) -> None:
        self._show()

    @on(LineList.Chosen)
    def _chosen(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        """Take what the workbook says at the cursor, or leave what is here."""
        if self._under is not None:
            self._pick(self._picked ^ {self._under.key})

    def action_pick_all(self) -> None:
        """Pick all that somebody said, not the N/A that follow; again: what is picked at first."""
        everything = self._found.chosen("said")
        self._pick(set(self._usual) if self._picked == everything else everything)

    def action_view(self) -> None:
        """Show both sides whole."""
        under = self._under
        if under is not None:
            title = _("{}: here, and in the workbook").format(under.id)
            self.app.push_screen(ShowText(title, view.both_sides(under), copy=under.there))

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#body", LineList).action_filter()

    def action_done(self) -> None:
        """Leave with what is picked."""
        if not self._left:  # the rest of a burst of enters
            self._left = True
            self.dismiss(self._picked)


def bring_in(room: Room) -> None:
    """Ask for a workbook or findings, and take it into the session at hand; a workbook into a new one too."""
    sheets: list[Sheet] = []
    findings: list[Looked] = []

    def check(text: str) -> str:
        from ftr_tui.actions import findings_in, rows_in
        from ftr_tui.actions.taking_in import read_workbook

        sheets.clear()
        findings.clear()
        if not text.strip():
            return _("The path, such as ~/Downloads/review.xlsx, theirs.evidence.toml or prowler.csv")
        try:
            path = Path(text.strip()).expanduser()
            rows = rows_in.is_rows(path)
            if not rows and not findings_in.is_findings(path):
                sheets.append(read_workbook(path))
            elif room.desk is None:
                return _("Findings come into a session: n makes one first")
            else:
                findings.append(rows_in.look(room.desk, path) if rows else findings_in.look(room.desk, path))
        except (Problem, RuntimeError) as error:  # RuntimeError: ~nobody
            return _reason(error)
        return ""

    def answered(text: str | None) -> None:
        if text and sheets:
            _choose_session(room, sheets[0])
        elif text and findings and room.desk is not None:
            from ftr_tui.app.screens.findings_taken import ask_to_take

            ask_to_take(room, room.desk, findings[0])

    if not room.take_pointed():
        return
    text = _(
        "A workbook as your team filled it in or as AWS sent it back, the .evidence.toml of another machine,"
        " or findings of another tool: Security Hub (CSV, JSON), Prowler (CSV), an IAM credential report"
        " (CSV), results of AWS Config (JSON). What is in it is shown first."
    )
    room.ftr.ask(AskText(_("Bring in a workbook or findings"), text=text, check=check), answered)


def _reason(error: Exception) -> str:
    if not isinstance(error, Problem):
        return str(error)
    # The path was just typed; the line is short.
    return error.reason + (f" ({error.hint})" if error.hint else "")


def _choose_session(room: Room, sheet: Sheet) -> None:
    """Take it into the open session; on Home a new one may be wanted."""
    desk = room.desk
    if desk is None or room.ftr.current_mode == "home":
        if desk is None:
            _new_session(room, sheet)
            return
        options = [
            Option("here", _("Into {}").format(desk.name), letter="i"),
            Option("new", _("A new session"), letter="n"),
        ]

        def chosen(where: str | None) -> None:
            if where == "here":
                _compare(room, desk, sheet)
            elif where == "new":
                _new_session(room, sheet)

        room.ftr.ask(Choose(_("Where to?"), options), chosen)
        return
    _compare(room, desk, sheet)


def _new_session(room: Room, sheet: Sheet) -> None:
    from ftr_tui.actions.opening import who_answers
    from ftr_tui.actions.taking_in import begin

    made: list[tuple[Desk, Comparison]] = []

    def check(product: str) -> str:
        made.clear()
        if not product.strip():
            return _("The product's name")
        try:
            made.append(begin(room.ftr.where, product, sheet, who=who_answers()))
        except Problem as error:
            return _reason(error)
        return ""

    def named(product: str | None) -> None:
        if product and made:
            desk, found = made[0]
            _pick(room, desk, found, new=True)

    room.ftr.ask(AskText(_("Which product is it?"), check=check), named)


def _compare(room: Room, desk: Desk, sheet: Sheet) -> None:
    from ftr_tui.actions.comparing import compare

    try:
        found = compare(desk, sheet)
    except Problem as error:
        room.say(str(error), bad=True)
        return
    _pick(room, desk, found, new=False)


def _pick(room: Room, desk: Desk, found: Comparison, *, new: bool) -> None:
    def answered(keys_: set[Key] | None) -> None:
        if keys_ is None:
            return
        from ftr_tui.actions.taking_in import take

        try:
            taken = take(desk, found, keys_)
        except Problem as error:
            room.say(str(error), bad=True)
            return
        if new:
            room.ftr.take_desk(desk)
        text = view.taken_text(taken)
        if taken.anything and not new:
            text += (
                _("; I, then u, takes it back") if room.ftr.current_mode == "home" else _("; u takes it back")
            )
        room.say(text, bad=bool(taken.contradicted or taken.changed_since))
        room.show()

    room.ftr.ask(TakenDialog(desk.name, found, new=new), answered)
