"""What an aggregator of AWS Config knows, as facts in the collectors' own shapes.

A fact is complete only where the aggregator's copy is fresh and a recorder is known to run there and to take
the type; elsewhere it is a part, which may disprove and never proves. ``note`` says which of it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ftr_tui.aws.account import tidy
from ftr_tui.aws.config_rows import LISTENERS, UnclearError, at
from ftr_tui.aws.config_tables import TABLES, Table
from ftr_tui.model.facts import Fact, Status
from ftr_tui.rules.reading import ONLY_DIRECT

Place = tuple[str, str]
"""Account and Region."""

FRESH = timedelta(hours=24)
"""Beyond this a copy is called stale: it proves nothing."""
DEAD = timedelta(days=30)
"""Beyond this what it holds does not even disprove."""

OFF = "AWS Config's recorder is off there"
NO_RECORDER = "AWS Config knows no recorder there: it is off, or nothing was ever recorded"
LEFT_OUT = "AWS Config's recorder leaves types out there"
STALE = "the aggregator's copy is older than 24 hours"
FAILED = "the aggregator could not copy it"
NO_SOURCE = "the aggregator does not cover it"
FILTERED = "the aggregator leaves this type out"
UNCLEAR = "AWS Config's row lacks what the rule needs"

_DIRECT = ("plist", "bak", "ecache")
"""What a rule asks for beside the tables and AWS Config does not hold, once for each Region."""


@dataclass(frozen=True, slots=True)
class Source:
    """How the aggregator stands with one account in one Region."""

    account: str
    region: str
    status: str = ""
    """SUCCEEDED, OUTDATED or FAILED; empty: the aggregator says nothing of it."""
    at: datetime | None = None
    error: str = ""

    def why(self, now: datetime) -> str:
        """Return why its copy proves nothing, or an empty string."""
        if not self.status:
            return NO_SOURCE
        if self.status == "FAILED":
            return f"{FAILED} ({self.error})" if self.error else FAILED
        if self.status != "SUCCEEDED" or self.at is None or now - self.at > FRESH:
            return STALE
        return ""


@dataclass(frozen=True, slots=True)
class Recorder:
    """What a recorder says of itself, in one account and Region."""

    on: bool
    every: bool
    """All types that AWS Config supports, but for ``left_out``."""
    types: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    daily: bool = False

    @classmethod
    def of(cls, row: Any) -> Recorder:
        """Return it as its row has it; what is not said is off."""
        group = at(row, "configuration.RecordingGroup")
        strategy = at(group, "RecordingStrategy.UseOnly")
        mode = at(row, "configuration.RecordingMode")
        modes = [at(mode, "RecordingFrequency")]
        overrides = at(mode, "RecordingModeOverrides")
        modes += [at(one, "RecordingFrequency") for one in overrides or ()] if overrides else []
        every = at(group, "AllSupported") is True and strategy in (None, "ALL_SUPPORTED_RESOURCE_TYPES")
        return cls(
            on=at(row, "configuration.Recording") is True,
            every=every or strategy in ("ALL_SUPPORTED_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES"),
            types=_words(at(group, "ResourceTypes")),
            left_out=_words(at(group, "ExclusionByResourceTypes.ResourceTypes")),
            daily="DAILY" in modes,
        )

    def takes(self, type_: str) -> bool:
        """Return whether it records a type."""
        return self.on and (type_ in self.types or (self.every and type_ not in self.left_out))


def _words(found: Any) -> frozenset[str]:
    return (
        frozenset(word for word in found if isinstance(word, str)) if isinstance(found, list) else frozenset()
    )


@dataclass
class Read:
    """All rows of one table."""

    rows: list[Any] = field(default_factory=list)
    calls: int = 0
    note: str = ""
    """Why rows may be missing, of whichever account; empty: every page was read."""


@dataclass
class Fleet:
    """What the aggregator covers, and what was asked of it."""

    sources: Mapping[Place, Source]
    """All that it covers, however the user narrowed the scan."""
    recorders: Mapping[Place, Sequence[Recorder]]
    scope: Mapping[str, Sequence[str]]
    """Account -> the Regions to judge."""
    enabled: Sequence[str]
    """Regions that an account may use beyond its scope, as far as known."""
    main: str
    partition: str
    now: datetime
    filtered: frozenset[str] = frozenset()
    """Types that the aggregator's own filter leaves out."""

    def why(self, place: Place, table: Table, read: Read) -> str:
        """Return why what is known of a type in a place is not all there is, or an empty string."""
        if table.type in self.filtered:
            return FILTERED
        source = self.sources.get(place, Source(*place))
        found = read.note or source.why(self.now)
        if found:
            return found
        recorders = self.recorders.get(place, ())
        if not recorders:
            return NO_RECORDER
        if not any(r.on for r in recorders):
            return OFF
        return "" if any(r.takes(table.type) for r in recorders) else LEFT_OUT

    def troubles(self) -> dict[str, list[Place]]:
        """Return why copies prove nothing, with the places in scope; a stale copy before a recorder."""
        found: dict[str, list[Place]] = {}
        for place in ((account, region) for account, regions in self.scope.items() for region in regions):
            why = self.sources.get(place, Source(*place)).why(self.now)
            recorders = self.recorders.get(place, ())
            if not why and not any(r.on for r in recorders):
                why = OFF if recorders else NO_RECORDER
            if not why and any(
                not any(r.takes(t.type) for r in recorders) for t in TABLES if not t.everywhere
            ):
                why = LEFT_OUT
            if why:
                found.setdefault(why, []).append(place)
        return found

    def known_at(self, place: Place) -> datetime:
        """Return the time of which the copy of a place speaks; a daily recorder is a day behind."""
        source = self.sources.get(place)
        when = min(source.at, self.now) if source and source.at else self.now
        daily = any(r.daily for r in self.recorders.get(place, ()))
        return when - timedelta(days=1) if daily else when

    def dead(self, place: Place) -> bool:
        """Return whether a copy is too old to say anything."""
        source = self.sources.get(place)
        return bool(source and source.at and self.now - source.at > DEAD)


