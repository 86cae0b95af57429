"""Judges what an aggregator of AWS Config holds of many accounts (evidence-rules.md section 4).

AWS Config may disprove, and may show where a direct read is still needed. It proves nothing by itself: a
favourable verdict stands as a draft, on what AWS Config knew at a time that is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ftr_tui.model.facts import Facts, Finding, Verdict
from ftr_tui.rules import RULES
from ftr_tui.rules.base import Rule, finding
from ftr_tui.rules.per_account import by_account
from ftr_tui.rules.words import count, listed, sentence, share, stamp

ANSWERED = (
    "NETSEC-001.1",
    "NETSEC-001.2",
    "NETSEC-002.1",
    "BAR-001.1",
    "S3-001.1",
    "SDAT-002.1",
    "SDAT-003.1",
)
"""The questions of which AWS Config's tables hold what the rule needs, or most of it."""

DIRECT = "ftr-tui scan NAME --role ROLE --account ID"
"""How an account is read directly; nothing of the account stands in it."""

_AS_OF = "What AWS Config knew at "
"""How the line begins that a favourable verdict assumes."""


def judge(facts: Facts, aws_texts: Mapping[str, str], oldest: Mapping[str, datetime]) -> list[Finding]:
    """Return one finding for each rule over all accounts of the aggregator; pure, never raises.

    ``oldest``: collector -> when the oldest of its rows was captured. A question that AWS Config cannot
    answer is unknown and ``unasked``: it names no account, for nothing of it was looked at in any.
    """
    rules = {rule.question: rule for rule in RULES}
    asked = [rules[question] for question in ANSWERED]
    found = [finding(rule, facts, aws_texts.get(rule.question)) for rule in asked]
    answered = {f.question: f for f in by_account(facts, aws_texts, found, asked)}
    return [
        _as_of(_whose(answered[rule.question], facts), rule, oldest)
        if rule.question in answered
        else _only_direct(rule, facts)
        for rule in RULES
    ]


def _as_of(found: Finding, rule: Rule, oldest: Mapping[str, datetime]) -> Finding:
    """Return a finding; a favourable one assumes that nothing has changed since AWS Config looked."""
    if not found.favourable:
        return found
    items = [oldest[name] for name in rule.collectors if name in oldest]
    item = f"; its oldest row is of {stamp(min(items))}" if items else ""
    line = f"{_AS_OF}{stamp(found.read_at)} still holds{item}."
    return found.model_copy(update={"assumes": "\n".join(filter(None, [found.assumes, line]))})


def _whose(found: Finding, facts: Facts) -> Finding:
    """Return a finding with the accounts it is about: those against it, or those that are still open."""
    if found.favourable is False and len(facts.accounts) > 1:
        told = [a for a, verdict in found.by_account.items() if verdict == found.verdict]
        # Without a verdict of each account the resources name them, those of a mention as well.
        against = told or list(dict.fromkeys(r.account for r in found.resources if r.account))
        where = f"In {share(len(against), len(facts.accounts), 'account')} ({listed(against)}): "
        return found.model_copy(update={"summary": where + found.summary}) if against else found
    if found.verdict is not Verdict.UNKNOWN:
        return found
    open_ = [account for account, verdict in found.by_account.items() if verdict == Verdict.UNKNOWN]
    if not open_ and len(facts.accounts) == 1:
        open_ = list(facts.accounts)
    of = f" of {len(facts.accounts)}" if len(open_) < len(facts.accounts) else ""
    where = f"{len(open_)}{of} {'accounts' if len(facts.accounts) > 1 else 'account'} ({listed(open_)})"
    hint = f"A direct read shows it, of {where}: {DIRECT}." if open_ else f"A direct read shows it: {DIRECT}."
    return found.model_copy(update={"summary": sentence(found.summary, hint)})


def _only_direct(rule: Rule, facts: Facts) -> Finding:
    said = "Not looked at: AWS Config does not hold it. Only a direct read shows it, account by account"
    return Finding(
        question=rule.question,
        control=rule.control,
        verdict=Verdict.UNKNOWN,
        summary=f"{said} ({count(len(facts.accounts), 'account')}): {DIRECT}.",
        read_at=facts.now,
        unasked=True,
    )
