"""A ready role for a scan: the policies of ``policy.py`` and who may take it, for a template to print.

The words in a template are English and not translated: they go into the code and the reviews of the team that
runs the account, and IAM takes only Latin-1 in a description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ftr_tui import __version__
from ftr_tui.aws.policy import read_only_policy, wa_push_policy

NAME: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
"""What IAM takes as the name of a role (CreateRole, RoleName)."""

# Written out, without \w and \d: CloudFormation, Terraform and Python read this much alike. Neither ``*`` nor
# a service has a place in it, so the role cannot be made to trust everybody.
PRINCIPAL: Final = "^([0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(user|role)/[A-Za-z0-9_+=,.@/-]{1,576}))$"
"""Who may be trusted: an account id, or the ARN of an account, a user or a role."""

PATH: Final = "^/([A-Za-z0-9_+=,.@-]+/)*$"
"""What IAM takes as a path, less what nobody types."""

EXTERNAL_ID: Final = "^([A-Za-z0-9_+=,.@:/-]{2,1224})?$"
"""An external id as STS takes it (AssumeRole, ExternalId), or nothing."""

MFA_NOTE: Final = (
    "A session of IAM Identity Center, or of a role taken from another role, carries no MFA mark: "
    "with this it cannot take the role."
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role to be made: ``command`` is what printed it, ``policies`` are its inline policies by name."""

    name: str
    description: str
    command: str
    policies: Mapping[str, dict[str, Any]]
    writes: bool = False


def make(option: str, *, name: str = "", wa_push: bool = False) -> Role:
    """Return the role for ``--terraform`` or ``--cloudformation``.

    With ``wa_push`` it has a second policy and another name unless one is given: what may write does not go
    under a name that says Read.
    """
    policies = {"FtrTuiRead": read_only_policy()}
    if wa_push:
        policies["FtrTuiWaPush"] = wa_push_policy()
    default = "FtrTuiReadAndPush" if wa_push else "FtrTuiRead"
    does = "Read by ftr-tui for the AWS Foundational Technical Review."
    more = " May also write answers and milestones into the Well-Architected Tool." if wa_push else ""
    typed = f"ftr-tui policy {option}" + (" --wa-push" if wa_push else "")
    typed += f" --role-name {name}" if name and name != default else ""
    return Role(name or default, does + more, typed, policies, wa_push)


def heading(role: Role, deploying: list[str]) -> str:
    """Return the comment at the top: what this is, what made it, how it is used; ``#`` begins one in both."""
    lines = [
        "The role by which ftr-tui reads an AWS account: named read-only actions, and an explicit Deny for",
        "what would give secrets or data. Its policy FtrTuiRead is the one that `ftr-tui policy` prints.",
    ]
    if role.writes:
        lines += [
            "",
            "THIS ONE ALSO WRITES, into the Well-Architected Tool and nowhere else (policy FtrTuiWaPush). It",
            "is for the one account that holds the workload; for the others make a role without --wa-push.",
        ]
    lines += ["", f"Made by: {role.command}   (ftr-tui {__version__})", "", *deploying, ""]
    several = "" if role.writes else " --account 444455556666"
    lines += [
        "Who scans needs sts:AssumeRole on the role. Then go on with:",
        f"  ftr-tui scan NAME --role {role.name} --account 111122223333{several}",
        "and --external-id ID where one was set; with a path, --role PATH/NAME (no slash in front).",
    ]
    if role.writes:
        lines += [
            "To write: ftr-tui wa push NAME --profile P, where P is a profile with this role as its role_arn."
        ]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
