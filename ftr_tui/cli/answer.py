"""`new` and `answer`: a session, and answers one by one or from a file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from ftr_tui.actions import borrowing, importing, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create, open_session, who_answers
from ftr_tui.cli.coaching import tell_coached, tell_many
from ftr_tui.cli.out import note, say, sign
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.store import sessions

FIRST = "partner-hosted"
"""The list of a session for which none is named."""


def new(args: Namespace) -> int:
    """Make a session file."""
    where = sessions.folder(args.sessions)
    # Checked before anything is written: a mistyped name leaves no empty session behind.
    other = open_session(where, args.other) if args.other else None
    if other is not None:
        borrowing.refuse_source(other)
    name, _at, release = (args.checklist or (other.checklist.id if other else FIRST)).partition("@")
    desk = create(
        where,
        args.product.strip() or args.name,
        name=args.name,
        checklist=name,
        release=release or None,
        routes=list(dict.fromkeys(args.route or ())),
        who=who_answers(),
    )
    say(_("made {} ({})").format(desk.file.path, desk.checklist.name))
    if other is not None:
        _tell_borrowed(other, borrowing.borrow(desk, other))
    say(_("next:            {}").format(status.command(desk, "open")))
    say(_("in plain lines:  {}").format(status.command(desk, "ask")))
    return 0


def _tell_borrowed(other: Desk, found: borrowing.Borrowed) -> None:
    """Say what came along, and on stderr what did not."""
    say(borrowing.in_words(found, other.name))
    if found.responses:
        text = _("drafts count for nothing until somebody edits them or takes them over (f in the interview)")
        say(text)
    for line in borrowing.refused_lines(found):
        note(line)


def answer(args: Namespace) -> int:
    """Give one answer, or all those of a file."""
    if args.file is not None:
        if args.question or args.value or args.response is not None or args.reason:
            raise Problem(_("--from FILE.csv takes no QUESTION, VALUE, --response or --reason beside it"))
    elif args.question is None or args.value is None:
        hint = _("ftr-tui answer NAME QUESTION VALUE, or ftr-tui answer NAME --from FILE.csv")
        raise Problem(_("an answer needs QUESTION and VALUE"), hint=hint)
    desk = open_session(sessions.folder(args.sessions), args.name, who=args.by)
    if args.file is not None:
        brought = importing.from_csv(desk, Path(args.file), by=args.by)
        _tell_file(desk, brought)
    else:
        brought = importing.give(
            desk, args.question, args.value, args.response, by=args.by, reason=args.reason
        )
        _tell_one(desk, brought.answers[0])
    for question in brought.contradicted:
        finding = desk.answer_of(question).finding
        verdict = finding.verdict if finding else ""
        text = _("{}: evidence says {}; without a reason (--reason, or a column reason) this stands as a gap")
        note(text.format(question, verdict))
    if brought.masked:
        note(_("{} things that look like secrets were masked").format(brought.masked))
    if brought.ignored:
        note(_("columns not read: {}").format(", ".join(brought.ignored)))
    if args.file is not None:
        tell_many(desk, brought.responses)
    elif brought.responses:
        tell_coached(desk, brought.responses[0], aside=True)
    return 0


def _tell_one(desk: Desk, question: str) -> None:
    state = desk.review.states[desk.checklist.owner_of[question]]
    value = state.answers[question].value or importing.UNSURE
    say(_("saved: {} is {}").format(question, value))
    say(f"{state.id}: {sign(str(state.outcome))} ({'; '.join(state.reasons)})")


def _tell_file(desk: Desk, brought: importing.Brought) -> None:
    answers, responses = len(brought.answers), len(brought.responses)
    said = [
        ngettext("{} answer", "{} answers", answers).format(answers),
        ngettext("{} response", "{} responses", responses).format(responses),
        _("{} unchanged").format(brought.same),
    ]
    saved = _("saved") if answers or responses else _("nothing new")
    say(f"{saved}: {', '.join(said)}")
    missing = len(desk.review.blocking)
    more = status.command(desk, "status")
    say(_("{} stand in the way: {}").format(missing, more) if missing else _("ready"))
