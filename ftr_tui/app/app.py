"""The app: modes, the open session, the scan. Wiring only."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.screen import Screen
from textual.timer import Timer

from ftr_tui.app import keys, themes
from ftr_tui.app.base import BaseApp
from ftr_tui.app.commands import Commands
from ftr_tui.app.messages import ScanEnded, ScanFound, ScanMoved
from ftr_tui.app.scanner import Scanner, last_words, scope_words, sentences
from ftr_tui.app.screens.home import HomeScreen
from ftr_tui.app.screens.interview import InterviewScreen
from ftr_tui.app.screens.mock import MockScreen
from ftr_tui.app.screens.room import Pointed, Room
from ftr_tui.app.screens.summary import SummaryScreen
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.store.presence import Presence


_LOOK_AROUND_SECONDS = 30.0


def _import_boto3() -> None:
    from ftr_tui.aws import sweep  # noqa: F401  boto3 comes with it

    # What was loaded stays; looked through by the collector it makes one key in 25 wait for 25 ms.
    gc.freeze()


def _later(module: str, name: str) -> Callable[[], Screen[Any]]:
    """Return a screen that is imported when it is first entered: the first frame does not wait for it."""
    return lambda: getattr(import_module(f"ftr_tui.app.screens.{module}"), name)()


class FtrApp(BaseApp):
    """Home, interview and summary over one open session."""

    MODES: ClassVar[dict[str, Any]] = {
        "home": HomeScreen,
        "interview": InterviewScreen,
        "summary": SummaryScreen,
        "mock-review": MockScreen,
        "binder": _later("binder", "BinderScreen"),
        "road": _later("road", "RoadScreen"),
        "calendar": _later("calendar", "CalendarScreen"),
        "rounds": _later("rounds", "RoundsScreen"),
        "release": _later("release", "ReleaseScreen"),
        "well-architected": _later("well_architected", "WellArchitectedScreen"),
    }
    DEFAULT_MODE = "home"
    COMMANDS: ClassVar[set[Any]] = {Commands}

    def __init__(
        self, where: Path, name: str = "", screen: str = "", *, sample: Path | None = None, **options: Any
    ) -> None:
        """``name``: the session to open; ``screen``: where to begin, interview if a session is named.

        ``sample``: open this copy of the sample in its place; ``where`` stays the user's own folder.
        """
        # The first frame is already the wanted screen; Textual reads this name in its own __init__.
        self.DEFAULT_MODE = screen or ("interview" if name else "home")  # type: ignore[misc]
        super().__init__(**options)
        self.where = where
        self.sample = sample
        self.session_name = name
        self.desk: Desk | None = None
        self.scanner = Scanner(self)
        self.presence: Presence | None = None
        self._following: Timer | None = None
        self.others = ""
        """Who else has the session open, in words, or an empty string."""
        self.writing = ""
        """The file that an export is writing beside the keys, or an empty string."""
        self.problem = ""
        """Why the app ended at once: the session that was asked for does not open."""

    # --- sessions ---------------------------------------------------------------------------------

    def after_first_frame(self) -> None:
        """Load the session, or the list of sessions: pydantic comes in here, not before the first frame."""
        self.set_interval(_LOOK_AROUND_SECONDS, self.look_around)
        if self.session_name:
            self.open_session(self.session_name)
            if self.desk is None:
                return
        self.room_changed()
        # A dialog asks for profiles, a scan follows: have boto3 by then, without anybody waiting for it.
        threading.Thread(target=_import_boto3, daemon=True, name="boto3").start()

    def open_session(self, name: str) -> None:
        """Open a session by name; if it does not open at start, end with one line."""
        from ftr_tui.actions.opening import library_for, open_session
        from ftr_tui.model.problem import Problem

        try:
            if self.sample is not None:
                from ftr_tui.actions.desk import Desk

                self.take_desk(Desk.open(self.sample, library_for(self.where), "you"))
            else:
                self.take_desk(open_session(self.where, name))
        except Problem as error:
            self.problem = str(error)
            self.exit(return_code=2)

    def take_desk(self, desk: Desk) -> None:
        """Make this the open session."""
        from ftr_tui.actions.opening import read_only
        from ftr_tui.store.presence import Presence

        self.flush()
        self.leave_session()
        self.desk = desk
        self.session_name = desk.name
        self.presence = Presence(desk.file.path, desk.who, desk.clock())
        others = self.presence.others(desk.clock()) if self.sample is None else []
        self.look_around()
        if others:
            from ftr_tui.app import looking

            self.call_after_refresh(looking.ask_how, self, others)
        if text := read_only(desk):
            self.call_after_refresh(self._say_scan, text, failed=True)

    def leave_session(self) -> None:
        """Take our note beside the session away."""
        if self._following is not None:
            self._following.stop()
            self._following = None
        if self.presence is not None:
            self.presence.leave()
            self.presence = None

    def look_around(self) -> None:
        """Say that we are here, see who else is, and take in what others wrote."""
        if self.desk is None or self.presence is None:
            return
        now = self.desk.clock()
        self.presence.renew(now)
        others = self.presence.others(now)
        if others or self.desk.looking:
            from ftr_tui.app import looking

            self.others = _("also open: {}").format(looking.words(others, now)) if others else ""
            if self.desk.looking:
                self.others = sentences(_("looking on only; O writes"), self.others)
        else:
            self.others = ""
        if self.scanner.refresh(self.desk):
            self.room_changed()
        self._notices()

    def look_on(self) -> None:
        """Only look on from now on, and keep up with who is at work."""
        from ftr_tui.app import looking

        if self.desk is None:
            return
        self.flush()
        self.desk.looking = True
        if self._following is None:
            self._following = self.set_interval(looking.FOLLOW_SECONDS, self.look_around)
        self.look_around()
        self.room_changed()

    def action_write_here(self) -> None:
        """After looking on: write as well, together with who else is at work."""
        if self.desk is None or not self.desk.looking:
            self.tell(_("You are not looking on: what you do is written"))
            return
        self.desk.looking = False
        if self._following is not None:
            self._following.stop()
            self._following = None
        self.look_around()
        self.room_changed()

    def work_on_copy(self) -> None:
        """Go on in a copy of the session, apart from who else is at work."""
        from ftr_tui.actions.copying import copy_session
        from ftr_tui.model.problem import Problem

        if self.desk is None:
            return
        try:
            desk = copy_session(self.desk)
        except Problem as error:
            self.tell(str(error), severity="error")
            return
        self.take_desk(desk)
        self.room_changed()
        self.tell(_("This is {} now").format(desk.name))

    async def run_action(self, action: Any, *given: Any, **more: Any) -> bool:
        """Run an action, unless it would change a session that we only look on at."""
        desk = self.desk
        if desk is not None and desk.looking and isinstance(action, str) and self.current_mode != "home":
            from ftr_tui.app import looking

            if not looking.is_harmless(action, keys.ACTIONS):
                if isinstance(self.screen, Room):
                    self.screen.say(_("Looking on only: nothing was changed; O writes after all"), bad=True)
                return True
        return await super().run_action(action, *given, **more)

    @on(events.AppFocus)
    def _back(self) -> None:
        self.look_around()

    def room_changed(self) -> None:
        """Let the screen on top show how things stand now."""
        for screen in self.screen_stack:
            if isinstance(screen, Room):
                screen.show()

    def action_leave_app(self) -> None:
        """Quit; while a file is written only the second time: what is to be known of it comes after."""
        if self.writing and isinstance(self.screen, Room):
            self.screen.say(_("still writing {}; q again quits without a word on it").format(self.writing))
            self.writing = ""
            return
        super().action_leave_app()

    def flush(self) -> None:
        """Write what was typed and is not on disk yet."""
        for screen in self.all_rooms():
            screen.flush()
        if self.desk is not None and self.desk.trouble:
            self.desk.save()

    def all_rooms(self) -> list[Room]:
        """Return the screens of all modes that were ever entered."""
        stacks: list[list[Screen[Any]]] = list(self._screen_stacks.values())
        return [s for stack in stacks for s in stack if isinstance(s, Room)]

    def action_go(self, mode: str) -> None:
        """Go to a screen; all but Home need an open session: from Home, the one under its cursor."""
        if mode == "release" and isinstance(self.screen, HomeScreen) and self.screen.build_missing():
            return
        if mode != "home" and isinstance(self.screen, Room) and not self.screen.take_pointed():
            return
        control = self.screen.current if isinstance(self.screen, InterviewScreen) else ""
        self.enter(mode)
        comments = self.desk.session.comment if self.desk is not None and mode == "rounds" else []
        if isinstance(self.screen, Pointed) and any(c.control == control for c in comments if control):
            self.screen.call_after_refresh(self.screen.point_at, control)

    def enter(self, mode: str) -> None:
        """Go to a screen with the session that is open."""
        if mode != "home" and self.desk is None:
            self.tell(_("Open a session first: enter, or n for a new one"))
            return
        if mode == self.current_mode:
            return
        self.flush()
        self.switch_mode(mode)

    def go_to_item(self, item: str, question: str = "") -> None:
        """Go to a control in the interview, or to one of its questions."""
        self.action_go("interview")
        screen = self.screen
        if isinstance(screen, InterviewScreen):
            screen.call_after_refresh(screen.go_to, item, question)

    # --- preferences ------------------------------------------------------------------------------

    def use_theme(self, name: str) -> None:
        """Change the theme and keep it for next time."""
        from ftr_tui.actions.preferring import remember_theme

        self.theme = themes.NAMES.get(name, name)
        if problem := remember_theme(name):
            self.tell(problem, severity="warning")

    def toggle_mouse(self) -> None:
        """Use the mouse or not from the next start on."""
        from ftr_tui.actions.preferring import toggle_mouse

        on, problem = toggle_mouse()
        text = _("The mouse is on from the next start") if on else _("The mouse is off from the next start")
        self.tell(problem or text)

    def action_help(self) -> None:
        """Show what every key does on this screen."""
        if isinstance(self.screen, Room):
            self.screen.action_help()

    def action_account(self) -> None:
        """Show what the account says, on one page."""
        if isinstance(self.screen, Room):
            self.screen.action_account()

    def action_save_copy(self) -> None:
        """While saving fails: write the session elsewhere."""
        if isinstance(self.screen, Room):
            self.screen.action_save_copy()

    def action_stop_scan(self) -> None:
        """End the running scan; what it has read is kept."""
        if self.scanner.running:
            self.scanner.stop()
            self._notices()
        elif isinstance(self.screen, Room):
            self.screen.say(_("No scan is running"))

    # --- scan ------------------------------------------------------------------------------------------

    def on_scan_moved(self, message: ScanMoved) -> None:
        """Show how far the scan is."""
        self.scanner.moved(message)
        self._notices()

    def on_scan_found(self, message: ScanFound) -> None:
        """Fill in what evidence says so far, without moving the cursor."""
        if self.desk is not None and self.scanner.scans(self.desk):
            self.desk.take(message.evidence)
            self.room_changed()

    def on_scan_ended(self, message: ScanEnded) -> None:
        """Take the findings, or say why there are none."""
        if message.result is None:
            text = trouble = sentences(message.problem, message.hint)
        else:
            text, trouble = last_words(message.result, self.scanner.profile)
        self.scanner.ended(trouble)
        if self.desk is not None and self.desk.name == self.scanner.session:
            if message.result is not None:
                self.desk.take(message.result.evidence)
                text = sentences(text, *scope_words(self.desk))
            else:
                # What came before it failed is in no file: back to what is.
                self.desk.refresh()
        self._say_scan(text, failed=bool(trouble))
        self.room_changed()

    def _say_scan(self, text: str, *, failed: bool) -> None:
        for room in self.all_rooms():
            room.say(text, bad=failed)

    def _notices(self) -> None:
        for room in self.all_rooms():
            room.show_notice()
