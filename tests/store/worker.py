"""A writer for the tests of two writers: adds answers to a session, one save each.

python worker.py FILE WHO COUNT
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.model.session import Answer
from ftr_tui.store.sessions import SessionFile


def main(path: str, who: str, count: str) -> int:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    file = SessionFile.open(Path(path))
    session = file.base
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(count)):
        mine = Answer(value="yes", by=who, at=now)
        session = file.save(session.with_answer(f"{who}.{number}", mine), now)
    # What a rival did to our last save is mended by the next look.
    sys.stdin.readline()
    merged = file.refreshed(session, now)
    file.save(merged or session, now)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
