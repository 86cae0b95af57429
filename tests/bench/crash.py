"""Kill -9 the real program at random moments, N times: what its screen called saved is in the files.

    nice python tests/bench/crash.py --kills N [--seed S] [--only KIND] [--jobs J]

Each life is one ``python -m ftr_tui ...`` on a terminal of its own, killed by SIGKILL. Kinds:

- answers: the app, driven by keys: y, n, don't know, responses, undo.
- scan: a scan of a loopback AWS, in the app with answers beside it, or on the command line.
- rehearsal: the app, driven through rehearsals (crash_rehearsal.py).
- export: .md .html .csv .json .ics .xlsx and the binder's .zip, each over an older whole file.
- import: AWS's workbook into the session, another tool's findings beside it.

After each kill: the session and its findings load and so does what ``.bak`` there is; what the screen had
called saved is there, and besides that at most the one thing under way; a file that was being written over
is the old one or the new one, whole, digits apart (a time stands in most). Beside them lie only ``.ftr-*``
files, and none is taken for a session. Every twelfth time ``ftr-tui check`` itself says so.

That it can fail was tried in a copy of the tree where each fourth save was left out: two of 12 kills of
"answers" found it, by the book and by the screen. Of rehearsals see crash_rehearsal.py.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ftr_tui.actions import opening
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings, sessions
from tests.bench.crash_rehearsal import Player
from tests.bench.pane import ROOT, Never, Pane, environment
from tests.e2e.fakeaws import fake_aws
from tests.tools import make_workbook

ROWS = ROOT / "tests" / "data" / "elsewhere" / "prowler" / "findings.csv"
PROFILE = "[profile acme]\nregion = us-east-1\naws_access_key_id = testing\naws_secret_access_key = testing\n"
SHARES = {"answers": 30, "rehearsal": 25, "export": 20, "scan": 15, "import": 10}
WAYS = {"at any moment": 30, "at its writing": 45, "as it is said": 25}
CHECK_EVERY = 12
SECONDS = 45.0

Wrong = list[str]


def whole(found: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """Return files with digits and hashes blanked, archives member by member: a time changes no more."""
    out: dict[str, bytes | None] = {}
    for name, data in found.items():
        if data is not None and name.endswith((".zip", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if bad := archive.testzip():
                    raise ValueError(f"{name}: {bad} is broken")
                parts = [(n, archive.read(n)) for n in archive.namelist()]
            data = b"".join(n.encode() + b"\0" + d for n, d in parts if not n.endswith((".xlsx", ".pdf")))
        out[name] = None if data is None else re.sub(rb"\b[0-9a-f]{32,64}\b|[0-9]+", b"0", data)
    return out


def beside(folder: Path, expected: set[str]) -> Wrong:
    """Return what lies in the sessions folder and should not, and what is taken for a session."""
    names = {p.name for p in folder.iterdir()}
    odd = [n for n in names if n not in expected and not n.startswith(".ftr-") and n != ".gitignore"]
    odd += [f"{p.name} is listed as a session" for p in sessions.listed(folder) if p.name not in expected]
    for name in (n for n in names if n.endswith(".toml.bak")):
        kind = findings.load if name.endswith(".evidence.toml.bak") else sessions.SessionFile.open
        kind(folder / name)
    return odd


def checked(path: Path, folder: Path) -> Wrong:
    """Return what the program's own ``check`` finds in a session."""
    words = [sys.executable, "-m", "ftr_tui", "check", str(path)]
    done = subprocess.run(words, cwd=folder, env=environment(folder), capture_output=True, text=True)
    return [] if done.returncode == 0 else [f"check: {done.stdout}{done.stderr}"]


# --- answers, in the app ------------------------------------------------------------------------

