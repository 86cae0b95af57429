"""Kill -9 a rehearsal at a random moment, N times: the last key that was acknowledged is in the file.

    python tests/bench/kill_rehearsal.py [N]          (200 unless said; prints "k of k")

The child is the program's own Stage on a real session with the shipped bank, driven by keys at random: sure,
reveal, score, note, supply, park, follow-up, break, pause, a logged question. After each key has returned it
says through a pipe what the session then held. After each kill the file must hold that, or what the next key
made of it; the clock must stand where it stood, and the next child goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import filelock  # noqa: F401  the children would import it one by one

from ftr_tui.actions import opening
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.rehearsing import Setup, Stage
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Session
from ftr_tui.store.library import Library
from ftr_tui.store.sessions import SessionFile

TEAM = {"Minh": "architect", "Linh": "devops", "Aiko": "security", "Nam": "product"}


def state(session: Session) -> str:
    """Return a digest of everything of the rehearsals but the revision."""
    found = [r.model_dump(mode="json") for r in session.rehearsal]
    found += [s.model_dump(mode="json") for s in session.supply]
    found += [q.model_dump(mode="json") for q in session.own_question]
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]


def key(stage: Stage, dice: random.Random) -> None:
    """Press one key that fits the phase."""
    phase = stage.view().phase
    if phase == "paused":
        stage.go_on()
    elif phase == "ask":
        keys = [stage.reveal, stage.reveal, stage.follow_up, stage.park, stage.next_seat, stage.take_break]
        keys += [stage.pause, stage.undo, lambda: stage.sure(dice.randint(1, 4))]
        keys += [lambda: stage.note(f"note {dice.random()}"), lambda: stage.supply("report", "Linh")]
        keys += [lambda: stage.log_question(f"Why {dice.random()}?", "IAM-006")]
        dice.choice(keys)()
    elif phase == "revealed":
        dice.choice([lambda: stage.score(dice.randint(0, 3)), lambda: stage.note("said it"), stage.skip])()
    else:
        stage.advance()


def child(path: Path, pipe: int, seed: int) -> None:
    """Rehearse for ever; after each key that has returned, say what the session holds."""
    dice = random.Random(seed)
    desk = Desk.open(path, Library(), "Lan")
    bank = desk.library.bank()
    stage = Stage.resume(desk, bank)
    while True:
        if stage is None or stage.view().phase == "done":
            # A new one without the old: else the file of a long run would only measure its own size.
            desk.change("cleared", desk.session.changed(rehearsal=[], supply=[], own_question=[]))
            stage = Stage.start(desk, bank, Setup(seats=tuple(TEAM), minutes=dice.choice((120, 60, 25))))
        else:
            try:
                key(stage, dice)
            except Problem:
                continue
        if desk.trouble:
            raise SystemExit(desk.trouble)
        run = stage.rehearsal
        os.write(pipe, f"{state(desk.session)} {desk.session.revision} {run.elapsed}\n".encode())


def one(path: Path, dice: random.Random) -> list[str]:
    """Start a child, kill it at a random moment; return what it said."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            child(path, write, dice.randrange(10**9))
        except BaseException as error:
            os.write(write, f"! {error!r}\n".encode())
        os._exit(1)
    os.close(write)
    said = b""
    if dice.random() < 0.9:
        # Most are killed between keys or in one; a few while they open the file.
        said = os.read(read, 65536)
    time.sleep(dice.uniform(0, 0.15))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while more := os.read(read, 65536):
        said += more
    os.close(read)
    if b"!" in said:
        raise SystemExit(f"the child failed: {said.decode()}")
    return said.decode().split("\n")[:-1]


def main(arguments: list[str]) -> int:
    """Run; exit 1 when a file was torn, an acknowledged key lost, or the clock jumped."""
    count = int(arguments[0]) if arguments else 200
    dice = random.Random(20261)
    torn = lost = jumped = keys = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        desk = opening.create(Path(folder) / "sessions", "Killed", who="Lan")
        for name, role in TEAM.items():
            desk.add_member(name, role)
        path = desk.file.path
        last = f"{state(desk.session)} {desk.session.revision} 0"
        for _ in range(count):
            said = one(path, dice)
            keys += len(said)
            last = said[-1] if said else last
            try:
                found = SessionFile.open(path).base
                stage = Stage.resume(Desk.open(path, Library(), "Lan"), Library().bank())
            except Problem as error:
                torn += 1
                print(error)
                continue
            digest, revision, elapsed = last.split()
            # The key in progress may have reached the disk: one revision on, or two (cleared, begun).
            ahead = found.revision - int(revision)
            lost += ahead < 0 or ahead > 2 or (ahead == 0 and state(found) != digest)
            if stage is not None and ahead == 0:
                jumped += stage.view().elapsed != int(elapsed)
            if ahead:
                clock = stage.rehearsal.elapsed if stage else 0
                last = f"{state(found)} {found.revision} {clock}"
    whole = count - torn - lost - jumped
    told = f"{torn} torn, {lost} acknowledged lost, {jumped} clocks jumped"
    print(f"{whole} of {count} kills: {keys} keys, {told}")
    return 0 if whole == count and keys > count else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
