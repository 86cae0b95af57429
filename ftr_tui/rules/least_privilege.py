"""Least privilege: who is an administrator that need not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.policy import Grant, aws_admin, aws_wide, grant, matches, trusted
from ftr_tui.rules.reading import once, rows, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import count, faulty, labels, listed, plural, sentence

# Roles that AWS or its tools make with full rights, some of them inline. They are mentioned, not counted: the
# organization, Control Tower, StackSets and CDK do not work without them.
_TOOL_PATHS = ("/aws-reserved/", "/aws-service-role/")
_TOOL_ROLES = (
    "OrganizationAccountAccessRole",
    "AWSControlTowerExecution",
    "stacksets-exec-*",
    "cdk-*-cfn-exec-role-*",
)
_NOT_EVALUATED = "Deny statements, boundaries and service control policies are not evaluated."
_RECHECK = (
    "aws iam get-account-authorization-details --filter User Group Role LocalManagedPolicy",
    "aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
)


@dataclass(frozen=True)
class Holder:
    """Somebody who has rights: ``kind`` is user, group or role; ``tool`` is a role of AWS or its tools."""

    kind: str
    name: str
    account: str
    members: int
    tool: bool
    service: bool
    """A role that a service, or anybody, may assume."""
    row: Mapping[str, Any]

    @property
    def idle(self) -> bool:
        """Return whether this is a group that gives its rights to nobody."""
        return self.kind == "group" and not self.members

    @property
    def words(self) -> str:
        """Return e.g. ``group devs (3 members)``."""
        members = f" ({count(self.members, 'member')})" if self.kind == "group" else ""
        return f"{self.kind} {self.name}{members}"


def holders(fact: Fact) -> Iterator[Holder]:
    """Yield users, groups and roles of a fact ``iam_graph``."""
    users = rows(fact, "users")
    sizes = Counter(name for user in users for name in set(words_of(user.get("groups"))))
    for row in users:
        yield Holder("user", str(row.get("name")), fact.account, 0, False, False, row)
    for row in rows(fact, "groups"):
        name = str(row.get("name"))
        yield Holder("group", name, fact.account, sizes[name], False, False, row)
    for row in rows(fact, "roles"):
        name, path = str(row.get("name")), str(row.get("path"))
        tool = path.startswith(_TOOL_PATHS) or any(matches(pattern, name) for pattern in _TOOL_ROLES)
        whom = trusted(row.get("trust"))
        yield Holder("role", name, fact.account, 0, tool, "Service" in whom or "*" in whom, row)


@dataclass(frozen=True)
class _Found:
    """One policy of one holder: ``bad`` counts against least privilege, a mention is only shown."""

    name: str
    holder: Holder
    detail: str
    bad: bool
    arn: str = ""
    """Empty: it stands inline."""

    @property
    def resource(self) -> Resource:
        form = "policy" if self.arn else "inline"
        return Resource(
            name=f"{self.name} on {self.holder.words}",
            detail=self.detail,
            account=self.holder.account,
            # What is only mentioned is not to be changed: no command line is written for it.
            kind=f"{self.holder.kind}-{form}" if self.bad else "",
            id=(self.arn or self.name) if self.bad else "",
            of=self.holder.name if self.bad else "",
        )


def _inline(holder: Holder) -> Iterator[_Found]:
    policies = holder.row.get("inline")
    for policy in policies if isinstance(policies, (list, tuple)) else ():
        if isinstance(policy, Mapping):
            yield _judged(str(policy.get("name")), holder, grant(policy.get("document")), "inline policy")


def _attached(holder: Holder, documents: Mapping[str, object]) -> Iterator[_Found]:
    for arn in words_of(holder.row.get("attached")):
        name = arn.rpartition("/")[2]
        if aws_admin(arn):
            direct = holder.kind == "user" or (holder.kind == "role" and holder.service and not holder.tool)
            yield _Found(name, holder, "AWS's policy for administrators", direct, arn)
        elif aws_wide(arn):
            yield _Found(name, holder, "AWS's policy for a whole service", False)
        elif arn in documents:
            yield _judged(name, holder, grant(documents[arn]), "own policy", arn)
        else:
            yield _Found(name, holder, "", False)


def _judged(name: str, holder: Holder, granted: Grant, kind: str, arn: str = "") -> _Found:
    rights = {
        "none": "",
        "conditional": f"{kind}, administration under a condition",
        "iam": f"{kind}, administration of IAM",
        "full": f"{kind}, full administration",
    }[granted]
    bad = granted in ("iam", "full") and not (holder.idle or holder.tool)
    return _Found(name, holder, rights, bad, arn)


def _least(facts: Facts) -> Draft:
    reading = once(facts, "iam_graph")
    found: list[_Found] = []
    direct: list[Resource] = []
    loose: list[Resource] = []
    for fact in reading.facts:
        policies = rows(fact, "policies")
        documents = {str(p.get("arn")): p.get("document") for p in policies}
        for holder in holders(fact):
            mine = [*_inline(holder), *_attached(holder, documents)]
            found += mine
            if holder.kind == "user" and mine:
                direct.append(Resource(name=holder.name, account=fact.account))
        loose += [
            Resource(name=str(p.get("arn")).rpartition("/")[2], account=fact.account)
            for p in policies
            if p.get("attachment_count") == 0 and grant(p.get("document")) in ("iam", "full")
        ]
    bad = [f.resource for f in sorted(found, key=lambda f: -f.holder.members) if f.bad]
    wide = [f.resource for f in found if f.detail and not f.bad]
    mentioned = sentence(
        f"Worth a look: {listed(labels(wide))}." if wide else "",
        f"{count(len(direct), 'user')} with policies of their own: {listed(labels(direct))}."
        if direct
        else "",
        f"Unattached {plural('policy', len(loose))} for administrators: {listed(labels(loose))}."
        if loose
        else "",
    )
    against = None
    if bad:
        fault = ("makes an administrator", "make administrators")
        text = faulty(bad, len(found), "granted policy", fault, bool(reading.missing))
        against = Draft(Verdict.NO, sentence(text, mentioned, _NOT_EVALUATED), (*bad, *wide), _RECHECK)
    what = f"no policy that makes an administrator among {count(len(found), 'granted policy')}"
    if not found:
        what = "no policies granted to users, groups or roles"
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(seen(what, "least privilege cannot be proved from policies"), mentioned, _NOT_EVALUATED),
        tuple(wide),
        _RECHECK,
        response=f"Of {count(len(found), 'policy')} granted to users, groups and roles, none gives full or"
        " IAM administration outside AWS's own policies and the roles of AWS's tools."
        if found and not wide
        else "",
    )
    return decide(facts, against, reading.missing, f"{what}." if found else "", holds)


RULES = (
    Rule(
        "IAM-006.1",
        "IAM-006",
        ("iam_graph",),
        can(Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "A policy that makes an administrator is granted without need; never a yes (Security Hub IAM.1)",
        AWS_TEXT["IAM-006.1"],
        _least,
    ),
)
"""Source: AWS's control IAM-006 and Security Hub IAM.1 (no policy with full rights attached)."""
