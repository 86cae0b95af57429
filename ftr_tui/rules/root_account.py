"""Root account: is root used for other tasks, and does it have access keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import YEARLY_DAYS, Draft, Rule, can, decide, each_region, main_regions, seen
from ftr_tui.rules.reading import REPORT, Missing, moment, once, rows, usable, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import day, joined, labels, listed, sentence

ROOT = "<root_account>"
"""The user of the credential report's first row."""

_SUMMARY = "aws iam get-account-summary --query SummaryMap"
_EVENTS = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root"
_REPORT = f"{REPORT} | head -2"


def root_row(report: Fact | None) -> dict[str, Any]:
    """Return root's row of the credential report, or an empty one."""
    found = rows(report, "rows") if report else []
    return next((row for row in found if row.get("user") == ROOT), {})


def user_kind(row: Mapping[str, Any]) -> str:
    """Return the kind of resource that a row is: no command line about users works for root."""
    return "" if row.get("user") == ROOT else "user"


def keys(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the access keys of a row of the credential report."""
    return [key for key in row.get("keys") or () if isinstance(key, dict)]


def _has_key(summary: Fact | None, report: Fact | None) -> tuple[bool, bool]:
    """Return whether the account summary and the credential report each show a root access key."""
    by_summary = bool(summary and summary.data.get("AccountAccessKeysPresent"))
    return by_summary, any(key.get("active") for key in keys(root_row(report)))


def _root_keys(facts: Facts) -> Draft:
    summaries, reports = once(facts, "iam_sum"), once(facts, "iam_rep")
    bad = []
    for account in facts.accounts:
        found = _has_key(summaries.by_account.get(account), reports.by_account.get(account))
        if any(found):
            sources = ["account summary", "credential report"]
            detail = "shown by " + joined([s for s, shown in zip(sources, found, strict=True) if shown])
            quiet = [s for s, shown in zip(sources, found, strict=True) if not shown]
            if quiet and account in summaries.by_account and account in reports.by_account:
                # The report is up to four hours old and knows only active keys; the worse of the two counts.
                detail += f", not by the {quiet[0]}: the worse counts"
            bad.append(Resource(name="root access key", detail=detail, account=account))
    against = None
    if bad:
        where = listed(f"{r.account} ({r.detail})" for r in bad)
        against = Draft(Verdict.YES, f"Root has an access key in {where}.", tuple(bad), (_SUMMARY, _REPORT))
    missing = (*summaries.missing, *reports.missing)
    holds = Draft(
        Verdict.NO,
        "No root access key found: neither the account summary nor the credential report shows one.",
        recheck=(_SUMMARY, _REPORT),
        response="The root user has no access key.",
    )
    return _told(facts, decide(facts, against, missing, _keyless(facts, missing), holds))


def _keyless(facts: Facts, missing: tuple[Missing, ...]) -> str:
    clean = [a for a in facts.accounts if all(m.account != a for m in missing)]
    return f"no root access key in {listed(clean)}." if clean else ""


def _uses(row: Mapping[str, Any]) -> list[datetime]:
    """Return when root's password and keys were last used, also keys that are switched off now."""
    found = [row.get("password_last_used"), *(key.get("last_used") for key in keys(row))]
    return [when for when in map(moment, found) if when]


def _events(facts: Facts, account: str) -> str:
    """Return what CloudTrail says that root did; its absence changes no verdict, only the words."""
    fact = once(facts, "root_ev", [account]).by_account.get(account)
    names = Counter(str(e.get("name")) for e in rows(fact, "events")) if fact else Counter()
    return "events: " + listed(f"{name} {n}" for name, n in names.most_common()) if names else ""


def _root_use(facts: Facts) -> Draft:
    summaries, reports = once(facts, "iam_sum"), once(facts, "iam_rep")
    missing = (*summaries.missing, *reports.missing)
    late: list[Resource] = []
    unseen: list[str] = []
    bare: list[str] = []
    idle: list[str] = []
    for account in facts.accounts:
        summary, report = summaries.by_account.get(account), reports.by_account.get(account)
        if summary is None or report is None:
            continue
        row = root_row(report)
        last = max(_uses(row), default=None)
        if not any(_has_key(summary, report)) and summary.data.get("AccountPasswordPresent") == 0:
            # What was removed cannot be used, whenever it was used last.
            bare.append(account)
        elif not row:
            unseen.append(account)
        elif last and facts.now - last <= timedelta(days=YEARLY_DAYS):
            detail = sentence(f"last used {day(last)}", _events(facts, account))
            late.append(Resource(name="root user", detail=detail, account=account))
        else:
            idle.append(account)
    quiet = sentence(
        f"Root has neither password nor access key in {listed(bare)}." if bare else "",
        f"Root's password and keys were not used in the last {YEARLY_DAYS} days in {listed(idle)}."
        if idle
        else "",
    )
    open_parts = [f"root was used: {listed(labels(late, named=True))}"] if late else []
    open_parts += [f"the report has no row for root in {listed(unseen)}"] if unseen else []
    holds = Draft(
        Verdict.NO,
        quiet,
        recheck=(_REPORT, _SUMMARY),
        assumes=(_ASSUMED_BARE if _all_bare_members(facts, bare) else _ASSUMED,),
        response=quiet,
    )
    if open_parts:
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(
                seen("; ".join(open_parts), "some tasks need root, so a use is no fault by itself"), quiet
            ),
            tuple(late),
            (_REPORT, *each_region(_EVENTS, main_regions(facts))),
            response=f"Use of root: {listed(labels(late, named=True))}." if late else "",
            ask="Root was needed for: …",
        )
    said = f"{'; '.join(open_parts)}." if open_parts else ""
    return _told(facts, decide(facts, None, missing, sentence(said, quiet), holds))


