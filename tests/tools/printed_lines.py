"""Every AWS CLI line that this project prints: of findings, and of the next steps as they are filled."""

from __future__ import annotations

import ast
import sys
from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.model.checklist import Question
from ftr_tui.model.command_line import KINDS
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Finding, Resource, Verdict
from ftr_tui.model.next_step import Line, NextSteps, Step, next_step
from ftr_tui.store.library import Library

ROOT = Path(__file__).resolve().parents[2]
REAL: dict[str, tuple[str, str]] = {
    "user": ("linh.nguyen+aws@example.com", ""),
    "role": ("vendor-monitoring", ""),
    "user-policy": ("arn:aws:iam::aws:policy/AdministratorAccess", "linh"),
    "group-policy": ("arn:aws:iam::111122223333:policy/team/LegacyEverything", "devs"),
    "role-policy": ("arn:aws-cn:iam::aws:policy/job-function/SystemAdministrator", "app=1,a"),
    "user-inline": ("everything", "deploy"),
    "group-inline": ("everything", "devs"),
    "role-inline": ("everything", "lambda-web"),
    "contact": ("SECURITY", ""),
    "detector": ("", ""),
    "trail": ("", ""),
    "security-group": ("sg-0a1b2c3d4e5f60718", ""),
    "interface": ("eni-0a1b2c3d4e5f60718", ""),
    "instance": ("i-0a1b2c3d4e5f60718", ""),
    "volume": ("vol-0a1b2c3d4e5f60718", ""),
    "file-system": ("fs-0a1b2c3d4e5f60718", ""),
    "database": ("orders-db", ""),
    "database-cluster": ("aurora-1", ""),
    "warehouse": ("reports", ""),
    "cache": ("sessions-cache", ""),
    "search-domain": ("catalogue", ""),
    "table": ("prod.Orders_v2", ""),
    "bucket": ("acme-public.assets", ""),
    "balancer": (
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188",
        "",
    ),
    "distribution": ("E2QWRUHAPOMQZL", ""),
    "scaling-group": ("web tier (blue)/1", ""),
    "alarm": ("5xx rate, checkout", ""),
    "function": ("web_hook-1", ""),
    "task-definition": ("api:7", ""),
    "parameter": ("/prod/db/password", ""),
    "workload": ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", ""),
}
"""An id of each kind as AWS may give it, and to whom it belongs."""
HOSTILE = (
    "-rf",
    "--region=eu-west-1",
    "file:///etc/passwd",
    "fileb://x",
    "https://example.com/x",
    "HTTP://example.com/x",
    "a; rm -rf ~",
    "$(touch /tmp/x)",
    "`touch /tmp/x`",
    "a'b",
    'a"b',
    "a\nb",
    "a\u202eb",
    "a|b",
    "a && b",
    "x,Name=tag:a,Values=b",
    "a=[b]",
    "{}",
    "~root",
    "",
    " ",
    "ａ",
    "x" * 3000,
)


def question(step: Step) -> Question:
    """Return a question that takes the answers of a step."""
    return Question(id=step.question, ask="?", answers=list(dict.fromkeys(["yes", "no", *step.answers])))


