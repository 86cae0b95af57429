"""Architecture review: which workloads have one, and from when. The Marketplace listing of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.rules.base import YEARLY_DAYS, Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.parts import deep, has, parted
from ftr_tui.rules.reading import Missing, Reading, moment, rows, usable, whole
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, labels, listed, plural, sentence


@dataclass(frozen=True)
class _Load:
    """A workload, and its milestones, newest first."""

    name: str
    account: str
    region: str
    id: str
    updated: datetime | None
    risks: str
    milestones: tuple[tuple[datetime, str, str], ...]
    """When, the milestone's name, and the risks then."""

    def recent(self, now: datetime) -> bool:
        return bool(self.milestones) and now - self.milestones[0][0] <= timedelta(days=YEARLY_DAYS)

    @property
    def resource(self) -> Resource:
        parts = [f"changed {day(self.updated)}" if self.updated else "", self.risks]
        if self.milestones:
            at, name, risks = self.milestones[0]
            parts = [f"milestone {name} of {day(at)}", risks]
        return Resource(
            name=self.name,
            detail=", ".join(part for part in parts if part),
            account=self.account,
            region=self.region,
            kind="workload",
            id=self.id,
        )


def _risks(value: object) -> str:
    found = value if isinstance(value, dict) else {}
    high, medium = found.get("HIGH"), found.get("MEDIUM")
    if not isinstance(high, int) and not isinstance(medium, int):
        return ""
    return f"{high or 'no'} high and {medium or 'no'} medium risks"


def _loads(facts: Facts) -> list[_Load]:
    """Return the workloads seen, those with the newest milestone first."""
    made: dict[tuple[str, str | None, str], list[tuple[datetime, str, str]]] = {}
    for fact in facts.of("review"):
        for row in rows(fact, "milestones"):
            if at := moment(row.get("at")):
                place = (fact.account, fact.region, str(row.get("workload")))
                made.setdefault(place, []).append((at, str(row.get("name")), _risks(row.get("risks"))))
    found = []
    for fact in facts.of("res"):
        for row in rows(fact, "workloads"):
            milestones = made.get((fact.account, fact.region, str(row.get("id"))), [])
            found.append(
                _Load(
                    str(row.get("name")),
                    fact.account,
                    fact.region or "",
                    str(row.get("id") or ""),
                    moment(row.get("updated")),
                    _risks(row.get("risks")),
                    tuple(sorted(milestones, reverse=True)),
                )
            )
    oldest = datetime.min.replace(tzinfo=facts.now.tzinfo)
    return sorted(found, key=lambda w: w.milestones[0][0] if w.milestones else oldest, reverse=True)


def _milestones(facts: Facts) -> Reading:
    """Read the milestones; without a workload there is none."""
    return deep(facts, "review", "res", lambda f: has(f, ("workloads",)) and not f.data["workloads"])


def _recheck(facts: Facts, regions: list[str]) -> tuple[str, ...]:
    where = regions or regions_of(facts.of("res"))
    return (
        *each_region("aws wellarchitected list-workloads", where),
        *each_region(
            "aws wellarchitected list-milestones --workload-id WORKLOAD_ID_FROM_THE_LINE_BEFORE", where
        ),
    )


def _counted(loads: list[_Load]) -> str:
    found = "" if loads else " found"
    return f"{count(len(loads), 'workload')}{found} in the Well-Architected Tool"


def _last(load: _Load) -> str:
    at, name, risks = load.milestones[0]
    then = f" ({risks} then)" if risks else ""
    return f'milestone "{name}" of workload {load.name}, {day(at)}{then}'


def _regular(facts: Facts) -> Draft:
    reading = parted(facts, "res", "workloads")
    loads, taken = _loads(facts), _milestones(facts)
    resources = tuple(load.resource for load in loads)
    what = [_counted(loads)]
    if loads:
        what[0] += f": {listed(labels(resources, True))}"
        milestones = sum(len(load.milestones) for load in loads)
        unread = ", as far as they were read" if taken.missing else ""
        what.append(f"{count(milestones, 'milestone')}{unread}")
    text = "; ".join(what)
    dated = [load for load in loads if load.milestones]
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "a documented standard and how often you use it cannot be seen in an account"),
        resources,
        _recheck(facts, regions_of(reading.facts)),
        response=f"{capital(_last(dated[0]))}, in the AWS Well-Architected Tool." if dated else "",
        ask="We review every … by: …",
    )
    return decide(facts, None, reading.missing, f"{text}." if reading.facts else "", holds)


