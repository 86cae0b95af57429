"""`calendar`: what is due, and what was done when; done with its proof, other days, own tasks."""

from __future__ import annotations

from argparse import Namespace

from ftr_tui.actions import calendar, road, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, glyph, line, note, say, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.calendar import Due, State
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import Done
from ftr_tui.model.when import in_words
from ftr_tui.store import sessions

# state -> sign, colour that supports it
SIGNS = {
    State.OVERDUE: ("!", "bold red"),
    State.DUE: ("?", "yellow"),
    State.LATER: (" ", ""),
    State.WAITING: (" ", "dim"),
    State.OFF: ("–", "dim"),
}
GROUPS = {
    State.OVERDUE: _("Overdue"),
    State.DUE: _("Next 14 days"),
    State.LATER: _("Later"),
    State.WAITING: _("When it happens, or its day is known"),
    State.OFF: _("Not needed"),
}


def run(args: Namespace) -> int:
    """Change what the options say, then show the task; without options show everything."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    key = _changed(desk, args)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    if args.json:
        to_stdout(calendar.as_json(desk))
    elif key:
        show_one(desk, calendar.find(desk, key))
    else:
        show(desk)
    return 0


def _changed(desk: Desk, args: Namespace) -> str:
    """Do what the options say and return the id of the task that they are for; Problem before any change."""
    wants = [args.done, args.due, args.owner, args.every, args.off, args.on or None, args.respond or None]
    wants += [args.title, args.proof, args.note or None, args.copy or None, args.take_back]
    key: str = args.task or ""
    if not key and args.title is None and any(w is not None for w in wants):
        raise Problem(_("which task? --task ID goes with it; the calendar shows the ids"))
    if args.on and args.off is not None:
        raise Problem(_("--on and --off are opposites"))
    if args.done is None and (args.proof or args.note or args.copy):
        raise Problem(_("--proof, --copy and --note go with --done"))
    if args.proof is not None and not args.proof.strip():
        raise Problem(_("--proof takes a file, a link or a number, and it is empty"))
    today = desk.review.today
    day = road.parse_day(args.due, today) if args.due is not None else None
    on = road.parse_day(args.done, today) if args.done is not None else None
    if args.done is not None and on is None:
        raise Problem(_("--done takes a day"))
    every = calendar.days(args.every or "")
    if args.title is not None:
        key = _titled(desk, key, args, day, every)
    elif key:
        key = calendar.find(desk, key).id
        if args.done and (problem := calendar.check_done(desk, key, args.done, args.proof or "")):
            raise Problem(problem)
        if args.due is not None:
            calendar.set_due(desk, key, day)
        if args.every is not None:
            calendar.set_pace(desk, key, every)
    _said(desk, key, args)
    if on is not None:
        calendar.done(desk, key, on, note=args.note, proof=args.proof or "", copy=args.copy)
    if args.take_back:
        gone = calendar.take_back(desk, key, args.take_back)
        if controls := calendar.said_in(desk, gone):
            text = _("! the response of {} still says: {}")
            note(text.format(", ".join(controls), calendar.line(desk, gone)))
    if on is not None or args.respond:
        _respond(desk, key, write=args.respond)
    return key


def _titled(desk: Desk, key: str, args: Namespace, day: object, every: int | None) -> str:
    from datetime import date

    due = day if isinstance(day, date) else None
    if not key:
        return calendar.add(desk, args.title, due=due, every_days=every)
    calendar.put(desk, key, args.title, due=due, every_days=every)
    return key


def _said(desk: Desk, key: str, args: Namespace) -> None:
    if args.owner is not None:
        calendar.set_owner(desk, key, "" if args.owner == "-" else args.owner)
    if args.off is not None:
        if not args.off.strip():
            raise Problem(_("--off takes the reason why it is not needed"))
        calendar.set_off(desk, key, args.off)
    if args.on:
        calendar.set_off(desk, key, "")


def _respond(desk: Desk, key: str, *, write: bool) -> None:
    """Write the day into the responses, or say how; never without being told to."""
    made = next(iter(calendar.past(desk, key)), None)
    if made is None:
        raise Problem(_("it was never done: there is no day to write"))
    offered = calendar.offer(desk, made)
    if write:
        changed = calendar.respond(desk, made)
        text = _("written into the response of {}: {}").format(", ".join(changed), calendar.line(desk, made))
        note(text if changed else _("no response asks for this day, or it is there already"))
    elif offered:
        text = _("the response of {} can say: {} (--respond writes it)")
        note(text.format(", ".join(offered), calendar.line(desk, made)))


# --- showing ------------------------------------------------------------------------------------------


def show(desk: Desk) -> None:
    """Write everything, group by group."""
    today = desk.review.today
    line(cell(desk.session.product, "bold"), glyph(_(" · calendar, {}").format(today)))
    items = calendar.due(desk)
    for state, title in GROUPS.items():
        rows = [_row(item, item.left(today)) for item in items if item.state is state]
        if rows:
            say()
            line(cell(title, "bold"))
            table(rows, narrow=(0, 1, 2) if len(rows[0]) > 2 else (0,), least=(1, 10, 12))
    say()
    say(_("Done:      {}").format(status.command(desk, "calendar", " --task ID --done --proof FILE")))
    say(_("One task:  {}").format(status.command(desk, "calendar", " --task ID")))
    say(_("As .ics:   {}").format(status.command(desk, "export", f" {desk.name}.ics")))


def _row(item: Due, left: int | None) -> list[object]:
    sign, style = SIGNS[item.state]
    owner = f" [{item.owner}]" if item.owner else ""
    title = f"{item.title}{owner} ({item.id})"
    if item.due is None:
        return [cell(glyph(sign), style), f"{title}: {item.why}"]
    return [cell(glyph(sign), style), str(item.due), cell(in_words(left), style), title]


def show_one(desk: Desk, item: Due) -> None:
    """Write one line of the calendar whole, with when it was done."""
    sign, style = SIGNS[item.state]
    line(cell(item.title, "bold"), f" ({item.id})")
    if item.what:
        line(item.what)
    when = in_words(item.left(desk.review.today))
    day = glyph(f"{item.due} · {when}") if item.due else _("no day")
    rows: list[list[object]] = [[_("due"), cell(glyph(f"{sign} ").lstrip() + day, style)]]
    pace = _("every {} days").format(item.every_days) if item.every_days else ""
    told = ((_("because"), item.why), (_("pace"), pace), (_("who"), item.owner))
    rows += [[name, text] for name, text in (*told, (_("for"), ", ".join(item.controls))) if text]
    table(rows)
    if item.kind in calendar.TASK_KINDS:
        past = calendar.past(desk, item.id)
        line(cell(_("Done"), "bold"), "" if past else _(": never written down"))
        table([_past(made) for made in past], narrow=(0, 1))


def _past(made: Done) -> list[object]:
    return [made.id, str(made.on), ", ".join(t for t in (made.by, made.document, made.note) if t)]
