"""AWS CLI lines as content: their fields, how what was found is put into them, what is wrong with one.

A name in an account is chosen by anybody who may create one there, and a line is pasted into a shell. So a
name is put into a line only if it has the form that AWS gives to its kind; else words in capitals stand there
for a person to replace. That leaves no name that a shell, the AWS CLI (``file://``, ``-option``) or its
shorthand (``,`` ``=`` ``[``) would read as anything else than a name.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ftr_tui.model.i18n import _
from ftr_tui.model.text import one_line

FIELD = re.compile(r"\{([a-z]+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\}")
"""``{id}`` is filled with what was found; ``{KEY_ID}`` is for a person, and stands as KEY_ID.

``{main}`` is the Region where a partition keeps what has no Region, ``{partition}`` its name in an ARN."""

_IAM = r"[A-Za-z0-9_+=,.@][A-Za-z0-9_+=,.@-]{0,127}"
_WORD = r"[A-Za-z][A-Za-z0-9-]{0,254}"
_LABEL = r"[A-Za-z0-9][A-Za-z0-9 _.,+=@%/()#-]{0,254}"
_POLICY = r"arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy/[A-Za-z0-9_+=,.@/-]{1,600}"
_BALANCER = r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer/[A-Za-z0-9/-]{1,200}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What ``id`` and ``of`` of a resource look like, and the words that stand for what is not known."""

    id: str
    form: str
    of: str = ""
    of_form: str = ""


KINDS: dict[str, Kind] = {
    "user": Kind("USER_NAME", _IAM),
    "role": Kind("ROLE_NAME", _IAM),
    "user-policy": Kind("ARN_OF_THE_BROAD_POLICY", _POLICY, "USER_NAME", _IAM),
    "group-policy": Kind("ARN_OF_THE_BROAD_POLICY", _POLICY, "GROUP_NAME", _IAM),
    "role-policy": Kind("ARN_OF_THE_BROAD_POLICY", _POLICY, "ROLE_NAME", _IAM),
    "user-inline": Kind("POLICY_NAME", _IAM, "USER_NAME", _IAM),
    "group-inline": Kind("POLICY_NAME", _IAM, "GROUP_NAME", _IAM),
    "role-inline": Kind("POLICY_NAME", _IAM, "ROLE_NAME", _IAM),
    "contact": Kind("CONTACT_TYPE", "BILLING|OPERATIONS|SECURITY"),
    "detector": Kind("", ""),
    "trail": Kind("", ""),
    "security-group": Kind("GROUP_ID", r"sg-[0-9a-z]{1,40}"),
    "interface": Kind("INTERFACE_ID", r"eni-[0-9a-z]{1,40}"),
    "instance": Kind("INSTANCE_ID", r"i-[0-9a-z]{1,40}"),
    "volume": Kind("VOLUME_ID", r"vol-[0-9a-z]{1,40}"),
    "file-system": Kind("FILE_SYSTEM_ID", r"fs-[0-9a-z]{1,40}"),
    "database": Kind("DATABASE_NAME", _WORD),
    "database-cluster": Kind("CLUSTER_NAME", _WORD),
    "warehouse": Kind("CLUSTER_NAME", _WORD),
    "cache": Kind("GROUP_NAME", _WORD),
    "search-domain": Kind("DOMAIN_NAME", r"[a-z][a-z0-9-]{2,27}"),
    "table": Kind("TABLE_NAME", r"[A-Za-z0-9_.][A-Za-z0-9_.-]{2,254}"),
    "bucket": Kind("BUCKET_NAME", r"[A-Za-z0-9][A-Za-z0-9._-]{2,254}"),
    "balancer": Kind("BALANCER_ARN", _BALANCER),
    "distribution": Kind("DISTRIBUTION_ID", r"[A-Z0-9]{5,40}"),
    "scaling-group": Kind("SCALING_GROUP_NAME", _LABEL),
    "alarm": Kind("ALARM_NAME", _LABEL),
    "function": Kind("FUNCTION_NAME", r"[A-Za-z0-9_][A-Za-z0-9_-]{0,139}"),
    "task-definition": Kind("TASK_DEFINITION", r"[A-Za-z0-9_][A-Za-z0-9_-]{0,254}:[0-9]{1,9}"),
    "parameter": Kind("PARAMETER_NAME", r"/?[A-Za-z0-9_.][A-Za-z0-9_./-]{0,1000}"),
    "workload": Kind("WORKLOAD_ID_FROM_THE_LINE_BEFORE", r"[0-9a-f]{8,64}"),
}
"""Kinds of resources that lines are written for. ``Resource.kind`` is one of these, or empty."""

