"""Make sessions/example.toml and its findings: ``uv run python -m tests.tools.make_example``.

The account is made up, the findings are not: the program's own rules judge its facts, so that the demo
shows what a scan would show. ``--check`` says whether the shipped files are what the rules say today.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ftr_tui import rules
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Gap, Scan, Status
from ftr_tui.model.session import (
    Answer,
    Document,
    Done,
    Member,
    Owner,
    PracticeAnswer,
    Response,
    RoadStep,
    Session,
    TaskPlan,
)
from ftr_tui.rules.reading import NOT_ASKED
from ftr_tui.rules.samples import samples
from ftr_tui.rules.seen import seen
from ftr_tui.store import findings, sessions
from ftr_tui.store.library import Library
from tests.tools import example_facts as more

FOLDER = Path(__file__).resolve().parents[2] / "sessions"
NOW = datetime(2026, 11, 24, 6, 58, tzinfo=UTC)
ACCOUNT = "111122223333"
REGIONS = ("ap-southeast-1", "us-east-1", "eu-west-1")
TOPIC = f"arn:aws:sns:ap-southeast-1:{ACCOUNT}:critical"


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def user(
    name: str, *, password: bool = False, mfa: bool = False, key_days: float | None = None
) -> dict[str, Any]:
    keys = [] if key_days is None else [{"active": True, "last_rotated": ago(key_days), "last_used": ago(1)}]
    return {
        "user": name,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "created": ago(1400),
        "password_enabled": password,
        "password_last_used": ago(2) if password else None,
        "mfa_active": mfa,
        "keys": keys,
    }


USERS = [
    user("<root_account>", mfa=True),
    *(user(n, password=True, mfa=True) for n in ("linh", "minh", "aiko", "huong")),
    *(user(n, key_days=d) for n, d in (("deploy-ci", 1167), ("legacy-sync", 402), ("report-mail", 214))),
    *(user(n, key_days=d) for n, d in (("metrics", 131), ("backup-check", 61), ("billing-feed", 40))),
    *(user(n, key_days=d) for n, d in (("ses-smtp", 33), ("status-page", 12), ("log-ship", 5))),
]
ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
READ = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::acme-invoices/*"}
    ],
}
WRITE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Invoices",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::acme-invoices/*",
        },
        {
            "Sid": "OneWriterAtATime",
            "Effect": "Allow",
            "Action": ["dynamodb:DeleteItem", "dynamodb:PutItem"],
            "Resource": f"arn:aws:dynamodb:ap-southeast-1:{ACCOUNT}:table/invoice-locks",
        },
    ],
}
COMPUTE = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
GRAPH = {
    "users": [
        {"name": u["user"], "inline": [], "attached": [], "groups": ["devs"] if u["user"] == "minh" else []}
        for u in USERS[1:]
    ],
    "groups": [
        {"name": "devs", "inline": [], "attached": [f"arn:aws:iam::{ACCOUNT}:policy/LegacyEverything"]}
    ],
    "roles": [
        {
            "name": name,
            "path": "/",
            "trust": COMPUTE,
            "inline": [{"name": policy, "document": document}],
            "attached": [],
        }
        for name, policy, document in (
            ("api-task", "read-invoices", READ),
            ("invoice-worker", "write-invoices", WRITE),
        )
    ],
    "policies": [
        {
            "arn": f"arn:aws:iam::{ACCOUNT}:policy/LegacyEverything",
            "attachment_count": 1,
            "document": ADMIN,
        }
    ],
}
GLOBAL: dict[str, Any] = {
    "who": {
        "account": ACCOUNT,
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/ReadOnly/linh",
        "partition": "aws",
    },
    "regions": {"enabled": list(REGIONS), "scope": list(REGIONS)},
    "iam_sum": {"AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1, "AccountMFAEnabled": 1},
    "iam_rep": {"generated_at": NOW, "rows": USERS},
    "iam_graph": GRAPH,
    "iam_idp": {"saml": [], "oidc": []},
    "iam_pw": {
        "set": True,
        "MinimumPasswordLength": 10,
        "PasswordReusePrevention": 3,
        "MaxPasswordAge": None,
    },
    "sso": {"instances": []},
    "org": {"in_organization": False, "id": "", "management_account": "", "feature_set": ""},
    "contacts": {
        "BILLING": {"present": True, "email_domain": "acme.example"},
        "OPERATIONS": {"present": True, "email_domain": "acme.example"},
        "SECURITY": {"present": False, "email_domain": ""},
    },
    "root_ev": {"events": []},
    "trails": {
        "trails": [
            {
                "arn": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/all",
                "multi_region": True,
                "home_region": "us-east-1",
                "logging": True,
            }
        ]
    },
    "s3_list": {
        "buckets": [{"name": f"acme-{n}", "region": REGIONS[0]} for n in ("invoices", "static", "exports")]
    },
    "s3_acct": {
        "set": False,
        "BlockPublicAcls": False,
        "IgnorePublicAcls": False,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": False,
    },
    "s3_pub": {"checked": 3, "public": [{"name": "acme-static", "region": REGIONS[0], "by": "policy"}]},
    "boards": {"dashboards": ["api", "billing-runs", "database"]},
}


def perm(port: int, cidr: str) -> dict[str, Any]:
    return {"protocol": "tcp", "from": port, "to": port, "cidrs": [cidr], "prefix_lists": []}


def group(number: int, name: str, ingress: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"sg-0a1b2c3d4e5f{number:05}",
        "name": name,
        "vpc": "vpc-0a1b2c3d",
        "ingress": ingress,
        "egress": [],
    }


GROUPS = {
    "ap-southeast-1": [
        group(1, "default", []),
        group(2, "api", [perm(443, "0.0.0.0/0")]),
        group(3, "db", [perm(5432, "10.0.0.0/16")]),
    ],
    "us-east-1": [group(4, "default", [])],
    "eu-west-1": [group(5, "default", []), group(6, "old-bastion", [perm(22, "0.0.0.0/0")])],
}
JOBS = [
    {
        "status": "COMPLETED",
        "created": datetime(2026, 10, 6, 2, 0, tzinfo=UTC),
        "completed": datetime(2026, 10, 6, 3, 12, tzinfo=UTC),
        "resource_type": "RDS",
        "plan_arn": f"arn:aws:backup:ap-southeast-1:{ACCOUNT}:restore-testing-plan:quarterly",
        "validation": "SUCCESSFUL",
    }
]
BACKUP = {
    "read": ["protected", "plans", "restore_plans", "restore_jobs", "lifecycle"],
    "protected": [{"arn": f"arn:aws:rds:ap-southeast-1:{ACCOUNT}:cluster:billing", "last_backup": ago(0.3)}],
    "plans": [{"name": "daily", "last_run": ago(0.3)}],
    "restore_plans": [{"arn": JOBS[0]["plan_arn"], "last_run": ago(49)}],
    "restore_jobs": JOBS,
    "lifecycle": [],
}
NO_BACKUP: dict[str, Any] = {**BACKUP, "protected": [], "plans": [], "restore_plans": [], "restore_jobs": []}
ALARMS = {
    "alarms": [
        {"name": n, "actions_enabled": True, "actions": [TOPIC] if n != "disk" else [], "state": "OK"}
        for n in ("api-5xx", "api-latency", "db-cpu", "invoice-queue-age", "disk")
    ],
    "subscriptions": [
        {"topic": TOPIC, "protocol": "https", "to": "events.pagerduty.com", "confirmed": True},
        {"topic": TOPIC, "protocol": "email", "to": "acme.example", "confirmed": False},
    ],
}


def facts() -> Facts:
    """Return what a scan of the made-up account would have read."""
    out = [
        Fact(name, ACCOUNT, None, Status.COMPLETE, data, NOW, 1)
        for name, data in (GLOBAL | more.ONCE).items()
    ]
    gap = Gap(
        "support:DescribeSeverityLevels",
        "AccessDenied",
        "the permission support:DescribeSeverityLevels is missing",
    )
    out.append(Fact("support", ACCOUNT, None, Status.DENIED, None, NOW, 1, (gap,)))
    out.append(Fact("org_acc", ACCOUNT, None, Status.SKIPPED, None, NOW, note="not in an organization"))
    for region in REGIONS:
        busy = region == REGIONS[0]
        regional: dict[str, Any] = {
            "sg": {"groups": GROUPS[region]},
            "plist": {"lists": {}},
            "gd": {"detectors": [{"id": f"d-{region}", "status": "ENABLED"}]},
            "alarms": ALARMS if busy else {"alarms": [], "subscriptions": []},
            "bak": BACKUP if busy else NO_BACKUP,
            **(more.BUSY if busy else more.QUIET),
            **more.EVERYWHERE,
        }
        out += [Fact(n, ACCOUNT, region, Status.COMPLETE, d, NOW, 1) for n, d in regional.items()]
        out += [Fact(n, ACCOUNT, region, Status.SKIPPED, None, NOW, note=NOT_ASKED) for n in more.DEEP]
    return Facts(tuple(out), NOW)


# Who answered what; what evidence fills stays unconfirmed, so that a visitor of the demo can confirm it.
LINH, MINH, AIKO = "Linh", "Minh", "Aiko"
ANSWERS: dict[str, dict[str, str]] = {
    MINH: {
        "CIS.1": "yes", "CIS.2": "v5.0", "GA.1": "yes", "HOST-001.1": "yes", "HOST-001.2": "yes",
        "HOST-001.3": "yes", "SUP-001.1": "no", "WAFR-001.1": "yes", "WAFR-001.2": "yes", "WAFR-002.1": "yes",
        "RES-001.1": "yes", "RES-002.1": "yes", "RES-005.1": "yes", "RES-006.1": "yes", "RES-006.2": "yes",
        "CAA-000": "no", "SDAT-000": "yes", "RCVP-001.1": "no",
    },
    LINH: {
        "ARC-005.1": "yes", "IAM-002.2": "yes", "IAM-007.1": "yes", "IAM-010.1": "yes", "IAM-012.1": "yes",
        "SECOPS-001": "yes", "NETSEC-002.1": "no", "BAR-001.1": "yes", "BAR-002.2": "yes", "RES-007.1": "no",
    },
    AIKO: {
        "ACOM-002.1": "yes", "IAM-004.1": "yes", "IAM-005.1": "no", "IAM-009.1": "no", "IAM-011.1": "yes",
        "IAM-012.2": "yes", "SDAT-001.1": "yes", "SDAT-002.1": "yes", "SDAT-003.1": "yes",
    },
}  # fmt: skip
CONFIRMED = ("ARC-004.1", "NETSEC-001.1", "IAM-002.3", "IAM-002.1")
UNSURE = {"RES-004.1": LINH}
RESPONSES = {
    "SUP-001": (
        MINH,
        "Developer Support today. Business Support starts on 2026-12-15 for account 111122223333, before the "
        "first enterprise customer goes live; until then incidents go to our on-call team.",
    ),
    "ARC-005": (
        LINH,
        "Runbook docs/incident.md, last reviewed 2026-09-30. Alarms on error rate, latency, queue age, "
        "database load; critical ones page by SNS and PagerDuty, warnings go to chat. Covers misuse of root "
        "credentials and password reset. Last post-mortem 2026-08-17.",
    ),
    "IAM-002": (
        LINH,
        "Checked 2026-11-24 in account 111122223333: 5 of 9 keys are rotated within 90 days. deploy-ci and "
        "legacy-sync will be replaced by roles on 2026-12-05. Inventory: docs/keys.md, looked through "
        "2026-11-20.",
    ),
    "NETSEC-002": (
        LINH,
        "Public on purpose: the load balancer of the API (api-prod) and two NAT gateways. Databases and "
        "tasks are in private subnets.",
    ),
    "RES-001": (MINH, "RPO 1 day for invoices, set with product on 2026-05-12."),
    "RES-002": (MINH, "RTO 2 hours, set with product on 2026-05-12."),
}
OWNERS = {
    "IAM-006": (LINH, date(2026, 12, 5), "Replace the star policies by roles made from their last use."),
    "IAM-003": (
        AIKO,
        date(2026, 12, 8),
        "Set 14 characters and all four kinds in the account's password policy.",
    ),
    "RES-004": (
        LINH,
        date(2026, 12, 12),
        "Fail the database over to the other zone, and write down how long it took.",
    ),
    "RES-007": (MINH, None, ""),
}
# Page of the wiki -> what is known of it. One is stale, one says no day.
DOCUMENTS: dict[str, dict[str, Any]] = {
    "architecture": {
        "title": "Architecture diagram", "kind": "architecture-diagram", "controls": ["HOST-001"],
        "shows": date(2026, 10, 2), "by": MINH,
    },
    "keys": {
        "title": "Key inventory", "kind": "key-inventory", "controls": ["IAM-002"],
        "shows": date(2026, 11, 20), "by": LINH,
    },
    "restore-2026-09": {
        "title": "Restore test record", "kind": "restore-test", "controls": ["BAR-002"],
        "shows": date(2026, 9, 4), "by": LINH, "owner": LINH,
    },
    "incident-plan": {
        "title": "Incident management plan", "kind": "incident-plan", "controls": ["ARC-005"],
        "shows": date(2026, 6, 30), "by": AIKO, "owner": AIKO,
    },
    "recovery": {
        "title": "Disaster recovery runbook", "kind": "disaster-recovery-runbook",
        "controls": ["RES-001", "RES-002"], "by": MINH,
    },
}  # fmt: skip
TASKS = (
    ("restore-test", date(2026, 9, 4), LINH, "Invoices of one day, 38 minutes, all rows equal.", "D03"),
    ("alarm-check", date(2026, 10, 20), LINH, "", ""),
    ("access-log-review", date(2026, 11, 3), AIKO, "One unknown role, explained.", ""),
    ("identity-audit", date(2026, 10, 1), AIKO, "Two users removed.", ""),
)

# Number of a practice -> state, note, plan, owner, day. Some of the review is answered, most is open.
PRACTICES: dict[str, tuple[Any, ...]] = {
    "OPS10-BP01": ("done", "Runbook in the wiki, one duty phone, three levels of alarms."),
    "OPS10-BP02": ("done", "Each alarm names its runbook."),
    "OPS10-BP03": ("done", "Three levels; level 1 wakes someone."),
    "OPS10-BP04": ("done", "Level 1 goes to the head of engineering after 30 minutes."),
    "OPS10-BP05": (
        "not-done",
        "Customers hear by mail, hours later.",
        "A status page",
        MINH,
        date(2026, 12, 18),
    ),
    "OPS10-BP06": ("done", "One dashboard a service."),
    "OPS10-BP07": (
        "not-done",
        "Restarts are done by hand.",
        "Restart tasks by alarm",
        LINH,
        date(2027, 2, 1),
    ),
    "SEC02-BP01": ("not-done", "One user has no MFA.", "MFA for all users", LINH, date(2026, 12, 5)),
    "SEC02-BP02": ("done", "People come by IAM Identity Center; programs have roles."),
    "SEC02-BP03": ("done", "Secrets Manager, read at start."),
    "SEC02-BP04": ("done", "IAM Identity Center."),
    "SEC02-BP05": ("done", "Every quarter, the last on 2026-10-01."),
    "SEC02-BP06": ("done", "Groups by job."),
    "REL09-BP01": ("done", "AWS Backup for RDS, point-in-time for DynamoDB."),
    "REL09-BP02": ("done", "KMS, vault locked."),
    "REL09-BP03": ("done", "Daily at 02:00 UTC."),
    "REL09-BP04": ("done", "Every quarter, the last on 2026-09-04."),
    "SUS01-BP01": ("not-applicable", "Customers choose the Region.", "", "", None),
}


def practices(at: datetime) -> dict[str, PracticeAnswer]:
    """Return the part of the Well-Architected review that the sample team has answered."""
    by_bp = Library().lens().by_bp
    out = {}
    for bp, (state, note, *rest) in PRACTICES.items():
        plan, owner, due = rest or ("", "", None)
        reason = "BUSINESS_PRIORITIES" if state == "not-applicable" else ""
        out[by_bp[bp].id] = PracticeAnswer(
            state=state, note=note, plan=plan, owner=owner, due=due, reason=reason, by=MINH, at=at
        )
    return out


def session(found: dict[str, Finding]) -> Session:
    """Return the sample team's answers."""
    at = NOW + timedelta(hours=1)
    answers = {q: Answer(value=v, by=who, at=at) for who, given in ANSWERS.items() for q, v in given.items()}
    for question in CONFIRMED:
        finding = found[question]
        answers[question] = Answer(
            value=str(finding.verdict),
            by=LINH,
            at=at,
            source="evidence",
            assumes=finding.assumes,
            evidence_at=finding.read_at,
        )
    answers |= {q: Answer(by=who, at=at) for q, who in UNSURE.items()}
    order = list(Library().checklist("partner-hosted").questions)
    return Session(
        product="Acme Billing (sample)",
        checklist="partner-hosted",
        release="2026.1",
        sample=True,
        created=NOW - timedelta(days=12),
        revision=1,
        member=[
            Member(name=MINH, role="architect"),
            Member(name=LINH, role="devops"),
            Member(name=AIKO, role="security"),
        ],
        answers={q: answers[q] for q in order if q in answers},
        responses={c: Response(text=text, by=who, at=at) for c, (who, text) in RESPONSES.items()},
        owners={c: Owner(who=who, due=due, plan=plan) for c, (who, due, plan) in OWNERS.items()},
        road={
            "join-apn": RoadStep(done=date(2026, 3, 2), people=[MINH]),
            "software-path": RoadStep(done=date(2026, 3, 9), people=[MINH]),
            "review": RoadStep(people=[MINH, LINH, AIKO]),
        },
        document=[
            Document(id=f"D{number:02}", added=at, where=f"https://wiki.acme.example/billing/{page}", **given)
            for number, (page, given) in enumerate(DOCUMENTS.items(), 1)
        ],
        practice=practices(at),
        calendar={
            "restore-test": TaskPlan(owner=LINH),
            "compliance-audit": TaskPlan(off="We advertise no standard."),
            "own-penetration-test": TaskPlan(
                title="Penetration test by an outside firm", owner=AIKO, every_days=365, due=date(2027, 1, 15)
            ),
        },
        done=[
            Done(id=f"C{number}", task=task, on=on, by=who, at=at, note=note, document=document)
            for number, (task, on, who, note, document) in enumerate(TASKS, 1)
        ],
    )


def make() -> tuple[Session, Evidence]:
    """Return both files as models."""
    texts = {q.id: q.aws_text for q in Library().checklist("partner-hosted").questions.values()}
    read = facts()
    found = rules.judge(read, texts)
    scan = Scan(
        started=NOW,
        seconds=6.4,
        calls=sum(f.calls for f in read.facts),
        accounts=[ACCOUNT],
        regions=list(REGIONS),
        caller=GLOBAL["who"]["arn"],
        sample=True,
    )
    evidence = Evidence(
        scan=scan, finding=found, unread=rules.unread(read), seen=seen(read), sample=samples(read)
    )
    return session(evidence.by_question()), evidence


def main(arguments: list[str]) -> int:
    sample, evidence = make()
    path = FOLDER / "example.toml"
    made = {path: sessions.dump(sample), sessions.evidence_path(path): findings.dump(evidence)}
    if "--check" in arguments:
        stale = [p.name for p, data in made.items() if p.read_bytes() != data]
        print(f"sample: {', '.join(stale)} stale, make it anew" if stale else "sample: up to date")
        return 1 if stale else 0
    for target, data in made.items():
        target.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
