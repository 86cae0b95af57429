"""What of the needed facts was read, and what was not: only a whole reading can prove."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Gap, Status
from ftr_tui.rules.words import joined, listed, sentence

NOTHING_THERE = "no resources seen in this Region"
"""The note of a fact that was skipped because its Region is empty."""

NOT_ASKED = "only a deep scan does"
"""The note of a fact of a collector that nobody asked for; its sentence begins with "Not looked at"."""

ONLY_DIRECT = "AWS Config does not hold it: only a direct read does"
"""The note of what an aggregator of AWS Config cannot show; it was not looked at either."""

UNASKED = (NOT_ASKED, ONLY_DIRECT)

REPORT = "aws iam get-credential-report --query Content --output text | base64 --decode"
"""Shows the credential report; AWS makes one on ``aws iam generate-credential-report``."""

THINGS = {
    "who": "the caller's identity",
    "regions": "the list of Regions",
    "iam_sum": "the IAM account summary",
    "iam_rep": "the credential report",
    "iam_graph": "IAM users, groups, roles and policies",
    "iam_idp": "identity providers",
    "iam_pw": "the password policy",
    "sso": "IAM Identity Center",
    "org": "the organization",
    "org_acc": "the organization's accounts",
    "contacts": "alternate contacts",
    "support": "the support plan",
    "root_ev": "root's events in CloudTrail",
    "trails": "CloudTrail trails",
    "s3_list": "the list of buckets",
    "s3_acct": "the account's S3 public access block",
    "s3_pub": "bucket policies and ACLs",
    "sg": "security groups",
    "plist": "prefix lists",
    "gd": "GuardDuty",
    "alarms": "CloudWatch alarms and SNS subscriptions",
    "bak": "AWS Backup",
    "restores": "restores in CloudTrail",
    "eni": "network interfaces",
    "net": "route tables and subnets",
    "inst": "EC2 instances",
    "vol": "EBS volumes",
    "rds": "RDS databases",
    "ddb": "DynamoDB tables",
    "pitr": "point-in-time recovery of tables",
    "efs": "EFS file systems",
    "os": "OpenSearch domains",
    "rshift": "Redshift clusters",
    "ecache": "ElastiCache groups",
    "elb": "load balancers",
    "cdn": "CloudFront distributions",
    "fn": "Lambda functions",
    "tasks": "ECS task definitions",
    "udata": "user data of instances",
    "sec": "Security Hub, Config, Access Analyzer, Macie and Inspector",
    "ops": "Systems Manager, Secrets Manager and Cognito",
    "patch": "patch states",
    "res": "Well-Architected workloads, Resilience Hub, FIS, ECS and Auto Scaling",
    "review": "milestones of workloads",
    "listing": "Marketplace listings",
    "contact": "the account's contact",
    "root_feat": "central root access",
    "boards": "CloudWatch dashboards",
}
"""Plain names of what collectors read; one that is missing here is named by its id."""

# A complete fact without these was cut or misread: it must not look like an account without such things.
_KEYS = {
    "regions": ("enabled", "scope"),
    "iam_sum": ("AccountAccessKeysPresent",),
    "iam_rep": ("rows",),
    "iam_graph": ("users", "groups", "roles", "policies"),
    "iam_idp": ("saml", "oidc"),
    "iam_pw": ("set",),
    "sso": ("instances",),
    "org": ("in_organization",),
    "org_acc": ("accounts",),
    "contacts": ("BILLING", "OPERATIONS", "SECURITY"),
    "support": ("subscribed",),
    "trails": ("trails",),
    "s3_list": ("buckets",),
    "s3_acct": ("IgnorePublicAcls", "RestrictPublicBuckets"),
    "s3_pub": ("checked", "public"),
    "sg": ("groups",),
    "plist": ("lists",),
    "gd": ("detectors",),
    "alarms": ("alarms", "subscriptions"),
    "bak": ("restore_plans", "restore_jobs"),
    "eni": ("interfaces", "list"),
    "net": ("route_tables", "subnets"),
    "inst": ("instances",),
    "vol": ("volumes",),
    "rds": ("instances", "clusters"),
    "ddb": ("tables",),
    "pitr": ("tables",),
    "efs": ("systems",),
    "os": ("domains",),
    "rshift": ("clusters",),
    "ecache": ("groups",),
    "elb": ("balancers",),
    "cdn": ("distributions",),
    "fn": ("functions",),
    "tasks": ("definitions",),
    "udata": ("instances",),
    "sec": ("read",),
    "ops": ("read",),
    "patch": ("instances",),
    "res": ("read",),
    "review": ("milestones",),
    "listing": ("products",),
}


@dataclass(frozen=True)
class Missing:
    """A fact that a rule needs and that was not read whole."""

    account: str
    region: str | None
    collector: str
    status: Status | None
    """How the collector ended, or None if it has not run yet."""
    gaps: tuple[Gap, ...] = ()
    note: str = ""

    @property
    def place(self) -> str:
        """Return account, or account/Region."""
        return f"{self.account}/{self.region}" if self.region else self.account


@dataclass(frozen=True)
class Reading:
    """What was read of one collector: ``facts`` hold something true, ``missing`` is what stands open."""

    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]

    @property
    def by_account(self) -> dict[str, Fact]:
        """Return the first readable fact of each account."""
        return {f.account: f for f in reversed(self.facts)}

    def whole(self, account: str) -> bool:
        """Return whether nothing is missing in ``account``."""
        return all(m.account != account for m in self.missing)


def usable(fact: Fact) -> bool:
    """Return whether ``fact`` holds data, be it a part."""
    return fact.readable and isinstance(fact.data, dict)


def whole(fact: Fact) -> bool:
    """Return whether ``fact`` was read to the end and has the shape that the rules know."""
    if not (fact.complete and usable(fact)):
        return False
    if fact.collector == "regions" and not words_of(fact.data.get("scope")):
        return False  # nothing in scope would make "in every Region" true of nothing
    return all(fact.data.get(key) is not None for key in _KEYS.get(fact.collector, ()))


def rows(fact: Fact, key: str) -> list[dict[str, Any]]:
    """Return the list of tables under ``key``, or an empty list."""
    found = fact.data.get(key) if usable(fact) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, (list, tuple)) else []


def moment(value: object) -> datetime | None:
    """Return an aware time, or None for anything else: comparing a naive time would raise."""
    return value if isinstance(value, datetime) and value.tzinfo else None


def words_of(value: object) -> list[str]:
    """Return the strings in a string or list, as policy documents write either."""
    found = value if isinstance(value, (list, tuple)) else [value]
    return [v for v in found if isinstance(v, str)]


def once(facts: Facts, collector: str, accounts: Sequence[str] | None = None) -> Reading:
    """Read a collector that runs once in each account; ``accounts`` defaults to all of the scan."""
    found: list[Fact] = []
    missing: list[Missing] = []
    places = _by_account(facts, collector)
    for account in facts.accounts if accounts is None else accounts:
        here = places.get(account, [])
        found += [f for f in here if usable(f)]
        missing += _missing(here, account, None, collector)
    return Reading(tuple(found), tuple(missing))


def everywhere(facts: Facts, collector: str, idle: bool = False) -> Reading:
    """Read a collector that runs in each Region of the scan's scope.

    ``idle`` accepts a Region that was skipped because nothing is there.
    """
    found = [f for f in facts.of(collector) if usable(f)]
    missing: list[Missing] = []
    places: dict[tuple[str, str | None], list[Fact]] = {}
    for fact in facts.of(collector):
        places.setdefault((fact.account, fact.region), []).append(fact)
    scopes = _by_account(facts, "regions")
    for account in facts.accounts:
        scope = scopes.get(account, [])
        missing += _missing(scope, account, None, "regions")
        for region in dict.fromkeys(r for f in scope if usable(f) for r in words_of(f.data.get("scope"))):
            here = places.get((account, region), [])
            if not (idle and here and all(empty(f) or whole(f) for f in here)):
                missing += _missing(here, account, region, collector)
    return Reading(tuple(found), tuple(missing))


def _by_account(facts: Facts, collector: str) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts.of(collector):
        found.setdefault(fact.account, []).append(fact)
    return found


def empty(fact: Fact) -> bool:
    """Return whether ``fact`` was skipped because its Region holds nothing."""
    return fact.status is Status.SKIPPED and fact.note == NOTHING_THERE


def _missing(here: Sequence[Fact], account: str, region: str | None, collector: str) -> list[Missing]:
    if not here:
        return [Missing(account, region, collector, None)]
    return [Missing(account, region, collector, f.status, f.gaps, f.note) for f in here if not whole(f)]


def vague(reading: Reading, note: str, accounts: Collection[str]) -> tuple[Missing, ...]:
    """Return what stands open because the report was read but does not say it."""
    return tuple(
        Missing(f.account, None, f.collector, f.status, note=note)
        for f in reading.facts
        if f.account in accounts
    )


def could_not_read(missing: Iterable[Missing]) -> str:
    """Return one sentence for each cause: what, where, the code, and the action that would mend it."""
    causes: dict[tuple[str, str], list[str]] = {}
    for m in missing:
        thing = THINGS.get(m.collector, m.collector)
        for cause in _causes(m):
            places = causes.setdefault((thing, cause), [])
            if m.place not in places:
                places.append(m.place)
    # One cause in the same places is said once, of all that it keeps from being read.
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (thing, cause), places in causes.items():
        alike.setdefault((cause, tuple(places)), []).append(thing)
    # What nobody asked for is no fault: it comes last.
    told = sorted(alike.items(), key=lambda item: item[0][0] in UNASKED)
    return sentence(*(_cause(joined(things), cause, places) for (cause, places), things in told))


def _cause(thing: str, cause: str, places: Sequence[str]) -> str:
    if not cause:
        return f"Not read yet: {thing} in {listed(places)}."
    if cause in UNASKED:
        return f"Not looked at: {thing} in {listed(places)} ({cause})."
    return f"Could not read {thing} in {listed(places)}: {cause}."


def _causes(missing: Missing) -> list[str]:
    if missing.status is None:
        return [""]
    causes = []
    for gap in missing.gaps:
        # The reason says whether a grant would help at all (not against an explicit deny or an SCP).
        reason = gap.reason.rstrip(".")
        needs = "" if gap.action in reason else f"needs {gap.action}"
        causes.append(f"{gap.code} ({'; '.join(part for part in (reason, needs) if part)})")
    if causes:
        return causes
    fallback = {
        Status.SKIPPED: "not asked for",
        Status.PARTIAL: "read in part only",
        Status.COMPLETE: "the answer has an unknown shape",
    }
    return [missing.note.rstrip(".") or fallback.get(missing.status, str(missing.status))]
