"""One run of the command line: parse, do, and turn every ending into an exit status and one line."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator, Sequence
from types import FrameType

from ftr_tui.cli.parser import parse
from ftr_tui.model.i18n import _

DONE, NOT_READY, UNUSABLE, FAILED, NO_OUTPUT, INTERRUPTED = 0, 1, 2, 70, 74, 130


class StdoutError(Exception):
    """Standard output could not be written; ``quiet`` when its reader has simply left."""

    def __init__(self, reason: str, *, quiet: bool = False) -> None:
        super().__init__(reason)
        self.quiet = quiet


class Ended(BaseException):
    """A signal asked for the end of the run."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status. No traceback ever reaches the user."""
    _tolerant_streams()
    try:
        args = parse(sys.argv[1:] if argv is None else argv)
        with _signals(args):
            status = _run(args)
        _flush()
        return status
    except SystemExit as ended:
        return _after_argparse(ended)
    except StdoutError as error:
        return _no_output(error)
    except KeyboardInterrupt:
        _last_words("")
        return INTERRUPTED
    except Ended as ended:
        return 128 + ended.number
    except Exception as error:  # the one place where everything ends as a line
        return _ended_badly(error)


def _run(args: Namespace) -> int:
    module, _colon, name = args.run.partition(":")
    # Each command brings its own imports, so that --help costs none of them.
    status: int = getattr(importlib.import_module(module), name)(args)
    return status


def _after_argparse(ended: SystemExit) -> int:
    try:
        _flush()
    except StdoutError as error:
        return _no_output(error)
    return ended.code if isinstance(ended.code, int) else DONE


def _ended_badly(error: Exception) -> int:
    from ftr_tui.model.problem import Problem

    with contextlib.suppress(StdoutError):
        _flush()
    if isinstance(error, Problem):
        _last_words(str(error))
        return UNUSABLE
    # Asked by name: a run that never reached AWS must not import that room for this.
    access = sys.modules.get("ftr_tui.aws.access_errors") or sys.modules.get("ftr_tui.aws.access")
    if access is not None and isinstance(error, getattr(access, "AccessError", ())):
        hint = getattr(error, "hint", "")
        text = getattr(error, "message", "") or str(error)
        _last_words(f"{text} ({hint})" if hint and hint not in text else text)
        return UNUSABLE
    from ftr_tui.store.log import write_failure

    where = write_failure(error)
    text = _("this is a fault of ftr-tui ({}); details: {}")
    _last_words(text.format(type(error).__name__, where))
    return FAILED


def _last_words(text: str) -> None:
    """Write one line to stderr, if there still is one."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if text:
            from ftr_tui.model.text import clean

            text = "ftr-tui: " + " ".join(clean(text).split())
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def _tolerant_streams() -> None:
    # With an ASCII locale any Vietnamese text would end the run otherwise.
    for stream, errors in ((sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors)
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _flush() -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise StdoutError(str(error), quiet=True) from error
    except OSError as error:
        raise StdoutError(error.strerror or str(error)) from error


def _no_output(error: StdoutError) -> int:
    # What is still in the buffer goes nowhere; else the interpreter complains at its own end.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    if not error.quiet:
        _last_words(_("standard output could not be written: {}").format(error))
    return NO_OUTPUT


@contextlib.contextmanager
def _signals(args: Namespace) -> Iterator[None]:
    """End in order on SIGTERM and SIGHUP: files that are being written stay whole, exit 143 or 129."""
    # The app has its own handlers in its event loop; an idle one would never see these.
    if getattr(args, "is_app", False) or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What was ignored on purpose (nohup) stays ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the shape that signal gives
    raise Ended(number)