_ARNS = (
    ("user", r"iam:user/(?:.*/)?([^/]+)"),
    ("role", r"iam:role/(?:.*/)?([^/]+)"),
    ("security-group", r"ec2:security-group/(.+)"),
    ("interface", r"ec2:network-interface/(.+)"),
    ("instance", r"ec2:instance/(.+)"),
    ("volume", r"ec2:volume/(.+)"),
    ("file-system", r"elasticfilesystem:file-system/(.+)"),
    ("database", r"rds:db:(.+)"),
    ("database-cluster", r"rds:cluster:(.+)"),
    ("warehouse", r"redshift:cluster:(.+)"),
    ("cache", r"elasticache:replicationgroup:(.+)"),
    ("search-domain", r"es:domain/(.+)"),
    ("table", r"dynamodb:table/([^/]+)"),
    ("bucket", r"s3:([^/]+)"),
    ("distribution", r"cloudfront:distribution/(.+)"),
    ("function", r"lambda:function:([^:]+)"),
    ("task-definition", r"ecs:task-definition/(.+)"),
)
"""Kind, and how an ARN of it reads without partition, Region and account."""
_BARE = ("security-group", "interface", "instance", "volume", "file-system")
"""Kinds whose ids AWS makes, and that are known by the way they begin."""


def kind_of(text: str) -> tuple[str, str]:
    """Return kind and id of what an ARN or an id of AWS's names, or two empty strings."""
    if re.fullmatch(_BALANCER, text, re.ASCII):
        return "balancer", text
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return next(((k, text) for k in _BARE if re.fullmatch(KINDS[k].form, text, re.ASCII)), ("", ""))
    short = f"{parts[2]}:{parts[5]}"
    for kind, form in _ARNS:
        match = re.fullmatch(form, short)
        if match and re.fullmatch(KINDS[kind].form, match[1], re.ASCII):
            return kind, match[1]
    return "", ""


_REGION = r"[a-z]{2,4}(?:-[a-z0-9]+){1,4}"
_PLACES = {
    "account": ("ACCOUNT", r"\d{12}"),
    "region": ("REGION", _REGION),
    "main": ("MAIN_REGION", _REGION),
    "partition": ("PARTITION", r"aws(?:-[a-z]+)*"),
}
_PARTITIONS = {
    "cn": ("aws-cn", "cn-north-1"),
    "us-gov": ("aws-us-gov", "us-gov-west-1"),
    "us-iso": ("aws-iso", "us-iso-east-1"),
    "us-isob": ("aws-iso-b", "us-isob-east-1"),
    "eusc": ("aws-eusc", "eusc-de-east-1"),
}
"""How the Regions of a partition begin -> its name in ARNs, and the Region of what has none (IAM)."""


def partition_of(region: str) -> tuple[str, str]:
    """Return a Region's partition and the main Region of that; the public cloud's if it is not known."""
    parts = region.split("-")
    known = _PARTITIONS.get("-".join(parts[:2])) or _PARTITIONS.get(parts[0])
    return known or ("aws", "us-east-1")


_PLAIN = re.compile(r"[A-Za-z0-9._/:@+ -]*")
"""What may stand beside other signs, as in ``Values={id}``: nothing that the CLI's shorthand reads."""
_LOADED = ("file:", "fileb:", "http:", "https:")
"""The AWS CLI reads a value that begins so from a file or from the web."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A line that can be copied, and the words in it that a person must replace before it is run."""

    cli: str
    blanks: tuple[str, ...]


def fill(cli: str, kind: str, given: Mapping[str, str]) -> Filled:
    """Return a line with ``id``, ``of``, ``account``, ``region``, ``main`` and ``partition`` filled in."""
    blanks: dict[str, None] = {}

    def put(match: re.Match[str]) -> str:
        field = match[1]
        blank, form = _slot(field, kind)
        value = given.get(field, "")
        alone = _ends(cli[: match.start()][-1:]) and _ends(cli[match.end() :][:1])
        if form and _fits(value, form, alone):
            return shlex.quote(value) if alone else value
        blanks[blank] = None
        return blank

    return Filled(FIELD.sub(put, cli), tuple(blanks))