SAID = re.compile(
    r"^\s*(?:(?P<undone>Undone: )\S|(?P<question>[A-Z0-9]+(?:-[0-9]+)?(?:\.[0-9]+)?) "
    r"(?P<value>yes\b|no\b|·|don't know))"
)
KEYS = {"y": "yes", "n": "no", "l": ""}
Given = dict[str, str]


class Answers:
    """The interview: what the line under the title says of a key is saved, and so is "saved" in the title."""

    extra: tuple[str, ...] = ()

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder, self.dice = folder, dice
        self.acknowledged = self.lives = self.made = 0
        (folder / "aws-config").write_text(PROFILE)
        listed = opening.library_for(folder).checklist("partner-hosted").questions
        self.asks = {q.id: " ".join(q.ask.split()) for q in listed.values()}
        self.new_session()

    def new_session(self) -> None:
        """Begin anew: what is answered is not asked again."""
        self.made += 1
        desk = opening.create(self.folder / f"s{self.made}", "Acme", who="Lan")
        self.path, self.book = desk.file.path, (Given(), Given())
        self.keys = 0

    def environment(self) -> dict[str, str]:
        """Return what the program needs more."""
        return {}

    def life(self) -> Wrong:
        """Start, answer, kill, compare."""
        if self.keys > 45:
            self.new_session()
        self.history: list[tuple[Given, Given]] = []
        self.painted = self.book[0]
        """The answers before the last key that was acknowledged: what is not painted anew yet shows them."""
        self.flight: tuple[str, str] | None = None
        words = ["open", "acme", "--sessions", str(self.path.parent)]
        self.pane = Pane(words, self.folder, self.environment())
        try:
            if self.dice.random() < 0.05:
                self.pane.pump(self.dice.uniform(0, 1))
            else:
                self.pane.wait(lambda s: "saved" in s and "▸ ." in s, "the interview")
                self.begin()
                for _ in range(self.dice.randint(1, 9)):
                    if self.press():
                        break
        finally:
            self.pane.kill()
        self.lives += 1
        return self.compare()

    def begin(self) -> None:
        """Do what comes before the keys."""

    def notice(self) -> str:
        """Return the line under the title."""
        return self.pane.lines()[1].strip()

    def control(self) -> str:
        """Return which control stands in the middle."""
        return self.pane.lines()[2][33:].split(" ")[0]

    def press(self) -> bool:
        """Press one key; True if the time to be killed has come, with it or right after it."""
        fate = self.dice.random()
        name = self.dice.choices(["y", "n", "l", "r", "u"], [8, 4, 2, 3, 2 if self.history else 0])[0]
        before = self.notice()
        if name == "r":
            return self.respond(fate)
        if name == "u" and before.startswith("Undone"):
            name = "y"
        if name in KEYS:
            # The same answer again would be told in the same words: nothing would show that it was heard.
            name = self.other(name)
        self.flight = (name, KEYS.get(name, ""))
        self.pane.send(name)
        self.keys += 1
        if fate < 0.15:
            self.pane.pump(self.dice.uniform(0, 0.06))
            return True
        self.pane.wait(lambda _s: self.shows(before), f"the answer to {name} after {before!r}", 20)
        self.take()
        return fate < 0.25

    def cursor(self) -> str:
        """Return the row of the question under the cursor."""
        return next(
            (line[31:84] for line in self.pane.lines()[3:] if line[31:].lstrip().startswith("▸ .")), ""
        )

    def other(self, name: str) -> str:
        """Go to an open question; return a key that changes something where there is none."""
        self.pass_by()
        if re.search(r"·\s*$", self.cursor()):
            return name
        place = (self.control(), self.cursor())
        self.pane.send("g")
        with contextlib.suppress(Never):
            self.pane.wait(lambda _s: (self.control(), self.cursor()) != place, "another place", 1.0)
            self.pane.pump(0.1)
        self.pass_by()
        if re.search(r"·\s*$", self.cursor()):
            return name
        return "n" if re.search(r"\byes\b", self.cursor()[-20:]) else "y"

    def pass_by(self) -> None:
        """Leave a control with a question that has its own answers: y and n do nothing there."""
        while any("temporary (a role)" in line[31:84] for line in self.pane.lines()):
            control = self.control()
            self.pane.send("]")
            self.pane.wait(lambda _s, here=control: self.control() != here, "the next control")
            self.pane.pump(0.2)

    def shows(self, before: str) -> bool:
        """Whether the key under way has been heard."""
        now = self.notice()
        return now != before and SAID.match(now) is not None

    def respond(self, fate: float) -> bool:
        """Type a response."""
        control = self.control()
        if control in self.book[1] or "No response here" in self.pane.screen():
            return False
        text = f"Checked {self.keys}: " + "the restore took 47 minutes " * self.dice.randint(1, 2)
        self.pane.send("r")
        self.pane.wait(lambda s: "esc done" in s or "has no response" in s.split("\n")[1], "the box")
        if "esc done" not in self.pane.screen():
            return False
        self.flight = (control, text.strip())
        self.pane.send(text)
        self.keys += 1
        if fate < 0.2:
            self.pane.pump(self.dice.uniform(0, 1.2))
            return True
        self.pane.wait(lambda s: f"Checked {text.split()[1]}" in s, "the text")
        self.pane.send("\x1b")
        self.pane.wait(lambda s: "esc done" not in s and "saved" in s.split("\n")[0], "saved")
        self.pane.wait(lambda s: "not saved yet" not in s.split("\n")[0], "saved")
        self.history.append(self.book)
        self.book = (self.book[0], self.book[1] | {control: text.strip()})
        self.flight = None
        self.acknowledged += 1
        return fate < 0.3

    def take(self) -> None:
        """Write down what the screen says that a key did."""
        said = SAID.match(self.notice())
        if said is None or self.flight is None:
            return
        self.painted = self.book[0]
        if said["undone"]:
            self.book = self.history.pop()
        else:
            self.history.append(self.book)
            value = said["value"] if said["value"] in ("yes", "no") else ""
            self.book = (self.book[0] | {said["question"]: value}, self.book[1])
        self.flight = None
        self.acknowledged += 1

    def compare(self) -> Wrong:
        """Hold the last screen and the book against the files."""
        try:
            file = sessions.SessionFile.open(self.path)
            wrong = beside(self.path.parent, {"acme.toml", "acme.toml.bak", *self.extra})
            findings.load(self.path.with_name("acme.evidence.toml"))
        except Problem as error:
            self.new_session()
            return [f"torn: {error}"]
        found = tomllib.loads(self.path.read_text("utf-8"))
        answers = {q: a.get("value", "") for q, a in found.get("answers", {}).items()}
        responses = {c: r["text"].strip() for c, r in found.get("responses", {}).items()}
        if not self.possible(answers, responses):
            gone = {k: v for part in self.book for k, v in part.items() if (answers | responses).get(k) != v}
            wrong.append(f"lost: {gone}, under way {self.flight}; in the file {answers}")
        wrong += [f"behind the screen: {w}" for w in self.behind(answers)]
        if not self.lives % CHECK_EVERY:
            wrong += checked(self.path, self.folder)
        self.book = (answers, responses)
        return wrong if file.base.product == "Acme" else [*wrong, "another session"]

    def possible(self, answers: Given, responses: Given) -> bool:
        """Whether the file can be so: the book, or the book and the one key under way."""
        if (answers, responses) == self.book:
            return True
        if self.flight is None:
            return False
        key, value = self.flight
        if key == "u":
            return bool(self.history) and (answers, responses) == self.history[-1]
        if key in KEYS:
            more = [k for k, v in answers.items() if self.book[0].get(k, "-") != v]
            same = len(answers) - len(self.book[0]) <= 1 and set(self.book[0]) <= set(answers)
            return responses == self.book[1] and same and [answers[k] for k in more] == [value]
        rest = {k: v for k, v in responses.items() if k != key}
        return answers == self.book[0] and rest == self.book[1] and value.startswith(responses[key])

    def behind(self, answers: Given) -> Wrong:
        """Return what the last screen shows of a person's answers and the file does not hold."""
        lines = self.pane.lines()
        said = SAID.match(lines[1])
        out = []
        if said and not said["undone"] and self.flight and self.flight[0] in ("y", "n"):
            value = said["value"] if said["value"] in ("yes", "no") else ""
            if answers.get(said["question"]) != value:
                out.append(lines[1].strip())
        for line in lines[3:]:
            row = re.search(r"\.\d  (\S.*?)\u2026?\s+(yes|no)\s+you\b", line[31:84])
            # By its words: in the middle of a paint it may stand under the title of another control.
            known = [q for q, ask in self.asks.items() if row and ask.startswith(row[1])]
            older = (self.painted, self.book[0]) if self.flight is None else (self.book[0],)
            if row and not any(row[2] in (g.get(q) for g in (answers, *older)) for q in known):
                out.append(f"{row[2]} is shown for {row[1]!r} {known}")
        return out


