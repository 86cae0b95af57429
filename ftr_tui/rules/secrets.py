"""Credentials in code, in stores, and what replaces them."""

from __future__ import annotations

import re
from collections import Counter

from ftr_tui.model.facts import Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.parts import asked, last, parted, tasks, unasked, user_data
from ftr_tui.rules.reading import (
    REPORT,
    Missing,
    Reading,
    everywhere,
    moment,
    once,
    rows,
    usable,
    vague,
    words_of,
)
from ftr_tui.rules.root_account import ROOT, keys, user_kind
from ftr_tui.rules.variables import AWS_KEY, held, suspects, total, undecrypted
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import capital, count, day, labels, listed, sentence

# Names only: the values stay where they are.
_FUNCTIONS = "aws lambda list-functions --query 'Functions[?Environment.Variables].FunctionName'"
_SERVICES = "aws ecs list-task-definitions --status ACTIVE"
_INSTANCES = (
    "aws ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId,IamInstanceProfile.Arn]'"
)


# IAM-009


def _in_code(facts: Facts) -> Draft:
    functions, definitions, instances = everywhere(facts, "fn"), tasks(facts), user_data(facts)
    bad = [
        resource
        for _, resource in (
            *held("function", "functions", functions.facts),
            *held("task definition", "definitions", definitions.facts),
            *held("user data of", "instances", instances.facts),
        )
    ]
    missing = (*functions.missing, *undecrypted(functions), *asked(definitions), *asked(instances))
    not_looked = unasked(("ECS task definitions", definitions), ("user data", instances))
    regions = regions_of(functions.facts)
    recheck = each_region(_FUNCTIONS, regions)
    recheck += each_region(_SERVICES, regions_of(definitions.facts))
    recheck += each_region(_INSTANCES, regions_of(instances.facts))
    against = None
    if bad:
        least = "At least " if missing else ""
        one = len(bad) == 1
        against = Draft(
            Verdict.YES,
            sentence(
                f"{least}{count(len(bad), 'value')} {'looks' if one else 'look'} like"
                f" {'a credential' if one else 'credentials'}: {listed(labels(bad, True))}.",
                not_looked,
            ),
            tuple(bad),
            recheck,
            assumes=("What was found is a real credential that stands in code or configuration.",),
            unasked=bool(not_looked),
        )
    named = suspects("function", "functions", functions.facts)
    named += suspects("task definition", "definitions", definitions.facts)
    searched = [count(total(functions, "functions"), "Lambda function")]
    searched += [count(total(definitions, "definitions"), "task definition")] if definitions.facts else []
    searched += (
        [f"user data of {count(total(instances, 'instances'), 'instance')}"] if instances.facts else []
    )
    what = f"nothing that looks like a key or token in {listed(searched)}"
    if not any(
        total(r, k)
        for r, k in ((functions, "functions"), (definitions, "definitions"), (instances, "instances"))
    ):
        what = "no functions, task definitions or user data to search"
    if named:
        n = count(len(named), "variable")
        what += f"; {n} with a literal value under the name of a secret: {listed(labels(named))}"
    holds = Draft(
        Verdict.SUPPORTS,
        sentence(seen(what, "source code and its history are not in an account"), not_looked),
        tuple(named),
        recheck,
        response=f"The configuration of {listed(searched)} holds nothing that looks like a key or token."
        if total(functions, "functions") and not named
        else "",
        unasked=bool(not_looked),
        ask="The code is scanned for secrets by: …",
    )
    return decide(facts, against, missing, f"{what}." if functions.facts else "", holds)


# IAM-010, IAM-011

_SECRET_NAME = re.compile(
    r"passw(?:or)?d|passphrase|secret|token|credential|(?:api|private|access)[_-]?key", re.IGNORECASE
)


def _places(facts: Facts, reading: Reading) -> list[str]:
    return regions_of(reading.facts) or regions_of(facts.of("ops"))


