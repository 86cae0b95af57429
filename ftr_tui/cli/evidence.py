"""What `scan` and `status` both say of the evidence: what was not read, what changed, whose word it needs."""

from __future__ import annotations

from ftr_tui.actions import drift, unread
from ftr_tui.actions.desk import Desk
from ftr_tui.cli.out import cell, line, say, table
from ftr_tui.model.i18n import _


def show_former(desk: Desk) -> None:
    """Write what was said under another release of the list, where the question is open now."""
    if not desk.session.former:
        return
    from ftr_tui.actions import release

    found, aside = release.open_again(desk), release.kept_aside(desk)
    if found:
        say()
        line(_("Answered under another release, open in this one:"))
        rows = [[q, f"{desk.checklist.questions[q].ask}\n{'; '.join(release.former_words(f))}"]
                for q, f in found.items()]  # fmt: skip
        table(rows)
    if aside:
        line(_("Kept, though this list does not have it: {}").format(", ".join(aside)))


def show_groups(desk: Desk) -> None:
    """Write the failed calls in groups, each with what to do; lines to copy stand by themselves."""
    groups = unread.grouped(desk.evidence.unread)
    if groups:
        say()
        line(cell(_("Could not be read, and what to do"), "yellow"))
    for group in groups:
        line(group.title, indent=2)
        line(group.do, indent=4)
        for text in group.lines:
            if group.kind == "permission":
                # As it is: to be copied into a policy.
                say(text)
            else:
                line(text, indent=4)


def show_changes(desk: Desk) -> None:
    """Write what scans saw change in the last weeks, worst first."""
    listed = drift.changed(desk)
    if not listed:
        return
    say()
    line(cell(_("Changed since the scan before: {}").format(drift.headline(listed)), "bold yellow"))
    for one in listed:
        line(f"{one.change.question} {one.words} ({one.change.at.astimezone():%Y-%m-%d})", indent=2)


def show_scope(desk: Desk) -> None:
    """Write which accounts of the organization were left out, and what a person agreed to or must."""
    if text := unread.left_out(desk.evidence):
        line(cell(f"! {text}", "yellow"))
    agreed = desk.scope_agreed()
    for statement in desk.scope_stated():
        word = agreed.get(statement)
        if word is None:
            line(_("Nobody has agreed yet: {}").format(statement))
        else:
            line(_("{} Agreed by {} on {}.").format(statement, word.by, f"{word.at.astimezone():%Y-%m-%d}"))
