"""Support: is every account on Business Support or higher."""

from __future__ import annotations

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, main_regions
from ftr_tui.rules.reading import once, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import every, faulty, listed


def _recheck(facts: Facts) -> tuple[str, ...]:
    # The support API answers only in the partition's main Region.
    return each_region("aws support describe-severity-levels", main_regions(facts))


def _support(facts: Facts) -> Draft:
    reading = once(facts, "support")
    bad = [
        Resource(name=f.account, detail="AWS Support does not answer: below Business", account=f.account)
        for f in reading.facts
        if f.data.get("subscribed") is False
    ]
    against = None
    if bad:
        fault = ("has no Business Support or higher", "have no Business Support or higher")
        names = listed(r.name for r in bad)
        against = Draft(
            Verdict.NO,
            faulty([r.model_copy(update={"account": ""}) for r in bad], len(reading.facts), "account", fault)
            + " A written plan for issues that need AWS Support passes as well.",
            tuple(bad),
            _recheck(facts),
            response=f"No Business Support or higher in {names}.",
            ask="Our plan for issues that need AWS Support: …",
        )
    good = [f for f in reading.facts if f.data.get("subscribed")]
    # Only Enterprise plans offer the severity "critical".
    top = [f.account for f in good if "critical" in words_of(f.data.get("codes"))]
    plan = f" The severity critical is offered in {listed(top)}, so an Enterprise plan." if top else ""
    said = every(len(good), "account", "has Business Support or higher", "have Business Support or higher")
    holds = Draft(
        Verdict.YES,
        f"AWS Support answers. {said}{plan}" if good else "",
        recheck=_recheck(facts),
        response=f"{said}{plan}",
    )
    seen = f"Business Support or higher in {listed(f.account for f in good)}." if good else ""
    return decide(facts, against, reading.missing, seen, holds)


RULES = (
    Rule(
        "SUP-001.1",
        "SUP-001",
        ("support",),
        can(Verdict.YES, Verdict.NO),
        "yes",
        "AWS Support's API answers in every account, which it does from Business Support up",
        AWS_TEXT["SUP-001.1"],
        _support,
    ),
)
"""Source: AWS Support API reference: below Business it answers SubscriptionRequiredException."""
