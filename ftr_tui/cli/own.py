"""`own`: who closes a gap, by when and how; the twin of the key for the owner."""

from __future__ import annotations

from argparse import Namespace

from ftr_tui.actions import owners, status
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import note, say
from ftr_tui.model.i18n import _
from ftr_tui.model.owners import is_overdue
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.store import sessions


def run(args: Namespace) -> int:
    """Write down what the options say, then show what stands; without options only show it."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    control = args.control.strip().upper()
    given = {k: v for k in ("who", "due", "plan") if (v := getattr(args, k)) is not None}
    try:
        owner = owners.change(desk, control, **given)
    except Problem as error:
        raise Problem(error.reason, key=error.key, hint=error.hint) from None
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    state, today = desk.review.states[control], desk.review.today
    say(f"{control}  {state.item.title}")
    say(owners.told(owner, today) or _("nobody takes care of it yet: --who NAME"))
    say(_("in the way: {}").format(state.why) if state.block else _("nothing of it stands in the way"))
    if "due" in given and is_overdue(owner, today):
        note(_("{} is past").format(owner.due if owner else ""))
    if given:
        say(_("all gaps: {}").format(status.command(desk, "status")))
    return 0