def _store(facts: Facts) -> Draft:
    reading = parted(facts, "ops", "secrets", "parameters")
    kept = [row for f in reading.facts for row in rows(f, "secrets")]
    rotated = sum(1 for row in kept if row.get("rotation") is True)
    kinds = Counter(str(row.get("type")) for f in reading.facts for row in rows(f, "parameters"))
    plain = [
        Resource(
            name=str(row.get("name")),
            detail="parameter of type String",
            account=f.account,
            region=f.region or "",
            kind="parameter",
        )
        for f in reading.facts
        for row in rows(f, "parameters")
        if row.get("type") != "SecureString" and _SECRET_NAME.search(str(row.get("name")))
    ]
    turning = f" ({rotated or 'none'} with rotation)" if kept else ""
    stored = f"{count(len(kept), 'secret')} in Secrets Manager{turning}, "
    stored += f"{count(kinds['SecureString'], 'SecureString parameter')}"
    what = stored
    if plain:
        what += f"; {count(len(plain), 'parameter')} not encrypted, with the name of a secret:"
        what += f" {listed(labels(plain))}"
    used = bool(kept or kinds["SecureString"])
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "whether all secrets are there, and who may read each one, is not seen"),
        tuple(plain),
        (
            *each_region(
                "aws secretsmanager list-secrets --query 'SecretList[].Name'", _places(facts, reading)
            ),
            *each_region("aws ssm describe-parameters", _places(facts, reading)),
        ),
        response=f"Secrets are kept encrypted: {stored}." if used else "",
        ask="Each secret can be read only by: …" if used else "",
    )
    return decide(facts, None, reading.missing, f"{what}." if used or plain else "", holds)


def _users_of_product(facts: Facts) -> Draft:
    reading = parted(facts, "ops", "pools")
    pools = [
        Resource(name=name, detail="Cognito user pool", account=f.account, region=f.region or "")
        for f in reading.facts
        for name in words_of(f.data.get("pools"))
    ]
    names = f": {listed(labels(pools))}" if pools else ""
    what = f"{count(len(pools), 'Cognito user pool')}{names}"
    holds = Draft(
        Verdict.SUPPORTS,
        seen(what, "whether the product keeps credentials of its users elsewhere is not seen"),
        tuple(pools),
        each_region("aws cognito-idp list-user-pools --max-results 60", _places(facts, reading)),
        response=f"User credentials are kept in {count(len(pools), 'Amazon Cognito user pool')}."
        if pools
        else "",
        ask="Other credentials of users, for example API tokens, are kept: …" if pools else "",
    )
    return decide(facts, None, reading.missing, f"{what}." if pools else "", holds)


# IAM-012


def _static(reports: Reading) -> tuple[list[Resource], tuple[Missing, ...]]:
    """Return the users with active keys, and what the reports leave open about them."""
    found, silent = [], set()
    for fact in reports.facts:
        if not any(row.get("user") == ROOT for row in rows(fact, "rows")):
            silent.add(fact.account)  # a whole report always has the row of root
        for row in rows(fact, "rows"):
            for key in keys(row):
                if key.get("active") is True:
                    detail = f"last used {day(moment(key.get('last_used')))}"
                    one = Resource(
                        name=str(row.get("user")), detail=detail, account=fact.account, kind=user_kind(row)
                    )
                    found.append(one)
                elif key.get("active") is None:
                    silent.add(fact.account)
    return found, vague(reports, "the report does not say which keys are active", silent)


def _bare(facts: Facts, definitions: Reading) -> list[Resource]:
    """Return what runs without a role; a program that never calls AWS needs none."""
    found = [
        Resource(
            name=f"task definition {last(row.get('arn'))}",
            detail="no role",
            account=f.account,
            region=f.region or "",
        )
        for f in definitions.facts
        for row in rows(f, "definitions")
        if not row.get("role")
    ]
    return found + [
        Resource(
            name=f"instance {row.get('id')}", detail="no profile", account=f.account, region=f.region or ""
        )
        for f in facts.of("inst")
        if usable(f)
        for row in rows(f, "instances")
        if row.get("state") == "running" and not row.get("profile")
    ]