def _slot(field: str, kind: str) -> tuple[str, str]:
    """Return the words that stand for a field, and the form of what may stand there; empty: nothing may."""
    if field in _PLACES:
        return _PLACES[field]
    known = KINDS.get(kind)
    if known is not None and field == "id":
        return known.id, known.form
    if known is not None and field == "of":
        return known.of, known.of_form
    return field.upper(), ""


def _fits(value: str, form: str, alone: bool) -> bool:
    if not re.fullmatch(form, value, re.ASCII) or value.lower().startswith(_LOADED):
        return False
    return alone or (_PLAIN.fullmatch(value) is not None and " " not in value)


def _ends(sign: str) -> bool:
    return sign in ("", " ")


# What is wrong with a line

_OPTION = re.compile(r"--[a-z0-9]+(?:-[a-z0-9]+)*")
_OUTSIDE = re.compile(r"[A-Za-z0-9 _.,:/=@+{}-]*")
"""Signs that no shell reads in another way, where they stand outside of quotes."""


_ABOUT = re.compile(r"[\w .,:()/+=@%-]+")
_ACCOUNT = re.compile(r"[^A-Za-z0-9._-]")


def about_faults(about: str) -> Iterator[str]:
    """Yield what is wrong with the words above a line.

    They stand behind a #, which is no comment where a person types into zsh: so no sign that it would obey.
    """
    if not _ABOUT.fullmatch(about):
        bad = sorted({sign for sign in about if not _ABOUT.fullmatch(sign)})
        yield _("a shell may obey {} in 'about'; say it in letters").format(" ".join(bad))


def plain_account(account: str) -> str:
    """Return an account for such words: a findings file may be anybody's, and hold anything there."""
    return _ACCOUNT.sub("", account)[:40]


_LOOKING = re.compile(
    r"aws [a-z0-9-]+ (?:describe|list|get|lookup|validate|batch-get)-"
    r"|aws iam generate-(?:credential-report|service-last-accessed-details)(?: |$)"
)
_TELLING = re.compile(r"-(?:secret-value|password-data|session-token|federation-token|login-password)(?: |$)")
"""Operations that change nothing and print a secret."""


def only_looks(cli: str) -> bool:
    """Whether a line may be run by mistake: it changes nothing and prints no secret."""
    told = _TELLING.search(cli) or "--with-decryption" in cli
    return _LOOKING.match(cli) is not None and not told


def faults(cli: str, kind: str = "", per: str = "once", *, writes: bool = True) -> Iterator[str]:
    """Yield what is wrong with a line of a content file, as far as that shows without AWS's own model."""
    if not writes and not only_looks(cli):
        yield _("'writes = false' says that it only looks, and it does more: {}").format(one_line(cli, 60))
    if "\n" in cli or "  " in cli or cli != cli.strip():
        yield _("a line is one line, its words one blank apart")
    if cli.count("'") % 2:
        yield _("a quote is not closed")
        return
    outside = "".join(cli.split("'")[::2])
    if not _OUTSIDE.fullmatch(outside):
        bad = sorted({sign for sign in outside if not _OUTSIDE.fullmatch(sign)})
        yield _("a shell reads {} in another way; put it between single quotes").format(" ".join(bad))
        return
    words = shlex.split(cli)
    if len(words) > 3 and not words[3].startswith("--"):
        yield _("after the operation come options, not {!r}").format(words[3])
    options = [w for w in words[3:] if w.startswith("-")]
    for option in dict.fromkeys(options):
        if not _OPTION.fullmatch(option):
            yield _("{!r} is no option of the AWS CLI").format(option)
        elif options.count(option) > 1:
            yield _("{} stands twice").format(option)
    yield from _field_faults(cli, kind, per)


def _field_faults(cli: str, kind: str, per: str) -> Iterator[str]:
    known = KINDS.get(kind)
    if kind and known is None:
        yield _("{!r} is no kind of resource that a rule tells; kinds are: {}").format(kind, ", ".join(KINDS))
        return
    if per == "resource" and known is None:
        yield _("a line for each resource says of which kind")
    fields = [name for name in FIELD.findall(cli) if name.islower()]
    allowed = {"once": set(), "account": {"account"}}.get(per, {"account", "region"})
    if per == "resource" and known is not None:
        allowed |= {name for name, there in (("id", known.id), ("of", known.of)) if there}
    for field in dict.fromkeys(fields):
        if field not in allowed | {"main", "partition"}:
            yield _("nothing fills {{{}}} here").format(field)
