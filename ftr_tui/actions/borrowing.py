"""A new session begins with what another product's team has: people, calendar, responses as drafts.

Answers, documents, evidence and what was done are of that product and stay there. A response comes as a draft
that counts for nothing until a person of this product edits it or takes it over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import Member, Owner, Response, Session, TaskPlan
from ftr_tui.model.text import clean

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

_ACCOUNT = re.compile(r"(?<!\d)(\d{4})([-\u2010-\u2013\u2212 .]?)(\d{4})\2(\d{4})(?!\d)")
"""Twelve digits, also within an ARN, and as the console groups them."""


@dataclass(slots=True)
class Borrowed:
    """What came along, and what did not, with the reason."""

    members: int = 0
    owners: int = 0
    tasks: int = 0
    responses: list[str] = field(default_factory=list)
    """Controls whose response is now a draft."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """What was not taken over (a control, a task, a name) and why."""
    other_list: str = ""
    """Set where no response could come along: the list of the other session, whose ids mean other things."""


def refuse_source(other: Desk) -> None:
    """Raise Problem where nothing of a session is anybody's: the sample."""
    if other.session.sample:
        hint = _("name a session of your own")
        raise Problem(_("{} is the sample product: its team is made up").format(other.name), hint=hint)


def borrow(desk: Desk, other: Desk) -> Borrowed:
    """Take team, calendar and responses of ``other`` over, as one step; Problem for the sample.

    What stands here already stays. Anything that names an AWS account is refused and listed.
    """
    refuse_source(other)
    found = Borrowed()
    known = accounts_of(other)
    session, theirs = desk.session, other.session
    session = session.changed(
        member=_members(session, theirs, known, found),
        owners=_owners(desk, theirs, known, found),
        calendar=_calendar(session, theirs, known, found),
    )
    if desk.checklist.id == other.checklist.id:
        session = session.changed(responses=_responses(desk, other, known, found))
    elif theirs.responses:
        found.other_list = other.checklist.name
    if session != desk.session:
        desk.change(_("team, calendar and drafts from {}").format(other.name), session)
        if desk.trouble:
            raise SaveProblem(desk.trouble)
    return found


def in_words(found: Borrowed, name: str) -> str:
    """Return in one line what came along."""
    said = []
    if n := found.members:
        said.append(ngettext("{} person", "{} people", n).format(n))
    if n := found.owners:
        said.append(ngettext("{} owner of a control", "{} owners of controls", n).format(n))
    if n := found.tasks:
        said.append(ngettext("{} task of the calendar", "{} tasks of the calendar", n).format(n))
    if n := len(found.responses):
        said.append(ngettext("{} response as a draft", "{} responses as drafts", n).format(n))
    text = _("from {}: {}").format(name, ", ".join(said) or _("nothing"))
    if n := len(found.refused):
        text += ngettext("; {} thing stays there", "; {} things stay there", n).format(n)
    return text


def refused_lines(found: Borrowed) -> list[str]:
    """Return a line for each thing that did not come along, with the reason."""
    lines = [_("not taken over: {}: {}").format(what, why) for what, why in found.refused]
    if found.other_list:
        text = _("no response was taken over: the ids of {} mean other things here")
        lines.append(text.format(found.other_list))
    return lines


def take_over(desk: Desk, control: str) -> None:
    """Make another product's draft as it stands the response of who is at work; Problem if none waits."""
    draft = desk.session.borrowed(control)
    if draft is None:
        raise Problem(_("{} has no draft from another product").format(control))
    desk.respond(control, draft.text)


def accounts_of(desk: Desk) -> frozenset[str]:
    """Return the accounts that a session knows as its own: read, chosen for a scan, left out of one."""
    evidence, scope = desk.evidence, desk.session.scope
    found = {a for f in evidence.finding for a in f.accounts}
    if evidence.scan is not None:
        found |= {*evidence.scan.accounts, *evidence.scan.left_out}
    if scope is not None:
        found |= {*scope.accounts, *scope.role_accounts}
    if desk.session.workload is not None:
        found.add(desk.session.workload.account)
    return frozenset(found)


def _members(session: Session, theirs: Session, known: frozenset[str], found: Borrowed) -> list[Member]:
    here = {m.name for m in session.member}
    new = [m for m in theirs.member if m.name not in here and _free(m.name, [m.name, m.role], known, found)]
    found.members = len(new)
    return [*session.member, *new]


def _owners(desk: Desk, theirs: Session, known: frozenset[str], found: Borrowed) -> dict[str, Owner]:
    """Return who takes care of which control. Days and plans are of the other product's gaps."""
    new = {
        control: Owner(who=owner.who)
        for control, owner in theirs.owners.items()
        if owner.who and control in desk.checklist.by_id and control not in desk.session.owners
        # Ids of two lists clash: whose control it is says nothing about that of another list.
        and theirs.checklist == desk.session.checklist
        and _free(control, [owner.who], known, found)
    }  # fmt: skip
    found.owners = len(new)
    return {**desk.session.owners, **new}


def _calendar(
    session: Session, theirs: Session, known: frozenset[str], found: Borrowed
) -> dict[str, TaskPlan]:
    """Return who does which task, how often, and the team's own tasks.

    Days that were set, what is not needed and what was done are of the other product.
    """
    new = {}
    for key, plan in theirs.calendar.items():
        kept = TaskPlan(title=plan.title, owner=plan.owner, every_days=plan.every_days)
        if key in session.calendar or kept == TaskPlan():
            continue
        if _free(plan.title or key, [plan.title, plan.owner], known, found):
            new[key] = kept
    found.tasks = len(new)
    return {**session.calendar, **new}


def _responses(desk: Desk, other: Desk, known: frozenset[str], found: Borrowed) -> dict[str, Response]:
    out = dict(desk.session.responses)
    for control, response in other.session.responses.items():
        if not response.text.strip() or control in out:
            continue
        if why := _why_not(desk, control, response, known, other.name):
            found.refused.append((control, why))
            continue
        given = {"text": response.text, "by": response.by, "at": response.at, "from": other.name}
        out[control] = Response.model_validate(given)
        found.responses.append(control)
    return out


def _why_not(desk: Desk, control: str, response: Response, known: frozenset[str], name: str) -> str:
    if control not in desk.checklist.by_id:
        return _("{} has no such control").format(desk.checklist.name)
    if response.borrowed:
        return _("a draft from {} that nobody of {} has taken over").format(response.from_, name)
    if response.draft is not None:
        return _("a draft from evidence: it tells of the accounts of {}").format(name)
    return _names_account(response.text, known)


def _free(what: str, texts: list[str], known: frozenset[str], found: Borrowed) -> bool:
    why = next((why for text in texts if (why := _names_account(text, known))), "")
    if why:
        found.refused.append((clean(what), why))
    return not why


def _names_account(text: str, known: frozenset[str]) -> str:
    """Return why a text cannot come along: it names an account; an empty string where it names none."""
    named = ["".join(str(int(d)) for d in m[1] + m[3] + m[4]) for m in _ACCOUNT.finditer(text)]
    if not named:
        return ""
    mine = next((a for a in named if a in known), "")
    if mine:
        return _("names account {} of the other product").format(mine)
    return _("names {}, which may be an account of the other product").format(named[0])
