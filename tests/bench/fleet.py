"""An organization through AWS Config's aggregator beside walking it: calls, seconds, and their ratio.

    python tests/bench/fleet.py [--accounts 300] [--regions 4] [--latency 50] [--walk 3]

Both sides are the program's own code over botocore; every answer is made here and comes ``--latency`` ms
after its request. The aggregator is asked about all accounts. Of the walk, ``--walk`` accounts are really
read (moto, nothing in them but the default VPC of each Region: a walk cannot be cheaper) and the rest is
multiplied out. Making an answer takes time as well, more of it on moto's side: "waiting" is the round trips
alone, calls through the lines that are open side by side.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "us-west-2", "eu-north-1", "ap-south-1")


@dataclass
class Figures:
    """What one side cost."""

    calls: float
    seconds: float
    trips: float
    """Seconds of round trips alone."""


@contextmanager
def aws() -> Iterator[Any]:
    """Keep the machine's own settings out."""
    import pytest

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as empty:
        for name in [n for n in os.environ if n.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", f"{empty}/config")
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{empty}/credentials")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGIONS[0])
        yield patch


def ask(accounts: int, regions: tuple[str, ...], latency: float) -> tuple[Figures, float]:
    """Return what the aggregator costs, and the seconds of judging what it said."""
    from ftr_tui.aws.access import Target
    from ftr_tui.aws.aggregate import aggregate
    from ftr_tui.aws.config_query import AT_ONCE
    from ftr_tui.model.facts import Facts
    from ftr_tui.rules import fleet
    from tests.aws.fake_fleet import aggregator, install
    from tests.aws.test_aggregate import TEXTS, filled

    cloud = filled(accounts, regions)
    cloud.aggregators = {regions[0]: [aggregator("fleet")]}
    with aws() as patch:
        answer = cloud.answer

        def later(request: Any) -> Any:
            time.sleep(latency)
            return answer(request)

        cloud.answer = later  # type: ignore[method-assign]
        install(cloud, patch)
        patch.setenv("AWS_DEFAULT_REGION", regions[0])
        now = datetime.now(UTC)
        began = time.monotonic()
        read = aggregate(Target(), "fleet", now=now)
        seconds = time.monotonic() - began
    assert len(read.fleet.scope) == accounts, read.problems
    began = time.monotonic()
    fleet.judge(Facts(read.facts, now), TEXTS, read.oldest)
    print(f"aggregator: {len(cloud.rows):,} rows of {accounts} accounts x {len(regions)} Regions")
    return Figures(read.calls, seconds, read.calls * latency / AT_ONCE), time.monotonic() - began


def walk(accounts: int, walked: int, regions: tuple[str, ...], latency: float) -> Figures:
    """Return what reading each account costs: some of them read, the rest multiplied out."""
    from moto import mock_aws

    from ftr_tui.aws.access import targets
    from ftr_tui.aws.line import Limits
    from ftr_tui.aws.sweep import ACCOUNTS_AT_ONCE, sweep
    from tests.aws.conftest import http, install_faults
    from tests.aws.test_calls import LACKING
    from tests.aws.test_sweep import INSPECTOR, LEVELS, regions_xml

    with aws() as patch:
        faults = install_faults(patch)
        answers: dict[str, str] = {**LACKING, "support.DescribeSeverityLevels": LEVELS}
        answers |= {
            "inspector2.BatchGetAccountStatus": INSPECTOR,
            "ec2.DescribeRegions": regions_xml(regions),
        }
        for name, body in answers.items():
            faults[name] = lambda _, body=body: (time.sleep(latency), http(200, body))[1]
        faults["*"] = lambda _: time.sleep(latency)
        with mock_aws():
            ids = [f"{200000000000 + n:012d}" for n in range(walked)]
            began = time.monotonic()
            done = sweep(targets((), "reader", ids), now=datetime.now(UTC), sleep=lambda _: None)
            seconds = time.monotonic() - began
    assert len(done.callers) == walked, done.problems
    times = accounts / walked
    lines = Limits().workers * ACCOUNTS_AT_ONCE
    # Fewer accounts than are read at once leave lines unused; the whole fleet would not.
    idle = min(walked, ACCOUNTS_AT_ONCE) / ACCOUNTS_AT_ONCE
    print(f"walk: {walked} of {accounts} accounts read, {done.calls / walked:.0f} calls each")
    return Figures(done.calls * times, seconds * times * idle, done.calls * times * latency / lines)


def main() -> None:
    """Print both sides and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--regions", type=int, default=4, choices=range(1, len(REGIONS) + 1))
    parser.add_argument("--latency", type=float, default=50, metavar="MS")
    parser.add_argument("--walk", type=int, default=4, help="accounts that are really read")
    args = parser.parse_args()
    os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    regions, latency = REGIONS[: args.regions], args.latency / 1000
    asked, judging = ask(args.accounts, regions, latency)
    walked = walk(args.accounts, args.walk, regions, latency)
    print(f"{'':12}{'calls':>10}{'seconds':>10}{'waiting':>10}")
    for name, side in (("aggregator", asked), ("walking", walked)):
        print(f"{name:12}{side.calls:>10,.0f}{side.seconds:>10.1f}{side.trips:>10.1f}")
    ratios = [walked.calls / asked.calls, walked.seconds / asked.seconds, walked.trips / asked.trips]
    print(f"{'ratio':12}" + "".join(f"{ratio:>9.0f}x" for ratio in ratios))
    print(f"judging all accounts of the aggregator: {judging:.1f} s")
    load = os.getloadavg()[0]
    print(f"load {load:.1f}")


if __name__ == "__main__":
    main()
