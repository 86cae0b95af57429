"""Reads all accounts of a scan side by side and returns the facts; raises only if nothing can be read."""

from __future__ import annotations

import difflib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ftr_tui.aws.access import AccessError, Login, Target, connect
from ftr_tui.aws.account import AccountReader
from ftr_tui.aws.collect import COLLECTORS, Collector
from ftr_tui.aws.collect.base import Place
from ftr_tui.aws.endpoints import foreign_note
from ftr_tui.aws.errors import CancelledError
from ftr_tui.aws.line import AccountLine, Limits, Tally
from ftr_tui.model.facts import Fact, Facts, Gap, Status

if TYPE_CHECKING:
    from botocore.config import Config

ACCOUNTS_AT_ONCE = 4


@dataclass(frozen=True)
class Caller:
    """Who read an account."""

    target: str
    account: str
    arn: str


@dataclass(frozen=True)
class Sweep:
    """What one run has read."""

    facts: Facts
    calls: int
    """Calls of the API, log-in included, judges' apart; a call that was sent again counts once."""
    retries: int
    seconds: float
    problems: tuple[str, ...]
    """Sentences about the run as a whole: an account that could not be reached, a blocked Region."""
    callers: tuple[Caller, ...]
    unreached: tuple[str, ...] = ()
    """Labels of the targets that nobody logged in to: a yes over the others would be a yes over too few."""
    operations: Counter[str] = field(default_factory=Counter)
    """Calls by operation, ``iam.GetAccountSummary``; the log-in's are not among them."""
    judge_calls: int = 0
    """Calls of AWS's own judges; they are among ``operations``, not among ``calls``."""


Progress = Callable[[int, int, str], None]
"""done, planned (grows when the Regions are known), what was read last in words."""


def sweep(
    targets: Sequence[Target],
    *,
    now: datetime,
    regions: Sequence[str] | None = None,
    deep: bool = False,
    on_progress: Progress | None = None,
    on_fact: Callable[[Fact], None] | None = None,
    stop: threading.Event | None = None,
    limits: Limits | None = None,
    sleep: Callable[[float], None] | None = None,
    collectors: Sequence[Collector] = COLLECTORS,
    config: Config | None = None,
) -> Sweep:
    """Read ``targets`` (access.targets) and return every fact; raise AccessError if no account can be read.

    ``now`` is an aware time. ``on_progress`` and ``on_fact`` are called in threads, one at a time; each
    fact comes once. ``stop`` ends the run within about a tenth of a second and keeps what was read.
    """
    run = _Run(
        now=now,
        wanted=tuple(dict.fromkeys(regions or ())),
        deep=deep,
        progress=on_progress or (lambda *_: None),
        fact=on_fact or (lambda _: None),
        stop=stop or threading.Event(),
        limits=limits or Limits(),
        sleep=sleep,
        collectors=tuple(collectors),
        config=config,
    )
    return run.all(list(targets))


def check_regions(names: Sequence[str], login: Login) -> None:
    """Raise AccessError for a name that is no Region of the partition, before it costs time-outs."""
    known = login.session.get_available_regions("ec2", login.partition) if names else []
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise AccessError(f"There is no Region {name}.", f"Did you mean {near[0]}?" if near else "")


def _judge_operations(collectors: Sequence[Collector]) -> set[str]:
    """Return the operations that only judges call, as a ``Tally`` names them."""
    calls = {call for spec in collectors if spec.judge for call in spec.calls}
    parts = [call.partition(".") for call in calls]
    return {f"{service}.{''.join(w.title() for w in name.split('_'))}" for service, _dot, name in parts}


