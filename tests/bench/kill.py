"""Kill -9 a child that saves in a loop, at a random moment, N times: nothing torn, nothing acknowledged lost.

    python tests/bench/kill.py [N]          (1,000 unless said; prints "k of k")

The child says through a pipe which save has returned; after each kill the file must load and hold at
least the answer that was said last.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import filelock  # noqa: F401  the children would import it one by one

from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer, Response, Session
from ftr_tui.store import sessions
from ftr_tui.store.sessions import SessionFile

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def first() -> Session:
    """Return a session of a usual size: 44 responses of 600 characters."""
    text = ("Việc khôi phục được thử mỗi quý; lần cuối ngày 3 tháng 11.\n" * 11)[:600]
    responses = {f"C-{n:03}": Response(text=text, at=NOW) for n in range(44)}
    return Session(product="P", checklist="c", release="1", created=NOW, responses=responses)


def child(path: Path, pipe: int) -> None:
    """Save for ever; say the number of each save that has returned."""
    file = SessionFile.open(path)
    session = file.base
    number = int(session.answers["N"].reason) if "N" in session.answers else 0
    while True:
        number += 1
        session = file.save(session.with_answer("N", Answer(value="yes", at=NOW, reason=str(number))), NOW)
        os.write(pipe, b"%d\n" % number)


def one(path: Path, dice: random.Random) -> tuple[int, int]:
    """Start a child, kill it at a random moment; return the last save said, and how many were."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            child(path, write)
        except BaseException as error:
            os.write(write, f"! {error}\n".encode())
        os._exit(1)
    os.close(write)
    said = b""
    if dice.random() < 0.9:
        # Most are killed between saves or in one; a few while they open the file.
        said = os.read(read, 65536)
    time.sleep(dice.uniform(0, 0.05))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while more := os.read(read, 65536):
        said += more
    os.close(read)
    if b"!" in said:
        raise SystemExit(f"the child failed: {said.decode()}")
    lines = said.split(b"\n")[:-1]
    return (int(lines[-1]) if lines else 0), len(lines)


def main(arguments: list[str]) -> int:
    """Run; exit 1 when a file was torn or an acknowledged save lost."""
    count = int(arguments[0]) if arguments else 1000
    dice = random.Random(20261)
    torn = lost = saves = 0
    acknowledged = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        path = Path(folder) / "sessions" / "killed.toml"
        file = SessionFile(path, first(), None)
        file.save(file.save(first(), NOW), NOW)  # twice: now there is a .bak, and there always must be one
        for _ in range(count):
            last, more = one(path, dice)
            acknowledged, saves = max(acknowledged, last), saves + more
            try:
                found = sessions.read(path.read_bytes(), "killed.toml")
                sessions.read(path.with_name("killed.toml.bak").read_bytes(), "the .bak")
            except (Problem, OSError) as error:
                torn += 1
                print(error)
                continue
            on_disk = int(found.answers["N"].reason) if "N" in found.answers else 0
            lost += on_disk < acknowledged or len(found.responses) != 44
        left = sum(1 for _ in path.parent.glob(".ftr-*.tmp"))
    whole = count - torn - lost
    print(f"{whole} of {count} kills: {saves} saves, {torn} torn, {lost} acknowledged lost, {left} leftovers")
    return 0 if whole == count and (saves > count or count < 100) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
