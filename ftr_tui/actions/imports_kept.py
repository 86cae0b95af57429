"""Which readings stand in a session when another comes in: the newer takes the place of what it covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ftr_tui.model.facts import Finding, Imported
from ftr_tui.model.replacing import Looked, last, left_of, takes_place, within


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
    beside: list[tuple[str, str]] = field(default_factory=list)
    """Questions, each with the older file that still speaks against it: the new one looked at less."""
    filled: int = 0
    """Questions that were open and evidence fills now."""
    filled_ids: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    """Questions that evidence filled before, and fills otherwise now."""
    contradicted: list[str] = field(default_factory=list)
    """Questions whose answer this contradicts."""


def put(out: TakenIn, kept: list[Imported], one: Imported, looked: Looked = frozenset()) -> list[Imported]:
    """Return the readings with ``one`` among them, if it is news; ``out`` says what became of it.

    ``looked``: where which check of a tool's file looked.
    """
    return _put_rows(out, kept, one, looked) if one.tool else _put_machine(out, kept, one)


def _put_machine(out: TakenIn, kept: list[Imported], one: Imported) -> list[Imported]:
    if any(_said(k) == _said(one) for k in kept):
        out.same += 1
        return kept
    machines = [k for k in kept if not k.tool]
    for known in machines:
        if _time(known) >= _time(one) and _within(one, known):
            # An older one still says what the newer could not read, or did not look at.
            one = one.model_copy(update={"finding": left_of(one.finding, known.finding)})
    if not one.finding:
        out.older += 1
        return kept
    if any(_said(k) == _said(one) for k in kept):
        out.same += 1
        return kept
    stands = []
    for known in kept:
        if not known.tool and _time(known) <= _time(one) and _within(known, one):
            left = left_of(known.finding, one.finding)
            if not left:
                out.replaced.append(known)
                continue
            known = known.model_copy(update={"finding": left})
        stands.append(known)
    out.taken.append(one)
    return [*stands, one]


def _within(one: Imported, other: Imported) -> bool:
    return within(one.accounts, one.scan, other.accounts, other.scan)


def _put_rows(out: TakenIn, kept: list[Imported], one: Imported, looked: Looked) -> list[Imported]:
    """Put a tool's file beside others: it may be one part of several, so each question is looked at alone."""
    rivals = [k for k in kept if k.tool == one.tool]
    if any(_said(k) == _said(one) or _same_file(k, one) for k in rivals):
        out.same += 1
        return kept
    known = [(k, f) for k in rivals for f in k.finding]
    news = [f for f in one.finding if not any(_newer(k, was, one, f) for k, was in known)]
    if not news:
        out.older += 1
        return kept
    left = []
    for each in kept:
        if each.tool == one.tool:
            still = [f for f in each.finding if not any(_newer(one, n, each, f, looked) for n in news)]
            out.beside += [(f.question, each.file) for f in still if _against(f, news)]
            if not still:
                out.replaced.append(each)
                continue
            each = each.model_copy(update={"finding": still})
        left.append(each)
    one = one.model_copy(update={"finding": news})
    out.taken.append(one)
    return [*left, one]


def _newer(one: Imported, new: Finding, other: Imported, old: Finding, looked: Looked = frozenset()) -> bool:
    """Whether a finding takes the place of another tool's finding: it says as much, and is not older."""
    from ftr_tui.rules.elsewhere import UNFILTERED

    if not takes_place(new, old, looked, filtered=UNFILTERED if one.hash else ""):
        return False
    if _undated(one, new) and not _undated(other, old):
        return False
    if old.favourable is False and new.favourable is not False:
        return last(new) > last(old)
    return last(new) >= last(old)


def _undated(one: Imported, finding: Finding) -> bool:
    """Whether a file does not say when this was looked at: then it counts as of the day it came in."""
    return bool(one.hash) and finding.read_at == one.at


def _against(old: Finding, news: list[Finding]) -> bool:
    """Whether an older word against us stays beside a newer one that is not."""
    same = [n for n in news if n.question == old.question and set(old.accounts) <= set(n.accounts)]
    return old.favourable is False and any(n.favourable is not False and last(n) >= last(old) for n in same)


def _same_file(known: Imported, one: Imported) -> bool:
    return bool(one.hash) and known.hash == one.hash and set(one.covers) <= set(known.covers)


def _said(one: Imported) -> dict[str, Any]:
    return one.model_dump(exclude={"file", "at", "by"})


def _time(one: Imported) -> float:
    return (one.read_at or one.at).timestamp()
