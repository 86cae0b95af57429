"""Reviews of the architecture, the Marketplace listing, recovery objectives and tests of resilience."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rules_scene import EU, US, A, B, Scene, ago, degraded, empty_scene, idle, scene
from scene_reviews import IDLE, LOAD, milestone

from ftr_tui.model.facts import Finding, Status, Verdict
from ftr_tui.rules.reading import NOTHING_THERE
from ftr_tui.rules.resilience import lasting

NOT_ASKED = "only a deep scan does"
MINE = ("GA.1", "WAFR-001.1", "WAFR-001.2", "RES-001.1", "RES-002.1", "RES-004.1")
REVIEWED = "WAFR-001.2"


def one_region(*accounts: str) -> Scene:
    """A good scene in which the slice's collectors found something in eu-west-1 only."""
    made = scene(*accounts)
    for account in accounts or (A,):
        for collector in ("res", "review"):
            made.status(collector, Status.SKIPPED, account, US)
            place = (collector, account, US)
            made.facts[place] = idle(Scene({place: made.facts[place]}), *IDLE, account=account).facts[place]
    return made


def change_res(made: Scene, account: str = A, **changes: Any) -> Scene:
    return made.set("res", made.facts["res", account, EU].data | changes, account, EU)


def skipped(made: Scene, collector: str, note: str) -> Scene:
    for place, fact in made.facts.items():
        if place[0] == collector and not (fact.status is Status.SKIPPED and fact.note == NOTHING_THERE):
            made.facts[place] = degraded(fact, Status.SKIPPED, note)
    return made


def mine(made: Scene) -> dict[str, Finding]:
    return {q: f for q, f in made.judge().items() if q in MINE}


def test_a_good_account() -> None:
    found = mine(one_region())
    assert {q: f.verdict.value for q, f in found.items()} == dict.fromkeys(MINE, "supports") | {
        REVIEWED: "yes"
    }
    yes = found[REVIEWED]
    assert yes.favourable
    assert yes.summary == (
        'One review within 365 days: milestone "2026-06 yearly review" of workload shop, 2026-06-18'
        " (4 high and 11 medium risks then)."
    )
    assert "against a documented standard" in yes.assumes.split("\n")[0]
    assert yes.draft.startswith('Last review: milestone "2026-06 yearly review" of workload shop, 2026-06-18')
    assert yes.draft.endswith("The standard: …")
    assert "Shop Suite (Public)" in found["GA.1"].summary
    assert found["GA.1"].draft.startswith("AWS Marketplace lists Shop Suite with visibility Public.")
    assert found["RES-001.1"].draft.startswith("RPO: 24 h, from shop-policy in AWS Resilience Hub.")
    assert found["RES-002.1"].draft.startswith("RTO: 2 h, from shop-policy in AWS Resilience Hub.")
    assert "x was last backed up 24 h ago" in found["RES-001.1"].summary
    assert "the slowest of 2 completed restores took 42 min" in found["RES-002.1"].summary
    tests = found["RES-004.1"]
    assert "2 completed experiments and assessments within 365 days" in tests.summary
    assert [(r.name, r.detail) for r in tests.resources] == [
        ("Resilience Hub assessment", "PolicyMet, 2026-10-15"),
        ("EXP1", "FIS experiment of 2026-07-23"),
    ]


def test_an_empty_account_says_what_was_not_found() -> None:
    found = mine(empty_scene())
    assert {f.verdict for f in found.values()} == {Verdict.SUPPORTS}
    assert "no SaaS products found" in found["GA.1"].summary
    assert "no workloads found" in found["WAFR-001.1"].summary
    assert "no workloads found" in found[REVIEWED].summary
    assert "no policy of Resilience Hub with an RPO" in found["RES-001.1"].summary
    assert "no completed experiment or assessment within 365 days" in found["RES-004.1"].summary
    assert not any(f.draft for f in found.values())


@pytest.mark.parametrize(("days", "verdict"), [(364, "yes"), (365, "yes"), (366, "supports")])
def test_a_milestone_counts_for_a_year(days: float, verdict: str) -> None:
    made = one_region().set("review", {"milestones": [milestone(days)]}, region=EU)
    assert made[REVIEWED].verdict.value == verdict
    assert ago(days).strftime("%Y-%m-%d") in made[REVIEWED].summary


