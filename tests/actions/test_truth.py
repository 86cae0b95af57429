"""Accounts as they truly are, and partial, filtered, old readings of them: never is anything better said.

Our scan, another machine's, AWS's judge and files of two tools read the same truth, each with its own holes,
and come in one after another. The joined answer is never favourable against what one of them saw, nor where
an account or a Region that is known was read by none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.actions.imports_kept import TakenIn, put
from ftr_tui.model.elsewhere import Report, Row, Said, Tool
from ftr_tui.model.facts import Evidence, Finding, Imported, Scan, Verdict
from ftr_tui.model.joining import joined
from ftr_tui.model.replacing import Looked
from ftr_tui.rules import RULES
from ftr_tui.rules.elsewhere import judge

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ACCOUNTS, REGIONS = ("111111111111", "222222222222", "333333333333"), ("eu-west-1", "us-east-1")
POLICY, GROUPS = "IAM-003.1", "NETSEC-001.1"
TEXTS = {r.question: r.aws_text[0] for r in RULES if r.question in (POLICY, GROUPS)}
CHECKS = {
    Tool.SECURITY_HUB: ("IAM.15", "IAM.16", "EC2.2"),
    Tool.PROWLER: (
        "iam_password_policy_minimum_length_14",
        "iam_password_policy_reuse_24",
        "ec2_securitygroup_default_restrict_traffic",
    ),
}
Spot = tuple[str, str]
"""An account, and the Region for what it has in each, else empty."""


@dataclass
class World:
    """What is so, and what somebody saw of it."""

    weak: dict[str, set[int]]
    """Account -> which of the two parts of its password policy are too weak."""
    open_: set[Spot]
    """Where the default group has rules."""
    seen_bad: dict[str, bool] = field(default_factory=lambda: {POLICY: False, GROUPS: False})
    seen_good: dict[str, set[Spot]] = field(default_factory=lambda: {POLICY: set(), GROUPS: set()})
    asked: dict[str, set[str]] = field(default_factory=lambda: {"scans": set(), "files": set()})
    regions: set[Spot] = field(default_factory=set)
    """Accounts and Regions that a scan was to read."""

    def bad(self, question: str, spot: Spot) -> bool:
        return bool(self.weak[spot[0]]) if question == POLICY else spot in self.open_


def scanned(draw: st.DrawFn, world: World) -> tuple[Scan, list[Finding]]:
    """Return what our own rules say of a scan, by their order: against, not read, holds."""
    accounts = draw(st.lists(st.sampled_from(ACCOUNTS), min_size=1, unique=True))
    regions = draw(st.lists(st.sampled_from(REGIONS), min_size=1, unique=True))
    missed = draw(st.sampled_from([[], [], [ACCOUNTS[0]]]))
    missed = [a for a in missed if a not in accounts]
    at = NOW - timedelta(days=draw(st.integers(0, 20)))
    world.asked["scans"] |= {*accounts, *missed}
    world.regions |= {(a, r) for a in accounts for r in regions}
    found = []
    for question in (POLICY, GROUPS):
        wanted = [(a, r) for a in accounts for r in ([""] if question == POLICY else regions)]
        read = [spot for spot in wanted if draw(st.integers(0, 4))]
        verdict = "no" if any(world.bad(question, s) for s in read) else "yes"
        if verdict == "yes" and (len(read) < len(wanted) or missed):
            verdict = "unknown"
        world.seen_bad[question] |= verdict == "no"
        world.seen_good[question] |= {s for s in read if not world.bad(question, s)}
        found.append(
            Finding(
                question=question,
                control=question[:-2],
                verdict=Verdict(verdict),
                favourable={"yes": True, "no": False}.get(verdict),
                summary=f"{verdict}.",
                assumes=f"Production runs in Regions {', '.join(regions)} only." if verdict == "yes" else "",
                accounts=sorted({a for a, _ in read}),
                regions=sorted({r for _, r in read if r}),
                read_at=at,
            )
        )
    return Scan(started=at, seconds=1, calls=1, accounts=accounts, regions=regions, not_again=missed), found


def rows_of(
    draw: st.DrawFn, world: World, tool: Tool, accounts: Iterable[str], regions: Iterable[str]
) -> list[Row]:
    """Return rows of a tool: whole accounts, checks, Regions may be missing, or all that failed."""
    only_passed, at = draw(st.integers(0, 3)) == 0, NOW - timedelta(days=draw(st.integers(0, 40)))
    undated, out = draw(st.integers(0, 5)) == 0, []
    for account in accounts:
        places = [(n, "") for n in (0, 1)] + [(2, r) for r in regions]
        for number, region in places:
            bad = number in world.weak[account] if number < 2 else (account, region) in world.open_
            if not draw(st.integers(0, 5)) or (only_passed and bad):
                continue
            out.append(
                Row(
                    CHECKS[tool][number],
                    Said.FAIL if bad else Said.PASS,
                    account,
                    region or REGIONS[0],
                    resource=f"{account}{region}",
                    at=None if undated else at - timedelta(hours=draw(st.integers(0, 30))),
                    muted=draw(st.booleans()),
                )
            )
    return out


def told(
    draw: st.DrawFn, world: World, tool: Tool, scan: Scan | None, *, live: bool, number: int
) -> tuple[Imported, Looked]:
    accounts: list[str] = (
        list(scan.accounts)
        if live and scan
        else draw(st.lists(st.sampled_from(ACCOUNTS), min_size=1, unique=True))
    )
    regions = draw(st.lists(st.sampled_from(REGIONS), min_size=1, unique=True))
    rows = rows_of(draw, world, tool, accounts, regions)
    mine = list(dict.fromkeys(r.account for r in rows))
    ats = [r.at for r in rows if r.at is not None]
    report = Report(
        tool, rows, hash="" if live else f"sha256:{number}", at=min(ats, default=None), accounts=mine
    )
    wide = {"accounts": [*scan.accounts, *scan.not_again], "regions": scan.regions} if live and scan else {}
    if not live and scan and set(mine) & set(scan.accounts):
        wide = {"regions": scan.regions}
    found = judge(report, TEXTS, NOW, **wide)
    for row in rows:
        question = GROUPS if row.check == CHECKS[tool][2] else POLICY
        spot = (row.account, row.region if question == GROUPS else "")
        both = {r.check for r in rows if r.account == row.account and r.said is Said.PASS}
        fresh = row.at is not None and NOW - row.at <= timedelta(days=30)
        if row.said is Said.FAIL:
            world.seen_bad[question] = True
        elif fresh and (question == GROUPS or {*CHECKS[tool][:2]} <= both):
            world.seen_good[question].add(spot)
    if not live and found:
        world.asked["files"] |= set(mine)
    places = {(r.check, r.account, region) for r in rows for region in (r.region, "")}
    about: dict[str, Any] = {"covers": mine, "finding": found, "hash": report.hash, "tool": str(tool)}
    return Imported(file="" if live else f"{number}.csv", at=NOW, **about), frozenset(places)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, Evidence]:
    weak = {a: draw(st.sampled_from([set(), set(), set(), {0}, {0, 1}])) for a in ACCOUNTS}
    open_ = {(a, r) for a in ACCOUNTS for r in REGIONS if draw(st.integers(0, 5)) == 0}
    world = World(weak, open_)
    scan, own, judged = None, list[Finding](), list[Imported]()
    if draw(st.booleans()):
        scan, own = scanned(draw, world)
        if draw(st.booleans()):
            judged = [told(draw, world, Tool.SECURITY_HUB, scan, live=True, number=0)[0]]
    kept: list[Imported] = []
    places: Looked
    for number in range(1, draw(st.integers(1, 4)) + 1):
        kind = draw(st.sampled_from([None, Tool.SECURITY_HUB, Tool.SECURITY_HUB, Tool.PROWLER]))
        if kind is None:
            other, found = scanned(draw, world)
            one, places = Imported(file=f"{number}.toml", at=NOW, scan=other, finding=found), frozenset()
        else:
            one, places = told(draw, world, kind, scan, live=False, number=number)
        kept = put(TakenIn(), kept, one, places) if one.finding else kept
    return world, Evidence(scan=scan, finding=own, judged=judged, imported=kept)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_never_better_than_what_was_seen_and_never_of_what_nobody_saw(made: tuple[World, Evidence]) -> None:
    world, evidence = made
    for found in joined(evidence, NOW).finding:
        if not found.favourable:
            continue
        question = found.question
        assert not world.seen_bad[question]
        accounts = world.asked["scans"] | set(found.accounts)
        if not world.asked["scans"]:
            accounts |= world.asked["files"]
        # Without a scan the tools' files say which Regions there are.
        regions = [""] if question == POLICY else [] if world.regions else found.regions
        needed = {(a, r) for a in accounts for r in regions}
        needed |= world.regions if question == GROUPS else set()
        assert needed <= world.seen_good[question]
