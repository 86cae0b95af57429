"""Thousands of hostile inputs through everything that reads, shows or writes.

python tests/bench/fuzz.py [--inputs N] [--seed S] [--only files|exports|cli|screens|terminal]... [--keep DIR]

Kinds: ``files`` (whatever people and tools write, broken in all ways), ``exports`` (all that leaves the
program, over sessions with hostile text in every field), ``cli`` (the commands into a pipe), ``screens``
(walks of random keys and pasted texts through the app, headless; each frame is looked at), ``terminal``
(the program in a pseudo-terminal: the bytes that it sends are cut into escapes; none may come that a
harmless session does not bring). Without ``--only`` the inputs are shared out: most are files, terminals
cost half a minute each. What fails is shrunk and written into ``--keep``. Exit 1 if anything failed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hypothesis import strategies as st

from tests.fuzzing import commands, exports, files, running, screens, terminal

KINDS = {
    "files": (0.78, files.inputs, files.check),
    "exports": (0.10, exports.inputs(), exports.check),
    "cli": (0.10, commands.inputs(), commands.check),
    "screens": (0.017, screens.walks() | st.sampled_from(screens.tours()), screens.check),
    "terminal": (0.003, terminal.inputs, terminal.check),
}
"""Kind -> its share of the inputs, the strategy, the check."""


def main() -> int:
    """Run, print the table, return 1 if anything failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--only", choices=KINDS, action="append", default=[])
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "ftr-fuzz-failures")
    given = parser.parse_args()
    chosen = given.only or list(KINDS)
    whole = sum(KINDS[kind][0] for kind in chosen)
    home = tempfile.mkdtemp(prefix="ftr-fuzz-home-")
    os.environ |= {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_STATE_HOME": f"{home}/state"}
    print(
        f"{'kind':<10}{'inputs':>8}{'seconds':>9}{'a second':>10}{'slowest':>9}{'peak MB':>9}{'failures':>10}"
    )
    results = []
    for kind in chosen:
        share, strategy, check = KINDS[kind]
        count = max(1, round(given.inputs * share / whole))
        found = running.run(kind, strategy, check, count=count, seed=given.seed, keep=given.keep)
        results.append(found)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{kind:<10}{found.inputs:>8}{found.seconds:>9.0f}{found.inputs / found.seconds:>10.1f}"
            f"{found.slowest:>8.1f}s{peak:>9}{len(found.failures):>10}",
            flush=True,
        )
        for failure in found.failures:
            print(f"  {failure}", flush=True)
    print(f"{'all':<10}{sum(r.inputs for r in results):>8}{sum(r.seconds for r in results):>9.0f}", end="")
    failures = sum(len(r.failures) for r in results)
    print(f"{failures:>38}   seed {given.seed}; frames looked at: {screens.FRAMES.seen}")
    if screens.FRAMES.screens:
        print(f"screens and dialogs: {', '.join(sorted(screens.FRAMES.screens))}")
    for result in results:
        print(f"slowest of {result.kind}: {result.slowest:.1f} s {result.slow!a}")
    if failures:
        print(f"inputs that failed: {given.keep}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