class Scans(Answers):
    """The same while an account is read, killed before, in and after it."""

    extra = ("acme.evidence.toml", "acme.evidence.toml.bak")

    def __init__(self, folder: Path, dice: random.Random, address: str) -> None:
        self.address = address
        self.scans = 0
        super().__init__(folder, dice)

    def environment(self) -> dict[str, str]:
        """Return the loopback AWS."""
        config = str(self.folder / "aws-config")
        return {
            "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "none",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": self.address,
        }  # fmt: skip

    def begin(self) -> None:
        """Begin a scan by keys."""
        self.before = self._started()
        self.pane.send("x")
        self.pane.wait(lambda s: "Read evidence from AWS" in s and "acme" in s, "the dialog")
        if "[x] acme" not in self.pane.screen():
            self.pane.send("\x1b[B ")
            self.pane.wait(lambda s: "[x] acme" in s, "the profile")
        self.pane.send("\r")
        self.pane.wait(lambda s: "Read evidence from AWS" not in s, "the dialog gone")
        self.pane.pump(self.dice.choice([0, 0.3, 1.0, 2.0]))

    def cursor(self) -> str:
        """Return the row of the question under the cursor."""
        return next(
            (line[31:84] for line in self.pane.lines()[3:] if line[31:].lstrip().startswith("▸ .")), ""
        )

    def other(self, name: str) -> str:
        """Go to an open question; return a key that changes something where there is none."""
        if re.search(r"·\s*$", self.cursor()):
            return name
        place = (self.control(), self.cursor())
        self.pane.send("g")
        with contextlib.suppress(Never):
            self.pane.wait(lambda _s: (self.control(), self.cursor()) != place, "another place", 1.0)
            self.pane.pump(0.1)
        if re.search(r"·\s*$", self.cursor()):
            return name
        return "n" if re.search(r"\byes\b", self.cursor()[-20:]) else "y"

    def shows(self, before: str) -> bool:
        """A scan speaks in the same line: then only the title of the control tells."""
        return super().shows(before) or "Read in" in self.notice()

    def press(self) -> bool:
        """Wait for the end now and then; the scan's own words hide those of a key."""
        fate = self.dice.random()
        if fate < 0.4:
            self.pane.wait(lambda s: "Read in" in s.split("\n")[1], "the end of the scan", 60)
            self.scans += 1
            self.acknowledged += 1
            return True
        self.pane.pump(self.dice.uniform(0, 1.5))
        return fate < 0.8

    def compare(self) -> Wrong:
        """Hold the findings against what the screen said, too."""
        wrong = super().compare()
        if "Read in" in self.notice() and self._started() in (None, getattr(self, "before", None)):
            wrong.append("lost: the scan that the screen called read")
        return wrong

    def _started(self) -> Any:
        found = findings.load(self.path.with_name("acme.evidence.toml"))
        return found.scan and found.scan.started


