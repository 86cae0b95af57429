"""Backup and recovery: which stores are backed up by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.holdings import (
    BUCKET,
    DATABASE,
    DATABASE_CLUSTER,
    FILE_SYSTEM,
    REDSHIFT,
    TABLE,
    VOLUME,
    Place,
    Thing,
    commands,
    look,
    missing_of,
    tally,
    things,
)
from ftr_tui.rules.parts import has, parted
from ftr_tui.rules.reading import Missing, Reading, empty, moment, once, rows, whole, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, every, faulty, joined, listed, sentence, share

_RECENT = timedelta(days=35)
"""A last backup in AWS Backup older than this protects nothing: RDS and PITR keep 35 days at most."""


_SERVICE = "AWS Backup"
_DETAILS = (TABLE, FILE_SYSTEM)
_IN_ARN = {
    DATABASE: ":db:",
    DATABASE_CLUSTER: ":cluster:",
    TABLE: ":table/",
    FILE_SYSTEM: ":file-system/",
    REDSHIFT: ":cluster:",
}
"""What stands between account and name in the ARN of a store."""


@dataclass(frozen=True)
class _Store:
    """One store, and what backs it up by itself: True, False, or None where that was not read."""

    thing: Thing
    protected: bool | None
    how: str


def _kept(thing: Thing, unit: str) -> _Store:
    days = thing.row.get("retention")
    if not isinstance(days, int) or isinstance(days, bool):
        return _Store(thing, None, "")
    return _Store(thing, days >= 1, f"{unit} kept {count(days, 'day')}" if days >= 1 else f"{unit} are off")


def _stores(read: dict[str, Reading]) -> list[_Store]:
    databases = [
        _kept(thing, "automated backups")
        for thing in things(read["rds"], DATABASE)
        # A cluster is backed up as a whole, and a replica is a copy of what is backed up elsewhere.
        if not thing.row.get("cluster") and not thing.row.get("replica_of")
    ]
    clusters = [_kept(thing, "automated backups") for thing in things(read["rds"], DATABASE_CLUSTER)]
    warehouses = [_kept(thing, "automated snapshots") for thing in things(read["rshift"], REDSHIFT)]
    systems = [
        _Store(
            thing,
            on if isinstance(on := thing.row.get("backup"), bool) else None,
            "automatic backups" if on is True else "automatic backups are off",
        )
        for thing in things(read["efs"], FILE_SYSTEM)
    ]
    return [*databases, *clusters, *_tables(read), *systems, *warehouses]


def _tables(read: dict[str, Reading]) -> list[_Store]:
    recovery = {(f.account, f.region): f for f in read["pitr"].facts}
    found = []
    for table in things(read["ddb"], TABLE):
        fact = recovery.get(table.place)
        on: bool | None = None
        if fact:
            states = {str(row.get("name")): row.get("pitr") for row in rows(fact, "tables")}
            saved = table.name in words_of(fact.data.get("in_backup") or [])
            if not saved and table.name not in states and whole(fact):
                continue  # deleted while the scan ran
            on = True if saved else state if isinstance(state := states.get(table.name), bool) else None
            if saved:
                found.append(_Store(table, True, _SERVICE))
                continue
        how = "point-in-time recovery" if on else "point-in-time recovery is off"
        found.append(_Store(table, on, how))
    return found


def _backed_up(read: dict[str, Reading]) -> dict[Place, dict[str, datetime | None]]:
    """Return what AWS Backup protects in each place: ARN -> last backup."""
    found: dict[Place, dict[str, datetime | None]] = {}
    for fact in read["bak"].facts:
        place = found.setdefault((fact.account, fact.region), {})
        for row in rows(fact, "protected"):
            place[str(row.get("arn"))] = moment(row.get("last_backup"))
    return found


def _arn(thing: Thing) -> str:
    """Return the ARN by which AWS Backup knows a store, or its end; tables and warehouses come without."""
    if own := thing.row.get("arn"):
        return str(own)
    return f":{thing.fact.region}:{thing.fact.account}{_IN_ARN[thing.kind]}{thing.name}"


def _with_backup(read: dict[str, Reading], facts: Facts) -> tuple[list[_Store], list[Missing]]:
    """Return the stores with what AWS Backup does for them, and what of it was not read."""
    saved = _backed_up(read)
    known = {(f.account, f.region) for f in facts.of("bak") if empty(f)}
    known |= {(f.account, f.region) for f in read["bak"].facts if has(f, ("protected",))}
    stores: list[_Store] = []
    missing: list[Missing] = []
    for store in _stores(read):
        if store.protected:
            stores.append(store)
            continue
        place, end = store.thing.place, _arn(store.thing)
        times = [when for arn, when in saved.get(place, {}).items() if when and arn.endswith(end)]
        last = max(times, default=None)
        if place in known and last and facts.now - last <= _RECENT:
            stores.append(_Store(store.thing, True, _SERVICE))
        elif store.protected is False and place in known:
            old = f"last in AWS Backup on {day(last)}" if last else "not in AWS Backup"
            stores.append(_Store(store.thing, False, f"{store.how}, {old}"))
        else:
            stores.append(_Store(store.thing, None, store.how))
            missing += [m for m in read["bak"].missing if (m.account, m.region) == place]
            missing += _unread(read, store.thing) if store.protected is None else []
    return stores, missing


def _unread(read: dict[str, Reading], thing: Thing) -> list[Missing]:
    """Return why it is open whether a store is backed up by itself."""
    collector = "pitr" if thing.kind is TABLE else thing.kind.collector
    gone = [m for m in read[collector].missing if (m.account, m.region) == thing.place]
    if gone:
        return gone
    unclear = thing.unclear("no backup setting read for")
    return [Missing(unclear.account, unclear.region, collector, unclear.status, note=unclear.note)]


def _needed(read: dict[str, Reading]) -> list[Missing]:
    """Return what is missing, apart from AWS Backup; without tables nobody needs their recovery."""
    no_tables = {(f.account, f.region) for f in read["ddb"].facts if whole(f) and not f.data["tables"]}
    tables = [m for m in read["pitr"].missing if (m.account, m.region) not in no_tables]
    return [*missing_of(read[name] for name in ("rds", "ddb", "efs", "rshift", "vol")), *tables]


def _spread(stores: Iterable[_Store]) -> str:
    """Return e.g. ``2 of 5 databases and 3 of 6 tables``: those without a backup."""
    counted: dict[str, Counter[bool]] = {}
    for store in stores:
        counted.setdefault(store.thing.kind.noun, Counter())[store.protected is False] += 1
    return joined([share(c[True], c.total(), noun) for noun, c in counted.items() if c[True]])


def _resource(store: _Store) -> Resource:
    return store.thing.resource(store.how)


def _protected(facts: Facts) -> Draft:
    read = look(facts, "rds", "ddb", "pitr", "efs", "rshift", "vol") | {
        "bak": parted(facts, "bak", "protected")
    }
    buckets = once(facts, "s3_list")
    stores, open_ = _with_backup(read, facts)
    missing = [*_needed(read), *buckets.missing, *open_]
    bad = [store for store in stores if store.protected is False]
    against = None
    if bad:
        resources = [_resource(s) for s in bad]
        fault = ("has no automatic backup", "have no automatic backup")
        text = faulty(resources, len(stores), "data store", fault, bool(missing))
        several = len({s.thing.kind for s in stores}) > 1
        against = Draft(
            Verdict.NO,
            sentence(text, f"Without a backup: {_spread(stores)}." if several else ""),
            tuple(resources),
            commands((s.thing for s in bad), DATABASE, (), _DETAILS),
            assumes=(
                "Each of these stores holds critical data; one that does not is exempt, with a reason.",
            ),
        )
    safe = [s for s in stores if s.protected]
    partly = f"{joined(tally(s.thing for s in safe))} backed up automatically." if safe else ""
    others = [*things(buckets, BUCKET), *(t for t in things(read["vol"], VOLUME) if not _going(t))]
    return decide(facts, against, missing, partly, _holds(read, stores, others))


def _going(volume: Thing) -> bool:
    return volume.row.get("state") in ("deleting", "deleted")


def _holds(read: dict[str, Reading], stores: Sequence[_Store], others: Sequence[Thing]) -> Draft:
    recheck = commands((*(s.thing for s in stores), *others), DATABASE, [read["rds"]], _DETAILS)
    counted = joined(tally(others))
    if not stores:
        what = "no databases, tables or file systems found" + (f"; {counted}" if counted else "")
        undecided = "backups of volumes and buckets are not judged, and data may be elsewhere"
        return Draft(Verdict.SUPPORTS, seen(what, undecided), recheck=recheck)
    backed = every(len(stores), "data store", "is backed up automatically", "are backed up automatically")
    ways = Counter(store.how for store in stores)
    said = sentence(
        f"{backed.rstrip('.')}: {joined(tally(s.thing for s in stores))}.",
        f"{capital(listed(f'{n} by {how}' for how, n in ways.most_common()))}.",
    )
    assumes = ["These backups are often enough for the RPO."]
    if counted:
        hold, are = ("holds", "is") if len(others) == 1 else ("hold", "are")
        assumes.insert(0, f"{counted} {hold} no critical data, or {are} backed up as well.")
    return Draft(
        Verdict.YES,
        said,
        recheck=recheck,
        assumes=tuple(assumes),
        response=said,
        ask="RPO, and how critical data was chosen: …",
    )


RULES = (
    Rule(
        "BAR-001.1",
        "BAR-001",
        ("regions", "rds", "ddb", "pitr", "efs", "rshift", "vol", "bak", "s3_list"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "Databases, tables, file systems and warehouses are backed up by themselves or by AWS Backup",
        AWS_TEXT["BAR-001.1"],
        _protected,
    ),
)
"""Source: AWS's control BAR-001, REL09-BP01 and REL09-BP03."""
