"""Runs one scan at a time in a daemon thread, so that quitting never waits for AWS."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from ftr_tui.app.messages import ScanEnded, ScanFound, ScanMoved
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from textual.app import App

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.scanning import ScanOptions, ScanResult
    from ftr_tui.model.facts import Evidence

_MOST_OFTEN_SECONDS = 0.25


def sentences(*texts: str) -> str:
    """Return ``texts`` side by side, each with one full stop."""
    kept = [text.strip().rstrip(". ") for text in texts]
    return " ".join(f"{text}." for text in kept if text)


def last_words(result: ScanResult, profile: str = "") -> tuple[str, str]:
    """Return what is said when a scan ends, and the trouble if it lost its log-in or could read nothing.

    The notice has one line and cuts: of trouble what to do stands in front, else what was read.
    """
    from ftr_tui.actions import judging, unread

    wrong, todo = unread.remedy(result.unread, profile)
    lost = {gap.reason for gap in result.unread if unread.kind_of(gap) == "login"}
    nothing = all(str(f.verdict) == "unknown" for f in result.findings)
    read = _("Read in {:.0f} s: {} filled, {} contradicted, {} calls not readable").format(
        result.seconds, result.filled, len(result.drifted), len(result.unread)
    )
    worse = len({f.question for f in judging.worse(result.evidence)})
    if worse:
        text = ngettext("{} question is judged worse by AWS's own judges",
                        "{} questions are judged worse by AWS's own judges", worse)  # fmt: skip
        read = sentences(read, text.format(worse))
    # That the log-in ended is said already, with what to do about it.
    left = [p for p in result.problems if not any(p.endswith(reason) for reason in lost)]
    problems = [p[:1].upper() + p[1:] for p in left]
    if not wrong or not (lost or nothing):
        return sentences(read, wrong, todo, *problems), ""
    trouble = sentences(wrong, todo, "" if nothing else _("What was read is kept"))
    return f"{trouble} {sentences(read, *problems)}", trouble


def scope_words(desk: Desk) -> list[str]:
    """Return what is said after a scan of its scope and of what it changed; A shows both whole."""
    from ftr_tui.actions import drift, unread

    changed = [
        c for c in drift.changed(desk) if desk.evidence.scan and c.change.at == desk.evidence.scan.started
    ]
    words = [unread.left_out(desk.evidence)]
    words.append(
        _("Changed since the scan before: {} (A)").format(drift.headline(changed)) if changed else ""
    )
    return [w for w in words if w]


class Scanner:
    """Starts and stops scans; what they bring arrives at the app as messages."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = 0.0
        self.text = ""
        """What is being read and how far, or an empty string while nothing runs."""
        self._trouble = ""
        self.profile = ""
        """The profile that a scan logs in with, if it is one."""
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
        # With several profiles a command that names one could be the wrong one.
        named = options.profiles or (os.environ.get("AWS_PROFILE", ""),)
        self.profile = named[0] if len(named) == 1 else ""
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

    def ended(self, trouble: str = "") -> None:
        """Forget the scan but for its ``trouble``; called when its last message has arrived."""
        self._thread = None
        self.text, self._trouble = "", trouble

    def trouble(self, desk: Desk) -> str:
        """Return why the last scan of this session could not read, and what to do; else an empty string."""
        return "" if self.running or self.session != desk.name else self._trouble

    def scans(self, desk: Desk) -> bool:
        """Return whether a scan of this session is under way."""
        return self.running and self.session == desk.name

    def refresh(self, desk: Desk) -> bool:
        """Take in what others wrote; True if anything came.

        While its session is scanned ``desk`` keeps the findings that have come so far: the file has them
        only at the end, and what just appeared would vanish again.
        """
        shown, as_stored = desk.evidence, desk.own_evidence
        came = desk.refresh()
        if self.scans(desk) and desk.evidence is not shown:
            desk.take(as_stored)
        return came

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
