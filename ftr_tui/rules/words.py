"""How findings are worded: counts, lists, times, and the few forms of sentence that all rules share."""

from __future__ import annotations

from collections import Counter
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


def share(n: int, total: int, noun: str) -> str:
    """Return e.g. ``2 of 3 Regions``, ``none of 3 Regions``."""
    return f"{n or 'none'} of {count(total, noun)}"


def joined(names: Sequence[str]) -> str:
    """Return e.g. ``a``, ``a and b``, ``a, b and c``."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def listed(names: Iterable[str], limit: int = NAMED) -> str:
    """Return the first ``limit`` names and how many more there are, each short and on one line."""
    short = [one_line(name, 160) for name in names]
    if len(short) <= limit:
        return joined(short)
    return f"{', '.join(short[:limit])}, and {len(short) - limit} more"


def labels(resources: Sequence[Resource], named: bool = False) -> list[str]:
    """Return names for a sentence, with the account or Region where the finding spans several.

    ``named`` puts each resource's detail behind it; so does a name that stands there twice.
    """
    names = Counter((r.name, r.account, r.region) for r in resources)
    accounts = len({r.account for r in resources}) > 1
    regions = len({r.region for r in resources}) > 1
    found = []
    for r in resources:
        twice = names[r.name, r.account, r.region] > 1
        notes = [r.detail] if (named or twice) and r.detail else []
        notes += [r.region] if regions and r.region else []
        notes += [r.account] if accounts and r.account else []
        found.append(one_line(r.name, 80) + (f" ({', '.join(notes)})" if notes else ""))
    return found


def faulty(
    bad: Sequence[Resource], total: int, noun: str, fault: tuple[str, str], at_least: bool = False
) -> str:
    """Return ``4 of 9 active keys are older than 90 days: a, b, and 2 more.``

    ``fault`` is the rest of the sentence for one and for several; ``at_least`` says that not all was read.
    """
    head = f"{len(bad)} of {total} {plural(noun, total)}"
    if at_least:
        head = f"At least {head} read"
    elif total == 1:
        head = f"The only {noun}"
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
