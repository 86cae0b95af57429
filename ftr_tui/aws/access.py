"""Which accounts are read and by whom: profiles, roles, and one log-in per account."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ftr_tui.aws.access_errors import AccessError, MfaNeededError, explain
from ftr_tui.aws.deadline import within
from ftr_tui.aws.endpoints import client_config, foreign_host, foreign_note
from ftr_tui.aws.errors import CancelledError
from ftr_tui.model.text import clean

if TYPE_CHECKING:
    import boto3

__all__ = ["AccessError", "Login", "Profile", "Target", "connect", "list_profiles", "targets"]

LOGIN_DEADLINE = 20.0
"""Seconds for credentials and the first answer together."""

_MAIN_REGION = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


@dataclass(frozen=True)
class Target:
    """One account to read: by a profile (None: the default chain), or by a role assumed from it."""

    profile: str | None = None
    role: str = ""
    """Role name (with ``account``) or role ARN."""
    account: str = ""
    external_id: str = field(default="", repr=False)

    @property
    def account_id(self) -> str:
        """Return the account that this must be, or an empty string if only the log-in will tell."""
        return self.account or (self.role.split(":") + [""] * 5)[4]

    @property
    def label(self) -> str:
        """Return how this is named in messages."""
        base = f"profile {self.profile}" if self.profile else "default credentials"
        if not self.role:
            return base
        return f"role {self.role}" + (f" in {self.account}" if self.account else "") + f" by {base}"


@dataclass(frozen=True)
class Login:
    """A session that AWS has accepted, and what it said about the caller."""

    target: Target
    session: boto3.Session = field(repr=False)
    account: str
    arn: str
    partition: str
    home: str
    """The session's Region, or the partition's main one."""
    calls: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """One profile of the AWS configuration, for a picker; nothing secret."""

    name: str
    kind: str
    """sso, role, process, keys, or other."""
    region: str = ""
    account: str = ""
    sso: str = ""
    """The SSO session, or the start URL of a profile that names none."""


def targets(
    profiles: Sequence[str] = (), role: str = "", accounts: Sequence[str] = (), external_id: str = ""
) -> tuple[Target, ...]:
    """Return what to read: each profile, or ``role`` in each account by each profile; raise AccessError."""
    bases: list[str | None] = list(dict.fromkeys(profiles)) or [None]
    if not role:
        if accounts:
            raise AccessError(
                "Accounts were named without a role.", "Add --role NAME, or name a --profile each."
            )
        return tuple(Target(profile) for profile in bases)
    if role.startswith("arn:"):
        return tuple(Target(profile, role, "", external_id) for profile in bases)
    if not accounts:
        raise AccessError(
            f"In which account is the role {role}?", "Add --account ID, or give the role's ARN."
        )
    wrong = [a for a in accounts if not re.fullmatch(r"\d{12}", a)]
    if wrong:
        raise AccessError(f"{wrong[0]} is no account id.", "An account id has 12 digits.")
    return tuple(Target(p, role, a, external_id) for p in bases for a in dict.fromkeys(accounts))


def connect(
    target: Target, deadline: float = LOGIN_DEADLINE, check: Callable[[], None] | None = None
) -> Login:
    """Log in and ask who we are, within ``deadline`` seconds; raise AccessError, or what ``check`` raises."""
    try:
        return within(deadline, lambda: _log_in(target), check)
    except CancelledError:
        raise
    except Exception as error:
        known = tuple(p.name for p in list_profiles()) if type(error).__name__ == "ProfileNotFound" else ()
        # The default chain takes this one: the command in the hint must name it.
        profile = target.profile or os.environ.get("AWS_PROFILE")
        raise explain(error, profile, target.role, known) from error


def _log_in(target: Target) -> Login:
    import boto3
    from botocore.exceptions import NoCredentialsError

    session = boto3.Session(profile_name=target.profile)
    _never_prompt(session)
    credentials = session.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    # Runs a credential_process or an SSO refresh here, inside the deadline.
    credentials.get_frozen_credentials()
    region = session.region_name or "us-east-1"
    calls = 1
    if target.role:
        session, calls = _assume(session, target, region), 2
    sts = session.client("sts", region_name=region, config=client_config())
    try:
        caller = sts.get_caller_identity()
        arn, account = clean(caller["Arn"]), clean(caller["Account"])
        host = foreign_host(sts.meta.endpoint_url)
    finally:
        sts.close()
    partition = arn.split(":")[1]
    home = region if session.region_name else _MAIN_REGION.get(partition, region)
    return Login(
        target, session, account, arn, partition, home, calls, (foreign_note({host}),) if host else ()
    )


def _assume(base: boto3.Session, target: Target, region: str) -> boto3.Session:
    import boto3

    arn = target.role
    if not arn.startswith("arn:"):
        arn = f"arn:{base.get_partition_for_region(region)}:iam::{target.account}:role/{target.role}"
    request: dict[str, Any] = {"RoleArn": arn, "RoleSessionName": "ftr-tui"}
    if target.external_id:
        request["ExternalId"] = target.external_id
    sts = base.client("sts", region_name=region, config=client_config())
    try:
        keys = sts.assume_role(**request)["Credentials"]
    finally:
        sts.close()
    return boto3.Session(
        keys["AccessKeyId"],
        keys["SecretAccessKey"],
        keys["SessionToken"],
        base.region_name,
        None,
        target.profile,
    )


def _never_prompt(session: boto3.Session) -> None:
    """Make a role with mfa_serial raise: botocore's prompt would take the keys from under the screen."""

    def refuse(_: str) -> str:
        raise MfaNeededError

    chain = session._session.get_component("credential_provider")
    # The prompter has no public setter.
    chain.get_provider("assume-role")._prompter = refuse


def list_profiles() -> tuple[Profile, ...]:
    """Return the profiles of the AWS configuration by name; raise AccessError if it cannot be parsed."""
    import botocore.session

    try:
        found = botocore.session.Session().full_config.get("profiles", {})
    except Exception as error:
        raise explain(error, None) from error
    return tuple(_profile(clean(name), found[name]) for name in sorted(found))


_KINDS = {
    "sso_session": "sso",
    "sso_start_url": "sso",
    "role_arn": "role",
    "credential_process": "process",
    "aws_access_key_id": "keys",
}


def _profile(name: str, settings: dict[str, Any]) -> Profile:
    kind = next((kind for key, kind in _KINDS.items() if key in settings), "other")
    account = str(settings.get("sso_account_id") or "")
    if kind == "role":
        account = (str(settings["role_arn"]).split(":") + [""] * 5)[4]
    sso = clean(str(settings.get("sso_session") or settings.get("sso_start_url") or ""))
    return Profile(name, kind, clean(str(settings.get("region", ""))), clean(account), sso)
