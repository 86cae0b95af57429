"""The rows that count in no total: CIS benchmark and Marketplace listing; and advertised compliance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.parts import has, parted
from ftr_tui.rules.reading import Reading, rows
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, labels, listed, sentence, share

VERSIONS = ("5.0.0", "3.0.0")
"""The versions of the CIS benchmark that AWS's sheet accepts."""
_CIS = re.compile(r".*/cis-aws-foundations-benchmark/v/([0-9.]+)", re.DOTALL)
_NAME = re.compile(r".*/([^/]+)/v/([^/]+)", re.DOTALL)


def _recheck(facts: Facts, reading: Reading) -> tuple[str, ...]:
    regions = regions_of(reading.facts) or regions_of(facts.of("sec"))
    return (
        *each_region("aws securityhub get-enabled-standards", regions),
        *each_region("aws configservice describe-configuration-recorder-status", regions),
    )


def _ready(fact: Fact) -> list[str]:
    """Return the accepted versions of the benchmark whose checks run here, newest first."""
    on = {
        match[1]
        for row in rows(fact, "standards")
        if row.get("status") == "READY" and (match := _CIS.fullmatch(str(row.get("arn"))))
    }
    return [version for version in VERSIONS if version in on]


@dataclass(frozen=True)
class _Benchmark:
    reading: Reading
    read: list[Fact]
    good: list[Fact]
    versions: dict[str, int]
    gaps: tuple[Resource, ...]
    words: str


def _benchmark(facts: Facts) -> _Benchmark:
    reading = parted(facts, "sec", "standards", "recorders")
    read = [f for f in reading.facts if has(f, ("standards", "recorders"))]
    versions: dict[str, int] = {}
    good, gaps = [], []
    for fact in read:
        ready, recording = _ready(fact), any(on is True for on in fact.data["recorders"])
        for version in ready:
            versions[version] = versions.get(version, 0) + 1
        lacks = [] if ready else ["CIS v5.0.0 or v3.0.0 is not on and ready"]
        lacks += [] if recording else ["AWS Config does not record"]
        if lacks:
            where = f"{fact.account}/{fact.region}"
            gaps.append(
                Resource(name=where, detail=", ".join(lacks), account=fact.account, region=fact.region or "")
            )
        else:
            good.append(fact)
    words = "no Region with resources, so no Security Hub was read"
    if read:
        words = f"CIS v5.0.0 or v3.0.0 with AWS Config recording in {share(len(good), len(read), 'Region')}"
        words += f"; lacking: {listed(f'{r.name} ({r.detail})' for r in gaps)}" if gaps else ""
    return _Benchmark(reading, read, good, versions, tuple(gaps), words)


def _report(facts: Facts) -> Draft:
    found = _benchmark(facts)
    offer = "Export the findings of each account and Region from Security Hub as CSV." if found.good else ""
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(seen(found.words, "the report itself is for you to export and attach"), offer),
        found.gaps,
        _recheck(facts, found.reading),
        response=capital(f"{found.words}.") if found.good else "",
        ask="Attached is the report: …" if found.good else "",
    )
    return decide(facts, None, found.reading.missing, f"{found.words}." if found.read else "", holds)


def _version(facts: Facts) -> Draft:
    found = _benchmark(facts)
    names = listed(
        f"CIS v{version} in {share(n, len(found.read), 'Region')}" for version, n in found.versions.items()
    )
    nothing = "neither CIS v5.0.0 nor v3.0.0 is on and ready"
    what = names or (nothing if found.read else found.words)
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "which version the attached report has is written in the report"),
        found.gaps,
        _recheck(facts, found.reading),
        response=f"Security Hub checks {names}." if names else "",
    )
    return decide(facts, None, found.reading.missing, f"{what}." if names else "", holds)


def _advertised(facts: Facts) -> Draft:
    reading = parted(facts, "sec", "standards")
    on: dict[str, list[str]] = {}
    for fact in reading.facts:
        for row in rows(fact, "standards"):
            match = _NAME.fullmatch(str(row.get("arn")))
            name = f"{match[1]} v{match[2]}" if match else str(row.get("arn"))
            on.setdefault(name, []).append(f"{fact.account}/{fact.region}")
    resources = tuple(Resource(name=name, detail=f"on in {listed(where)}") for name, where in on.items())
    what = f"{count(len(on), 'standard')} on in Security Hub"
    what += f": {listed(labels(resources))}" if on else ""
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "a standard that is on checks settings; the process around it is not seen"),
        resources,
        _recheck(facts, reading),
        response=f"AWS Security Hub checks these standards all the time: {listed(on)}." if on else "",
        ask="The process beside it: …" if on else "",
    )
    return decide(facts, None, reading.missing, f"{what}." if on else "", holds)


RULES = (
    Rule(
        "CIS.1",
        "CIS",
        ("regions", "sec"),
        can(Verdict.SUPPORTS),
        "yes",
        "CIS v5.0.0 or v3.0.0 is ready in Security Hub and AWS Config records, per account and Region",
        AWS_TEXT["CIS.1"],
        _report,
    ),
    Rule(
        "CIS.2",
        "CIS",
        ("regions", "sec"),
        can(Verdict.SUPPORTS),
        "yes",
        "The version of the CIS benchmark that is ready in Security Hub",
        AWS_TEXT["CIS.2"],
        _version,
    ),
    Rule(
        "RCVP-001.2",
        "RCVP-001",
        ("regions", "sec"),
        can(Verdict.SUPPORTS),
        "yes",
        "The standards that Security Hub checks",
        AWS_TEXT["RCVP-001.2"],
        _advertised,
    ),
)
"""Source: AWS's sheet (CIS v5.0 or v3.0, one report for each account and Region) and control RCVP-001."""
