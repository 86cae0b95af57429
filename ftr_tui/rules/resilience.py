"""Recovery objectives (RPO and RTO) that were written down, and tests of resilience."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import YEARLY_DAYS, Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.parts import parted
from ftr_tui.rules.reading import moment, rows
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, labels, listed, sentence

_UNITS = ((86400, "day"), (3600, "h"), (60, "min"), (1, "s"))


def lasting(seconds: int) -> str:
    """Return e.g. ``15 min``, ``4 h``, ``24 h``, ``2 days 6 h``: whole days only from two on."""
    parts, left = [], seconds
    for size, unit in _UNITS:
        if unit == "day" and seconds < 2 * size:
            continue
        n, left = divmod(left, size)
        parts += [f"{n} days" if unit == "day" else f"{n} {unit}"] if n else []
    return " ".join(parts) or "0 s"


def _aims(facts: Iterable[Fact], key: str) -> list[tuple[int, Resource]]:
    """Return the objective of each policy that has one, longest first."""
    found = []
    for fact in facts:
        for row in rows(fact, "policies"):
            value = row.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                detail = f"{key.upper()} {lasting(value)}"
                found.append(
                    (value, Resource(name=str(row.get("name")), detail=detail, account=fact.account,
                                     region=fact.region or ""))
                )  # fmt: skip
    return sorted(found, key=lambda item: -item[0])


def _minutes(span: timedelta) -> int:
    return max(round(span.total_seconds() / 60), 1) * 60


def _backup_gap(facts: Facts) -> tuple[int, str]:
    """Return how long ago the longest-waiting resource was backed up, and that in words; else (0, "").

    Where AWS Backup names no protected resource, its plans tell when they last ran.
    """
    for part, key, thing in (
        ("protected", "last_backup", "protected resource"),
        ("plans", "last_run", "backup plan"),
    ):
        found = [
            (at, str(row.get("arn") or row.get("name")).rpartition(":")[2])
            for f in facts.of("bak")
            for row in rows(f, part)
            if (at := moment(row.get(key))) and at <= facts.now
        ]
        if found:
            at, name = min(found)
            age = _minutes(facts.now - at)
            what = "was last backed up" if part == "protected" else "last ran"
            return age, (
                f"the longest gap to a last backup, of {count(len(found), thing)}: {name} {what}"
                f" {lasting(age)} ago"
            )
    return 0, ""


def _restore_time(facts: Facts) -> tuple[int, str]:
    """Return how long the slowest completed restore took, and that in words; else (0, "")."""
    took = [
        _minutes(done - begun)
        for f in facts.of("bak")
        for job in rows(f, "restore_jobs")
        if job.get("status") == "COMPLETED"
        and (begun := moment(job.get("created")))
        and (done := moment(job.get("completed")))
        and done >= begun
    ]
    if not took:
        return 0, ""
    return max(took), f"the slowest of {count(len(took), 'completed restore')} took {lasting(max(took))}"


def _objective(facts: Facts, key: str) -> Draft:
    word = key.upper()
    reading = parted(facts, "res", "policies")
    aims = _aims(reading.facts, key)
    resources = tuple(r for _, r in aims)
    what = [f"no policy of Resilience Hub with an {word}"]
    if aims:
        what = [f"{count(len(aims), 'policy')} of Resilience Hub: {listed(labels(resources, True))}"]
    # A gap says something about both: what was lost, and how old the data is that comes back.
    gap, words = _backup_gap(facts)
    what += [words] if words else []
    if key == "rpo":
        what += [f"longer than this {word}"] if aims and gap > aims[0][0] else []
    else:
        took, words = _restore_time(facts)
        what += [words] if words else []
        what += [f"longer than this {word}"] if aims and took > aims[0][0] else []
    text = "; ".join(what)
    values = listed(dict.fromkeys(lasting(value) for value, _ in aims))
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, f"whether the business agreed to an {word}"),
        resources,
        each_region(
            "aws resiliencehub list-resiliency-policies",
            regions_of(reading.facts) or regions_of(facts.of("res")),
        ),
        response=f"{word}: {values}, from {listed(labels(resources))} in AWS Resilience Hub." if aims else "",
        ask="It holds for …, agreed by …",
    )
    return decide(facts, None, reading.missing, f"{text}." if reading.facts else "", holds)


def _rpo(facts: Facts) -> Draft:
    return _objective(facts, "rpo")


def _rto(facts: Facts) -> Draft:
    return _objective(facts, "rto")


def _tests(facts: Facts) -> Draft:
    reading = parted(facts, "res", "experiments", "assessments")
    found: list[tuple[datetime, Resource]] = []
    other = 0
    for fact in reading.facts:
        where = {"account": fact.account, "region": fact.region or ""}
        for row in rows(fact, "experiments"):
            at, state = moment(row.get("created")), row.get("state")
            other += state != "completed"
            if at and state == "completed":
                detail = f"FIS experiment of {day(at)}"
                found.append((at, Resource(name=str(row.get("id")), detail=detail, **where)))
        for row in rows(fact, "assessments"):
            if at := moment(row.get("ended")):
                detail = f"{row.get('status') or 'no result'}, {day(at)}"
                found.append((at, Resource(name="Resilience Hub assessment", detail=detail, **where)))
    found.sort(key=lambda item: item[0], reverse=True)
    limit = timedelta(days=YEARLY_DAYS)
    recent = tuple(r for at, r in found if facts.now - at <= limit)
    old = len(found) - len(recent)
    what = [f"no completed experiment or assessment within {YEARLY_DAYS} days"]
    if recent:
        what = [
            f"{count(len(recent), 'completed experiment or assessment')} within {YEARLY_DAYS} days:"
            f" {listed(labels(recent, True))}"
            if len(recent) == 1
            else f"{len(recent)} completed experiments and assessments within {YEARLY_DAYS} days:"
            f" {listed(labels(recent, True))}"
        ]
    what += [f"{old} older"] if old else []
    what += [f"{count(other, 'experiment')} not completed"] if other else []
    text = "; ".join(what)
    where_to_look = regions_of(reading.facts) or regions_of(facts.of("res"))
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "whether a test was passed, and a test made otherwise is not seen"),
        recent,
        (
            *each_region("aws fis list-experiments", where_to_look),
            *each_region("aws resiliencehub list-app-assessments", where_to_look),
        ),
        response=f"Last: {recent[0].name}, {recent[0].detail}." if recent else "",
        ask="Failures tested, and the result against RTO and RPO: …",
    )
    partly = f"{capital(text)}." if reading.facts else ""
    return decide(facts, None, reading.missing, sentence(partly), holds)


RULES = (
    Rule(
        "RES-001.1",
        "RES-001",
        ("regions", "res", "bak"),
        can(Verdict.SUPPORTS),
        "yes",
        "The RPO of Resilience Hub's policies, and the longest gap to a last backup",
        AWS_TEXT["RES-001.1"],
        _rpo,
    ),
    Rule(
        "RES-002.1",
        "RES-002",
        ("regions", "res", "bak"),
        can(Verdict.SUPPORTS),
        "yes",
        "The RTO of Resilience Hub's policies, and how long restores took",
        AWS_TEXT["RES-002.1"],
        _rto,
    ),
    Rule(
        "RES-004.1",
        "RES-004",
        ("regions", "res"),
        can(Verdict.SUPPORTS),
        "yes",
        "Completed experiments of FIS and assessments of Resilience Hub within 365 days",
        AWS_TEXT["RES-004.1"],
        _tests,
    ),
)
"""Sources: AWS's controls RES-001, RES-002 and RES-004; REL13-BP01, REL12-BP04, REL12-BP05. FailurePolicy
(rpoInSecs, rtoInSecs): Resilience Hub API Reference."""
