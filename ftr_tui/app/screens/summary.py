"""Summary: what stands in the way, first; sections, pillars, coverage; reports' checks; accounts; sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from ftr_tui.app import keys
from ftr_tui.app.screens.interview import InterviewScreen
from ftr_tui.app.screens.owning import Owning
from ftr_tui.app.signs import glyph
from ftr_tui.app.views import home as home_view
from ftr_tui.app.views import routes as routes_view
from ftr_tui.app.views import summary as view
from ftr_tui.app.views.owners import none_words
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import Choose, Option, ShowText
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.model.report_check import Check
    from ftr_tui.model.reports import ReportCheck


class SummaryScreen(Owning):
    """Gaps at the left, the matrix at the right, one at a time when narrow; 3 shows the reports instead."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("summary")
    AUTO_FOCUS = "#gaps"

    def __init__(self) -> None:
        super().__init__()
        self._part = 1
        self._page = 0
        """Which accounts part 4 shows, or sources part 5, where they do not fit side by side."""

    def compose(self) -> ComposeResult:
        """Title, notice, headline, gaps, matrix, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        yield Lines(id="headline", more=False)
        with Horizontal(id="body"):
            yield LineList(id="gaps")
            yield LineList(id="matrix", gutter=False)
            yield LineList(id="reports")
            with Vertical(id="accounts"):
                yield Lines(id="heads", more=False)
                yield LineList(id="by-account")
        yield KeyBar()

    def show(self) -> None:
        """Show the session as it is."""
        desk = self.desk
        if desk is None:
            return
        left = [Cell(desk.session.product, "bold"), Cell(glyph(" · "), "dim"), Cell(_("summary"), "bold")]
        if words := self.whose_words:
            left += [Cell(glyph(" · "), "dim"), Cell(words, "warn bold")]
        today = desk.review.today
        usable = desk.checklist.usable
        right = f"{desk.checklist.id} {desk.checklist.release}"
        if usable is not None and not (self.whose_words and self.has_class("-narrow")):
            right += _(", closed") if usable.closed(today) else _(", usable until {}").format(usable.until)
        self.query_one("#title", Bar).set_cells(left, [Cell(right, "dim")])
        narrow = self.has_class("-narrow")
        self.query_one("#headline", Lines).set_rows([view.headline(desk, narrow=narrow)])
        self._show_gaps()
        self._show_matrix()
        self._show_reports()
        self._show_accounts()
        if not self._said[0] and (text := home_view.closing(desk.checklist, today)):
            self._said = (_("{} V: release").format(text), False)
        self.show_notice()

    def _show_gaps(self) -> None:
        desk = self.desk
        if desk is None:
            return
        gaps = self.query_one("#gaps", LineList)
        only = self.gaps_shown
        rows = view.gap_rows(desk, gaps.cursor, only)
        if rows and all(row.key != gaps.cursor for row in rows):
            gaps.move_to(rows[0].key)
            rows = view.gap_rows(desk, gaps.cursor, only)
        if not rows and only is not None:
            none = none_words(self.whose, desk.who)
            rows = [Row([(none, ""), (glyph(" · ") + _("w: the next list"), "dim")], wrap=True)]
        rows = rows or [Row([(_("Nothing stands in the way."), "ok")])]
        from ftr_tui.app.views.rounds import gaps_part

        text, style = gaps_part(home_view.stands(desk))
        # What AWS asks stands above all that the list itself finds.
        above = [Row([(text, style)], right=[("N", "key")], wrap=True), Row()] if text else []
        gaps.set_rows([*above, *rows])

    @on(LineList.Moved, "#gaps")
    def _moved(self) -> None:
        self._show_gaps()

    def _show_matrix(self) -> None:
        desk = self.desk
        if desk is not None:
            lines = self.query_one("#matrix", LineList)
            # Unfolded only where the cursor is moved: beside the gaps it would take their room.
            lines.set_rows(view.matrix_rows(desk, lines.cursor if self._part == 2 else None))

    @on(LineList.Moved, "#matrix")
    def _scope_moved(self) -> None:
        self._show_matrix()

    def _show_accounts(self) -> None:
        from ftr_tui.app.views import accounts, sources

        desk = self.desk
        if desk is None or self._part < 4:
            return
        width, listed = self.app.size.width - 6, self.query_one("#by-account", LineList)
        if self._part == 4:
            self._page, heads, rows = accounts.rows(desk, width, self._page)
        else:
            self._page, heads, rows = sources.rows(desk, width, self._page, listed.cursor)
            keyed = [row.key for row in rows if row.key]
            if keyed and listed.cursor not in keyed:
                listed.move_to(keyed[0])
                self._page, heads, rows = sources.rows(desk, width, self._page, keyed[0])
        self.query_one("#heads", Lines).set_rows(heads)
        listed.set_rows(rows)

    @on(LineList.Moved, "#by-account")
    def _source_moved(self) -> None:
        if self._part == 5:
            self._show_accounts()

    def action_accounts(self, by: int) -> None:
        """Show the accounts before or after, where there are more than fit."""
        self._page += by
        self._show_accounts()

    def on_resize(self) -> None:
        """Show both halves where they fit."""
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        self.action_part(1 if self._part == 2 else self._part)
        self.show()

    def action_part(self, number: int) -> None:
        """Show gaps (1), matrix (2), beside them where it fits, reports (3), accounts (4), sources (5)."""
        if number == 4 and not self._several:
            self.say(_("Evidence is about one account at most: there is nothing to lay side by side"))
            return
        if number == 5 and not self._several_sources:
            self.say(_("There is one source at most: b on Home brings another tool's findings in"))
            return
        if number != self._part:
            self._page = 0
        self._part = number
        both = number < 3 and not self.has_class("-narrow")
        parts = {1: "#gaps", 2: "#matrix", 3: "#reports", 4: "#accounts", 5: "#accounts"}
        for each, name in parts.items():
            self.query_one(name).display = parts[number] == name or (both and each < 3)
        self._show_accounts()
        self._show_matrix()
        self.set_focus(self.query_one("#by-account" if number > 3 else parts[number]))
        self.refresh_bindings()

    @property
    def _several(self) -> bool:
        from ftr_tui.actions import matrix

        return self.desk is not None and matrix.several(self.desk)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer an owner where controls are listed, and undo where something can be changed."""
        if action in ("owner", "whose"):
            return self._part < 3
        if action == "accounts":
            return self._part > 3
        return True

    @property
    def idle_keys(self) -> frozenset[str]:
        """Return the keys that would only say that there is nothing here: the bar leaves them out."""
        idle = () if self._several else ("summary.part-4",)
        return frozenset(idle if self._several_sources else (*idle, "summary.part-5"))

    @property
    def _several_sources(self) -> bool:
        from ftr_tui.actions import sources

        return self.desk is not None and sources.several(self.desk)

    def _show_reports(self) -> None:
        if self.desk is None:
            return
        reports = self.query_one("#reports", LineList)
        rows = routes_view.route_rows(self.desk, reports.cursor)
        keyed = [row.key for row in rows if row.key]
        if keyed and reports.cursor not in keyed:
            reports.move_to(keyed[0])
            rows = routes_view.route_rows(self.desk, keyed[0])
        reports.set_rows(rows)

    @on(LineList.Moved, "#reports")
    def _check_moved(self) -> None:
        self._show_reports()

    @property
    def _control(self) -> str:
        """Return the control under the cursor."""
        return self.query_one("#gaps", LineList).cursor.partition(" ")[0]

    @on(LineList.Chosen, "#gaps")
    def _chosen(self) -> None:
        self.action_open()

    @on(LineList.Chosen, "#by-account")
    def _account_chosen(self, event: LineList.Chosen) -> None:
        control, _blank, question = event.key.partition(" ")
        self.ftr.go_to_item(control, question)

    @on(LineList.Chosen, "#reports")
    def _check_chosen(self, event: LineList.Chosen) -> None:
        self._open_check(event.key)

    def action_open(self) -> None:
        """Go to the control under the cursor."""
        control = self._control
        if not control or self.desk is None:
            return
        self.ftr.action_go("interview")
        screen = self.ftr.screen
        if isinstance(screen, InterviewScreen):
            screen.call_after_refresh(screen.go_to, control)

    def action_owner(self) -> None:
        """Say who takes care of the control under the cursor."""
        if self._control:
            self.ask_owner(self._control)

    def action_find(self) -> None:
        """Narrow the gaps, or the checks of the reports, by typing."""
        name = {3: "#reports", 4: "#by-account", 5: "#by-account"}.get(self._part, "#gaps")
        self.query_one(name, LineList).action_filter()

    # --- what a person says of a report -----------------------------------------------------------

    def _open_check(self, key: str) -> None:
        """Ask what is to be said of a check; one that nobody answers is shown whole."""
        from ftr_tui.actions import routes

        desk = self.desk
        if desk is None:
            return
        if key == routes_view.REVIEW:
            self.ftr.action_go(key)
            return
        _stand, check = routes.find(desk, key)
        told = routes.content(desk).checks[check.id]
        if not check.asks:
            self.app.push_screen(ShowText(check.title, routes_view.whole_rows(desk, key)))
        elif told.judge == "signed":
            self._ask_signed(check, told)
        else:
            self._ask_word(check, told)

    def _ask_signed(self, check: Check, told: ReportCheck) -> None:
        from ftr_tui.actions import road, routes
        from ftr_tui.model.problem import Problem

        desk = self.desk
        if desk is None:
            return

        def check_day(typed: str) -> str:
            try:
                day = road.parse_day(typed, desk.review.today)
            except Problem as error:
                return str(error)
            return routes.refuse(desk, told, "yes", day) if day is not None else ""

        def answered(typed: str | None) -> None:
            if typed is None:
                return
            day = road.parse_day(typed, desk.review.today)
            if day is None:
                self._say_check(check.id, "-", "")
            else:
                self._ask_note(check, str(day))

        text = f"{' '.join(told.counts)}. {_('Empty: not known yet.')}"
        initial = check.said.value or "" if check.said is not None else ""
        self.ftr.ask(AskText(told.ask, initial, text=text, check=check_day), answered)

    def _ask_word(self, check: Check, told: ReportCheck) -> None:
        def answered(value: str | None) -> None:
            if value in ("yes", "no"):
                self._ask_note(check, value)
            elif value is not None:
                self._say_check(check.id, value, "")

        options = [
            Option("yes", _("Yes"), letter="y"),
            Option("no", _("No"), letter="n"),
            Option("later", _("Don't know yet"), letter="l"),
        ]
        if check.said is not None:
            options.append(Option("-", _("Take the answer away"), letter="t"))
        text = f"{told.why} {_('It counts: {}.').format('; '.join(told.counts))}"
        cursor = check.said.value if check.said is not None else "yes"
        self.ftr.ask(Choose(told.ask, options, text=text, cursor=cursor), answered)

    def _ask_note(self, check: Check, value: str) -> None:
        def answered(note: str | None) -> None:
            if note is not None:
                self._say_check(check.id, value, note)

        text = _("A page or a place; who reads this next year will thank you. Empty: no note.")
        initial = check.said.reason if check.said is not None else ""
        self.ftr.ask(AskText(_("Where does it stand?"), initial, text=text), answered)

    def _say_check(self, check: str, value: str, note: str) -> None:
        from ftr_tui.actions import road, routes
        from ftr_tui.model.problem import Problem

        desk = self.desk
        if desk is None:
            return
        try:
            day = road.parse_day(value, desk.review.today) if value[:1].isdigit() else None
            routes.say(desk, check, "yes" if day else value, note=note, on=day)
        except Problem as error:
            self.say(str(error), bad=True)
            return
        self.say(_("Saved; u undoes it"))
        self.show()

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.desk is not None:
            label = self.desk.undo()
            self.say(_("undone: {}").format(label) if label else _("Nothing to undo"))
            self.show()

    def action_leave(self) -> None:
        """Back to all sessions."""
        self.ftr.action_go("home")

    def help_text(self) -> str:
        """Return how the order comes about."""
        return _(
            "Worst first: not met, changed by two people, contradicted by evidence, open, expired, "
            "not confirmed, not signed off. Then what is met only by an explanation, and answers that "
            "overrule evidence. At the cursor the next step and how much work it is; the interview has its "
            "AWS CLI lines (5), e writes all of them to a file. w shows only your gaps, overdue ones, those "
            "of nobody. 2: sections and pillars; at the cursor what stands behind their questions. 4: "
            "controls by account; 5: what each source says, and why two differ. 3 shows what a report is "
            "checked for; there enter answers a check that asks a person."
        )
