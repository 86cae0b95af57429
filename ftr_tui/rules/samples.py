"""Real samples from the account that help to make a document. Never invented: without a fact, no sample."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Sample
from ftr_tui.model.text import mask_secrets, one_line
from ftr_tui.rules.least_privilege import Holder, holders
from ftr_tui.rules.parts import last
from ftr_tui.rules.policy import statements
from ftr_tui.rules.reading import empty, moment, rows, usable, words_of
from ftr_tui.rules.words import capital, count, day, listed

POLICY, DASHBOARDS, RESTORES = "iam-policy-samples", "dashboards", "restore-test"
"""Ids of documents in programme.toml."""
_SOURCES = {POLICY: ("iam_graph",), DASHBOARDS: ("boards",), RESTORES: ("bak", "restores")}
_JOBS = 10
"""How many restores a sample lists, the newest first."""
_NAMES = 50

_ACTION = re.compile(r"[a-z0-9-]+:[a-z][a-z0-9]{2,}\*?", re.IGNORECASE)
"""A named action, or one cut short behind its verb (``s3:Get*``); ``s3:*`` is a whole service."""
_TYPELESS = ("s3", "sns", "sqs", "execute-api")
"""Services whose ARNs name the resource at once, without a word for its type before."""
_MASKED = "[masked: looks like a secret]"


def samples(facts: Facts) -> list[Sample]:
    """Return one least-privilege policy, and each account's dashboards and latest restores."""
    policy = _best_policy(facts)
    found = [policy] if policy else []
    for account in facts.accounts:
        found += [s for s in (_dashboards(facts, account), _restores(facts, account)) if s]
    return found


def still_real(before: Iterable[Sample], new: Sequence[Sample], facts: Facts) -> list[Sample]:
    """Return ``new`` and those of ``before`` that these facts cannot replace: not all of theirs was read."""
    have = {(s.kind, s.account) for s in new} | {(POLICY, s.account) for s in before if _has(new, POLICY)}
    kept = [s for s in before if (s.kind, s.account) not in have and not _reread(s, facts)]
    return [*new, *kept]


def _has(found: Iterable[Sample], kind: str) -> bool:
    # One policy is enough, whichever account it is from.
    return any(s.kind == kind for s in found)


def _reread(sample: Sample, facts: Facts) -> bool:
    sources = _SOURCES.get(sample.kind, ())
    there = [facts.of(name, sample.account) for name in sources]
    return bool(there) and all(f and all(one.complete or empty(one) for one in f) for f in there)


# --- a policy


@dataclass(frozen=True)
class _Policy:
    name: str
    inline: bool
    document: Mapping[str, Any]
    held_by: tuple[Holder, ...]
    fact: Fact

    @property
    def title(self) -> str:
        held = listed((f"{h.kind} {h.name}" for h in self.held_by), 3)
        kind = "inline policy" if self.inline else "policy"
        return f"{capital(kind)} {one_line(self.name, 128)}, attached to {held}"


_HOLDERS = ("role", "group", "user")
"""Whom AWS would have a policy attached to, best first."""


def _best_policy(facts: Facts) -> Sample | None:
    found = [p for f in facts.of("iam_graph") if usable(f) for p in _policies(f) if narrow(p.document)]
    if not found:
        return None
    best = min(found, key=_rank)
    return Sample(
        kind=POLICY,
        title=best.title,
        text=json.dumps(_masked(best.document), indent=2, ensure_ascii=False, default=str),
        account=best.fact.account,
        read_at=best.fact.read_at,
    )


def _policies(fact: Fact) -> Iterator[_Policy]:
    attached: dict[str, list[Holder]] = {}
    for holder in holders(fact):
        if holder.tool or holder.idle:
            continue
        for arn in words_of(holder.row.get("attached")):
            attached.setdefault(arn, []).append(holder)
        inline = holder.row.get("inline")
        for one in inline if isinstance(inline, (list, tuple)) else ():
            if isinstance(one, Mapping) and isinstance(one.get("document"), Mapping):
                yield _Policy(str(one.get("name") or "?"), True, one["document"], (holder,), fact)
    for one in rows(fact, "policies"):
        held, document = attached.get(str(one.get("arn"))), one.get("document")
        if held and isinstance(document, Mapping):
            yield _Policy(last(one["arn"]), False, document, tuple(held), fact)


