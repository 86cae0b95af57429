"""How findings are worded: counts, lists, times, and the few forms of sentence that all rules share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ftr_tui.model.facts import Resource
from ftr_tui.model.text import one_line

NAMED = 5
"""How many resources a sentence names; the finding's list holds all of them."""


def plural(noun: str, n: int) -> str:
    """Return ``noun`` for ``n`` things; only the regular plurals that the rules use."""
    if n == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in ("a", "e", "o", "u"):
        return noun[:-1] + "ies"
    return noun + "s"


def count(n: int, noun: str) -> str:
    """Return e.g. ``1 key``, ``4 keys``, ``no keys``."""
    return f"{n or 'no'} {plural(noun, n)}"


def joined(names: Sequence[str]) -> str:
    """Return e.g. ``a``, ``a and b``, ``a, b and c``."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def listed(names: Iterable[str], limit: int = NAMED) -> str:
    """Return the first ``limit`` names and how many more there are, each short and on one line."""
    short = [one_line(name, 80) for name in names]
    if len(short) <= limit:
        return joined(short)
    return f"{', '.join(short[:limit])}, and {len(short) - limit} more"


def labels(resources: Sequence[Resource], named: bool = False) -> list[str]:
    """Return names for a sentence, with the account or Region where the finding spans several.

    ``named`` puts each resource's detail behind it.
    """
    accounts = len({r.account for r in resources}) > 1
    regions = len({r.region for r in resources}) > 1
    found = []
    for r in resources:
        notes = [r.detail] if named and r.detail else []
        notes += [r.region] if regions and r.region else []
        notes += [r.account] if accounts and r.account else []
        found.append(f"{one_line(r.name, 80)} ({', '.join(notes)})" if notes else r.name)
    return found


def faulty(
    bad: Sequence[Resource], total: int, noun: str, fault: tuple[str, str], at_least: bool = False
) -> str:
    """Return ``4 of 9 active keys are older than 90 days: a, b, and 2 more.``

    ``fault`` is the rest of the sentence for one and for several; ``at_least`` says that not all was read.
    """
    head = f"At least {len(bad)} of the {total} {plural(noun, total)} read" if at_least else ""
    head = head or f"{len(bad)} of {total} {plural(noun, total)}"
    return f"{head} {fault[len(bad) != 1]}: {listed(labels(bad))}."


def every(n: int, noun: str, one: str, many: str) -> str:
    """Return ``All 9 keys are young.``, with the words for one and for two; ``n`` is at least 1."""
    if n == 1:
        return f"The only {noun} {one}."
    return f"{'Both' if n == 2 else f'All {n}'} {plural(noun, n)} {many}."


def stamp(when: datetime) -> str:
    """Return e.g. ``2026-11-24 10:05 UTC``."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def day(when: datetime | None) -> str:
    """Return e.g. ``2026-11-24`` (UTC), or ``never``."""
    return f"{when.astimezone(UTC):%Y-%m-%d}" if when else "never"


def sentence(*parts: str) -> str:
    """Return the parts that are not empty, with one blank between."""
    return " ".join(part for part in parts if part)


def capital(text: str) -> str:
    """Return ``text`` with its first letter large and the rest as it was."""
    return text[:1].upper() + text[1:]
