"""Facts of several parts, and deep ones that nobody asked for: what of them a rule may rest on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ftr_tui.model.facts import Fact, Facts, Status
from ftr_tui.rules.reading import NOT_ASKED, Missing, Reading, empty, everywhere, once, usable, words_of
from ftr_tui.rules.words import joined, listed

SHAPES = {"macie": str, "ecr_scan": str, "inspector": dict}
"""The type of a part; all others are lists."""


def has(fact: Fact, parts: Collection[str]) -> bool:
    """Return whether ``parts`` of ``fact`` were read whole, whatever became of the others."""
    return (
        usable(fact)
        and set(parts) <= set(words_of(fact.data.get("read")))
        and all(isinstance(fact.data.get(part), SHAPES.get(part, list)) for part in parts)
    )


def parted(facts: Facts, collector: str, *parts: str) -> Reading:
    """Read a collector of active Regions of which ``parts`` count: one that is partial for others will do."""
    reading = everywhere(facts, collector, idle=True)
    whole = {(f.account, f.region) for f in reading.facts if has(f, parts)}
    less = {(f.account, f.region): f for f in reading.facts if not has(f, parts)}
    missing = [
        m
        for m in reading.missing
        if m.collector != collector or m.status is not Status.PARTIAL or (m.account, m.region) not in whole
    ]
    known = {(m.account, m.region) for m in missing if m.collector == collector}
    missing += [
        Missing(f.account, f.region, collector, f.status, f.gaps, f.note)
        for place, f in less.items()
        if place not in known
    ]
    return Reading(reading.facts, tuple(missing))


def deep(facts: Facts, collector: str, above: str, nothing: Callable[[Fact], bool]) -> Reading:
    """Read a collector of ``--deep``; skipped, it lacks nothing if the list ``above`` it is empty."""
    reading = everywhere(facts, collector, idle=True)
    quiet = {(f.account, f.region) for f in facts.of(above) if empty(f) or (usable(f) and nothing(f))}
    return Reading(
        reading.facts,
        tuple(
            m
            for m in reading.missing
            if m.collector != collector
            or m.status is not Status.SKIPPED
            or (m.account, m.region) not in quiet
        ),
    )


def tasks(facts: Facts) -> Reading:
    """Read the task definitions; without an ECS cluster there are none."""
    return deep(facts, "tasks", "res", lambda f: has(f, ("ecs",)) and not f.data["ecs"])


def user_data(facts: Facts) -> Reading:
    """Read the user data; without a running instance there is none."""

    def idle(fact: Fact) -> bool:
        found = fact.data.get("instances")
        return (
            fact.complete
            and isinstance(found, list)
            and not any(isinstance(one, dict) and one.get("state") == "running" for one in found)
        )

    return deep(facts, "udata", "inst", idle)


def asked(reading: Reading) -> tuple[Missing, ...]:
    """Return what is missing of a deep collector, unless nobody asked for it: that is no gap."""
    return tuple(m for m in reading.missing if m.note != NOT_ASKED)


def unasked(*readings: tuple[str, Reading]) -> str:
    """Return what was not looked at, as it needs ``--deep``; ``readings`` come with their names."""
    names = [name for name, reading in readings if any(m.note == NOT_ASKED for m in reading.missing)]
    return f"Not looked at: {joined(names)} ({NOT_ASKED})." if names else ""


def organization(facts: Facts) -> tuple[Reading, str]:
    """Read the organization's accounts, and say where they could not be listed: a member may not do it."""
    reading = once(facts, "org_acc")
    skipped = [m.account for m in reading.missing if m.status is Status.SKIPPED]
    rest = tuple(m for m in reading.missing if m.status is not Status.SKIPPED)
    note = f"The accounts of the organization cannot be listed from {listed(skipped)}." if skipped else ""
    return Reading(reading.facts, rest), note


def last(arn: object) -> str:
    """Return the name at the end of an ARN: of a function, a role, or a task definition with its number."""
    text = str(arn)
    return text.rpartition("/" if "/" in text else ":")[2]


def places(facts: Iterable[Fact]) -> list[str]:
    """Return account/Region of each fact."""
    return [f"{f.account}/{f.region}" for f in facts]