def _within_a_year(facts: Facts) -> Draft:
    reading = parted(facts, "res", "workloads")
    taken = _milestones(facts)
    loads = _loads(facts)
    recent = [load for load in loads if load.recent(facts.now)]
    others = [load for load in loads if not load.recent(facts.now)]
    said = f"The last of {count(len(recent), 'recent review')}: {_last(recent[0])}." if recent else ""
    if len(recent) == 1:
        said = f"One review within {YEARLY_DAYS} days: {_last(recent[0])}."
    resources = tuple(load.resource for load in recent)
    recheck = _recheck(facts, regions_of(reading.facts))
    if recent:
        names = listed(labels(resources))
        left = listed(labels([load.resource for load in others]))
        holds = Draft(
            Verdict.YES,
            said,
            resources,
            recheck,
            assumes=(
                sentence(
                    f"The {plural('milestone', len(recent))} of {names} record reviews of the whole"
                    " production architecture against a documented standard."
                    if len(recent) > 1
                    else f"The milestone of {names} records a review of the whole production architecture"
                    " against a documented standard.",
                    f"Without a milestone within {YEARLY_DAYS} days: {left}." if left else "",
                ),
            ),
            response=f"Last review: {_last(recent[0])}, in the AWS Well-Architected Tool.",
            ask="The standard: …",
        )
    else:
        what = [_counted(loads)]
        what += [f"{_last(loads[0])}, is the last"] if loads and loads[0].milestones else []
        what += ["no milestone"] if loads and not loads[0].milestones else []
        why = "a review recorded elsewhere is not seen, and the day of a change is no review"
        resources = tuple(load.resource for load in others)
        holds = Draft(Verdict.SUPPORTS, seen("; ".join(what), why), resources, recheck)
    partly = said or (f"{count(len(loads), 'workload')}." if loads else "")
    missing = (*reading.missing, *(m for m in taken.missing if m not in reading.missing))
    return decide(facts, None, missing, partly, holds)


def _listings(facts: Facts) -> Reading:
    """Return the listings; each account is read in one Region, and the seller's alone may hold any."""
    missing: list[Missing] = []
    sold = any(whole(f) and rows(f, "products") for f in facts.of("listing"))
    for account in facts.accounts:
        here = facts.of("listing", account)
        if sold or any(whole(f) for f in here):
            continue
        causes: dict[tuple[object, ...], Missing] = {}
        for f in here:
            found = Missing(account, None, "listing", f.status, f.gaps, f.note)
            causes.setdefault((f.gaps, f.note), found)
        missing += list(causes.values()) or [Missing(account, None, "listing", None)]
    return Reading(tuple(f for f in facts.of("listing") if usable(f)), tuple(missing))


def _available(facts: Facts) -> Draft:
    reading = _listings(facts)
    products = {
        (f.account, str(row.get("title")), str(row.get("visibility")))
        for f in reading.facts
        for row in rows(f, "products")
    }
    ordered = sorted(products, key=lambda p: (p[2] != "Public", p))
    resources = tuple(Resource(name=title, detail=how, account=account) for account, title, how in ordered)
    text = "no SaaS products found in AWS Marketplace"
    if ordered:
        text = f"{count(len(ordered), 'SaaS product')} in AWS Marketplace: {listed(labels(resources, True))}"
    public = list(dict.fromkeys(r.name for r in resources if r.detail == "Public"))
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "whether customers can buy the product now; what is sold elsewhere is not seen"),
        resources,
        (
            "aws marketplace-catalog list-entities --catalog AWSMarketplace --entity-type SaaSProduct"
            " --region us-east-1",
        ),
        response=f"AWS Marketplace lists {listed(public)} with visibility Public." if public else "",
        ask="Link, and generally available since: …",
    )
    return decide(facts, None, reading.missing, f"{text}." if ordered else "", holds)


RULES = (
    Rule(
        "GA.1",
        "GA",
        ("listing",),
        can(Verdict.SUPPORTS),
        "yes",
        "Title and visibility of the SaaS products in AWS Marketplace",
        AWS_TEXT["GA.1"],
        _available,
    ),
    Rule(
        "WAFR-001.1",
        "WAFR-001",
        ("regions", "res", "review"),
        can(Verdict.SUPPORTS),
        "yes",
        "Workloads in the Well-Architected Tool, their risks and milestones; the standard is a document",
        AWS_TEXT["WAFR-001.1"],
        _regular,
    ),
    Rule(
        "WAFR-001.2",
        "WAFR-001",
        ("regions", "res", "review"),
        can(Verdict.YES, Verdict.SUPPORTS),
        "yes",
        "A workload has a milestone recorded within 365 days",
        AWS_TEXT["WAFR-001.2"],
        _within_a_year,
    ),
)
"""Sources: AWS's control WAFR-001 and OPS07-BP02; RecordedAt of a milestone: Well-Architected Tool API
Reference, MilestoneSummary. AWS Marketplace Catalog API Reference, ListEntities (GA)."""
