"""What an aggregator's tables still say, where some of its accounts were read directly since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ftr_tui.model.agreement import SCOPE
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.i18n import _

AGGREGATOR = "AWS Config aggregator"
"""The ``tool`` of an ``Imported`` whose findings our own rules made of AWS Config's tables."""
_NAMED = 3


def directly_read(evidence: Evidence) -> list[Finding]:
    """Return the findings of direct reads: our own scan's, and those of other machines."""
    others = [f for one in evidence.imported if not one.tool for f in one.finding]
    return [
        f
        for f in (*evidence.finding, *others)
        if f.verdict is not Verdict.UNKNOWN and not f.not_reread and not f.tool
    ]


def narrowed(found: Sequence[Finding], direct: Iterable[Finding]) -> list[Finding]:
    """Return an aggregator's findings without what stood against accounts that were read directly since.

    Only what is unfavourable is narrowed, and only where the verdict of each account is known: a table that
    is older than a direct read must not contradict it, and says what it said of all other accounts.
    """
    newer: dict[str, list[Finding]] = {}
    for one in direct:
        newer.setdefault(one.question, []).append(one)
    return [_without(f, newer.get(f.question, ())) for f in found]


def _again(found: Finding, one: Finding, account: str) -> bool:
    """Whether a direct read of an account looked in every Region in which something stood against it."""
    whole = found.total <= len(found.resources)
    there = {r.region for r in found.resources if r.account == account and r.region}
    if whole or (one.favourable and not any(f"{SCOPE}Region" in line for line in one.assumes.split("\n"))):
        return not one.regions or there <= set(one.regions)
    return not one.regions or set(found.regions) <= set(one.regions)


def _without(found: Finding, direct: Sequence[Finding]) -> Finding:
    if found.favourable is not False or not found.by_account:
        return found
    newer = [one for one in direct if one.read_at > found.read_at]
    read = {a for one in newer for a in one.accounts if _again(found, one, a)} & set(found.accounts)
    if not read:
        return found
    against = [a for a, verdict in found.by_account.items() if verdict == found.verdict and a not in read]
    again = ", ".join(sorted(read)[:_NAMED]) + (", …" if len(read) > _NAMED else "")
    left = [r for r in found.resources if r.account not in read]
    if not against:
        said = _("Not decided: all that stood against it was in accounts that were read directly since ({}).")
        undecided: dict[str, object] = {"verdict": Verdict.SUPPORTS, "favourable": None, "assumes": ""}
        undecided |= {"by_account": {}, "draft": "", "resources": left, "total": len(left)}
        return found.model_copy(update=undecided | {"summary": said.format(again)})
    said = _("In {} of {} accounts: {}. Read directly since, and not counted: {}. All of it said: {}")
    named = ", ".join(against[:_NAMED]) + (", …" if len(against) > _NAMED else "")
    whole = len(found.resources) == found.total
    update: dict[str, object] = {
        "summary": said.format(len(against), len(found.accounts) - len(read), named, again, found.summary),
        "resources": left,
        "total": len(left) if whole else max(len(left), 1),
        "accounts": [a for a in found.accounts if a not in read],
        "by_account": {a: v for a, v in found.by_account.items() if a not in read},
    }
    return found.model_copy(update=update)
