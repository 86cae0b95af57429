"""Communications from AWS: are the alternate contacts set."""

from __future__ import annotations

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, seen
from ftr_tui.rules.reading import Reading, once, vague, whole
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import every, faulty, listed, sentence

KINDS = ("BILLING", "OPERATIONS", "SECURITY")

_RECHECK = tuple(f"aws account get-alternate-contact --alternate-contact-type {kind}" for kind in KINDS)


def _absent(fact: Fact) -> list[str]:
    """Return the contacts that are known to be absent; one that could not be read is not among them."""
    found = {kind: fact.data.get(kind) for kind in KINDS}
    return [kind for kind, c in found.items() if isinstance(c, dict) and c.get("present") is False]


def _domains(fact: Fact) -> str:
    found = [fact.data.get(kind) for kind in KINDS]
    return listed(
        dict.fromkeys(str(c["email_domain"]) for c in found if isinstance(c, dict) and c.get("email_domain"))
    )


def _contacts(facts: Facts) -> Draft:
    orgs, contacts = once(facts, "org"), once(facts, "contacts")
    member = {
        f.account: str(f.data["management_account"])
        for f in orgs.facts
        if f.data.get("in_organization") and f.data.get("management_account") not in (None, f.account)
    }
    # The control asks accounts outside an organization, and the one that manages it. Whether an account is
    # one is known only from a whole reading, so before that a missing contact is no counter-example.
    silent = {
        f.account
        for f in orgs.facts
        if f.data.get("in_organization") and not f.data.get("management_account")
    }
    orgs = Reading(
        orgs.facts, (*orgs.missing, *vague(orgs, "the answer names no management account", silent))
    )
    asked = [a for a in facts.accounts if a not in member and orgs.whole(a)]
    read = [f for f in contacts.facts if f.account in asked]
    bad = [
        Resource(name=kind, detail="alternate contact not set", account=f.account, kind="contact")
        for f in read
        for kind in _absent(f)
    ]
    missing = (*orgs.missing, *(m for m in contacts.missing if m.account not in member))
    against = None
    if bad:
        fault = ("is not set", "are not set")
        against = Draft(
            Verdict.NO, faulty(bad, 3 * len(read), "alternate contact", fault), tuple(bad), _RECHECK
        )
    domains = listed(dict.fromkeys(d for f in read if (d := _domains(f))))
    said = ""
    if read:
        said = every(3 * len(read), "alternate contact", "is set", "are set")
        said += f" Mail goes to {domains}." if domains else ""
    holds = Draft(
        Verdict.YES,
        said,
        recheck=_RECHECK,
        assumes=("The alternate contacts reach groups, not one person.",),
        response=said,
    )
    if member:
        holds = _managed(member, contacts.by_account, said)
    unset = [
        f"{f.account}: {listed(_absent(f)) or 'none'}" for f in contacts.facts if f.account not in member
    ]
    partly = f"contacts not set in {listed(unset)}." if unset else ""
    return decide(facts, against, missing, partly, holds)


def _managed(member: dict[str, str], contacts: dict[str, Fact], said: str) -> Draft:
    managers = listed(dict.fromkeys(member.values()))
    states = []
    for account in member:
        fact = contacts.get(account)
        state = "contacts not read whole"
        if fact and (_absent(fact) or whole(fact)):
            state = f"not set: {listed(_absent(fact))}" if _absent(fact) else "no contact is missing"
        states.append(f"{account} ({state})")
    what = f"{listed(member)} managed by the organization of {managers}; {listed(states)}"
    return Draft(
        Verdict.SUPPORTS,
        sentence(seen(what, "the control asks this of accounts that no organization manages"), said),
        tuple(Resource(name=a, detail=f"managed by {m}", account=a) for a, m in member.items()),
        ("aws organizations describe-organization", *_RECHECK),
        response=sentence(
            f"AWS Organizations manages {listed(member)} (management account {managers}), so the control does"
            " not ask for alternate contacts there.",
            said,
        ),
    )


RULES = (
    Rule(
        "ACOM-001.1",
        "ACOM-001",
        ("org", "contacts"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "Billing, operations and security contacts are set where no organization manages them (CIS 5.0 1.2)",
        AWS_TEXT["ACOM-001.1"],
        _contacts,
    ),
)
"""Source: AWS's control ACOM-001 (accounts that AWS Organizations does not manage), CIS 5.0 1.2."""
