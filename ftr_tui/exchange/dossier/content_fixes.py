"""The next steps as a page of their own: a table of all, then each with its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ftr_tui.exchange.dossier.blocks import (
    Block,
    Commands,
    Facts,
    Heading,
    Ink,
    Notice,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
    Tag,
    Title,
)
from ftr_tui.exchange.dossier.content_summary import about_redaction, owner_of, plan_of, utc
from ftr_tui.model.facts import Evidence
from ftr_tui.model.fixes import (
    Fix,
    Fixes,
    effort_words,
    evidence_words,
    first_sentence,
    how_to_run,
    older_words,
    shell_lines,
    standing_words,
    verdict_words,
)
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import Review
from ftr_tui.model.session import Session
from ftr_tui.model.text import one_line

_LONGEST = 10_000
"""Characters of a line for a shell; longer than any that we can fill."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the page is made from."""

    found: Fixes
    review: Review
    session: Session
    evidence: Evidence
    made: datetime
    version: str
    is_ready: bool
    gaps: Sequence[str] = ()
    """Whatever stands in the way on the session's routes, by control."""
    redacted: bool = False
    closing: str = ""


def tree(plan: Plan, hide: Callable[[str], str] = str) -> list[Block]:
    """Return the whole page; ``hide`` masks and redacts every text that is not our own wording."""
    return list(_blocks(plan, Ink(hide)))


def _blocks(p: Plan, ink: Ink) -> Iterator[Block]:
    yield _title(p, ink)
    found = p.found
    if found.todo:
        yield Heading(2, (_("All next steps"),), "all")
        rows = tuple(_row(p, f, ink) for f in found.todo)
        heads = (_("Question"), _("First of all"), _("Effort"), _("Owner"), _("By"), _("In the way"))
        yield Table(heads, rows, (5, 10, 4, 4, 4, 3))
    for blocks, name, text in (
        (True, "in-the-way", _("In the way")),
        (False, "not-in-the-way", _("Not in the way")),
    ):
        part = [f for f in found.todo if f.blocks is blocks]
        if part:
            yield Heading(2, (text,), name)
        for fix in part:
            yield from _entry(p, fix, ink)
    yield from _rest(p, ink)


def _title(p: Plan, ink: Ink) -> Title:
    notices = [how_to_run()] if any(f.step.lines for f in p.found.todo) else []
    notices += [_("This is the sample product; nothing here was read from an account.")] * p.session.sample
    notices.append(about_redaction(redacted=p.redacted))
    notices += [p.closing] if p.closing else []
    scan, checklist = p.evidence.scan, p.review.checklist
    read = _("read {}").format(utc(scan.started)) if scan is not None else _("no account was read")
    return Title(
        product=ink.said(p.session.product),
        what=_("Next steps for the AWS Foundational Technical Review"),
        is_ready=p.is_ready and not p.found.blocking,
        verdict=(verdict_words(p.found, waits=bool(p.gaps)),),
        notices=tuple(notices),
        facts=(
            (
                _("Checklist"),
                (ink.said(checklist.title), ", ", _("release"), " ", ink.said(checklist.release)),
            ),
            (_("Order"), (_("what stands in the way, then the least effort, then AWS's order"),)),
            (_("Evidence"), (read,)),
            (_("Made"), (_("{} by ftr-tui {}").format(utc(p.made), p.version),)),
        ),
    )


def _row(p: Plan, fix: Fix, ink: Ink) -> tuple[Rich, ...]:
    owner = fix.owner
    due = str(owner.due) if owner is not None and owner.due else ""
    late = owner is not None and owner.due is not None and owner.due < p.review.today
    return (
        (Ref(fix.question, _id(fix)),),
        (ink.said(first_sentence(fix.step.change)),),
        (effort_words(fix.step.effort),),
        (ink.said(owner.who),) if owner is not None and owner.who else (_("nobody"),),
        (due, " ", Strong(_("(overdue)"))) if late else (due,),
        (_("yes") if fix.blocks else _("no"),),
    )


def _entry(p: Plan, fix: Fix, ink: Ink) -> Iterator[Block]:
    head: Rich = (f"{fix.question} ", ink.said(fix.title))
    yield Heading(3, head, _id(fix), Tag(fix.outcome), effort_words(fix.step.effort))
    facts: list[tuple[str, Rich]] = [
        (_("Effort"), (effort_words(fix.step.effort),)),
        (_("Why"), (ink.said(f"{standing_words(fix)}; {fix.why}"),)),
    ]
    if text := evidence_words(fix):
        facts.append((_("Evidence"), (ink.said(text),)))
    if owner := owner_of(fix.owner, ink, p.review.today):
        facts.append((_("Owner"), owner))
    if planned := plan_of(fix.owner, ink):
        facts.append((_("Plan"), planned))
    yield Facts(tuple(facts))
    if text := older_words(fix.step):
        yield Notice((ink.said(text),))
    yield Paragraph((ink.said(fix.step.change),))
    yield Notice((_("May break: "), ink.said(fix.step.breaks)))
    if fix.step.lines:
        yield Commands(tuple(_lines(fix, ink)))
    if left := fix.step.left_out:
        text = ngettext(
            "{} more is like these: ftr-tui fixes --full, or this export as .csv or .json.",
            "{} more are like these: ftr-tui fixes --full, or this export as .csv or .json.",
            left,
        )
        yield Paragraph((text.format(left),))
    if kinds := fix.step.kinds_left:
        text = ngettext(
            "{} more kind of resource has lines, filled after a scan.",
            "{} more kinds of resources have lines, filled after a scan.",
            kinds,
        )
        yield Paragraph((text.format(kinds),))


def _lines(fix: Fix, ink: Ink) -> Iterator[str]:
    for line in fix.step.lines:
        # One line each, whatever stood in a name: a second one would be a command of its own.
        yield from (one_line(ink.text(text), _LONGEST) for text in shell_lines(line))


def _rest(p: Plan, ink: Ink) -> Iterator[Block]:
    """Yield what is not listed: nothing may look done that is only left out."""
    rows: list[Rich] = []
    if found := p.found.overruled:
        rows.append((_("A person overrules evidence, with a reason in the dossier: "), ", ".join(found)))
    if found := p.found.unwritten:
        rows.append((_("Not met, and no step is written for it: "), ", ".join(found)))
    listed = {f.control for f in p.found.blocking} | set(p.found.unwritten)
    others = [g for g in p.gaps if g not in listed]
    if others:
        rows.append((_("To be answered or confirmed, nothing to change yet: "), ", ".join(others)))
    if rows:
        yield Heading(2, (_("What is not listed"),), "not-listed")
        for row in rows:
            yield Paragraph((row[0], ink.said(row[1])))


def _id(fix: Fix) -> str:
    return fix.question.replace(".", "-")
