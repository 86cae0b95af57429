"""Reads one account: which collector may start, who waits for whom, and what a Region's silence means."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ftr_tui.aws.collect.base import Collector, Context, Place, SkipError
from ftr_tui.aws.errors import Kind, UnreadError, unread
from ftr_tui.aws.line import AccountLine
from ftr_tui.model.facts import Fact, Gap, Status
from ftr_tui.model.text import clean, mask_secrets
from ftr_tui.rules.reading import NOT_ASKED, NOTHING_THERE

Key = tuple[str, str | None]


@dataclass(eq=False)
class _Job:
    spec: Collector
    region: str | None
    needs: frozenset[Key] = frozenset()

    @property
    def key(self) -> Key:
        return self.spec.id, self.region


@dataclass
class AccountReader:
    """One account's collectors, run by a few daemon threads until all have ended in a fact."""

    specs: Sequence[Collector]
    line: AccountLine
    place: Place
    now: datetime
    deep: bool = False
    workers: int = 16
    login_calls: int = 1
    on_fact: Callable[[Fact], None] = lambda _: None
    on_plan: Callable[[int], None] = lambda _: None
    facts: dict[Key, Fact] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    broken: BaseException | None = None
    """What a callback raised: a fault of ours, not of AWS."""

    def __post_init__(self) -> None:
        self._pending: list[_Job] = []
        self._running: set[Key] = set()
        self._known: set[Key] = set()
        self._kinds: dict[Key, Kind] = {}
        self._blocked: dict[str, Fact] = {}
        self._held: dict[str, list[Fact]] = {}
        self._turn = threading.Condition()
        self._began = time.monotonic()

    def run(self) -> list[Fact]:
        """Return the facts in the order of the collectors; never raises for what AWS does."""
        self._plan([_Job(spec, None) for spec in self.specs if spec.scope == "global"])
        threads = [
            threading.Thread(target=self._work, daemon=True, name=f"aws-{self.place.account}-{number}")
            for number in range(self.workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.broken:
            raise self.broken
        if self.line.ended:
            self.problems.append(f"{self.place.account}: {self.line.ended.reason}")
        order = {spec.id: number for number, spec in enumerate(self.specs)}
        regions = {name: number for number, name in enumerate(self._scope())}
        return sorted(self.facts.values(), key=lambda f: (order[f.collector], regions.get(f.region or "", 0)))

    # --- planning

    def _plan(self, jobs: list[_Job]) -> None:
        with self._turn:
            self._known |= {job.key for job in jobs}
            for job in jobs:
                job.needs = frozenset(self._needs(job) & self._known)
                services = {call.partition(".")[0] for call in job.spec.calls}
                where = self._context(job).here
                self.line.hold(job, [(service, where) for service in services])
            self._pending += jobs
            self._turn.notify_all()
        self.on_plan(len(jobs))

    def _needs(self, job: _Job) -> set[Key]:
        first = {spec.id for spec in self.specs if spec.scope == "region" and not spec.needs}
        needs: set[Key] = {(name, place) for name in job.spec.needs for place in (job.region, None)}
        home = self._scope()[0] if job.region else None
        if job.region and job.region != home:
            # What the home Region answers tells a blocked Region from a missing permission.
            needs |= {(name, home) for name in first}
        if job.region and job.spec.id not in first:
            # Whether the Region is blocked, or idle, is known after these.
            needs |= {(name, job.region) for name in first} | {("s3_list", None)}
        return needs - {job.key}

    def _scope(self) -> list[str]:
        fact = self.facts.get(("regions", None))
        if fact and fact.readable and fact.data["scope"]:
            return list(fact.data["scope"])
        return list(self.place.wanted) or [self.place.home]

    def _plan_regions(self) -> None:
        scope = self._scope()
        if (fact := self.facts.get(("regions", None))) and fact.readable:
            for name in sorted(set(self.place.wanted) - set(fact.data["scope"])):
                self.problems.append(f"{self.place.account}: the Region {name} is not enabled")
            if not fact.data["scope"]:
                return
        later = [spec for spec in self.specs if spec.scope != "global"]
        self._plan([_Job(spec, region) for region in scope for spec in later])

    # --- running

    def _work(self) -> None:
        while (job := self._take()) is not None:
            try:
                fact = self._read(job)
                if job.key == ("regions", None):
                    self.facts[job.key] = fact
                    self._plan_regions()
                self._finish(job, fact)
            except BaseException as error:
                with self._turn:
                    self.broken = self.broken or error
                    self._pending.clear()
                    self._running.discard(job.key)
                    self._turn.notify_all()

    def _take(self) -> _Job | None:
        with self._turn:
            while True:
                for number, job in enumerate(self._pending):
                    if job.needs <= self.facts.keys():
                        self._running.add(job.key)
                        return self._pending.pop(number)
                if not self._pending and not self._running:
                    self._turn.notify_all()
                    return None
                self._turn.wait()

    def _finish(self, job: _Job, fact: Fact) -> None:
        with self._turn:
            self.facts[job.key] = fact
            ready = self._settle(job, fact)
        for one in ready:
            self.on_fact(one)
        self.line.release(job)
        with self._turn:
            self._running.discard(job.key)
            self._turn.notify_all()

    def _context(self, job: _Job) -> Context:
        return Context(job.spec, self.line, self.place, job.region, self.facts, self.now)

    def _read(self, job: _Job) -> Fact:
        if job.region and job.region in self._blocked:
            return self._like(self._blocked[job.region], job)
        note = self._idle(job)
        if note:
            return self._fact(job, Status.SKIPPED, None, note=note)
        ctx = self._context(job)
        data: Any = None
        try:
            data = tidy(job.spec.read(ctx))
        except SkipError as skip:
            return self._fact(job, Status.SKIPPED, None, calls=ctx.calls, note=str(skip))
        except UnreadError as failed:
            ctx.gap(failed)
        except Exception as error:
            # A captive portal answers with anything: that is a failed fact, never a crash.
            ctx.gap(unread(error, job.spec.actions[0]))
        finally:
            self.line.release(ctx)
        calls = self.login_calls if job.spec.id == "who" else ctx.calls
        if ctx.first and (data is None or not ctx.answered):
            return self._unread(job, ctx.first, tuple(ctx.gaps), calls)
        status = Status.PARTIAL if ctx.gaps or ctx.cut else Status.COMPLETE
        return self._fact(job, status, data, calls, tuple(ctx.gaps), ctx.note)

    def _unread(self, job: _Job, first: UnreadError, gaps: tuple[Gap, ...], calls: int) -> Fact:
        if first.gap.code == "Stopped":
            return self._fact(job, Status.SKIPPED, None, calls, note=first.gap.reason)
        self._kinds[job.key] = first.kind
        return self._fact(job, first.kind.status, None, calls, gaps)

    def _fact(
        self,
        job: _Job,
        status: Status,
        data: Any,
        calls: int = 0,
        gaps: tuple[Gap, ...] = (),
        note: str = "",
    ) -> Fact:
        at = self.now + timedelta(seconds=time.monotonic() - self._began)
        return Fact(job.spec.id, self.place.account, job.region, status, data, at, calls, gaps, note)

    def _like(self, other: Fact, job: _Job) -> Fact:
        return self._fact(job, other.status, None, gaps=other.gaps, note=other.note)

    # --- Regions

    def _idle(self, job: _Job) -> str:
        """Return why there is nothing to read here, or an empty string."""
        if job.spec.scope == "deep" and not self.deep:
            return NOT_ASKED
        region = job.region
        if job.spec.scope not in ("active", "deep") or region in (self.place.home, *self.place.wanted):
            return ""
        showing = [spec for spec in self.specs if spec.holds]
        seen = [(self.facts.get((spec.id, region)), spec.holds) for spec in showing]
        groups, buckets = self.facts.get(("sg", region)), self.facts.get(("s3_list", None))
        if not groups or not buckets or not groups.complete or not buckets.complete:
            # What was not seen may be there.
            return ""
        if any(
            fact is None or not fact.complete or any(fact.data[key] for key in holds) for fact, holds in seen
        ):
            return ""
        if any(group["name"] != "default" for group in groups.data["groups"]):
            return ""
        return "" if any(b["region"] == region for b in buckets.data["buckets"]) else NOTHING_THERE

    def _settle(self, job: _Job, fact: Fact) -> list[Fact]:
        """Return the facts that are final now; a Region's first ones wait to see if it is blocked."""
        region = job.region
        if region is None or job.spec.scope != "region" or job.spec.needs or region == self._scope()[0]:
            return [fact]
        held = self._held.setdefault(region, [])
        held.append(fact)
        first = [spec for spec in self.specs if spec.scope == "region" and not spec.needs]
        if len(held) < len(first):
            return []
        reason = self._why_blocked(region, held)
        if not reason:
            return held
        gap = Gap(held[0].gaps[0].action, held[0].gaps[0].code, reason)
        finals = [
            Fact(f.collector, f.account, region, held[0].status, None, f.read_at, f.calls, (gap,))
            for f in held
        ]
        for final in finals:
            self.facts[final.collector, region] = final
        self._blocked[region] = finals[0]
        self.problems.append(f"{self.place.account}: {reason}")
        return finals

    def _why_blocked(self, region: str, held: list[Fact]) -> str:
        kinds = {self._kinds.get((fact.collector, region)) for fact in held}
        if kinds == {Kind.OFF}:
            return f"the Region {region} is switched off, or not ready, for this account"
        home = self._scope()[0]
        home_reads = any(self.facts[fact.collector, home].readable for fact in held)
        if Kind.POLICY in kinds and kinds <= {Kind.POLICY, Kind.DENIED}:
            return f"a policy of the organization blocks the Region {region}; an IAM permission will not help"
        if kinds == {Kind.DENIED} and home_reads:
            return f"the Region {region} is denied as a whole, probably by a policy of the organization"
        return ""


def tidy(value: Any) -> Any:
    """Return ``value`` with strings cleaned, what looks like a secret masked, and times in UTC."""
    if isinstance(value, str):
        return mask_secrets(clean(value))[0]
    if isinstance(value, dict):
        return {tidy(key): tidy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [tidy(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return value