def _roles(facts: Facts) -> Draft:
    reports, functions, definitions = once(facts, "iam_rep"), everywhere(facts, "fn"), tasks(facts)
    static, silent = _static(reports)
    missing = (*reports.missing, *silent, *functions.missing, *undecrypted(functions), *definitions.missing)
    # Only AWS's own keys tell how a program calls AWS; other credentials are IAM-009's.
    bad = [
        resource
        for pattern, resource in (
            *held("function", "functions", functions.facts),
            *held("task definition", "definitions", definitions.facts),
        )
        if pattern == AWS_KEY
    ]
    bare = _bare(facts, definitions)
    mentioned = (
        f"Without a role, which is right if they never call AWS: {listed(labels(bare))}." if bare else ""
    )
    recheck = (REPORT, *each_region(_FUNCTIONS, regions_of(functions.facts)))
    recheck += each_region(_SERVICES, regions_of(definitions.facts))
    programs = total(functions, "functions") + total(definitions, "definitions")
    against = None
    if bad:
        least = "At least " if missing else ""
        holds_ = "holds an access key" if len(bad) == 1 else "hold access keys"
        against = Draft(
            Verdict.NO,
            sentence(
                f"{least}{count(len(bad), 'variable')} of {count(programs, 'program')}"
                f" {holds_}: {listed(labels(bad))}.",
                mentioned,
            ),
            (*bad, *bare),
            recheck,
        )
    looked = "no functions or task definitions found"
    if programs:
        looked = (
            f"no access key in the variables of {count(total(functions, 'functions'), 'Lambda function')}"
        )
        looked += f" and {count(total(definitions, 'definitions'), 'task definition')}"
    users = f"{count(len(static), 'active access key')}"
    holds = Draft(
        Verdict.YES,
        sentence(f"No active access key found; {looked}.", mentioned),
        tuple(bare),
        recheck,
        assumes=("No program uses an access key of an account that was not read.",),
        response=f"There is no active access key; {looked}. So programs on AWS cannot use one.",
    )
    if static:
        what = f"{users}: {listed(labels(static, True))}; {looked}"
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(seen(what, "where a key is used is not written in an account"), mentioned),
            (*static, *bare),
            recheck,
            response=capital(f"{looked}.") if programs else "",
            ask="The active access keys are used outside of AWS compute: …",
        )
    return decide(facts, against, missing, f"{looked}." if programs else "", holds)


def _kept(facts: Facts) -> Draft:
    reports = once(facts, "iam_rep")
    static, silent = _static(reports)
    missing = (*reports.missing, *silent)
    holds = Draft(
        Verdict.NOT_APPLICABLE,
        "No active access keys found, so there are none to store.",
        recheck=(REPORT,),
        response="There are no static keys.",
    )
    what = f"{count(len(static), 'active access key')}: {listed(labels(static, True))}"
    if static:
        holds = Draft(
            Verdict.SUPPORTS,
            seen(what, "where a key is stored is not written in an account"),
            tuple(static),
            (REPORT,),
            response=f"These keys remain: {listed(labels(static), 30)}.",
            ask="They are stored in: …",
        )
    return decide(facts, None, missing, f"{what}." if static else "", holds)


_CODE = ("regions", "fn", "res", "tasks")

RULES = (
    Rule(
        "IAM-009.1",
        "IAM-009",
        (*_CODE, "inst", "udata"),
        can(Verdict.YES, Verdict.SUPPORTS),
        "no",
        "Values in functions, task definitions or user data look like credentials; never a no",
        AWS_TEXT["IAM-009.1"],
        _in_code,
    ),
    Rule(
        "IAM-010.1",
        "IAM-010",
        ("regions", "ops"),
        can(Verdict.SUPPORTS),
        "yes",
        "Secrets and SecureString parameters, and plain parameters with the name of a secret",
        AWS_TEXT["IAM-010.1"],
        _store,
    ),
    Rule(
        "IAM-011.1",
        "IAM-011",
        ("regions", "ops"),
        can(Verdict.SUPPORTS),
        "yes",
        "The Cognito user pools",
        AWS_TEXT["IAM-011.1"],
        _users_of_product,
    ),
    Rule(
        "IAM-012.1",
        "IAM-012",
        (*_CODE, "iam_rep", "inst"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "No active access key in the account, and none in functions and task definitions",
        AWS_TEXT["IAM-012.1"],
        _roles,
    ),
    Rule(
        "IAM-012.2",
        "IAM-012",
        ("iam_rep",),
        can(Verdict.NOT_APPLICABLE, Verdict.SUPPORTS),
        "yes",
        "There is no active access key that could be stored badly",
        AWS_TEXT["IAM-012.2"],
        _kept,
    ),
)
"""Source: AWS's controls IAM-009, IAM-010, IAM-011 and IAM-012; the collectors say what a key looks like."""
