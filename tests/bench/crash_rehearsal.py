"""A rehearsal for crash.py: keys at random, and what their screen acknowledged held against the file.

The program is driven through rehearsals (how sure, space, scores, notes, promises, parked and passed items,
questions of one's own, who is next, breaks, pauses, undo, an early end), and is killed between keys, with
a key, up to 60 ms after one, or as soon as the screen shows what a key did. The terminal keeps what stood
there last. Held against the file, read as plain TOML:

- the book: what each key was seen to do since the session was made (each question with its outcome, score,
  "how sure" and note, promises, own questions, where it stands). The file holds exactly that, or that and the
  one key that was under way; a key whose effect is on the last screen is no longer under way.
- the screen: item, question, what is asked of one, "you said", seat, notes, the counts of the lobby, each
  promise and own question that can be read. The file may be ahead by the key under way, never behind.
- the clock: saved with each key, so it may lack the seconds since the last one, and no more.

Then the program must open the file, and the next start must go on in that place with that clock. The M of
"question N of M" is the pace's choice at the moment and in no file, so only N counts.

That it can fail was tried in copies of the tree, 25 kills each. Found were: scores that are not saved
(1 kill), "how sure" saved half a second late (2), a clock not saved with the keys (14), a file written in
place within 0.3 s (3 torn). Not found were 0.15 s late, and in place within 0.03 s: such small windows need
more kills.
"""

from __future__ import annotations

import random
import re
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from ftr_tui.actions import opening
from ftr_tui.model.problem import Problem
from ftr_tui.store.sessions import SessionFile
from tests.bench.pane import WAIT_SECONDS, Pane

TEAM = {"Minh": "architect", "Linh": "devops", "Aiko": "security", "Nam": "product"}
DUE = str(datetime.now(UTC).date() + timedelta(days=30))
RUNS = 4
"""After so many rehearsals the session is a new one: else the lobby would not fit on the screen."""
GUARD_SECONDS = 0.4
"""A digit so soon after the reveal is taken for a late "how sure"."""
PRESSES = 10
"""So many at most from one start to its kill."""
SETTLE_SECONDS = 0.03
WAYS = {"between keys": 30, "with a key": 20, "up to 60 ms after": 30, "as it is shown": 20}

KINDS = {
    "torn": "torn", "lost": "acknowledged lost", "behind": "behind the screen", "clock": "clocks off",
    "elsewhere": "resumed elsewhere",
}  # fmt: skip

Facts = dict[str, Any]
"""What can be read on a screen, or what of that the file says. A key that is not there: nothing is said."""
Row = tuple[str, str, int | None, int, str, str]
"""One question of a rehearsal: item, outcome, score as given, how sure, note; own questions: their text."""


@dataclass(frozen=True, slots=True)
class Book:
    """What has happened. None: only the screen can say."""

    run: int = 0
    ended: bool = True
    stands: bool = True
    """The clock: stopped by a key, or by the end."""
    asked: tuple[Row, ...] = ()
    promises: frozenset[tuple[str, str, str]] = frozenset()
    own: frozenset[str] = frozenset()
    item: str | None = ""
    question: int | None = 0
    phase: str | None = ""
    back: str = ""
    """The phase to which a break returns that was taken out of turn."""
    sure: int = 0
    note: str = ""
    seat: str | None = ""
    """Who answers by the key, not by the plan."""

    def row(self, outcome: str, score: int | None = None) -> tuple[Row, ...]:
        """Return what was asked with the present question on it."""
        return *self.asked, (self.item or "", outcome, score, self.sure, self.note, "")

    def onward(self, **changed: Any) -> Book:
        """Return this at another question, of which only the screen knows the rest."""
        fresh: dict[str, Any] = {"item": None, "question": 0, "phase": None, "back": ""}
        fresh |= {"sure": 0, "note": "", "seat": ""}
        return replace(self, **fresh | changed)

    def closed(self, outcome: str, score: int | None = None) -> Book:
        """Return this with the present question done."""
        return self.onward(asked=self.row(outcome, score))

    def finished(self) -> Book:
        """Return this at its end."""
        return self.onward(ended=True, stands=True, item="", phase="")

    def told(self, by: Facts) -> Book:
        """Return this with what was not known."""
        out: dict[str, Any] = {n: by.get(n) for n in ("item", "phase", "seat") if getattr(self, n) is None}
        return replace(self, **out)

    def differs(self, file: Book) -> list[str]:
        """Return in which fields the file says something else."""
        out = []
        for field in fields(self):
            mine, its = getattr(self, field.name), getattr(file, field.name)
            if mine is not None and mine != its:
                if isinstance(mine, tuple | frozenset):
                    mine, its = [x for x in mine if x not in its], [x for x in its if x not in mine]
                out.append(f"{field.name} {mine!r}, in the file {its!r}")
        return out


