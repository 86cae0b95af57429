"""What stands between the app and a terminal that may send anything, or go away."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from textual.app import App
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

_GONE_SECONDS = 1.0


LEAVE_SECONDS = 1.0
"""How long the program may last after a signal, once all is saved and the terminal is given back."""


def _forgiving_decoder(encoding: str) -> partial[codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


class _Output:
    """A terminal that may go away: what is written then is dropped.

    Textual writes in a thread; an error there ends it, its queue of 30 pieces fills, and the app waits for
    ever to say goodbye to a terminal that is gone.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return self._file.write(text)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class SafeDriver(LinuxDriver):
    """Textual's driver, but a bad byte or an impossible key code does not end the app (issue 6456)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file: Any = _Output(self._file)
        self.ends_with: int | None = None
        """The exit status that a signal asked for."""

    def run_input_thread(self) -> None:
        """Read keys until the app ends; begin anew after input that Textual's parser cannot take."""
        # Textual looks the name up in its module; replacing it keeps the good bytes around a bad one.
        linux_driver.getincrementaldecoder = _forgiving_decoder  # type: ignore[assignment, attr-defined]
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except (ValueError, OverflowError):
                continue
            except OSError:
                # The terminal is gone. Its SIGHUP is on the way; who gets none must not go on unheard.
                if not self.exit_event.wait(_GONE_SECONDS):
                    os.kill(os.getpid(), signal.SIGHUP)
            return

    def is_gone(self) -> bool:
        """Whether the terminal has hung up.

        Reading then gives nothing, at once, for ever, which Textual takes for a pipe; and who is no child of
        that terminal's session is sent no SIGHUP. It would burn a processor until somebody finds it.
        """
        look = select.poll()
        try:
            look.register(self.fileno, 0)
            return bool(look.poll(0))
        except (OSError, ValueError):
            return True

    def stop_application_mode(self) -> None:
        """Give the terminal back; after a signal the program ends soon then, whatever its threads do.

        One that writes an export may take seconds more. Its file is whole or was not touched.
        """
        super().stop_application_mode()
        if self.ends_with is not None:
            left = threading.Timer(LEAVE_SECONDS, os._exit, (self.ends_with,))
            left.daemon = True
            left.start()

    def _get_terminal_size(self) -> tuple[int, int]:
        # The terminal knows; Textual asks the variables COLUMNS and LINES first, and where somebody
        # exports them the window keeps the size that it had at the start.
        for stream in (sys.__stderr__, sys.__stdin__):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                size = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
                if size.columns and size.lines:
                    return size.columns, size.lines
        return super()._get_terminal_size()

    def size_now(self) -> tuple[int, int]:
        """Return columns and lines of the terminal as they are, whatever was told of it."""
        return self._get_terminal_size()


SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


def end_on_signals(app: App[Any], flush: Callable[[], None]) -> None:
    """Make SIGTERM, SIGHUP and SIGINT flush, restore the terminal and exit with 128 + signal.

    Must run inside the loop: a handler of the module ``signal`` would not wake an idle app.
    """
    seen: list[int] = []

    def end(number: int) -> None:
        if seen:  # asked twice: whatever still hangs is left behind
            os._exit(128 + number)
        seen.append(number)
        if isinstance(app._driver, SafeDriver):
            app._driver.ends_with = 128 + number
        try:
            flush()
        finally:
            app.exit(return_code=128 + number)

    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, end, number)
