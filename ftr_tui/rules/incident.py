"""Incident management: what an account shows of alerts and whom they reach."""

from __future__ import annotations

from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.access_keys import guarded
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.reading import everywhere, rows, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import count, listed, share


def _silent(alarm: dict[str, Any]) -> bool:
    return not alarm.get("actions_enabled") or not words_of(alarm.get("actions"))


def _reached(facts: tuple[Fact, ...]) -> tuple[list[str], int, int]:
    """Return whom the alarms' topics reach, and how many subscriptions are pending or on other topics."""
    targets: dict[str, None] = {}
    pending = other = 0
    for fact in facts:
        alarms = [a for a in rows(fact, "alarms") if not _silent(a)]
        topics = {arn for alarm in alarms for arn in words_of(alarm.get("actions"))}
        for sub in rows(fact, "subscriptions"):
            if sub.get("confirmed") is False:
                pending += 1
            elif sub.get("topic") in topics:
                targets[f"{sub.get('protocol')} {sub.get('to') or ''}".strip()] = None
            else:
                other += 1
    return list(targets), pending, other


def _incidents(facts: Facts) -> Draft:
    alarms, guard = everywhere(facts, "alarms", idle=True), everywhere(facts, "gd")
    found = [(f, a) for f in alarms.facts for a in rows(f, "alarms")]
    mute = [
        Resource(
            name=str(a.get("name")),
            detail="no action",
            account=f.account,
            region=f.region or "",
            kind="alarm",
        )
        for f, a in found
        if _silent(a)
    ]
    targets, pending, other = _reached(alarms.facts)
    what = ["no alarms found"]
    if found:
        what = [f"{count(len(found), 'alarm')}, {len(mute) or 'none'} without an action"]
        what.append(
            f"their topics reach {listed(targets, 8)}"
            if targets
            else "no confirmed subscription on their topics"
        )
    what += [f"{count(pending, 'subscription')} never confirmed"] if pending else []
    what += [f"{count(other, 'subscription')} on other topics"] if other else []
    on = [f for f in guard.facts if guarded(f)]
    if guard.facts:
        what.append(f"GuardDuty on in {share(len(on), len(guard.facts), 'Region')}")
    text = "; ".join(what)
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "a documented plan cannot be seen in an account"),
        tuple(mute),
        (
            *each_region("aws cloudwatch describe-alarms", regions_of(alarms.facts)),
            *each_region("aws sns list-subscriptions", regions_of(alarms.facts)),
            *each_region("aws guardduty list-detectors", regions_of(guard.facts)),
        ),
        response=f"Alerts from AWS: {text}." if found or on else "",
        ask="Our incident management plan: …",
    )
    partly = f"{text}." if alarms.facts or guard.facts else ""
    return decide(facts, None, (*alarms.missing, *guard.missing), partly, holds)


RULES = (
    Rule(
        "ARC-005.1",
        "ARC-005",
        ("regions", "alarms", "gd"),
        can(Verdict.SUPPORTS),
        "yes",
        "Alarms, whether they act, whom their topics reach, and GuardDuty; the plan itself is a document",
        AWS_TEXT["ARC-005.1"],
        _incidents,
    ),
)
"""Source: AWS's control ARC-005, SEC10-BP02 (develop incident management plans)."""
