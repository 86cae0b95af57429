"""A scan of a seeded moto server beside a bare boto3 loop over the same calls, turn by turn in one run.

    python tests/bench/scan.py [--scale 1 10] [--rounds 5] [--regions 1] [--latency MS] [--throttle N]

Each side is a process of its own, timed from its start to its end; the peak is what the kernel says
(ru_maxrss). Calls are counted by the server and held against the formula of ``scan_seed.calls``. With a
latency it also prints how long the requests took from first to last, and when the first answers were there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
# What boto3 signs with, where it is not the name of the service.
SIGNED = {
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "elasticfilesystem": "efs",
    "es": "opensearch",
    "sso": "sso-admin",
    "access-analyzer": "accessanalyzer",
}

_ENOUGH = 8
"""Answers; judging all of some hundred facts anew for each would take a minute."""


@dataclass
class Run:
    """One process: what it cost and what came in at the server."""

    wall: float
    cpu: float
    peak: float
    log: list[dict[str, Any]]
    said: str

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Return the requests that were no retries."""
        return [entry for entry in self.log if entry["attempt"] == 1]

    @property
    def span(self) -> float:
        """Return the seconds from the first request to the last answer."""
        return max(e["end"] for e in self.log) - min(e["at"] for e in self.log)


@contextmanager
def server(scale: int, regions: int) -> Iterator[str]:
    """Run the server; yield its address."""
    command = [sys.executable, str(FOLDER / "scan_server.py"), str(scale), str(regions)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment(""), cwd=ROOT, **pipes) as running:
        try:
            address = running.stdout.readline().strip()
            if not address:
                raise SystemExit("the server did not start")
            yield address
        finally:
            running.stdin.close()