def _rank(policy: _Policy) -> tuple[Any, ...]:
    """Return how good a sample is, smallest first; names last, so that each scan picks the same."""
    allowed = [s for s in statements(policy.document) if s.get("effect") == "Allow"]
    actions = [a for s in allowed for a in words_of(s.get("action"))]
    resources = [r for s in allowed for r in words_of(s.get("resource"))]
    text = json.dumps(policy.document, default=str)
    holder = policy.held_by[0]
    return (
        _MASKED in text,
        _HOLDERS.index(holder.kind),
        sum("*" in a for a in actions),
        sum(r.endswith("*") for r in resources),
        # One action shows little.
        len(actions) < 2,
        len(text),
        policy.name,
        holder.name,
        policy.fact.account,
    )


def narrow(document: object) -> bool:
    """Return whether ``document`` allows only named actions on named resources."""
    allowed = [s for s in statements(document) if s.get("effect") == "Allow"]
    return bool(allowed) and all(_narrow(s) for s in allowed)


def _narrow(statement: Mapping[str, Any]) -> bool:
    actions, resources = words_of(statement.get("action")), words_of(statement.get("resource"))
    return (
        bool(actions and resources)
        and "notaction" not in statement
        and "notresource" not in statement
        and all(_ACTION.fullmatch(a) for a in actions)
        and all(_named(r) for r in resources)
    )


def _named(arn: str) -> bool:
    """Return whether ``arn`` names a resource: ``table/*`` and ``arn:aws:s3:::*`` name none."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return False
    service, name = parts[2], [p for p in re.split(r"[:/]", parts[5]) if p]
    if "*" in service or not name:
        return False
    if service in _TYPELESS:
        return name[0].strip("*?") != ""
    rest = name[1:] if len(name) > 1 else name
    return any(part.strip("*?") for part in rest)


def _masked(value: Any) -> Any:
    """Return ``value`` with what looks like a secret masked, also where only its key says so."""
    if isinstance(value, str):
        return mask_secrets(value)[0]
    if isinstance(value, Mapping):
        return {str(k): _masked_under(str(k), item) for k, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, (list, tuple)) else value


def _masked_under(key: str, value: Any) -> Any:
    told = isinstance(value, str) and mask_secrets(f'{key}: "{value}"')[1]
    return _MASKED if told else _masked(value)


# --- dashboards


def _dashboards(facts: Facts, account: str) -> Sample | None:
    found = [f for f in facts.of("boards", account) if usable(f)]
    names = sorted({name for f in found for name in words_of(f.data.get("dashboards"))})
    if not names:
        return None
    more = [f"and {len(names) - _NAMES} more"] if len(names) > _NAMES else []
    return Sample(
        kind=DASHBOARDS,
        title=f"{capital(count(len(names), 'CloudWatch dashboard'))} to take pictures of",
        text="\n".join([*(one_line(name, 255) for name in names[:_NAMES]), *more]),
        account=account,
        read_at=min(f.read_at for f in found),
    )


# --- restores


def _restores(facts: Facts, account: str) -> Sample | None:
    found = [
        (at, _job(job, fact.region or ""), fact)
        for fact in facts.of("bak", account)
        for job in rows(fact, "restore_jobs")
        if (at := moment(job.get("created")) or moment(job.get("completed")))
    ]
    found += [
        (at, _event(event, fact.region or ""), fact)
        for fact in facts.of("restores", account)
        for event in rows(fact, "events")
        if (at := moment(event.get("time")))
    ]
    if not found:
        return None
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)
    regions = {fact.region or "" for _at, _line, fact in found}
    newest = f"{', the newest' if len(found) > 1 else ''} on {day(found[0][0])}"
    return Sample(
        kind=RESTORES,
        title=count(len(found), "restore") + newest,
        text="\n".join(line for _at, line, _fact in found[:_JOBS]),
        account=account,
        region=next(iter(regions)) if len(regions) == 1 else "",
        read_at=min(fact.read_at for _at, _line, fact in found),
    )


def _job(job: Mapping[str, Any], region: str) -> str:
    began, ended = moment(job.get("created")), moment(job.get("completed"))
    plan, validation = job.get("plan_arn"), job.get("validation")
    parts = [
        f"{day(began or ended)} {one_line(str(job.get('resource_type') or 'resource'), 40)}",
        str(job.get("status") or "status unknown"),
        f"took {_took(began, ended)}" if began and ended else "no end seen",
        f"validation {validation}" if validation else "not validated",
        "by a restore testing plan" if plan else "by no restore testing plan",
        region,
    ]
    return ", ".join(part for part in parts if part)


def _took(began: datetime, ended: datetime) -> str:
    minutes = max(round((ended - began).total_seconds() / 60), 0)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def _event(event: Mapping[str, Any], region: str) -> str:
    name = one_line(str(event.get("name") or "?"), 80)
    where = f", {region}" if region else ""
    told = "seen in CloudTrail, which shows neither status nor duration"
    return f"{day(moment(event.get('time')))} {name}{where}: {told}"
