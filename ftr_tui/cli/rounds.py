"""`rounds`: AWS's comments as items, the days that are left, and what is written down about them."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable

from ftr_tui.actions import road, rounds, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import cell, glyph, line, note, say, table, width
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.rounds_view import Item, Standing, clock_words, round_words, word
from ftr_tui.model.text import one_line
from ftr_tui.model.when import in_words
from ftr_tui.store import sessions

# state -> sign, colour that supports it
_SIGNS = {"open": ("?", "yellow"), "sent": ("≈", ""), "accepted": ("✓", "green")}
_OF_ITEM = ("answer", "text", "owner", "due", "state")
_TAKEN = 56
"""Columns that a row takes beside its text and its owner."""


def run(args: Namespace) -> int:
    """Show the comments, or one whole; with something to write down, write it first."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    acts = _acts(args, desk)
    told = [text for act in acts for text in act()]
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    for text in told:
        note(glyph(text))
    if args.json:
        to_stdout(rounds.as_json(desk))
    elif args.item:
        show_item(desk, rounds.find(desk, args.item).id)
    else:
        show(desk)
    return 0


Act = Callable[[], list[str]]
"""Does one thing; returns what is worth a line."""


def _acts(args: Namespace, desk: Desk) -> list[Act]:
    """Return what the options ask for, all looked at first: a fault in one leaves everything as it was."""
    given = [name for name in _OF_ITEM if getattr(args, name) is not None]
    if given and not args.item:
        raise Problem(_("which comment? --item K1 goes with --{}").format(given[0]))
    if args.item and args.add is not None:
        raise Problem(_("--add and --item do not go together"))
    if args.control is not None and args.add is None and not args.item:
        raise Problem(_("--control goes with --add or --item"))
    if args.add == "-" and args.answer == "-":
        raise Problem(_("stdin can be read once"))
    acts = [*_round_acts(args, desk), *_add_acts(args, desk)]
    if args.item:
        acts += _item_acts(args, desk)
    if args.sent:
        acts.append(lambda: _sent(desk))
    if args.remove is not None:
        acts.append(lambda: [_("{} taken away").format(rounds.remove(desk, args.remove))])
    return acts


def _round_acts(args: Namespace, desk: Desk) -> list[Act]:
    today = desk.review.today
    given: rounds.Of = {}
    if args.came is not None:
        came = road.parse_day(args.came, today)
        if came is None:
            raise Problem(_("--came takes a day"))
        given["came"] = came
    if args.until is not None:
        given["until"] = road.parse_day(args.until, today)
    if args.note is not None:
        given["note"] = args.note
    if not given:
        return []
    if args.round or args.came is None:
        if not args.round and not desk.session.round:
            raise Problem(_("no comments have come yet; --came DAY says that they did"))
        of = args.round or rounds.stands(desk).groups[0].round.id
        rounds.check_round(desk, of, **given)
        return [lambda: _quiet(rounds.change_round(desk, of, **given))]
    rounds.check_round(desk, "", **given)
    day, until, words = given["came"], given.get("until"), given.get("note", "")
    return [lambda: _quiet(rounds.add_round(desk, day, until, words))]


def _add_acts(args: Namespace, desk: Desk) -> list[Act]:
    if args.add is None:
        if args.round and args.came is None and args.until is None and args.note is None:
            raise Problem(_("--round goes with --came, --until, --note or --add"))
        return []
    text, control = _typed(args.add), args.control or ""
    # With a day beside it, it belongs to the round of that day, which may be about to come.
    day = road.parse_day(args.came, desk.review.today) if args.came and not args.round else None

    def of() -> str | None:
        if day is None:
            return str(args.round)
        return next((r.id for r in desk.session.round if r.came == day), None)

    rounds.check_comment(desk, control, text, of())

    def add() -> list[str]:
        made = rounds.add(desk, control, text, of() or "")
        return [_("{} added to {}").format(made.id, made.round)]

    return [add]


def _item_acts(args: Namespace, desk: Desk) -> list[Act]:
    found = rounds.find(desk, args.item)
    today, key = desk.review.today, found.id
    acts: list[Act] = []
    if args.text is not None or args.control is not None:
        control = found.control if args.control is None else args.control
        text = found.text if args.text is None else args.text
        rounds.check_reworded(desk, found, control, text)
        acts.append(lambda: _quiet(rounds.reword(desk, key, control, text)))
    if args.answer is not None:
        answer = _typed(args.answer)
        acts.append(lambda: _answered(desk, key, answer))
    if args.owner is not None or args.due is not None:
        who = found.owner if args.owner is None else rounds.name_of(args.owner)
        due = found.due if args.due is None else road.parse_day(args.due, today)
        past = [_("{} is past").format(due)] if due is not None and due < today else []
        acts.append(lambda: [*past, *_quiet(rounds.own(desk, key, who, due))])
    if args.state is not None:
        acts.append(lambda: _quiet(rounds.set_state(desk, key, args.state)))
    return acts


