"""`wa pull|create|push|milestone|report`: in step with the AWS Well-Architected Tool."""

from __future__ import annotations

import contextlib
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.actions import creating, milestones, status
from ftr_tui.actions import workload as linking
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli import wa_show
from ftr_tui.cli.files import may_write
from ftr_tui.cli.out import line, note, say
from ftr_tui.cli.scan import _progress as progress
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.text import clean, one_line
from ftr_tui.store import sessions
from ftr_tui.store.toml_read import shown

if TYPE_CHECKING:
    from ftr_tui.actions.pushing import Decide
    from ftr_tui.aws.wa_tool import Summary, Tool
    from ftr_tui.model.wa_diff import QuestionDiff, Take
    from ftr_tui.model.wa_send import Update


def pull(args: Namespace) -> int:
    """Read a workload, fill what the session lacks, show what differs."""
    desk = _open(args)
    with _tool(desk, args, anew=bool(args.workload)) as tool:
        workload = _choose(linking.candidates(desk, tool, args.workload))
        _pull(desk, tool, workload, args.take)
    return 0


def _pull(desk: Desk, tool: Tool, workload: str, take: Take) -> None:
    before = linking.trouble(desk)
    if before:
        note(_("read anew, for what was kept cannot be used: {}").format(before))
    with progress() as on_progress:
        pulled = linking.pull(desk, tool, workload, take=take, progress=on_progress)
    _saved(desk)
    wa_show.pulled(desk, pulled)


def create(args: Namespace) -> int:
    """Show the workload that would be made, ask, make it, and link the session to it."""
    from ftr_tui.aws.wa_tool import ToolError

    desk = _open(args)
    with _tool(desk, args, anew=bool(args.workload)) as tool:
        planned = creating.plan(
            desk,
            tool,
            name=args.workload,
            description=args.description,
            owner=args.owner,
            production=args.environment == "production",
            accounts=args.account,
            regions=args.uses,
        )
        creating.check_free(tool, planned, desk.name)
        wa_show.planned(planned, tool)
        if not _go_on(args, _("Create this workload in the Well-Architected Tool?")):
            return 0
        try:
            creating.create(desk, tool, planned)
        except ToolError as error:
            if error.is_denied:
                wa_show.steps(creating.console_steps(planned, tool.region, desk.name))
            raise
        _saved(desk)
        say(_("created: {}").format(planned.name))
        ref = desk.session.workload
        _pull(desk, tool, ref.id if ref else "", "")
    return 0


def push(args: Namespace) -> int:
    """Show what would change in the tool, ask, write one answer after the other, read each back."""
    from ftr_tui.actions import pushing
    from ftr_tui.aws.access_errors import AccessError

    desk = _open(args)
    linking.linked(desk)
    asks = None if args.yes or args.dry_run or not _is_terminal() else _decide(desk)
    with _tool(desk, args) as tool:
        with progress() as on_progress:
            # Asking waits until the bar is gone: two things on one line are none.
            planned = pushing.plan(desk, tool, args.take, None, on_progress)
        if asks is not None and planned.conflicts:
            planned = pushing.plan(desk, tool, args.take, asks)
        wa_show.plan(desk, planned)
        done = pushing.Pushed()
        if planned.jobs or planned.takes:
            if not _go_on(args, _question(len(planned.jobs))):
                return 0
            done = pushing.push(desk, tool, planned, asks, lambda a: wa_show.written(desk, a))
            _saved(desk)
    wa_show.pushed(desk, done, planned)
    text = _("{} of {} answers are written").format(len(done.written), len(planned.jobs))
    if done.stopped is not None:
        hint = done.stopped.hint or _("push again: it goes on with the rest")
        said = _("{} {}, {} left; a second push goes on with them.")
        raise AccessError(said.format(done.stopped.message, text, len(done.left)), hint)
    if done.left or planned.conflicts:
        raise _unfinished(text, len(done.left), len(planned.conflicts))
    return 0


def _unfinished(text: str, left: int, conflicts: int) -> Problem:
    """Return what is to be done about questions that were not written, each kind by its own hint."""
    texts, hints = [text], []
    if left:
        texts.append(ngettext("{} question is left", "{} questions are left", left).format(left))
        hints.append(_("push again"))
    if conflicts:
        both = ngettext(
            "{} question was changed on both sides", "{} questions were changed on both sides", conflicts
        )
        texts.append(both.format(conflicts))
        hints.append(_("--take ours or --take theirs settles what both changed"))
    return Problem("; ".join(texts), hint="; ".join(hints))


