"""Access keys: their age, the list of them, and whether someone watches their use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import UNUSED_DAYS, Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.reading import REPORT, Reading, everywhere, moment, once, rows, vague
from ftr_tui.rules.root_account import keys, user_kind
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, every, faulty, labels, listed, sentence, share

KEY_DAYS = 90
"""AWS asks for a rotation at most every 90 days; CIS 5.0 1.13."""


# IAM-002


def _active_keys(reports: Reading) -> list[tuple[Fact, dict[str, Any], dict[str, Any]]]:
    return [
        (f, row, key)
        for f in reports.facts
        for row in rows(f, "rows")
        for key in keys(row)
        if key.get("active") is True
    ]


def _idle(keys_found: list[tuple[Fact, dict[str, Any], dict[str, Any]]], now: datetime) -> str:
    limit = timedelta(days=UNUSED_DAYS)
    unused = []
    for fact, row, key in keys_found:
        # A key never used counts from the day it was made.
        last = moment(key.get("last_used")) or moment(key.get("last_rotated"))
        if last and now - last > limit:
            unused.append(Resource(name=str(row.get("user")), account=fact.account))
    if not unused:
        return ""
    return f"{count(len(unused), 'active key')} unused for over {UNUSED_DAYS} days: {listed(labels(unused))}."


def _rotation(facts: Facts) -> Draft:
    reports = once(facts, "iam_rep")
    found = _active_keys(reports)
    limit = timedelta(days=KEY_DAYS)
    dated = [(when, f, row) for f, row, key in found if (when := moment(key.get("last_rotated")))]
    bad = [
        Resource(
            name=str(row.get("user")), detail=f"key of {day(when)}", account=f.account, kind=user_kind(row)
        )
        for when, f, row in sorted(dated, key=lambda item: item[0])
        if facts.now - when > limit
    ]
    silent = {f.account for f, _, key in found if moment(key.get("last_rotated")) is None}
    silent |= {
        f.account
        for f in reports.facts
        for row in rows(f, "rows")
        for key in keys(row)
        if key.get("active") is None
    }
    missing = (*reports.missing, *vague(reports, "the report does not say how old a key is", silent))
    idle = _idle(found, facts.now)
    against = None
    if bad:
        fault = (f"is older than {KEY_DAYS} days", f"are older than {KEY_DAYS} days")
        text = faulty(bad, len(found), "active key", fault, bool(missing))
        made = [when for f in reports.facts if (when := moment(f.data.get("generated_at")))]
        # AWS makes a new report at most every four hours: a key rotated just now still looks old.
        age = (
            f"The oldest report is of {day(min(made))}; a new one comes at most every 4 hours."
            if made
            else ""
        )
        against = Draft(Verdict.NO, sentence(text, idle, age), tuple(bad), (REPORT,))
    said = "No active access keys found."
    if found:
        young = f"made or rotated within the last {KEY_DAYS} days"
        said = every(len(found), "active key", f"was {young}", f"were {young}")
    holds = Draft(Verdict.YES, sentence(said, idle), recheck=(REPORT,), response=said)
    partly = f"{count(len(found), 'active key')}, none older than {KEY_DAYS} days." if found else ""
    return decide(facts, against, missing, partly, holds)


def _day(key: Mapping[str, Any], field: str) -> str:
    return day(moment(key.get(field)))


def _inventory(facts: Facts) -> Draft:
    reports = once(facts, "iam_rep")
    found = sorted(_active_keys(reports), key=lambda item: _day(item[2], "last_rotated"))
    listing = tuple(
        Resource(
            name=str(row.get("user")),
            detail=f"rotated {_day(key, 'last_rotated')}, last used {_day(key, 'last_used')}",
            account=f.account,
            kind=user_kind(row),
        )
        for f, row, key in found
    )
    holders = {(f.account, row.get("user")) for f, row, _ in found}
    off = sum(
        1 for f in reports.facts for row in rows(f, "rows") for key in keys(row) if key.get("active") is False
    )
    inactive = f"; {count(off, 'inactive key')} besides" if off else ""
    what = "no active access keys"
    if found:
        what = f"{count(len(found), 'active key')} of {count(len(holders), 'user')}"
        what += f": {listed(labels(listing, True))}"
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what + inactive, "where each key is used is not written in an account"),
        listing,
        (REPORT,),
        response=f"Active access keys: {listed(labels(listing, True), 30)}."
        if found
        else "There is no active access key.",
    )
    return decide(facts, None, reports.missing, f"{what}{inactive}." if found else "", holds)


def guarded(fact: Fact) -> bool:
    """Return whether GuardDuty is on where ``fact`` was read."""
    return any(d.get("status") == "ENABLED" for d in rows(fact, "detectors"))


def _monitoring(facts: Facts) -> Draft:
    detectors, trails = everywhere(facts, "gd"), once(facts, "trails")
    on = [f for f in detectors.facts if guarded(f)]
    off = [f for f in detectors.facts if not guarded(f)]
    logging = {
        f.account: str(t.get("arn"))
        for f in trails.facts
        for t in rows(f, "trails")
        if t.get("multi_region") is True and t.get("logging") is True
    }
    bare = [f.account for f in trails.facts if f.account not in logging]
    regions = regions_of(detectors.facts)
    recheck = (
        *each_region("aws guardduty list-detectors", regions),
        "aws cloudtrail describe-trails --query 'trailList[?IsMultiRegionTrail]'",
    )
    watched = (
        f"GuardDuty is on in {share(len(on), len(detectors.facts), 'Region')} read" if detectors.facts else ""
    )
    trailed = f"a trail over all Regions logs in {listed(logging)}" if logging else ""
    untrailed = f"no trail over all Regions logs in {listed(bare)}" if bare else ""
    what = "; ".join(part for part in (watched, trailed, untrailed) if part)
    holds = Draft(
        Verdict.YES,
        f"GuardDuty is on in {'every Region' if len(on) > 1 else 'the Region'} read, and {trailed}.",
        recheck=recheck,
        response=f"GuardDuty watches CloudTrail in {count(len(set(regions)), 'Region')}, and {trailed}.",
    )
    if off or bare or not on:
        gaps = tuple(
            Resource(name="GuardDuty off", account=f.account, region=f.region or "", kind="detector")
            for f in off
        )
        gaps += tuple(Resource(name="no trail over all Regions", account=a, kind="trail") for a in bare)
        holds = Draft(
            Verdict.SUPPORTS,
            seen(what, "other tools may watch CloudTrail"),
            gaps,
            recheck,
            response=capital(f"{what}."),
        )
    return decide(facts, None, (*detectors.missing, *trails.missing), f"{what}." if what else "", holds)


RULES = (
    Rule(
        "IAM-002.1",
        "IAM-002",
        ("iam_rep",),
        can(Verdict.YES, Verdict.NO),
        "yes",
        "No active access key is older than 90 days (CIS 5.0 1.13)",
        AWS_TEXT["IAM-002.1"],
        _rotation,
    ),
    Rule(
        "IAM-002.2",
        "IAM-002",
        ("iam_rep",),
        can(Verdict.SUPPORTS),
        "yes",
        "The list of active access keys, with age and last use",
        AWS_TEXT["IAM-002.2"],
        _inventory,
    ),
    Rule(
        "IAM-002.3",
        "IAM-002",
        ("regions", "gd", "trails"),
        can(Verdict.YES, Verdict.SUPPORTS),
        "yes",
        "GuardDuty is on in every Region, and a trail over all Regions is logging",
        AWS_TEXT["IAM-002.3"],
        _monitoring,
    ),
)
"""Source: AWS's control IAM-002, CIS 5.0 1.13; GuardDuty is the example that AWS's sheet gives."""
