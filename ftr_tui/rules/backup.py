"""Backup and recovery: is the data restored from time to time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import YEARLY_DAYS, Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.reading import (
    Missing,
    Reading,
    empty,
    everywhere,
    moment,
    rows,
    words_of,
)
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import count, day, listed, sentence

_NEEDED = frozenset(("restore_plans", "restore_jobs"))
"""The parts of ``bak`` that the verdict rests on."""

# The service in a resource's ARN -> the types that restore jobs name.
_TYPES = {
    "dynamodb": {"DynamoDB"},
    "rds": {"RDS", "Aurora", "DocumentDB", "Neptune"},
    "elasticfilesystem": {"EFS"},
    "s3": {"S3"},
    "ec2": {"EBS", "EC2"},
    "fsx": {"FSx"},
    "redshift": {"Redshift"},
}


def _parts_read(reading: Reading) -> tuple[Missing, ...]:
    """Return what is missing: a fact that is partial for other parts (say, a lifecycle policy) will do."""
    enough = {
        (f.account, f.region)
        for f in reading.facts
        if set(words_of(f.data.get("read"))) >= _NEEDED
        and all(isinstance(f.data.get(k), list) for k in _NEEDED)
    }
    return tuple(m for m in reading.missing if m.collector != "bak" or (m.account, m.region) not in enough)


def _tests(fact: Fact, facts: Facts) -> list[Mapping[str, Any]]:
    """Return the completed restore jobs of the last year that a restore testing plan of this Region made."""
    plans = {str(p.get("arn")) for p in rows(fact, "restore_plans")}
    limit = timedelta(days=YEARLY_DAYS)
    return [
        job
        for job in rows(fact, "restore_jobs")
        if job.get("status") == "COMPLETED"
        and job.get("plan_arn") in plans
        and job.get("validation") != "FAILED"
        and (done := moment(job.get("completed")))
        and facts.now - done <= limit
    ]


def _minutes(job: Mapping[str, Any]) -> str:
    begun, done = moment(job.get("created")), moment(job.get("completed"))
    if not begun or not done or done < begun:
        return ""
    minutes = round((done - begun).total_seconds() / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def _job(job: Mapping[str, Any], fact: Fact) -> Resource:
    took, checked = _minutes(job), job.get("validation")
    parts = [f"restored {day(moment(job.get('completed')))}"]
    parts += [f"in {took}"] if took else []
    parts += [f"validation {checked}" if checked else "no validation"]
    return Resource(
        name=str(job.get("resource_type")),
        detail=", ".join(parts),
        account=fact.account,
        region=fact.region or "",
    )


def _untested(facts: list[Fact], tested: set[str]) -> list[str]:
    """Return the services whose resources AWS Backup protects and no restore test covered."""
    services = {
        str(p.get("arn")).split(":")[2] for f in facts for p in rows(f, "protected") if _is_arn(p.get("arn"))
    }
    return sorted(s for s in services if not _TYPES.get(s, {s}) & tested)


def _is_arn(value: object) -> bool:
    return isinstance(value, str) and value.count(":") >= 2


def _by_hand(facts: Facts) -> str:
    """Return what CloudTrail shows of restores; read only with --deep, so its absence says nothing."""
    events = Counter(
        str(e.get("name")) for f in facts.of("restores") for e in rows(f, "events") if moment(e.get("time"))
    )
    if not events:
        return ""
    last = max(
        when for f in facts.of("restores") for e in rows(f, "events") if (when := moment(e.get("time")))
    )
    kinds = listed(f"{name} {n}" for name, n in events.most_common())
    return (
        f"CloudTrail shows restores ({kinds}), the last on {day(last)}; 90 days is all that it shows,"
        " duration and data check are yours to add."
    )


def _restores(facts: Facts) -> Draft:
    reading = everywhere(facts, "bak", idle=True)
    missing = _parts_read(reading)
    tests = sorted(
        ((job, f) for f in reading.facts for job in _tests(f, facts)),
        key=lambda item: item[0]["completed"],
        reverse=True,
    )
    tested = {f.account for _, f in tests}
    without = [a for a in facts.accounts if a not in tested]
    jobs = [job for f in reading.facts for job in rows(f, "restore_jobs")]
    failed = sum(1 for job in jobs if job.get("status") == "FAILED" or job.get("validation") == "FAILED")
    plans = sum(len(rows(f, "restore_plans")) for f in reading.facts)
    resources = tuple(_job(job, f) for job, f in tests)
    recheck = tuple(
        line
        for region in regions_of(reading.facts) or regions_of(facts.of("bak"))
        for line in (
            *each_region("aws backup list-restore-testing-plans", [region]),
            *each_region("aws backup list-restore-jobs", [region]),
        )
    )
    said = ""
    if tests:
        kinds = listed(dict.fromkeys(r.name for r in resources))
        said = (
            f"{count(len(tests), 'restore')} by restore testing plans completed within {YEARLY_DAYS} days"
            f" ({kinds}); the last: {resources[0].name}, {resources[0].detail}."
        )
    faults = f"{count(failed, 'restore job')} failed." if failed else ""
    untested = _untested(list(reading.facts), {r.name for r in resources})
    covers = f" Protected, but never restored by a test: {listed(untested)}." if untested else ""
    holds = Draft(
        Verdict.YES,
        sentence(said, faults),
        resources,
        recheck,
        assumes=(f"The restore tests cover the data that matters.{covers}",),
        response=said,
    )
    if without:
        idle = facts.of("bak") and all(map(empty, facts.of("bak")))
        what = [f"{count(plans, 'restore testing plan')}, {count(len(jobs), 'restore job')}"]
        what += [f"nothing of a restore test in {listed(without)}"] if tests else []
        what += ["no Region with resources to restore"] if idle else []
        protected = sum(len(rows(f, "protected")) for f in reading.facts)
        what += [f"{count(protected, 'protected resource')} in AWS Backup"]
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(
                seen("; ".join(what), "a restore made by hand or outside AWS Backup is not told apart"),
                said,
                faults,
                _by_hand(facts),
            ),
            resources,
            recheck,
            response=sentence(said, _by_hand(facts)),
        )
    return decide(facts, None, missing, sentence(said, faults), holds)


RULES = (
    Rule(
        "BAR-002.1",
        "BAR-002",
        ("regions", "bak", "restores"),
        can(Verdict.YES, Verdict.SUPPORTS),
        "yes",
        "A restore testing plan of AWS Backup restored data within a year, with date and duration",
        AWS_TEXT["BAR-002.1"],
        _restores,
    ),
)
"""Source: AWS's control BAR-002 and REL09-BP04 (recover periodically to verify the backups)."""
