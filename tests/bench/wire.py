"""Each answer of a recorded scan spoiled, one by one: does any question get a better answer than before?

    python tests/bench/wire.py [--mode denied ...] [--ground spoiled] [--whole]
                               [--served N] [--every N]

Two accounts, two Regions, deep; requests by operation, account, Region and parameters, so that each page
counts for itself. A request is refused, reset, cut in half, empty, a web page, or throttled on each attempt;
what it touches is read again and all is judged anew. First in an account in which all is well, then in each
of the spoiled ones of ``tests/wire/mutations.py``, whose one fault lies on a page of its own.

``--whole`` reads the whole account again each time; ``--served`` sends N of them over a loopback socket.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.wire.mutations import MUTATIONS
from tests.wire.trials import Ground, Trial, good_ground, run, spoiled_ground, trials
from tests.wire.wire import MODES, Transport, hooked, served


def grounds(transport: Transport) -> Iterator[Ground]:
    """Yield the good account, then each spoiled one."""
    good = good_ground(transport)
    yield good
    for mutation in MUTATIONS:
        yield spoiled_ground(transport, good, mutation)


def report(name: str, modes: list[str], total: Counter[str], held: Counter[str]) -> None:
    """Print k of k, by mode."""
    print(f"{name}: {sum(held.values())} of {sum(total.values())}")
    for mode in modes:
        print(f"  {mode:10} {held[mode]} of {total[mode]}")


def main() -> int:
    """Run all; return 1 if anything got better."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mode", nargs="+", default=list(MODES), choices=MODES)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--ground", choices=("good", "spoiled", "both"), default="both")
    parser.add_argument("--served", type=int, default=0, metavar="N")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth")
    options = parser.parse_args()
    began, faults = time.monotonic(), list[str]()
    counts = {"good": (Counter[str](), Counter[str]()), "spoiled": (Counter[str](), Counter[str]())}
    chosen: list[tuple[str, Trial]] = []
    with hooked() as transport:
        for ground in grounds(transport):
            kind = "spoiled" if ground.mutation else "good"
            if options.ground not in (kind, "both"):
                continue
            total, held = counts[kind]
            for trial in trials(ground, tuple(options.mode))[:: options.every]:
                chosen.append((kind, trial))
                better = run(transport, trial, whole=options.whole)
                total[trial.mode] += 1
                held[trial.mode] += not better
                if better:
                    faults.append(f"{trial.label}: {', '.join(sorted(better))}")
            if kind == "good":
                print(
                    f"{len(ground.requests)} requests recorded, favourable: {len(ground.before)}", flush=True
                )
    report("an account in which all is well", options.mode, *counts["good"])
    report(f"{len(MUTATIONS)} accounts spoiled in one place", options.mode, *counts["spoiled"])
    if options.served:
        total, held = Counter[str](), Counter[str]()
        few = random.Random(5).sample([t for _, t in chosen], options.served)
        with served() as transport:
            for trial in few:
                better = run(transport, trial, whole=options.whole)
                total[trial.mode] += 1
                held[trial.mode] += not better
                if better:
                    faults.append(f"over a socket, {trial.label}: {', '.join(sorted(better))}")
        report("over a loopback socket", options.mode, total, held)
    for line in faults:
        print("BETTER", line)
    print(f"{time.monotonic() - began:.0f} s")
    return bool(faults)


if __name__ == "__main__":
    raise SystemExit(main())
