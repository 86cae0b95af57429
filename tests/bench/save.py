"""Time Desk.answer, save included, against a bare write of the same bytes, turn by turn in one run.

    python tests/bench/save.py [ROUNDS]

The session is full: 61 answers, 44 responses of 600 characters. The floor is a temporary file, fsync,
replace. The target of the design is 15 ms on a quiet machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ftr_tui.actions import opening


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def bare(path: Path, data: bytes) -> None:
    """Write ``data`` as simply as is safe."""
    handle, temp = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(temp).replace(path)


def line(name: str, times: list[float]) -> str:
    """Return the median and the 95th percentile in words."""
    return (
        f"{name}: p50 {statistics.median(times):.2f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.2f} ms"
    )


def main(arguments: list[str]) -> int:
    """Run and print."""
    rounds = int(arguments[0]) if arguments else 200
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        where = Path(folder) / "sessions"
        desk = opening.create(where, "Full", who="Lan")
        text = ("Restores are rehearsed every quarter; the last took 47 minutes on 3 November.\n" * 8)[:600]
        desk.save = lambda: True  # type: ignore[method-assign]  filled first, saved once
        for question in desk.checklist.questions.values():
            desk.answer(question.id, question.answers[0])
        for control in desk.checklist.controls:
            desk.respond(control.id, text)
        del desk.save
        desk.save()
        data = desk.file.path.read_bytes()
        ours, floor, values = [], [], ("no", "yes")
        for n in range(rounds):
            floor.append(timed(lambda: bare(where / "floor", data)))
            ours.append(timed(lambda value=values[n % 2]: desk.answer("IAM-001.1", value)))
        if desk.trouble:
            print(desk.trouble)
            return 1
    print(f"{rounds} rounds, {len(data)} bytes")
    print(line("answer and save", ours))
    print(line("bare write     ", floor))
    print(f"ratio of the medians: {statistics.median(ours) / statistics.median(floor):.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
