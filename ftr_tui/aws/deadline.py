"""Waiting no longer than agreed, whatever the work does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from ftr_tui.aws.errors import DeadlineError

T = TypeVar("T")

_POLL = 0.05


def within(seconds: float, work: Callable[[], T], check: Callable[[], None] | None = None) -> T:
    """Return ``work()``; raise DeadlineError after ``seconds``, or what ``check`` raises while waiting.

    The work runs in a daemon thread that is abandoned then: a read that drips a byte a second, or a
    credential_process that hangs, has no time-out of its own and cannot be ended from outside.
    """
    done = threading.Event()
    box: list[Any] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            box.append(work())
        except BaseException as error:
            fault.append(error)
        finally:
            done.set()

    threading.Thread(target=run, daemon=True, name="aws-call").start()
    end = time.monotonic() + seconds
    while not done.wait(min(_POLL, max(end - time.monotonic(), 0.001))):
        if check:
            check()
        if time.monotonic() >= end:
            raise DeadlineError(seconds)
    if fault:
        raise fault[0]
    result: T = box[0]
    return result
