"""Runs one scan at a time in a daemon thread, so that quitting never waits for AWS."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ftr_tui.app.messages import ScanEnded, ScanFound, ScanMoved
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from textual.app import App

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.scanning import ScanOptions
    from ftr_tui.model.facts import Evidence

_MOST_OFTEN_SECONDS = 0.25


class Scanner:
    """Starts and stops scans; what they bring arrives at the app as messages."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = 0.0
        self.text = ""
        """What is being read and how far, or an empty string while nothing runs."""
        self.session = ""
        """The name of the session that is scanned."""

    @property
    def running(self) -> bool:
        """Whether a scan is under way."""
        return self._thread is not None

    def start(self, desk: Desk, options: ScanOptions) -> None:
        """Start a scan of ``desk``; one that runs already goes on."""
        if self.running:
            return
        self._stop = threading.Event()
        self.session = desk.name
        self.text = _("starting: logging in to AWS")
        self._thread = threading.Thread(
            target=self._run, args=(desk, options, self._stop), name="scan", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Ask the scan to end; what it has read is kept."""
        self._stop.set()
        if self.running:
            self.text = _("stopping")

    def ended(self) -> None:
        """Forget the scan; called when its last message has arrived."""
        self._thread = None
        self.text = ""

    def moved(self, message: ScanMoved) -> None:
        """Keep how far the scan is, in words."""
        if self.running and not self._stop.is_set():
            self.text = _("reading {}: {} of {}").format(message.what, message.done, message.planned)

    def _run(self, desk: Desk, options: ScanOptions, stop: threading.Event) -> None:
        # boto3 comes in here, long after the first frame.
        from ftr_tui.actions.scanning import scan
        from ftr_tui.aws.access_errors import AccessError
        from ftr_tui.model.problem import Problem

        try:
            result = scan(desk, options, self._progress, stop, self._found)
        except AccessError as error:
            self._app.post_message(ScanEnded(None, error.message, error.hint))
        except Problem as error:
            self._app.post_message(ScanEnded(None, str(error)))
        except Exception as error:  # the interview must work on, whatever a library raised
            self._app.log.error(repr(error))
            text = _("the scan failed: {}").format(type(error).__name__)
            self._app.post_message(ScanEnded(None, text, _("ftr-tui scan {} says more").format(desk.name)))
        else:
            self._app.post_message(ScanEnded(result))

    def _progress(self, done: int, planned: int, what: str) -> None:
        now = time.monotonic()
        if now - self._told < _MOST_OFTEN_SECONDS and done < planned:
            return
        self._told = now
        self._app.post_message(ScanMoved(done, planned, what))

    def _found(self, evidence: Evidence) -> None:
        self._app.post_message(ScanFound(evidence))
