"""How a rule is declared, and the order in which every rule judges (facts -> finding)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from shlex import quote
from typing import Literal

from ftr_tui.model.facts import Fact, Facts, Finding, Resource, Verdict
from ftr_tui.rules.reading import (
    UNASKED,
    Missing,
    could_not_read,
    empty,
    once,
    rows,
    usable,
    whole,
    words_of,
)
from ftr_tui.rules.words import count, day, listed, plural, sentence, stamp

YEARLY_DAYS = 365
"""AWS asks for yearly proof; a use or a test older than this no longer counts."""
UNUSED_DAYS = 90
"""CIS 5.0 1.11: a key or password unused for longer is called unused."""


@dataclass(frozen=True)
class Draft:
    """What a rule says; the engine adds scope, time and sources and makes a ``Finding`` of it."""

    verdict: Verdict
    summary: str
    resources: tuple[Resource, ...] = ()
    """Worst first, not cut."""
    recheck: tuple[str, ...] = ()
    """Read-only AWS CLI lines; no name from the account stands in them, so they are safe to paste."""
    assumes: tuple[str, ...] = ()
    """Each a sentence that a person must agree to."""
    response: str = ""
    """A response to start from; the engine adds scope and date."""
    unasked: bool = False
    """Something was not looked at because nobody asked for it; of an unknown that is all that is missing."""
    ask: str = ""
    """The start of the sentence that a person must finish, behind the response."""


@dataclass(frozen=True)
class Rule:
    """Judges one question. ``can`` are the verdicts that ``judge`` itself may return."""

    question: str
    control: str
    collectors: tuple[str, ...]
    can: frozenset[Verdict]
    favourable_answer: Literal["yes", "no"]
    what: str
    aws_text: tuple[str, ...]
    """Hashes of AWS's sentences that this rule was written for."""
    judge: Callable[[Facts], Draft]
    tells: tuple[str, ...] = ()
    """Collectors that only add words: without them nothing stays open."""

    @property
    def regional(self) -> bool:
        """Return whether the verdict rests on every Region in scope."""
        return "regions" in self.collectors


def can(*verdicts: Verdict) -> frozenset[Verdict]:
    """Return what a rule may return: ``verdicts``, and unknown, which every rule may."""
    return frozenset((*verdicts, Verdict.UNKNOWN))


def unknown(
    facts: Facts, missing: Sequence[Missing], seen: str = "", resources: Sequence[Resource] = ()
) -> Draft:
    """Return unknown: every gap, how many accounts were read whole, and what was seen all the same."""
    accounts = facts.accounts
    if not accounts:
        return Draft(Verdict.UNKNOWN, "Not read yet.")
    read = len(accounts) - len({m.account for m in missing})
    share = f"{read} of {len(accounts)} accounts read whole." if len(accounts) > 1 else ""
    summary = sentence(could_not_read(missing), share, f"Seen so far: {seen}" if seen else "")
    unasked = bool(missing) and all(m.note in UNASKED for m in missing)
    return Draft(Verdict.UNKNOWN, summary, tuple(resources), unasked=unasked)


def decide(facts: Facts, against: Draft | None, missing: Sequence[Missing], seen: str, holds: Draft) -> Draft:
    """Judge in the common order: a counter-example, then what was not read, then what holds.

    ``against`` may rest on a part of the facts, ``holds`` (a yes, or supports) never does. ``seen`` is said
    beside the gaps.
    """
    if against is not None:
        return replace(against, summary=sentence(against.summary, could_not_read(missing)))
    if missing or not facts.accounts:
        return unknown(facts, missing, seen, holds.resources if holds.verdict is Verdict.SUPPORTS else ())
    return holds


def seen(what: str, undecided: str) -> str:
    """Return the sentence of a finding that only supports an answer."""
    return f"Seen: {what}. Not decided: {undecided}."