# --- the file -----------------------------------------------------------------------------------


def book_of(file: dict[str, Any]) -> Book:
    """Return what the file says has happened, in the last rehearsal and in the session."""
    promises = [(s["what"], s.get("owner", ""), str(s.get("due", ""))) for s in file.get("supply", [])]
    own = frozenset(q["text"] for q in file.get("own_question", []))
    mine = frozenset(p for p in promises if p[0].startswith("report "))
    runs = file.get("rehearsal", [])
    if not runs:
        return Book(promises=mine, own=own)
    run, ended = runs[-1], "ended" in runs[-1]
    place = run.get("position", {})
    return Book(
        run=len(runs),
        ended=ended,
        stands="running" not in run,
        asked=tuple(_row(a) for a in run.get("asked", []) if not a.get("by_rule")),
        promises=mine,
        own=own,
        item=place.get("item", ""),
        question=place.get("question", 0),
        phase="" if ended else _shown(place.get("phase", "opening")),
        back=_shown(place.get("back", "")),
        sure=place.get("sure", 0),
        note=place.get("note", ""),
        seat=place.get("seat", ""),
    )


def _shown(phase: str) -> str:
    """Return the phase as the screen tells it: where it only says "go on", the title tells them apart."""
    return "talk" if phase in ("opening", "scenario", "closing") else phase


def _row(asked: dict[str, Any]) -> Row:
    outcome = asked.get("outcome", "asked")
    if outcome == "logged":
        return "", outcome, None, 0, "", asked["text"]
    score = asked.get("claimed", asked.get("score"))
    return asked.get("item", ""), outcome, score, asked.get("confidence", 0), asked.get("note", ""), ""


def facts_of(file: dict[str, Any]) -> Facts:
    """Return what a screen could show of the file."""
    book, runs = book_of(file), file.get("rehearsal", [])
    out: Facts = {"run": book.run, "item": book.item, "question": book.question, "sure": book.sure}
    out |= {"note": book.note} | ({"seat": book.seat} if book.seat else {})
    out["phase"] = "paused" if book.stands else book.phase
    for run in runs:
        asked = sum(
            a.get("outcome", "asked") in ("asked", "scored", "supplied") for a in run.get("asked", [])
        )
        out[run["id"]] = (asked, round(run.get("elapsed", 0) / 60), "ended" in run)
    out["named"] = {p[0] for p in book.promises} | book.own
    return out


# --- the screen ---------------------------------------------------------------------------------


