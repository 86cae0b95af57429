"""The app without any knowledge of reviews: driver, signals, themes, keys, failures."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from ftr_tui.app import clipboard, keys, signs, style, themes
from ftr_tui.app.cells import clean, cut
from ftr_tui.app.driver import SafeDriver, end_on_signals
from ftr_tui.model.i18n import _

T = TypeVar("T")

_SETTLED_SECONDS = 0.1
_LOOK_SECONDS = 1.0
FAILED = 70
"""Exit status when the app itself failed."""


class BaseApp(App[None]):
    """Wiring that every screen relies on. A subclass adds screens and overrides ``flush``."""

    TITLE = "ftr-tui"
    # Absolute: Textual would look beside the module of a subclass.
    CSS_PATH = Path(__file__).with_name("app.tcss")
    # What rows are drawn with. Here and not on Lines, where Textual would match each with all rules for
    # each of a dozen widgets, three times before the first frame (50 ms).
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"l--{name}" for name in style.NAMES}
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("global")
    # The wide class is a list at the left and a panel at the right of the interview.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide")]  # noqa: RUF012 -- as App declares it
    # Below 22 lines the response box goes, so that question and answer stay; r then opens it as a dialog.
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        *,
        theme: str = "auto",
        keymap: Mapping[str, str] | None = None,
        ascii_signs: bool | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        super().__init__(driver_class=SafeDriver if sys.platform != "win32" else None)
        signs.use_ascii(signs.needs_ascii(environ) if ascii_signs is None else ascii_signs)
        self.set_class(signs.is_ascii(), "-ascii")
        chosen, known = themes.pick(theme, set(self.available_themes), environ)
        self.theme = chosen
        self.stylesheet.set_variables(self.get_css_variables())
        self.warnings: list[str] = []
        """Lines about settings that could not be used, to be shown after the first frame."""
        if not known:
            self.warnings.append(_("no theme {name}; {chosen} is used").format(name=theme, chosen=chosen))
        self.user_keymap, problems = keys.usable(keymap or {})
        self.warnings += [_("keys: {problem}").format(problem=problem) for problem in problems]
        self.failure: BaseException | None = None
        self.begun = False
        """Whether the first frame is on the screen."""
        self._repaint: Timer | None = None
        self._resent: deque[events.Key] = deque(maxlen=64)

    # -- life -----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Take signals, the user's keys, and what may wait until the first frame is on the screen."""
        if not self.is_headless:
            end_on_signals(self, self.flush)
        if self.user_keymap:
            self.set_keymap(self.user_keymap)
        self.set_interval(_LOOK_SECONDS, self._look_at_size)
        self.call_after_refresh(self._first_frame)

    def _first_frame(self) -> None:
        # The collector was switched off by whoever started the app; frozen, it no longer scans what
        # the imports left behind, which cost 20 to 30 ms per pause.
        if not gc.isenabled():
            gc.freeze()
            # A look through all objects takes 20 ms: once in 25 keys it was, now it is once in some hundred.
            gc.set_threshold(700, 10, 60)
            gc.enable()
        for warning in self.warnings:
            self.tell(warning, severity="warning")
        self.begun = True
        self.after_first_frame()

    def on_resize(self) -> None:
        """Paint everything anew once the size has settled.

        A window that is made small and large again before Textual looks has its old size, so Textual sees
        nothing to do; the terminal has lost what stood outside the small one.
        """
        if self._repaint is not None:
            self._repaint.stop()
        self._repaint = self.set_timer(_SETTLED_SECONDS, self._paint_all)

    def _look_at_size(self) -> None:
        # On a busy machine the word that the window has changed was lost once in a while.
        if isinstance(self._driver, SafeDriver):
            if self._driver.is_gone():
                os.kill(os.getpid(), signal.SIGHUP)
                return
            size = Size(*self._driver.size_now())
            if size != self.size:
                self.post_message(events.Resize(size, size))

    def _paint_all(self) -> None:
        for screen in self.screen_stack[-1:]:
            screen.refresh()

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the style sheets again, once there is something to see.

        Textual asks for it twice before the first frame, when nothing has changed since ``__init__``: 30 ms.
        """
        if self.begun:
            super().refresh_css(animate)
        else:
            self.stylesheet.update(self, animate=False)

    def after_first_frame(self) -> None:
        """Load what the first frame did without; for subclasses."""

    def flush(self) -> None:
        """Write whatever is not on disk yet; for subclasses. Called before every kind of end."""

    def action_leave_app(self) -> None:
        """Quit."""
        self.flush()
        self.exit()

    @property
    def exit_status(self) -> int:
        """Return the status for ``sys.exit``: an end without any code is a failure (issue 6456)."""
        if self.failure is not None or self.return_code is None:
            return FAILED
        return self.return_code

    def _handle_exception(self, error: Exception) -> None:
        # Called once for what nobody caught. The answers come first; Textual would then print a
        # traceback with local variables, which may hold what people wrote.
        if self.failure is None:
            self.failure = error
            try:
                self.flush()
            except Exception as second:
                error.add_note(f"and flushing failed: {second!r}")
        if self.is_headless:
            super()._handle_exception(error)
            return
        self._return_code = FAILED
        self._exception = error
        self._exception_event.set()
        self._close_messages_no_wait()

    async def on_event(self, event: events.Event) -> None:
        """Clean what is pasted on its way: the line of the palette, which is Textual's, keeps it as it is."""
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        await super().on_event(event)

    async def _on_key(self, event: events.Key) -> None:
        """Take a key that nobody wanted where it went; a letter meant for a text goes to the text.

        Textual sends each key to the widget that has the focus when the key arrives. In a burst (a slow
        line, a fast typist) "r" has not moved the focus yet when the first letters of the response come:
        they would run as commands, so that "ryes" answers yes. By now the focus has moved.
        """
        focused = self.focused
        meant = focused is not None and focused.check_consume_key(event.key, event.character)
        if focused is None or not meant or event in self._resent:
            return  # Textual calls its own handler next
        event.prevent_default()
        again = events.Key(event.key, event.character)
        self._resent.append(again)
        focused._forward_event(again)

    def ask(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """Show a dialog and hand its result on once it is gone.

        Textual calls a callback while the dialog is still on the stack; a callback that goes to another
        mode would then take that mode's screen away in its place.
        """

        def hand_on(result: T | None) -> None:
            # Nothing is painted in between: a dialog that is gone says that its text is on disk.
            still = ExitStack()
            still.enter_context(self.batch_update())

            def take() -> None:
                with still:
                    then(result)

            self.call_later(take)

        self.push_screen(dialog, hand_on)

    # -- words ----------------------------------------------------------------------------------

    def tell(self, text: str, *, severity: Any = "information", timeout: float | None = None) -> None:
        """Show a toast; its text is never markup."""
        self.notify(cut(text, 200), severity=severity, timeout=timeout, markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the desktop's tool and by the terminal."""
        text = clean(text)
        clipboard.copy_native(text)
        super().copy_to_clipboard(text)
