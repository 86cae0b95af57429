"""Network: default security groups, and SSH or RDP open to the world."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ftr_tui.model.facts import Fact, Facts, Resource, Verdict
from ftr_tui.rules.base import Draft, Rule, can, decide, each_region, regions_of, seen
from ftr_tui.rules.reading import Missing, Reading, everywhere, rows, usable, whole, words_of
from ftr_tui.rules.wording import AWS_TEXT
from ftr_tui.rules.words import count, every, faulty, labels, listed, sentence

PORTS = (22, 3389)
"""SSH and RDP: CIS 5.0 5.3 (IPv4) and 5.4 (IPv6)."""
_WIDE_PREFIX = 8
"""A range shorter than /8 is no whole world, but worth a look."""

_DESCRIBE = "aws ec2 describe-security-groups"


def _perms(group: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = group.get(key)
    return [p for p in found if isinstance(p, dict)] if isinstance(found, (list, tuple)) else []


def reaches(perm: Mapping[str, Any], port: int) -> bool:
    """Return whether a rule covers ``port``: all protocols, or TCP or UDP; without ports it covers all."""
    protocol = str(perm.get("protocol", "-1")).lower()
    if protocol in ("-1", "all"):
        return True
    if protocol not in ("tcp", "udp", "6", "17"):
        return False
    first, last = perm.get("from"), perm.get("to")
    if not isinstance(first, int) or not isinstance(last, int) or -1 in (first, last):
        return True
    return first <= port <= last


@dataclass
class _Ranges:
    """The address ranges that reach one port of one group."""

    nets: dict[int, list[Any]] = field(default_factory=lambda: {4: [], 6: []})
    unclear: bool = False

    def add(self, cidrs: Iterable[str]) -> None:
        for cidr in cidrs:
            try:
                net = ipaddress.ip_network(cidr.strip(), strict=False)
            except ValueError:
                self.unclear = True
            else:
                self.nets[net.version].append(net)

    def world(self) -> str:
        """Return the range that is the world, also if several ranges add up to it, else nothing."""
        for nets in self.nets.values():
            whole_world = next((n for n in ipaddress.collapse_addresses(nets) if n.prefixlen == 0), None)
            if whole_world is not None:
                return str(whole_world)
        return ""

    def wide(self) -> list[str]:
        return [str(n) for nets in self.nets.values() for n in nets if n.prefixlen < _WIDE_PREFIX]


@dataclass
class _Look:
    """What the rules of one group say about the ports."""

    world: dict[int, str] = field(default_factory=dict)
    wide: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    unclear: bool = False


def _look(group: Mapping[str, Any], lists: Mapping[str, Any], read: bool) -> _Look:
    look = _Look()
    for port in PORTS:
        ranges = _Ranges()
        for perm in _perms(group, "ingress"):
            if not reaches(perm, port):
                continue
            ranges.add(words_of(perm.get("cidrs")))
            for name in words_of(perm.get("prefix_lists")):
                ranges.add(words_of(lists.get(name) or []))
                if not read or name not in lists:
                    look.unread.add(name)
        if world := ranges.world():
            look.world[port] = world
        look.wide += [w for w in ranges.wide() if w not in look.wide]
        look.unclear = look.unclear or ranges.unclear
    return look


def _named(group: Mapping[str, Any], detail: str, fact: Fact, kind: str = "security-group") -> Resource:
    label = str(group.get("id"))
    if group.get("name"):
        label += f" {group['name']}"
    return Resource(
        name=label,
        detail=detail,
        account=fact.account,
        region=fact.region or "",
        kind=kind,
        id=str(group.get("id")),
    )


def _no_vpc(reading: Reading) -> str:
    return f"No VPC in {count(len(regions_of(reading.facts)), 'Region')}: no security groups found."


def _default_groups(facts: Facts) -> Draft:
    reading = everywhere(facts, "sg")
    groups = [(f, g) for f in reading.facts for g in rows(f, "groups")]
    defaults = [(f, g) for f, g in groups if g.get("name") == "default"]
    ruled = []
    for fact, group in defaults:
        inward, outward = len(_perms(group, "ingress")), len(_perms(group, "egress"))
        if inward or outward:
            detail = f"{count(inward, 'inbound rule')}, {count(outward, 'outbound rule')}"
            ruled.append((inward + outward, _named(group, detail, fact)))
    bad = [r for _, r in sorted(ruled, key=lambda item: -item[0])]
    against = None
    if bad:
        fault = ("still has rules", "still have rules")
        text = faulty(bad, len(defaults), "default security group", fault, bool(reading.missing))
        recheck = each_region(
            f"{_DESCRIBE} --filters Name=group-name,Values=default", (r.region for r in bad)
        )
        against = Draft(Verdict.NO, text, tuple(bad), recheck)
    # A VPC that is shared from another account shows our groups in it, but not its default group.
    foreign = {(f.region, g.get("vpc")) for f, g in groups} - {(f.region, g.get("vpc")) for f, g in defaults}
    said = _no_vpc(reading)
    if defaults:
        said = every(len(defaults), "default security group", "has no rule", "have no rules")
    recheck = each_region(f"{_DESCRIBE} --filters Name=group-name,Values=default", regions_of(reading.facts))
    holds = Draft(Verdict.YES, said, recheck=recheck, response=said)
    if foreign:
        vpcs = listed(sorted(f"{vpc} ({region})" for region, vpc in foreign))
        what = f"groups but no default group in {vpcs}"
        own = said if defaults else ""
        holds = Draft(
            Verdict.SUPPORTS,
            sentence(seen(what, "the account that shares the VPC has its default group"), own),
            recheck=recheck,
            response=own,
        )
    partly = f"{count(len(defaults), 'default security group')} without rules." if defaults else ""
    return decide(facts, against, reading.missing, partly, holds)


def _open_ports(facts: Facts) -> Draft:
    reading = everywhere(facts, "sg")
    entries = {(f.account, f.region): f for f in facts.of("plist")}
    bad: list[tuple[int, Resource]] = []
    wide: list[Resource] = []
    unread: dict[tuple[str, str | None], set[str]] = {}
    missing = list(reading.missing)
    total = 0
    for fact in reading.facts:
        plist = entries.get((fact.account, fact.region))
        lists = plist.data.get("lists") if plist and usable(plist) else None
        for group in rows(fact, "groups"):
            total += 1
            look = _look(group, lists if isinstance(lists, Mapping) else {}, bool(plist and whole(plist)))
            if look.world:
                detail = ", ".join(f"port {port} from {cidr}" for port, cidr in look.world.items())
                bad.append((len(look.world), _named(group, detail, fact)))
                continue
            if look.wide:
                # Worth a look, nothing to close: without a kind no command line is written for it.
                wide.append(_named(group, f"SSH or RDP from {listed(look.wide)}", fact, kind=""))
            if look.unread:
                unread.setdefault((fact.account, fact.region), set()).update(look.unread)
            if look.unclear:
                note = f"a range of {group.get('id')} has an unknown form"
                missing.append(Missing(fact.account, fact.region, "sg", fact.status, note=note))
    for (account, region), names in unread.items():
        entry = entries.get((account, region))
        gaps, status = (entry.gaps, entry.status) if entry else ((), None)
        note = f"{entry.note} ({listed(sorted(names))})" if entry and entry.note else ""
        note = note or f"{listed(sorted(names))} not read"
        missing.append(Missing(account, region, "plist", status, gaps, note))
    return _open_verdict(facts, reading, total, bad, wide, missing)


def _open_verdict(
    facts: Facts,
    reading: Reading,
    total: int,
    bad: list[tuple[int, Resource]],
    wide: list[Resource],
    missing: list[Missing],
) -> Draft:
    mentioned = f"Worth a look, not the whole world: {listed(labels(wide, True))}." if wide else ""
    worst = tuple(r for _, r in sorted(bad, key=lambda item: -item[0]))
    against = None
    if worst:
        fault = ("lets the world reach port 22 or 3389", "let the world reach port 22 or 3389")
        text = faulty(worst, total, "security group", fault, bool(missing))
        against = Draft(
            Verdict.NO,
            sentence(text, "Groups count whether in use or not.", mentioned),
            (*worst, *wide),
            each_region(_DESCRIBE, (r.region for r in worst)),
        )
    said = _no_vpc(reading)
    if total:
        closed = "the world reach port 22 or 3389, over IPv4 or IPv6"
        said = f"None of {count(total, 'security group')}, in use or not, lets {closed}."
    holds = Draft(
        Verdict.YES,
        sentence(said, mentioned),
        tuple(wide),
        each_region(_DESCRIBE, regions_of(reading.facts)),
        assumes=(f"The wide ranges on SSH or RDP are meant: {listed(labels(wide, True))}.",) if wide else (),
        response=said,
    )
    partly = sentence(
        f"{count(total, 'security group')}, none open to the world." if total else "", mentioned
    )
    return decide(facts, against, missing, partly, holds)


RULES = (
    Rule(
        "NETSEC-001.1",
        "NETSEC-001",
        ("regions", "sg"),
        can(Verdict.YES, Verdict.NO, Verdict.SUPPORTS),
        "yes",
        "Every default security group is without rules (CIS 5.0 5.5)",
        AWS_TEXT["NETSEC-001.1"],
        _default_groups,
    ),
    Rule(
        "NETSEC-001.2",
        "NETSEC-001",
        ("regions", "sg", "plist"),
        can(Verdict.YES, Verdict.NO),
        "yes",
        "No security group lets 0.0.0.0/0 or ::/0 reach port 22 or 3389 (CIS 5.0 5.3, 5.4)",
        AWS_TEXT["NETSEC-001.2"],
        _open_ports,
    ),
)
"""Source: AWS's control NETSEC-001 with CIS 5.0 5.3, 5.4 and 5.5."""