def _answered(desk: Desk, key: str, text: str) -> list[str]:
    before = rounds.find(desk, key).state
    after = rounds.answer(desk, key, text).state
    return [_("{}: open again, for another answer was sent").format(key)] if before != after else []


def _sent(desk: Desk) -> list[str]:
    made = rounds.mark_sent(desk)
    if not made:
        return [_("nothing that is open has an answer")]
    lines = [_("sent today: {}").format(", ".join(c.id for c in made))]
    if alone := rounds.apart(desk, made):
        lines.append(_("in no sheet, so it had to be sent apart: {}").format(", ".join(alone)))
    return lines


def _quiet(_done: object) -> list[str]:
    return []


def _typed(text: str) -> str:
    """Return a text, ``-``: from stdin; Problem if that is not UTF-8."""
    if text != "-":
        return text
    if sys.stdin is None:
        raise Problem(_("there is no stdin to read from"))
    read = sys.stdin.read()
    if "\ufffd" in read:
        # What is not UTF-8 was replaced when it was read.
        raise Problem(_("stdin is not UTF-8"))
    return read


# --- showing ------------------------------------------------------------------------------------------


def show(desk: Desk) -> None:
    """Write the clock, then each round as a table; with nothing there, how it begins."""
    found = rounds.stands(desk)
    line(cell(desk.session.product, "bold"), glyph(_(" · AWS's comments")))
    if not found.items and not found.groups:
        say(_("None yet. When AWS writes back, write down what it asks, or take its workbook in:"))
        say("  " + status.command(desk, "rounds", " --came DAY --add TEXT --control IAM-002"))
        say("  " + status.command(desk, "import", " FILE.xlsx"))
        return
    if found.clock is not None:
        line(cell(glyph(clock_words(found.clock, found.days_left)), _urgent(found.days_left)))
    for group in found.groups:
        say()
        line(cell(round_words(group), "bold"))
        for text in group.round.note.splitlines():
            line(text, indent=2)
        if group.items:
            table([_row(i) for i in group.items], narrow=(0, 1, 2, 4, 5), least=(3, 10, 8))
        else:
            line(_("no comments written down yet"), indent=2)
    lost = [i for i in found.items if i.round is None]
    if lost:
        say()
        line(cell(_("Of no round"), "bold"))
        table([_row(i) for i in lost], narrow=(0, 1, 2, 4, 5), least=(3, 10, 8))
    say()
    _next(desk, found)


def _next(desk: Desk, found: Standing) -> None:
    ready = [i for i in found.pending if i.comment.answer.strip()]
    if len(ready) < len(found.pending):
        first = next(i for i in found.pending if not i.comment.answer.strip())
        rest = f" --item {first.comment.id} --answer TEXT"
        say(_("Answer one:  {}").format(status.command(desk, "rounds", rest)))
    if ready:
        text = ngettext(
            "{} answer is ready for the next export; once it is sent:",
            "{} answers are ready for the next export; once they are sent:",
            len(ready),
        )
        say(text.format(len(ready)))
        say("  " + status.command(desk, "rounds", " --sent"))


def _urgent(left: int | None) -> str:
    return "bold red" if left is not None and left < 0 else ""


def _state(item: Item) -> object:
    sign, style = _SIGNS[item.comment.state]
    if item.overdue:
        sign, style = "!", "bold red"
    return cell(f"{glyph(sign)} {word(item)}", style)


def _row(item: Item) -> list[object]:
    said = item.comment
    left = in_words(item.due_left) if item.pending else str(said.accepted or said.sent or "")
    room = max(20, width() - _TAKEN - len(said.owner))
    text = one_line(said.text, room)
    return [said.id, _state(item), said.control or _("whole"), text, said.owner, cell(left, "dim")]


def show_item(desk: Desk, key: str) -> None:
    """Write one comment whole: AWS's text, our answer, owner, days."""
    item = next(i for i in rounds.stands(desk).items if i.comment.id == key)
    said = item.comment
    known = desk.checklist.by_id.get(said.control)
    about = f"{said.control} {known.title}" if known else said.control or _("the whole submission")
    line(cell(said.id, "bold"), "  ", cell(about, "bold"), "  ", _state(item))
    if said.control and known is None:
        line(_("not in the list {}").format(desk.checklist.name), indent=2)
    for label, text in (
        (_("AWS:"), said.text),
        (_("we:"), said.answer or _("no answer yet")),
        (_("owner:"), said.owner or _("nobody yet")),
        (_("due:"), f"{said.due} ({in_words(item.due_left)})" if said.due else _("no day")),
        (_("sent:"), str(said.sent or "")),
        (_("accepted:"), str(said.accepted or "")),
    ):
        for number, part in enumerate(text.splitlines()):
            line(f"{label} {part}" if not number else part, indent=2 if not number else 4)
