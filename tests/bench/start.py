"""From exec to the first frame: ftr-tui beside a bare Textual app with the same kinds of widgets.

    python tests/bench/start.py [-n RUNS] [--way open|demo|home] [--sessions DIR --name NAME]

Needs tmux. Both are started in turn in one tmux server, so that a busy machine hurts both alike; compare the
minima. The goal is a ratio of at most 1.4 (docs: figures to hold).
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOAL = 1.4
_POLL = 0.004

BARE = """
from textual.app import App
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, OptionList, Static, TextArea

class Bare(App):
    BINDINGS = [(key, "bell", f"key {key}") for key in "ynrogvdu"]
    CSS = "OptionList { width: 29; } #side { width: 36; } TextArea { height: 9; } #asks { height: 1fr; }"

    def compose(self):
        yield Static("title")
        with Horizontal():
            yield OptionList(*[f"ITEM-{n:03} met" for n in range(60)])
            with Vertical():
                yield Static("asks " * 60, id="asks")
                yield TextArea("a response " * 20)
            yield Static("FIRST-FRAME " + "evidence " * 40, id="side")
        yield Static("status")
        yield Footer()

Bare().run()
"""


class Tmux:
    """A tmux server of our own."""

    def __init__(self) -> None:
        self.socket = f"ftr-bench-{os.getpid()}"
        self.call("new-session", "-d", "-x", "120", "-y", "36", "sleep 3600")

    def call(self, *words: str) -> str:
        """Run one tmux command and return what it prints."""
        done = subprocess.run(
            ["tmux", "-L", self.socket, "-f", "/dev/null", *words], capture_output=True, text=True
        )
        return done.stdout

    def first_frame(self, command: str, marker: str, limit: float = 20) -> float:
        """Return the ms from the start of ``command`` until ``marker`` stands on its screen."""
        begin = time.perf_counter()
        shown = self.call("new-window", "-P", "-F", "#{pane_id} #{pane_pid}", f"exec {command}")
        pane, pid = shown.split()
        try:
            while time.perf_counter() - begin < limit:
                if marker in self.call("capture-pane", "-p", "-t", pane):
                    return (time.perf_counter() - begin) * 1000
                time.sleep(_POLL)
            raise SystemExit(f"no {marker!r} within {limit} s: {command}")
        finally:
            self.call("kill-pane", "-t", pane)
            # The next one must not share the machine with the end of this one.
            while Path("/proc", pid).exists() and time.perf_counter() - begin < limit:
                time.sleep(_POLL)

    def close(self) -> None:
        """End the server."""
        self.call("kill-server")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=10, help="runs of each, after one to warm up (10)")
    parser.add_argument("--way", choices=("open", "demo", "home"), default="open", help="which start (open)")
    parser.add_argument("--sessions", help="a sessions folder; without it a copy of the sample")
    parser.add_argument("--name", help="the session in it")
    parser.add_argument("--marker", default="? help", help="text that our first frame has (? help)")
    options = parser.parse_args()
    python = shlex.quote(sys.executable)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        where, name = options.sessions, options.name
        if not name:
            where, name = folder, "example"
            for path in (ROOT / "sessions").glob("example*.toml"):
                shutil.copy(path, folder)
        way = {"open": ["open", name], "demo": ["demo"], "home": []}[options.way]
        folder_option = ["--sessions", where] if where and options.way != "demo" else []
        words = shlex.join(["-m", "ftr_tui", *way, *folder_option])
        bare = Path(folder, "bare.py")
        bare.write_text(BARE)
        # The environment of both: COLORTERM decides the theme, python -m needs the house, and the run to
        # warm up compiles all modules, also where PYTHONDONTWRITEBYTECODE is set, as an installer would.
        prefix = (
            "env -u PYTHONDONTWRITEBYTECODE COLORTERM=truecolor "
            f"PYTHONPYCACHEPREFIX={shlex.quote(folder + '/pyc')} PYTHONPATH={shlex.quote(str(ROOT))} "
        )
        commands = {
            "bare": (f"{prefix}{python} {shlex.quote(str(bare))}", "FIRST-FRAME"),
            "ftr-tui": (f"{prefix}{python} {words}", options.marker),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        tmux = Tmux()
        try:
            for run in range(options.n + 1):
                for name, (command, marker) in commands.items():
                    taken = tmux.first_frame(command, marker)
                    if run:
                        times[name].append(taken)
        finally:
            tmux.close()
    for name, values in times.items():
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:<8} min {low:5.0f}  median {middle:5.0f}  max {high:5.0f} ms")
    ratio = min(times["ftr-tui"]) / min(times["bare"])
    print(f"ratio of the minima {ratio:.2f}, goal {GOAL} or less")


if __name__ == "__main__":
    main()
