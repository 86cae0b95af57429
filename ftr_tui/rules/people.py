"""Who logs in, who no longer needs to, and whom AWS can reach."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import UNUSED_DAYS, Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.contacts import KINDS
from ftr_tui.rules.parts import organization, parted
from ftr_tui.rules.reading import REPORT, moment, once, rows, usable
from ftr_tui.rules.root_account import ROOT, keys
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, faulty, labels, listed, sentence

# ACOM-002

_FREE = re.compile(
    r"(?:gmail|googlemail|icloud|protonmail|qq|naver)\.com|proton\.me|gmx\.(?:net|eu)"
    # Country forms such as yahoo.co.jp; the endings that companies like for themselves are not among them.
    r"|(?:outlook|hotmail|live|yahoo|gmx)\."
    r"(?:com|(?:com?\.)?(?!io|ai|co|tv|me|cc|ly|gg|sh|so|to|vc|fm|am|gl)[a-z]{2})"
)
"""Domains on which anybody may open a mailbox."""


def free_mail(domain: object) -> bool:
    """Return whether ``domain`` is one of a free mail service."""
    return isinstance(domain, str) and _FREE.fullmatch(domain.strip().lower()) is not None


def _addresses(contacts: tuple[Fact, ...], accounts: tuple[Fact, ...]) -> list[Resource]:
    """Return each contact, and each account that an organization lists, with its mail domain as detail."""
    found = []
    for fact in contacts:
        for kind in KINDS:
            one = fact.data.get(kind)
            domain = one.get("email_domain") if isinstance(one, dict) else None
            if isinstance(domain, str) and domain:
                found.append(Resource(name=f"{kind} contact", detail=domain, account=fact.account))
    for fact in accounts:
        for row in rows(fact, "accounts"):
            domain, account = row.get("email_domain"), str(row.get("id"))
            if isinstance(domain, str) and domain and row.get("state") != "SUSPENDED":
                found.append(Resource(name=f"root of {account}", detail=domain, account=account))
    return found


def _owned(facts: Facts) -> Draft:
    contacts = once(facts, "contacts")
    accounts, unlisted = organization(facts)
    found = _addresses(contacts.facts, accounts.facts)
    bad = [
        Resource(name=f"{r.name} at {r.detail}", detail=r.detail, account=r.account)
        for r in found
        if free_mail(r.detail)
    ]
    missing = (*contacts.missing, *accounts.missing)
    recheck = (
        *(f"aws account get-alternate-contact --alternate-contact-type {kind}" for kind in KINDS),
        "aws account get-contact-information --query ContactInformation.CompanyName",
        "aws organizations list-accounts",
    )
    against = None
    if bad:
        fault = ("is with a free mail service", "are with free mail services")
        text = faulty(bad, len(found), "contact", fault, bool(missing))
        against = Draft(Verdict.NO, text, tuple(bad), recheck)
    domains = listed(dict.fromkeys(r.detail for r in found))
    company = _company(facts)
    what = "no contacts and no accounts with a mail address found"
    if found:
        what = (
            f"{count(len(found), 'contact')}, root users of listed accounts included, with mail at {domains}"
        )
    why = "who owns a domain, the phone numbers and a root address that is not listed here is not seen"
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(seen(what, why), company, unlisted),
        tuple(found),
        recheck,
        response=sentence(
            f"The contacts and accounts that AWS shows have mail at {domains}." if found else "", company
        ),
        ask="These domains and the phone numbers belong to: …",
    )
    return decide(facts, against, missing, f"{what}." if found else "", holds)


def _company(facts: Facts) -> str:
    """Return which companies the accounts themselves name; not read, it is not spoken of."""
    read = [f for f in facts.of("contact") if usable(f)]
    named = {f.account: name for f in read if (name := str(f.data.get("company") or ""))}
    silent = [f.account for f in read if f.account not in named]
    return sentence(
        f"AWS has as company of {listed(named)}: {listed(dict.fromkeys(named.values()))}." if named else "",
        f"The contact of {listed(silent)} names no company." if silent else "",
    )


# IAM-004, IAM-007

_SHARED = {"admin", "administrator", "admins", "root", "shared", "team", "test", "deploy", "deployer", "user"}
_SHARED |= {"deployment", "ci", "cd", "svc", "service"}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _generic(name: str) -> bool:
    return any(word.lower() in _SHARED for word in _WORD.findall(name))


def _within(value: object, now: datetime) -> bool:
    when = moment(value)
    return when is not None and now - when <= timedelta(days=UNUSED_DAYS)


def _users(facts: tuple[Fact, ...]) -> list[tuple[Fact, dict[str, Any]]]:
    return [(f, row) for f in facts for row in rows(f, "rows") if row.get("user") != ROOT]


def _shared(facts: Facts) -> Draft:
    reports = once(facts, "iam_rep")
    users = _users(reports.facts)
    generic, both = [], []
    for fact, row in users:
        name = str(row.get("user"))
        password = row.get("password_enabled") is True
        key = any(k.get("active") is True for k in keys(row))
        has = [word for word, there in (("password", password), ("key", key)) if there]
        if _generic(name):
            detail = " and ".join(has) or "no password, no active key"
            one = Resource(name=name, detail=detail, account=fact.account, kind="user")
            generic.append((not password, one))
        used = any(k.get("active") is True and _within(k.get("last_used"), facts.now) for k in keys(row))
        if password and used and _within(row.get("password_last_used"), facts.now):
            detail = "password and key both in use"
            both.append(Resource(name=name, detail=detail, account=fact.account, kind="user"))
    named = [r for _, r in sorted(generic, key=lambda item: item[0])]
    what = [count(len(users), "IAM user")]
    if users:
        what.append(
            f"{len(named)} with a name that several may share: {listed(labels(named, True))}"
            if named
            else "none with a name such as admin, team or deploy"
        )
        what.append(
            f"{len(both)} with password and key both used within {UNUSED_DAYS} days: {listed(labels(both))}"
            if both
            else f"none with password and key both used within {UNUSED_DAYS} days"
        )
    text = "; ".join(what)
    holds = Draft(
        Verdict.SUPPORTS,
        seen(text, "whether two people share an identity is not written in an account"),
        (*both, *named),
        (REPORT,),
        response=capital(f"{text}.") if users and not (named or both) else "",
        ask="Each person has an identity of their own in: …",
    )
    return decide(facts, None, reports.missing, f"{text}." if users else "", holds)


def _unused(facts: Facts) -> Draft:
    reports = once(facts, "iam_rep")
    limit = timedelta(days=UNUSED_DAYS)
    idle: list[tuple[datetime, Resource]] = []
    passwords = active = stale_users = 0
    for fact, row in _users(reports.facts):
        found: list[tuple[datetime, str]] = []
        if row.get("password_enabled") is True:
            passwords += 1
            # A password or key of which no use is known counts from the day it was made.
            last = moment(row.get("password_last_used")) or moment(row.get("created"))
            if last and facts.now - last > limit:
                stale_users += 1
                found.append((last, "password"))
        for key in keys(row):
            if key.get("active") is True:
                active += 1
                last = (
                    moment(key.get("last_used"))
                    or moment(key.get("last_rotated"))
                    or moment(row.get("created"))
                )
                if last and facts.now - last > limit:
                    found.append((last, "key"))
        idle += [
            (
                when,
                Resource(
                    name=str(row.get("user")),
                    detail=f"{kind}, since {day(when)}",
                    account=fact.account,
                    kind="user",
                ),
            )
            for when, kind in found
        ]
    oldest = [r for _, r in sorted(idle, key=lambda item: item[0])]
    what = f"{count(passwords, 'console user')} and {count(active, 'active key')} of IAM users"
    if oldest:
        what += f"; {stale_users or 'none'} of the passwords and {len(oldest) - stale_users or 'none'} of"
        what += f" the keys unused for over {UNUSED_DAYS} days: {listed(labels(oldest, True))}"
    elif passwords or active:
        what += f", all used or made within {UNUSED_DAYS} days"
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "what happens when people join, move or leave is a written process"),
        tuple(oldest),
        (REPORT,),
        response=f"On AWS: {what}." if not oldest and (passwords or active) else "",
        ask="Access follows joiners, movers and leavers by: …",
    )
    return decide(facts, None, reports.missing, f"{what}." if passwords or active else "", holds)


# IAM-008


def _audited(facts: Facts) -> Draft:
    reading, reports = parted(facts, "sec", "analyzers"), once(facts, "iam_rep")
    found = [
        Resource(
            name=str(row.get("arn")).rpartition("/")[2],
            detail=str(row.get("type")),
            account=f.account,
            region=f.region or "",
        )
        for f in reading.facts
        for row in rows(f, "analyzers")
        if str(row.get("type")).endswith("_UNUSED_ACCESS") and row.get("status") == "ACTIVE"
    ]
    made = [when for f in reports.facts if (when := moment(f.data.get("generated_at")))]
    what = "no active analyzer of unused access"
    if found:
        what = f"{count(len(found), 'active analyzer')} of unused access: {listed(labels(found))}"
    age = (
        f"; the credential report is of {day(min(made))}, but a scan makes one itself, so this is no audit"
        if made
        else ""
    )
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what + age, "that someone reads and acts on it each quarter is not seen"),
        tuple(found),
        (REPORT, *each_region("aws accessanalyzer list-analyzers", _regions(facts, reading.facts))),
        response=f"IAM Access Analyzer watches for unused access ({count(len(found), 'analyzer')})."
        if found
        else "",
        ask="The last audit was on … by …, the next is on …",
    )
    return decide(facts, None, (*reading.missing, *reports.missing), f"{what}." if found else "", holds)


def _regions(facts: Facts, read: tuple[Fact, ...]) -> list[str]:
    return regions_of(read) or regions_of(facts.of("sec"))


RULES = (
    Rule(
        "ACOM-002.1",
        "ACOM-002",
        ("contacts", "org_acc"),
        can(Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "No contact's and no account's mail address is with a free mail service; never a yes",
        AWS_TEXT["ACOM-002.1"],
        _owned,
        ("contact",),
    ),
    Rule(
        "IAM-004.1",
        "IAM-004",
        ("iam_rep",),
        can(Verdict.SUPPORTS),
        "yes",
        "Users with names that several may share, and users whose password and key are both in use",
        AWS_TEXT["IAM-004.1"],
        _shared,
    ),
    Rule(
        "IAM-007.1",
        "IAM-007",
        ("iam_rep",),
        can(Verdict.SUPPORTS),
        "yes",
        "Passwords and keys that nobody has used for 90 days (CIS 5.0 1.11)",
        AWS_TEXT["IAM-007.1"],
        _unused,
    ),
    Rule(
        "IAM-008.1",
        "IAM-008",
        ("regions", "sec", "iam_rep"),
        can(Verdict.SUPPORTS),
        "yes",
        "Analyzers of unused access, and the age of the credential report",
        AWS_TEXT["IAM-008.1"],
        _audited,
    ),
)
"""Source: AWS's controls ACOM-002, IAM-004, IAM-007 and IAM-008; CIS 5.0 1.11 for the 90 days."""
