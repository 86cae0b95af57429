"""A made-up account in which every rule that may be favourable is, and ways to spoil it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import scene_identity
import scene_network
import scene_reviews

from ftr_tui.model.facts import Fact, Facts, Finding, Gap, Status
from ftr_tui.rules import RULES, judge
from ftr_tui.rules.base import finding
from ftr_tui.rules.reading import NOTHING_THERE

NOW = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
A, B = "111122223333", "444455556666"
EU, US = "eu-west-1", "us-east-1"
TEXTS = {rule.question: rule.aws_text[0] for rule in RULES}
SLICES = (scene_network, scene_identity, scene_reviews)
REGIONAL = ("sg", "plist", "gd", "alarms", "bak", "restores", *(c for s in SLICES for c in s.REGIONAL))
IDLE = ("alarms", "bak", *(c for s in SLICES for c in s.IDLE))
ADMIN = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
READ = {"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}]}


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def user(
    name: str, *, password: bool | None = False, mfa: bool | None = False, keys: Any = ()
) -> dict[str, Any]:
    return {
        "user": name,
        "arn": f"arn:aws:iam::{A}:user/{name}",
        "created": ago(400),
        "password_enabled": password,
        "password_last_used": None,
        "mfa_active": mfa,
        "keys": list(keys),
    }


def key(rotated: float | None, used: float | None = 1, active: bool | None = True) -> dict[str, Any]:
    return {
        "active": active,
        "last_rotated": None if rotated is None else ago(rotated),
        "last_used": None if used is None else ago(used),
    }


def root(*, used: float | None = None, keys: Any = (), mfa: bool = True) -> dict[str, Any]:
    row = user("<root_account>", password=None, mfa=mfa, keys=keys)
    return row | {"password_last_used": None if used is None else ago(used)}


def group(
    id_: str = "sg-1", name: str = "web", ingress: Any = (), egress: Any = (), vpc: str = "vpc-1"
) -> dict[str, Any]:
    return {"id": id_, "name": name, "vpc": vpc, "ingress": list(ingress), "egress": list(egress)}


def perm(
    *cidrs: str, protocol: Any = "tcp", first: Any = 22, last: Any = 22, lists: Any = ()
) -> dict[str, Any]:
    return {
        "protocol": protocol,
        "from": first,
        "to": last,
        "cidrs": list(cidrs),
        "prefix_lists": list(lists),
    }


def role(
    name: str = "r", *, trust: Any = None, path: str = "/", inline: Any = (), attached: Any = ()
) -> dict[str, Any]:
    service = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}]}
    return {
        "name": name,
        "path": path,
        "trust": service if trust is None else trust,
        "inline": list(inline),
        "attached": list(attached),
    }


def graph(users: Any = (), groups: Any = (), roles: Any = (), policies: Any = ()) -> dict[str, Any]:
    return {"users": list(users), "groups": list(groups), "roles": list(roles), "policies": list(policies)}


def iam_user(name: str = "u", inline: Any = (), attached: Any = (), groups: Any = ()) -> dict[str, Any]:
    return {"name": name, "inline": list(inline), "attached": list(attached), "groups": list(groups)}


def contact(present: bool = True) -> dict[str, Any]:
    return {"present": present, "email_domain": "example.com" if present else None}


def job(completed: float = 30, **changes: Any) -> dict[str, Any]:
    done = ago(completed)
    return {
        "status": "COMPLETED",
        "created": done - timedelta(minutes=42),
        "completed": done,
        "resource_type": "RDS",
        "plan_arn": "arn:plan",
        "validation": "SUCCESSFUL",
    } | changes


def good(account: str) -> dict[str, Any]:
    """Return the data of each collector; a Regional one holds the same in each Region."""
    made = {
        "who": {"account": account, "arn": f"arn:aws:iam::{account}:role/ftr", "partition": "aws"},
        "regions": {"enabled": [EU, US], "scope": [EU, US]},
        "iam_sum": {"AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1, "AccountMFAEnabled": 1},
        "iam_rep": {
            "generated_at": ago(0),
            "rows": [root(used=500), user("ann", password=True, mfa=True), user("ci", keys=[key(10)])],
        },
        "iam_graph": graph(
            users=[iam_user("ann", groups=["devs"]), iam_user("ci", groups=["devs"])],
            groups=[{"name": "devs", "inline": [{"name": "read", "document": READ}], "attached": []}],
            roles=[role("app", attached=["arn:aws:iam::aws:policy/ReadOnlyAccess"])],
        ),
        "iam_idp": {"saml": [], "oidc": []},
        "iam_pw": {
            "set": True,
            "MinimumPasswordLength": 14,
            "PasswordReusePrevention": 24,
            "MaxPasswordAge": None,
        },
        "sso": {"instances": []},
        "org": {"in_organization": False, "id": None, "management_account": None, "feature_set": None},
        "contacts": {"BILLING": contact(), "OPERATIONS": contact(), "SECURITY": contact()},
        "support": {"subscribed": True, "codes": ["low", "normal", "high", "urgent"]},
        "root_ev": {"events": []},
        "trails": {
            "trails": [{"arn": "arn:trail", "multi_region": True, "home_region": EU, "logging": True}]
        },
        "s3_list": {"buckets": [{"name": "logs", "region": EU}, {"name": "site", "region": EU}]},
        "s3_acct": {
            "set": True,
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
        "s3_pub": {"checked": 0, "public": []},
        "sg": {
            "groups": [
                group("sg-0", "default"),
                group("sg-1", "web", [perm("0.0.0.0/0", first=443, last=443)]),
            ]
        },
        "gd": {"detectors": [{"id": "d", "status": "ENABLED"}]},
        "alarms": {
            "alarms": [{"name": "cpu", "actions_enabled": True, "actions": ["arn:topic"], "state": "OK"}],
            "subscriptions": [
                {"topic": "arn:topic", "protocol": "https", "to": "events.pagerduty.com", "confirmed": True}
            ],
        },
        "bak": {
            "read": ["protected", "plans", "restore_plans", "restore_jobs", "lifecycle"],
            "protected": [{"arn": f"arn:aws:rds:{EU}:{account}:db:x", "last_backup": ago(1)}],
            "plans": [{"name": "daily", "last_run": ago(1)}],
            "restore_plans": [{"arn": "arn:plan", "last_run": ago(30)}],
            "restore_jobs": [job()],
            "lifecycle": [],
        },
    }
    for part in SLICES:
        made |= part.good(account)
    return made


Place = tuple[str, str, str | None]


@dataclass
class Scene:
    """Facts by collector, account and Region, to be changed before they are judged."""

    facts: dict[Place, Fact] = field(default_factory=dict)

    def set(self, collector: str, data: Any, account: str = A, region: str | None = None) -> Scene:
        """Replace the data of a collector; a Regional one in ``region``, or in all that have it."""
        regions = [region] if region or collector not in REGIONAL else [EU, US]
        for where in regions:
            place = (collector, account, where)
            old = self.facts.get(place)
            status = Status.COMPLETE
            self.facts[place] = (
                replace(old, data=data, status=status, gaps=())
                if old
                else Fact(collector, account, where, status, data, ago(0.01), 1)
            )
        return self

    def change(self, collector: str, account: str = A, **changes: Any) -> Scene:
        """Merge ``changes`` into the data of a collector."""
        for place, fact in self.facts.items():
            if place[:2] == (collector, account):
                self.facts[place] = replace(fact, data=copy.deepcopy(fact.data) | changes)
        return self

    def status(self, collector: str, status: Status, account: str = A, region: str | None = None) -> Scene:
        """Let a collector end otherwise; a partial one keeps its data."""
        for place, fact in self.facts.items():
            if place[:2] == (collector, account) and region in (None, place[2]):
                self.facts[place] = degraded(fact, status)
        return self

    def drop(self, collector: str, account: str = A, region: str | None = None) -> Scene:
        """Remove facts, as if they had not come yet."""
        for place in [p for p in self.facts if p[:2] == (collector, account) and region in (None, p[2])]:
            del self.facts[place]
        return self

    def all(self) -> Facts:
        return Facts(tuple(self.facts.values()), NOW)

    def judge(self) -> dict[str, Finding]:
        return {f.question: f for f in judge(self.all(), TEXTS)}

    def __getitem__(self, question: str) -> Finding:
        rule = next(r for r in RULES if r.question == question)
        return finding(rule, self.all(), TEXTS[question])


def degraded(fact: Fact, status: Status, note: str = "") -> Fact:
    """Return ``fact`` as it would be had its collector ended with ``status``."""
    action = f"svc:Read{fact.collector}"
    gaps = {
        Status.DENIED: (Gap(action, "AccessDenied", f"the permission {action} is missing"),),
        Status.FAILED: (Gap(action, "Throttling", "AWS throttled the call"),),
        Status.PARTIAL: (Gap(action, "Throttling", "a page could not be read"),),
    }.get(status, ())
    kept = fact.data if status in (Status.COMPLETE, Status.PARTIAL) else None
    return replace(fact, status=status, data=kept, gaps=gaps, note=note)


def idle(scene: Scene, *collectors: str, account: str = A) -> Scene:
    """Let the active-Region collectors find nothing there."""
    for place, fact in scene.facts.items():
        if place[0] in collectors and place[1] == account:
            scene.facts[place] = degraded(fact, Status.SKIPPED, NOTHING_THERE)
    return scene


def scene(*accounts: str) -> Scene:
    """Return a scene of good accounts (one by default), Regions eu-west-1 and us-east-1."""
    made = Scene()
    for account in accounts or (A,):
        for collector, data in good(account).items():
            made.set(collector, data, account)
    return made


def empty_scene() -> Scene:
    """Return a new account in which nothing was made: every collector complete."""
    made = scene()
    made.set("iam_rep", {"generated_at": ago(0), "rows": [root()]})
    made.set("iam_graph", graph())
    made.set("iam_pw", {"set": False})
    none = {"present": False, "email_domain": None}
    made.set("contacts", {"BILLING": none, "OPERATIONS": none, "SECURITY": none})
    made.set("support", {"subscribed": False, "codes": []})
    made.set("trails", {"trails": []}).set("s3_list", {"buckets": []})
    made.set("s3_acct", {"set": False, "IgnorePublicAcls": False, "RestrictPublicBuckets": False})
    made.set("sg", {"groups": []}).set("gd", {"detectors": []})
    for part in SLICES:
        for collector, data in part.empty().items():
            made.set(collector, data)
    return idle(made, *IDLE)
