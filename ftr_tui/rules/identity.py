"""Identity: MFA of people, and the password policy."""

from __future__ import annotations

from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.reading import (
    REPORT,
    Reading,
    once,
    rows,
    vague,
    whole,
    words_of,
)
from ftr_tui.rules.root_account import ROOT, root_row
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, every, faulty, listed, plural, sentence

LENGTH, REUSE = 14, 24
"""CIS 5.0 1.7 and 1.8."""
_DEFAULT_LENGTH = 8


def people(report: Fact) -> list[dict[str, Any]]:
    """Return the console users: rows of the report, not root, that have a password."""
    return [
        row for row in rows(report, "rows") if row.get("user") != ROOT and row.get("password_enabled") is True
    ]


# IAM-001.1


def _mfa(facts: Facts) -> Draft:
    reports, idps, hubs = once(facts, "iam_rep"), once(facts, "iam_idp"), once(facts, "sso")
    users = [(f.account, row) for f in reports.facts for row in people(f)]
    bad = [
        Resource(
            name=str(row.get("user")), detail="console password without MFA", account=account, kind="user"
        )
        for account, row in users
        if row.get("mfa_active") is False
    ]
    silent = {a for a, row in users if row.get("mfa_active") is None}
    silent |= {
        f.account
        for f in reports.facts
        for row in rows(f, "rows")
        if row.get("user") != ROOT and row.get("password_enabled") is None
    }
    missing = (
        *reports.missing,
        *idps.missing,
        *hubs.missing,
        *vague(reports, "the report does not say who has a password or MFA", silent),
    )
    warning = _root_without_mfa(facts, reports)
    against = None
    if bad:
        text = faulty(bad, len(users), "console user", ("has no MFA", "have no MFA"), bool(reports.missing))
        against = Draft(Verdict.NO, sentence(text, warning), tuple(bad), (REPORT,))
    said = every(len(users), "console user", "has MFA", "have MFA") if users else "no console users."
    federated = _federation(idps, hubs)
    recheck = (
        REPORT,
        "aws iam list-saml-providers",
        "aws iam list-open-id-connect-providers",
        "aws sso-admin list-instances",
    )
    if federated or not users:
        why = (
            "MFA of federated people is set in the identity provider"
            if federated
            else "how people reach these accounts is not seen"
        )
        what = "; ".join(part for part in (said.rstrip("."), federated) if part)
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(seen(what, why), warning),
            recheck=recheck,
            response=capital(sentence(said, f"People come in through {federated}.")) if federated else "",
            ask="MFA is enforced there by: …",
        )
    else:
        holds = Draft(
            Verdict.YES,
            sentence(said, "There is no identity provider and no IAM Identity Center.", warning),
            recheck=recheck,
            assumes=(
                "Users with access keys only are machines, and no person comes in by a role from an account"
                " that was not read.",
            ),
            response=said,
        )
    return decide(facts, against, missing, sentence(said if users else "", warning), holds)


def _federation(idps: Reading, hubs: Reading) -> str:
    parts = []
    for key, noun in (("saml", "SAML provider"), ("oidc", "OIDC provider")):
        n = sum(len(words_of(f.data.get(key))) for f in idps.facts)
        parts += [count(n, noun)] if n else []
    # The instance of an organization is seen from each of its accounts.
    arns = {str(row.get("arn")) for f in hubs.facts for row in rows(f, "instances")}
    parts += [count(len(arns), "IAM Identity Center instance")] if arns else []
    return ", ".join(parts)


def _root_without_mfa(facts: Facts, reports: Reading) -> str:
    """Return a warning where root may sign in without MFA; the question is about people, so it only warns."""
    summaries = once(facts, "iam_sum").by_account
    found = []
    for account, report in reports.by_account.items():
        summary = summaries[account].data if account in summaries else {}
        password, mfa = summary.get("AccountPasswordPresent"), summary.get("AccountMFAEnabled")
        if password != 0 and (mfa == 0 or root_row(report).get("mfa_active") is False):
            found.append(account + ("" if password else " (whether root has a password is not known)"))
    return f"Warning: root has no MFA in {listed(found)}." if found else ""


