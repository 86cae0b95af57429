"""Answers that do not come, or come spoiled: no question gets a better answer. All: tests/bench/wire.py."""

from __future__ import annotations

import random

import pytest

from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.model.facts import Fact, Status, Verdict
from ftr_tui.rules import RULES, unread

from .mutations import MUTATIONS
from .trials import Ground, Trial, run, spoiled_ground, trials
from .wire import Transport, Wire, favourable, judged, rescan, scan, served
from .world import ACCOUNTS, EU, US, World

CLEAR = ("denied", "reset", "throttled")
GARBLED = ("cut", "blank", "page")
SEED = 20261124


def test_a_sample_of_spoiled_answers(transport: Transport, good: Ground) -> None:
    chance = random.Random(SEED)
    some = chance.sample(trials(good, CLEAR), 14)
    for mutation in chance.sample(MUTATIONS, 13):
        some += chance.sample(trials(spoiled_ground(transport, good, mutation), CLEAR), 2)
    better = {trial.label: found for trial in some if (found := run(transport, trial))}
    assert better == {}
    print(f"{len(some)} of {len(some)}")


def test_a_fault_takes_away_what_rested_on_it(transport: Transport, good: Ground) -> None:
    """The way the faults are made does something: each clear one costs the answers that need the call."""
    for name, question in {
        "support.describe_severity_levels": "SUP-001.1",
        "ec2.describe_volumes": "SDAT-002.1",
        "iam.get_credential_report": "IAM-001.1",
        "backup.list_restore_jobs": "BAR-002.1",
        "wellarchitected.list_milestones": "WAFR-001.2",
        "sts.assume_role": "SUP-001.1",
    }.items():
        asked = [r for r in good.requests if r.name == name]
        for mode in CLEAR:
            transport.wire = Wire(good.world, (asked[-1], mode), cache=good.wire.cache if good.wire else {})
            facts = rescan(good.facts, asked[-1].account, name)
            assert question in good.before - favourable(facts), (name, mode)


def _spoiled(transport: Transport, good: Ground, name: str, mode: str, operation: str) -> Trial:
    mutation = next(m for m in MUTATIONS if m.name == name)
    ground = spoiled_ground(transport, good, mutation)
    found = [t for t in trials(ground, (mode,)) if t.request.name == operation]
    return next(t for t in found if t.request.region == US and "page2" in t.request.params)


@pytest.mark.parametrize("mode", GARBLED)
def test_an_answer_in_xml_that_is_none(mode: str, transport: Transport, good: Ground) -> None:
    trial = _spoiled(transport, good, "a plain volume", mode, "ec2.describe_volumes")
    assert run(transport, trial) == set()


@pytest.mark.parametrize("mode", GARBLED)
def test_an_answer_in_json_that_is_none(mode: str, transport: Transport, good: Ground) -> None:
    trial = _spoiled(transport, good, "a plain file system", mode, "efs.describe_file_systems")
    assert run(transport, trial) == set()


@pytest.mark.parametrize("mode", CLEAR)
def test_over_a_loopback_socket(mode: str, good: Ground) -> None:
    with served() as transport:
        trial = _spoiled(transport, good, "a plain volume", mode, "ec2.describe_volumes")
        assert "SDAT-002.1" not in trial.ground.before
        assert run(transport, trial) == set()


def test_a_credential_that_may_only_say_who_it_is(transport: Transport) -> None:
    transport.wire = Wire(World(), only=frozenset({"sts"}))
    done = scan()
    facts = done.facts
    assert facts.accounts == ACCOUNTS and not done.unreached
    assert {f.status for f in facts.facts if f.collector != "who"} <= {Status.DENIED, Status.SKIPPED}
    found = judged(facts)
    assert found.keys() == {r.question for r in RULES}
    assert not any(f.favourable or f.verdict.decided for f in found.values())
    assert {f.verdict for f in found.values()} == {Verdict.UNKNOWN}
    assert not any("Traceback" in f.summary or "please report" in f.summary for f in found.values())
    # Each action that a scan begins with is named once for each account, and with the controls it costs.
    gaps = unread(facts)
    denied = {f.collector for f in facts.facts if f.status is Status.DENIED}
    first = {spec.actions[0] for spec in COLLECTORS if spec.id in denied and not spec.needs}
    for account in ACCOUNTS:
        mine = [gap for gap in gaps if gap.account == account]
        assert first <= {gap.action for gap in mine}
        assert len({(gap.region, gap.action) for gap in mine}) == len(mine)
        assert all("is missing" in gap.reason for gap in mine)
    home: list[Fact] = [f for f in facts.facts if f.region]
    assert {f.region for f in home} == {EU}
