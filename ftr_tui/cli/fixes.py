"""`fixes`: what to change for each answer that fails, with lines of the AWS CLI to copy."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ftr_tui.actions import fixes, owners, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli import out
from ftr_tui.cli.out import OUTCOMES, cell, emit_json, glyph, say
from ftr_tui.model.fixes import (
    Fix,
    Fixes,
    effort_words,
    evidence_words,
    how_to_run,
    older_words,
    standing_words,
    verdict_words,
)
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.store import sessions

_INDENT = 2


def run(args: Namespace) -> int:
    """Show the next steps, of the whole session or of some controls and questions."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    fixes.check(desk)
    # Before the work: an id that is none is a problem, and then stdout has nothing.
    wanted = [fixes.known(desk, i) for i in args.id]
    found = fixes.narrowed(desk, fixes.of(desk, most=fixes.ALL if args.full else fixes.MOST_LINES), wanted)
    if args.json:
        emit_json(fixes.as_json(desk, found))
    else:
        _show(desk, found, wanted, full=args.full)
    return 0


def line(*parts: Any, indent: int = 0) -> None:
    """Write a paragraph; into a file or a pipe as a comment, for a shell may be what reads it."""
    out.line(*parts, indent=indent, before="" if out.at_terminal() else "# ")


def _show(desk: Desk, found: Fixes, wanted: list[str], *, full: bool) -> None:
    line(cell(desk.session.product, "bold"), glyph(f" · {desk.checklist.title} {desk.checklist.release}"))
    if desk.session.sample:
        line(cell(_("Sample product: nothing here was read from an account."), "yellow"))
    if found.todo:
        line(_("{}.").format(verdict_words(found, waits=False)))
        line(how_to_run())
    for blocks, title in ((True, _("In the way")), (False, _("Not in the way"))):
        part = [f for f in found.todo if f.blocks is blocks]
        if part:
            say()
            line(cell(title, "bold"), cell(_(", the least effort first"), "dim"))
        for fix in part:
            say()
            _entry(desk, fix, full=full)
    _rest(desk, found, wanted)


def _entry(desk: Desk, fix: Fix, *, full: bool) -> None:
    mark, word, style = OUTCOMES[str(fix.outcome)]
    line(
        cell(f"{glyph(mark)} {_(word)}  ", style),
        cell(f"{fix.question}  ", "bold"),
        cell(f"{fix.title}  "),
        cell(f"({effort_words(fix.step.effort)})", "cyan"),
    )
    told = [(_("older"), older_words(fix.step))] if fix.step.written_for else []
    told += [(_("why"), glyph(f"{standing_words(fix)}; {fix.why}"))]
    told += [(_("seen"), text)] if (text := evidence_words(fix)) else []
    told += [(_("do"), fix.step.change), (_("may break"), fix.step.breaks)]
    told += [(_("owner"), text)] if (text := owners.told(fix.owner, desk.review.today)) else []
    for label, text in told:
        line(cell(f"{label}: ", "dim"), glyph(text), indent=_INDENT)
    # As they are, however long: a line that is broken cannot be copied.
    for text in fixes.commands(fix):
        say(f"{' ' * 2 * _INDENT}{text}" if text else "")
    if text := fixes.left_words(desk, fix, full=full):
        out.line(cell(text, "dim"), before=f"{' ' * 2 * _INDENT}# ")


def _rest(desk: Desk, found: Fixes, wanted: list[str]) -> None:
    """Say what else there is: overruled, without a step, nothing at all."""
    told = {f.control for f in found.todo} | {f.question for f in found.todo}
    say()
    for name in wanted:
        state = desk.review.states[desk.checklist.owner_of.get(name, name)]
        if name not in told and state.id not in found.unwritten:
            _mark, word, _style = OUTCOMES[str(state.outcome)]
            line(_("{}: no answer of it fails, so there is nothing to change ({})").format(name, _(word)))
    if found.overruled:
        count = len(found.overruled)
        text = ngettext(
            "{} finding is overruled by a person with a reason, and not listed: {}",
            "{} findings are overruled by a person with a reason, and not listed: {}",
            count,
        )
        line(text.format(count, ", ".join(found.overruled)))
    if found.unwritten:
        line(_("Not met, and no step is written for it: {}").format(", ".join(found.unwritten)))
    if not wanted:
        listed = {f.control for f in found.todo if f.blocks} | set(found.unwritten)
        others = [g.item for g in status.gaps(desk) if g.item not in listed]
        if not found.todo and not found.unwritten:
            line(_("{}.").format(verdict_words(found, waits=bool(others))))
        if others:
            text = ngettext(
                "{} control is still to be answered or confirmed: {}",
                "{} controls are still to be answered or confirmed: {}",
                len(others),
            )
            line(text.format(len(others), status.command(desk, "status")))
        if found.todo:
            more = status.command(desk, "export", f" {desk.name}-fixes.html --what fixes")
            line(_("As a page:  {}").format(more))