def test_the_day_of_a_change_is_no_review() -> None:
    made = one_region().set("review", {"milestones": []}, region=EU)
    assert made[REVIEWED].verdict is Verdict.SUPPORTS
    assert "no milestone" in made[REVIEWED].summary
    assert made["WAFR-001.1"].draft == ""
    # A milestone of no workload that is there, or without a time, shows nothing either.
    for row in (milestone(workload="f" * 32), milestone(at=None), milestone(at="2026-06-18")):
        odd = one_region().set("review", {"milestones": [row]}, region=EU)
        assert odd[REVIEWED].verdict is Verdict.SUPPORTS


def test_workloads_without_a_recent_milestone_stand_in_the_assumption() -> None:
    loads = [{"id": LOAD, "name": "shop"}, {"id": "1" * 32, "name": "old-shop"}]
    made = change_res(one_region(), workloads=loads)
    assert "Without a milestone within 365 days: old-shop." in made[REVIEWED].assumes
    made.set("review", {"milestones": [milestone(), milestone(500, workload="1" * 32)]}, region=EU)
    assert "Without a milestone within 365 days: old-shop." in made[REVIEWED].assumes
    assert made[REVIEWED].total == 1


@pytest.mark.parametrize("status", [Status.DENIED, Status.FAILED, Status.PARTIAL])
@pytest.mark.parametrize("collector", ["res", "review"])
def test_a_review_is_unknown_unless_all_was_read(collector: str, status: Status) -> None:
    made = change_res(one_region(), read=["policies", "ecs"]) if status is Status.PARTIAL else one_region()
    made.status(collector, status, region=EU)
    found = made[REVIEWED]
    assert found.verdict is Verdict.UNKNOWN and found.favourable is None and not found.assumes
    assert f"svc:Read{collector}" in found.summary or "Throttling" in found.summary


def test_without_deep_the_milestones_are_not_asked_for() -> None:
    made = skipped(one_region(), "review", NOT_ASKED)
    assert made[REVIEWED].verdict is Verdict.UNKNOWN
    assert made[REVIEWED].summary.startswith("Not looked at: milestones") and made[REVIEWED].unasked
    assert made["WAFR-001.1"].verdict is Verdict.SUPPORTS
    assert "shop (changed 2026-11-21" in made["WAFR-001.1"].summary
    assert "no milestones, as far as they were read" in made["WAFR-001.1"].summary
    none = skipped(change_res(one_region(), workloads=[]), "review", NOT_ASKED)
    assert none[REVIEWED].verdict is Verdict.SUPPORTS  # no workload, so no milestone is missing
    change_res(none, read=["policies"])
    assert none[REVIEWED].verdict is Verdict.UNKNOWN


def test_a_list_that_was_cut_is_said() -> None:
    made = one_region().status("review", Status.PARTIAL, region=EU)
    place = ("review", A, EU)
    made.facts[place] = replace(made.facts[place], gaps=(), note="only the 20 of 31 workloads")
    assert made[REVIEWED].verdict is Verdict.UNKNOWN
    assert "only the 20 of 31 workloads" in made[REVIEWED].summary


def test_parts_that_do_not_matter_may_be_missing() -> None:
    made = change_res(one_region(), read=["workloads", "policies"]).status("res", Status.PARTIAL, region=EU)
    found = mine(made)
    assert found[REVIEWED].verdict is Verdict.YES
    assert found["RES-001.1"].verdict is Verdict.SUPPORTS
    assert found["RES-004.1"].verdict is Verdict.UNKNOWN
    # A complete fact that does not name the part is no proof that the part was read.
    odd = change_res(one_region(), read=["ecs"])
    assert {q: f.verdict for q, f in mine(odd).items() if q != "GA.1"} == dict.fromkeys(
        (q for q in MINE if q != "GA.1"), Verdict.UNKNOWN
    )


def test_two_accounts() -> None:
    both = one_region(A, B)
    change_res(both, B, workloads=[])
    both.set("review", {"milestones": []}, B, EU)
    assert both[REVIEWED].verdict is Verdict.YES
    both.status("res", Status.DENIED, B)
    assert both[REVIEWED].verdict is Verdict.UNKNOWN
    assert "1 of 2 accounts read whole" in both[REVIEWED].summary