def facts(screen: str) -> Facts:
    """Return what the screen says."""
    lines = [re.sub("│.*│", "│", line) for line in screen.split("\n")]  # what is being typed says nothing
    if len(lines) < 20:
        return {}
    if "Undone:" in lines[1]:
        lines[1] = ""
    text, out = "\n".join(lines), Facts()
    out["named"] = set(re.findall(r"\b(?:report [0-9]+|Why [0-9]+\?)", text))
    for one in re.finditer(r"(R[0-9]+)  rehearsal   ([0-9]+) questions? in ([0-9]+) min(.*)", text):
        out[one[1]] = (int(one[2]), int(one[3]), "not finished" not in one[4])
    title = re.search(r"· rehearsal ([0-9]+) .*?(paused · )?([0-9]+):([0-9]{2}):([0-9]{2}) of ", lines[0])
    if title is None:
        return out
    out["run"] = int(title[1])
    out["clock"] = int(title[3]) * 3600 + int(title[4]) * 60 + int(title[5])
    item = re.match(r"\s+([A-Z][A-Z0-9-]*)  \S", lines[4])
    out["item"] = item[1] if item else ""
    if seat := re.search(r"hot seat (\w+)", lines[4]):
        out["seat"] = seat[1]
    # A pause within a break shows 0 here: nothing is asked then.
    if (number := re.search(r"question ([0-9]+) of [0-9]+", text)) and number[1] != "0":
        out["question"] = int(number[1]) - 1
    if title[2]:
        out["phase"] = "paused"
    elif "Break. The clock goes on." in text:
        out["phase"] = "break"
    elif re.search(r"^\s+score\s+0 cla", text, re.MULTILINE):
        out["phase"] = "revealed"
        note = re.search(r"^\s+note +(note [0-9]+)", text, re.MULTILINE)
        out["note"] = note[1] if note else ""
    elif said := re.search(r"you said ([1-4])", text):
        out |= {"phase": "ask", "sure": int(said[1])}
    elif "how sure is the" in text:
        out |= {"phase": "ask", "sure": 0}
    elif "space goes on" in text:
        out["phase"] = "talk"
    return out


def behind(seen: Facts, file: Facts, before: Facts | None) -> list[str]:
    """Return what the screen says and the file does not. ``before``: the screen before the key under way."""
    out = []
    for name, value in seen.items():
        if name == "named":
            left = value - file["named"] - (before or {}).get("named", set())
            out += [f"{one!r} is shown, not in the file" for one in sorted(left)]
        elif name == "clock" or (name == "seat" and "seat" not in file):
            continue
        elif value != file.get(name) and (before is None or value != before.get(name)):
            out.append(f"{name} {value!r} is shown, {file.get(name)!r} in the file")
    return out


def says(seen: Facts, book: Book) -> bool:
    """Whether the screen can be that of the book."""
    if "run" not in seen:
        return book.ended
    told = {"item": book.item, "question": book.question, "sure": book.sure, "seat": book.seat or None}
    told["phase"] = "paused" if book.stands else book.phase
    return not book.ended and all(v is None or k not in seen or seen[k] == v for k, v in told.items())


# --- the rehearsal ------------------------------------------------------------------------------


class Killed(Exception):  # noqa: N818  no error: what the bench is for
    """The program was killed."""


class Window:
    """The program's terminal, with keys by their names."""

    NAMES: ClassVar[dict[str, str]] = {"Space": " ", "Enter": "\r", "Escape": "\x1b"}

    def __init__(self, pane: Pane) -> None:
        self.pane = pane

    def keys(self, name: str) -> None:
        """Press a key."""
        self.pane.send(self.NAMES.get(name, name))

    def type(self, text: str) -> None:
        """Type a text."""
        self.pane.send(text)

    def screen(self) -> str:
        """Return what stands on the screen."""
        return self.pane.screen()


