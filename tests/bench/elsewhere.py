"""Seconds and memory for reading large files of other tools: ``uv run python tests/bench/elsewhere.py``.

Each file is read in a process of its own, whose peak holds the file's bytes as well.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.tools.elsewhere_files import ACCOUNT, Check, hub_csv, hub_json, prowler_csv


def prowler(rows: Sequence[Check]) -> bytes:
    """Return the rows in Prowler's words."""
    return prowler_csv(r._replace(status="PASS" if r.status == "PASSED" else "FAIL") for r in rows)


FILES: dict[str, tuple[Callable[[Sequence[Check]], bytes], int]] = {
    "Security Hub CSV, 9 MB": (hub_csv, 25_000),
    "Security Hub CSV, 100 MB": (hub_csv, 280_000),
    "Prowler CSV, 191 MB": (prowler, 500_000),
    "ASFF JSON, 130 MB": (hub_json, 100_000),
}


def checks(count: int) -> list[Check]:
    """Return rows of five checks and many users, with sentences of their own as tools write them."""
    dice = random.Random(1)
    return [
        Check(
            dice.choice(("IAM.3", "IAM.5", "EC2.2", "S3.8", "RDS.3")),
            dice.choice(("PASSED", "FAILED")),
            f"arn:aws:iam::{ACCOUNT}:user/team/some-user-name-{dice.randrange(2000):05}{n // 50}",
            dice.choice(("eu-west-1", "us-east-1")),
            title=f"Keys should be rotated every 90 days or less, and user {n} has a password policy",
        )
        for n in range(count)
    ]


def read(path: str) -> None:
    """Read one file and print what it took."""
    from ftr_tui.exchange.elsewhere import read as read_file

    data = Path(path).read_bytes()
    wall, cpu = time.perf_counter(), time.process_time()
    rows = len(read_file(data, "file").rows)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    # Not ru_maxrss: a child begins with its parent's, and the parent holds what it wrote.
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(
        f"{len(data) / 1e6:.0f} MB, {rows:,} rows: {wall:.1f} s ({cpu:.1f} s of CPU), {peak:.0f} MB at most"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, (build, count) in FILES.items():
            file = Path(folder) / "file"
            file.write_bytes(build(checks(count)))
            done = subprocess.run(
                [sys.executable, __file__, str(file)], capture_output=True, text=True, check=True
            )
            print(f"{name}: {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    read(sys.argv[1]) if len(sys.argv) > 1 else main()
