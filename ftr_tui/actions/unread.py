"""What could not be read, in groups: why, how many controls that leaves open, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ftr_tui.model.facts import Evidence, Gap, Unread
from ftr_tui.model.i18n import _, ngettext

_NAMED = 6
_LOGIN = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "CredentialRetrievalError"}
_LOGIN |= {"NoCredentialsError", "PartialCredentialsError", "SSOTokenLoadError", "TokenRetrievalError"}
_LOGIN |= {"UnauthorizedSSOTokenError", "LoginRefreshRequired", "LoginTokenLoadError"}
_SILENT = {"EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError"}
_SILENT |= {"ProxyConnectionError", "SSLError", "Deadline", "GaveUp", "ResponseParserError"}
_SILENT |= {"ResponseStreamingError"}


@dataclass(frozen=True, slots=True)
class Group:
    """Failed calls of one kind."""

    kind: str
    """login, entry, permission, policy, region, throttled, silent, stopped or other."""
    title: str
    """``3 permissions missing: 9 controls cannot be proved``"""
    do: str
    """What a person can do about it."""
    lines: tuple[str, ...]
    """To copy (of ``permission``: a policy statement), or what it was."""
    controls: tuple[str, ...]


def kind_of(gap: Unread | Gap) -> str:
    """Return which group a call belongs to, by AWS's code and the reason that ``aws.errors`` gave."""
    reason = gap.reason.lower()
    if gap.code in _LOGIN:
        return "login"
    if gap.code == "NoAccess":
        return "entry"
    if "the region" in reason and ("switched off" in reason or "blocks" in reason or "as a whole" in reason):
        return "region"
    if reason.startswith("the permission ") and ":" in gap.action:
        return "permission"
    if "policy of the organization denies" in reason or "denied explicitly" in reason:
        return "policy"
    if "throttled" in reason:
        return "throttled"
    if gap.code in _SILENT:
        return "silent"
    return "stopped" if gap.code == "Stopped" else "other"


def grouped(unread: Iterable[Unread]) -> list[Group]:
    """Return the groups in which something failed, what ended the run first, then what a person can mend."""
    found: dict[str, list[Unread]] = {kind: [] for kind in _WRITERS}
    for gap in unread:
        found[kind_of(gap)].append(gap)
    return [_group(kind, gaps) for kind, gaps in found.items() if gaps]


def _group(kind: str, gaps: list[Unread]) -> Group:
    what, do, lines = _WRITERS[kind](gaps)
    controls = tuple(dict.fromkeys(c for gap in gaps for c in gap.controls))
    number = len(controls)
    left = ngettext("{} control cannot be proved", "{} controls cannot be proved", number).format(number)
    return Group(kind, f"{what}: {left}" if controls else what, do, tuple(lines), controls)


def statement(actions: Iterable[str]) -> list[str]:
    """Return the lines of an IAM policy statement that allows ``actions``, to be copied as they are."""
    found = {"Effect": "Allow", "Action": sorted(set(actions)), "Resource": "*"}
    return json.dumps(found, indent=2).split("\n")


Written = tuple[str, str, Sequence[str]]


def _permission(gaps: list[Unread]) -> Written:
    actions = {g.action for g in gaps}
    what = ngettext("{} permission missing", "{} permissions missing", len(actions)).format(len(actions))
    where = _listed(_accounts(gaps))
    do = _("add these lines to the policy by which {} is read, then scan again").format(where)
    return what, do, statement(actions)


def _policy(gaps: list[Unread]) -> Written:
    number = len({g.action for g in gaps})
    what = ngettext("{} call denied by a policy", "{} calls denied by a policy", number).format(number)
    do = _("another IAM permission will not help: ask who owns the service control policies")
    return what, do, _calls(gaps)


def _region(gaps: list[Unread]) -> Written:
    names = list(dict.fromkeys(g.region for g in gaps if g.region))
    what = ngettext("{} Region blocked or off", "{} Regions blocked or off", len(names)).format(len(names))
    do = _(
        "if production runs there, ask who owns the organization's policies; if not, name the Regions that"
        " are yours (x, then r; --region), and agree that production runs in no other"
    )
    return what, do, [_listed(names, 20)]


def _login(gaps: list[Unread]) -> Written:
    accounts = _accounts(gaps)
    what = ngettext("The login ended, {} account not read whole",
                    "The login ended, {} accounts not read whole",
                    len(accounts)).format(len(accounts))  # fmt: skip
    do = _("log in again (aws sso login), then scan again; what was decided before stands until then")
    return what, do, [_listed(accounts, 12)]


def _entry(gaps: list[Unread]) -> Written:
    accounts = _accounts(gaps)
    what = ngettext("{} account let nobody in", "{} accounts let nobody in", len(accounts))
    do = _("the role must exist there and trust who reads; a yes needs every account")
    return what.format(len(accounts)), do, [f"{g.account}: {g.reason}" for g in gaps[:_NAMED]]


def _throttled(gaps: list[Unread]) -> Written:
    what = ngettext("{} call throttled by AWS", "{} calls throttled by AWS", len(gaps)).format(len(gaps))
    return what, _("nothing to change: scan again later"), _calls(gaps)


def _silent(gaps: list[Unread]) -> Written:
    what = ngettext("{} call without an answer", "{} calls without an answer", len(gaps)).format(len(gaps))
    return what, _("check network, VPN and HTTPS_PROXY, then scan again"), _calls(gaps)


def _stopped(gaps: list[Unread]) -> Written:
    what = ngettext("{} call not made", "{} calls not made", len(gaps)).format(len(gaps))
    return what, _("the scan was stopped: scan again"), _calls(gaps)


def _other(gaps: list[Unread]) -> Written:
    what = ngettext("{} other call failed", "{} other calls failed", len(gaps)).format(len(gaps))
    reasons = dict.fromkeys(g.reason for g in gaps)
    return what, _("scan again; if it stays, the reason says what AWS answered"), list(reasons)[:_NAMED]


def _accounts(gaps: list[Unread]) -> list[str]:
    return list(dict.fromkeys(g.account for g in gaps))


def _calls(gaps: list[Unread]) -> list[str]:
    places: dict[str, dict[str, None]] = {}
    for gap in gaps:
        place = " ".join(part for part in (gap.account, gap.region) if part)
        places.setdefault(gap.action, {})[place] = None
    lines = [f"{action}  {_listed(list(found), 2)}" for action, found in places.items()]
    left = len(lines) - _NAMED
    return [*lines[:_NAMED], *([_("and {} more").format(left)] if left > 0 else [])]


def _listed(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown + (_(" and {} more").format(len(names) - most) if len(names) > most else "")


_WRITERS: dict[str, Callable[[list[Unread]], Written]] = {
    "login": _login,
    "permission": _permission,
    "entry": _entry,
    "region": _region,
    "policy": _policy,
    "throttled": _throttled,
    "silent": _silent,
    "stopped": _stopped,
    "other": _other,
}


def left_out(evidence: Evidence, most: int = 5) -> str:
    """Return which accounts of the organization the last scan left out, or an empty string."""
    scan = evidence.scan
    if scan is None or not scan.left_out:
        return ""
    number = len(scan.left_out)
    text = ngettext("{} account of the organization was not read: {}",
                    "{} accounts of the organization were not read: {}", number)  # fmt: skip
    return text.format(number, _listed(scan.left_out, most))
