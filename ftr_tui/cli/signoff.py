"""`signoff`: whether a second person signs answers in this session, and signing them."""

from __future__ import annotations

from argparse import Namespace

from ftr_tui.actions import signing, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, line, note, say, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.store import sessions

DONE, NOT_DONE = 0, 2


def run(args: Namespace) -> int:
    """Do what the options say; without options show what waits for a signature."""
    if args.on and args.off:
        raise Problem(_("--on and --off are opposites"))
    if args.item and args.all:
        raise Problem(_("--all takes no QUESTION or CONTROL beside it"))
    if args.take_back and not args.item:
        raise Problem(_("--take-back needs a QUESTION or a CONTROL"))
    desk = open_session(sessions.folder(args.sessions), args.name, who=args.by)
    questions = signing.questions_of(desk, args.item) if args.item else []
    if args.on or args.off:
        changed = signing.switch(desk, on=args.on)
        say(_("sign-off is {}{}").format("on" if args.on else "off", "" if changed else _(" already")))
    status_code = DONE
    if args.take_back:
        gone = signing.take_back(desk, questions)
        say(_("signature taken back: {}").format(", ".join(gone)) if gone else _("nobody had signed it"))
    elif questions or args.all:
        status_code = _sign(desk, questions or signing.waiting(desk), args.by)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    if args.json:
        to_stdout({**status.sign_off(desk), "waiting": signing.waiting(desk)})
    elif not (questions or args.all):
        _show(desk)
    return status_code


def _sign(desk: Desk, questions: list[str], by: str) -> int:
    """Sign, and say what came of it; 2 where nothing was signed although something waits."""
    if not questions:
        say(_("nothing waits for a signature"))
        return DONE
    found = signing.sign(desk, questions, by)
    text = found.words(desk.who)
    if found.signed and not desk.session.sign_off:
        note(_("signed, but this session does not ask for it: {}").format(
            status.command(desk, "signoff", " --on")))  # fmt: skip
    if found.signed or found.already:
        say(text)
        return DONE
    note(f"ftr-tui: {text}")
    return NOT_DONE


def _show(desk: Desk) -> None:
    signed, of = signing.count(desk)
    state = (
        _("on: unsigned answers stand in the way") if desk.session.sign_off else _("off: nobody has to sign")
    )
    line(cell(_("Sign-off is {}").format(state), "bold"))
    say(ngettext("{} of {} answer signed", "{} of {} answers signed", of).format(signed, of))
    rows = []
    for question in signing.waiting(desk):
        stored = desk.session.answers[question]
        rows.append(
            [question, stored.value or "", _("answered by {}").format(stored.by or _("nobody named"))]
        )
    table(rows, narrow=(0, 1))
    if rows:
        say(_("sign them: {}").format(status.command(desk, "signoff", " --all --by NAME")))
