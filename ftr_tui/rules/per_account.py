"""What each rule says of one account alone, kept where that fits what it says of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ftr_tui.model.facts import Fact, Facts, Finding, Verdict
from ftr_tui.rules.base import Rule, finding


def by_account(
    facts: Facts, aws_texts: Mapping[str, str], found: Sequence[Finding], rules: Sequence[Rule]
) -> list[Finding]:
    """Return ``found`` with the verdict of each account alone; as it came where one account was read.

    A rule that needs several accounts together (people come from the organization's directory in another
    one) says something else of one alone. Such verdicts are left out: see ``_fits``.
    """
    groups: dict[str, list[Fact]] = {}
    for fact in facts.facts:
        groups.setdefault(fact.account, []).append(fact)
    if len(groups) < 2:
        return list(found)
    alone = {account: Facts(tuple(own), facts.now) for account, own in groups.items()}
    by_question = {rule.question: rule for rule in rules}
    out = []
    for whole in found:
        rule = by_question.get(whole.question)
        if rule is None:
            out.append(whole)
            continue
        text = aws_texts.get(whole.question)
        each = {account: finding(rule, own, text) for account, own in alone.items()}
        verdicts = {account: str(f.verdict) for account, f in each.items()} if _fits(whole, each) else {}
        out.append(whole.model_copy(update={"by_account": verdicts}))
    return out


def _fits(whole: Finding, each: Mapping[str, Finding]) -> bool:
    """Whether the verdicts of the accounts make up the one of all.

    All favourable: none is against it, none is unknown. Against: some account is, and each that a resource
    of the whole names. Unknown or only supported: none is against it, or the whole would be.
    """
    against = {account for account, f in each.items() if f.favourable is False}
    if whole.favourable is False:
        return bool(against) and {r.account for r in whole.resources if r.account} <= against
    if against:
        return False
    return not whole.favourable or all(f.verdict is not Verdict.UNKNOWN for f in each.values())