def _question(number: int) -> str:
    if not number:
        return _("Take these over from the tool?")
    return ngettext(
        "Write this answer into the Well-Architected Tool?",
        "Write these {} answers into the Well-Architected Tool?",
        number,
    ).format(number)


def milestone(args: Namespace) -> int:
    """Show what a milestone would hold, ask, make it, show all milestones."""
    desk = _open(args)
    workload = linking.linked(desk)
    name = milestones.milestone_name(desk, args.title)
    with _tool(desk, args) as tool:
        milestones.check_milestone(desk, tool, workload, name)
        wa_show.milestone(desk, workload, name)
        if not _go_on(args, _("Make this milestone in the Well-Architected Tool?")):
            return 0
        workload = milestones.milestone(desk, tool, name)
    wa_show.milestones(desk)
    say(_("its report:  {}").format(status.command(desk, "wa report", " FILE.pdf")))
    return 0


def report(args: Namespace) -> int:
    """Write AWS's own report of a milestone and file it in the binder."""
    file = Path(args.file)
    if file.suffix.lower() != ".pdf":
        raise Problem(_("the report is a PDF; its name ends in .pdf"), file=shown(file))
    desk = _open(args)
    linking.linked(desk)
    may_write(file, force=args.force)
    with _tool(desk, args) as tool:
        made = milestones.report(desk, tool, file, args.milestone)
    size = f"{made.size / 1_000_000:.1f} MB"
    of = _("milestone {}").format(made.milestone) if made.milestone else _("the state of now")
    say(_("wrote {} ({}, {}); in the binder as {}, shows {}").format(
        shown(file), of, size, made.document, made.shows
    ))  # fmt: skip
    if made.milestone is None:
        note(_("no milestone was made yet; AWS takes the day of the review from one: ftr-tui wa milestone"))
    if made.is_large:
        note(_("it is larger than 3 MB, and the review may not take it"))
    return 0


# --- asking -----------------------------------------------------------------------------------------


def _open(args: Namespace) -> Desk:
    return open_session(sessions.folder(args.sessions), args.name)


@contextlib.contextmanager
def _tool(desk: Desk, args: Namespace, *, anew: bool = False) -> Iterator[Tool]:
    tool = linking.connect(desk, args.profile, args.region, anew=anew)
    try:
        if tool.foreign:
            from ftr_tui.aws.endpoints import foreign_note

            note(f"ftr-tui: {foreign_note({tool.foreign})}")
        yield tool
    finally:
        tool.close()


def _saved(desk: Desk) -> None:
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)


def _is_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def _typed(prompt: str) -> str:
    sys.stderr.write(clean(prompt))
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _go_on(args: Namespace, question: str) -> bool:
    """Return whether to write; Problem where nobody can be asked and nobody said --yes."""
    if args.dry_run:
        note(_("nothing was written: --dry-run"))
        return False
    if args.yes:
        return True
    if not _is_terminal():
        raise Problem(_("nothing was written: there is no terminal to ask on"), hint=_("--yes writes it"))
    sys.stdout.flush()
    if _typed(f"{question} [y/N] ").lower() in ("y", "yes"):
        return True
    note(_("nothing was written"))
    return False


def _choose(found: list[Summary]) -> str:
    """Return the id of the one workload; a terminal is asked where there are several, else Problem."""
    if len(found) == 1:
        return found[0].id
    for number, workload in enumerate(found, 1):
        day = f"{workload.updated.date()}" if workload.updated else ""
        line(f"{number}  {one_line(workload.name, 100)}  {day}  {workload.id}", indent=2)
    if not _is_terminal():
        raise Problem(_("which workload?"), hint=_("--workload ID or NAME"))
    sys.stdout.flush()
    typed = _typed(_("Which one? [1-{}] ").format(len(found)))
    if not typed.isdecimal() or not 1 <= int(typed) <= len(found):
        raise Problem(_("none was chosen; nothing was read"))
    return found[int(typed) - 1].id


def _decide(desk: Desk) -> Decide:
    def decide(diff: QuestionDiff, update: Update | None) -> Take | None:
        wa_show.question(desk, diff)
        sys.stdout.flush()
        if not diff.is_conflict:
            typed = _typed(_("This changed in the tool meanwhile. Write what is new here? [y/N] "))
            return "" if update is not None and typed.lower() in ("y", "yes") else None
        typed = _typed(_("Both changed it. [o]urs is written, [t]heirs is taken over, enter leaves it: "))
        answers: dict[str, Take] = {"o": "ours", "t": "theirs"}
        return answers.get(typed[:1].lower())

    return decide
