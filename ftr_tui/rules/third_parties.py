"""Access of others: roles that trust accounts outside, and customers' accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.parts import last, organization
from ftr_tui.rules.policy import matches, statements
from ftr_tui.rules.reading import REPORT, Missing, once, rows, words_of
from ftr_tui.rules.root_account import keys, user_kind
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import count, labels, listed, sentence

_PRINCIPAL = re.compile(r"(?:arn:[a-z0-9-]+:(?:iam|sts)::)?(\d{12})(?::.*)?", re.DOTALL)
_ROLE = re.compile(r"arn:[^:]*:iam::([^:]*):role/.*", re.DOTALL)
_SIGN_IN = "/aws-reserved/"
"""The path of the roles that IAM Identity Center makes for its own people."""
_ROLES = "aws iam list-roles --query 'Roles[].[RoleName,AssumeRolePolicyDocument]'"
_POLICIES = "aws iam get-account-authorization-details --filter User Group Role LocalManagedPolicy"


def _own(facts: Facts, listed_accounts: tuple[Fact, ...]) -> set[str]:
    return {*facts.accounts, *(str(row.get("id")) for f in listed_accounts for row in rows(f, "accounts"))}


# IAM-005


@dataclass
class _Trust:
    """Whom outside one role lets in."""

    name: str
    account: str
    reserved: bool
    outside: dict[str, None] = field(default_factory=dict)
    """Account ids, or ``anybody under a condition``."""
    bare: bool = False
    """Whether one of them needs no external ID."""
    anybody: bool = False
    providers: dict[str, None] = field(default_factory=dict)

    @property
    def resource(self) -> Resource:
        if self.anybody:
            detail = "anybody may assume it, without any condition"
        elif self.outside:
            detail = f"{listed(self.outside)}, {'without' if self.bare else 'with'} external ID"
        else:
            detail = f"federated by {listed(self.providers)}"
        # The roles of sign-in belong to AWS, and nobody changes whom they trust.
        kind = "role" if (self.anybody or self.outside) and not self.reserved else ""
        return Resource(name=self.name, detail=detail, account=self.account, kind=kind)


def _external_id(condition: object) -> bool:
    operators = condition.values() if isinstance(condition, Mapping) else ()
    return any(
        str(key).lower() == "sts:externalid"
        for keys in operators
        if isinstance(keys, Mapping)
        for key in keys
    )


def _trusts(fact: Fact, own: set[str]) -> Iterator[_Trust]:
    for role in rows(fact, "roles"):
        path = str(role.get("path"))
        trust = _Trust(str(role.get("name")), fact.account, path.startswith(_SIGN_IN))
        for statement in statements(role.get("trust")):
            if statement.get("effect") == "Allow":
                _add(trust, statement, own)
        if trust.outside or trust.anybody or trust.providers:
            yield trust


def _add(trust: _Trust, statement: Mapping[str, Any], own: set[str]) -> None:
    principal, condition = statement.get("principal"), statement.get("condition")
    named: Mapping[Any, Any] = principal if isinstance(principal, Mapping) else {}
    aws = words_of(named.get("AWS"))
    if principal == "*" or "*" in aws or "notprincipal" in statement:
        if condition:
            trust.outside["anybody under a condition"] = None
            trust.bare = trust.bare or not _external_id(condition)
        else:
            trust.anybody = True
    for name in aws:
        match = _PRINCIPAL.fullmatch(name)
        if match and match[1] not in own:
            trust.outside[match[1]] = None
            trust.bare = trust.bare or not _external_id(condition)
    for name in words_of(named.get("Federated")):
        trust.providers[name.partition("-provider/")[2] or name] = None


@dataclass(frozen=True)
class _Trusts:
    roles: int
    found: list[_Trust]
    missing: tuple[Missing, ...]
    note: str

    def words(self) -> str:
        open_ = [t.resource for t in self.found if t.anybody]
        outside = [t for t in self.found if t.outside and not t.anybody]
        federated = [t for t in self.found if t.providers and not t.outside and not t.anybody]
        named = [t.resource for t in federated if not t.reserved]
        what = []
        if open_:
            what.append(f"ANYBODY in AWS may assume, without any condition: {listed(labels(open_))}")
        if outside:
            bare = sum(t.bare for t in outside) or "none"
            names = listed(labels([t.resource for t in outside], True))
            what.append(
                f"{count(len(outside), 'role')} for accounts outside, {bare} without an external ID: {names}"
            )
        if federated:
            also = f": {listed(labels(named, True))}" if named else " of IAM Identity Center"
            what.append(f"{count(len(federated), 'role')} for federated sign-in{also}")
        none = f"no role for others among {count(self.roles, 'role')}" if self.roles else "no roles found"
        return "; ".join(what) or none

    def resources(self) -> tuple[Resource, ...]:
        order = sorted(self.found, key=lambda t: (not t.anybody, not t.outside, not t.bare, t.reserved))
        return tuple(t.resource for t in order)


def _read_trusts(facts: Facts) -> _Trusts:
    graph = once(facts, "iam_graph")
    accounts, note = organization(facts)
    own = _own(facts, accounts.facts)
    found = [t for f in graph.facts for t in _trusts(f, own)]
    roles = sum(len(rows(f, "roles")) for f in graph.facts)
    if note and any(t.outside for t in found):
        note += " Some of those outside may be your own."
    return _Trusts(roles, found, (*graph.missing, *accounts.missing), note)


def _access(facts: Facts) -> Draft:
    trusts = _read_trusts(facts)
    outside = sorted({a for t in trusts.found for a in t.outside if a.isdigit()})
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(seen(trusts.words(), "users and keys may have been handed out as well"), trusts.note),
        trusts.resources(),
        (_ROLES,),
        response=f"Roles in our accounts trust these accounts of others: {listed(outside, 20)}."
        if outside
        else "",
        ask="These are, and each comes in for: …" if outside else "",
    )
    return decide(facts, None, trusts.missing, f"{trusts.words()}." if trusts.found else "", holds)


def _kind(facts: Facts) -> Draft:
    trusts, reports = _read_trusts(facts), once(facts, "iam_rep")
    users = [
        Resource(
            name=str(row.get("user")),
            detail="user with an active key",
            account=f.account,
            kind=user_kind(row),
        )
        for f in reports.facts
        for row in rows(f, "rows")
        if any(key.get("active") is True for key in keys(row))
    ]
    static = f"{count(len(users), 'user')} with active keys" + (f": {listed(labels(users))}" if users else "")
    outside = [t for t in trusts.found if t.outside]
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(
            seen(f"{trusts.words()}; {static}", "whether a third party holds one of the keys is not seen"),
            trusts.note,
        ),
        (*trusts.resources(), *users),
        (_ROLES, REPORT),
        response=f"Accounts of others come in through {count(len(outside), 'role')}, so with temporary"
        " credentials."
        if outside
        else "",
        ask="No third party holds a key, as: …" if users else "",
    )
    missing = (*trusts.missing, *reports.missing)
    return decide(facts, None, missing, f"{trusts.words()}." if trusts.found else "", holds)


# CAA


def _targets(document: object, own: set[str]) -> Iterator[str]:
    """Yield the roles outside that ``document`` lets its holder assume, in so many words (no bare ``*``)."""
    for statement in statements(document):
        actions = [a for a in words_of(statement.get("action")) if a.lower().startswith("sts:")]
        if statement.get("effect") != "Allow" or not any(matches(a, "sts:AssumeRole") for a in actions):
            continue
        for resource in words_of(statement.get("resource")):
            match = _ROLE.fullmatch(resource)
            if resource == "*":
                yield "any role of any account"
            elif match and match[1] not in own:
                yield resource


def _documents(fact: Fact) -> Iterator[tuple[str, object]]:
    for kind, key in (("user", "users"), ("group", "groups"), ("role", "roles")):
        for row in rows(fact, key):
            inline = row.get("inline")
            for policy in inline if isinstance(inline, (list, tuple)) else ():
                if isinstance(policy, Mapping):
                    yield f"{policy.get('name')} on {kind} {row.get('name')}", policy.get("document")
    for policy in rows(fact, "policies"):
        yield last(policy.get("arn")), policy.get("document")


def _customers(facts: Facts, why: str, said: str = "", ask: str = "") -> Draft:
    graph = once(facts, "iam_graph")
    accounts, note = organization(facts)
    own = _own(facts, accounts.facts)
    found = [
        Resource(name=name, detail=listed(dict.fromkeys(targets), 3), account=f.account)
        for f in graph.facts
        for name, document in _documents(f)
        if (targets := list(_targets(document, own)))
    ]
    what = "no policy of your own that names a role in another account to assume"
    if found:
        what = (
            f"{count(len(found), 'policy')} of your own to assume roles in other accounts"
            f" ({listed(labels(found, True))}), which suggests that you enter them"
        )
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(seen(what, why), note if found else ""),
        tuple(found),
        (_POLICIES,),
        response=said.format(count(len(found), "policy")) if found and said else "",
        ask=ask,
    )
    missing = (*graph.missing, *accounts.missing)
    return decide(facts, None, missing, f"{what}." if found else "", holds)


def _entered(facts: Facts) -> Draft:
    return _customers(
        facts,
        "which of these accounts are of customers, and whether each is entered so, is not seen",
        "Our code enters other accounts by assuming a role there; {} in our accounts allow it.",
        "Customers' accounts are entered by: …",
    )


def _with_id(facts: Facts) -> Draft:
    return _customers(facts, "external IDs stand in the customers' trust policies, not in your account")


def _unique_id(facts: Facts) -> Draft:
    return _customers(facts, "which external ID each customer has is written in your own records")


_ACCESS = ("iam_graph", "org_acc")

RULES = (
    Rule(
        "IAM-005.1",
        "IAM-005",
        _ACCESS,
        can(Verdict.SUPPORTS),
        "yes",
        "Roles that trust an account outside, anybody, or an identity provider",
        AWS_TEXT["IAM-005.1"],
        _access,
    ),
    Rule(
        "IAM-005.2",
        "IAM-005",
        (*_ACCESS, "iam_rep"),
        can(Verdict.SUPPORTS),
        "yes",
        "Roles for others with and without an external ID, and users with active keys",
        AWS_TEXT["IAM-005.2"],
        _kind,
    ),
    *(
        Rule(
            f"{control}.1",
            control,
            _ACCESS,
            can(Verdict.SUPPORTS),
            "yes",
            "Policies of your own that allow to assume roles in other accounts",
            AWS_TEXT[f"{control}.1"],
            judge,
        )
        for control, judge in (("CAA-001", _entered), ("CAA-002", _with_id), ("CAA-005", _unique_id))
    ),
)
"""Source: AWS's controls IAM-005, CAA-001, -002 and -005; IAM User Guide, the confused deputy problem."""
