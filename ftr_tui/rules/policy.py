"""IAM policy documents: what a statement allows, read as IAM reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from ftr_tui.rules.reading import words_of

Grant = Literal["none", "conditional", "iam", "full"]
GRANTS: tuple[Grant, ...] = get_args(Grant)
"""From the least to the most."""

IAM_ADMIN = ("iam:AttachUserPolicy", "iam:PutRolePolicy", "iam:CreateAccessKey")
"""Who may do these on everything may make himself an administrator."""
ADMIN = (
    *IAM_ADMIN,
    "s3:GetObject",
    "ec2:RunInstances",
    "kms:Decrypt",
    "sts:AssumeRole",
    "lambda:InvokeFunction",
)
"""A statement that allows all of these on everything leaves nothing out that matters."""

_EVERYTHING = re.compile(r"\*+|arn:\*+|arn:(aws[a-z-]*|\*):\*+", re.IGNORECASE)
_AWS_ADMIN = re.compile(r"arn:[^:]+:iam::aws:policy/(AdministratorAccess|IAMFullAccess)")
_AWS_WIDE = re.compile(r"arn:[^:]+:iam::aws:policy/(.+/)?(\S*FullAccess|PowerUserAccess|AdministratorAccess)")


def matches(pattern: str, text: str) -> bool:
    """Return whether ``text`` matches IAM's ``pattern``: only ``*`` and ``?`` are special, case is not.

    fnmatch would read ``[``; a regular expression could take very long on a hostile pattern.
    """
    pattern, text = pattern.lower(), text.lower()
    p = t = 0
    star, mark = -1, 0
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star, mark = p, t
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", text[t]):
            p, t = p + 1, t + 1
        elif star >= 0:
            mark += 1
            p, t = star + 1, mark
        else:
            return False
    return pattern[p:].strip("*") == ""


def statements(document: object) -> list[dict[str, Any]]:
    """Return the statements of a policy document keys in lower case; one alone may stand without a list."""
    if not isinstance(document, Mapping):
        return []
    found = next((v for k, v in document.items() if str(k).lower() == "statement"), None)
    several = found if isinstance(found, (list, tuple)) else [found]
    return [{str(k).lower(): v for k, v in s.items()} for s in several if isinstance(s, Mapping)]


def _allows(statement: Mapping[str, Any], action: str) -> bool:
    if "action" in statement:
        return any(matches(pattern, action) for pattern in words_of(statement["action"]))
    excluded = words_of(statement.get("notaction"))
    return "notaction" in statement and not any(matches(pattern, action) for pattern in excluded)


def _everywhere(statement: Mapping[str, Any]) -> bool:
    if "resource" in statement:
        return any(_EVERYTHING.fullmatch(r) for r in words_of(statement["resource"]))
    if "notresource" not in statement:
        return False
    return not any(_EVERYTHING.fullmatch(r) for r in words_of(statement["notresource"]))


def grant(document: object) -> Grant:
    """Return the most that one statement of ``document`` gives on all resources.

    ``full`` administration, ``iam`` administration (which can give itself the rest), either under a
    condition, or none of these. Statement by statement; Deny, boundaries and service control policies are not
    evaluated.
    """
    best: Grant = "none"
    for statement in statements(document):
        if statement.get("effect") != "Allow" or not _everywhere(statement):
            continue
        if not all(_allows(statement, action) for action in IAM_ADMIN):
            continue
        if statement.get("condition"):
            best = max(best, "conditional", key=GRANTS.index)
        elif all(_allows(statement, action) for action in ADMIN):
            return "full"
        else:
            best = "iam"
    return best


def aws_admin(arn: str) -> bool:
    """Return whether ``arn`` is AdministratorAccess or IAMFullAccess of AWS, in any partition."""
    return _AWS_ADMIN.fullmatch(arn) is not None


def aws_wide(arn: str) -> bool:
    """Return whether ``arn`` is one of AWS's policies that give all of a service, or all but IAM."""
    return _AWS_WIDE.fullmatch(arn) is not None


def trusted(document: object) -> dict[str, list[str]]:
    """Return whom a role's trust policy names, by kind: AWS, Service, Federated; ``*`` is anybody."""
    found: dict[str, list[str]] = {}
    for statement in statements(document):
        if statement.get("effect") != "Allow":
            continue
        principal = statement.get("principal")
        kinds: Iterable[tuple[Any, Any]] = principal.items() if isinstance(principal, Mapping) else ()
        for kind, names in kinds:
            found.setdefault(str(kind), []).extend(words_of(names))
        bare = principal == "*" or (isinstance(principal, Mapping) and "*" in words_of(principal.get("AWS")))
        if (bare or "notprincipal" in statement) and not statement.get("condition"):
            found.setdefault("*", []).append("*")
    return found