# --- commands -----------------------------------------------------------------------------------


@dataclass
class Command:
    """A command that writes files: before it and after it each is known, whole."""

    words: list[str]
    said: str
    """What its output says once all is written."""
    files: list[str]
    old: dict[str, bytes | None] = field(default_factory=dict)
    new: dict[str, bytes | None] = field(default_factory=dict)
    seconds: float = 1.0


class Commands:
    """Runs commands over a prepared folder, kills each, compares its files with both whole states."""

    def __init__(self, folder: Path, dice: random.Random, address: str, kind: str) -> None:
        self.folder, self.dice, self.address = folder, dice, address
        self.lives = self.acknowledged = 0
        if kind != "scan":
            make_workbook.put_checklist(folder)
        desk = opening.create(folder / "sessions", "Acme", who="Lan")
        asked = [q.id for q in desk.checklist.questions.values() if {"yes", "no"} <= set(q.answers)]
        for n, question in enumerate(asked[:40]):
            desk.answer(question, "no" if n % 3 else "yes")
        desk.respond("RES-001", "Khôi phục được thử mỗi quý.\nNext in 2027.")
        (folder / "aws-config").write_text(PROFILE)
        make_workbook.build(folder / "empty.xlsx")
        make_workbook.build(
            folder / "full.xlsx", answers={"IAM-009.1": "No"}, responses={"RES-002": "4 hours"}
        )
        shutil.copy(ROWS, folder / "findings.csv")
        self.commands = [self._prepared(c) for c in self._wanted(kind)]

    def _wanted(self, kind: str) -> list[Command]:
        both = ["sessions/acme.toml", "sessions/acme.evidence.toml"]
        if kind == "scan":
            return [Command(["scan", "acme", "--profile", "acme"], "Go on with", both)]
        if kind == "import":
            return [
                Command(["import", "acme", "full.xlsx", "--take", "all"], "stand in the way", both),
                Command(["import", "acme", "findings.csv", "--force"], "taken", both),
            ]
        out = [Command(["export", "acme", f"out.{e}", "--force"], "wrote", [*both, f"out.{e}"])
               for e in ("md", "html", "csv", "json", "ics")]  # fmt: skip
        sheet = ["export", "acme", "out.xlsx", "--force", "--template", "empty.xlsx"]
        binder = ["binder", "acme", "--zip", "out.zip", "--force"]
        return [
            *out,
            Command(sheet, "wrote", [*both, "out.xlsx"]),
            Command(binder, "out.zip", [*both, "out.zip"]),
        ]

    def _environment(self) -> dict[str, str]:
        return {
            "AWS_CONFIG_FILE": str(self.folder / "aws-config"), "AWS_SHARED_CREDENTIALS_FILE": "none",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": self.address,
        }  # fmt: skip

    def _read(self, files: list[str]) -> dict[str, bytes | None]:
        paths = {name: self.folder / name for name in files}
        return {name: path.read_bytes() if path.exists() else None for name, path in paths.items()}

    def _restore(self, files: dict[str, bytes | None]) -> None:
        for name, data in files.items():
            if data is None:
                (self.folder / name).unlink(missing_ok=True)
            else:
                (self.folder / name).write_bytes(data)

    def _run(self, command: Command) -> None:
        words = [sys.executable, "-m", "ftr_tui", *command.words]
        env = environment(self.folder, self._environment())
        done = subprocess.run(words, cwd=self.folder, env=env, capture_output=True, text=True)
        if done.returncode or command.said not in done.stdout + done.stderr:
            raise SystemExit(f"{command.words}: {done.returncode} {done.stdout}{done.stderr}")

    def _prepared(self, command: Command) -> Command:
        """Return a command with the state before it (an older, whole file) and the state after it."""
        start = self._read(command.files)
        if command.files[-1].startswith("out."):
            self._run(command)
        command.old = self._read(command.files)
        path = self.folder / "sessions" / "acme.toml"
        if command.files[-1].startswith("out."):
            # What is exported next differs, also where digits do not count.
            old = path.read_bytes()
            text = old.decode().replace("Next in", "Again in").replace('value = "no"', 'value = "yes"', 3)
            text = text.replace('product = "Acme"', 'product = "Acme Two"')
            path.write_text(text, "utf-8")
            command.old["sessions/acme.toml"] = path.read_bytes()
        began = time.monotonic()
        self._run(command)
        command.seconds = time.monotonic() - began
        command.new = self._read(command.files)
        if whole(command.old) == whole(command.new):
            raise SystemExit(f"{command.words} changes nothing")
        self._restore(start)
        return command

    def life(self) -> Wrong:
        """Run one of them, kill it, compare."""
        command = self.dice.choice(self.commands)
        self._restore(command.old)
        for path in (self.folder / "sessions").glob("*.bak"):
            path.unlink()
        way = self.dice.choices(list(WAYS), list(WAYS.values()))[0]
        began = time.monotonic()
        pane = Pane(command.words, self.folder, self._environment())
        try:
            if way == "at any moment":
                pane.pump(self.dice.uniform(0, command.seconds))
                while time.monotonic() - began < self.dice.uniform(0, command.seconds) and pane.pump(0.01):
                    pass
            elif way == "at its writing":
                self._writing(pane)
                time.sleep(self.dice.choice([0, self.dice.uniform(0, 0.01)]))
            else:
                pane.wait(lambda s: command.said in " ".join(s.split()) or not pane.open, "its last words")
        except Never as error:
            if pane.open:
                raise
            raise SystemExit(f"{command.words} ended otherwise: {error}") from error
        finally:
            pane.kill()
        self.lives += 1
        return self._compare(command, pane)

    def _writing(self, pane: Pane) -> None:
        """Return as soon as it begins to write: its temporary file is there."""
        places = [self.folder / "sessions", self.folder]
        known = {n.name for p in places for n in p.iterdir()}
        # Between looks the program must get on: the beginning of the end is some milliseconds long.
        while pane.pump(0.0) and pane.process.poll() is None:
            if any(n.name.startswith(".ftr-") and n.name not in known for p in places for n in p.iterdir()):
                return
            time.sleep(0.0008)

    def _compare(self, command: Command, pane: Pane) -> Wrong:
        said = command.said in " ".join(pane.screen().split())
        self.acknowledged += said
        wrong: Wrong = []
        folder = self.folder / "sessions"
        try:
            sessions.SessionFile.open(folder / "acme.toml")
            findings.load(folder / "acme.evidence.toml")
            known = {"acme.toml", "acme.evidence.toml"}
            wrong += beside(folder, known | {f"{n}.bak" for n in known})
            now = whole(self._read(command.files))
        except (Problem, ValueError, OSError, zipfile.BadZipFile) as error:
            return [f"torn: {error}"]
        old, new = whole(command.old), whole(command.new)
        for name, data in now.items():
            if data not in ((new[name],) if said else (old[name], new[name])):
                where = "torn" if not said else "lost"
                wrong.append(f"{where}: {name} after {' '.join(command.words)} ({len(data or b'')} bytes)")
        if not self.lives % CHECK_EVERY:
            wrong += checked(folder / "acme.toml", self.folder)
        return wrong


