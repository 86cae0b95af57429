"""What a person agrees to for evidence to count: once for the whole scope, or for one question."""

from __future__ import annotations

from collections.abc import Iterable

from ftr_tui.model.facts import Evidence, Finding
from ftr_tui.model.session import Agreed, Answer

SCOPE = "Production runs in "
"""How the rules begin what they assume of the whole scope (rules.base says it for all of them)."""


def scope_lines(assumes: str) -> list[str]:
    """Return those lines that are about the whole scope: which accounts and Regions are all of production."""
    return [line for line in assumes.split("\n") if line.startswith(SCOPE)]


def own_lines(assumes: str) -> list[str]:
    """Return those lines that are about one question alone."""
    return [line for line in assumes.split("\n") if line and not line.startswith(SCOPE)]


def stated(evidence: Evidence) -> list[str]:
    """Return what the last scan assumes of its whole scope, each line once."""
    found = (line for f in evidence.finding if not f.not_reread for line in scope_lines(f.assumes))
    return list(dict.fromkeys(found))


def accounts(evidence: Evidence) -> list[str]:
    """Return the accounts that were read: by the last scan, and by other machines and tools.

    Of a tool's file only those that a finding is about: of the others nothing is stated.
    """
    found = list(evidence.scan.accounts) if evidence.scan else []
    for one in evidence.imported:
        found += [a for f in one.finding for a in f.accounts] if one.tool else one.accounts
    return list(dict.fromkeys(found))


def regions(evidence: Evidence) -> list[str]:
    """Return the Regions that were read, in the same way."""
    scans = [evidence.scan, *(i.scan for i in evidence.imported)]
    return list(dict.fromkeys(r for s in scans if s is not None for r in s.regions))


def holding(agreed: Iterable[Agreed], evidence: Evidence) -> dict[str, Agreed]:
    """Return what was agreed to of exactly the accounts that were read last, by its text."""
    read = set(accounts(evidence))
    return {a.text: a for a in agreed if set(a.accounts) == read}


def covers(stored: Answer, finding: Finding) -> bool:
    """Whether a person who confirmed evidence agreed to the scope that it has now.

    Other accounts, or Regions left out, are another statement: that nobody has made yet.
    """
    lines = scope_lines(finding.assumes)
    if not lines:
        return True
    same = not stored.accounts or set(stored.accounts) == set(finding.accounts)
    return same and set(lines) <= set(scope_lines(stored.assumes))
