"""Asks an AWS Config aggregator about all its accounts, in place of walking them.

One login, in the aggregator's own account: what it covers and how fresh that is, which recorders run, then
one query a type of resource, page by page. Never raises for what AWS does once the aggregator was found.
"""

from __future__ import annotations

import difflib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ftr_tui.aws.access import AccessError, Login, Target, connect
from ftr_tui.aws.collect.base import Collector, Context, Place
from ftr_tui.aws.collect.organization import org, org_acc
from ftr_tui.aws.config_facts import Fleet, Read, Recorder, Source, facts_of, place_of
from ftr_tui.aws.config_query import CALLS, FIND, SOURCES, Queries, oldest
from ftr_tui.aws.config_tables import RECORDER, TABLES
from ftr_tui.aws.errors import CancelledError, UnreadError, unread
from ftr_tui.aws.line import AccountLine, Limits
from ftr_tui.aws.sweep import Progress, check_regions
from ftr_tui.model.facts import Fact, Gap, Status
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from botocore.config import Config

ACTIONS = (*dict.fromkeys([*CALLS.values(), *org.actions, *org_acc.actions]),)
"""What the login of an aggregator needs."""

# A collector as the line and its contexts know it; it runs here, once, and is in no sweep.
_SPEC = Collector("aggregator", "the aggregator", CALLS, "global", (), "home", lambda _: None)


@dataclass(frozen=True)
class Aggregated:
    """What one aggregator said."""

    name: str
    region: str
    account: str
    """Of the aggregator itself."""
    arn: str
    """Who asked."""
    fleet: Fleet
    facts: tuple[Fact, ...]
    organization: tuple[str, ...]
    """Active accounts that the organization lists; empty where nobody may list them."""
    compliance: Read
    """Rows of resources that an AWS Config rule calls non-compliant."""
    oldest: Mapping[str, datetime]
    """Collector -> when its oldest row was captured."""
    calls: int
    retries: int
    seconds: float
    gaps: tuple[Gap, ...]
    """Calls that failed, of the aggregator's account."""
    problems: tuple[str, ...]


def aggregate(
    target: Target,
    name: str,
    *,
    now: datetime,
    regions: Sequence[str] = (),
    accounts: Sequence[str] = (),
    rules: Sequence[str] = (),
    on_progress: Progress | None = None,
    stop: threading.Event | None = None,
    limits: Limits | None = None,
    sleep: Callable[[float], None] | None = None,
    config: Config | None = None,
) -> Aggregated:
    """Ask the aggregator ``name``; raise AccessError where nobody may, or there is none of that name.

    ``regions`` and ``accounts`` narrow what is judged, ``rules`` are the AWS Config rules whose verdicts are
    asked for (their managed names). ``on_progress`` is called in threads, one at a time. ``stop`` ends the
    run and keeps what was read.
    """
    began, limits, stop = time.monotonic(), limits or Limits(), stop or threading.Event()

    def check() -> None:
        if stop.is_set():
            raise CancelledError("Stopped", "the scan was stopped")

    try:
        login = connect(target, limits.call, check)
    except CancelledError as error:
        raise AccessError("The scan was stopped before the log-in.") from error
    check_regions(regions, login)
    line = AccountLine(login.session, login.partition, limits, stop, sleep, config)
    place = Place(login.account, login.arn, login.partition, login.home, tuple(regions))
    run = _Run(login, line, place, name, now, tuple(accounts), tuple(rules), on_progress or (lambda *_: None))
    try:
        found = run.all()
    finally:
        line.release(run.ctx)
    seconds = time.monotonic() - began
    return Aggregated(
        **found,
        calls=login.calls + line.tally.calls,
        retries=line.tally.retries + run.queries.waited,
        seconds=seconds,
        gaps=tuple(run.ctx.gaps),
        problems=tuple(dict.fromkeys(run.problems)),
    )


