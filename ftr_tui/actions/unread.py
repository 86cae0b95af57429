"""What could not be read, in groups: why, how many controls that leaves open, and what to do about it.

The one place where that is worded: the panel, the account's page, the notice of a scan and the command line
say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ftr_tui.aws.errors import log_in_again, login_ended, no_answer, permission_missing
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.facts import Evidence, Gap, Unread
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.narrowing import AGGREGATOR

_NAMED = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Failed calls of one kind."""

    kind: str
    """login, entry, permission, policy, region, tables, throttled, silent, stopped or other."""
    wrong: str
    """``3 permissions are missing``"""
    title: str
    """The same with what that costs: ``3 permissions are missing: 9 controls cannot be proved``"""
    do: str
    """What a person can do about it, as sentences; ``lines`` stand below it."""
    brief: str
    """The same where ``lines`` are not shown."""
    lines: tuple[str, ...]
    """To copy (of ``permission``: a policy statement), or what it was."""
    controls: tuple[str, ...]


def kind_of(gap: Unread | Gap) -> str:
    """Return which group a call belongs to, by AWS's code and the reason that ``aws.errors`` gave."""
    reason = gap.reason.lower()
    if gap.action == AGGREGATOR:
        return "tables"
    if login_ended(gap):
        return "login"
    if gap.code == "NoAccess":
        return "entry"
    if "the region" in reason and ("switched off" in reason or "blocks" in reason or "as a whole" in reason):
        return "region"
    if permission_missing(gap) and ":" in gap.action:
        return "permission"
    if "policy of the organization denies" in reason or "denied explicitly" in reason:
        return "policy"
    if "throttled" in reason:
        return "throttled"
    if no_answer(gap):
        return "silent"
    return "stopped" if gap.code == "Stopped" else "other"


def grouped(unread: Iterable[Unread], profile: str = "") -> list[Group]:
    """Return the groups in which something failed, what ended the run first, then what a person can mend.

    ``profile``: by which one logs in again, if it is known.
    """
    found: dict[str, list[Unread]] = {kind: [] for kind in _WRITERS}
    for gap in unread:
        found[kind_of(gap)].append(gap)
    return [_group(kind, gaps, profile) for kind, gaps in found.items() if gaps]


def remedy(unread: Iterable[Unread], profile: str = "") -> tuple[str, str]:
    """Return what is wrong and what to do, in a few words, of the first group; empty where nothing is."""
    first = next(iter(grouped(unread, profile)), None)
    return (first.wrong, first.brief) if first else ("", "")


def _group(kind: str, gaps: list[Unread], profile: str) -> Group:
    written = _WRITERS[kind](gaps, profile)
    controls = tuple(dict.fromkeys(c for gap in gaps for c in gap.controls))
    number = len(controls)
    left = ngettext("{} control cannot be proved", "{} controls cannot be proved", number).format(number)
    what = written.wrong + written.more
    title = f"{what}: {left}" if controls else what
    brief = written.brief or written.do
    return Group(kind, written.wrong, title, written.do, brief, tuple(written.lines), controls)


@dataclass(frozen=True, slots=True)
class _Written:
    wrong: str
    do: str
    lines: Sequence[str]
    more: str = ""
    """What stands behind ``wrong`` in a title."""
    brief: str = ""
    """In place of ``do`` where the lines are not shown."""


def statement(actions: Iterable[str]) -> list[str]:
    """Return the lines of an IAM policy statement that allows ``actions``, to be copied as they are."""
    found = {"Effect": "Allow", "Action": sorted(set(actions)), "Resource": "*"}
    return json.dumps(found, indent=2).split("\n")


def _permission(gaps: list[Unread], _profile: str) -> _Written:
    actions = {g.action for g in gaps}
    wrong = ngettext("{} permission is missing", "{} permissions are missing", len(actions))
    do = _("Add these lines to the policy by which {} is read, then scan again.")
    return _Written(
        wrong.format(len(actions)),
        do.format(_listed(_accounts(gaps))),
        statement(actions),
        brief=_("Add the policy that `ftr-tui policy` prints (read-only), then scan again."),
    )


def _policy(gaps: list[Unread], _profile: str) -> _Written:
    number = len({g.action for g in gaps})
    wrong = ngettext("{} call denied by a policy", "{} calls denied by a policy", number).format(number)
    do = _("Another IAM permission will not help: ask who owns the service control policies.")
    return _Written(wrong, do, _calls(gaps))