def answered(step: Step, resources: list[Resource]) -> Effective:
    """Return the failing answer of a step, beside a finding that names ``resources``."""
    finding = Finding(
        question=step.question,
        control=step.question.partition(".")[0],
        verdict=Verdict.SUPPORTS,
        summary="Seen.",
        total=len(resources),
        resources=resources,
        accounts=["111122223333", "444455556666"],
        regions=["eu-west-1", "us-gov-west-1"],
        read_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    return Effective(question(step), step.answers[0], Standing.PERSON, None, finding if resources else None)


def filled(steps: NextSteps, resources: list[Resource]) -> list[Line]:
    """Return the lines of all steps, filled with ``resources``."""
    found = [next_step(steps, answered(step, resources), 0) for step in steps.step]
    return [line for one in found if one is not None for line in one.lines]


def real() -> list[Resource]:
    """Return a resource of each kind."""
    place = {"account": "111122223333", "region": "eu-west-1"}
    return [Resource(name="?", kind=kind, id=i, of=of, **place) for kind, (i, of) in REAL.items()]


def hostile() -> list[Resource]:
    """Return resources of each kind with names that a shell or the CLI would read as something else."""
    return [
        Resource(name=name, kind=kind, id=name, of=name, account=name, region=name)
        for kind in KINDS
        for name in HOSTILE
    ]


def spoilt() -> list[Finding]:
    """Return the findings of an account in which all is bad that a next step is written for."""
    sys.path.insert(0, str(ROOT / "tests" / "rules"))
    import rules_scene as s
    import scene_identity as i
    import scene_network as n

    made, all_, broad = (
        s.scene(),
        [s.perm("0.0.0.0/0", "::/0")],
        "arn:aws:iam::aws:policy/AdministratorAccess",
    )
    everything = [{"name": "all", "document": s.ADMIN}]
    key = [{"name": "KEY", "pattern": "aws-access-key"}]
    outside = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": s.B}}]}
    # A name that several may share, a password and a key, both used.
    ann = s.user("admin", password=True, keys=[s.key(200)])
    users = [s.iam_user("ann", everything, [broad], ["devs"])]
    groups = [{"name": "devs", "inline": everything, "attached": [f"arn:aws:iam::{s.A}:policy/own"]}]
    roles = [s.role("app", inline=everything, attached=[broad]), s.role("vendor", trust=outside)]
    own = {"arn": f"arn:aws:iam::{s.A}:policy/own", "attachment_count": 1, "document": s.ADMIN}
    bad = {"encrypted": False, "multi_az": False, "public": True, "retention": 0}
    single = n.balancer("web", ("HTTP", None), zones=["eu-west-1a"])
    for collector, data in {
        "iam_rep": {"generated_at": s.ago(0), "rows": [s.root(used=1, keys=[s.key(900)]), ann]},
        "iam_graph": s.graph(users, groups, roles, [own]),
        "iam_pw": {"set": False},
        "contacts": {k: s.contact(False) for k in ("BILLING", "OPERATIONS", "SECURITY")},
        "trails": {"trails": []},
        "gd": {"detectors": []},
        "s3_acct": {"set": False},
        "s3_pub": {"checked": 1, "public": [{"name": "site", "region": s.EU, "by": "policy"}]},
        "sg": {"groups": [s.group("sg-0", "default", all_, all_), s.group("sg-2", "web", all_)]},
        "alarms": {"alarms": [{"name": "cpu 90%", "actions_enabled": False}], "subscriptions": []},
        "eni": n.interfaces(n.interface("eni-1", "subnet-edge", public_ip="198.51.100.8")),
        "vol": {"volumes": [{"id": "vol-1", "encrypted": False, "state": "in-use"}]},
        "rds": {"instances": [n.database(**bad)], "clusters": [n.cluster(encrypted=False, multi_az=False)]},
        "pitr": {"tables": [{"name": "carts", "pitr": False}], "in_backup": []},
        "efs": {"systems": [{"id": "fs-1", "arn": "arn:fs-1", "encrypted": False, "backup": False}]},
        "os": {"domains": [{"name": "logs", "encrypted": False, "https": False}]},
        "rshift": {"clusters": [{"id": "dw", **bad}]},
        "ecache": {"groups": [{"id": "sessions", "encrypted": False, "transit": False}]},
        "elb": {"balancers": [single]},
        "cdn": {"distributions": [{"id": "E1ABCDEF", "viewer": ["allow-all"], "origin": ["http-only"]}]},
        "fn": {"functions": [i.function(patterns=key)]},
        "tasks": {"definitions": [i.definition(patterns=key)]},
        "udata": {"instances": [{"id": "i-1", "patterns": key}]},
        "ops": i.operations(parameters=[{"name": "/app/password", "type": "String"}]),
        "support": {"subscribed": False, "codes": []},
    }.items():
        made.set(collector, data)
    made.change("res", groups=[{"name": "web tier", "zones": ["eu-west-1a"]}])
    return list(made.judge().values())


def rechecks() -> dict[str, list[str]]:
    """Return question -> the lines with which findings are seen again, over several made-up accounts."""
    sys.path.insert(0, str(ROOT / "tests" / "rules"))
    import rules_scene as scenes

    from tests.tools import make_example

    made = [scenes.scene(), scenes.scene(scenes.A, scenes.B), scenes.empty_scene()]
    found = [f for scene in made for f in scene.judge().values()]
    found += [*spoilt(), *make_example.make()[1].finding]
    lines: dict[str, dict[str, None]] = {}
    for finding in found:
        lines.setdefault(finding.question, {}).update(dict.fromkeys(finding.recheck))
    return {question: list(some) for question, some in lines.items()}


def written() -> list[str]:
    """Return the lines that stand in the code of the rules as they are."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "ftr_tui" / "rules").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        parts = {id(p) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for p in n.values}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in parts else None
            if isinstance(text, str) and text.startswith("aws ") and len(text.split()) > 2:
                found[text] = None
    return list(found)


def printed() -> dict[str, list[str]]:
    """Return what it is -> its lines."""
    steps = Library().next_steps()
    return {
        "next steps, nothing found": [line.cli for line in filled(steps, [])],
        "next steps, a resource of each kind": [line.cli for line in filled(steps, real())],
        "next steps, hostile names": list(dict.fromkeys(line.cli for line in filled(steps, hostile()))),
        "rechecks of findings": [line for lines in rechecks().values() for line in lines],
        "lines in the code of the rules": written(),
    }