@dataclass
class _Run:
    login: Login
    line: AccountLine
    place: Place
    name: str
    now: datetime
    accounts: tuple[str, ...]
    rules: tuple[str, ...]
    progress: Progress
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ctx = Context(_SPEC, self.line, self.place, None, {}, self.now)
        self.home = self.place.home
        self.queries: Queries

    def all(self) -> dict[str, Any]:
        self.progress(0, 0, "the aggregator")
        about, home = self._find()
        self.home = home
        self.queries = Queries(self.ctx, self.name, home, self.accounts, self.progress, self.problems)
        organization = about.get("OrganizationAggregationSource")
        listed = self._organization() if organization else []
        told = self._sources()
        recorders = self.queries.rows(RECORDER, ("configuration.Recording", "configuration.RecordingGroup",
                                          "configuration.RecordingMode"))  # fmt: skip
        if recorders.note:
            self.problems.append(f"which recorders of AWS Config run could not be read: {recorders.note}")
        reads = self.queries.tables()
        compliance = self.queries.compliance(self.rules)
        seen = [place_of(row) for read in reads.values() for row in read.rows]
        sources = _spread(told, listed, seen, self._covered(about))
        fleet = self._fleet(about, sources, seen, recorders)
        # They count as read in this account, which is in scope unless somebody narrowed it.
        own = self._listed if self.place.account in fleet.scope else ()
        facts = (*facts_of(fleet, reads), *own)
        return {
            "name": self.name,
            "region": home,
            "account": self.place.account,
            "arn": self.place.arn,
            "fleet": fleet,
            "facts": facts,
            "organization": tuple(listed),
            "compliance": compliance,
            "oldest": oldest(reads),
        }

    # --- the aggregator

    def _find(self) -> tuple[dict[str, Any], str]:
        """Return the aggregator and its Region; the login's first, then all others that are enabled."""
        known = self._aggregators(self.place.home)
        if self.name in known:
            return known[self.name], self.place.home
        elsewhere: dict[str, tuple[dict[str, Any], str]] = {}
        names = [n for n in self._regions() if n != self.place.home]

        def look(region: str) -> None:
            try:
                for name, about in self._aggregators(region).items():
                    elsewhere.setdefault(name, (about, region))
            except AccessError:
                return  # a Region that is off, or blocked, has none to offer

        self.ctx.each(look, names)
        if self.name in elsewhere:
            return elsewhere[self.name]
        places = dict.fromkeys(known, self.place.home) | {n: r for n, (_, r) in elsewhere.items()}
        raise self._none(places)

    def _none(self, places: Mapping[str, str]) -> AccessError:
        message = (
            f"There is no AWS Config aggregator {one_line(self.name, 80)} in account {self.place.account}."
        )
        near = difflib.get_close_matches(self.name, places, 1)
        if near:
            return AccessError(message, f"Did you mean {near[0]} (in {places[near[0]]})?")
        if places:
            return AccessError(message, f"There are: {', '.join(sorted(places)[:5])}.")
        return AccessError(message, "It has none in any Region; log in to the account that holds it.")

    def _aggregators(self, region: str) -> dict[str, dict[str, Any]]:
        try:
            pages = self.ctx.pages(FIND, region=region)
            found = [one for page in pages for one in page.get("ConfigurationAggregators", ())]
        except UnreadError as failed:
            raise AccessError(
                f"The aggregators of account {self.place.account} could not be read: {failed.gap.reason}.",
                "ftr-tui policy --aggregator prints what the login needs.",
            ) from failed
        return {one["ConfigurationAggregatorName"]: one for one in found}

    def _regions(self) -> list[str]:
        """Return the Regions that this account has enabled; all that botocore knows where it may not ask."""
        if not hasattr(self, "_enabled"):
            try:
                answer = self.ctx.call("ec2.describe_regions", AllRegions=True)
                on = ("opt-in-not-required", "opted-in")
                found = [r for r in answer["Regions"] if r.get("OptInStatus", on[0]) in on]
                self._enabled = sorted(r["RegionName"] for r in found)
            except UnreadError:
                known = self.login.session.get_available_regions("ec2", self.place.partition)
                self._enabled = sorted(known)
        return self._enabled

    def _covered(self, about: Mapping[str, Any]) -> list[str]:
        """Return the Regions that the aggregator says it covers."""
        parts = [
            about.get("OrganizationAggregationSource") or {},
            *about.get("AccountAggregationSources", ()),
        ]
        named = [name for part in parts for name in part.get("AwsRegions", ())]
        every = any(part.get("AllAwsRegions") for part in parts)
        return list(dict.fromkeys([*named, *(self._regions() if every else ())]))

    def _organization(self) -> list[str]:
        """Return the organization's active accounts; what lists them becomes facts of this account."""
        facts: dict[tuple[str, str | None], Fact] = {}
        for spec in (org, org_acc):
            ctx = Context(spec, self.line, self.place, None, facts, self.now)
            try:
                fact = Fact(spec.id, self.place.account, None, Status.COMPLETE, spec.read(ctx), self.now)
            except Exception as error:
                gap = unread(error, spec.actions[0]).gap
                fact = Fact(spec.id, self.place.account, None, Status.FAILED, None, self.now, 0, (gap,))
            finally:
                self.line.release(ctx)
            facts[spec.id, None] = fact
        self._listed = [f for f in facts.values() if f.complete]
        rows = [r for f in self._listed if f.collector == "org_acc" for r in f.data["accounts"]]
        return [row["id"] for row in rows if row["state"] == "ACTIVE"]

    _listed: Sequence[Fact] = ()

    def _sources(self) -> list[Source]:
        found = []
        try:
            for page in self.ctx.pages(SOURCES, region=self.home, ConfigurationAggregatorName=self.name):
                for one in page.get("AggregatedSourceStatusList", ()):
                    found.append(
                        Source(
                            "" if one.get("SourceType") == "ORGANIZATION" else one.get("SourceId", ""),
                            one.get("AwsRegion", ""),
                            one.get("LastUpdateStatus", ""),
                            _utc(one.get("LastUpdateTime")),
                            one_line(one.get("LastErrorCode", ""), 60),
                        )
                    )
        except UnreadError as failed:
            self.ctx.gap(failed)
        return found

    def _fleet(
        self,
        about: Mapping[str, Any],
        sources: Mapping[tuple[str, str], Source],
        seen: Sequence[tuple[str, str] | None],
        recorders: Read,
    ) -> Fleet:
        known: dict[tuple[str, str], list[Recorder]] = {}
        for row in recorders.rows:
            place = place_of(row)
            if place is not None:
                known.setdefault(place, []).append(Recorder.of(row))
        places = dict.fromkeys([*sources, *(p for p in seen if p is not None and p[1] != "global")])
        scope: dict[str, list[str]] = {}
        for account, region in places:
            if self.accounts and account not in self.accounts:
                continue
            regions = scope.setdefault(account, [])
            if not self.place.wanted or region in self.place.wanted:
                regions.append(region)
        for account in self.accounts:
            scope.setdefault(account, [])  # asked for, and the aggregator knows nothing of it
        kept = about.get("AggregatorFilters", {}).get("ResourceType", {})
        only = set(kept.get("Value", ())) if kept.get("Type") == "INCLUDE" else set()
        types = {t.type for t in TABLES}
        return Fleet(
            sources=sources,
            recorders=known,
            scope={account: sorted(found) for account, found in sorted(scope.items())},
            enabled=self._regions(),
            main=self.place.main,
            partition=self.place.partition,
            now=self.now,
            filtered=frozenset(types - only) if only else frozenset(),
        )


def _spread(
    sources: Sequence[Source],
    listed: Sequence[str],
    seen: Sequence[tuple[str, str] | None],
    covered: Sequence[str],
) -> dict[tuple[str, str], Source]:
    """Return the sources by account and Region.

    Where AWS reports on the organization as a whole only, its word stands for each account and Region that
    the organization, or a row, names.
    """
    own = {(s.account, s.region): s for s in sources if s.account}
    whole = [s for s in sources if not s.account]
    if own or not whole:
        return own
    worst = min(whole, key=lambda s: (s.status == "SUCCEEDED", s.at or datetime.min.replace(tzinfo=UTC)))
    accounts = dict.fromkeys([*listed, *(p[0] for p in seen if p is not None)])
    return {
        (account, region): Source(account, region, worst.status, worst.at, worst.error)
        for account in accounts
        for region in covered
    }


def _utc(when: Any) -> datetime | None:
    return when.astimezone(UTC) if isinstance(when, datetime) else None