class Player:
    """Presses keys, keeps the book, kills, compares."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.folder = folder
        self.term: Window
        self.sessions = self.texts = self.keys = 0
        self.ways: Counter[str] = Counter()
        self.new_session()

    def new_session(self) -> None:
        """Make a session with a team."""
        self.sessions += 1
        desk = opening.create(self.folder / "sessions", f"Killed {self.sessions}", who="Lan")
        for name, role in TEAM.items():
            desk.add_member(name, role)
        self.path = desk.file.path
        self.book = Book()
        self.undo: list[Book] = []
        self.flight: tuple[Book, ...] = ()
        """What the book would be after the key under way; empty: no key is."""
        self.shown: Callable[[str], bool] = bool
        self.seen: Facts = {}
        """The screen after the last key that was acknowledged."""
        self.saved_at = self.revealed_at = 0.0

    # --- keys ---------------------------------------------------------------------------------

    def press(
        self,
        names: str,
        shown: Callable[[str], bool],
        *after: Book,
        done: Callable[[str], bool] = bool,
        typed: bool = False,
        save: bool = True,
    ) -> None:
        """Press keys, wait until the screen shows it and turn the page.

        ``after``: what may have become of it, nothing given: nothing. ``done``: shown when all of it is,
        where that comes later. ``save``: the file's clock moves.
        """
        self.flight, self.shown = after, shown
        self.countdown -= 1
        dying, sent = self.countdown <= 0, time.time()
        if typed:
            self.term.type(names)
        else:
            self.term.keys(names)
        if dying and self.way in ("with a key", "up to 60 ms after"):
            time.sleep(self.dice.uniform(0, 0.06) if self.way == "up to 60 ms after" else 0)
            raise Killed
        self.wait(shown, names)
        if dying and self.way == "as it is shown":
            raise Killed
        self.turn(self.settled(done), sent if after and save else self.saved_at)
        self.keys += bool(after)
        if dying:
            time.sleep(self.dice.uniform(0, 0.5))
            raise Killed

    def wait(self, shown: Callable[[str], bool], what: str) -> str:
        """Return the first screen that shows it."""
        end = time.monotonic() + WAIT_SECONDS
        while not shown(screen := self.term.screen()):
            if time.monotonic() > end:
                raise SystemExit(f"never shown after {what!r}: {self.flight}\n{screen}")
            time.sleep(0.01)
        return screen

    def settled(self, done: Callable[[str], bool] = bool) -> Facts:
        """Return what a whole screen says: one may be read while it is being painted."""
        last, end = Facts(), time.monotonic() + WAIT_SECONDS
        while True:
            screen = self.wait(done, "the first sign")
            now = facts(screen)
            same = {**last, "clock": 0} == {**now, "clock": 0}
            if same and (not self.flight or any(says(now, b) for b in self.flight)):
                return now
            if time.monotonic() > end:
                raise SystemExit(f"not one of {self.flight}: {now}\n{screen}")
            last = now
            time.sleep(SETTLE_SECONDS)

    def turn(self, seen: Facts, saved_at: float) -> None:
        """Take over what the key did."""
        self.seen, self.saved_at = seen, saved_at
        if self.flight:
            book = next(b for b in self.flight if says(seen, b))
            self.book, self.flight = book.told(seen), ()

    def step(
        self, names: str, shown: Callable[[str], bool], *after: Book, done: Callable[[str], bool] = bool
    ) -> None:
        """Press a key that can be undone."""
        before = self.book
        self.press(names, shown, *after, done=done)
        if before != self.book:
            self.undo.append(before)

    def write(self, key: str, title: str, text: str, after: Book, done: str = "") -> None:
        """Press a key that asks for a line, and give it."""
        self.press(key, lambda s: title in s)
        self.press(text, lambda s: f"│ {text} " in s, typed=True)
        self.step("Enter", lambda s: title not in s, after, done=lambda s: done in s)

    def moved(self, screen: str) -> bool:
        """Whether another question, or another phase, is on the screen."""
        now = facts(screen)
        if "run" not in now:
            return "Debrief R" in screen
        return any(now.get(n) != self.seen.get(n) for n in ("item", "question", "phase"))

    def play(self) -> None:
        """Press one key, or the few that belong together."""
        book = self.book
        if book.ended or "run" not in self.seen:
            self.begin()
            return
        if book.stands:
            names = ["space"] * 3 + ["undo"]
        elif book.phase == "ask":
            names = ["space"] * 7 + ["sure"] * 6 + ["note", "supply", "own", "pause", "break", "undo", "undo"]
            names += ["park", "seat", "seat"]
        elif book.phase == "revealed":
            names = ["score"] * 12 + ["note", "supply", "own", "pause", "break", "undo", "park", "skip"]
        elif book.phase == "break" or not book.item:
            names = ["space"] * 6 + ["supply", "own", "pause", "undo"]
        else:
            names = ["score", "score", "space", "note", "pause", "break", "undo", "own"]
        name = "finish" if self.dice.random() < 0.006 else self.dice.choice(names)
        getattr(self, f"_{name}")(book)

    def begin(self) -> None:
        """From the lobby: go on, or begin a new rehearsal."""
        if not self.book.ended:
            self.press("n", lambda s: "run" in facts(s), replace(self.book, stands=False))
            return
        if "Debrief R" in self.term.screen():
            self.press("Escape", lambda s: "Debrief R" not in s)
        self.press("n", lambda s: "How long?" in s)
        self.press(self.dice.choice("12226"), lambda s: "Which way of validation?" in s)
        new = Book(run=self.book.run + 1, ended=False, stands=False, phase="talk")
        new = replace(new, promises=self.book.promises, own=self.book.own)
        self.undo = []
        self.press("s", lambda s: "run" in facts(s), new)

    def _space(self, book: Book) -> None:
        if book.stands:
            self.press("Space", lambda s: facts(s).get("phase") != "paused", replace(book, stands=False))
        elif book.phase == "ask":
            further = book.onward(
                asked=book.row("asked"), item=book.item, question=(book.question or 0) + 1, phase="ask",
                seat=book.seat,
            )  # fmt: skip
            self.step("Space", self.moved, replace(book, phase="revealed"), further)
            self.revealed_at = time.monotonic()
        elif book.back:
            self.step("Space", self.moved, replace(book, phase=book.back, back=""))
        else:
            asked = book.row("asked") if book.item and book.phase == "talk" else book.asked
            left: Callable[[str], bool] = self.moved
            if book.phase == "talk" and not book.item:
                # From one that only says "go on" to another: the slot's name changes.
                slot = self.slot(self.term.screen())
                left = lambda s: self.moved(s) or self.slot(s) != slot  # noqa: E731
            self.step("Space", left, book.onward(asked=asked), replace(book.finished(), asked=asked))

    @staticmethod
    def slot(screen: str) -> str:
        """Return the name of the slot."""
        return screen.split("\n")[2].strip().partition("   ")[0]

    def _sure(self, book: Book) -> None:
        number = self.dice.choice([n for n in range(1, 5) if n != book.sure])
        self.step(str(number), lambda s: f"you said {number}" in s, replace(book, sure=number))

    def _score(self, book: Book) -> None:
        time.sleep(max(0.0, self.revealed_at + GUARD_SECONDS - time.monotonic()))
        number = self.dice.randint(0, 3)
        self.step(str(number), self.moved, book.closed("scored", number))

    def _park(self, book: Book) -> None:
        self.step("x", self.moved, book.closed("parked"))

    def _skip(self, book: Book) -> None:
        self.step("p", self.moved, book.closed("skipped"))

    def _note(self, book: Book) -> None:
        self.texts += 1
        text = f"note {self.texts}"
        self.write("t", "│ Note ", text, replace(book, note=text))

    def _supply(self, book: Book) -> None:
        self.texts += 1
        what, owner = f"report {self.texts}", self.dice.choice(list(TEAM))
        after = book.closed("supplied", 1) if book.phase in ("ask", "revealed") else book
        after = replace(after, promises=book.promises | {(what, owner, DUE)})
        self.write(
            "s", "What do we supply afterwards?", f"{what} @{owner} {DUE}", after, f"On the list: {what}"
        )

    def _own(self, book: Book) -> None:
        if book.item and (book.item[0] == "Q" or "talk" in (book.phase, book.back)):
            return  # about a scenario, or a question that was logged before, none is taken
        self.texts += 1
        text = f"Why {self.texts}?"
        row: Row = ("", "logged", None, 0, "", text)
        after = replace(book, asked=(*book.asked, row), own=book.own | {text})
        self.write("+", "Which question was asked?", text, after)

    def _seat(self, book: Book) -> None:
        self.step("h", lambda s: facts(s).get("seat") != self.seen.get("seat"), replace(book, seat=None))

    def _break(self, book: Book) -> None:
        self.step("b", self.moved, replace(book, phase="break", back=book.phase or ""))

    def _pause(self, book: Book) -> None:
        self.press("z", lambda s: facts(s).get("phase") == "paused", replace(book, stands=True))

    def _undo(self, book: Book) -> None:
        # Twice in a row may say the same words twice: nothing would show that the second was heard.
        if self.undo and "Undone:" not in self.term.screen().split("\n")[1]:
            before = replace(self.undo.pop(), stands=book.stands)
            self.press("u", lambda s: "Undone:" in s.split("\n")[1], before, save=False)

    def _finish(self, book: Book) -> None:
        self.press("F", lambda s: "End it now" in s)
        self.press("y", lambda s: "Debrief R" in s, book.finished())

    # --- one life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Start the program in the pane; when the lobby stands there nothing has changed."""
        words = ["open", self.path.stem, "--screen", "mock-review", "--sessions", str(self.path.parent)]
        self.term = Window(Pane(words, self.folder))
        self.undo, self.flight, self.seen = [], (), {}
        if self.way == "at the start":
            time.sleep(self.dice.uniform(0, 1))
            raise Killed
        lobby = "Rehearsals and reviews" if self.book.ended else "One is not finished"
        self.seen = self.settled(lambda s: lobby in s)

    def life(self) -> list[tuple[str, str]]:
        """Start, go on, press keys, kill; return what was wrong: its kind, and the words."""
        self.way = self.dice.choices(list(WAYS), list(WAYS.values()))[0]
        self.way = "at the start" if self.dice.random() < 0.05 else self.way
        self.countdown = self.dice.randint(1, PRESSES)
        file = tomllib.loads(self.path.read_text("utf-8"))
        wrong: list[tuple[str, str]] = []
        if self.book.ended and self.book.run >= RUNS:
            self.new_session()
            file = tomllib.loads(self.path.read_text("utf-8"))
        try:
            self.start()
            wrong += [("elsewhere", w) for w in behind(self.seen, facts_of(file), None)]
            if not self.book.ended:
                wrong += self.resumed(file)
            while True:
                self.play()
        except Killed:
            killed_at = time.time()
            self.term.pane.kill()
        self.ways[self.way] += 1
        return wrong + self.compare(self.term.screen(), killed_at)

    def resumed(self, file: dict[str, Any]) -> list[tuple[str, str]]:
        """Go on with the rehearsal; return what is not as the file had it before."""
        kept, begun = file["rehearsal"][-1].get("elapsed", 0), time.time()
        self.begin()
        told = {**facts_of(file), "phase": self.book.phase}
        wrong = [("elsewhere", w) for w in behind(self.seen, told, None)]
        clock, most = self.seen["clock"], kept + time.time() - begun + 1
        if not kept <= clock <= most:
            wrong.append(("clock", f"resumed at {clock} s, killed at {kept}"))
        return wrong

    def compare(self, screen: str, killed_at: float) -> list[tuple[str, str]]:
        """Hold the last screen and the book against the file."""
        try:
            file = tomllib.loads(self.path.read_text("utf-8"))
            SessionFile.open(self.path)
        except (ValueError, Problem) as error:
            self.new_session()
            return [("torn", str(error))]
        seen, found = facts(screen), book_of(file)
        # A key whose effect stands on the screen, whole or in part, is no longer under way.
        arrived = bool(self.flight) and self.shown(screen)
        self.keys += arrived
        possible = self.flight if arrived else (self.book, *self.flight)
        least = min((b.differs(found) for b in possible), key=len)
        wrong = [("lost", w) for w in least]
        wrong += [("behind", w) for w in behind(seen, facts_of(file), self.seen if self.flight else None)]
        if file.get("rehearsal"):
            wrong += [("clock", w) for w in self.clock(seen, file["rehearsal"][-1], killed_at)]
        if not least:
            now = next(b for b in possible if not b.differs(found))
            self.book = now.told({"item": found.item, "phase": found.phase, "seat": found.seat})
        else:
            self.book = found
        self.saved_at = 0.0
        return wrong

    def clock(self, seen: Facts, run: dict[str, Any], killed_at: float) -> Iterator[str]:
        """Yield what is wrong with the clock: the file may lack the seconds since the last key."""
        kept, since = run.get("elapsed", 0), 0.0
        if "running" in run:
            since = killed_at - run["running"].timestamp()
            if run["running"].timestamp() < int(self.saved_at):
                yield f"saved {since:.0f} s before the kill, the last key {killed_at - self.saved_at:.0f} s"
        if f"R{seen.get('run')}" != run["id"] or "clock" not in seen:
            return
        # With a key under way the screen may be from before it: a little behind the file.
        least = kept - (3 if self.flight else 1)
        if not least <= seen["clock"] <= kept + since + 1:
            yield f"{seen['clock']} s are shown, {kept} and {since:.0f} since the last key in the file"