class Rehearsals:
    """Rehearsals, by keys."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder = folder
        self.player = Player(folder, dice.randrange(10**9))
        self.lives = 0

    @property
    def acknowledged(self) -> int:
        """Return how many keys the screen acknowledged."""
        return self.player.keys

    def life(self) -> Wrong:
        """Start, rehearse, kill, compare."""
        self.lives += 1
        wrong = [f"{kind}: {words}" for kind, words in self.player.life()]
        path = self.player.path
        if not self.lives % CHECK_EVERY:
            wrong += checked(path, self.folder)
        return wrong


# --- all of it ----------------------------------------------------------------------------------


@dataclass
class Tally:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    acknowledged: int = 0
    began: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, number: int, wrong: Wrong) -> None:
        """Count a life; say at once what was wrong in it."""
        with self.lock:
            self.kills[kind] += 1
            self.whole += not wrong
            for words in wrong:
                print(f"kill {number} ({kind}): {words}", flush=True)
            if not self.kills.total() % 50:
                took = time.monotonic() - self.began
                print(f"... {self.whole} of {self.kills.total()} in {took:.0f} s", flush=True)


def scene(kind: str, folder: Path, dice: random.Random, address: str) -> list[Any]:
    """Return what lives in a kind."""
    folder.mkdir()
    made: dict[str, Callable[[], list[Any]]] = {
        "answers": lambda: [Answers(folder, dice)],
        "rehearsal": lambda: [Rehearsals(folder, dice)],
        "scan": lambda: [Scans(folder, dice, address), Commands(folder, dice, address, "scan")],
        "export": lambda: [Commands(folder, dice, address, "export")],
        "import": lambda: [Commands(folder, dice, address, "import")],
    }
    return made[kind]()


def work(numbers: list[int], kinds: list[str], folder: Path, seed: int, tally: Tally) -> None:
    """Kill so many times, in a folder of its own."""
    dice = random.Random(seed)
    scenes: dict[str, list[Any]] = {}
    with fake_aws("works") as server:
        # A client that is killed resets its connections; that is no news here.
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        for number in numbers:
            kind = dice.choices(kinds, [SHARES[k] for k in kinds])[0]
            if kind not in scenes:
                scenes[kind] = scene(kind, folder / f"{kind}{number}", dice, server.address)
            one = dice.choice(scenes[kind])
            before = one.acknowledged
            try:
                wrong = one.life()
            except Never as error:
                # Not what is looked for, and no reason to end: it counts as bad, and all begins anew.
                wrong = [f"stuck: {error}"]
                del scenes[kind]
            tally.add(kind, number, wrong)
            with tally.lock:
                tally.acknowledged += one.acknowledged - before


def main(arguments: list[str]) -> int:
    """Run; exit 1 when anything that was called saved is not in the files, or a file is torn."""
    parser = argparse.ArgumentParser(description="kill -9 the real program at random moments")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20263)
    parser.add_argument("--only", choices=SHARES)
    parser.add_argument("--jobs", type=int, default=1, help="so many at once")
    given = parser.parse_args(arguments)
    kinds = [given.only] if given.only else list(SHARES)
    tally = Tally()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        os.environ["XDG_STATE_HOME"] = f"{name}/state"
        # A machine that keeps no compiled files would compile the program anew for each life, for a second.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", f"{name}/compiled")
        shares = [list(range(1 + j, given.kills + 1, given.jobs)) for j in range(given.jobs)]
        with ThreadPoolExecutor(given.jobs) as pool:
            for j in range(given.jobs):
                (Path(name) / f"job{j}").mkdir()
            jobs = [pool.submit(work, share, kinds, Path(name) / f"job{j}", given.seed + j, tally)
                    for j, share in enumerate(shares)]  # fmt: skip
            for job in jobs:
                job.result()
    seconds = time.monotonic() - tally.began
    told = ", ".join(f"{n} {kind}" for kind, n in tally.kills.most_common())
    print(f"killed: {told}; {tally.acknowledged} times something was acknowledged before")
    told = (
        "nothing torn, nothing lost that was called saved" if tally.whole == given.kills else "SOMETHING LOST"
    )
    print(f"{tally.whole} of {given.kills} kills: {told}; {seconds:.0f} s")
    return 0 if tally.whole == given.kills == tally.kills.total() and tally.acknowledged else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
