"""Controls by AWS account: where nothing wrong was found, where something fails, where nothing was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.outcome import Review


class Cell(StrEnum):
    """What evidence says of one control in one account, worst first."""

    FAILS = "fails"
    """Something there is against it: the verdict of this account alone, or resources that are named."""
    UNREAD = "not read"
    """A call that it needs could not be read there."""
    CLEAR = "nothing wrong found"
    """All that was asked of this account was read, and none of it is against the control."""
    UNDECIDED = "decides nothing"
    """Read, but what was seen there only helps to answer."""
    NOT_LOOKED = "not looked at"
    """No evidence about it was read in this account."""


@dataclass(frozen=True, slots=True)
class Place:
    """One cell: what it says, and how many of the resources that are named lie there."""

    cell: Cell
    resources: int = 0
    more: bool = False
    """The findings name more resources than are kept, so there may be more here."""


@dataclass(frozen=True)
class Matrix:
    """Rows are controls with evidence, in AWS's order; columns are accounts in the order of the scan."""

    accounts: tuple[str, ...]
    rows: dict[str, dict[str, Place]] = field(default_factory=dict)

    def worst_first(self) -> tuple[str, ...]:
        """Return the accounts with the most controls that fail first, then with the most unread ones."""
        order = {a: n for n, a in enumerate(self.accounts)}
        tally = {a: Counter(row[a].cell for row in self.rows.values()) for a in self.accounts}
        return tuple(
            sorted(self.accounts, key=lambda a: (-tally[a][Cell.FAILS], -tally[a][Cell.UNREAD], order[a]))
        )

    def counts(self, account: str) -> dict[Cell, int]:
        """Return how many controls say what of one account; adds up to the rows."""
        tally = Counter(row[account].cell for row in self.rows.values())
        return {c: tally[c] for c in Cell}


def accounts_of(evidence: Evidence) -> tuple[str, ...]:
    """Return the accounts that evidence is about: of the scan, of findings alone, of what was taken in."""
    found = list(evidence.scan.accounts) if evidence.scan is not None else []
    theirs = [a for one in evidence.imported for a in one.accounts]
    return tuple(a for a in dict.fromkeys([*found, *_named(evidence), *theirs]) if a)


def _named(evidence: Evidence) -> list[str]:
    return [a for f in evidence.finding for a in f.accounts]


def matrix(
    review: Review,
    evidence: Evidence,
    good: Mapping[str, str],
    apart: Mapping[str, Sequence[Finding]] | None = None,
) -> Matrix:
    """Return the matrix of a session. ``good``: question -> the answer that helps, ``yes`` or ``no``.

    ``apart``: question -> what each source read, where several machines did (``joining.readings``); the
    judgement of all of them together has only the worst, and says nothing of the other accounts.
    """
    accounts = accounts_of(evidence)
    closed = {
        (u.account, control) for u in evidence.unread for control in u.controls if u.account in set(accounts)
    }
    rows = {}
    for state in review.states.values():
        found = [a.finding for a in state.answers.values() if a.finding is not None]
        if found:
            each = [f for whole in found for f in (apart or {}).get(whole.question, [whole])]
            looks = [_Look(f, good.get(f.question, "")) for f in each]
            rows[state.id] = {a: _place(looks, a, closed=(a, state.id) in closed) for a in accounts}
    return Matrix(accounts, rows)


class _Look:
    """One finding, made ready to be asked about many accounts."""

    def __init__(self, finding: Finding, good: str) -> None:
        self.finding = finding
        self.good = good
        self.resources = Counter(r.account for r in finding.resources)
        self.cut = finding.total > len(finding.resources)
        self.read = frozenset(finding.accounts)

    def at(self, account: str) -> Cell:
        """Return what this finding says of one account."""
        whole = self.finding
        alone = whole.by_account.get(account, "")
        if alone:
            if alone in (Verdict.YES, Verdict.NO):
                return Cell.CLEAR if alone == self.good else Cell.FAILS if self.good else Cell.UNDECIDED
            others = {Verdict.NOT_APPLICABLE: Cell.CLEAR, Verdict.UNKNOWN: Cell.UNREAD}
            return others.get(Verdict(alone), Cell.UNDECIDED) if alone in list(Verdict) else Cell.UNDECIDED
        if whole.favourable is False and (self.resources[account] or self.read == {account}):
            return Cell.FAILS
        if account not in self.read:
            return Cell.NOT_LOOKED
        if whole.favourable:
            return Cell.CLEAR
        if whole.verdict is Verdict.UNKNOWN:
            return Cell.UNREAD if len(self.read) == 1 else Cell.UNDECIDED
        if whole.favourable is False and not self.cut and all(self.resources):
            # Every resource that is against it is named with its account, and none of them is here.
            return Cell.CLEAR if self.resources else Cell.UNDECIDED
        return Cell.UNDECIDED


def _place(looks: Sequence[_Look], account: str, *, closed: bool) -> Place:
    said = {look.at(account) for look in looks}
    if Cell.FAILS in said:
        against = [look for look in looks if look.at(account) is Cell.FAILS]
        most: dict[str, int] = {}  # Two readings of one account name the same resources.
        for look in against:
            question = look.finding.question
            most[question] = max(most.get(question, 0), look.resources[account])
        number = sum(most.values())
        return Place(Cell.FAILS, number, any(look.cut for look in against))
    if closed or Cell.UNREAD in said:
        return Place(Cell.UNREAD)
    if any(look.finding.favourable is False and look.at(account) is Cell.UNDECIDED for look in looks):
        # It fails somewhere and nothing says where: another question's good news does not clear it here.
        return Place(Cell.UNDECIDED)
    return Place(next((c for c in Cell if c in said), Cell.NOT_LOOKED))
