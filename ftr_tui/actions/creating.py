"""A new workload in the Well-Architected Tool: what it would be, the console's steps, and making it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ftr_tui.actions import workload as linking
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import WorkloadRef
from ftr_tui.model.text import clean, mask_secrets

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.aws.wa_tool import Plan, Tool

# The tool's limits; botocore checks the lower ones alone.
_LIMITS = {"name": (3, 100), "description": (3, 250), "owner": (3, 255)}
_MOST_ACCOUNTS, _MOST_REGIONS = 100, 50
_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+){1,3}-\d{1,2}")


def plan(
    desk: Desk,
    tool: Tool,
    *,
    name: str = "",
    description: str = "",
    owner: str = "",
    production: bool = True,
    accounts: Sequence[str] = (),
    regions: Sequence[str] = (),
) -> Plan:
    """Return the workload that would be created; Problem if the tool would not take it.

    What is not given comes from the session: product, who answers, the accounts that were scanned, and the
    Regions in which a scan saw something.
    """
    from ftr_tui.aws.wa_tool import Plan

    ref = desk.session.workload
    if ref is not None and (not name or linking.same_name(name, ref.name)):
        hint = _("ftr-tui wa pull {} brings what it has").format(desk.name)
        raise Problem(_("this session has a workload already: {}").format(ref.name), hint=hint)
    product = desk.session.product
    found = Plan(
        name=_given(name or product),
        description=_given(
            description or f"{product}: reviewed for the AWS Foundational Technical Review"[:250]
        ),
        owner=_given(owner or desk.who),
        production=production,
        accounts=tuple(dict.fromkeys(accounts)) or _accounts(desk, tool),
        regions=tuple(dict.fromkeys(regions)) or _regions(desk, tool),
    )
    _check(found)
    return found


def _given(text: str) -> str:
    return mask_secrets(" ".join(clean(text).split()))[0]


def _accounts(desk: Desk, tool: Tool) -> tuple[str, ...]:
    scan = desk.evidence.scan
    return tuple(scan.accounts) if scan is not None and scan.accounts else (tool.account,)


def _regions(desk: Desk, tool: Tool) -> tuple[str, ...]:
    seen = {r for s in desk.evidence.seen if s.total for r in s.regions if _REGION.fullmatch(r)}
    return tuple(sorted(seen)) or (tool.region,)


def _check(found: Plan) -> None:
    words = {"name": _("the name (--workload)"), "description": _("--description"), "owner": _("--owner")}
    for what, (least, most) in _LIMITS.items():
        if not least <= len(getattr(found, what)) <= most:
            raise Problem(_("{} has {} to {} characters").format(words[what], least, most))
    wrong = [a for a in found.accounts if not re.fullmatch(r"\d{12}", a)]
    if wrong:
        raise Problem(_("{} is no account id; it has 12 digits").format(wrong[0]))
    wrong = [r for r in found.regions if not _REGION.fullmatch(r)]
    if wrong:
        raise Problem(_("{} is no Region; write it as eu-west-1").format(wrong[0]))
    if len(found.accounts) > _MOST_ACCOUNTS or len(found.regions) > _MOST_REGIONS:
        raise Problem(
            _("the tool takes at most {} accounts and {} Regions").format(_MOST_ACCOUNTS, _MOST_REGIONS)
        )


def check_free(tool: Tool, found: Plan, name: str) -> None:
    """Problem if the tool has a workload of that name; a create that was cut off may have made it."""
    same = next((w for w in tool.workloads() if linking.same_name(w.name, found.name)), None)
    if same is not None:
        hint = _("take it: ftr-tui wa pull {} --workload {}").format(name, same.id)
        raise Problem(_("there is a workload {} in {} already").format(same.name, tool.region), hint=hint)


def lines(found: Plan, region: str) -> list[tuple[str, str]]:
    """Return what would be created, as pairs of what and which."""
    return [
        (_("name"), found.name),
        (_("description"), found.description),
        (_("review owner"), found.owner),
        (_("environment"), _("production") if found.production else _("pre-production")),
        (_("accounts"), ", ".join(found.accounts)),
        (_("Regions"), ", ".join(found.regions)),
        (_("lens"), _("AWS Well-Architected Framework")),
        (_("lives in"), region),
    ]


def console_steps(found: Plan, region: str, session: str) -> list[str]:
    """Return how a person who may not create it by API does so in the console."""
    environment = _("Production") if found.production else _("Pre-production")
    return [
        _("Open https://console.aws.amazon.com/wellarchitected/ in Region {}").format(region),
        _("Workloads, then Define workload"),
        _("Name: {}").format(found.name),
        _("Description: {}").format(found.description),
        _("Review owner: {}").format(found.owner),
        _("Environment: {}").format(environment),
        _("AWS Regions: {}").format(", ".join(found.regions)),
        _("Account IDs: {}").format(", ".join(found.accounts)),
        _("Next; lens: AWS Well-Architected Framework; Define workload"),
        _("Then: ftr-tui wa pull {} --region {}").format(session, region),
    ]


def create(desk: Desk, tool: Tool, found: Plan) -> None:
    """Create the workload and link the session to it; the caller has asked, and pulls next."""
    made = tool.create(found, desk.library.lens().alias)
    # Linked at once: if the reading that follows fails, a pull finds it.
    ref = WorkloadRef(id=made, name=found.name, region=tool.region, account=tool.account)
    desk.change(_("workload {} created").format(found.name), desk.session.changed(workload=ref))