def environment(address: str) -> dict[str, str]:
    """Return the child's environment: no settings of the developer, only the server's address."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and "proxy" not in k.lower()}
    keys = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    empty = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    found = {**kept, **keys, **empty, "AWS_EC2_METADATA_DISABLED": "true", "PYTHONPATH": str(ROOT)}
    return found | ({"AWS_ENDPOINT_URL": address} if address else {})


def ask(address: str, query: str = "") -> list[dict[str, Any]]:
    """Return what came in since the last time, and set latency or throttling."""
    with urllib.request.urlopen(f"{address}/bench{query}") as answer:
        return json.loads(answer.read())


def run(address: str, command: list[str]) -> Run:
    """Run one side to its end."""
    ask(address)
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, *command], env=environment(address), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command[0]} ended with {child.returncode}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, ask(address), said)


def ours(arguments: list[str]) -> int:
    """Be the child: sweep once. With ``answers``, say when the first answers could be filled."""
    from datetime import UTC, datetime

    from ftr_tui.aws.access import targets
    from ftr_tui.aws.sweep import sweep

    start, now = float(arguments[0]), datetime.now(UTC)
    came: list[tuple[float, Any]] = []
    done = sweep(targets(), now=now, on_fact=lambda fact: came.append((time.monotonic() - start, fact)))
    said: dict[str, Any] = {"calls": done.calls, "retries": done.retries, "seconds": done.seconds}
    said["statuses"] = Counter(str(fact.status) for _, fact in came)
    said["gaps"] = sorted({f"{f.collector} {g.action} {g.code}" for _, f in came for g in f.gaps})
    if arguments[1:] == ["answers"]:
        said["answers"] = _answers(came, now)
    print(json.dumps(said))
    return 0


def _answers(came: list[tuple[float, Any]], now: Any) -> list[tuple[float, str]]:
    """Judge again after each fact, as the app does while it scans: when was which question decided first?"""
    from ftr_tui import rules
    from ftr_tui.model.facts import Facts
    from ftr_tui.store.library import load_checklist

    checklist = load_checklist(ROOT / "questionnaires" / "partner-hosted-2026.1.toml")
    texts = {q.id: q.aws_text for q in checklist.questions.values()}
    first: dict[str, float] = {}
    for number, (at, _) in enumerate(came, 1):
        for found in rules.judge(Facts(tuple(f for _, f in came[:number]), now), texts):
            if found.favourable is not None:
                first.setdefault(found.question, at)
        if len(first) >= _ENOUGH:
            break
    return sorted((round(at, 2), question) for question, at in first.items())


def by_service(calls: list[dict[str, Any]]) -> Counter[str]:
    """Return the calls of each service, by the name that boto3 gives it."""
    return Counter(SIGNED.get(entry["service"], entry["service"]) for entry in calls)


def collectors() -> list[str]:
    """Return the ids of our collectors."""
    code = "from ftr_tui.aws.collect import COLLECTORS; print(','.join(c.id for c in COLLECTORS))"
    return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip().split(",")


def one(scale: int, options: argparse.Namespace) -> bool:
    """Measure one size; return whether all targets are met."""
    sys.path.insert(0, str(ROOT))
    from tests.bench.scan_seed import SIZES, calls, chain

    ids = collectors()
    formula = calls(SIZES[scale], options.regions)
    expected = Counter[str]()
    for name, operations in formula.items():
        if name in ids:
            expected += operations
    missing = sorted(set(formula) - set(ids))
    services = Counter[str]()
    for name, number in expected.items():
        services[name.partition(".")[0]] += number
    good = True

    def verdict(what: str, met: bool) -> None:
        nonlocal good
        good = good and met
        print(f"  {'met    ' if met else 'NOT met'}  {what}")

    with server(scale, options.regions) as address:
        sides = {"floor": ["tests/bench/scan_floor.py", ",".join(ids)], "ours": []}

        def measure(side: str, *more: str) -> Run:
            command = sides[side] or ["tests/bench/scan.py", "--child", str(time.monotonic()), *more]
            return run(address, command)

        for side in sides:
            measure(side)  # moto loads a service when it is first asked
        rounds: dict[str, list[Run]] = {side: [] for side in sides}
        for number in range(options.rounds):
            for side in sides if number % 2 else reversed(sides):
                rounds[side].append(measure(side))
        load = os.getloadavg()[0]
        print(f"scale {scale}, {options.regions} Regions, {options.rounds} rounds, load {load:.1f}")
        best = {}
        for side, runs in rounds.items():
            wall, peak = min(r.wall for r in runs), min(r.peak for r in runs)
            best[side] = wall, peak, min(r.span for r in runs)
            spread = f"{wall:.2f} to {max(r.wall for r in runs):.2f} s"
            spread += f", CPU {min(r.cpu for r in runs):.2f} s"
            print(f"  {side:5}  wall {spread}, peak {peak:.0f} MB, {len(runs[-1].calls)} calls")
        wall, peak = (best["ours"][n] / best["floor"][n] for n in (0, 1))
        verdict(f"wall {wall:.2f} of the floor (1.5)", wall <= 1.5)
        verdict(f"peak {peak:.2f} of the floor (1.1)", peak <= 1.1)
        for side, runs in rounds.items():
            counted = by_service(runs[-1].calls)
            other = {k: (counted[k], services[k]) for k in counted | services if counted[k] != services[k]}
            what = f"{side}: calls on the wire {counted.total()}, formula {expected.total()} {other or ''}"
            verdict(what, not other)
        if options.regions == 1:
            verdict(f"calls at most {(limit := 100 if scale == 1 else 360)}", expected.total() <= limit)
        said = json.loads(rounds["ours"][-1].said)
        print(f"  ours: {said['retries']} retries, {said['statuses']}, gaps {said['gaps'] or 'none'}")
        if missing:
            print(f"  of the formula, not read: {', '.join(missing)}")
        if options.latency:
            row = chain(options.regions)
            ask(address, f"?latency={options.latency}")
            late = [measure("ours", "answers") for _ in range(max(options.rounds // 2, 2))]
            bare = min(measure("floor").span for _ in late)
            best_late = min(late, key=lambda r: r.span)
            allowed = 4 * len(row) * options.latency / 1000 + best["ours"][2]
            print(f"  longest chain, {len(row)} calls: {' > '.join(row)}")
            what = f"first to last request {best_late.span:.2f} s with {options.latency} ms"
            what += f" (allowed {allowed:.2f}; floor {bare:.2f}; at 0 ms {best['ours'][2]:.2f})"
            # With longer delays and more Regions the number of calls counts, not the chain: see the floor.
            if options.latency <= 50:
                verdict(what, best_late.span <= allowed)
            else:
                print(f"  {what}")
            answers = min((json.loads(r.said)["answers"] for r in late), key=lambda a: a[0])
            verdict(
                f"first answer after {answers[0][0]} s (5): "
                + ", ".join(f"{q} {at}" for at, q in answers[:6])
                + " ...",
                answers[0][0] <= 5,
            )
        if options.throttle:
            ask(address, f"?latency=0&throttle={options.throttle}")
            for side in sides:
                got = measure(side)
                again = len(got.log) - len(got.calls)
                print(f"  throttled, {side}: {got.wall:.2f} s, {len(got.calls)} calls, {again} sent again")
            said = json.loads(got.said)
            what = f"throttled: {said['calls']} calls, {said['retries']} retries, gaps {said['gaps']}"
            verdict(what, said["calls"] == expected.total() and said["retries"] == again)
    return good


def main(arguments: list[str]) -> int:
    """Run and print."""
    if arguments[:1] == ["--child"]:
        return ours(arguments[1:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=int, nargs="+", default=[1, 10], choices=[1, 10])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--regions", type=int, default=1, help="how many are enabled, up to 17; one is in use"
    )
    parser.add_argument("--latency", type=int, default=0, metavar="MS", help="delay each request once more")
    parser.add_argument("--throttle", type=int, default=0, metavar="N", help="refuse each Nth call once")
    options = parser.parse_args(arguments)
    return 1 if [scale for scale in options.scale if not one(scale, options)] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