@dataclass
class _Lists:
    """Items by collector and key, for each account and Region."""

    items: dict[Place, dict[str, list[Any]]] = field(default_factory=dict)
    unclear: dict[Place, set[str]] = field(default_factory=dict)

    def take(self, table: Table, rows: Iterable[Any]) -> bool:
        """Take the rows of a table; False where one names no account and Region: it may be anyone's."""
        placed = True
        for row in rows:
            place = place_of(row)
            if place is None:
                placed = False
                continue
            try:
                made = tidy(dict(table.make(row)))
            except UnclearError:
                made = dict.fromkeys(table.gives)
            for name, item in made.items():
                if item is None:
                    self.unclear.setdefault(place, set()).add(name.partition(".")[0])
                else:
                    self.items.setdefault(place, {}).setdefault(name, []).append(item)
        return placed


def place_of(row: Any) -> Place | None:
    """Return the account and Region of a row, or None where it names none."""
    account, region = at(row, "accountId"), at(row, "awsRegion")
    known = (
        isinstance(account, str) and len(account) == 12 and account.isdecimal() and isinstance(region, str)
    )
    return (account, tidy(region)) if known else None


def facts_of(fleet: Fleet, reads: Mapping[str, Read]) -> list[Fact]:
    """Return the facts of every account in scope; ``reads``: type -> what was read of its table."""
    lists, reads = _Lists(), dict(reads)
    for table in TABLES:
        read = reads.get(table.type, Read())
        if not lists.take(table, read.rows):
            reads[table.type] = replace(read, note=read.note or UNCLEAR)
    out: list[Fact] = []
    names = dict.fromkeys(c for table in TABLES if not table.everywhere for c in table.collectors)
    tables = {name: [t for t in TABLES if name in t.collectors] for name in names}
    for account, regions in fleet.scope.items():
        out += _of_account(fleet, account, regions)
        for region in regions:
            place = (account, region)
            for name in names:
                out.append(_regional(fleet, reads, lists, place, name, tables[name]))
            out += [_fact(fleet, name, place, Status.SKIPPED, None, ONLY_DIRECT) for name in _DIRECT]
        out += _everywhere(fleet, reads, lists, account)
    return _counted(out, reads)


def _fact(fleet: Fleet, name: str, place: Place, status: Status, data: Any, note: str = "") -> Fact:
    return Fact(name, place[0], place[1] or None, status, data, fleet.known_at(place), note=note)


def _of_account(fleet: Fleet, account: str, regions: Sequence[str]) -> list[Fact]:
    own = {"account": account, "arn": "", "partition": fleet.partition}
    who = _fact(fleet, "who", (account, ""), Status.COMPLETE, own)
    if not regions:
        return [who, _fact(fleet, "regions", (account, ""), Status.FAILED, None, NO_SOURCE)]
    covered = [r for a, r in fleet.sources if a == account]
    data = {"enabled": sorted({*covered, *fleet.enabled, *regions}), "scope": list(regions)}
    return [who, _fact(fleet, "regions", (account, ""), Status.COMPLETE, data)]


def _regional(
    fleet: Fleet,
    reads: Mapping[str, Read],
    lists: _Lists,
    place: Place,
    name: str,
    tables: Sequence[Table],
) -> Fact:
    whys = {t.type: fleet.why(place, t, reads.get(t.type, Read())) for t in tables}
    note = next(filter(None, whys.values()), "")
    if name in lists.unclear.get(place, ()):
        note = note or UNCLEAR
    here = lists.items.get(place, {})
    data: dict[str, Any] = {}
    for key in dict.fromkeys(key for t in tables for key in t.gives if key.startswith(f"{name}.")):
        data[key.partition(".")[2]] = here.get(key, [])
    if not note:
        return _fact(fleet, name, place, Status.COMPLETE, _shaped(name, data, True))
    if fleet.dead(place) or not any(data.values()):
        return _fact(fleet, name, place, Status.FAILED, None, note)
    listed = not any(whys[t.type] for t in tables if LISTENERS in t.gives)
    return _fact(fleet, name, place, Status.PARTIAL, _shaped(name, data, listed), note)