def _region(gaps: list[Unread], _profile: str) -> _Written:
    names = list(dict.fromkeys(g.region for g in gaps if g.region))
    wrong = ngettext("{} Region blocked or off", "{} Regions blocked or off", len(names)).format(len(names))
    do = _(
        "If production runs there, ask who owns the organization's policies; if not, name the Regions that"
        " are yours (x, then r; --region), and agree that production runs in no other."
    )
    return _Written(wrong, do, [_listed(names, 20)])


def _login(gaps: list[Unread], profile: str) -> _Written:
    accounts = _accounts(gaps)
    more = ngettext(", {} account not read whole", ", {} accounts not read whole", len(accounts))
    again = log_in_again(profile)
    kept = _("What was decided before stands until then.")
    return _Written(
        _("Credentials expired mid-scan"),
        f"{again} {kept}",
        [_listed(accounts, 12)],
        more=more.format(len(accounts)),
        brief=again,
    )


def _entry(gaps: list[Unread], _profile: str) -> _Written:
    accounts = _accounts(gaps)
    wrong = ngettext("{} account let nobody in", "{} accounts let nobody in", len(accounts))
    do = _("The role must exist there and trust who reads; a yes needs every account.")
    return _Written(wrong.format(len(accounts)), do, [f"{g.account}: {g.reason}" for g in gaps[:_NAMED]])


def _throttled(gaps: list[Unread], _profile: str) -> _Written:
    wrong = ngettext("{} call throttled by AWS", "{} calls throttled by AWS", len(gaps)).format(len(gaps))
    return _Written(wrong, _("Nothing to change: scan again later."), _calls(gaps))


def _silent(gaps: list[Unread], _profile: str) -> _Written:
    wrong = ngettext("{} call had no answer", "{} calls had no answer", len(gaps)).format(len(gaps))
    return _Written(wrong, _("Check network, VPN and HTTPS_PROXY, then scan again."), _calls(gaps))


def _stopped(gaps: list[Unread], _profile: str) -> _Written:
    wrong = ngettext("{} call not made", "{} calls not made", len(gaps)).format(len(gaps))
    return _Written(wrong, _("The scan was stopped: scan again."), _calls(gaps))


def _tables(gaps: list[Unread], _profile: str) -> _Written:
    number = len(_accounts(gaps))
    text = ngettext("AWS Config's tables of {} account are old or not whole",
                    "AWS Config's tables of {} accounts are old or not whole", number)  # fmt: skip
    do = _(
        "Let AWS Config record there, or read these accounts directly:"
        " ftr-tui scan NAME --role ROLE --account ID."
    )
    reasons: dict[str, list[Unread]] = {}
    for gap in gaps:
        reasons.setdefault(gap.reason, []).append(gap)
    lines = [f"{reason}: {_listed(_accounts(found))}" for reason, found in reasons.items()]
    return _Written(text.format(number), do, lines[:_NAMED])


def _other(gaps: list[Unread], _profile: str) -> _Written:
    wrong = ngettext("{} other call failed", "{} other calls failed", len(gaps)).format(len(gaps))
    reasons = list(dict.fromkeys(g.reason for g in gaps))
    left = len(reasons) - _NAMED
    lines = [*reasons[:_NAMED], *([_("and {} more").format(left)] if left > 0 else [])]
    return _Written(wrong, _("Scan again; if it stays, the reason says what AWS answered."), lines)


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


_WRITERS: dict[str, Callable[[list[Unread], str], _Written]] = {
    "login": _login,
    "permission": _permission,
    "entry": _entry,
    "region": _region,
    "tables": _tables,
    "policy": _policy,
    "throttled": _throttled,
    "silent": _silent,
    "stopped": _stopped,
    "other": _other,
}


def nothing_to_read(checklist: Checklist) -> str:
    """Return why no account is read for a list, or an empty string."""
    if checklist.reviews == "account":
        return ""
    text = _("nothing of {} is proved by account APIs; it reviews the deployment guide")
    return text.format(checklist.name)


def left_out(evidence: Evidence, most: int = 5) -> str:
    """Return which accounts of the organization the last scan left out, or an empty string."""
    scan = evidence.scan
    if scan is None or not scan.left_out:
        return ""
    number = len(scan.left_out)
    text = ngettext("{} account of the organization was not read: {}",
                    "{} accounts of the organization were not read: {}", number)  # fmt: skip
    return text.format(number, _listed(scan.left_out, most))
