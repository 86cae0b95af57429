"""Patches, scanners and the classification of data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.parts import asked, deep, has, parted, unasked
from ftr_tui.rules.reading import Reading, moment, rows
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, labels, listed, sentence, share

PATCHED_DAYS = 30
"""A patch state that is older gets mentioned; our own bound, AWS names none."""

_INSPECTED = {"ec2": "EC2", "ecr": "ECR", "lambda": "Lambda"}


def _regions(facts: Facts, *readings: tuple[str, Reading]) -> list[str]:
    return [r for name, reading in readings for r in regions_of(reading.facts) or regions_of(facts.of(name))]


def _where(facts: list[Fact], test: Callable[[Fact], bool], name: str) -> str:
    """Return e.g. ``Inspector on EC2 in 1 of 2 Regions``; nothing if no Region was read."""
    return f"{name} in {share(sum(map(test, facts)), len(facts), 'Region')}" if facts else ""


def _inspected(kind: str) -> Callable[[Fact], bool]:
    def on(fact: Fact) -> bool:
        found = fact.data.get("inspector")
        return isinstance(found, dict) and found.get(kind) == "ENABLED"

    return on


def _scanners(reading: Reading) -> list[str]:
    read = [f for f in reading.facts if has(f, ("inspector",))]
    what = [_where(read, _inspected(kind), f"Inspector on {name}") for kind, name in _INSPECTED.items()]
    scans = [f for f in reading.facts if has(f, ("ecr_scan",))]
    what.append(
        _where(scans, lambda f: f.data.get("ecr_scan") == "ENHANCED", "enhanced scanning of ECR images")
    )
    return [part for part in what if part]


def _windows(reading: Reading) -> list[Resource]:
    return [
        Resource(
            name=str(row.get("name")),
            detail=str(row.get("schedule")),
            account=f.account,
            region=f.region or "",
        )
        for f in reading.facts
        for row in rows(f, "windows")
        if row.get("enabled") is True
    ]


def _states(reading: Reading, managed: int, facts: Facts) -> Iterator[str]:
    states = [row for f in reading.facts for row in rows(f, "instances")]
    if not states:
        return
    critical = sum(1 for row in states if row.get("critical"))
    lacking = sum(1 for row in states if row.get("missing"))
    dates = [when for row in states if (when := moment(row.get("at")))]
    old = sum(1 for when in dates if (facts.now - when).days >= PATCHED_DAYS)
    yield (
        f"patch states of {len(states)} of {count(managed, 'managed instance')}: {critical or 'none'} with"
        f" critical patches open, {lacking or 'none'} with any missing, {old or 'none'} older than"
        f" {PATCHED_DAYS} days" + (f", the oldest of {day(min(dates))}" if dates else "")
    )


def _patching(facts: Facts) -> Draft:
    security = parted(facts, "sec", "inspector", "ecr_scan")
    operations = parted(facts, "ops", "managed", "windows")
    patches = deep(facts, "patch", "ops", lambda f: has(f, ("managed",)) and not f.data["managed"])
    windows = _windows(operations)
    managed = sum(len(rows(f, "managed")) for f in operations.facts)
    what = _scanners(security)
    if operations.facts:
        named = f" ({listed(labels(windows, True))})" if windows else ""
        what += [f"{count(len(windows), 'enabled maintenance window')}{named}"]
        what += [count(managed, "managed instance"), *_states(patches, managed, facts)]
    text = "; ".join(what) or "no Region with resources to scan or patch"
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(
            seen(text, "other scanners are not seen, and a schedule is a process"),
            unasked(("patch states", patches)),
        ),
        tuple(windows),
        (
            *each_region("aws inspector2 batch-get-account-status", _regions(facts, ("sec", security))),
            *each_region("aws ssm describe-maintenance-windows", _regions(facts, ("ops", operations))),
            *each_region(
                "aws ssm describe-instance-patch-states --instance-ids INSTANCE", regions_of(patches.facts)
            ),
        ),
        response=capital(f"{text}.") if what else "",
        unasked=bool(unasked(("patch states", patches))),
        ask="Libraries are scanned by …; patches are installed within …",
    )
    missing = (*security.missing, *operations.missing, *asked(patches))
    return decide(facts, None, missing, f"{text}." if what else "", holds)


def _classified(facts: Facts) -> Draft:
    reading = parted(facts, "sec", "macie")
    read = [f for f in reading.facts if has(f, ("macie",)) and f.data["macie"]]
    on = [f for f in read if f.data["macie"] == "ENABLED"]
    paused = sum(1 for f in read if f.data["macie"] == "PAUSED")
    what = (
        f"Macie on in {share(len(on), len(read), 'Region')}"
        if read
        else "no Region in which Macie could be on"
    )
    where = listed(dict.fromkeys(str(f.region) for f in on))
    what += f" ({where})" if on else ""
    what += f", paused in {paused}" if paused else ""
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "that someone classifies the data is a process; Macie sees S3 only"),
        tuple(Resource(name="Macie", detail="on", account=f.account, region=f.region or "") for f in on),
        each_region("aws macie2 get-macie-session", _regions(facts, ("sec", reading))),
        response=f"Amazon Macie looks for sensitive data in S3 in {where}." if on else "",
        ask="The data is classified by: …",
    )
    return decide(facts, None, reading.missing, f"{what}." if read else "", holds)


RULES = (
    Rule(
        "SECOPS-001",
        "SECOPS-001",
        ("regions", "sec", "ops", "patch"),
        can(Verdict.SUPPORTS),
        "yes",
        "Inspector and image scanning, maintenance windows and the age of patches",
        AWS_TEXT["SECOPS-001"],
        _patching,
    ),
    Rule(
        "SDAT-001.1",
        "SDAT-001",
        ("regions", "sec"),
        can(Verdict.SUPPORTS),
        "yes",
        "Whether Macie is on in each Region",
        AWS_TEXT["SDAT-001.1"],
        _classified,
    ),
)
"""Source: AWS's controls SECOPS-001 and SDAT-001; a tool that is on does not prove that the process runs."""