def each_region(command: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Return ``command`` once for each Region."""
    return tuple(f"{command} --region {quote(region)}" for region in dict.fromkeys(regions))


def main_regions(facts: Facts) -> list[str]:
    """Return the Region in which each partition's global services answer."""
    main = {"aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
    partitions = [str(f.data.get("partition")) for f in once(facts, "who").facts] or ["aws"]
    return list(dict.fromkeys(main.get(partition, "us-east-1") for partition in partitions))


def regions_of(facts: Iterable[Fact]) -> list[str]:
    """Return the Regions of ``facts``, each once, in scan order."""
    return list(dict.fromkeys(f.region for f in facts if f.region))


# Scope: what a favourable answer rests on. The wording is shared by all rules, so that it is asked once.


def assumed_accounts(facts: Facts) -> tuple[str, str]:
    """Return the assumption that the accounts read are all of production, and why it is needed.

    Both are empty where an organization was listed and all its active accounts were read.
    """
    covered: set[str] = set()
    total: set[str] = set()
    for fact in facts.of("org_acc"):
        if whole(fact):
            active = {str(row.get("id")) for row in rows(fact, "accounts") if row.get("state") == "ACTIVE"}
            total |= active
            covered |= active if active <= set(facts.accounts) else set()
    if facts.accounts and set(facts.accounts) <= covered:
        return "", ""
    n = len(facts.accounts)
    why = f"{count(n, 'account')} seen; a list of all accounts was not read."
    if total:
        inside = len(total & set(facts.accounts))
        why = f"{count(n, 'account')} seen, {inside} of the organization's {len(total)}."
    elif (org := once(facts, "org")).facts and not any(
        f.data.get("in_organization", True) for f in org.facts
    ):
        why = f"{count(n, 'account')} seen, in no organization that would list others."
    return f"Production runs in {plural('account', n)} {listed(facts.accounts)} and in no others.", why


def narrow(facts: Facts) -> tuple[str, ...]:
    """Return the Regions in scope if some account has further Regions enabled, else nothing."""
    scopes = [f for f in facts.of("regions") if usable(f)]
    if all(set(words_of(f.data.get("enabled"))) <= set(words_of(f.data.get("scope"))) for f in scopes):
        return ()
    return tuple(dict.fromkeys(r for f in scopes for r in words_of(f.data.get("scope"))))


def assumed_regions(facts: Facts) -> str:
    """Return the assumption that production runs only in the Regions read, or nothing if all were."""
    regions = narrow(facts)
    return (
        f"Production runs in {plural('Region', len(regions))} {listed(regions, 40)} only." if regions else ""
    )


# From draft to finding


def _scope(facts: Facts, accounts: Sequence[str], regions: Sequence[str]) -> str:
    where = f"{count(len(accounts), 'account')} ({listed(accounts, 3)})"
    if not regions:
        return where
    enabled = {r for f in facts.of("regions") if usable(f) for r in words_of(f.data.get("enabled"))}
    of = f" of {len(enabled)} enabled" if narrow(facts) else ""
    names = listed(regions, 40 if of else 4)
    return f"{where}, {count(len(regions), 'Region')}{of} ({names})"


def _oldest(facts: Sequence[Fact], otherwise: datetime) -> datetime:
    return min((f.read_at for f in facts), default=otherwise)


def _demoted(draft: Draft, known: bool) -> Draft:
    why = (
        "AWS has changed the sentence of this question"
        if known
        else "AWS's sentence for it is not known here"
    )
    return replace(
        draft,
        verdict=Verdict.SUPPORTS,
        summary=f"Not decided: {why}, and the rule was written for another. It would have said"
        f" {draft.verdict.value}: {draft.summary}",
        assumes=(),
    )


def finding(rule: Rule, facts: Facts, aws_text: str | None) -> Finding:
    """Judge ``rule`` and return its finding over the whole scope.

    A question whose sentence the rule does not know is never decided (``supports`` instead).
    """
    draft = _judged(rule, facts)
    if draft.verdict.decided and aws_text not in rule.aws_text:
        draft = _demoted(draft, aws_text is not None)
    favourable = None
    if draft.verdict.decided:
        favourable = draft.verdict is Verdict.NOT_APPLICABLE or draft.verdict.value == rule.favourable_answer
    assumes, note = draft.assumes, ""
    if favourable:
        accounts_text, note = assumed_accounts(facts)
        assumes = (*assumes, accounts_text, assumed_regions(facts) if rule.regional else "")
    proof = [
        f for c in rule.collectors if c != "regions" for f in facts.of(c) if usable(f) or empty(f)
    ]  # a Region that is empty was looked at as well
    read = {f.account for f in proof}
    accounts = [a for a in facts.accounts if a in read]
    regions = regions_of(proof)
    read_at = _oldest(proof or facts.facts, facts.now)
    footer, scope = "", _scope(facts, accounts, regions)
    if proof:
        calls = sum(f.calls for f in proof)
        footer = f"Read {scope}, {stamp(read_at)}; {count(calls, 'call')}."
    response = ""
    if draft.response and proof:
        response = sentence(draft.response, f"Read from AWS on {day(read_at)}: {scope}.", draft.ask)
    return Finding(
        question=rule.question,
        control=rule.control,
        verdict=draft.verdict,
        favourable=favourable,
        summary=sentence(draft.summary),
        scope=sentence(note, footer),
        assumes="\n".join(line for line in assumes if line),
        draft=response,
        total=len(draft.resources),
        resources=list(draft.resources),
        recheck=[] if draft.verdict is Verdict.UNKNOWN else list(draft.recheck),
        accounts=accounts,
        regions=regions,
        read_at=read_at,
        sources=list(dict.fromkeys(f.collector for f in proof)),
        unasked=draft.unasked,
    )


def _judged(rule: Rule, facts: Facts) -> Draft:
    # One answer of AWS in a shape that no collector promised must not cost the findings of all others.
    try:
        return rule.judge(facts)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return Draft(
            Verdict.UNKNOWN,
            f"The rule could not read these facts ({type(error).__name__}: {error}); please report this.",
        )