# IAM-003.1


def _policy_words(fact: Fact) -> str:
    if not fact.data.get("set"):
        return f"no password policy, so AWS's default of {_DEFAULT_LENGTH} characters and no rule on reuse"
    length, reuse = _number(fact, "MinimumPasswordLength"), _number(fact, "PasswordReusePrevention")
    days = _number(fact, "MaxPasswordAge")
    remembered = f"{reuse} remembered" if reuse else "no rule on reuse"
    return f"{length} characters, {remembered}" + (f", {days} days" if days else "")


def _number(fact: Fact, key: str) -> int:
    value = fact.data.get(key)
    return value if isinstance(value, int) else 0


def _passwords(facts: Facts) -> Draft:
    policies, reports = once(facts, "iam_pw"), once(facts, "iam_rep")
    weak = [
        f
        for f in policies.facts
        if whole(f)
        and not (
            f.data["set"]
            and _number(f, "MinimumPasswordLength") >= LENGTH
            and _number(f, "PasswordReusePrevention") >= REUSE
        )
    ]
    console = {f.account: len(people(f)) for f in reports.facts}
    bad = [
        Resource(name="password policy", detail=_policy_words(f), account=f.account)
        for f in sorted(weak, key=lambda f: _number(f, "MinimumPasswordLength"))
        if console.get(f.account)
    ]
    # A weak policy stands against an account only if someone has a password there.
    open_reports = [m for m in reports.missing if m.account in {f.account for f in weak}]
    missing = (*policies.missing, *open_reports)
    recheck = ("aws iam get-account-password-policy", REPORT)
    against = None
    if bad:
        names = "; ".join(f"{r.account}: {r.detail}" for r in bad[:5])
        more = f"; and {len(bad) - 5} more" if len(bad) > 5 else ""
        users = sum(console[r.account] for r in bad)
        against = Draft(
            Verdict.NO,
            f"The password {plural('policy', len(bad))} for {count(users, 'console user')}"
            f" {'is' if len(bad) == 1 else 'are'} weaker than {LENGTH} characters and {REUSE} remembered"
            f" ({names}{more}).",
            tuple(bad),
            recheck,
        )
    strong = [f for f in policies.facts if whole(f) and f not in weak]
    said = "; ".join(dict.fromkeys(_policy_words(f) for f in strong))
    said = f"Password policy: {said}." if said else ""
    holds = Draft(
        Verdict.YES,
        sentence(said, f"Asked are at least {LENGTH} characters and {REUSE} remembered."),
        recheck=recheck,
        response=said,
    )
    if weak:
        where = listed(f.account for f in weak)
        what = f"no console user in {where}; {listed(dict.fromkeys(map(_policy_words, weak)))}"
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(seen(what, "a policy that applies to nobody may be argued"), said),
            tuple(Resource(name="password policy", detail=_policy_words(f), account=f.account) for f in weak),
            recheck,
            response=sentence(
                f"No IAM user has a console password in {where}, so the password policy there"
                " applies to nobody.",
                said,
            ),
        )
    told = [f"{f.account}: {_policy_words(f)}" for f in policies.facts if whole(f)]
    return decide(facts, against, missing, f"{listed(told)}." if told else "", holds)


RULES = (
    Rule(
        "IAM-001.1",
        "IAM-001",
        ("iam_rep", "iam_idp", "sso", "iam_sum"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "Every IAM user with a console password has MFA, and nobody comes in by federation (CIS 5.0 1.9)",
        AWS_TEXT["IAM-001.1"],
        _mfa,
    ),
    Rule(
        "IAM-003.1",
        "IAM-003",
        ("iam_pw", "iam_rep"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "The password policy asks for 14 characters and 24 remembered passwords (CIS 5.0 1.7, 1.8)",
        AWS_TEXT["IAM-003.1"],
        _passwords,
    ),
)
"""Source: AWS's controls IAM-001 and IAM-003 and the CIS 5.0 values that AWS's sheet maps them to."""