def _told(facts: Facts, draft: Draft) -> Draft:
    """Return ``draft`` with what an organization has switched on; nothing follows from it for an account."""
    on = {
        fact.account: found
        for fact in facts.of("root_feat")
        if usable(fact) and (found := words_of(fact.data.get("features")))
    }
    if not on or draft.verdict is Verdict.UNKNOWN:
        return draft
    names = listed(dict.fromkeys(name for found in on.values() for name in found))
    text = f"Central root access of the organization is on, seen from {listed(on)} ({names}); by itself it"
    return replace(draft, summary=sentence(draft.summary, f"{text} removes no credentials."))


_ASSUMED = "Root is used only for tasks that nobody else can do."
_ASSUMED_BARE = "The member accounts without root credentials get them back only for tasks that need root."


def _all_bare_members(facts: Facts, bare: list[str]) -> bool:
    found = once(facts, "org").by_account
    members = [a for a in bare if a in found and found[a].data.get("management_account") not in (None, a)]
    return bool(bare) and set(members) == set(facts.accounts)


RULES = (
    Rule(
        "ARC-001.1",
        "ARC-001",
        ("iam_sum", "iam_rep", "org", "root_ev"),
        can(Verdict.NO, Verdict.SUPPORTS),
        "no",
        "Root has no credentials, or they were not used for a year; a later use is shown with its events",
        AWS_TEXT["ARC-001.1"],
        _root_use,
        ("root_feat",),
    ),
    Rule(
        "ARC-004.1",
        "ARC-004",
        ("iam_sum", "iam_rep"),
        can(Verdict.YES, Verdict.NO),
        "no",
        "Root has no access key, by account summary and credential report (CIS 5.0 1.3)",
        AWS_TEXT["ARC-004.1"],
        _root_keys,
        ("root_feat",),
    ),
)
"""Source: AWS's questions ARC-001.1 and ARC-004.1 (both ask for the bad case), CIS 5.0 1.3."""