@dataclass
class _Run:
    now: datetime
    wanted: tuple[str, ...]
    deep: bool
    progress: Progress
    fact: Callable[[Fact], None]
    stop: threading.Event
    limits: Limits
    sleep: Callable[[float], None] | None
    collectors: tuple[Collector, ...]
    config: Config | None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._done = self._planned = self._login_calls = 0
        self._words = "the account"
        self._about = {spec.id: spec.about for spec in self.collectors}
        self._facts: dict[int, list[Fact]] = {}
        self._callers: dict[int, Caller] = {}
        self._problems: list[str] = []
        self._unreached: list[str] = []
        self._tallies: list[Tally] = []
        self._refused: list[AccessError] = []
        self._broken: list[BaseException] = []

    def all(self, targets: list[Target]) -> Sweep:
        began = time.monotonic()
        queue = list(enumerate(targets))

        def work() -> None:
            while True:
                with self._lock:
                    if not queue or self._broken:
                        return
                    number, target = queue.pop(0)
                try:
                    self._one(number, target)
                except BaseException as error:
                    self._broken.append(error)

        threads = [
            threading.Thread(target=work, daemon=True, name="aws-account")
            for _ in range(min(ACCOUNTS_AT_ONCE, len(queue)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._broken:
            raise self._broken[0]
        if not self._callers and self._refused:
            raise self._refused[0]
        return self._result(time.monotonic() - began)

    def _result(self, seconds: float) -> Sweep:
        facts = tuple(fact for number in sorted(self._facts) for fact in self._facts[number])
        operations: Counter[str] = Counter()
        for tally in self._tallies:
            operations += tally.operations
        judges = _judge_operations(self.collectors)
        judged = sum(number for name, number in operations.items() if name in judges)
        hosts = {host for tally in self._tallies for host in tally.hosts}
        problems = dict.fromkeys([*self._problems, *([foreign_note(hosts)] if hosts else [])])
        return Sweep(
            Facts(facts, self.now),
            self._login_calls + operations.total() - judged,
            sum(tally.retries for tally in self._tallies),
            seconds,
            tuple(problems),
            tuple(self._callers[number] for number in sorted(self._callers)),
            tuple(self._unreached),
            operations,
            judged,
        )

    def _one(self, number: int, target: Target) -> None:
        try:
            login = connect(target, self.limits.call, self._check)
            check_regions(self.wanted, login)
        except CancelledError:
            self._problems.append(f"{target.label}: the scan was stopped before the log-in")
            self._unreached.append(target.label)
            return
        except AccessError as error:
            with self._lock:
                self._refused.append(error)
                self._problems.append(f"{target.label}: {error}")
                self._unreached.append(target.label)
                if target.account_id:
                    self._facts[number] = [self._no_entry(target, error)]
                    self.fact(self._facts[number][0])
            return
        with self._lock:
            self._login_calls += login.calls
            same = next((c for c in self._callers.values() if c.account == login.account), None)
            if same:
                self._problems.append(f"{target.label}: the same account {login.account} as {same.target}")
                return
            self._callers[number] = Caller(target.label, login.account, login.arn)
        self._read(number, login)

    def _no_entry(self, target: Target, error: AccessError) -> Fact:
        """Return the fact that keeps a rule from a yes over fewer accounts than were asked for."""
        gap = Gap("sts:AssumeRole", "NoAccess", error.message)
        return Fact("who", target.account_id, None, Status.FAILED, None, self.now, 0, (gap,))

    def _read(self, number: int, login: Login) -> None:
        line = AccountLine(login.session, login.partition, self.limits, self.stop, self.sleep, self.config)
        self._tallies.append(line.tally)
        reader = AccountReader(
            specs=self.collectors,
            line=line,
            place=Place(login.account, login.arn, login.partition, login.home, self.wanted),
            now=self.now,
            deep=self.deep,
            workers=self.limits.workers,
            login_calls=login.calls,
            on_fact=self._on_fact,
            on_plan=self._on_plan,
        )
        facts = reader.run()
        with self._lock:
            self._facts[number] = facts
            self._problems += reader.problems

    def _check(self) -> None:
        if self.stop.is_set():
            raise CancelledError("Stopped", "the scan was stopped")

    def _on_plan(self, jobs: int) -> None:
        with self._lock:
            self._planned += jobs
            self.progress(self._done, self._planned, self._words)

    def _on_fact(self, fact: Fact) -> None:
        where = f" in {fact.region}" if fact.region else ""
        with self._lock:
            self._done += 1
            self.fact(fact)
            self._words = f"{self._about[fact.collector]}{where}"
            self.progress(self._done, self._planned, self._words)
