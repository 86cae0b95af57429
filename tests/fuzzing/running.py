"""Many inputs of one kind, each failure shrunk and kept, and the figures of the run."""

from __future__ import annotations

import contextlib
import io
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

BATCH = 200
"""Inputs of a hypothesis run: the first failure ends one, so that a fault hides no other for long."""
MOST_FAILURES = 12
"""Shrinking takes long, and by then there is enough to mend."""


@dataclass
class Result:
    """What came of one kind."""

    kind: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slow: str = ""
    failures: list[str] = field(default_factory=list)


@dataclass
class _Batch:
    result: Result
    check: Callable[[Any], None]
    failed: bool = False
    last: Any = None

    def one(self, thing: Any) -> None:
        self.last = thing
        start = time.perf_counter()
        try:
            self.check(thing)
        except BaseException:
            if not self.failed:
                self.result.inputs += 1
            self.failed = True
            raise
        took = time.perf_counter() - start
        if self.failed:
            return  # shrinking, and what comes after it
        self.result.inputs += 1
        if took > self.result.slowest:
            self.result.slowest, self.result.slow = took, repr(thing)[:300]


def run(
    kind: str,
    strategy: st.SearchStrategy[Any],
    check: Callable[[Any], None],
    *,
    count: int,
    seed: int,
    keep: Path,
) -> Result:
    """Run ``count`` inputs; what fails is written into the folder ``keep``."""
    result = Result(kind)
    begin = time.perf_counter()
    number = 0
    while result.inputs < count and len(result.failures) < MOST_FAILURES:
        batch = _Batch(result, check)
        number += 1
        options = settings(
            max_examples=min(BATCH, count - result.inputs), database=None, deadline=None, print_blob=False,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
        )  # fmt: skip
        work = seeded(seed * 1_000_003 + number)(options(given(strategy)(batch.one)))
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                work()
        except Exception as error:  # any: it is what is looked for
            name = f"{kind}-{seed}-{number}.txt"
            keep.mkdir(parents=True, exist_ok=True)
            told = "".join(traceback.format_exception(error))
            (keep / name).write_text(f"{batch.last!r}\n\n{told}", "utf-8", errors="backslashreplace")
            result.failures.append(f"{name}: {type(error).__name__}: {ascii(str(error))[:160]}")
    result.seconds = time.perf_counter() - begin
    return result