def test_supports_speaks_of_what_is_there() -> None:
    good = mine(one_region())
    for question, changes in (
        ("WAFR-001.1", {"workloads": []}),
        ("RES-001.1", {"policies": []}),
        ("RES-002.1", {"policies": []}),
        ("RES-004.1", {"experiments": []}),
        ("RES-004.1", {"assessments": []}),
    ):
        gone = change_res(one_region(), **changes)[question]
        assert gone.verdict is Verdict.SUPPORTS
        assert gone.summary != good[question].summary
    gone = scene().set("listing", {"products": []})["GA.1"]
    assert "no SaaS products found" in gone.summary and not gone.draft


def test_the_listing_is_read_in_one_region_of_one_seller() -> None:
    made = skipped(scene(A, B), "listing", "read once for the account, in another Region")
    made.set("listing", {"products": [{"title": "Shop Suite", "visibility": "Limited"}]}, A, EU)
    made.status("listing", Status.DENIED, B, EU)
    found = made["GA.1"]
    assert found.verdict is Verdict.SUPPORTS
    assert "1 SaaS product in AWS Marketplace: Shop Suite (Limited)" in found.summary
    assert not found.draft  # Limited is not what anybody can buy
    made.set("listing", {"products": []}, A, EU)
    assert made["GA.1"].verdict is Verdict.UNKNOWN
    assert f"in {B}: AccessDenied" in made["GA.1"].summary
    deep = skipped(scene(), "listing", NOT_ASKED)
    assert deep["GA.1"].verdict is Verdict.UNKNOWN
    assert deep["GA.1"].summary == f"Not looked at: Marketplace listings in {A} ({NOT_ASKED})."
    assert deep["GA.1"].unasked
    # With a fault beside it, the fault is what counts.
    both = skipped(scene(A, B), "listing", NOT_ASKED).status("listing", Status.DENIED, B)["GA.1"]
    assert not both.unasked and both.summary.startswith("Could not read Marketplace listings in")
    assert f". Not looked at: Marketplace listings in {A} ({NOT_ASKED})." in both.summary
    assert "Not read yet" in scene().drop("listing")["GA.1"].summary


def test_the_gap_of_the_backups_beside_the_rpo() -> None:
    made = one_region()
    rows = [{"arn": f"arn:aws:rds:{EU}:{A}:db:a", "last_backup": ago(2.25)}, {"arn": "arn:b:c:d:e:f"}]
    made.change("bak", protected=rows)
    summary = made["RES-001.1"].summary
    assert "of 2 protected resources: a was last backed up 2 days 6 h ago; longer than this RPO" in summary
    made.change("bak", protected=[], plans=[{"name": "daily", "last_run": ago(0.5)}])
    assert "of 2 backup plans: daily last ran 12 h ago" in made["RES-001.1"].summary
    assert "longer" not in made["RES-001.1"].summary
    made.status("bak", Status.DENIED)
    assert made["RES-001.1"].verdict is Verdict.SUPPORTS and "gap" not in made["RES-001.1"].summary
    slow = change_res(one_region(), policies=[{"name": "p", "rpo": None, "rto": 1800}])
    assert "took 42 min; longer than this RTO" in slow["RES-002.1"].summary
    assert "no policy of Resilience Hub with an RPO" in slow["RES-001.1"].summary


def test_tests_that_are_old_or_were_not_completed() -> None:
    rows = [
        {"id": "OLD", "state": "completed", "created": ago(366)},
        {"id": "BAD", "state": "failed", "created": ago(3)},
        {"id": "NOW", "state": "running", "created": ago(0)},
    ]
    found = change_res(one_region(), experiments=rows, assessments=[])["RES-004.1"]
    assert (
        "no completed experiment or assessment within 365 days; 1 older; 2 experiments not" in found.summary
    )
    assert found.total == 0 and not found.draft


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (90, "1 min 30 s"),
        (900, "15 min"),
        (14400, "4 h"),
        (86400, "24 h"),
        (172800, "2 days"),
        (180000, "2 days 2 h"),
    ],
)
def test_durations_in_words(seconds: int, words: str) -> None:
    assert lasting(seconds) == words


def test_names_of_the_account_never_stand_in_a_command() -> None:
    odd = "[/red]`; rm -rf ~"
    made = change_res(
        one_region(), workloads=[{"id": LOAD, "name": odd}], policies=[{"name": odd, "rpo": 1, "rto": 1}]
    )
    for found in mine(made).values():
        assert found.recheck
        assert not any(odd in line or "red" in line for line in found.recheck)
    assert odd in made[REVIEWED].summary
