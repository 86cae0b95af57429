"""Which readings stand in a session when another comes in: the newer takes the place of what it covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ftr_tui.model.facts import Finding, Imported


@dataclass(slots=True)
class TakenIn:
    """What became of a file."""

    taken: list[Imported] = field(default_factory=list)
    replaced: list[Imported] = field(default_factory=list)
    """Older ones of the same accounts, now gone."""
    same: int = 0
    """Readings that stand here already, as they are."""
    older: int = 0
    """Readings that are not newer than one of the same accounts here."""
    filled: int = 0
    """Questions that were open and evidence fills now."""
    filled_ids: list[str] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)
    """Questions whose answer this contradicts."""


def put(out: TakenIn, kept: list[Imported], one: Imported) -> list[Imported]:
    """Return the readings with ``one`` among them, if it is news; ``out`` says what became of it."""
    return _put_rows(out, kept, one) if one.tool else _put_machine(out, kept, one)


def _put_machine(out: TakenIn, kept: list[Imported], one: Imported) -> list[Imported]:
    mine = set(one.accounts)
    for known in kept:
        if _said(known) == _said(one):
            out.same += 1
            return kept
        if not known.tool and mine <= set(known.accounts) and _time(known) >= _time(one):
            out.older += 1
            return kept
    gone = [k for k in kept if not k.tool and set(k.accounts) <= mine and _time(k) <= _time(one)]
    out.replaced += gone
    out.taken.append(one)
    return [*(k for k in kept if k not in gone), one]


def _put_rows(out: TakenIn, kept: list[Imported], one: Imported) -> list[Imported]:
    """Put a tool's file beside others: it may be one part of several, so each question is looked at alone."""
    rivals = [k for k in kept if k.tool == one.tool]
    if any(_said(k) == _said(one) or _same_file(k, one) for k in rivals):
        out.same += 1
        return kept
    known = [f for k in rivals for f in k.finding]
    news = [f for f in one.finding if not any(_covers(k, f) and k.read_at >= f.read_at for k in known)]
    if not news:
        out.older += 1
        return kept
    left = []
    for each in kept:
        if each.tool == one.tool:
            still = [f for f in each.finding if not any(_covers(n, f) for n in news)]
            if not still:
                out.replaced.append(each)
                continue
            each = each.model_copy(update={"finding": still})
        left.append(each)
    one = one.model_copy(update={"finding": news})
    out.taken.append(one)
    return [*left, one]


def _same_file(known: Imported, one: Imported) -> bool:
    return bool(one.hash) and known.hash == one.hash and set(one.covers) <= set(known.covers)


def _covers(new: Finding, old: Finding) -> bool:
    return (
        new.question == old.question
        and set(old.accounts) <= set(new.accounts)
        and set(old.regions) <= set(new.regions)
    )


def _said(one: Imported) -> dict[str, Any]:
    return one.model_dump(exclude={"file", "at", "by"})


def _time(one: Imported) -> float:
    return (one.read_at or one.at).timestamp()
