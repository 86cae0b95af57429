"""What the collectors recognised in variables and user data; the values themselves were never kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftr_tui.model.facts import Fact, Resource, Status
from ftr_tui.rules.parts import last
from ftr_tui.rules.reading import Missing, Reading, rows, words_of
from ftr_tui.rules.words import count

AWS_KEY = "aws-access-key"
_KINDS = {"function": "function", "task definition": "task-definition", "user data of": "instance"}
_LOOKS = {
    AWS_KEY: "AWS access key",
    "private-key": "private key",
    "github-token": "GitHub token",
    "slack-token": "Slack token",
}


def held(kind: str, key: str, facts: Iterable[Fact]) -> Iterator[tuple[str, Resource]]:
    """Yield (pattern id, variable) for what the collectors recognised; the value was never kept."""
    for fact in facts:
        for row in rows(fact, key):
            found = row.get("patterns")
            for one in found if isinstance(found, (list, tuple)) else ():
                pattern = str(one.get("pattern")) if isinstance(one, dict) else str(one)
                variable = f" {one.get('name')}" if isinstance(one, dict) else ""
                yield (
                    pattern,
                    Resource(
                        name=f"{kind} {last(row.get('arn') or row.get('id'))}{variable}",
                        detail=_LOOKS.get(pattern, pattern),
                        account=fact.account,
                        region=fact.region or "",
                        kind=_KINDS.get(kind, ""),
                        id=last(row.get("arn") or row.get("id")),
                    ),
                )


def undecrypted(functions: Reading) -> tuple[Missing, ...]:
    """Return the places where Lambda could not decrypt variables: those are unread."""
    found = []
    for fact in functions.facts:
        n = sum(1 for row in rows(fact, "functions") if row.get("unread") is not False)
        if n:
            note = f"the variables of {count(n, 'function')} cannot be decrypted"
            found.append(Missing(fact.account, fact.region, "fn", Status.PARTIAL, note=note))
    return tuple(found)


def total(reading: Reading, key: str) -> int:
    """Return how many things all facts of ``reading`` hold under ``key``."""
    return sum(len(rows(f, key)) for f in reading.facts)


def suspects(kind: str, key: str, facts: Iterable[Fact]) -> list[Resource]:
    """Return the variables whose names speak of a secret and that hold more than a reference to one."""
    return [
        Resource(
            name=f"{kind} {last(row.get('arn'))} {name}",
            detail="a literal value under the name of a secret",
            account=f.account,
            region=f.region or "",
        )
        for f in facts
        for row in rows(f, key)
        for name in words_of(row.get("literal_secrets"))
    ]
