"""S3: which buckets are public, as a start for the review of access levels."""

from __future__ import annotations

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.reading import once, rows, whole
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, labels, listed


def _blocked(fact: Fact | None) -> bool:
    """Return whether the account switches neutralise public ACLs and policies that exist.

    The two Block switches only stop new ones.
    """
    return bool(
        fact and whole(fact) and fact.data.get("IgnorePublicAcls") and fact.data.get("RestrictPublicBuckets")
    )


def _buckets(facts: Facts) -> Draft:
    lists, switches = once(facts, "s3_list"), once(facts, "s3_acct")
    blocked = [a for a in facts.accounts if _blocked(switches.by_account.get(a))]
    # With both switches on no bucket can be public, so its policies and ACLs are not read.
    public = once(facts, "s3_pub", [a for a in facts.accounts if a not in blocked])
    found = [
        Resource(
            name=str(row.get("name")),
            detail=f"public by {row.get('by')}",
            account=f.account,
            region=str(row.get("region") or ""),
            kind="bucket",
        )
        for f in public.facts
        for row in rows(f, "public")
    ]
    total = sum(len(rows(f, "buckets")) for f in lists.facts)
    unblocked = [f.account for f in switches.facts if f.account not in blocked]
    what = [count(total, "bucket")]
    what += [f"the account switches neutralise public access in {listed(blocked)}"] if blocked else []
    what += [f"the account switches leave public access possible in {listed(unblocked)}"] if unblocked else []
    if found:
        names = listed(labels(found, True))
        what.append(f"{count(len(found), 'public bucket')}: {names}; a public bucket may be meant")
    elif unblocked:
        what.append("no public bucket, by policy or ACL")
    commands = ["aws s3api list-buckets"]
    commands += [
        f"aws s3control get-public-access-block --account-id {a}" for a in facts.accounts[:5] if a.isdigit()
    ]
    commands += ["aws s3api get-bucket-policy-status --bucket BUCKET"] if unblocked else []
    text = "; ".join(what)
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "the question asks for a process of review; object ACLs and access points were not read"),
        tuple(found),
        tuple(commands),
        response=capital(f"{text}.") if total else "",
        ask="Access levels are reviewed by: …",
    )
    missing = (*lists.missing, *switches.missing, *public.missing)
    return decide(facts, None, missing, f"{text}." if lists.facts or switches.facts else "", holds)


RULES = (
    Rule(
        "S3-001.1",
        "S3-001",
        ("s3_list", "s3_acct", "s3_pub"),
        can(Verdict.SUPPORTS),
        "yes",
        "The buckets, the account's public access block, and which buckets are public all the same",
        AWS_TEXT["S3-001.1"],
        _buckets,
    ),
)
"""Source: AWS's control S3-001; what blocks what: Amazon S3 User Guide, block public access."""
