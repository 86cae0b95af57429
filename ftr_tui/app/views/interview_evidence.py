"""An item's evidence as rows: what was found, what could not be read and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views.calendar import holds_part
from ftr_tui.app.views.words import account, shown, when, when_full
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.facts import Finding, Unread
    from ftr_tui.model.outcome import ItemState

_SHORT = 3
"""Resources of a finding that the side panel names; ``v`` shows all."""


def evidence_rows(
    desk: Desk, state: ItemState, *, cursor: str = "", reading: str = "", trouble: str = ""
) -> list[Row]:
    """Return what the account says about an item; only the finding at the cursor's question is whole.

    ``reading``: what a scan that runs is at. ``trouble``: why the last one could not read, and what to do.
    """
    # Imported late: nobody needs it before the first frame.
    from ftr_tui.app.views import rounds
    from ftr_tui.app.views.home import stands
    from ftr_tui.app.views.well_architected import control_rows

    scan = desk.evidence.scan
    right: list[Part] = []
    if scan is not None:
        name = _("sample") if scan.sample else _("aws {}").format(when(scan.started, desk.clock()))
        right = [(name, "evidence")]
    asked = rounds.control_rows(stands(desk), state.id)
    rows = [*asked, *([Row()] if asked else [])]
    rows += [Row([(_("Evidence"), "dim bold")], right=right), *control_rows(desk, state.id)]
    if trouble:
        rows.append(Row([(trouble, "warn")], lead=[(glyph("! "), "warn")], wrap=True))
        rows.append(Row([("x", "key"), (_(" scans again"), "dim")], lead=[("  ", "")]))
    found = [a.finding for a in state.answers.values() if a.finding is not None]
    unread = [u for u in desk.evidence.unread if state.id in u.controls]
    for answer in state.answers.values():
        if answer.overruled and answer.stored and answer.stored.reason:
            text = _("you, against evidence: {}").format(answer.stored.reason)
            rows.append(Row([(text, "warn")], lead=[("  ", "")], wrap=True))
    for finding in found:
        # What could not be read stands below, call by call; its sentence would say it all again.
        told = bool(unread) and str(finding.verdict) == "unknown" and not finding.unasked
        whole = not told and (len(found) == 1 or finding.question == cursor)
        rows += _finding_rows(finding, desk) if whole else [_finding_line(finding)]
    rows += _unread_rows(unread)
    if unread and not trouble:
        rows += _remedy_rows(unread)
    if not found and not unread and not trouble:
        rows += _no_evidence(desk, reading)
    return rows


def _unread_rows(unread: list[Unread]) -> list[Row]:
    rows: list[Row] = []
    for gap, regions in _told_once(unread)[:_SHORT]:
        places = _("{} Regions").format(regions) if regions > 1 else gap.region
        place = " ".join(x for x in (account(gap.account), places) if x)
        parts: list[Part] = [(_("unread "), "warn"), (f"{place}: ", ""), (gap.reason, "dim")]
        # A narrow indent: the name of a permission is as long as the panel is wide.
        rows.append(Row(parts, lead=[(glyph("! "), "warn")], wrap=True))
    more = len(_told_once(unread)) - _SHORT
    if more > 0:
        text = _("and {} more unread").format(more)
        rows.append(Row([(text, "dim"), ("  v ", "key")], lead=[("  ", "")]))
    return rows


def _told_once(unread: list[Unread]) -> list[tuple[Unread, int]]:
    """Return the calls with their number of Regions: those that a lost log-in took are one per account."""
    from ftr_tui.actions.unread import kind_of

    rest = [(gap, 1) for gap in unread if kind_of(gap) != "login"]
    lost: dict[str, list[Unread]] = {}
    for gap in unread:
        if kind_of(gap) == "login":
            lost.setdefault(gap.account, []).append(gap)
    return [(gaps[0], len({g.region for g in gaps if g.region})) for gaps in lost.values()] + rest


def _remedy_rows(unread: list[Unread]) -> list[Row]:
    from ftr_tui.actions.unread import remedy

    _wrong, todo = remedy(unread)
    return [Row([(todo, "warn")], lead=[("  ", "")], wrap=True)] if todo else []


def _no_evidence(desk: Desk, reading: str) -> list[Row]:
    if reading:
        return [Row([(reading, "dim")], wrap=True)]
    if desk.evidence.scan is None and desk.checklist.reviews == "account":
        return [
            Row([(_("Nothing read yet."), "dim")]),
            Row([("x", "key"), (_(" reads the account (read-only)"), "dim")]),
        ]
    return [Row([(_("No machine evidence here: this is for people to answer."), "dim")], wrap=True)]


def finding_sign(finding: Finding) -> Part:
    """Return the sign of a finding: favourable or not, only supporting, not looked at, or unread."""
    if finding.favourable is not None:
        return (signs.sign("pass"), "ok") if finding.favourable else (signs.sign("fail"), "bad")
    if _only_unasked(finding):
        # Nobody asked for it, and nothing failed.
        return (glyph("·"), "dim")
    return (glyph("! "), "warn") if str(finding.verdict) == "unknown" else (glyph("·"), "evidence")


def _only_unasked(finding: Finding) -> bool:
    return finding.unasked and str(finding.verdict) == "unknown"


def _finding_line(finding: Finding) -> Row:
    number = "." + finding.question.rpartition(".")[2] if "." in finding.question else ""
    return Row([(finding.summary, "dim")], lead=[finding_sign(finding), (" ", ""), column(number, 3, "dim")])


def _finding_rows(finding: Finding, desk: Desk) -> list[Row]:
    rows = [replace(_finding_line(finding), parts=[(finding.summary, "")], wrap=True)]
    indent: list[Part] = [("     ", "")]
    for resource in finding.resources[:_SHORT]:
        rows.append(Row([(resource.name, "dim")], lead=indent, right=[(resource.detail, "dim")]))
    more = max(finding.total, len(finding.resources)) - min(_SHORT, len(finding.resources))
    if more > 0 and finding.resources:
        text = ngettext("and {} more", "and {} more", more).format(more)
        rows.append(Row([(text, "dim"), ("  v ", "key"), (_("view"), "dim")], lead=indent))
    if finding.unasked and not finding.tool:
        keys: list[Part] = [("x", "key"), (_(", then "), "dim"), ("d", "key"), (_(" looks at it too"), "dim")]
        rows.append(Row(keys, lead=indent))
    rows += _assumed_rows(desk, finding, indent)
    rows += [Row([(text, "evidence")], lead=indent, wrap=True) for text in elsewhere(finding)]
    if finding.not_reread:
        rows.append(Row([(finding.not_reread, "warn")], lead=indent, wrap=True))
    elif desk.evidence.scan and finding.read_at < desk.evidence.scan.started:
        rows.append(Row([(_("read {}").format(when(finding.read_at, desk.clock())), "dim")], lead=indent))
    return rows


def elsewhere(finding: Finding) -> list[str]:
    """Return who said this where it was no scan here, and what the other readings say."""
    from ftr_tui.actions.asking import said_by

    words = said_by(finding)
    return [*([words] if words else []), *finding.beside]


def _assumed_rows(desk: Desk, finding: Finding, indent: list[Part]) -> list[Row]:
    agreed = desk.scope_agreed()
    rows = []
    for line in finding.assumes.split("\n") if finding.assumes else []:
        word = agreed.get(line)
        text = _("agreed by {}: {}").format(word.by, line) if word else _("assumes: {}").format(line)
        rows.append(Row([(text, "dim" if word else "warn")], lead=indent, wrap=True))
    return rows


def evidence_text(desk: Desk, state: ItemState) -> str:
    """Return all evidence of an item in full, for the whole view: resources, scope, how to check again."""
    out: list[str] = []
    for question, answer in state.answers.items():
        finding = answer.finding
        out += [f"{question}  {answer.question.ask}"]
        if answer.stored and answer.stored.value:
            out.append(
                _("  answer: {} by {}, {}").format(
                    shown(answer.stored.value), answer.stored.by or "?", when_full(answer.stored.at)
                )
            )
            if held := holds_part(answer)[0]:
                out.append(f"  {held}")
            if answer.stored.reason:
                out.append(_("  reason against evidence: {}").format(answer.stored.reason))
            if answer.stored.assumes:
                out.append(_("  agreed to: {}").format(answer.stored.assumes))
        if finding is None:
            out += [_("  no finding"), ""]
            continue
        # Its sentence begins with "Not looked at": that is verdict enough.
        verdict = "" if _only_unasked(finding) else f"{finding.verdict}: "
        out.append(f"  {finding_sign(finding)[0].strip()} {verdict}{finding.full}")
        if finding.unasked and not finding.tool:
            out.append(_("  only a deep scan looks at it: x, then d"))
        if finding.assumes:
            out.append(_("  assumes: {}").format(finding.assumes))
        out += [f"  {text}" for text in elsewhere(finding)]
        if finding.not_reread:
            out.append(f"  {finding.not_reread}")
        if finding.accounts:
            out.append(
                _("  read {} in {}; {}").format(
                    when_full(finding.read_at),
                    ", ".join(account(a) for a in finding.accounts),
                    ", ".join(finding.regions) or _("no Region"),
                )
            )
        for resource in finding.resources:
            place = " ".join(x for x in (account(resource.account), resource.region) if x)
            out.append("    " + "  ".join(x for x in (resource.name, resource.detail, place) if x))
        left = finding.total - len(finding.resources)
        if left > 0:
            out.append(
                _("    and {} more: ftr-tui scan {} --full FILE.csv lists all").format(left, desk.name)
            )
        if finding.recheck:
            out += [_("  check it yourself:"), *(f"    {line}" for line in finding.recheck)]
        out.append("")
    for gap in (u for u in desk.evidence.unread if state.id in u.controls):
        place = " ".join(x for x in (account(gap.account), gap.region) if x)
        out.append(_("! unread {}: {} ({}, needs {})").format(place, gap.reason, gap.code, gap.action))
    return "\n".join(out).strip()
