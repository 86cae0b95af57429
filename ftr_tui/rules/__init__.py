"""Facts -> findings: pure functions, one module for each section of the checklist (design.md section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.facts import FIRST_LIST, Fact, Facts, Finding, Gap, Status, Unread
from ftr_tui.rules import (
    access_keys,
    availability,
    backup,
    backups,
    compliance,
    contacts,
    encryption,
    identity,
    incident,
    inventory,
    least_privilege,
    network,
    people,
    resilience,
    reviewed,
    root_account,
    s3,
    secrets,
    subnets,
    support,
    third_parties,
    upkeep,
)
from ftr_tui.rules.base import Draft, Rule, finding

__all__ = ["RULES", "Draft", "Rule", "asked", "judge", "partial", "unread"]

_MODULES = (
    compliance,
    inventory,
    support,
    reviewed,
    root_account,
    incident,
    contacts,
    people,
    identity,
    access_keys,
    third_parties,
    least_privilege,
    secrets,
    upkeep,
    network,
    subnets,
    backups,
    backup,
    resilience,
    availability,
    s3,
    encryption,
)

RULES: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.RULES)
"""One rule for each question that an account can say something about, section by section."""


_ASKED_FOR = ("restores", "tasks", "udata", "patch", "review", "listing")
"""Collectors that run with ``--deep`` only: nobody waits for them."""


def asked(checklist: Checklist) -> dict[str, str]:
    """Return question -> AWS's sentence, of the questions of a list that a rule may judge.

    The rules were written for one list. Of another only what it asks in the very sentence: an id alone says
    nothing, for BAR-001 of customer-deployed is another thing than BAR-001 of partner-hosted.
    """
    own = checklist.id == FIRST_LIST
    known = {rule.question: rule.aws_text for rule in RULES}
    return {
        q.id: q.aws_text for q in checklist.questions.values() if own or q.aws_text in known.get(q.id, ())
    }


def judge(facts: Facts, aws_texts: Mapping[str, str], accounts: Sequence[str] = ()) -> list[Finding]:
    """Return one finding for each rule, over all accounts; never raises.

    ``aws_texts`` holds the checklist's ``aws_text`` for each question: on a sentence that a rule was not
    written for, it decides nothing (``supports``). ``accounts`` are those that the scan means to read: one of
    them without facts is "not read yet", so this may be called while the scan runs.
    """
    facts = _expecting(facts, accounts)
    return [finding(rule, facts, aws_texts.get(rule.question)) for rule in RULES]


def partial(facts: Facts, accounts: Sequence[str] = ()) -> frozenset[str]:
    """Return the questions whose findings may still change, as facts of theirs have not come yet."""
    facts = _expecting(facts, accounts)
    scopes = {f.account: set(facts.regions(f.account)) for f in facts.of("regions")}
    scopes = {account: scopes.get(account, set()) for account in facts.accounts}
    return frozenset(
        rule.question
        for rule in RULES
        if not scopes or any(_awaited(facts, c, scopes) for c in rule.collectors if c not in _ASKED_FOR)
    )


def _awaited(facts: Facts, collector: str, scopes: Mapping[str, set[str]]) -> bool:
    read: dict[str, set[str]] = {}
    for fact in facts.of(collector):
        read.setdefault(fact.account, set()).add(fact.region or "")
    if not read.keys() >= scopes.keys():
        return True
    if all(regions == {""} for regions in read.values()):
        return False
    # A collector that reads Regions has come when each Region in scope has.
    return any(not read[account] >= scope for account, scope in scopes.items())


def _expecting(facts: Facts, accounts: Sequence[str]) -> Facts:
    unseen = [a for a in dict.fromkeys(accounts) if a not in facts.accounts]
    waiting = tuple(
        Fact("who", a, None, Status.SKIPPED, None, facts.now, note="not read yet") for a in unseen
    )
    return Facts((*facts.facts, *waiting), facts.now) if waiting else facts


def unread(facts: Facts, rules: Iterable[Rule] = RULES) -> list[Unread]:
    """Return each failed call once for account and Region, with the controls whose rules need it."""
    rules = tuple(rules)
    found: dict[tuple[str, str, str], tuple[Gap, dict[str, None]]] = {}
    for fact in facts.facts:
        gaps = fact.gaps
        if not gaps and fact.status in (Status.PARTIAL, Status.DENIED, Status.FAILED):
            gaps = (Gap(fact.collector, str(fact.status), fact.note or "no reason was given"),)
        for gap in gaps:
            key = (fact.account, fact.region or "", gap.action)
            _, controls = found.setdefault(key, (gap, {}))
            controls.update(dict.fromkeys(r.control for r in rules if fact.collector in r.collectors))
    return [
        Unread(
            account=account,
            region=region,
            action=action,
            code=gap.code,
            reason=gap.reason,
            controls=list(controls),
        )
        for (account, region, action), (gap, controls) in sorted(found.items(), key=lambda item: item[0])
    ]