def _shaped(name: str, data: dict[str, Any], listed: bool) -> dict[str, Any]:
    """Return the lists as the collector's docstring has them; ``listed``: all listeners are known."""
    if name == "eni":
        return {"interfaces": len(data["list"]), "list": data["list"]}
    if name == "pitr":
        return {"tables": data["tables"], "in_backup": []}
    if name == "os":
        return {"domains": _merged(data["domains"])}
    if name == "elb":
        return {"balancers": _with_listeners(data["balancers"], data["listeners"], listed)}
    return data


def _merged(domains: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each domain once: AWS Config may keep one under both names of the service. The worse counts."""
    found: dict[str, dict[str, Any]] = {}
    for one in domains:
        other = found.get(one["name"], one)
        both = {key: one[key] and other[key] for key in ("encrypted", "https")}
        found[one["name"]] = {**one, **both}
    return list(found.values())


def _with_listeners(
    balancers: Sequence[dict[str, Any]], listeners: Sequence[dict[str, Any]], listed: bool
) -> list[dict[str, Any]]:
    by_arn: dict[str, list[dict[str, Any]]] = {}
    for one in listeners:
        kept = {"protocol": one["protocol"], "redirects_to": one["redirects_to"]}
        by_arn.setdefault(one["balancer"], []).append(kept)
    out = []
    for balancer in balancers:
        known = by_arn.get(balancer["arn"], [] if listed else None)
        faces = balancer["scheme"] == "internet-facing"
        out.append({**balancer, "listeners": known if faces else None})
    return out


def _everywhere(fleet: Fleet, reads: Mapping[str, Read], lists: _Lists, account: str) -> list[Fact]:
    """Return the facts of what AWS Config keeps once for an account, in one Region or another."""
    places = [place for place in fleet.sources if place[0] == account]
    rows = [p for p in lists.items if p[0] == account and p not in fleet.sources]
    out = []
    for table in (t for t in TABLES if t.everywhere):
        name, read = table.collectors[0], reads.get(table.type, Read())
        found = [item for p in (*places, *rows) for item in lists.items.get(p, {}).get(table.gives[0], [])]
        if name == "s3_acct":
            out.append(_block(fleet, account, table, read, lists, found))
            continue
        where = [(account, fleet.main)] if name == "cdn" else places
        note = next(filter(None, (fleet.why(p, table, read) for p in where)), "" if where else NO_SOURCE)
        if any(name in lists.unclear.get(p, ()) for p in (*places, *rows)):
            note = note or UNCLEAR
        data = {table.gives[0].partition(".")[2]: found}
        status = Status.COMPLETE if not note else Status.PARTIAL if found else Status.FAILED
        out.append(_told(fleet, account, name, status, data, note, where))
    out.append(_fact(fleet, "s3_pub", (account, ""), Status.SKIPPED, None, ONLY_DIRECT))
    return out


def _block(
    fleet: Fleet, account: str, table: Table, read: Read, lists: _Lists, found: Sequence[dict[str, bool]]
) -> Fact:
    """Return the account's S3 switches: each is on only where every row has it on."""
    if not found:
        return _fact(fleet, "s3_acct", (account, ""), Status.SKIPPED, None, ONLY_DIRECT)
    where = [p for p, own in lists.items.items() if p[0] == account and table.gives[0] in own]
    data = {"set": True, **{key: all(one[key] for one in found) for key in found[0]}}
    note = next(filter(None, (fleet.why(p, table, read) for p in where)), "")
    return _told(fleet, account, "s3_acct", Status.PARTIAL if note else Status.COMPLETE, data, note, where)


def _told(
    fleet: Fleet, account: str, name: str, status: Status, data: Any, note: str, where: Sequence[Place]
) -> Fact:
    when = min((fleet.known_at(p) for p in where), default=fleet.now)
    return Fact(name, account, None, status, data if status.value != "failed" else None, when, note=note)


def _counted(facts: Sequence[Fact], reads: Mapping[str, Read]) -> list[Fact]:
    """Return the facts; the first of a collector carries the calls that all of them took together."""
    calls: dict[str, int] = {}
    for table in TABLES:
        name = table.collectors[0]
        calls[name] = calls.get(name, 0) + reads.get(table.type, Read()).calls
    out = []
    for fact in facts:
        n = calls.pop(fact.collector, 0) if fact.readable else 0
        out.append(replace(fact, calls=n) if n else fact)
    return out
