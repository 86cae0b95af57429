"""What must hold whatever is missing: no rule raises, and less knowledge never makes a favourable verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rules_scene import (
    ADMIN,
    EU,
    IDLE,
    NOW,
    REGIONAL,
    TEXTS,
    US,
    A,
    B,
    Scene,
    ago,
    contact,
    degraded,
    empty_scene,
    graph,
    group,
    iam_user,
    job,
    key,
    perm,
    root,
    scene,
    user,
)

from ftr_tui.model.facts import Fact, Facts, Status
from ftr_tui.rules import RULES, judge, partial, unread
from ftr_tui.rules.base import Rule, finding
from ftr_tui.rules.reading import NOTHING_THERE


def narrowed(made: Scene, account: str) -> None:
    """Leave one Region in scope; a scan reads nothing outside its scope."""
    made.change("regions", account, scope=[EU])
    for collector in REGIONAL:
        made.drop(collector, account, US)


SPOILS: list[Callable[[Scene, str], Any]] = [
    lambda s, a: s.set("support", {"subscribed": False, "codes": []}, a),
    lambda s, a: s.change("iam_sum", a, AccountAccessKeysPresent=1),
    lambda s, a: s.change("iam_sum", a, AccountPasswordPresent=0),
    lambda s, a: s.set("iam_rep", {"generated_at": NOW, "rows": [root(used=2, keys=[key(200)])]}, a),
    lambda s, a: s.set("iam_rep", {"generated_at": NOW, "rows": [root(), user("x", password=True)]}, a),
    lambda s, a: s.set(
        "iam_rep", {"generated_at": NOW, "rows": [root(), user("x", keys=[key(99, None)])]}, a
    ),
    lambda s, a: s.set("iam_rep", {"generated_at": NOW, "rows": []}, a),
    lambda s, a: s.set("iam_pw", {"set": False}, a),
    lambda s, a: s.set("iam_idp", {"saml": ["arn:x"], "oidc": []}, a),
    lambda s, a: s.set("sso", {"instances": [{"arn": "i", "owner": a, "status": "ACTIVE"}]}, a),
    lambda s, a: s.set("org", {"in_organization": True, "id": "o", "management_account": "999900001111"}, a),
    lambda s, a: s.set(
        "org_acc", {"accounts": [{"id": A, "state": "ACTIVE"}, {"id": B, "state": "ACTIVE"}]}, a
    ),
    lambda s, a: s.change("contacts", a, SECURITY=contact(False)),
    lambda s, a: s.set("trails", {"trails": []}, a),
    lambda s, a: s.set("gd", {"detectors": []}, a, US),
    lambda s, a: s.set("sg", {"groups": []}, a),
    lambda s, a: s.set("sg", {"groups": [group("sg-9", "default", egress=[perm("0.0.0.0/0")])]}, a, EU),
    lambda s, a: s.set("sg", {"groups": [group(ingress=[perm("0.0.0.0/1", "128.0.0.0/1")])]}, a, US),
    lambda s, a: s.set("sg", {"groups": [group(ingress=[perm(lists=["pl-1"])])]}, a, US),
    lambda s, a: s.set("plist", {"lists": {"pl-1": ["0.0.0.0/0"]}}, a, US),
    lambda s, a: s.set("plist", {"lists": {"pl-1": ["10.0.0.0/8"]}}, a),
    lambda s, a: narrowed(s, a),
    lambda s, a: s.change("bak", a, restore_jobs=[job(400), job(validation="FAILED")]),
    lambda s, a: s.change("bak", a, read=[], restore_plans=[]),
    lambda s, a: s.set("restores", {"events": [{"name": "RestoreTableFromBackup", "time": ago(3)}]}, a),
    lambda s, a: s.set("s3_acct", {"IgnorePublicAcls": False, "RestrictPublicBuckets": False}, a),
    lambda s, a: s.set("s3_pub", {"checked": 2, "public": [{"name": "site", "region": EU, "by": "acl"}]}, a),
    lambda s, a: s.set("iam_graph", graph([iam_user(inline=[{"name": "all", "document": ADMIN}])]), a),
    lambda s, a: s.set("root_ev", {"events": [{"name": "ConsoleLogin", "time": ago(2)}]}, a),
]
WAYS = (None, Status.PARTIAL, Status.DENIED, Status.FAILED, Status.SKIPPED)
CHECKED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    made = scene(*([A] if draw(st.booleans()) else [A, B]))
    for spoil in draw(st.lists(st.sampled_from(SPOILS), max_size=5)):
        spoil(made, draw(st.sampled_from(made.all().accounts)))
    for account in made.all().accounts:
        if US not in made.all().regions(account):
            narrowed(made, account)
    return made


def favourable(facts: Facts, rules: Sequence[Rule] = RULES) -> set[str]:
    """Return the questions with a favourable verdict, of all rules or of ``rules``."""
    return {r.question for r in rules if finding(r, facts, TEXTS[r.question]).favourable}


def untried(facts: Facts, collector: str, tried: set[tuple[object, ...]], *what: object) -> list[Rule]:
    """Return the rules that read ``collector`` and did not yet have ``what`` tried on the same facts.

    A fault elsewhere leaves most rules the facts that they had: judging those again shows nothing new.
    """
    told = cache(lambda c: repr(facts.of(c)))
    found = []
    for rule in (r for r in RULES if collector in r.collectors):
        key = (rule.question, facts.accounts, *what, *map(told, rule.collectors))
        if key not in tried:
            tried.add(key)
            found.append(rule)
    return found


def less(fact: Fact, status: Status | None) -> list[Fact]:
    """Return the fact as it would be had less been read; skipped as idle only where collectors do that."""
    if status is None:
        return []
    idle = status is Status.SKIPPED and fact.collector in IDLE
    return [degraded(fact, status, NOTHING_THERE if idle else "")]


@CHECKED
@given(scenes(), st.data())
def test_less_is_never_more_favourable(made: Scene, data: st.DataObject) -> None:
    facts = made.all()
    before = favourable(facts)
    places = list(made.facts)
    for place in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True)):
        status = data.draw(st.sampled_from(WAYS))
        kept = less(made.facts[place], status)
        if kept:
            made.facts[place] = kept[0]
        else:
            del made.facts[place]
        if place[1] not in made.all().accounts:
            return
    assert favourable(made.all()) <= before


@pytest.fixture(scope="module")
def tried() -> set[tuple[object, ...]]:
    """What was tried with the spoils before."""
    return set()


@pytest.mark.parametrize("spoil", range(len(SPOILS)))
def test_each_fact_missing_in_turn(spoil: int, tried: set[tuple[object, ...]]) -> None:
    made = scene(A, B)
    SPOILS[spoil](made, B)
    whole = made.all()
    before = favourable(whole)
    for place, fact in ((p, f) for p, f in made.facts.items() if p[1] == B):
        rules = untried(whole, place[0], tried, place)
        for status in (None, Status.PARTIAL, Status.SKIPPED):
            rest = [f for p, f in made.facts.items() if p != place]
            assert favourable(Facts((*rest, *less(fact, status)), NOW), rules) <= before, (place, status)
    assert tried


def test_a_part_of_a_list_is_never_more_favourable() -> None:
    """A partial fact that lost its last row, as when a later page could not be read."""
    tried: set[tuple[object, ...]] = set()
    for spoil in SPOILS:
        made = scene()
        spoil(made, A)
        whole = made.all()
        before = favourable(whole)
        for place, fact in made.facts.items():
            rules = untried(whole, place[0], tried, place)
            for name, value in fact.data.items():
                if isinstance(value, list) and value and place[0] != "regions":
                    cut = replace(degraded(fact, Status.PARTIAL), data=fact.data | {name: value[:-1]})
                    if "read" in fact.data and name != "read":
                        cut = replace(
                            cut, data=cut.data | {"read": [r for r in cut.data["read"] if r != name]}
                        )
                    rest = [f for p, f in made.facts.items() if p != place]
                    assert favourable(Facts((*rest, cut), NOW), rules) <= before, (place, name)


@CHECKED
@given(st.data())
def test_never_raises_whatever_the_statuses(data: st.DataObject) -> None:
    made = data.draw(st.sampled_from([scene(A, B), empty_scene()]))
    for place, fact in list(made.facts.items()):
        status = data.draw(st.sampled_from((Status.COMPLETE, *WAYS)))
        if status is None:
            del made.facts[place]
        else:
            made.facts[place] = degraded(fact, status, data.draw(st.sampled_from(["", NOTHING_THERE, "cut"])))
    facts = made.all()
    for rule in RULES:
        assert rule.judge(facts).verdict in rule.can
    assert [f.question for f in judge(facts, TEXTS)] == [r.question for r in RULES]
    assert all(u.action and u.code for u in unread(facts, RULES))
    partial(facts)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "a", "*", "Allow", "10.0.0.0/8", "[/red]"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rows", "keys", "groups", "users", "ingress", "cidrs", "Statement", "user", "scope", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@CHECKED
@given(st.sampled_from(sorted({c for r in RULES for c in r.collectors})), JSON)
def test_a_finding_for_each_rule_whatever_the_data(collector: str, value: Any) -> None:
    made = scene()
    made.set(collector, value)
    if isinstance(value, dict):
        made.change(collector, **{k: value.get("x", value) for k in ("rows", "groups", "users", "bak")})
    found = judge(made.all(), TEXTS)
    assert len(found) == len(RULES)
    assert all(f.summary for f in found)


ONCE = {"regions", "trails", "iam_rep", "cdn", "s3_list"}
"""Collectors that read an account once and that Regional rules look at as well."""


def test_regional_collectors_of_the_scene() -> None:
    assert {c for r in RULES if r.regional for c in r.collectors} - ONCE <= set(REGIONAL)
