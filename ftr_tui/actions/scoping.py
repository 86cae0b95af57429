"""What a scan reads: profiles to pick from, what was picked last time, and keeping it with the session."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.session import Scope

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.aws.access import Profile

DEFAULT = ""
"""Stands for the default credentials among the picked profiles; it is never picked beside others."""
_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+){1,3}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is picked."""

    profiles: tuple[str, ...] = ()
    """Names, or ``DEFAULT`` alone; empty: nothing is picked yet."""
    role: str = ""
    role_accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """Empty: all enabled ones."""
    deep: bool = False
    fresh: bool = False
    """Read everything, also where the last scan could be gone on with."""
    missing: tuple[str, ...] = ()
    """Profiles of last time that this machine does not have."""

    def toggled(self, profile: str) -> Choice:
        """Return a copy with one profile picked, or no more."""
        if profile in self.profiles:
            return replace(self, profiles=tuple(p for p in self.profiles if p != profile))
        if profile == DEFAULT:
            return replace(self, profiles=(DEFAULT,))
        return replace(self, profiles=(*(p for p in self.profiles if p != DEFAULT), profile))

    @property
    def options(self) -> ScanOptions:
        """Return the scan that this asks for."""
        return ScanOptions(
            profiles=tuple(p for p in self.profiles if p != DEFAULT),
            role=self.role,
            accounts=self.role_accounts,
            regions=self.regions,
            deep=self.deep,
            fresh=self.fresh,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Profiles that log in the same way."""

    title: str
    profiles: tuple[Profile, ...]


def groups(profiles: Sequence[Profile]) -> list[Group]:
    """Return the profiles by SSO session, then those that take a role, keys, a program, and the rest."""
    kinds = {"role": _("Roles"), "keys": _("Keys"), "process": _("Programs that give credentials")}
    named: dict[str, list[Profile]] = {}
    for profile in profiles:
        sso = re.sub(r"^https?://", "", profile.sso).split("/")[0]
        title = _("SSO {}").format(sso) if sso else kinds.get(profile.kind, _("Others"))
        named.setdefault(title, []).append(profile)
    rank = {title: number for number, title in enumerate([*kinds.values(), _("Others")], 1)}
    order = sorted(named, key=lambda title: (rank.get(title, 0), title))
    return [Group(title, tuple(named[title])) for title in order]


def remembered(desk: Desk, profiles: Sequence[Profile]) -> Choice:
    """Return what was read last time, in this machine's names; nothing picked where nothing is known.

    A colleague's profiles may have other names here: what counts is the account.
    """
    scope, known = desk.session.scope, {p.name: p for p in profiles}
    if scope is None:
        last = desk.evidence.scan
        return Choice(profiles=_of_accounts(last.accounts if last and not last.sample else [], profiles))
    kept = [p for p in scope.profiles if p in known]
    covered = {known[p].account for p in kept}
    wanted = [a for a in scope.accounts if a not in covered]
    missing = [p for p in scope.profiles if p not in known]
    found = _of_accounts(wanted, profiles) if missing else ()
    if len(found) >= len(missing):
        missing = []
    picked = tuple(dict.fromkeys([*kept, *found]))
    return Choice(
        profiles=picked or (() if scope.profiles else (DEFAULT,)),
        role=scope.role,
        role_accounts=tuple(scope.role_accounts),
        regions=tuple(scope.regions),
        deep=scope.deep,
        missing=tuple(missing),
    )


def _of_accounts(accounts: Sequence[str], profiles: Sequence[Profile]) -> tuple[str, ...]:
    # Of several profiles of one account the first: which of them may read is not known here.
    first = {p.account: p.name for p in reversed(profiles) if p.account}
    return tuple(first[a] for a in accounts if a in first)


def remember(desk: Desk, options: ScanOptions, profiles: Sequence[Profile] = ()) -> None:
    """Keep with the session what is read, for the next scan. The external id of a role is not kept."""
    accounts = [p.account for p in profiles if p.name in options.profiles and p.account]
    fields = {
        "profiles": list(options.profiles),
        "role": options.role,
        "role_accounts": list(options.accounts),
        "accounts": accounts,
        "regions": list(options.regions),
        "deep": options.deep,
    }
    old = desk.session.scope
    plain = old is None and not any(fields.values())
    if plain or (old is not None and all(getattr(old, name) == value for name, value in fields.items())):
        return
    scope = Scope.model_validate({**fields, "by": desk.who, "at": desk.clock()})
    desk.change(_("scope"), desk.session.changed(scope=scope), undone=False)


def same_again(desk: Desk, options: ScanOptions) -> ScanOptions:
    """Return ``options``; where they name nobody to log in as, with who and what was read last time.

    AWS_PROFILE is a word of this moment and stands above what is remembered.
    """
    from ftr_tui.actions.profiles import known_profiles

    named = options.profiles or options.role or options.accounts or os.environ.get("AWS_PROFILE")
    if named or desk.session.scope is None:
        return options
    found = remembered(desk, known_profiles()).options
    return replace(
        found,
        regions=options.regions or found.regions,
        deep=options.deep or found.deep,
        fresh=options.fresh,
        external_id=options.external_id,
    )


def scope_options(scope: Scope) -> ScanOptions:
    """Return the scan of a remembered scope, whatever this machine has."""
    return ScanOptions(
        profiles=tuple(scope.profiles),
        role=scope.role,
        accounts=tuple(scope.role_accounts),
        regions=tuple(scope.regions),
        deep=scope.deep,
    )


def in_words(options: ScanOptions) -> str:
    """Return a scope as people read it: who reads what."""
    who = ", ".join(options.profiles) or _("default credentials")
    if options.role:
        number = len(options.accounts)
        role = ngettext("role {} in {} account", "role {} in {} accounts", number)
        who = f"{role.format(options.role, number)}, {who}"
    where = ", ".join(options.regions) or _("all enabled Regions")
    return f"{who}; {where}" + (_("; deep") if options.deep else "")


def find_regions(text: str) -> tuple[tuple[str, ...], str]:
    """Return the Regions in a typed text, and what is wrong with it; an empty text means all."""
    words = [w.lower() for w in re.split(r"[\s,;]+", text) if w]
    wrong = [w for w in words if not _REGION.fullmatch(w)]
    if wrong:
        return (), _("{} is no Region; write it as eu-west-1").format(wrong[0])
    return tuple(dict.fromkeys(words)), ""
