"""S3: which buckets there are, and whether one is public."""

from __future__ import annotations

from typing import Any

from ftr_tui.aws.collect.base import Context, SkipError, collector

_PUBLIC_GROUPS = ("AllUsers", "AuthenticatedUsers")
_SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_NO_BLOCK = ("NoSuchPublicAccessBlockConfiguration",)
_GONE = ("NoSuchBucket",)


@collector(
    "s3_list",
    "the S3 buckets",
    {"s3.list_buckets": "s3:ListAllMyBuckets", "s3.get_bucket_location": "s3:GetBucketLocation"},
)
def s3_list(ctx: Context) -> dict[str, Any]:
    """Return {"buckets": [{"name", "region"}]}; the Region is "" where it could not be read."""
    buckets: list[dict[str, str]] = []
    # Without a parameter AWS sends no BucketRegion.
    for page in ctx.pages("s3.list_buckets", MaxBuckets=1000):
        for bucket in page.get("Buckets", ()):
            buckets.append({"name": bucket["Name"], "region": bucket.get("BucketRegion", "")})
    gone: set[str] = set()

    def locate(bucket: dict[str, str]) -> None:
        with ctx.part():
            answer = ctx.call("s3.get_bucket_location", missing=_GONE, Bucket=bucket["name"])
            if answer is None:
                gone.add(bucket["name"])
                return
            where = answer.get("LocationConstraint") or "us-east-1"
            bucket["region"] = "eu-west-1" if where == "EU" else where

    ctx.each(locate, [b for b in buckets if not b["region"]])
    return {"buckets": [b for b in buckets if b["name"] not in gone]}


@collector(
    "s3_acct",
    "S3 Block Public Access of the account",
    {"s3control.get_public_access_block": "s3:GetAccountPublicAccessBlock"},
)
def s3_acct(ctx: Context) -> dict[str, Any]:
    """Return {"set": bool, and the four switches: bool}, organization policy included."""
    answer = ctx.call("s3control.get_public_access_block", missing=_NO_BLOCK, AccountId=ctx.place.account)
    block = answer["PublicAccessBlockConfiguration"] if answer else {}
    return {"set": answer is not None, **{name: bool(block.get(name)) for name in _SWITCHES}}


@collector(
    "s3_pub",
    "whether a bucket is public",
    {
        "s3.get_bucket_policy_status": "s3:GetBucketPolicyStatus",
        "s3.get_bucket_acl": "s3:GetBucketAcl",
        "s3.get_public_access_block": "s3:GetBucketPublicAccessBlock",
    },
    needs=("s3_list", "s3_acct"),
)
def s3_pub(ctx: Context) -> dict[str, Any]:
    """Return {"checked": int, "public": [{"name", "region", "by": "policy" | "acl"}]}, blocks counted in.

    No bucket is read where the account's own block makes none public; only what it leaves open is read.
    """
    account, listed = ctx.fact("s3_acct"), ctx.fact("s3_list")
    block = account.data if account and account.complete else {}
    by_policy, by_acl = not block.get("RestrictPublicBuckets"), not block.get("IgnorePublicAcls")
    if not (by_policy or by_acl):
        return {"checked": 0, "public": []}
    if not listed or not listed.readable:
        raise SkipError("the list of buckets was not read")
    if not listed.complete:
        ctx.cut, ctx.note = True, "the list of buckets is not whole"
    found: dict[str, Any] = {"checked": 0, "public": []}

    def check(bucket: dict[str, str]) -> None:
        where = {"region": bucket["region"] or None, "Bucket": bucket["name"]}
        hits = []
        with ctx.part():
            if by_policy and _policy_is_public(ctx, where):
                hits.append("policy")
        with ctx.part():
            if by_acl and _acl_is_public(ctx, where):
                hits.append("acl")
        if hits:
            with ctx.part():
                own = ctx.call("s3.get_public_access_block", missing=(*_NO_BLOCK, *_GONE), **where)
                shut = own["PublicAccessBlockConfiguration"] if own else {}
                stops = {"policy": "RestrictPublicBuckets", "acl": "IgnorePublicAcls"}
                named = {"name": bucket["name"], "region": bucket["region"]}
                found["public"] += [{**named, "by": by} for by in hits if not shut.get(stops[by])]

    ctx.each(check, listed.data["buckets"])
    found["checked"] = len(listed.data["buckets"])
    found["public"].sort(key=lambda hit: (hit["name"], hit["by"]))
    return found


def _policy_is_public(ctx: Context, where: dict[str, Any]) -> bool:
    answer = ctx.call("s3.get_bucket_policy_status", missing=("NoSuchBucketPolicy", *_GONE), **where)
    return bool(answer and answer["PolicyStatus"].get("IsPublic"))


def _acl_is_public(ctx: Context, where: dict[str, Any]) -> bool:
    answer = ctx.call("s3.get_bucket_acl", missing=_GONE, **where)
    uris = [grant.get("Grantee", {}).get("URI", "") for grant in answer["Grants"]] if answer else []
    return any(uri.endswith(f"/global/{group}") for uri in uris for group in _PUBLIC_GROUPS)


COLLECTORS = (s3_list, s3_acct, s3_pub)
