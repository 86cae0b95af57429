"""What every screen has: title, a line for what happens, keys; and the acts that several share."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.screen import Screen

from ftr_tui.app import keys, signs
from ftr_tui.app.cells import cut
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import ShowText
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.app.app import FtrApp

_RETRY_SECONDS = 5.0
_SPARE = 24
"""Cells of two lines that wrapping may leave empty."""
_LEAST = (80, 24)
"""The smallest terminal in which nothing is left out."""


class Room(Screen[None]):
    """A screen over the open session."""

    EXPORT_AS = ".md"
    """The ending that an export from here begins with."""
    EXPORT_WHAT = ""
    """``debrief``: pages that are exported from here are the debrief."""
    HINT = ""
    """One line of guidance, shown until escape dismisses it for good."""

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, bool] = ("", False)
        self._hint_seen = True

    @property
    def ftr(self) -> FtrApp:
        """Return the app, as what it is."""
        return self.app  # type: ignore[return-value]

    @property
    def desk(self) -> Desk | None:
        """Return the open session."""
        return self.ftr.desk

    def on_mount(self) -> None:
        """Try again now and then while a save fails."""
        self.set_interval(_RETRY_SECONDS, self._retry)

    def on_screen_resume(self, event: events.ScreenResume) -> None:  # noqa: ARG002
        """Show how things stand now; another screen may have changed them."""
        if self.ftr.desk is not None or self.ftr.current_mode == "home":
            self.call_after_refresh(self.show)

    def show(self) -> None:
        """Show the session as it is; for subclasses."""

    def flush(self) -> None:
        """Write what was typed and is not on disk yet; for subclasses."""

    def take_pointed(self) -> bool:
        """Open the session that the cursor points at; for Home. False: that one does not open."""
        return True

    # --- the line for what happens ----------------------------------------------------------------

    def say(self, text: str, *, bad: bool = False) -> None:
        """Put one line under the title; it stays until the next one, so that nobody misses it."""
        self._said = (text, bad)
        self.show_notice()

    def show_notice(self) -> None:
        """Show the most urgent of: a save that failed, a scan that runs, what was said, the hint.

        What was said may take a second line: a command to type must not be cut off.
        """
        # One node by its id is found at once; ``query`` would match every widget of the screen.
        line = self.query_one_optional("#notice", Lines)
        if line is None:
            return
        parts = self._notice()
        said = bool(self._said[0]) and parts[-1][0] == self._said[0]
        room = self.app.size.width - 4
        if said and not self.is_small and sum(cell_len(text) for text, _style in parts) > room > 0:
            text, style = parts[-1]
            # A word that does not fit goes down whole, so the second line may begin early.
            parts = [*parts[:-1], (cut(text, room * 2 - _SPARE), style)]
            line.styles.height = 2
        else:
            line.styles.height = 1
        line.set_rows([Row(parts[1:], lead=parts[:1], wrap=True) if said else Row(parts)])

    def on_resize(self) -> None:
        """Give what was said the lines that it needs now."""
        self.show_notice()

    def _notice(self) -> list[Part]:
        desk = self.desk
        if desk is not None and desk.trouble:
            # The key first: a long path in the trouble would push it off the line.
            keep: list[Part] = [("K", "key"), (_(" saves a copy elsewhere"), "dim")]
            return [("! ", "bad bold"), *keep, (glyph(" · "), "dim"), (desk.trouble, "bad bold")]
        if self.ftr.scanner.running:
            return [
                (self.ftr.scanner.text, "evidence"),
                (glyph(" · "), "dim"),
                ("X", "key"),
                (_(" stops"), "dim"),
            ]
        text, bad = self._said
        if text:
            return [("! ", "bad") if bad else ("  ", ""), (text, "bad" if bad else "dim")]
        if self.ftr.others:
            return [("  ", ""), (self.ftr.others, "warn")]
        width, height = self.app.size
        if self.is_small:
            small = _("this terminal is {}x{}: 80x24 shows all; ftr-tui ask works at any size")
            return [("! ", "warn"), (small.format(width, height), "dim")]
        if not self._hint_seen and self.HINT:
            return [(self.HINT, "dim"), (glyph(" · "), "dim"), ("esc", "key"), (_(" hides this"), "dim")]
        return []

    @property
    def is_small(self) -> bool:
        """Whether the terminal is smaller than what shows everything."""
        return self.app.size.width < _LEAST[0] or self.app.size.height < _LEAST[1]

    def load_hint(self) -> None:
        """Find out whether this screen's guidance was dismissed before."""
        from ftr_tui.model.problem import Problem
        from ftr_tui.store import settings

        try:
            self._hint_seen = type(self).__name__ in settings.load().seen
        except Problem as error:
            self._hint_seen = True
            self.say(str(error), bad=True)

    def dismiss_hint(self) -> bool:
        """Hide the guidance for good; False if it was not shown."""
        if self._hint_seen:
            return False
        from ftr_tui.actions.preferring import remember_seen

        self._hint_seen = True
        if problem := remember_seen(type(self).__name__):
            self.say(problem, bad=True)
        self.show_notice()
        return True

    def _retry(self) -> None:
        if self.desk is not None and self.desk.trouble and self.is_current:
            self.desk.save()
            self.show()

    # --- acts that several screens share ------------------------------------------------------------

    def action_help(self) -> None:
        """Show what every key does here."""
        found: dict[int, Row] = {}
        for key, active in self.active_bindings.items():
            entry = keys.BY_ID.get(active.binding.id or "")
            if entry is not None:
                text = _(entry.tip) if entry.tip else _(entry.label)
                lead = [column(keys.shown(key), 10, "key")]
                found.setdefault(keys.RANK[entry.id], Row([(text, "")], lead=lead))
        rows = [found[rank] for rank in sorted(found)]
        self.app.push_screen(
            ShowText(
                _("Keys here"),
                [Row([(self.help_text(), "dim")], wrap=True), Row(), *rows, Row(), *self.manners()],
            )
        )

    def help_text(self) -> str:
        """Return a few words about this screen; for subclasses."""
        return ""

    def manners(self) -> list[Row]:
        """Return the DOs and DON'Ts that act on this screen (programme.toml says where each does)."""
        from ftr_tui.actions.opening import library_for

        programme = library_for(self.ftr.where).programme()
        name = self.ftr.current_mode
        rows = []
        for sign, style, listed in (("pass", "ok", programme.do), ("fail", "bad", programme.dont)):
            lead: list[Part] = [(signs.sign(sign) + " ", "ok" if style == "ok" else "bad")]
            rows += [Row([(m.text, "")], lead=lead, wrap=True) for m in listed if name in m.shows.split()]
        return rows

    def action_undo(self) -> None:
        """Take the last change back."""
        if self.desk is None:
            return
        label = self.desk.undo()
        self.say(_("Undone: {}").format(label) if label else _("Nothing to undo"))
        self.show()

    def action_save_copy(self) -> None:
        """Write the session to another place while its own cannot be written."""
        desk = self.desk
        if desk is None or not desk.trouble:
            self.say(_("Everything is saved; there is nothing to rescue"))
            return

        def answered(text: str | None) -> None:
            if not text:
                return
            from ftr_tui.model.problem import Problem

            path = Path(text).expanduser()
            try:
                desk.save_copy(path)
            except Problem as error:
                self.say(str(error), bad=True)
                return
            self.say(_("A copy is in {}").format(path.absolute()))

        suggested = str(Path.home() / desk.file.path.name)
        self.ftr.ask(AskText(_("Save a copy as"), suggested, suggested=True), answered)

    def action_scan(self) -> None:
        """Read evidence from AWS for the open session, after asking what is read and by whom."""
        desk = self.desk
        if desk is None:
            return
        if self.ftr.scanner.running:
            self.say(_("A scan is running already"))
            return
        if desk.session.sample:
            self.say(_("This is the sample: its findings are made up. H, then n, starts your own"), bad=True)
            return
        from ftr_tui.actions import resuming, scoping, unread
        from ftr_tui.actions.profiles import known_profiles
        from ftr_tui.app.screens.scope import ScopeDialog

        if text := unread.nothing_to_read(desk.checklist):
            self.say(text, bad=True)
            return
        profiles = known_profiles()

        def chosen(choice: scoping.Choice | None) -> None:
            if choice is None:
                return
            scoping.remember(desk, choice.options, profiles)
            self.say("")
            self.ftr.scanner.start(desk, choice.options)
            self.show_notice()

        choice = scoping.remembered(desk, profiles)
        part = resuming.waiting(desk.file.path, choice.options, desk.clock())
        self.ftr.ask(ScopeDialog(scoping.groups(profiles), choice, part), chosen)

    def action_account(self) -> None:
        """Show what was read, what changed, what could not be read; enter goes to what changed."""
        from ftr_tui.app.screens.account import AccountDialog

        if not self.take_pointed():
            return
        desk = self.desk
        if desk is None:
            self.say(_("Open a session first: enter, or n for a new one"))
            return

        def left(question: str | None) -> None:
            self.show()
            if question:
                self.ftr.go_to_item(desk.checklist.owner_of[question], question)

        self.ftr.ask(AccountDialog(desk), left)

    def action_export(self) -> None:
        """Write the answers or the dossier to a file, by its ending."""
        self._export()

    def export_fixes(self) -> None:
        """Write the next steps to a file."""
        self._export(fixes=True)

    def _export(self, *, fixes: bool = False) -> None:
        from ftr_tui.app.screens.exports import Exports

        if self.desk is not None:
            Exports(self, self.desk, fixes=fixes).ask()


def split_owner(text: str) -> tuple[str, date | None, str]:
    """Return name, day and what is wrong, from ``Linh 2026-12-05``."""
    words = text.split()
    if not words:
        return "", None, ""
    if words[-1][:1].isdigit():
        try:
            return " ".join(words[:-1]), date.fromisoformat(words[-1]), ""
        except ValueError:
            return "", None, _("{} is no day; write it as 2026-12-05").format(words[-1])
    return text.strip(), None, ""


class Pointed(Room):
    """A room whose list another screen can put the cursor into."""

    @abstractmethod
    def point_at(self, key: str) -> None:
        """Put the cursor on the row of ``key``."""
