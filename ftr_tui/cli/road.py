"""`road`: where the team stands on the way to AWS Qualified Software; what it writes down about a step."""

from __future__ import annotations

from argparse import Namespace

from ftr_tui.actions import road, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, glyph, line, note, say, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.road import State, Stop
from ftr_tui.store import sessions

# state -> sign, colour that supports it
_SIGNS = {
    State.DONE: ("✓", "green"),
    State.ALTHOUGH: ("≈", "yellow"),
    State.LATE: ("!", "bold red"),
    State.OPEN: ("?", "yellow"),
    State.BLOCKED: ("–", "dim"),
}


def run(args: Namespace) -> int:
    """Show the road, or one step whole; with something to write down, write it and show the step."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    given = _given(args, desk)
    if given and not args.step:
        hint = ", ".join(s.id for s in desk.programme.step)
        raise Problem(_("which step? --step ID goes with it"), hint=hint)
    if given:
        for remark in road.change(desk, args.step, **given):
            note(glyph(remark))
        if desk.trouble and not desk.save():
            raise SaveProblem(desk.trouble)
    if args.json:
        to_stdout(road.as_json(desk))
    elif args.step:
        show_stop(road.stop(desk, args.step))
    else:
        show(desk)
    return 0


def _given(args: Namespace, desk: Desk) -> road.Given:
    """Return what the options say; Problem for a day that is none."""
    today = desk.review.today
    given: road.Given = {}
    if args.done is not None and args.not_done:
        raise Problem(_("--done and --not-done are opposites"))
    if args.done is not None:
        day = road.parse_day(args.done, today)
        if day is None:
            raise Problem(_("--done takes a day; --not-done takes it back"))
        given["done"] = day
    if args.not_done:
        given["done"] = None
    if args.planned is not None:
        given["planned"] = road.parse_day(args.planned, today)
    if args.comments is not None:
        given["comments"] = road.parse_day(args.comments, today)
    if args.until is not None:
        given["until"] = road.parse_day(args.until, today)
    if args.people is not None:
        given["people"] = args.people
    if args.note is not None:
        given["notes"] = args.note
    return given


def show(desk: Desk) -> None:
    """Write the road as a table, then the step it stands at."""
    stops = road.stops(desk)
    line(cell(desk.session.product, "bold"), glyph(_(" · road to AWS Qualified Software")))
    say()
    table([_row(stop) for stop in stops], narrow=(0, 1, 3, 4), least=(1, 11))
    here = next((s for s in stops if s.here), None)
    if here is None:
        return
    say()
    show_stop(here)
    say()
    for text in (
        _("Done with it:  {}").format(status.command(desk, "road", f" --step {here.step.id} --done")),
        _("Another step:  {}").format(status.command(desk, "road", " --step ID")),
    ):
        say(text)


def _row(stop: Stop) -> list[object]:
    title = cell(stop.step.title, "bold" if stop.here else "")
    return [str(stop.number or ""), _state(stop), title, cell(_when(stop), "dim"), stop.step.id]


def _state(stop: Stop) -> object:
    waits = stop.state is State.BLOCKED
    # Where the team is, is open to it, whatever is still in the way.
    sign, style = _SIGNS[State.OPEN if waits and stop.here else stop.state]
    return cell(f"{glyph(sign)} {stop.word}", style)


def _when(stop: Stop) -> str:
    return str(stop.done or stop.planned or "")


def show_stop(stop: Stop) -> None:
    """Write one step whole."""
    line(cell(stop.name[:1].upper() + stop.name[1:], "bold"), "  ", _state(stop))
    for text in road.dates(stop):
        line(glyph(text), indent=2)
    against = _("although: {}") if stop.done else _("in the way: {}")
    for text in stop.blocks:
        line(cell(against.format(text), "yellow"), indent=2)
    for text in stop.hints:
        line(text, indent=2)
    line(stop.step.what, indent=2)
    line(_("who: {}").format(stop.step.who), indent=2)
    if stop.people:
        line(_("people: {}").format(", ".join(stop.people)), indent=2)
    for text in stop.notes.splitlines():
        line(_("note: {}").format(text), indent=2)
    if stop.step.link:
        line(stop.step.link, indent=2)
    line(cell(_("as of {}").format(stop.step.as_of), "dim"), indent=2)
